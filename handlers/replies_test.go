package handlers

import (
	"net/http"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

func TestRepliesByForm(t *testing.T) {
	s := newSite(t)
	article := dbtest.Article(t, s.db, 120, 2)
	id := dbtest.Mark(article.ID, 0)
	card := "/articles/" + article.ID + "?open=" + id
	reviewer := s.as(dbtest.Reviewer)
	reviewer.get("/annotations/"+id+"/replies/new").wants(http.StatusOK).says(`name="asked_on" value="2026-01-02"`, `value="waiting" checked`)

	// What is refused comes back as it was typed.
	path := "/annotations/" + id + "/replies"
	reviewer.post(path, "id", "r1", "asked", "<b>ليلى</b>", "asked_on", "2026-01-02", "how", "email", "question", "متى؟", "outcome", "answered").
		wants(http.StatusUnprocessableEntity).says("&lt;b&gt;ليلى&lt;/b&gt;", "متى؟", `aria-invalid="true"`, `value="answered" checked`)
	reviewer.post(path, "id", "r1", "asked", "ليلى", "asked_on", "2026-01-02", "how", "email", "question", "متى؟", "outcome", "waiting").
		leadsTo(card + "#replies-" + id)
	reviewer.get(card, "Accept-Language", "en").wants(http.StatusOK).says(`<a href="/replies/r1"><bdi>ليلى</bdi></a>`, "Waiting for a reply")
	reviewer.get("/articles/"+article.ID, "Accept-Language", "en").wants(http.StatusOK).says("1 reply awaited", `href="/annotations/`+id+`"`)
	reviewer.post("/annotations/none/replies", "asked", "x").wants(http.StatusNotFound)

	s.as(dbtest.Editor).post("/replies/r1", "version", "1", "outcome", "answered", "answer", "في آذار", "answered_on", "2026-01-03").leadsTo(card + "#replies-" + id)
	reviewer.post("/replies/r1", "version", "1", "outcome", "declined", "answer", "لا تعليق").wants(http.StatusPreconditionFailed).
		says("في آذار", "لا تعليق", `name="version" value="2"`)
	reviewer.post("/replies/r1/delete", "version", "1").wants(http.StatusPreconditionFailed)
	s.as(dbtest.Viewer).get("/replies/r1").wants(http.StatusOK).says("في آذار", "متى؟").saysNot("<textarea", "/replies/r1/delete")
	s.as(dbtest.Viewer).get(card).wants(http.StatusOK).says("في آذار").saysNot("/replies/new")
	s.as(dbtest.Viewer).get("/articles/"+article.ID+"/report", "Accept-Language", "en").wants(http.StatusOK).says("Right of reply", "ليلى", "متى؟", "في آذار", "Replied")

	reviewer.post("/replies/r1/delete", "version", "2").leadsTo("/replies/r1")
	reviewer.get("/replies/r1").wants(http.StatusOK).says(`action="/replies/r1/restore"`).saysNot("<textarea")
	reviewer.post("/replies/r1", "version", "3", "asked", "x").wants(http.StatusNotFound)
	reviewer.get(card).wants(http.StatusOK).saysNot("/replies/r1")
	reviewer.post("/replies/r1/restore", "version", "3").leadsTo(card + "#replies-" + id)
	reviewer.get("/annotations/"+id+"/history", "Accept-Language", "en").wants(http.StatusOK).
		says("Asked \u2068ليلى\u2069 for a reply.", "Asked on set to “2 January 2026”", "Changed the request", "Removed the request", "Brought back the request", "What came of it changed from “Waiting for a reply” to “Replied”")

	// An answer takes back what was checked without it, and the card says so.
	checked := s.annotation(id)
	checked = s.changed(dbtest.Reviewer, checked, annotation.Patch{State: annotation.To(annotation.Checking), Verdict: annotation.To(annotation.True), Reason: annotation.To("x")})
	s.evidenced(checked)
	s.changed(dbtest.Reviewer, s.annotation(id), annotation.Patch{State: annotation.To(annotation.Checked)})
	reviewer.post("/replies/r1", "version", "4", "answer", "في نيسان").leadsTo(card + "&reopened=1#replies-" + id)
}

func TestRepliesByAPI(t *testing.T) {
	s := newSite(t)
	article := dbtest.Article(t, s.db, 120, 2)
	path := "/api/v1/annotations/" + dbtest.Mark(article.ID, 0)
	c := s.withToken(dbtest.Reviewer)
	body := map[string]any{"id": "r1", "asked": "ليلى منصور", "asked_on": "2026-01-02", "how": "call"}
	made := c.json(http.MethodPost, path+"/replies", body).wants(http.StatusCreated).
		says(`"id":"r1"`, `"outcome":"waiting"`, `"created_by":"reviewer1"`, `"version":1`)
	if got := made.Header.Get("Location"); got != "/api/v1/replies/r1" {
		t.Errorf("it is at %q", got)
	}
	c.json(http.MethodPost, path+"/replies", body).wants(http.StatusOK)
	c.json(http.MethodPost, path+"/replies", map[string]any{"id": "r1", "asked": "x", "asked_on": "2026-01-02", "how": "call"}).wants(http.StatusConflict)
	c.json(http.MethodPost, path+"/replies", map[string]any{"asked": "x", "asked_on": "2026-01-02"}).wants(http.StatusUnprocessableEntity).says(`"field":"how"`)
	c.json(http.MethodPost, path+"/replies", map[string]any{"asked": "x", "until": "2026-01-01", "asked_on": "2026-01-02", "how": "call"}).wants(http.StatusUnprocessableEntity).says(`"field":"until"`)
	c.json(http.MethodPost, path+"/replies", map[string]any{"whom": "x"}).wants(http.StatusUnprocessableEntity)
	patch := map[string]any{"outcome": "answered", "answer": "نعم", "answered_on": "2026-01-03"}
	c.json(http.MethodPatch, "/api/v1/replies/r1", patch).wants(http.StatusPreconditionRequired)
	c.json(http.MethodPatch, "/api/v1/replies/r1", patch, "If-Match", `"1"`).wants(http.StatusOK).says(`"answer":"نعم"`, `"version":2`)
	c.json(http.MethodPatch, "/api/v1/replies/r1", patch, "If-Match", `"1"`).wants(http.StatusPreconditionFailed).says(`"current":{"id":"r1"`)
	c.get(path).wants(http.StatusOK).says(`"replies":[{"id":"r1","asked":"ليلى منصور"`)
	c.get("/api/v1/articles/" + article.ID).wants(http.StatusOK).says(`"replies":[{"id":"r1"`)
	c.get(path+"/history").wants(http.StatusOK).says(`"what":"reply.created"`, `"what":"reply.changed"`)
	c.json(http.MethodDelete, "/api/v1/replies/r1", nil, "If-Match", `"2"`).wants(http.StatusNoContent)
	c.get("/api/v1/replies/r1").wants(http.StatusNotFound)
	c.get(path).wants(http.StatusOK).saysNot(`"replies"`)
}
