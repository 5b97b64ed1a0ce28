package comparison

import (
	"slices"

	"github.com/isnad/isnad/internal/text"
)

// Bounds that decide what a passage is; chosen on the first set of tests.
const (
	leastShared = 0.45 // of the quote's words, by weight, must occur in the source at all
	leastFound  = 0.55 // and stand in the passage
	farWords    = 100  // words between two pieces that no ellipsis joins to one passage
	maxRepeats  = 100  // places that a note of repeated passages lists at most
)

// comparer is one comparison under way.
type comparer struct {
	q      *quote
	s      *Source
	source side

	steps  []step
	anchor []bool // by quote word: it stands for its source word by itself (equal, or nearly)
	inside []bool // by quote word: its piece belongs to the passage
	why    []Why  // by quote word
	whyS   map[int]Why
	first  int // words of the source that the passage starts and ends with
	last   int
	items  []item
	equalQ []bool // by quote word
	equalS map[int]bool
	from   []int  // by quote word that was moved: its word of the source, or -1
	other  []Part // repeated passages

	sentences []text.Span // see around
}

// piece is a run of words of the quote that the search read without a jump.
type piece struct {
	from, to    int // words of the quote
	first, last int // words of the source
	weight      int32
}

func compare(q *quote, s *Source) *comparer {
	c := &comparer{
		q: q, s: s, source: side{s.x, s.words, func(key int32) vocable { return s.known[key] }},
		anchor: make([]bool, len(q.words)), inside: make([]bool, len(q.words)), why: make([]Why, len(q.words)),
		equalQ: make([]bool, len(q.words)), whyS: map[int]Why{}, equalS: map[int]bool{},
	}
	cols := columns(q, s)
	a := align(q, s, cols)
	ends := a.ends()
	c.steps = a.path(ends[0])
	c.from = make([]int, len(q.words))
	for i := range c.steps {
		c.judge(i)
	}
	pieces := c.pieces()
	for i, s := range c.steps {
		c.from[i] = s.source
	}
	if len(pieces) == 0 {
		return c
	}
	c.choose(pieces)
	c.units()
	c.arrange()
	if len(pieces) == 1 {
		c.repeats(a, ends[1:])
	}
	return c
}

// judge decides what the pair that the search made of quote word i is.
func (c *comparer) judge(i int) {
	j := c.steps[i].source
	if j < 0 {
		return
	}
	if c.q.words[i].key == c.s.words[j].key {
		c.anchor[i] = true
		if hard, _ := vowelConflict(c.q.raw(i), c.source.raw(j)); hard {
			c.why[i] = ByTashkeel
		}
		return
	}
	if clitic, _ := cliticOnly(c.q.folded(i), c.source.folded(j)); clitic {
		c.anchor[i], c.why[i] = true, ByClitic
	}
}

// equal reports whether quote word i stands in the source as it is.
func (c *comparer) equal(i int) bool { return c.anchor[i] && c.why[i] == "" }

// pieces cuts the path at its jumps. Words paired with quite others at the ends of a
// piece are taken out when there are several: nothing says that they stand for each
// other.
func (c *comparer) pieces() []piece {
	var out []piece
	for from := 0; from < len(c.steps); {
		to := from + 1
		for to < len(c.steps) && !c.steps[to].jumped {
			to++
		}
		c.loosen(from, to, 1)
		c.loosen(to-1, from-1, -1)
		p := piece{from: from, to: to, first: -1}
		for i := from; i < to; i++ {
			if j := c.steps[i].source; j >= 0 {
				if p.first < 0 {
					p.first = j
				}
				p.last = j
				if c.anchor[i] {
					p.weight += c.q.weights[i]
				}
			}
		}
		if p.first >= 0 && p.weight > 0 {
			out = append(out, p)
		}
		from = to
	}
	return out
}

// loosePairs is how many words at an end of a piece may stand for quite other ones.
const loosePairs = 2

// loosen goes along quote words from an end of a piece to the first that is anchored,
// or nearly.
func (c *comparer) loosen(from, to, by int) {
	run, end := 0, from
	for ; end != to && !c.anchor[end] && !c.near(end); end += by {
		if c.steps[end].source >= 0 {
			run++
		}
	}
	for i := from; i != end; i += by {
		if run > loosePairs || end == to || c.parted(i, end) {
			c.steps[i].source = -1
		}
	}
}

