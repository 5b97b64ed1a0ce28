package db

import (
	"context"
	"errors"

	"github.com/isnad/isnad/internal/annotation"
)

// acceptBatch is how many suggestions are accepted in one write, for which others wait.
const acceptBatch = 50

// AcceptSuggestions accepts all suggestions of an article that wait and that the choice
// takes, as they are. Left for a person to look at are those whose speaker has nearly the
// name of a known one, and those whose name means somebody who does not go by it: that one
// quote was corrected says nothing of the others. What others decide meanwhile is neither.
// It writes a few at a time; where it fails, those accepted until then are, and are what it
// answers with beside the error. UndoAcceptances takes them back.
func (db *DB) AcceptSuggestions(ctx context.Context, actor annotation.Actor, article string, choice annotation.SuggestionChoice) (all annotation.AcceptedMany, err error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return all, err
	}
	if err := choice.Check(); err != nil {
		return all, err
	}
	if err := db.readAhead(ctx, article); err != nil {
		return all, err
	}
	open, err := db.Suggestions(ctx, article)
	if err != nil {
		return all, err
	}
	var ids []string
	for _, s := range choice.Of(open) {
		ids = append(ids, s.ID)
	}
	for first := true; first || len(ids) > 0; first = false {
		some := ids[:min(len(ids), acceptBatch)]
		ids = ids[len(some):]
		var done annotation.AcceptedMany
		if err := db.write(ctx, func(t *tx) (err error) {
			done, err = db.acceptAll(t, actor, article, some)
			return err
		}); err != nil {
			return all, err
		}
		all = all.And(done)
	}
	return all, nil
}

// acceptAll is AcceptSuggestions of some within a write.
func (db *DB) acceptAll(t *tx, actor annotation.Actor, article string, ids []string) (done annotation.AcceptedMany, err error) {
	on, err := findDesk(t.ctx, t, article)
	if err == nil {
		err = on.refuseArchived()
	}
	if err != nil {
		return done, err
	}
	before, err := lastEvent(t)
	if err != nil {
		return done, err
	}
	for _, id := range ids {
		accepted, left, err := db.acceptOne(t, actor, on, id)
		if err != nil {
			return done, err
		}
		if accepted {
			done.Accepted++
		}
		if left {
			done.Left++
		}
	}
	after, err := lastEvent(t)
	if after > before {
		done.First, done.Last = before+1, after
	}
	return done, err
}

// acceptOne accepts one of many as it is, or leaves it, or finds it decided.
func (db *DB) acceptOne(t *tx, actor annotation.Actor, on desk, id string) (accepted, left bool, err error) {
	s, err := findSuggestion(t.ctx, t, id)
	switch {
	case annotation.CodeOf(err) == annotation.NotFound:
		return false, false, nil // newer rules made others
	case err != nil:
		return false, false, err
	case s.State != annotation.Suggesting || s.coveredBy != 0 || s.Revision != on.revision:
		return false, false, nil
	}
	if other, err := meansAnother(t, &s); other || err != nil {
		return false, other, err
	}
	var as annotation.Acceptance
	if s.Speaker != "" {
		as.Speaker = annotation.To(annotation.SpeakerChoice{Name: s.Speaker, Asking: true})
	}
	_, _, err = db.accept(t, actor, s, as)
	if isNear(err) {
		return false, true, nil
	}
	return err == nil, false, err
}

// meansAnother fills whom the suggestion's name means, and says whether that one does not
// go by it.
func meansAnother(t *tx, s *suggestionRow) (bool, error) {
	var err error
	if s.Means, err = meansOf(t.ctx, t, s.Suggestion); err != nil || s.Means == nil {
		return false, err
	}
	speaker, err := findSpeaker(t.ctx, t, s.Means.ID)
	return err == nil && !speaker.GoesBy(s.Speaker), err
}

// isNear says that a name was refused for being nearly a known speaker's; nothing is
// written then.
func isNear(err error) bool {
	refused, ok := errors.AsType[*annotation.Error](err)
	return ok && refused.Key == "error.speaker_near"
}
