package views

import (
	"context"
	"net/url"

	"github.com/isnad/isnad/internal/annotation"
)

// SignIn is the sign-in form.
type SignIn struct{ Name, Next, Problem string }

// FirstAdmin is the form of the one-time link.
type FirstAdmin struct{ Token, Name, Problem, Field string }

// Account is the page of one's own password, sessions and tokens.
type Account struct {
	Sessions        []annotation.Session
	This            string // the id of the session that asks
	Tokens          []annotation.Token
	NewToken        string // a token's secret, shown this once
	Label           string
	PasswordChanged bool
	PasswordProblem string
	TokenProblem    string
	Field           string
}

// People is the page of everybody on the desk, with the form that adds one.
type People struct {
	Users          []annotation.User
	About          string // the person whose form was sent
	Said           string
	Problem, Field string
	Name           string
	Role           annotation.Role
}

func personPath(name string, action ...string) string {
	path := "/people/" + url.PathEscape(name)
	for _, a := range action {
		path += "/" + a
	}
	return path
}

// tokenLabel is what a token is called; one without a label goes by its id.
func tokenLabel(ctx context.Context, token annotation.Token) string {
	if token.Label != "" {
		return token.Label
	}
	return t(ctx, "account.token_unnamed", "id", token.ID)
}
