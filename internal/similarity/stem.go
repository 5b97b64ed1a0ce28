package similarity

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// stem is the key of a folded word: the same for its common inflections. A stem need
// be no word, nor belong to one word only: a statement is told by all of its words
// together.
func stem(word string) string {
	switch first, _ := utf8.DecodeRuneInString(word); {
	case unicode.Is(unicode.Arabic, first):
		return arabicStem(word)
	case 'a' <= first && first <= 'z':
		return englishStem(word)
	}
	return word
}

// arabicStem takes off what is written joined to a word, as light stemmers do (L. S.
// Larkey, L. Ballesteros, M. E. Connell, Light Stemming for Arabic Information
// Retrieval, 2007), and then its long vowels, by which most broken plurals and verbal
// nouns differ (سعر أسعار, ارتفع ارتفاع, مدرسة مدارس).
//
// What stands in front comes off for as long as enough is left, whether or not it was
// a clitic here: وزير and الوزير must come to the same.
func arabicStem(word string) string {
	word = withoutPrefixes(word)
	for _, suffixes := range arabicSuffixes {
		for _, suffix := range suffixes.all {
			if rest, ok := strings.CutSuffix(word, suffix); ok && utf8.RuneCountInString(rest) >= suffixes.least {
				word = rest
				break
			}
		}
	}
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune("اويء", r) {
			return -1
		}
		return r
	}, word)
	if utf8.RuneCountInString(bare) < 2 {
		return word
	}
	for _, prefix := range []string{"ن", "ت", "ت"} { // of verbs; ا and ي are gone with the vowels
		if rest, ok := strings.CutPrefix(bare, prefix); ok && utf8.RuneCountInString(rest) >= 3 {
			bare = rest
		}
	}
	return bare
}

// arabicPrefixes come off in any order while so many letters are left.
var arabicPrefixes = []struct {
	prefix string
	least  int
}{{"ال", 3}, {"لل", 3}, {"و", 3}, {"ف", 4}, {"ب", 4}, {"ل", 4}, {"ك", 4}}

func withoutPrefixes(word string) string {
	for again := true; again; {
		again = false
		for _, p := range arabicPrefixes {
			if rest, ok := strings.CutPrefix(word, p.prefix); ok && utf8.RuneCountInString(rest) >= p.least {
				word, again = rest, true
			}
		}
	}
	for _, future := range []string{"سي", "ست", "سن"} {
		if strings.HasPrefix(word, future) && utf8.RuneCountInString(word) >= 5 {
			return strings.TrimPrefix(word, "س")
		}
	}
	return word
}

// arabicSuffixes come off one of each kind, in this order: pronouns, then dual and
// plural, then the feminine ending (which Fold writes ه).
var arabicSuffixes = []struct {
	least int
	all   []string
}{
	{3, []string{"ها", "هم", "هن", "هما", "نا", "كم"}},
	{3, []string{"ات", "ان", "ون", "ين", "وا"}},
	{2, []string{"ه"}},
	{3, []string{"ت"}},
}

// englishStem takes off the s of plurals and of the possessive, by the rules of the
// "S stemmer" (D. Harman, How Effective Is Suffixing?, JASIS 42, 1991), then -ed and
// -ing with what they change of a word's end.
func englishStem(word string) string {
	if len(word) < 4 {
		return word
	}
	switch {
	case strings.HasSuffix(word, "ies") && !endsIn(word, "eies", "aies"):
		word = word[:len(word)-3] + "y"
	case endsIn(word, "ses", "xes", "zes", "ches", "shes"):
		word = word[:len(word)-2]
	case strings.HasSuffix(word, "s") && !endsIn(word, "us", "ss", "is"):
		word = word[:len(word)-1]
	}
	for _, suffix := range []string{"ed", "ing"} {
		rest, ok := strings.CutSuffix(word, suffix)
		if !ok || len(rest) < 3 || strings.HasSuffix(rest, "e") || !strings.ContainsAny(rest, "aeiouy") {
			continue
		}
		if n := len(rest); rest[n-1] == rest[n-2] && !endsIn(rest, "l", "s", "z") { // planned, not called
			rest = rest[:n-1]
		}
		word = rest
		break
	}
	if rest, ok := strings.CutSuffix(word, "e"); ok && len(rest) >= 3 {
		return rest
	}
	return word
}

func endsIn(word string, endings ...string) bool {
	for _, ending := range endings {
		if strings.HasSuffix(word, ending) {
			return true
		}
	}
	return false
}
