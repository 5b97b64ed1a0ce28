package annotation

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/isnad/isnad/internal/message"
)

// The state machine, every state × action × role. A cell is the state that the
// annotation is in afterwards, "=" where nothing changes, or why not: a word of
// because. The last column is an editor who finished the check, or would have.
const machine = `
state     action           nobody   viewer   reviewer  editor    admin     checker

open      note             sign-in  reviewer open      open      open      open
open      wording          sign-in  reviewer open      open      open      open
open      verdict          sign-in  reviewer open      open      open      open
open      reason-away      sign-in  reviewer open      open      open      open
open      to-open          sign-in  reviewer =         =         =         =
open      to-checking      sign-in  reviewer checking  checking  checking  checking
open      to-checked       sign-in  reviewer order     order     order     order
open      to-checked-bare  sign-in  reviewer order     order     order     order
open      to-approved      sign-in  reviewer editor    order     order     order
open      to-returned      sign-in  reviewer editor    order     order     order
open      to-returned-bare sign-in  reviewer editor    order     order     order

checking  note             sign-in  reviewer checking  checking  checking  checking
checking  wording          sign-in  reviewer checking  checking  checking  checking
checking  verdict          sign-in  reviewer checking  checking  checking  checking
checking  reason-away      sign-in  reviewer checking  checking  checking  checking
checking  to-open          sign-in  reviewer order     order     order     order
checking  to-checking      sign-in  reviewer =         =         =         =
checking  to-checked       sign-in  reviewer checked   checked   checked   checked
checking  to-checked-bare  sign-in  reviewer bare      bare      bare      bare
checking  to-approved      sign-in  reviewer editor    order     order     order
checking  to-returned      sign-in  reviewer editor    order     order     order
checking  to-returned-bare sign-in  reviewer editor    order     order     order

checked   note             sign-in  reviewer checked   checked   checked   checked
checked   wording          sign-in  reviewer checking  checking  checking  checking
checked   verdict          sign-in  reviewer checking  checking  checking  checking
checked   reason-away      sign-in  reviewer checking  checking  checking  checking
checked   to-open          sign-in  reviewer order     order     order     order
checked   to-checking      sign-in  reviewer order     order     order     order
checked   to-checked       sign-in  reviewer =         =         =         =
checked   to-checked-bare  sign-in  reviewer =         =         =         =
checked   to-approved      sign-in  reviewer editor    approved  approved  own
checked   to-returned      sign-in  reviewer editor    returned  returned  returned
checked   to-returned-bare sign-in  reviewer editor    why       why       why

approved  note             sign-in  reviewer approved  approved  approved  approved
approved  wording          sign-in  reviewer checking  checking  checking  checking
approved  verdict          sign-in  reviewer checking  checking  checking  checking
approved  reason-away      sign-in  reviewer checking  checking  checking  checking
approved  to-open          sign-in  reviewer order     order     order     order
approved  to-checking      sign-in  reviewer order     order     order     order
approved  to-checked       sign-in  reviewer order     order     order     order
approved  to-checked-bare  sign-in  reviewer order     order     order     order
approved  to-approved      sign-in  reviewer =         =         =         =
approved  to-returned      sign-in  reviewer editor    returned  returned  returned
approved  to-returned-bare sign-in  reviewer editor    why       why       why

returned  note             sign-in  reviewer returned  returned  returned  returned
returned  wording          sign-in  reviewer returned  returned  returned  returned
returned  verdict          sign-in  reviewer returned  returned  returned  returned
returned  reason-away      sign-in  reviewer returned  returned  returned  returned
returned  to-open          sign-in  reviewer order     order     order     order
returned  to-checking      sign-in  reviewer checking  checking  checking  checking
returned  to-checked       sign-in  reviewer order     order     order     order
returned  to-checked-bare  sign-in  reviewer order     order     order     order
returned  to-approved      sign-in  reviewer editor    order     order     order
returned  to-returned      sign-in  reviewer editor    order     order     order
returned  to-returned-bare sign-in  reviewer =         =         =         =
`

// because is the sentence of each refusal, in both languages; {from} and {to} are
// the states of the step.
var because = map[string]struct {
	code   Code
	field  string
	en, ar string
}{
	"sign-in":  {Unauthenticated, "", "Sign in first.", "سجّل الدخول أولًا."},
	"reviewer": {Forbidden, "", "This needs the role Reviewer at least.", "هذا يحتاج إلى دور مدقق على الأقل."},
	"editor":   {Forbidden, "", "This needs the role Editor at least.", "هذا يحتاج إلى دور محرر على الأقل."},
	"order":    {Conflict, "state", "There is no step from “{from}” to “{to}”. From here it goes on to: {steps}.", "لا خطوة من «{from}» إلى «{to}». الممكن من هنا: {steps}."},
	"bare": {Invalid, "wording", "Before the check is done it still needs: wording, reason, evidence.",
		"ينقص لإنهاء التحقق: صحة النقل، التعليل، الأدلة."},
	"own": {Forbidden, "state", "You finished this check, so somebody else must approve it.", "أنت من أنهى هذا التحقق، فيعتمده غيرك."},
	"why": {Invalid, "returned_reason", "Say why it is returned.", "اكتب سبب الإعادة."},
}

