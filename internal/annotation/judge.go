package annotation

// FillScale gives a verdict that says of no scale the first one there was.
func (a *Annotation) FillScale() {
	if a.Verdict != "" && a.Scale == "" {
		a.Scale = FirstScale
	}
}

// judge sets the verdict. A verdict is given under the desk's scale of now; one that
// stays as it is keeps its own. Under is the scale that whoever judged had before
// them, where they said: a verdict that was chosen from a scale which is not the
// desk's any more is a Conflict (error.scale_not_current), for the same word may mean
// something else by now. Saying the same verdict again while the desk has another
// scale gives it under that one, if that one has it.
func (a *Annotation) judge(verdict Opt[Verdict], under Opt[ScaleRef], all Scales) error {
	if !verdict.Set && under.Value == "" {
		return nil
	}
	v, current := a.Verdict, all.Current()
	set(&v, verdict)
	if v == "" {
		a.Verdict, a.Scale = "", ""
		return nil
	}
	label := current.Label(v)
	switch {
	case v == a.Verdict && (under.Value == a.Scale || under.Value == "" && label == nil):
		return nil
	case under.Value != "" && under.Value != current.Ref():
		return RefuseField(Conflict, "verdict", "error.scale_not_current", "scale", string(under.Value), "current", string(current.Ref()))
	case label == nil:
		return known("verdict", v, current.Verdicts())
	}
	a.Verdict, a.Scale = v, current.Ref()
	return nil
}

// incomplete is what each field that is missing is refused by: the type of a problem
// is stable, and follows the first. Its sentence names them all.
var incomplete = map[string]string{
	"wording":  "error.check_needs_wording",
	"verdict":  "error.check_needs_verdict",
	"reason":   "error.check_needs_reason",
	"evidence": "error.check_needs_evidence",
}

// Missing lists the fields that the step to Checked still asks for, in the order of
// the card: "wording" for a quote, "verdict" for a claim, a "reason", and "evidence"
// where the label of the verdict needs it. A quote that was only held against its
// source, without a verdict, needs no piece of evidence: what it was compared with
// is in the reason.
func (a *Annotation) Missing(s Setting) []string {
	var missing []string
	if a.Kind == Quote && a.Wording == "" {
		missing = append(missing, "wording")
	}
	if a.Kind == Claim && a.Verdict == "" {
		missing = append(missing, "verdict")
	}
	if blank(a.Reason) {
		missing = append(missing, "reason")
	}
	if a.Verdict != "" && s.Evidence < 1 && s.Scales.Label(a.Scale, a.Verdict).Evidence {
		missing = append(missing, "evidence")
	}
	return missing
}
