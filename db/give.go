package db

import (
	"context"

	"github.com/isnad/isnad/internal/annotation"
)

// Picked is an annotation as somebody has seen it.
type Picked struct {
	ID      string
	Version int
}

// Given is what became of annotations that were given to another speaker. First and
// Last are the events that say so, for TakeBack.
type Given struct {
	Speaker     *annotation.SpeakerRef
	Changes     []Change
	First, Last int64
}

// GiveStatements attributes annotations, of whatever articles, to another speaker: all
// of them or, when one cannot be, none. Each is a change like that of
// ChangeAnnotation, with its refusals; one that was changed since it was picked is
// Stale (error.statement_changed), with it as it is as Current. What is the speaker's
// already stays as it is.
func (db *DB) GiveStatements(ctx context.Context, actor annotation.Actor, picked []Picked, to annotation.SpeakerChoice) (g Given, err error) {
	if err := annotation.CheckGiving(actor, len(picked), to); err != nil {
		return Given{}, err
	}
	err = db.write(ctx, func(t *tx) error {
		g = Given{}
		s := annotation.Setting{Actor: actor, Now: t.now}
		var err error
		if s.Speaker, err = chosenSpeaker(t, actor, to); err != nil {
			return err
		}
		g.Speaker = s.Speaker
		for _, one := range picked {
			c, err := giveStatement(t, s, one)
			if err != nil {
				return err
			}
			g.Changes = append(g.Changes, c)
			if c.Event > 0 && g.First == 0 {
				g.First = c.Event
			}
			g.Last = max(g.Last, c.Event)
		}
		return nil
	})
	if err != nil {
		return Given{}, err
	}
	return g, nil
}

// giveStatement needs no text: the annotation stands where it stood.
func giveStatement(t *tx, s annotation.Setting, one Picked) (Change, error) {
	before, err := findAnnotation(t.ctx, t, one.ID)
	if err == nil && before.Deleted {
		err = notFound("annotation", one.ID)
	}
	if err != nil {
		return Change{}, err
	}
	if one.Version != before.Version {
		refused := annotation.RefuseField(annotation.Stale, "statements", "error.statement_changed")
		refused.Current = before.Annotation
		return Change{}, refused
	}
	if err := before.on.refuseArchived(); err != nil {
		return Change{}, err
	}
	s.Article, s.Revision = before.Article, before.on.revision
	after, err := before.Apply(annotation.Patch{Speaker: annotation.To(annotation.SpeakerChoice{ID: s.Speaker.ID})}, s)
	if err != nil || after.Version == before.Version {
		return Change{Before: before.Annotation, After: after}, err
	}
	return save(t, nil, s.Actor, annotationChanged, before, after, 0)
}

// TakeBack undoes the actor's changes of annotations that the events from first to
// last say, as Undo does with one: all of them or, when somebody has built on one of
// them, none. What is taken back already is left out; with nothing left it is a
// Conflict (error.nothing_to_undo).
func (db *DB) TakeBack(ctx context.Context, actor annotation.Actor, first, last int64) (changes []Change, err error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return nil, err
	}
	if last-first >= annotation.MaxGiven {
		return nil, annotation.Refuse(annotation.Conflict, "error.nothing_to_undo")
	}
	articles, err := db.articlesOf(ctx, first, last)
	if err != nil {
		return nil, err
	}
	for _, article := range articles {
		if err := db.readAhead(ctx, article); err != nil {
			return nil, err
		}
	}
	err = db.write(ctx, func(t *tx) error {
		changes = nil
		steps, err := collect(t.ctx, t, func(row scanner) (s step, err error) {
			err = row.Scan(&s.seq, &s.action, &s.object, &s.body)
			return s, err
		}, stepsQuery, first, last, actor.Name, annotationChanged)
		if err != nil {
			return err
		}
		if len(steps) == 0 {
			return annotation.Refuse(annotation.Conflict, "error.nothing_to_undo")
		}
		for _, done := range steps {
			now, err := findAnnotation(t.ctx, t, done.object)
			if err != nil {
				return err
			}
			if err := now.on.refuseArchived(); err != nil {
				return err
			}
			if err := refuseBuiltOn(t, done, now.Annotation); err != nil {
				return err
			}
			c, err := db.takeBack(t, actor, done, now)
			if err != nil {
				return err
			}
			changes = append(changes, c)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return changes, nil
}

const stepsQuery = `SELECT events.seq, events.action, events.object, event_payloads.body
	FROM events LEFT JOIN event_payloads ON event_payloads.seq = events.seq
	WHERE events.seq BETWEEN ? AND ? AND events.actor = ? AND events.action = ? AND ` + standing + ` ORDER BY events.seq DESC`

// articlesOf are the articles in which something is said to have happened.
func (db *DB) articlesOf(ctx context.Context, first, last int64) (ids []string, err error) {
	err = db.read(ctx, func(q querier) (err error) {
		ids, err = collect(ctx, q, scanID, `SELECT DISTINCT article FROM events WHERE seq BETWEEN ? AND ? AND article <> ''`, first, last)
		return err
	})
	return ids, err
}
