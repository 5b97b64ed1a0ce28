package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

// What the history calls the changes of a right of reply: Before and After the record.
const (
	replyCreated  = "reply.created"
	replyChanged  = "reply.changed"
	replyDeleted  = "reply.deleted"
	replyRestored = "reply.restored"
	replyImported = "reply.imported"
)

// replyRow is a record with what only the data file knows of it.
type replyRow struct {
	annotation.Reply
	seq    int64
	digest string // of its draft
}

// ReplyChange is what became of a record.
type ReplyChange struct {
	Reply    annotation.Reply
	Article  string // the annotation's
	Created  bool   // false where a retry was answered
	Reopened bool   // its annotation was checked, and goes back to checking
}

const (
	replyColumns = `replies.seq, replies.id, annotations.id, replies.asked, replies.asked_on, replies.how, replies.question, replies.until,
		replies.outcome, replies.answer, replies.answered_on, replies.deleted, replies.created_by, replies.created_at, replies.updated_at,
		replies.version, replies.digest`
	replyTables    = `replies JOIN annotations ON annotations.seq = replies.annotation`
	replyQuery     = `SELECT ` + replyColumns + ` FROM ` + replyTables + ` WHERE replies.id = ?`
	repliesEver    = `SELECT ` + replyColumns + ` FROM ` + replyTables + ` WHERE replies.annotation = (SELECT seq FROM annotations WHERE id = ?) ORDER BY replies.seq`
	repliesQuery   = `SELECT ` + replyColumns + ` FROM ` + replyTables + ` WHERE replies.annotation = (SELECT seq FROM annotations WHERE id = ?) AND replies.deleted = 0 ORDER BY replies.seq`
	articleReplies = `SELECT ` + replyColumns + ` FROM ` + replyTables + `
		WHERE annotations.article = (SELECT seq FROM articles WHERE id = ?) AND annotations.deleted = 0 AND replies.deleted = 0`

	waitingRepliesOf = ` FROM replies JOIN annotations ON annotations.seq = replies.annotation
		WHERE replies.article = (SELECT seq FROM articles WHERE id = ?) AND replies.outcome = 'waiting' AND replies.deleted = 0 AND annotations.deleted = 0`
	waitingRepliesQuery = `SELECT count(*) FROM (SELECT 1` + waitingRepliesOf + ` LIMIT ?)`
	waitingReplyQuery   = `SELECT annotations.id` + waitingRepliesOf + ` ORDER BY replies.seq LIMIT 1`
)

func scanReply(row scanner) (r replyRow, err error) {
	err = row.Scan(&r.seq, &r.ID, &r.Annotation, &r.Asked, &r.AskedOn, &r.How, &r.Question, &r.Until, &r.Outcome, &r.Answer, &r.AnsweredOn,
		&r.Deleted, &r.CreatedBy, scanTime{&r.CreatedAt}, scanTime{&r.UpdatedAt}, &r.Version, &r.digest)
	return r, err
}

// replyThings adds the records of an annotation, removed ones too, to the things that
// its history is about.
func replyThings(ctx context.Context, q querier, id string, things []thing) ([]thing, error) {
	err := each(ctx, q, func(row scanner) error {
		r, err := scanReply(row)
		things = append(things, thing{ID: r.ID, Actions: "reply.*"})
		return err
	}, repliesEver, id)
	return things, err
}

// Replies lists who was asked to answer what an annotation holds, in the order in
// which it was recorded.
func (db *DB) Replies(ctx context.Context, id string) (all []annotation.Reply, err error) {
	err = db.read(ctx, func(q querier) (err error) {
		all, err = replies(ctx, q, repliesQuery, id)
		return err
	})
	return all, err
}

// Reply is one record; NotFound when there is none, it was removed, or its annotation
// is deleted.
func (db *DB) Reply(ctx context.Context, id string) (annotation.Reply, error) {
	r, err := db.AnyReply(ctx, id)
	if err == nil && r.Deleted {
		return annotation.Reply{}, notFound("reply", id)
	}
	return r, err
}

// AnyReply is Reply for one that was removed too, and may come back.
func (db *DB) AnyReply(ctx context.Context, id string) (annotation.Reply, error) {
	var r replyRow
	err := db.read(ctx, func(q querier) (err error) {
		r, _, err = seenReply(ctx, q, id)
		return err
	})
	return r.Reply, err
}

func replies(ctx context.Context, q querier, query string, args ...any) ([]annotation.Reply, error) {
	rows, err := collect(ctx, q, scanReply, query, args...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b replyRow) int { return cmp.Compare(a.seq, b.seq) })
	var all []annotation.Reply
	for _, row := range rows {
		all = append(all, row.Reply)
	}
	return all, nil
}

