package handlers

import (
	"context"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
	"github.com/isnad/isnad/views"
)

// desk gathers what the page of one article shows.
type desk struct {
	s     *Server
	actor annotation.Actor

	article annotation.Article
	index   *text.Index
	all     []annotation.Annotation // in reading order, or those of the rows asked for
	opened

	suggested []annotation.Suggestion // like all; for those who may decide

	onePerson bool // the desk's setting
}

// opened is the one card that is open: an annotation's, a suggestion's, or none; or the
// suggestion that was asked for, but was rejected, and is offered back.
type opened struct {
	open     *views.Card
	decision *views.SuggestionCard
	rejected *annotation.Suggestion
}

func (o opened) none() bool { return o.open == nil && o.decision == nil && o.rejected == nil }

func (s *Server) newDesk(c echo.Context, article string) (*desk, error) {
	ctx, id := c.Request().Context(), identityOf(c)
	d := &desk{s: s, actor: id.actor, onePerson: id.settings.OnePerson}
	var err error
	if d.article, err = s.db.ArticleHead(ctx, article); err != nil {
		return nil, err
	}
	d.index, err = s.db.TextIndex(ctx, article, d.article.Revision)
	return d, err
}

// articlePage shows the desk: ?open= opens an annotation's card, ?mark= the word
// picker of a paragraph, ?edit= the heading's form.
func (s *Server) articlePage(c echo.Context) error {
	page, err := s.deskPage(c, c.Param("id"), opened{})
	if err != nil {
		return err
	}
	if c.QueryParam("edit") != "" && page.CanEdit {
		a := page.Article
		page.Editing = &views.ArticleForm{Title: a.Title, Byline: a.Byline, Dateline: a.Dateline, Language: a.Language, Version: a.Version, Archived: a.Archived}
	}
	return s.renderSized(c, 200, views.DeskPage(*page), page.Size())
}

// deskPage builds the whole page, with the card given, or the one that the query
// asks for, open; ?deleted= offers to bring an annotation back.
func (s *Server) deskPage(c echo.Context, article string, given opened) (*views.Desk, error) {
	ctx := c.Request().Context()
	d, err := s.newDesk(c, article)
	if err != nil {
		return nil, err
	}
	if d.all, err = s.db.Annotations(ctx, article); err != nil {
		return nil, err
	}
	if d.canMark() {
		if d.suggested, err = s.db.Suggestions(ctx, article); err != nil {
			return nil, err
		}
	}
	d.opened = given
	if d.decision != nil && !slices.ContainsFunc(d.suggested, func(s annotation.Suggestion) bool { return s.ID == d.decision.Suggestion.ID }) {
		d.suggested = append(d.suggested, d.decision.Suggestion) // covered meanwhile; accepting it says by what
	}
	if id := c.QueryParam("open"); d.none() && id != "" {
		if err := d.openAsked(c, id); err != nil {
			return nil, err
		}
	}
	if d.open != nil {
		if d.open.Before, err = s.saidBefore(ctx, d.open.Annotation, d.canMark()); err != nil {
			return nil, err
		}
	}
	page := &views.Desk{
		Article: d.article, Words: d.index.WordCount(), Rows: d.rows(0, len(d.index.Paragraphs())-1),
		CanMark: d.canMark(), CanEdit: d.actor.Role.Can(annotation.ManageArticles), Open: d.open, Decision: d.decision,
	}
	if err := d.sayDone(c, page); err != nil {
		return nil, err
	}
	if page.Left, err = s.left(c, article); err != nil {
		return nil, err
	}
	if id := c.QueryParam("deleted"); id != "" && page.CanMark {
		gone, err := s.db.DeletedAnnotation(ctx, id)
		if err != nil && annotation.CodeOf(err) != annotation.NotFound {
			return nil, err
		}
		if err == nil && gone.Article == article {
			page.Rows[d.rowOf(&gone)].Gone = &gone
		}
	}
	for i := range d.all {
		if len(d.all[i].Spans) == 0 {
			page.Orphans = append(page.Orphans, d.note(&d.all[i]))
		}
	}
	if number, err := strconv.Atoi(c.QueryParam("mark")); err == nil && page.CanMark && number >= 1 && number <= len(page.Rows) {
		page.Rows[number-1].Picker = d.picker(number, c.QueryParam("part"), s.db.NewID())
	}
	return page, nil
}

