package db

import (
	"context"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
)

// AcceptSuggestion makes a quote of a suggestion, as CreateAnnotation does of a draft,
// with what the acceptance changes. One that was accepted already with the same content,
// by whomever, is answered with what it became, and false. A Conflict are one that was
// accepted otherwise (error.suggestion_accepted, with what it became as Current) or rejected
// (error.suggestion_rejected), one whose quote somebody marked otherwise
// (error.suggestion_covered, with that annotation as Current) or whose annotation was
// deleted (error.suggestion_deleted), one whose name means somebody else by now than the
// acceptance says (error.suggestion_means, error.suggestion_means_nobody), one of a past
// text, an archived article, and whatever resolving its speaker refuses.
func (db *DB) AcceptSuggestion(ctx context.Context, actor annotation.Actor, id string, acceptance annotation.Acceptance) (annotation.Annotation, bool, error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return annotation.Annotation{}, false, err
	}
	if seen, err := db.Suggestion(ctx, id); err != nil {
		return annotation.Annotation{}, false, err
	} else if err := db.readAhead(ctx, seen.Article); err != nil {
		return annotation.Annotation{}, false, err
	}
	var (
		a       annotation.Annotation
		created bool
	)
	err := db.write(ctx, func(t *tx) (err error) {
		s, err := findSuggestion(t.ctx, t, id)
		if err == nil {
			s.Means, err = meansOf(t.ctx, t, s.Suggestion)
		}
		if err != nil {
			return err
		}
		a, created, err = db.accept(t, actor, s, acceptance)
		return err
	})
	if err != nil {
		return annotation.Annotation{}, false, err
	}
	return a, created, nil
}

// accept is AcceptSuggestion within a write, of a suggestion that says what its name Means.
func (db *DB) accept(t *tx, actor annotation.Actor, s suggestionRow, acceptance annotation.Acceptance) (a annotation.Annotation, created bool, err error) {
	if s.State == annotation.Accepted {
		a, err = db.accepted(t, actor, s, acceptance)
		return a, false, err
	}
	on, err := findDesk(t.ctx, t, s.Article)
	if err != nil {
		return a, false, err
	}
	if err := refuseUndecidable(s, on, annotation.Accepted); err != nil {
		return a, false, err
	}
	if err := refuseCovered(t, s); err != nil {
		return a, false, err
	}
	if err := s.RefuseOtherMeaning(acceptance); err != nil {
		return a, false, err
	}
	d := s.Draft(acceptance)
	if a, err = db.mark(t, actor, s.Article, s.Attribute(d, acceptance), acceptedAs(s, d, acceptance), &s.Suggestion); err != nil {
		return a, false, err
	}
	return a, true, setDecision(t, s.seq, 0, s.Decide(annotation.Accepted, a.ID, actor, t.now))
}

// typedSpeaker stands in acceptedAs where a person typed the speaker; no id is like that.
const typedSpeaker = "*"

// acceptedAs is what a second acceptance is compared with: the digest of what was asked
// for, by whomever, a blank, and the id of the speaker whom the suggested name meant, if it
// was left to that.
func acceptedAs(s suggestionRow, d annotation.Draft, acceptance annotation.Acceptance) string {
	meant := ""
	switch {
	case acceptance.Typed:
		meant = typedSpeaker
	case s.Means != nil && s.LeavesSpeaker(acceptance):
		meant = s.Means.ID
	}
	return d.Digest(s.Article, annotation.Actor{}) + " " + meant
}

// asksForSame says that an acceptance asks for what another did, which is acceptedAs: that
// it saw another meaning of the name counts, that it did not look at that does not.
func asksForSame(as string, s suggestionRow, d annotation.Draft, acceptance annotation.Acceptance) bool {
	digest, meant, _ := strings.Cut(as, " ")
	if digest != d.Digest(s.Article, annotation.Actor{}) || acceptance.Typed != (meant == typedSpeaker) {
		return false
	}
	return acceptance.Means == nil || !s.LeavesSpeaker(acceptance) || meant == *acceptance.Means
}

// accepted is what a suggestion became that is accepted a second time; with other content
// than the first it is a Conflict. What no annotation can be is refused as such.
func (db *DB) accepted(t *tx, actor annotation.Actor, s suggestionRow, acceptance annotation.Acceptance) (annotation.Annotation, error) {
	made, err := findAnnotation(t.ctx, t, s.Annotation)
	if err != nil {
		return made.Annotation, err
	}
	d := s.Draft(acceptance)
	setting, err := db.setting(t, actor, s.Article, s.Revision, nil)
	if err != nil {
		return made.Annotation, err
	}
	if d.Speaker != nil {
		if setting.Speaker, err = namedSpeaker(t, actor, *d.Speaker); err != nil {
			return made.Annotation, err
		}
	}
	again, err := annotation.New(s.ID, d, setting)
	if err != nil {
		return made.Annotation, err
	}
	if made.Deleted {
		return made.Annotation, annotation.Refuse(annotation.Conflict, "error.suggestion_deleted")
	}
	if asksForSame(made.digest, s, d, acceptance) || made.Suggested != nil && !made.Suggested.Edited && s.SamePassages(&again) && sameSpeaker(s, acceptance, made.Speaker, again.Speaker) {
		return made.Annotation, nil
	}
	refused := annotation.Refuse(annotation.Conflict, "error.suggestion_accepted", "name", s.DecidedBy)
	refused.Current, refused.Submitted = made.Annotation, acceptance
	return made.Annotation, refused
}

// namedSpeaker is whom a choice picks by id; nil where it picks by a name, which is only
// looked at.
func namedSpeaker(t *tx, actor annotation.Actor, choice annotation.SpeakerChoice) (*annotation.SpeakerRef, error) {
	if choice.ID != "" || choice.Nobody() {
		return chosenSpeaker(t, actor, choice)
	}
	if err := choice.Check(); err != nil {
		return nil, err
	}
	_, err := newSpeaker(t, actor, choice)
	return nil, err
}

// sameSpeaker says that a second acceptance means the speaker of what was made of the
// suggestion as it was: by leaving that open, or by the id.
func sameSpeaker(s suggestionRow, acceptance annotation.Acceptance, made, chosen *annotation.SpeakerRef) bool {
	switch {
	case chosen != nil:
		return made != nil && made.ID == chosen.ID
	case !s.LeavesSpeaker(acceptance):
		return false
	case acceptance.Means != nil && *acceptance.Means != "" && (made == nil || made.ID != *acceptance.Means):
		return false
	}
	kind := acceptance.Speaker.Value.Kind
	return kind == "" || made != nil && made.Kind == kind
}

// refuseCovered refuses to mark a second time what somebody marked.
func refuseCovered(t *tx, s suggestionRow) error {
	if s.coveredBy == 0 {
		return nil
	}
	var id string
	if err := t.queryRow(`SELECT id FROM annotations WHERE seq = ?`, s.coveredBy).Scan(&id); err != nil {
		return err
	}
	by, err := findAnnotation(t.ctx, t, id)
	if err != nil {
		return err
	}
	refused := annotation.Refuse(annotation.Conflict, "error.suggestion_covered", "name", by.CreatedBy)
	refused.Current = by.Annotation
	return refused
}
