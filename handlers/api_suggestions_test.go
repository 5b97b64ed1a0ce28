package handlers

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

const suggestedText = "قال وزير المياه سامر الخطيب إن المشروع تأخر ثلاث سنوات.\n\nوأضاف الخطيب: «ارتفعت الكلفة إلى مئة مليون ليرة».\n\nوقالت ليلى حداد إن الأرقام لا تطابق وثائق العقد.\n"

// suggestions adds an article in which the rules find three quotes, and lists them.
func (s *site) suggestions() (annotation.Article, []annotation.Suggestion) {
	s.t.Helper()
	article, _, err := s.db.CreateArticle(s.t.Context(), dbtest.Editor, annotation.ArticleDraft{ID: "a1", Title: "خطة المياه", Text: suggestedText})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.db.MakeSuggestions(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	all, err := s.db.Suggestions(s.t.Context(), article.ID)
	if err != nil || len(all) != 3 {
		s.t.Fatal(all, err)
	}
	return article, all
}

// send sends a body, or none.
func send(c *client, path, body string) *answer {
	return c.do(http.MethodPost, path, map[bool]string{true: jsonType}[body != ""], strings.NewReader(body))
}

func TestSuggestionsByAPI(t *testing.T) {
	s := newSite(t)
	_, all := s.suggestions()
	const of = "/api/v1/articles/a1/suggestions"
	one, two, three := "/api/v1/suggestions/"+all[0].ID, "/api/v1/suggestions/"+all[1].ID, "/api/v1/suggestions/"+all[2].ID
	c, viewer := s.withToken(dbtest.Reviewer), s.withToken(dbtest.Viewer)
	list := func(query string, want ...annotation.Suggestion) {
		t.Helper()
		var got struct{ Items []annotation.Suggestion }
		a := viewer.get(of + query).wants(http.StatusOK).says(`"items":[`)
		if err := json.Unmarshal([]byte(a.body), &got); err != nil {
			t.Fatal(err)
		}
		if len(got.Items) != len(want) {
			t.Errorf("%s: %d items, want %d", query, len(got.Items), len(want))
			return
		}
		for i, s := range got.Items {
			if s.ID != want[i].ID {
				t.Errorf("%s: item %d is %s, want %s", query, i, s.ID, want[i].ID)
			}
		}
	}
	list("", all...)
	list("?state=accepted")
	viewer.get("/api/v1/articles").wants(http.StatusOK).says(`"suggestions":3`)
	viewer.get(of + "?state=shown").wants(http.StatusUnprocessableEntity).says(`"field":"state"`)
	viewer.get("/api/v1/articles/none/suggestions").wants(http.StatusNotFound)
	viewer.get(one).wants(http.StatusOK).says(`"id":"`+all[0].ID+`"`, `"speaker":"سامر الخطيب"`, `"spans":[{"start":28,"end":54,"exact":"إن المشروع تأخر ثلاث سنوات"}]`, `"rule":"clause"`, `"state":"open"`).
		saysNot("decided_at")
	viewer.get("/api/v1/suggestions/none").wants(http.StatusNotFound).says(`urn:isnad:problem:not_found`)

	// What is refused changes nothing.
	for _, test := range []struct {
		path, body string
		status     int
		says       string
	}{
		{one + "/accept", `{"speaker":{"id":"none"}}`, http.StatusUnprocessableEntity, `"field":"speaker"`},
		{one + "/accept", `{"spans":[{"start":9,"end":3}]}`, http.StatusUnprocessableEntity, `"field":"spans[0]"`},
		{one + "/accept", `{"spans":null}`, http.StatusUnprocessableEntity, `"field":"spans"`},
		{one + "/accept", `{"rule":"clause"}`, http.StatusUnprocessableEntity, `read_only_field`},
		{one + "/accept", `{"Quotation":"direct"}`, http.StatusUnprocessableEntity, `unknown_field`},
		{one + "/accept", `{"quotation":"direct"} {}`, http.StatusBadRequest, `urn:isnad:problem:`},
		{one + "/reject", `{"reason":"x"}`, http.StatusUnprocessableEntity, `unknown_field`},
		{of + "/accept", `{"quotation":"spoken"}`, http.StatusUnprocessableEntity, `"field":"quotation"`},
		{of + "/accept", `{"confidence":2}`, http.StatusUnprocessableEntity, `"field":"confidence"`},
		{of + "/accept", `{"confidence":"0.5"}`, http.StatusUnprocessableEntity, `must be a number`},
		{of + "/accept", `{"except":"x"}`, http.StatusUnprocessableEntity, `"field":"except"`},
		{of + "/accept", `{"except":[1]}`, http.StatusUnprocessableEntity, `"field":"except[0]"`},
		{of + "/accept", `{"except":[` + strings.Repeat(`"a",`, annotation.MaxExcept) + `"a"]}`, http.StatusUnprocessableEntity, `"field":"except"`},
		{of + "/accept", `{"speaker":"x"}`, http.StatusUnprocessableEntity, `"field":"speaker"`},
		{"/api/v1/articles/none/suggestions/accept", `{}`, http.StatusNotFound, `urn:isnad:problem:not_found`},
		{"/api/v1/suggestions/none/accept", `{}`, http.StatusNotFound, `urn:isnad:problem:not_found`},
	} {
		send(c, test.path, test.body).wants(test.status).says(test.says)
	}
	list("", all...)
	for _, path := range []string{one + "/accept", one + "/reject", one + "/restore", of + "/accept"} {
		send(viewer, path, "").wants(http.StatusForbidden)
		send(s.stranger(), path, "").wants(http.StatusUnauthorized)
	}

	edited := map[string]any{"quotation": "mixed", "speaker": map[string]any{"name": "سامر الخطيب"}}
	made := c.json(http.MethodPost, one+"/accept", edited).wants(http.StatusCreated).
		says(`"kind":"quote","quotation":"mixed"`, `"suggested":{"rule":"clause","rules":`, `"edited":true`, `"created_by":"reviewer1"`)
	where := made.Header.Get("Location")
	if made.Header.Get("ETag") != `"1"` {
		t.Errorf("the version is %s", made.Header.Get("ETag"))
	}
	c.get(where).wants(http.StatusOK).says(`"suggested":{"rule":"clause"`)
	if again := c.json(http.MethodPost, one+"/accept", edited).wants(http.StatusOK); again.Header.Get("Location") != where {
		t.Errorf("again it is at %s, and was at %s", again.Header.Get("Location"), where)
	}
	send(c, one+"/accept", "").wants(http.StatusConflict).says(`suggestion_accepted`, `"current":{"id":"`+where[len("/api/v1/annotations/"):])
	send(c, one+"/accept", `{"quotation":"direct"}`).wants(http.StatusConflict).says(`suggestion_accepted`, `"submitted":{"quotation":"direct"}`)
	send(c, one+"/accept", `{"spans":[{"start":9,"end":3}]}`).wants(http.StatusUnprocessableEntity).says(`"field":"spans[0]"`)
	c.get(where + "/history").wants(http.StatusOK).says(`"field":"suggested"`)
	send(c, one+"/reject", "").wants(http.StatusConflict).says("suggestion_accepted")

	for range 2 {
		send(c, two+"/reject", "").wants(http.StatusOK).says(`"state":"rejected"`, `"decided_by":"reviewer1"`, `"decided_at":"2026-01-02T03:04:05Z"`)
	}
	send(c, two+"/accept", "").wants(http.StatusConflict).says("suggestion_rejected")
	list("", all[2])
	list("?state=rejected", all[1])
	list("?state=accepted", all[0])
	list("?state=all", all...)
	for range 2 {
		c.json(http.MethodPost, two+"/restore", map[string]any{}).wants(http.StatusOK).says(`"state":"open"`).saysNot("decided")
	}
	send(c, of+"/accept", `{"confidence":null,"quotation":null,"except":null}`+" {").wants(http.StatusBadRequest)
	send(c, of+"/accept", `{"confidence":null,"quotation":"mixed","except":null}`).wants(http.StatusOK).says(`{"accepted":0,"left":0}`)
	c.json(http.MethodPost, of+"/accept", map[string]any{"except": []string{all[1].ID, all[2].ID}}).wants(http.StatusOK).says(`{"accepted":0,"left":0}`)
	c.json(http.MethodPost, of+"/accept", map[string]any{"quotation": "direct", "confidence": 0.5}).wants(http.StatusOK).says(`{"accepted":1,"left":0,"first":`, `,"last":`)
	send(c, of+"/accept", "").wants(http.StatusOK).says(`{"accepted":1,"left":0,"first":`, `,"last":`)
	c.get(three).wants(http.StatusOK).says(`"state":"accepted","annotation":"`)
	list("")
	c.get("/api/v1/articles/a1").wants(http.StatusOK).says(`"suggested":{`).saysNot(`"suggestions"`)
	s.as(dbtest.Reviewer).get("/annotations/"+where[len("/api/v1/annotations/"):]+"/history", "Accept-Language", "en").wants(http.StatusOK).
		says("Accepted with changes to what isnad suggested: a word of saying and the clause that it reports (rules of version ")
}

// TestSuggestionCoveredByAPI: what somebody marked meanwhile is not marked twice.
func TestSuggestionCoveredByAPI(t *testing.T) {
	s := newSite(t)
	_, all := s.suggestions()
	c := s.withToken(dbtest.Reviewer)
	p := all[0].Spans[0]
	c.json(http.MethodPost, "/api/v1/articles/a1/annotations", map[string]any{"id": "mine", "kind": "quote", "spans": []any{map[string]int{"start": p.Start, "end": p.End}}}).wants(http.StatusCreated)
	send(c, "/api/v1/suggestions/"+all[0].ID+"/accept", "").wants(http.StatusConflict).says("suggestion_covered", `"current":{"id":"mine"`)
	c.json(http.MethodPost, "/api/v1/articles/a1/annotations", map[string]any{"kind": "quote", "spans": []any{map[string]int{"start": p.Start, "end": p.End}},
		"suggested": map[string]any{"rule": "clause"}}).wants(http.StatusUnprocessableEntity).says("read_only_field")
}

// TestNextSuggestion: n leads to suggestions too, and z back to one.
func TestNextSuggestion(t *testing.T) {
	s := newSite(t)
	_, all := s.suggestions()
	c := s.as(dbtest.Reviewer)
	c.get("/articles/a1/next").leadsTo("/articles/a1?open=" + all[0].ID + "#a-" + all[0].ID)
	c.get("/articles/a1/next?after=" + all[0].ID).leadsTo("/articles/a1?open=" + all[1].ID + "#a-" + all[1].ID)
	if _, err := s.db.RejectSuggestion(t.Context(), dbtest.Reviewer, all[1].ID); err != nil {
		t.Fatal(err)
	}
	c.get("/articles/a1/next?after=" + all[1].ID).leadsTo("/articles/a1?open=" + all[2].ID + "#a-" + all[2].ID)
	c.post("/articles/a1/undo").leadsTo("/articles/a1?open=" + all[1].ID + "#a-" + all[1].ID)
}
