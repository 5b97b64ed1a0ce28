// Package handlers serves isnad over HTTP: pages as plain HTML forms, the same
// forms answered with fragments for the desk's scripts, and the JSON API. A
// handler parses, calls one method of package db, and renders; every rule lives in
// internal/annotation, and every route in routes.go.
package handlers

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/static"
)

// Config is what a server needs to know.
type Config struct {
	DB  *db.DB
	URL *url.URL // the public address; its scheme decides whether cookies are Secure. nil: plain http on this machine
	Log *slog.Logger
	Now func() time.Time // nil: time.Now; drives only throttling and what pages call "today"
}

// Server holds what handlers share.
type Server struct {
	db       *db.DB
	url      *url.URL
	log      *slog.Logger
	now      func() time.Time
	cookies  *sessions.CookieStore
	throttle *throttle
	assets   *static.Assets
	zone     atomic.Pointer[time.Location] // the desk's, read once
}

// New builds the whole site as one handler.
func New(c Config) (*echo.Echo, error) {
	s := &Server{db: c.DB, url: c.URL, log: c.Log, now: c.Now, assets: static.New()}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.now == nil {
		s.now = time.Now
	}
	key, err := s.db.CookieKey(context.Background())
	if err != nil {
		return nil, fmt.Errorf("read the cookie key: %w", err)
	}
	s.throttle = newThrottle(s.now)
	s.cookies = newCookieStore(key, s.secure())

	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.Logger.SetOutput(discard{})
	e.IPExtractor = echo.ExtractIPDirect()
	if s.url != nil {
		// A public address means a proxy on this machine or its private network
		// stands in front; only such a one is believed about the client's address.
		e.IPExtractor = echo.ExtractIPFromXFFHeader()
	}
	e.HTTPErrorHandler = s.renderError
	e.Use(s.logRequests, s.recoverPanics, secureHeaders(s.secure()), s.refuseCrossOrigin, limitBodies, s.identify)
	s.routes(e)
	return e, nil
}

// secure says that people reach the site over HTTPS.
func (s *Server) secure() bool { return s.url != nil && s.url.Scheme == "https" }

// discard keeps echo's own logger quiet: requests are logged by slog.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

var _ http.Handler = (*echo.Echo)(nil)
