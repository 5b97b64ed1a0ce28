package annotation

import "testing"

func TestAssign(t *testing.T) {
	s := setting(reviewer)
	s.People = []User{{Name: "منى", Role: Reviewer}, {Name: "رامي", Role: Editor, Disabled: true}, {Name: "زياد", Role: Viewer}}
	for _, test := range []struct {
		name, was, to string
		fine          bool
	}{
		{"a reviewer", "", "منى", true},
		{"nobody", "منى", "", true},
		{"somebody who left keeps it", "رامي", "رامي", true},
		{"somebody who left", "", "رامي", false},
		{"somebody who may only read", "", "زياد", false},
		{"a stranger", "منى", "هالة", false},
		{"nearly a name", "", "مني", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := marked(t, Claim)
			a.Assignee = test.was
			b, err := a.Apply(Patch{Assignee: To(test.to)}, s)
			if !test.fine {
				wantRefusal(t, err, Invalid, "error.not_assignable", "assignee")
				return
			}
			if err != nil || b.Assignee != test.to || (b.Version == a.Version) != (test.was == test.to) {
				t.Errorf("got %q, version %d, %v", b.Assignee, b.Version, err)
			}
		})
	}
	a := marked(t, Claim)
	_, err := a.Apply(Patch{Due: To("2026-02-30")}, s)
	wantRefusal(t, err, Invalid, "error.date_invalid", "due")
	_, err = a.Apply(Patch{Priority: To(Priority("asap"))}, s)
	wantRefusal(t, err, Invalid, "error.unknown_value", "priority")
	if b, err := a.Apply(Patch{Priority: To(Priority("normal"))}, s); err != nil || b.Priority != "" || b.Version != a.Version {
		t.Errorf("the usual priority is none: %q, %v", b.Priority, err)
	}
	_, err = New("x", Draft{Kind: Claim, Spans: []PassageDraft{spanOf(t, "السد ممتلئ")}, Assignee: "هالة"}, s)
	wantRefusal(t, err, Invalid, "error.not_assignable", "assignee")
}

// TestReturnGoesToWhoeverChecked: work that is sent back and is nobody's is theirs.
func TestReturnGoesToWhoeverChecked(t *testing.T) {
	for _, test := range []struct {
		name, assignee, checkedBy string
		to                        Opt[string]
		want                      string
	}{
		{"nobody's", "", "منى", Opt[string]{}, "منى"},
		{"a form that names nobody", "", "منى", To(""), "منى"},
		{"given to another", "هدى", "منى", Opt[string]{}, "هدى"},
		{"given away with it", "", "منى", To("هدى"), "هدى"},
		{"taken away with it", "هدى", "منى", To(""), ""},
		{"whoever checked has left", "", "رامي", Opt[string]{}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := setting(editor)
			s.People = []User{{Name: "منى", Role: Reviewer}, {Name: "هدى", Role: Reviewer}, {Name: "رامي", Role: Reviewer, Disabled: true}}
			a := marked(t, Claim)
			a.State, a.Verdict, a.CheckedBy, a.Assignee = Checked, True, test.checkedBy, test.assignee
			b, err := a.Apply(Patch{State: To(Returned), Reason: To("أين المصدر؟"), Assignee: test.to}, s)
			if err != nil || b.Assignee != test.want {
				t.Errorf("it is the work of %q, want %q (%v)", b.Assignee, test.want, err)
			}
		})
	}
}

// TestOnePersonDesk: the setting lets whoever checked approve, and it shows for as
// long as the approval stands.
func TestOnePersonDesk(t *testing.T) {
	s := setting(editor)
	a := marked(t, Claim)
	a.State, a.Verdict, a.CheckedBy = Checked, True, editor.Name
	_, err := a.Apply(Patch{State: To(Approved)}, s)
	wantRefusal(t, err, Forbidden, "error.own_check", "state")
	s.OnePerson = true
	own, err := a.Apply(Patch{State: To(Approved)}, s)
	if err != nil || !own.SelfApproved || own.ApprovedBy != editor.Name {
		t.Fatalf("got %+v, %v", own, err)
	}
	s.OnePerson = false
	if kept, err := own.Apply(Patch{Note: To("x")}, s); err != nil || !kept.SelfApproved {
		t.Errorf("what was approved stays as it was: %t, %v", kept.SelfApproved, err)
	}
	for name, patch := range map[string]Patch{"changed": {Verdict: To(False)}, "returned": {State: To(Returned), Reason: To("x")}} {
		if back, err := own.Apply(patch, s); err != nil || back.SelfApproved {
			t.Errorf("%s: self-approved is %t, %v", name, back.SelfApproved, err)
		}
	}
	article := &Article{ID: a.Article, Revision: a.Revision}
	own.SelfApproved = false
	if in, err := ImportedAnnotation(own, article, s.Text); err != nil || !in.SelfApproved {
		t.Errorf("imported: self-approved is %t, %v", in.SelfApproved, err)
	}
	own.ApprovedBy, own.SelfApproved = "هند", true
	if in, err := ImportedAnnotation(own, article, s.Text); err != nil || in.SelfApproved {
		t.Errorf("a file that claims it of two people: %t, %v", in.SelfApproved, err)
	}
}
