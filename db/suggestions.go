package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// suggestionColumns, of suggestionTables, fit suggestionRow.fields.
const suggestionColumns = `suggestions.id, articles.id, suggestions.revision, suggestions.quotation, suggestions.spans, suggestions.cue, suggestions.mention,
	suggestions.speaker, suggestions.speaker_kind, suggestions.unnamed, suggestions.rule, suggestions.rules, suggestions.confidence,
	suggestions.state, ifnull(made.id, ''), suggestions.decided_by, suggestions.decided_at,
	suggestions.seq, ifnull(suggestions.covered_by, 0)`

const suggestionTables = `articles
	JOIN suggestions ON suggestions.article = articles.seq
	LEFT JOIN annotations AS made ON made.seq = suggestions.annotation`

// shownSuggestion is a condition on a suggestion: nobody has decided, and no quote that
// somebody marked holds the same. It stands in the words of the index suggestions_open.
const shownSuggestion = `suggestions.state = 'open' AND suggestions.covered_by IS NULL`

// suggestionRow is a suggestion with what only the data file knows of it.
type suggestionRow struct {
	annotation.Suggestion
	seq       int64
	coveredBy int64 // the number of the quote that holds the same, or 0
}

// fields is where suggestionColumns go.
func (s *suggestionRow) fields() []any {
	return []any{&s.ID, &s.Article, &s.Revision, &s.Quotation, scanPassages{&s.Spans}, scanPassages{&s.Cue}, scanPassages{&s.Mention},
		&s.Speaker, &s.SpeakerKind, &s.Unnamed, &s.Rule, &s.Rules, &s.Confidence,
		&s.State, &s.Annotation, &s.DecidedBy, scanTime{&s.DecidedAt},
		&s.seq, &s.coveredBy}
}

func scanSuggestion(row scanner) (s suggestionRow, err error) {
	err = row.Scan(s.fields()...)
	return s, err
}

// Suggestion is a suggested quote, whatever became of it; NotFound when there is none,
// or newer rules or a newer text have put others in its place.
func (db *DB) Suggestion(ctx context.Context, id string) (annotation.Suggestion, error) {
	var s suggestionRow
	err := db.read(ctx, func(q querier) (err error) {
		if s, err = findSuggestion(ctx, q, id); err == nil && s.State == annotation.Suggesting {
			s.Means, err = meansOf(ctx, q, s.Suggestion)
		}
		return err
	})
	return s.Suggestion, err
}

// Suggestions lists the suggested quotes of an article's current text that wait for
// somebody to decide, by first start and then by id. One that holds the same as a
// quote which is marked is none of them. An article that is not there has none.
func (db *DB) Suggestions(ctx context.Context, article string) ([]annotation.Suggestion, error) {
	return db.suggestionsBy(ctx, suggestionsQuery, article)
}

// SuggestionsIn is Suggestions of another state; of all of them for "".
func (db *DB) SuggestionsIn(ctx context.Context, article string, state annotation.SuggestionState) ([]annotation.Suggestion, error) {
	switch state {
	case annotation.Suggesting:
		return db.Suggestions(ctx, article)
	case "":
		return db.suggestionsBy(ctx, allSuggestionsQuery, article)
	}
	return db.suggestionsBy(ctx, decidedSuggestionsQuery, article, string(state))
}

// SuggestionsTouching is Suggestions with a passage in one of the paragraphs from first
// to last (counted from 0, as text.Index does).
func (db *DB) SuggestionsTouching(ctx context.Context, article string, first, last int) ([]annotation.Suggestion, error) {
	touching, err := db.suggestionsBy(ctx, suggestionsTouchingQuery, article, first, last)
	slices.SortFunc(touching, func(a, b annotation.Suggestion) int {
		if d := a.Start() - b.Start(); d != 0 {
			return d
		}
		return strings.Compare(a.ID, b.ID)
	})
	return touching, err
}

const (
	ofCurrentText = `SELECT ` + suggestionColumns + ` FROM ` + suggestionTables + `
		WHERE articles.id = ? AND suggestions.revision = articles.revision AND `
	suggestionsQuery         = ofCurrentText + shownSuggestion + ` ORDER BY suggestions.start, suggestions.id`
	allSuggestionsQuery      = ofCurrentText + `suggestions.covered_by IS NULL ORDER BY suggestions.start, suggestions.id`
	decidedSuggestionsQuery  = ofCurrentText + `suggestions.state = ? ORDER BY suggestions.start, suggestions.id`
	suggestionsTouchingQuery = `SELECT ` + suggestionColumns + ` FROM ` + suggestionTables + ` WHERE ` + shownSuggestion + ` AND suggestions.seq IN (
			SELECT suggestion_paragraphs.suggestion FROM suggestion_paragraphs
			JOIN articles ON articles.seq = suggestion_paragraphs.article AND articles.revision = suggestion_paragraphs.revision
			WHERE articles.id = ? AND suggestion_paragraphs.paragraph BETWEEN ? AND ?)`
)

// suggestionsBy lists those of an article that a query finds by it and by args.
func (db *DB) suggestionsBy(ctx context.Context, query, article string, args ...any) ([]annotation.Suggestion, error) {
	var all []annotation.Suggestion
	err := db.read(ctx, func(q querier) (err error) {
		var (
			s      suggestionRow // rows are read into one place and copied out of it
			into   = s.fields()
			called = map[string]string{} // the names that wait, folded
		)
		all, err = collect(ctx, q, func(row scanner) (annotation.Suggestion, error) {
			err := row.Scan(into...)
			if _, known := called[s.Speaker]; !known && s.Speaker != "" && s.State == annotation.Suggesting {
				called[s.Speaker] = text.FoldString(s.Speaker)
			}
			return s.Suggestion, err
		}, query, append([]any{article}, args...)...)
		if err != nil || len(called) == 0 {
			return err
		}
		means, err := meansIn(ctx, q, article, slices.Collect(maps.Values(called)))
		for i := range all {
			if all[i].State == annotation.Suggesting {
				all[i].Means = means[called[all[i].Speaker]]
			}
		}
		return err
	})
	return all, err
}

