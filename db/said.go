package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"hash/fnv"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/similarity"
)

// execer is what writes: a *tx, and the transaction of a migration.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// saidBy is what an annotation says.
func saidBy(a *annotation.Annotation) similarity.Statement {
	passages := a.Said()
	parts := make([]string, len(passages))
	for i, p := range passages {
		parts[i] = p.Exact
	}
	return similarity.Of(strings.Join(parts, " "))
}

// saveSaid lets an annotation be found by what it says now, and by nothing else; one
// that is deleted, by nothing.
func saveSaid(t *tx, seq int64, a *annotation.Annotation) error {
	var was string
	err := t.queryRow(`SELECT folded FROM said WHERE annotation = ?`, seq).Scan(&was)
	found := err == nil
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	var now similarity.Statement
	if !a.Deleted {
		now = saidBy(a)
	}
	if found && !a.Deleted && now.Folded() == was {
		return nil
	}
	if found {
		before := similarity.OfFolded(was)
		keys, err := json.Marshal(before.Keys())
		if err != nil {
			return err
		}
		if _, err := t.exec(`DELETE FROM said_words WHERE word IN (SELECT value FROM json_each(?)) AND weight = ? AND annotation = ?`,
			string(keys), before.Weight(), seq); err != nil {
			return err
		}
		if _, err := t.exec(`DELETE FROM said WHERE annotation = ?`, seq); err != nil {
			return err
		}
	}
	if a.Deleted {
		return nil
	}
	return insertSaid(t.ctx, t, seq, now)
}

func insertSaid(ctx context.Context, to execer, seq int64, s similarity.Statement) error {
	keys, err := json.Marshal(s.Keys())
	if err != nil {
		return err
	}
	if _, err := to.ExecContext(ctx, `INSERT INTO said (annotation, folded, digest) VALUES (?, ?, ?)`, seq, s.Folded(), digestOf(s)); err != nil {
		return err
	}
	_, err = to.ExecContext(ctx, `INSERT INTO said_words (word, weight, annotation) SELECT value, ?, ? FROM json_each(?)`, s.Weight(), seq, string(keys))
	return err
}

// digestOf finds a statement that is the same; two that are not may have one digest.
func digestOf(s similarity.Statement) int64 {
	h := fnv.New64a()
	h.Write([]byte(s.Folded())) // never fails
	return int64(h.Sum64())
}

// fillSaid puts what stands in a file into said and said_words.
func fillSaid(ctx context.Context, t *sql.Tx) error {
	type row struct {
		seq int64
		a   annotation.Annotation
	}
	for last := int64(0); ; {
		rows, err := collect(ctx, t, func(from scanner) (r row, err error) {
			err = from.Scan(&r.seq, scanPassages{&r.a.Spans}, scanOriginal{&r.a.Original})
			return r, err
		}, `SELECT annotations.seq, anchors.spans, anchors.original FROM annotations
			JOIN anchors ON anchors.annotation = annotations.seq AND anchors.revision = annotations.revision
			WHERE annotations.deleted = 0 AND annotations.seq > ? ORDER BY annotations.seq LIMIT 1000`, last)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			if err := insertSaid(ctx, t, r.seq, saidBy(&r.a)); err != nil {
				return err
			}
			last = r.seq
		}
	}
}
