package handlers

import (
	"fmt"
	"strings"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
)

// picks chooses words of a paragraph's sentence in the plain form, from the first
// to the last word.
func (v *visitor) picks(article annotation.Article, words string) {
	v.t.Helper()
	start, end := spanOf(v.t, article, words)
	v.waits(fmt.Sprintf(`(function() {
		for (const form of document.querySelectorAll(".words form")) {
			const from = [...form.elements.from.options].findIndex((o) => Number(o.value) === %d);
			const to = [...form.elements.to.options].findIndex((o) => Number(o.value) === %d);
			if (from < 0 || to < 0) continue;
			form.elements.from.selectedIndex = from;
			form.elements.to.selectedIndex = to;
			form.id = "picked";
			return true;
		}
	})()`, start, end))
}

// opensPicker follows the number of the paragraph where the words stand.
func (v *visitor) opensPicker(article annotation.Article, words string) {
	v.t.Helper()
	start, _ := spanOf(v.t, article, words)
	row := eval[string](v, fmt.Sprintf(`[...document.querySelectorAll("[data-start]")].findLast((p) => Number(p.dataset.start) <= %d).closest(".row").id`, start))
	v.clicks("#" + row + " a.no")
	v.sees(".words")
}

// submits presses a button that leads to a page with something in sight.
func (v *visitor) submits(button, sees string) {
	v.t.Helper()
	eval[any](v, `void (document.body.dataset.before = "yes")`)
	v.clicks(button)
	v.waits(`document.readyState === "complete" && !document.body.dataset.before`)
	v.sees(sees)
}

// checks presses the label of a choice.
func (v *visitor) checks(name, value string) {
	v.t.Helper()
	v.clicks(fmt.Sprintf("[data-card] label:has([name=%s][value=%s])", name, value))
}

// Everything that the scripts make quick can be done without them.
func TestBrowserWithoutScripts(t *testing.T) {
	for _, l := range languages {
		t.Run(l.name, func(t *testing.T) {
			s := newSite(t)
			article := s.article(l.draft)
			v := s.visit(dbtest.Reviewer, browsertest.Language(l.name), browsertest.WithoutScripts())
			v.opens("/articles/" + article.ID)
			current := func() annotation.Annotation { t.Helper(); return s.annotation(v.card()) }

			// A quote by its first and last word, with a speaker; the words are asked
			// for again when the last comes before the first.
			opening, further := strings.TrimRight(l.opening, ","), strings.TrimRight(l.further, ".") // whole words
			v.opensPicker(article, opening)
			v.picks(article, opening)
			eval[any](v, `void (function(f) { [f.from.selectedIndex, f.to.selectedIndex] = [3, 0]; f.speaker.value = "Nadia Hale"; })(document.getElementById("picked").elements)`)
			v.submits("#picked [value=quote]", ".words .problem")
			v.waits(`[...document.querySelectorAll(".words [name=speaker]")].some((e) => e.value === "Nadia Hale")`)
			v.picks(article, opening)
			v.submits("#picked [value=quote]", "[data-card]")
			quote := current()
			wants(t, quote, "kind=quote", "spans="+opening, "speaker=Nadia Hale")

			// A further part, the cue and the mention.
			for _, part := range []struct{ name, words, press, want string }{
				{"spans", further, "add", "spans=" + opening + " | " + further},
				{"cue", l.cue, "replace", "cue=" + l.cue},
				{"mention", l.mention, "replace", "mention=" + l.mention},
			} {
				v.submits("[data-card] [data-pick="+part.name+"]", ".words")
				v.picks(article, part.words)
				v.submits("#picked [name=mode][value="+part.press+"]", "[data-card]")
				wants(t, current(), part.want)
			}

			// Findings and steps; what a step still asks for is said beside its field.
			v.submits("[data-step=checking]", "[data-step=checked]")
			v.submits("[data-step=checked]", ".problem + [data-group=wording]")
			s.evidenced(quote)
			v.checks("wording", "accurate")
			v.checks("verdict", "true")
			v.clicks("[data-card] [name=reason]")
			v.types("the minutes")
			v.clicks("[data-card] [name=note]")
			v.types("mine")
			v.submits("[data-step=checked]", "[data-card]")
			wants(t, current(), "state=checked", "wording=accurate", "verdict=true", "note=mine")

			// Two people: both versions, and what only one has changed stays.
			v.clicks("[data-card] [name=note]")
			v.types("2")
			now := current()
			s.changed(dbtest.Reviewer2, now, annotation.Patch{Note: annotation.To("theirs"), Verdict: annotation.To(annotation.False)})
			v.submits("[data-save]", ".conflict")
			v.reads(".conflict", "theirs")
			v.reads(".conflict", "mine2")
			v.submits("[data-keep-mine]", "[data-card]")
			wants(t, current(), "note=mine2", "verdict=false")

			// Deleted, brought back, undone.
			v.submits("[data-delete]", ".gone")
			s.waitsFor(article, 0)
			v.submits(".gone button", "[data-card]")
			wants(t, current(), "note=mine2", "cue="+l.cue)
			v.submits("#progress form[data-act] button", ".gone")
			s.waitsFor(article, 0)
			v.submits(".gone button", "[data-card]")

			// On to what is left, and round.
			v.opensPicker(article, l.claim)
			v.picks(article, l.claim)
			v.submits("#picked [value=claim]", "[data-card]")
			claim := current()
			v.submits("[data-next]", "#card-"+quote.ID)
			v.submits("[data-next]", "#card-"+claim.ID)

			// Found again, in any spelling, and handed out.
			v.opens("/articles?q=" + wordsOf(l.claim)[1])
			v.reads(".article-line a.title", article.Title)
			s.as(dbtest.Viewer).get("/articles/"+article.ID+"/export").wants(200).says(quote.ID, claim.ID)
		})
	}
}
