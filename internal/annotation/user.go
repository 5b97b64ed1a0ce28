package annotation

import (
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/isnad/isnad/internal/text"
)

// MinPassword and MaxPassword bound a password, in code points and in bytes
// (NIST SP 800-63B §3.1.1.2 asks for at least 8 and for no rules of composition).
const (
	MinPassword = 8
	MaxPassword = 1024
)

// User is a person of the desk. The name is how history knows them and never
// changes.
type User struct {
	ID        string
	Name      string
	Role      Role
	Disabled  bool
	CreatedAt time.Time
	Version   int
}

// Actor is the user as the one who does something.
func (u *User) Actor() Actor { return Actor{Name: u.Name, Role: u.Role} }

// Session is one sign-in of a person.
type Session struct {
	ID        string
	User      User
	CreatedAt time.Time
	LastSeen  time.Time
	Agent     string // the browser's own description
}

// Token lets a program act as a person.
type Token struct {
	ID        string
	User      string // the person's name
	Label     string
	CreatedAt time.Time
	LastUsed  time.Time // zero: never
}

// CheckUserName refuses a name that could not be told apart or typed: up to 64
// code points of letters, marks, digits, space and . _ - , not at its ends, and
// not the command line's own.
func CheckUserName(name string) error {
	bad := RefuseField(Invalid, "name", "error.user_name_invalid", "name", name)
	if name == "" {
		return RefuseField(Invalid, "name", "error.required", "field", "name")
	}
	if err := checkLine("name", name, 64); err != nil {
		return err
	}
	if name != tidyName(name) || text.FoldString(name) == CommandLine.Name || text.FoldString(name) == "" {
		return bad
	}
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != ' ' && r != '.' && r != '_' && r != '-' {
			return bad
		}
	}
	return nil
}

// CheckRole refuses a role that does not exist.
func CheckRole(role Role) error {
	if role == "" {
		return RefuseField(Invalid, "role", "error.required", "field", "role")
	}
	return known("role", role, Roles)
}

// CheckPassword refuses a password that is too short, too long or not text.
func CheckPassword(password string) error {
	switch {
	case !utf8.ValidString(password):
		return RefuseField(Invalid, "password", "error.invalid_utf8", "field", "password", "position", 0)
	case utf8.RuneCountInString(password) < MinPassword:
		return RefuseField(Invalid, "password", "error.password_short", "min", MinPassword)
	case len(password) > MaxPassword:
		return RefuseField(Invalid, "password", "error.too_long", "field", "password", "max", MaxPassword)
	}
	return nil
}

// CheckLabel refuses a label that could not be shown on one line; none is allowed.
func CheckLabel(label string) error { return checkLine("label", label, MaxName) }
