package db

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"modernc.org/sqlite/lib"
)

// Finding is something wrong with a data file.
type Finding struct {
	What   string // one of the words below
	Where  string // the id of the thing, the number of the event, or the table
	Detail string
}

// What a Finding can be about.
const (
	foundDamage    = "damage"    // SQLite cannot read a part of the file, or an index misleads
	foundReference = "reference" // a row refers to one that is not there
	foundHistory   = "history"   // the chain of events is broken, or a payload is not the one that was written
	foundRevision  = "revision"  // an article has not the text it should be shown with
	foundAnchor    = "anchor"    // an annotation does not stand where its words are
	foundCount     = "count"     // an article counts other annotations than it has
	foundSearch    = "search"    // search looks in other words than the article has
	foundSpeaker   = "speaker"   // a speaker is not found by its names
	foundMemory    = "memory"    // what was said before is found by other words than it says
	foundRecord    = "record"    // a thing is not what the history says of it
)

// Check looks through the whole file for damage, and for anything kept twice that
// does not agree. It reads one snapshot, beside a running server, and changes
// nothing; no findings means that all is well. The error says that the check
// could not be finished.
func (db *DB) Check(ctx context.Context) (findings []Finding, err error) {
	err = db.read(ctx, func(q querier) error {
		c := checker{ctx: ctx, q: q}
		defer func() { findings = c.findings }()
		return c.run(slices.Concat([]func() error{c.lookAfresh}, c.file(), c.content())...)
	})
	return findings, err
}

// checker gathers findings.
type checker struct {
	ctx      context.Context
	q        querier
	findings []Finding
	deleted  map[int64][]int64 // the deleted annotations of each article, by seq
}

func (c *checker) report(what, where, format string, args ...any) {
	c.findings = append(c.findings, Finding{what, where, fmt.Sprintf(format, args...)})
}

// unreadable reports a row with a value that is none of its column's kind; the
// check goes on.
func (c *checker) unreadable(where string, err error) error {
	c.report(foundDamage, where, "%v", err)
	return nil
}

// file are the checks of what any version of isnad has written.
func (c *checker) file() []func() error {
	return []func() error{c.integrity, c.references, c.history}
}

// run goes on where a page cannot be read: that is a finding, not the end.
func (c *checker) run(checks ...func() error) error {
	for _, check := range checks {
		err := check()
		switch primaryCode(err) {
		case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR:
			c.report(foundDamage, "file", "%v", err)
		default:
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// lookAfresh opens the search index, which makes FTS5 forget what this connection
// knows of it from before others wrote. Its part in integrity_check does not, and
// would look for what has since been merged away.
func (c *checker) lookAfresh() error {
	_, err := collect(c.ctx, c.q, func(row scanner) (seq int64, err error) {
		err = row.Scan(&seq)
		return seq, err
	}, `SELECT rowid FROM article_search LIMIT 1`)
	return err
}

// integrity is SQLite's own check: pages, indexes, constraints, and that the search
// index is sound (https://www.sqlite.org/pragma.html#pragma_integrity_check). An
// index that is sound may hold other articles than there are, or none: see search.
func (c *checker) integrity() error {
	return each(c.ctx, c.q, func(row scanner) error {
		var line string
		if err := row.Scan(&line); err != nil {
			return err
		}
		if line != "ok" {
			c.report(foundDamage, "file", "%s", line)
		}
		return nil
	}, `PRAGMA integrity_check`)
}

func (c *checker) references() error {
	broken, err := collect(c.ctx, c.q, scanBrokenKey, `PRAGMA foreign_key_check`)
	for _, b := range broken {
		c.report(foundReference, b.table, "%s", b)
	}
	return err
}

// history recomputes the chain. What it cannot show is that the newest events
// were cut off: nothing after them says so.
func (c *checker) history() error {
	var (
		last int64
		head []byte
	)
	return each(c.ctx, c.q, func(row scanner) error {
		var (
			l          link
			hash, salt []byte
			body       *string
		)
		if err := row.Scan(&l.seq, &l.at, &l.actor, &l.action, &l.article, &l.object, &l.undoes, &l.digest, &hash, &salt, &body); err != nil {
			return err
		}
		where := fmt.Sprint(l.seq)
		if l.seq != last+1 {
			c.report(foundHistory, where, "the event before is number %d", last)
		}
		if !bytes.Equal(l.hash(head), hash) {
			c.report(foundHistory, where, "the event, or the one before, is not as it was written")
		}
		if body != nil && !bytes.Equal(payloadDigest(salt, []byte(*body)), l.digest) {
			c.report(foundHistory, where, "what was before and after is not as it was written")
		}
		last, head = l.seq, hash
		return nil
	}, `SELECT events.seq, at, actor, action, article, object, coalesce(undoes, 0), digest, hash, salt, body
		FROM events LEFT JOIN event_payloads ON event_payloads.seq = events.seq ORDER BY events.seq`)
}
