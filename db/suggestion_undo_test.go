package db_test

import (
	"math"
	"testing"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

// TestUndoAcceptances: what was accepted at once is taken back at once, but for what somebody
// has touched since, and for nothing else.
func TestUndoAcceptances(t *testing.T) {
	const n = 120 // more than two writes
	type made = []annotation.Suggestion
	accepted := func(t *testing.T, d *db.DB, s annotation.Suggestion) annotation.Annotation {
		t.Helper()
		return must[annotation.Annotation](t)(d.Annotation(t.Context(), must[annotation.Suggestion](t)(d.Suggestion(t.Context(), s.ID)).Annotation))
	}
	note := func(t *testing.T, d *db.DB, s annotation.Suggestion) {
		t.Helper()
		edit(t, d, dbtest.Reviewer2, accepted(t, d, s), annotation.Patch{Note: annotation.To("x")})
	}
	deleted := func(t *testing.T, d *db.DB, s annotation.Suggestion) annotation.Annotation {
		t.Helper()
		a := accepted(t, d, s)
		if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer2, a.ID, a.Version); err != nil {
			t.Fatal(err)
		}
		return a
	}
	type acts = func(t *testing.T, d *db.DB, all made, came *annotation.AcceptedMany)
	nothing := func(*testing.T, *db.DB, made, *annotation.AcceptedMany) {}
	for name, test := range map[string]struct {
		before       int  // how many are accepted one by one before, from the last on
		then         acts // after all others were accepted at once, in reading order
		undone, kept int
	}{
		"all":                   {0, nothing, n, 0},
		"not those of before":   {3, nothing, n - 3, 0},
		"all but the last five": {0, func(_ *testing.T, _ *db.DB, _ made, came *annotation.AcceptedMany) { came.Last -= 5 }, n - 5, 0},
		"the last":              {0, func(_ *testing.T, _ *db.DB, _ made, came *annotation.AcceptedMany) { came.First = came.Last }, 1, 0},
		"an empty range":        {0, func(_ *testing.T, _ *db.DB, _ made, came *annotation.AcceptedMany) { came.First = came.Last + 1 }, 0, 0},
		"a range of no event":   {0, func(_ *testing.T, _ *db.DB, _ made, came *annotation.AcceptedMany) { came.First, came.Last = 0, 0 }, 0, 0},
		"any event": {3, func(_ *testing.T, _ *db.DB, _ made, came *annotation.AcceptedMany) {
			came.First, came.Last = math.MinInt64, math.MaxInt64
		}, n, 0},
		"some are changed": {0, func(t *testing.T, d *db.DB, all made, _ *annotation.AcceptedMany) {
			note(t, d, all[0])
			note(t, d, all[n-61])
			note(t, d, all[n-1])
		}, n - 3, 3},
		"a whole write is changed": {0, func(t *testing.T, d *db.DB, all made, _ *annotation.AcceptedMany) {
			for _, s := range all[n-50:] {
				note(t, d, s)
			}
		}, n - 50, 50},
		"one is deleted": {0, func(t *testing.T, d *db.DB, all made, _ *annotation.AcceptedMany) { deleted(t, d, all[n-3]) }, n - 1, 1},
		"one is deleted and back": {0, func(t *testing.T, d *db.DB, all made, _ *annotation.AcceptedMany) {
			if _, err := d.RestoreAnnotation(t.Context(), dbtest.Reviewer, deleted(t, d, all[n-3]).ID); err != nil {
				t.Fatal(err)
			}
		}, n - 1, 1},
		"one is talked about": {0, func(t *testing.T, d *db.DB, all made, _ *annotation.AcceptedMany) {
			if _, _, err := d.AddComment(t.Context(), dbtest.Reviewer2, accepted(t, d, all[n-2]).ID, annotation.CommentDraft{Text: "x"}); err != nil {
				t.Fatal(err)
			}
		}, n - 1, 1},
		"changed and taken back": {0, func(t *testing.T, d *db.DB, all made, _ *annotation.AcceptedMany) {
			note(t, d, all[n-1])
			undo(t, d, dbtest.Reviewer2, all[0].Article)
		}, n, 0},
		"one is taken back": {0, func(t *testing.T, d *db.DB, all made, _ *annotation.AcceptedMany) {
			undo(t, d, dbtest.Reviewer, all[0].Article)
		}, n - 1, 0},
		"something else, and one more, afterwards": {0, func(t *testing.T, d *db.DB, all made, _ *annotation.AcceptedMany) {
			undo(t, d, dbtest.Reviewer, all[0].Article)
			mark(t, d, dbtest.Reviewer, all[0].Article, claimAt(0, 4))
			accept(t, d, all[n-1].ID, annotation.Acceptance{})
		}, n - 1, 0},
		"in a range with what others did, and oneself beside": {0, func(t *testing.T, d *db.DB, all made, came *annotation.AcceptedMany) {
			undo(t, d, dbtest.Reviewer, all[0].Article)
			undo(t, d, dbtest.Reviewer, all[0].Article)
			if _, _, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer2, all[n-1].ID, annotation.Acceptance{}); err != nil {
				t.Fatal(err)
			}
			if _, err := d.RejectSuggestion(t.Context(), dbtest.Reviewer, all[n-2].ID); err != nil {
				t.Fatal(err)
			}
			mark(t, d, dbtest.Reviewer, all[0].Article, claimAt(0, 4))
			came.Last = math.MaxInt64
		}, n - 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.OpenWith(t, db.Options{Rules: many(n)})
			article := dbtest.Article(t, d, 1_000, 0)
			makeSuggestions(t, d)
			all := open(t, d, article.ID)
			for _, s := range all[n-test.before:] {
				accept(t, d, s.ID, annotation.Acceptance{})
			}
			came, err := d.AcceptSuggestions(t.Context(), dbtest.Reviewer, article.ID, annotation.SuggestionChoice{})
			if err != nil || came.Accepted != n-test.before {
				t.Fatal(came, err)
			}
			test.then(t, d, all, &came)
			before := len(open(t, d, article.ID))
			for undone := test.undone; ; undone = 0 { // a second time, there is nothing more
				got, kept, err := d.UndoAcceptances(t.Context(), dbtest.Reviewer, article.ID, came.First, came.Last)
				if err != nil || got != undone || kept != test.kept {
					t.Errorf("undone %d and kept %d, want %d and %d: %v", got, kept, undone, test.kept, err)
				}
				if undone == 0 {
					break
				}
			}
			if left := len(open(t, d, article.ID)); left != before+test.undone {
				t.Errorf("%d were open, %d are", before, left)
			}
			wantNoFindings(t, d)
		})
	}
}

