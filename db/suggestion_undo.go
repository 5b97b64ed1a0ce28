package db

import (
	"context"
	"database/sql"
	"errors"

	"github.com/isnad/isnad/internal/annotation"
)

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

// UndoAcceptances takes back what the actor accepted in an article by the events numbered
// first to last, and stands, newest first, as Undo does one after the other: as far as nobody
// has touched what it became, or deleted it. What somebody changed, or put evidence, a comment
// or a right of reply to, stays, and is counted in kept, each time. What the actor did
// beside accepting, and what others did, is neither. It writes a few at a time; where it
// fails, those undone until then are. It refuses what Undo does, but for having nothing to
// undo.
func (db *DB) UndoAcceptances(ctx context.Context, actor annotation.Actor, article string, first, last int64) (undone, kept int, err error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return 0, 0, err
	}
	if err := db.readAhead(ctx, article); err != nil {
		return 0, 0, err
	}
	for last, more := last, true; more; {
		var some []step
		n := 0
		if err := db.write(ctx, func(t *tx) (err error) {
			some, n, err = db.undoAcceptances(t, actor, article, first, last)
			return err
		}); err != nil {
			return undone, kept, err
		}
		undone, kept = undone+n, kept+len(some)-n
		if more = len(some) == acceptBatch; more {
			last = some[len(some)-1].seq - 1
		}
	}
	return undone, kept, nil
}

// acceptancesQuery finds the standing acceptances of an actor in an article by the numbers
// of their events, newest first.
const acceptancesQuery = `SELECT events.seq, events.action, events.object FROM events JOIN annotations ON annotations.id = events.object
	WHERE events.article = ? AND events.actor = ? AND events.seq BETWEEN ? AND ? AND events.action = '` + annotationCreated + `'
		AND annotations.suggested <> '' AND ` + standing + ` ORDER BY events.seq DESC LIMIT ?`

// undoAcceptances is UndoAcceptances of the newest few within a write: which those are, and
// how many of them are undone.
func (db *DB) undoAcceptances(t *tx, actor annotation.Actor, article string, first, last int64) (some []step, undone int, err error) {
	on, err := findDesk(t.ctx, t, article)
	if err == nil {
		err = on.refuseArchived()
	}
	if err != nil {
		return nil, 0, err
	}
	some, err = collect(t.ctx, t, func(row scanner) (s step, err error) {
		err = row.Scan(&s.seq, &s.action, &s.object)
		return s, err
	}, acceptancesQuery, article, actor.Name, first, last, acceptBatch)
	for _, done := range some {
		did := false
		if did, err = db.undoAcceptance(t, actor, done); err != nil {
			return nil, 0, err
		}
		if did {
			undone++
		}
	}
	return some, undone, err
}

// undoAcceptance takes back an acceptance, and says whether: not where somebody touched or
// deleted what it became.
func (db *DB) undoAcceptance(t *tx, actor annotation.Actor, done step) (bool, error) {
	now, err := findAnnotation(t.ctx, t, done.object)
	if err != nil || now.Deleted {
		return false, err
	}
	if err := refuseBuiltOn(t, done, now.Annotation); err != nil {
		if refused, ok := errors.AsType[*annotation.Error](err); ok && refused.Key == "error.undo_stale" {
			err = nil
		}
		return false, err
	}
	var touched bool
	if err := t.queryRow(touchedQuery, now.seq, now.seq, now.seq).Scan(&touched); err != nil || touched {
		return false, err
	}
	_, err = db.takeBack(t, actor, done, now)
	return err == nil, err
}

// touchedQuery says whether anything ever was put to an annotation.
const touchedQuery = `SELECT EXISTS (SELECT 1 FROM citations WHERE annotation = ?) OR EXISTS (SELECT 1 FROM comments WHERE annotation = ?) OR EXISTS (SELECT 1 FROM replies WHERE annotation = ?)`

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

// openAgain makes a suggestion one that nobody has decided on.
func openAgain(t *tx, s suggestionRow) (annotation.Suggestion, error) {
	by, err := coverOf(t, s.seq, s.Spans)
	if err != nil {
		return s.Suggestion, err
	}
	after := s.Reopen()
	return after, setDecision(t, s.seq, by, after)
}
