package handlers

import (
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
)

// stale opens an annotation and types into its card; then somebody else saves
// another note and verdict.
func stale(t *testing.T, l language, s *site, article annotation.Article, v *visitor) annotation.Annotation {
	t.Helper()
	quote := v.quote(article, l.quoted)
	v.clicks("[data-card] [name=note]")
	v.types("mine")
	v.presses("Escape", "w", "ArrowDown")
	return s.changed(dbtest.Reviewer2, quote, annotation.Patch{Note: annotation.To("theirs"), Verdict: annotation.To(annotation.False)})
}

func TestBrowserShowsBothVersions(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		a := stale(t, l, s, article, v)
		v.presses("Enter")
		v.reads(".conflict td", "theirs")
		v.reads(".conflict td", "mine")
		wants(t, s.annotation(a.ID), "note=theirs", "verdict=false", "wording=")
		if got := v.value("[data-card] [name=note]"); got != "mine" {
			t.Errorf("the note typed is %q", got)
		}

		// It outlives a reload in between, and can be saved then.
		eval[any](v, "void location.reload()")
		v.arrives()
		v.waits(`document.querySelector("[data-card] [name=note]")?.value === "mine"`)
		wants(t, v.saves(func() { v.clicks("[data-save]") }), "note=mine", "wording=accurate", "verdict=false")
	})
}

func TestBrowserSavesMine(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		stale(t, l, s, article, v)
		v.presses("Enter")
		v.waits(`document.activeElement.matches(".conflict h3")`)
		v.presses("Tab")
		v.waits(`document.activeElement.matches(".conflict [data-keep-mine]")`)
		// What only they have changed stays.
		wants(t, v.saves(func() { v.presses("Enter") }), "note=mine", "wording=accurate", "verdict=false")
		v.lacks(".conflict")
	})
}

func TestBrowserTakesTheirs(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		a := stale(t, l, s, article, v)
		v.presses("Enter")
		v.clicks("[data-take-theirs]")
		v.lacks(".conflict")
		v.waits(`document.querySelector("[data-card] [name=note]").value === "theirs"`)
		wants(t, s.annotation(a.ID), "note=theirs", "verdict=false", "wording=")
		eval[any](v, "void location.reload()")
		v.arrives()
		v.waits(`document.querySelector("[data-card] [name=note]")?.value === "theirs"`)
	})
}

// What was about to be done besides the fields is done when it is saved after all:
// a step, the speaker as before, words for a part.
func TestBrowserResumes(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		v.claim(article, l.claim)
		v.presses("s")
		v.types("Hale")
		v.saves(func() { v.presses("Enter") })
		quote := v.quote(article, l.quoted)
		for i, step := range []struct {
			act  func()
			want string
		}{
			{func() { v.presses(".") }, "state=checking"},
			{func() { v.presses("S") }, "speaker=Hale"},
			{func() { v.selects(article, l.cue); v.presses("u") }, "cue=" + l.cue},
		} {
			verdict := annotation.DefaultScale().Labels[i].Verdict
			s.changed(dbtest.Reviewer2, s.annotation(quote.ID), annotation.Patch{Verdict: annotation.To(verdict)})
			step.act()
			v.sees(".conflict")
			wants(t, v.saves(func() { v.clicks("[data-keep-mine]") }), step.want, "verdict="+string(verdict))
			v.lacks(".conflict")
		}
	})
}

// A selection that could not be set, because somebody was faster, is still there
// and can be set again.
func TestBrowserSetsPartsOverOthers(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	l := languages[1]
	v := s.atDesk(dbtest.Reviewer, article, browsertest.Language("en"))
	quote := v.quote(article, l.opening)
	s.changed(dbtest.Reviewer2, quote, annotation.Patch{Note: annotation.To("theirs")})
	v.selects(article, l.cue)
	v.presses("u")
	v.sees(".conflict")
	v.selected(l.cue)
	wants(t, v.saves(func() { v.presses("u") }), "cue="+l.cue, "note=theirs")
}
