package handlers_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/comparison"
)

const compareText = "قالت الوزيرة إنها «مطمئنة». وأضافت: «لن نرفع الأسعار هذا العام، إلا إذا ارتفع سعر القمح». ثم غادرت."

// TestAPICompare holds a quote against a source over HTTP, for each role.
func TestAPICompare(t *testing.T) {
	a := newAPI(t)
	ask := func(quote, source string) map[string]string {
		return map[string]string{"quote": quote, "source": source}
	}
	body := ask("نرفع الأسعار هذا العام … ارتفع سعر القمح", compareText)
	for _, actor := range []annotation.Actor{dbtest.Viewer, dbtest.Reviewer, dbtest.Editor, dbtest.Admin} {
		a.do(actor, "POST", "/api/v1/compare", body).want(200)
	}
	golden(a.do(dbtest.Viewer, "POST", "/api/v1/compare", body, "Accept-Language", "ar").want(200), "comparison.json")

	var got struct {
		Found      bool
		Start, End int
		Ops        []comparison.Op
		Proposed   string
		Notes      []struct{ Kind, Sentence string }
	}
	read := func(r answer) {
		t.Helper()
		got.Notes, got.Ops, got.Start, got.End = nil, nil, 0, 0
		if err := json.Unmarshal(r.Body, &got); err != nil {
			t.Fatal(err)
		}
	}
	read(a.do(dbtest.Viewer, "POST", "/api/v1/compare", ask("سوف نرفع الأسعار هذا العام", "نقلت الوكالة: لن نرفع الأسعار هذا العام. انتهى."), "Accept-Language", "en").want(200))
	if !got.Found || got.Proposed != "altered" || !slices.ContainsFunc(got.Notes, func(n struct{ Kind, Sentence string }) bool {
		return n.Kind == "negation" && strings.Contains(n.Sentence, "drops a negation")
	}) {
		t.Errorf("%+v", got)
	}
	read(a.do(dbtest.Viewer, "POST", "/api/v1/compare", ask("The orchard is not for sale", compareText)).want(200))
	if got.Found || got.Proposed != "not_found" || got.Start != 0 || got.End != 0 || len(got.Ops) != 1 || got.Ops[0].Kind != comparison.Insert || got.Notes == nil {
		t.Errorf("%+v", got)
	}
}

// TestAPICompareRefusals sends what cannot be compared.
func TestAPICompareRefusals(t *testing.T) {
	a := newAPI(t)
	long := strings.Repeat("كلمة ", comparison.MaxWords+1)
	for _, test := range []struct {
		body   any
		status int
		kind   string
		field  string
	}{
		{`{"source":"a word"}`, 422, "required", "quote"},
		{`{"quote":"a word"}`, 422, "required", "source"},
		{`{"quote":" \n","source":"a word"}`, 422, "required", "quote"},
		{`{"quote":"a word","source":"\u200f\u0640"}`, 422, "required", "source"},
		{`{"quote":"…!","source":"a word"}`, 422, "no_words", "quote"},
		{`{"quote":"a word","source":"«»"}`, 422, "no_words", "source"},
		{`{"quote":"a\u0000","source":"a word"}`, 422, "control_character", "quote"},
		{`{"quote":"a word","source":"a\u001b"}`, 422, "control_character", "source"},
		{map[string]string{"quote": long, "source": "كلمة"}, 422, "too_many_words", "quote"},
		{`{"quote":"a","source":"b","language":"en"}`, 422, "unknown_field", "language"},
		{`{"quote":"\ud800","source":"b"}`, 400, "invalid_utf8", "quote"},
		{`{"quote":"a","source":"` + strings.Repeat("b ", 1<<19) + `"}`, 413, "body_too_large", ""},
	} {
		r := a.do(dbtest.Viewer, "POST", "/api/v1/compare", test.body)
		r.refused(test.status, test.kind, test.field)
	}
}
