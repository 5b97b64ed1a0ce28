package handlers

import (
	"bytes"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	cdp "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/browsertest"
)

// The report is one click from the article, and prints: black on white for a reader
// in the dark, without what can only be clicked, and more than a page of it.
func TestBrowserPrintsAReport(t *testing.T) {
	for _, e := range exhibitions {
		t.Run(e.language, func(t *testing.T) {
			s := newSite(t)
			article, all := s.reported(e)
			v := s.visit(dbtest.Viewer, browsertest.Language(e.language), browsertest.Viewport(390, 844), browsertest.Dark())
			v.opens("/articles/" + article.ID)
			v.clicks(`#heading a[href$="/report"]`)
			v.leavesFor("/articles/" + article.ID + "/report") // whole, its style sheet with it: widths are measured
			v.sees(".proof")
			if items := eval[int](v, `document.querySelectorAll(".item").length`); items != len(all) {
				t.Errorf("%d items, want %d", items, len(all))
			}
			if wide := eval[int](v, "document.documentElement.scrollWidth"); wide > 390 {
				t.Errorf("the report is %d px wide", wide)
			}
			v.waits(`document.querySelector("[data-print]").checkVisibility()`)
			v.waits(`getComputedStyle(document.body).color !== "rgb(0, 0, 0)"`)
			dark := emulation.SetEmulatedMediaParams{Media: "print", Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}
			if _, err := chromedp.Call(v.ctx, emulation.SetEmulatedMedia, dark); err != nil {
				t.Fatal(err)
			}
			v.waits(`!document.querySelector(".acts").checkVisibility()`)
			v.waits(`getComputedStyle(document.body).color === "rgb(0, 0, 0)" && getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)"`)
			v.waits(`[...document.querySelectorAll(".address a")].every((a) => a.textContent === a.getAttribute("href"))`)
			printed := v.printed()
			if pages := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(printed, -1)); !bytes.HasPrefix(printed, []byte("%PDF-")) || pages < 2 {
				t.Errorf("printed it has %d pages", pages)
			}
		})
	}
}

// printed is the page as a PDF, on the paper that its style sheet asks for.
func (v *visitor) printed() []byte {
	v.t.Helper()
	r, err := chromedp.Call(v.ctx, cdp.PrintToPDF, cdp.PrintToPDFParams{PrintBackground: new(true), PreferCSSPageSize: new(true)})
	if err != nil {
		v.t.Fatal(err)
	}
	return r.Data
}
