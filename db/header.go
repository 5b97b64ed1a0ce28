package db

import (
	"context"
	"database/sql"
	"fmt"

	"modernc.org/sqlite/lib"

	"github.com/isnad/isnad/internal/annotation"
)

// applicationID marks a SQLite file as isnad's: "isnd"
// (https://www.sqlite.org/pragma.html#pragma_application_id).
const applicationID = 0x69736e64

// header is what a file says about itself.
type header struct {
	application int
	version     int // the last migration
	tables      int
}

func (h header) ours() bool { return h.application == applicationID }

// blank says that nobody has written anything to the file.
func (h header) blank() bool { return h == header{} }

// readHeader refuses a file that is not SQLite at all (Invalid,
// error.file_not_isnad). It reads through SQLite: closing the file by other means
// would end the locks that this process holds on it.
func readHeader(ctx context.Context, path string) (h header, err error) {
	pool, err := sql.Open("sqlite", plainDSN(path, queryOnly))
	if err != nil {
		return header{}, err
	}
	defer pool.Close()
	for query, to := range map[string]*int{
		`PRAGMA application_id`:              &h.application,
		`PRAGMA user_version`:                &h.version,
		`SELECT count(*) FROM sqlite_schema`: &h.tables,
	} {
		if err := pool.QueryRowContext(ctx, query).Scan(to); err != nil {
			if primaryCode(err) == sqlite3.SQLITE_NOTADB {
				return header{}, notIsnad(path).Because(err)
			}
			return header{}, fmt.Errorf("read %s: %w", path, err)
		}
	}
	return h, nil
}

func notIsnad(path string) *annotation.Error {
	return annotation.Refuse(annotation.Invalid, "error.file_not_isnad", "file", path)
}

// refuseNewer refuses a file that a newer isnad has migrated.
func refuseNewer(path string, version, known int) error {
	if version > known {
		return annotation.Refuse(annotation.Invalid, "error.file_newer", "file", path, "version", version, "known", known)
	}
	return nil
}
