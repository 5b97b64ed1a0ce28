package db

import (
	"slices"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// suggestions checks where each suggestion stands, and that what was decided is what the
// history and the annotations say.
func (c *checker) suggestions() error {
	type about struct {
		article  string
		revision int
	}
	var (
		in         about
		x          *text.Index
		paragraphs map[int64][]int
		quotes     *overlaps[int64]
	)
	if err := each(c.ctx, c.q, func(row scanner) error {
		var (
			s       suggestionRow
			article int64
			called  string // what its name is found by
			n       newest
			last    string // of its events
			made    bool   // of it, in its article and as such
		)
		if err := row.Scan(append(append(s.fields(), n.fields()...), &article, &called, &last, &made)...); err != nil {
			return c.unreadable("suggestions", err)
		}
		if at := (about{s.Article, s.Revision}); at != in {
			in = at
			whole, err := revisionText(c.ctx, c.q, s.Article, s.Revision)
			if annotation.CodeOf(err) == annotation.NotFound {
				whole, err = "", nil // which articles reports; nothing stands in it
			}
			if err != nil {
				return err
			}
			x = text.NewIndex(whole)
			if paragraphs, quotes, err = c.besideSuggestions(article, s.Revision); err != nil {
				return err
			}
		}
		if called != text.FoldString(s.Speaker) {
			c.report(foundRecord, s.ID, "it is found by %q and names %q", called, s.Speaker)
		}
		c.suggestion(x, s, paragraphs[s.seq], quotes)
		c.decision(s, n, last, made)
		return nil
	}, `SELECT `+suggestionColumns+`, `+newestColumns+`, suggestions.article, suggestions.called, ifnull(newest.action, ''),
			ifnull(made.article = suggestions.article AND made.suggested <> '', 0)
		FROM `+suggestionTables+newestEvent(`suggestions.id`, `GLOB 'suggestion.*'`)+`
		ORDER BY suggestions.article, suggestions.revision, suggestions.seq`); err != nil {
		return err
	}
	return each(c.ctx, c.q, func(row scanner) error {
		var seq int64
		var id string
		err := row.Scan(&seq, &id)
		c.report(foundRecord, id, "event %d rejected it and it is not there", seq)
		return err
	}, `SELECT seq, object FROM events WHERE action = '`+suggestionRejected+`' AND NOT EXISTS (SELECT 1 FROM suggestions WHERE id = object)
		AND NOT EXISTS (SELECT 1 FROM events AS later WHERE later.undoes = events.seq) ORDER BY seq`)
}

// besideSuggestions are, of a revision, the paragraphs that each suggestion is found by,
// and the quotes that are marked.
func (c *checker) besideSuggestions(article int64, revision int) (map[int64][]int, *overlaps[int64], error) {
	paragraphs, quotes := map[int64][]int{}, &overlaps[int64]{}
	if err := each(c.ctx, c.q, func(row scanner) error {
		var (
			seq int64
			n   int
		)
		err := row.Scan(&seq, &n)
		paragraphs[seq] = append(paragraphs[seq], n)
		return err
	}, `SELECT suggestion, paragraph FROM suggestion_paragraphs WHERE article = ? AND revision = ? ORDER BY paragraph`, article, revision); err != nil {
		return nil, nil, err
	}
	err := each(c.ctx, c.q, func(row scanner) error {
		o, err := scanOpenQuote(row)
		quotes.add(o.spans, o.seq)
		return err
	}, markedQuotesQuery, article, revision)
	return paragraphs, quotes, err
}

// suggestion checks where a suggestion stands, and whether a quote covers it.
func (c *checker) suggestion(x *text.Index, s suggestionRow, paragraphs []int, quotes *overlaps[int64]) {
	as := annotation.Annotation{Anchor: annotation.AnchorExact, Spans: s.Spans, Cue: s.Cue, Mention: s.Mention}
	faults := anchorFaults(x, &as)
	for _, fault := range faults {
		c.report(foundAnchor, s.ID, "revision %d: %s", s.Revision, fault)
	}
	if len(faults) > 0 {
		return
	}
	if want := touchedBy(x, s.Spans, s.Cue, s.Mention); !slices.Equal(paragraphs, want) {
		c.report(foundAnchor, s.ID, "revision %d: it is found by paragraphs %v and touches %v", s.Revision, paragraphs, want)
	}
	if s.State != annotation.Suggesting {
		return
	}
	if _, covered := quotes.same(s.Spans); covered != (s.coveredBy != 0) {
		c.report(foundCount, s.ID, "%s", map[bool]string{true: "it is shown, and a quote holds the same", false: "it is hidden, and no quote holds the same"}[covered])
	}
}

// decision holds what was decided on a suggestion to the history, and to the annotation
// that was made of it.
func (c *checker) decision(s suggestionRow, n newest, last string, made bool) {
	if s.State == annotation.Accepted && !made {
		c.report(foundRecord, s.ID, "it was accepted as %s, which is not made of it", s.Annotation)
	}
	if (s.State == annotation.Rejected) != (last == suggestionRejected) {
		c.report(foundRecord, s.ID, "it is %s and its newest event is %q", s.State, last)
		return
	}
	_, left := sides[annotation.Suggestion](n.body)
	if s.State != annotation.Rejected || left == nil {
		return
	}
	if left.Revision < s.Revision && left.Proposes() == s.Proposes() { // it came along to a newer text
		*left = left.ComeAlong(s.Suggestion)
	}
	if err := holdTo(c, s.ID, n, left, s.Suggestion); err != nil {
		c.report(foundRecord, s.ID, "%v", err)
	}
}
