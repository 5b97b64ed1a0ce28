package quotationtest

import (
	"cmp"
	"fmt"
	"slices"
)

// Score holds suggestions to gold. An article without suggestions of its id
// counts as one with none; suggestions of an unknown id, an id that comes twice
// and spans outside the text are errors.
//
// The figures are micro averages over the articles of a language. By kind,
// recall is that of gold's quotes of the kind against all suggestions, and
// precision that of the suggestions of the kind against all of gold.
// Optional quotes are neutral: a suggestion that is matched with one, or lies
// at least half inside one, is not counted.
func Score(gold, suggested []Article) (Report, error) {
	quotes := map[string][]Quote{}
	for _, a := range suggested {
		if _, twice := quotes[a.ID]; twice {
			return nil, fmt.Errorf("suggestions for %s twice", a.ID)
		}
		quotes[a.ID] = a.Quotes
	}
	report, known := Report{}, map[string]bool{}
	for _, a := range gold {
		if known[a.ID] {
			return nil, fmt.Errorf("gold for %s twice", a.ID)
		}
		known[a.ID] = true
		text := []rune(a.Text)
		for _, q := range a.Quotes {
			if err := q.check(len(text)); err != nil {
				return nil, fmt.Errorf("%s: gold %+v: %w", a.ID, q, err)
			}
			if !slices.Contains(Kinds[1:], q.Kind) {
				return nil, fmt.Errorf("%s: gold of kind %q", a.ID, q.Kind)
			}
		}
		for _, q := range quotes[a.ID] {
			if err := q.check(len(text)); err != nil {
				return nil, fmt.Errorf("%s: suggestion %+v: %w", a.ID, q, err)
			}
		}
		if report[a.Language] == nil {
			report[a.Language] = newLanguageScores()
		}
		newMarking(a, quotes[a.ID], text).tally(report[a.Language])
	}
	for id := range quotes {
		if !known[id] {
			return nil, fmt.Errorf("suggestions for %s, which gold does not have", id)
		}
	}
	return report, nil
}

func newLanguageScores() *LanguageScores {
	l := &LanguageScores{Kinds: map[string]*Scores{}}
	for _, kind := range Kinds {
		l.Kinds[kind] = &Scores{}
	}
	return l
}

// check says what is wrong with a quote's spans in a text of so many code points.
func (q Quote) check(size int) error {
	if len(q.Content) == 0 {
		return fmt.Errorf("no content")
	}
	spans := slices.Clone(q.Content)
	for _, s := range []*Span{q.Mention, q.Cue} {
		if s != nil {
			spans = append(spans, *s)
		}
	}
	for _, s := range spans {
		if s[0] < 0 || s[0] >= s[1] || s[1] > size {
			return fmt.Errorf("span %v is empty or outside the text of %d code points", s, size)
		}
	}
	return nil
}

// item is a quote with the points of its content.
type item struct {
	*Quote
	points
}

func (i *item) is(kind string) bool { return kind == All || i.Kind == kind }

// marking is one article's gold and suggestions, laid side by side.
type marking struct {
	article         Article
	text            []rune
	gold, suggested []*item
	must, may       points // what required and what only optional gold covers
	found           points // what suggestions cover
}

func newMarking(a Article, suggested []Quote, text []rune) *marking {
	m := &marking{article: a, text: text, must: points{}, may: points{}, found: points{}}
	for i := range a.Quotes {
		m.gold = append(m.gold, &item{&a.Quotes[i], pointsOf(a.Quotes[i].Content, text)})
	}
	for i := range suggested {
		m.suggested = append(m.suggested, &item{&suggested[i], pointsOf(suggested[i].Content, text)})
	}
	for _, g := range m.gold {
		if g.Optional {
			m.may.add(g.points)
		} else {
			m.must.add(g.points)
		}
	}
	m.may = m.may.without(m.must)
	for _, s := range m.suggested {
		m.found.add(s.points)
	}
	return m
}

