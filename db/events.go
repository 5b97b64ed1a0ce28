package db

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
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

// lastEvent is the number of the newest event, 0 before any.
func lastEvent(t *tx) (seq int64, err error) {
	err = t.queryRow(`SELECT ifnull(max(seq), 0) FROM events`).Scan(&seq)
	return seq, err
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

// ofConfidential says of an event that it is about evidence which is confidential
// now, whatever it was then.
const ofConfidential = `(events.action GLOB 'piece.*' AND EXISTS (SELECT 1 FROM pieces WHERE pieces.id = events.object AND pieces.confidential)
		OR events.action GLOB 'evidence.*' AND EXISTS (SELECT 1 FROM citations JOIN pieces ON pieces.seq = citations.piece
			WHERE citations.id = events.object AND pieces.confidential))`

// thenConfidential says of an event about a citation that its piece was confidential
// when it happened: the newest event about the piece before it left it so.
const thenConfidential = `coalesce((SELECT earlier_payloads.body ->> '$.after.confidential'
		FROM citations JOIN pieces ON pieces.seq = citations.piece
		JOIN events AS earlier ON earlier.object = pieces.id AND earlier.action GLOB 'piece.*' AND earlier.seq < events.seq
		LEFT JOIN event_payloads AS earlier_payloads ON earlier_payloads.seq = earlier.seq
		WHERE citations.id = events.object ORDER BY earlier.seq DESC LIMIT 1), 0)`

// publicBody is of an event's payload what everybody may see. What was said of
// evidence while it was confidential stays so once it is not any more; the event by
// which it came out says what it is from then on.
const publicBody = `CASE WHEN ` + ofConfidential + ` THEN '{}'
		WHEN events.action GLOB 'piece.*' AND body ->> '$.after.confidential' THEN '{}'
		WHEN events.action GLOB 'piece.*' AND body ->> '$.before.confidential' THEN json_remove(body, '$.before')
		WHEN events.action GLOB 'evidence.*' AND ` + thenConfidential + ` THEN '{}'
		ELSE coalesce(body, '{}') END`

const selectEvents = `SELECT events.seq, at, actor, action, article, object, coalesce(undoes, 0), ` + publicBody + `
	FROM events LEFT JOIN event_payloads ON event_payloads.seq = events.seq `

// Events are up to limit events of an article, or of the whole file when article
// is "", that come after the event with that number, oldest first. An erased
// payload leaves Before and After empty, and so does one of evidence that is
// confidential, or was then: events go to everybody.
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

func scanEntry(row scanner) (e annotation.Entry, err error) {
	e.Event, err = scanEvent(also{row, []any{&e.Hash, &e.Erased, &e.UndoneBy, &e.Withheld}})
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
