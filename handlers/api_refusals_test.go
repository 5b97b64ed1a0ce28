package handlers_test

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

const newsText = "أعلنت البلدية خطة المياه\n\nقالت سلمى النجار: «سنبدأ العمل غدًا»، ثم غادرت القاعة.\n\nوأضاف سامر أن المدرسة مُغلقة 👩‍👩‍👧.\n"

// refusalCase is a request that must be refused, and how.
type refusalCase struct {
	name    string
	method  string // POST unless given
	path    string // the annotations of the article unless given
	body    any
	headers []string
	actor   annotation.Actor // the reviewer unless given

	status int
	kind   string // of the problem's type
	field  string
}

// TestAPIRefusals sends what is wrong in every way that the contract names. Each is
// a clear 4xx, in both languages, and nothing of it is written.
func TestAPIRefusals(t *testing.T) {
	a := newAPI(t)
	a.article("a1", newsText)
	a.article("shelf", newsText)
	length := len([]rune(newsText))
	words := span(t, newsText, "سنبدأ العمل غدًا")
	inner := span(t, newsText, "العمل")

	mark := func(id, kind string) {
		a.do(dbtest.Reviewer, "POST", "/api/v1/articles/a1/annotations",
			fmt.Sprintf(`{"id":%q,"kind":%q,"spans":[%s],"speaker":{"name":"سلمى النجار"}}`, id, kind, words)).want(201)
	}
	mark("q1", "quote")
	mark("c1", "claim")
	mark("gone", "claim")
	a.do(dbtest.Reviewer, "DELETE", "/api/v1/annotations/gone", nil, "If-Match", `"1"`).want(204)
	a.do(dbtest.Reviewer, "PATCH", "/api/v1/annotations/c1", `{"note":"second version"}`, "If-Match", `"1"`).want(200)
	a.do(dbtest.Editor, "PATCH", "/api/v1/articles/shelf", `{"archived":true}`, "If-Match", `"1"`).want(200)
	a.do(dbtest.Reviewer, "POST", "/api/v1/speakers", `{"id":"s1","name":"عبد الله الخطيب"}`).want(201)
	a.do(dbtest.Reviewer, "POST", "/api/v1/speakers", `{"id":"s2","name":"عبدالله الخطيب","distinct":true}`).want(201)

	const article, q1, c1 = "/api/v1/articles/a1", "/api/v1/annotations/q1", "/api/v1/annotations/c1"
	v1 := []string{"If-Match", `"1"`}
	v2 := []string{"If-Match", `"2"`}
	// claim is the body of a new claim with these spans; with is one at a good place
	// with further fields.
	claim := func(spans string) string { return `{"kind":"claim","spans":[` + spans + `]}` }
	with := func(fields string) string { return `{"kind":"quote","spans":[` + words + `],` + fields + `}` }
	huge := `{"kind":"claim","note":"` + strings.Repeat("x", 1<<20) + `"}`
	get := func(name, path string, status int, kind, field string) refusalCase {
		return refusalCase{name: name, method: "GET", path: path, status: status, kind: kind, field: field}
	}
	patch := func(name, path, body string, headers []string, status int, kind, field string) refusalCase {
		return refusalCase{name: name, method: "PATCH", path: path, body: body, headers: headers, status: status, kind: kind, field: field}
	}
	post := func(name string, body any, status int, kind, field string) refusalCase {
		return refusalCase{name: name, body: body, status: status, kind: kind, field: field}
	}

	cases := []refusalCase{
		// Spans.
		post("span past the end", claim(fmt.Sprintf(`{"start":0,"end":%d}`, length+1)), 422, "span_out_of_range", "spans[0]"),
		post("span before the beginning", claim(`{"start":-1,"end":3}`), 422, "span_out_of_range", "spans[0]"),
		post("second span out of range", claim(words+`,{"start":4000000000,"end":4000000001}`), 422, "span_out_of_range", "spans[1]"),
		post("span reversed", claim(`{"start":9,"end":3}`), 422, "span_reversed", "spans[0]"),
		post("span empty", claim(`{"start":9,"end":9}`), 422, "span_empty", "spans[0]"),
		post("span of white space", claim(span(t, newsText, "\n\n")), 422, "span_empty", "spans[0]"),
		post("spans overlap", claim(words+`,`+inner), 422, "spans_overlap", "spans"),
		post("the same span twice", claim(inner+`,`+inner), 422, "spans_overlap", "spans"),
		post("cue out of range", with(`"cue":[{"start":0,"end":99999}]`), 422, "span_out_of_range", "cue[0]"),
		post("cues overlap", with(`"cue":[`+inner+`,`+inner+`]`), 422, "spans_overlap", "cue"),
		post("mention reversed", with(`"mention":[{"start":5,"end":2}]`), 422, "span_reversed", "mention[0]"),
		post("mentions overlap", with(`"mention":[`+words+`,`+inner+`]`), 422, "spans_overlap", "mention"),
		post("exact of other words", claim(strings.TrimSuffix(words, "}")+`,"exact":"سنبدأ"}`), 422, "exact_mismatch", "spans[0].exact"),
		post("exact counted in UTF-16", claim(fmt.Sprintf(`{"start":%d,"end":%d,"exact":"."}`, length-2+4, length-1+4)), 422, "span_out_of_range", "spans[0]"),
		post("empty exact", claim(strings.TrimSuffix(words, "}")+`,"exact":""}`), 422, "exact_mismatch", "spans[0].exact"),
		post("no spans", `{"kind":"claim"}`, 422, "spans_required", "spans"),
		post("empty spans", claim(``), 422, "spans_required", "spans"),
		post("null spans", `{"kind":"claim","spans":null}`, 422, "spans_required", "spans"),
		post("span without its end", claim(`{"start":3}`), 422, "required", "spans[0].end"),
		post("span without its start", claim(`{"end":3}`), 422, "required", "spans[0].start"),
		post("null start", claim(`{"start":null,"end":3}`), 422, "required", "spans[0].start"),
		post("null span", claim(`null`), 422, "required", "spans[0].start"),
		post("spans that are an object", `{"kind":"claim","spans":`+words+`}`, 422, "json_type", "spans"),
		post("float for an integer", claim(`{"start":1.5,"end":3}`), 422, "json_type", "spans[0].start"),
		post("integer written as a float", claim(`{"start":1.0,"end":3}`), 422, "json_type", "spans[0].start"),
		post("string for an integer", claim(`{"start":"1","end":3}`), 422, "json_type", "spans[0].start"),
		post("huge number", claim(`{"start":1,"end":99999999999999999999999999}`), 422, "json_type", "spans[0].end"),
		post("huge exponent", claim(`{"start":1,"end":1e400}`), 422, "json_type", "spans[0].end"),
		post("largest integer", claim(`{"start":9223372036854775807,"end":9223372036854775807}`), 422, "span_out_of_range", "spans[0]"),

		// Fields.
		post("no kind", `{"spans":[`+words+`]}`, 422, "required", "kind"),
		post("null kind", `{"kind":null,"spans":[`+words+`]}`, 422, "required", "kind"),
		post("unknown kind", `{"kind":"rumour","spans":[`+words+`]}`, 422, "unknown_value", "kind"),
		post("kind in another case", `{"kind":"Claim","spans":[`+words+`]}`, 422, "unknown_value", "kind"),
		post("unknown quotation", with(`"quotation":"half"`), 422, "unknown_value", "quotation"),
		post("unknown state", with(`"state":"done"`), 422, "unknown_value", "state"),
		post("unknown verdict", with(`"verdict":"maybe"`), 422, "unknown_value", "verdict"),
		post("unknown wording", with(`"wording":"fine"`), 422, "unknown_value", "wording"),
		post("begun as checked", with(`"state":"checked","wording":"accurate","verdict":"true"`), 409, "step_out_of_order", "state"),
		post("quotation of a claim", `{"kind":"claim","quotation":"direct","spans":[`+words+`]}`, 422, "quotation_only_for_quotes", "quotation"),
		post("wording of a claim", `{"kind":"claim","wording":"accurate","spans":[`+words+`]}`, 422, "wording_only_for_quotes", "wording"),
		post("unknown field", with(`"verdicts":"true"`), 422, "unknown_field", "verdicts"),
		post("unknown field of a span", claim(`{"start":1,"end":3,"text":"x"}`), 422, "unknown_field", "spans[0].text"),
		post("unknown field of a speaker", with(`"speaker":{"nom":"x"}`), 422, "unknown_field", "speaker.nom"),
		post("field that the server sets", with(`"created_by":"somebody"`), 422, "read_only_field", "created_by"),
		post("wrong case of a key", with(`"Note":"x"`), 422, "unknown_field", "Note"),
		post("no such day", with(`"said_on":"2026-02-30"`), 422, "date_invalid", "said_on"),
		post("date in another form", with(`"said_on":"2/1/2026"`), 422, "date_invalid", "said_on"),
		post("control character", with(`"note":"a\u0007b"`), 422, "control_character", "note"),
		post("NUL", with(`"role":"a\u0000b"`), 422, "control_character", "role"),
		post("C1 control character", with(`"place":"a\u0085b"`), 422, "control_character", "place"),
		post("line end in one line", with(`"role":"a\nb"`), 422, "control_character", "role"),
		post("control character in a speaker's name", with(`"speaker":{"name":"a\u0001b"}`), 422, "control_character", "speaker.name"),
		post("speaker's name of white space", with(`"speaker":{"name":" \t "}`), 422, "required", "speaker.name"),
		post("role too long", with(`"role":"`+strings.Repeat("x", 201)+`"`), 422, "too_long", "role"),
		post("note too long", with(`"note":"`+strings.Repeat("x", 5001)+`"`), 422, "too_long", "note"),
		post("speaker's name of tatweel alone", with(`"speaker":{"name":"ـــ"}`), 422, "required", "speaker.name"),
		post("speaker's name of tashkeel alone", with(`"speaker":{"name":"\u064e\u064f"}`), 422, "required", "speaker.name"),
		post("unknown speaker", with(`"speaker":{"id":"nobody"}`), 422, "not_found", "speaker"),
		post("speaker that is a string", with(`"speaker":"سلمى"`), 422, "json_type", "speaker"),
		post("name of two speakers", with(`"speaker":{"name":"السيد عبد الله الخَطيبْ"}`), 409, "speaker_near", "speaker"),
		post("past revision", with(`"revision":7`), 409, "past_revision", "revision"),
		post("negative revision", with(`"revision":-1`), 409, "past_revision", "revision"),
		post("id of other content", with(`"id":"c1"`), 409, "id_conflict", "id"),
		post("id with a slash", with(`"id":"a/b"`), 422, "id_invalid", "id"),
		post("id of two dots", with(`"id":".."`), 422, "id_invalid", "id"),
		post("id of 65 characters", with(`"id":"`+strings.Repeat("a", 65)+`"`), 422, "id_invalid", "id"),
		post("id in Arabic", with(`"id":"معرف"`), 422, "id_invalid", "id"),

		// JSON.
		post("empty body", ``, 400, "json_syntax", ""),
		post("white space for a body", " \n ", 400, "json_syntax", ""),
		post("broken JSON", `{"kind":"claim","spans":[`, 400, "json_syntax", ""),
		post("no JSON", `kind=claim`, 400, "json_syntax", ""),
		post("trailing comma", `{"kind":"claim",}`, 400, "json_syntax", ""),
		post("deeper than anything", `{"spans":`+strings.Repeat("[", 20_000), 422, "json_type", "spans[0]"),
		post("deep in an unknown field", `{"x":`+strings.Repeat("[", 20_000), 422, "unknown_field", "x"),
		post("duplicate key", `{"kind":"claim","kind":"claim","spans":[`+words+`]}`, 400, "duplicate_key", "kind"),
		post("duplicate key of a span", claim(`{"start":1,"start":1,"end":3}`), 400, "duplicate_key", "spans[0].start"),
		post("trailing data", claim(words)+`{}`, 400, "trailing_data", ""),
		post("trailing letter", claim(words)+` x`, 400, "trailing_data", ""),
		post("array for a body", `[`+claim(words)+`]`, 422, "json_type", ""),
		post("null for a body", `null`, 422, "json_type", ""),
		post("string for a body", `"claim"`, 422, "json_type", ""),
		post("number for a body", `7`, 422, "json_type", ""),
		post("invalid UTF-8", with("\"note\":\"a\xffb\""), 400, "invalid_utf8", ""),
		post("encoded surrogate", with("\"note\":\"a\xed\xa0\x80b\""), 400, "invalid_utf8", ""),
		post("lone high surrogate", with(`"note":"\ud83d"`), 400, "invalid_utf8", "note"),
		post("lone low surrogate", with(`"note":"\udc4d"`), 400, "invalid_utf8", "note"),
		post("surrogates the wrong way round", with(`"note":"\udc4d\ud83d"`), 400, "invalid_utf8", "note"),
		post("lone surrogate in a key", with(`"\ud83d":"x"`), 400, "invalid_utf8", ""),
		post("byte-order mark in the middle", "{\ufeff"+claim(words)[1:], 400, "json_syntax", ""),
		post("raw control character", with("\"note\":\"a\x01b\""), 400, "json_syntax", ""),

		// The request around it.
		{name: "wrong content type", body: claim(words), headers: []string{"Content-Type", "text/plain"}, status: 415, kind: "content_type"},
		{name: "form", body: "kind=claim", headers: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 415, kind: "content_type"},
		{name: "no content type", body: claim(words), headers: []string{"Content-Type", ""}, status: 415, kind: "content_type"},
		{name: "unreadable content type", body: claim(words), headers: []string{"Content-Type", "application/"}, status: 415, kind: "content_type"},
		{name: "merge patch where nothing is patched", body: claim(words), headers: []string{"Content-Type", "application/merge-patch+json"}, status: 415, kind: "content_type"},
		post("oversized body", huge, 413, "body_too_large", ""),
		post("oversized body in chunks", chunked{strings.NewReader(huge)}, 413, "body_too_large", ""),
		{name: "oversized patch", method: "PATCH", path: q1, body: chunked{strings.NewReader(huge)}, headers: v1, status: 413, kind: "body_too_large"},
		{name: "unknown article", path: "/api/v1/articles/none/annotations", body: claim(words), status: 404, kind: "not_found"},
		{name: "archived article", path: "/api/v1/articles/shelf/annotations", body: claim(words), status: 409, kind: "archived"},
		{name: "stranger", actor: dbtest.Nobody, body: claim(words), headers: []string{"Authorization", ""}, status: 401, kind: "sign_in_required"},
		{name: "unknown token", body: claim(words), headers: []string{"Authorization", "Bearer isnad_unknown"}, status: 401, kind: "token_invalid"},
		{name: "empty token", body: claim(words), headers: []string{"Authorization", "Bearer "}, status: 401, kind: "sign_in_required"},
		{name: "viewer", actor: dbtest.Viewer, body: claim(words), status: 403, kind: "forbidden"},
		{name: "reviewer adding an article", path: "/api/v1/articles", body: `{"text":"x"}`, status: 403, kind: "forbidden"},
		{name: "other site", body: claim(words), headers: []string{"Origin", "https://elsewhere.example"}, status: 403, kind: "cross_origin"},
		get("unknown route", "/api/v1/nothing", 404, "page_not_found", ""),
		get("unknown version of the API", "/api/v2/articles", 404, "page_not_found", ""),
		get("path into folders", "/api/v1/articles/a1/../../../etc/passwd", 404, "page_not_found", ""),
		get("method not allowed", article+"/annotations", 405, "method_not_allowed", ""),
		{name: "PUT", method: "PUT", path: q1, body: `{}`, status: 405, kind: "method_not_allowed"},
		{name: "DELETE of an article", method: "DELETE", path: article, status: 405, kind: "method_not_allowed"},

		// Lists and reading.
		get("unknown article", "/api/v1/articles/none", 404, "not_found", ""),
		get("unknown annotation", "/api/v1/annotations/none", 404, "not_found", ""),
		get("deleted annotation", "/api/v1/annotations/gone", 404, "not_found", ""),
		get("id that is not UTF-8", "/api/v1/annotations/%ff", 404, "not_found", ""),
		get("unknown speaker", "/api/v1/speakers/none", 404, "not_found", ""),
		get("bad cursor", "/api/v1/articles?cursor=x", 422, "cursor_invalid", "cursor"),
		get("bad cursor of speakers", "/api/v1/speakers?cursor=x", 422, "cursor_invalid", "cursor"),
		get("cursor of speakers with bad base64", "/api/v1/speakers?cursor=1.%20", 422, "cursor_invalid", "cursor"),
		get("cursor of speakers that is not UTF-8", "/api/v1/speakers?cursor=1._w", 422, "cursor_invalid", "cursor"),
		get("unknown state to list", "/api/v1/articles?state=done", 422, "unknown_value", "state"),
		get("unknown state to search", "/api/v1/articles?q=x&state=done", 422, "unknown_value", "state"),
		get("query too long", "/api/v1/articles?q="+strings.Repeat("x", 201), 422, "too_long", "q"),
		get("query not UTF-8", "/api/v1/articles?q=%ff", 422, "invalid_utf8", "q"),
		get("query with NUL", "/api/v1/articles?q=a%00b", 422, "control_character", "q"),
		get("speaker query too long", "/api/v1/speakers?q="+strings.Repeat("x", 201), 422, "too_long", "q"),
		get("speaker query not UTF-8", "/api/v1/speakers?q=%ff", 422, "invalid_utf8", "q"),

		// Changes of annotations.
		patch("no If-Match", q1, `{"note":"x"}`, nil, 428, "version_required", ""),
		patch("any version", q1, `{"note":"x"}`, []string{"If-Match", "*"}, 428, "version_required", ""),
		patch("stale If-Match", c1, `{"note":"x"}`, v1, 412, "stale", ""),
		patch("version of the future", q1, `{"note":"x"}`, []string{"If-Match", `"9"`}, 412, "stale", ""),
		patch("foreign If-Match", q1, `{"note":"x"}`, []string{"If-Match", `"one"`}, 412, "stale", ""),
		patch("weak If-Match", q1, `{"note":"x"}`, []string{"If-Match", `W/"1"`}, 412, "stale", ""),
		patch("two versions", q1, `{"note":"x"}`, []string{"If-Match", `"1", "2"`}, 400, "versions_several", "If-Match"),
		patch("two versions, one weak", q1, `{"note":"x"}`, []string{"If-Match", `W/"1","1"`}, 400, "versions_several", "If-Match"),
		patch("a comma in a version", q1, `{"note":"x"}`, []string{"If-Match", `"1, 2"`}, 412, "stale", ""),
		patch("half a quote mark", q1, `{"note":"x"}`, []string{"If-Match", `"1`}, 400, "version_unreadable", "If-Match"),
		patch("version zero", q1, `{"note":"x"}`, []string{"If-Match", `"0"`}, 412, "stale", ""),
		patch("unknown annotation", "/api/v1/annotations/none", `{"note":"x"}`, v1, 404, "not_found", ""),
		patch("deleted annotation", "/api/v1/annotations/gone", `{"note":"x"}`, v2, 404, "not_found", ""),
		patch("unknown field", q1, `{"notes":"x"}`, v1, 422, "unknown_field", "notes"),
		patch("field that never changes", q1, `{"id":"other"}`, v1, 422, "read_only_field", "id"),
		patch("who checked", q1, `{"checked_by":"sara"}`, v1, 422, "read_only_field", "checked_by"),
		patch("who marked", q1, `{"created_by":"sara"}`, v1, 422, "read_only_field", "created_by"),
		patch("evidence of an annotation", q1, `{"evidence":[]}`, v1, 422, "read_only_field", "evidence"),
		patch("self-approved", q1, `{"self_approved":true}`, v1, 422, "read_only_field", "self_approved"),
		patch("deleted", q1, `{"deleted":true}`, v1, 422, "unknown_field", "deleted"),
		patch("version in a speaker", q1, `{"speaker":{"version":1}}`, v1, 422, "unknown_field", "speaker.version"),
		post("who checks, when marking", with(`"checked_by":"sara"`), 422, "read_only_field", "checked_by"),
		patch("how often a speaker is quoted", "/api/v1/speakers/s1", `{"statements":[]}`, v1, 422, "read_only_field", "statements"),
		patch("whom a speaker is merged into", "/api/v1/speakers/s1", `{"merged_into":"s2"}`, v1, 422, "read_only_field", "merged_into"),
		patch("null kind", q1, `{"kind":null}`, v1, 422, "required", "kind"),
		patch("null spans", q1, `{"spans":null}`, v1, 422, "spans_required", "spans"),
		patch("null state", q1, `{"state":null}`, v1, 422, "required", "state"),
		patch("null end of a span", q1, `{"spans":[{"start":1,"end":null}]}`, v1, 422, "required", "spans[0].end"),
		patch("unknown verdict", q1, `{"verdict":"maybe"}`, v1, 422, "unknown_value", "verdict"),
		patch("unknown state", q1, `{"state":"done"}`, v1, 422, "unknown_value", "state"),
		patch("step over checking", q1, `{"state":"checked","wording":"accurate"}`, v1, 409, "step_out_of_order", "state"),
		{name: "approved from open", method: "PATCH", path: q1, body: `{"state":"approved"}`, headers: v1, actor: dbtest.Editor, status: 409, kind: "step_out_of_order", field: "state"},
		patch("approved by a reviewer", q1, `{"state":"approved"}`, v1, 403, "forbidden", ""),
		patch("wording of a claim", c1, `{"wording":"accurate"}`, v2, 422, "wording_only_for_quotes", "wording"),
		patch("reason of returning without a return", q1, `{"returned_reason":"x"}`, v1, 422, "returned_reason_only_on_return", "returned_reason"),
		patch("span out of range", q1, `{"spans":[{"start":0,"end":99999}]}`, v1, 422, "span_out_of_range", "spans[0]"),
		patch("unknown speaker", q1, `{"speaker":{"id":"nobody"}}`, v1, 422, "not_found", "speaker"),
		patch("no such day", q1, `{"said_on":"2026-13-01"}`, v1, 422, "date_invalid", "said_on"),
		patch("lone surrogate", q1, `{"note":"\ud800"}`, v1, 400, "invalid_utf8", "note"),
		patch("array", q1, `[]`, v1, 422, "json_type", ""),
		{name: "patch as text", method: "PATCH", path: q1, body: `{}`, headers: []string{"Content-Type", "text/plain", "If-Match", `"1"`}, status: 415, kind: "content_type"},
		{name: "DELETE without If-Match", method: "DELETE", path: q1, status: 428, kind: "version_required"},
		{name: "DELETE of a past version", method: "DELETE", path: c1, headers: v1, status: 412, kind: "stale"},
		{name: "DELETE twice", method: "DELETE", path: "/api/v1/annotations/gone", headers: v2, status: 404, kind: "not_found"},
		{name: "DELETE of nothing", method: "DELETE", path: "/api/v1/annotations/none", headers: v1, status: 404, kind: "not_found"},

		// Articles.
		editor("empty text", "POST", "/api/v1/articles", `{"text":" \n "}`, nil, 422, "empty_file", "text"),
		editor("no text", "POST", "/api/v1/articles", `{"title":"x"}`, nil, 422, "empty_file", "text"),
		editor("control character in the text", "POST", "/api/v1/articles", `{"text":"a\u0008b"}`, nil, 422, "control_character", "text"),
		editor("lone surrogate in the text", "POST", "/api/v1/articles", `{"text":"a\ud800b"}`, nil, 400, "invalid_utf8", "text"),
		editor("unknown language", "POST", "/api/v1/articles", `{"text":"a","language":"Arabic"}`, nil, 422, "unknown_value", "language"),
		editor("title of two lines", "POST", "/api/v1/articles", `{"text":"a","title":"b\nc"}`, nil, 422, "control_character", "title"),
		editor("title too long", "POST", "/api/v1/articles", `{"text":"a","title":"`+strings.Repeat("x", 401)+`"}`, nil, 422, "too_long", "title"),
		editor("hash that is none", "POST", "/api/v1/articles", `{"text":"a","source":{"name":"a.txt","sha256":"x"}}`, nil, 422, "unknown_value", "source.sha256"),
		editor("path of a source", "POST", "/api/v1/articles", `{"text":"a","source":{"path":"/etc/passwd"}}`, nil, 422, "unknown_field", "source.path"),
		editor("article id used", "POST", "/api/v1/articles", `{"id":"a1","text":"other"}`, nil, 409, "id_conflict", "id"),
		editor("article id of a page", "POST", "/api/v1/articles", `{"id":"new","text":"other"}`, nil, 422, "id_reserved", "id"),
		editor("speaker id of a page", "POST", "/api/v1/speakers", `{"id":"find","name":"غيره"}`, nil, 422, "id_reserved", "id"),
		editor("article id invalid", "POST", "/api/v1/articles", `{"id":"a b","text":"other"}`, nil, 422, "id_invalid", "id"),
		editor("article without If-Match", "PATCH", article, `{"title":"x"}`, nil, 428, "version_required", ""),
		editor("stale article", "PATCH", article, `{"title":"x"}`, []string{"If-Match", `"7"`}, 412, "stale", ""),
		editor("article's text", "PATCH", article, `{"text":"x"}`, v1, 422, "read_only_field", "text"),
		editor("article without a title", "PATCH", article, `{"title":null}`, v1, 422, "required", "title"),
		editor("archived that is no boolean", "PATCH", article, `{"archived":"yes"}`, v1, 422, "json_type", "archived"),
		editor("unknown article", "PATCH", "/api/v1/articles/none", `{"title":"x"}`, v1, 404, "not_found", ""),
		{name: "article changed by a reviewer", method: "PATCH", path: article, body: `{"title":"x"}`, headers: v1, status: 403, kind: "forbidden"},

		// Speakers.
		editor("speaker without a name", "POST", "/api/v1/speakers", `{}`, nil, 422, "required", "name"),
		editor("speaker of an unknown kind", "POST", "/api/v1/speakers", `{"name":"x","kind":"dog"}`, nil, 422, "unknown_value", "kind"),
		editor("speaker with a near name", "POST", "/api/v1/speakers", `{"name":"الدكتورة سَلمى  النجّار"}`, nil, 409, "speaker_near", "name"),
		editor("speaker's id used", "POST", "/api/v1/speakers", `{"id":"s1","name":"غيره"}`, nil, 409, "id_conflict", "id"),
		editor("speaker's alias with a control character", "POST", "/api/v1/speakers", `{"name":"x","aliases":["a\u0000"]}`, nil, 422, "control_character", "aliases"),
		editor("speaker without If-Match", "PATCH", "/api/v1/speakers/s1", `{"name":"x"}`, nil, 428, "version_required", ""),
		editor("stale speaker", "PATCH", "/api/v1/speakers/s1", `{"name":"x"}`, []string{"If-Match", `"2"`}, 412, "stale", ""),
		editor("speaker renamed to nothing", "PATCH", "/api/v1/speakers/s1", `{"name":""}`, v1, 422, "required", "name"),
		editor("merge into nobody", "POST", "/api/v1/speakers/s2/merge", `{}`, v1, 422, "required", "into"),
		editor("merge into an empty id", "POST", "/api/v1/speakers/s2/merge", `{"into":""}`, v1, 422, "required", "into"),
		editor("merge into an unknown one", "POST", "/api/v1/speakers/s2/merge", `{"into":"none"}`, v1, 422, "not_found", "into"),
		editor("stale merge", "POST", "/api/v1/speakers/s2/merge", `{"into":"s1"}`, []string{"If-Match", `"7"`}, 412, "stale", ""),
		editor("split-off with a field", "POST", "/api/v1/speakers/s2/split-off", `{"x":1}`, v1, 422, "unknown_field", "x"),
		editor("split-off with an array", "POST", "/api/v1/speakers/s2/split-off", `[]`, v1, 422, "json_type", ""),
		editor("split-off as a form", "POST", "/api/v1/speakers/s2/split-off", `x=1`, []string{"If-Match", `"1"`, "Content-Type", "application/x-www-form-urlencoded"}, 415, "content_type", ""),
		editor("split-off of one that stands alone", "POST", "/api/v1/speakers/s2/split-off", ` {} `, v1, 409, "not_merged", ""),
		editor("erasing with a field", "POST", "/api/v1/evidence/none/erase", `{"x":1}`, v1, 422, "unknown_field", "x"),
		{name: "erasing nothing, without a body", method: "POST", path: "/api/v1/evidence/none/erase", headers: v1, status: 404, kind: "not_found"},
		editor("unknown speaker", "PATCH", "/api/v1/speakers/none", `{"name":"x"}`, v1, 404, "not_found", ""),
	}

	for _, c := range cases {
		if c.method == "" {
			c.method = "POST"
		}
		if c.path == "" {
			c.path = article + "/annotations"
		}
		if c.actor == (annotation.Actor{}) && c.name != "stranger" {
			c.actor = dbtest.Reviewer
		}
		t.Run(c.method+" "+c.name, func(t *testing.T) {
			a := &api{t: t, d: a.d, url: a.url, tokens: a.tokens}
			a.token(dbtest.Reviewer)
			if c.actor != dbtest.Nobody {
				a.token(c.actor)
			}
			before := a.events()
			details := map[string]string{}
			for _, lang := range []string{"en", "ar"} {
				if body, ok := c.body.(chunked); ok { // read to its end the first time
					body.Reader.(*strings.Reader).Seek(0, io.SeekStart)
				}
				p := a.do(c.actor, c.method, c.path, c.body, append(c.headers, "Accept-Language", lang)...).refused(c.status, c.kind, c.field)
				checkSentence(t, p.Detail, lang)
				details[lang] = p.Detail
			}
			if details["en"] == details["ar"] {
				t.Errorf("both languages say %q", details["en"])
			}
			if after := a.events(); after != before {
				t.Errorf("it was refused, but %d events were written", after-before)
			}
		})
	}
	if findings, err := a.d.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Error(findings, err)
	}
}

