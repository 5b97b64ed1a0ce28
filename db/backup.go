package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"modernc.org/sqlite/lib"

	"github.com/isnad/isnad/internal/annotation"
)

// Backup writes the file as it is at one moment to a new file, compact and on
// disk before it returns. Others go on reading and writing meanwhile. A file that
// is there already is a Conflict (error.file_exists).
func (db *DB) Backup(ctx context.Context, file string) error {
	file, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	// The empty file holds the name while the backup is made under another one, so
	// that half a backup is never taken for one.
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fileExists(file)
	}
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := copyTo(ctx, db.path, file, func() error { return nil }); err != nil {
		return errors.Join(fmt.Errorf("back up to %s: %w", file, err), os.Remove(file))
	}
	return nil
}

// Restore makes the data file from a backup, which it looks through first: one
// that is damaged (error.backup_damaged), no data file (error.file_not_isnad) or
// of a newer isnad (error.file_newer) is Invalid. An older one is migrated when it
// is next served. Without force an existing data file is a Conflict
// (error.file_exists); one that anybody has open is a Conflict (error.file_in_use)
// even with. Until the very end the old file stays as it is.
func Restore(ctx context.Context, from, to string, force bool) error {
	from, err1 := filepath.Abs(from)
	to, err2 := filepath.Abs(to)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	there, err := os.Stat(to)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case !force:
		return fileExists(to)
	}
	backup, err := os.Stat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return annotation.Refuse(annotation.NotFound, "error.file_missing", "file", from)
	}
	if err != nil {
		return err
	}
	if there != nil && os.SameFile(there, backup) {
		return annotation.Refuse(annotation.Conflict, "error.file_in_use", "file", to)
	}
	if err := checkBackup(ctx, from); err != nil {
		return err
	}
	release := func() error { return nil }
	err = copyTo(ctx, from, to, func() error {
		if there != nil {
			unlock, err := lockFile(ctx, to)
			if err != nil {
				return err
			}
			release = unlock
		}
		// The log of the old file would be replayed into the new one.
		for _, suffix := range []string{"-wal", "-shm", "-journal"} {
			if err := os.Remove(to + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, release())
}

// copyTo writes the database as it is at one moment under a name of its own,
// beside to, and moves it there once it is on disk and ready has agreed. It copies
// through SQLite: the bytes of a file without those of its log are not all there
// is.
func copyTo(ctx context.Context, from, to string, ready func() error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(to), "."+filepath.Base(to)+".*") // readable by its owner only
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := f.Close(); err != nil {
		return err
	}
	if err := vacuumInto(ctx, from, f.Name()); err != nil {
		return err
	}
	if err := syncFile(f.Name()); err != nil {
		return err
	}
	if err := ready(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), to); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(to))
}

// vacuumInto copies a database into an empty file. The readers' pool cannot do
// it: VACUUM counts as writing, wherever to.
func vacuumInto(ctx context.Context, from, to string) (err error) {
	pool, err := sql.Open("sqlite", plainDSN(from))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	_, err = pool.ExecContext(ctx, `VACUUM INTO ?`, to)
	return err
}

// checkBackup refuses a file that would not do as a data file.
func checkBackup(ctx context.Context, path string) (err error) {
	h, err := readHeader(ctx, path)
	if err != nil {
		return err
	}
	if !h.ours() {
		return notIsnad(path)
	}
	if err := refuseNewer(path, h.version, latest()); err != nil {
		return err
	}
	pool, err := sql.Open("sqlite", plainDSN(path, queryOnly))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	c := checker{ctx: ctx, q: pool}
	if err := c.run(c.file()...); err != nil {
		return err
	}
	if len(c.findings) > 0 {
		first := c.findings[0]
		return annotation.Refuse(annotation.Invalid, "error.backup_damaged", "file", path, "findings", len(c.findings)).
			Because(fmt.Errorf("%s %s: %s", first.What, first.Where, first.Detail))
	}
	return nil
}

// lockFile keeps all others from a data file until release is called, and
// refuses when anybody has it open. Leaving WAL mode is what tells: SQLite lets
// only the last connection do it
// (https://www.sqlite.org/wal.html#persistence_of_wal_mode). A file too damaged to
// be opened has nobody to keep out.
func lockFile(ctx context.Context, path string) (release func() error, err error) {
	pool, err := sql.Open("sqlite", fileURI(path, "mode=rw", "_busy_timeout=0", "_defensive=1", "_txlock=exclusive"))
	if err != nil {
		return nil, err
	}
	var exclusive *sql.Tx
	_, err = pool.ExecContext(ctx, `PRAGMA journal_mode = DELETE`)
	if err == nil {
		exclusive, err = pool.BeginTx(ctx, nil)
	}
	switch primaryCode(err) {
	case sqlite3.SQLITE_BUSY:
		err = annotation.Refuse(annotation.Conflict, "error.file_in_use", "file", path).Because(err)
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return pool.Close, nil
	}
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return func() error { return errors.Join(exclusive.Rollback(), pool.Close()) }, nil
}

// syncFile puts what was written to a file on disk.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func fileExists(path string) error {
	return annotation.Refuse(annotation.Conflict, "error.file_exists", "file", path)
}
