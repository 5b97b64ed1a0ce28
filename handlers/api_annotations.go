package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
)

// apiCreateAnnotation marks a claim or quote: 201, or 200 where the same id with
// the same content had come before.
func (s *Server) apiCreateAnnotation(c echo.Context) error {
	var draft annotation.Draft
	if err := decode(c, &draft, jsonType); err != nil {
		return readOnly[annotation.Annotation](err)
	}
	a, created, err := s.db.CreateAnnotation(c.Request().Context(), actorOf(c), c.Param("id"), draft)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderLocation, "/api/v1/annotations/"+url.PathEscape(a.ID))
	return s.showAnnotation(c, createdStatus(created), a)
}

// showAnnotation shows an annotation with its comments, who was asked to answer it, and its evidence, as far as
// the reader may see that.
func (s *Server) showAnnotation(c echo.Context, code int, a annotation.Annotation) error {
	evidence, err := s.db.EvidenceOf(c.Request().Context(), actorOf(c), a.ID)
	if err != nil {
		return err
	}
	a.Evidence = annotation.Entries(evidence)
	replies, err := s.db.Replies(c.Request().Context(), a.ID)
	if err != nil {
		return err
	}
	for _, reply := range replies {
		a.Replies = append(a.Replies, annotation.ReplyInside(reply))
	}
	comments, err := s.db.Comments(c.Request().Context(), a.ID)
	if err != nil {
		return err
	}
	for _, comment := range comments {
		a.Comments = append(a.Comments, annotation.Inside(comment))
	}
	return showVersioned(c, code, a.Version, a)
}

func (s *Server) apiAnnotation(c echo.Context) error {
	a, err := s.db.Annotation(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return s.showAnnotation(c, http.StatusOK, a)
}

// apiChangeAnnotation applies a JSON merge patch (RFC 7396). A speaker in it is a
// choice, taken whole: {"id"} or {"name"}.
func (s *Server) apiChangeAnnotation(c echo.Context) error {
	var patch annotation.Patch
	if err := decode(c, &patch, patchType, jsonType); err != nil {
		return readOnly[annotation.Annotation](err)
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	change, err := s.db.ChangeAnnotation(c.Request().Context(), actorOf(c), c.Param("id"), version, patch)
	if err != nil {
		return err
	}
	return s.showAnnotation(c, http.StatusOK, change.After)
}

func (s *Server) apiDeleteAnnotation(c echo.Context) error {
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	if _, err := s.db.DeleteAnnotation(c.Request().Context(), actorOf(c), c.Param("id"), version); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