// actions are what people do to a quote that has a wording, a verdict that needs
// evidence, a reason and a piece of evidence.
var actions = map[string]struct {
	patch Patch
	bare  bool // it has neither wording, reason nor evidence
}{
	"note":             {patch: Patch{Note: To("راجع النص")}},
	"wording":          {patch: Patch{Wording: To(Altered)}},
	"verdict":          {patch: Patch{Verdict: To(False)}},
	"reason-away":      {patch: Patch{Reason: To("")}},
	"to-open":          {patch: Patch{State: To(Open)}},
	"to-checking":      {patch: Patch{State: To(Checking)}},
	"to-checked":       {patch: Patch{State: To(Checked)}},
	"to-checked-bare":  {patch: Patch{State: To(Checked)}, bare: true},
	"to-approved":      {patch: Patch{State: To(Approved)}},
	"to-returned":      {patch: Patch{State: To(Returned), ReturnedReason: To("المصدر ثانوي")}},
	"to-returned-bare": {patch: Patch{State: To(Returned), ReturnedReason: To(" \u200f")}},
}

func TestStateMachine(t *testing.T) {
	people := map[string]Actor{
		"nobody": {}, "viewer": viewer, "reviewer": reviewer, "editor": editor,
		"admin": {Name: "مدير", Role: Admin}, "checker": {Name: "فاحص", Role: Editor},
	}
	var columns []string
	seen := map[string]bool{}
	for line := range strings.Lines(machine) {
		cells := strings.Fields(line)
		switch {
		case len(cells) == 0:
			continue
		case columns == nil:
			columns = cells[2:]
			continue
		}
		state, action := State(cells[0]), cells[1]
		seen[string(state)+" "+action] = true
		for i, want := range cells[2:] {
			t.Run(fmt.Sprintf("%s/%s/%s", state, action, columns[i]), func(t *testing.T) {
				a := marked(t, Quote)
				a.State, a.Wording, a.Verdict, a.Scale, a.Reason, a.CheckedBy = state, Accurate, True, FirstScale, "نص المؤتمر", people["checker"].Name
				s, do := setting(people[columns[i]]), actions[action]
				s.Evidence = 1
				if do.bare {
					a.Wording, a.Reason, s.Evidence = "", "", 0
				}
				b, err := a.Apply(do.patch, s)
				checkCell(t, &a, &b, err, do.patch.State.Value, want)
			})
		}
	}
	for _, state := range States {
		for action := range actions {
			if !seen[string(state)+" "+action] {
				t.Errorf("the table does not say what %s is when %s", action, state)
			}
		}
	}
}

// goesOn is where a refusal says that the work goes on from each state.
var goesOn = map[State]map[message.Lang]string{
	Open:     {message.English: "checking", message.Arabic: "قيد التحقق"},
	Checking: {message.English: "checked", message.Arabic: "مفحوص"},
	Checked:  {message.English: "approved, returned", message.Arabic: "معتمد، معاد"},
	Approved: {message.English: "returned", message.Arabic: "معاد"},
	Returned: {message.English: "checking", message.Arabic: "قيد التحقق"},
}

func checkCell(t *testing.T, a, b *Annotation, err error, to State, want string) {
	t.Helper()
	why, refused := because[want]
	if !refused {
		if want == "=" {
			if err != nil || b.Version != a.Version || b.State != a.State {
				t.Errorf("is %s, version %d, %v; want no change", b.State, b.Version, err)
			}
			return
		}
		if err != nil || b.State != State(want) || b.Version != a.Version+1 {
			t.Errorf("is %s, version %d, %v; want %s", b.State, b.Version, err, want)
		}
		if finished := a.State == Checked || a.State == Approved; finished && b.State == Checking && b.CheckedBy != "" {
			t.Errorf("back to checking, and still checked by %q", b.CheckedBy)
		}
		return
	}
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("%v; want a refusal, %s", err, want)
	}
	if !Same(a, b) || b.Version != a.Version {
		t.Errorf("refused, and changed all the same")
	}
	if e.Code != why.code || e.Field != why.field {
		t.Errorf("refused as %s at %q, want %s at %q", e.Code, e.Field, why.code, why.field)
	}
	for lang, sentence := range map[message.Lang]string{message.English: why.en, message.Arabic: why.ar} {
		p := message.New(lang)
		sentence = strings.NewReplacer("{from}", p.T("state."+string(a.State)), "{to}", p.T("state."+string(to)), "{steps}", goesOn[a.State][lang]).Replace(sentence)
		if said := p.T(e.Key, e.Args...); !strings.HasPrefix(said, sentence) {
			t.Errorf("it says %q, want %q", said, sentence)
		}
	}
}

