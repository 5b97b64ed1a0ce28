package handlers_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
	"github.com/isnad/isnad/internal/text"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a JSON answer with a file of testdata/api. The file is indented
// for those who read it; the answer must be it without the white space, byte by byte.
func golden(a answer, name string) {
	a.t.Helper()
	path := filepath.Join("testdata", "api", name)
	if *update {
		var b bytes.Buffer
		if err := json.Indent(&b, a.Body, "", "  "); err != nil {
			a.t.Fatal(err)
		}
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			a.t.Fatal(err)
		}
	}
	file, err := os.ReadFile(path)
	if err != nil {
		a.t.Fatal(err)
	}
	var want bytes.Buffer
	if err := json.Compact(&want, file); err != nil {
		a.t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimSpace(want.String()), strings.TrimSpace(string(a.Body))); diff != "" {
		a.t.Errorf("the answer differs from %s (-want +got):\n%s", path, diff)
	}
	if got := a.Header.Get("Content-Type"); got != "application/json" {
		a.t.Errorf("%s is %q", name, got)
	}
}

// list is how the API answers with a list.
type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

type item struct {
	ID, Title, Language, Direction string
	Revision                       int
	UpdatedAt                      string `json:"updated_at"`
	Archived                       bool
	Counts                         annotation.Counts
}

