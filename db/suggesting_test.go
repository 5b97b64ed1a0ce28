package db

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/text"
)

// TestKeepSuggesting: what is added by this process is looked at at once, and what
// another adds after a while, until the context ends.
func TestKeepSuggesting(t *testing.T) {
	db := tempDB(t)
	other, err := Open(t.Context(), db.Path(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	add := func(db *DB, id string) {
		t.Helper()
		if _, _, err := db.CreateArticle(t.Context(), editor, annotation.ArticleDraft{ID: id, Title: "العقد", Text: suggestedText}); err != nil {
			t.Fatal(err)
		}
	}
	comes := func(id string) {
		t.Helper()
		for begun := time.Now(); time.Since(begun) < 10*time.Second; time.Sleep(5 * time.Millisecond) {
			all, err := db.Suggestions(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if len(all) == 3 {
				return
			}
		}
		t.Fatalf("%s has no suggestions", id)
	}
	keep := func(every time.Duration) (stop func()) {
		ctx, cancel := context.WithCancel(t.Context())
		var worker sync.WaitGroup
		worker.Go(func() { db.keepSuggesting(ctx, every) })
		return func() { cancel(); worker.Wait() }
	}
	add(db, "before")
	stop := keep(time.Hour)
	comes("before")
	for i := range 5 {
		add(db, fmt.Sprint("own", i))
		comes(fmt.Sprint("own", i))
	}
	stop()
	stop = keep(10 * time.Millisecond)
	add(other, "others")
	comes("others")
	stop()
	noFindings(t, db)
}

// TestSuggestionsOfWhatChanged: rules were asked about a text or a language that the
// article has no more: nothing of the answer is kept.
func TestSuggestionsOfWhatChanged(t *testing.T) {
	db := tempDB(t)
	a, _, err := db.CreateArticle(t.Context(), editor, annotation.ArticleDraft{Title: "العقد", Text: suggestedText})
	if err != nil {
		t.Fatal(err)
	}
	// While the rules are asked, somebody corrects the language, once.
	rules, asked := db.options.Rules, 0
	db.options.Rules.Suggest = func(x *text.Index, language string, known []quotation.Speaker) []quotation.Suggestion {
		asked++
		if asked == 1 {
			if _, err := db.ChangeArticle(t.Context(), editor, a.ID, a.Version, annotation.ArticlePatch{Language: annotation.To("en")}); err != nil {
				t.Error(err)
			}
		}
		return rules.Suggest(x, language, known)
	}
	wants := func(n int) {
		t.Helper()
		all, err := db.Suggestions(t.Context(), a.ID)
		if err != nil || len(all) != n {
			t.Errorf("%d suggestions, want %d: %v", len(all), n, err)
		}
	}
	if err := db.MakeSuggestionsOf(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	wants(0)
	if err := db.MakeSuggestions(t.Context()); err != nil {
		t.Fatal(err)
	}
	wants(0)
	if asked != 2 {
		t.Errorf("asked %d times", asked)
	}
	if _, err := db.ChangeArticle(t.Context(), editor, a.ID, a.Version+1, annotation.ArticlePatch{Language: annotation.To("ar")}); err != nil {
		t.Fatal(err)
	}
	if err := db.MakeSuggestions(t.Context()); err != nil {
		t.Fatal(err)
	}
	wants(3)
}
