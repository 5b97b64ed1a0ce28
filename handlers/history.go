package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// historyPage tells what happened to an annotation, a deleted one too.
func (s *Server) historyPage(c echo.Context) error {
	ctx, id := c.Request().Context(), c.Param("id")
	entries, next, err := s.db.AnnotationHistory(ctx, actorOf(c), id, c.QueryParam("cursor"), pageSize)
	if err != nil {
		return err
	}
	page := views.History{Next: nextPage(c.Request().URL, next)}
	if page.Annotation, err = s.annotationOrDeleted(ctx, id); err != nil {
		return err
	}
	if page.Article, err = s.db.ArticleHead(ctx, page.Annotation.Article); err != nil {
		return err
	}
	disabled, err := s.disabled(ctx)
	if err != nil {
		return err
	}
	scales, err := s.scales(c)
	if err != nil {
		return err
	}
	for _, e := range entries {
		told, err := views.Tell(printerOf(c), scales, e)
		if err != nil {
			return err
		}
		page.Events = append(page.Events, views.HistoryEvent{Entry: e, Disabled: disabled[e.Actor], Told: told})
	}
	return s.render(c, http.StatusOK, views.HistoryPage(page))
}

func (s *Server) annotationOrDeleted(ctx context.Context, id string) (annotation.Annotation, error) {
	a, err := s.db.Annotation(ctx, id)
	if annotation.CodeOf(err) == annotation.NotFound {
		return s.db.DeletedAnnotation(ctx, id)
	}
	return a, err
}

// disabled are the names of the people who cannot sign in: whoever reads what they
// did should not wait for their answer.
func (s *Server) disabled(ctx context.Context) (map[string]bool, error) {
	users, err := s.db.Users(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, u := range users {
		names[u.Name] = u.Disabled
	}
	return names, nil
}
