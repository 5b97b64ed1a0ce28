package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// EncodingError says where a text stops being UTF-8.
type EncodingError struct {
	Position int // in code points
}

func (e *EncodingError) Error() string {
	return fmt.Sprintf("not valid UTF-8 after %d characters", e.Position)
}

// ControlError names a control character that may not be typed.
type ControlError struct {
	Position int // in code points
	Rune     rune
}

func (e *ControlError) Error() string {
	return fmt.Sprintf("control character %U at position %d", e.Rune, e.Position)
}

// Validate refuses a text that is not well-formed UTF-8 (encoded surrogates are
// not) with an [*EncodingError].
func Validate(s string) error {
	if utf8.ValidString(s) {
		return nil
	}
	n := 0
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			break
		}
		s = s[size:]
		n++
	}
	return &EncodingError{Position: n}
}

// ValidateBytes is [Validate] for bytes.
func ValidateBytes(b []byte) error {
	if utf8.Valid(b) {
		return nil
	}
	return Validate(string(b))
}

// ValidateTyped refuses what people may not type: besides what [Validate]
// refuses, the control characters C0, DEL and C1 other than newline and tab, with
// a [*ControlError]. Bidi controls and zero-width characters are kept: Arabic and
// Persian need them (see [Invisible]).
func ValidateTyped(s string) error {
	if err := Validate(s); err != nil {
		return err
	}
	n := 0
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return &ControlError{Position: n, Rune: r}
		}
		n++
	}
	return nil
}

var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// NormalizeNewlines turns the line ends CR LF and CR into LF.
func NormalizeNewlines(s string) string { return newlines.Replace(s) }
