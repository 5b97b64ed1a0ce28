package handlers

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
)

// maxBody bounds every request's body, in bytes; uploads have limits of their own.
const maxBody = 1 << 20

// maxArticleBody bounds the form that brings a new article, which may hold a file.
const maxArticleBody = annotation.MaxText + 1<<20

// maxEvidenceBody bounds what brings new evidence, which may hold a file.
const maxEvidenceBody = annotation.MaxUpload + 1<<20

// policy lets a page load its own scripts, styles and pictures and nothing else:
// no inline script or style, no frame around it, no form to elsewhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secureHeaders puts the security headers on every answer, errors included.
func secureHeaders(https bool) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			h.Set("Content-Security-Policy", policy)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("X-Frame-Options", "DENY")
			h.Set("Referrer-Policy", "same-origin")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
			h.Set("Cache-Control", "no-store")
			if https {
				h.Set("Strict-Transport-Security", "max-age=31536000")
			}
			return next(c)
		}
	}
}

// refuseCrossOrigin refuses writes that a browser sends for another site, by
// Sec-Fetch-Site or Origin; programs send neither and pass.
func (s *Server) refuseCrossOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	if s.url != nil {
		// Behind a proxy the Host header may be an inner name.
		if err := protection.AddTrustedOrigin(s.url.Scheme + "://" + s.url.Host); err != nil {
			s.log.Error("the public address is no origin", "url", s.url.String(), "error", err)
		}
	}
	return func(c echo.Context) error {
		if err := protection.Check(c.Request()); err != nil {
			return annotation.Refuse(annotation.Forbidden, "error.cross_origin").Because(err)
		}
		return next(c)
	}
}

// bodyLimit is the most that a request's body may hold, by its route.
func bodyLimit(c echo.Context) int64 {
	if c.Request().Method == http.MethodPost {
		switch c.Path() {
		case "/articles":
			return maxArticleBody
		case "/annotations/:id/evidence", "/api/v1/annotations/:id/evidence":
			return maxEvidenceBody
		}
	}
	return maxBody
}

// limitBodies makes a read past the limit fail, whatever Content-Length says.
func limitBodies(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		limit := bodyLimit(c)
		if c.Request().ContentLength > limit {
			return annotation.Refuse(annotation.TooLarge, "error.body_too_large", "max", limit)
		}
		c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, limit)
		return next(c)
	}
}

// recoverPanics turns a panic into an internal error with its stack in the log.
func (s *Server) recoverPanics(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if r := recover(); r != nil {
				if r == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
					panic(r)
				}
				s.log.Error("panic", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
				err = annotation.Refuse(annotation.Internal, "error.internal")
			}
		}()
		return next(c)
	}
}

// logRequests writes a line a request: no query, no name, no address, which may
// all be confidential.
func (s *Server) logRequests(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		s.log.LogAttrs(c.Request().Context(), slog.LevelDebug, "request",
			slog.String("method", c.Request().Method), slog.String("path", c.Request().URL.Path),
			slog.Int("status", c.Response().Status), slog.Duration("took", time.Since(start)))
		return nil
	}
}
