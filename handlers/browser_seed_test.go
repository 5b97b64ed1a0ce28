package handlers

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
	"github.com/isnad/isnad/internal/export"
)

// The quotes of a real article, found by their cues and marks, whichever way
// these are turned.
var (
	realDirect      = regexp.MustCompile(`(وقال) (\S+) [“”"] ?([^“”"]{60,}[^“”" ])[“”"]`)
	realIndirect    = regexp.MustCompile(`(أعلن) (\S+ \S+)،.*? (أن .+)\.\n`)
	realInterrupted = regexp.MustCompile(`(أكده) .*?(\S+ \S+)، [“”"](\S[^“”"]{40,}[^“”" ])[“”"] ، .*?(أن .+?) تعد`)
)

// A real article, with mixed and reversed quote marks, is marked by hand: direct,
// indirect and interrupted quotes with their speakers, cues and mentions; and what
// is exported stands at the offsets of the file.
func TestBrowserMarksARealArticle(t *testing.T) {
	const folder = "../../shared/seed"
	files, err := filepath.Glob(folder + "/*.txt")
	if err != nil || len(files) == 0 {
		t.Skipf("no real article at %s", folder)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	file := string(raw)
	s := newSite(t)
	article := s.seeded(files[0])
	lines := strings.Split(file, "\n")
	if article.Text != file || article.Title != lines[0] || article.Dateline != lines[2] || article.Direction != "rtl" {
		t.Errorf("title %q, dateline %q, %s; the text is the file: %v", article.Title, article.Dateline, article.Direction, article.Text == file)
	}

	v := s.visit(dbtest.Reviewer, browsertest.Viewport(1440, 1300))
	v.opens("/articles/" + article.ID)
	v.waits(`document.documentElement.dataset.scripts === "on"`)
	for _, c := range []struct {
		pattern   *regexp.Regexp
		quotation string
	}{{realDirect, "direct"}, {realIndirect, "indirect"}, {realInterrupted, "mixed"}} {
		found := c.pattern.FindStringSubmatch(file)
		if found == nil {
			t.Fatalf("no %s quote in %s", c.quotation, files[0])
		}
		cue, mention, content := found[1], found[2], found[3:]
		quote := v.quote(article, content[0])
		for _, further := range content[1:] {
			v.selects(article, further)
			quote = v.saves(func() { v.presses("+") })
		}
		for key, words := range map[string]string{"u": cue, "m": mention} {
			span := nearest(t, article.Text, words, quote.Spans[0].Start)[0]
			v.drags(span.Start, span.End)
			quote = v.saves(func() { v.presses(key) })
		}
		v.presses("s")
		v.types(mention)
		quote = v.saves(func() { v.presses("Enter") })
		wants(t, quote, "kind=quote", "spans="+strings.Join(content, " | "), "cue="+cue, "mention="+mention, "speaker="+mention)
		if c.quotation != "mixed" { // an interrupted one is what its first part was
			wants(t, quote, "quotation="+c.quotation)
		}
		v.presses("Escape")
	}

	exported, err := s.db.Export(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := export.Write(&out, exported); err != nil {
		t.Fatal(err)
	}
	read, err := export.Read(&out, http.DetectContentType)
	if err != nil || len(read.Articles) != 1 || len(read.Articles[0].Annotations) != 3 {
		t.Fatalf("%d articles, %v", len(read.Articles), err)
	}
	runes := []rune(file)
	for _, a := range read.Articles[0].Annotations {
		for _, p := range append(append(append([]annotation.Passage(nil), a.Spans...), a.Cue...), a.Mention...) {
			if got := string(runes[p.Start:p.End]); got != p.Exact || got == "" {
				t.Errorf("%d–%d of the file is %q, exported %q", p.Start, p.End, got, p.Exact)
			}
		}
	}
}
