package annotation

import (
	"errors"
	"fmt"
	"strings"
)

// Code says what kind of refusal an Error is. The HTTP status of each code is
// kept in one table of package handlers.
type Code string

const (
	Invalid              Code = "invalid"               // the input breaks a rule
	Malformed            Code = "malformed"             // the input cannot be read at all
	Unauthenticated      Code = "unauthenticated"       // nobody is signed in
	Forbidden            Code = "forbidden"             // this person may not do it
	NotFound             Code = "not_found"             // the thing named does not exist
	Conflict             Code = "conflict"              // it cannot be done now, or in this order
	Stale                Code = "stale"                 // somebody changed the thing meanwhile
	PreconditionRequired Code = "precondition_required" // a version must be named
	TooLarge             Code = "too_large"             // more than the limit
	Unsupported          Code = "unsupported"           // a media type that is not read here
	Throttled            Code = "throttled"             // too many tries
	Unavailable          Code = "unavailable"           // the data file cannot be written just now
	Internal             Code = "internal"              // a fault of isnad itself
)

// Error is a refusal meant for the person who caused it. Key names a sentence of
// the message catalogue and Args fills it (name, value, name, value, …); it is
// translated only when it is shown.
type Error struct {
	Code  Code
	Key   string
	Field string // the input at fault, as it is called in the API ("spans[1].end"); may be empty
	Args  []any

	// Current and Submitted are set on Stale and Conflict errors where both sides
	// are known, so that nothing typed is lost.
	Current, Submitted any

	cause error
}

// Refuse makes an Error without a field.
func Refuse(code Code, key string, args ...any) *Error {
	return &Error{Code: code, Key: key, Args: args}
}

// RefuseField makes an Error about one field of the input.
func RefuseField(code Code, field, key string, args ...any) *Error {
	return &Error{Code: code, Key: key, Field: field, Args: args}
}

// Because keeps the cause for logs; it is never shown to people.
func (e *Error) Because(cause error) *Error {
	e.cause = cause
	return e
}

// Error is for logs and for the command line; people are shown the catalogue's
// sentence instead.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(strings.TrimPrefix(e.Key, "error."))
	if e.Field != "" {
		fmt.Fprintf(&b, " (%s)", e.Field)
	}
	for i := 0; i+1 < len(e.Args); i += 2 {
		fmt.Fprintf(&b, " %v=%v", e.Args[i], e.Args[i+1])
	}
	if e.cause != nil {
		fmt.Fprintf(&b, ": %v", e.cause)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.cause }

// CodeOf is the code of the Error inside err; an error of another kind is Internal.
func CodeOf(err error) Code {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}
