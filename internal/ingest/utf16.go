package ingest

import (
	stdbinary "encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Mark is the encoding that a UTF-16 byte-order mark names, and its length.
func utf16Mark(raw []byte) (name string, length int) {
	switch {
	case len(raw) < 2:
	case raw[0] == 0xFF && raw[1] == 0xFE:
		return utf16leName, 2
	case raw[0] == 0xFE && raw[1] == 0xFF:
		return utf16beName, 2
	}
	return "", 0
}

// guessUTF16 decodes UTF-16 that has no mark. Spaces, line ends and digits have a
// zero for their high byte and Arabic letters a six, always at the same parity, and
// no other text has either.
func guessUTF16(raw []byte) (s, name string) {
	if len(raw) < 4 || len(raw)%2 != 0 {
		return "", ""
	}
	for _, name := range []string{utf16leName, utf16beName} {
		high := 0
		if name == utf16leName {
			high = 1
		}
		telling := 0
		for i := high; i < len(raw); i += 2 {
			if raw[i] == 0x00 || raw[i] == 0x06 {
				telling++
			}
		}
		if telling*10 < len(raw)/2*7 {
			continue
		}
		if s, bad := decodeUTF16(raw, name); bad < 0 && !looksBinary([]byte(s)) {
			return s, name
		}
	}
	return "", ""
}

// decodeUTF16 decodes without replacing anything: bad is the offset in bytes of the
// first half of a surrogate pair that stands alone, or of a last odd byte; -1 when
// all is well.
func decodeUTF16(raw []byte, name string) (s string, bad int) {
	var order stdbinary.ByteOrder = stdbinary.BigEndian
	if name == utf16leName {
		order = stdbinary.LittleEndian
	}
	var b strings.Builder
	b.Grow(len(raw))
	for i := 0; i < len(raw); i += 2 {
		if i+1 == len(raw) {
			return "", i
		}
		r := rune(order.Uint16(raw[i:]))
		if utf16.IsSurrogate(r) {
			if i+4 > len(raw) {
				return "", i
			}
			if r = utf16.DecodeRune(r, rune(order.Uint16(raw[i+2:]))); r == utf8.RuneError {
				return "", i
			}
			i += 2
		}
		b.WriteRune(r)
	}
	return b.String(), -1
}
