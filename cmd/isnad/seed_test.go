package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSeedOddNames holds the report to one line and its columns for a file,
// whatever its name holds.
func TestSeedOddNames(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"two\nlines.txt", "two\tcolumns.txt", "خبر اليوم.txt"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("It rained in "+name[:3]+"."), 0o644); err != nil {
			t.Skip(err) // no such names on this file system
		}
	}
	var out, errs bytes.Buffer
	run(t.Context(), []string{"seed", folder, "--db", filepath.Join(folder, "isnad.db")}, strings.NewReader(""), &out, &errs)
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != 3 {
		t.Fatalf("3 files, %d lines:\n%s", len(lines), out.String())
	}
	for _, line := range lines {
		status, rest, _ := strings.Cut(line, "\t")
		path, _, why := strings.Cut(rest, "\t")
		if (status == statusFailed) != why || !strings.Contains(path, ".txt") {
			t.Errorf("not status, path and why: %q", line)
		}
	}
	if !strings.Contains(out.String(), "added\t"+filepath.Join(folder, "خبر اليوم.txt")) {
		t.Errorf("a common name is not shown as it is:\n%s", out.String())
	}
}
