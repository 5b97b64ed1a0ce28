package ingest

import (
	"iter"
	"os"
	"path/filepath"
	"strings"
)

// Walk yields the files that paths name: a file itself, a folder's files and those
// of its folders, in the order of their names. Inside folders hidden entries and
// files of unknown formats are passed over; a file named outright that cannot be
// read by its ending is a failure. What cannot be looked at comes with its error,
// once, and the walk goes on. Links are followed, and no folder is entered twice.
func Walk(paths []string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		w := walker{yield: yield, entered: map[string]bool{}}
		for _, path := range paths {
			if !w.named(path) {
				return
			}
		}
	}
}

type walker struct {
	yield   func(string, error) bool
	entered map[string]bool // folders by their real path
}

// named visits a path that the caller gave; false stops the walk.
func (w *walker) named(path string) bool {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return w.yield(path, unreadable(err))
	case info.IsDir():
		return w.folder(path)
	case readerFor(path) == nil:
		return w.yield(path, unknownFormat(path))
	}
	return w.yield(path, nil)
}

// folder visits what a folder holds; false stops the walk.
func (w *walker) folder(path string) bool {
	resolved, err := filepath.EvalSymlinks(path)
	if err == nil {
		resolved, err = filepath.Abs(resolved)
	}
	if err != nil {
		return w.yield(path, unreadable(err))
	}
	if w.entered[resolved] {
		return true
	}
	w.entered[resolved] = true

	entries, err := os.ReadDir(path)
	if err != nil && !w.yield(path, unreadable(err)) {
		return false
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		if !w.entry(filepath.Join(path, entry.Name()), entry) {
			return false
		}
	}
	return true
}

// entry visits one thing in a folder; false stops the walk.
func (w *walker) entry(path string, entry os.DirEntry) bool {
	folder := entry.IsDir()
	if entry.Type()&os.ModeSymlink != 0 {
		info, err := os.Stat(path)
		if err != nil && readerFor(path) != nil {
			return w.yield(path, unreadable(err))
		}
		folder = err == nil && info.IsDir()
	}
	switch {
	case folder:
		return w.folder(path)
	case readerFor(path) == nil:
		return true
	}
	return w.yield(path, nil)
}
