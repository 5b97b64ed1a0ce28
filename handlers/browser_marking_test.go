package handlers

import (
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
)

// passage is what the tests of marking mark in each language.
type language struct {
	name    string
	draft   annotation.ArticleDraft
	onwards string // the arrow key that goes on in reading direction
	back    string

	quoted, content  string // words with their quote marks, and without
	claim            string
	opening, further string // the two parts of an interrupted quote, without marks
	cue, mention     string
	mixed            string // words with a number, brackets or a name in the other script
	wider, inner     string // one inside the other
	overlapping      string // crosses the end of wider
}

var languages = []language{
	{
		name: "ar", draft: arabic, onwards: "ArrowLeft", back: "ArrowRight",
		quoted: "«ستبقى الأبواب مفتوحة حتى الثامنة مساءً»", content: "ستبقى الأبواب مفتوحة حتى الثامنة مساءً",
		claim:   "القاعة تتسع لنحو 120 قارئًا",
		opening: "أن السقف آمن", further: "ولم نجد فيه شقًّا واحدًا", cue: "وأوضحت", mention: "المهندسة ريم الحلاق",
		mixed: "شركة نوردبو (Nordbo AS) نحو 45 حاسوبًا", wider: "وكان المجلس قد رفض طلبها", inner: "رفض", overlapping: "طلبها مرتين",
	},
	{
		name: "en", draft: english, onwards: "ArrowRight", back: "ArrowLeft",
		quoted: `"The doors stay open until eight,"`, content: "The doors stay open until eight,",
		claim:   "the hall seats 120 readers",
		opening: "The roof is safe,", further: "and we found no crack.", cue: "insisted", mention: "Engineer Tom Brandt",
		mixed: "firm نوردبو delivered 45 computers", wider: "The council had turned her down", inner: "turned", overlapping: "down twice",
	},
}

// inBoth runs a test in Arabic and in English, with the article's language as the
// interface's too.
func inBoth(t *testing.T, test func(t *testing.T, l language, s *site, article annotation.Article, v *visitor)) {
	for _, l := range languages {
		t.Run(l.name, func(t *testing.T) {
			s := newSite(t)
			article := s.article(l.draft)
			test(t, l, s, article, s.atDesk(dbtest.Reviewer, article, browsertest.Language(l.name)))
		})
	}
}

func TestBrowserMarksByMouse(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		// With the buttons beside the selection.
		v.selects(article, l.quoted)
		v.sees("#marker")
		quote := v.marks(func() { v.clicks("#marker [value=quote]") })
		wants(t, quote, "kind=quote", "quotation=direct", "spans="+l.content, "state=open")
		v.lacks("#marker")
		v.selects(article, l.claim)
		claim := v.marks(func() { v.clicks("#marker [value=claim]") })
		wants(t, claim, "kind=claim", "spans="+l.claim)

		// With keys; across what runs the other way.
		wants(t, v.claim(article, l.mixed), "kind=claim", "spans="+l.mixed)
		wants(t, v.quote(article, l.opening), "kind=quote", "spans="+l.opening)

		// What is marked is shown, and the text is still the text.
		if got := eval[string](v, `[...document.querySelectorAll("[data-start]")].map((p) => p.textContent).join("")`); got != article.Text {
			t.Errorf("the page reads %q, the article %q", got, article.Text)
		}
		shown := eval[string](v, `[...document.querySelectorAll('[data-annotations~="`+claim.ID+`"]')].map((e) => e.textContent).join("")`)
		if shown != l.claim {
			t.Errorf("shown as marked: %q, want %q", shown, l.claim)
		}
		if all := s.annotations(article); len(all) != 4 {
			t.Errorf("%d annotations, want 4", len(all))
		}
	})
}

