package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const tatweel = 'ـ'

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	// neverLast are abbreviations, without their last full stop, that need what
	// follows them.
	neverLast = set(`mr mrs ms messrs dr prof sen rep reps gov gen col lt sgt capt cmdr adm maj rev hon
		pres supt det insp fr msgr vs v cf viz al approx est mt ft e.g i.e eg ie`)

	// numbered are abbreviations before a number, and ordinary words elsewhere.
	numbered = set(`no nos fig figs p pp vol art sec ch`)

	// sometimesLast are abbreviations that stand at the end of sentences too.
	sometimesLast = set(`inc ltd corp co bros llc plc jr sr st ave blvd rd dept univ assn etc
		jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun ph.d`)

	// starters are English words that often begin a sentence and are seldom part
	// of a name.
	starters = set(`the a an this that these those he she it they we i you his her its their our my
		in on at by for from with as if of to after before when while since until although though because
		and but or so yet however meanwhile also still then there here now no not
		who what when where why how some many most more all both each one two three
		had has have is are was were did does would could should can other others another several such
		even only just despite during among without instead perhaps last earlier later according asked`)

	// arabicTitles are one-letter abbreviations joined to "and".
	arabicTitles = set(`ود وأ وا وم`)
)

// isArabicAbbreviation reports whether a full stop after the Arabic word belongs
// to it: any single letter (د. أ. م. ص. and the last of ق.م.), but not the era
// after a year (1440هـ. 2018م.), which ends sentences as any word does.
func isArabicAbbreviation(word string, afterNumber bool) bool {
	if arabicTitles[word] {
		return true
	}
	if utf8.RuneCountInString(word) != 1 {
		return false
	}
	return !afterNumber || word != "م" && word != "ه"
}

func isArabicWord(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return isArabic(r)
}

// isLatinAbbreviation reports whether a full stop after word (which may hold
// some itself) can belong to it: a known abbreviation, an initial, or parts of
// up to three letters such as "a.m" and "U.S".
func isLatinAbbreviation(word string) bool {
	if lower := strings.ToLower(word); neverLast[lower] || sometimesLast[lower] {
		return true
	}
	parts := strings.Split(word, ".")
	if len(parts) == 1 {
		return utf8.RuneCountInString(word) == 1
	}
	for _, part := range parts {
		if utf8.RuneCountInString(part) > 3 {
			return false
		}
	}
	return true
}

// startsSentence reports whether the text begins as new sentences do: with a
// quotation mark, an Arabic word, or one of the English starters.
func startsSentence(text []rune) bool {
	if isArabic(text[0]) || strings.ContainsRune("\"“«‘", text[0]) {
		return true
	}
	n := 0
	for n < len(text) && unicode.IsLetter(text[n]) {
		n++
	}
	initial := n == 1 && n < len(text) && text[n] == '.'
	return !initial && starters[strings.ToLower(string(text[:n]))]
}
