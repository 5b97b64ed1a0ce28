package handlers

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// newReplyPage is the form that records a right of reply.
func (s *Server) newReplyPage(c echo.Context) error {
	return s.newReplyWith(c, http.StatusOK, views.ReplyForm{ID: s.db.NewID(), ReplyFields: annotation.ReplyFields{
		AskedOn: s.today(c), Outcome: annotation.Waiting,
	}})
}

func (s *Server) newReplyWith(c echo.Context, code int, form views.ReplyForm) error {
	return s.replyPageWith(c, code, c.Param("id"), nil, form)
}

// replyPage shows one record; of one that was removed, how to bring it back.
func (s *Server) replyPage(c echo.Context) error {
	r, err := s.db.AnyReply(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return s.replyWith(c, http.StatusOK, r, views.ReplyFormOf(&r))
}

func (s *Server) replyWith(c echo.Context, code int, r annotation.Reply, form views.ReplyForm) error {
	return s.replyPageWith(c, code, r.Annotation, &r, form)
}

func (s *Server) replyPageWith(c echo.Context, code int, id string, r *annotation.Reply, form views.ReplyForm) error {
	on, err := s.annotationHead(c, id)
	if err != nil {
		return err
	}
	return s.render(c, code, views.ReplyPageOf(views.ReplyPage{AnnotationHead: on, Reply: r, Form: form}))
}

// createReply records a right of reply. What is refused stays in the form.
func (s *Server) createReply(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	typed := typedReply(f)
	change, err := s.db.AddReply(c.Request().Context(), actorOf(c), c.Param("id"), annotation.ReplyDraft{ID: typed.ID, ReplyFields: typed.ReplyFields})
	if err == nil {
		return replySaved(c, change)
	}
	refusal := refusalOf(err)
	if !inForm(refusal) {
		return err
	}
	typed.Problem, typed.Field = sentence(c, err), refusal.Field
	return s.newReplyWith(c, status[refusal.Code], typed)
}

// changeReply saves the form of a record.
func (s *Server) changeReply(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	version, err := f.number("version")
	if err != nil {
		return err
	}
	patch := annotation.ReplyPatch{
		Asked: opt[string](f, "asked"), AskedOn: opt[string](f, "asked_on"), How: opt[annotation.Way](f, "how"), Question: opt[string](f, "question"),
		Until: opt[string](f, "until"), Outcome: opt[annotation.Outcome](f, "outcome"), Answer: opt[string](f, "answer"), AnsweredOn: opt[string](f, "answered_on"),
	}
	ctx, id := c.Request().Context(), c.Param("id")
	change, err := s.db.ChangeReply(ctx, actorOf(c), id, version, patch)
	if err == nil {
		return replySaved(c, change)
	}
	refusal := refusalOf(err)
	if !inForm(refusal) {
		return err
	}
	now, readErr := s.db.Reply(ctx, id)
	if readErr != nil {
		return readErr
	}
	typed := typedReply(f)
	typed.Version, typed.Problem, typed.Field = version, sentence(c, err), refusal.Field
	if refusal.Code == annotation.Stale {
		typed.Conflict, typed.Version = views.ReplyDifferences(c.Request().Context(), views.ReplyFormOf(&now), typed), now.Version
	}
	return s.replyWith(c, status[refusal.Code], now, typed)
}

func (s *Server) deleteReply(c echo.Context) error { return s.actOnReply(c, s.db.DeleteReply) }

func (s *Server) restoreReply(c echo.Context) error { return s.actOnReply(c, s.db.RestoreReply) }

// actOnReply removes a record or brings it back, and shows it; a stale button shows it
// as it is now.
func (s *Server) actOnReply(c echo.Context, do func(context.Context, annotation.Actor, string, int) (db.ReplyChange, error)) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	version, err := f.number("version")
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	change, err := do(ctx, actorOf(c), id, version)
	if err == nil {
		if change.Reply.Deleted {
			return seeOther(c, "/replies/"+url.PathEscape(id))
		}
		return replySaved(c, change)
	}
	if annotation.CodeOf(err) != annotation.Stale {
		return err
	}
	now, readErr := s.db.AnyReply(ctx, id)
	if readErr != nil {
		return readErr
	}
	form := views.ReplyFormOf(&now)
	form.Problem = sentence(c, err)
	return s.replyWith(c, status[annotation.Stale], now, form)
}

// replySaved leads to the card that the record belongs to, and says there if what was
// checked is to be checked again.
func replySaved(c echo.Context, change db.ReplyChange) error {
	address := fmt.Sprintf("/articles/%s?open=%s", change.Article, change.Reply.Annotation)
	if change.Reopened {
		address += "&reopened=1"
	}
	return seeOther(c, address+"#replies-"+change.Reply.Annotation)
}

// typedReply is the form as it was sent.
func typedReply(f formValues) views.ReplyForm {
	return views.ReplyForm{ID: f.get("id"), ReplyFields: annotation.ReplyFields{
		Asked: f.get("asked"), AskedOn: f.get("asked_on"), How: annotation.Way(f.get("how")), Question: f.get("question"),
		Until: f.get("until"), Outcome: annotation.Outcome(f.get("outcome")), Answer: f.get("answer"), AnsweredOn: f.get("answered_on"),
	}}
}

// apiCreateReply records a right of reply: 201, or 200 where the same id with the same
// content had come before.
func (s *Server) apiCreateReply(c echo.Context) error {
	var draft annotation.ReplyDraft
	if err := decode(c, &draft, jsonType); err != nil {
		return readOnly[annotation.Reply](err)
	}
	change, err := s.db.AddReply(c.Request().Context(), actorOf(c), c.Param("id"), draft)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderLocation, "/api/v1/replies/"+url.PathEscape(change.Reply.ID))
	return showVersioned(c, createdStatus(change.Created), change.Reply.Version, change.Reply)
}

func (s *Server) apiReply(c echo.Context) error {
	r, err := s.db.Reply(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return showVersioned(c, http.StatusOK, r.Version, r)
}

// apiChangeReply applies a JSON merge patch (RFC 7396).
func (s *Server) apiChangeReply(c echo.Context) error {
	var patch annotation.ReplyPatch
	if err := decode(c, &patch, patchType, jsonType); err != nil {
		return readOnly[annotation.Reply](err)
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	change, err := s.db.ChangeReply(c.Request().Context(), actorOf(c), c.Param("id"), version, patch)
	if err != nil {
		return err
	}
	return showVersioned(c, http.StatusOK, change.Reply.Version, change.Reply)
}

func (s *Server) apiDeleteReply(c echo.Context) error {
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	if _, err := s.db.DeleteReply(c.Request().Context(), actorOf(c), c.Param("id"), version); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