// TestAPIShapes walks one quote from its marking to its approval by two people, and
// holds every answer to the contract's shape.
func TestAPIShapes(t *testing.T) {
	a := newAPI(t)
	created := a.do(dbtest.Editor, "POST", "/api/v1/articles", map[string]any{
		"id": "a1", "text": newsText, "byline": "كتبت هدى", "dateline": "بيروت – الوكالة",
		"source": map[string]string{"name": "خبر.txt", "sha256": strings.Repeat("0af9", 16)},
	}).want(201)
	if got := created.Header.Get("Location"); got != "/api/v1/articles/a1" {
		t.Errorf("Location: %s", got)
	}
	golden(created, "article_created.json")

	body := map[string]any{
		"id": "q1", "kind": "quote", "revision": 1, "quotation": "direct",
		"spans":   []annotation.PassageDraft{passage(t, newsText, "سنبدأ العمل غدًا")},
		"cue":     []annotation.PassageDraft{passage(t, newsText, "قالت")},
		"mention": []annotation.PassageDraft{passage(t, newsText, "سلمى النجار")},
		"speaker": map[string]string{"name": "سلمى النجار"}, "role": "رئيسة البلدية", "place": "بيروت", "said_on": "2026-01-02",
		"note": "من «التسجيل» <&>",
	}
	const path = "/api/v1/annotations/q1"
	quote := a.do(dbtest.Reviewer, "POST", "/api/v1/articles/a1/annotations", body).want(201)
	if location, tag := quote.Header.Get("Location"), quote.Header.Get("ETag"); location != path || tag != `"1"` {
		t.Errorf("Location %s, ETag %s", location, tag)
	}
	if len(quote.Body) >= 4096 {
		t.Errorf("the answer has %d bytes", len(quote.Body))
	}
	golden(quote, "annotation_created.json")

	// The same id with the same content, again and after a lost answer.
	again := a.do(dbtest.Reviewer, "POST", "/api/v1/articles/a1/annotations", body).want(200)
	if !bytes.Equal(again.Body, quote.Body) || again.Header.Get("Location") != path || again.Header.Get("ETag") != `"1"` {
		t.Errorf("the retry answers %v %s", again.Header, again.Body)
	}
	if got := a.do(dbtest.Viewer, "GET", path, nil).want(200); !bytes.Equal(got.Body, quote.Body) || got.Header.Get("ETag") != `"1"` {
		t.Errorf("GET answers %s", got.Body)
	}
	if got := a.do(dbtest.Viewer, "HEAD", path, nil).want(200); len(got.Body) > 0 || got.Header.Get("ETag") != `"1"` {
		t.Errorf("HEAD answers %v %s", got.Header, got.Body)
	}

	// The walk. Each step names the version before it.
	version := 1
	step := func(actor annotation.Actor, patch string) answer {
		t.Helper()
		got := a.do(actor, "PATCH", path, patch, "If-Match", fmt.Sprintf("%q", fmt.Sprint(version)), "Content-Type", "application/merge-patch+json").want(200)
		version++
		if tag := got.Header.Get("ETag"); tag != fmt.Sprintf("%q", fmt.Sprint(version)) {
			t.Fatalf("ETag %s, want %d", tag, version)
		}
		return got
	}
	tag := func() []string { return []string{"If-Match", fmt.Sprintf("%q", fmt.Sprint(version))} }
	step(dbtest.Reviewer, `{"state":"checking"}`)
	a.do(dbtest.Reviewer, "PATCH", path, `{"state":"checked"}`, tag()...).refused(422, "check_needs_wording", "wording")
	const judged = `{"wording":"accurate","verdict":"mostly_true","state":"checked","reason":"بحسب التسجيل"}`
	a.do(dbtest.Editor, "PATCH", path, judged, tag()...).refused(422, "check_needs_evidence", "evidence")
	a.do(dbtest.Reviewer, "POST", path+"/evidence", `{"id":"e1","stance":"supports","kind":"text","title":"التسجيل","text":"سنبدأ العمل غدا"}`).want(201)
	step(dbtest.Editor, judged)
	a.do(dbtest.Reviewer, "PATCH", path, `{"state":"approved"}`, tag()...).refused(403, "forbidden", "")
	a.do(dbtest.Editor, "PATCH", path, `{"state":"approved"}`, tag()...).refused(403, "own_check", "state")
	a.do(dbtest.Editor2, "PATCH", path, `{"state":"returned"}`, tag()...).refused(422, "reason_required", "returned_reason")
	step(dbtest.Editor2, `{"state":"returned","reason":"أين التسجيل؟"}`)
	a.do(dbtest.Editor2, "PATCH", path, `{"state":"approved"}`, tag()...).refused(409, "step_out_of_order", "state")
	step(dbtest.Editor, `{"state":"checking"}`)
	step(dbtest.Editor, `{"state":"checked"}`)
	golden(step(dbtest.Editor2, `{"state":"approved"}`), "annotation_approved.json")

	golden(a.do(dbtest.Viewer, "GET", "/api/v1/articles/a1", nil).want(200), "article.json")
	golden(a.do(dbtest.Viewer, "GET", "/api/v1/articles", nil).want(200), "articles.json")
	golden(a.do(dbtest.Viewer, "GET", "/api/v1/speakers", nil).want(200), "speakers.json")

	// A change to what was checked takes it back, and says so.
	back := annotationIn(step(dbtest.Reviewer, `{"verdict":"misleading"}`))
	if back.State != annotation.Checking || back.CheckedBy != "" || back.ApprovedBy != "" {
		t.Errorf("after a new verdict: %+v", back)
	}
	a.do(dbtest.Reviewer, "DELETE", path, nil, tag()...).want(204)
	a.do(dbtest.Reviewer, "GET", path, nil).refused(404, "not_found", "")
	if findings, err := a.d.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Error(findings, err)
	}
}

// TestAPIArticleIsAsExported compares bytes: what the contract says of the export
// holds of the API's answer.
func TestAPIArticleIsAsExported(t *testing.T) {
	a := newAPI(t)
	article := dbtest.Article(t, a.d, 500, 40)
	file, err := a.d.Export(t.Context(), []string{article.ID})
	if err != nil {
		t.Fatal(err)
	}
	var written, want bytes.Buffer
	var exported struct{ Articles []json.RawMessage }
	if err := export.Write(&written, file); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(written.Bytes(), &exported); err != nil {
		t.Fatal(err)
	}
	if err := json.Compact(&want, exported.Articles[0]); err != nil {
		t.Fatal(err)
	}
	got := a.do(dbtest.Viewer, "GET", "/api/v1/articles/"+article.ID, nil).want(200)
	if !bytes.Equal(bytes.TrimSpace(got.Body), want.Bytes()) {
		t.Error("the API's article is not the export's")
	}
	x := text.NewIndex(article.Text)
	for _, one := range file.Articles[0].Annotations {
		for _, p := range slices.Concat(one.Spans, one.Cue, one.Mention) {
			if x.Slice(p.Span()) != p.Exact {
				t.Errorf("%s: %q is not the text at %d–%d", one.ID, p.Exact, p.Start, p.End)
			}
		}
	}
}

