package db

import (
	"context"

	"github.com/isnad/isnad/internal/annotation"
)

// withDesk adds to a rule's setting what it needs to know of the desk.
func withDesk(t *tx, s *annotation.Setting) (err error) {
	if s.People, err = everybody(t.ctx, t); err != nil {
		return err
	}
	settings, err := readSettings(t.ctx, t)
	s.OnePerson = settings.OnePerson
	return err
}

// LeftMost is as far as Left counts: looking at an article costs the same whatever
// is left in it.
const LeftMost = 100

// Left is what holds an article back beside the states of its annotations
// (Article.Counts), each up to LeftMost.
type Left struct {
	Unassigned int    // nobody's work
	Overdue    int    // due before the day given
	Comments   int    // not resolved
	CommentOn  string // the annotation with the oldest of them, or ""
}

// Left says what holds an article back on a day (YYYY-MM-DD).
func (db *DB) Left(ctx context.Context, article, today string) (l Left, err error) {
	err = db.read(ctx, func(q querier) error {
		if err := q.QueryRowContext(ctx, unassignedQuery, article, LeftMost).Scan(&l.Unassigned); err != nil {
			return err
		}
		if err := q.QueryRowContext(ctx, overdueQuery, article, today, LeftMost).Scan(&l.Overdue); err != nil {
			return err
		}
		if err := q.QueryRowContext(ctx, openCommentsQuery, article, LeftMost).Scan(&l.Comments); err != nil || l.Comments == 0 {
			return err
		}
		return q.QueryRowContext(ctx, openCommentQuery, article).Scan(&l.CommentOn)
	})
	return l, err
}

const (
	leftIn = `annotations WHERE article = (SELECT seq FROM articles WHERE id = ?) AND deleted = 0 AND state <> 'approved'`

	unassignedQuery = `SELECT count(*) FROM (SELECT 1 FROM ` + leftIn + ` AND assignee = '' LIMIT ?)`
	overdueQuery    = `SELECT count(*) FROM (SELECT 1 FROM ` + leftIn + ` AND due <> '' AND due < ? LIMIT ?)`
)