// Marking is the first action of all: who may, and in which states it begins.
func TestNewBegins(t *testing.T) {
	for _, c := range []struct {
		actor Actor
		state State
		want  string
	}{
		{Actor{}, Open, "sign-in"}, {viewer, Open, "reviewer"},
		{reviewer, "", "open"}, {reviewer, Open, "open"}, {reviewer, Checking, "checking"}, {editor, Checking, "checking"},
		{reviewer, Checked, "order"}, {editor, Approved, "order"}, {editor, Returned, "order"},
	} {
		t.Run(fmt.Sprintf("%s/%s", c.actor.Role, c.state), func(t *testing.T) {
			before := Annotation{State: Open}
			a, err := New("n", Draft{Kind: Claim, State: c.state, Spans: []PassageDraft{spanOf(t, "السد ممتلئ")}}, setting(c.actor))
			if err == nil {
				if a.State != State(c.want) {
					t.Errorf("is %s, want %s", a.State, c.want)
				}
				return
			}
			checkCell(t, &before, &before, err, c.state, c.want)
		})
	}
}

// What a check needs, by kind, wording, verdict and what its label asks for.
func TestMissing(t *testing.T) {
	for name, c := range map[string]struct {
		kind     Kind
		wording  Wording
		verdict  Verdict
		reason   string
		evidence int
		want     string
	}{
		"bare quote":                 {kind: Quote, want: "wording reason"},
		"bare claim":                 {kind: Claim, want: "verdict reason"},
		"quote, nothing judged":      {kind: Quote, wording: Accurate, reason: "التسجيل", want: ""},
		"quote judged true":          {kind: Quote, wording: Accurate, verdict: True, reason: "التسجيل", want: "evidence"},
		"judged without wording":     {kind: Quote, verdict: True, want: "wording reason evidence"},
		"claim without evidence":     {kind: Claim, verdict: False, reason: "السجل", want: "evidence"},
		"claim with evidence":        {kind: Claim, verdict: False, reason: "السجل", evidence: 2, want: ""},
		"satire":                     {kind: Claim, verdict: Satire, reason: "الموقع", want: "evidence"},
		"unverifiable":               {kind: Claim, verdict: Unverifiable, reason: "لا سجل", want: ""},
		"a reason that says nothing": {kind: Claim, verdict: Unverifiable, reason: " \u0640\u064b\u200f\n", want: "reason"},
	} {
		t.Run(name, func(t *testing.T) {
			a := marked(t, c.kind)
			a.State, a.Wording, a.Verdict, a.Reason = Checking, c.wording, c.verdict, c.reason
			a.FillScale()
			s := setting(reviewer)
			s.Evidence = c.evidence
			missing := a.Missing(s)
			if got := strings.Join(missing, " "); got != c.want {
				t.Fatalf("missing %q, want %q", got, c.want)
			}
			b, err := a.Apply(Patch{State: To(Checked)}, s)
			if len(missing) == 0 {
				if err != nil || b.State != Checked || b.CheckedBy != reviewer.Name {
					t.Errorf("%+v, %v", b, err)
				}
				return
			}
			wantRefusal(t, err, Invalid, "error.check_needs_"+missing[0], missing[0])
		})
	}
}

// A return without a reason, or with one that cannot be kept, is refused at the field
// that it came in.
func TestReasonOfReturningIsNamedAsItWasSent(t *testing.T) {
	long := strings.Repeat("س", MaxProse+1)
	for name, c := range map[string]struct {
		patch Patch
		key   string
		field string
	}{
		"empty reason":          {Patch{Reason: To("")}, "error.reason_required", "reason"},
		"empty returned_reason": {Patch{ReturnedReason: To("")}, "error.reason_required", "returned_reason"},
		"both":                  {Patch{Reason: To("x"), ReturnedReason: To("")}, "error.reason_required", "returned_reason"},
		"neither":               {Patch{}, "error.reason_required", "returned_reason"},
		"long reason":           {Patch{Reason: To(long)}, "error.too_long", "reason"},
		"long returned_reason":  {Patch{ReturnedReason: To(long)}, "error.too_long", "returned_reason"},
	} {
		t.Run(name, func(t *testing.T) {
			a := marked(t, Claim)
			a.State, a.CheckedBy = Checked, reviewer.Name
			c.patch.State = To(Returned)
			_, err := a.Apply(c.patch, setting(editor))
			wantRefusal(t, err, Invalid, c.key, c.field)
		})
	}
}
