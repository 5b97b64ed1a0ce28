package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
)

// maxPrepared bounds the statements kept ready; the program has fewer.
const maxPrepared = 256

// connection keeps what runs on it prepared: the few statements of a write would
// otherwise take longer to compile than to run. Queries of several rows are not
// kept, since a statement cannot be run again while its rows are being read.
type connection struct {
	*sql.Conn
	prepared map[string]*sql.Stmt
}

func connect(ctx context.Context, pool *sql.DB) (*connection, error) {
	c, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{Conn: c, prepared: make(map[string]*sql.Stmt)}, nil
}

// prepare is nil for a query that is not to be kept, or that does not compile.
func (c *connection) prepare(ctx context.Context, query string) *sql.Stmt {
	s, known := c.prepared[query]
	if known || len(c.prepared) >= maxPrepared {
		return s
	}
	s, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil // running it says why
	}
	c.prepared[query] = s
	return s
}

func (c *connection) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if s := c.prepare(ctx, query); s != nil {
		return s.ExecContext(ctx, args...)
	}
	return c.ExecContext(ctx, query, args...)
}

func (c *connection) queryRow(ctx context.Context, query string, args ...any) *sql.Row {
	if s := c.prepare(ctx, query); s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return c.QueryRowContext(ctx, query, args...)
}

// close gives the connection back to its pool; for good when it is broken, and
// the pool closes it. A statement left open would keep the file open.
func (c *connection) close(broken bool) error {
	var errs []error
	for _, s := range c.prepared {
		errs = append(errs, s.Close())
	}
	if !broken {
		return errors.Join(append(errs, c.Conn.Close())...)
	}
	err := c.Raw(func(any) error { return driver.ErrBadConn })
	if !errors.Is(err, driver.ErrBadConn) {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
