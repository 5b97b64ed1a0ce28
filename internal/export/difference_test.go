package export_test

import (
	"testing"
	"time"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

func TestDifference(t *testing.T) {
	article := func(change func(*export.Article)) export.Article {
		a := export.Article{ID: "a", Title: "t", Version: 2, Text: "It rained.", Annotations: []annotation.Annotation{
			{ID: "n1", Kind: annotation.Claim, Spans: []annotation.Passage{{Start: 0, End: 2, Exact: "It"}}, Note: "x", Version: 3},
			{ID: "n2", Kind: annotation.Claim, Spans: []annotation.Passage{{Start: 3, End: 9, Exact: "rained"}}, Version: 1},
		}}
		change(&a)
		return a
	}
	known := article(func(*export.Article) {})
	for want, change := range map[string]func(*export.Article){
		"":      func(*export.Article) {},
		"title": func(a *export.Article) { a.Title, a.Version = "u", 3 },
		"annotations[n1].note": func(a *export.Article) {
			a.Annotations[0].Note, a.Annotations[0].Version, a.Annotations[0].UpdatedAt = "y", 4, time.Unix(9, 0)
		},
		"annotations[n2].verdict":      func(a *export.Article) { a.Annotations[1].Verdict = annotation.True },
		"annotations[n2].spans[0].end": func(a *export.Article) { a.Annotations[1].Spans[0].End = 8 },
		"annotations[n2]":              func(a *export.Article) { a.Annotations = a.Annotations[:1] },
		"annotations[n1].version":      func(a *export.Article) { a.Annotations[0].Version = 4 },
	} {
		if got := export.Difference(known, article(change)); got != want {
			t.Errorf("they differ at %q, want %q", got, want)
		}
	}
}
