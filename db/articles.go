package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"

	"github.com/isnad/isnad/internal/annotation"
)

// What the history calls the changes of articles and of what is marked in them.
//
//	article.created      Before null, After the heading and the SHA-256 of the text
//	article.revised      Before and After, the same of two revisions
//	article.changed      Before and After
//	article.archived     Before and After; other fields may change with it
//	article.restored     the same, when the article is taken off the shelf again
//	annotation.created   Before null, After the annotation as it is exported
//	annotation.changed   Before and After; a step from state to state is one of these
//	annotation.deleted   Before, After null
//	annotation.restored  Before null, After
const (
	articleCreated     = "article.created"
	articleRevised     = "article.revised"
	articleChanged     = "article.changed"
	articleArchived    = "article.archived"
	articleRestored    = "article.restored"
	annotationCreated  = "annotation.created"
	annotationChanged  = "annotation.changed"
	annotationDeleted  = "annotation.deleted"
	annotationRestored = "annotation.restored"
)

// articleColumns fit articleFields; the counts come with them, so that a page of
// articles is one query.
const articleColumns = `articles.id, articles.title, articles.byline, articles.dateline, articles.language, articles.direction,
	articles.source_name, articles.source_sha256, articles.source_path, articles.revision, articles.archived,
	articles.created_by, articles.created_at, articles.updated_at, articles.version, articles.counter,
	(SELECT json_group_object(state, n) FROM article_counts WHERE article_counts.article = articles.seq),
	(SELECT count(*) FROM suggestions WHERE suggestions.article = articles.seq AND suggestions.revision = articles.revision AND ` + shownSuggestion + `)`

func articleFields(a *annotation.Article) []any {
	return []any{&a.ID, &a.Title, &a.Byline, &a.Dateline, &a.Language, &a.Direction,
		&a.Source.Name, &a.Source.SHA256, &a.Source.Path, &a.Revision, &a.Archived,
		&a.CreatedBy, scanTime{&a.CreatedAt}, scanTime{&a.UpdatedAt}, &a.Version, &a.Counter,
		scanJSON{&a.Counts}, &a.Suggestions}
}

// articleRow is an article, without its text, and the number that the data file
// knows it by.
type articleRow struct {
	annotation.Article
	seq int64
}

func scanArticle(row scanner) (a articleRow, err error) {
	err = row.Scan(append(articleFields(&a.Article), &a.seq)...)
	return a, err
}

// Article is an article with its text and counts, an archived one too; NotFound
// when there is none.
func (db *DB) Article(ctx context.Context, id string) (annotation.Article, error) {
	var a articleRow
	err := db.read(ctx, func(q querier) (err error) {
		a, err = findArticleWithText(ctx, q, id)
		return err
	})
	return a.Article, err
}

// ArticleHead is an article with its counts and without its text.
func (db *DB) ArticleHead(ctx context.Context, id string) (annotation.Article, error) {
	var a articleRow
	err := db.read(ctx, func(q querier) (err error) {
		a, err = findArticle(ctx, q, id)
		return err
	})
	return a.Article, err
}

// CreateArticle adds an article. A draft that brings the id of an article begun
// by the same person with the same content is a retry: it is answered with that
// article and false. With other content it is a Conflict (error.id_conflict).
// The content alone is never recognised: two articles may have the same text.
func (db *DB) CreateArticle(ctx context.Context, actor annotation.Actor, d annotation.ArticleDraft) (annotation.Article, bool, error) {
	if d.ID != "" {
		if err := annotation.CheckID(d.ID); err != nil {
			return annotation.Article{}, false, err
		}
	}
	d.Source.Path = "" // only seed knows files of this machine
	fold := foldArticle(d.Title, d.Text)
	var (
		a       annotation.Article
		created bool
	)
	err := db.write(ctx, func(t *tx) (err error) {
		created = true
		if d.ID == "" {
			a, err = addArticle(t, actor, d, fold)
			return err
		}
		known, err := findArticleWithText(t.ctx, t, d.ID)
		switch {
		case annotation.CodeOf(err) == annotation.NotFound:
			a, err = addArticle(t, actor, d, fold)
			return err
		case err != nil:
			return err
		}
		fresh, err := annotation.NewArticle(d.ID, d, actor, t.now)
		if err != nil {
			return err
		}
		retry, err := beganAs(t, known.seq, fresh)
		if err != nil {
			return err
		}
		if !retry {
			return idConflict("id", d.ID, known.Article, d)
		}
		a, created = known.Article, false
		return nil
	})
	if err != nil {
		return annotation.Article{}, false, err
	}
	db.wantSuggestions()
	return a, created, nil
}

// ChangeArticle changes the heading of an article, or archives it and takes it
// back. Without a version it is PreconditionRequired, with a past one Stale.
func (db *DB) ChangeArticle(ctx context.Context, actor annotation.Actor, id string, version int, p annotation.ArticlePatch) (annotation.Article, error) {
	var after annotation.Article
	err := db.write(ctx, func(t *tx) error {
		if err := actor.Require(annotation.ManageArticles); err != nil {
			return err
		}
		before, err := findArticleWithText(t.ctx, t, id)
		if err != nil {
			return err
		}
		if err := checkVersion(version, before.Version, before.Article, p); err != nil {
			return err
		}
		if after, err = before.Apply(p, actor, t.now); err != nil {
			return err
		}
		if after.Version == before.Version {
			return nil
		}
		after.Counter++
		if err := updateArticle(t, before.seq, after); err != nil {
			return err
		}
		if after.Title != before.Title {
			if err := findByTitle(t, before.seq, after.Title); err != nil {
				return err
			}
		}
		if after.Language != before.Language {
			if err := askAgain(t, before.seq); err != nil {
				return err
			}
		}
		action := articleChanged
		if after.Archived != before.Archived {
			if _, err := t.exec(`UPDATE annotations SET shelved = ? WHERE article = ?`, after.Archived, before.seq); err != nil {
				return err
			}
			action = map[bool]string{true: articleArchived, false: articleRestored}[after.Archived]
		}
		return recordArticle(t, actor, action, &before.Article, &after)
	})
	if err != nil {
		return annotation.Article{}, err
	}
	db.wantSuggestions()
	return after, nil
}

