package annotation

import (
	"cmp"
	"slices"
	"time"

	"github.com/isnad/isnad/internal/text"
)

// Check refuses a choice of a form of quotation that there is not, or of a confidence
// that is none, or too long a list of those to leave alone.
func (c SuggestionChoice) Check() error {
	if err := known("quotation", c.Quotation, Quotations); err != nil {
		return err
	}
	if len(c.Except) > MaxExcept {
		return RefuseField(Invalid, "except", "error.too_many", "field", "except", "max", MaxExcept)
	}
	return checkConfidence("confidence", c.Confidence)
}

func checkConfidence(field string, c float64) error {
	if c >= 0 && c <= 1 { // not a NaN either
		return nil
	}
	return RefuseField(Invalid, field, "error.confidence", "field", field)
}

// CheckSuggestionState refuses a state to look for that suggestions are never in; empty means any.
func CheckSuggestionState(s SuggestionState) error {
	return known("state", s, []SuggestionState{Suggesting, Accepted, Rejected})
}

// RefuseUndecidable refuses to accept or reject what somebody has decided on otherwise,
// or to open again what was accepted: to is the state that it was to come to.
func (s *Suggestion) RefuseUndecidable(to SuggestionState) error {
	switch {
	case s.State == Accepted && to != Accepted:
		return Refuse(Conflict, "error.suggestion_accepted", "name", s.DecidedBy)
	case s.State == Rejected && to == Accepted:
		return Refuse(Conflict, "error.suggestion_rejected", "name", s.DecidedBy)
	}
	return nil
}

// Decide is the suggestion once somebody has accepted or rejected it; annotation is the
// id of what was made of it, if anything was.
func (s Suggestion) Decide(to SuggestionState, annotation string, actor Actor, now time.Time) Suggestion {
	s.State, s.Annotation, s.DecidedBy, s.DecidedAt = to, annotation, actor.Name, now
	return s
}

// Reopen is the suggestion as it was before anybody decided.
func (s Suggestion) Reopen() Suggestion {
	s.State, s.Annotation, s.DecidedBy, s.DecidedAt = Suggesting, "", "", time.Time{}
	return s
}

// Draft is the annotation that accepting the suggestion asks for. Its speaker is the one
// of the suggested name unless the acceptance chooses.
func (s *Suggestion) Draft(a Acceptance) Draft {
	d := Draft{Revision: s.Revision, Kind: Quote, Quotation: s.Quotation, Spans: asked(s.Spans), Cue: asked(s.Cue), Mention: asked(s.Mention)}
	set(&d.Quotation, a.Quotation)
	set(&d.Spans, a.Spans)
	set(&d.Cue, a.Cue)
	set(&d.Mention, a.Mention)
	choice := SpeakerChoice{Name: s.Speaker}
	set(&choice, a.Speaker)
	if !choice.Nobody() {
		d.Speaker = &choice
	}
	return d
}

// LeavesSpeaker says that the acceptance leaves open who said it, or names again whom the
// suggestion names, without a person having typed that.
func (s *Suggestion) LeavesSpeaker(a Acceptance) bool {
	if a.Typed {
		return false
	}
	c := a.Speaker.Value
	return !a.Speaker.Set || s.Speaker != "" && c.ID == "" && !c.Distinct && text.FoldString(c.Name) == text.FoldString(s.Speaker)
}

// RefuseOtherMeaning refuses to leave the speaker to the suggestion where its name means
// somebody else by now than whoever accepts saw.
func (s *Suggestion) RefuseOtherMeaning(a Acceptance) error {
	if a.Means == nil || !s.LeavesSpeaker(a) {
		return nil
	}
	switch {
	case s.Means == nil && *a.Means != "":
		return RefuseField(Conflict, "speaker", "error.suggestion_means_nobody")
	case s.Means != nil && *a.Means != s.Means.ID:
		return RefuseField(Conflict, "speaker", "error.suggestion_means", "name", s.Means.Name)
	}
	return nil
}

// Attribute is the draft of an acceptance with the speaker that this leaves to the
// suggestion: whom its name means in the article, where people decided on that; or else
// whoever has the name, which for one who is Unnamed is nobody yet.
func (s *Suggestion) Attribute(d Draft, a Acceptance) Draft {
	if d.Speaker == nil || !s.LeavesSpeaker(a) {
		return d
	}
	choice := *d.Speaker
	switch {
	case s.Means != nil:
		choice = SpeakerChoice{ID: s.Means.ID, Kind: choice.Kind}
	case s.Unnamed:
		choice = SpeakerChoice{Name: s.Speaker, Kind: cmp.Or(choice.Kind, s.SpeakerKind), Distinct: true}
	default:
		choice.NewKind = s.SpeakerKind
	}
	d.Speaker = &choice
	return d
}

// SamePassages says that the annotation has the form and the places of the suggestion.
func (s *Suggestion) SamePassages(a *Annotation) bool {
	return a.Quotation == s.Quotation && slices.Equal(a.Spans, s.Spans) && slices.Equal(a.Cue, s.Cue) && slices.Equal(a.Mention, s.Mention)
}

func asked(passages []Passage) []PassageDraft {
	drafts := make([]PassageDraft, len(passages))
	for i, p := range passages {
		drafts[i] = PassageDraft{Start: p.Start, End: p.End, Exact: &p.Exact}
	}
	return drafts
}

// Became is what an annotation that was made of the suggestion says of it. The speaker is
// the annotation's, nil for none: one who does not go by the suggested name is a change,
// also where people decided on that one for the name.
func (s *Suggestion) Became(a *Annotation, speaker *Speaker) *Suggested {
	same := s.Speaker == ""
	if speaker != nil {
		same = speaker.GoesBy(s.Speaker)
	}
	return &Suggested{Rule: s.Rule, Rules: s.Rules, Confidence: s.Confidence,
		Edited: !same || !s.SamePassages(a)}
}

// check refuses what no rules say of a suggestion.
func (s *Suggested) check() error {
	if s == nil {
		return nil
	}
	if blank(s.Rule) {
		return RefuseField(Invalid, "suggested.rule", "error.required", "field", "suggested")
	}
	return firstError(checkLine("suggested.rule", s.Rule, MaxName), countable("suggested.rules", s.Rules), checkConfidence("suggested.confidence", s.Confidence))
}
