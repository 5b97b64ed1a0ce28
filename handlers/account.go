package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/views"
)

// accountPage shows a person their own sessions and tokens.
func (s *Server) accountPage(c echo.Context) error {
	return s.account(c, http.StatusOK, views.Account{})
}

// account renders the page around what a form of it came to.
func (s *Server) account(c echo.Context, code int, page views.Account) error {
	ctx, name := c.Request().Context(), actorOf(c).Name
	var err error
	if page.Sessions, err = s.db.Sessions(ctx, name); err != nil {
		return err
	}
	if page.Tokens, err = s.db.Tokens(ctx, name); err != nil {
		return err
	}
	page.This = identityOf(c).session
	return s.render(c, code, views.AccountPage(page))
}

// changePassword sets one's own password and ends one's other sessions.
func (s *Server) changePassword(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	if err = s.throttle.try(c.RealIP(), actorOf(c).Name); err == nil {
		err = s.db.ChangePassword(c.Request().Context(), actorOf(c), f.get("current"), f.get("password"), identityOf(c).session)
	}
	if err != nil {
		return s.refusedAccount(c, err, func(sentence, field string) views.Account {
			return views.Account{PasswordProblem: sentence, Field: field}
		})
	}
	return s.account(c, http.StatusOK, views.Account{PasswordChanged: true})
}

func (s *Server) revokeSession(c echo.Context) error {
	if err := s.db.RevokeSession(c.Request().Context(), actorOf(c), c.Param("id")); err != nil {
		return err
	}
	return seeOther(c, "/account")
}

// createToken makes a token and shows its secret, this once.
func (s *Server) createToken(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	_, secret, err := s.db.CreateToken(c.Request().Context(), actorOf(c), actorOf(c).Name, f.get("label"))
	if err != nil {
		return s.refusedAccount(c, err, func(sentence, field string) views.Account {
			return views.Account{TokenProblem: sentence, Field: field, Label: f.get("label")}
		})
	}
	return s.account(c, http.StatusOK, views.Account{NewToken: secret})
}

func (s *Server) revokeToken(c echo.Context) error {
	if err := s.db.RevokeToken(c.Request().Context(), actorOf(c), c.Param("id")); err != nil {
		return err
	}
	return seeOther(c, "/account")
}

func (s *Server) refusedAccount(c echo.Context, err error, page func(sentence, field string) views.Account) error {
	refusal := refusalOf(err)
	code := status[refusal.Code]
	if code >= http.StatusInternalServerError {
		return err
	}
	s.retryAfter(c, refusal)
	return s.account(c, code, page(sentence(c, err), refusal.Field))
}
