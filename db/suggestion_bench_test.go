package db_test

import (
	"fmt"
	"testing"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/text"
)

// many are rules that find n quotes of two words each, spread evenly.
func many(n int) db.Rules {
	return db.Rules{Version: 1, Suggest: func(x *text.Index, _ string, _ []quotation.Speaker) (found []quotation.Suggestion) {
		words := x.Words(text.Span{End: x.Len()})
		for i := range n {
			at := i * (len(words) - 1) / n
			found = append(found, quotation.Suggestion{Content: []text.Span{{Start: words[at].Start, End: words[at+1].End}}, Kind: annotation.Direct,
				Speaker: dbtest.Speakers[i%len(dbtest.Speakers)], Named: true, Rule: quotation.RuleMarks, Confidence: 0.9})
		}
		return found
	}}
}

// BenchmarkMakeSuggestions makes those of an article of 5,000 words, from asking the rules
// to having them on disk.
func BenchmarkMakeSuggestions(b *testing.B) {
	d := dbtest.Open(b)
	n := 0
	for range b.N {
		b.StopTimer()
		a := dbtest.Article(b, d, 5_000, 0)
		b.StartTimer()
		if err := d.MakeSuggestions(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		n = must[annotation.Article](b)(d.ArticleHead(b.Context(), a.ID)).Suggestions
		b.StartTimer()
	}
	b.ReportMetric(float64(n), "suggestions")
}

// perOpen runs a benchmark on a long article with more and more open suggestions.
func perOpen(b *testing.B, run func(b *testing.B, d *db.DB, article string)) {
	for _, n := range []int{10, 1_000, 10_000} {
		b.Run(fmt.Sprintf("open=%d", n), func(b *testing.B) {
			d := dbtest.OpenWith(b, db.Options{Rules: many(n)})
			a := dbtest.Article(b, d, articleWords, 0)
			makeSuggestions(b, d)
			if got := must[annotation.Article](b)(d.ArticleHead(b.Context(), a.ID)).Suggestions; got != n {
				b.Fatalf("%d are open", got)
			}
			b.ReportAllocs()
			b.ResetTimer()
			run(b, d, a.ID)
		})
	}
}

func BenchmarkAcceptSuggestion(b *testing.B) {
	perOpen(b, func(b *testing.B, d *db.DB, article string) {
		all := must[[]annotation.Suggestion](b)(d.Suggestions(b.Context(), article))
		one := all[len(all)/2].ID
		b.ResetTimer()
		for range b.N {
			if _, _, err := d.AcceptSuggestion(b.Context(), dbtest.Reviewer, one, annotation.Acceptance{}); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			undo(b, d, dbtest.Reviewer, article)
			b.StartTimer()
		}
	})
}

// BenchmarkMarkBesideSuggestions is CreateAnnotation where suggestions stand.
func BenchmarkMarkBesideSuggestions(b *testing.B) {
	perOpen(b, func(b *testing.B, d *db.DB, article string) {
		for i := range b.N {
			if _, _, err := d.CreateAnnotation(b.Context(), dbtest.Reviewer, article, quoteAt(i*37%100_000)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkAcceptSuggestions(b *testing.B) {
	d := dbtest.OpenWith(b, db.Options{Rules: many(1_000)})
	for range b.N {
		b.StopTimer()
		a := dbtest.Article(b, d, articleWords, 0)
		makeSuggestions(b, d)
		b.StartTimer()
		if came, err := d.AcceptSuggestions(b.Context(), dbtest.Reviewer, a.ID, annotation.SuggestionChoice{}); err != nil || came.Accepted != 1_000 {
			b.Fatal(came, err)
		}
	}
}

// BenchmarkArticleHead counts the suggestions that wait.
func BenchmarkArticleHead(b *testing.B) {
	perOpen(b, func(b *testing.B, d *db.DB, article string) {
		for range b.N {
			if _, err := d.ArticleHead(b.Context(), article); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// decideNames accepts a suggestion of each name, so that the others mean somebody.
func decideNames(b *testing.B, d *db.DB, article string) {
	all := must[[]annotation.Suggestion](b)(d.Suggestions(b.Context(), article))
	for i := 0; i < min(len(all), 3*len(dbtest.Speakers)); i += 3 { // not those right beside it, which hold some of the same
		accept(b, d, all[i].ID, annotation.Acceptance{})
	}
	b.ResetTimer()
}

func BenchmarkSuggestions(b *testing.B) {
	perOpen(b, func(b *testing.B, d *db.DB, article string) {
		decideNames(b, d, article)
		for range b.N {
			if _, err := d.Suggestions(b.Context(), article); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkSuggestionsTouching repaints one paragraph.
func BenchmarkSuggestionsTouching(b *testing.B) {
	perOpen(b, func(b *testing.B, d *db.DB, article string) {
		decideNames(b, d, article)
		for range b.N {
			if _, err := d.SuggestionsTouching(b.Context(), article, 100, 100); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkUndoAcceptances takes back 1,000.
func BenchmarkUndoAcceptances(b *testing.B) {
	d := dbtest.OpenWith(b, db.Options{Rules: many(1_000)})
	a := dbtest.Article(b, d, articleWords, 0)
	makeSuggestions(b, d)
	for range b.N {
		b.StopTimer()
		came, err := d.AcceptSuggestions(b.Context(), dbtest.Reviewer, a.ID, annotation.SuggestionChoice{})
		if err != nil || came.Accepted != 1_000 {
			b.Fatal(came, err)
		}
		b.StartTimer()
		if n, _, err := d.UndoAcceptances(b.Context(), dbtest.Reviewer, a.ID, came.First, came.Last); err != nil || n != 1_000 {
			b.Fatal(n, err)
		}
	}
}

func BenchmarkNextUnfinished(b *testing.B) {
	perOpen(b, func(b *testing.B, d *db.DB, article string) {
		after := ""
		for range b.N {
			after = must[db.Unfinished](b)(d.NextUnfinished(b.Context(), article, after, false)).ID
		}
	})
}
