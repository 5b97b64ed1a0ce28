package db

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

// What the history calls the changes of comments: Before and After the comment, of
// which the text never changes.
const (
	commentCreated  = "comment.created"
	commentResolved = "comment.resolved"
	commentReopened = "comment.reopened"
	commentImported = "comment.imported"
)

// maxMentions is how many of the comments that mention somebody a page lists.
const maxMentions = 50

// commentRow is a comment with what only the data file knows of it.
type commentRow struct {
	annotation.Comment
	seq int64
}

const (
	commentColumns = `comments.seq, comments.id, annotations.id, comments.text, comments.by, comments.at, comments.mentions,
		comments.resolved_by, comments.resolved_at, comments.version`
	commentTables   = `comments JOIN annotations ON annotations.seq = comments.annotation`
	commentQuery    = `SELECT ` + commentColumns + ` FROM ` + commentTables + ` WHERE comments.id = ?`
	commentsOfQuery = `SELECT ` + commentColumns + ` FROM ` + commentTables + `
		WHERE comments.annotation = (SELECT seq FROM annotations WHERE id = ?) ORDER BY comments.seq`
	articleCommentsQuery = `SELECT ` + commentColumns + ` FROM ` + commentTables + `
		WHERE annotations.article = (SELECT seq FROM articles WHERE id = ?) AND annotations.deleted = 0`
	openMentions = ` FROM open_mentions JOIN comments ON comments.seq = open_mentions.comment
		JOIN annotations ON annotations.seq = comments.annotation
		WHERE open_mentions.person = ? AND annotations.deleted = 0 AND annotations.shelved = 0`
	mentionsQuery      = `SELECT ` + commentColumns + openMentions + ` ORDER BY open_mentions.comment LIMIT ?`
	mentionsCountQuery = `SELECT count(*)` + openMentions

	openCommentsOf = ` FROM comments JOIN annotations ON annotations.seq = comments.annotation
		WHERE comments.article = (SELECT seq FROM articles WHERE id = ?) AND comments.resolved_at = '' AND annotations.deleted = 0`
	openCommentsQuery = `SELECT count(*) FROM (SELECT 1` + openCommentsOf + ` LIMIT ?)`
	openCommentQuery  = `SELECT annotations.id` + openCommentsOf + ` ORDER BY comments.seq LIMIT 1`
)

func scanComment(row scanner) (c commentRow, err error) {
	err = row.Scan(&c.seq, &c.ID, &c.Annotation, &c.Text, &c.By, scanTime{&c.At}, scanJSON{&c.Mentions}, &c.ResolvedBy, scanTime{&c.ResolvedAt}, &c.Version)
	if len(c.Mentions) == 0 {
		c.Mentions = nil
	}
	return c, err
}

// commentThings adds what was said about an annotation to the things that its history
// is about.
func commentThings(ctx context.Context, q querier, id string, things []thing) ([]thing, error) {
	err := each(ctx, q, func(row scanner) error {
		c, err := scanComment(row)
		things = append(things, thing{ID: c.ID, Actions: "comment.*"})
		return err
	}, commentsOfQuery, id)
	return things, err
}

// Comments lists what was said about an annotation, oldest first.
func (db *DB) Comments(ctx context.Context, id string) (all []annotation.Comment, err error) {
	err = db.read(ctx, func(q querier) (err error) {
		all, err = comments(ctx, q, commentsOfQuery, id)
		return err
	})
	return all, err
}

// Comment is one comment; NotFound when there is none, or its annotation is deleted.
func (db *DB) Comment(ctx context.Context, id string) (annotation.Comment, error) {
	var c commentRow
	err := db.read(ctx, func(q querier) (err error) {
		if c, err = findComment(ctx, q, id); err != nil {
			return err
		}
		on, err := findAnnotation(ctx, q, c.Annotation)
		if err == nil && on.Deleted {
			err = notFound("comment", id)
		}
		return err
	})
	return c.Comment, err
}

