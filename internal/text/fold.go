package text

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// FoldVersion is the version of the folding rules. Folded text that is kept from
// another version misses; isnad check finds it.
const FoldVersion = 1

// Folded is a folded text with the map back to the one it was made of.
type Folded struct {
	Text string // what [Fold] made

	origins []origin // one for each code point of Text
	length  int      // of the original, in code points
}

// origin is the part of the original that a folded code point stands for: its
// grapheme cluster and the tatweel behind it.
type origin struct{ start, end uint32 }

// Fold makes spelling variants equal, for search and comparison only:
//
//   - compatibility forms (Arabic presentation forms, ligatures, full and half
//     width) are undone as in NFKC, case is folded;
//   - marks (general category Mn: tashkeel, Latin accents), tatweel, zero-width
//     and bidi control characters are removed;
//   - أ إ آ ٱ become ا, ى becomes ي, ة becomes ه, ؤ becomes و, ئ becomes ي, and
//     the Persian and Urdu forms of kaf, yeh and heh their Arabic ones;
//   - Arabic-Indic and Persian digits become 0–9;
//   - quotation marks become " or ', dashes -, Arabic punctuation its Latin
//     counterpart, white space other than a newline a space.
//
// Each character folds by itself, whatever stands beside it, and folding again
// changes nothing. [FoldVersion] grows with any change of these rules.
func Fold(s string) Folded {
	f := Folded{origins: make([]origin, 0, utf8.RuneCountInString(s))}
	var b strings.Builder
	b.Grow(len(s))
	at, tail := 0, 0 // tail: the first of the code points that the last cluster gave
	for it := graphemes.FromString(s); it.Next(); {
		cluster, start := it.Value(), at
		before := len(f.origins)
		stretches := true // only tatweel and marks
		for _, r := range cluster {
			at++
			folded := foldRune(r)
			b.WriteString(folded)
			for range folded {
				f.origins = append(f.origins, origin{start: uint32(start)})
			}
			_, hidden := Invisible(r)
			stretches = stretches && folded == "" && !hidden
		}
		switch {
		case len(f.origins) > before:
			tail = before
		case !stretches:
			tail = len(f.origins)
		}
		for i := tail; i < len(f.origins); i++ {
			f.origins[i].end = uint32(at)
		}
	}
	f.Text, f.length = b.String(), at
	return f
}

// Origin is the code point of the original at which the grapheme cluster starts
// that code point cp of the folded text came from; the original's end for one at
// or behind the end.
func (f Folded) Origin(cp int) int {
	if cp >= len(f.origins) {
		return f.length
	}
	return int(f.origins[max(cp, 0)].start)
}

// Span is the part of the original that a span of the folded text came from:
// whole grapheme clusters, with the tashkeel and tatweel of the last letter. An
// empty span stays empty.
func (f Folded) Span(sp Span) Span {
	if sp.Empty() || sp.Start >= len(f.origins) {
		at := f.Origin(sp.Start)
		return Span{at, at}
	}
	last := min(max(sp.End, 1), len(f.origins)) - 1
	return Span{f.Origin(sp.Start), int(f.origins[last].end)}
}

// FoldString is the text of [Fold] with each run of white space made one space
// and none around it: for names and keys.
func FoldString(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		b.WriteString(foldRune(r))
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
