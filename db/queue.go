package db

import (
	"context"
	"strconv"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
)

// Task is an annotation that somebody has to do something about, with what a list
// shows of its article.
type Task struct {
	annotation.Annotation
	ArticleTitle string
	Language     string
	Direction    string
}

// Queue lists the work of the desk that the filter asks for: annotations that are
// not approved, of articles that are not archived, the urgent first, then those due
// first, then the oldest. next is the cursor of the following page, or "".
func (db *DB) Queue(ctx context.Context, f annotation.QueueFilter, cursor string, limit int) ([]Task, string, error) {
	if err := f.Check(); err != nil {
		return nil, "", err
	}
	limit = pageLimit(limit)
	urgency, seq := "", int64(0)
	if cursor != "" {
		at, number, ok := strings.Cut(cursor, ".")
		var err error
		if seq, err = strconv.ParseInt(number, 10, 64); err != nil || !ok {
			return nil, "", badCursor(cursor)
		}
		urgency = at
	}
	query, args := queueQuery(f)
	type row struct {
		Task
		urgency string
		seq     int64
	}
	var rows []row
	err := db.read(ctx, func(q querier) (err error) {
		var r row
		scan := scanAnnotations(&r.ArticleTitle, &r.Language, &r.Direction, &r.urgency, &r.seq)
		rows, err = collect(ctx, q, func(from scanner) (row, error) {
			var err error
			r.Annotation, err = scan(from)
			return r, err
		}, query, append(args, urgency, seq, limit+1)...)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = rows[limit-1].urgency + "." + strconv.FormatInt(rows[limit-1].seq, 10)
	}
	tasks := make([]Task, len(rows))
	for i, r := range rows {
		tasks[i] = r.Task
	}
	return tasks, next, nil
}

// QueueCounts says how much each filter would show in place of the one chosen of its
// kind, the others staying. It reads an index of the unfinished work once, and
// nothing of what is finished or archived.
func (db *DB) QueueCounts(ctx context.Context, f annotation.QueueFilter) (annotation.QueueCounts, error) {
	if err := f.Check(); err != nil {
		return annotation.QueueCounts{}, err
	}
	query, args := queueCountsQuery(f)
	counts := annotation.QueueCounts{}
	err := db.read(ctx, func(q querier) error {
		return each(ctx, q, func(row scanner) error {
			var (
				g annotation.QueueGroup
				n int
			)
			err := row.Scan(&g.State, &g.Kind, &g.Priority, &g.Assignee, &g.Due, &g.Mine, &n)
			counts.Add(f, g, n)
			return err
		}, query, args...)
	})
	return counts, err
}

// The conditions of the queue, each with its arguments. They stand in the words of
// the index annotations_queue, so that it alone decides them.
const (
	inQueue = `annotations.deleted = 0 AND annotations.state <> 'approved' AND annotations.shelved = 0`

	// isMine is what the reader can go on with: what they were given, unless it waits
	// for a second person, and what waits for their approval.
	isMine = `(annotations.assignee = ? AND annotations.state <> 'checked' OR annotations.state = 'checked' AND ? AND (? OR annotations.checked_by <> ?))`

	// dueWhen is a QueueDue on the day given.
	dueWhen = `CASE WHEN annotations.due = '' THEN 'none' WHEN annotations.due < ? THEN 'overdue' WHEN annotations.due = ? THEN 'today' ELSE 'later' END`
)

func mineArgs(f annotation.QueueFilter) []any {
	return []any{f.Reader.Name, f.Reader.Role.Can(annotation.Decide), f.OnePerson, f.Reader.Name}
}

func queueQuery(f annotation.QueueFilter) (string, []any) {
	where, args := []string{inQueue}, []any{}
	and := func(condition string, more ...any) {
		where, args = append(where, condition), append(args, more...)
	}
	switch f.Whose {
	case annotation.Mine:
		and(isMine, mineArgs(f)...)
	case annotation.Nobodys:
		and(`annotations.assignee = ''`)
	}
	if f.State != "" {
		and(`+annotations.state = ?`, string(f.State))
	}
	if f.Kind != "" {
		and(`annotations.kind = ?`, string(f.Kind))
	}
	if f.Priority != "" {
		and(`annotations.priority = ?`, string(f.Priority.Kept()))
	}
	if f.Assignee != "" {
		and(`annotations.assignee = ?`, f.Assignee)
	}
	if f.Due != "" {
		and(dueWhen+` = ?`, f.Today, f.Today, string(f.Due))
	}
	if f.Article != "" {
		and(`+annotations.article = (SELECT seq FROM articles WHERE id = ?)`, f.Article)
	}
	and(`(annotations.urgency, annotations.seq) > (?, ?)`)
	return `SELECT ` + annotationColumns + `, articles.title, articles.language, articles.direction, annotations.urgency, annotations.seq
		FROM ` + annotationTables + ` WHERE ` + strings.Join(where, ` AND `) + `
		ORDER BY annotations.urgency, annotations.seq LIMIT ?`, args
}

// queueCountsQuery counts in the order of the index annotations_queue_counts or, of
// one article, what that has.
func queueCountsQuery(f annotation.QueueFilter) (string, []any) {
	args := append([]any{f.Today, f.Today}, mineArgs(f)...)
	from, where := `annotations INDEXED BY annotations_queue_counts`, inQueue
	if f.Article != "" {
		from, where = `annotations`, where+` AND annotations.article = (SELECT seq FROM articles WHERE id = ?)`
		args = append(args, f.Article)
	}
	return `SELECT state, kind, priority, assignee, ` + dueWhen + `, ` + isMine + `, n FROM (
			SELECT state, kind, priority, assignee, checked_by, due, count(*) AS n
			FROM ` + from + ` WHERE ` + where + ` GROUP BY state, kind, priority, assignee, checked_by, due) AS annotations`, args
}