// editor is a case of somebody who may do all that is tried.
func editor(name, method, path, body string, headers []string, status int, kind, field string) refusalCase {
	return refusalCase{name: name, method: method, path: path, body: body, headers: headers, actor: dbtest.Editor, status: status, kind: kind, field: field}
}

// chunked hides how long it is, so that it is sent with Transfer-Encoding: chunked.
type chunked struct{ io.Reader }

var unfilled = regexp.MustCompile(`\{[a-z_]+\}`)

// checkSentence wants a sentence of its language, filled and not endless.
func checkSentence(t *testing.T, s, lang string) {
	t.Helper()
	arabic := strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Arabic, r) })
	switch {
	case len(strings.Fields(s)) < 3, strings.HasPrefix(s, "error."):
		t.Errorf("%q is no sentence", s)
	case unfilled.MatchString(s):
		t.Errorf("%q has a gap", s)
	case lang == "ar" && !arabic:
		t.Errorf("%q is not Arabic", s)
	case len([]rune(s)) > 700:
		t.Errorf("the sentence has %d characters: %.200s…", len([]rune(s)), s)
	}
}

// TestAPIRefusalsAreShort quotes a whole book back at nobody.
func TestAPIRefusalsAreShort(t *testing.T) {
	a := newAPI(t)
	long := strings.Repeat("كلمة ", 20_000)
	a.article("a1", long)
	word := strings.Repeat("x", 100_000)
	for name, body := range map[string]string{
		"exact":         fmt.Sprintf(`{"kind":"claim","spans":[{"start":0,"end":90000,"exact":%q}]}`, word),
		"kind":          fmt.Sprintf(`{"kind":%q,"spans":[{"start":0,"end":4}]}`, word),
		"id":            fmt.Sprintf(`{"id":%q,"kind":"claim","spans":[{"start":0,"end":4}]}`, word),
		"unknown field": fmt.Sprintf(`{%q:1}`, word),
		"said_on":       fmt.Sprintf(`{"kind":"claim","spans":[{"start":0,"end":4}],"said_on":%q}`, word),
	} {
		t.Run(name, func(t *testing.T) {
			got := a.do(dbtest.Reviewer, "POST", "/api/v1/articles/a1/annotations", body).want(422)
			checkSentence(t, decode[problem](got, "application/problem+json").Detail, "en")
			if len(got.Body) > 4096 {
				t.Errorf("the problem has %d bytes", len(got.Body))
			}
		})
	}
}

