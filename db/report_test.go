package db_test

import (
	"testing"
	"time"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

// TestReportSignatures plays a mark through its steps, an hour each, and holds the
// moments that a report tells to those of the steps that still stand.
func TestReportSignatures(t *testing.T) {
	clock := dbtest.NewClock()
	d := dbtest.OpenWith(t, db.Options{Now: clock.Now})
	article := dbtest.Article(t, d, 120, 3)
	id := dbtest.Mark(article.ID, 1) // a quote
	hour := func(n int) time.Time { return dbtest.NewClock().Now().Add(time.Duration(n) * time.Hour) }
	patch := func(actor annotation.Actor, p annotation.Patch) {
		t.Helper()
		clock.Advance(time.Hour)
		a, err := d.Annotation(t.Context(), id)
		if err == nil {
			_, err = d.ChangeAnnotation(t.Context(), actor, id, a.Version, p)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	to := func(actor annotation.Actor, s annotation.State) {
		t.Helper()
		patch(actor, annotation.Patch{State: annotation.To(s)})
	}
	undo := func(actor annotation.Actor) {
		t.Helper()
		clock.Advance(time.Hour)
		if _, err := d.Undo(t.Context(), actor, article.ID); err != nil {
			t.Fatal(err)
		}
	}
	wants := func(when string, want export.Signed) {
		t.Helper()
		r, err := d.Report(t.Context(), dbtest.Viewer, article.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Signed[id]; got != want {
			t.Errorf("%s it was signed %v, want %v", when, got, want)
		}
		events, err := d.Events(t.Context(), "", 0, 1000)
		if err != nil || r.Event != events[len(events)-1].Seq || len(r.Hash) != 64 {
			t.Errorf("%s the newest event is %d, %q: %v", when, r.Event, r.Hash, err)
		}
	}
	wants("marked,", export.Signed{})
	patch(dbtest.Reviewer, annotation.Patch{Wording: annotation.To(annotation.Accurate), Reason: annotation.To("r"), State: annotation.To(annotation.Checking)}) // 1
	to(dbtest.Reviewer, annotation.Checked)
	wants("checked,", export.Signed{Checked: hour(2)})
	patch(dbtest.Reviewer, annotation.Patch{Note: annotation.To("n")}) // 3: no part of the finding
	to(dbtest.Editor, annotation.Approved)
	wants("approved,", export.Signed{Checked: hour(2), Approved: hour(4)})
	patch(dbtest.Reviewer, annotation.Patch{Wording: annotation.To(annotation.Altered)}) // 5: back to checking
	wants("changed,", export.Signed{})
	to(dbtest.Reviewer, annotation.Checked) // 6
	wants("checked again,", export.Signed{Checked: hour(6)})
	undo(dbtest.Reviewer)
	undo(dbtest.Reviewer)
	wants("with both taken back,", export.Signed{Checked: hour(2), Approved: hour(4)})
	to(dbtest.Editor, annotation.Approved) // is already: nothing happens
	wants("approved twice,", export.Signed{Checked: hour(2), Approved: hour(4)})
	patch(dbtest.Editor, annotation.Patch{State: annotation.To(annotation.Returned), ReturnedReason: annotation.To("x")}) // 10
	wants("returned,", export.Signed{})
	to(dbtest.Reviewer2, annotation.Checking)
	to(dbtest.Reviewer2, annotation.Checked) // 12
	to(dbtest.Editor, annotation.Approved)   // 13
	wants("approved again,", export.Signed{Checked: hour(12), Approved: hour(13)})

	// Elsewhere nobody knows when.
	file, err := d.Export(t.Context(), []string{article.ID})
	if err != nil {
		t.Fatal(err)
	}
	d = dbtest.Open(t)
	if _, err := d.Import(t.Context(), dbtest.Editor, file); err != nil {
		t.Fatal(err)
	}
	wants("imported,", export.Signed{})

	if _, err := d.Report(t.Context(), dbtest.Viewer, "none"); annotation.CodeOf(err) != annotation.NotFound {
		t.Errorf("a report of nothing: %v", err)
	}
	if _, err := d.Report(t.Context(), dbtest.Nobody, article.ID); err == nil {
		t.Error("anybody reads it")
	}
}
