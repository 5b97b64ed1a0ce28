package quotationtest

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// counts reports whether a code point is part of what is said: letters, digits
// and combining marks are, punctuation and blanks are not.
func counts(r rune) bool {
	return isAlnum(r) || unicode.In(r, unicode.Mn, unicode.Mc)
}

func isAlnum(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// points is a set of positions in a text.
type points map[int]bool

// pointsOf returns the positions in spans that count.
func pointsOf(spans []Span, text []rune) points {
	p := points{}
	for _, s := range spans {
		for i := s[0]; i < s[1]; i++ {
			if counts(text[i]) {
				p[i] = true
			}
		}
	}
	return p
}

func (p points) add(other points) {
	for i := range other {
		p[i] = true
	}
}

func (p points) without(other points) points {
	rest := points{}
	for i := range p {
		if !other[i] {
			rest[i] = true
		}
	}
	return rest
}

// common counts the positions that both sets have.
func (p points) common(other points) int {
	n := 0
	for i := range p {
		if other[i] {
			n++
		}
	}
	return n
}

// halfIn reports whether at least half of p, which is not empty, lies in other.
func (p points) halfIn(other points) bool {
	return len(p) > 0 && 2*p.common(other) >= len(p)
}

// edge lists what may be more or less at the edge of content for free.
const edge = " \t\r\n\u00a0\"'“”„‟«»‹›‘’‚`.,;:!?…،؛؟۔-–—"

// exactKey is the same for content of the same spans.
func exactKey(spans []Span, _ []rune) string {
	return fmt.Sprint(sorted(spans))
}

// edgeKey is the same for content of the same spans without blanks and
// punctuation at their edges, spans with nothing that counts between them joined.
func edgeKey(spans []Span, text []rune) string {
	var out []Span
	for _, s := range sorted(spans) {
		for s[0] < s[1] && strings.ContainsRune(edge, text[s[0]]) {
			s[0]++
		}
		for s[1] > s[0] && strings.ContainsRune(edge, text[s[1]-1]) {
			s[1]--
		}
		if s[0] == s[1] {
			continue
		}
		if n := len(out); n > 0 && !slices.ContainsFunc(text[min(out[n-1][1], s[0]):s[0]], counts) {
			out[n-1][1] = s[1]
		} else {
			out = append(out, s)
		}
	}
	return fmt.Sprint(out)
}

func sorted(spans []Span) []Span {
	return slices.SortedFunc(slices.Values(spans), func(a, b Span) int {
		return slices.Compare(a[:], b[:])
	})
}