// showOpened answers with an article's page and what is open in it.
func (s *Server) showOpened(c echo.Context, code int, article string, o opened) error {
	page, err := s.deskPage(c, article, o)
	if err != nil {
		return err
	}
	return s.render(c, code, views.DeskPage(*page))
}

// openAsked opens the card of one of the page's annotations or suggestions. A suggestion
// that was accepted is the annotation that was made of it.
func (d *desk) openAsked(c echo.Context, id string) (err error) {
	ctx := c.Request().Context()
	for i := range d.suggested {
		if d.suggested[i].ID == id {
			d.decision, err = d.deciding(ctx, d.suggested[i])
			return err
		}
	}
	if d.marked(id) == nil {
		one, err := d.s.db.Suggestion(ctx, id)
		if annotation.CodeOf(err) == annotation.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		if one.Article == d.article.ID && one.Revision == d.article.Revision && one.State == annotation.Rejected && d.canMark() {
			d.rejected = &one
		}
		id = one.Annotation
	}
	a := d.marked(id)
	if a == nil {
		return nil
	}
	if d.open, err = d.card(ctx, *a); err != nil {
		return err
	}
	return d.afterEvidence(c)
}

// marked is one of the annotations at hand, or nil.
func (d *desk) marked(id string) *annotation.Annotation {
	for i := range d.all {
		if d.all[i].ID == id {
			return &d.all[i]
		}
	}
	return nil
}

// rowOf is the row where an annotation begins, from 0; the first for an orphan.
func (d *desk) rowOf(a *annotation.Annotation) int {
	if len(a.Spans) == 0 || a.Revision != d.article.Revision {
		return 0
	}
	return d.index.ParagraphAt(a.Spans[0].Start)
}

func (d *desk) canMark() bool {
	return d.actor.Role.Can(annotation.Mark) && !d.article.Archived
}

// rows builds the rows of the paragraphs first to last from d.all, which must hold
// every annotation that touches them. One pass: annotations are in reading order.
func (d *desk) rows(first, last int) []views.Row {
	rows := make([]views.Row, 0, last-first+1)
	for p := first; p <= last; p++ {
		span := d.index.Paragraphs()[p]
		rows = append(rows, views.Row{
			Article: d.article.ID, Number: p + 1, Span: span, Text: d.index.Slice(span),
			Starts: d.index.SentencesOf(p), CanMark: d.canMark(),
		})
	}
	holds := claimsHeld(d.all)
	for i := range d.all {
		a := &d.all[i]
		for _, mark := range views.MarksOf(a, d.open != nil && d.open.Annotation.ID == a.ID) {
			from, to := d.index.ParagraphsOf(text.Span{Start: mark.Start, End: mark.End})
			for p := max(from, first); p <= min(to, last); p++ {
				rows[p-first].Marks = append(rows[p-first].Marks, mark)
			}
		}
		if len(a.Spans) == 0 {
			continue
		}
		if p := d.index.ParagraphAt(a.Spans[0].Start); p >= first && p <= last {
			note := d.note(a)
			note.Holds = holds[a.ID]
			rows[p-first].Notes = append(rows[p-first].Notes, note)
		}
	}
	for i := range d.suggested {
		one := &d.suggested[i]
		if p := d.index.ParagraphAt(one.Start()); p >= first && p <= last {
			rows[p-first].Notes = append(rows[p-first].Notes, d.proposal(one))
		}
	}
	if d.rejected != nil {
		if p := d.index.ParagraphAt(d.rejected.Start()); p >= first && p <= last {
			rows[p-first].Rejected = d.rejected
		}
	}
	if len(d.suggested) > 0 {
		for _, row := range rows {
			slices.SortStableFunc(row.Notes, func(a, b views.Note) int { return a.Start() - b.Start() })
		}
	}
	return rows
}

func (d *desk) note(a *annotation.Annotation) views.Note {
	note := views.Note{Annotation: a}
	if d.open != nil && d.open.Annotation.ID == a.ID {
		note.Card = d.open
	}
	return note
}

