package views

import (
	"context"
	"net/url"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
)

// ReplyPage is the record of a right of reply, or the form for a new one.
type ReplyPage struct {
	AnnotationHead
	Reply *annotation.Reply // nil: a new one
	Form  ReplyForm
}

// ReplyForm holds the fields as they stand in the form.
type ReplyForm struct {
	ID      string // of a new record, so that sending it twice makes one
	Version int
	annotation.ReplyFields

	Problem, Field string
	Conflict       []Difference
}

// ReplyFormOf fills the form with a record as it is.
func ReplyFormOf(r *annotation.Reply) ReplyForm {
	return ReplyForm{Version: r.Version, ReplyFields: r.ReplyFields}
}

var replyFieldNames = []string{"asked", "asked_on", "how", "question", "until", "outcome", "answer", "answered_on"}

func (f ReplyForm) problemAt(field string) string {
	return problemAbout(f.Problem, f.Field, replyFieldNames, field)
}

func (p ReplyPage) action() string {
	if p.Reply == nil {
		return annotationPath(p.Annotation.ID, "replies")
	}
	return replyPath(p.Reply.ID)
}

// formID is EvidencePage.formID for a right of reply.
func (p ReplyPage) formID() string {
	if p.Reply == nil {
		return "reply-form-new-" + p.Annotation.ID
	}
	return "reply-form-" + p.Reply.ID
}

func replyPath(id string, action ...string) string {
	return "/replies/" + strings.Join(append([]string{url.PathEscape(id)}, action...), "/")
}

// outcomeTones give what came of asking its colour.
var outcomeTones = map[annotation.Outcome]string{
	annotation.Waiting: "warn", annotation.Answered: "good", annotation.Declined: "none", annotation.NoAnswer: "none",
}

// replyFacts are what a line about a right of reply says besides whom it asked.
func replyFacts(ctx context.Context, r *annotation.Reply) []string {
	facts := []string{t(ctx, "how."+string(r.How)), t(ctx, "reply.asked", "day", day(ctx, r.AskedOn))}
	switch {
	case r.AnsweredOn != "":
		facts = append(facts, t(ctx, "reply.answered", "day", day(ctx, r.AnsweredOn)))
	case r.Until != "":
		facts = append(facts, t(ctx, "reply.until", "day", day(ctx, r.Until)))
	}
	return facts
}

// ReplyDifferences lists the fields in which a record and a form about it disagree.
func ReplyDifferences(ctx context.Context, theirs, yours ReplyForm) (list []Difference) {
	word := func(prefix, value string) string {
		if value == "" {
			return ""
		}
		return t(ctx, prefix+value)
	}
	for _, d := range []Difference{
		{"field.asked", theirs.Asked, yours.Asked},
		{"field.asked_on", day(ctx, theirs.AskedOn), day(ctx, yours.AskedOn)},
		{"field.how", word("how.", string(theirs.How)), word("how.", string(yours.How))},
		{"field.question", theirs.Question, yours.Question},
		{"field.until", day(ctx, theirs.Until), day(ctx, yours.Until)},
		{"field.outcome", word("outcome.", string(theirs.Outcome)), word("outcome.", string(yours.Outcome))},
		{"field.answer", theirs.Answer, yours.Answer},
		{"field.answered_on", day(ctx, theirs.AnsweredOn), day(ctx, yours.AnsweredOn)},
	} {
		if strings.TrimSpace(d.Theirs) != strings.TrimSpace(d.Yours) {
			list = append(list, d)
		}
	}
	return list
}
