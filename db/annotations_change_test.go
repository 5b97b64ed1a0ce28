package db_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

func TestArchivedArticleIsClosed(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	a := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	gone := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, gone.ID, 1); err != nil {
		t.Fatal(err)
	}
	must[annotation.Article](t)(d.ChangeArticle(t.Context(), dbtest.Editor, article.ID, 1, annotation.ArticlePatch{Archived: annotation.To(true)}))

	_, _, err := d.CreateAnnotation(t.Context(), dbtest.Reviewer, article.ID, layla(t))
	refused(t, err, annotation.Conflict, "error.archived")
	_, err = d.ChangeAnnotation(t.Context(), dbtest.Reviewer, a.ID, 1, step(annotation.Checking))
	refused(t, err, annotation.Conflict, "error.archived")
	_, err = d.DeleteAnnotation(t.Context(), dbtest.Reviewer, a.ID, 1)
	refused(t, err, annotation.Conflict, "error.archived")
	_, err = d.RestoreAnnotation(t.Context(), dbtest.Reviewer, gone.ID)
	refused(t, err, annotation.Conflict, "error.archived")
	_, err = d.Undo(t.Context(), dbtest.Reviewer, article.ID)
	refused(t, err, annotation.Conflict, "error.archived")
	if all := must[[]annotation.Annotation](t)(d.Annotations(t.Context(), article.ID)); len(all) != 1 {
		t.Errorf("what is marked in it is still read: %v", all)
	}
}

func TestChangeAnnotation(t *testing.T) {
	clock := dbtest.NewClock()
	d := dbtest.OpenWith(t, db.Options{Now: clock.Now})
	article := addWaterPlan(t, d)
	a := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	clock.Advance(time.Hour)
	late := at(t, "المشروع متأخر")
	b := edit(t, d, dbtest.Reviewer2, a, annotation.Patch{
		Spans: annotation.To([]annotation.PassageDraft{late}), Cue: annotation.To[[]annotation.PassageDraft](nil),
		Speaker: annotation.To(annotation.SpeakerChoice{Name: "سامر"}), Verdict: annotation.To(annotation.MostlyTrue), Place: annotation.To(""),
	})
	want := a
	want.Spans = []annotation.Passage{{Start: late.Start, End: late.End, Exact: "المشروع متأخر"}}
	want.Cue, want.Place, want.Verdict, want.Scale, want.Version, want.UpdatedAt = nil, "", annotation.MostlyTrue, "default@1", 2, clock.Now()
	want.Speaker = b.Speaker
	if diff := cmp.Diff(want, b); diff != "" || b.Speaker.Name != "سامر" {
		t.Errorf("changed, by %+v (-want +got):\n%s", b.Speaker, diff)
	}
	if diff := cmp.Diff(want, must[annotation.Annotation](t)(d.Annotation(t.Context(), a.ID))); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
	// Nothing changed: no version, no entry, no growth.
	counter := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID)).Counter
	c, err := d.ChangeAnnotation(t.Context(), dbtest.Reviewer, a.ID, 2, annotation.Patch{Verdict: annotation.To(annotation.MostlyTrue)})
	if err != nil || c.After.Version != 2 || c.Event != 0 {
		t.Errorf("nothing changed: %+v, %v", c, err)
	}
	if now := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID)).Counter; now != counter {
		t.Errorf("nothing changed, and the counter went from %d to %d", counter, now)
	}
	if diff := cmp.Diff([]string{"article.created", "annotation.created", "annotation.changed"}, actions(t, d, article.ID)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	// No speaker.
	if c := edit(t, d, dbtest.Reviewer, b, annotation.Patch{Speaker: annotation.To(annotation.SpeakerChoice{})}); c.Speaker != nil {
		t.Errorf("unattributed, it is %+v's", c.Speaker)
	}
}

func TestTwoPeople(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	seen := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	mine := edit(t, d, dbtest.Reviewer, seen, annotation.Patch{Note: annotation.To("رأيي")})

	yours := annotation.Patch{Note: annotation.To("رأيك")}
	_, err := d.ChangeAnnotation(t.Context(), dbtest.Reviewer2, seen.ID, seen.Version, yours)
	e := refused(t, err, annotation.Stale, "error.stale")
	if diff := cmp.Diff([]any{mine, yours}, []any{e.Current, e.Submitted}); diff != "" {
		t.Errorf("both sides are handed back (-want +got):\n%s", diff)
	}
	_, err = d.DeleteAnnotation(t.Context(), dbtest.Reviewer2, seen.ID, seen.Version)
	e = refused(t, err, annotation.Stale, "error.stale")
	if diff := cmp.Diff(any(mine), e.Current); diff != "" {
		t.Errorf("what would have been deleted (-want +got):\n%s", diff)
	}
	_, err = d.ChangeAnnotation(t.Context(), dbtest.Reviewer2, seen.ID, 0, yours)
	refused(t, err, annotation.PreconditionRequired, "error.version_required")
	_, err = d.DeleteAnnotation(t.Context(), dbtest.Reviewer2, seen.ID, 0)
	refused(t, err, annotation.PreconditionRequired, "error.version_required")
	_, err = d.ChangeAnnotation(t.Context(), dbtest.Viewer, seen.ID, 0, yours)
	refused(t, err, annotation.Forbidden, "error.forbidden") // before anything else
	_, err = d.DeleteAnnotation(t.Context(), dbtest.Viewer, seen.ID, 0)
	refused(t, err, annotation.Forbidden, "error.forbidden")
	_, err = d.RestoreAnnotation(t.Context(), dbtest.Viewer, seen.ID)
	refused(t, err, annotation.Forbidden, "error.forbidden")
	if now := must[annotation.Annotation](t)(d.Annotation(t.Context(), seen.ID)); now.Note != "رأيي" {
		t.Errorf("the note is %q", now.Note)
	}
}

