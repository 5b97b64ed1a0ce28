package db

import (
	"context"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
)

// refuseUnknownStatement refuses to call an annotation the same as one that is not
// there, or not any more: Invalid (error.not_found). What stands there from before
// stays, and so does what an import says: the other may come, or come back.
func refuseUnknownStatement(t *tx, id string) error {
	if id == "" {
		return nil
	}
	row, err := findAnnotation(t.ctx, t, id)
	if annotation.CodeOf(err) == annotation.NotFound || err == nil && row.Deleted {
		return annotation.RefuseField(annotation.Invalid, "same_as", "error.not_found", "thing", "annotation", "id", id)
	}
	return err
}

// SameStatement lists the annotations that people have found to say the same as this
// one, whichever of the two says so, the oldest first; deleted ones are left out.
func (db *DB) SameStatement(ctx context.Context, a annotation.Annotation) ([]Statement, error) {
	var same []Statement
	err := db.read(ctx, func(q querier) error {
		rows, err := collect(ctx, q, scanStatements(), sameStatementQuery, a.ID, a.SameAs, maxPage)
		slices.SortFunc(rows, func(a, b statementRow) int { return int(a.seq - b.seq) })
		for _, r := range rows {
			same = append(same, r.Statement)
		}
		return err
	})
	return same, err
}

const sameStatementQuery = `SELECT ` + statementColumns + ` FROM ` + annotationTables + ` WHERE annotations.seq IN (
		SELECT seq FROM annotations WHERE same_as = ? AND same_as <> '' AND deleted = 0
		UNION SELECT seq FROM annotations WHERE id = ? AND deleted = 0
		LIMIT ?)`
