package db

import (
	"context"
	"math"
	"strconv"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// Pages of lists hold pageSize items unless another number is asked for, and
// never more than maxPage.
const (
	pageSize = 50
	maxPage  = 200
)

// ArticleFilter says which articles a list shows, and where it goes on.
type ArticleFilter struct {
	Query    string           // every word must be in the title or the text, the last one may be its beginning
	State    annotation.State // only articles with annotations in this state; empty for all
	Archived bool             // those off the desk, in place of those on it
	Cursor   string           // what the page before answered as next; empty for the first
	Limit    int              // 0 for pageSize
}

// Articles lists articles without their texts, the newest first; next is the cursor
// of the following page, or "". The order is that of creation, which no change
// disturbs: nobody who turns pages misses an article or sees one twice. A query
// without any word in it finds nothing.
func (db *DB) Articles(ctx context.Context, f ArticleFilter) (page []annotation.Article, next string, err error) {
	query, args, err := f.query()
	if err != nil || query == "" {
		return nil, "", err
	}
	var rows []articleRow
	err = db.read(ctx, func(q querier) (err error) {
		rows, err = collect(ctx, q, scanArticle, query, args...)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	if limit := f.limit(); len(rows) > limit {
		rows = rows[:limit]
		next = strconv.FormatInt(rows[limit-1].seq, 10)
	}
	page = make([]annotation.Article, len(rows))
	for i, row := range rows {
		page[i] = row.Article
	}
	return page, next, nil
}

func (f ArticleFilter) limit() int {
	if f.Limit <= 0 {
		return pageSize
	}
	return min(f.Limit, maxPage)
}

// query asks for one row more than the page holds, to know whether there is a
// next page; it is "" when nothing can be found. Whatever narrows the list most
// stands first and is walked backwards from the cursor, so that a page costs no
// more for a longer list. Ranking by relevance (bm25) would read every hit.
func (f ArticleFilter) query() (query string, args []any, err error) {
	before := int64(math.MaxInt64)
	if f.Cursor != "" {
		if before, err = strconv.ParseInt(f.Cursor, 10, 64); err != nil {
			return "", nil, annotation.RefuseField(annotation.Invalid, "cursor", "error.cursor_invalid", "cursor", f.Cursor)
		}
	}
	const inState = `article_counts.state = ? AND article_counts.n > 0`
	from, seq := `articles`, `articles.seq`
	var where []string
	switch {
	case strings.TrimSpace(f.Query) != "":
		match := text.SearchQuery(f.Query)
		if match == "" {
			return "", nil, nil
		}
		from, seq = `article_search CROSS JOIN articles ON articles.seq = article_search.rowid`, `article_search.rowid`
		where, args = append(where, `article_search MATCH ?`), append(args, match)
		if f.State != "" {
			where = append(where, `EXISTS (SELECT 1 FROM article_counts WHERE article_counts.article = articles.seq AND `+inState+`)`)
			args = append(args, string(f.State))
		}
	case f.State != "":
		from, seq = `article_counts CROSS JOIN articles ON articles.seq = article_counts.article`, `article_counts.article`
		where, args = append(where, inState), append(args, string(f.State))
	}
	where = append(where, `articles.archived = ?`, seq+` < ?`)
	args = append(args, f.Archived, before, f.limit()+1)
	return `SELECT ` + articleColumns + `, articles.seq FROM ` + from +
		` WHERE ` + strings.Join(where, ` AND `) + ` ORDER BY ` + seq + ` DESC LIMIT ?`, args, nil
}

// folded is what search looks in. Folding a long text takes a while: callers do it
// before they enter the one writer's transaction.
type folded struct{ title, body string }

func foldArticle(title, body string) folded {
	return folded{text.SearchText(title), text.SearchText(body)}
}

// makeFindable lets an article be found by these words and no others.
func makeFindable(t *tx, seq int64, fold folded) error {
	_, err := t.exec(`INSERT INTO article_search_text (article, title, body) VALUES (?, ?, ?)
		ON CONFLICT (article) DO UPDATE SET title = excluded.title, body = excluded.body`, seq, fold.title, fold.body)
	return err
}

// findByTitle lets an article be found by another title.
func findByTitle(t *tx, seq int64, title string) error {
	_, err := t.exec(`UPDATE article_search_text SET title = ? WHERE article = ?`, text.SearchText(title), seq)
	return err
}
