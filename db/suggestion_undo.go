package db

import (
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
