package db

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/isnad/isnad/internal/annotation"
)

// strangers are files that are not isnad's.
func strangers(t *testing.T) map[string]string {
	t.Helper()
	folder := t.TempDir()
	text, foreign := filepath.Join(folder, "article.txt"), filepath.Join(folder, "other.db")
	if err := os.WriteFile(text, bytes.Repeat([]byte("قال الوزير\n"), 100), 0o600); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec(`CREATE TABLE somebody_elses (x)`); err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"text": text, "other database": foreign}
}

func TestStrangersAreLeftAlone(t *testing.T) {
	for name, path := range strangers(t) {
		t.Run(name, func(t *testing.T) {
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Create(t.Context(), path, Options{})
			refusal(t, err, annotation.Invalid, "error.file_not_isnad")
			_, err = Open(t.Context(), path, Options{})
			refusal(t, err, annotation.Invalid, "error.file_not_isnad")
			after, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
			if beside, _ := filepath.Glob(path + "-*"); len(beside) > 0 {
				t.Errorf("left behind: %q", beside)
			}
		})
	}
}

func TestOpen(t *testing.T) {
	folder := t.TempDir()
	missing, empty := filepath.Join(folder, "missing.db"), filepath.Join(folder, "empty.db")
	_, err := Open(t.Context(), missing, Options{})
	refusal(t, err, annotation.NotFound, "error.file_missing")
	if _, err := os.Stat(missing); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open made the file: %v", err)
	}
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), empty, Options{})
	refusal(t, err, annotation.Invalid, "error.file_not_isnad")
	if _, err := Create(t.Context(), filepath.Join(folder, "no folder", "isnad.db"), Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("in a folder that is not there: %v", err)
	}
	_, err = Create(t.Context(), folder, Options{})
	if err == nil {
		t.Error("a folder became a data file")
	}
}

// TestPaths tries characters that mean something in a URI or to SQLite.
func TestPaths(t *testing.T) {
	for _, name := range []string{"a b.db", "أخبار.db", "50%41.db", "what?mode=memory.db", "part#2.db", "a&b;c=d'\".db", "file:x.db"} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			db, err := Create(t.Context(), filepath.Join(folder, name), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(note(db, "here"), db.Close()); err != nil {
				t.Fatal(err)
			}
			entries, err := os.ReadDir(folder)
			if err != nil {
				t.Fatal(err)
			}
			if len(entries) != 1 || entries[0].Name() != name {
				t.Fatalf("the folder holds %v", entries)
			}
			if info, err := entries[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("others may read the file: %v %v", info.Mode(), err)
			}
			db, err = Open(t.Context(), filepath.Join(folder, name), Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if got := notes(t, db); len(got) != 1 {
				t.Errorf("kept: %q", got)
			}
		})
	}
}

func TestReadySeesAnotherProcessMigrate(t *testing.T) {
	db := tempDB(t)
	if err := db.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.write(t.Context(), func(tx *tx) error {
		_, err := tx.exec(`PRAGMA user_version = 9999`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	refusal(t, db.Ready(t.Context()), annotation.Invalid, "error.file_newer")
}

func TestOptions(t *testing.T) {
	east := time.FixedZone("east", 3*60*60)
	db, err := Create(t.Context(), t.TempDir()+"/isnad.db", Options{
		Now:   func() time.Time { return time.Date(2026, 1, 2, 6, 4, 5, 678, east) },
		NewID: func() string { return "an-id" },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.write(t.Context(), func(tx *tx) error {
		if got := timeText(tx.now); got != "2026-01-02T03:04:05Z" {
			t.Errorf("now: %s", got)
		}
		if got := tx.newID(); got != "an-id" {
			t.Errorf("id: %s", got)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestNewID(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		id := newID()
		if err := annotation.CheckID(id); err != nil || len(id) != 20 || seen[id] {
			t.Fatalf("%q: %v, seen: %t", id, err, seen[id])
		}
		seen[id] = true
	}
}

func TestLRU(t *testing.T) {
	c := newLRU[string, int](2)
	c.Put("a", 1)
	c.Put("b", 2)
	c.Get("a")
	c.Put("c", 3) // in the place of b, which was used before a
	c.Put("a", 4)
	for key, want := range map[string]int{"a": 4, "b": 0, "c": 3} {
		if got, ok := c.Get(key); got != want || ok != (want != 0) {
			t.Errorf("%s: %d %t, want %d", key, got, ok, want)
		}
	}
}
