package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"isnad": main})
}

// TestScript runs testdata/script: each file is a session on the command line.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"mark":    mark,
			"binary":  binary,
			"sameas":  sameAs,
			"garble":  garble,
			"enlarge": enlarge,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// mark DB START END marks a claim in the first article.
func mark(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: mark db start end")
	}
	start, err1 := strconv.Atoi(args[1])
	end, err2 := strconv.Atoi(args[2])
	ts.Check(err1)
	ts.Check(err2)
	ctx := context.Background()
	data, err := db.Open(ctx, ts.MkAbs(args[0]), db.Options{})
	ts.Check(err)
	defer data.Close()
	articles, _, err := data.Articles(ctx, db.ArticleFilter{Limit: 1})
	ts.Check(err)
	_, _, err = data.CreateAnnotation(ctx, annotation.CommandLine, articles[0].ID, annotation.Draft{
		ID: "mark-" + args[1], Kind: annotation.Quote, Spans: []annotation.PassageDraft{{Start: start, End: end}},
		Speaker: &annotation.SpeakerChoice{Name: "سلمى النجار"}, Note: "<قيد> & \"المراجعة\"",
	})
	ts.Check(err)
}

// binary FILE makes a file that is no text.
func binary(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("\x7fELF\x00\x01\x02\x00text"), 0o644))
}

// enlarge FILE makes a file larger than any article, without the bytes.
func enlarge(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), nil, 0o644))
	ts.Check(os.Truncate(ts.MkAbs(args[0]), annotation.MaxText+1))
}

// garble FILE breaks a data file in the middle, as a bad disk does.
func garble(ts *testscript.TestScript, neg bool, args []string) {
	name := ts.MkAbs(args[0])
	data, err := os.ReadFile(name)
	ts.Check(err)
	for i := len(data) / 2; i < len(data)/2+4096; i++ {
		data[i] ^= 0x5a
	}
	ts.Check(os.WriteFile(name, data, 0o644))
}

var exportedAt = regexp.MustCompile(`"exported_at": "[^"]*"`)

// sameas A B compares two exports but for the moments they were made at.
func sameAs(ts *testscript.TestScript, neg bool, args []string) {
	read := func(name string) string {
		s := ts.ReadFile(name)
		if !exportedAt.MatchString(s) {
			ts.Fatalf("%s is no export", name)
		}
		return exportedAt.ReplaceAllString(s, "")
	}
	if same := read(args[0]) == read(args[1]); same == neg {
		ts.Fatalf("%s and %s: same is %t", args[0], args[1], same)
	}
}

func TestStatus(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		args   string
		status int
		errs   string
	}{
		{"", exitMisuse, "--help"},
		{"--bogus", exitMisuse, "--bogus"},
		{"nothing", exitMisuse, "nothing"},
		{"seed", exitMisuse, "<path>"},
		{"seed a.txt --bogus", exitMisuse, "isnad seed --help"},
		{"seed a.txt", exitFailed, ""},
		{"export --format pdf", exitMisuse, "json"},
		{"export extra", exitMisuse, "extra"},
		{"import", exitMisuse, "<file>"},
		{"import none.json", exitFailed, "none.json"},
		{"user", exitMisuse, "add"},
		{"user add", exitMisuse, "<name>"},
		{"user add huda --role boss", exitMisuse, "boss"},
		{"user role huda", exitMisuse, "--role"},
		{"user add huda", exitFailed, "--password-stdin"},
		{"token add", exitMisuse, "--user"},
		{"token revoke", exitMisuse, "<id>"},
		{"scale", exitMisuse, "load"},
		{"scale load", exitMisuse, "<file>"},
		{"scale load none.json", exitFailed, "none.json"},
		{"scale use", exitMisuse, "names no scale"},
		{"scale use Default", exitMisuse, "Default"},
		{"scale use default@0", exitMisuse, "default@0"},
		{"backup", exitMisuse, "<file>"},
		{"--db new.db restore none.db", exitFailed, "none.db"},
		{"check extra", exitMisuse, "extra"},
		{"suggest", exitMisuse, "<file>"},
		{"suggest a.txt --format json", exitMisuse, "jsonl"},
		{"suggest a.txt", exitFailed, "a.txt"},
		{"suggest a.jsonl", exitFailed, "a.jsonl"},
		{"serve --url ftp://desk.example", exitMisuse, "ftp"},
		{"serve --addr 127.0.0.1:x", exitMisuse, "--addr"},
	} {
		t.Run(c.args, func(t *testing.T) {
			var out, errs bytes.Buffer
			status := run(t.Context(), strings.Fields(c.args), strings.NewReader(""), &out, &errs)
			if status != c.status || !strings.Contains(errs.String(), c.errs) {
				t.Errorf("status %d, want %d; on standard error %q, want %q in it", status, c.status, errs.String(), c.errs)
			}
			if c.status == exitMisuse && out.Len() > 0 {
				t.Errorf("misuse wrote to standard output: %q", out.String())
			}
		})
	}
}

// A missing data file is an error and is not made, for all that only look.
func TestMissingFile(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, args := range []string{"export", "token list", "token add --user huda", "token revoke x", "scale list", "scale use default", "backup b.db", "check"} {
		var out, errs bytes.Buffer
		status := run(t.Context(), append([]string{"--db", "none.db"}, strings.Fields(args)...), strings.NewReader(""), &out, &errs)
		if status != exitFailed || !strings.Contains(errs.String(), "none.db") {
			t.Errorf("%s: status %d, %q", args, status, errs.String())
		}
		if _, err := os.Stat("none.db"); err == nil {
			t.Fatalf("%s made the file", args)
		}
	}
}

func TestHelp(t *testing.T) {
	for _, command := range []string{"", "serve", "seed", "export", "import", "user", "user add", "user list", "user role", "user password",
		"user enable", "user disable", "token", "token add", "token list", "token revoke", "scale", "scale load", "scale list", "scale use", "suggest", "backup", "restore", "check"} {
		var out, errs bytes.Buffer
		status := run(t.Context(), append(strings.Fields(command), "--help"), strings.NewReader(""), &out, &errs)
		want := fmt.Sprintf("Usage: %s", strings.TrimSpace("isnad "+command))
		if status != exitOK || errs.Len() > 0 || !strings.HasPrefix(out.String(), want) {
			t.Errorf("%s --help: status %d, errors %q, output %q", command, status, errs.String(), out.String())
		}
	}
}
