package ingest

import (
	"io"
	"os"
)

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