// addArticle makes an article of a draft and says so in the history.
func addArticle(t *tx, actor annotation.Actor, d annotation.ArticleDraft, fold folded) (annotation.Article, error) {
	a, err := annotation.NewArticle(t.idOr(d.ID), d, actor, t.now)
	if err != nil {
		return annotation.Article{}, err
	}
	if err := insertFolded(t, a, fold); err != nil {
		return annotation.Article{}, err
	}
	return a, recordArticle(t, actor, articleCreated, nil, &a)
}

// insertFolded writes an article as it is, with its text as its current revision,
// and what search looks in. The history is the caller's.
func insertFolded(t *tx, a annotation.Article, fold folded) error {
	var seq int64
	err := t.queryRow(`INSERT INTO articles (id, title, byline, dateline, language, direction, source_name, source_sha256, source_path,
			revision, archived, created_by, created_at, updated_at, version, counter)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq`,
		a.ID, a.Title, a.Byline, a.Dateline, a.Language, a.Direction, a.Source.Name, a.Source.SHA256, a.Source.Path,
		a.Revision, a.Archived, a.CreatedBy, timeText(a.CreatedAt), timeText(a.UpdatedAt), a.Version, a.Counter).Scan(&seq)
	if err != nil {
		return err
	}
	if err := insertRevision(t, seq, a, a.CreatedBy, a.CreatedAt); err != nil {
		return err
	}
	return makeFindable(t, seq, fold)
}

// updateArticle writes all that can change of an article but its texts and what
// search finds it by.
func updateArticle(t *tx, seq int64, a annotation.Article) error {
	_, err := t.exec(`UPDATE articles SET title = ?, byline = ?, dateline = ?, language = ?, direction = ?,
			source_name = ?, source_sha256 = ?, revision = ?, archived = ?, updated_at = ?, version = ?, counter = ?
		WHERE seq = ?`,
		a.Title, a.Byline, a.Dateline, a.Language, a.Direction,
		a.Source.Name, a.Source.SHA256, a.Revision, a.Archived, timeText(a.UpdatedAt), a.Version, a.Counter, seq)
	return err
}

// heading is an article as the history shows it: the text is there by its digest
// alone, for it is kept as a revision.
type heading struct {
	Title      string            `json:"title"`
	Byline     string            `json:"byline,omitempty"`
	Dateline   string            `json:"dateline,omitempty"`
	Language   string            `json:"language,omitempty"`
	Direction  string            `json:"direction"`
	Source     annotation.Source `json:"source,omitzero"`
	Revision   int               `json:"revision"`
	TextSHA256 string            `json:"text_sha256"`
	Archived   bool              `json:"archived,omitempty"`
	Version    int               `json:"version"`
}

// recordArticle appends what happened to an article; both need their text. A nil
// before is a new article.
func recordArticle(t *tx, actor annotation.Actor, action string, before, after *annotation.Article) error {
	var was any
	if before != nil {
		was = headingOf(before)
	}
	return recordIn(t, actor, action, after.ID, after.ID, was, headingOf(after))
}

func headingOf(a *annotation.Article) heading {
	return heading{Title: a.Title, Byline: a.Byline, Dateline: a.Dateline, Language: a.Language, Direction: a.Direction,
		Source: a.Source, Revision: a.Revision, TextSHA256: textDigest(a.Text), Archived: a.Archived, Version: a.Version}
}

func textDigest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// findArticle reads an article without its text.
func findArticle(ctx context.Context, q querier, id string) (articleRow, error) {
	a, err := scanArticle(q.QueryRowContext(ctx, `SELECT `+articleColumns+`, articles.seq FROM articles WHERE id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return articleRow{}, notFound("article", id)
	}
	return a, err
}

func findArticleWithText(ctx context.Context, q querier, id string) (articleRow, error) {
	a, err := findArticle(ctx, q, id)
	if err != nil {
		return articleRow{}, err
	}
	a.Text, err = revisionText(ctx, q, id, a.Revision)
	return a, err
}

// desk is what marking something in an article needs to know of it.
type desk struct {
	seq      int64
	title    string
	revision int
	archived bool
}

func findDesk(ctx context.Context, q querier, article string) (d desk, err error) {
	err = q.QueryRowContext(ctx, `SELECT seq, title, revision, archived FROM articles WHERE id = ?`, article).
		Scan(&d.seq, &d.title, &d.revision, &d.archived)
	if errors.Is(err, sql.ErrNoRows) {
		return desk{}, notFound("article", article)
	}
	return d, err
}

// refuseArchived refuses to touch what is marked in an article off the desk.
func (d desk) refuseArchived() error {
	if d.archived {
		return annotation.Refuse(annotation.Conflict, "error.archived", "title", d.title)
	}
	return nil
}
