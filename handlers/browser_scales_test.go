package handlers

import (
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
)

// The desk takes another scale while a card is open: the old verdict stays under its
// own, what was chosen from it is asked about, and a new one is of the new scale.
func TestBrowserJudgesByAnotherScale(t *testing.T) {
	s := newSite(t)
	s.loadsFive()
	article := s.article(arabic)
	old := s.judged(article, "القاعة تتسع لنحو 120 قارئًا", annotation.Misleading)
	fresh := s.marked(article, annotation.Claim, "وكان المجلس قد رفض طلبها")
	v := s.atDesk(dbtest.Reviewer, article, browsertest.Language("ar"))
	v.clicks("#a-" + fresh.ID)
	v.sees("#card-" + fresh.ID)

	s.uses("five-steps")
	v.checks("verdict", "satire")
	v.presses("Enter")
	v.reads("[data-card] .problem", "five-steps@1")
	wants(t, s.annotation(fresh.ID), "verdict=", "scale=")
	v.reads("[data-group=verdict]", "أقرب إلى الصحة")
	v.checks("verdict", "rather_true")
	wants(t, v.saves(func() { v.presses("Enter") }), "verdict=rather_true", "scale=five-steps@1")
	v.reads("#a-"+fresh.ID+" .chip.good", "أقرب إلى الصحة")

	// The old one is read as it was, and stays when something else is saved.
	v.reads("#a-"+old.ID+" .chip.warn", "مضلل")
	v.clicks("#a-" + old.ID)
	v.sees("#card-" + old.ID)
	v.reads("#card-"+old.ID+" [data-group=verdict] label:has(:checked)", "مضلل")
	v.clicks("[data-card] [name=note]")
	v.types("راجع المحضر")
	wants(t, v.saves(func() { v.clicks("[data-save]") }), "note=راجع المحضر", "verdict=misleading", "scale=default@1")
	v.checks("verdict", "half")
	wants(t, v.saves(func() { v.presses("Enter") }), "verdict=half", "scale=five-steps@1")
	v.lacks("[data-card] [value^=default]")

	// What the words mean is a page away, and the card says what is missing.
	wants(t, v.saves(func() { v.presses(".") }), "state=checking")
	v.reads("[data-card] .missing", "التعليل")
	v.opens("/scales")
	v.reads(`[id="five-steps@1"]`, "نصفه صحيح")
	v.reads(`[id="default@1"]`, "وقائعه صحيحة")
}
