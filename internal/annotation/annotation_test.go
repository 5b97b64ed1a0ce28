package annotation

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/internal/text"
)

var (
	at       = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	reviewer = Actor{Name: "ريم", Role: Reviewer}
	editor   = Actor{Name: "سلمى", Role: Editor}
	viewer   = Actor{Name: "زائر", Role: Viewer}
)

const sample = "قال الوزير: «المياهُ كافية» وأضاف أن السد ممتلئ.\nThe minister “denied” it 👩‍👩‍👧 twice.\n"

func setting(actor Actor) Setting {
	return Setting{Actor: actor, Now: at, Article: "a1", Revision: 1, Text: text.NewIndex(sample)}
}

// spanOf finds words in the sample, in code points.
func spanOf(t *testing.T, words string) PassageDraft {
	t.Helper()
	before, _, ok := strings.Cut(sample, words)
	if !ok {
		t.Fatalf("%q is not in the sample", words)
	}
	start := len([]rune(before))
	return PassageDraft{Start: start, End: start + len([]rune(words))}
}

func marked(t *testing.T, kind Kind) Annotation {
	t.Helper()
	a, err := New("n1", Draft{Kind: kind, Spans: []PassageDraft{spanOf(t, "المياهُ كافية")}}, setting(reviewer))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func wantRefusal(t *testing.T, err error, code Code, key, field string) {
	t.Helper()
	refusal, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("got %v, want a refusal %s", err, key)
	}
	if refusal.Code != code || refusal.Key != key || refusal.Field != field {
		t.Errorf("refused with %s %s at %q, want %s %s at %q", refusal.Code, refusal.Key, refusal.Field, code, key, field)
	}
}

func TestNewRefuses(t *testing.T) {
	good := spanOf(t, "المياهُ كافية")
	wrong := "other words"
	cut := func(change func(*Draft)) Draft {
		d := Draft{Kind: Quote, Spans: []PassageDraft{good}}
		change(&d)
		return d
	}
	length := len([]rune(sample))
	for name, c := range map[string]struct {
		draft      Draft
		code       Code
		key, field string
	}{
		"no kind":            {cut(func(d *Draft) { d.Kind = "" }), Invalid, "error.required", "kind"},
		"unknown kind":       {cut(func(d *Draft) { d.Kind = "rumour" }), Invalid, "error.unknown_value", "kind"},
		"no spans":           {cut(func(d *Draft) { d.Spans = nil }), Invalid, "error.spans_required", "spans"},
		"past the end":       {cut(func(d *Draft) { d.Spans[0].End = length + 1 }), Invalid, "error.span_out_of_range", "spans[0]"},
		"before the start":   {cut(func(d *Draft) { d.Spans[0].Start = -1 }), Invalid, "error.span_out_of_range", "spans[0]"},
		"reversed":           {cut(func(d *Draft) { d.Spans[0] = PassageDraft{Start: 9, End: 3} }), Invalid, "error.span_reversed", "spans[0]"},
		"empty":              {cut(func(d *Draft) { d.Spans[0] = PassageDraft{Start: 9, End: 9} }), Invalid, "error.span_empty", "spans[0]"},
		"only white space":   {cut(func(d *Draft) { d.Spans[0] = PassageDraft{Start: 3, End: 4} }), Invalid, "error.span_empty", "spans[0]"},
		"overlapping":        {cut(func(d *Draft) { d.Spans = append(d.Spans, PassageDraft{Start: good.Start + 2, End: good.End + 3}) }), Invalid, "error.spans_overlap", "spans"},
		"overlapping cues":   {cut(func(d *Draft) { d.Cue = []PassageDraft{{Start: 0, End: 3}, {Start: 0, End: 3}} }), Invalid, "error.spans_overlap", "cue"},
		"other exact":        {cut(func(d *Draft) { d.Spans[0].Exact = &wrong }), Invalid, "error.exact_mismatch", "spans[0].exact"},
		"past revision":      {cut(func(d *Draft) { d.Revision = 7 }), Conflict, "error.past_revision", "revision"},
		"unknown state":      {cut(func(d *Draft) { d.State = "done" }), Invalid, "error.unknown_value", "state"},
		"born checked":       {cut(func(d *Draft) { d.State = Checked }), Conflict, "error.step_out_of_order", "state"},
		"unknown verdict":    {cut(func(d *Draft) { d.Verdict = "maybe" }), Invalid, "error.unknown_value", "verdict"},
		"unknown wording":    {cut(func(d *Draft) { d.Wording = "fine" }), Invalid, "error.unknown_value", "wording"},
		"claim with wording": {cut(func(d *Draft) { d.Kind, d.Wording = Claim, Accurate }), Invalid, "error.wording_only_for_quotes", "wording"},
		"direct claim":       {cut(func(d *Draft) { d.Kind, d.Quotation = Claim, Direct }), Invalid, "error.quotation_only_for_quotes", "quotation"},
		"no such day":        {cut(func(d *Draft) { d.SaidOn = "2026-02-30" }), Invalid, "error.date_invalid", "said_on"},
		"control character":  {cut(func(d *Draft) { d.Note = "a\x07" }), Invalid, "error.control_character", "note"},
		"line end in a line": {cut(func(d *Draft) { d.Role = "a\nb" }), Invalid, "error.control_character", "role"},
		"invalid UTF-8":      {cut(func(d *Draft) { d.Place = "a\xff" }), Invalid, "error.invalid_utf8", "place"},
		"too long":           {cut(func(d *Draft) { d.Reason = strings.Repeat("س", MaxProse+1) }), Invalid, "error.too_long", "reason"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New("n1", c.draft, setting(reviewer))
			wantRefusal(t, err, c.code, c.key, c.field)
		})
	}
	_, err := New("n1", Draft{Kind: Quote, Spans: []PassageDraft{good}}, setting(viewer))
	wantRefusal(t, err, Forbidden, "error.forbidden", "")
	_, err = New("n1", Draft{Kind: Quote, Spans: []PassageDraft{good}}, setting(Actor{}))
	wantRefusal(t, err, Unauthenticated, "error.sign_in_required", "")
}

