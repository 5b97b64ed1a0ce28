package handlers

import (
	"math"
	"slices"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

// A vocalised line with letters that join over every place a mark may begin: in
// mid-word, between a letter and its tashkeel's neighbour, beside punctuation; the
// same within a line that runs the other way, and a Latin line with ligatures.
var joining = annotation.ArticleDraft{Title: "وصل الحروف", Language: "ar", Text: `وصل الحروف

«سَلَّمَتِ المُهَنْدِسَةُ التَّقْرِيرَ، وَلَمْ تُعَلِّقْ»، قالَ بيبي (BBC) ٤٥ مِنَ الطُّلّابِ.

The office said سَيُسْتَقْبَلُونَ «غَدًا» at the final offer, fflffi.
`}

// lineWidths measures each line of the text: the widths of its paragraphs' boxes.
const lineWidths = `[...document.querySelectorAll("[data-start]")].flatMap((p) => {
	const range = document.createRange();
	range.selectNodeContents(p);
	const lines = new Map();
	for (const box of range.getClientRects()) {
		if (!box.width) continue;
		const line = Math.round((box.top + box.bottom) / 2 / 20);
		const [left, right] = lines.get(line) ?? [Infinity, -Infinity];
		lines.set(line, [Math.min(left, box.left), Math.max(right, box.right)]);
	}
	return [...lines.values()].map(([left, right]) => right - left);
})`

// Marks never change the text: neither its characters nor, since letters stay
// joined, the width of a line.
func TestBrowserMarksKeepLettersJoined(t *testing.T) {
	s := newSite(t)
	article := s.article(joining)
	v := s.atDesk(dbtest.Reviewer, article)
	text := []rune(article.Text)
	read := `[...document.querySelectorAll("[data-start]")].map((p) => p.textContent).join("")`
	before := eval[[]float64](v, lineWidths)
	if len(before) < 3 {
		t.Fatalf("%d lines", len(before))
	}
	// First a mark on every word's inside, then one over every third code point: the
	// server widens each to whole clusters.
	for round, spans := range [][][2]int{everyWordInside(text), every(3, text)} {
		for i, span := range spans {
			draft := annotation.Draft{Kind: annotation.Kinds[i%2], Spans: []annotation.PassageDraft{{Start: span[0], End: span[1]}}}
			if i%3 == 0 {
				draft.Cue = draft.Spans
			}
			if _, _, err := s.db.CreateAnnotation(t.Context(), dbtest.Reviewer, article.ID, draft); err != nil {
				t.Fatalf("%v: %v", span, err)
			}
		}
		v.opens("/articles/" + article.ID)
		if got := eval[string](v, read); got != article.Text {
			t.Errorf("round %d: the page reads %q", round, got)
		}
		if marks := eval[int](v, `document.querySelectorAll("[data-annotations]").length`); marks < len(spans) {
			t.Fatalf("round %d: %d segments for %d marks", round, marks, len(spans))
		}
		// Chromium lays each segment out in 64ths of a pixel.
		slack := float64(eval[int](v, `document.querySelectorAll("[data-annotations]").length`)) / 64
		if after := eval[[]float64](v, lineWidths); !alike(before, after, slack) {
			t.Errorf("round %d: lines are %v wide with marks, %v without", round, after, before)
		}
		// The open one is drawn apart, and takes no room either.
		v.presses("n")
		v.sees("[data-card]")
		if opened := eval[[]float64](v, lineWidths); !alike(before, opened, slack) {
			t.Errorf("round %d: lines are %v wide with one open, %v without", round, opened, before)
		}
	}
}

func alike(a, b []float64, slack float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Abs(x-y) <= slack })
}

// everyWordInside are the words of four letters and more without their first and
// last code point.
func everyWordInside(text []rune) (spans [][2]int) {
	start := -1
	for i, r := range append(text, ' ') {
		letter := r != ' ' && r != '\n'
		switch {
		case letter && start < 0:
			start = i
		case !letter && start >= 0:
			if i-start >= 4 {
				spans = append(spans, [2]int{start + 1, i - 1})
			}
			start = -1
		}
	}
	return spans
}

// every is a mark over every nth code point that is no white space.
func every(n int, text []rune) (spans [][2]int) {
	for i := 0; i < len(text); i += n {
		if text[i] != ' ' && text[i] != '\n' {
			spans = append(spans, [2]int{i, i + 1})
		}
	}
	return spans
}

// A selection over numbers, brackets and names that run the other way is the
// logical span between its ends, in paragraphs of both directions. (An end just
// where the direction turns is two places in one; browsers take either.)
func TestBrowserSelectsAcrossDirections(t *testing.T) {
	s := newSite(t)
	article := s.article(annotation.ArticleDraft{Title: "اتجاهان", Language: "ar", Text: `اتجاهان

وقّعت شركة نوردبو (Nordbo AS) عقدًا بقيمة 45 مليون (USD) في 2026.

The ministry (وزارة النقل) paid 12 million to شركة نوردبو in 2026.
`})
	v := s.atDesk(dbtest.Reviewer, article)
	for _, words := range []string{
		"شركة نوردبو (Nordbo AS) عقدًا", "بقيمة 45 مليون (USD) في", "rdbo AS) عقدًا بقيمة", "قيمة 45 ملي",
		"ministry (وزارة النقل) paid 12", "12 million to شركة نوردبو in", "النقل) paid",
	} {
		wants(t, v.claim(article, words), "spans="+words)
		v.presses("Escape")
	}
}
