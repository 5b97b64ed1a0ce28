package db

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/isnad/isnad/internal/annotation"
)

// evidence holds pieces and citations to the history, and each file to its name.
func (c *checker) evidence() error {
	for _, check := range []func() error{c.pieces, c.citations, c.files} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) pieces() error {
	var n newest
	return each(c.ctx, c.q, func(row scanner) error {
		var p pieceRow
		if err := row.Scan(append(p.fields(), n.fields()...)...); err != nil {
			return c.unreadable("pieces", err)
		}
		_, left := sides[annotation.Piece](n.body)
		return holdTo(c, p.ID, n, left, p.whole())
	}, `SELECT `+pieceColumns+`, `+newestColumns+` FROM pieces LEFT JOIN files ON files.sha256 = pieces.file`+
		newestEvent(`pieces.id`, `GLOB 'piece.*'`)+`ORDER BY pieces.seq`)
}

// payloads looks for events whose payload is gone. Only erasing a piece takes any:
// those of what had happened to it and to its citations.
func (c *checker) payloads() error {
	return each(c.ctx, c.q, func(row scanner) error {
		var where string
		err := row.Scan(&where)
		c.report(foundHistory, where, "what was before and after is gone, and no evidence was erased that it was about")
		return err
	}, `SELECT CAST(events.seq AS TEXT) FROM events
		WHERE NOT EXISTS (SELECT 1 FROM event_payloads WHERE event_payloads.seq = events.seq)
			AND NOT EXISTS (SELECT 1 FROM events AS erasing WHERE erasing.action = '`+pieceErased+`' AND erasing.seq > events.seq
				AND erasing.object = CASE WHEN events.action GLOB 'piece.*' THEN events.object
					WHEN events.action GLOB 'evidence.*' THEN (SELECT pieces.id FROM citations JOIN pieces ON pieces.seq = citations.piece
						WHERE citations.id = events.object) END)
		ORDER BY events.seq`)
}

// removable is a record with whether it was removed, which its JSON leaves out.
type removable[T any] struct {
	Record  T    `json:"record"`
	Deleted bool `json:"deleted"`
}

func (c *checker) citations() error {
	return each(c.ctx, c.q, func(row scanner) error {
		var (
			is citationRow
			n  newest
		)
		if err := row.Scan(append(is.fields(), n.fields()...)...); err != nil {
			return c.unreadable("citations", err)
		}
		before, after := sides[annotation.Citation](n.body)
		var left *removable[annotation.Citation]
		switch {
		case after != nil:
			left = &removable[annotation.Citation]{*after, false}
		case before != nil: // deleted: as it was, but for that
			at, err := parseTime(n.at.String)
			if err != nil {
				return err
			}
			before.Version, before.UpdatedAt = before.Version+1, at
			left = &removable[annotation.Citation]{*before, true}
		}
		return holdTo(c, is.ID, n, left, removable[annotation.Citation]{is.Citation, is.Deleted})
	}, `SELECT `+citationColumns+`, `+newestColumns+` FROM citations
		JOIN annotations ON annotations.seq = citations.annotation
		JOIN pieces ON pieces.seq = citations.piece`+newestEvent(`citations.id`, `GLOB 'evidence.*'`)+`ORDER BY citations.seq`)
}

// files recomputes what each file is named by, and looks for files that no piece
// names: an erased piece takes its file along.
func (c *checker) files() error {
	return each(c.ctx, c.q, func(row scanner) error {
		var (
			name string
			data []byte
			used bool
		)
		if err := row.Scan(&name, &data, &used); err != nil {
			return c.unreadable(name, err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != name {
			c.report(foundRecord, name, "the file's bytes are not those that were uploaded")
		}
		if !used {
			c.report(foundReference, name, "no piece of evidence names this file")
		}
		return nil
	}, `SELECT sha256, data, EXISTS (SELECT 1 FROM pieces WHERE file = sha256) FROM files ORDER BY sha256`)
}
