package annotation

import (
	"testing"

	"github.com/isnad/isnad/internal/text"
)

func TestStepNeeds(t *testing.T) {
	quote, claim := marked(t, Quote), marked(t, Claim)
	quote.State, claim.State = Checking, Checking

	_, err := quote.Apply(Patch{State: To(Checked)}, setting(reviewer))
	wantRefusal(t, err, Invalid, "error.check_needs_wording", "wording")
	_, err = claim.Apply(Patch{State: To(Checked)}, setting(reviewer))
	wantRefusal(t, err, Invalid, "error.check_needs_verdict", "verdict")

	// One patch may give what the check needs and finish it.
	checked, err := claim.Apply(Patch{Verdict: To(Unverifiable), Reason: To("لا سجل"), State: To(Checked)}, setting(editor))
	if err != nil || checked.State != Checked || checked.CheckedBy != editor.Name {
		t.Fatalf("got %+v, %v", checked, err)
	}
	_, err = checked.Apply(Patch{State: To(Approved)}, setting(editor))
	wantRefusal(t, err, Forbidden, "error.own_check", "state")
	_, err = checked.Apply(Patch{State: To(Returned)}, setting(editor))
	wantRefusal(t, err, Invalid, "error.reason_required", "returned_reason")

	second := Actor{Name: "هند", Role: Editor}
	approved, err := checked.Apply(Patch{State: To(Approved)}, setting(second))
	if err != nil || approved.ApprovedBy != second.Name || !approved.Finished() {
		t.Fatalf("got %+v, %v", approved, err)
	}
	// The reason of a return is kept as such and leaves the finding's own alone.
	returned, err := approved.Apply(Patch{State: To(Returned), Reason: To("المصدر ثانوي")}, setting(second))
	if err != nil || returned.ReturnedReason != "المصدر ثانوي" || returned.Reason != "لا سجل" || returned.ApprovedBy != "" || returned.CheckedBy != "" {
		t.Fatalf("got %+v, %v", returned, err)
	}
}

func TestChangeOfFindingGoesBackToChecking(t *testing.T) {
	speaker := &SpeakerRef{ID: "s1", Name: "سلمى الرافدي", Kind: Person}
	for name, c := range map[string]struct {
		patch Patch
		back  bool
	}{
		"span":      {Patch{Spans: To([]PassageDraft{spanOf(t, "السد ممتلئ")})}, true},
		"cue":       {Patch{Cue: To([]PassageDraft{spanOf(t, "قال")})}, true},
		"mention":   {Patch{Mention: To([]PassageDraft{spanOf(t, "الوزير")})}, true},
		"speaker":   {Patch{Speaker: To(SpeakerChoice{ID: "s1"})}, true},
		"wording":   {Patch{Wording: To(Altered)}, true},
		"verdict":   {Patch{Verdict: To(False)}, true},
		"quotation": {Patch{Quotation: To(Mixed)}, true},
		"kind":      {Patch{Kind: To(Claim)}, true},
		"note":      {Patch{Note: To("راجع النص")}, false},
		"reason":    {Patch{Reason: To("نص المؤتمر")}, false},
		"no reason": {Patch{Reason: To(" ")}, true},
		"assignee":  {Patch{Assignee: To("منى")}, false},
		"due":       {Patch{Due: To("2026-02-01")}, false},
		"priority":  {Patch{Priority: To(Urgent)}, false},
		"role":      {Patch{Role: To("الوزير")}, false},
		"nothing":   {Patch{Wording: To(Accurate)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, state := range []State{Checked, Approved} {
				a := marked(t, Quote)
				a.State, a.Wording, a.Reason, a.CheckedBy, a.ApprovedBy = state, Accurate, "التسجيل", "x", "y"
				s := setting(reviewer)
				s.People = []User{{Name: "منى", Role: Reviewer}}
				if c.patch.Speaker.Set {
					s.Speaker = speaker
				}
				b, err := a.Apply(c.patch, s)
				if err != nil {
					t.Fatal(err)
				}
				if back := b.State == Checking && b.CheckedBy == "" && b.ApprovedBy == ""; back != c.back {
					t.Errorf("%s became %s (checked by %q)", state, b.State, b.CheckedBy)
				}
				if changed := name != "nothing"; (b.Version == a.Version+1) != changed {
					t.Errorf("version went from %d to %d", a.Version, b.Version)
				}
			}
		})
	}
}

func TestQuoteBecomesClaim(t *testing.T) {
	a := marked(t, Quote)
	a.Wording = Accurate
	b, err := a.Apply(Patch{Kind: To(Claim)}, setting(reviewer))
	if err != nil || b.Quotation != "" || b.Wording != "" {
		t.Fatalf("got %+v, %v", b, err)
	}
	_, err = a.Apply(Patch{Kind: To(Claim), Wording: To(Altered)}, setting(reviewer))
	wantRefusal(t, err, Invalid, "error.wording_only_for_quotes", "wording")
}

func TestGuessQuotation(t *testing.T) {
	for _, c := range []struct {
		text, words string
		want        Quotation
	}{
		{"قال: «نعم سنمضي». ثم خرج", "نعم سنمضي", Direct},
		{"قال ” نعم سنمضي“ ثم خرج", "نعم سنمضي", Direct},
		{"he said, “we go.” Then", "we go", Direct},
		{"قال إن الوضع «مطمئن» اليوم", "إن الوضع «مطمئن» اليوم", Mixed},
		{"قال إن الوضع جيد", "إن الوضع جيد", Indirect},
	} {
		x := text.NewIndex(c.text)
		start := len([]rune(c.text[:indexOf(t, c.text, c.words)]))
		span := Passage{Start: start, End: start + len([]rune(c.words)), Exact: c.words}
		if got := GuessQuotation(x, []Passage{span}); got != c.want {
			t.Errorf("%q in %q is %s, want %s", c.words, c.text, got, c.want)
		}
	}
}

func TestWithoutMarks(t *testing.T) {
	for _, c := range []struct{ words, want string }{
		{"«نعم سنمضي»", "نعم سنمضي"},
		{" “ نعم ” ", "نعم"},
		{"«نعم» ثم «لا»", "«نعم» ثم «لا»"},
		{"«نعم", "«نعم"},
		{"نعم", "نعم"},
		{"««", "««"},
		{"\"", "\""},
	} {
		x := text.NewIndex(c.words)
		if got := x.Slice(WithoutMarks(x, text.Span{End: x.Len()})); got != c.want {
			t.Errorf("%q became %q, want %q", c.words, got, c.want)
		}
	}
}

func indexOf(t *testing.T, s, words string) int {
	t.Helper()
	for i := range s {
		if len(s)-i >= len(words) && s[i:i+len(words)] == words {
			return i
		}
	}
	t.Fatalf("%q is not in %q", words, s)
	return 0
}
