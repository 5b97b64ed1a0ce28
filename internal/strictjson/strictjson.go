// Package strictjson reads JSON that must mean one thing only: what is misspelt,
// said twice, cut short or not text is refused, never guessed at or replaced.
// The API's bodies and import files are read by it.
package strictjson

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/isnad/isnad/internal/annotation"
)

// Decode reads one JSON object of at most max bytes from r into v, a pointer to
// a struct. Unknown fields (names are matched exactly), duplicate keys, values of
// another type, bytes or escapes that are not well-formed Unicode, and anything
// after the object are refused by an *annotation.Error whose Field is the path of
// the value at fault ("spans[1].end"). A byte-order mark at the beginning is passed
// over (RFC 8259 §8.1).
func Decode(r io.Reader, max int64, v any) error {
	data, err := io.ReadAll(io.LimitReader(r, max+1))
	if err != nil {
		return fmt.Errorf("read JSON: %w", err)
	}
	if int64(len(data)) > max {
		return annotation.Refuse(annotation.TooLarge, "error.body_too_large", "max", max)
	}
	return decode(data, v, json.RejectUnknownMembers(true))
}

// DecodeKnown is [Decode] for a line or file that other programs use too: fields that
// v does not have are theirs, and passed over.
func DecodeKnown(data []byte, v any) error { return decode(data, v) }

func decode(data []byte, v any, options ...json.Options) error {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if n := validPrefix(data); n < len(data) {
		return invalidUTF8(data, n, "")
	}
	// A bytes.Buffer is read in place.
	dec := jsontext.NewDecoder(bytes.NewBuffer(data), options...)
	switch dec.PeekKind() {
	case 'n', 'f', 't', '"', '0', '[': // a value, but no object
		return wrongType("", "object")
	}
	if err := json.UnmarshalDecode(dec, v); err != nil {
		return refusal(err, data)
	}
	if rest := bytes.TrimLeft(data[dec.InputOffset():], " \t\r\n"); len(rest) > 0 {
		return annotation.Refuse(annotation.Malformed, "error.trailing_data")
	}
	return nil
}

// validPrefix is the length of the longest prefix that is well-formed UTF-8.
func validPrefix(data []byte) int {
	if utf8.Valid(data) {
		return len(data)
	}
	for i := 0; ; {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
}

// refusal is what the JSON package says, in isnad's words.
func refusal(err error, data []byte) error {
	if bad, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		field := path(bad.JSONPointer)
		switch {
		case errors.Is(bad.Err, jsontext.ErrDuplicateName):
			return annotation.RefuseField(annotation.Malformed, field, "error.duplicate_key", "key", bad.JSONPointer.LastToken())
		case surrogate.Match(data[min(int(bad.ByteOffset), len(data)):]):
			return invalidUTF8(data, int(bad.ByteOffset), field)
		}
		if errors.Is(bad.Err, io.ErrUnexpectedEOF) {
			return syntax(data, len(data), "end", err)
		}
		return syntax(data, int(bad.ByteOffset), "syntax", err)
	}
	if bad, ok := errors.AsType[*json.SemanticError](err); ok {
		field := path(bad.JSONPointer)
		if refused, ok := errors.AsType[*annotation.Error](bad.Err); ok { // by a type that reads itself
			refused.Field = field + "." + refused.Field
			return refused
		}
		if errors.Is(bad.Err, json.ErrUnknownName) {
			return annotation.RefuseField(annotation.Invalid, field, "error.unknown_field", "name", field)
		}
		return wrongType(field, want(bad.GoType))
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return syntax(data, len(data), "end", err)
	}
	return fmt.Errorf("decode JSON: %w", err)
}

// surrogate matches the escape of half a UTF-16 pair.
var surrogate = regexp.MustCompile(`^\\u[dD][89a-fA-F]`)

// syntax names the place at a byte offset by its line and the code point in that, and
// what is wrong there by a word of the catalogue ("json_fault.").
func syntax(data []byte, offset int, fault string, cause error) error {
	before := data[:min(offset, len(data))]
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	return annotation.Refuse(annotation.Malformed, "error.json_syntax", "line", bytes.Count(before, []byte("\n"))+1,
		"character", utf8.RuneCount(line)+1, "json_fault", fault).Because(cause)
}

// invalidUTF8 names the place at a byte offset by its code points.
func invalidUTF8(data []byte, offset int, field string) error {
	named := field
	if named == "" {
		named = "JSON"
	}
	return annotation.RefuseField(annotation.Malformed, field, "error.invalid_utf8",
		"field", named, "position", utf8.RuneCount(data[:offset]))
}

func wrongType(field, want string) error {
	named := field
	if named == "" {
		named = "JSON"
	}
	return annotation.RefuseField(annotation.Invalid, field, "error.json_type", "field", named, "json_type", want)
}

// want is the JSON form of a Go type: a word of the catalogue ("json_type.").
func want(t reflect.Type) string {
	if t == nil {
		return "value"
	}
	if t == reflect.TypeFor[time.Time]() {
		return "time"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return want(t.Elem())
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Float64:
		return "number"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "base64"
		}
		return "array"
	default:
		return "object"
	}
}

// path is a JSON pointer in the API's manner: "/spans/1/end" is "spans[1].end".
func path(p jsontext.Pointer) string {
	var b strings.Builder
	for token := range p.Tokens() {
		switch {
		case isIndex(token):
			b.WriteString("[" + token + "]")
		case b.Len() > 0:
			b.WriteString("." + token)
		default:
			b.WriteString(token)
		}
	}
	return b.String()
}

// isIndex says that a token of a pointer is a place in an array. No object read
// here has a field whose name is a number.
func isIndex(token string) bool {
	for _, r := range token {
		if r < '0' || r > '9' {
			return false
		}
	}
	return token != ""
}
