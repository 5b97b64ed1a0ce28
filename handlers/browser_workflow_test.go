package handlers

import (
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
)

// Two people share the work in Arabic: one gives it with a day and says something to
// the other, who finds both in the queue, opens the place and resolves the comment.
func TestBrowserSharesTheWork(t *testing.T) {
	s := newSite(t)
	article := dbtest.Article(t, s.db, 120, 2)
	a := s.annotation(dbtest.Mark(article.ID, 1))
	v := s.visit(dbtest.Editor, browsertest.Language("ar"), browsertest.Viewport(390, 844))
	v.opens("/articles/" + article.ID + "?open=" + a.ID)
	v.waits(`document.documentElement.dataset.scripts === "on"`)
	v.unfolds("assignee")
	a = v.saves(func() {
		eval[any](v, `void (document.querySelector("[data-card] [name=assignee]").value = "reviewer2",
			document.querySelector("[data-card] [name=due]").value = "2026-01-01", document.querySelector("[data-card] [name=priority]").value = "urgent")`)
		v.clicks("[data-card] [data-save]")
	})
	if a.Assignee != "reviewer2" || a.Due != "2026-01-01" || a.Priority != annotation.Urgent {
		t.Fatalf("saved as %q, %q, %q", a.Assignee, a.Due, a.Priority)
	}
	v.reads(".holding", "بند واحد متأخر")
	v.reads("#a-"+a.ID, "reviewer2")
	v.reads("#a-"+a.ID, "تأخّر")
	v.clicks(".comments textarea")
	const asks = "@reviewer2 أين التسجيل؟"
	v.types(asks)
	written := func() string { return eval[string](v, `document.querySelector(".comments textarea").value`) }
	v.saves(func() { // what is typed beside the form that is saved stays
		eval[any](v, `void (document.querySelector("[data-card] [name=note]").value = "x")`)
		v.clicks("[data-card] [data-save]")
	})
	if got := written(); got != asks {
		t.Errorf("after saving the card the comment is %q", got)
	}
	v.opens("/articles/" + article.ID + "?open=" + a.ID)
	v.waits(`document.documentElement.dataset.scripts === "on"`)
	if got := written(); got != asks {
		t.Errorf("after a reload the comment is %q", got)
	}
	v.clicks(".comments form.fields button")
	v.reads(".comments .mention", "@reviewer2")
	v.waits(`Object.keys(localStorage).every((key) => !key.includes("comment-form"))`)
	v.opens("/articles/" + article.ID + "?open=" + a.ID)
	v.waits(`document.documentElement.dataset.scripts === "on"`)
	if got := written(); got != "" {
		t.Errorf("what was sent is typed again: %q", got)
	}

	w := s.visit(dbtest.Reviewer2, browsertest.Language("ar"), browsertest.Viewport(390, 844))
	w.opens("/queue")
	w.reads(".queue-filters a[aria-current=true]", "ما ينتظرني")
	w.reads(".task", "عاجل")
	w.reads(".mentions", "تعليق واحد يذكرك")
	if wide := eval[int](w, "document.documentElement.scrollWidth"); wide > 390 {
		t.Errorf("the queue is %d px wide", wide)
	}
	w.clicks(".task-words")
	w.sees("#card-" + a.ID)
	w.arrives() // until then the page still scrolls to the place that its address names
	w.waits(`document.documentElement.dataset.scripts === "on"`)
	w.clicks(`.comments button[name=resolved]`)
	w.reads(".comments .resolved", "إنهاء")
	w.opens("/queue")
	w.lacks(".mentions")
}
