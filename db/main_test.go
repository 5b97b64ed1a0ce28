package db

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/isnad/isnad/internal/annotation"
)

// childVariable makes the test program play another process of isnad; it says
// which part.
const childVariable = "ISNAD_DB_TEST_CHILD"

// children are the parts that another process can play on a data file.
var children = map[string]func(path string) error{
	"burst": burst,
	"hold":  hold,
	"syncs": syncs,
}

func TestMain(m *testing.M) {
	if part := os.Getenv(childVariable); part != "" {
		if err := children[part](os.Args[1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child is the test program playing a part; args before are those of a program
// that is to run it.
func child(t *testing.T, part, path string, before ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := append(before, self, path)
	cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
	cmd.Env = append(os.Environ(), childVariable+"="+part)
	cmd.Stderr = os.Stderr
	return cmd
}

// hold opens a data file and keeps it open until its input ends.
func hold(path string) error {
	db, err := Open(background, path, Options{})
	if err != nil {
		return err
	}
	fmt.Println("open")
	io.Copy(io.Discard, os.Stdin)
	return db.Close()
}

// startHold has another process hold the file open until stop is called.
func startHold(t *testing.T, path string) (stop func()) {
	t.Helper()
	cmd := child(t, "hold", path)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "open\n" {
		t.Fatalf("the other process said %q: %v", line, err)
	}
	return func() {
		t.Helper()
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
}

// quiet keeps the log of expected failures out of the test's output.
var quiet = Options{Log: slog.New(slog.DiscardHandler)}

// tempDB is a fresh data file.
func tempDB(t testing.TB) *DB {
	t.Helper()
	return mustCreate(t, filepath.Join(t.TempDir(), "isnad.db"))
}

func mustCreate(t testing.TB, path string) *DB {
	t.Helper()
	db, err := Create(t.Context(), path, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// note is the smallest write there is: an event.
func note(db *DB, object string) error {
	return db.write(background, func(t *tx) error {
		_, err := t.record(annotation.Event{Actor: "amal", Action: "test.noted", Object: object})
		return err
	})
}

// notes lists what note has written, in order.
func notes(t testing.TB, db *DB) []string {
	t.Helper()
	events, err := db.Events(t.Context(), "", 0, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	objects := make([]string, len(events))
	for i, e := range events {
		objects[i] = e.Object
	}
	return objects
}

// tamper alters the file behind isnad's back.
func tamper(t testing.TB, db *DB, query string, args ...any) {
	t.Helper()
	err := db.write(t.Context(), func(tx *tx) error {
		result, err := tx.exec(query, args...)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("%s: changed %d rows: %v", query, n, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// noFindings checks the whole file.
func noFindings(t testing.TB, db *DB) {
	t.Helper()
	findings, err := db.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Errorf("finding: %s %s: %s", f.What, f.Where, f.Detail)
	}
}

// found checks the whole file and wants a finding about what.
func found(t testing.TB, db *DB, what, where string) {
	t.Helper()
	findings, err := db.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	for _, f := range findings {
		if f.What == what && strings.Contains(f.Where, where) {
			return
		}
		fmt.Fprintf(&all, "\n\t%s %s: %s", f.What, f.Where, f.Detail)
	}
	t.Errorf("no finding about %s of %q among %d:%s", what, where, len(findings), &all)
}

// lines reads what another process prints until it ends.
func lines(r io.Reader) (all []string) {
	for s := bufio.NewScanner(r); s.Scan(); {
		all = append(all, s.Text())
	}
	return all
}
