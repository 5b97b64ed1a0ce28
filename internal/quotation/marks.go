package quotation

import "strings"

// stretch is what stands between two quote marks that belong together.
type stretch struct {
	open, close int  // the tokens of its marks; close is the end of the text it holds when closed is false
	closed      bool // whether the text closes it
	inner       bool // whether it lies within another
}

// Quote marks are told by what they do. Newspapers mix shapes («…", “…″, ”…“),
// turn them round, leave one out, and repeat the opening one at each paragraph of a
// long speech (in English; the closing one comes only once). So the shape decides
// only where the place does not: a mark with a blank before it and none behind opens,
// the other way round it closes, and where nothing is open a mark can only open.

func isQuoteMark(r rune) bool {
	if r < 0x80 {
		return r == '"' || r == '\'' || r == '`'
	}
	return strings.ContainsRune("“”„‟«»‹›‘’‚‛″″〝〞＂❝❞′", r)
}

// single reports marks that may be apostrophes, too.
func single(raw string) bool { return strings.Contains("'‘’‚‛‹›`′", raw) }

// pair finds the stretches of the text, paragraph by paragraph.
func (d *document) pair(sentences []unit) {
	d.within = make([]int, len(d.tokens))
	d.opens = make([]int, len(d.tokens))
	for i := range d.tokens {
		d.within[i], d.opens[i] = -1, -1
	}
	for i := 0; i < len(sentences); {
		j := i
		for j < len(sentences) && sentences[j].paragraph == sentences[i].paragraph {
			j++
		}
		d.pairParagraph(sentences[i].from, sentences[j-1].to)
		i = j
	}
	for n, s := range d.stretches {
		if s.inner || !s.closed {
			continue
		}
		for i := s.open; i <= s.close; i++ {
			d.within[i] = n
		}
	}
}

// pairParagraph pairs the marks of the tokens [from, to).
func (d *document) pairParagraph(from, to int) {
	var stack []int // open stretches, outermost first
	left := 0       // marks that may close and have not been looked at
	for i := from; i < to; i++ {
		if d.tokens[i].kind == mark && d.mayClose(i, from, to) {
			left++
		}
	}
	open := func(i int) {
		d.opens[i] = len(d.stretches)
		stack = append(stack, len(d.stretches))
		d.stretches = append(d.stretches, stretch{open: i, close: to, inner: len(stack) > 1})
	}
	shut := func(i, depth int) {
		n := stack[depth]
		d.stretches[n].close, d.stretches[n].closed = i, true
		stack = stack[:depth]
	}
	for i := from; i < to; i++ {
		t := d.tokens[i]
		if t.kind != mark {
			continue
		}
		closes := d.mayClose(i, from, to)
		if closes {
			left--
		}
		depth := len(stack) - 1
		if single(t.raw) {
			// An apostrophe unless it clearly opens, or closes one that did.
			switch {
			case depth >= 0 && closes && single(d.tokens[d.stretches[stack[depth]].open].raw):
				shut(i, depth)
			case d.mayOpen(i, from, to) && !closes && d.singleCloses(i, to):
				open(i)
			}
			continue
		}
		for depth >= 0 && single(d.tokens[d.stretches[stack[depth]].open].raw) {
			depth-- // an apostrophe after all
		}
		switch {
		case depth < 0 && left == 0 && closes && !d.mayOpen(i, from, to):
			// A stray mark: nothing is open, and nothing closes after it.
		case depth < 0:
			stack = stack[:0]
			open(i)
		case !closes && d.mayOpen(i, from, to) && len(stack) < maxDepth:
			open(i)
		default:
			shut(i, depth)
		}
	}
	d.settle(stack)
}

// maxDepth is how deep quotes are nested; deeper ones are taken as not nested.
const maxDepth = 4

// settle decides on the stretches that the paragraph leaves open: what stands within the
// outermost does not count as nested in it, for it may be a forgotten mark.
func (d *document) settle(stack []int) {
	if len(stack) == 0 {
		return
	}
	end := -1
	for n := stack[0] + 1; n < len(d.stretches); n++ {
		s := &d.stretches[n]
		s.inner = s.open < end
		if s.closed && !s.inner {
			end = s.close
		}
	}
}

// mayOpen reports whether the place of mark i is one where marks open.
func (d *document) mayOpen(i, from, to int) bool {
	if i+1 >= to {
		return false
	}
	switch {
	case i == from:
		return true
	case d.tokens[i-1].End == d.tokens[i].Start && d.tokens[i-1].kind == word && !isClitic(d.tokens[i-1].folded):
		return false
	case d.tokens[i-1].End == d.tokens[i].Start && d.tokens[i-1].is(".!?؟،,؛…"):
		return !d.spaceAfter(i) && d.tokens[i-1].is("،,")
	}
	return !d.spaceAfter(i) || d.tokens[i-1].is(":")
}

// mayClose reports whether the place of mark i is one where marks close.
func (d *document) mayClose(i, from, to int) bool {
	switch {
	case i == from:
		return false
	case i+1 >= to:
		return true
	case d.tokens[i-1].is(":(["):
		return false
	case d.spaceBefore(i) && !d.spaceAfter(i):
		// Only signs that go with the words before may follow.
		return d.tokens[i+1].is(".,،؛;:!?؟)]")
	}
	return d.spaceAfter(i) || d.tokens[i+1].kind != word || !d.spaceBefore(i) && d.tokens[i-1].kind == word && !isClitic(d.tokens[i-1].folded) ||
		d.tokens[i-1].is(".!?؟…،,")
}

// singleCloses reports whether a single mark follows, within a sentence's reach,
// where it can close the one at i.
func (d *document) singleCloses(i, to int) bool {
	for j := i + 1; j < min(to, i+reach); j++ {
		if d.tokens[j].kind == mark && single(d.tokens[j].raw) && !d.spaceBefore(j) && d.mayClose(j, i, to) {
			return true
		}
	}
	return false
}

// isClitic reports the Arabic particles that are written together with what
// follows: و"…", ب"…", لـ"…".
func isClitic(folded string) bool {
	switch folded {
	case "و", "ب", "ل", "ك", "ف", "ال", "لل", "بال", "وب", "ول":
		return true
	}
	return false
}

// reach is how many tokens a search goes ahead or back: more than the sentences of
// newspapers need, and a bound for texts that are none.
const reach = 120
