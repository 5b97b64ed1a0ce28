package comparison

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/isnad/isnad/internal/text"
)

// bearing are the classes whose words bear on a passage that was cut off from them.
var bearing = []NoteKind{KindNegation, KindHedge, KindCondition, KindContrast, KindDenial}

// result puts together what the comparison found.
func (c *comparer) result() Result {
	start, end := c.bounds()
	r := Result{Found: true, Start: start, End: end, Ops: c.ops(start, end), Proposed: Accurate, Notes: c.notes(), Similarity: c.similarity()}
	if slices.ContainsFunc(r.Ops, func(op Op) bool { return op.Altered }) {
		r.Proposed = Altered
	}
	if r.Notes == nil {
		r.Notes = []Note{}
	}
	sentences := c.around()
	r.Before = c.cut(sentences[c.sentence(c.first)].Start, start)
	r.After = c.cut(end, sentences[c.sentence(c.last)].End)
	return r
}

// cut is a stretch of the source, white space trimmed; nil when it is none.
func (c *comparer) cut(start, end int) *Part {
	span := c.s.x.Trim(text.Span{Start: start, End: end})
	if span.Empty() {
		return nil
	}
	return &Part{span.Start, span.End, c.s.x.Slice(span)}
}

// bounds is the passage in code points: from its first word to its last, and as much
// of the punctuation behind it as the quote has too.
func (c *comparer) bounds() (start, end int) {
	start, end = c.s.words[c.first].span.Start, c.s.words[c.last].span.End
	next := c.s.x.Len()
	if c.last+1 < len(c.s.words) {
		next = c.s.words[c.last+1].span.Start
	}
	tail := slice(c.q.x, c.q.words[len(c.q.words)-1].span.End, c.q.x.Len())
	if c.items[len(c.items)-1].why == Editorial {
		tail = strings.TrimLeft(tail, ")]")
	}
	return start, end + common(tail, slice(c.s.x, end, next))
}

func slice(x *text.Index, from, to int) string { return x.Slice(text.Span{Start: from, End: to}) }

// common is how many code points of s the punctuation q begins with as well, up to
// a quotation mark: outer marks are no part of what was said.
func common(q, s string) int {
	n := 0
	for len(q) > 0 && len(s) > 0 {
		a, sizeA := utf8.DecodeRuneInString(q)
		b, sizeB := utf8.DecodeRuneInString(s)
		if !alike(a, b) || unicode.IsSpace(b) || quotationMark(b) {
			break
		}
		n++
		q, s = q[sizeA:], s[sizeB:]
	}
	return n
}

func quotationMark(r rune) bool {
	mark := text.FoldString(string(r))
	return mark == `"` || mark == "'"
}

func alike(a, b rune) bool {
	return a == b || text.FoldString(string(a)) == text.FoldString(string(b))
}

// cuts notes what was cut off around the passage in its sentences and bears on it.
func (c *comparer) cuts() []Note {
	sentences := c.around()
	first, last := sentences[c.sentence(c.first)], sentences[c.sentence(c.last)]
	from := c.first
	for from > 0 && c.s.words[from-1].span.Start >= first.Start {
		from--
	}
	to := c.last + 1
	for to < len(c.s.words) && c.s.words[to].span.Start < last.End {
		to++
	}
	out := c.bearing(KindCutBefore, from, c.first)
	if to > c.last+1 {
		return append(append(out, c.bearing(KindCutAfter, c.last+1, to)...), c.negatedQuantity(to)...)
	}
	// The passage ends its sentence: the next may begin with "but".
	if n := c.sentence(c.last) + 1; to < len(c.s.words) && n < len(sentences) {
		hits := c.source.hits(to, min(to+maxPhrase, len(c.s.words)))
		if len(hits) > 0 && hits[0].from == to && hits[0].class == KindContrast && !hits[0].uncertain {
			p := c.source.part(hits[0].from, hits[0].to)
			out = append(out, Note{Kind: KindCutAfter, Of: KindContrast, Source: &p})
		}
	}
	return out
}

// bearing has one note for each class of words in [from, to) of the source that bear
// on the passage. Words of other speech, on the other side of a quotation mark, do
// not; a denial does, for it is what others say of the passage.
func (c *comparer) bearing(kind NoteKind, from, to int) []Note {
	var out []Note
	for _, h := range c.source.hits(from, to) {
		seen := slices.ContainsFunc(out, func(n Note) bool { return n.Of == h.class })
		if seen || !slices.Contains(bearing, h.class) || h.uncertain || h.class != KindDenial && c.otherSpeech(h.from) {
			continue
		}
		p := c.source.part(h.from, h.to)
		out = append(out, Note{Kind: kind, Of: h.class, Source: &p})
	}
	return out
}

// negatedQuantity notes a quantity right behind a passage that negates: "did not
// collapse" is another thing than "did not collapse completely" (Huddleston and
// Pullum, ch. 9 §1.3, the scope of negation).
func (c *comparer) negatedQuantity(to int) []Note {
	next := c.last + 1
	hits := c.source.hits(next, min(next+maxPhrase, to))
	if len(hits) == 0 || hits[0].from != next || hits[0].class != KindQuantifier || hits[0].uncertain || c.otherSpeech(next) {
		return nil
	}
	negates := func(h hit) bool { return h.class == KindNegation && !h.uncertain }
	if !slices.ContainsFunc(c.source.hits(c.first, next), negates) {
		return nil
	}
	p := c.source.part(hits[0].from, hits[0].to)
	return []Note{{Kind: KindCutAfter, Of: KindQuantifier, Source: &p}}
}

// otherSpeech reports whether a double quotation mark stands between source word j and
// the passage.
func (c *comparer) otherSpeech(j int) bool {
	between := text.Span{Start: c.s.words[j].span.End, End: c.s.words[c.first].span.Start}
	if j > c.last {
		between = text.Span{Start: c.s.words[c.last].span.End, End: c.s.words[j].span.Start}
	}
	return strings.Contains(text.FoldString(c.s.x.Slice(between)), `"`)
}
