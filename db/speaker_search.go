package db

import (
	"context"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// SpeakerItem is a speaker in a list, with the number of statements attributed to
// them, by whichever name.
type SpeakerItem struct {
	annotation.Speaker
	Statements int
}

// maxQueryWords is how many words of a query are looked up; a name has fewer.
const maxQueryWords = 8

// Speakers lists the speakers in the order of their folded names, from a cursor
// on, with the cursor of the page after it ("" when this one is the last). A query
// keeps those with, for each of its words, a word of name or alias that begins so,
// and those with words in a row whose text.NameKey begins as its own does: there
// titles do not count, and عبدالله is عبد الله. A query without any letter or
// digit keeps all.
func (db *DB) Speakers(ctx context.Context, query, cursor string, limit int) ([]SpeakerItem, string, error) {
	limit = pageLimit(limit)
	folded, seq, err := readSpeakerCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	hits, args := speakerHits(query)
	type row struct {
		SpeakerItem
		folded string
		seq    int64
	}
	var rows []row
	err = db.read(ctx, func(q querier) (err error) {
		rows, err = collect(ctx, q, func(s scanner) (r row, err error) {
			err = s.Scan(append(speakerFields(&r.Speaker), &r.folded, &r.seq, &r.Statements)...)
			return r, err
		}, hits+speakersOnward,
			append(args, folded, seq, limit+1)...)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = speakerCursor(rows[limit-1].folded, rows[limit-1].seq)
	}
	items := make([]SpeakerItem, len(rows))
	for i, r := range rows {
		items[i] = r.SpeakerItem
	}
	return items, next, nil
}

const speakerItemColumns = speakerColumns + `, speakers.folded, speakers.seq,
	(SELECT ifnull(sum(n), 0) FROM speaker_counts WHERE speaker IN (
		SELECT speakers.seq UNION ALL SELECT name.seq FROM speakers AS name WHERE name.stands_for = speakers.seq))`

// speakersOnward are those of a list from a place on; whoever was merged is listed as
// whom they are a name of.
const speakersOnward = ` WHERE (speakers.folded, speakers.seq) > (?, ?) AND speakers.merged_into IS NULL ORDER BY speakers.folded, speakers.seq LIMIT ?`

// speakerHits is the statement that selects the speakers a query finds, without
// its WHERE, and what fills it. The words are looked up first and the speakers
// after them (CROSS JOIN keeps that order), so that a rare name costs little
// however many speakers there are.
func speakerHits(query string) (string, []any) {
	const beginning = `SELECT speaker FROM speaker_words WHERE word >= ? AND word < ?`
	prefixes := text.FoldedWords(query)
	if len(prefixes) == 0 {
		return `SELECT ` + speakerItemColumns + ` FROM speakers`, nil
	}
	prefixes = prefixes[:min(len(prefixes), maxQueryWords)]
	everyWord := strings.Repeat(` INTERSECT `+beginning, len(prefixes))[len(` INTERSECT `):]
	var args []any
	for _, prefix := range append(prefixes, text.NameKey(query)) {
		args = append(args, prefix, prefix+string(utf8.MaxRune))
	}
	return `WITH every_word (speaker) AS (` + everyWord + `),
		hits (speaker) AS (SELECT speaker FROM every_word UNION ` + beginning + `)
		SELECT ` + speakerItemColumns + ` FROM hits CROSS JOIN speakers ON speakers.seq = hits.speaker`, args
}

// findableWords are what a name is found by, each once: its words, folded, with
// and without article and clitics; and the keys of the name and of its ends (those
// of محمد عبد الله and of عبد الله), so that a spelling in one word finds it too.
func findableWords(name string) []string {
	found := text.SearchTerms(name)
	parts := text.FoldedWords(name)
	for i := range parts {
		found = append(found, text.NameKey(strings.Join(parts[i:], " ")))
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// speakerCursor is a place in the order of folded names. It names the place and
// not the speaker who stood there, so that a page turns right although that one
// was renamed meanwhile.
func speakerCursor(folded string, seq int64) string {
	return strconv.FormatInt(seq, 10) + "." + base64.RawURLEncoding.EncodeToString([]byte(folded))
}

func readSpeakerCursor(cursor string) (folded string, seq int64, err error) {
	if cursor == "" {
		return "", 0, nil
	}
	number, name, _ := strings.Cut(cursor, ".")
	seq, err1 := strconv.ParseInt(number, 10, 64)
	decoded, err2 := base64.RawURLEncoding.DecodeString(name)
	if err1 != nil || err2 != nil || !utf8.Valid(decoded) {
		return "", 0, badCursor(cursor)
	}
	return string(decoded), seq, nil
}

func badCursor(cursor string) error {
	return annotation.RefuseField(annotation.Invalid, "cursor", "error.cursor_invalid", "cursor", cursor)
}

// pageLimit is how many items a page holds when limit are asked for, 0 for any.
func pageLimit(limit int) int {
	if limit <= 0 {
		return pageSize
	}
	return min(limit, maxPage)
}
