package db

import (
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/isnad/isnad/internal/annotation"
)

// steps are migrations of the bodies, in order.
func steps(t *testing.T, bodies ...string) []migration {
	t.Helper()
	files := fstest.MapFS{}
	for i, body := range bodies {
		files["migrations/000"+string(rune('1'+i))+"_step.sql"] = &fstest.MapFile{Data: []byte(body)}
	}
	all, err := readMigrations(files)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

const parents = `CREATE TABLE parents (id INTEGER PRIMARY KEY);
	CREATE TABLE children (parent INTEGER NOT NULL REFERENCES parents (id) ON DELETE CASCADE);
	INSERT INTO parents VALUES (1), (2);
	INSERT INTO children VALUES (1), (2), (2);`

// migrated runs migrations on a file and returns it open.
func migrated(t *testing.T, path string, all []migration) (*sql.DB, error) {
	t.Helper()
	if err := makeFile(path); err != nil {
		t.Fatal(err)
	}
	err := migrate(t.Context(), path, all, time.Now)
	pool, err2 := sql.Open("sqlite", dsn(path, foreignKeys))
	if err2 != nil {
		t.Fatal(err2)
	}
	t.Cleanup(func() { pool.Close() })
	return pool, err
}

func number(t *testing.T, pool *sql.DB, query string) (n int) {
	t.Helper()
	if err := pool.QueryRow(query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestMigrateTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "isnad.db")
	all := steps(t, parents, `INSERT INTO parents VALUES (3)`)
	for range 2 {
		pool, err := migrated(t, path, all)
		if err != nil {
			t.Fatal(err)
		}
		if got := number(t, pool, `SELECT count(*) FROM parents`); got != 3 {
			t.Errorf("%d parents, want 3", got)
		}
		if got := number(t, pool, `SELECT count(*) FROM schema_migrations`); got != 2 {
			t.Errorf("%d migrations on record, want 2", got)
		}
		if got := number(t, pool, `PRAGMA application_id`); got != applicationID {
			t.Errorf("application_id %x", got)
		}
	}
}

// TestRebuildKeepsChildren rebuilds a table that others refer to, as ALTER TABLE
// cannot change a CHECK: with foreign keys on, its children would be deleted.
func TestRebuildKeepsChildren(t *testing.T) {
	pool, err := migrated(t, filepath.Join(t.TempDir(), "isnad.db"), steps(t, parents, `
		CREATE TABLE parents_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
		INSERT INTO parents_new (id) SELECT id FROM parents;
		DROP TABLE parents;
		ALTER TABLE parents_new RENAME TO parents;`))
	if err != nil {
		t.Fatal(err)
	}
	if got := number(t, pool, `SELECT count(*) FROM children JOIN parents ON id = parent`); got != 3 {
		t.Errorf("%d children, want 3", got)
	}
}

func TestFailedMigrationLeavesNothing(t *testing.T) {
	for name, second := range map[string]string{
		"broken SQL":       `CREATE TABLE half (x); INSERT INTO parents VALUES (3); CREATE TABEL whole (x);`,
		"broken reference": `CREATE TABLE half (x); INSERT INTO parents VALUES (3); DELETE FROM parents WHERE id = 2;`,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "isnad.db")
			pool, err := migrated(t, path, steps(t, parents, second))
			if err == nil || !strings.Contains(err.Error(), "0002_step") {
				t.Fatalf("the error does not say which migration failed: %v", err)
			}
			if got := number(t, pool, `SELECT count(*) FROM sqlite_schema WHERE name = 'half'`); got != 0 {
				t.Error("a table is left")
			}
			if got := number(t, pool, `SELECT count(*) FROM parents`); got != 2 {
				t.Errorf("%d parents, want 2", got)
			}
			if got := number(t, pool, `PRAGMA user_version`); got != 1 {
				t.Errorf("version %d, want 1", got)
			}
			if _, err := migrated(t, path, steps(t, parents, `CREATE TABLE half (x)`)); err != nil {
				t.Errorf("the amended migration: %v", err)
			}
		})
	}
}

func TestChangedMigrationIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "isnad.db")
	if _, err := migrated(t, path, steps(t, parents)); err != nil {
		t.Fatal(err)
	}
	pool, err := migrated(t, path, steps(t, parents+" -- amended", `CREATE TABLE more (x)`))
	if err == nil || !strings.Contains(err.Error(), "0001_step") {
		t.Errorf("got %v", err)
	}
	if got := number(t, pool, `PRAGMA user_version`); got != 1 {
		t.Errorf("version %d, want 1", got)
	}
}

func TestNewerFileIsRefused(t *testing.T) {
	db := tempDB(t)
	if err := db.write(t.Context(), func(tx *tx) error {
		_, err := tx.exec(`PRAGMA user_version = 9999`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	_, err := Create(t.Context(), db.Path(), Options{})
	refusal(t, err, annotation.Invalid, "error.file_newer")
	_, err = Open(t.Context(), db.Path(), Options{})
	refusal(t, err, annotation.Invalid, "error.file_newer")
}

func TestOlderFileIsMigratedByCreateOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "isnad.db")
	if _, err := migrated(t, path, migrations()[:1]); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), path, Options{})
	refusal(t, err, annotation.Invalid, "error.file_outdated")
	noFindings(t, mustCreate(t, path))
}

func TestMigrationNames(t *testing.T) {
	for _, names := range [][]string{{"0002_late.sql"}, {"1_short.sql"}, {"0001_a.sql", "0001_b.sql"}, {"first.sql"}} {
		files := fstest.MapFS{}
		for _, name := range names {
			files["migrations/"+name] = &fstest.MapFile{}
		}
		if all, err := readMigrations(files); err == nil {
			t.Errorf("%q read as %v", names, all)
		}
	}
	if all := migrations(); !slices.IsSortedFunc(all, func(a, b migration) int { return a.version - b.version }) || len(all) == 0 {
		t.Errorf("the embedded migrations are %v", all)
	}
}
