package annotation

import "slices"

// Opt is a field of a JSON merge patch (RFC 7396): absent, or set to a value,
// where null sets the empty one.
type Opt[T any] struct {
	Set   bool
	Value T
}

// To is a field set to v.
func To[T any](v T) Opt[T] { return Opt[T]{Set: true, Value: v} }

// Patch changes the fields that are set and no other. A step to Returned takes
// its reason from ReturnedReason or, where that is not set, from Reason, which then
// does not become the annotation's own.
type Patch struct {
	Kind           Opt[Kind]           `json:"kind,omitzero"`
	Quotation      Opt[Quotation]      `json:"quotation,omitzero"`
	Spans          Opt[[]PassageDraft] `json:"spans,omitzero"`
	Cue            Opt[[]PassageDraft] `json:"cue,omitzero"`
	Mention        Opt[[]PassageDraft] `json:"mention,omitzero"`
	Speaker        Opt[SpeakerChoice]  `json:"speaker,omitzero"`
	Role           Opt[string]         `json:"role,omitzero"`
	Place          Opt[string]         `json:"place,omitzero"`
	SaidOn         Opt[string]         `json:"said_on,omitzero"`
	State          Opt[State]          `json:"state,omitzero"`
	Wording        Opt[Wording]        `json:"wording,omitzero"`
	Verdict        Opt[Verdict]        `json:"verdict,omitzero"`
	Scale          Opt[ScaleRef]       `json:"scale,omitzero"` // the one that Verdict was chosen from
	Reason         Opt[string]         `json:"reason,omitzero"`
	ReturnedReason Opt[string]         `json:"returned_reason,omitzero"`
	Note           Opt[string]         `json:"note,omitzero"`
	SameAs         Opt[string]         `json:"same_as,omitzero"`
	Assignee       Opt[string]         `json:"assignee,omitzero"`
	Due            Opt[string]         `json:"due,omitzero"`
	Priority       Opt[Priority]       `json:"priority,omitzero"`
}

// Apply is the annotation after the patch, or what forbids it. Fields change
// first and the step of State comes after them, so that one patch may give the
// verdict and finish the check. A change to what was checked, or taking its reason
// away, takes a checked or approved annotation back to Checking. What is returned
// and is nobody's work becomes the work of whoever had checked it. Nothing changed
// leaves Version as it is.
func (a Annotation) Apply(p Patch, s Setting) (Annotation, error) {
	if err := s.Actor.Require(Mark); err != nil {
		return a, err
	}
	b := a
	set(&b.Kind, p.Kind)
	set(&b.Quotation, p.Quotation)
	if p.Kind.Set && b.Kind == Claim && a.Kind == Quote {
		// What only a quote can have goes with the kind, unless the patch insists.
		if !p.Quotation.Set {
			b.Quotation = ""
		}
		if !p.Wording.Set {
			b.Wording = ""
		}
	}
	set(&b.Role, p.Role)
	set(&b.Place, p.Place)
	set(&b.SaidOn, p.SaidOn)
	set(&b.Wording, p.Wording)
	set(&b.Note, p.Note)
	set(&b.SameAs, p.SameAs)
	set(&b.Due, p.Due)
	set(&b.Priority, p.Priority)
	b.Priority = usual(b.Priority)
	if p.Assignee.Set {
		if err := b.assign(p.Assignee.Value, s); err != nil {
			return a, err
		}
	}
	returning, reason, reasonField := p.State.Set && p.State.Value == Returned, "", "returned_reason"
	switch {
	case !returning && p.ReturnedReason.Set && p.ReturnedReason.Value != a.ReturnedReason:
		return a, RefuseField(Invalid, "returned_reason", "error.returned_reason_only_on_return")
	case returning && !p.ReturnedReason.Set:
		reason = p.Reason.Value
		if p.Reason.Set {
			reasonField = "reason"
		}
	case returning:
		reason = p.ReturnedReason.Value
		set(&b.Reason, p.Reason)
	default:
		set(&b.Reason, p.Reason)
	}
	if p.Speaker.Set && !sameSpeaker(a.Speaker, s.Speaker) { // by whichever of their names
		b.Speaker = s.Speaker
	}
	if err := b.judge(p.Verdict, p.Scale, s.Scales); err != nil {
		return a, err
	}
	for _, role := range []struct {
		field string
		asked Opt[[]PassageDraft]
		to    *[]Passage
	}{{"spans", p.Spans, &b.Spans}, {"cue", p.Cue, &b.Cue}, {"mention", p.Mention, &b.Mention}} {
		if !role.asked.Set {
			continue
		}
		placed, err := Place(s.Text, role.field, role.asked.Value)
		if err != nil {
			return a, err
		}
		*role.to = placed
	}
	if p.Spans.Set && len(b.Spans) > 0 {
		b.Anchor, b.Revision, b.Original = AnchorExact, s.Revision, nil
	}
	if b.Kind == Quote && b.Quotation == "" {
		b.Quotation = GuessQuotation(s.Text, b.Spans)
	}
	if err := b.validate(); err != nil {
		return a, err
	}
	if (a.State == Checked || a.State == Approved) && (!sameFinding(&a, &b) || blank(b.Reason) && !blank(a.Reason)) {
		b.State, b.CheckedBy, b.ApprovedBy, b.SelfApproved = Checking, "", "", false
	}
	if p.State.Set {
		if err := b.step(p.State.Value, reason, reasonField, s); err != nil {
			return a, err
		}
	}
	if returning && a.Assignee == "" && b.Assignee == "" && s.assignable(a.CheckedBy) {
		b.Assignee = a.CheckedBy
	}
	if Same(&a, &b) {
		return a, nil
	}
	b.Version, b.UpdatedAt = a.Version+1, s.Now
	return b, nil
}

func set[T any](to *T, from Opt[T]) {
	if from.Set {
		*to = from.Value
	}
}

// sameFinding says that nothing a check rests on differs.
func sameFinding(a, b *Annotation) bool {
	return a.Kind == b.Kind && a.Quotation == b.Quotation && a.Wording == b.Wording && a.Verdict == b.Verdict && a.Scale == b.Scale &&
		sameSpeaker(a.Speaker, b.Speaker) &&
		slices.Equal(a.Spans, b.Spans) && slices.Equal(a.Cue, b.Cue) && slices.Equal(a.Mention, b.Mention)
}

// Same says that two annotations agree in all that people can change.
func Same(a, b *Annotation) bool {
	return sameFinding(a, b) && a.Role == b.Role && a.Place == b.Place && a.SaidOn == b.SaidOn &&
		a.State == b.State && a.Reason == b.Reason && a.ReturnedReason == b.ReturnedReason && a.Note == b.Note && a.SameAs == b.SameAs &&
		a.CheckedBy == b.CheckedBy && a.ApprovedBy == b.ApprovedBy && a.SelfApproved == b.SelfApproved &&
		a.Assignee == b.Assignee && a.Due == b.Due && a.Priority == b.Priority && a.Anchor == b.Anchor && a.Deleted == b.Deleted
}

func sameSpeaker(a, b *SpeakerRef) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.ID == b.ID
}
