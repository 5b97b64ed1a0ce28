package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/isnad/isnad/internal/annotation"
)

// Undo takes back the actor's own latest change of an annotation in the article
// that is not taken back yet: what they marked is deleted, what they deleted comes
// back, and what they changed has its earlier values again. A suggestion that they
// accepted or rejected is open again. It is a change like any
// other: the version grows, and a further event says which one it undoes. Undoing
// again goes one step further back; an undo itself is not undone.
//
// A change that somebody has built on since is a Conflict (error.undo_stale, with
// the annotation as it is as Current). So is having nothing to undo
// (error.nothing_to_undo), or an archived article (error.archived).
//
// Taking back a change gives the annotation all it had, its state and whoever
// checked and approved it included, even where the actor could not approve it:
// the sign-off is the one that person gave, of exactly these values, and nobody but
// the actor has touched it in between.
func (db *DB) Undo(ctx context.Context, actor annotation.Actor, article string) (c Change, err error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return Change{}, err
	}
	if err := db.readAhead(ctx, article); err != nil {
		return Change{}, err
	}
	err = db.write(ctx, func(t *tx) error {
		on, err := findDesk(t.ctx, t, article)
		if err != nil {
			return err
		}
		if err := on.refuseArchived(); err != nil {
			return err
		}
		done, err := lastChange(t, actor, article)
		if err != nil {
			return err
		}
		if c, err = db.undoStep(t, actor, done, on); err == nil && c.Suggestion != nil {
			c.Suggestion.Means, err = meansOf(t.ctx, t, *c.Suggestion)
		}
		return err
	})
	if err != nil {
		return Change{}, err
	}
	return c, nil
}

// undoStep takes back a step that nothing stands on.
func (db *DB) undoStep(t *tx, actor annotation.Actor, done step, on desk) (Change, error) {
	if done.action == suggestionRejected {
		return takeBackRejection(t, actor, done, on)
	}
	now, err := findAnnotation(t.ctx, t, done.object)
	if err != nil {
		return Change{}, err
	}
	if err := refuseBuiltOn(t, done, now.Annotation); err != nil {
		return Change{}, err
	}
	return db.takeBack(t, actor, done, now)
}

// step is a change of an annotation or of a suggestion, as the history knows it.
type step struct {
	seq            int64
	action, object string
	body           sql.NullString // {"before":…,"after":…}; NULL once erased
}

// standing is a condition on an event: it takes nothing back and is not taken back.
const standing = ` undoes IS NULL AND NOT EXISTS (SELECT 1 FROM events AS later WHERE later.undoes = events.seq) `

const lastChangeQuery = `SELECT events.seq, events.action, events.object, event_payloads.body
	FROM events LEFT JOIN event_payloads ON event_payloads.seq = events.seq
	WHERE events.article = ? AND events.actor = ? AND events.action IN (?, ?, ?, ?, ?) AND ` + standing + `
		AND (events.action <> '` + suggestionRejected + `' OR EXISTS (SELECT 1 FROM suggestions JOIN articles ON articles.seq = suggestions.article
			WHERE suggestions.id = events.object AND suggestions.revision = articles.revision))
	ORDER BY events.seq DESC LIMIT 1`

// lastChange finds the actor's latest standing change of an annotation or of a suggestion.
// A rejection of what the article's text does not hold any more is none.
func lastChange(t *tx, actor annotation.Actor, article string) (s step, err error) {
	err = t.queryRow(lastChangeQuery, article, actor.Name, annotationCreated, annotationChanged, annotationDeleted, annotationRestored, suggestionRejected).
		Scan(&s.seq, &s.action, &s.object, &s.body)
	if errors.Is(err, sql.ErrNoRows) {
		return step{}, annotation.Refuse(annotation.Conflict, "error.nothing_to_undo")
	}
	return s, err
}

const builtOnQuery = `SELECT actor FROM events WHERE object = ? AND seq > ? AND action GLOB 'annotation.*' AND ` + standing + ` ORDER BY seq LIMIT 1`

// refuseBuiltOn refuses to take back a step that another stands on. A later change
// that was taken back again left the annotation as the step had made it.
func refuseBuiltOn(t *tx, s step, now annotation.Annotation) error {
	var by string
	err := t.queryRow(builtOnQuery, s.object, s.seq).Scan(&by)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return undoStale(now, by)
}

func undoStale(now annotation.Annotation, by string) error {
	refused := annotation.Refuse(annotation.Conflict, "error.undo_stale", "name", by)
	refused.Current = now
	return refused
}

// takeBack does the opposite of a step to the annotation as it is now.
func (db *DB) takeBack(t *tx, actor annotation.Actor, done step, now annotationRow) (Change, error) {
	switch done.action {
	case annotationCreated:
		c, err := db.setDeleted(t, actor, now, true, done.seq)
		if err == nil {
			c.Suggestion, err = takeBackAcceptance(t, now)
		}
		return c, err
	case annotationRestored:
		return db.setDeleted(t, actor, now, true, done.seq)
	case annotationDeleted:
		return db.setDeleted(t, actor, now, false, done.seq)
	}
	var payload struct {
		Before *annotation.Annotation `json:"before"`
	}
	if done.body.Valid {
		if err := json.Unmarshal([]byte(done.body.String), &payload); err != nil {
			return Change{}, err
		}
	}
	earlier := payload.Before
	if earlier == nil || earlier.Revision != now.Revision {
		// Erased for good, or of a text that is not the article's any more.
		return Change{}, undoStale(now.Annotation, now.CreatedBy)
	}
	after := *earlier
	after.FillScale() // events from before there was a choice say none
	after.Version, after.UpdatedAt = now.Version+1, t.now
	if after.Speaker != nil { // who may have another name by now, or be somebody else's name
		speaker, err := findSpeaker(t.ctx, t, after.Speaker.AttributedTo())
		if err != nil {
			return Change{}, err
		}
		if after.Speaker, err = refTo(t.ctx, t, speaker); err != nil {
			return Change{}, err
		}
	}
	x, err := db.textIndexIn(t, after.Article, after.Revision)
	if err != nil {
		return Change{}, err
	}
	return save(t, x, actor, annotationChanged, now, after, done.seq)
}
