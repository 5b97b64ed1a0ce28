package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// accountPage is a person's own: password, open sessions, tokens.
func (s *Server) accountPage(c echo.Context) error {
	page, err := s.account(c)
	if err != nil {
		return err
	}
	page.Done = c.QueryParam("done")
	return s.render(c, http.StatusOK, views.AccountPage(*page))
}

func (s *Server) account(c echo.Context) (*views.Account, error) {
	ctx, me := c.Request().Context(), identityOf(c)
	page := &views.Account{Name: me.actor.Name, Role: me.actor.Role, Session: me.session}
	var err error
	if page.Sessions, err = s.db.Sessions(ctx, me.actor.Name); err != nil {
		return nil, err
	}
	page.Tokens, err = s.db.Tokens(ctx, me.actor.Name)
	return page, err
}

// refusedAccount shows the account again with what is wrong put into it by place.
func (s *Server) refusedAccount(c echo.Context, refused error, place func(page *views.Account, sentence, field string)) error {
	refusal := refusalOf(refused)
	if refusal.Code != annotation.Invalid && refusal.Code != annotation.Throttled {
		return refused
	}
	s.retryAfter(c, refusal)
	page, err := s.account(c)
	if err != nil {
		return err
	}
	place(page, sentence(c, refused), refusal.Field)
	return s.render(c, status[refusal.Code], views.AccountPage(*page))
}

// changePassword takes the current password for a new one; all other sessions end.
func (s *Server) changePassword(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	if err := s.replacePassword(c, f.get("current"), f.get("password")); err != nil {
		return s.refusedAccount(c, err, func(page *views.Account, sentence, field string) {
			page.PasswordProblem, page.PasswordField = sentence, field
		})
	}
	return seeOther(c, "/account?done=password")
}

// replacePassword counts tries at the current password like those at signing in:
// a browser left open is no way to guess it.
func (s *Server) replacePassword(c echo.Context, current, password string) error {
	me := identityOf(c)
	if err := s.throttle.try(c.RealIP(), me.actor.Name); err != nil {
		return err
	}
	err := s.db.ChangePassword(c.Request().Context(), me.actor, current, password, me.session)
	if err == nil {
		s.throttle.forgive(c.RealIP(), me.actor.Name)
	}
	return err
}

// revokeSession ends a session; one's own right here is signing out.
func (s *Server) revokeSession(c echo.Context) error {
	id := c.Param("id")
	if id == identityOf(c).session {
		return s.logout(c)
	}
	if err := s.db.RevokeSession(c.Request().Context(), actorOf(c), id); err != nil {
		return err
	}
	return seeOther(c, "/account?done=session")
}

// createToken makes a token and shows its secret, this once: the answer is the
// page itself, since nothing that leads to another may carry a secret.
func (s *Server) createToken(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	actor, label := actorOf(c), f.get("label")
	_, secret, err := s.db.CreateToken(c.Request().Context(), actor, actor.Name, label)
	if err != nil {
		return s.refusedAccount(c, err, func(page *views.Account, sentence, _ string) {
			page.Label, page.TokenProblem = label, sentence
		})
	}
	page, err := s.account(c)
	if err != nil {
		return err
	}
	page.Secret = secret
	return s.render(c, http.StatusCreated, views.AccountPage(*page))
}

// revokeToken ends a token: one's own or, from the page of people (?of=NAME), that
// of somebody else.
func (s *Server) revokeToken(c echo.Context) error {
	if err := s.db.RevokeToken(c.Request().Context(), actorOf(c), c.Param("id")); err != nil {
		return err
	}
	if owner := c.QueryParam("of"); owner != "" {
		return seeOther(c, peopleDone("token", owner))
	}
	return seeOther(c, "/account?done=token")
}
