package annotation

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"
)

// Way is how somebody was asked to reply.
type Way string

const (
	ByCall    Way = "call"
	ByEmail   Way = "email"
	ByMessage Way = "message"
	ByLetter  Way = "letter"
	InPerson  Way = "in_person"
	OtherWay  Way = "other"
)

// Ways lists every Way in the order in which it is shown.
var Ways = []Way{ByCall, ByEmail, ByMessage, ByLetter, InPerson, OtherWay}

// Outcome is what came of asking.
type Outcome string

const (
	Waiting  Outcome = "waiting"
	Answered Outcome = "answered"
	Declined Outcome = "declined"  // said that they do not comment
	NoAnswer Outcome = "no_answer" // the time that they were given is over
)

// Outcomes lists every Outcome in the order in which it is shown.
var Outcomes = []Outcome{Waiting, Answered, Declined, NoAnswer}

// ReplyFields are what people record of a right of reply: whom they asked, when and
// how, and what came of it. Question is what was put to them, Answer their own words.
type ReplyFields struct {
	Asked      string  `json:"asked,omitempty"`
	AskedOn    string  `json:"asked_on,omitempty"` // YYYY-MM-DD
	How        Way     `json:"how,omitempty"`
	Question   string  `json:"question,omitempty"`
	Until      string  `json:"until,omitempty"` // YYYY-MM-DD, the last day that they were given
	Outcome    Outcome `json:"outcome,omitempty"`
	Answer     string  `json:"answer,omitempty"`
	AnsweredOn string  `json:"answered_on,omitempty"` // YYYY-MM-DD
}

// Reply is the record that somebody whom a statement is about was asked to answer it,
// as the codes of the trade demand before it is published against them (for one, the
// IFCN Code of Principles 4.5).
type Reply struct {
	ID         string `json:"id,omitempty"`
	Annotation string `json:"annotation,omitempty"` // left out inside its annotation
	ReplyFields
	CreatedBy string    `json:"created_by,omitempty"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`
	Version   int       `json:"version,omitzero"`

	Deleted bool `json:"-"`
}

// ReplyDraft is a new record as somebody writes it; without an Outcome, one that
// waits.
type ReplyDraft struct {
	ID string `json:"id,omitempty"` // brought by the client, so that a retry makes no second one
	ReplyFields
}

// Digest is the same for two drafts of the same content by the same person for the
// same annotation.
func (d ReplyDraft) Digest(annotation string, actor Actor) string {
	body, err := json.Marshal(d)
	if err != nil {
		panic(fmt.Sprintf("a draft is plain data: %v", err))
	}
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(body, "\x00%s\x00%s", annotation, actor.Name)))
}

// ReplyPatch changes the fields that are set.
type ReplyPatch struct {
	Asked      Opt[string]  `json:"asked,omitzero"`
	AskedOn    Opt[string]  `json:"asked_on,omitzero"`
	How        Opt[Way]     `json:"how,omitzero"`
	Question   Opt[string]  `json:"question,omitzero"`
	Until      Opt[string]  `json:"until,omitzero"`
	Outcome    Opt[Outcome] `json:"outcome,omitzero"`
	Answer     Opt[string]  `json:"answer,omitzero"`
	AnsweredOn Opt[string]  `json:"answered_on,omitzero"`
}

// NewReply makes a record of a draft, or says what is wrong with it.
func NewReply(id, annotation string, d ReplyDraft, actor Actor, now time.Time) (Reply, error) {
	r := Reply{ID: id, Annotation: annotation, ReplyFields: d.ReplyFields, CreatedBy: actor.Name, CreatedAt: now, UpdatedAt: now, Version: 1}
	if r.Outcome == "" {
		r.Outcome = Waiting
	}
	if err := firstError(actor.Require(Mark), r.validate()); err != nil {
		return Reply{}, err
	}
	return r, nil
}

// Apply is the record after the patch, or what forbids it. Nothing changed leaves
// Version as it is.
func (r Reply) Apply(p ReplyPatch, actor Actor, now time.Time) (Reply, error) {
	if err := actor.Require(Mark); err != nil {
		return r, err
	}
	after := r
	set(&after.Asked, p.Asked)
	set(&after.AskedOn, p.AskedOn)
	set(&after.How, p.How)
	set(&after.Question, p.Question)
	set(&after.Until, p.Until)
	set(&after.Outcome, p.Outcome)
	set(&after.Answer, p.Answer)
	set(&after.AnsweredOn, p.AnsweredOn)
	if err := after.validate(); err != nil {
		return r, err
	}
	if after.ReplyFields != r.ReplyFields {
		after.Version, after.UpdatedAt = r.Version+1, now
	}
	return after, nil
}

// ReplyInside is the record as it stands inside its annotation.
func ReplyInside(r Reply) Reply {
	r.Annotation = ""
	return r
}

func (f *ReplyFields) validate() error {
	switch {
	case blank(f.Asked):
		return RefuseField(Invalid, "asked", "error.required", "field", "asked")
	case f.AskedOn == "":
		return RefuseField(Invalid, "asked_on", "error.required", "field", "asked_on")
	case f.How == "":
		return RefuseField(Invalid, "how", "error.required", "field", "how")
	case f.Outcome == "":
		return RefuseField(Invalid, "outcome", "error.required", "field", "outcome")
	}
	if err := firstError(
		checkLine("asked", f.Asked, MaxName*2),
		checkDay("asked_on", f.AskedOn),
		known("how", f.How, Ways),
		checkProse("question", f.Question, MaxProse),
		checkDay("until", f.Until),
		known("outcome", f.Outcome, Outcomes),
		checkProse("answer", f.Answer, MaxPieceText),
		checkDay("answered_on", f.AnsweredOn),
	); err != nil {
		return err
	}
	answers := f.Outcome == Answered || f.Outcome == Declined
	switch {
	case f.Outcome == Answered && blank(f.Answer):
		return RefuseField(Invalid, "answer", "error.required", "field", "answer")
	case !answers && (f.Answer != "" || f.AnsweredOn != ""):
		return RefuseField(Invalid, "outcome", "error.answer_without_outcome")
	}
	return firstError(notBefore("until", f.Until, "asked_on", f.AskedOn), notBefore("answered_on", f.AnsweredOn, "asked_on", f.AskedOn))
}

// notBefore refuses a day that lies before another; days are YYYY-MM-DD.
func notBefore(field, day, thanField, than string) error {
	if day == "" || day >= than {
		return nil
	}
	return RefuseField(Invalid, field, "error.day_before", "field", field, "value", day, "than_field", thanField, "than", than)
}

// ImportedReply is a record as an export of its annotation says it, or what is wrong
// with it.
func ImportedReply(r Reply, annotation string) (Reply, error) {
	if r.Annotation != "" && r.Annotation != annotation {
		return r, RefuseField(Invalid, "annotation", "error.unknown_value", "field", "annotation", "value", r.Annotation, "allowed", annotation)
	}
	r.Annotation = ""
	return r, firstError(importedID(r.ID), r.validate(), moments(&r.CreatedAt, &r.UpdatedAt),
		checkLine("created_by", r.CreatedBy, MaxName), countable("version", r.Version))
}