// tally adds the article to the figures of its language.
func (m *marking) tally(l *LanguageScores) {
	l.Articles++
	for kind, scores := range l.Kinds {
		m.overlap(kind, scores)
	}
	m.matches(l, func(s *Scores) *Match { return &s.Exact }, m.same(exactKey))
	m.matches(l, func(s *Scores) *Match { return &s.Edge }, m.same(edgeKey))
	m.matches(l, func(s *Scores) *Match { return &s.IoU8 }, m.pairs(0.8))
	pairs := m.pairs(0.3)
	m.matches(l, func(s *Scores) *Match { return &s.IoU3 }, pairs)
	for i, g := range pairs {
		if g != nil && !g.Optional {
			m.attribution(l.Kinds[All], g, m.suggested[i])
			m.attribution(l.Kinds[g.Kind], g, m.suggested[i])
		}
	}
	m.notQuotes(l, pairs)
}

func (m *marking) overlap(kind string, scores *Scores) {
	wanted, proposed := points{}, points{}
	for _, g := range m.gold {
		if !g.Optional && g.is(kind) {
			scores.Gold++
			wanted.add(g.points)
		}
	}
	for _, s := range m.suggested {
		if s.is(kind) {
			scores.Suggested++
			proposed.add(s.points)
		}
	}
	proposed = proposed.without(m.may)
	scores.Overlap.Precision.Hits += proposed.common(m.must)
	scores.Overlap.Precision.Of += len(proposed)
	scores.Overlap.Recall.Hits += wanted.common(m.found)
	scores.Overlap.Recall.Of += len(wanted)
}

// same gives each suggestion the gold of the same key, required gold first, or nil.
func (m *marking) same(key func([]Span, []rune) string) []*item {
	pool := map[string][]*item{}
	for _, optional := range []bool{false, true} {
		for _, g := range m.gold {
			if g.Optional == optional {
				k := key(g.Content, m.text)
				pool[k] = append(pool[k], g)
			}
		}
	}
	hits := make([]*item, len(m.suggested))
	for i, s := range m.suggested {
		if k := key(s.Content, m.text); len(pool[k]) > 0 {
			hits[i], pool[k] = pool[k][0], pool[k][1:]
		}
	}
	return hits
}

// pairs gives each suggestion the gold that it is paired with, or nil. Pairs are
// taken one to one, from the highest intersection over union down to least; at
// equal ones required gold comes before optional, then mentions that meet.
func (m *marking) pairs(least float64) []*item {
	type pair struct {
		iou  float64
		rank int // bits: optional, mentions apart
		g, s int
	}
	var all []pair
	for i, g := range m.gold {
		for j, s := range m.suggested {
			common := g.common(s.points)
			iou := float64(common) / float64(max(1, len(g.points)+len(s.points)-common))
			if common == 0 || iou < least {
				continue
			}
			p := pair{iou: iou, g: i, s: j}
			if g.Optional {
				p.rank += 2
			}
			if !g.Mention.meets(s.Mention) {
				p.rank++
			}
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.iou, a.iou), a.rank-b.rank, a.g-b.g, a.s-b.s)
	})
	paired, taken := make([]*item, len(m.suggested)), make([]bool, len(m.gold))
	for _, p := range all {
		if paired[p.s] == nil && !taken[p.g] {
			paired[p.s], taken[p.g] = m.gold[p.g], true
		}
	}
	return paired
}

// matches counts hits, the gold that each suggestion has met, under one heading.
func (m *marking) matches(l *LanguageScores, heading func(*Scores) *Match, hits []*item) {
	taken := map[*item]bool{}
	for i, s := range m.suggested {
		hit := hits[i]
		if hit != nil && hit.Optional || hit == nil && s.halfIn(m.may) {
			continue
		}
		taken[hit] = true
		for kind, scores := range l.Kinds {
			if s.is(kind) {
				heading(scores).Precision.count(hit != nil)
			}
		}
	}
	for _, g := range m.gold {
		for kind, scores := range l.Kinds {
			if !g.Optional && g.is(kind) {
				heading(scores).Recall.count(taken[g])
			}
		}
	}
}

// notQuotes counts what was suggested of the stretches that are no quotes.
func (m *marking) notQuotes(l *LanguageScores, pairs []*item) {
	for _, span := range m.article.NotQuotes {
		inside := pointsOf([]Span{span}, m.text)
		scare := false
		for i, s := range m.suggested {
			scare = scare || pairs[i] == nil && s.halfIn(inside)
		}
		l.Scare.count(scare)
		if inside.common(m.must) == 0 && inside.common(m.may) == 0 {
			l.Touched.count(inside.common(m.found) > 0)
		}
	}
	if len(m.article.Quotes) == 0 {
		l.PerEmpty.Of++
		l.PerEmpty.Hits += len(m.suggested)
	}
}
