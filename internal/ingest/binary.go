package ingest

import "bytes"

// magic has the first bytes of formats that people mistake for text, or save under
// the name of one.
var magic = []struct{ prefix, kind string }{
	{"%PDF-", "PDF"},
	{"PK\x03\x04", "ZIP, DOCX, ODT"},
	{"{\\rtf", "RTF"},
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "DOC"},
	{"\x89PNG\r\n\x1A\n", "PNG"},
	{"\xFF\xD8\xFF", "JPEG"},
	{"GIF87a", "GIF"},
	{"GIF89a", "GIF"},
	{"\x1F\x8B\x08", "GZIP"},
	{"SQLite format 3\x00", "SQLite"},
}

// binaryKind names the format that the first bytes give away, or is empty.
func binaryKind(raw []byte) string {
	for _, m := range magic {
		if bytes.HasPrefix(raw, []byte(m.prefix)) {
			return m.kind
		}
	}
	return ""
}

// looksBinary says whether bytes are no text at all: a NUL among them, or more than
// one control character in twenty. White space counts as text, form feeds too. It
// holds for UTF-8 and for every code page, which share their control characters.
func looksBinary(b []byte) bool {
	controls := 0
	for _, c := range b {
		switch {
		case c == 0:
			return true
		case c >= '\t' && c <= '\r':
		case c < ' ' || c == 0x7F:
			controls++
		}
	}
	return controls*20 > len(b)
}
