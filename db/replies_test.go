package db_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

func askedLayla() annotation.ReplyDraft {
	return annotation.ReplyDraft{ReplyFields: annotation.ReplyFields{Asked: "ليلى منصور، وزيرة المياه", AskedOn: "2026-01-02", How: annotation.ByEmail, Question: "متى وُقّع العقد؟", Until: "2026-01-04"}}
}

func TestReplies(t *testing.T) {
	d := dbtest.Open(t)
	dbtest.People(t, d)
	article := addWaterPlan(t, d)
	a := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	change(t, d, dbtest.Reviewer, a.ID, annotation.Patch{State: annotation.To(annotation.Checking), Wording: annotation.To(annotation.Accurate)})
	change(t, d, dbtest.Reviewer, a.ID, annotation.Patch{State: annotation.To(annotation.Checked), Reason: annotation.To("التسجيل")})
	draft := askedLayla()
	draft.ID = "r1"
	_, err := d.AddReply(t.Context(), dbtest.Viewer, a.ID, draft)
	refused(t, err, annotation.Forbidden, "error.forbidden")
	made := must[db.ReplyChange](t)(d.AddReply(t.Context(), dbtest.Reviewer, a.ID, draft))
	if !made.Created || !made.Reopened || made.Article != article.ID || made.Reply.Outcome != annotation.Waiting {
		t.Errorf("%+v", made)
	}
	if now := must[annotation.Annotation](t)(d.Annotation(t.Context(), a.ID)); now.State != annotation.Checking || now.CheckedBy != "" {
		t.Errorf("it is %s, checked by %q", now.State, now.CheckedBy)
	}

	// A retry makes no second one; another record under its id is refused.
	again := must[db.ReplyChange](t)(d.AddReply(t.Context(), dbtest.Reviewer, a.ID, draft))
	if again.Created || again.Reply != made.Reply {
		t.Errorf("sent twice: %+v", again)
	}
	_, err = d.AddReply(t.Context(), dbtest.Reviewer2, a.ID, draft)
	refused(t, err, annotation.Conflict, "error.id_conflict")
	if left := must[annotation.Left](t)(d.Left(t.Context(), article.ID, queueDay)); left.Waiting != 1 || left.WaitingOn != a.ID {
		t.Errorf("left: %+v", left)
	}

	answered := annotation.ReplyPatch{Outcome: annotation.To(annotation.Answered), Answer: annotation.To("وُقّع في آذار"), AnsweredOn: annotation.To("2026-01-03")}
	_, err = d.ChangeReply(t.Context(), dbtest.Reviewer2, "r1", 0, answered)
	refused(t, err, annotation.PreconditionRequired, "error.version_required")
	counter := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID)).Counter
	changed := must[db.ReplyChange](t)(d.ChangeReply(t.Context(), dbtest.Reviewer2, "r1", 1, answered))
	if changed.Reply.Version != 2 || changed.Reopened {
		t.Errorf("%+v", changed)
	}
	if must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID)).Counter <= counter {
		t.Error("the article's page is not a new one")
	}
	_, err = d.ChangeReply(t.Context(), dbtest.Reviewer, "r1", 1, annotation.ReplyPatch{How: annotation.To(annotation.ByCall)})
	refused(t, err, annotation.Stale, "error.stale")
	if left := must[annotation.Left](t)(d.Left(t.Context(), article.ID, queueDay)); left.Waiting != 0 || left.WaitingOn != "" {
		t.Errorf("left: %+v", left)
	}

	gone := must[db.ReplyChange](t)(d.DeleteReply(t.Context(), dbtest.Editor, "r1", 2))
	_, err = d.Reply(t.Context(), "r1")
	refused(t, err, annotation.NotFound, "error.not_found")
	_, err = d.DeleteReply(t.Context(), dbtest.Editor, "r1", gone.Reply.Version)
	refused(t, err, annotation.NotFound, "error.not_found")
	if all := must[[]annotation.Reply](t)(d.Replies(t.Context(), a.ID)); len(all) != 0 {
		t.Errorf("removed, and there: %+v", all)
	}
	_, err = d.AddReply(t.Context(), dbtest.Reviewer, a.ID, draft)
	refused(t, err, annotation.Conflict, "error.id_deleted")
	if findings, err := d.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Error(findings, err)
	}
	back := must[db.ReplyChange](t)(d.RestoreReply(t.Context(), dbtest.Editor, "r1", 3))
	if back.Reply.Answer != "وُقّع في آذار" || back.Reply.Version != 4 {
		t.Errorf("brought back: %+v", back)
	}

	entries, _, err := d.AnnotationHistory(t.Context(), dbtest.Viewer, a.ID, "", 50)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, e := range entries {
		told = append(told, e.Action)
	}
	want := []string{"annotation.created", "annotation.changed", "annotation.changed", "reply.created", "annotation.reopened", "reply.changed", "reply.deleted", "reply.restored"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("the history (-want +got):\n%s", diff)
	}
	if findings, err := d.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Error(findings, err)
	}

	now := must[annotation.Annotation](t)(d.Annotation(t.Context(), a.ID))
	if _, err := d.DeleteAnnotation(t.Context(), dbtest.Editor, a.ID, now.Version); err != nil {
		t.Fatal(err)
	}
	_, err = d.AddReply(t.Context(), dbtest.Editor, a.ID, askedLayla())
	refused(t, err, annotation.NotFound, "error.not_found")
	_, err = d.AnyReply(t.Context(), "r1")
	refused(t, err, annotation.NotFound, "error.not_found")
}
