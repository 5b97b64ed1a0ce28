package db

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"github.com/isnad/isnad/internal/annotation"
)

// Statement is an annotation attributed to a speaker, with what a list of them
// shows of its article.
type Statement struct {
	annotation.Annotation
	ArticleTitle string
	Language     string
	Direction    string
}

// StatementFilter says which statements a list shows, and where it goes on.
type StatementFilter struct {
	Wording annotation.Wording // only those found so; empty for all
	Verdict annotation.Verdict // likewise
	Cursor  string             // what the page before answered as Next; empty for the first
	Limit   int                // 0 for as many as any list shows
}

// Statements are a page of what is attributed to a speaker, and what was found of all
// of it, as it is at one moment.
type Statements struct {
	Items    []Statement
	Next     string // the cursor of the page after this one, "" when it is the last
	Total    int    // without regard to the filter
	Wordings map[annotation.Wording]int
	Verdicts map[annotation.Verdict]int
}

// Statements lists what is attributed to a speaker, and to all that are merged into
// it, in all articles, archived ones too, the newest first: NotFound when there is no
// such speaker, Invalid for a finding that there is not.
func (db *DB) Statements(ctx context.Context, speaker string, f StatementFilter) (s Statements, err error) {
	before := int64(math.MaxInt64)
	if f.Cursor != "" {
		if before, err = strconv.ParseInt(f.Cursor, 10, 64); err != nil {
			return s, badCursor(f.Cursor)
		}
	}
	err = db.read(ctx, func(q querier) error {
		scales, err := db.scalesIn(ctx, q)
		if err == nil {
			err = scales.CheckFindings(f.Wording, f.Verdict)
		}
		if err != nil {
			return err
		}
		of, err := findSpeaker(ctx, q, speaker)
		if err != nil {
			return err
		}
		names, err := collect(ctx, q, scanSeq, family+` SELECT seq FROM family`, of.seq)
		if err != nil {
			return err
		}
		if err := s.count(ctx, q, names); err != nil {
			return err
		}
		return s.list(ctx, q, names, f, before)
	})
	if err != nil {
		return Statements{}, err
	}
	return s, nil
}

func (s *Statements) count(ctx context.Context, q querier, names []int64) error {
	body, err := json.Marshal(names)
	if err != nil {
		return err
	}
	s.Wordings, s.Verdicts = map[annotation.Wording]int{}, map[annotation.Verdict]int{}
	return each(ctx, q, func(row scanner) error {
		var (
			w annotation.Wording
			v annotation.Verdict
			n int
		)
		err := row.Scan(&w, &v, &n)
		s.Total += n
		if w != "" {
			s.Wordings[w] += n
		}
		if v != "" {
			s.Verdicts[v] += n
		}
		return err
	}, statementCountsQuery, string(body))
}

const statementCountsQuery = `SELECT wording, verdict, n FROM speaker_counts WHERE speaker IN (SELECT value FROM json_each(?)) AND n > 0`

// list reads a page. The order is that of creation, which no change disturbs. Each of
// the speaker's names has its newest first in an index, and the newest of those are
// the page: it costs no more for a longer list.
func (s *Statements) list(ctx context.Context, q querier, names []int64, f StatementFilter, before int64) error {
	limit := pageLimit(f.Limit)
	query, findings := f.query()
	var newest []int64
	for _, name := range names {
		seqs, err := collect(ctx, q, scanSeq, query, append(append([]any{name}, findings...), before, limit+1)...)
		if err != nil {
			return err
		}
		newest = append(newest, seqs...)
	}
	slices.SortFunc(newest, func(a, b int64) int { return int(b - a) })
	if len(newest) > limit {
		newest = newest[:limit]
		s.Next = strconv.FormatInt(newest[limit-1], 10)
	}
	body, err := json.Marshal(newest)
	if err != nil {
		return err
	}
	rows, err := collect(ctx, q, scanStatements(), statementsQuery, string(body))
	for _, row := range rows {
		s.Items = append(s.Items, row.Statement)
	}
	return err
}

// query finds the newest statements attributed by one name, and what fills it between
// that and the place to go on from.
func (f StatementFilter) query() (query string, findings []any) {
	query = `SELECT seq FROM annotations WHERE speaker = ? AND deleted = 0`
	if f.Verdict != "" {
		query, findings = query+` AND verdict = ? AND verdict <> ''`, append(findings, string(f.Verdict))
	}
	if f.Wording != "" {
		query, findings = query+` AND wording = ? AND wording <> ''`, append(findings, string(f.Wording))
	}
	return query + ` AND seq < ? ORDER BY seq DESC LIMIT ?`, findings
}

const statementsQuery = `SELECT ` + statementColumns + ` FROM ` + annotationTables + `
	WHERE annotations.seq IN (SELECT value FROM json_each(?)) ORDER BY annotations.seq DESC`

// statementRow is a statement and the number that the data file knows it by.
type statementRow struct {
	Statement
	seq int64
}

// statementColumns, of annotationTables, fit scanStatements.
const statementColumns = annotationColumns + `, articles.title, articles.language, articles.direction, annotations.seq`

// scanStatements makes a scan for one query, as scanAnnotations does.
func scanStatements() func(scanner) (statementRow, error) {
	var r statementRow
	scan := scanAnnotations(&r.ArticleTitle, &r.Language, &r.Direction, &r.seq)
	return func(from scanner) (statementRow, error) {
		var err error
		r.Annotation, err = scan(from)
		return r, err
	}
}

func scanSeq(row scanner) (seq int64, err error) {
	err = row.Scan(&seq)
	return seq, err
}
