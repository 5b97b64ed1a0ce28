package text

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folded holds what each character that folds to something fixed becomes, over
// and above normalisation and case.
var folded = pairs(`
	ٱ=ا ى=ي ة=ه ک=ك ڪ=ك ی=ي ې=ي ہ=ه ھ=ه ە=ه ۃ=ه
	٠=0 ١=1 ٢=2 ٣=3 ٤=4 ٥=5 ٦=6 ٧=7 ٨=8 ٩=9
	۰=0 ۱=1 ۲=2 ۳=3 ۴=4 ۵=5 ۶=6 ۷=7 ۸=8 ۹=9
	،=, ؛=; ؟=? ۔=. ٪=% ٫=. ٬=,
	“=" ”=" „=" ‟=" «=" »=" ″=" ‶=" 〝=" 〞=" 〟=" ❝=" ❞=" ＂="
	‘=' ’=' ‚=' ‛=' ‹=' ›=' ′=' ‵=' ´=' ʼ=' ʻ=' ` + "`" + `=' ❛=' ❜='
	‐=- ‑=- ‒=- –=- —=- ―=- −=- ⁃=- ﹘=-
	ß=ss ẞ=ss
`)

func pairs(list string) map[rune]string {
	m := make(map[rune]string)
	for _, pair := range strings.Fields(list) {
		from, size := utf8.DecodeRuneInString(pair)
		m[from] = pair[size+len("="):]
	}
	return m
}

// common is the greatest character whose folding is kept in a table: those of
// nearly all text in Arabic, Hebrew and Latin letters.
const common = 0x6FF

var commonFolded = sync.OnceValue(func() *[common + 1]string {
	var table [common + 1]string
	for r := range table {
		table[r] = computeFold(rune(r))
	}
	return &table
})

// foldRune is what r folds to, "" when it is removed.
func foldRune(r rune) string {
	if r <= common {
		return commonFolded()[r]
	}
	return computeFold(r)
}

func computeFold(r rune) string {
	if to, ok := folded[r]; ok {
		return to
	}
	if isRemoved(r) {
		return ""
	}
	var parts []byte
	if parts = norm.NFKD.PropertiesString(string(r)).Decomposition(); parts == nil {
		return foldPart(r)
	}
	var b strings.Builder
	for _, part := range string(parts) {
		b.WriteString(foldPart(part))
	}
	return b.String()
}

// foldPart folds a character that decomposes no further.
func foldPart(r rune) string {
	switch {
	case isRemoved(r):
		return ""
	case r == '\n':
		return "\n"
	case unicode.IsSpace(r):
		return " "
	}
	if to, ok := folded[r]; ok {
		return to
	}
	// By way of upper case, so that characters with several small forms (σ ς, s ſ)
	// come to one.
	lower := unicode.ToLower(unicode.ToUpper(r))
	if to, ok := folded[lower]; ok {
		return to
	}
	return string(lower)
}

// isRemoved reports what leaves no trace in folded text.
func isRemoved(r rune) bool {
	switch {
	case r < 0x80:
		return false
	case r == tatweel, unicode.Is(unicode.Mn, r):
		return true
	case r == 0x06E5, r == 0x06E6: // Quranic small waw and yeh, written above the line
		return true
	case 0xFC5E <= r && r <= 0xFC63, 0xFE70 <= r && r <= 0xFE7F: // tashkeel as characters of their own
		return true
	case 0xE0000 <= r && r <= 0xE0FFF: // tags
		return true
	}
	_, hidden := Invisible(r)
	return hidden
}
