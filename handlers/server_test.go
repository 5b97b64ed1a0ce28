package handlers

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/sessions"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

// site is a whole server over a data file of its own, with a person of each role
// (dbtest.Actors, dbtest.Password).
type site struct {
	t     *testing.T
	db    *db.DB
	clock *dbtest.Clock // the throttle's and the file's
	url   string
	file  string // the data file's path
	http  *httptest.Server
	log   *bytes.Buffer // read it only when no request is under way
}

func newSite(t *testing.T) *site { return newSiteAt(t, "") }

// newSiteAt is newSite reached at a public address.
func newSiteAt(t *testing.T, public string) *site {
	t.Helper()
	return newSiteOver(t, peopledFile(t), public)
}

// newSiteWithoutPeople is the site as serve finds it the first time.
func newSiteWithoutPeople(t *testing.T) *site {
	t.Helper()
	return newSiteOver(t, nil, "")
}

// peopledFile is a data file with a person of each role, made once: hashing their
// passwords takes longer than most tests.
func peopledFile(t *testing.T) []byte {
	t.Helper()
	peopled.once.Do(func() {
		path := filepath.Join(t.TempDir(), "isnad.db")
		data, err := db.Create(t.Context(), path, db.Options{Now: dbtest.NewClock().Now})
		if err != nil {
			t.Fatal(err)
		}
		dbtest.People(t, data)
		if err := data.Close(); err != nil {
			t.Fatal(err)
		}
		if peopled.file, err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	})
	return peopled.file
}

var peopled struct {
	once sync.Once
	file []byte
}

// newSiteOver serves a copy of a data file, or a new one for nil.
func newSiteOver(t *testing.T, file []byte, public string) *site {
	t.Helper()
	clock, log := dbtest.NewClock(), &bytes.Buffer{}
	path := filepath.Join(t.TempDir(), "isnad.db")
	if file != nil {
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	config := Config{Now: clock.Now, Log: slog.New(slog.NewTextHandler(log, nil))}
	var err error
	if config.DB, err = db.Create(t.Context(), path, db.Options{Now: clock.Now, Log: config.Log}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := config.DB.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if public != "" {
		if config.URL, err = url.Parse(public); err != nil {
			t.Fatal(err)
		}
	}
	handler, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return &site{t: t, db: config.DB, clock: clock, url: server.URL, file: path, http: server, log: log}
}

// client is one browser or program. It follows no redirect, so that tests see them.
type client struct {
	site    *site
	session string // the cookie, as in a request; empty for a stranger
	token   string // a bearer token
	header  http.Header
}

// stranger is a client nobody has signed in with.
func (s *site) stranger() *client {
	return &client{site: s, header: http.Header{"Accept-Language": {"en"}}}
}

// as is a client signed in as a person, past the form and its throttle.
func (s *site) as(actor annotation.Actor) *client {
	s.t.Helper()
	c := s.stranger()
	if actor.Name == "" {
		return c
	}
	session, secret, err := s.db.SignIn(s.t.Context(), actor.Name, dbtest.Password, "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0")
	if err != nil {
		s.t.Fatal(err)
	}
	key, err := s.db.CookieKey(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	store := newCookieStore(key, false)
	cookie := sessions.NewSession(store, sessionCookie)
	cookie.Options = store.Options
	cookie.Values["session"] = session.ID + "." + secret
	response := httptest.NewRecorder()
	if err := store.Save(httptest.NewRequest(http.MethodGet, "/", nil), response, cookie); err != nil {
		s.t.Fatal(err)
	}
	c.session = response.Result().Cookies()[0].Value
	return c
}

// withToken is a program that acts as a person.
func (s *site) withToken(actor annotation.Actor) *client {
	s.t.Helper()
	_, secret, err := s.db.CreateToken(s.t.Context(), actor, actor.Name, "test")
	if err != nil {
		s.t.Fatal(err)
	}
	c := s.stranger()
	c.token = secret
	return c
}

// answer is a response with its body read.
type answer struct {
	*http.Response
	t    *testing.T
	body string
}

// do sends a request; header fields given as name, value, … go over the client's.
// Of the answer's cookies the client keeps the session.
func (c *client) do(method, path, contentType string, body io.Reader, header ...string) *answer {
	t := c.site.t
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, c.site.url+path, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = c.header.Clone()
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if c.session != "" {
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: c.session})
	}
	response, err := c.site.http.Client().Transport.RoundTrip(r)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	for _, cookie := range response.Cookies() {
		if cookie.Name == sessionCookie {
			c.session = cookie.Value
		}
	}
	return &answer{response, t, string(read)}
}

func (c *client) get(path string, header ...string) *answer {
	c.site.t.Helper()
	return c.do(http.MethodGet, path, "", nil, header...)
}

// post sends a form: name, value, name, value, …
func (c *client) post(path string, fields ...string) *answer {
	c.site.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return c.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// json sends v as JSON; a PATCH as the merge patch it is.
func (c *client) json(method, path string, v any, header ...string) *answer {
	c.site.t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		c.site.t.Fatal(err)
	}
	kind := jsonType
	if method == http.MethodPatch {
		kind = patchType
	}
	return c.do(method, path, kind, bytes.NewReader(body), header...)
}

// wants checks the status.
func (a *answer) wants(code int) *answer {
	a.t.Helper()
	if a.StatusCode != code {
		a.t.Fatalf("%s %s answers %d, want %d:\n%s", a.Request.Method, a.Request.URL, a.StatusCode, code, a.body)
	}
	return a
}

// leadsTo checks for a redirect after a form.
func (a *answer) leadsTo(path string) *answer {
	a.t.Helper()
	a.wants(http.StatusSeeOther)
	if got := a.Header.Get("Location"); got != path {
		a.t.Fatalf("%s %s leads to %q, want %q", a.Request.Method, a.Request.URL, got, path)
	}
	return a
}

// says checks that the body holds each of the texts.
func (a *answer) says(texts ...string) *answer {
	a.t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			a.t.Errorf("%s %s does not say %q:\n%s", a.Request.Method, a.Request.URL, text, a.body)
		}
	}
	return a
}

// saysNot checks that the body holds none of the texts.
func (a *answer) saysNot(texts ...string) *answer {
	a.t.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			a.t.Errorf("%s %s says %q:\n%s", a.Request.Method, a.Request.URL, text, a.body)
		}
	}
	return a
}

// person is a user as the data file has them now.
func (s *site) person(name string) annotation.User {
	s.t.Helper()
	u, err := s.db.User(s.t.Context(), name)
	if err != nil {
		s.t.Fatal(err)
	}
	return u
}

// versionOf is a person's version as the forms send it.
func (s *site) versionOf(name string) string { return strconv.Itoa(s.person(name).Version) }