func findReply(ctx context.Context, q querier, id string) (replyRow, error) {
	r, err := scanReply(q.QueryRowContext(ctx, replyQuery, id))
	if errors.Is(err, sql.ErrNoRows) {
		return replyRow{}, notFound("reply", id)
	}
	return r, err
}

// seenReply is a record, and the annotation that it is about.
func seenReply(ctx context.Context, q querier, id string) (replyRow, annotationRow, error) {
	r, err := findReply(ctx, q, id)
	if err != nil {
		return replyRow{}, annotationRow{}, err
	}
	on, err := findAnnotation(ctx, q, r.Annotation)
	if err == nil && on.Deleted {
		err = notFound("reply", id)
	}
	if err != nil {
		return replyRow{}, annotationRow{}, err
	}
	return r, on, nil
}

// AddReply records a right of reply. What had been checked rested on less, and is to
// be checked again. A draft with the id of a record that was made of the same draft by
// the same person is a retry, and is answered with that; with another draft it is a
// Conflict (error.id_conflict).
func (db *DB) AddReply(ctx context.Context, actor annotation.Actor, id string, d annotation.ReplyDraft) (c ReplyChange, err error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return c, err
	}
	if d.ID != "" {
		if err := annotation.CheckID(d.ID); err != nil {
			return c, err
		}
	}
	digest := d.Digest(id, actor)
	err = db.write(ctx, func(t *tx) error {
		on, err := liveAnnotation(t, id)
		if err != nil {
			return err
		}
		if d.ID != "" {
			known, err := findReply(t.ctx, t, d.ID)
			if err == nil {
				c = ReplyChange{Reply: known.Reply, Article: on.Article}
				return refuseOtherReply(known, d, digest)
			}
			if annotation.CodeOf(err) != annotation.NotFound {
				return err
			}
		}
		if err := on.on.refuseArchived(); err != nil {
			return err
		}
		r, err := annotation.NewReply(t.idOr(d.ID), id, d, actor, t.now)
		if err != nil {
			return err
		}
		if err := addReply(t, actor, replyCreated, on, r, digest); err != nil {
			return err
		}
		c = ReplyChange{Reply: r, Article: on.Article, Created: true}
		c.Reopened, err = reopened(t, actor, on)
		return err
	})
	if err != nil {
		return ReplyChange{}, err
	}
	return c, nil
}

func refuseOtherReply(known replyRow, d annotation.ReplyDraft, digest string) error {
	switch {
	case known.digest != digest:
		return idConflict("id", d.ID, known.Reply, d)
	case known.Deleted:
		return annotation.RefuseField(annotation.Conflict, "id", "error.id_deleted", "thing", "reply", "id", d.ID)
	}
	return nil
}

// ChangeReply changes the fields of a record that the patch sets. Whatever had been
// checked is to be checked again: what came of asking is a part of what a report says.
// The version is asked for as in ChangeAnnotation.
func (db *DB) ChangeReply(ctx context.Context, actor annotation.Actor, id string, version int, p annotation.ReplyPatch) (ReplyChange, error) {
	return db.changeReply(ctx, actor, id, version, p, replyChanged, func(before annotation.Reply, t *tx) (annotation.Reply, error) {
		return before.Apply(p, actor, t.now)
	})
}

// DeleteReply removes a record; RestoreReply brings it back.
func (db *DB) DeleteReply(ctx context.Context, actor annotation.Actor, id string, version int) (ReplyChange, error) {
	return db.changeReply(ctx, actor, id, version, nil, replyDeleted, setReplyDeleted(true))
}

// RestoreReply brings a removed record back as it was.
func (db *DB) RestoreReply(ctx context.Context, actor annotation.Actor, id string, version int) (ReplyChange, error) {
	return db.changeReply(ctx, actor, id, version, nil, replyRestored, setReplyDeleted(false))
}

func setReplyDeleted(deleted bool) func(annotation.Reply, *tx) (annotation.Reply, error) {
	return func(before annotation.Reply, t *tx) (annotation.Reply, error) {
		before.Deleted, before.Version, before.UpdatedAt = deleted, before.Version+1, t.now
		return before, nil
	}
}

