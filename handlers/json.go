package handlers

import (
	"bufio"
	"errors"
	"io"
	"mime"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/strictjson"
)

const (
	jsonType  = "application/json"
	patchType = "application/merge-patch+json"
)

// page is how the API answers with a list: what fits, and where to go on.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// decode reads the request's JSON body into v, strictly; any of types will do.
func decode(c echo.Context, v any, types ...string) error {
	got, _, _ := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	for _, want := range types {
		if got == want {
			return strictjson.Decode(c.Request().Body, maxBody, v)
		}
	}
	return annotation.Refuse(annotation.Unsupported, "error.content_type", "got", got, "want", strings.Join(types, ", "))
}

// noBody reads the body of a request that says all by its address: nothing, or an
// empty object.
func noBody(c echo.Context) error { return decodeAny(c, &struct{}{}) }

// decodeAny is decode of a body that may be left out.
func decodeAny(c echo.Context, v any) error {
	body := bufio.NewReader(c.Request().Body)
	if _, err := body.Peek(1); errors.Is(err, io.EOF) {
		return nil
	}
	c.Request().Body = io.NopCloser(body)
	return decode(c, v, jsonType)
}

// readOnly tells, of the fields that a body cannot set, those that the object, a T,
// has when it is read.
func readOnly[T any](err error) error {
	refusal, ok := errors.AsType[*annotation.Error](err)
	if !ok || refusal.Key != "error.unknown_field" {
		return err
	}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name == refusal.Field && name != "-" {
			return annotation.RefuseField(annotation.Invalid, refusal.Field, "error.read_only_field", "name", refusal.Field)
		}
	}
	return err
}

// writeJSON answers with v, encoded by the same package as an export and whole
// before the status is written; the same bytes each time, maps in the order of keys.
func writeJSON(c echo.Context, code int, mediaType string, v any) error {
	body := templ.GetBuffer()
	defer templ.ReleaseBuffer(body)
	if err := json.MarshalWrite(body, v, json.Deterministic(true)); err != nil {
		return annotation.Refuse(annotation.Internal, "error.internal").Because(err)
	}
	body.WriteByte('\n') // never fails; a terminal wants it
	return c.Blob(code, mediaType, body.Bytes())
}

// showVersioned answers with an object and its version as the ETag.
func showVersioned(c echo.Context, code, version int, v any) error {
	c.Response().Header().Set("ETag", strconv.Quote(strconv.Itoa(version)))
	return writeJSON(c, code, jsonType, v)
}

// foreignVersion is a version that nothing has.
const foreignVersion = -1

// ifMatch is the version that a change is meant for, from If-Match (RFC 9110
// §13.1.1), as the ETag said it or as a bare number; 0 where the request names
// none, which the domain refuses, and foreignVersion for a tag that isnad never
// gave or a weak one, so that the answer is 412 as for any other mismatch. Several
// tags are refused: whoever names them has not said which version was read.
func ifMatch(c echo.Context) (int, error) {
	value := strings.TrimSpace(strings.Join(c.Request().Header.Values("If-Match"), ", "))
	if value == "" || value == "*" {
		return 0, nil
	}
	tag := value
	if tags := entityTags.FindStringSubmatch(value); tags != nil {
		if tags[1] != "" {
			return 0, annotation.RefuseField(annotation.Malformed, "If-Match", "error.versions_several", "value", value)
		}
		tag = strings.Trim(value, `"`)
	}
	version, err := strconv.ParseUint(tag, 10, 31)
	switch {
	case err == nil && version > 0:
		return int(version), nil
	case tag != value:
		return foreignVersion, nil
	}
	return 0, annotation.RefuseField(annotation.Malformed, "If-Match", "error.version_unreadable", "value", value)
}

// entityTags is a list of entity tags (RFC 9110 §8.8.3); what follows the first one is
// its submatch.
var entityTags = regexp.MustCompile(`^(?:W/)?"[^"]*"((?:\s*,\s*(?:W/)?"[^"]*")*)$`)
