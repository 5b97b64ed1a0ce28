package handlers_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/handlers"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// FuzzAPICreateAnnotation posts anything at all: it is taken, and then the answer is
// true of the text, or it is refused with a problem; never a fault.
func FuzzAPICreateAnnotation(f *testing.F) {
	a := &api{t: f, d: dbtest.Open(f), tokens: map[string]string{}}
	a.article("a1", newsText)
	token := a.token(dbtest.Reviewer)
	site, err := handlers.New(handlers.Config{DB: a.d, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		f.Fatal(err)
	}
	index := text.NewIndex(newsText)
	for _, seed := range []string{
		`{"kind":"claim","spans":[{"start":0,"end":6}]}`,
		`{"id":"x","kind":"quote","quotation":"mixed","revision":1,"spans":[{"start":45,"end":61,"exact":"سنبدأ العمل غدًا"},{"start":3,"end":1}],"cue":[{"start":26,"end":30}],
			"mention":[],"speaker":{"id":"s","name":"سلمى"},"role":"r","place":"p","said_on":"2026-01-02","state":"checking","wording":"accurate","verdict":"true","reason":"x","note":"y"}`,
		`{"kind":"claim","spans":[{"start":107,"end":109}],"speaker":{"name":"عبد الله"}}`,
		`{"kind":"claim","kind":null,"spans":{}}`, `{"note":"\ud800"}`, `[]`, `null`, "\xff", `{"spans":[{"start":1e99,"end":-0}]}`, `{"kind":"claim","spans":[null]}{}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest("POST", "/api/v1/articles/a1/annotations", strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		got := answer{t, w.Code, w.Header(), w.Body.Bytes()}
		switch {
		case got.Status == http.StatusCreated, got.Status == http.StatusOK:
			one := annotationIn(got)
			for _, passages := range [][]annotation.Passage{one.Spans, one.Cue, one.Mention} {
				for _, p := range passages {
					if !index.Valid(p.Span()) || index.Slice(p.Span()) != p.Exact {
						t.Errorf("%+v is not in the text", p)
					}
				}
			}
			if !json.Valid([]byte(body)) {
				t.Errorf("%q was taken", body)
			}
		case got.Status >= 400 && got.Status < 500:
			p := decode[problem](got, "application/problem+json")
			checkSentence(t, p.Detail, "")
		default:
			t.Errorf("answered %d: %s", got.Status, got.Body)
		}
	})
}
