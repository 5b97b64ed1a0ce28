package ingest

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Gone says that there is no file at path. One that cannot be looked at, on a disk
// that does not answer say, may still be there.
func Gone(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// ShownName is the last part of a path as it can be shown in a line: a file
// system's names may hold line ends, tabs and bytes that are no UTF-8, each of
// which becomes U+FFFD. It names the file to people; only the path finds it again.
func ShownName(path string) string {
	return strings.Map(func(r rune) rune { // a byte that is no UTF-8 comes as U+FFFD already
		if unicode.IsControl(r) {
			return utf8.RuneError
		}
		return r
	}, filepath.Base(path))
}

// ReadFile reads the file at path. Its kind and size are looked at before it is
// opened, so that neither a device nor an enormous file is ever read.
func ReadFile(path string) (Document, error) {
	if readerFor(path) == nil {
		return Document{}, unknownFormat(path)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return Document{}, unreadable(err)
	case !info.Mode().IsRegular():
		return Document{}, notRegular()
	case info.Size() > MaxBytes:
		return Document{}, enormous()
	}
	file, err := os.Open(path)
	if err != nil {
		return Document{}, unreadable(err)
	}
	defer file.Close()
	// One byte more than may be: a file that grew meanwhile is seen by it.
	raw, err := io.ReadAll(io.LimitReader(file, MaxBytes+1))
	if err != nil {
		return Document{}, unreadable(err)
	}
	return Read(path, raw)
}
