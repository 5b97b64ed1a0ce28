package db

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"runtime/debug"
	"sync"
)

// maxBatch bounds how many writes share one transaction, and with it how long
// the first of them waits for the others.
const maxBatch = 64

// writer owns the one connection that writes.
type writer struct {
	pool  *sql.DB     // of one connection
	conn  *connection // nil after a failure
	log   *slog.Logger
	queue chan *request

	closing  chan struct{}
	closed   chan struct{}
	stopOnce sync.Once
}

// request is one write that waits for its turn and then for the commit.
type request struct {
	ctx  context.Context
	db   *DB
	fn   func(*tx) error
	done chan error
	err  error // why the write was refused, if it was
}

// writing marks the context of a write: another one inside it would wait for
// itself.
type writing struct{}

// write runs fn in the writer's next transaction, waits until that is on disk, and
// only then returns. An error or a panic of fn takes back what fn did and nothing
// else; when the transaction as a whole fails, all its writes are refused with
// Unavailable (error.database_full or error.unavailable), and nothing of them is
// kept. A caller who gives up before the write began has changed nothing and gets
// the context's error; once begun, the answer is what happened.
//
// fn runs while others wait: parse, hash and compare before. It must touch the
// file through t only.
func (db *DB) write(ctx context.Context, fn func(t *tx) error) error {
	if ctx.Value(writing{}) != nil {
		return internalError("a write inside a write")
	}
	r := &request{ctx: ctx, db: db, fn: fn, done: make(chan error, 1)}
	select {
	case db.writer.queue <- r:
		return <-r.done
	case <-ctx.Done():
		return ctx.Err()
	case <-db.writer.closing:
		return unavailable(sql.ErrConnDone)
	}
}

func newWriter(ctx context.Context, path string, log *slog.Logger) (*writer, error) {
	pool, err := sql.Open("sqlite", dsn(path, foreignKeys, secureDelete))
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	w := &writer{pool: pool, log: log, queue: make(chan *request), closing: make(chan struct{}), closed: make(chan struct{})}
	if w.conn, err = connect(ctx, pool); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return w, nil
}

// run writes until close is called.
func (w *writer) run() {
	defer close(w.closed)
	for {
		select {
		case first := <-w.queue:
			w.batch(first)
		case <-w.closing:
			return
		}
	}
}

func (w *writer) close() error {
	w.stopOnce.Do(func() { close(w.closing) })
	<-w.closed
	var err error
	if w.conn != nil {
		err = w.conn.close(false)
		w.conn = nil
	}
	return errors.Join(err, w.pool.Close())
}

// batch commits the first write together with all that wait by the time it is
// through, and answers them.
func (w *writer) batch(first *request) {
	var requests []*request
	fault := w.begin()
	for next := first; next != nil; next = w.waiting(len(requests)) {
		requests = append(requests, next)
		if fault == nil {
			fault = w.savepoint(next)
		}
	}
	if fault == nil {
		_, fault = w.conn.exec(context.Background(), `COMMIT`)
	}
	if fault != nil {
		w.log.Error("no write of the batch is kept", "writes", len(requests), "error", fault)
		w.abandon()
		for _, r := range requests {
			r.err = unavailable(fault)
		}
	}
	for _, r := range requests {
		r.done <- r.err
	}
}

// waiting is the next write that waits already, or nil.
func (w *writer) waiting(taken int) *request {
	if taken >= maxBatch {
		return nil
	}
	select {
	case r := <-w.queue:
		return r
	default:
		return nil
	}
}

func (w *writer) begin() (err error) {
	ctx := context.Background()
	if w.conn == nil {
		if w.conn, err = connect(ctx, w.pool); err != nil {
			return err
		}
	}
	_, err = w.conn.exec(ctx, `BEGIN IMMEDIATE`)
	return err
}

// savepoint runs one write. Its own error goes to the request; the error returned
// is one that ends the whole transaction.
func (w *writer) savepoint(r *request) error {
	if r.err = r.ctx.Err(); r.err != nil {
		return nil // whoever asked has left before it began
	}
	ctx := context.WithValue(context.WithoutCancel(r.ctx), writing{}, true)
	if _, err := w.conn.exec(ctx, `SAVEPOINT one_write`); err != nil {
		return err
	}
	t := &tx{ctx: ctx, now: r.db.now(), db: r.db, conn: w.conn}
	r.err = w.call(r.fn, t)
	switch {
	case t.fault != nil:
		return t.fault
	case isFault(r.err):
		return r.err
	case r.err != nil:
		_, err := w.conn.ExecContext(ctx, `ROLLBACK TO one_write; RELEASE one_write`)
		return err
	}
	_, err := w.conn.exec(ctx, `RELEASE one_write`)
	return err
}

// call turns a panic of one write into its error.
func (w *writer) call(fn func(*tx) error, t *tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.log.Error("a write panicked", "panic", p, "stack", string(debug.Stack()))
			err = internalError("panic: %v", p)
		}
	}()
	return fn(t)
}

// abandon ends a failed transaction. SQLite may have done so itself; where it is
// not known to be over, the connection goes, and the next batch has a fresh one.
func (w *writer) abandon() {
	if w.conn == nil {
		return
	}
	if _, err := w.conn.ExecContext(context.Background(), `ROLLBACK`); err == nil {
		return
	}
	if err := w.conn.close(true); err != nil {
		w.log.Error("close the writing connection", "error", err)
	}
	w.conn = nil
}
