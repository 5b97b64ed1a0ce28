package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"modernc.org/sqlite"
	"modernc.org/sqlite/lib"

	"github.com/isnad/isnad/internal/annotation"
)

// querier reads: the pool of readers, a snapshot of it, and a *tx.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// tx is one write: a savepoint of the transaction that it shares with others that
// were waiting. It ends when the function it was handed to returns.
type tx struct {
	ctx  context.Context // the caller's values, but never cancelled: that would roll the neighbours back
	now  time.Time       // one reading of the clock for the whole write: UTC, to the second
	db   *DB
	conn *connection

	fault error // the first error after which nothing of the transaction can be trusted
}

func (t *tx) exec(query string, args ...any) (sql.Result, error) {
	if t.fault != nil {
		return nil, t.fault
	}
	result, err := t.conn.exec(t.ctx, query, args...)
	return result, t.note(err)
}

func (t *tx) queryRow(query string, args ...any) *sql.Row {
	return t.conn.queryRow(t.ctx, query, args...)
}

// ExecContext is exec for what also writes by other means (see execer).
func (t *tx) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	return t.exec(query, args...)
}

// QueryContext and QueryRowContext make a tx a querier. They take the values of
// ctx and not its end.
func (t *tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := t.conn.QueryContext(context.WithoutCancel(ctx), query, args...)
	return rows, t.note(err)
}

// QueryRowContext is described at QueryContext.
func (t *tx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return t.conn.queryRow(context.WithoutCancel(ctx), query, args...)
}

// note keeps an error that ends the shared transaction, lest a caller who passes
// over it goes on outside of any.
func (t *tx) note(err error) error {
	if t.fault == nil && isFault(err) {
		t.fault = err
	}
	return err
}

// newID draws an id that no other thing has.
func (t *tx) newID() string { return t.db.options.NewID() }

// read hands fn one consistent snapshot of the file. Within fn, all reading goes
// through q: another connection could see another moment, or wait for this one.
func (db *DB) read(ctx context.Context, fn func(q querier) error) error {
	t, err := db.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer t.Rollback() // nothing was written
	return fn(t)
}

// each hands the rows of a query to fn one by one, and closes them whatever
// happens.
func each(ctx context.Context, q querier, fn func(row scanner) error, query string, args ...any) (err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// collect reads all rows of a query.
func collect[T any](ctx context.Context, q querier, scan func(scanner) (T, error), query string, args ...any) (all []T, err error) {
	err = each(ctx, q, func(row scanner) error {
		v, err := scan(row)
		all = append(all, v)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return all, nil
}

// timeText is how moments are kept: RFC 3339 in UTC, to the second, so that their
// order is that of the texts.
func timeText(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// parseTime reads timeText; "" is the zero time.
func parseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	return t.UTC(), err
}

// notFound refuses an id that nothing has. The thing is one of article,
// annotation, speaker, user, token, session.
func notFound(thing, id string) error {
	return annotation.Refuse(annotation.NotFound, "error.not_found", "thing", thing, "id", id)
}

// isUnique says that a row with the same id or key exists.
func isUnique(err error) bool {
	switch code(err) {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return true
	}
	return false
}

// isFault says that the file or the disk failed, or that SQLite may have rolled
// back the whole transaction (https://www.sqlite.org/lang_transaction.html,
// "Response To Errors Within A Transaction").
func isFault(err error) bool {
	switch primaryCode(err) {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY,
		sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL:
		return true
	}
	return false
}

// unavailable says that the file could not be written, whatever the reason.
func unavailable(cause error) error {
	key := "error.unavailable"
	if primaryCode(cause) == sqlite3.SQLITE_FULL {
		key = "error.database_full"
	}
	return annotation.Refuse(annotation.Unavailable, key).Because(cause)
}

// code is SQLite's extended result code, or 0.
func code(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()
	}
	return 0
}

// primaryCode is the kind of the result code (https://www.sqlite.org/rescode.html).
func primaryCode(err error) int { return code(err) & 0xff }

// internalError is a fault of isnad itself.
func internalError(format string, args ...any) error {
	return annotation.Refuse(annotation.Internal, "error.internal").Because(fmt.Errorf(format, args...))
}
