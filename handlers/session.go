package handlers

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/message"
)

const (
	sessionCookie  = "isnad"
	languageCookie = "isnad_lang"
	sessionMaxAge  = 30 * 24 * 3600 // seconds; package db ends sessions by its own clock too
	languageMaxAge = 365 * 24 * 3600
)

// newCookieStore makes the store of the one cookie that carries "id.secret",
// signed with the data file's key so that sign-ins outlive a restart.
func newCookieStore(key []byte, https bool) *sessions.CookieStore {
	store := sessions.NewCookieStore(key)
	store.Options = &sessions.Options{Path: "/", HttpOnly: true, Secure: https, SameSite: http.SameSiteLaxMode}
	store.MaxAge(sessionMaxAge)
	return store
}

// identity is who makes a request, and of which desk, put into its context once by
// identify.
type identity struct {
	actor    annotation.Actor
	session  string // the session's id; empty for a token or a stranger
	printer  *message.Printer
	settings annotation.Settings // as they were when the request came
}

const identityKey = "isnad.identity"

func identityOf(c echo.Context) identity {
	id, _ := c.Get(identityKey).(identity)
	return id
}

func actorOf(c echo.Context) annotation.Actor { return identityOf(c).actor }

func printerOf(c echo.Context) *message.Printer {
	if p := identityOf(c).printer; p != nil {
		return p
	}
	return message.New(message.Match(c.Request().Header.Get("Accept-Language")))
}

// identify finds out who asks, by bearer token (API only) or session cookie, and
// in which language they read. A cookie that no longer counts is the same as none;
// a program is told of a token that does not.
func (s *Server) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		language := s.chooseLanguage(c)
		id := identity{printer: message.New(language)}
		c.Set(identityKey, id)
		switch path := c.Request().URL.Path; {
		case strings.HasPrefix(path, "/static/"), path == "/healthz", path == "/readyz":
			return next(c) // nobody's, and needed when the file cannot be read
		}
		var err error
		if id.settings, err = s.db.Settings(c.Request().Context()); err != nil {
			return err
		}
		id.printer = s.printer(language, id.settings)
		c.Set(identityKey, id)
		if secret, ok := bearer(c); ok {
			if id.actor, err = s.byToken(c.Request().Context(), secret); err != nil {
				return err
			}
		} else if id.actor, id.session, err = s.bySession(c); err != nil && annotation.CodeOf(err) != annotation.Unauthenticated {
			return err
		}
		// A page of somebody who has signed out acts for nobody, whoever signed in since.
		if page := c.Request().Header.Get("X-Isnad-User"); page != "" {
			if name, err := url.PathUnescape(page); err != nil || name != id.actor.Name {
				id.actor, id.session = annotation.Actor{}, ""
			}
		}
		c.Set(identityKey, id)
		return next(c)
	}
}

func bearer(c echo.Context) (string, bool) {
	scheme, secret, ok := strings.Cut(c.Request().Header.Get(echo.HeaderAuthorization), " ")
	return secret, ok && strings.EqualFold(scheme, "Bearer") && isAPI(c)
}

func (s *Server) byToken(ctx context.Context, secret string) (annotation.Actor, error) {
	user, err := s.db.TokenUser(ctx, secret)
	if err != nil {
		return annotation.Actor{}, err
	}
	return user.Actor(), nil
}

func (s *Server) bySession(c echo.Context) (annotation.Actor, string, error) {
	cookie, err := s.cookies.Get(c.Request(), sessionCookie)
	if err != nil {
		return annotation.Actor{}, "", nil // forged, or signed with another file's key
	}
	value, _ := cookie.Values["session"].(string)
	id, secret, ok := strings.Cut(value, ".")
	if !ok {
		return annotation.Actor{}, "", nil
	}
	session, err := s.db.Session(c.Request().Context(), id, secret)
	if err != nil {
		return annotation.Actor{}, "", err
	}
	return session.User.Actor(), session.ID, nil
}

// carry hands the browser a new session's cookie.
func (s *Server) carry(c echo.Context, session annotation.Session, secret string) error {
	cookie, _ := s.cookies.New(c.Request(), sessionCookie) // an unreadable old cookie is replaced
	cookie.Values = map[any]any{"session": session.ID + "." + secret}
	return cookie.Save(c.Request(), c.Response())
}

// drop takes the session's cookie away.
func (s *Server) drop(c echo.Context) error {
	cookie, _ := s.cookies.New(c.Request(), sessionCookie)
	cookie.Values, cookie.Options.MaxAge = nil, -1
	return cookie.Save(c.Request(), c.Response())
}

// chooseLanguage takes ?lang= and remembers it, then the remembered one, then
// what the browser asks for.
func (s *Server) chooseLanguage(c echo.Context) message.Lang {
	asked := message.Lang(c.QueryParam("lang"))
	if known(asked) {
		c.SetCookie(&http.Cookie{Name: languageCookie, Value: string(asked), Path: "/", MaxAge: languageMaxAge,
			HttpOnly: true, Secure: s.secure(), SameSite: http.SameSiteLaxMode})
		return asked
	}
	if cookie, err := c.Cookie(languageCookie); err == nil && known(message.Lang(cookie.Value)) {
		return message.Lang(cookie.Value)
	}
	return message.Match(c.Request().Header.Get("Accept-Language"))
}

func known(lang message.Lang) bool {
	for _, l := range message.Langs() {
		if l == lang {
			return true
		}
	}
	return false
}

// loginPath is the sign-in page that leads back to where somebody wanted to go.
func loginPath(wanted *url.URL) string {
	if wanted.Path == "/" || wanted.Path == "" {
		return "/login"
	}
	return "/login?next=" + url.QueryEscape(wanted.RequestURI())
}

// localPath is a path on this site, or "/" for anything that could lead elsewhere.
func localPath(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.ContainsAny(s, "\\\n\r\t") {
		return "/"
	}
	return s
}
