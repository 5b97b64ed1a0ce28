package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// suggestionCard shows a suggestion: to scripts its card, otherwise the desk with the
// card open. What the query holds of it, chosen or typed, stands in the card; nothing is
// saved until somebody accepts it. ?pick= opens the word picker for one of its parts.
func (s *Server) suggestionCard(c echo.Context) error {
	ctx := c.Request().Context()
	f, err := checked(formValues{c.QueryParams()})
	if err != nil {
		return err
	}
	one, err := s.db.Suggestion(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	if one.State != annotation.Suggesting {
		code := http.StatusOK
		if len(f.values) > 0 {
			code = http.StatusConflict
		}
		return s.decidedMeanwhile(c, code, one, f, annotation.Refuse(annotation.Conflict, "error.suggestion_accepted", "name", one.DecidedBy))
	}
	if !wantsFragments(c) && len(f.values) == 0 {
		return seeOther(c, openAt(one.Article, one.ID))
	}
	d, err := s.newDesk(c, one.Article)
	if err != nil {
		return err
	}
	card, err := d.deciding(ctx, one)
	if err != nil {
		return err
	}
	if err := d.choose(ctx, card, f); err != nil {
		return err
	}
	if part := f.get("pick"); part != "" && !wantsFragments(c) {
		return seeOther(c, card.PickerPath(card.Row, part))
	}
	return s.showDecision(c, http.StatusOK, card)
}

// showDecision answers with a suggestion's card, alone or on its page.
func (s *Server) showDecision(c echo.Context, code int, card *views.SuggestionCard) error {
	if wantsFragments(c) {
		return s.fragments(c, code, []fragment{{"card-" + card.Suggestion.ID, views.SuggestionBox(*card)}})
	}
	return s.showOpened(c, code, card.Suggestion.Article, opened{decision: card})
}

// proposal is the note of a suggestion.
func (d *desk) proposal(one *annotation.Suggestion) views.Note {
	note := views.Note{Suggestion: one}
	if d.decision != nil && d.decision.Suggestion.ID == one.ID {
		note.Decision = d.decision
	}
	return note
}

// deciding opens a suggestion as it was made.
func (d *desk) deciding(ctx context.Context, one annotation.Suggestion) (*views.SuggestionCard, error) {
	card := &views.SuggestionCard{
		Suggestion: one, Spans: one.Spans, Cue: one.Cue, Mention: one.Mention, Row: d.index.ParagraphAt(one.Start()) + 1,
		Form: proposedForm(one),
	}
	var err error
	card.Previous, err = d.s.db.LastSpeaker(ctx, d.actor, one.Article)
	return card, err
}

// proposedForm is the card's form of a suggestion as it was made, with the speaker that
// people decided on for its name in the article.
func proposedForm(one annotation.Suggestion) views.CardForm {
	f := views.CardForm{Kind: annotation.Quote, Quotation: one.Quotation, Speaker: one.Speaker, SpeakerWas: one.Speaker}
	if one.Means != nil {
		f.SpeakerID, f.Speaker, f.SpeakerWas = one.Means.ID, one.Means.Name, one.Means.Name
	}
	return f
}

// choose puts into a card what a form says: parts as spans; words for one part, as a
// selection or the plain form chose them (part, mode, from, to); a part to be cleared.
func (d *desk) choose(ctx context.Context, card *views.SuggestionCard, f formValues) error {
	for field, to := range map[string]*[]annotation.Passage{"spans": &card.Spans, "cue": &card.Cue, "mention": &card.Mention} {
		drafts := draftsOf(*to)
		if f.has(field) {
			var err error
			if drafts, err = f.spans(field); err != nil {
				return err
			}
		}
		if f.get("clear") == field {
			drafts = nil
		}
		if f.get("part") == field {
			words, err := f.words()
			if err != nil {
				return err
			}
			switch {
			case f.get("mode") == "add":
				drafts = append(drafts, words...)
			case words != nil:
				drafts = words
			}
			if field == "spans" {
				drafts = contentOf(d.index, drafts)
			}
		}
		placed, err := annotation.Place(d.index, field, drafts)
		if err != nil {
			return err
		}
		*to = placed
	}
	shown := card.Form
	var err error
	card.Form, err = d.s.typedForm(ctx, f, card.Form)
	if f.leavesName() { // whom the name means by now
		card.Form.SpeakerID, card.Form.Speaker, card.Form.SpeakerWas = shown.SpeakerID, shown.Speaker, shown.SpeakerWas
	}
	card.Edited = len(f.values) > 0
	return err
}

// leavesName says that nobody has chosen or typed another speaker than the form showed.
func (f formValues) leavesName() bool {
	return f.get("speaker") == f.get("speaker_was") && f.get("speaker_id") == "" && f.get("same_speaker") == "" && f.get("distinct") == ""
}

// acceptanceOf reads a suggestion's form.
func acceptanceOf(f formValues) (annotation.Acceptance, error) {
	a := annotation.Acceptance{Quotation: opt[annotation.Quotation](f, "quotation"), Speaker: f.speakerOf(), Typed: f.get("speaker") != f.get("speaker_was")}
	if f.has("means") {
		shown := f.get("means")
		a.Means = &shown
	}
	for field, to := range map[string]*annotation.Opt[[]annotation.PassageDraft]{"spans": &a.Spans, "cue": &a.Cue, "mention": &a.Mention} {
		if !f.has(field) {
			continue
		}
		drafts, err := f.spans(field)
		if err != nil {
			return a, err
		}
		*to = annotation.To(drafts)
	}
	return a, nil
}

// acceptSuggestion makes an annotation of a suggestion, as its form shows it.
func (s *Server) acceptSuggestion(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	id := c.Param("id")
	acceptance, err := acceptanceOf(f)
	if err != nil {
		return s.refusedDecision(c, id, f, err)
	}
	a, _, err := s.db.AcceptSuggestion(c.Request().Context(), actorOf(c), id, acceptance)
	if err != nil {
		return s.refusedDecision(c, id, f, err)
	}
	return s.decided(c, id, &a)
}

// rejectSuggestion says that a suggestion is none.
func (s *Server) rejectSuggestion(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	if _, err := s.db.RejectSuggestion(c.Request().Context(), actorOf(c), c.Param("id")); err != nil {
		return s.refusedDecision(c, c.Param("id"), f, err)
	}
	return s.decided(c, c.Param("id"), nil)
}

// decided answers a decision. To scripts it sends the paragraphs that the suggestion
// touches, and the annotation's where one was made; otherwise it leads to the next
// suggestion.
func (s *Server) decided(c echo.Context, id string, made *annotation.Annotation) error {
	ctx := c.Request().Context()
	one, err := s.db.Suggestion(ctx, id)
	if err != nil {
		return err
	}
	d, err := s.newDesk(c, one.Article)
	if err != nil {
		return err
	}
	if !wantsFragments(c) {
		next, err := s.db.NextSuggestion(ctx, one.Article, one.ID)
		if err == nil && next == "" && made != nil {
			next = made.ID
		}
		if err != nil {
			return err
		}
		return seeOther(c, openAt(one.Article, next, "decided", one.ID))
	}
	parts := [][]annotation.Passage{one.Spans}
	if made != nil {
		parts = append(parts, passagesOf(made)...)
		c.Response().Header().Set(annotationHeader, made.ID)
	}
	return s.repainted(c, http.StatusOK, d, d.touched(parts...), nil)
}

// restoreSuggestion opens a rejected suggestion again.
func (s *Server) restoreSuggestion(c echo.Context) error {
	one, err := s.db.RestoreSuggestion(c.Request().Context(), actorOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	return s.undecided(c, one, "")
}

// undecided answers for a suggestion that is open again, with its card; parts are
// those of an annotation that it is no more.
func (s *Server) undecided(c echo.Context, one annotation.Suggestion, said string, parts ...[]annotation.Passage) error {
	if !wantsFragments(c) {
		return seeOther(c, openAt(one.Article, one.ID))
	}
	d, err := s.newDesk(c, one.Article)
	if err != nil {
		return err
	}
	if d.decision, err = d.deciding(c.Request().Context(), one); err != nil {
		return err
	}
	d.decision.Said = said
	c.Response().Header().Set(annotationHeader, one.ID)
	return s.repainted(c, http.StatusOK, d, d.touched(append(parts, one.Spans)...), nil)
}
