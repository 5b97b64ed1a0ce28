package db

import (
	"context"
	"math"
	"strconv"

	"github.com/isnad/isnad/internal/annotation"
)

// Statement is an annotation attributed to a speaker, with what a list of them
// shows of its article.
type Statement struct {
	annotation.Annotation
	ArticleTitle string
	Language     string
	Direction    string
}

// Statements lists what is attributed to a speaker in all articles, archived ones
// too, the newest first, from a cursor on, with the cursor of the page after it
// ("" when this one is the last): NotFound when there is no such speaker.
func (db *DB) Statements(ctx context.Context, speaker, cursor string, limit int) ([]Statement, string, error) {
	limit = pageLimit(limit)
	before := int64(math.MaxInt64)
	if cursor != "" {
		var err error
		if before, err = strconv.ParseInt(cursor, 10, 64); err != nil {
			return nil, "", badCursor(cursor)
		}
	}
	type row struct {
		Statement
		seq int64
	}
	var rows []row
	err := db.read(ctx, func(q querier) error {
		s, err := findSpeaker(ctx, q, speaker)
		if err != nil {
			return err
		}
		var r row
		scan := scanAnnotations(&r.ArticleTitle, &r.Language, &r.Direction, &r.seq)
		rows, err = collect(ctx, q, func(from scanner) (row, error) {
			var err error
			r.Annotation, err = scan(from)
			return r, err
		}, statementsQuery, s.seq, before, limit+1)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = strconv.FormatInt(rows[limit-1].seq, 10)
	}
	statements := make([]Statement, len(rows))
	for i, r := range rows {
		statements[i] = r.Statement
	}
	return statements, next, nil
}

// The order is that of creation, which no change disturbs, and that of the index
// annotations_speaker, so that a page costs no more for a longer list.
const statementsQuery = `SELECT ` + annotationColumns + `, articles.title, articles.language, articles.direction, annotations.seq
	FROM ` + annotationTables + `
	WHERE annotations.speaker = ? AND annotations.deleted = 0 AND annotations.seq < ?
	ORDER BY annotations.seq DESC LIMIT ?`
