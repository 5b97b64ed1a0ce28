package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

// Report is what a report of an article tells: nothing confidential, whoever asks,
// since a report is handed on. NotFound when there is no such article.
func (db *DB) Report(ctx context.Context, actor annotation.Actor, article string) (export.Report, error) {
	if err := actor.Require(annotation.Read); err != nil {
		return export.Report{}, err
	}
	r := export.Report{MadeAt: db.now()}
	err := db.read(ctx, func(q querier) (err error) {
		if r.Article, err = exportArticle(ctx, q, article); err != nil {
			return err
		}
		if r.Signed, err = signed(ctx, q, article, r.Annotations); err != nil {
			return err
		}
		err = q.QueryRowContext(ctx, `SELECT seq, lower(hex(hash)) FROM events ORDER BY seq DESC LIMIT 1`).Scan(&r.Event, &r.Hash)
		if errors.Is(err, sql.ErrNoRows) {
			err = nil
		}
		return err
	})
	if err != nil {
		return export.Report{}, err
	}
	return r, nil
}

// signaturesQuery finds the steps to checked and approved that were not taken back,
// in their order. Undoing a later change gives back the sign-off of then, so that the
// undo is none itself.
const signaturesQuery = `SELECT object, state, actor, at FROM (
		SELECT events.seq, object, actor, at, body ->> '$.before.state' AS was, body ->> '$.after.state' AS state
		FROM events JOIN event_payloads ON event_payloads.seq = events.seq
		WHERE article = ? AND action = ? AND ` + standing + `)
	WHERE state IN (?, ?) AND state <> was ORDER BY seq`

// signed are the moments of the checks and sign-offs that annotations have now. Of
// several by the same person the newest one counts; a name that no step is by was
// imported.
func signed(ctx context.Context, q querier, article string, annotations []annotation.Annotation) (map[string]export.Signed, error) {
	now := make(map[string]*annotation.Annotation, len(annotations))
	for i := range annotations {
		now[annotations[i].ID] = &annotations[i]
	}
	all := map[string]export.Signed{}
	err := each(ctx, q, func(row scanner) error {
		var (
			object, by string
			state      annotation.State
			at         time.Time
		)
		if err := row.Scan(&object, &state, &by, scanTime{&at}); err != nil {
			return err
		}
		a, ok := now[object]
		if !ok {
			return nil // deleted since
		}
		s := all[object]
		switch {
		case state == annotation.Checked && by == a.CheckedBy:
			s.Checked = at
		case state == annotation.Approved && by == a.ApprovedBy:
			s.Approved = at
		}
		all[object] = s
		return nil
	}, signaturesQuery, article, annotationChanged, annotation.Checked, annotation.Approved)
	return all, err
}
