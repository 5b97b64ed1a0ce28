package db

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
)

// The checks here hold things to the history: each is what the newest event about
// it left, so that whoever changes a row behind isnad's back has to forge the chain
// as well. Where that event's payload was erased, nobody can tell.

// newest is the newest event about a thing, as newestEvent joins it to the row.
type newest struct {
	seq      sql.NullInt64 // NULL when no event is about the thing
	at, body sql.NullString
}

// newestColumns, of a query with newestEvent, fit newest.fields.
const newestColumns = `newest.seq, newest.at, newest_payloads.body`

func (n *newest) fields() []any { return []any{&n.seq, &n.at, &n.body} }

// newestEvent joins to each row the newest event about it: one of these actions,
// with the row's id as its object. (A thing of another kind may have the same id.)
func newestEvent(id, actions string) string {
	return ` LEFT JOIN events AS newest ON newest.seq = (SELECT about.seq FROM events AS about
			WHERE about.object = ` + id + ` AND about.action ` + actions + ` ORDER BY about.seq DESC LIMIT 1)
		LEFT JOIN event_payloads AS newest_payloads ON newest_payloads.seq = newest.seq `
}

// sides are what a payload says of before and after, each nil where it says nothing
// or was erased. One that cannot be read is for the check of the chain to find.
func sides[T any](body sql.NullString) (before, after *T) {
	var p struct {
		Before *T `json:"before"`
		After  *T `json:"after"`
	}
	if !body.Valid || json.Unmarshal([]byte(body.String), &p) != nil {
		return nil, nil
	}
	return p.Before, p.After
}

// holdTo reports the fields in which a thing is not what the newest event about it
// left, or that no event is about it; a nil left is unknown.
func holdTo[T any](c *checker, id string, n newest, left *T, is T) error {
	switch {
	case !n.seq.Valid:
		c.report(foundRecord, id, "the history does not know it")
		return nil
	case left == nil:
		return nil
	}
	was, err := json.Marshal(left)
	if err != nil {
		return err
	}
	now, err := json.Marshal(is)
	if err != nil || bytes.Equal(was, now) {
		return err
	}
	changes, err := annotation.Differences(was, now)
	if err != nil {
		return err
	}
	fields := make([]string, len(changes))
	for i, change := range changes {
		fields[i] = change.Field
	}
	c.report(foundRecord, id, "it is not as event %d left it: %s", n.seq.Int64, strings.Join(fields, ", "))
	return nil
}

// articleRecord is what the history says of an article.
type articleRecord struct {
	newest   newest
	left     *heading       // by the newest event
	texts    map[int]string // the SHA-256 of its revisions' texts, by their numbers
	imported bool           // with its last revision alone: those before stayed on the desk that it came from
}

func (c *checker) articleRecord(id string) (r articleRecord, err error) {
	r.texts = map[int]string{}
	err = each(c.ctx, c.q, func(row scanner) error {
		var action string
		if err := row.Scan(append(r.newest.fields(), &action)...); err != nil {
			return err
		}
		r.imported = r.imported || action == articleImported
		if _, r.left = sides[heading](r.newest.body); r.left != nil {
			r.texts[r.left.Revision] = r.left.TextSHA256
		}
		return nil
	}, `SELECT newest.seq, newest.at, newest_payloads.body, newest.action
		FROM events AS newest LEFT JOIN event_payloads AS newest_payloads ON newest_payloads.seq = newest.seq
		WHERE newest.object = ? AND newest.action GLOB 'article.*' ORDER BY newest.seq`, id)
	return r, err
}

// hold holds an article, with its current text, to the history.
func (r articleRecord) hold(c *checker, a annotation.Article) error {
	a.Source.Path = "" // the history does not have it
	is := headingOf(&a)
	if r.left != nil {
		is.TextSHA256 = r.left.TextSHA256 // which is for whoever reads all revisions to compare
	}
	return holdTo(c, a.ID, r.newest, r.left, is)
}

