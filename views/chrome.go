// Package views renders pages and their fragments: pure functions of the models
// they are given, the reader's language (message.FromContext) and the page's chrome
// (NewContext). It asks nobody for data and decides nothing.
package views

import (
	"context"
	"net/url"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/message"
)

// Chrome is what every page shows around its content.
type Chrome struct {
	User      string // empty: nobody is signed in
	Role      annotation.Role
	CanMark   bool   // may mark, and be given work
	CanEdit   bool   // may add and edit articles
	CanManage bool   // may manage people
	CanChoose bool   // may choose the desk's verdict scale
	CanSet    bool   // may change its other settings
	Today     string // YYYY-MM-DD, in the desk's time zone
	URL       *url.URL
	Assets    string // the prefix of embedded files
}

type chromeKey struct{}

// NewContext makes the chrome known to the components rendered with ctx.
func NewContext(ctx context.Context, c Chrome) context.Context {
	return context.WithValue(ctx, chromeKey{}, c)
}

func chromeOf(ctx context.Context) Chrome {
	c, _ := ctx.Value(chromeKey{}).(Chrome)
	return c
}

// t is the catalogue's sentence in the reader's language.
func t(ctx context.Context, key string, args ...any) string {
	return message.FromContext(ctx).T(key, args...)
}

// n is a number in the reader's digits.
func n(ctx context.Context, number int) string { return message.FromContext(ctx).N(number) }

// lang and dir are those of the interface; an article has its own.
func lang(ctx context.Context) string { return string(message.FromContext(ctx).Lang()) }
func dir(ctx context.Context) string  { return message.FromContext(ctx).Dir() }

// asset is the path of an embedded file.
func asset(ctx context.Context, name string) string { return chromeOf(ctx).Assets + name }

// inLanguage is this page's address in another language of the interface.
func inLanguage(ctx context.Context, other message.Lang) string {
	u := chromeOf(ctx).URL
	if u == nil {
		return "?lang=" + string(other)
	}
	query := u.Query()
	query.Set("lang", string(other))
	// One slash: two would name another site.
	return "/" + strings.TrimLeft(u.EscapedPath(), "/") + "?" + query.Encode()
}

// otherLanguage is the one the switch offers.
func otherLanguage(ctx context.Context) message.Lang {
	for _, l := range message.Langs() {
		if l != message.FromContext(ctx).Lang() {
			return l
		}
	}
	return message.FromContext(ctx).Lang()
}

// ownName is a language as its readers call it: who looks for theirs may not read
// the other.
func ownName(lang message.Lang) string { return message.New(lang).T("language." + string(lang)) }

// current says whether a place of the navigation is where the reader is.
func current(ctx context.Context, path string) string {
	u := chromeOf(ctx).URL
	if u != nil && (u.Path == path || len(u.Path) > len(path) && u.Path[:len(path)+1] == path+"/") {
		return "page"
	}
	return ""
}
