package similarity

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Statement is what somebody says, made ready to be compared.
type Statement struct {
	folded    string
	words     []word // those that carry meaning, each key once, in order
	negations int
	weight    int
}

// word is a word that carries meaning.
type word struct {
	key  string // its stem; a number's digits
	form string // as it is written, folded
}

// MaxLength is how much of a text is compared, in code points: what goes on for longer
// is told by its beginning.
const MaxLength = 5000

// Of makes a statement of an annotation's content or of any text: folded, number
// words as digits, stop words and negations set apart. Where nothing else is said,
// these count as words.
func Of(s string) Statement {
	length := 0
	for i := range s {
		if length++; length > MaxLength {
			s = s[:i]
			break
		}
	}
	return ofWords(known().numerals(tokens(s)))
}

// OfFolded is the statement that Folded came from.
func OfFolded(folded string) Statement { return ofWords(strings.Fields(folded)) }

func ofWords(all []string) Statement {
	l := known()
	s := Statement{folded: strings.Join(all, " "), words: make([]word, 0, len(all))}
	var seen map[string]bool // of many; a few are sooner looked through, and thousands are read for one answer
	if len(all) > 40 {
		seen = make(map[string]bool, len(all))
	}
	add := func(key, form string) {
		known := seen[key]
		if seen == nil {
			known = slices.ContainsFunc(s.words, func(w word) bool { return w.key == key })
		} else {
			seen[key] = true
		}
		if !known {
			s.words = append(s.words, word{key, form})
			s.weight += Weight(key)
		}
	}
	for _, form := range all {
		switch {
		case l.isNegation(form):
			s.negations++
		case !l.isStop(form):
			add(stem(form), form)
		}
	}
	if len(s.words) == 0 {
		for _, form := range all {
			add(form, form)
		}
	}
	return s
}

// Folded is the statement as it is kept: its words, folded, with spaces between. Two
// statements with the same Folded are the same.
func (s Statement) Folded() string { return s.folded }

// Weight is that of all the statement's keys: its size.
func (s Statement) Weight() int { return s.weight }

// Keys are what the statement is found by, each once.
func (s Statement) Keys() []string {
	keys := make([]string, len(s.words))
	for i, w := range s.words {
		keys[i] = w.key
	}
	return keys
}

// Weight is how much a key counts: a number half as much as a word, since it is held
// against the other statement's numbers besides.
func Weight(key string) int {
	if isNumber(key) {
		return 1
	}
	return 2
}

func isNumber(key string) bool {
	first, _ := utf8.DecodeRuneInString(key)
	return unicode.IsDigit(first) || key == percent
}

// Prefix says, given a statement's keys in any order, in which statements each must be
// looked up so that none is missed that scores the threshold: the i-th key in those of
// a weight from least to most[i]; where most[i] < least, no further key need be. For
// one that lacks all keys before, it would be too late: so much of the
// statement's weight is gone that the rest cannot reach the threshold (R. J. Bayardo,
// Y. Ma, R. Srikant, Scaling Up All Pairs Similarity Search, 2007). Whoever puts the
// rarest keys first has the least to look through.
func (s Statement) Prefix(keys []string, threshold float64) (least int, most []int) {
	// A score is at most 2·o/(w+v), o the weight in common, w and v the weights of the
	// two; and o is at most v, and at most what is left of w.
	w := float64(s.weight)
	least = int(ceil(threshold / (2 - threshold) * w))
	left := w
	for _, key := range keys {
		most = append(most, int(2*left/threshold-w+rounding))
		left -= float64(Weight(key))
	}
	return least, most
}

// rounding keeps a bound from excluding, by the last bit of a float, what it is met by.
const rounding = 1e-9

func ceil(x float64) float64 {
	n := float64(int(x))
	if x-n > rounding {
		return n + 1
	}
	return n
}

// numbers are the statement's, in order of size.
func (s Statement) numbers() []string {
	var all []string
	for _, w := range s.words {
		if isNumber(w.key) {
			all = append(all, w.key)
		}
	}
	slices.Sort(all)
	return all
}