func TestWorkOnAnAnnotation(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	a := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	counts := func(want annotation.Counts) {
		t.Helper()
		if got := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID)).Counts; got != want {
			t.Errorf("counts %+v, want %+v", got, want)
		}
	}
	counts(annotation.Counts{Open: 1})
	a = edit(t, d, dbtest.Reviewer, a, step(annotation.Checking))
	counts(annotation.Counts{Checking: 1})
	_, err := d.ChangeAnnotation(t.Context(), dbtest.Reviewer, a.ID, a.Version, step(annotation.Checked))
	refused(t, err, annotation.Invalid, "error.check_needs_wording")
	_, err = d.ChangeAnnotation(t.Context(), dbtest.Reviewer, a.ID, a.Version, step(annotation.Approved))
	refused(t, err, annotation.Forbidden, "error.forbidden")
	a = edit(t, d, dbtest.Editor, a, annotation.Patch{Wording: annotation.To(annotation.Accurate), Reason: annotation.To("التسجيل"), State: annotation.To(annotation.Checked)})
	counts(annotation.Counts{Checked: 1})
	_, err = d.ChangeAnnotation(t.Context(), dbtest.Editor, a.ID, a.Version, step(annotation.Approved))
	refused(t, err, annotation.Forbidden, "error.own_check")
	a = edit(t, d, dbtest.Editor2, a, step(annotation.Approved))
	counts(annotation.Counts{Approved: 1})
	if a.CheckedBy != "editor1" || a.ApprovedBy != "editor2" {
		t.Errorf("checked by %q, approved by %q", a.CheckedBy, a.ApprovedBy)
	}
	a = edit(t, d, dbtest.Reviewer, a, annotation.Patch{Wording: annotation.To(annotation.Altered)})
	counts(annotation.Counts{Checking: 1})
	if a.CheckedBy != "" || a.ApprovedBy != "" {
		t.Errorf("changed after the sign-off, and still checked by %q, approved by %q", a.CheckedBy, a.ApprovedBy)
	}
	a = edit(t, d, dbtest.Reviewer, a, step(annotation.Checked))
	a = edit(t, d, dbtest.Editor, a, step(annotation.Returned))
	counts(annotation.Counts{Returned: 1})
	if diff := cmp.Diff(a, must[annotation.Annotation](t)(d.Annotation(t.Context(), a.ID))); diff != "" || a.ReturnedReason != "أين التسجيل؟" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

func TestDeleteAndRestore(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	a := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	c, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer2, a.ID, 1)
	if err != nil || !c.After.Deleted || c.After.Version != 2 {
		t.Fatalf("%+v, %v", c, err)
	}
	if all := must[[]annotation.Annotation](t)(d.Annotations(t.Context(), article.ID)); len(all) != 0 {
		t.Errorf("deleted, and listed: %v", all)
	}
	if touching := must[[]annotation.Annotation](t)(d.AnnotationsTouching(t.Context(), article.ID, 0, 9)); len(touching) != 0 {
		t.Errorf("deleted, and touching: %v", touching)
	}
	now := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID))
	if now.Counts.Total() != 0 || now.Counter != article.Counter+2 {
		t.Errorf("counts %+v, counter %d", now.Counts, now.Counter)
	}
	for range 2 { // the second time there is nothing to do
		if c, err = d.RestoreAnnotation(t.Context(), dbtest.Reviewer, a.ID); err != nil {
			t.Fatal(err)
		}
	}
	want := a
	want.Version = 3
	if diff := cmp.Diff(want, c.After); diff != "" || c.Event != 0 {
		t.Errorf("restored (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, must[annotation.Annotation](t)(d.Annotation(t.Context(), a.ID))); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
	if touching := must[[]annotation.Annotation](t)(d.AnnotationsTouching(t.Context(), article.ID, 1, 1)); len(touching) != 1 {
		t.Errorf("restored, and touching: %v", touching)
	}
	if diff := cmp.Diff([]string{"article.created", "annotation.created", "annotation.deleted", "annotation.restored"}, actions(t, d, article.ID)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}
