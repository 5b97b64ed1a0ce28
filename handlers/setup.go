package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// setupPage is where the link leads that the server prints while there is no
// admin. Whether its token still counts is only said when it is used.
func (s *Server) setupPage(c echo.Context) error {
	needed, err := s.db.SetupNeeded(c.Request().Context())
	if err != nil {
		return err
	}
	if !needed {
		return annotation.Refuse(annotation.Conflict, "error.setup_used")
	}
	return s.render(c, http.StatusOK, views.SetupPage(views.Setup{Token: c.QueryParam("token")}))
}

// setup makes the first admin and signs them in.
func (s *Server) setup(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	name := f.get("name")
	session, secret, err := s.db.Setup(c.Request().Context(), f.get("token"), name, f.get("password"), c.Request().UserAgent())
	if err != nil {
		refusal := refusalOf(err)
		if refusal.Field == "" {
			return err // not about what was typed: the link is spent
		}
		typed := views.Setup{Token: f.get("token"), Name: name, Problem: sentence(c, err), Field: refusal.Field}
		return s.render(c, status[refusal.Code], views.SetupPage(typed))
	}
	if err := s.begin(c, session, secret); err != nil {
		return err
	}
	return seeOther(c, "/")
}
