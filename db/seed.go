package db

import (
	"context"
	"database/sql"
	"errors"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// Outcome says what became of a file that was seeded.
type Outcome string

const (
	Added     Outcome = "added"
	Unchanged Outcome = "unchanged"
	Revised   Outcome = "revised"
)

// SeedArticle brings in a file. It is known again by its absolute path
// (Source.Path) or, under another name, by the SHA-256 of its bytes. One known by
// its bytes is known by its path from then on, unless the article is another
// file's that is still there (Options.Gone): then this one is a copy. A file that
// changed becomes a new revision as long as nothing is marked in the article, and
// is a Conflict (error.has_annotations) afterwards; what a person corrected in the
// heading stays. An archived article stays as it is.
func (db *DB) SeedArticle(ctx context.Context, actor annotation.Actor, d annotation.ArticleDraft) (annotation.Article, Outcome, error) {
	if err := actor.Require(annotation.ManageArticles); err != nil {
		return annotation.Article{}, "", err
	}
	if d.ID != "" {
		if err := annotation.CheckID(d.ID); err != nil {
			return annotation.Article{}, "", err
		}
	}
	fold := foldArticle(d.Title, d.Text)
	from, err := db.movedFrom(ctx, d.Source)
	if err != nil {
		return annotation.Article{}, "", err
	}
	var (
		a       annotation.Article
		outcome Outcome
	)
	err = db.write(ctx, func(t *tx) error {
		id, err := findSource(t.ctx, t, d.Source)
		if err != nil {
			return err
		}
		if id == "" {
			outcome = Added
			a, err = addArticle(t, actor, d, fold)
			return err
		}
		known, err := findArticleWithText(t.ctx, t, id)
		if err != nil {
			return err
		}
		if to := d.Source.Path; to != "" && (known.Source.Path == "" || known.Source.Path == from) {
			if known.Source.Path, err = to, moveSource(t, known.seq, to); err != nil {
				return err
			}
		}
		if known.Archived || known.Source.SHA256 == d.Source.SHA256 || known.Text == d.Text {
			a, outcome = known.Article, Unchanged
			return nil
		}
		outcome = Revised
		a, err = revise(t, actor, known, d, fold)
		return err
	})
	if err != nil {
		return annotation.Article{}, "", err
	}
	db.wantSuggestions()
	return a, outcome, nil
}

const (
	sourcePathQuery    = `SELECT id FROM articles WHERE source_path = ? AND source_path <> ''`
	sourceContentQuery = `SELECT id FROM articles WHERE source_sha256 = ? AND source_sha256 <> '' ORDER BY seq LIMIT 1`
)

// findSource is the id of the article that came from a file, or "".
func findSource(ctx context.Context, q querier, s annotation.Source) (id string, err error) {
	for _, known := range []struct{ query, value string }{
		{sourcePathQuery, s.Path},
		{sourceContentQuery, s.SHA256},
	} {
		err := q.QueryRowContext(ctx, known.query, known.value).Scan(&id)
		if !errors.Is(err, sql.ErrNoRows) {
			return id, err
		}
	}
	return "", nil
}

// movedFrom is the path that a file had when it was last seeded, if it is known by
// its content and nothing is there any more; "" otherwise. A disk may take long to
// say so, which is why it is asked before the one writer's transaction.
func (db *DB) movedFrom(ctx context.Context, s annotation.Source) (path string, err error) {
	err = db.read(ctx, func(q querier) error {
		id, err := findSource(ctx, q, s)
		if err != nil || id == "" {
			return err
		}
		return q.QueryRowContext(ctx, `SELECT source_path FROM articles WHERE id = ?`, id).Scan(&path)
	})
	if err != nil || path == "" || path == s.Path || !db.options.Gone(path) {
		return "", err
	}
	return path, nil
}

// moveSource lets an article be known by another path. It is neither shown nor
// exported, so that the version stays and the history has nothing to say.
func moveSource(t *tx, seq int64, path string) error {
	_, err := t.exec(`UPDATE articles SET source_path = ? WHERE seq = ?`, path, seq)
	return err
}

// revise gives an article in which nothing is marked the text of a draft.
func revise(t *tx, actor annotation.Actor, before articleRow, d annotation.ArticleDraft, fold folded) (annotation.Article, error) {
	if marked := before.Counts.Total(); marked > 0 {
		return annotation.Article{}, annotation.Refuse(annotation.Conflict, "error.has_annotations", "title", before.Title, "count", marked)
	}
	// The heading as it is read from the new text, by the rules of a new article.
	fresh, err := annotation.NewArticle(before.ID, d, actor, t.now)
	if err != nil {
		return annotation.Article{}, err
	}
	was, err := readHeading(t, before.seq, before.Revision)
	if err != nil {
		return annotation.Article{}, err
	}
	after := before.Article
	for _, field := range []struct {
		to        *string
		was, read string
	}{
		{&after.Title, was.Title, fresh.Title},
		{&after.Byline, was.Byline, fresh.Byline},
		{&after.Dateline, was.Dateline, fresh.Dateline},
		{&after.Language, was.Language, fresh.Language},
	} {
		if *field.to == field.was {
			*field.to = field.read
		}
	}
	after.Text, after.Direction = fresh.Text, annotation.DirectionOf(after.Language, fresh.Text)
	after.Source.Name, after.Source.SHA256 = fresh.Source.Name, fresh.Source.SHA256
	after.Revision, after.Version, after.Counter, after.UpdatedAt = before.Revision+1, before.Version+1, before.Counter+1, t.now
	fresh.Revision = after.Revision
	if err := insertRevision(t, before.seq, fresh, actor.Name, t.now); err != nil {
		return annotation.Article{}, err
	}
	if after.Title != fresh.Title {
		fold.title = text.SearchText(after.Title) // a person's, and not the file's
	}
	if err := updateArticle(t, before.seq, after); err != nil {
		return annotation.Article{}, err
	}
	if err := makeFindable(t, before.seq, fold); err != nil {
		return annotation.Article{}, err
	}
	if err := errors.Join(forgetOpenSuggestions(t, before.seq), askAgain(t, before.seq)); err != nil {
		return annotation.Article{}, err
	}
	return after, recordArticle(t, actor, articleRevised, &before.Article, &after)
}
