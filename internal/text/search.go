package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// SearchTerms are the folded words of s, in order, each Arabic one followed by
// itself without the clitics that are written as part of it: والمدرسة gives
// والمدرسه, المدرسه and مدرسه, so that each finds it. What is left has three
// letters at least, four where a single letter may as well belong to the word
// (كتاب is not ك + تاب); some stems are no words, which costs a few hits too
// many and loses none. A term consists of letters and digits only.
func SearchTerms(s string) []string {
	var terms []string
	for _, word := range FoldedWords(s) {
		terms = append(terms, word)
		terms = append(terms, stems(word)...)
	}
	return terms
}

// SearchText is what an index holds of s: its [SearchTerms] with spaces between.
func SearchText(s string) string { return strings.Join(SearchTerms(s), " ") }

// SearchQuery is an FTS5 expression over a column of [SearchText] that asks for
// all words of s, the last one by its beginning, for it may be half typed. A
// word is found without its clitics as well, as a text is. It is "" when s holds
// no word.
func SearchQuery(s string) string {
	words := FoldedWords(s)
	var b strings.Builder
	for i, word := range words {
		if i > 0 {
			b.WriteString(" AND ")
		}
		prefix := ""
		if i == len(words)-1 {
			prefix = " *"
		}
		b.WriteString(`("` + word + `"` + prefix)
		for _, stem := range stems(word) {
			b.WriteString(` OR "` + stem + `"` + prefix)
		}
		b.WriteString(")")
	}
	return b.String()
}

// FoldedWords are the runs of letters and digits of s, folded, without stems:
// what is typed, as it is typed. Apostrophes within
// them are left out.
func FoldedWords(s string) []string {
	plain := strings.ReplaceAll(FoldString(s), "'", "")
	return strings.FieldsFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

const article = "ال"

// stems is the folded word without one, two and three of its clitics: first و or
// ف (and, so), then ب ل ك (in, to, as), then the article.
func stems(word string) []string {
	if !isArabicWord(word) {
		return nil
	}
	var out []string
	rest := word
	if bare, ok := strip(rest, "و", 3); ok {
		rest = bare
		out = append(out, rest)
	} else if bare, ok := strip(rest, "ف", 4); ok {
		rest = bare
		out = append(out, rest)
	}
	if bare, ok := strip(rest, "لل", 3); ok { // ل + ال, whose alef is not written
		return append(out, article+bare, bare)
	}
	for _, clitic := range []string{"ب", "ل", "ك"} {
		if bare, ok := strip(rest, clitic, 4); ok {
			rest = bare
			out = append(out, rest)
			break
		}
	}
	if bare, ok := strip(rest, article, 3); ok {
		out = append(out, bare)
	}
	return out
}

// strip takes prefix off word when at least min letters are left.
func strip(word, prefix string, min int) (string, bool) {
	bare, ok := strings.CutPrefix(word, prefix)
	return bare, ok && utf8.RuneCountInString(bare) >= min
}

// titles are folded honorifics that do not belong to a name. Some count with the
// article only: سيد is a first name too, and شيخ الأزهر an office. Offices (رئيس,
// وزير, president) are no honorifics: they tell people apart.
var titles = set(`
	د دكتور الدكتور دكتوره الدكتوره ا استاذ الاستاذ استاذه الاستاذه م مهندس المهندس مهندسه المهندسه
	بروفيسور البروفيسور بروفسور البروفسور السيد السيده الانسه الشيخ الشيخه الحاج الحاجه
	معالي سعاده فخامه سماحه فضيله
	dr doctor mr mister mrs ms miss prof professor sir dame madam eng sheikh shaikh shaykh rev hon`)

// compounds are first parts of Arabic names that are written joined to the next
// part or apart from it.
var compounds = []string{"عبد", "ابو", "ابي", "ابا", "ابن", "بن"}

// NameKey is what a name is found and compared by: folded, without the
// honorifics before it ("د.", "السيد", "Dr") unless nothing else is left, without
// the article of each part, spaces, hyphens and punctuation, so that عبد الله
// equals عبدالله, أبو بكر ابوبكر, and الطالباني طالباني. It is "" for a name
// without letters, digits or signs. It is a key for whole names: half-typed
// ones are better matched on [FoldString].
func NameKey(s string) string { return nameKey(s, bareName) }

// NameSpelling is NameKey with the articles left in: equal for spellings of one
// name (titles, spaces, hamza), and not for علي حسن and علي الحسن, who may be two
// people.
func NameSpelling(s string) string { return nameKey(s, func(part string) string { return part }) }

func nameKey(s string, ofPart func(string) string) string {
	parts := FoldedWords(s)
	for len(parts) > 1 && titles[parts[0]] {
		parts = parts[1:]
	}
	if len(parts) == 0 {
		return strings.ReplaceAll(FoldString(s), " ", "")
	}
	for i, part := range parts {
		parts[i] = ofPart(part)
	}
	return strings.Join(parts, "")
}

// bareName is one part of a name without its article, nor that in the middle of
// a compound written as one word (عبدالرحمن, نورالدين).
func bareName(part string) string {
	if bare, ok := strip(part, article, 3); ok {
		part = bare
	}
	for _, first := range compounds {
		if rest, ok := strings.CutPrefix(part, first); ok {
			if bare, ok := strip(rest, article, 3); ok {
				return first + bare
			}
		}
	}
	if first, ok := strings.CutSuffix(part, article+"دين"); ok && utf8.RuneCountInString(first) >= 2 {
		return first + "دين"
	}
	return part
}
