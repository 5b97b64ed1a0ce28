package quotationtest

import "unicode"

// counts reports whether a code point is part of what is said: letters, digits
// and combining marks are, punctuation and blanks are not.
func counts(r rune) bool {
	return isAlnum(r) || unicode.In(r, unicode.Mn, unicode.Mc)
}

func isAlnum(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
