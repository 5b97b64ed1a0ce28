package comparison

import (
	"cmp"
	"slices"
	"strings"

	"github.com/isnad/isnad/internal/text"
)

// binding are the classes whose words bear on the rest of their sentence: an ellipsis
// over one of them is not honest.
var binding = []NoteKind{KindNegation, KindHedge, KindCondition}

// alters reports whether an item makes the quote altered.
func (c *comparer) alters(it item) bool {
	switch it.why {
	case Spelled:
		return false
	case ByClitic: // the و that joined the quote's first word to what stood before it
		_, and := cliticOnly(c.q.folded(it.qf), c.source.folded(it.sf))
		return !and || it.qf > 0 && !c.q.words[it.qf].dots
	case ByEllipsis:
		return len(c.bound(it)) > 0
	case Editorial:
		return len(c.q.hits(it.qf, it.qt)) > 0
	}
	return it.kind != Equal
}

// bound are the words that an ellipsis dropped before quoted words of their own
// sentence, which depend on them. What only followed in a sentence was cut off, as at
// the end of a quote.
func (c *comparer) bound(it item) []hit {
	after := c.sentence(min(it.st, c.last))
	var out []hit
	for _, h := range c.source.hits(it.sf, it.st) {
		if c.sentence(h.from) == after && slices.Contains(binding, h.class) && !h.uncertain {
			out = append(out, h)
		}
	}
	return out
}

// notes are all notes, in the order of the quote.
func (c *comparer) notes() []Note {
	var out []Note
	for _, it := range c.items {
		switch {
		case it.why == Spelled && it.kind == Equal:
			out = append(out, Note{Kind: KindSpelling, Quote: c.quotePart(it), Source: c.sourcePart(it)})
		case it.why == ByEllipsis:
			out = append(out, Note{Kind: KindEllipsis, Source: c.sourcePart(it)})
		case it.why == Editorial:
			out = append(out, Note{Kind: KindEditorial, Quote: c.quotePart(it), Source: c.sourcePart(it)})
		case it.why == ByClitic:
			out = append(out, Note{Kind: KindClitic, Quote: c.quotePart(it), Source: c.sourcePart(it)})
		case it.why == ByTashkeel:
			out = append(out, Note{Kind: KindTashkeel, Quote: c.quotePart(it), Source: c.sourcePart(it)})
		case it.why == Moved && it.kind == Insert:
			out = append(out, Note{Kind: KindOrder, Quote: c.quotePart(it), Source: c.movedFrom(it)})
		case it.why == Elsewhere:
			out = append(out, Note{Kind: KindSplice, Quote: c.quotePart(it), Source: c.movedFrom(it)})
		case it.why == "" && it.kind != Equal && c.splices(it):
			out = append(out, Note{Kind: KindSplice, Source: c.sourcePart(it)})
		case it.kind == Equal && it.why == "":
			out = c.doubts(out, it)
		}
		out = append(out, c.changes(it)...)
	}
	out = append(out, c.cuts()...)
	if len(c.other) > 0 {
		out = append(out, Note{Kind: KindRepeated, Others: c.other})
	}
	return out
}

// doubts adds what is worth a look in a pair of words that count as equal.
func (c *comparer) doubts(out []Note, it item) []Note {
	q, s := c.q.raw(it.qf), c.source.raw(it.sf)
	if q == s {
		return out
	}
	if _, soft := vowelConflict(q, s); soft {
		out = append(out, Note{Kind: KindTashkeel, Quote: c.quotePart(it), Source: c.sourcePart(it), Uncertain: true})
	}
	fq, fs := text.FoldString(q), text.FoldString(s)
	variant := fq != fs && (spelling(fq) != fq || spelling(fs) != fs)
	if variant || spellingDoubt(q, s) {
		out = append(out, Note{Kind: KindSpelling, Quote: c.quotePart(it), Source: c.sourcePart(it), Uncertain: !variant})
	}
	return out
}

func (c *comparer) quotePart(it item) *Part {
	if it.qf == it.qt {
		return nil
	}
	p := c.q.part(it.qf, it.qt)
	return &p
}

func (c *comparer) sourcePart(it item) *Part {
	if it.sf == it.st {
		return nil
	}
	p := c.source.part(it.sf, it.st)
	return &p
}

// movedFrom is where the words of an item stand in the source.
func (c *comparer) movedFrom(it item) *Part {
	first, last := -1, -1
	for i := it.qf; i < it.qt; i++ {
		if j := c.from[i]; j >= 0 {
			if first < 0 || j < first {
				first = j
			}
			last = max(last, j)
		}
	}
	if first < 0 {
		return nil
	}
	p := c.source.part(first, last+1)
	return &p
}

// splicedWords is how many words at least are dropped between two sentences that are
// spliced: fewer are a word more or less at the beginning of the second.
const splicedWords = 3

