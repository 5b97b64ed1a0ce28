package handlers

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
)

// TestBrowserVerifiesAQuote is a day on the desk: a file becomes an article, a
// reviewer marks a quote, attributes it, holds it against a transcript and judges it,
// an editor returns and then approves it, and what changes afterwards is checked again.
func TestBrowserVerifiesAQuote(t *testing.T) {
	for _, c := range []struct {
		language
		speaker, source, said string // the source has said where the article has l.content
	}{
		{languages[0], "عبد الله النجار", "سُئل المدير فأجاب: قد تبقى الأبواب مفتوحة حتى الثامنة مساءً في الصيف.", "قد تبقى الأبواب مفتوحة حتى الثامنة مساءً"},
		{languages[1], "Nadia Hale", "Asked again, she replied: The doors may stay open until eight, in summer.", "The doors may stay open until eight,"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t)
			file := filepath.Join(t.TempDir(), "library.txt")
			if err := os.WriteFile(file, []byte(c.draft.Text), 0o600); err != nil {
				t.Fatal(err)
			}
			article := s.seeded(file)
			desk := "/articles/" + article.ID
			reviewer := s.atDesk(dbtest.Reviewer, article, browsertest.Language(c.name))

			// Marked and attributed.
			quote := reviewer.quote(article, c.quoted)
			reviewer.presses("s")
			reviewer.waits(`document.activeElement === document.querySelector("` + speakerField + `")`)
			reviewer.types(c.speaker)
			wants(t, reviewer.saves(func() { reviewer.presses("Enter") }), "speaker="+c.speaker)
			wants(t, reviewer.saves(func() { reviewer.presses(".") }), "state=checking")

			// The transcript, put in evidence by its key.
			reviewer.presses("e")
			reviewer.leavesFor("/annotations/" + quote.ID + "/evidence/new")
			reviewer.clicks(`main [name=kind][value=text]`)
			reviewer.clicks(`main [name=title]`)
			reviewer.types("transcript")
			reviewer.clicks(`main [name=text]`)
			reviewer.types(c.source)
			reviewer.clicks(`form[enctype] button.primary`)
			reviewer.leavesFor(desk)
			reviewer.sees("#evidence-" + quote.ID + " li")

			// Held against it: the hedge is called out, and a person confirms what that comes to.
			reviewer.clicks("#evidence-" + quote.ID + " a[href$='#compared']")
			reviewer.leavesFor("/evidence/")
			reviewer.sees(".compared .grave")
			reviewer.reads(".compared del.altered", map[string]string{"ar": "قد", "en": "may"}[c.name])
			reviewer.clicks(".compared button[name=passage]")
			reviewer.leavesFor(desk)
			if e := s.evidence(quote)[0]; e.Citation.Passage != c.said {
				t.Errorf("the passage kept is %q, want %q", e.Citation.Passage, c.said)
			}
			reviewer.clicks("#evidence-" + quote.ID + " a[href$='#compared']")
			reviewer.leavesFor("/evidence/")
			reviewer.clicks(".compared button[name=wording]")
			reviewer.leavesFor(desk)
			reviewer.sees("#card-" + quote.ID)
			wants(t, s.annotation(quote.ID), "wording=altered")

			// Judged, with a reason; what is missing is said before.
			reviewer.presses("v", "ArrowDown", "ArrowDown")
			wants(t, reviewer.saves(func() { reviewer.presses("Enter") }), "verdict=mostly_true")
			reviewer.presses(".")
			reviewer.sees(".problem")
			reviewer.clicks("[data-card] [name=reason]")
			reviewer.types("minute 12")
			reviewer.presses("Escape")
			wants(t, reviewer.saves(func() { reviewer.presses(".") }), "state=checked", "reason=minute 12", "checked_by=reviewer1")
			reviewer.lacks("[data-card] [data-step]")

			// An editor who checked it cannot approve it: here the reviewer's own try is refused.
			a := s.annotation(quote.ID)
			s.as(dbtest.Reviewer).post("/annotations/"+a.ID, "version", itoa(a.Version), "state", "approved").wants(http.StatusForbidden)
			wants(t, s.annotation(quote.ID), "state=checked")

			// Returned, mended, approved.
			editor := s.visit(dbtest.Editor, browsertest.Language(c.name))
			editor.opens(desk + "?open=" + quote.ID)
			editor.waits(`document.documentElement.dataset.scripts === "on"`)
			editor.clicks("[data-card] [name=returned_reason]")
			editor.types("which day?")
			wants(t, editor.saves(func() { editor.clicks("[data-step=returned]") }), "state=returned", "returned_reason=which day?")
			reviewer.opens("/queue")
			reviewer.clicks("main a[href*='open=" + quote.ID + "']")
			reviewer.reads("[data-card] .returned", "which day?")
			reviewer.waits(`document.documentElement.dataset.scripts === "on"`)
			reviewer.saves(func() { reviewer.presses(".") })
			reviewer.clicks("[data-card] [name=reason]")
			reviewer.types(" of May 3")
			reviewer.presses("Escape")
			wants(t, reviewer.saves(func() { reviewer.presses(".") }), "state=checked", "reason=minute 12 of May 3")
			editor.opens(desk + "?open=" + quote.ID)
			editor.sees("[data-step=approved]")
			wants(t, editor.saves(func() { editor.clicks("[data-step=approved]") }), "state=approved", "approved_by=editor1")
			editor.sees("#progress .good")

			// The report of it prints, and the export has all of it.
			editor.clicks(`#heading a[href$="/report"]`)
			editor.reads(".item", "minute 12 of May 3")
			editor.reads(".item", c.said)
			if !bytes.HasPrefix(editor.printed(), []byte("%PDF-")) {
				t.Error("the report does not print")
			}
			var parsed struct {
				Articles []struct{ Annotations []annotation.Annotation }
			}
			exported := s.as(dbtest.Viewer).get(desk + "/export").wants(http.StatusOK).body
			if err := json.NewDecoder(strings.NewReader(exported)).Decode(&parsed); err != nil {
				t.Fatal(err)
			}
			one := parsed.Articles[0].Annotations[0]
			wants(t, one, "state=approved", "wording=altered", "verdict=mostly_true", "scale=default@1", "spans="+c.content)
			if len(one.Evidence) != 1 || one.Evidence[0].Passage != c.said {
				t.Errorf("exported with %+v", one.Evidence)
			}

			// An edit of what was approved takes it back, and says so.
			reviewer.opens(desk + "?open=" + quote.ID)
			reviewer.waits(`document.documentElement.dataset.scripts === "on"`)
			reviewer.presses("v", "ArrowDown")
			wants(t, reviewer.saves(func() { reviewer.presses("Enter") }), "state=checking", "approved_by=", "checked_by=")
			reviewer.sees("[data-card] .said")
		})
	}
}
