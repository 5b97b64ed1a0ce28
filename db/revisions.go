package db

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// revisionKey names a revision of an article, which never changes: what is made of
// its text can be kept for as long as there is room.
type revisionKey struct {
	article  string // id
	revision int
}

// TextIndex is the index of a revision's text, from memory when it was asked for
// lately; NotFound when there is no such revision.
func (db *DB) TextIndex(ctx context.Context, article string, revision int) (*text.Index, error) {
	key := revisionKey{article, revision}
	if x, ok := db.texts.Get(key); ok {
		return x, nil
	}
	var s string
	err := db.read(ctx, func(q querier) (err error) {
		s, err = revisionText(ctx, q, article, revision)
		return err
	})
	if err != nil {
		return nil, err
	}
	x := text.NewIndex(s)
	db.texts.Put(key, x)
	return x, nil
}

// textIndexIn is TextIndex within a transaction. What it reads there may never be
// committed, so it keeps nothing: callers ask TextIndex before they enter.
func (db *DB) textIndexIn(t *tx, article string, revision int) (*text.Index, error) {
	return db.textIndexAside(t.ctx, t, article, revision)
}

// textIndexAside is TextIndex for work that goes through many texts, which must not
// push those out that people work on.
func (db *DB) textIndexAside(ctx context.Context, q querier, article string, revision int) (*text.Index, error) {
	if x, ok := db.texts.Get(revisionKey{article, revision}); ok {
		return x, nil
	}
	s, err := revisionText(ctx, q, article, revision)
	if err != nil {
		return nil, err
	}
	return text.NewIndex(s), nil
}

func revisionText(ctx context.Context, q querier, article string, revision int) (s string, err error) {
	err = q.QueryRowContext(ctx, `SELECT text FROM revisions
		WHERE article = (SELECT seq FROM articles WHERE id = ?) AND revision = ?`, article, revision).Scan(&s)
	if errors.Is(err, sql.ErrNoRows) {
		return "", notFound("revision", article+"/"+strconv.Itoa(revision))
	}
	return s, err
}

// insertRevision keeps the text of an article as its revision a.Revision, with the
// heading as it was read from that text.
func insertRevision(t *tx, seq int64, a annotation.Article, by string, at time.Time) error {
	_, err := t.exec(`INSERT INTO revisions (article, revision, text, title, byline, dateline, language, created_by, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		seq, a.Revision, a.Text, a.Title, a.Byline, a.Dateline, a.Language, by, timeText(at))
	return err
}

// readHeading is the heading as it was read from a revision's text.
func readHeading(t *tx, seq int64, revision int) (a annotation.Article, err error) {
	err = t.queryRow(`SELECT title, byline, dateline, language FROM revisions WHERE article = ? AND revision = ?`, seq, revision).
		Scan(&a.Title, &a.Byline, &a.Dateline, &a.Language)
	return a, err
}

// beganAs says that an article was begun with the content of this one, by the same
// person: whatever was changed since, the draft of both was the same. One that was
// imported at a later revision was begun elsewhere, and with what is not known.
func beganAs(t *tx, seq int64, a annotation.Article) (same bool, err error) {
	err = t.queryRow(`SELECT EXISTS (SELECT 1 FROM revisions
		WHERE article = ? AND revision = 1 AND text = ? AND title = ? AND byline = ? AND dateline = ? AND language = ? AND created_by = ?)`,
		seq, a.Text, a.Title, a.Byline, a.Dateline, a.Language, a.CreatedBy).Scan(&same)
	return same, err
}