// TestAPIPatch holds JSON merge patch (RFC 7396): null clears, what is absent stays.
func TestAPIPatch(t *testing.T) {
	a := newAPI(t)
	a.article("a1", newsText)
	full := annotationIn(a.do(dbtest.Reviewer, "POST", "/api/v1/articles/a1/annotations", `{"id":"q1","kind":"quote","spans":[`+span(t, newsText, "سنبدأ العمل")+`],
		"cue":[`+span(t, newsText, "قالت")+`],"speaker":{"name":"سلمى"},"role":"r","place":"p","said_on":"2026-01-02","wording":"accurate","verdict":"true","reason":"x","note":"n"}`).want(201))
	cleared := a.do(dbtest.Reviewer, "PATCH", "/api/v1/annotations/q1",
		`{"cue":null,"speaker":null,"role":null,"place":null,"said_on":null,"wording":null,"verdict":null,"reason":null}`, "If-Match", `"1"`).want(200)
	want := annotation.Annotation{ID: "q1", Article: "a1", Revision: 1, Kind: annotation.Quote, Quotation: full.Quotation, Anchor: annotation.AnchorExact,
		Spans: full.Spans, State: annotation.Open, Note: "n", CreatedBy: "reviewer1", CreatedAt: full.CreatedAt, UpdatedAt: full.UpdatedAt, Version: 2}
	if diff := cmp.Diff(want, annotationIn(cleared)); diff != "" {
		t.Error(diff)
	}
	for _, field := range []string{"cue", "speaker", "role", "place", "said_on", "wording", "verdict", "reason"} {
		if bytes.Contains(cleared.Body, []byte(`"`+field+`"`)) {
			t.Errorf("the empty field %s is not left out: %s", field, cleared.Body)
		}
	}
	// A patch that changes nothing makes no version.
	same := a.do(dbtest.Reviewer, "PATCH", "/api/v1/annotations/q1", `{"note":"n"}`, "If-Match", `2`).want(200)
	if !bytes.Equal(same.Body, cleared.Body) {
		t.Errorf("nothing changed, yet %s", same.Body)
	}
	// A quote made a claim keeps nothing that only a quote has.
	claim := annotationIn(a.do(dbtest.Reviewer, "PATCH", "/api/v1/annotations/q1", `{"kind":"claim"}`, "If-Match", `"2"`).want(200))
	if claim.Kind != annotation.Claim || claim.Quotation != "" {
		t.Errorf("the claim is %+v", claim)
	}
	moved := annotationIn(a.do(dbtest.Reviewer, "PATCH", "/api/v1/annotations/q1",
		`{"spans":[`+span(t, newsText, "القاعة")+`,`+span(t, newsText, "أعلنت البلدية")+`]}`, "If-Match", `"3"`).want(200))
	if len(moved.Spans) != 2 || moved.Spans[0].Exact != "أعلنت البلدية" || moved.Spans[1].Exact != "القاعة" {
		t.Errorf("the spans are %+v", moved.Spans)
	}
}

