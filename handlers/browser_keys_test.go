package handlers

import (
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

// On an Arabic keyboard a key counts by its place: ض is q, ؤ is c, ت is j.
func TestBrowserKeysOfAnArabicKeyboard(t *testing.T) {
	s := newSite(t)
	article := s.article(arabic)
	l := languages[0]
	known := s.speaker("عبد الله النجار")
	v := s.atDesk(dbtest.Reviewer, article)

	v.presses("ت")
	v.selected(article.Title)
	claim := v.marks(func() { v.presses("ؤ") })
	wants(t, claim, "kind=claim", "spans="+article.Title)
	v.selects(article, l.quoted)
	quote := v.marks(func() { v.presses("ض") })
	wants(t, quote, "kind=quote", "spans="+l.content)

	v.presses("س")
	v.types("عبدالله")
	v.reads("[data-card] [role=option]", known.Name)
	wants(t, v.saves(func() { v.presses("ArrowDown", "Enter") }), "speaker="+known.Name)
	v.selects(article, l.opening)
	v.marks(func() { v.presses("ض") })
	wants(t, v.saves(func() { v.presses("ٍ") }), "speaker="+known.Name) // Shift with س
	wants(t, v.saves(func() { v.presses("ز") }), "state=checking")      // the place of the full stop
	wants(t, v.saves(func() { v.presses("ئ") }), "state=open")          // z

	v.presses("؟")
	v.sees("dialog[open]")
	v.presses("ض") // the dialog has the keyboard
	v.presses("؟")
	v.lacks("dialog[open]")
	v.presses("ظ")
	v.waits(`document.activeElement.matches("[data-key=search]")`)
	v.types("ضؤس")
	if got := v.value("[data-key=search]"); got != "ضؤس" {
		t.Errorf("the field holds %q", got)
	}
	if all := s.annotations(article); len(all) != 3 {
		t.Errorf("%d annotations, want 3", len(all))
	}
}

// Letters that are typed into a field are letters.
func TestBrowserTypesInFields(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		quote := v.quote(article, l.quoted)
		const every = "qcsSwv.r+umnpldz/?jk"
		v.unfolds("role")
		for _, field := range []string{"role", "note"} {
			v.clicks("[data-card] [name=" + field + "]")
			v.types(every)
		}
		if got := v.value("[data-card] [name=role]"); got != every {
			t.Errorf("the role is %q", got)
		}
		v.lacks("dialog[open]")
		wants(t, v.saves(func() { v.clicks("[data-save]") }), "role="+every, "note="+every, "state=open", "spans="+l.content)
		if all := s.annotations(article); len(all) != 1 || v.card() != quote.ID {
			t.Errorf("%d annotations, %q open", len(all), v.card())
		}
	})
}

func TestBrowserTurnsKeysOff(t *testing.T) {
	s := newSite(t)
	article := s.article(arabic)
	v := s.atDesk(dbtest.Reviewer, article)
	v.presses("?")
	v.clicks("#keys-off")
	v.presses("Escape")
	v.lacks("dialog[open]")

	// It is remembered; what is selected with the mouse can still be marked with it.
	v.opens("/articles/" + article.ID)
	v.presses("j", "?", "/")
	v.selected("")
	v.selects(article, languages[0].claim)
	v.presses("c", "q")
	v.sees("#marker")
	v.marks(func() { v.clicks("#marker [value=claim]") })
	if all := s.annotations(article); len(all) != 1 || all[0].Kind != annotation.Claim {
		t.Errorf("annotations: %+v", all)
	}
	v.presses("Escape") // no letter: leaves the card all the same
	v.lacks("[data-card]")

	v.opens("/help")
	v.clicks("#keys-off")
	v.opens("/articles/" + article.ID)
	v.presses("j")
	v.selected(article.Title)
}

// A key that is held down acts once; one that comes before the answer to another
// waits for it.
func TestBrowserKeysInHaste(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	v := s.atDesk(dbtest.Reviewer, article)
	v.selects(article, languages[1].quoted)
	quote := v.marks(func() { v.presses("q", ".", "w") })
	v.waits(`document.activeElement.name === "wording"`)
	wants(t, s.annotation(quote.ID), "state=checking")
	v.presses("ArrowDown")
	v.waits(`document.querySelector("[name=wording]:checked").value === "accurate"`)
	v.clicks("[data-card] [name=reason]")
	v.types("the minutes")
	v.presses("Escape")
	wants(t, v.saves(func() { v.presses(".", ".") }), "state=checked", "wording=accurate")
	v.lacks(".conflict")
}
