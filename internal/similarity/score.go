package similarity

import "slices"

// Threshold is the least score of two statements that say nearly the same: a word in
// three may differ. What is below says other things, if mostly on one subject
// (docs/MEMORY.md has both error rates).
const Threshold = 0.65

// How much is left of a score where two statements agree in their words, but not in
// the rest. No factor raises a score: see Prefix.
const (
	otherNumbers  = 0.85 // one has a number that the other has not
	otherNegation = 0.85 // one is negated where the other is not
	otherOrder    = 0.94 // no two words follow each other as in the other statement
	otherForms    = 0.94 // all words are other forms of the other statement's
)

// Likeness is how nearly two statements say the same.
type Likeness struct {
	Score    float64 // from 0, nothing in common, to 1, the same but for spelling
	Numbers  bool    // they have other numbers
	Negation bool    // one has a negation more
}

// Matcher compares one statement with many.
type Matcher struct {
	statement Statement
	at        map[string]int // where each key stands in it
	numbers   []string
}

// NewMatcher compares others with s.
func NewMatcher(s Statement) *Matcher {
	m := &Matcher{statement: s, at: make(map[string]int, len(s.words)), numbers: s.numbers()}
	for i, w := range s.words {
		m.at[w.key] = i
	}
	return m
}

// Compare says how nearly two statements say the same. It is symmetric.
func Compare(a, b Statement) Likeness { return NewMatcher(a).Compare(b) }

// Compare says how nearly s says the same as the matcher's statement.
func (m *Matcher) Compare(s Statement) Likeness {
	if m.statement.folded == s.folded {
		if s.folded == "" {
			return Likeness{} // nothing was said, by neither
		}
		return Likeness{Score: 1}
	}
	var (
		common, sameForms int
		places            = make([]int, 0, len(s.words)) // of the words in common, in the order of s
	)
	for _, w := range s.words {
		i, ok := m.at[w.key]
		if !ok {
			continue
		}
		places = append(places, i)
		common += Weight(w.key)
		if m.statement.words[i].form == w.form {
			sameForms += Weight(w.key)
		}
	}
	if common == 0 {
		return Likeness{}
	}
	like := Likeness{
		Score:    2 * float64(common) / float64(m.statement.weight+s.weight),
		Numbers:  !slices.Equal(m.numbers, s.numbers()),
		Negation: m.statement.negations != s.negations,
	}
	like.Score *= between(otherForms, float64(sameForms)/float64(common))
	if len(places) > 1 {
		like.Score *= between(otherOrder, float64(longestRising(places)-1)/float64(len(places)-1))
	}
	if like.Numbers {
		like.Score *= otherNumbers
	}
	if like.Negation {
		like.Score *= otherNegation
	}
	return like
}

// between is 1 where all of something agrees, and least where nothing does.
func between(least, share float64) float64 { return least + (1-least)*share }

// longestRising is the length of the longest rising subsequence of places: how many
// words follow each other as they do in the other statement. (M. L. Fredman, On
// Computing the Length of Longest Increasing Subsequences, 1975.)
func longestRising(places []int) int {
	var ends []int // the least last place of a rising sequence of each length
	for _, place := range places {
		i, _ := slices.BinarySearch(ends, place)
		if i == len(ends) {
			ends = append(ends, place)
		} else {
			ends[i] = place
		}
	}
	return len(ends)
}
