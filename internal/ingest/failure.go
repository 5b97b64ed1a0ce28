package ingest

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
)

// A file that cannot become an article is an ordinary thing on a desk; each of
// these says in one sentence why, without the file's path, which the caller knows.

func unknownFormat(name string) error {
	return annotation.Refuse(annotation.Unsupported, "error.unknown_format",
		"extension", filepath.Ext(name), "known", strings.Join(Extensions(), " "))
}

func enormous() error {
	return annotation.Refuse(annotation.TooLarge, "error.enormous_file", "max", MaxBytes)
}

func empty() error {
	return annotation.Refuse(annotation.Invalid, "error.empty_file")
}

// binary refuses a file that is no text; kind names its format where it is known.
func binary(kind string) error {
	if kind == "" {
		return annotation.Refuse(annotation.Invalid, "error.binary_file")
	}
	return annotation.Refuse(annotation.Invalid, "error.binary_file_of_kind", "kind", kind)
}

// damaged refuses a text that breaks its own encoding, at an offset in bytes.
func damaged(encoding string, offset int) error {
	return annotation.Refuse(annotation.Invalid, "error.damaged_encoding", "encoding", encoding, "offset", offset)
}

func unknownEncoding() error {
	return annotation.Refuse(annotation.Invalid, "error.unknown_encoding")
}

func notRegular() error {
	return annotation.Refuse(annotation.Invalid, "error.not_regular_file")
}

// unreadable refuses a file or folder that the system does not give out.
func unreadable(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return annotation.Refuse(annotation.NotFound, "error.file_not_found").Because(err)
	case errors.Is(err, fs.ErrPermission):
		return annotation.Refuse(annotation.Invalid, "error.file_not_permitted").Because(err)
	}
	return annotation.Refuse(annotation.Invalid, "error.file_unreadable").Because(err)
}
