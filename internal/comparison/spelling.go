package comparison

import (
	_ "embed"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/isnad/isnad/internal/text"
)

//go:embed data/spelling.txt
var spellingFile string

// spellings is the standing spelling of each folded variant.
var spellings = func() map[string]string {
	m := map[string]string{}
	for fields := range lines(spellingFile) {
		first := text.FoldString(fields[0])
		for _, variant := range fields[1:] {
			m[text.FoldString(variant)] = first
		}
	}
	return m
}()

// lines are the fields of the lines of a file of data, without comments.
func lines(file string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(file) {
			if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
				continue
			}
			if !yield(strings.Fields(line)) {
				return
			}
		}
	}
}

// ise are the endings of verbs written with s or z; what comes before has four
// letters at least, so that rise, wise and prize stay what they are.
var ise = regexp.MustCompile(`^[a-z]{4,}(is|ys)(e|ed|es|er|ers|ing|ation|ations)$`)

// spelling is the folded word in its standing spelling.
func spelling(folded string) string {
	if s, ok := spellings[folded]; ok {
		return s
	}
	if n := len(folded); n >= 7 && n <= 24 && folded[0] < utf8.RuneSelf && ise.MatchString(folded) {
		at := ise.FindStringSubmatchIndex(folded)[2] + 1
		return folded[:at] + "z" + folded[at+1:]
	}
	return folded
}

// stemOf is the folded word without what is attached to it: the clitics of an
// Arabic word, the commonest endings of an English one. It serves to line words up,
// never to hold two of them equal.
func stemOf(folded string) string {
	first, _ := utf8.DecodeRuneInString(folded)
	switch {
	case len(folded) > 64:
		return folded
	case unicode.Is(unicode.Arabic, first):
		terms := text.SearchTerms(folded)
		if len(terms) == 0 {
			return folded
		}
		return terms[len(terms)-1]
	case first < utf8.RuneSelf && unicode.IsLetter(first):
		for _, ending := range []string{"ing", "ed", "es", "s", "d"} {
			if bare, ok := strings.CutSuffix(folded, ending); ok && len(bare) >= 4 {
				return strings.TrimSuffix(bare, "e")
			}
		}
		if len(folded) > 4 {
			return strings.TrimSuffix(folded, "e")
		}
	}
	return folded
}

// particles are attached to the beginning of an Arabic word.
var particles = []string{"و", "ف", "ب", "ل", "ك", "ال"}

// cliticOnly reports whether two folded words differ only in what is attached to
// their beginning; joined when that is و or ف before b alone.
func cliticOnly(a, b string) (clitic, joined bool) {
	if first, _ := utf8.DecodeRuneInString(a); !unicode.Is(unicode.Arabic, first) {
		return false, false
	}
	if b == "و"+a || b == "ف"+a {
		return true, true
	}
	return bare(a) == bare(b), false
}

// bare takes particles off the beginning of a word of which three letters stay.
func bare(w string) string {
	if rest, ok := strings.CutPrefix(w, "لل"); ok && utf8.RuneCountInString(rest) >= 3 {
		return rest
	}
	for _, p := range particles {
		if rest, ok := strings.CutPrefix(w, p); ok && utf8.RuneCountInString(rest) >= 3 {
			w = rest
		}
	}
	return w
}
