package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// MaxBytes is the most a file or a pasted text may hold, in bytes as it comes.
const MaxBytes = annotation.MaxText

// Document is an article as it was read, ready to become a revision.
type Document struct {
	Text      string // UTF-8, lines ended by "\n"
	Title     string // never empty; one line
	Byline    string // who wrote it, without the "By"; may be empty
	Dateline  string // "City – Agency" as it stands in the text; may be empty
	Language  string // BCP 47 primary subtag, or empty where the text does not tell
	Direction string // "rtl" or "ltr"
	SHA256    string // hex, of the bytes as they came
	Encoding  string // what the bytes were, by the name the WHATWG Encoding Standard gives it
}

// Reader reads one format. It fills in Text, Title and Encoding and whatever else
// the format says of itself; the rest is found from the text.
type Reader interface {
	// Extensions are the endings of the files it reads, lower-case with their dot.
	Extensions() []string
	Read(raw []byte) (Document, error)
}

// readers has one Reader for each format; a new format is one more line.
var readers = []Reader{plain{}, markdown{}}

// Extensions are those of all files that can be read, in the order of formats.
func Extensions() []string {
	var all []string
	for _, r := range readers {
		all = append(all, r.Extensions()...)
	}
	return all
}

// readerFor is the Reader of files with that name, or nil.
func readerFor(name string) Reader {
	extension := strings.ToLower(filepath.Ext(name))
	for _, r := range readers {
		if slices.Contains(r.Extensions(), extension) {
			return r
		}
	}
	return nil
}

// Read reads a file's bytes; the ending of its name says how.
func Read(name string, raw []byte) (Document, error) {
	reader := readerFor(name)
	switch {
	case reader == nil:
		return Document{}, unknownFormat(name)
	case len(raw) > MaxBytes:
		return Document{}, enormous()
	}
	doc, err := reader.Read(raw)
	if err != nil {
		return Document{}, err
	}
	return complete(doc, raw)
}

// FromText reads a text that somebody typed, pasted or sent as a string.
func FromText(s string) (Document, error) {
	if len(s) > MaxBytes {
		return Document{}, enormous()
	}
	raw := []byte(s)
	s = tidy(s)
	if err := text.ValidateTyped(s); err != nil {
		if bad, ok := errors.AsType[*text.ControlError](err); ok {
			return Document{}, annotation.RefuseField(annotation.Invalid, "text", "error.control_character",
				"field", "text", "position", bad.Position)
		}
		return Document{}, annotation.CheckEncoding("text", s)
	}
	doc := Document{Text: s, Encoding: utf8Name}
	doc.Title, doc.Byline, doc.Dateline = Head(s)
	return complete(doc, raw)
}

// complete checks a text and finds what its reader left open.
func complete(doc Document, raw []byte) (Document, error) {
	if isBlank(doc.Text) {
		return Document{}, empty()
	}
	if err := annotation.CheckText("text", doc.Text); err != nil {
		return Document{}, err
	}
	sum := sha256.Sum256(raw)
	doc.SHA256 = hex.EncodeToString(sum[:])
	if doc.Language == "" {
		doc.Language = text.Language(doc.Text)
	}
	doc.Direction = annotation.DirectionOf(doc.Language, doc.Text)
	return doc, nil
}

// tidy drops a byte-order mark and writes line ends as "\n".
func tidy(s string) string {
	return text.NormalizeNewlines(strings.TrimLeft(s, "\uFEFF"))
}
