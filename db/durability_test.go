package db

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// burst writes with several hands until it is killed, and prints what it was
// told is kept.
func burst(path string) error {
	db, err := Create(background, path, Options{})
	if err != nil {
		return err
	}
	var (
		printing sync.Mutex
		all      sync.WaitGroup
	)
	for hand := range 4 {
		all.Go(func() {
			for i := 0; ; i++ {
				name := fmt.Sprintf("%d-%d", hand, i)
				if err := note(db, name); err != nil {
					return
				}
				printing.Lock()
				fmt.Println(name)
				printing.Unlock()
			}
		})
	}
	all.Wait()
	return errors.New("the burst ended by itself")
}

// TestKill ends a process in the midst of its writes: all that it was told is
// kept is kept, and the file is sound.
func TestKill(t *testing.T) {
	for round := range 3 {
		path := filepath.Join(t.TempDir(), "isnad.db")
		cmd := child(t, "burst", path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		reader := bufio.NewReader(out)
		var told []string
		for len(told) < 100+37*round {
			line, err := reader.ReadString('\n')
			if err != nil {
				t.Fatalf("after %d writes: %v", len(told), err)
			}
			told = append(told, line[:len(line)-1])
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		told = append(told, lines(reader)...)
		cmd.Wait() // says that it was killed

		db, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		kept := notes(t, db)
		for _, name := range told {
			if !slices.Contains(kept, name) {
				t.Errorf("round %d: %s was acknowledged and is lost", round, name)
			}
		}
		noFindings(t, db)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// manySyncs is how many writes syncs makes.
const manySyncs = 20

// syncs writes one after another where the file's name says so, else nothing.
func syncs(path string) error {
	db, err := Create(background, path, Options{})
	if err != nil {
		return err
	}
	if filepath.Base(path) == "busy.db" {
		for i := range manySyncs {
			if err := note(db, strconv.Itoa(i)); err != nil {
				return err
			}
		}
	}
	return db.Close()
}

// TestSyncs counts the calls that put data on disk: one at least for each
// acknowledged write. Only strace can tell; without it, TestPragmas says what the
// driver was asked for.
func TestSyncs(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip(err)
	}
	count := func(name string) int {
		t.Helper()
		folder := t.TempDir()
		log := filepath.Join(folder, "strace.log")
		cmd := child(t, "syncs", filepath.Join(folder, name), strace, "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", log)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		cmd.WaitDelay = time.Second
		if err := cmd.Run(); err != nil {
			t.Skipf("strace: %v: %s", err, &stderr) // a container may forbid it
		}
		calls, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		return len(regexp.MustCompile(`(?m)\b(fsync|fdatasync)\(`).FindAll(calls, -1))
	}
	idle, busy := count("idle.db"), count("busy.db")
	if busy-idle < manySyncs {
		t.Errorf("%d syncs, of which %d without a write: fewer than the %d writes", busy, idle, manySyncs)
	}
}
