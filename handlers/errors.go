package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/message"
	"github.com/isnad/isnad/internal/text"
	"github.com/isnad/isnad/views"
)

// status is the one table from codes to HTTP.
var status = map[annotation.Code]int{
	annotation.Invalid:              http.StatusUnprocessableEntity,
	annotation.Malformed:            http.StatusBadRequest,
	annotation.Unauthenticated:      http.StatusUnauthorized,
	annotation.Forbidden:            http.StatusForbidden,
	annotation.NotFound:             http.StatusNotFound,
	annotation.Conflict:             http.StatusConflict,
	annotation.Stale:                http.StatusPreconditionFailed,
	annotation.PreconditionRequired: http.StatusPreconditionRequired,
	annotation.TooLarge:             http.StatusRequestEntityTooLarge,
	annotation.Unsupported:          http.StatusUnsupportedMediaType,
	annotation.Throttled:            http.StatusTooManyRequests,
	annotation.Unavailable:          http.StatusServiceUnavailable,
	annotation.Internal:             http.StatusInternalServerError,
}

// problem is RFC 9457 problem details, with the field at fault and, where a
// change met another one, both versions.
type problem struct {
	Type      string `json:"type"` // stable: "urn:isnad:problem:" and the sentence's key
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	Field     string `json:"field,omitempty"`
	Current   any    `json:"current,omitempty"`
	Submitted any    `json:"submitted,omitempty"`
}

// renderError is echo's error handler: whatever went wrong becomes one refusal,
// shown as JSON to programs, as a fragment to the desk's scripts, as a page to
// everybody else. Only faults of isnad itself are logged, with their cause.
func (s *Server) renderError(err error, c echo.Context) {
	refusal := refusalOf(err)
	code := status[refusal.Code]
	if refusal.Key == "error.method_not_allowed" {
		code = http.StatusMethodNotAllowed
	}
	if code >= http.StatusInternalServerError {
		s.log.Error("request failed", "method", c.Request().Method, "path", c.Request().URL.Path, "error", err)
	}
	if c.Response().Committed {
		return
	}
	detail := sentence(c, refusal)
	s.retryAfter(c, refusal)
	var failed error
	switch {
	case isAPI(c):
		if refusal.Code == annotation.Unauthenticated {
			c.Response().Header().Set(echo.HeaderWWWAuthenticate, `Bearer realm="isnad"`)
		}
		failed = writeJSON(c, code, "application/problem+json", problem{
			Type:  "urn:isnad:problem:" + strings.TrimPrefix(refusal.Key, "error."),
			Title: http.StatusText(code), Status: code, Detail: detail,
			Field: excerpt(refusal.Field), Current: refusal.Current, Submitted: refusal.Submitted,
		})
	case refusal.Code == annotation.Unauthenticated && !wantsFragments(c) && (c.Request().Method == http.MethodGet || c.Request().Method == http.MethodHead):
		failed = seeOther(c, loginPath(c.Request().URL))
	default:
		page := views.Problem{Status: code, Detail: detail, Field: refusal.Field}
		if refusal.Code == annotation.Unauthenticated {
			page.SignIn = loginPath(pageURL(c.Request()))
		}
		failed = s.render(c, code, views.ErrorPage(page))
	}
	if failed != nil {
		s.log.Error("an error could not be shown", "error", failed)
	}
}

// retryAfter says how long somebody throttled has to wait (RFC 9110 §10.2.3).
func (s *Server) retryAfter(c echo.Context, refusal *annotation.Error) {
	if seconds, ok := argOf(refusal, "seconds"); ok && refusal.Code == annotation.Throttled {
		c.Response().Header().Set(echo.HeaderRetryAfter, fmt.Sprint(seconds))
	}
}

// refusalOf is the refusal inside any error: the domain's own, one of echo's
// (unknown route, wrong method), or a fault.
func refusalOf(err error) *annotation.Error {
	if refusal, ok := errors.AsType[*annotation.Error](err); ok {
		return refusal
	}
	if he, ok := errors.AsType[*echo.HTTPError](err); ok {
		switch he.Code {
		case http.StatusNotFound:
			return annotation.Refuse(annotation.NotFound, "error.page_not_found")
		case http.StatusMethodNotAllowed:
			return annotation.Refuse(annotation.Malformed, "error.method_not_allowed")
		}
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return annotation.Refuse(annotation.TooLarge, "error.body_too_large", "max", tooLarge.Limit)
	}
	return annotation.Refuse(annotation.Internal, "error.internal").Because(err)
}

func argOf(e *annotation.Error, name string) (any, bool) {
	for i := 0; i+1 < len(e.Args); i += 2 {
		if e.Args[i] == name {
			return e.Args[i+1], true
		}
	}
	return nil, false
}

// inForm says that a refusal is for whoever filled a form in, and comes back in it:
// isnad has not failed, and what the form is about is there.
func inForm(refusal *annotation.Error) bool {
	return status[refusal.Code] < http.StatusInternalServerError && refusal.Code != annotation.NotFound
}

// sentence is what a refusal says, in the reader's language. What it repeats of what was
// sent hides nothing.
func sentence(c echo.Context, err error) string {
	refusal := refusalOf(err)
	args := slices.Clone(refusal.Args)
	for i, arg := range args {
		if s, ok := arg.(string); ok {
			args[i] = text.Visible(excerpt(s))
		}
	}
	return printerOf(c).T(refusal.Key, args...)
}

// maxExcerpt is how many characters of somebody's input a refusal quotes back.
const maxExcerpt = 160

// excerpt is the beginning of a text that may be as long as a whole article.
func excerpt(s string) string {
	n := 0
	for i := range s {
		if n == maxExcerpt {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// render answers with a component, rendered whole before the status is written so
// that a failure is still a clean error.
func (s *Server) render(c echo.Context, code int, component templ.Component) error {
	return s.renderSized(c, code, component, 0)
}

// renderSized is render of what will be about so many bytes: a large page takes
// longer to make room for by and by than to write.
func (s *Server) renderSized(c echo.Context, code int, component templ.Component, bytes int) error {
	ctx := message.NewContext(c.Request().Context(), printerOf(c))
	ctx = views.NewContext(ctx, s.chrome(c))
	scales, err := s.scales(c)
	if err != nil {
		return err
	}
	ctx = views.WithScales(ctx, scales)
	buffer := templ.GetBuffer()
	defer templ.ReleaseBuffer(buffer)
	buffer.Grow(bytes)
	if err := component.Render(ctx, buffer); err != nil {
		return fmt.Errorf("render: %w", err)
	}
	return c.HTMLBlob(code, buffer.Bytes())
}
