package handlers_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/handlers"
	"github.com/isnad/isnad/internal/annotation"
)

// api is a server over real HTTP on a data file on disk, with people who reach it
// by bearer token.
type api struct {
	t      testing.TB
	d      *db.DB
	url    string
	mu     sync.Mutex
	tokens map[string]string // of an actor's name
}

// newAPI starts one. The clock stands still and ids that nobody brings are counted,
// so that answers are the same each time.
func newAPI(t testing.TB) *api {
	t.Helper()
	var (
		mu sync.Mutex
		n  int
	)
	return serveAPI(t, dbtest.OpenWith(t, db.Options{NewID: func() string {
		mu.Lock()
		defer mu.Unlock()
		n++
		return fmt.Sprintf("id%d", n)
	}}))
}

func serveAPI(t testing.TB, d *db.DB) *api {
	t.Helper()
	site, err := handlers.New(handlers.Config{DB: d, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	return &api{t: t, d: d, url: server.URL, tokens: map[string]string{}}
}

// token is the actor's, who gets an account when they have none yet.
func (a *api) token(actor annotation.Actor) string {
	a.t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	if known := a.tokens[actor.Name]; known != "" {
		return known
	}
	if _, err := a.d.CreateUser(a.t.Context(), annotation.CommandLine, actor.Name, dbtest.Password, actor.Role); err != nil {
		a.t.Fatal(err)
	}
	_, secret, err := a.d.CreateToken(a.t.Context(), annotation.CommandLine, actor.Name, "test")
	if err != nil {
		a.t.Fatal(err)
	}
	a.tokens[actor.Name] = secret
	return secret
}

// article adds an article with the id and the text given.
func (a *api) article(id, text string) {
	a.t.Helper()
	if _, _, err := a.d.CreateArticle(a.t.Context(), dbtest.Editor, annotation.ArticleDraft{ID: id, Title: "خطة المياه", Text: text}); err != nil {
		a.t.Fatal(err)
	}
}

// answer is what came back, read to its end.
type answer struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   []byte
}

// do asks for something as the actor; Nobody sends no token. Headers are names and
// values in turn, and win over those that are sent anyway. A body goes as JSON.
func (a *api) do(actor annotation.Actor, method, path string, body any, headers ...string) answer {
	a.t.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	case io.Reader:
		reader = b
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			a.t.Fatal(err)
		}
		reader = strings.NewReader(string(encoded))
	}
	r, err := http.NewRequestWithContext(a.t.Context(), method, a.url+path, reader)
	if err != nil {
		a.t.Fatal(err)
	}
	if actor != dbtest.Nobody {
		r.Header.Set("Authorization", "Bearer "+a.token(actor))
	}
	if reader != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		}
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		a.t.Fatal(err)
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return answer{a.t, response.StatusCode, response.Header, got}
}

// want asserts the status and hands the answer on.
func (a answer) want(status int) answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("answered %d, not %d: %s", a.Status, status, a.Body)
	}
	return a
}

// decode reads a JSON answer strictly.
func decode[T any](a answer, wantType string) T {
	a.t.Helper()
	if got := a.Header.Get("Content-Type"); got != wantType {
		a.t.Errorf("the answer is %q, not %q", got, wantType)
	}
	if !utf8.Valid(a.Body) {
		a.t.Errorf("the answer is not UTF-8: %q", a.Body)
	}
	var v T
	d := json.NewDecoder(strings.NewReader(string(a.Body)))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		a.t.Fatalf("%v: %s", err, a.Body)
	}
	return v
}

func annotationIn(a answer) annotation.Annotation {
	a.t.Helper()
	return decode[annotation.Annotation](a, "application/json")
}

// problem is what an error says (RFC 9457).
type problem struct {
	Type      string          `json:"type"`
	Title     string          `json:"title"`
	Status    int             `json:"status"`
	Detail    string          `json:"detail"`
	Field     string          `json:"field"`
	Current   json.RawMessage `json:"current"`
	Submitted json.RawMessage `json:"submitted"`
}

// refused asserts that the answer is a problem of that status, type and field.
func (a answer) refused(status int, kind, field string) problem {
	a.t.Helper()
	a.want(status)
	p := decode[problem](a, "application/problem+json")
	if p.Type != "urn:isnad:problem:"+kind {
		a.t.Errorf("the type is %q, not %q: %s", p.Type, kind, p.Detail)
	}
	if p.Field != field {
		a.t.Errorf("the field is %q, not %q: %s", p.Field, field, p.Detail)
	}
	if p.Status != status || p.Title != http.StatusText(status) {
		a.t.Errorf("it calls itself %d %q", p.Status, p.Title)
	}
	return p
}

// passage is the first place of words in a text, as a draft's span, by code points.
func passage(t testing.TB, text, words string) annotation.PassageDraft {
	t.Helper()
	before, _, ok := strings.Cut(text, words)
	if !ok {
		t.Fatalf("%q is not in the text", words)
	}
	start := utf8.RuneCountInString(before)
	return annotation.PassageDraft{Start: start, End: start + utf8.RuneCountInString(words)}
}

// span is passage as JSON.
func span(t testing.TB, text, words string) string {
	t.Helper()
	p := passage(t, text, words)
	return fmt.Sprintf(`{"start":%d,"end":%d}`, p.Start, p.End)
}

// events is how much the history holds: what was refused has left nothing there.
func (a *api) events() int {
	a.t.Helper()
	all, err := a.d.Events(a.t.Context(), "", 0, 1_000_000)
	if err != nil {
		a.t.Fatal(err)
	}
	return len(all)
}
