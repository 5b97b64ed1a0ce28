package annotation

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/isnad/isnad/internal/text"
)

// Limits of typed fields, in code points.
const (
	MaxName  = 200  // names, titles, roles, places
	MaxProse = 5000 // notes and reasons
	MaxQuery = 200  // what is searched for
)

// checkLine refuses what may not stand in a one-line field: control characters,
// line ends and tabs among them, invalid UTF-8, and more than max code points.
func checkLine(field, s string, max int) error {
	if i := strings.IndexAny(s, "\n\t"); i >= 0 {
		return RefuseField(Invalid, field, "error.control_character", "field", field, "position", utf8.RuneCountInString(s[:i]))
	}
	return checkProse(field, s, max)
}

// checkProse refuses what may not stand in a field of several lines.
func checkProse(field, s string, max int) error {
	if err := CheckTyped(field, s); err != nil {
		return err
	}
	if utf8.RuneCountInString(s) > max {
		return RefuseField(Invalid, field, "error.too_long", "field", field, "max", max)
	}
	return nil
}

// CheckTyped refuses what people may not type, whatever its length: invalid UTF-8, and
// control characters other than line ends and tabs.
func CheckTyped(field, s string) error {
	err := text.ValidateTyped(s)
	if err == nil {
		return nil
	}
	key, position := "error.invalid_utf8", 0
	if bad, ok := errors.AsType[*text.ControlError](err); ok {
		key, position = "error.control_character", bad.Position
	} else if bad, ok := errors.AsType[*text.EncodingError](err); ok {
		position = bad.Position
	}
	return RefuseField(Invalid, field, key, "field", field, "position", position)
}

// checkDay refuses a date that is not a real day written as YYYY-MM-DD (RFC 3339
// full-date).
func checkDay(field, s string) error {
	if s == "" {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return RefuseField(Invalid, field, "error.date_invalid", "field", field, "value", s)
	}
	return nil
}

var idPattern = regexp.MustCompile(`^[A-Za-z0-9._~-]{1,64}$`)

// reservedIDs are parts of addresses where an id could stand: a thing of that id
// would have no page.
var reservedIDs = []string{"new", "find"}

// CheckID refuses an id that is not up to 64 unreserved URL characters (RFC 3986
// §2.3), that a path would read as a folder, or that is one of reservedIDs.
func CheckID(id string) error { return checkIDAt("id", id) }

// checkIDAt is CheckID of an id that another field holds.
func checkIDAt(field, id string) error {
	switch {
	case !idPattern.MatchString(id) || id == "." || id == "..":
		return RefuseField(Invalid, field, "error.id_invalid", "id", id)
	case slices.Contains(reservedIDs, id):
		return RefuseField(Invalid, field, "error.id_reserved", "id", id)
	}
	return nil
}

// firstError is the first that is not nil.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// blank says that a reader sees nothing: white space, tashkeel, tatweel and
// characters that are not drawn say nothing by themselves.
func blank(s string) bool {
	return strings.IndexFunc(text.FoldString(s), func(r rune) bool { return r != ' ' && !undrawn(r) }) < 0
}

// undrawn tells what has no ink of its own and is left by folding: what Unicode ignores
// by default (UAX #44, Default_Ignorable_Code_Point; the Hangul fillers among it),
// other format characters but for those that print before a number, and the blank
// braille pattern.
func undrawn(r rune) bool {
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
		unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) ||
		r == '\u2800'
}

// CheckEncoding refuses a text that is not well-formed UTF-8.
func CheckEncoding(field, s string) error {
	if bad, ok := errors.AsType[*text.EncodingError](text.Validate(s)); ok {
		return RefuseField(Invalid, field, "error.invalid_utf8", "field", field, "position", bad.Position)
	}
	return nil
}

// CheckQuery refuses what nobody searches for: too much, or no text.
func CheckQuery(q string) error { return checkProse("q", q, MaxQuery) }

// CheckStatement refuses what no statement can be compared with: nothing, more than
// MaxProse code points, or no text.
func CheckStatement(s string) error {
	if blank(s) {
		return RefuseField(Invalid, "text", "error.required", "field", "text")
	}
	return checkProse("text", s, MaxProse)
}

// tidyName is a name with the white space around it gone and that inside it
// single: two names must never differ by what cannot be seen.
func tidyName(s string) string { return strings.Join(strings.Fields(s), " ") }

// tidyNames tidies each name and leaves out empty and repeated ones.
func tidyNames(names []string) []string {
	var tidy []string
	for _, name := range names {
		if name = tidyName(name); name != "" && !slices.Contains(tidy, name) {
			tidy = append(tidy, name)
		}
	}
	return tidy
}
