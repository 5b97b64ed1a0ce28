package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
)

// apiSuggestions lists the suggested quotes of an article's current text: those that wait
// for somebody to decide or, by ?state=, those that were accepted, rejected, or all.
func (s *Server) apiSuggestions(c echo.Context) error {
	state := annotation.SuggestionState(first(c.QueryParam("state"), string(annotation.Suggesting)))
	if state == "all" {
		state = ""
	}
	if err := annotation.CheckSuggestionState(state); err != nil {
		return err
	}
	ctx := c.Request().Context()
	if _, err := s.db.ArticleHead(ctx, c.Param("id")); err != nil {
		return err
	}
	suggestions, err := s.db.SuggestionsIn(ctx, c.Param("id"), state)
	if err != nil {
		return err
	}
	if suggestions == nil {
		suggestions = []annotation.Suggestion{}
	}
	return writeJSON(c, http.StatusOK, jsonType, page[annotation.Suggestion]{Items: suggestions})
}

// apiAcceptSuggestions accepts all that wait and that the choice takes, as they are.
func (s *Server) apiAcceptSuggestions(c echo.Context) error {
	var choice annotation.SuggestionChoice
	if err := decodeAny(c, &choice); err != nil {
		return readOnly[annotation.Suggestion](err)
	}
	came, err := s.db.AcceptSuggestions(c.Request().Context(), actorOf(c), c.Param("id"), choice)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, jsonType, came)
}

func (s *Server) apiSuggestion(c echo.Context) error {
	suggestion, err := s.db.Suggestion(c.Request().Context(), c.Param("id"))
	return showSuggestion(c, suggestion, err)
}

// apiAcceptSuggestion makes an annotation of a suggestion, with what the body changes:
// 201, or 200 where that was made before.
func (s *Server) apiAcceptSuggestion(c echo.Context) error {
	var acceptance annotation.Acceptance
	if err := decodeAny(c, &acceptance); err != nil {
		return readOnly[annotation.Suggestion](err)
	}
	a, created, err := s.db.AcceptSuggestion(c.Request().Context(), actorOf(c), c.Param("id"), acceptance)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderLocation, "/api/v1/annotations/"+url.PathEscape(a.ID))
	return s.showAnnotation(c, createdStatus(created), a)
}

func (s *Server) apiRejectSuggestion(c echo.Context) error {
	if err := noBody(c); err != nil {
		return err
	}
	suggestion, err := s.db.RejectSuggestion(c.Request().Context(), actorOf(c), c.Param("id"))
	return showSuggestion(c, suggestion, err)
}

func (s *Server) apiRestoreSuggestion(c echo.Context) error {
	if err := noBody(c); err != nil {
		return err
	}
	suggestion, err := s.db.RestoreSuggestion(c.Request().Context(), actorOf(c), c.Param("id"))
	return showSuggestion(c, suggestion, err)
}

func showSuggestion(c echo.Context, suggestion annotation.Suggestion, err error) error {
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, jsonType, suggestion)
}
