package db

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/isnad/isnad/internal/annotation"
)

// onlyFiles wants a folder to hold these files and nothing half made.
func onlyFiles(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); got != strings.Join(want, " ") {
		t.Errorf("the folder holds %q, want %q", got, want)
	}
}

func TestBackupWhileOthersWrite(t *testing.T) {
	db, _ := checked(t)
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			for ctx.Err() == nil {
				if err := note(db, "meanwhile"); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	folder := t.TempDir()
	for _, name := range []string{"1.db", "2.db", "3.db"} {
		before := len(notes(t, db))
		if err := db.Backup(t.Context(), filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
		copied, err := Open(t.Context(), filepath.Join(folder, name), Options{})
		if err != nil {
			t.Fatal(err)
		}
		noFindings(t, copied)
		if got := len(notes(t, copied)); got < before {
			t.Errorf("%d events, %d of which were there before it began", got, before)
		}
		if err := copied.Close(); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	all.Wait()
	onlyFiles(t, folder, "1.db", "2.db", "3.db")
	if info, err := os.Stat(filepath.Join(folder, "1.db")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the backup: %v %v", info.Mode(), err)
	}
}

func TestBackupRefusals(t *testing.T) {
	db := tempDB(t)
	folder := t.TempDir()
	there := filepath.Join(folder, "there")
	if err := os.WriteFile(there, []byte("a letter"), 0o600); err != nil {
		t.Fatal(err)
	}
	refusal(t, db.Backup(t.Context(), there), annotation.Conflict, "error.file_exists")
	if body, err := os.ReadFile(there); err != nil || string(body) != "a letter" {
		t.Errorf("the file was changed: %q %v", body, err)
	}
	if err := db.Backup(t.Context(), filepath.Join(folder, "no folder", "x.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("into a folder that is not there: %v", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Backup(cancelled, filepath.Join(folder, "x.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	onlyFiles(t, folder, "there")
}

// backup is a backup with some history, and how much.
func backup(t *testing.T) (path string, events int) {
	t.Helper()
	db, _ := checked(t)
	path = filepath.Join(t.TempDir(), "backup.db")
	if err := db.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	return path, len(notes(t, db))
}

// holds wants a sound data file with that many events.
func holds(t *testing.T, path string, events int) {
	t.Helper()
	db, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	noFindings(t, db)
	if got := len(notes(t, db)); got != events {
		t.Errorf("%d events, want %d", got, events)
	}
}

func TestRestore(t *testing.T) {
	from, events := backup(t)
	folder := t.TempDir()
	to := filepath.Join(folder, "isnad.db")
	if err := Restore(t.Context(), from, to, false); err != nil {
		t.Fatal(err)
	}
	onlyFiles(t, folder, "isnad.db")
	holds(t, to, events)

	refusal(t, Restore(t.Context(), from, to, false), annotation.Conflict, "error.file_exists")
	db := mustCreate(t, to)
	if err := errors.Join(note(db, "since"), db.Close()); err != nil {
		t.Fatal(err)
	}
	if err := Restore(t.Context(), from, to, true); err != nil {
		t.Fatal(err)
	}
	onlyFiles(t, folder, "isnad.db")
	holds(t, to, events)
	holds(t, from, events)
}

func TestRestoreIntoAFileInUse(t *testing.T) {
	from, events := backup(t)
	to := filepath.Join(t.TempDir(), "isnad.db")
	db := mustCreate(t, to)
	refusal(t, Restore(t.Context(), from, to, true), annotation.Conflict, "error.file_in_use")
	if err := note(db, "still here"); err != nil {
		t.Errorf("the file in use was harmed: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	stop := startHold(t, to)
	refusal(t, Restore(t.Context(), from, to, true), annotation.Conflict, "error.file_in_use")
	stop()
	holds(t, to, 1)

	if err := Restore(t.Context(), from, to, true); err != nil {
		t.Fatal(err)
	}
	holds(t, to, events)
	refusal(t, Restore(t.Context(), to, to, true), annotation.Conflict, "error.file_in_use")
}

// TestRestoreOverDamage: the old file is beyond reading, and its log, which would
// be replayed into the new one, lies beside it.
func TestRestoreOverDamage(t *testing.T) {
	from, events := backup(t)
	to := filepath.Join(t.TempDir(), "isnad.db")
	old := mustCreate(t, to)
	if err := note(old, "in the log"); err != nil {
		t.Fatal(err)
	}
	wal, err := os.ReadFile(to + "-wal")
	if err != nil || len(wal) == 0 {
		t.Fatalf("a log of %d bytes: %v", len(wal), err)
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string][]byte{to: bytes.Repeat([]byte("?"), 8192), to + "-wal": wal} {
		if err := os.WriteFile(name, body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := Restore(t.Context(), from, to, true); err != nil {
		t.Fatal(err)
	}
	holds(t, to, events)
}

func TestRestoreFromWhatIsNoBackup(t *testing.T) {
	sound, events := backup(t)
	folder := t.TempDir()
	to := filepath.Join(folder, "isnad.db")
	if err := Restore(t.Context(), sound, to, false); err != nil {
		t.Fatal(err)
	}
	sources := map[string]struct{ path, key string }{}
	for name, path := range strangers(t) {
		sources[name] = struct{ path, key string }{path, "error.file_not_isnad"}
	}
	altered := func(name, key, query string) {
		path := filepath.Join(t.TempDir(), "altered.db")
		if err := Restore(t.Context(), sound, path, false); err != nil {
			t.Fatal(err)
		}
		db := mustCreate(t, path)
		err := db.write(t.Context(), func(tx *tx) error {
			_, err := tx.exec(query)
			return err
		})
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		sources[name] = struct{ path, key string }{path, key}
	}
	altered("newer", "error.file_newer", `PRAGMA user_version = 9999`)
	altered("broken history", "error.backup_damaged", `UPDATE events SET actor = 'nobody'`)

	body, err := os.ReadFile(sound)
	if err != nil {
		t.Fatal(err)
	}
	copy(body[len(body)/2:], bytes.Repeat([]byte("?"), 4096))
	damaged := filepath.Join(t.TempDir(), "damaged.db")
	if err := os.WriteFile(damaged, body, 0o600); err != nil {
		t.Fatal(err)
	}
	sources["damaged"] = struct{ path, key string }{damaged, "error.backup_damaged"}

	for name, source := range sources {
		t.Run(name, func(t *testing.T) {
			refusal(t, Restore(t.Context(), source.path, to, true), annotation.Invalid, source.key)
			onlyFiles(t, folder, "isnad.db")
		})
	}
	refusal(t, Restore(t.Context(), filepath.Join(folder, "missing.db"), to, true), annotation.NotFound, "error.file_missing")
	holds(t, to, events)
}

// TestRestoreOlder: a backup from before a migration is restored as it is, and
// migrated when it is next served.
func TestRestoreOlder(t *testing.T) {
	older := filepath.Join(t.TempDir(), "older.db")
	if _, err := migrated(t, older, migrations()[:1]); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "isnad.db")
	if err := Restore(t.Context(), older, to, false); err != nil {
		t.Fatal(err)
	}
	noFindings(t, mustCreate(t, to))
}