// Mentions are the oldest comments that mention somebody and are not resolved, on
// annotations of articles on the desk, and how many there are of them.
func (db *DB) Mentions(ctx context.Context, reader annotation.Actor) (oldest []annotation.Comment, n int, err error) {
	err = db.read(ctx, func(q querier) (err error) {
		if err := q.QueryRowContext(ctx, mentionsCountQuery, reader.Name).Scan(&n); err != nil {
			return err
		}
		oldest, err = comments(ctx, q, mentionsQuery, reader.Name, maxMentions)
		return err
	})
	return oldest, n, err
}

func comments(ctx context.Context, q querier, query string, args ...any) ([]annotation.Comment, error) {
	rows, err := collect(ctx, q, scanComment, query, args...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b commentRow) int { return cmp.Compare(a.seq, b.seq) })
	var all []annotation.Comment
	for _, row := range rows {
		all = append(all, row.Comment)
	}
	return all, nil
}

func findComment(ctx context.Context, q querier, id string) (commentRow, error) {
	c, err := scanComment(q.QueryRowContext(ctx, commentQuery, id))
	if errors.Is(err, sql.ErrNoRows) {
		return commentRow{}, notFound("comment", id)
	}
	return c, err
}

// AddComment says something about an annotation. A draft with the id of a comment by
// the same person of the same text on the same annotation is a retry: it is answered
// with that and false. With anything else it is a Conflict (error.id_conflict).
func (db *DB) AddComment(ctx context.Context, actor annotation.Actor, id string, d annotation.CommentDraft) (c annotation.Comment, created bool, err error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return c, false, err
	}
	if d.ID != "" {
		if err := annotation.CheckID(d.ID); err != nil {
			return c, false, err
		}
	}
	err = db.write(ctx, func(t *tx) error {
		on, err := liveAnnotation(t, id)
		if err != nil {
			return err
		}
		if d.ID != "" {
			known, err := findComment(t.ctx, t, d.ID)
			if err == nil {
				if c, created = known.Comment, false; c.Annotation != id || c.By != actor.Name || c.Text != d.Text {
					return idConflict("id", d.ID, c, d)
				}
				return nil
			}
			if annotation.CodeOf(err) != annotation.NotFound {
				return err
			}
		}
		if err := on.on.refuseArchived(); err != nil {
			return err
		}
		people, err := everybody(t.ctx, t)
		if err != nil {
			return err
		}
		if c, err = annotation.NewComment(t.idOr(d.ID), id, d, people, actor, t.now); err != nil {
			return err
		}
		created = true
		return addComment(t, actor, commentCreated, on, c)
	})
	if err != nil {
		return annotation.Comment{}, false, err
	}
	return c, created, nil
}

// ChangeComment resolves a comment, or takes it up again. The version is asked for as
// in ChangeAnnotation.
func (db *DB) ChangeComment(ctx context.Context, actor annotation.Actor, id string, version int, p annotation.CommentPatch) (after annotation.Comment, err error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return after, err
	}
	err = db.write(ctx, func(t *tx) error {
		before, err := findComment(t.ctx, t, id)
		if err != nil {
			return err
		}
		on, err := findAnnotation(t.ctx, t, before.Annotation)
		if err == nil && on.Deleted {
			err = notFound("comment", id)
		}
		if err != nil {
			return err
		}
		if err := checkVersion(version, before.Version, before.Comment, p); err != nil {
			return err
		}
		if err := on.on.refuseArchived(); err != nil {
			return err
		}
		if after, err = before.Apply(p, actor, t.now); err != nil || after.Version == before.Version {
			return err
		}
		if _, err := t.exec(`UPDATE comments SET resolved_by = ?, resolved_at = ?, version = ? WHERE seq = ?`,
			after.ResolvedBy, optionalTime(after), after.Version, before.seq); err != nil {
			return err
		}
		action := commentReopened
		if after.Resolved() {
			action = commentResolved
		}
		if err := recordIn(t, actor, action, on.Article, after.ID, before.Comment, after); err != nil {
			return err
		}
		if err := mention(t, before.seq, after); err != nil {
			return err
		}
		return grow(t, on.on.seq)
	})
	if err != nil {
		return annotation.Comment{}, err
	}
	return after, nil
}

