package annotation

import "slices"

// steps is the order of the work; a step that is not here is out of order.
var steps = map[State][]State{
	Open:     {Checking},
	Checking: {Checked},
	Checked:  {Approved, Returned},
	Approved: {Returned},
	Returned: {Checking},
}

// rightFor is what a step asks of whoever makes it.
func rightFor(to State) Right {
	if to == Approved || to == Returned {
		return Decide
	}
	return Mark
}

// Steps lists where the annotation can go next, for this actor: those that the
// order and the role allow, on a desk of one person or of several. A step may still
// ask for a field.
func (a *Annotation) Steps(actor Actor, onePerson bool) []State {
	var next []State
	for _, to := range steps[a.State] {
		if actor.Role.Can(rightFor(to)) && (to != Approved || onePerson || !a.ownCheck(actor)) {
			next = append(next, to)
		}
	}
	return next
}

// outOfOrder refuses a step that there is not, and says which there are.
func outOfOrder(from, to State) error {
	next := make([]string, len(steps[from]))
	for i, state := range steps[from] {
		next[i] = string(state)
	}
	return RefuseField(Conflict, "state", "error.step_out_of_order", "from", string(from), "to", string(to), "steps", next)
}

// step moves the annotation, or says by what it is held: the right first (403),
// then the order (409), then what the step asks for. The reason for returning came
// in the field given.
func (a *Annotation) step(to State, reason, field string, s Setting) error {
	actor := s.Actor
	if to == "" {
		return RefuseField(Invalid, "state", "error.required", "field", "state")
	}
	if err := known("state", to, States); err != nil {
		return err
	}
	if to == a.State && blank(reason) {
		return nil
	}
	if err := actor.Require(rightFor(to)); err != nil {
		return err
	}
	if !slices.Contains(steps[a.State], to) {
		return outOfOrder(a.State, to)
	}
	switch to {
	case Checked:
		if missing := a.Missing(s); len(missing) > 0 {
			return RefuseField(Invalid, missing[0], incomplete[missing[0]], "missing", missing)
		}
		a.CheckedBy = actor.Name
	case Approved:
		if a.ownCheck(actor) && !s.OnePerson {
			return RefuseField(Forbidden, "state", "error.own_check")
		}
		a.ApprovedBy = actor.Name
	case Returned:
		if blank(reason) {
			return RefuseField(Invalid, field, "error.reason_required")
		}
		if err := checkProse(field, reason, MaxProse); err != nil {
			return err
		}
		a.ReturnedReason, a.CheckedBy, a.ApprovedBy = reason, "", ""
	}
	a.State = to
	a.SelfApproved = a.selfApproved()
	return nil
}
