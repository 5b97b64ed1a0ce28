package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

// TestQueuePage walks from an article's line of what holds it back to the queue and
// through its filters.
func TestQueuePage(t *testing.T) {
	s := newSite(t)
	article := dbtest.Article(t, s.db, 200, 6)
	reviewer := s.withToken(dbtest.Reviewer)
	patch := func(n int, p map[string]any) {
		t.Helper()
		a := s.annotation(dbtest.Mark(article.ID, n))
		reviewer.json(http.MethodPatch, "/api/v1/annotations/"+a.ID, p, "If-Match", fmt.Sprintf("%q", fmt.Sprint(a.Version))).wants(http.StatusOK)
	}
	patch(0, map[string]any{"assignee": "reviewer2", "due": "2026-01-01", "priority": "urgent"})
	patch(1, map[string]any{"assignee": "reviewer2", "priority": "low"})
	patch(2, map[string]any{"due": "2026-01-02"})
	reviewer.json(http.MethodPatch, "/api/v1/annotations/"+dbtest.Mark(article.ID, 3), map[string]any{"assignee": "viewer1"}, "If-Match", `"1"`).
		wants(http.StatusUnprocessableEntity).says("not_assignable", `"field":"assignee"`)

	// The clock says 2026-01-02.
	page := s.as(dbtest.Viewer).get("/articles/"+article.ID, "Accept-Language", "en").wants(http.StatusOK)
	page.says("Held back by", "1 overdue", "4 assigned to nobody", "/queue?article="+article.ID+"&amp;due=overdue&amp;whose=desk", ">Overdue<")

	two := s.as(dbtest.Reviewer2)
	two.get("/queue", "Accept-Language", "en").wants(http.StatusOK).
		says(`data-shown="2"`, `data-task="`+dbtest.Mark(article.ID, 0)+`"`, `data-task="`+dbtest.Mark(article.ID, 1)+`"`, "Due 1 January 2026").
		saysNot(`data-task="` + dbtest.Mark(article.ID, 2) + `"`)
	two.get("/queue?whose=nobody", "Accept-Language", "en").wants(http.StatusOK).says(`data-shown="4"`, "Nobody yet")
	two.get("/queue?due=overdue&whose=desk").wants(http.StatusOK).says(`data-shown="1"`)
	two.get("/queue?priority=low").wants(http.StatusOK).says(`data-shown="1"`)
	two.get("/queue?whose=desk&article="+article.ID).wants(http.StatusOK).says(`data-shown="6"`, article.Title)
	two.get("/queue?state=approved").wants(http.StatusUnprocessableEntity)
	two.get("/queue?article=none").wants(http.StatusNotFound)
	s.as(dbtest.Editor).get("/queue", "Accept-Language", "en").wants(http.StatusOK).says(`data-shown="0"`, "Nothing here is waiting for you.")
	s.as(dbtest.Viewer).get("/queue", "Accept-Language", "en").wants(http.StatusOK).says(`data-shown="6"`).saysNot("whose=mine")
}

// TestOnePersonDesk lets one person check and approve, once an admin allows it, and
// shows it ever after.
func TestOnePersonDesk(t *testing.T) {
	s := newSite(t)
	article := dbtest.Article(t, s.db, 120, 1)
	a := s.annotation(dbtest.Mark(article.ID, 0))
	a = s.changed(dbtest.Editor, a, annotation.Patch{State: annotation.To(annotation.Checking)})
	a = s.changed(dbtest.Editor, a, annotation.Patch{Verdict: annotation.To(annotation.Unverifiable), Reason: annotation.To("x"), Wording: wordingFor(a), State: annotation.To(annotation.Checked)})
	editor := s.as(dbtest.Editor)
	open := "/articles/" + article.ID + "?open=" + a.ID
	editor.get(open).wants(http.StatusOK).saysNot(`value="approved"`)
	editor.post("/annotations/"+a.ID, "version", fmt.Sprint(a.Version), "state", "approved").wants(http.StatusForbidden)
	editor.post("/settings", "version", "1", "one_person", "true").wants(http.StatusForbidden)

	s.as(dbtest.Admin).post("/settings", "version", "1", "one_person", "true").leadsTo("/settings?done=1")
	s.as(dbtest.Admin).get("/settings").wants(http.StatusOK).says(`name="one_person" value="true" checked`)
	editor.get("/queue").wants(http.StatusOK).says(`data-task="` + a.ID + `"`)
	editor.get(open, "Accept-Language", "en").wants(http.StatusOK).says(`value="approved"`, "Approve your own check")
	editor.post("/annotations/"+a.ID, "version", fmt.Sprint(a.Version), "state", "approved").wants(http.StatusSeeOther)

	s.as(dbtest.Admin).post("/settings", "version", "2", "one_person", "false").leadsTo("/settings?done=1")
	for path, says := range map[string]string{
		open:                                  "checked and approved by one person",
		"/annotations/" + a.ID + "/history":   "Approved by whoever had checked it",
		"/api/v1/annotations/" + a.ID:         `"self_approved":true`,
		"/articles/" + article.ID + "/export": `"self_approved": true`,
	} {
		body := s.as(dbtest.Viewer).get(path, "Accept-Language", "en").wants(http.StatusOK).body
		if !strings.Contains(body, says) && !strings.Contains(body, strings.ReplaceAll(says, ": ", ":")) {
			t.Errorf("%s does not say %q", path, says)
		}
	}
}

// wordingFor is what the check of an annotation needs besides a verdict.
func wordingFor(a annotation.Annotation) annotation.Opt[annotation.Wording] {
	if a.Kind == annotation.Quote {
		return annotation.To(annotation.Accurate)
	}
	return annotation.Opt[annotation.Wording]{}
}
