package db_test

import (
	"bytes"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

func comment(t testing.TB, d *db.DB, actor annotation.Actor, id, text string) annotation.Comment {
	t.Helper()
	c, created, err := d.AddComment(t.Context(), actor, id, annotation.CommentDraft{Text: text})
	if err != nil || !created {
		t.Fatal(created, err)
	}
	return c
}

func TestComments(t *testing.T) {
	d := dbtest.Open(t)
	dbtest.People(t, d)
	article := addWaterPlan(t, d)
	a := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	counter := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID)).Counter
	first := comment(t, d, dbtest.Editor, a.ID, "@reviewer1 أين التسجيل؟ و@Reviewer2")
	if diff := cmp.Diff([]string{"reviewer1", "reviewer2"}, first.Mentions); diff != "" {
		t.Error(diff)
	}
	comment(t, d, dbtest.Reviewer, a.ID, "عند @editor1")
	if got := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID)).Counter; got <= counter {
		t.Error("the article's page is not a new one")
	}
	if now := must[annotation.Annotation](t)(d.Annotation(t.Context(), a.ID)); now.Version != a.Version {
		t.Error("a comment changes no annotation")
	}
	mentioned := func(actor annotation.Actor, want ...string) {
		t.Helper()
		got, n, err := d.Mentions(t.Context(), actor)
		var ids []string
		for _, c := range got {
			ids = append(ids, c.ID)
		}
		if err != nil || n != len(ids) || !slices.Equal(ids, want) {
			t.Errorf("%s is mentioned in %v (%d, %v), want %v", actor.Name, ids, n, err, want)
		}
	}
	mentioned(dbtest.Reviewer, first.ID)
	mentioned(dbtest.Viewer)
	if left := must[annotation.Left](t)(d.Left(t.Context(), article.ID, queueDay)); left.Comments != 2 || left.CommentOn != a.ID {
		t.Errorf("left: %+v", left)
	}

	resolve := annotation.CommentPatch{Resolved: annotation.To(true)}
	_, err := d.ChangeComment(t.Context(), dbtest.Viewer, first.ID, 1, resolve)
	refused(t, err, annotation.Forbidden, "error.forbidden")
	_, err = d.ChangeComment(t.Context(), dbtest.Reviewer, first.ID, 0, resolve)
	refused(t, err, annotation.PreconditionRequired, "error.version_required")
	done := must[annotation.Comment](t)(d.ChangeComment(t.Context(), dbtest.Reviewer, first.ID, 1, resolve))
	mentioned(dbtest.Reviewer)
	_, err = d.ChangeComment(t.Context(), dbtest.Reviewer, first.ID, 1, annotation.CommentPatch{Resolved: annotation.To(false)})
	refused(t, err, annotation.Stale, "error.stale")
	open := must[annotation.Comment](t)(d.ChangeComment(t.Context(), dbtest.Editor, first.ID, done.Version, annotation.CommentPatch{Resolved: annotation.To(false)}))
	mentioned(dbtest.Reviewer, first.ID)
	must[annotation.Comment](t)(d.ChangeComment(t.Context(), dbtest.Editor, first.ID, open.Version, resolve))

	var told []string
	for cursor := ""; ; { // by pages of two, the events of both kinds in their order
		entries, next, err := d.AnnotationHistory(t.Context(), dbtest.Viewer, a.ID, cursor, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			told = append(told, e.Action)
		}
		if cursor = next; next == "" {
			break
		}
	}
	want := []string{"annotation.created", "comment.created", "comment.created", "comment.resolved", "comment.reopened", "comment.resolved"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("the history (-want +got):\n%s", diff)
	}
	if findings, err := d.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Error(findings, err)
	}

	// A retry makes no second one; other words under its id are refused.
	draft := annotation.CommentDraft{ID: "mine", Text: "مرة"}
	for _, created := range []bool{true, false} {
		if c, again, err := d.AddComment(t.Context(), dbtest.Reviewer, a.ID, draft); err != nil || again != created || c.ID != "mine" {
			t.Errorf("%+v, created %t, %v", c, again, err)
		}
	}
	_, _, err = d.AddComment(t.Context(), dbtest.Editor, a.ID, draft)
	refused(t, err, annotation.Conflict, "error.id_conflict")

	// Everything survives an export, an import and another export.
	f := must[export.File](t)(d.Export(t.Context(), nil))
	if len(f.Articles[0].Annotations[0].Comments) != 3 {
		t.Fatalf("exported: %+v", f.Articles[0].Annotations[0].Comments)
	}
	var file bytes.Buffer
	if err := export.Write(&file, f); err != nil {
		t.Fatal(err)
	}
	read := must[export.File](t)(export.Read(bytes.NewReader(file.Bytes()), http.DetectContentType))
	other := dbtest.Open(t)
	for range 2 { // the second time nothing is new
		if _, err := other.Import(t.Context(), dbtest.Editor, read); err != nil {
			t.Fatal(err)
		}
	}
	var again bytes.Buffer
	if err := export.Write(&again, must[export.File](t)(other.Export(t.Context(), nil))); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(file.String(), again.String()); diff != "" {
		t.Errorf("exported again (-want +got):\n%s", diff)
	}
	if findings, err := other.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Error(findings, err)
	}

	// Nothing is said about what is not there, or in an archived article.
	now := must[annotation.Annotation](t)(d.Annotation(t.Context(), a.ID))
	if _, err := d.DeleteAnnotation(t.Context(), dbtest.Editor, a.ID, now.Version); err != nil {
		t.Fatal(err)
	}
	mentioned(dbtest.Editor)
	_, _, err = d.AddComment(t.Context(), dbtest.Editor, a.ID, annotation.CommentDraft{Text: "x"})
	refused(t, err, annotation.NotFound, "error.not_found")
	_, err = d.Comment(t.Context(), first.ID)
	refused(t, err, annotation.NotFound, "error.not_found")
}
