package dbtest

import (
	"fmt"
	"sync"
	"testing"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
)

// Said makes a speaker with that many statements in that many articles of 300 words.
// A third of them have no verdict yet, the others each of the default scale's in turn.
func Said(t testing.TB, d *db.DB, name string, statements, articles int) annotation.Speaker {
	t.Helper()
	speaker, _, err := d.CreateSpeaker(t.Context(), Reviewer, annotation.SpeakerDraft{Name: name, Distinct: true})
	if err != nil {
		t.Fatal(err)
	}
	verdicts := annotation.DefaultScale().Verdicts()
	next := make(chan int)
	var workers sync.WaitGroup
	for range 32 { // many at once share their commits
		workers.Go(func() {
			for n := range next {
				a, _, err := d.CreateArticle(t.Context(), Editor, annotation.ArticleDraft{Title: fmt.Sprintf("%s %d", name, n), Text: Text(300)})
				if err != nil {
					t.Error(err)
					continue
				}
				for i, draft := range Drafts(a, statements/articles) {
					draft.Speaker = &annotation.SpeakerChoice{ID: speaker.ID}
					if i%3 > 0 {
						draft.Verdict = verdicts[i%len(verdicts)]
					}
					if _, _, err := d.CreateAnnotation(t.Context(), Reviewer, a.ID, draft); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	for n := range articles {
		next <- n
	}
	close(next)
	workers.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return speaker
}
