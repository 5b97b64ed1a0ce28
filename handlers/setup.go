package handlers

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// setupPage is where the one-time link of serve leads: naming the first admin.
func (s *Server) setupPage(c echo.Context) error {
	needed, err := s.db.SetupNeeded(c.Request().Context())
	if err != nil {
		return err
	}
	if !needed {
		return annotation.Refuse(annotation.Forbidden, "error.setup_used")
	}
	return s.render(c, http.StatusOK, views.SetupPage(views.FirstAdmin{Token: c.QueryParam("token")}))
}

// setup makes the first admin and signs them in.
func (s *Server) setup(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	err = s.throttle.try(c.RealIP(), "")
	if err == nil {
		session, secret, refused := s.db.Setup(c.Request().Context(), f.get("token"), f.get("name"), f.get("password"), c.Request().UserAgent())
		if err = refused; err == nil {
			if err := s.carry(c, session, secret); err != nil {
				return err
			}
			return seeOther(c, "/articles")
		}
	}
	return s.refusedForm(c, err, func(sentence, field string) templ.Component {
		return views.SetupPage(views.FirstAdmin{Token: f.get("token"), Name: f.get("name"), Problem: sentence, Field: field})
	})
}
