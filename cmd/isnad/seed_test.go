package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSeedOddNames holds the report to one line and its columns for a file,
// whatever its name holds, and has the file seeded and known again nevertheless.
func TestSeedOddNames(t *testing.T) {
	folder := t.TempDir()
	names := []string{"two\nlines.txt", "two\tcolumns.txt", "caf\xe9.txt", "خبر اليوم.txt"}
	for i, name := range names {
		if err := os.WriteFile(filepath.Join(folder, name), fmt.Appendf(nil, "It rained %d times.", i), 0o644); err != nil {
			t.Skip(err) // no such names on this file system
		}
	}
	file := filepath.Join(folder, "isnad.db")
	for _, want := range []string{"added", "unchanged"} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), []string{"seed", folder, "--db", file}, strings.NewReader(""), &out, &errs); code != 0 {
			t.Errorf("exit %d: %s", code, errs.String())
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != len(names) {
			t.Fatalf("%d files, %d lines:\n%s", len(names), len(lines), out.String())
		}
		for _, line := range lines {
			status, path, _ := strings.Cut(line, "\t")
			if status != want || strings.Contains(path, "\t") || !strings.Contains(path, ".txt") {
				t.Errorf("not %s and path: %q", want, line)
			}
		}
		if !strings.Contains(out.String(), want+"\t"+filepath.Join(folder, "خبر اليوم.txt")) {
			t.Errorf("a common name is not shown as it is:\n%s", out.String())
		}
	}
	var out, errs bytes.Buffer
	run(t.Context(), []string{"export", "--db", file}, strings.NewReader(""), &out, &errs)
	for _, want := range []string{"two\ufffdlines.txt", "two\ufffdcolumns.txt", "caf\ufffd.txt", "خبر اليوم.txt"} {
		if !strings.Contains(out.String(), `"name": "`+want+`"`) {
			t.Errorf("no article comes from %s: %s", want, errs.String())
		}
	}
}
