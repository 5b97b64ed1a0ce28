package views

import (
	"context"
	"net/url"

	"github.com/isnad/isnad/internal/annotation"
)

// People is the page where the desk's people are managed.
type People struct {
	List         []Person
	New          PersonForm
	Done, DoneTo string // what the page before this one did, and to whom
}

// Person is one row.
type Person struct {
	annotation.User
	Chosen         annotation.Role // what the row's form shows: the role, or what was sent
	Tokens         []annotation.Token
	Problem, Field string
	Resetting      bool // the password's form was sent
}

// PersonForm adds a person.
type PersonForm struct {
	Name           string
	Role           annotation.Role
	Problem, Field string
}

// done says what was done to whom. A name that is nobody's is not repeated: the
// address may come from anywhere.
func (p People) done(ctx context.Context) string {
	for _, person := range p.List {
		if person.Name == p.DoneTo {
			return personDone(ctx, p.Done, person)
		}
	}
	return ""
}

func personDone(ctx context.Context, done string, p Person) string {
	switch done {
	case "added":
		return t(ctx, "people.done_added", "name", p.Name)
	case "role":
		return t(ctx, "people.done_role", "name", p.Name, "role", string(p.Role))
	case "disabled":
		return t(ctx, "people.done_disabled", "name", p.Name)
	case "enabled":
		return t(ctx, "people.done_enabled", "name", p.Name)
	case "password":
		return t(ctx, "people.done_password", "name", p.Name)
	case "token":
		return t(ctx, "people.done_token", "name", p.Name)
	}
	return ""
}

func personPath(name string, action ...string) string {
	path := "/people/" + url.PathEscape(name)
	for _, a := range action {
		path += "/" + a
	}
	return path
}