// addComment writes a comment as it is and says so in the history; the article's page
// shows it.
func addComment(t *tx, actor annotation.Actor, action string, on annotationRow, c annotation.Comment) error {
	names := c.Mentions
	if names == nil {
		names = []string{}
	}
	mentions, err := json.Marshal(names)
	if err != nil {
		return err
	}
	var seq int64
	if err := t.queryRow(`INSERT INTO comments (id, annotation, article, text, by, at, mentions, resolved_by, resolved_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq`,
		c.ID, on.seq, on.on.seq, c.Text, c.By, timeText(c.At), string(mentions), c.ResolvedBy, optionalTime(c), c.Version).Scan(&seq); err != nil {
		return err
	}
	if err := mention(t, seq, c); err != nil {
		return err
	}
	if err := recordIn(t, actor, action, on.Article, c.ID, nil, c); err != nil {
		return err
	}
	return grow(t, on.on.seq)
}

// mention keeps whom a comment waits for: nobody once it is resolved.
func mention(t *tx, seq int64, c annotation.Comment) error {
	if c.Resolved() {
		_, err := t.exec(`DELETE FROM open_mentions WHERE comment = ? AND person IN (SELECT value FROM comments, json_each(mentions) WHERE comments.seq = ?)`, seq, seq)
		return err
	}
	_, err := t.exec(`INSERT OR IGNORE INTO open_mentions (person, comment) SELECT value, comments.seq FROM comments, json_each(mentions) WHERE comments.seq = ?`, seq)
	return err
}

func optionalTime(c annotation.Comment) string {
	if !c.Resolved() {
		return ""
	}
	return timeText(c.ResolvedAt)
}

// fillComments gives annotations of an article what was said about them.
func fillComments(ctx context.Context, q querier, article string, annotations []annotation.Annotation) error {
	all, err := comments(ctx, q, articleCommentsQuery, article)
	said := map[string][]annotation.Comment{}
	for _, c := range all {
		said[c.Annotation] = append(said[c.Annotation], annotation.Inside(c))
	}
	for i := range annotations {
		annotations[i].Comments = said[annotations[i].ID]
	}
	return err
}

// comment imports a comment on an annotation that has just been imported.
func (in importing) comment(id string, c annotation.Comment) error {
	on, err := findAnnotation(in.t.ctx, in.t, id)
	if err != nil {
		return err
	}
	c.Annotation = id
	err = addComment(in.t, in.actor, commentImported, on, c)
	if isUnique(err) { // of another annotation
		return importConflict("id", c.ID, nil, c)
	}
	return err
}

// importComments imports what was said about an annotation.
func (in importing) importComments(id string, all []annotation.Comment) error {
	for i, c := range all {
		if err := in.comment(id, c); err != nil {
			return export.At("comments", i, c.ID, err)
		}
	}
	return nil
}

// comments holds each comment to the history, and whom it waits for to itself.
func (c *checker) comments() error {
	err := each(c.ctx, c.q, func(row scanner) error {
		var n newest
		is, err := scanComment(also{row, n.fields()})
		if err != nil {
			return c.unreadable("comments", err)
		}
		_, left := sides[annotation.Comment](n.body)
		return holdTo(c, is.ID, n, left, is.Comment)
	}, `SELECT `+commentColumns+`, `+newestColumns+` FROM `+commentTables+newestEvent(`comments.id`, `GLOB 'comment.*'`)+`ORDER BY comments.seq`)
	if err != nil {
		return err
	}
	return each(c.ctx, c.q, func(row scanner) error {
		var id string
		err := row.Scan(&id)
		c.report(foundRecord, id, "whoever it mentions is not told, or somebody whom it does not")
		return err
	}, `SELECT comments.id FROM comments WHERE
			(SELECT count(DISTINCT value) FROM json_each(mentions)) * (resolved_at = '') <> (SELECT count(*) FROM open_mentions WHERE comment = comments.seq)
			OR EXISTS (SELECT 1 FROM open_mentions WHERE comment = comments.seq AND person NOT IN (SELECT value FROM json_each(mentions)))
			OR article <> (SELECT article FROM annotations WHERE annotations.seq = comments.annotation)
		ORDER BY seq`)
}
