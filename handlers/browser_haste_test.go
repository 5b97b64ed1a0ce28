package handlers

import (
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
)

// slow lets each answer take so many milliseconds longer.
func (v *visitor) slow(milliseconds float64) {
	v.t.Helper()
	conditions := network.Conditions{Latency: milliseconds, DownloadThroughput: -1, UploadThroughput: -1}
	byRule := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{&conditions}}
	if _, err := chromedp.Call(v.ctx, network.EmulateNetworkConditionsByRule, byRule); err != nil {
		v.t.Fatal(err)
	}
}

// Letters typed before the field is there belong to the field: none of them acts
// as a key.
func TestBrowserTypesAheadOfTheAnswer(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		earlier := v.claim(article, l.claim)
		v.presses("Escape")
		v.slow(400)
		v.selects(article, l.quoted)
		v.presses("q", "s")
		const name = "nader david"
		v.types(name)
		v.waits(`document.querySelector("[data-card] [name=speaker]")?.value === ` + quoted(name))
		quote := s.annotation(v.card())
		wants(t, v.saves(func() { v.presses("Enter") }), "speaker="+name, "spans="+l.content)
		if all := s.annotations(article); len(all) != 2 {
			t.Errorf("%d annotations, want 2", len(all))
		}
		wants(t, s.annotation(earlier.ID), "state=open", "speaker=")
		wants(t, s.annotation(quote.ID), "state=open")
	})
}

// A key that was meant for a mark which has not reached the server does nothing to
// the card that is still open.
func TestBrowserMeansNoOtherCard(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	l := languages[1]
	v := s.atDesk(dbtest.Reviewer, article, browsertest.Language("en"))
	v.claim(article, l.inner)
	v.presses("s")
	v.types("Hale")
	v.saves(func() { v.presses("Enter") })
	open := v.claim(article, l.claim)
	v.online(false)
	v.selects(article, l.quoted)
	v.presses("q")
	v.waits(`CSS.highlights.get("waiting").size === 1`)
	v.insists()
	v.online(true)
	v.presses("S", ".", "d")
	s.waitsFor(article, 3)
	wants(t, s.annotation(open.ID), "speaker=", "state=open")

	// Whoever goes back into the card means it.
	v.clicks("[data-card] [name=note]")
	v.presses("Escape")
	wants(t, v.saves(func() { v.presses("S") }), "speaker=Hale")
}

// A note typed over a version that somebody has changed since meets that change
// when it is saved, whatever was done in between.
func TestBrowserKeepsTheVersionTypedOver(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		quote := v.quote(article, l.quoted)
		v.clicks("[data-card] [name=note]")
		v.types("mine")
		s.changed(dbtest.Reviewer2, quote, annotation.Patch{Note: annotation.To("theirs"), Place: annotation.To("Aleppo")})
		v.opens("/articles/" + article.ID + "?open=" + quote.ID)
		v.waits(`document.querySelector("[data-card] [name=note]").value === "mine"`)
		v.selects(article, l.cue)
		v.saves(func() { v.presses("u") })
		v.clicks("[data-save]")
		v.sees(".conflict")
		v.reads(".conflict td", "theirs")
		wants(t, s.annotation(quote.ID), "note=theirs", "place=Aleppo", "cue="+l.cue)
		wants(t, v.saves(func() { v.clicks("[data-keep-mine]") }), "note=mine", "place=Aleppo", "cue="+l.cue)
	})
}

// A card that is closed while its answer is on the way stays closed, and what was
// saved is not kept as unsaved.
func TestBrowserClosesACardInHaste(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	v := s.atDesk(dbtest.Reviewer, article, browsertest.Language("en"))
	quote := v.quote(article, languages[1].quoted)
	v.clicks("[data-card] [name=note]")
	v.types("note")
	v.slow(400)
	v.clicks("[data-save]")
	v.presses("Escape")
	v.lacks("[data-card]")
	s.eventually("the note is saved", func() bool { return s.annotation(quote.ID).Note == "note" })
	v.lacks("a.note.unsaved")
	v.lacks("[data-card]")
	v.presses("n")
	v.waits(`document.querySelector("[data-card] [name=note]")?.value === "note"`)
	v.lacks("form.unsaved")
}
