package comparison

import (
	"strings"
	"unicode/utf8"
)

// item is an op in words: the quote's [qf, qt) and the source's [sf, st).
type item struct {
	kind   OpKind
	qf, qt int
	sf, st int
	why    Why
}

// units lets a currency before a number stand for the same one behind it: "$4
// billion" is how "4 billion dollars" is written.
func (c *comparer) units() {
	for i := range c.q.words {
		unit := units[c.q.folded(i)]
		if unit == "" || c.equal(i) {
			continue
		}
		for _, by := range []int{1, -1} {
			k, j := i+by, -1
			for k >= 0 && k < len(c.q.words) && c.anchor[k] && c.q.value(k) && units[c.q.folded(k)] == "" {
				j = c.steps[k].source
				k += by
			}
			if j < 0 {
				continue
			}
			j += by
			if j >= 0 && j < len(c.s.words) && units[c.source.folded(j)] == unit && c.whyS[j] == "" && !c.taken(j) {
				c.why[i], c.whyS[j] = Spelled, Spelled
				c.first, c.last = min(c.first, j), max(c.last, j)
				c.steps[i].source = -1
				break
			}
		}
	}
}

// taken reports whether an anchor stands on source word j.
func (c *comparer) taken(j int) bool {
	for i, s := range c.steps {
		if s.source == j && c.anchor[i] {
			return true
		}
	}
	return false
}

// arrange makes the items: those that stand for each other, and what lies between.
func (c *comparer) arrange() {
	for i, s := range c.steps { // words paired with others at the ends belong to the passage
		if c.inside[i] && s.source >= 0 {
			c.first, c.last = min(c.first, s.source), max(c.last, s.source)
		}
	}
	c.reach()
	var fixed []item
	q0, s0 := 0, c.first
	for i := 0; i <= len(c.q.words); i++ {
		if i < len(c.q.words) && !c.anchor[i] {
			continue
		}
		j := c.last + 1
		if i < len(c.q.words) {
			j = c.steps[i].source
		}
		fixed = c.reconcile(fixed, q0, i, s0, j)
		if i == len(c.q.words) {
			break
		}
		kind := Equal
		if c.why[i] != "" {
			kind = Replace
		}
		fixed = append(fixed, item{kind, i, i + 1, j, j + 1, c.why[i]})
		q0, s0 = i+1, j+1
	}
	for _, f := range fixed {
		if f.kind == Equal {
			for i := f.qf; i < f.qt; i++ {
				c.equalQ[i] = true
			}
			for j := f.sf; j < f.st; j++ {
				c.equalS[j] = true
			}
		}
	}
	c.moves(fixed)
	c.brackets()
	q0, s0 = 0, c.first
	for _, f := range append(fixed, item{qf: len(c.q.words), sf: c.last + 1}) {
		c.rest(q0, f.qf, s0, f.sf)
		if f.kind != "" {
			c.items = append(c.items, f)
		}
		q0, s0 = f.qt, f.st
	}
}

// reach widens the passage by words that belong to its first or last: those that the
// quote writes otherwise (Twenty-three, 23), and the negation or hedge of a word that
// was changed (قد نضطر, سنضطر).
func (c *comparer) reach() {
	head, tail := 0, len(c.q.words)-1
	for head <= tail && !c.anchor[head] {
		head++
	}
	for tail >= head && !c.anchor[tail] {
		tail--
	}
	if head > tail {
		return
	}
	from, to := c.steps[head].source, c.steps[tail].source
	changed := c.steps[0].source == c.first && !c.anchor[0]
	for k := 1; k <= maxSame && from-k >= 0 && !c.s.words[from-k+1].stop; k++ {
		if head <= maxSame && same(c.q.fold(0, head), c.source.fold(from-k, from)) {
			c.first, changed = from-k, false
			break
		}
	}
	for k := 1; k <= maxSame && to+k < len(c.s.words) && !c.s.words[to+k].stop; k++ {
		if len(c.q.words)-1-tail <= maxSame && same(c.q.fold(tail+1, len(c.q.words)), c.source.fold(to+1, to+k+1)) {
			c.last = to + k
			break
		}
	}
	if changed && !c.s.words[c.first].stop {
		for _, h := range c.source.hits(max(0, c.first-maxPhrase), c.first) {
			if h.to == c.first && (h.class == KindNegation || h.class == KindHedge) {
				c.first = h.from
			}
		}
	}
}

