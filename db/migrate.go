package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"
)

//go:embed migrations/*.sql
var embedded embed.FS

// migration is one numbered step of the schema.
type migration struct {
	version int
	name    string // "0001_core"
	sql     string
	fill    func(ctx context.Context, t *sql.Tx) error // nil for most
}

// fills put into the tables of a migration, in its transaction and after its SQL, what
// only Go can tell of the rows that are there: folded text. They read and write by the
// schema as that migration leaves it, and not by what later ones add.
var fills = map[string]func(ctx context.Context, t *sql.Tx) error{
	"memory": fillSaid,
}

// sha256 tells a migration that was changed after its release.
func (m migration) sha256() string {
	digest := sha256.Sum256([]byte(m.sql))
	return hex.EncodeToString(digest[:])
}

// migrations are those of this isnad, in order.
func migrations() []migration {
	all, err := readMigrations(embedded)
	if err != nil {
		panic(err) // the embedded files are part of the program; a test reads them
	}
	return all
}

// latest is the version of a file that this isnad works with.
func latest() int { return len(migrations()) }

// readMigrations reads migrations/NNNN_name.sql, which must be numbered 1, 2, 3, …
func readMigrations(from fs.FS) ([]migration, error) {
	entries, err := fs.ReadDir(from, "migrations") // sorted by name
	if err != nil {
		return nil, err
	}
	var all []migration
	for _, entry := range entries {
		name := strings.TrimSuffix(entry.Name(), ".sql")
		number, title, _ := strings.Cut(name, "_")
		version, err := strconv.Atoi(number)
		if err != nil || len(number) != 4 || version != len(all)+1 {
			return nil, fmt.Errorf("migration %s: want number %04d", entry.Name(), len(all)+1)
		}
		body, err := fs.ReadFile(from, "migrations/"+entry.Name())
		if err != nil {
			return nil, err
		}
		all = append(all, migration{version: version, name: name, sql: string(body), fill: fills[title]})
	}
	return all, nil
}

// migrate brings the file to the last of the migrations, each in a transaction of
// its own. It uses a connection of its own without foreign keys, which a rebuilt
// table's children would otherwise follow into the void; they are checked before
// each commit instead.
func migrate(ctx context.Context, path string, all []migration, now func() time.Time) (err error) {
	pool, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	pool.SetMaxOpenConns(1)
	var enforced bool
	if err := pool.QueryRowContext(ctx, `PRAGMA foreign_keys`).Scan(&enforced); err != nil {
		return err
	}
	if enforced {
		return errors.New("migrate: foreign keys are enforced")
	}
	if err := checkApplied(ctx, pool, path, all); err != nil {
		return err
	}
	for _, m := range all {
		if err := m.apply(ctx, pool, now()); err != nil {
			return fmt.Errorf("migration %s: %w", m.name, err)
		}
	}
	return nil
}

// checkApplied refuses a file from a newer isnad, and migrations that are not the
// ones the file was made by.
func checkApplied(ctx context.Context, q querier, path string, all []migration) error {
	version, err := userVersion(ctx, q)
	if err != nil {
		return err
	}
	if version == 0 {
		return nil
	}
	if err := refuseNewer(path, version, len(all)); err != nil {
		return err
	}
	type applied struct{ name, sha256 string }
	rows, err := collect(ctx, q, func(row scanner) (a applied, err error) {
		err = row.Scan(&a.name, &a.sha256)
		return a, err
	}, `SELECT name, sha256 FROM schema_migrations ORDER BY version`)
	if err != nil {
		return err
	}
	if len(rows) != version {
		return fmt.Errorf("%s: version %d, but %d migrations are on record", path, version, len(rows))
	}
	for i, row := range rows {
		if m := all[i]; row.name != m.name || row.sha256 != m.sha256() {
			return fmt.Errorf("%s: migration %s is not the one the file was made by (%s, SHA-256 %s): a released migration never changes",
				path, m.name, row.name, row.sha256)
		}
	}
	return nil
}

// apply runs the migration unless the file already has it, perhaps by another
// process a moment ago.
func (m migration) apply(ctx context.Context, pool *sql.DB, now time.Time) (err error) {
	t, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback() // does nothing after the commit
	version, err := userVersion(ctx, t)
	if err != nil || version >= m.version {
		return err
	}
	if m.version == 1 {
		if _, err := t.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d;
			CREATE TABLE schema_migrations (
			    version    INTEGER PRIMARY KEY,
			    name       TEXT NOT NULL,
			    sha256     TEXT NOT NULL,
			    applied_at TEXT NOT NULL
			) STRICT`, applicationID)); err != nil {
			return err
		}
	}
	if _, err := t.ExecContext(ctx, m.sql); err != nil {
		return err
	}
	if m.fill != nil {
		if err := m.fill(ctx, t); err != nil {
			return err
		}
	}
	broken, err := collect(ctx, t, scanBrokenKey, `PRAGMA foreign_key_check`)
	if err != nil {
		return err
	}
	if len(broken) > 0 {
		return fmt.Errorf("%d broken references, the first: %s", len(broken), broken[0])
	}
	if _, err := t.ExecContext(ctx, `INSERT INTO schema_migrations (version, name, sha256, applied_at) VALUES (?, ?, ?, ?)`,
		m.version, m.name, m.sha256(), timeText(now)); err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, m.version)); err != nil {
		return err
	}
	return t.Commit()
}

func userVersion(ctx context.Context, q querier) (version int, err error) {
	err = q.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version)
	return version, err
}

// brokenKey is a row of PRAGMA foreign_key_check.
type brokenKey struct {
	table, parent string
	row           sql.NullInt64 // none in a table without rowids
}

func (b brokenKey) String() string {
	if !b.row.Valid {
		return fmt.Sprintf("a row of %s refers to no row of %s", b.table, b.parent)
	}
	return fmt.Sprintf("row %d of %s refers to no row of %s", b.row.Int64, b.table, b.parent)
}

func scanBrokenKey(row scanner) (b brokenKey, err error) {
	var key int // which of the table's foreign keys
	err = row.Scan(&b.table, &b.row, &b.parent, &key)
	return b, err
}
