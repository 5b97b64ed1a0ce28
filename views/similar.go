package views

import (
	"cmp"

	"github.com/isnad/isnad/internal/annotation"
)

// Before is what was said before, below the open card of the annotation For.
type Before struct {
	For     string
	CanMark bool
	Items   []Earlier
}

// Earlier is an annotation that says nearly the same as another.
type Earlier struct {
	Statement
	Numbers  bool // they have other numbers
	Negation bool // one is negated where the other is not
	Linked   bool // people have found them to be one statement
	Ours     bool // by the open annotation's own field, which can be emptied here
}

// reusable says that there is a finding to take over.
func (e *Earlier) reusable() bool {
	return e.Annotation.Wording != "" || e.Annotation.Verdict != ""
}

// Reuse fills in what an earlier check found, its verdict as far as the desk's scale
// has it still. A reason that was typed stays.
func (f *CardForm) Reuse(earlier *annotation.Annotation, scale *annotation.Scale) {
	if scale.Label(earlier.Verdict) != nil {
		f.Judged = Judged(scale.Ref(), earlier.Verdict)
	}
	if f.Kind == annotation.Quote {
		f.Wording = cmp.Or(earlier.Wording, f.Wording)
	}
	f.Reason = cmp.Or(f.Reason, earlier.Reason)
}