// splices reports whether what an item dropped leaves parts of several sentences
// standing as one.
func (c *comparer) splices(it item) bool {
	if it.st-it.sf < splicedWords || it.sf <= c.first || it.st > c.last || it.qt-it.qf >= it.st-it.sf {
		return false
	}
	return c.sentence(it.sf-1) != c.sentence(it.st)
}

// alone is how many words may move together for a negation or number among them to
// have left what it belongs to.
const alone = 2

// changes are the called-out words of an item that is not equal.
func (c *comparer) changes(it item) []Note {
	if it.kind == Equal || it.why == Spelled || it.why == Elsewhere {
		return nil
	}
	added, dropped := c.changed(it)
	var out []Note
	for _, h := range dropped {
		n := Note{Kind: h.class, Change: Dropped, Uncertain: h.uncertain}
		p := c.source.part(h.from, h.to)
		n.Source = &p
		switch it.why {
		case Moved:
			continue // said once, by what was inserted
		case ByEllipsis:
			n.Change = Hidden
			if slices.ContainsFunc(c.bound(it), func(b hit) bool { return b.from == h.from }) {
				n.Change = Binding
			}
		}
		if k := slices.IndexFunc(added, func(a hit) bool { return a.class == h.class }); k >= 0 {
			n.Change = Changed
			p := c.q.part(added[k].from, added[k].to)
			n.Quote = &p
			n.Uncertain = n.Uncertain && added[k].uncertain
			added = slices.Delete(added, k, k+1)
		}
		out = append(out, n)
	}
	for _, h := range added {
		p := c.q.part(h.from, h.to)
		n := Note{Kind: h.class, Change: Added, Quote: &p, Uncertain: h.uncertain}
		if it.why == Moved {
			n.Change = Shifted
			if it.qt-it.qf > alone || h.class != KindNegation && h.class != KindNumber {
				continue
			}
		}
		out = append(out, n)
	}
	return out
}

// changed are the called-out words of both sides that an item touches. The phrase may
// reach beyond it; numbers that stand together are one.
func (c *comparer) changed(it item) (added, dropped []hit) {
	pick := func(s side, from, to, first, end int) []hit {
		var out []hit
		if from == to {
			return nil
		}
		lo, hi := max(first, from-maxPhrase), min(end, to+maxPhrase)
		for _, h := range s.hits(lo, hi) {
			if h.to <= from || h.from >= to {
				continue
			}
			if n := len(out); n > 0 && h.class == KindNumber && out[n-1].class == KindNumber && out[n-1].to == h.from {
				out[n-1].to = h.to
				out[n-1].uncertain = false
				continue
			}
			out = append(out, h)
		}
		return out
	}
	added = pick(c.q.side, it.qf, it.qt, 0, len(c.q.words))
	dropped = pick(c.source, it.sf, it.st, 0, len(c.s.words))
	if it.kind == Replace { // the same word on both sides of a replacement changed nothing
		for k := len(dropped) - 1; k >= 0; k-- {
			same := func(a hit) bool {
				x, y := c.text(c.q.side, a), c.text(c.source, dropped[k])
				return a.class == dropped[k].class && (x == y || it.why == ByClitic && a.class != KindNumber && sameWithoutAnd(x, y))
			}
			if l := slices.IndexFunc(added, same); l >= 0 {
				added, dropped = slices.Delete(added, l, l+1), slices.Delete(dropped, k, k+1)
			}
		}
	}
	return added, dropped
}

// sameWithoutAnd reports whether words are the same but for a و or ف before them: the
// note about what is attached tells that already.
func sameWithoutAnd(a, b string) bool {
	return slices.ContainsFunc(withoutAnd(a), func(w string) bool { return slices.Contains(withoutAnd(b), w) })
}

// maxPhrase is longer than any phrase of the lists of words.
const maxPhrase = 8

func (c *comparer) text(s side, h hit) string {
	var b strings.Builder
	for i := h.from; i < h.to; i++ {
		b.WriteString(s.folded(i))
		b.WriteByte(' ')
	}
	return b.String()
}

// around lists the sentences of the paragraphs that the passage touches.
func (c *comparer) around() []text.Span {
	if c.sentences == nil {
		span := text.Span{Start: c.s.words[c.first].span.Start, End: c.s.words[c.last].span.End}
		from, to := c.s.x.ParagraphsOf(span)
		for n := from; n <= to; n++ {
			c.sentences = append(c.sentences, c.s.x.Sentences(c.s.x.Paragraphs()[n])...)
		}
	}
	return c.sentences
}

// sentence is the number, in around, of the sentence that word j of the source
// stands in.
func (c *comparer) sentence(j int) int {
	at := c.s.words[j].span.Start
	n, found := slices.BinarySearchFunc(c.around(), at, func(s text.Span, at int) int { return cmp.Compare(s.Start, at) })
	if !found {
		n--
	}
	return max(n, 0)
}
