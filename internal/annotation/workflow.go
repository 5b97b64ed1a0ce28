package annotation

import "slices"

// Priority says what comes first on the desk; empty is the usual.
type Priority string

const (
	Urgent Priority = "urgent"
	High   Priority = "high"
	Low    Priority = "low"
)

// Priorities lists every Priority in the order in which the work is done; the usual
// one, which has no name, stands before Low.
var Priorities = []Priority{Urgent, High, Low}

// normalPriority is how a program may write the usual one; it is kept as empty.
const normalPriority Priority = "normal"

func usual(p Priority) Priority {
	if p == normalPriority {
		return ""
	}
	return p
}

// LeftMost is as far as what holds an article back is counted: looking at one costs
// the same whatever is left in it.
const LeftMost = 100

// Left is what holds an article back beside the states of its annotations
// (Article.Counts), each up to LeftMost.
type Left struct {
	Unassigned int    // nobody's work
	Overdue    int    // due before the day given
	Comments   int    // not resolved
	CommentOn  string // the annotation with the oldest of them, or ""
	Waiting    int    // rights of reply that wait for an answer
	WaitingOn  string // the annotation with the oldest of them, or ""
}

// Assignable says that work can be given to the person: they can sign in, and may
// mark.
func (u *User) Assignable() bool { return !u.Disabled && u.Role.Can(Mark) }

// assign gives the annotation to a person of the desk, or to nobody for "". Whoever
// has it already may keep it: they may have left since.
func (a *Annotation) assign(name string, s Setting) error {
	if name == "" || name == a.Assignee {
		a.Assignee = name
		return nil
	}
	if !s.assignable(name) {
		return RefuseField(Invalid, "assignee", "error.not_assignable", "name", name)
	}
	a.Assignee = name
	return nil
}

func (s Setting) assignable(name string) bool {
	return slices.ContainsFunc(s.People, func(u User) bool { return u.Name == name && u.Assignable() })
}

// ownCheck says that the actor would approve what they checked themselves.
func (a *Annotation) ownCheck(actor Actor) bool { return a.CheckedBy == actor.Name }

// selfApproved says that whoever checked the annotation signed it off as well.
func (a *Annotation) selfApproved() bool {
	return a.State == Approved && a.ApprovedBy != "" && a.ApprovedBy == a.CheckedBy
}
