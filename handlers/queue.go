package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// queuePage shows what there is to do, by the filters in its address: the reader's
// own to begin with, or the desk's for whoever may only read.
func (s *Server) queuePage(c echo.Context) error {
	ctx, actor := c.Request().Context(), actorOf(c)
	f := annotation.QueueFilter{
		Whose: annotation.QueueWhose(c.QueryParam("whose")), State: annotation.State(c.QueryParam("state")),
		Kind: annotation.Kind(c.QueryParam("kind")), Priority: annotation.QueuePriority(c.QueryParam("priority")),
		Due: annotation.QueueDue(c.QueryParam("due")), Assignee: c.QueryParam("assignee"), Article: c.QueryParam("article"),
		Reader: actor, OnePerson: identityOf(c).settings.OnePerson, Today: s.today(c),
	}
	if f.Whose == "" {
		f.Whose = annotation.Desks
		if actor.Role.Can(annotation.Mark) {
			f.Whose = annotation.Mine
		}
	}
	page := views.Queue{Filter: f, First: c.QueryParam("cursor") == ""}
	var err error
	if page.Counts, err = s.db.QueueCounts(ctx, f); err != nil {
		return err
	}
	if f.Article != "" {
		if page.Article, err = s.db.ArticleHead(ctx, f.Article); err != nil {
			return err
		}
	}
	tasks, next, err := s.db.Queue(ctx, f, c.QueryParam("cursor"), pageSize)
	if err != nil {
		return err
	}
	if page.First {
		if page.Mentions, page.Mentioned, err = s.db.Mentions(ctx, actor); err != nil {
			return err
		}
	}
	page.Next = nextPage(c.Request().URL, next)
	for _, task := range tasks {
		page.Tasks = append(page.Tasks, views.Task(task))
	}
	return s.render(c, http.StatusOK, views.QueuePage(page))
}

// today is the day in the desk's time zone, YYYY-MM-DD.
func (s *Server) today(c echo.Context) string {
	return printerOf(c).DayOf(s.now())
}

// left is what holds an article back today, beside the states of its annotations.
func (s *Server) left(c echo.Context, article string) (annotation.Left, error) {
	return s.db.Left(c.Request().Context(), article, s.today(c))
}

// assignable are the names of the people who can be given work.
func (s *Server) assignable(ctx context.Context) (names []string, err error) {
	users, err := s.db.Users(ctx)
	for _, u := range users {
		if u.Assignable() {
			names = append(names, u.Name)
		}
	}
	return names, err
}
