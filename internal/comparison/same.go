package comparison

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/isnad/isnad/internal/text"
)

// maxSame is how many words may together be another spelling of something.
const maxSame = 8

// same reports whether words of the quote say what words of the source say, only
// written otherwise: 17 and seventeen, per cent and %, it's and it is, عبد الله and
// عبدالله. The words are folded ones in their standing spelling.
func same(q, s []string) bool {
	if len(q) == 0 || len(s) == 0 {
		return false
	}
	a, b := strings.Join(q, " "), strings.Join(s, " ")
	if percentages[a] && percentages[b] {
		return true
	}
	if v, ok := valueOf(q); ok {
		if w, ok := valueOf(s); ok {
			return v == w || math.Abs(v-w) <= 1e-12*math.Abs(v)
		}
	}
	if len(q) == 1 && len(s) == 1 {
		return shortened(a, b) || shortened(b, a) || hamzaSeat(a, b)
	}
	return joined(q, s)
}

// shortened reports whether 's or 'd stands for the word.
func shortened(short, word string) bool {
	return short == "'s" && (word == "is" || word == "has") || short == "'d" && (word == "would" || word == "had")
}

// hamzaSeat reports whether two words differ only in the seat of a hamza before و,
// where there are two customs: مسؤول and مسئول, شؤون and شئون.
func hamzaSeat(a, b string) bool {
	ra, rb := []rune(a), []rune(b)
	if len(ra) != len(rb) {
		return false
	}
	for i := range ra {
		if ra[i] == rb[i] {
			continue
		}
		seats := strings.ContainsRune("ويء", ra[i]) && strings.ContainsRune("ويء", rb[i])
		if !seats || i == 0 || i+1 >= len(ra) || ra[i+1] != 'و' {
			return false
		}
	}
	return true
}

// joined reports whether the words are the same written apart or together. Digits
// join only in groups of three; English words that are called out, and a few that
// mean another thing when apart, do not join.
func joined(q, s []string) bool {
	a, b := strings.Join(q, ""), strings.Join(s, "")
	if a != b {
		return false
	}
	for _, words := range [][]string{q, s} {
		if len(words) < 2 {
			continue
		}
		if words[0] == "re" || slices.ContainsFunc(words, calledOut) {
			return false
		}
		for i, w := range words {
			if isFigure(w) && (i > 0 && len(w) != 3 || i == 0 && len(w) > 3 || strings.ContainsAny(w, ".,:/")) {
				return false
			}
		}
	}
	return !slices.ContainsFunc(q, calledOut) && !slices.ContainsFunc(s, calledOut)
}

// calledOut reports whether a word is called out when it changes, in English.
func calledOut(w string) bool {
	return slices.ContainsFunc(lexicon[w], func(e entry) bool { return len(e.words) == 1 && e.class != "" && w[0] < 0x80 })
}

// spelt finds the first run of words of the quote's [qf, qt) that says what a run of
// the source's [sf, st) says.
func (c *comparer) spelt(qf, qt, sf, st int) (item, bool) {
	if (qt-qf)*(st-sf) > 1024 {
		return item{}, false
	}
	qw, sw := c.q.fold(qf, qt), c.source.fold(sf, st)
	for i := range qw {
		for j := range sw {
			for a := min(maxSame, len(qw)-i); a > 0; a-- {
				for b := min(maxSame, len(sw)-j); b > 0; b-- {
					if (a > 1 && b > 1 && !values(qw[i:i+a])) || !same(qw[i:i+a], sw[j:j+b]) {
						continue
					}
					if c.hard(qf+i, a, sf+j, b) {
						continue
					}
					return item{Equal, qf + i, qf + i + a, sf + j, sf + j + b, Spelled}, true
				}
			}
		}
	}
	return item{}, false
}

// hard reports whether vowel marks contradict each other in a single pair.
func (c *comparer) hard(i, a, j, b int) bool {
	if a != 1 || b != 1 {
		return false
	}
	hard, _ := vowelConflict(c.q.raw(i), c.source.raw(j))
	return hard
}

func values(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return w != "and" && !isValue(w) })
}

// letter is a letter of a word with its vowel mark and shadda.
type letter struct {
	base   rune
	vowel  rune
	shadda bool
}

func lettersOf(word string) []letter {
	var out []letter
	for _, r := range norm.NFKC.String(word) {
		switch {
		case 0x064B <= r && r <= 0x0650 || r == 0x0652:
			if len(out) > 0 {
				out[len(out)-1].vowel = r
			}
		case r == 0x0651:
			if len(out) > 0 {
				out[len(out)-1].shadda = true
			}
		case unicode.IsLetter(r) && text.FoldString(string(r)) != "":
			out = append(out, letter{base: r})
		}
	}
	return out
}

// vowelConflict reports whether both words carry a vowel mark on the same letter, and
// not the same one (قُتل, قَتل): hard. A final sukun contradicts nothing, it is
// how a word is read before a pause. Soft: one doubles a letter to which the other
// gives the same vowel (درَّس, درَس).
func vowelConflict(a, b string) (hard, soft bool) {
	if a == b {
		return false, false
	}
	la, lb := lettersOf(a), lettersOf(b)
	if len(la) != len(lb) {
		return false, false
	}
	const sukun = 0x0652
	for i := range la {
		x, y := la[i], lb[i]
		if x.vowel == 0 || y.vowel == 0 {
			continue
		}
		pause := i == len(la)-1 && (x.vowel == sukun || y.vowel == sukun)
		hard = hard || x.vowel != y.vowel && !pause
		soft = soft || x.shadda != y.shadda
	}
	return hard, soft
}

// spellingDoubt reports whether two words that fold to the same are written so that
// they may be two: another hamza, ة and ه, على and علي.
func spellingDoubt(a, b string) bool {
	if a == b {
		return false
	}
	la, lb := lettersOf(a), lettersOf(b)
	if len(la) != len(lb) {
		return false
	}
	for i := range la {
		x, y := la[i].base, lb[i].base
		switch {
		case x == y:
		case strings.ContainsRune("أإآؤئء", x) && strings.ContainsRune("أإآؤئء", y):
			return true
		case (x == 'ة' && y == 'ه') || (x == 'ه' && y == 'ة'):
			return true
		case (x == 'ى' || y == 'ى') && text.FoldString(a) == "علي":
			return true
		}
	}
	return false
}
