package handlers

import (
	"maps"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// refusedDecision shows the card again as it was filled in, with what is wrong.
func (s *Server) refusedDecision(c echo.Context, id string, f formValues, refused error) error {
	refusal := refusalOf(refused)
	if !inForm(refusal) {
		return refused
	}
	ctx := c.Request().Context()
	one, err := s.db.Suggestion(ctx, id)
	if err != nil {
		return err
	}
	if made, ok := refusal.Current.(annotation.Annotation); ok {
		return s.markedMeanwhile(c, one, made, f, refused)
	}
	if one.State != annotation.Suggesting {
		return s.decidedMeanwhile(c, status[refusal.Code], one, f, refused)
	}
	d, err := s.newDesk(c, one.Article)
	if err != nil {
		return err
	}
	card, err := d.deciding(ctx, one)
	if err != nil {
		return err
	}
	if d.choose(ctx, card, f) != nil {
		return refused // it says what cannot be shown
	}
	card.Problem, card.Field = sentence(c, refused), refusal.Field
	card.Near, _ = refusal.Current.([]annotation.Speaker)
	return s.showDecision(c, status[refusal.Code], card)
}

// decidedMeanwhile shows what became of a suggestion: the annotation that was made of it,
// or a way to bring either back. Where that refuses what somebody asks for, which any code
// but 200 says, what they had chosen for the suggestion stands beside the annotation.
func (s *Server) decidedMeanwhile(c echo.Context, code int, one annotation.Suggestion, f formValues, refused error) error {
	if one.State == annotation.Rejected {
		return s.rejectedMeanwhile(c, code, one)
	}
	a, err := s.db.Annotation(c.Request().Context(), one.Annotation)
	switch {
	case annotation.CodeOf(err) == annotation.NotFound:
		return s.goneMeanwhile(c, one)
	case err != nil:
		return err
	case code == http.StatusOK:
		return s.changed(c, a, a, sentence(c, refused))
	}
	return s.markedMeanwhile(c, one, a, f, refused)
}

// goneMeanwhile offers to bring back what was made of a suggestion, and deleted since.
func (s *Server) goneMeanwhile(c echo.Context, one annotation.Suggestion) error {
	if !wantsFragments(c) {
		return seeOther(c, openAt(one.Article, "", "deleted", one.Annotation))
	}
	gone, err := s.db.DeletedAnnotation(c.Request().Context(), one.Annotation)
	if err != nil {
		return err
	}
	d, err := s.newDesk(c, one.Article)
	if err != nil {
		return err
	}
	return s.repainted(c, http.StatusOK, d, d.touched(append(passagesOf(&gone), one.Spans)...), &gone)
}

func (s *Server) rejectedMeanwhile(c echo.Context, code int, one annotation.Suggestion) error {
	if !wantsFragments(c) {
		return s.showOpened(c, code, one.Article, opened{rejected: &one})
	}
	d, err := s.newDesk(c, one.Article)
	if err != nil {
		return err
	}
	d.rejected = &one
	return s.repainted(c, code, d, d.touched(one.Spans), nil)
}

// markedMeanwhile shows the annotation that stands in the place of a suggestion by now.
// What somebody had chosen for the suggestion, and the annotation has otherwise, is
// offered beside it.
func (s *Server) markedMeanwhile(c echo.Context, one annotation.Suggestion, made annotation.Annotation, f formValues, refused error) error {
	ctx, p := c.Request().Context(), printerOf(c)
	d, err := s.newDesk(c, made.Article)
	if err != nil {
		return err
	}
	if d.open, err = d.card(ctx, made); err != nil {
		return err
	}
	typed, err := s.typedForm(ctx, f, proposedForm(one))
	if err != nil {
		return err
	}
	scales, err := s.scales(c)
	if err != nil {
		return err
	}
	// What both began with: the suggestion, or nothing where the quote was marked by hand.
	base, parts := proposedForm(one), map[string][]annotation.Passage{"spans": one.Spans, "cue": one.Cue, "mention": one.Mention}
	if one.State == annotation.Suggesting {
		base, parts = views.CardForm{Kind: annotation.Quote}, map[string][]annotation.Passage{"spans": made.Spans, "cue": made.Cue, "mention": made.Mention}
	}
	f = f.changed(parts)
	besides := d.besides(p, f, &made)
	if typed != base || len(besides) > 0 {
		d.open.Conflict = append(besides, merge(p, scales, base, d.open.Form, &typed)...)
	}
	d.open.Said = sentence(c, refused)
	if len(d.open.Conflict) > 0 {
		typed.Version = made.Version
		d.open.Form, d.open.Resume, d.open.Problem, d.open.Said = typed, f.resumption(), d.open.Said, ""
	}
	code := status[refusalOf(refused).Code]
	if !wantsFragments(c) {
		return s.showOpened(c, code, made.Article, d.opened)
	}
	c.Response().Header().Set(annotationHeader, made.ID)
	return s.repainted(c, code, d, d.touched(append(passagesOf(&made), one.Spans)...), nil)
}

// changed is the form without the spans that are still those given.
func (f formValues) changed(parts map[string][]annotation.Passage) formValues {
	values := maps.Clone(f.values)
	for field, passages := range parts {
		drafts, err := f.spans(field)
		same := err == nil && slices.EqualFunc(drafts, passages, func(d annotation.PassageDraft, p annotation.Passage) bool {
			return d.Start == p.Start && d.End == p.End
		})
		if same {
			delete(values, field)
		}
	}
	return formValues{values}
}
