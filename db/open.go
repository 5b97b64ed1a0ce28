package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/text"
)

const (
	// readers is how many requests read at once; more than there are cores, since
	// some wait for the disk.
	readers = 4
	// busyTimeout is how long a statement waits for another process's write.
	busyTimeout = 5 * time.Second
	// keptTexts is how many texts are kept ready for work on them; with their index
	// they take a few times their size.
	keptTexts = 64
)

// Options are what a DB takes from outside; the zero value is for production.
type Options struct {
	Now   func() time.Time // default time.Now; kept in UTC, to the second
	NewID func() string    // default: 20 random characters of a–z and 2–7
	Log   *slog.Logger     // default slog.Default()

	// Gone says that no file is at an absolute path any more, for SeedArticle; by
	// default every file stays where it was, since this package looks at none but its own.
	Gone func(path string) bool

	Rules Rules // that propose quotes; default those of package quotation
}

// DB is an open data file. Its methods may be called by many goroutines.
type DB struct {
	path    string
	options Options
	readers *sql.DB
	writer  *writer
	texts   *lru[revisionKey, *text.Index]
	scales  atomic.Pointer[knownScales] // nil before they were first read
	added   chan struct{}               // holds one when an article may want suggestions
}

// Create opens the data file, makes it first when there is none, and migrates it.
// Refusals: error.file_not_isnad and error.file_newer (Invalid).
func Create(ctx context.Context, path string, o Options) (*DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	o = o.withDefaults()
	if err := makeFile(path); err != nil {
		return nil, fmt.Errorf("create %s: %w", path, err)
	}
	h, err := readHeader(ctx, path)
	if err != nil {
		return nil, err
	}
	if !h.ours() && !h.blank() {
		return nil, notIsnad(path)
	}
	if err := migrate(ctx, path, migrations(), o.Now); err != nil {
		return nil, err
	}
	return open(ctx, path, o)
}

// Open opens an existing data file and never migrates it. Refusals:
// error.file_missing (NotFound), error.file_not_isnad, error.file_newer and
// error.file_outdated (Invalid).
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := checkFile(ctx, path); err != nil {
		return nil, err
	}
	return open(ctx, path, o.withDefaults())
}

// checkFile refuses what is not a data file of exactly this version.
func checkFile(ctx context.Context, path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return annotation.Refuse(annotation.NotFound, "error.file_missing", "file", path)
	} else if err != nil {
		return err
	}
	h, err := readHeader(ctx, path)
	switch {
	case err != nil:
		return err
	case !h.ours():
		return notIsnad(path)
	case h.version < latest():
		return annotation.Refuse(annotation.Invalid, "error.file_outdated", "file", path, "version", h.version, "known", latest())
	}
	return refuseNewer(path, h.version, latest())
}

func open(ctx context.Context, path string, o Options) (*DB, error) {
	pool, err := sql.Open("sqlite", dsn(path, queryOnly))
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(readers)
	pool.SetMaxIdleConns(readers)
	w, err := newWriter(ctx, path, o.Log)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	db := &DB{path: path, options: o, readers: pool, writer: w, texts: newLRU[revisionKey, *text.Index](keptTexts),
		added: make(chan struct{}, 1)}
	go w.run()
	if err := db.Ready(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Close waits for the writes under way, refuses later ones (Unavailable,
// error.unavailable) and closes the file.
func (db *DB) Close() error {
	return errors.Join(db.readers.Close(), db.writer.close())
}

// Path is the data file, absolute.
func (db *DB) Path() string { return db.path }

// Ready says whether the file can be read and has the tables that this isnad
// expects; it may have been replaced or migrated by another process.
func (db *DB) Ready(ctx context.Context) error {
	var version int
	if err := db.readers.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return unavailable(err)
	}
	return refuseNewer(db.path, version, latest())
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.NewID == nil {
		o.NewID = newID
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Rules.Suggest == nil {
		o.Rules = Rules{quotation.Version, quotation.Suggest}
	}
	if o.Gone == nil {
		o.Gone = func(string) bool { return false }
	}
	return o
}

// waiting is how long connections wait for another process.
var waiting = fmt.Sprintf("_busy_timeout=%d", busyTimeout.Milliseconds())

// What connections differ in.
const (
	queryOnly   = "_query_only=1"
	foreignKeys = "_foreign_keys=1"
	// What is deleted is overwritten with zeroes: sessions, and evidence that is erased
	// (https://www.sqlite.org/pragma.html#pragma_secure_delete).
	secureDelete = "_pragma=secure_delete(1)"
)

// dsn names the file for connections of the running program; extra are further
// parameters. The driver applies it to each new connection.
func dsn(path string, extra ...string) string {
	return fileURI(path, append([]string{
		"mode=rw", // the file is made by makeFile only
		waiting,
		"_journal_mode=WAL",
		"_synchronous=FULL",                    // a commit is on disk before it is answered
		"_txlock=immediate",                    // a deferred write fails at once beside another (BUSY_SNAPSHOT)
		"_dqs=0",                               // a mistyped "column" is an error and not a text
		"_defensive=1",                         // no SQL can reach past the tables
		"_pragma=journal_size_limit(67108864)", // what a large import leaves of the log
	}, extra...)...)
}

// plainDSN names the file for a connection that only looks: it changes neither
// the journal mode nor anything else of what may be a stranger's file.
func plainDSN(path string, extra ...string) string {
	return fileURI(path, append([]string{"mode=rw", waiting, "_defensive=1"}, extra...)...)
}

// fileURI is the path as a URI, since only that form has parameters. The path is
// absolute and may hold any character.
func fileURI(path string, parameters ...string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") { // C:/…
		slashed = "/" + slashed
	}
	u := url.URL{Scheme: "file", Path: slashed, RawQuery: strings.Join(parameters, "&")}
	return u.String()
}

// makeFile makes an empty file that only its owner can read, unless there is one.
// SQLite gives its log the same permissions.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder puts the names of new files on disk.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