// claimsHeld counts, for each quote, the claims inside it: in reading order a
// quote's claims follow it until one begins past its end, so the work is the number
// of annotations and of pairs that overlap.
func claimsHeld(all []annotation.Annotation) map[string]int {
	held := map[string]int{}
	var around []*annotation.Annotation // quotes that may still hold what comes
	for i := range all {
		a := &all[i]
		if len(a.Spans) == 0 {
			continue
		}
		kept := around[:0]
		for _, q := range around {
			if q.Spans[len(q.Spans)-1].End > a.Spans[0].Start {
				kept = append(kept, q)
				if a.Kind == annotation.Claim && holds(q, a) {
					held[q.ID]++
				}
			}
		}
		around = kept
		if a.Kind == annotation.Quote {
			around = append(around, a)
			// A claim of the very same start may have come just before its quote.
			for j := i - 1; j >= 0 && all[j].Start() == a.Start(); j-- {
				if all[j].Kind == annotation.Claim && holds(a, &all[j]) {
					held[a.ID]++
				}
			}
		}
	}
	return held
}

// holds says that every span of the claim lies inside a span of the quote.
func holds(quote, claim *annotation.Annotation) bool {
	for _, inner := range claim.Spans {
		inside := false
		for _, outer := range quote.Spans {
			inside = inside || outer.Span().Contains(inner.Span())
		}
		if !inside {
			return false
		}
	}
	return len(claim.Spans) > 0
}

// card opens an annotation, with the claims it holds or the quotes around it.
func (d *desk) card(ctx context.Context, a annotation.Annotation) (*views.Card, error) {
	card := &views.Card{Annotation: a, Form: views.FormOf(&a), CanMark: d.canMark(), Row: 1}
	if len(a.Spans) > 0 {
		first, last := d.index.ParagraphsOf(text.Span{Start: a.Spans[0].Start, End: a.Spans[len(a.Spans)-1].End})
		card.Row = first + 1
		neighbours, err := d.s.db.AnnotationsTouching(ctx, a.Article, first, last)
		if err != nil {
			return nil, err
		}
		for _, b := range neighbours {
			switch {
			case a.Kind == annotation.Quote && b.Kind == annotation.Claim && holds(&a, &b):
				card.Holds = append(card.Holds, b)
			case a.Kind == annotation.Claim && b.Kind == annotation.Quote && holds(&b, &a):
				card.HeldBy = append(card.HeldBy, b)
			}
		}
	}
	var err error
	if card.Evidence, err = d.s.db.EvidenceOf(ctx, d.actor, a.ID); err != nil {
		return nil, err
	}
	if card.Replies, err = d.s.db.Replies(ctx, a.ID); err != nil {
		return nil, err
	}
	if card.Comments, err = d.s.db.Comments(ctx, a.ID); err != nil {
		return nil, err
	}
	if card.CanMark {
		card.Saying.ID = d.s.db.NewID()
		if card.People, err = d.s.assignable(ctx); err != nil {
			return nil, err
		}
		card.OwnCheck = a.CheckedBy == d.actor.Name
		card.Steps = a.Steps(d.actor, d.onePerson)
		if card.Missing, err = d.missing(ctx, a, card.Form); err != nil {
			return nil, err
		}
		if card.Previous, err = d.s.db.LastSpeaker(ctx, d.actor, a.Article); err != nil {
			return nil, err
		}
	}
	return card, nil
}

// missing are the fields that the step to checked asks for beyond what the card says.
func (d *desk) missing(ctx context.Context, a annotation.Annotation, said views.CardForm) ([]string, error) {
	a.Kind, a.Wording, a.Reason = said.Kind, said.Wording, said.Reason
	a.Scale, a.Verdict = views.ParseJudged(said.Judged)
	return d.s.db.Missing(ctx, d.actor, a)
}

// picker lists a paragraph's sentences and words, for marking without scripts.
func (d *desk) picker(number int, part, id string) *views.Picker {
	p := &views.Picker{Revision: d.article.Revision, ID: id, Paragraphs: len(d.index.Paragraphs())}
	if !d.none() {
		switch part {
		case "spans", "cue", "mention":
			p.Part = part
			if p.Suggested = d.decision; d.open != nil {
				p.For = &d.open.Annotation
			}
		}
	}
	for _, sentence := range d.index.SentencesOf(number - 1) {
		s := views.PickerSentence{Text: d.index.Slice(sentence)}
		for _, word := range d.index.Words(sentence) {
			s.Words = append(s.Words, annotation.Passage{Start: word.Start, End: word.End, Exact: d.index.Slice(word)})
		}
		if len(s.Words) > 0 {
			p.Sentences = append(p.Sentences, s)
		}
	}
	return p
}
