package db

import (
	"context"
	"errors"

	"github.com/isnad/isnad/internal/annotation"
)

// acceptBatch is how many suggestions are accepted in one write, for which others wait.
const acceptBatch = 50

// AcceptSuggestion makes a quote of a suggestion, as CreateAnnotation does of a draft,
// with what the acceptance changes. One that was accepted already with the same content,
// by whomever, is answered with what it became, and false. A Conflict are one that was
// accepted otherwise (error.suggestion_accepted, with what it became as Current) or rejected
// (error.suggestion_rejected), one whose quote somebody marked otherwise
// (error.suggestion_covered, with that annotation as Current) or whose annotation was
// deleted (error.suggestion_deleted), one of a past text, an archived article, and
// whatever resolving its speaker refuses.
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

// accept is AcceptSuggestion within a write.
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
	if s.Means, err = meansOf(t.ctx, t, s.Suggestion); err != nil {
		return a, false, err
	}
	d := s.Draft(acceptance)
	if a, err = db.mark(t, actor, s.Article, s.Attribute(d, acceptance), acceptedDigest(s, d), &s.Suggestion); err != nil {
		return a, false, err
	}
	return a, true, setDecision(t, s.seq, 0, s.Decide(annotation.Accepted, a.ID, actor, t.now))
}

// acceptedDigest is the same for whoever accepts a suggestion as the same annotation, also
// once its name means somebody.
func acceptedDigest(s suggestionRow, d annotation.Draft) string {
	return d.Digest(s.Article, annotation.Actor{})
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
	if made.digest == acceptedDigest(s, d) || made.Suggested != nil && !made.Suggested.Edited && s.SamePassages(&again) && sameSpeaker(s, acceptance, made.Speaker, again.Speaker) {
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

// AcceptSuggestions accepts all suggestions of an article that wait and that the choice
// takes, as they are. Those whose speaker has nearly the name of a known one are left
// for a person to look at. What others decide meanwhile is neither. It writes a few at a
// time; where it fails, those accepted until then are.
func (db *DB) AcceptSuggestions(ctx context.Context, actor annotation.Actor, article string, choice annotation.SuggestionChoice) (accepted, left int, err error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return 0, 0, err
	}
	if err := choice.Check(); err != nil {
		return 0, 0, err
	}
	if err := db.readAhead(ctx, article); err != nil {
		return 0, 0, err
	}
	open, err := db.Suggestions(ctx, article)
	if err != nil {
		return 0, 0, err
	}
	var ids []string
	for _, s := range choice.Of(open) {
		ids = append(ids, s.ID)
	}
	for first := true; first || len(ids) > 0; first = false {
		some := ids[:min(len(ids), acceptBatch)]
		ids = ids[len(some):]
		done, near := 0, 0
		if err := db.write(ctx, func(t *tx) (err error) {
			done, near, err = db.acceptAll(t, actor, article, some)
			return err
		}); err != nil {
			return accepted, left, err
		}
		accepted, left = accepted+done, left+near
	}
	return accepted, left, nil
}

func (db *DB) acceptAll(t *tx, actor annotation.Actor, article string, ids []string) (accepted, left int, err error) {
	on, err := findDesk(t.ctx, t, article)
	if err == nil {
		err = on.refuseArchived()
	}
	if err != nil {
		return 0, 0, err
	}
	for _, id := range ids {
		s, err := findSuggestion(t.ctx, t, id)
		switch {
		case annotation.CodeOf(err) == annotation.NotFound:
			continue // newer rules made others
		case err != nil:
			return 0, 0, err
		case s.State != annotation.Suggesting || s.coveredBy != 0 || s.Revision != on.revision:
			continue
		}
		var as annotation.Acceptance
		if s.Speaker != "" {
			as.Speaker = annotation.To(annotation.SpeakerChoice{Name: s.Speaker, Asking: true})
		}
		_, _, err = db.accept(t, actor, s, as)
		if isNear(err) {
			left++
			continue
		}
		if err != nil {
			return 0, 0, err
		}
		accepted++
	}
	return accepted, left, nil
}

// isNear says that a name was refused for being nearly a known speaker's; nothing is
// written then.
func isNear(err error) bool {
	refused, ok := errors.AsType[*annotation.Error](err)
	return ok && refused.Key == "error.speaker_near"
}