// TestAPIStale hands both versions to whoever came second.
func TestAPIStale(t *testing.T) {
	a := newAPI(t)
	a.article("a1", newsText)
	a.do(dbtest.Reviewer, "POST", "/api/v1/articles/a1/annotations", `{"id":"c1","kind":"claim","spans":[`+span(t, newsText, "خطة المياه")+`]}`).want(201)
	a.do(dbtest.Reviewer2, "PATCH", "/api/v1/annotations/c1", `{"note":"قبلك"}`, "If-Match", `"1"`).want(200)
	p := a.do(dbtest.Reviewer, "PATCH", "/api/v1/annotations/c1", `{"note":"ما كتبته","verdict":null}`, "If-Match", `"1"`).refused(412, "stale", "")
	var current annotation.Annotation
	if err := json.Unmarshal(p.Current, &current); err != nil || current.Version != 2 || current.Note != "قبلك" {
		t.Errorf("current is %s: %v", p.Current, err)
	}
	if string(p.Submitted) != `{"verdict":"","note":"ما كتبته"}` {
		t.Errorf("submitted is %s", p.Submitted)
	}

	a.do(dbtest.Editor, "PATCH", "/api/v1/articles/a1", `{"title":"عنوان"}`, "If-Match", `"1"`).want(200)
	p = a.do(dbtest.Editor2, "PATCH", "/api/v1/articles/a1", `{"title":"غيره"}`, "If-Match", `"1"`).refused(412, "stale", "")
	if got := string(p.Current); got != `{"id":"a1","title":"عنوان","byline":"","dateline":"","language":"ar","revision":1,"version":2}` {
		t.Errorf("current is %s", got)
	}
	if string(p.Submitted) != `{"title":"غيره"}` {
		t.Errorf("submitted is %s", p.Submitted)
	}

	a.do(dbtest.Reviewer, "POST", "/api/v1/speakers", `{"id":"s1","name":"سلمى"}`).want(201)
	a.do(dbtest.Reviewer, "PATCH", "/api/v1/speakers/s1", `{"kind":"organisation"}`, "If-Match", `"1"`).want(200)
	p = a.do(dbtest.Reviewer, "PATCH", "/api/v1/speakers/s1", `{"kind":"document"}`, "If-Match", `"1"`).refused(412, "stale", "")
	if !bytes.Contains(p.Current, []byte(`"kind":"organisation"`)) || string(p.Submitted) != `{"kind":"document"}` {
		t.Errorf("current %s, submitted %s", p.Current, p.Submitted)
	}
	// An id that other content has is answered with that content.
	p = a.do(dbtest.Reviewer, "POST", "/api/v1/articles/a1/annotations", `{"id":"c1","kind":"claim","spans":[`+span(t, newsText, "القاعة")+`]}`).refused(409, "id_conflict", "id")
	if !bytes.Contains(p.Current, []byte("خطة المياه")) || !bytes.Contains(p.Submitted, []byte(`"id":"c1"`)) {
		t.Errorf("current %s, submitted %s", p.Current, p.Submitted)
	}
	// Somebody else's retry is none.
	a.do(dbtest.Reviewer2, "POST", "/api/v1/articles/a1/annotations", `{"id":"c1","kind":"claim","spans":[`+span(t, newsText, "خطة المياه")+`]}`).refused(409, "id_conflict", "id")
}

// TestAPISpeakers takes a name for the speaker whose folded name it is.
func TestAPISpeakers(t *testing.T) {
	a := newAPI(t)
	a.article("a1", newsText)
	said := func(speaker string) annotation.SpeakerRef {
		t.Helper()
		one := annotationIn(a.do(dbtest.Reviewer, "POST", "/api/v1/articles/a1/annotations",
			`{"kind":"quote","spans":[`+span(t, newsText, "سنبدأ العمل")+`],"speaker":`+speaker+`}`).want(201))
		if one.Speaker == nil {
			t.Fatalf("%s: nobody", speaker)
		}
		return *one.Speaker
	}
	known := said(`{"name":"عبد الله الخطيب"}`)
	for _, same := range []string{"عبدالله الخطيب", "عَبْدُ اللهِ الخَطيب", "الدكتور عبد الله الخطيب", " عبد  الله الخطيب "} {
		if got := said(fmt.Sprintf(`{"name":%q}`, same)); got != known {
			t.Errorf("%q is %+v, not %+v", same, got, known)
		}
	}
	if got := said(`{"id":"` + known.ID + `"}`); got != known {
		t.Errorf("by id it is %+v", got)
	}
	if got := said(`{"name":"عبد الرحمن الخطيب"}`); got.ID == known.ID {
		t.Error("another name is the same speaker")
	}

	made := a.do(dbtest.Reviewer, "POST", "/api/v1/speakers", `{"id":"s1","name":"وزارة الصحة","kind":"organisation","aliases":["الصحة"]}`).want(201)
	if made.Header.Get("Location") != "/api/v1/speakers/s1" || made.Header.Get("ETag") != `"1"` {
		t.Errorf("the speaker's headers are %v", made.Header)
	}
	again := a.do(dbtest.Reviewer, "POST", "/api/v1/speakers", `{"id":"s1","name":"وزارة الصحة","kind":"organisation","aliases":["الصحة"]}`).want(200)
	if !bytes.Equal(made.Body, again.Body) {
		t.Errorf("the retry answers %s", again.Body)
	}
	if got := said(`{"name":"الصحه"}`); got.ID != "s1" || got.Kind != annotation.Organisation {
		t.Errorf("by alias it is %+v", got)
	}
	patched := decode[annotation.Speaker](a.do(dbtest.Reviewer, "PATCH", "/api/v1/speakers/s1", `{"name":"وزارة الصحة العامة","aliases":null}`, "If-Match", `"1"`).want(200), "application/json")
	if patched.Version != 2 || patched.Name != "وزارة الصحة العامة" || len(patched.Aliases) != 0 {
		t.Errorf("patched to %+v", patched)
	}
	type speakerItem struct {
		annotation.Speaker
		Statements int `json:"statements"`
	}
	found := decode[list[speakerItem]](a.do(dbtest.Viewer, "GET", "/api/v1/speakers?q="+url.QueryEscape("عبدالله"), nil).want(200), "application/json")
	if len(found.Items) != 1 || found.Items[0].ID != known.ID || found.Items[0].Statements != 6 {
		t.Errorf("عبدالله finds %+v", found.Items)
	}
	near := a.do(dbtest.Reviewer, "POST", "/api/v1/speakers", `{"name":"د. عبدالله الخطيب"}`).refused(409, "speaker_near", "name")
	if !bytes.Contains(near.Current, []byte(known.ID)) {
		t.Errorf("the near one is not shown: %s", near.Current)
	}
	a.do(dbtest.Reviewer, "POST", "/api/v1/speakers", `{"name":"د. عبدالله الخطيب","distinct":true}`).want(201)
}

