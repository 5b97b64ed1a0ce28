package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
)

const quoting = "قال وزير المياه سامر الخطيب إن المشروع تأخر ثلاث سنوات.\n\nوأضاف الخطيب: «ارتفعت الكلفة إلى مئة مليون ليرة».\n\nوقالت ليلى حداد إن الأرقام لا تطابق وثائق العقد.\n"

// suggestedIn is how many suggestions each article of a data file has, by title.
func suggestedIn(t *testing.T, data *db.DB) map[string]int {
	t.Helper()
	all := map[string]int{}
	for cursor := ""; ; {
		articles, next, err := data.Articles(t.Context(), db.ArticleFilter{Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range articles {
			all[a.Title] = a.Suggestions
		}
		if cursor = next; next == "" {
			return all
		}
	}
}

func opened(t *testing.T, file string) *db.DB {
	t.Helper()
	data, err := db.Open(t.Context(), file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { data.Close() })
	return data
}

// TestSeedSuggests: what was seeded has its suggestions when it is first opened.
func TestSeedSuggests(t *testing.T) {
	folder := t.TempDir()
	file, draft := filepath.Join(folder, "isnad.db"), filepath.Join(folder, "a.txt")
	seed := func(content, status string, want int) {
		t.Helper()
		if err := os.WriteFile(draft, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		if code := run(t.Context(), []string{"seed", draft, "--db", file}, strings.NewReader(""), &out, &errs); code != 0 || !strings.HasPrefix(out.String(), status+"\t") {
			t.Fatalf("exit %d: %s%s", code, &out, &errs)
		}
		data := opened(t, file)
		for title, n := range suggestedIn(t, data) {
			if n != want {
				t.Errorf("%s: %d suggestions, want %d", title, n, want)
			}
		}
		if err := data.Close(); err != nil {
			t.Fatal(err)
		}
	}
	seed("العقد\n\n"+quoting, "added", 3)
	seed("العقد\n\n"+quoting, "unchanged", 3)
	seed("العقد\n\nقالت ليلى حداد إن العقد باطل.\n", "revised", 1)
}

// TestServeSuggests has the server killed while it makes suggestions. The next one makes
// those that are missing, and no others.
func TestServeSuggests(t *testing.T) {
	file := filepath.Join(t.TempDir(), "isnad.db")
	data, err := db.Create(t.Context(), file, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const articles, times = 40, 20
	for i := range articles {
		if _, _, err := data.CreateArticle(t.Context(), annotation.CommandLine, annotation.ArticleDraft{Title: fmt.Sprint(i), Text: strings.Repeat(quoting+"\n", times)}); err != nil {
			t.Fatal(err)
		}
	}
	have := func() (n int) {
		for _, found := range suggestedIn(t, data) {
			if found != 0 && found != 3*times {
				t.Errorf("an article has %d suggestions", found)
			}
			if found > 0 {
				n++
			}
		}
		return n
	}
	waits := func(n int) {
		t.Helper()
		for begun := time.Now(); have() < n; time.Sleep(time.Millisecond) {
			if time.Since(begun) > 30*time.Second {
				t.Fatalf("%d articles have suggestions, want %d", have(), n)
			}
		}
	}

	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	server := exec.CommandContext(t.Context(), self, "serve", "--addr", "127.0.0.1:0", "--db", file)
	server.Args[0] = "isnad" // see TestMain
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.Contains(line, "listens on") {
		t.Fatalf("the server said %q: %v", line, err)
	}
	waits(3)
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	server.Wait()
	if n := have(); n == articles {
		t.Error("the server had finished before it was killed: the test proves nothing")
	}
	sound := func() {
		t.Helper()
		findings, err := data.Check(t.Context())
		if err != nil || len(findings) > 0 {
			t.Errorf("%v, %v", findings, err)
		}
	}
	sound()

	_, stop := serving(t, "--db", file)
	waits(articles)
	if status, errs := stop(); status != exitOK {
		t.Errorf("serve ended with %d: %s", status, errs)
	}
	sound()
	if err := data.Close(); err != nil {
		t.Error(err)
	}
}

// fullOutput can hold so many bytes.
type fullOutput int

func (f *fullOutput) Write(b []byte) (int, error) {
	if len(b) > int(*f) {
		return 0, errors.New("no room")
	}
	*f -= fullOutput(len(b))
	return len(b), nil
}

// TestSuggestToFullOutput: that the suggestions could not be written is told once, whatever
// else went wrong, at the end or in between, and the exit status says so.
func TestSuggestToFullOutput(t *testing.T) {
	const (
		good, bad = `{"id":"a","text":"قال سامر إن العقد باطل."}` + "\n", "{\n"
		written   = "isnad: write the suggestions: no room\n"
	)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, test := range map[string]struct {
		ctx  context.Context
		in   string
		room fullOutput
		code int
		told string // the end of what is said
		says int    // lines
	}{
		"room for all":        {t.Context(), good, 1 << 20, exitOK, "", 0},
		"no room":             {t.Context(), good, 0, exitFailed, written, 1},
		"no room, a bad line": {t.Context(), good + bad, 0, exitFailed, "isnad: 1 line failed\n" + written, 3},
		"room, a bad line":    {t.Context(), good + bad, 1 << 20, exitFailed, "isnad: 1 line failed\n", 2},
		"no room for many":    {t.Context(), strings.Repeat(good, 500), 0, exitFailed, written, 1},
		"many and a bad line": {t.Context(), bad + strings.Repeat(good, 500), 0, exitFailed, written, 2},
		"nothing to write":    {t.Context(), "", 0, exitOK, "", 0},
		"interrupted before":  {ended, good, 0, exitFailed, "isnad: interrupted\n", 1},
	} {
		t.Run(name, func(t *testing.T) {
			var errs bytes.Buffer
			room := test.room
			code := run(test.ctx, []string{"suggest", "-"}, strings.NewReader(test.in), &room, &errs)
			if code != test.code || !strings.HasSuffix(errs.String(), test.told) || strings.Count(errs.String(), "\n") != test.says {
				t.Errorf("exit %d: %s", code, &errs)
			}
		})
	}
}

// interrupting ends a context once all that it holds is read.
type interrupting struct {
	*strings.Reader
	interrupt func()
}

func (r interrupting) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	if r.Reader.Len() == 0 {
		r.interrupt()
	}
	return n, err
}

// TestSuggestInterruptedToFullOutput: an interruption hides no failure to write.
func TestSuggestInterruptedToFullOutput(t *testing.T) {
	var errs bytes.Buffer
	ctx, cancel := context.WithCancel(t.Context())
	in := interrupting{strings.NewReader(`{"id":"a","text":"قال سامر إن العقد باطل."}` + "\n"), cancel}
	code := run(ctx, []string{"suggest", "-"}, in, new(fullOutput), &errs)
	if want := "isnad: interrupted\nisnad: write the suggestions: no room\n"; code != exitFailed || errs.String() != want {
		t.Errorf("exit %d: %s", code, &errs)
	}
}
