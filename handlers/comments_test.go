package handlers

import (
	"net/http"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
)

func TestCommentsByForm(t *testing.T) {
	s := newSite(t)
	article := dbtest.Article(t, s.db, 120, 2)
	id := dbtest.Mark(article.ID, 0)
	card := "/articles/" + article.ID + "?open=" + id
	reviewer := s.as(dbtest.Reviewer)
	reviewer.post("/annotations/"+id+"/comments", "id", "c1", "text", "@editor1 <b>هنا</b>").leadsTo(card + "#comments-" + id)
	reviewer.get(card).wants(http.StatusOK).says(`<bdi class="mention">@editor1</bdi> &lt;b&gt;هنا&lt;/b&gt;`, `name="resolved" value="true"`)
	reviewer.post("/annotations/"+id+"/comments", "id", "c2", "text", " ").wants(http.StatusUnprocessableEntity).says(`class="problem"`, `id="comments-`+id)
	reviewer.post("/annotations/none/comments", "text", "x").wants(http.StatusNotFound)
	s.as(dbtest.Viewer).get(card).wants(http.StatusOK).says("@editor1").saysNot(`action="/comments/`, `/comments#`)

	editor := s.as(dbtest.Editor)
	editor.get("/queue", "Accept-Language", "en").wants(http.StatusOK).says("1 comment mentions you", `data-mention="c1"`, `href="/annotations/`+id+`"`)
	editor.get("/articles/"+article.ID, "Accept-Language", "en").wants(http.StatusOK).says("1 open comment")
	editor.post("/comments/c1", "version", "1", "resolved", "true").leadsTo(card + "#comments-" + id)
	editor.post("/comments/c1", "version", "1", "resolved", "true").wants(http.StatusPreconditionFailed)
	editor.get("/queue", "Accept-Language", "en").wants(http.StatusOK).saysNot("mentions you")
	editor.get(card, "Accept-Language", "en").wants(http.StatusOK).says("Resolved by", "Take up again")
	editor.get("/annotations/"+id+"/history", "Accept-Language", "en").wants(http.StatusOK).says("Commented:", "Resolved the comment by")
}

func TestCommentsByAPI(t *testing.T) {
	s := newSite(t)
	article := dbtest.Article(t, s.db, 120, 2)
	path := "/api/v1/annotations/" + dbtest.Mark(article.ID, 0)
	c := s.withToken(dbtest.Reviewer)
	body := map[string]any{"id": "c1", "text": "@editor1 انظر"}
	made := c.json(http.MethodPost, path+"/comments", body).wants(http.StatusCreated).
		says(`"id":"c1"`, `"by":"reviewer1"`, `"at":"2026-01-02T03:04:05Z"`, `"mentions":["editor1"]`, `"version":1`)
	if got := made.Header.Get("Location"); got != "/api/v1/comments/c1" {
		t.Errorf("it is at %q", got)
	}
	c.json(http.MethodPost, path+"/comments", body).wants(http.StatusOK)
	c.json(http.MethodPost, path+"/comments", map[string]any{"id": "c1", "text": "x"}).wants(http.StatusConflict)
	c.json(http.MethodPost, path+"/comments", map[string]any{"text": ""}).wants(http.StatusUnprocessableEntity).says(`"field":"text"`)
	c.json(http.MethodPost, path+"/comments", map[string]any{"text": "x", "by": "y"}).wants(http.StatusUnprocessableEntity)
	c.json(http.MethodPatch, "/api/v1/comments/c1", map[string]any{"resolved": true}).wants(http.StatusPreconditionRequired)
	c.json(http.MethodPatch, "/api/v1/comments/c1", map[string]any{"resolved": true}, "If-Match", `"1"`).wants(http.StatusOK).says(`"resolved_by":"reviewer1"`, `"version":2`)
	c.json(http.MethodPatch, "/api/v1/comments/c1", map[string]any{"resolved": false}, "If-Match", `"1"`).wants(http.StatusPreconditionFailed).says(`"current":{"id":"c1"`)
	c.json(http.MethodPatch, "/api/v1/comments/c1", map[string]any{"text": "x"}, "If-Match", `"2"`).wants(http.StatusUnprocessableEntity)
	c.get(path).wants(http.StatusOK).says(`"comments":[{"id":"c1","text":"@editor1 انظر"`)
	c.get("/api/v1/articles/" + article.ID).wants(http.StatusOK).says(`"comments":[{"id":"c1"`)
	c.get("/api/v1/comments/none").wants(http.StatusNotFound)
	c.get(path+"/history").wants(http.StatusOK).says(`"what":"comment.created"`, `"what":"comment.resolved"`)
}
