package db

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/isnad/isnad/internal/annotation"
)

// link is what the chain holds of an event: everything but the payload, of which
// it holds the digest.
type link struct {
	seq     int64
	at      string // timeText
	actor   string
	action  string
	article string
	object  string
	undoes  int64 // 0 for none
	digest  []byte
}

// hash is SHA-256 over the hash before (nothing for the first event) and each
// field as a netstring, "length:bytes,", numbers in decimal: no two events can
// look alike by moving a boundary, and any language can recompute it.
func (l link) hash(before []byte) []byte {
	h := sha256.New()
	h.Write(before)
	for _, field := range [][]byte{
		strconv.AppendInt(nil, l.seq, 10), []byte(l.at), []byte(l.actor), []byte(l.action),
		[]byte(l.article), []byte(l.object), strconv.AppendInt(nil, l.undoes, 10), l.digest,
	} {
		fmt.Fprintf(h, "%d:%s,", len(field), field)
	}
	return h.Sum(nil)
}

// payload is what an event says about its thing.
type payload struct {
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

// payloadDigest is salted, so that the digest of an erased payload does not let
// anybody guess what it was.
func payloadDigest(salt, body []byte) []byte {
	h := sha256.New()
	h.Write(salt)
	h.Write(body)
	return h.Sum(nil)
}

// record appends an event to the history and returns its number. Seq and At are
// set here, the rest by the caller.
func (t *tx) record(e annotation.Event) (seq int64, err error) {
	var before []byte
	err = t.queryRow(`SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1`).Scan(&seq, &before)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(payload{e.Before, e.After}); err != nil {
		return 0, err
	}
	body.Truncate(body.Len() - 1) // Encode ends with a line feed
	salt := make([]byte, 16)
	rand.Read(salt) // never fails: crypto/rand ends the program rather than return an error
	l := link{seq + 1, timeText(t.now), e.Actor, e.Action, e.Article, e.Object, e.Undoes, payloadDigest(salt, body.Bytes())}
	if _, err := t.exec(`INSERT INTO events (seq, at, actor, action, article, object, undoes, digest, hash)
		VALUES (?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?)`,
		l.seq, l.at, l.actor, l.action, l.article, l.object, l.undoes, l.digest, l.hash(before)); err != nil {
		return 0, err
	}
	_, err = t.exec(`INSERT INTO event_payloads (seq, salt, body) VALUES (?, ?, ?)`, l.seq, salt, body.String())
	return l.seq, err
}

const selectEvents = `SELECT events.seq, at, actor, action, article, object, coalesce(undoes, 0), coalesce(body, '{}')
	FROM events LEFT JOIN event_payloads ON event_payloads.seq = events.seq `

// Events are up to limit events of an article, or of the whole file when article
// is "", that come after the event with that number, oldest first. An erased
// payload leaves Before and After empty.
func (db *DB) Events(ctx context.Context, article string, after int64, limit int) (events []annotation.Event, err error) {
	where, args := `WHERE events.seq > ? `, []any{after}
	if article != "" {
		where, args = `WHERE article = ? AND events.seq > ? `, []any{article, after}
	}
	err = db.read(ctx, func(q querier) (err error) {
		events, err = collect(ctx, q, scanEvent, selectEvents+where+`ORDER BY events.seq LIMIT ?`, append(args, limit)...)
		return err
	})
	return events, err
}

// The order is that of the index events_object: a page costs what it shows,
// whatever else the file holds.
const historyQuery = `SELECT events.seq, at, actor, action, article, object, coalesce(undoes, 0), coalesce(body, '{}'),
		lower(hex(hash)), body IS NULL, coalesce((SELECT later.seq FROM events AS later WHERE later.undoes = events.seq), 0)
	FROM events LEFT JOIN event_payloads ON event_payloads.seq = events.seq
	WHERE object = ? AND action GLOB 'annotation.*' AND events.seq > ? ORDER BY events.seq LIMIT ?`

// AnnotationHistory is a page of what happened to an annotation and was said about it, oldest first, as
// far as the reader may know of it, from a cursor on, with the cursor of the page
// after it ("" when this one is the last). What was deleted keeps its history; an
// id that nothing ever had is NotFound.
func (db *DB) AnnotationHistory(ctx context.Context, reader annotation.Actor, id, cursor string, limit int) ([]annotation.Entry, string, error) {
	if err := reader.Require(annotation.Read); err != nil {
		return nil, "", err
	}
	limit = pageLimit(limit)
	after := int64(0)
	if cursor != "" {
		var err error
		if after, err = strconv.ParseInt(cursor, 10, 64); err != nil {
			return nil, "", badCursor(cursor)
		}
	}
	var entries []annotation.Entry
	err := db.read(ctx, func(q querier) (err error) {
		if entries, err = collect(ctx, q, scanEntry, historyQuery, id, after, limit+1); err != nil {
			return err
		}
		said, err := collect(ctx, q, scanEntry, commentHistoryQuery, id, after, limit+1)
		entries = append(entries, said...)
		slices.SortFunc(entries, func(a, b annotation.Entry) int { return cmp.Compare(a.Seq, b.Seq) })
		entries = entries[:min(len(entries), limit+1)]
		return err
	})
	if err == nil && len(entries) == 0 && cursor == "" {
		err = notFound("annotation", id)
	}
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(entries) > limit {
		entries = entries[:limit]
		next = strconv.FormatInt(entries[limit-1].Seq, 10)
	}
	return entries, next, nil
}

func scanEntry(row scanner) (e annotation.Entry, err error) {
	e.Event, err = scanEvent(also{row, []any{&e.Hash, &e.Erased, &e.UndoneBy}})
	return e, err
}

func scanEvent(row scanner) (e annotation.Event, err error) {
	var at, body string
	if err := row.Scan(&e.Seq, &at, &e.Actor, &e.Action, &e.Article, &e.Object, &e.Undoes, &body); err != nil {
		return e, err
	}
	if e.At, err = parseTime(at); err != nil {
		return e, err
	}
	var p payload
	err = json.Unmarshal([]byte(body), &p)
	e.Before, e.After = p.Before, p.After
	return e, err
}
