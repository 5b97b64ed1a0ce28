package handlers

import (
	"errors"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// acceptSuggestions accepts many at once: those of a form of quotation, from a
// confidence on, but for those that somebody is changing (except).
func (s *Server) acceptSuggestions(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	choice := annotation.SuggestionChoice{Quotation: annotation.Quotation(f.get("quotation")), Except: f.all("except")}
	if least := f.get("confidence"); least != "" {
		if choice.Confidence, err = strconv.ParseFloat(least, 64); err != nil {
			return annotation.RefuseField(annotation.Invalid, "confidence", "error.not_a_number", "field", "confidence", "value", least)
		}
	}
	article := c.Param("id")
	done, err := s.db.AcceptSuggestions(c.Request().Context(), actorOf(c), article, choice)
	if err != nil {
		return err
	}
	return seeOther(c, openAt(article, "", "accepted", strconv.Itoa(done.Accepted), "left", strconv.Itoa(done.Left),
		"first", strconv.FormatInt(done.First, 10), "last", strconv.FormatInt(done.Last, 10)))
}

// undoAcceptances takes back what acceptSuggestions did, between two entries of the
// history, but for what somebody has gone on from.
func (s *Server) undoAcceptances(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	first, err1 := f.count("first")
	last, err2 := f.count("last")
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	article := c.Param("id")
	undone, kept, err := s.db.UndoAcceptances(c.Request().Context(), actorOf(c), article, int64(first), int64(last))
	if err != nil {
		return err
	}
	return seeOther(c, openAt(article, "", "back", strconv.Itoa(undone), "kept", strconv.Itoa(kept)))
}

// sayDone tells on the page what the form that led to it did, as its address says:
// how many suggestions were accepted or taken back, which one was decided.
func (d *desk) sayDone(c echo.Context, page *views.Desk) error {
	f := formValues{c.QueryParams()}
	counts := map[string]int{}
	for _, field := range []string{"accepted", "left", "first", "last", "back", "kept"} {
		var err error
		if counts[field], err = f.count(field); err != nil {
			return err
		}
	}
	if f.has("accepted") {
		page.Accepted = &views.AcceptedMany{Accepted: counts["accepted"], Left: counts["left"], First: counts["first"], Last: counts["last"]}
	}
	if f.has("back") {
		page.TakenBack = &views.TakenBack{Back: counts["back"], Kept: counts["kept"]}
	}
	id := f.get("decided")
	if id == "" {
		return nil
	}
	one, err := d.s.db.Suggestion(c.Request().Context(), id)
	if annotation.CodeOf(err) == annotation.NotFound || err == nil && one.Article != d.article.ID {
		return nil
	}
	if err != nil {
		return err
	}
	if said := decidedSentence(c, one); d.decision != nil && d.decision.Said == "" {
		d.decision.Said = said
	} else if d.open != nil && d.open.Said == "" {
		d.open.Said = said
	}
	return nil
}

func decidedSentence(c echo.Context, one annotation.Suggestion) string {
	switch words := excerpt(views.Exact(one.Spans)); one.State {
	case annotation.Accepted:
		return printerOf(c).T("suggestion.was_accepted", "words", words)
	case annotation.Rejected:
		return printerOf(c).T("suggestion.was_rejected", "words", words)
	}
	return ""
}
