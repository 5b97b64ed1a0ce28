package handlers

import (
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
)

func TestBrowserChecksAndApproves(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, reviewer *visitor) {
		quote := reviewer.quote(article, l.quoted)
		s.evidenced(quote)

		// Wording and verdict with the keys; a quote cannot be checked without a wording.
		wants(t, reviewer.saves(func() { reviewer.presses(".") }), "state=checking")
		reviewer.presses(".")
		reviewer.sees(".problem")
		wants(t, s.annotation(quote.ID), "state=checking")
		reviewer.presses("w", "ArrowDown")
		reviewer.waits(`document.querySelector("[name=wording]:checked").value === "accurate"`)
		reviewer.presses("v", "ArrowDown", "ArrowDown")
		wants(t, reviewer.saves(func() { reviewer.presses("Enter") }), "wording=accurate", "verdict=mostly_true", "state=checking")
		reviewer.clicks("[data-card] [name=reason]")
		reviewer.types("record 12")
		reviewer.presses("Escape")
		wants(t, reviewer.saves(func() { reviewer.presses(".") }), "state=checked", "reason=record 12", "checked_by=reviewer1")

		// A change to what was checked takes it back, and says so.
		reviewer.presses("v", "ArrowDown")
		wants(t, reviewer.saves(func() { reviewer.presses("Enter") }), "verdict=partly_false", "state=checking", "checked_by=")
		reviewer.sees("[data-card] .said")
		wants(t, reviewer.saves(func() { reviewer.presses(".") }), "state=checked")
		reviewer.lacks("[data-card] [data-step]") // nobody signs off their own check

		// The editor returns it with a reason, which the reviewer then sees.
		editor := s.atDesk(dbtest.Editor, article, browsertest.Language(l.name))
		editor.presses("n")
		editor.sees("#card-" + quote.ID)
		editor.clicks("[data-step=returned]")
		editor.sees(".problem")
		wants(t, s.annotation(quote.ID), "state=checked")
		editor.waits(`document.activeElement.name === "returned_reason"`)
		editor.types("which page?")
		wants(t, editor.saves(func() { editor.clicks("[data-step=returned]") }), "state=returned", "returned_reason=which page?", "checked_by=")
		reviewer.presses("Escape", "Escape", "n")
		reviewer.reads("[data-card] .returned", "which page?")
		reviewer.saves(func() { reviewer.presses(".") })
		wants(t, reviewer.saves(func() { reviewer.presses(".") }), "state=checked", "checked_by=reviewer1")

		// And signs it off.
		editor.presses("Escape", "n")
		editor.sees("[data-step=approved]")
		wants(t, editor.saves(func() { editor.presses(".") }), "state=approved", "approved_by=editor1", "checked_by=reviewer1")
		editor.sees("#progress .good")
		editor.presses("Escape", "n")
		editor.lacks("[data-card]")
	})
}

func TestBrowserUndoes(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		quote := v.quote(article, l.quoted)
		v.unfolds("role")
		v.clicks("[data-card] [name=role]")
		v.types("role")
		wants(t, v.saves(func() { v.presses("Enter") }), "role=role")
		v.presses("d")
		v.lacks("#a-" + quote.ID)
		s.waitsFor(article, 0)
		v.lacks(`[data-annotations~="` + quote.ID + `"]`)

		v.presses("z") // the deletion
		v.sees("#card-" + quote.ID)
		wants(t, s.annotation(quote.ID), "role=role", "spans="+l.content)
		wants(t, v.saves(func() { v.presses("z") }), "role=") // the edit
		v.presses("z")                                        // the mark
		v.lacks("#a-" + quote.ID)
		s.waitsFor(article, 0)
		v.presses("z")
		v.sees("#notices.on") // nothing is left to undo
	})
}

func TestBrowserGoesThroughWhatIsLeft(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		first := s.marked(article, annotation.Quote, l.content)
		done := s.marked(article, annotation.Claim, l.claim)
		last := s.marked(article, annotation.Quote, l.further)
		done = s.changed(dbtest.Reviewer, done, annotation.Patch{State: annotation.To(annotation.Checking)})
		done = s.changed(dbtest.Reviewer, done, annotation.Patch{State: annotation.To(annotation.Checked), Verdict: annotation.To(annotation.Unverifiable), Reason: annotation.To("no record")})
		s.changed(dbtest.Editor, done, annotation.Patch{State: annotation.To(annotation.Approved)})

		v.opens("/articles")
		v.clicks(".article-line a.title")
		v.leavesFor("/articles/" + article.ID)
		for _, step := range []struct {
			key  string
			want annotation.Annotation
		}{{"n", first}, {"n", last}, {"n", first}, {"p", last}, {"p", first}} {
			v.presses(step.key)
			v.sees("#card-" + step.want.ID)
		}

		// The link opens this card: here again after a reload, and for others.
		v.clicks("[data-copy]")
		v.sees("#notices.on")
		link := eval[string](v, `document.querySelector("[data-copy]").href`)
		if want := s.url + "/articles/" + article.ID + "?open=" + first.ID + "#a-" + first.ID; link != want {
			t.Errorf("the link is %s, want %s", link, want)
		}
		eval[any](v, "void location.reload()")
		v.arrives()
		v.sees("#card-" + first.ID)
		other := s.visit(dbtest.Viewer, browsertest.Language(l.name))
		other.opens(link[len(s.url):])
		other.sees("#card-" + first.ID)
		other.lacks("#card-" + first.ID + " form")

		// Back leads to the list, whatever was opened in between.
		eval[any](v, "void history.back()")
		v.leavesFor("/articles")
		v.sees(".article-line")
	})
}
