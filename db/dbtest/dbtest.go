// Package dbtest helps tests that need a data file: a fresh one on disk, people to
// act, a clock that stands still, and articles of any size.
package dbtest

import (
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
)

// One person of each role, and a second one where two people are needed. They can
// act without an account; People gives them one.
var (
	Admin     = annotation.Actor{Name: "admin1", Role: annotation.Admin}
	Editor    = annotation.Actor{Name: "editor1", Role: annotation.Editor}
	Editor2   = annotation.Actor{Name: "editor2", Role: annotation.Editor}
	Reviewer  = annotation.Actor{Name: "reviewer1", Role: annotation.Reviewer}
	Reviewer2 = annotation.Actor{Name: "reviewer2", Role: annotation.Reviewer}
	Viewer    = annotation.Actor{Name: "viewer1", Role: annotation.Viewer}
	Nobody    = annotation.Actor{}
)

// Actors are all of them but Nobody.
var Actors = []annotation.Actor{Admin, Editor, Editor2, Reviewer, Reviewer2, Viewer}

// Password is that of everybody whom People made.
const Password = "correct horse battery"

// Clock is a clock that moves only when it is told to. It starts at
// 2026-01-02T03:04:05Z.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock is a clock at its start.
func NewClock() *Clock { return &Clock{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)} }

// Now is the time that the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock on.
func (c *Clock) Advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// Open makes a data file in a folder of the test's own. It is closed when the test
// ends. The log is discarded and the time is that of a Clock at its start.
func Open(t testing.TB) *db.DB { return OpenWith(t, db.Options{}) }

// OpenWith is Open with options; those that are not set are as in Open.
func OpenWith(t testing.TB, o db.Options) *db.DB {
	t.Helper()
	if o.Now == nil {
		o.Now = NewClock().Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	d, err := db.Create(t.Context(), filepath.Join(t.TempDir(), "isnad.db"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return d
}

// People gives everybody in Actors an account with Password.
func People(t testing.TB, d *db.DB) {
	t.Helper()
	for _, actor := range Actors {
		if _, err := d.CreateUser(t.Context(), annotation.CommandLine, actor.Name, Password, actor.Role); err != nil {
			t.Fatal(err)
		}
	}
}
