package handlers

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
)

// articles are those on the desk.
func (s *site) articles() []annotation.Article {
	s.t.Helper()
	all, _, err := s.db.Articles(s.t.Context(), db.ArticleFilter{})
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

func TestBrowserAddsArticles(t *testing.T) {
	for _, l := range languages {
		t.Run(l.name, func(t *testing.T) {
			s := newSite(t)
			v := s.visit(dbtest.Editor, browsertest.Language(l.name))
			v.opens("/articles")
			v.clicks(`a[href="/articles/new"]`)
			v.leavesFor("/articles/new")

			// What is refused comes back as it was typed.
			v.clicks("#new-article [name=title]")
			v.types("title")
			v.clicks("#new-article .primary")
			v.sees(".problem")
			if got := v.value("#new-article [name=title]"); got != "title" || len(s.articles()) != 0 {
				t.Fatalf("the title typed is %q, and there are %d articles", got, len(s.articles()))
			}

			// By paste; a network that fails on the way loses nothing.
			v.clicks("#new-article [name=text]")
			eval[any](v, "void document.execCommand('insertText', false, "+quoted(l.draft.Text)+")")
			s.stop()
			v.clicks("#new-article .primary")
			v.waits(`location.protocol === "chrome-error:" && document.readyState === "complete"`)
			s.start()
			v.opens("/articles/new")
			if got := v.value("#new-article [name=title]"); got != "title" {
				t.Errorf("the title is %q after the server was away", got)
			}
			v.clicks("#new-article .primary")
			s.eventually("an article", func() bool { return len(s.articles()) == 1 })
			pasted, err := s.db.Article(t.Context(), s.articles()[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			v.leavesFor("/articles/" + pasted.ID)
			if pasted.Title != "title" || strings.TrimSpace(pasted.Text) != strings.TrimSpace(l.draft.Text) || pasted.Language != l.name {
				t.Errorf("pasted as %q, %q:\n%q\nwant\n%q", pasted.Title, pasted.Language, pasted.Text, l.draft.Text)
			}
			v.opens("/articles/new")
			if got := v.value("#new-article [name=text]"); got != "" {
				t.Errorf("what was added is still in the form: %q", got)
			}

			// By file; one that is no text is refused.
			dir := t.TempDir()
			v.chooses(write(t, dir, "picture.txt", "\x89PNG\r\n\x1a\n\x00\x00\x00"))
			v.clicks("#new-article .primary")
			v.sees(".problem")
			v.chooses(write(t, dir, "library.txt", l.draft.Text))
			v.clicks("#new-article .primary")
			s.eventually("a second article", func() bool { return len(s.articles()) == 2 })
			v.sees("#desk")
			v.reads("h1", l.draft.Title)
			v.reads(".kicker", "library.txt")
		})
	}
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// chooses picks a file in the form of a new article.
func (v *visitor) chooses(path string) {
	v.t.Helper()
	v.do(chromedp.SetUploadFiles("#new-article [name=file]", []string{path}))
}

// A file that is dropped on the form goes into its file field.
func TestBrowserTakesDroppedFiles(t *testing.T) {
	s := newSite(t)
	v := s.visit(dbtest.Editor)
	v.opens("/articles/new")
	eval[any](v, `void (function() {
		const data = new DataTransfer();
		data.items.add(new File([`+quoted(arabic.Text)+`], "dropped.txt", { type: "text/plain" }));
		const on = document.querySelector("#new-article textarea");
		for (const type of ["dragenter", "dragover", "drop"]) on.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
	})()`)
	v.waits(`document.querySelector("#new-article [name=file]").files[0]?.name === "dropped.txt"`)
	v.clicks("#new-article .primary")
	v.reads("h1", arabic.Title)
	if all := s.articles(); len(all) != 1 || all[0].Source.Name != "dropped.txt" {
		t.Errorf("articles: %+v", all)
	}
}
