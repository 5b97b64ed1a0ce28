package db

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"modernc.org/sqlite"
	"modernc.org/sqlite/lib"

	"github.com/isnad/isnad/internal/annotation"
)

var background = context.Background()

func TestPragmas(t *testing.T) {
	db := tempDB(t)
	read := func(q querier, name string) (value string) {
		t.Helper()
		if err := q.QueryRowContext(t.Context(), `PRAGMA `+name).Scan(&value); err != nil {
			t.Fatal(err)
		}
		return value
	}
	want := map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "query_only": "0", "busy_timeout": "5000"}
	err := db.write(t.Context(), func(tx *tx) error {
		for name, value := range want {
			if got := read(tx, name); got != value {
				t.Errorf("writer: %s = %s, want %s", name, got, value)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.read(t.Context(), func(q querier) error {
		if got := read(q, "query_only"); got != "1" {
			t.Errorf("reader: query_only = %s", got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.readers.Exec(`DELETE FROM events`); code(err) != sqlite3.SQLITE_READONLY {
		t.Errorf("a write by a reader: %v", err)
	}
}

// commits counts the transactions that the writing connection commits.
func commits(t *testing.T, db *DB) *atomic.Int64 {
	t.Helper()
	var n atomic.Int64
	err := db.writer.conn.Raw(func(c any) error {
		c.(sqlite.HookRegisterer).RegisterCommitHook(func() int32 {
			n.Add(1)
			return 0
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return &n
}

// together runs writes so that they share one transaction: the others wait by the
// time the first goes on.
func together(db *DB, first func(*tx) error, others ...func() error) (errs []error) {
	hold := make(chan struct{})
	errs = make([]error, len(others)+1)
	var all sync.WaitGroup
	all.Go(func() {
		errs[0] = db.write(background, func(t *tx) error {
			<-hold
			return first(t)
		})
	})
	synctest.Wait()
	for i, other := range others {
		all.Go(func() { errs[i+1] = other() })
	}
	synctest.Wait()
	close(hold)
	all.Wait()
	return errs
}

func nothing(*tx) error { return nil }

func TestWaitingWritesShareACommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := tempDB(t)
		n := commits(t, db)
		var others []func() error
		for i := range 10 {
			others = append(others, func() error { return note(db, fmt.Sprint(i)) })
		}
		if err := errors.Join(together(db, nothing, others...)...); err != nil {
			t.Error(err)
		}
		if got := n.Load(); got != 1 {
			t.Errorf("11 writes made %d commits, want 1", got)
		}
		if got := notes(t, db); len(got) != 10 {
			t.Errorf("%d writes are kept: %q", len(got), got)
		}
	})
}

func TestBatchIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := tempDB(t)
		n := commits(t, db)
		others := slices.Repeat([]func() error{func() error { return note(db, "one of many") }}, maxBatch+5)
		if err := errors.Join(together(db, nothing, others...)...); err != nil {
			t.Error(err)
		}
		if got := n.Load(); got != 2 {
			t.Errorf("%d writes made %d commits, want 2", len(others)+1, got)
		}
	})
}

func TestFailingWriteHarmsNoNeighbour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := tempDB(t)
		n := commits(t, db)
		refused := annotation.Refuse(annotation.Conflict, "error.archived")
		cancelled, cancel := context.WithCancel(background)
		began := false
		failing := func(fail func()) func() error {
			return func() error {
				return db.write(background, func(tx *tx) error {
					if _, err := tx.record(annotation.Event{Actor: "amal", Action: "test.noted", Object: "taken back"}); err != nil {
						return err
					}
					fail()
					return refused
				})
			}
		}
		errs := together(db,
			func(*tx) error { cancel(); return nil },
			func() error { return note(db, "before") },
			failing(func() {}),
			func() error { return db.write(cancelled, func(*tx) error { began = true; return nil }) },
			failing(func() { panic("a slip") }),
			func() error {
				return db.write(background, func(tx *tx) error {
					_, err := tx.exec(`INSERT INTO no_such_table VALUES (1)`)
					return err
				})
			},
			func() error { return note(db, "after") },
		)
		if errs[0] != nil || errs[1] != nil || errs[6] != nil {
			t.Errorf("neighbours: %v", errs)
		}
		if !errors.Is(errs[2], refused) {
			t.Errorf("refused write: %v", errs[2])
		}
		if !errors.Is(errs[3], context.Canceled) || began {
			t.Errorf("cancelled write: %v, began: %t", errs[3], began)
		}
		if annotation.CodeOf(errs[4]) != annotation.Internal || !strings.Contains(errs[4].Error(), "a slip") {
			t.Errorf("panicking write: %v", errs[4])
		}
		if code(errs[5]) != sqlite3.SQLITE_ERROR {
			t.Errorf("mistaken write: %v", errs[5])
		}
		if got := notes(t, db); !slices.Contains(got, "before") || !slices.Contains(got, "after") || len(got) != 2 {
			t.Errorf("kept: %q", got)
		}
		if got := n.Load(); got != 1 {
			t.Errorf("%d commits: the writes did not share a transaction", got)
		}
		noFindings(t, db)
	})
}

func TestGivingUpAfterItBegan(t *testing.T) {
	db := tempDB(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.write(ctx, func(tx *tx) error {
		cancel()
		_, err := tx.record(annotation.Event{Actor: "amal", Action: "test.noted", Object: "begun"})
		return err
	})
	if err != nil {
		t.Errorf("the write is kept, and says %v", err)
	}
	if got := notes(t, db); len(got) != 1 {
		t.Errorf("kept: %q", got)
	}
}

func TestFullDisk(t *testing.T) {
	for _, test := range []struct {
		name    string
		swallow bool
	}{{"the write fails", false}, {"the write passes over the error", true}} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				db := tempDB(t)
				if err := note(db, "before"); err != nil {
					t.Fatal(err)
				}
				errs := together(db,
					func(tx *tx) error {
						var pages int
						if err := tx.queryRow(`PRAGMA page_count`).Scan(&pages); err != nil {
							return err
						}
						_, err := tx.exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+3))
						return err
					},
					func() error { return note(db, "neighbour") },
					func() error {
						return db.write(background, func(tx *tx) error {
							_, err := tx.record(annotation.Event{Actor: "amal", Action: "test.noted", Object: strings.Repeat("x", 1<<20)})
							if test.swallow {
								return nil
							}
							return err
						})
					},
				)
				for i, err := range errs {
					e, ok := errors.AsType[*annotation.Error](err)
					if !ok || e.Code != annotation.Unavailable || e.Key != "error.database_full" {
						t.Errorf("write %d: %v", i, err)
					}
				}
				// Somebody makes room.
				err := db.write(background, func(tx *tx) error {
					_, err := tx.exec(`PRAGMA max_page_count = 1000000`)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				if err := note(db, "afterwards"); err != nil {
					t.Fatal(err)
				}
				if got := notes(t, db); !slices.Equal(got, []string{"before", "afterwards"}) {
					t.Errorf("kept: %q", got)
				}
				noFindings(t, db)
			})
		})
	}
}

