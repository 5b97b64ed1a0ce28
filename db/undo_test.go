package db_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

func undo(t testing.TB, d *db.DB, actor annotation.Actor, article string) db.Change {
	t.Helper()
	c, err := d.Undo(t.Context(), actor, article)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func nothingToUndo(t testing.TB, d *db.DB, actor annotation.Actor, article string) {
	t.Helper()
	_, err := d.Undo(t.Context(), actor, article)
	refused(t, err, annotation.Conflict, "error.nothing_to_undo")
}

// sameBut says how two annotations differ besides what every change moves on.
func sameBut(want, got annotation.Annotation) string {
	want.Version, want.UpdatedAt = got.Version, got.UpdatedAt
	return cmp.Diff(want, got)
}

func TestUndoStepByStep(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	a1 := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	a2 := edit(t, d, dbtest.Reviewer, a1, annotation.Patch{Note: annotation.To("ثانيًا"), Spans: annotation.To([]annotation.PassageDraft{at(t, "متأخر")})})
	a3 := edit(t, d, dbtest.Reviewer, a2, annotation.Patch{Speaker: annotation.To(annotation.SpeakerChoice{Name: "سامر"}), State: annotation.To(annotation.Checking)})
	if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, a1.ID, a3.Version); err != nil {
		t.Fatal(err)
	}
	for i, want := range []annotation.Annotation{a3, a2, a1} {
		c := undo(t, d, dbtest.Reviewer, article.ID)
		if diff := sameBut(want, c.After); diff != "" || c.After.Version != 5+i {
			t.Errorf("undo %d came to version %d (-want +got):\n%s", i, c.After.Version, diff)
		}
		if diff := cmp.Diff(c.After, must[annotation.Annotation](t)(d.Annotation(t.Context(), a1.ID))); diff != "" {
			t.Errorf("undo %d, read again (-want +got):\n%s", i, diff)
		}
	}
	if touching := must[[]annotation.Annotation](t)(d.AnnotationsTouching(t.Context(), article.ID, 1, 1)); len(touching) != 1 {
		t.Errorf("back in its paragraph: %v", touching)
	}
	if c := undo(t, d, dbtest.Reviewer, article.ID); !c.After.Deleted {
		t.Errorf("the mark is taken back: %+v", c.After)
	}
	nothingToUndo(t, d, dbtest.Reviewer, article.ID)

	events := historyOf(t, d, a1.ID)
	type entry struct {
		Action string
		Undoes int64
	}
	var got []entry
	for _, e := range events {
		undoes := e.Undoes
		if undoes > 0 {
			undoes -= events[0].Seq // from the first entry
		}
		got = append(got, entry{e.Action, undoes})
	}
	// The speakers' own entries lie between those of the annotation.
	want := []entry{
		{"annotation.created", 0}, {"annotation.changed", 0}, {"annotation.changed", 0}, {"annotation.deleted", 0},
		{"annotation.restored", events[3].Seq - events[0].Seq}, {"annotation.changed", events[2].Seq - events[0].Seq},
		{"annotation.changed", events[1].Seq - events[0].Seq}, {"annotation.deleted", 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if events[7].Undoes != events[0].Seq {
		t.Errorf("the last undoes %d", events[7].Undoes)
	}
}

func TestUndoIsOnesOwn(t *testing.T) {
	d := dbtest.Open(t)
	article, other := addWaterPlan(t, d), addWaterPlan(t, d)
	mine := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	yours := mark(t, d, dbtest.Reviewer2, article.ID, claimAt(0, 4))
	elsewhere := mark(t, d, dbtest.Reviewer, other.ID, claimAt(0, 4))
	nothingToUndo(t, d, dbtest.Editor, article.ID)
	if c := undo(t, d, dbtest.Reviewer, article.ID); c.After.ID != mine.ID {
		t.Errorf("undid %s", c.After.ID)
	}
	for _, id := range []string{yours.ID, elsewhere.ID} {
		must[annotation.Annotation](t)(d.Annotation(t.Context(), id))
	}
	_, err := d.Undo(t.Context(), dbtest.Viewer, article.ID)
	refused(t, err, annotation.Forbidden, "error.forbidden")
	_, err = d.Undo(t.Context(), dbtest.Nobody, article.ID)
	refused(t, err, annotation.Unauthenticated, "error.sign_in_required")
	_, err = d.Undo(t.Context(), dbtest.Reviewer, "none")
	refused(t, err, annotation.NotFound, "error.not_found")
}

func TestUndoWhatOthersBuiltOn(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	a := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	b := edit(t, d, dbtest.Reviewer2, a, annotation.Patch{Note: annotation.To("زيادة")})
	_, err := d.Undo(t.Context(), dbtest.Reviewer, article.ID)
	e := refused(t, err, annotation.Conflict, "error.undo_stale")
	if diff := cmp.Diff(any(b), e.Current); diff != "" {
		t.Errorf("the annotation as it is (-want +got):\n%s", diff)
	}
	// What the other has taken back stands in nobody's way.
	undo(t, d, dbtest.Reviewer2, article.ID)
	if c := undo(t, d, dbtest.Reviewer, article.ID); !c.After.Deleted {
		t.Errorf("%+v", c.After)
	}
	// Restored by somebody else, it is theirs to take back.
	if _, err := d.RestoreAnnotation(t.Context(), dbtest.Editor, a.ID); err != nil {
		t.Fatal(err)
	}
	nothingToUndo(t, d, dbtest.Reviewer, article.ID)
	if c := undo(t, d, dbtest.Editor, article.ID); !c.After.Deleted {
		t.Errorf("%+v", c.After)
	}
}

func TestUndoBringsASignOffBack(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	draft := claimAt(13, 17)
	draft.ID = "claim"
	mark(t, d, dbtest.Reviewer2, article.ID, draft)
	finish(t, d, "claim")
	approved := must[annotation.Annotation](t)(d.Annotation(t.Context(), "claim"))
	if b := edit(t, d, dbtest.Reviewer2, approved, annotation.Patch{Verdict: annotation.To(annotation.False)}); b.State != annotation.Checking {
		t.Fatalf("the state is %s", b.State)
	}
	c := undo(t, d, dbtest.Reviewer2, article.ID)
	if diff := sameBut(approved, c.After); diff != "" || c.After.ApprovedBy != "editor1" || c.After.CheckedBy != "reviewer1" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if counts := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID)).Counts; counts != (annotation.Counts{Approved: 1}) {
		t.Errorf("counts %+v", counts)
	}
	// An editor's own sign-off is taken back like anything else.
	if c := undo(t, d, dbtest.Editor, article.ID); c.After.State != annotation.Checked || c.After.ApprovedBy != "" {
		t.Errorf("%+v", c.After)
	}
}

func TestUndoAfterTheTextWentAway(t *testing.T) {
	d := dbtest.Open(t)
	article := seed(t, d, db.Added, nil)
	a := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	a = edit(t, d, dbtest.Reviewer, a, annotation.Patch{Note: annotation.To("ثانيًا")})
	if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, a.ID, a.Version); err != nil {
		t.Fatal(err)
	}
	seed(t, d, db.Revised, secondEdition)
	c := undo(t, d, dbtest.Reviewer, article.ID)
	if c.After.Anchor != annotation.AnchorOrphaned || c.After.Original == nil || c.After.Note != "ثانيًا" {
		t.Errorf("brought back as %+v", c.After)
	}
	_, err := d.Undo(t.Context(), dbtest.Reviewer, article.ID)
	refused(t, err, annotation.Conflict, "error.undo_stale") // its earlier place is not in this text
}
