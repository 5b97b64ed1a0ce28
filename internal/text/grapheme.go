package text

import (
	"sort"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// window is how far, in code points, the neighbourhood of a position is searched
// for the edges of its grapheme cluster. Real text needs a handful. One that
// needs more (thousands of stacked marks, a page of flags without a space) is
// segmented whole, once, and looked up from then on: still exact, never slow
// twice.
const window = 256

// Widen moves both ends of sp outwards to the nearest grapheme cluster
// boundaries of UAX #29, so that no letter is cut from its marks and no emoji
// into parts. An empty span within a cluster becomes that cluster.
func (x *Index) Widen(sp Span) Span {
	sp = x.clamp(sp)
	return Span{x.clusterStart(sp.Start), x.clusterEnd(sp.End)}
}

// Trim takes leading and trailing Unicode white space off sp. White space that
// carries a mark or hangs on to a sign before it is part of a grapheme cluster
// and stays. What is white space only comes to an empty span at its start.
func (x *Index) Trim(sp Span) Span {
	sp = x.clamp(sp)
	s := x.Slice(sp)
	out := sp
	for out.Start < out.End {
		r, size := utf8.DecodeRuneInString(s)
		if !unicode.IsSpace(r) {
			break
		}
		s = s[size:]
		out.Start++
	}
	for out.Start < out.End {
		r, size := utf8.DecodeLastRuneInString(s)
		if !unicode.IsSpace(r) {
			break
		}
		s = s[:len(s)-size]
		out.End--
	}
	if out.Empty() {
		return Span{sp.Start, sp.Start}
	}
	return Span{max(sp.Start, x.clusterStart(out.Start)), min(sp.End, x.clusterEnd(out.End))}
}

// clusterStart is the greatest cluster boundary that is not after cp.
func (x *Index) clusterStart(cp int) int {
	if cp <= 0 || cp >= x.length {
		return cp
	}
	return x.cluster(cp).Start
}

// clusterEnd is the least cluster boundary that is not before cp.
func (x *Index) clusterEnd(cp int) int {
	if cp <= 0 || cp >= x.length {
		return cp
	}
	if c := x.cluster(cp); c.Start != cp {
		return c.End
	}
	return cp
}

// cluster is the grapheme cluster that holds code point cp of the text.
func (x *Index) cluster(cp int) Span {
	at := x.Byte(cp)
	start, from := at, cp
	for start > 0 && !surelyBoundary(x.text, start) {
		if cp-from == window {
			return x.clusterByList(cp)
		}
		_, size := utf8.DecodeLastRuneInString(x.text[:start])
		start -= size
		from--
	}
	limit := at
	for n := 0; n < window && limit < len(x.text); n++ {
		_, size := utf8.DecodeRuneInString(x.text[limit:])
		limit += size
	}
	for it := graphemes.FromString(x.text[start:limit]); it.Next(); {
		next := from + utf8.RuneCountInString(it.Value())
		if next > cp {
			if start+it.End() == limit && limit < len(x.text) {
				break
			}
			return Span{from, next}
		}
		from = next
	}
	return x.clusterByList(cp)
}

// clusterByList finds the cluster in the list of all.
func (x *Index) clusterByList(cp int) Span {
	starts := x.clusters()
	i := sort.Search(len(starts), func(i int) bool { return int(starts[i]) > cp })
	end := x.length
	if i < len(starts) {
		end = int(starts[i])
	}
	return Span{int(starts[i-1]), end}
}

// clusterStarts is where each grapheme cluster of s starts, in code points.
func clusterStarts(s string) []uint32 {
	var starts []uint32
	cp := 0
	for it := graphemes.FromString(s); it.Next(); {
		starts = append(starts, uint32(cp))
		cp += utf8.RuneCountInString(it.Value())
	}
	return starts
}

// surelyBoundary reports whether a cluster starts at byte i of s whatever
// stands further back. It may say no of a boundary, never yes of none: the rules
// that look back beyond one character (GB9c, GB11: conjuncts, emoji sequences)
// do so across marks, joiners and modifiers, and GB12 never breaks a bare pair.
func surelyBoundary(s string, i int) bool {
	b, after := utf8.DecodeRuneInString(s[i:])
	a, before := utf8.DecodeLastRuneInString(s[:i])
	if a == '\n' {
		return true
	}
	if a < utf8.RuneSelf && b < utf8.RuneSelf {
		return a != '\r'
	}
	if unicode.In(a, unicode.M, unicode.Cf, unicode.Sk, unicode.Lm) {
		return false
	}
	pair := graphemes.FromString(s[i-before : i+after])
	return pair.Next() && pair.End() == before
}
