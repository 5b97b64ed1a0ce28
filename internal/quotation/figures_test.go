package quotation_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/quotation/quotationtest"
	"github.com/isnad/isnad/internal/text"
)

var printFigures = flag.Bool("figures", false, "print the figures of docs/QUOTATIONS.md")

// floor is what figures must not fall below; scare is the most that it may be.
type floor struct{ overlap, edge, speaker, scare float64 }

// TestFigures holds what docs/QUOTATIONS.md says of our own articles, of each part by
// itself, and of the development articles where they are at hand: a rule that makes one
// text better and others worse is seen here.
func TestFigures(t *testing.T) {
	own, err := quotationtest.ReadGold(filepath.Join("testdata", "gold"))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]quotationtest.Article{}
	for _, a := range own {
		parts["own, "+a.Part] = append(parts["own, "+a.Part], a)
	}
	for _, language := range []string{"ar", "en"} {
		articles, err := quotationtest.ReadLines(filepath.Join("..", "..", "..", "shared", "eval", language+"-dev.jsonl"))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		parts["development"] = append(parts["development"], articles...)
	}
	for name, floors := range map[string]map[string]floor{
		"own, " + quotationtest.Seen:    {"ar": {.99, .98, .98, 0}, "en": {.97, .94, .99, 0}},
		"own, " + quotationtest.HeldOut: {"ar": {.95, .89, .83, .03}, "en": {.89, .81, .98, 0}},
		"development":                   {"ar": {.97, .96, .92, 0}, "en": {.86, .64, .91, .06}},
	} {
		t.Run(name, func(t *testing.T) {
			gold := parts[name]
			if len(gold) == 0 {
				t.Skip("../shared/eval is not here")
			}
			report, err := quotationtest.Score(gold, suggested(gold))
			if err != nil {
				t.Fatal(err)
			}
			if *printFigures {
				t.Logf("%s\n%s", name, report)
			}
			for language, least := range floors {
				all := report[language].Kinds[quotationtest.All]
				for _, figure := range []struct {
					name      string
					is, least float64
				}{
					{"overlap", all.Overlap.F(), least.overlap},
					{"edge", all.Edge.F(), least.edge},
					{"speaker", all.Speaker.Value(), least.speaker},
				} {
					if !(figure.is >= figure.least) {
						t.Errorf("%s: %s is %.3f, less than %.2f", language, figure.name, figure.is, figure.least)
					}
				}
				if scare := report[language].Scare.Value(); !(scare <= least.scare) {
					t.Errorf("%s: %.3f of what is no quote is proposed, more than %.2f", language, scare, least.scare)
				}
			}
		})
	}
}

// suggested are the articles with what is proposed in place of their quotes.
func suggested(articles []quotationtest.Article) []quotationtest.Article {
	var out []quotationtest.Article
	for _, a := range articles {
		proposed := quotationtest.Article{ID: a.ID}
		for _, s := range quotation.Suggest(text.NewIndex(a.Text), a.Language, nil) {
			q := quotationtest.Quote{Kind: string(s.Kind), Speaker: s.Speaker, Mention: pair(s.Mention), Cue: pair(s.Cue)}
			for _, c := range s.Content {
				q.Content = append(q.Content, quotationtest.Span{c.Start, c.End})
			}
			proposed.Quotes = append(proposed.Quotes, q)
		}
		out = append(out, proposed)
	}
	return out
}

func pair(s *text.Span) *quotationtest.Span {
	if s == nil {
		return nil
	}
	return &quotationtest.Span{s.Start, s.End}
}