// near reports whether quote word i and its partner are much alike: two forms of one
// word, two numbers.
func (c *comparer) near(i int) bool {
	j := c.steps[i].source
	if j < 0 {
		return false
	}
	if c.q.value(i) && c.source.value(j) {
		return true
	}
	a, b := []rune(c.q.folded(i)), []rune(c.source.folded(j))
	front, back := 0, 0
	for front < min(len(a), len(b)) && a[front] == b[front] {
		front++
	}
	for back < min(len(a), len(b))-front && a[len(a)-1-back] == b[len(b)-1-back] {
		back++
	}
	return front+back >= 3 && 3*(front+back) >= 2*min(len(a), len(b)) && 2*(front+back) >= max(len(a), len(b))
}

// parted reports whether a sentence ends in the source between the partners of two
// quote words.
func (c *comparer) parted(i, k int) bool {
	a, b := c.steps[i].source, c.steps[k].source
	if a < 0 || b < 0 {
		return false
	}
	return slices.ContainsFunc(c.s.words[min(a, b)+1:max(a, b)+1], func(w word) bool { return w.stop })
}

// choose makes the passage of the heaviest pieces that follow each other in both
// texts, and says of the others where they come from.
func (c *comparer) choose(pieces []piece) {
	total, from := make([]int32, len(pieces)), make([]int, len(pieces))
	best := 0
	for k, p := range pieces {
		total[k], from[k] = p.weight, -1
		for l := range k {
			if c.joins(pieces[l], p) && total[l]+p.weight > total[k] {
				total[k], from[k] = total[l]+p.weight, l
			}
		}
		if total[k] > total[best] {
			best = k
		}
	}
	chosen := make([]bool, len(pieces))
	c.first, c.last = pieces[best].first, pieces[best].last
	for k := best; k >= 0; k = from[k] {
		chosen[k] = true
		c.first = min(c.first, pieces[k].first)
		for i := pieces[k].from; i < pieces[k].to; i++ {
			c.inside[i] = true
		}
	}
	apart := func(p piece) bool { // from all that is chosen
		for k, o := range pieces {
			if chosen[k] && p.first <= o.last && o.first <= p.last {
				return false
			}
		}
		return true
	}
	for k, p := range pieces {
		if chosen[k] {
			continue
		}
		why := Elsewhere
		if apart(p) && p.last >= c.first-farWords && p.first <= c.last+farWords {
			why = Moved
			c.first, c.last = min(c.first, p.first), max(c.last, p.last)
		}
		for i := p.from; i < p.to; i++ {
			if j := c.steps[i].source; j >= 0 && c.anchor[i] {
				c.why[i] = why
				if why == Moved {
					c.whyS[j] = Moved
				}
			}
		}
	}
	for i := range c.anchor {
		c.anchor[i] = c.anchor[i] && c.inside[i]
	}
}

// joins reports whether piece b goes on from piece a in the passage: behind it, and
// not far unless the quote shows an ellipsis.
func (c *comparer) joins(a, b piece) bool {
	if b.first <= a.last {
		return false
	}
	if b.first-a.last <= farWords {
		return true
	}
	return slices.ContainsFunc(c.q.words[a.to:b.from+1], func(w word) bool { return w.dots })
}

// similarity is how much of the quote stands in the source, by weight, 0–1.
func (c *comparer) similarity() float64 {
	found := int32(0)
	for i, w := range c.q.weights {
		if c.equalQ[i] || c.why[i] == Moved || c.why[i] == Elsewhere || c.why[i] == ByTashkeel || c.why[i] == ByClitic {
			found += w
		}
	}
	return min(1, float64(found)/float64(c.q.total))
}

// found decides whether the passage is what the quote comes from. A quote of up to
// three words must have all its own words there; function words, numbers and what
// is attached may differ.
func (c *comparer) found() bool {
	if len(c.items) == 0 {
		return false
	}
	if len(c.q.words) <= 3 {
		for i := range c.q.words {
			kept := c.equalQ[i] || c.why[i] == ByClitic || c.why[i] == ByTashkeel || c.why[i] == Moved
			if !kept && c.q.weights[i] == weightContent && !(c.q.value(i) && c.steps[i].source >= 0 && c.source.value(c.steps[i].source)) {
				return false
			}
		}
	}
	return c.similarity() >= leastFound
}

// repeats lists the other places that the quote could come from as well.
func (c *comparer) repeats(a *alignment, ends []int) {
	end, matched := c.last, 0
	for i := range c.anchor {
		if c.anchor[i] {
			matched++
		}
	}
	for _, column := range ends {
		first, last, ok := -1, -1, true
		if int(a.columns[column-1]) < end+max(1, matched/2) { // it would overlap
			continue
		}
		for _, s := range a.path(column) {
			ok = ok && !s.jumped
			if s.source >= 0 {
				if first < 0 {
					first = s.source
				}
				last = s.source
			}
		}
		if !ok || first <= end {
			continue
		}
		end = last
		if c.other = append(c.other, c.source.part(first, last+1)); len(c.other) == maxRepeats {
			return
		}
	}
}
