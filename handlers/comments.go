package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// createComment says something about an annotation. What is refused stays in the
// card's form.
func (s *Server) createComment(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	draft := annotation.CommentDraft{ID: f.get("id"), Text: f.get("text")}
	if _, _, err = s.db.AddComment(ctx, actorOf(c), id, draft); err == nil {
		return s.toComments(c, id)
	}
	refusal := refusalOf(err)
	if !inForm(refusal) {
		return err
	}
	return s.cardWith(c, status[refusal.Code], id, func(card *views.Card) {
		card.Saying = views.CommentForm{ID: draft.ID, Text: draft.Text, Problem: sentence(c, err)}
	})
}

// changeComment resolves a comment, or takes it up again. Whoever was too late sees
// how it stands now.
func (s *Server) changeComment(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	version, err := f.number("version")
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	comment, err := s.db.ChangeComment(ctx, actorOf(c), id, version, annotation.CommentPatch{Resolved: f.checked("resolved")})
	if err == nil {
		return s.toComments(c, comment.Annotation)
	}
	if annotation.CodeOf(err) != annotation.Stale {
		return err
	}
	now, readErr := s.db.Comment(ctx, id)
	if readErr != nil {
		return readErr
	}
	return s.cardWith(c, http.StatusPreconditionFailed, now.Annotation, func(card *views.Card) {
		card.Saying.Problem = sentence(c, err)
	})
}

// toComments leads to what was said about an annotation.
func (s *Server) toComments(c echo.Context, id string) error {
	a, err := s.db.Annotation(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return seeOther(c, fmt.Sprintf("/articles/%s?open=%s#comments-%s", a.Article, a.ID, a.ID))
}

// cardWith shows an annotation's card on its page, changed by with.
func (s *Server) cardWith(c echo.Context, code int, id string, with func(*views.Card)) error {
	ctx := c.Request().Context()
	a, err := s.db.Annotation(ctx, id)
	if err != nil {
		return err
	}
	d, err := s.newDesk(c, a.Article)
	if err != nil {
		return err
	}
	card, err := d.card(ctx, a)
	if err != nil {
		return err
	}
	with(card)
	return s.showOpened(c, code, a.Article, opened{open: card})
}

// apiCreateComment says something about an annotation: 201, or 200 where the same id
// with the same text had come before.
func (s *Server) apiCreateComment(c echo.Context) error {
	var draft annotation.CommentDraft
	if err := decode(c, &draft, jsonType); err != nil {
		return readOnly[annotation.Comment](err)
	}
	comment, created, err := s.db.AddComment(c.Request().Context(), actorOf(c), c.Param("id"), draft)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderLocation, "/api/v1/comments/"+url.PathEscape(comment.ID))
	return showVersioned(c, createdStatus(created), comment.Version, comment)
}

func (s *Server) apiComment(c echo.Context) error {
	comment, err := s.db.Comment(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return showVersioned(c, http.StatusOK, comment.Version, comment)
}

// apiChangeComment resolves a comment, or takes it up again: {"resolved"}.
func (s *Server) apiChangeComment(c echo.Context) error {
	var patch annotation.CommentPatch
	if err := decode(c, &patch, patchType, jsonType); err != nil {
		return readOnly[annotation.Comment](err)
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	comment, err := s.db.ChangeComment(c.Request().Context(), actorOf(c), c.Param("id"), version, patch)
	if err != nil {
		return err
	}
	return showVersioned(c, http.StatusOK, comment.Version, comment)
}