// meansQuery finds, of names in an article, whom the suggestion was attributed to that was
// accepted last with the name and is still there.
const meansQuery = `SELECT names.value, speakers.id, speakers.name, speakers.kind
	FROM json_each(?) AS names CROSS JOIN annotations ON annotations.seq = (
		SELECT made.seq FROM suggestions JOIN annotations AS made ON made.seq = suggestions.annotation
		WHERE suggestions.article = (SELECT seq FROM articles WHERE id = ?) AND suggestions.called = names.value AND suggestions.annotation IS NOT NULL
			AND made.deleted = 0 AND made.speaker IS NOT NULL
		ORDER BY suggestions.annotation DESC LIMIT 1)
	JOIN speakers AS attributed ON attributed.seq = annotations.speaker
	JOIN speakers ON speakers.seq = ifnull(attributed.stands_for, attributed.seq)`

// meansIn is whom people decided names, folded, to mean in an article, by the name.
func meansIn(ctx context.Context, q querier, article string, called []string) (map[string]*annotation.SpeakerRef, error) {
	names, err := json.Marshal(called)
	if err != nil {
		return nil, err
	}
	means := map[string]*annotation.SpeakerRef{}
	return means, each(ctx, q, func(row scanner) error {
		var (
			name string
			ref  annotation.SpeakerRef
		)
		err := row.Scan(&name, &ref.ID, &ref.Name, &ref.Kind)
		means[name] = &ref
		return err
	}, meansQuery, string(names), article)
}

// meansOf is meansIn of one suggestion's name.
func meansOf(ctx context.Context, q querier, s annotation.Suggestion) (*annotation.SpeakerRef, error) {
	called := text.FoldString(s.Speaker)
	if called == "" {
		return nil, nil
	}
	means, err := meansIn(ctx, q, s.Article, []string{called})
	return means[called], err
}

const suggestionQuery = `SELECT ` + suggestionColumns + ` FROM ` + suggestionTables + ` WHERE suggestions.id = ?`

// findSuggestion reads a suggestion; NotFound when there is none.
func findSuggestion(ctx context.Context, q querier, id string) (suggestionRow, error) {
	s, err := scanSuggestion(q.QueryRowContext(ctx, suggestionQuery, id))
	if errors.Is(err, sql.ErrNoRows) {
		return suggestionRow{}, notFound("suggestion", id)
	}
	return s, err
}

// insertSuggestion writes a suggestion that nobody has decided on, and the paragraphs
// that it touches.
func insertSuggestion(t *tx, article int64, paragraphs []int, s suggestionRow) error {
	spans, cue, mention, err := partsJSON(s.Spans, s.Cue, s.Mention)
	if err != nil {
		return err
	}
	var seq int64
	if err := t.queryRow(`INSERT INTO suggestions (id, article, revision, start, quotation, spans, cue, mention, speaker, speaker_kind, unnamed, called, rule, rules, confidence, covered_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0)) RETURNING seq`,
		s.ID, article, s.Revision, s.Start(), string(s.Quotation), spans, cue, mention,
		s.Speaker, string(s.SpeakerKind), s.Unnamed, text.FoldString(s.Speaker), s.Rule, s.Rules, s.Confidence, s.coveredBy).Scan(&seq); err != nil {
		return err
	}
	return findByParagraphs(t, article, s.Revision, seq, paragraphs)
}

// findByParagraphs has a suggestion found by the paragraphs that it touches.
func findByParagraphs(t *tx, article int64, revision int, seq int64, paragraphs []int) error {
	numbers, err := json.Marshal(paragraphs)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO suggestion_paragraphs (article, revision, paragraph, suggestion)
		SELECT ?, ?, value, ? FROM json_each(?)`, article, revision, seq, string(numbers))
	return err
}

// forgetOpenSuggestions takes away what rules proposed for an article, of whichever
// text, and nobody decided on.
func forgetOpenSuggestions(t *tx, article int64) error {
	for _, forget := range []string{
		`DELETE FROM suggestion_paragraphs WHERE suggestion IN (SELECT seq FROM suggestions WHERE article = ? AND state = 'open')`,
		`DELETE FROM suggestions WHERE article = ? AND state = 'open'`,
	} {
		if _, err := t.exec(forget, article); err != nil {
			return err
		}
	}
	return nil
}

// suggestedJSON is how a row says what its annotation was made of; "" for nothing.
func suggestedJSON(s *annotation.Suggested) (string, error) {
	if s == nil {
		return "", nil
	}
	body, err := json.Marshal(s)
	return string(body), err
}

// scanSuggested reads suggestedJSON.
type scanSuggested struct{ to **annotation.Suggested }

// Scan implements sql.Scanner.
func (s scanSuggested) Scan(value any) error {
	raw, ok := value.(string)
	if !ok {
		return fmt.Errorf("what an annotation was made of is text, not %T", value)
	}
	*s.to = nil
	if raw == "" {
		return nil
	}
	return json.Unmarshal([]byte(raw), s.to)
}
