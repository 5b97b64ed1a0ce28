package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// peoplePage lists the people of the desk.
func (s *Server) peoplePage(c echo.Context) error { return s.people(c, http.StatusOK, views.People{}) }

func (s *Server) people(c echo.Context, code int, page views.People) error {
	users, err := s.db.Users(c.Request().Context())
	if err != nil {
		return err
	}
	page.Users = users
	return s.render(c, code, views.PeoplePage(page))
}

func (s *Server) createUser(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	role := annotation.Role(f.get("role"))
	if _, err := s.db.CreateUser(c.Request().Context(), actorOf(c), f.get("name"), f.get("password"), role); err != nil {
		return s.refusedPeople(c, err, views.People{Name: f.get("name"), Role: role})
	}
	return seeOther(c, "/people")
}

// changeUser gives a person another role, or disables or enables them.
func (s *Server) changeUser(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	version, err := f.number("version")
	if err != nil {
		return err
	}
	if version == 0 {
		// Package db takes 0 as "whatever it is now", which only the command line may say.
		return annotation.Refuse(annotation.PreconditionRequired, "error.version_required")
	}
	var role *annotation.Role
	var disabled *bool
	if f.has("role") {
		r := annotation.Role(f.get("role"))
		role = &r
	}
	if f.has("disabled") {
		d := f.get("disabled") == "true"
		role, disabled = nil, &d // the button stands beside the role but is about the person
	}
	name := personOf(c)
	if _, err := s.db.ChangeUser(c.Request().Context(), actorOf(c), name, version, role, disabled); err != nil {
		return s.refusedPeople(c, err, views.People{About: name})
	}
	return seeOther(c, "/people")
}

func (s *Server) resetPassword(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	name := personOf(c)
	if err := s.db.ResetPassword(c.Request().Context(), actorOf(c), name, f.get("password")); err != nil {
		return s.refusedPeople(c, err, views.People{About: name})
	}
	return s.people(c, http.StatusOK, views.People{About: name, Said: printerOf(c).T("people.password_set", "name", name)})
}

// personOf is the name in the path.
func personOf(c echo.Context) string {
	if name, err := url.PathUnescape(c.Param("name")); err == nil {
		return name
	}
	return c.Param("name")
}

func (s *Server) refusedPeople(c echo.Context, err error, page views.People) error {
	refusal := refusalOf(err)
	code := status[refusal.Code]
	if code >= http.StatusInternalServerError {
		return err
	}
	page.Problem, page.Field = sentence(c, err), refusal.Field
	return s.people(c, code, page)
}
