package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// Direction is "rtl" or "ltr" by the first strong character of s, those within
// directional isolates left out (UAX #9, rule P2); "" when it has none.
func Direction(s string) string {
	isolates := 0
	for _, r := range s {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.LRI, bidi.RLI, bidi.FSI:
			isolates++
		case bidi.PDI:
			isolates = max(0, isolates-1)
		case bidi.B: // isolates end with their paragraph
			isolates = 0
		case bidi.L:
			if isolates == 0 {
				return "ltr"
			}
		case bidi.R, bidi.AL:
			if isolates == 0 {
				return "rtl"
			}
		}
	}
	return ""
}

// Language guesses "ar" or "en" by the script most letters are written in; ""
// when there are none, or as many of one as of the other. It cannot tell the
// languages of one script apart: a person can correct it.
func Language(s string) string {
	arabic, latin := 0, 0
	for _, r := range s {
		switch {
		case 'a' <= r|0x20 && r|0x20 <= 'z':
			latin++
		case isArabic(r):
			arabic++
		case r > unicode.MaxASCII && unicode.Is(unicode.Latin, r):
			latin++
		}
	}
	switch {
	case arabic > latin:
		return "ar"
	case latin > arabic:
		return "en"
	}
	return ""
}

// isArabic reports whether r is a letter of the Arabic script.
func isArabic(r rune) bool {
	return r >= 0x600 && unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r)
}

// invisible is keyed by character and holds the abbreviations of the Unicode
// standard (NameAliases.txt).
var invisible = map[rune]string{
	'\u00AD': "SHY", '\u034F': "CGJ", '\u061C': "ALM", '\u180E': "MVS",
	'\u200B': "ZWSP", '\u200C': "ZWNJ", '\u200D': "ZWJ", '\u200E': "LRM", '\u200F': "RLM",
	'\u202A': "LRE", '\u202B': "RLE", '\u202C': "PDF", '\u202D': "LRO", '\u202E': "RLO",
	'\u2060': "WJ", '\u2061': "FA", '\u2062': "IT", '\u2063': "IS", '\u2064': "IP",
	'\u2066': "LRI", '\u2067': "RLI", '\u2068': "FSI", '\u2069': "PDI",
	'\u206A': "ISS", '\u206B': "ASS", '\u206C': "IAFS", '\u206D': "AAFS", '\u206E': "NADS", '\u206F': "NODS",
	'\uFEFF': "ZWNBSP",
}

// Invisible tells bidi controls and zero-width characters, which a reader cannot
// see and a desk should, and their short names ("RLM", "ZWNJ"). A ZWJ within an
// emoji is one of them: whoever shows them looks at the whole grapheme cluster.
func Invisible(r rune) (name string, ok bool) {
	if r < 0xAD || r > 0x061C && r < 0x180E { // nearly every letter there is
		return "", false
	}
	name, ok = invisible[r]
	return name, ok
}

// Visible is a text in which what a reader cannot see stands by its name in brackets:
// control characters as "[U+0000]", invisible ones as "[RLO]". A joiner between two
// Arabic letters is spelling and stays. Bytes that are no UTF-8 become U+FFFD.
func Visible(s string) string {
	if strings.IndexFunc(s, unseen) < 0 && utf8.ValidString(s) {
		return s
	}
	runes := []rune(s)
	var b strings.Builder
	for i, r := range runes {
		joins := (r == '\u200C' || r == '\u200D') && i > 0 && i+1 < len(runes) && isArabic(runes[i-1]) && isArabic(runes[i+1])
		switch name, hidden := Invisible(r); {
		case hidden && !joins:
			b.WriteString("[" + name + "]")
		case unicode.IsControl(r):
			fmt.Fprintf(&b, "[%U]", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func unseen(r rune) bool {
	_, hidden := Invisible(r)
	return hidden || unicode.IsControl(r)
}