// TestAPIArticles turns the pages of the list, and finds by folded words.
func TestAPIArticles(t *testing.T) {
	a := newAPI(t)
	for n := range 120 {
		a.do(dbtest.Editor, "POST", "/api/v1/articles", fmt.Sprintf(`{"id":"n%03d","text":"خبر رقم %d\n\nنص."}`, n, n)).want(201)
	}
	var ids []string
	cursor := ""
	for pages := 1; ; pages++ {
		page := decode[list[item]](a.do(dbtest.Viewer, "GET", "/api/v1/articles?cursor="+url.QueryEscape(cursor), nil).want(200), "application/json")
		for _, i := range page.Items {
			ids = append(ids, i.ID)
		}
		if cursor = page.Next; cursor == "" {
			if pages != 3 {
				t.Errorf("%d pages", pages)
			}
			break
		}
		if pages == 1 { // one more while somebody reads: it belongs before the first page
			a.do(dbtest.Editor, "POST", "/api/v1/articles", `{"id":"late","text":"خبر متأخر"}`).want(201)
		}
	}
	if len(ids) != 120 || ids[0] != "n119" || ids[119] != "n000" || !slices.IsSortedFunc(ids, func(x, y string) int { return strings.Compare(y, x) }) {
		t.Errorf("the pages hold %d: %v", len(ids), ids)
	}

	a.article("school", "أُغلقت أبواب والمدرسة مُحاطةٌ بالمياه")
	finds := func(q string, want ...string) {
		t.Helper()
		page := decode[list[item]](a.do(dbtest.Viewer, "GET", "/api/v1/articles?q="+url.QueryEscape(q), nil).want(200), "application/json")
		var got []string
		for _, i := range page.Items {
			got = append(got, i.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q finds %v, not %v", q, got, want)
		}
	}
	finds("مدرسة", "school")
	finds("المَدْرَسَةُ", "school")
	finds("مدرسه", "school")
	finds("محاطة مياه", "school")
	finds("متأخر", "late")
	finds("مستشفى")
	finds("!؟")
	finds(`" OR *`)

	// Counts, and the filter by state.
	for n, state := range []string{"open", "open", "checking"} {
		a.do(dbtest.Reviewer, "POST", "/api/v1/articles/school/annotations", fmt.Sprintf(`{"id":"m%d","kind":"claim","state":%q,"spans":[{"start":0,"end":5}]}`, n, state)).want(201)
	}
	page := decode[list[item]](a.do(dbtest.Viewer, "GET", "/api/v1/articles?state=checking", nil).want(200), "application/json")
	if len(page.Items) != 1 || page.Items[0].ID != "school" || page.Items[0].Counts != (annotation.Counts{Open: 2, Checking: 1}) {
		t.Errorf("in checking: %+v", page.Items)
	}

	// Off the desk, and back.
	a.do(dbtest.Editor, "PATCH", "/api/v1/articles/school", `{"archived":true}`, "If-Match", `"1"`).want(200)
	finds("مدرسة")
	page = decode[list[item]](a.do(dbtest.Viewer, "GET", "/api/v1/articles?archived=1", nil).want(200), "application/json")
	if len(page.Items) != 1 || !page.Items[0].Archived {
		t.Errorf("archived: %+v", page.Items)
	}
	a.do(dbtest.Editor, "PATCH", "/api/v1/articles/school", `{"archived":false,"byline":"هدى","language":"en"}`, "If-Match", `"2"`).want(200)
	finds("مدرسة", "school")

	// The same id again is the same article; a retry of a change of mind is none.
	a.do(dbtest.Editor, "POST", "/api/v1/articles", `{"id":"n001","text":"خبر رقم 1\n\nنص."}`).want(200)
}

// TestAPISession lets the browser's cookie in as well as a token, and neither once
// it is revoked.
func TestAPISession(t *testing.T) {
	a := newAPI(t)
	a.article("a1", newsText)
	token := a.token(dbtest.Reviewer)
	a.do(dbtest.Nobody, "GET", "/api/v1/articles", nil).refused(401, "sign_in_required", "")

	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := http.Client{Jar: jar}
	get := func() answer {
		t.Helper()
		response, err := browser.Get(a.url + "/api/v1/articles/a1")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		var b bytes.Buffer
		if _, err := b.ReadFrom(response.Body); err != nil {
			t.Fatal(err)
		}
		return answer{t, response.StatusCode, response.Header, b.Bytes()}
	}
	get().want(401)
	response, err := browser.PostForm(a.url+"/login", url.Values{"name": {dbtest.Reviewer.Name}, "password": {dbtest.Password}})
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	get().want(200)
	sessions, err := a.d.Sessions(t.Context(), dbtest.Reviewer.Name)
	if err != nil || len(sessions) != 1 {
		t.Fatal(sessions, err)
	}
	if err := a.d.RevokeSession(t.Context(), dbtest.Reviewer, sessions[0].ID); err != nil {
		t.Fatal(err)
	}
	get().refused(401, "sign_in_required", "")

	tokens, err := a.d.Tokens(t.Context(), dbtest.Reviewer.Name)
	if err != nil || len(tokens) != 1 {
		t.Fatal(tokens, err)
	}
	if err := a.d.RevokeToken(t.Context(), dbtest.Reviewer, tokens[0].ID); err != nil {
		t.Fatal(err)
	}
	refused := a.do(dbtest.Nobody, "GET", "/api/v1/articles", nil, "Authorization", "Bearer "+token)
	refused.refused(401, "token_invalid", "")
	if got := refused.Header.Get("WWW-Authenticate"); !strings.HasPrefix(got, "Bearer") {
		t.Errorf("WWW-Authenticate: %q", got)
	}
	// A token is for programs: no page is shown to it.
	fresh := a.token(dbtest.Editor)
	response, err = (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(
		&http.Request{Method: "GET", URL: must(url.Parse(a.url + "/articles")), Header: http.Header{"Authorization": {"Bearer " + fresh}}})
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusSeeOther || !strings.HasPrefix(response.Header.Get("Location"), "/login") {
		t.Errorf("a page answers a token with %d", response.StatusCode)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestAPIMethodNotAllowed says which methods there are (RFC 9110 §15.5.6).
func TestAPIMethodNotAllowed(t *testing.T) {
	a := newAPI(t)
	got := a.do(dbtest.Reviewer, "PUT", "/api/v1/annotations/x", `{}`)
	got.refused(405, "method_not_allowed", "")
	for _, method := range []string{"GET", "PATCH", "DELETE"} {
		if !strings.Contains(got.Header.Get("Allow"), method) {
			t.Errorf("Allow: %s", got.Header.Get("Allow"))
		}
	}
}