// reconcile appends what of two stretches is only written otherwise.
func (c *comparer) reconcile(fixed []item, qf, qt, sf, st int) []item {
	for qf < qt && sf < st {
		found, ok := c.spelt(qf, qt, sf, st)
		if !ok {
			break
		}
		fixed = append(fixed, found)
		qf, sf = found.qt, found.st
	}
	return fixed
}

// closeWords is how far from the passage words that were moved are looked for.
const closeWords = 30

// moveTries bounds how many places one word is looked for.
const moveTries = 64

// moves finds words that the quote has at another place of the passage, or close
// to it, which makes the passage longer.
func (c *comparer) moves(fixed []item) {
	low, high := max(0, c.first-closeWords), min(len(c.s.words)-1, c.last+closeWords)
	inFixed := map[int]bool{}
	places := map[int32][]int{}
	for _, f := range fixed {
		for j := f.sf; j < f.st; j++ {
			inFixed[j] = true
		}
	}
	free := func(j int) bool { return j >= low && j <= high && !inFixed[j] && c.whyS[j] == "" }
	for j := low; j <= high; j++ {
		if key := c.s.words[j].key; free(j) && len(places[key]) < moveTries {
			places[key] = append(places[key], j)
		}
	}
	held := func(i int) bool { return i < len(c.q.words) && !c.equalQ[i] && c.why[i] == "" }
	for i := 0; i < len(c.q.words); i++ {
		if !held(i) {
			continue
		}
		at, length, weight := -1, 0, int32(0)
		for _, j := range places[c.q.words[i].key] {
			n, w := 0, int32(0)
			for held(i+n) && free(j+n) && c.q.words[i+n].key == c.s.words[j+n].key {
				w += c.q.weights[i+n]
				n++
			}
			if n > length {
				at, length, weight = j, n, w
			}
		}
		least := int32(weightContent)
		if at+length < c.first || at > c.last+1 {
			least = 2 * weightContent
		}
		if length == 0 || weight < least {
			continue
		}
		for k := range length {
			c.why[i+k], c.whyS[at+k], c.from[i+k] = Moved, Moved, at+k
		}
		c.first, c.last = min(c.first, at), max(c.last, at+length-1)
		i += length - 1
	}
}

// brackets finds what an editor put in brackets: all words within, none of them, but
// for function words, the speaker's.
func (c *comparer) brackets() {
	words := c.q.words
	for from := 0; from < len(words); {
		to, own := from, false
		for ; to < len(words) && words[to].brackets == words[from].brackets; to++ {
			own = own || c.equalQ[to] && c.q.weights[to] == weightContent
		}
		for i := from; i < to && words[from].brackets != 0 && !own; i++ {
			if c.why[i] == "" && !c.equalQ[i] {
				c.why[i] = Editorial
			}
		}
		from = to
	}
}

// rest makes items of two stretches that do not stand for each other.
func (c *comparer) rest(qf, qt, sf, st int) {
	for k := max(qf, 1); k <= qt && k < len(c.q.words); k++ {
		if c.q.words[k].dots && sf < st {
			c.pair(qf, k, sf, sf)
			for sf < st {
				end, why := c.run(sf, st, func(j int) Why { return c.whyS[j] })
				if why == "" {
					why = ByEllipsis
				}
				c.items = append(c.items, item{Delete, k, k, sf, end, why})
				sf = end
			}
			c.rest(k, qt, st, st)
			return
		}
	}
	c.pair(qf, qt, sf, st)
}

// run is how far the words from have the same reason.
func (c *comparer) run(from, to int, why func(int) Why) (int, Why) {
	end := from + 1
	for end < to && why(end) == why(from) {
		end++
	}
	return end, why(from)
}

