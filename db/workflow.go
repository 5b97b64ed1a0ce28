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

// Left says what holds an article back on a day (YYYY-MM-DD).
func (db *DB) Left(ctx context.Context, article, today string) (l annotation.Left, err error) {
	err = db.read(ctx, func(q querier) (err error) {
		if err := q.QueryRowContext(ctx, unassignedQuery, article, annotation.LeftMost).Scan(&l.Unassigned); err != nil {
			return err
		}
		if err := q.QueryRowContext(ctx, overdueQuery, article, today, annotation.LeftMost).Scan(&l.Overdue); err != nil {
			return err
		}
		if l.Comments, l.CommentOn, err = oldest(ctx, q, openCommentsQuery, openCommentQuery, article); err != nil {
			return err
		}
		l.Waiting, l.WaitingOn, err = oldest(ctx, q, waitingRepliesQuery, waitingReplyQuery, article)
		return err
	})
	return l, err
}

// oldest counts, up to annotation.LeftMost, and names the annotation with the oldest counted.
func oldest(ctx context.Context, q querier, count, first, article string) (n int, on string, err error) {
	if err = q.QueryRowContext(ctx, count, article, annotation.LeftMost).Scan(&n); err == nil && n > 0 {
		err = q.QueryRowContext(ctx, first, article).Scan(&on)
	}
	return n, on, err
}

const (
	leftIn = `annotations WHERE article = (SELECT seq FROM articles WHERE id = ?) AND deleted = 0 AND state <> 'approved'`

	unassignedQuery = `SELECT count(*) FROM (SELECT 1 FROM ` + leftIn + ` AND assignee = '' LIMIT ?)`
	overdueQuery    = `SELECT count(*) FROM (SELECT 1 FROM ` + leftIn + ` AND due <> '' AND due < ? LIMIT ?)`
)
