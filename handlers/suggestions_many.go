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
	came, err := s.db.AcceptSuggestions(c.Request().Context(), actorOf(c), article, choice)
	if err != nil {
		return err
	}
	return seeOther(c, openAt(article, "", "accepted", strconv.Itoa(came.Accepted), "left", strconv.Itoa(came.Left),
		"first", strconv.FormatInt(came.First, 10), "last", strconv.FormatInt(came.Last, 10)))
}

// undoAcceptances takes back what acceptSuggestions did, as far as nobody went on from it.
func (s *Server) undoAcceptances(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	first, err1 := f.number("first")
	last, err2 := f.number("last")
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	article := c.Param("id")
	undone, _, err := s.db.UndoAcceptances(c.Request().Context(), actorOf(c), article, int64(first), int64(last))
	if err != nil {
		return err
	}
	return seeOther(c, openAt(article, "", "back", strconv.Itoa(undone)))
}

// sayDone tells on the page what the form that led to it did, as its address says:
// how many suggestions were accepted or taken back, which one was decided.
func (d *desk) sayDone(c echo.Context, page *views.Desk) error {
	f := formValues{c.QueryParams()}
	accepted, err1 := f.count("accepted")
	left, err2 := f.count("left")
	back, err3 := f.count("back")
	first, err4 := f.count("first")
	last, err5 := f.count("last")
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return err
	}
	if f.has("accepted") {
		page.Accepted = &views.AcceptedMany{Accepted: accepted, Left: left, First: first, Last: last}
	}
	if f.has("back") {
		page.TakenBack = &back
	}
	if id := f.get("decided"); id != "" {
		one, err := d.s.db.Suggestion(c.Request().Context(), id)
		if annotation.CodeOf(err) == annotation.NotFound {
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
