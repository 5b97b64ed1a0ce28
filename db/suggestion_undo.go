package db

import (
	"context"
	"database/sql"
	"errors"
	"math"

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

// UndoAcceptances takes back the actor's latest standing changes in an article, newest
// first, for as long as each is that they accepted a suggestion, and nobody has touched
// what it became: changed it, or put evidence, a comment or a right of reply to it. It stops
// at the first that is something else, or after most. It writes a few at a time; where it
// fails, those undone until then are. It refuses what Undo does, but for having nothing to
// undo.
func (db *DB) UndoAcceptances(ctx context.Context, actor annotation.Actor, article string, most int) (undone int, err error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return 0, err
	}
	if err := db.readAhead(ctx, article); err != nil {
		return 0, err
	}
	for first := true; first || undone < most; first = false {
		some, n := min(most-undone, acceptBatch), 0
		if err := db.write(ctx, func(t *tx) (err error) {
			n, err = db.undoAcceptances(t, actor, article, some)
			return err
		}); err != nil {
			return undone, err
		}
		if undone += n; n < some || n == 0 {
			break
		}
	}
	return undone, nil
}

// undoAcceptances is UndoAcceptances within a write.
func (db *DB) undoAcceptances(t *tx, actor annotation.Actor, article string, most int) (undone int, err error) {
	on, err := findDesk(t.ctx, t, article)
	if err == nil {
		err = on.refuseArchived()
	}
	before := int64(math.MaxInt64)
	for err == nil && undone < most {
		if before, err = db.undoAcceptance(t, actor, article, before); before == 0 {
			break
		}
		undone++
	}
	return undone, err
}

// undoAcceptance takes back the latest standing change before an event, if it is an
// acceptance of what nobody touched, and answers with its number; 0 where it is not.
func (db *DB) undoAcceptance(t *tx, actor annotation.Actor, article string, before int64) (int64, error) {
	done, err := lastChangeBefore(t, actor, article, before)
	if err == nil && done.action != annotationCreated {
		return 0, nil
	}
	var now annotationRow
	if err == nil {
		now, err = findAnnotation(t.ctx, t, done.object)
	}
	if err == nil {
		err = refuseBuiltOn(t, done, now.Annotation)
	}
	if refused, ok := errors.AsType[*annotation.Error](err); ok && (refused.Key == "error.nothing_to_undo" || refused.Key == "error.undo_stale") {
		return 0, nil
	}
	if err != nil || now.Suggested == nil {
		return 0, err
	}
	var touched bool
	if err := t.queryRow(touchedQuery, now.seq, now.seq, now.seq).Scan(&touched); err != nil || touched {
		return 0, err
	}
	if _, err := db.takeBack(t, actor, done, now); err != nil {
		return 0, err
	}
	return done.seq, nil
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
