package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/views"
)

// home leads to the list of articles.
func (s *Server) home(c echo.Context) error { return seeOther(c, "/articles") }

// help says what the words and the keys mean.
func (s *Server) help(c echo.Context) error { return s.render(c, http.StatusOK, views.HelpPage()) }

func (s *Server) loginPage(c echo.Context) error {
	next := localPath(c.QueryParam("next"))
	if actorOf(c).Name != "" {
		return seeOther(c, next)
	}
	return s.render(c, http.StatusOK, views.LoginPage(views.SignIn{Next: next}))
}

// login signs in: a new session each time, so that a cookie planted before is
// worth nothing after.
func (s *Server) login(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	name, next := f.get("name"), localPath(f.get("next"))
	err = s.throttle.try(c.RealIP(), name)
	if err == nil {
		ctx := c.Request().Context()
		session, secret, refused := s.db.SignIn(ctx, name, f.get("password"), c.Request().UserAgent())
		if err = refused; err == nil {
			if old := identityOf(c).session; old != "" {
				if err := s.db.SignOut(ctx, old); err != nil {
					return err
				}
			}
			if err := s.carry(c, session, secret); err != nil {
				return err
			}
			return seeOther(c, next)
		}
	}
	return s.refusedForm(c, err, func(sentence, _ string) templ.Component {
		return views.LoginPage(views.SignIn{Name: name, Next: next, Problem: sentence})
	})
}

// logout ends the session.
func (s *Server) logout(c echo.Context) error {
	if id := identityOf(c).session; id != "" {
		if err := s.db.SignOut(c.Request().Context(), id); err != nil {
			return err
		}
	}
	if err := s.drop(c); err != nil {
		return err
	}
	return seeOther(c, "/login")
}

// refusedForm answers a form that was refused with the same page again, the
// sentence and the field at fault in it. Faults of isnad itself go to their own page.
func (s *Server) refusedForm(c echo.Context, err error, page func(sentence, field string) templ.Component) error {
	refusal := refusalOf(err)
	code := status[refusal.Code]
	if code >= http.StatusInternalServerError {
		return err
	}
	s.retryAfter(c, refusal)
	return s.render(c, code, page(sentence(c, err), refusal.Field))
}
