package db

import (
	"context"
	"database/sql"
	"errors"
	"math"
)

// Unfinished is something in an article that waits for a person: an annotation that is
// not signed off, or a suggestion. Its ID is "" when there is nothing.
type Unfinished struct {
	ID         string
	Suggestion bool

	start int
}

// before says that u is read before v.
func (u Unfinished) before(v Unfinished) bool {
	return u.start < v.start || u.start == v.start && u.ID < v.ID
}

// NextUnfinished is the first annotation that nobody has signed off, or suggestion that
// nobody has decided on, after the one given, as they are read; with back, the last
// before it. It goes round at the end, comes to the one given last, and starts at the
// beginning when that is "" or not in this article.
func (db *DB) NextUnfinished(ctx context.Context, article, after string, back bool) (Unfinished, error) {
	if back {
		return db.next(ctx, article, after, back, previousUnfinishedQuery, previousSuggestionQuery)
	}
	return db.next(ctx, article, after, back, nextUnfinishedQuery, nextSuggestionQuery)
}

// NextSuggestion is NextUnfinished among suggestions alone: its id, or "".
func (db *DB) NextSuggestion(ctx context.Context, article, after string) (id string, err error) {
	next, err := db.next(ctx, article, after, false, nextSuggestionQuery)
	return next.ID, err
}

// next is the first or, with back, the last that any of the queries finds from where after
// stands, or else from the end where one begins.
func (db *DB) next(ctx context.Context, article, after string, back bool, queries ...string) (next Unfinished, err error) {
	first := Unfinished{start: -2}
	if back {
		first = Unfinished{start: math.MaxInt}
	}
	err = db.read(ctx, func(q querier) error {
		from, err := placeOf(ctx, q, article, after, first)
		if err != nil {
			return err
		}
		for _, from := range []Unfinished{from, first} {
			for _, query := range queries {
				found := Unfinished{Suggestion: query == nextSuggestionQuery || query == previousSuggestionQuery}
				err := q.QueryRowContext(ctx, query, article, from.start, from.ID).Scan(&found.start, &found.ID)
				if errors.Is(err, sql.ErrNoRows) {
					continue
				}
				if err != nil {
					return err
				}
				if next.ID == "" || found.before(next) != back {
					next = found
				}
			}
			if next.ID != "" {
				return nil
			}
		}
		return nil
	})
	return next, err
}

// placeOf is where an annotation or suggestion of the article stands, decided or not,
// or else.
func placeOf(ctx context.Context, q querier, article, id string, or Unfinished) (Unfinished, error) {
	for _, query := range []string{annotationPlaceQuery, suggestionPlaceQuery} {
		var at Unfinished
		err := q.QueryRowContext(ctx, query, id, article).Scan(&at.start, &at.ID)
		if !errors.Is(err, sql.ErrNoRows) {
			return at, err
		}
	}
	return or, nil
}

const (
	annotationPlaceQuery = `SELECT start, annotations.id FROM annotations
		JOIN articles ON articles.seq = annotations.article WHERE annotations.id = ? AND articles.id = ?`
	suggestionPlaceQuery = `SELECT start, suggestions.id FROM suggestions
		JOIN articles ON articles.seq = suggestions.article WHERE suggestions.id = ? AND articles.id = ?`

	unfinished = `SELECT start, id FROM annotations
		WHERE article = (SELECT seq FROM articles WHERE id = ?) AND deleted = 0 AND state <> 'approved' AND `
	nextUnfinishedQuery     = unfinished + `(start, id) > (?, ?) ORDER BY start, id LIMIT 1`
	previousUnfinishedQuery = unfinished + `(start, id) < (?, ?) ORDER BY start DESC, id DESC LIMIT 1`

	undecided = `SELECT start, suggestions.id FROM articles JOIN suggestions ON suggestions.article = articles.seq
		WHERE articles.id = ? AND suggestions.revision = articles.revision AND ` + shownSuggestion + ` AND `
	nextSuggestionQuery     = undecided + `(start, suggestions.id) > (?, ?) ORDER BY start, suggestions.id LIMIT 1`
	previousSuggestionQuery = undecided + `(start, suggestions.id) < (?, ?) ORDER BY start DESC, suggestions.id DESC LIMIT 1`
)
