package db

import (
	"context"

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

// RejectSuggestion says that a suggestion is no quote: it is not made again, and stands for
// the same words in newer texts (keepProposals). One that was
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
		if after = s.Suggestion; s.State != to {
			after, err = do(t, s, on)
		}
		if err == nil && to == annotation.Suggesting {
			after.Means, err = meansOf(t.ctx, t, after)
		}
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
