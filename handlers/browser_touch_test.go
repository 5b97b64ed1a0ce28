package handlers

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/browsertest"
)

// On a telephone the words are selected with the system's own handles; what the
// page sees of it is a selection that changes.
func TestBrowserMarksByTouch(t *testing.T) {
	for _, l := range languages {
		t.Run(l.name, func(t *testing.T) {
			s := newSite(t)
			article := s.article(l.draft)
			v := s.visit(dbtest.Reviewer, browsertest.Language(l.name), browsertest.Viewport(390, 800))
			v.do(chromedp.EmulateViewport(390, 800, chromedp.EmulateMobile, chromedp.EmulateTouch))
			v.opens("/articles/" + article.ID)
			start, end := spanOf(t, article, l.quoted)
			eval[any](v, fmt.Sprintf(selectWords, start, end))
			at := v.middleOf("#marker [value=quote]")
			quote := v.marks(func() { v.do(chromedp.TapXY(at.X, at.Y)) })
			wants(t, quote, "kind=quote", "spans="+l.content)
			v.lacks("#marker")
			if wide := eval[int](v, "document.documentElement.scrollWidth"); wide > 390 {
				t.Errorf("the page is %d px wide in a window of 390", wide)
			}

			// The card can be filled in and closed with the finger.
			at = v.middleOf("[data-card] [name=wording][value=accurate]")
			v.do(chromedp.TapXY(at.X, at.Y))
			at = v.middleOf("[data-card] [data-save]")
			wants(t, v.saves(func() { v.do(chromedp.TapXY(at.X, at.Y)) }), "wording=accurate")
			at = v.middleOf("[data-card] [data-close]")
			v.do(chromedp.TapXY(at.X, at.Y))
			v.lacks("[data-card]")
		})
	}
}

// selectWords selects characters of the article as the system would.
const selectWords = `(function(start, end) {
	const paragraphs = [...document.querySelectorAll("[data-start]")];
	const place = (at) => {
		const p = paragraphs.findLast((p) => Number(p.dataset.start) <= at);
		const characters = [...p.firstChild.data]; // nothing is marked yet
		return [p.firstChild, characters.slice(0, at - Number(p.dataset.start)).join("").length];
	};
	getSelection().setBaseAndExtent(...place(start), ...place(end));
})(%d, %d)`