// TestLostTransaction ends the shared transaction under the writer's feet, as
// SQLite does after some errors.
func TestLostTransaction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := tempDB(t)
		errs := together(db, nothing,
			func() error { return note(db, "neighbour") },
			func() error {
				return db.write(background, func(tx *tx) error {
					_, err := tx.exec(`ROLLBACK`)
					return err
				})
			},
		)
		for i, err := range errs {
			if annotation.CodeOf(err) != annotation.Unavailable {
				t.Errorf("write %d: %v", i, err)
			}
		}
		if err := note(db, "afterwards"); err != nil {
			t.Fatal(err)
		}
		if got := notes(t, db); !slices.Equal(got, []string{"afterwards"}) {
			t.Errorf("kept: %q", got)
		}
	})
}

func TestLostConnection(t *testing.T) {
	db := tempDB(t)
	if err := db.writer.conn.Conn.Close(); err != nil {
		t.Fatal(err)
	}
	if err := note(db, "too early"); annotation.CodeOf(err) != annotation.Unavailable {
		t.Errorf("on a closed connection: %v", err)
	}
	if err := note(db, "afterwards"); err != nil {
		t.Errorf("on the fresh one: %v", err)
	}
}

func TestWriteInsideWrite(t *testing.T) {
	db := tempDB(t)
	var inner error
	err := db.write(t.Context(), func(tx *tx) error {
		inner = db.write(tx.ctx, nothing)
		return nil
	})
	if err != nil || annotation.CodeOf(inner) != annotation.Internal {
		t.Errorf("outer: %v, inner: %v", err, inner)
	}
}

func TestClose(t *testing.T) {
	db, err := Create(t.Context(), t.TempDir()+"/isnad.db", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := note(db, "last"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Close(), db.Close()); err != nil {
		t.Error(err)
	}
	if err := note(db, "too late"); annotation.CodeOf(err) != annotation.Unavailable {
		t.Errorf("a write after Close: %v", err)
	}
	if err := db.Ready(t.Context()); err == nil {
		t.Error("ready after Close")
	}
}

func TestConcurrentWritersAndProcesses(t *testing.T) {
	one := tempDB(t)
	two, err := Open(t.Context(), one.Path(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer two.Close()
	const writers, each = 4, 25
	var all sync.WaitGroup
	for _, db := range []*DB{one, two} {
		for range writers {
			all.Go(func() {
				for range each {
					if err := note(db, "written"); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
	}
	all.Wait()
	if got := len(notes(t, one)); got != 2*writers*each {
		t.Errorf("%d of %d writes are kept", got, 2*writers*each)
	}
	noFindings(t, two)
}

func TestReadIsOneSnapshot(t *testing.T) {
	db := tempDB(t)
	err := db.read(t.Context(), func(q querier) error {
		count := func() (n int) {
			if err := q.QueryRowContext(t.Context(), `SELECT count(*) FROM events`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := count()
		if err := note(db, "meanwhile"); err != nil {
			return err
		}
		if after := count(); after != before {
			t.Errorf("%d events, then %d", before, after)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