// TestAcceptedManyTellsItsEvents: the first and the last are those that accepting wrote.
func TestAcceptedManyTellsItsEvents(t *testing.T) {
	d := dbtest.Open(t)
	article, all := suggested(t, d)
	newest := func() int64 { return must[export.Report](t)(d.Report(t.Context(), dbtest.Editor, article.ID)).Event }
	before := newest()
	came, err := d.AcceptSuggestions(t.Context(), dbtest.Reviewer, article.ID, annotation.SuggestionChoice{Except: []string{all[2].ID}})
	if want := (annotation.AcceptedMany{Accepted: 2, First: before + 1, Last: newest()}); err != nil || came != want || came.Last < before+2 {
		t.Errorf("%+v, want %+v: %v", came, want, err)
	}
	if came, err := d.AcceptSuggestions(t.Context(), dbtest.Reviewer, article.ID, annotation.SuggestionChoice{Except: []string{all[2].ID}}); err != nil || came != (annotation.AcceptedMany{}) {
		t.Errorf("%+v, %v", came, err)
	}
}

func TestUndoAcceptancesRefusals(t *testing.T) {
	d := dbtest.Open(t)
	article, all := suggested(t, d)
	accept(t, d, all[0].ID, annotation.Acceptance{})
	undoAll := func(actor annotation.Actor, article string) (int, int, error) {
		return d.UndoAcceptances(t.Context(), actor, article, 1, math.MaxInt64)
	}
	_, _, err := undoAll(dbtest.Viewer, article.ID)
	refused(t, err, annotation.Forbidden, "error.forbidden")
	_, _, err = undoAll(dbtest.Reviewer, "none")
	refused(t, err, annotation.NotFound, "error.not_found")
	if n, kept, err := undoAll(dbtest.Reviewer2, article.ID); n != 0 || kept != 0 || err != nil {
		t.Errorf("another's: %d, %d, %v", n, kept, err)
	}
	other := addMinistry(t, d)
	if n, kept, err := undoAll(dbtest.Reviewer, other.ID); n != 0 || kept != 0 || err != nil {
		t.Errorf("another article's: %d, %d, %v", n, kept, err)
	}
	head := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID))
	if _, err := d.ChangeArticle(t.Context(), dbtest.Editor, article.ID, head.Version, annotation.ArticlePatch{Archived: annotation.To(true)}); err != nil {
		t.Fatal(err)
	}
	_, _, err = undoAll(dbtest.Reviewer, article.ID)
	refused(t, err, annotation.Conflict, "error.archived")
}