// pair makes items of two stretches without an ellipsis. What has a reason of its own
// stands alone; the others replace each other.
func (c *comparer) pair(qf, qt, sf, st int) {
	reasonQ := func(i int) Why { return c.why[i] }
	for qf < qt || sf < st {
		var qEnd, sEnd = qf, sf
		var qWhy, sWhy Why
		if qf < qt {
			qEnd, qWhy = c.run(qf, qt, reasonQ)
		}
		if sf < st {
			sEnd, sWhy = c.run(sf, st, func(j int) Why { return c.whyS[j] })
		}
		switch {
		case qf < qt && qWhy == Editorial && sf < st && sWhy == "" && c.stands(qf, sf, sEnd):
			c.items = append(c.items, item{Replace, qf, qEnd, sf, sEnd, Editorial})
			qf, sf = qEnd, sEnd
		case qf < qt && qWhy != "":
			c.items = append(c.items, item{Insert, qf, qEnd, sf, sf, qWhy})
			qf = qEnd
		case sf < st && sWhy != "":
			c.items = append(c.items, item{Delete, qf, qf, sf, sEnd, sWhy})
			sf = sEnd
		case qf == qt:
			c.items = append(c.items, item{Delete, qf, qf, sf, sEnd, ""})
			sf = sEnd
		case sf == st:
			c.items = append(c.items, item{Insert, qf, qEnd, sf, sf, ""})
			qf = qEnd
		default:
			c.items = append(c.items, item{Replace, qf, qEnd, sf, sEnd, ""})
			qf, sf = qEnd, sEnd
		}
	}
}

// bracketed is how many words of the source words in square brackets may stand for.
const bracketed = 3

// stands reports whether square brackets may stand for the words of the source: few,
// and none that is called out.
func (c *comparer) stands(q, from, to int) bool {
	return c.q.words[q].brackets == '[' && to-from <= bracketed && len(c.source.hits(from, to)) == 0
}

// ops are the items as text.
func (c *comparer) ops(start, end int) []Op {
	var out []Op
	q, s := 0, start
	for k, it := range c.items {
		op := Op{Kind: it.kind, Why: it.why, Altered: c.alters(it)}
		qEnd, sEnd := q, s
		switch {
		case it.qt > it.qf:
			qEnd = c.quoteStart(it.qt)
			if k+1 < len(c.items) {
				qEnd = c.gapEnd(it.qt, c.items[k+1].why)
			}
		case it.why == ByEllipsis && c.q.words[it.qf].span.Start > q:
			qEnd = c.q.words[it.qf].span.Start
		}
		if it.st > it.sf {
			sEnd = end
			if it.st <= c.last {
				sEnd = c.s.words[it.st].span.Start
			}
		}
		op.Quote, op.Source = slice(c.q.x, q, qEnd), slice(c.s.x, s, sEnd)
		q, s = qEnd, sEnd
		out = append(out, op)
	}
	return join(out)
}

// gapEnd is where the item before word i of the quote ends: before an ellipsis or an
// opening bracket that belongs to the next item, which is there for the reason given.
func (c *comparer) gapEnd(i int, next Why) int {
	start, end := c.q.words[i-1].span.End, c.quoteStart(i)
	switch next {
	case ByEllipsis:
		return start
	case Editorial:
		gap := slice(c.q.x, start, end)
		if at := strings.LastIndexAny(gap, "[("); at >= 0 {
			return start + utf8.RuneCountInString(gap[:at])
		}
	}
	return end
}

// quoteStart is where word i of the quote starts; the quote's end behind the last.
func (c *comparer) quoteStart(i int) int {
	if i < len(c.q.words) {
		return c.q.words[i].span.Start
	}
	return c.q.x.Len()
}

// join makes one op of neighbours that say the same.
func join(ops []Op) []Op {
	var out []Op
	var q, s strings.Builder
	for i, op := range ops {
		q.WriteString(op.Quote)
		s.WriteString(op.Source)
		if i+1 < len(ops) && ops[i+1].Kind == op.Kind && ops[i+1].Why == op.Why && ops[i+1].Altered == op.Altered &&
			op.Why != Spelled && op.Why != ByClitic && op.Why != ByTashkeel {
			continue
		}
		op.Quote, op.Source = q.String(), s.String()
		out = append(out, op)
		q.Reset()
		s.Reset()
	}
	return out
}