func TestBrowserMarksOverlappingAndNested(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		wider := v.quote(article, l.wider)
		inner := v.claim(article, l.inner)
		overlapping := v.claim(article, l.overlapping)
		wants(t, wider, "spans="+l.wider)
		wants(t, inner, "spans="+l.inner)
		wants(t, overlapping, "spans="+l.overlapping)

		// A click opens the innermost; another one what is around it.
		v.presses("Escape")
		v.lacks("[data-card]")
		both := `[data-annotations="` + wider.ID + " " + inner.ID + `"]`
		v.clicks(both)
		v.sees("#card-" + inner.ID)
		v.clicks(both)
		v.sees("#card-" + wider.ID)

		// The quote's card leads to the claim that it holds, and back.
		v.clicks("#card-" + wider.ID + ` [data-open="` + inner.ID + `"]`)
		v.sees("#card-" + inner.ID)
		v.clicks("#card-" + inner.ID + ` [data-open="` + wider.ID + `"]`)
		v.sees("#card-" + wider.ID)
	})
}

func TestBrowserMarksByKeyboard(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		title := article.Title
		v.presses("j")
		v.selected(title)
		v.presses("j", "j", "k", "k")
		v.selected(title)

		// The end goes back by words, and on again; the start goes on with Alt.
		v.presses("Shift+"+l.back, "Shift+"+l.back, "Shift+"+l.onwards)
		words := wordsOf(title)
		v.selected(join(words[:len(words)-1]))
		v.presses("Alt+Shift+" + l.onwards)
		v.selected(join(words[1 : len(words)-1]))
		quote := v.marks(func() { v.presses("q") })
		wants(t, quote, "kind=quote", "quotation=indirect", "spans="+join(words[1:len(words)-1]))

		// Over the end of a paragraph.
		v.presses("k")
		v.presses("Shift+" + l.onwards)
		v.selected(title + "\n\n" + wordsOf(article.Text[len(title):])[0])
		v.presses("Escape")
		v.selected("")

		// The note has the focus; Enter edits, Escape leaves the field, then the card.
		v.presses("Enter")
		v.waits(`document.activeElement.name === "speaker"`)
		v.presses("Escape")
		v.waits(`document.activeElement.matches("a.note.on")`)
		v.presses("Escape")
		v.lacks("[data-card]")
	})
}

func TestBrowserSetsParts(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		quote := v.quote(article, l.opening)
		v.selects(article, l.further)
		wants(t, v.saves(func() { v.presses("+") }), "spans="+l.opening+" | "+l.further)
		v.selects(article, l.cue)
		wants(t, v.saves(func() { v.presses("u") }), "cue="+l.cue)
		v.selects(article, l.mention)
		wants(t, v.saves(func() { v.clicks("#marker [data-part=mention]") }), "mention="+l.mention, "cue="+l.cue)

		// What is typed and not saved yet stays when a part is set.
		v.unfolds("role")
		v.clicks("#card-" + quote.ID + " [name=role]")
		v.types("role")
		v.presses("Escape")
		v.selects(article, l.further)
		wants(t, v.saves(func() { v.presses("r") }), "spans="+l.further, "role=")
		if got := v.value("#card-" + quote.ID + " [name=role]"); got != "role" {
			t.Errorf("the role typed is %q after the span was set", got)
		}
		wants(t, v.saves(func() { v.clicks("#card-" + quote.ID + " [data-save]") }), "spans="+l.further, "role=role", "cue="+l.cue)

		// Enter in a field saves the card, and nothing else.
		v.unfolds("role")
		v.clicks("#card-" + quote.ID + " [name=role]")
		v.types("s")
		wants(t, v.saves(func() { v.presses("Enter") }), "role=roles", "cue="+l.cue, "mention="+l.mention, "spans="+l.further)

		wants(t, v.saves(func() { v.clicks("#card-" + quote.ID + " .part.cue [data-clear]") }), "cue=", "mention="+l.mention)

		// Two stretches of the same words are refused, and the selection is still there.
		v.selects(article, l.further)
		v.presses("+")
		v.sees(".problem")
		v.selected(l.further)
		wants(t, s.annotation(quote.ID), "spans="+l.further)
	})
}
