package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// peoplePage lists everybody with role, state and tokens.
func (s *Server) peoplePage(c echo.Context) error {
	page, err := s.people(c)
	if err != nil {
		return err
	}
	page.Done, page.DoneTo = c.QueryParam("done"), c.QueryParam("to")
	return s.render(c, http.StatusOK, views.PeoplePage(*page))
}

func (s *Server) people(c echo.Context) (*views.People, error) {
	ctx := c.Request().Context()
	users, err := s.db.Users(ctx)
	if err != nil {
		return nil, err
	}
	tokens, err := s.db.Tokens(ctx, "")
	if err != nil {
		return nil, err
	}
	byUser := map[string][]annotation.Token{}
	for _, token := range tokens {
		byUser[token.User] = append(byUser[token.User], token)
	}
	page := &views.People{New: views.PersonForm{Role: annotation.Reviewer}}
	for _, u := range users {
		page.List = append(page.List, views.Person{User: u, Chosen: u.Role, Tokens: byUser[u.Name]})
	}
	return page, nil
}

// peopleDone is the page of people, saying what was done to whom.
func peopleDone(what, name string) string {
	return "/people?" + url.Values{"done": {what}, "to": {name}}.Encode()
}

// createUser adds a person; what is refused stays in the form, but for the password.
func (s *Server) createUser(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	typed := views.PersonForm{Name: f.get("name"), Role: annotation.Role(f.get("role"))}
	_, err = s.db.CreateUser(c.Request().Context(), actorOf(c), typed.Name, f.get("password"), typed.Role)
	if err == nil {
		return seeOther(c, peopleDone("added", typed.Name))
	}
	refusal := refusalOf(err)
	if refusal.Field == "" {
		return err
	}
	page, readErr := s.people(c)
	if readErr != nil {
		return readErr
	}
	typed.Problem, typed.Field = sentence(c, err), refusal.Field
	page.New = typed
	return s.render(c, status[refusal.Code], views.PeoplePage(*page))
}

// changeUser gives a person another role, or shuts them out or lets them in again.
func (s *Server) changeUser(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	version, err := f.number("version")
	if err != nil {
		return err
	}
	if version == 0 { // the command line may leave it out; a page knows what it showed
		return annotation.RefuseField(annotation.PreconditionRequired, "version", "error.version_required")
	}
	role, disabled, done := userPatch(f)
	name := c.Param("name")
	changed, err := s.db.ChangeUser(c.Request().Context(), actorOf(c), name, version, role, disabled)
	if err != nil {
		return s.refusedPerson(c, name, err, func(p *views.Person) {
			if role != nil {
				p.Chosen = *role
			}
		})
	}
	if me := actorOf(c); changed.Name == me.Name && !changed.Role.Can(annotation.ManagePeople) {
		return seeOther(c, "/") // this page is not theirs any more
	}
	return seeOther(c, peopleDone(done, changed.Name))
}

// userPatch reads what a person's row sends: the role chosen, or the button that
// disables or enables, which stands for itself.
func userPatch(f formValues) (role *annotation.Role, disabled *bool, done string) {
	if f.has("disabled") {
		off := f.get("disabled") == strconv.FormatBool(true)
		if off {
			return nil, &off, "disabled"
		}
		return nil, &off, "enabled"
	}
	chosen := annotation.Role(f.get("role"))
	return &chosen, nil, "role"
}

// resetPassword gives a person another password and ends their sessions.
func (s *Server) resetPassword(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	name := c.Param("name")
	if err := s.db.ResetPassword(c.Request().Context(), actorOf(c), name, f.get("password")); err != nil {
		return s.refusedPerson(c, name, err, func(p *views.Person) { p.Resetting = true })
	}
	return seeOther(c, peopleDone("password", name))
}

// refusedPerson shows the people again with what is wrong in that person's row,
// and with what was chosen there put back by keep. The row has the version of now,
// so that sending it again is a decision made over what it shows.
func (s *Server) refusedPerson(c echo.Context, name string, refused error, keep func(*views.Person)) error {
	refusal := refusalOf(refused)
	switch refusal.Code {
	case annotation.Invalid, annotation.Conflict, annotation.Stale:
	default:
		return refused
	}
	page, err := s.people(c)
	if err != nil {
		return err
	}
	row := slices.IndexFunc(page.List, func(p views.Person) bool { return p.Name == name })
	if row < 0 { // named otherwise than this page does
		return refused
	}
	p := &page.List[row]
	p.Problem, p.Field = sentence(c, refused), refusal.Field
	keep(p)
	return s.render(c, status[refusal.Code], views.PeoplePage(*page))
}