// What a person reads names a field as it is written in JSON, and what comes back as
// submitted is what was sent.
func TestAPIRefusalsNameWhatWasSent(t *testing.T) {
	a := newAPI(t)
	a.article("a1", newsText)
	a.do(dbtest.Reviewer, "POST", "/api/v1/articles/a1/annotations", `{"id":"c1","kind":"claim","spans":[`+span(t, newsText, "العمل")+`]}`).want(201)
	for _, id := range []string{"s1", "s2"} {
		a.do(dbtest.Reviewer, "POST", "/api/v1/speakers", `{"id":"`+id+`","name":"سلمى `+id+`"}`).want(201)
	}
	for _, c := range []struct{ body, en, ar string }{
		{`{"checked_by":"x"}`, "“checked_by” can be read, but not set here. Leave it out.", "«\u2068checked_by\u2069» يُقرأ ولا يُغيَّر هنا. احذفه ثم أعد الإرسال."},
		{`{"Note":"x"}`, "There is no field “Note”.", "لا حقل اسمه «\u2068Note\u2069»."},
		{`{"reason_why":"x"}`, "There is no field “reason_why”.", "لا حقل اسمه «\u2068reason_why\u2069»."},
	} {
		for lang, want := range map[string]string{"en": c.en, "ar": c.ar} {
			got := a.do(dbtest.Reviewer, "PATCH", "/api/v1/annotations/c1", c.body, "If-Match", `"1"`, "Accept-Language", lang).want(422)
			if p := decode[problem](got, "application/problem+json"); p.Detail != want {
				t.Errorf("%s says %q, want %q", c.body, p.Detail, want)
			}
		}
	}
	for path, want := range map[string]string{
		"/api/v1/evidence/%00":                 "There is no evidence “[U+0000]”. It may have been deleted.",
		"/api/v1/annotations/%E2%80%AEabc":     "There is no mark “[RLO]abc”. It may have been deleted.",
		"/api/v1/speakers/a%1B%5B31m%E2%80%8B": "There is no speaker “a[U+001B][31m[ZWSP]”. It may have been deleted.",
	} {
		got := a.do(dbtest.Reviewer, "GET", path, nil, "Accept-Language", "en").want(404)
		if p := decode[problem](got, "application/problem+json"); p.Detail != want {
			t.Errorf("%s says %+q, want %+q", path, p.Detail, want)
		}
	}
	p := a.do(dbtest.Editor, "POST", "/api/v1/speakers/s2/merge", `{"into":"s1"}`, "If-Match", `"7"`).refused(412, "stale", "")
	if string(p.Submitted) != `{"into":"s1"}` {
		t.Errorf("what was submitted comes back as %s", p.Submitted)
	}
}
