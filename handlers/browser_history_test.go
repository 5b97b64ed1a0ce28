package handlers

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
)

// A mark's history is one click from its card: what was changed, at the desk's
// time, and back to the place in the article. Nothing is wider than a phone.
func TestBrowserReadsAHistory(t *testing.T) {
	for _, l := range []struct{ lang, changed, when string }{
		{"ar", "تغيير صحة النقل من «دقيق» إلى «محرَّف».", "٢ كانون الثاني ٢٠٢٦، ٠٥:٠٤"},
		{"en", "Wording changed from “Accurate” to “Altered”.", "2 January 2026, 05:04"},
	} {
		t.Run(l.lang, func(t *testing.T) {
			s := newSite(t)
			if _, err := s.db.ChangeSettings(t.Context(), dbtest.Admin, 1, annotation.SettingsPatch{TimeZone: annotation.To("Asia/Beirut")}); err != nil {
				t.Fatal(err)
			}
			article := dbtest.Article(t, s.db, 120, 2)
			a := s.annotation(dbtest.Mark(article.ID, 1))
			for _, wording := range []annotation.Wording{annotation.Accurate, annotation.Altered} {
				a = s.changed(dbtest.Reviewer, a, annotation.Patch{Wording: annotation.To(wording)})
			}
			v := s.visit(dbtest.Viewer, browsertest.Language(l.lang), browsertest.Viewport(390, 844))
			v.opens("/articles/" + article.ID + "?open=" + a.ID)
			v.clicks(`[data-card] a[href$="/history"]`)
			v.sees(".events")
			v.reads(".events > li:last-child .sentence", l.changed)
			v.reads(".events > li:last-child time", l.when)
			if got := eval[string](v, `document.querySelector(".events > li:last-child time").dateTime`); got != "2026-01-02T03:04:05Z" {
				t.Errorf("in UTC it is %s", got)
			}
			v.clicks(".events > li:last-child .hash summary")
			v.waits(`document.querySelector(".events > li:last-child .hash > code").textContent.length === 64`)
			if wide := eval[int](v, "document.documentElement.scrollWidth"); wide > 390 {
				t.Errorf("the history is %d px wide", wide)
			}
			// On paper the whole hashes stand, and no navigation.
			v.shownOn("print")
			v.waits(`[...document.querySelectorAll(".hash > code")].every((code) => code.checkVisibility({ contentVisibilityAuto: true }) && code.getBoundingClientRect().height > 0)`)
			v.waits(`!document.querySelector(".top nav").checkVisibility()`)
			v.shownOn("screen")
			v.clicks(".history .kicker a")
			v.sees("#card-" + a.ID)
		})
	}
}

// shownOn has the page laid out for a medium: screen or print.
func (v *visitor) shownOn(medium string) {
	v.t.Helper()
	if _, err := chromedp.Call(v.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: medium}); err != nil {
		v.t.Fatal(err)
	}
}
