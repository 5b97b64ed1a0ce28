package annotation

import (
	"testing"
	"time"
)

func TestReply(t *testing.T) {
	asked := ReplyFields{Asked: "ليلى منصور، وزيرة المياه", AskedOn: "2026-01-02", How: ByEmail}
	with := func(change func(*ReplyFields)) ReplyFields {
		f := asked
		change(&f)
		return f
	}
	for _, test := range []struct {
		name, key, field string
		ReplyFields
	}{
		{"asked", "", "", asked},
		{"with everything", "", "", ReplyFields{"x", "2026-01-02", ByCall, "لماذا؟", "2026-01-02", Answered, "لأن…", "2026-01-02"}},
		{"declined without a word", "", "", with(func(f *ReplyFields) { f.Outcome = Declined })},
		{"declined with one", "", "", with(func(f *ReplyFields) { f.Outcome, f.Answer = Declined, "لا تعليق" })},
		{"never answered", "", "", with(func(f *ReplyFields) { f.Outcome, f.Until = NoAnswer, "2026-01-05" })},
		{"nobody", "error.required", "asked", with(func(f *ReplyFields) { f.Asked = " ـ" })},
		{"two lines", "error.control_character", "asked", with(func(f *ReplyFields) { f.Asked = "a\nb" })},
		{"no day", "error.required", "asked_on", with(func(f *ReplyFields) { f.AskedOn = "" })},
		{"no such day", "error.date_invalid", "asked_on", with(func(f *ReplyFields) { f.AskedOn = "2026-02-30" })},
		{"no way", "error.required", "how", with(func(f *ReplyFields) { f.How = "" })},
		{"no such way", "error.unknown_value", "how", with(func(f *ReplyFields) { f.How = "pigeon" })},
		{"no such outcome", "error.unknown_value", "outcome", with(func(f *ReplyFields) { f.Outcome = "maybe" })},
		{"answered nothing", "error.required", "answer", with(func(f *ReplyFields) { f.Outcome, f.Answer = Answered, "\n" })},
		{"an answer while waiting", "error.answer_without_outcome", "outcome", with(func(f *ReplyFields) { f.Answer = "x" })},
		{"a day of answering while waiting", "error.answer_without_outcome", "outcome", with(func(f *ReplyFields) { f.AnsweredOn = "2026-01-03" })},
		{"an answer that never came", "error.answer_without_outcome", "outcome", with(func(f *ReplyFields) { f.Outcome, f.Answer = NoAnswer, "x" })},
		{"until before it was asked", "error.day_before", "until", with(func(f *ReplyFields) { f.Until = "2026-01-01" })},
		{"answered before it was asked", "error.day_before", "answered_on", with(func(f *ReplyFields) { f.Outcome, f.Answer, f.AnsweredOn = Answered, "x", "2025-12-31" })},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := NewReply("r", "a", ReplyDraft{ReplyFields: test.ReplyFields}, reviewer, time.Time{})
			if test.key == "" {
				if err != nil || r.Asked != test.Asked || r.Outcome == "" || r.Version != 1 {
					t.Errorf("NewReply = %+v, %v", r, err)
				}
				return
			}
			wantRefusal(t, err, Invalid, test.key, test.field)
		})
	}
	_, err := NewReply("r", "a", ReplyDraft{ReplyFields: asked}, Actor{Name: "v", Role: Viewer}, time.Time{})
	wantRefusal(t, err, Forbidden, "error.forbidden", "")
}

func TestReplyApply(t *testing.T) {
	then, now := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC)
	r, err := NewReply("r", "a", ReplyDraft{ReplyFields: ReplyFields{Asked: "x", AskedOn: "2026-01-02", How: ByCall}}, reviewer, then)
	if err != nil || r.Outcome != Waiting {
		t.Fatal(r, err)
	}
	same, err := r.Apply(ReplyPatch{Asked: To("x")}, reviewer, now)
	if err != nil || same != r {
		t.Errorf("nothing changed: %+v, %v", same, err)
	}
	after, err := r.Apply(ReplyPatch{Outcome: To(Answered), Answer: To("نعم"), AnsweredOn: To("2026-01-03")}, reviewer, now)
	if err != nil || after.Version != 2 || !after.UpdatedAt.Equal(now) || after.Answer != "نعم" {
		t.Errorf("answered: %+v, %v", after, err)
	}
	_, err = after.Apply(ReplyPatch{Outcome: To(Waiting)}, reviewer, now)
	wantRefusal(t, err, Invalid, "error.answer_without_outcome", "outcome")
	_, err = after.Apply(ReplyPatch{Asked: To("y")}, Actor{Name: "v", Role: Viewer}, now)
	wantRefusal(t, err, Forbidden, "error.forbidden", "")
}
