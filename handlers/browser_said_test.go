package handlers

import (
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
)

// TestBrowserSaidBefore marks what another article's checked claim says with its words
// in another order, sees that one with its verdict, takes its result over, saves, and
// says that both are one statement.
func TestBrowserSaidBefore(t *testing.T) {
	s := newSite(t)
	earlier := s.checkedBefore()
	article := s.article(laterDraft)
	v := s.atDesk(dbtest.Reviewer, article, browsertest.Language("ar"))
	later := v.claim(article, laterWords)
	card := "#card-" + later.ID
	v.reads(card+" .said-before", "سبق أن ورد")
	v.reads(card+" .said-before a", saidFirst)
	for _, words := range []string{"تاجر الحبوب", "زائف", "أسعار الخبز"} {
		v.reads(card+" .said-before .kicker", words)
	}

	// The result is proposed, kept as if it were typed, and saved by a person only.
	v.clicks(card + " [name=note]")
	v.types("x")
	v.clicks(card + " [data-reuse]")
	v.waits(`document.querySelector("#form-` + later.ID + ` [name=verdict]:checked").value === "false"`)
	if got := v.value(card + " [name=reason]"); got != earlier.Reason {
		t.Errorf("the reason is %q", got)
	}
	if now := s.annotation(later.ID); now.Version != 1 {
		t.Errorf("it is saved already: %+v", now)
	}
	v.opens("/articles/" + article.ID + "?open=" + later.ID)
	v.waits(`document.querySelector("#form-` + later.ID + ` [name=verdict]:checked").value === "false"`)
	saved := v.saves(func() { v.clicks(card + " [data-save]") })
	wants(t, saved, "verdict=false", "reason="+earlier.Reason, "note=x")

	v.sees(card + ` [name=same_as][value="` + earlier.ID + `"]`)
	linked := v.saves(func() { v.clicks(card + ` [name=same_as]`) })
	if linked.SameAs != earlier.ID {
		t.Errorf("same as %q", linked.SameAs)
	}
	wants(t, linked, "verdict=false")
	v.reads(card+" .said-before .kicker", "القول نفسه")

	// The key goes there, and the link to the other article and its card, which shows it too.
	v.presses("b")
	v.waits(`document.activeElement.matches(".said-before a")`)
	v.presses("Enter")
	v.leavesFor("/articles/" + earlier.Article)
	v.reads("#card-"+earlier.ID+" .said-before .kicker", "القول نفسه")
	v.reads("#card-"+earlier.ID+" .said-before a", laterWords)
}

// TestBrowserSaidBeforeNothing: where nothing was, nothing takes room.
func TestBrowserSaidBeforeNothing(t *testing.T) {
	s := newSite(t)
	article := s.article(arabic)
	v := s.atDesk(dbtest.Reviewer, article)
	claim := v.claim(article, "القاعة تتسع لنحو 120 قارئًا")
	v.waits(`!document.querySelector("[data-said]")`)
	v.lacks(".said-before")
	v.presses("v")
	v.waits(`document.activeElement.name === "verdict"`)
	if now := s.annotation(claim.ID); now.Kind != annotation.Claim {
		t.Errorf("got %+v", now)
	}
}
