package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/isnad/isnad/internal/annotation"
)

// AnnotationAt is an annotation as it was at a version, its speaker by the name of
// then, or as whoever that one is now by a merge; NotFound where the history does not
// say, or does not any more.
func (db *DB) AnnotationAt(ctx context.Context, id string, version int) (annotation.Annotation, error) {
	var a annotation.Annotation
	err := db.readVersion(ctx, "annotation", id, version, &a)
	a.FillScale() // events from before there was a choice say none
	if err != nil || a.Speaker == nil {
		return a, err
	}
	return a, db.read(ctx, func(q querier) error {
		s, err := findSpeaker(ctx, q, a.Speaker.AttributedTo())
		if err != nil {
			return err
		}
		now, err := refTo(ctx, q, s)
		if err == nil && now.ID != a.Speaker.ID {
			a.Speaker = now
		}
		return err
	})
}

// HeadingAt is an article's heading as it was at a version, without text and
// counts; NotFound as in AnnotationAt.
func (db *DB) HeadingAt(ctx context.Context, id string, version int) (annotation.Article, error) {
	var h heading
	err := db.readVersion(ctx, "article", id, version, &h)
	return annotation.Article{ID: id, Title: h.Title, Byline: h.Byline, Dateline: h.Dateline, Language: h.Language, Version: h.Version}, err
}

const versionQuery = `SELECT event_payloads.body FROM events JOIN event_payloads ON event_payloads.seq = events.seq
	WHERE events.object = ? AND events.action GLOB ? AND json_extract(event_payloads.body, '$.after.version') = ? ORDER BY events.seq DESC LIMIT 1`

// readVersion reads, of the events about a thing of that kind (things of two kinds
// may have one id), what an event says its thing was afterwards, when it came to
// that version.
func (db *DB) readVersion(ctx context.Context, thing, id string, version int, after any) error {
	var body string
	err := db.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, versionQuery, id, thing+".*", version).Scan(&body)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return notFound(thing, id)
	}
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(body), &struct{ After any }{after})
}