// annotations holds what is marked to the history, the deleted too.
func (c *checker) annotations() error {
	// A speaker counts by the id of the one it was attributed to: the payload has the
	// name of that time, and who that one was a name of then.
	type record struct {
		annotation.Annotation
		Speaker string `json:"speaker"`
		Deleted bool   `json:"deleted"`
	}
	recordOf := func(a annotation.Annotation) record {
		a.FillScale() // events from before there was a choice say none; a row always does
		r := record{Annotation: a, Deleted: a.Deleted}
		r.SelfApproved = false // which the two names say
		if len(a.Spans) == 0 {
			r.Spans = nil // an orphan's may be [] or null
		}
		if a.Speaker != nil {
			r.Speaker = a.Speaker.AttributedTo()
		}
		return r
	}
	var n newest
	scan := scanAnnotations(n.fields()...)
	return each(c.ctx, c.q, func(row scanner) error {
		is, err := scan(row)
		if err != nil {
			return c.unreadable("annotations", err)
		}
		before, after := sides[annotation.Annotation](n.body)
		var was *record
		switch {
		case after != nil:
			r := recordOf(*after)
			was = &r
		case before != nil: // deleted: as it was, but for that
			before.Deleted, before.Version = true, before.Version+1
			if before.UpdatedAt, err = parseTime(n.at.String); err != nil {
				return err
			}
			r := recordOf(*before)
			was = &r
		}
		return holdTo(c, is.ID, n, was, recordOf(is))
	}, `SELECT `+annotationColumns+`, `+newestColumns+` FROM `+annotationTables+
		newestEvent(`annotations.id`, `GLOB 'annotation.*'`)+`ORDER BY annotations.seq`)
}

// people holds roles, and who may sign in, to the history.
func (c *checker) people() error {
	return each(c.ctx, c.q, func(row scanner) error {
		var (
			u annotation.User
			n newest
		)
		if err := row.Scan(append(userFields(&u), n.fields()...)...); err != nil {
			return c.unreadable(u.ID, err)
		}
		_, after := sides[userPayload](n.body)
		return holdTo(c, u.ID, n, after, payloadOf(u))
	}, `SELECT `+userColumns+`, `+newestColumns+` FROM users`+
		newestEvent(`users.id`, `IN ('`+userCreated+`', '`+userChanged+`')`)+`ORDER BY users.seq`)
}

// missing looks for things that came into the file and are not in it: nothing is
// ever taken out of it.
func (c *checker) missing() error {
	return each(c.ctx, c.q, func(row scanner) error {
		var seq int64
		var id string
		err := row.Scan(&seq, &id)
		c.report(foundRecord, id, "it came by event %d and is not there", seq)
		return err
	}, `SELECT seq, object FROM events
		WHERE action IN ('`+articleCreated+`', '`+articleImported+`') AND NOT EXISTS (SELECT 1 FROM articles WHERE id = object)
			OR action IN ('`+annotationCreated+`', '`+annotationImported+`') AND NOT EXISTS (SELECT 1 FROM annotations WHERE id = object)
			OR action IN ('`+speakerCreated+`', '`+speakerImported+`') AND NOT EXISTS (SELECT 1 FROM speakers WHERE id = object)
			OR action IN ('`+pieceCreated+`', '`+pieceImported+`') AND NOT EXISTS (SELECT 1 FROM pieces WHERE id = object)
			OR action IN ('`+evidenceCreated+`', '`+evidenceImported+`') AND NOT EXISTS (SELECT 1 FROM citations WHERE id = object)
			OR action IN ('`+scaleLoaded+`', '`+scaleImported+`') AND NOT EXISTS (SELECT 1 FROM scales WHERE ref = object)
			OR action IN ('`+commentCreated+`', '`+commentImported+`') AND NOT EXISTS (SELECT 1 FROM comments WHERE id = object)
			OR action IN ('`+replyCreated+`', '`+replyImported+`') AND NOT EXISTS (SELECT 1 FROM replies WHERE id = object)
			OR action = '`+userCreated+`' AND NOT EXISTS (SELECT 1 FROM users WHERE id = object)
		ORDER BY seq`)
}