func TestPlace(t *testing.T) {
	x := text.NewIndex(sample)
	family := spanOf(t, "👩‍👩‍👧")
	shadda := spanOf(t, "المياهُ")
	for name, c := range map[string]struct {
		asked []PassageDraft
		want  []string
	}{
		"widened to a whole emoji": {[]PassageDraft{{Start: family.Start + 1, End: family.Start + 2}}, []string{"👩‍👩‍👧"}},
		"widened over its mark":    {[]PassageDraft{{Start: shadda.Start, End: shadda.End - 1}}, []string{"المياهُ"}},
		"trimmed":                  {[]PassageDraft{{Start: 3, End: 11}}, []string{"الوزير:"}},
		"sorted":                   {[]PassageDraft{spanOf(t, "السد"), spanOf(t, "قال")}, []string{"قال", "السد"}},
		"touching":                 {[]PassageDraft{spanOf(t, "قال "), spanOf(t, "الوزير")}, []string{"قال", "الوزير"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Place(x, "spans", c.asked)
			if err != nil {
				t.Fatal(err)
			}
			var words []string
			for _, p := range got {
				words = append(words, p.Exact)
				if p.Exact != x.Slice(p.Span()) {
					t.Errorf("exact is %q, the text says %q", p.Exact, x.Slice(p.Span()))
				}
			}
			if diff := cmp.Diff(c.want, words); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestStepsAreThoseThatGoThrough holds the buttons that are shown to the rule, on a
// desk of one person and of several.
func TestStepsAreThoseThatGoThrough(t *testing.T) {
	for _, onePerson := range []bool{false, true} {
		for _, checkedBy := range []string{"x", "somebody else"} {
			for _, from := range States {
				for _, role := range Roles {
					a := marked(t, Quote)
					a.State, a.Wording, a.Reason, a.CheckedBy = from, Accurate, "التسجيل", checkedBy
					s := setting(Actor{Name: "x", Role: role})
					s.OnePerson = onePerson
					var through []State
					for _, to := range States {
						b, err := a.Apply(Patch{State: To(to), ReturnedReason: Opt[string]{Set: to == Returned, Value: "لماذا؟"}}, s)
						if err == nil && b.State != from {
							through = append(through, to)
						}
						if err == nil && b.SelfApproved != (to == Approved && from == Checked && checkedBy == "x") {
							t.Errorf("%s to %s by %s, checked by %s: self-approved is %t", from, to, role, checkedBy, b.SelfApproved)
						}
					}
					if shown := a.Steps(s.Actor, onePerson); !slices.Equal(shown, through) {
						t.Errorf("%s, %s, one person %t, checked by %s: shown %v, allowed %v", from, role, onePerson, checkedBy, shown, through)
					}
				}
			}
		}
	}
}
