package handlers

import (
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
)

// checkedClaim is a claim of somebody's, checked as false by the reviewer.
func (s *site) checkedClaim(article annotation.Article, words string, to annotation.Speaker) annotation.Annotation {
	s.t.Helper()
	a := s.marked(article, annotation.Claim, words)
	a = s.changed(dbtest.Reviewer, a, annotation.Patch{Speaker: annotation.To(annotation.SpeakerChoice{ID: to.ID}),
		Verdict: annotation.To(annotation.False), State: annotation.To(annotation.Checking)})
	s.evidenced(a)
	return s.changed(dbtest.Reviewer, a, annotation.Patch{Reason: annotation.To("x"), State: annotation.To(annotation.Checked)})
}

// reaches puts the focus on something as somebody who steps there by Tab would.
func (v *visitor) reaches(selector string) {
	v.t.Helper()
	for range 80 {
		v.presses("Tab")
		if eval[bool](v, "document.activeElement.matches("+quoted(selector)+")") {
			return
		}
	}
	v.t.Fatalf("no Tab leads to %s", selector)
}

// Two names of one person are merged, and it is taken back, by keyboard; somebody has a
// card of one of them open all the while.
func TestBrowserMergesSpeakers(t *testing.T) {
	s := newSite(t)
	article := s.article(arabic)
	l := languages[0]
	known, twin := s.speaker("عبد الله النجار", "أبو سامر"), s.speaker("المدير العام للمكتبة")
	first, second := s.checkedClaim(article, l.claim, known), s.checkedClaim(article, l.opening, twin)
	desk := s.atDesk(dbtest.Reviewer, article, browsertest.Language("ar"))
	desk.opens("/articles/" + article.ID + "?open=" + second.ID)
	desk.sees("#card-" + second.ID)
	if got := desk.value(speakerField); got != twin.Name {
		t.Errorf("the card shows %q", got)
	}
	desk.clicks("[data-card] [name=note]")
	desk.types("2")

	v := s.visit(dbtest.Editor, browsertest.Language("ar"))
	v.opens("/speakers/" + twin.ID)
	v.reaches("#merge > summary")
	v.presses("Enter")
	v.reaches("#merge [name=merge]")
	eval[any](v, "void document.activeElement.select()")
	v.types("النجار")
	v.presses("Enter")
	v.leavesFor("/speakers/" + twin.ID + "?merge=")
	v.reaches("#merge [name=into]")
	v.presses(" ")
	v.reaches("[data-merge]")
	v.presses("Enter")
	v.leavesFor("/speakers/" + known.ID + "?merged=" + twin.ID)
	v.reads(".confirmed", "صار «"+twin.Name+"» اسمًا بديلًا لـ«"+known.Name+"».")
	v.reads(".kicker", twin.Name)
	v.reads(".findings", "قولان")
	v.reads(".findings .legend", "زائف ٢")
	v.sees(".findings svg rect.fill-bad")
	wants(t, s.annotation(second.ID), "speaker="+known.Name, "state=checked", "verdict=false")

	// Old links lead there; a card that was opened before is saved as it was meant.
	v.opens("/speakers/" + twin.ID)
	v.leavesFor("/speakers/" + known.ID + "#name-" + twin.ID)
	wants(t, desk.saves(func() { desk.clicks("[data-save]") }), "note=2", "speaker="+known.Name, "state=checked")
	if got := desk.value(speakerField); got != known.Name {
		t.Errorf("the card shows %q, want %q", got, known.Name)
	}
	if got := s.annotation(second.ID).Speaker.Merged; got != twin.ID {
		t.Errorf("saving the card attributed it anew: by %q, want %s", got, twin.ID)
	}

	// Back again, on the page of the one that was merged into.
	v.reaches(".names [data-split-off]")
	v.presses("Enter")
	v.leavesFor("/speakers/" + twin.ID)
	v.reads(".statement", l.opening)
	v.reads(".findings", "قول واحد")
	wants(t, s.annotation(second.ID), "speaker="+twin.Name, "note=2", "state=checked")
	wants(t, s.annotation(first.ID), "speaker="+known.Name)
	if got := s.annotation(second.ID).Speaker.Merged; got != "" {
		t.Errorf("split off, it is still by the name of %s", got)
	}
}

// Statements are given to another speaker without scripts, asked about where the name
// is nearly somebody's, and taken back.
func TestBrowserSplitsSpeakers(t *testing.T) {
	s := newSite(t)
	article := s.article(arabic)
	l := languages[0]
	known, near := s.speaker("عبد الله النجار"), s.speaker("سامر الحداد")
	kept, moved := s.checkedClaim(article, l.claim, known), s.checkedClaim(article, l.opening, known)
	v := s.visit(dbtest.Reviewer, browsertest.Language("ar"), browsertest.WithoutScripts())
	v.opens("/speakers/" + known.ID)
	v.submits(".findings .legend a", ".findings [aria-current]")
	v.reaches(`[name=statement][value^="` + moved.ID + `:"]`)
	v.presses(" ")
	v.reaches("#give [name=speaker]")
	v.types("سامر حداد")
	v.reaches("[data-give]")
	v.presses("Enter")
	v.reads("#give .near", near.Name)
	if !eval[bool](v, `document.querySelector('[value^="`+moved.ID+`:"]').checked && document.querySelector("#give [name=speaker]").value === "سامر حداد"`) {
		t.Error("what was chosen or typed is gone")
	}
	wants(t, s.annotation(moved.ID), "speaker="+known.Name, "state=checked")
	v.clicks("#give [name=distinct]")
	v.submits("[data-give]", ".confirmed")
	v.reads(".confirmed", "نُقل قول واحد إلى سامر حداد")
	v.reads(".confirmed", "عاد واحد منها إلى التحقق.")
	wants(t, s.annotation(moved.ID), "speaker=سامر حداد", "state=checking", "checked_by=")
	wants(t, s.annotation(kept.ID), "speaker="+known.Name, "state=checked")
	v.submits("[data-take-back]", ".findings [aria-current]")
	wants(t, s.annotation(moved.ID), "speaker="+known.Name, "state=checked", "checked_by="+dbtest.Reviewer.Name)
	v.lacks(".confirmed")
}
