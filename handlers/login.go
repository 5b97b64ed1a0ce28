package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// loginPage asks for name and password; whoever is signed in is led on.
func (s *Server) loginPage(c echo.Context) error {
	next := localPath(c.QueryParam("next"))
	if actorOf(c).Name != "" {
		return seeOther(c, next)
	}
	return s.showLogin(c, http.StatusOK, views.Login{Next: next})
}

func (s *Server) showLogin(c echo.Context, code int, page views.Login) error {
	var err error
	if page.SetupNeeded, err = s.db.SetupNeeded(c.Request().Context()); err != nil {
		return err
	}
	return s.render(c, code, views.LoginPage(page))
}

// login starts a session and leads to where its person wanted to go, if that is on
// this site. The session that the browser had before ends.
func (s *Server) login(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	name, next := f.get("name"), localPath(f.get("next"))
	session, secret, err := s.signIn(c, name, f.get("password"))
	if err != nil {
		refusal := refusalOf(err)
		if refusal.Code != annotation.Unauthenticated && refusal.Code != annotation.Throttled {
			return err
		}
		s.retryAfter(c, refusal)
		return s.showLogin(c, status[refusal.Code], views.Login{Name: name, Next: next, Problem: sentence(c, err)})
	}
	if err := s.begin(c, session, secret); err != nil {
		return err
	}
	return seeOther(c, next)
}

// signIn is one try at a password. A try that succeeds does not count, so that a
// whole desk may come in from one address in the same minute.
func (s *Server) signIn(c echo.Context, name, password string) (annotation.Session, string, error) {
	if err := s.throttle.try(c.RealIP(), name); err != nil {
		return annotation.Session{}, "", err
	}
	session, secret, err := s.db.SignIn(c.Request().Context(), name, password, c.Request().UserAgent())
	if err == nil {
		s.throttle.forgive(c.RealIP(), name)
	}
	return session, secret, err
}

// begin puts a new session in the place of whichever the browser had: a session
// that somebody planted there never becomes a person's own.
func (s *Server) begin(c echo.Context, session annotation.Session, secret string) error {
	if old := identityOf(c).session; old != "" {
		if err := s.db.SignOut(c.Request().Context(), old); err != nil {
			return err
		}
	}
	return s.carry(c, session, secret)
}

// logout ends the session.
func (s *Server) logout(c echo.Context) error {
	if err := s.db.SignOut(c.Request().Context(), identityOf(c).session); err != nil {
		return err
	}
	if err := s.drop(c); err != nil {
		return err
	}
	return seeOther(c, "/login")
}