// changeReply finds a record that the actor has seen as it is, and keeps what do
// makes of it; the order of refusals is that of change.
func (db *DB) changeReply(ctx context.Context, actor annotation.Actor, id string, version int, submitted any, action string,
	do func(annotation.Reply, *tx) (annotation.Reply, error)) (c ReplyChange, err error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return c, err
	}
	err = db.write(ctx, func(t *tx) error {
		before, on, err := seenReply(t.ctx, t, id)
		if err == nil && before.Deleted != (action == replyRestored) {
			err = notFound("reply", id)
		}
		if err != nil {
			return err
		}
		if err := checkVersion(version, before.Version, before.Reply, submitted); err != nil {
			return err
		}
		if err := on.on.refuseArchived(); err != nil {
			return err
		}
		after, err := do(before.Reply, t)
		if err != nil {
			return err
		}
		c = ReplyChange{Reply: after, Article: on.Article}
		if after.Version == before.Version {
			return nil
		}
		if _, err := t.exec(`UPDATE replies SET asked = ?, asked_on = ?, how = ?, question = ?, until = ?, outcome = ?, answer = ?, answered_on = ?,
				deleted = ?, updated_at = ?, version = ? WHERE seq = ?`,
			after.Asked, after.AskedOn, string(after.How), after.Question, after.Until, string(after.Outcome), after.Answer, after.AnsweredOn,
			after.Deleted, timeText(after.UpdatedAt), after.Version, before.seq); err != nil {
			return err
		}
		if err := recordIn(t, actor, action, on.Article, after.ID, standingReply(before.Reply), standingReply(after)); err != nil {
			return err
		}
		c.Reopened, err = reopened(t, actor, on)
		return err
	})
	if err != nil {
		return ReplyChange{}, err
	}
	return c, nil
}

// standingReply is a side of an event: nothing where the record was removed.
func standingReply(r annotation.Reply) any {
	if r.Deleted {
		return nil
	}
	return r
}

// reopened is reopen as a yes or no.
func reopened(t *tx, actor annotation.Actor, on annotationRow) (bool, error) {
	n, err := reopen(t, actor, on)
	return n > 0, err
}

// addReply writes a record as it is and says so in the history.
func addReply(t *tx, actor annotation.Actor, action string, on annotationRow, r annotation.Reply, digest string) error {
	if _, err := t.exec(`INSERT INTO replies (id, annotation, article, asked, asked_on, how, question, until, outcome, answer, answered_on,
			deleted, created_by, created_at, updated_at, version, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)`,
		r.ID, on.seq, on.on.seq, r.Asked, r.AskedOn, string(r.How), r.Question, r.Until, string(r.Outcome), r.Answer, r.AnsweredOn,
		r.CreatedBy, timeText(r.CreatedAt), timeText(r.UpdatedAt), r.Version, digest); err != nil {
		return err
	}
	return recordIn(t, actor, action, on.Article, r.ID, nil, r)
}

// fillReplies gives annotations of an article who was asked to answer them.
func fillReplies(ctx context.Context, q querier, article string, annotations []annotation.Annotation) error {
	all, err := replies(ctx, q, articleReplies, article)
	asked := map[string][]annotation.Reply{}
	for _, r := range all {
		asked[r.Annotation] = append(asked[r.Annotation], annotation.ReplyInside(r))
	}
	for i := range annotations {
		annotations[i].Replies = asked[annotations[i].ID]
	}
	return err
}

// importReplies imports who was asked to answer an annotation that has just been
// imported.
func (in importing) importReplies(id string, all []annotation.Reply) error {
	if len(all) == 0 {
		return nil
	}
	on, err := findAnnotation(in.t.ctx, in.t, id)
	if err != nil {
		return err
	}
	for i, r := range all {
		r.Annotation = id
		err := addReply(in.t, in.actor, replyImported, on, r, "")
		if isUnique(err) { // of another annotation
			err = importConflict("id", r.ID, nil, r)
		}
		if err != nil {
			return export.At("replies", i, r.ID, err)
		}
	}
	return nil
}

// replies holds each record to the history.
func (c *checker) replies() error {
	err := each(c.ctx, c.q, func(row scanner) error {
		var n newest
		is, err := scanReply(also{row, n.fields()})
		if err != nil {
			return c.unreadable("replies", err)
		}
		before, after := sides[annotation.Reply](n.body)
		var left *removable[annotation.Reply]
		switch {
		case after != nil:
			left = &removable[annotation.Reply]{*after, false}
		case before != nil: // removed: as it was, but for that
			if before.UpdatedAt, err = parseTime(n.at.String); err != nil {
				return err
			}
			before.Version++
			left = &removable[annotation.Reply]{*before, true}
		}
		return holdTo(c, is.ID, n, left, removable[annotation.Reply]{is.Reply, is.Deleted})
	}, `SELECT `+replyColumns+`, `+newestColumns+` FROM `+replyTables+newestEvent(`replies.id`, `GLOB 'reply.*'`)+`ORDER BY replies.seq`)
	if err != nil {
		return err
	}
	return each(c.ctx, c.q, func(row scanner) error {
		var id string
		err := row.Scan(&id)
		c.report(foundRecord, id, "it is not in its annotation's article")
		return err
	}, `SELECT id FROM replies WHERE article <> (SELECT article FROM annotations WHERE annotations.seq = replies.annotation) ORDER BY seq`)
}
