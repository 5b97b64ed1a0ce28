package views

import (
	"context"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
)

// Account is a person's own page.
type Account struct {
	Name     string
	Role     annotation.Role
	Session  string // the id of the one this page is read with
	Sessions []annotation.Session
	Tokens   []annotation.Token
	Done     string // what the page before this one did

	PasswordProblem, PasswordField string
	Label, TokenProblem            string // the token's form as it was sent
	Secret                         string // a new token's, shown this once
}

// accountDone says what was done; nothing for what no form of the page does.
func accountDone(ctx context.Context, done string) string {
	switch done {
	case "password":
		return t(ctx, "account.done_password")
	case "session":
		return t(ctx, "account.done_session")
	case "token":
		return t(ctx, "account.done_token")
	}
	return ""
}

// browsers and systems are told by the first of these words that a browser's
// description of itself holds. Their order matters: Edge calls itself Chrome too,
// and Chrome Safari; a phone's Linux is Android.
var (
	browsers = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"},
		{"Chrome", "Chrome"}, {"CriOS", "Chrome"}, {"Safari", "Safari"}, {"curl", "curl"}}
	systems = [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"},
		{"CrOS", "ChromeOS"}, {"Linux", "Linux"}}
)

// browser is a browser's description of itself in two words: "Firefox · Linux". It
// helps people to know their own sessions again and decides nothing.
func browser(ctx context.Context, agent string) string {
	var words []string
	for _, known := range [][][2]string{browsers, systems} {
		for _, k := range known {
			if strings.Contains(agent, k[0]) {
				words = append(words, k[1])
				break
			}
		}
	}
	if len(words) == 0 {
		return t(ctx, "account.unknown_browser")
	}
	return strings.Join(words, " · ")
}
