package db

import (
	"context"
	"database/sql"
	"errors"

	"github.com/isnad/isnad/internal/annotation"
)

// What the history calls decisions on suggestions. That one was accepted is told by the
// annotation that it became (annotation.created, with suggested).
//
//	suggestion.rejected  Before null, After the suggestion
//	suggestion.restored  the same, when a rejected one is open again: it undoes the rejection
const (
	suggestionRejected = "suggestion.rejected"
	suggestionRestored = "suggestion.restored"
)

// acceptBatch is how many suggestions are accepted in one write, for which others wait.
const acceptBatch = 50

// AcceptSuggestion makes a quote of a suggestion, as CreateAnnotation does of a draft,
// with what the acceptance changes. One that was accepted already is answered with
// what it became, and false. A Conflict are one that was rejected
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
		made, err := findAnnotation(t.ctx, t, s.Annotation)
		if err == nil && made.Deleted {
			err = annotation.Refuse(annotation.Conflict, "error.suggestion_deleted")
		}
		return made.Annotation, false, err
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
	if a, err = db.mark(t, actor, s.Article, s.Draft(acceptance), "", &s.Suggestion); err != nil {
		return a, false, err
	}
	return a, true, setDecision(t, s.seq, 0, s.Decide(annotation.Accepted, a.ID, actor, t.now))
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
	for i := range open {
		if choice.Takes(&open[i]) {
			ids = append(ids, open[i].ID)
		}
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

// RejectSuggestion says that a suggestion is no quote: it is not made again. One that was
// rejected stays as it is. A Conflict are one that was accepted
// (error.suggestion_accepted), one of a past text and an archived article.
func (db *DB) RejectSuggestion(ctx context.Context, actor annotation.Actor, id string) (annotation.Suggestion, error) {
	return db.decide(ctx, actor, id, annotation.Rejected, func(t *tx, s suggestionRow, on desk) (annotation.Suggestion, error) {
		after := s.Decide(annotation.Rejected, "", actor, t.now)
		if err := setDecision(t, s.seq, 0, after); err != nil {
			return after, err
		}
		if err := recordIn(t, actor, suggestionRejected, after.Article, after.ID, nil, after); err != nil {
			return after, err
		}
		return after, grow(t, on.seq)
	})
}

// RestoreSuggestion opens a rejected suggestion again; one that is open stays as it is.
// It refuses what RejectSuggestion does.
func (db *DB) RestoreSuggestion(ctx context.Context, actor annotation.Actor, id string) (annotation.Suggestion, error) {
	return db.decide(ctx, actor, id, annotation.Suggesting, func(t *tx, s suggestionRow, on desk) (annotation.Suggestion, error) {
		var rejection int64
		if err := t.queryRow(rejectionQuery, s.ID, suggestionRejected).Scan(&rejection); err != nil {
			return s.Suggestion, err
		}
		return unreject(t, actor, s, on, rejection)
	})
}

const rejectionQuery = `SELECT seq FROM events WHERE object = ? AND action = ? ORDER BY seq DESC LIMIT 1`

// unreject opens a rejected suggestion again, and says that the rejection is taken back.
func unreject(t *tx, actor annotation.Actor, s suggestionRow, on desk, rejection int64) (annotation.Suggestion, error) {
	after, err := openAgain(t, s)
	if err != nil {
		return after, err
	}
	e := annotation.Event{Actor: actor.Name, Action: suggestionRestored, Article: after.Article, Object: after.ID, Undoes: rejection}
	if _, err := recordSides(t, e, nil, after); err != nil {
		return after, err
	}
	return after, grow(t, on.seq)
}

// decide finds a suggestion that the actor may decide on now, and runs do on it unless
// it is in that state already.
func (db *DB) decide(ctx context.Context, actor annotation.Actor, id string, to annotation.SuggestionState, do func(*tx, suggestionRow, desk) (annotation.Suggestion, error)) (after annotation.Suggestion, err error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return annotation.Suggestion{}, err
	}
	err = db.write(ctx, func(t *tx) error {
		s, err := findSuggestion(t.ctx, t, id)
		if err != nil {
			return err
		}
		on, err := findDesk(t.ctx, t, s.Article)
		if err != nil {
			return err
		}
		if err := refuseUndecidable(s, on, to); err != nil {
			return err
		}
		if after = s.Suggestion; s.State == to {
			return nil
		}
		after, err = do(t, s, on)
		return err
	})
	if err != nil {
		return annotation.Suggestion{}, err
	}
	return after, nil
}

func refuseUndecidable(s suggestionRow, on desk, to annotation.SuggestionState) error {
	if err := on.refuseArchived(); err != nil {
		return err
	}
	if s.Revision != on.revision {
		return annotation.RefuseField(annotation.Conflict, "revision", "error.past_revision", "revision", s.Revision, "current", on.revision)
	}
	return s.RefuseUndecidable(to)
}

// openAgain makes a suggestion one that nobody has decided on.
func openAgain(t *tx, s suggestionRow) (annotation.Suggestion, error) {
	by, err := coverOf(t, s.seq, s.Spans)
	if err != nil {
		return s.Suggestion, err
	}
	after := s.Reopen()
	return after, setDecision(t, s.seq, by, after)
}

// setDecision writes what was decided on a suggestion, and which quote covers it, 0 for none.
func setDecision(t *tx, seq, coveredBy int64, s annotation.Suggestion) error {
	at := ""
	if !s.DecidedAt.IsZero() {
		at = timeText(s.DecidedAt)
	}
	_, err := t.exec(`UPDATE suggestions SET state = ?, annotation = (SELECT seq FROM annotations WHERE id = ?), covered_by = nullif(?, 0),
		decided_by = ?, decided_at = ? WHERE seq = ?`, string(s.State), s.Annotation, coveredBy, s.DecidedBy, at, seq)
	return err
}

const madeOfQuery = `SELECT ` + suggestionColumns + ` FROM ` + suggestionTables + ` WHERE suggestions.annotation = ?`

// takeBackAcceptance opens the suggestion again that an annotation, which is deleted now,
// was made of; nil when it was made of none of the article's current text.
func takeBackAcceptance(t *tx, made annotationRow) (*annotation.Suggestion, error) {
	s, err := scanSuggestion(t.queryRow(madeOfQuery, made.seq))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil || s.Revision != made.on.revision {
		return nil, err
	}
	after, err := openAgain(t, s)
	return &after, err
}

// takeBackRejection is Undo of a suggestion's rejection.
func takeBackRejection(t *tx, actor annotation.Actor, done step, on desk) (Change, error) {
	s, err := findSuggestion(t.ctx, t, done.object)
	if err == nil {
		err = refuseUndecidable(s, on, annotation.Suggesting)
	}
	if err != nil {
		return Change{}, err
	}
	after, err := unreject(t, actor, s, on, done.seq)
	return Change{Suggestion: &after}, err
}

const decidedOfQuery = `SELECT suggestions.id FROM annotations JOIN suggestions ON suggestions.annotation = annotations.seq WHERE annotations.id = ?`

// suggestionThings adds the suggestion that an annotation was made of to the things that
// its history tells of.
func suggestionThings(ctx context.Context, q querier, id string, things []thing) ([]thing, error) {
	ids, err := collect(ctx, q, scanID, decidedOfQuery, id)
	for _, id := range ids {
		things = append(things, thing{ID: id, Actions: "suggestion.*"})
	}
	return things, err
}
