package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/text"
)

// Rules propose quotes. Version tells what an article was asked with last: with a
// newer one it is asked again.
type Rules struct {
	Version int
	Suggest func(x *text.Index, language string, known []quotation.Speaker) []quotation.Suggestion
}

const (
	// suggestBatch is how many articles are looked for at once; one that was added since
	// waits for those before it.
	suggestBatch = 16
	// suggestPause is how long what other processes added may wait.
	suggestPause = time.Minute
)

// KeepSuggesting makes suggestions for what is added and revised, by whichever
// process, until ctx ends.
func (db *DB) KeepSuggesting(ctx context.Context) { db.keepSuggesting(ctx, suggestPause) }

func (db *DB) keepSuggesting(ctx context.Context, every time.Duration) {
	pause := time.NewTicker(every)
	defer pause.Stop()
	for {
		if err := db.MakeSuggestions(ctx); err != nil && ctx.Err() == nil {
			db.options.Log.Error("suggestions could not be made", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-db.added:
		case <-pause.C:
		}
	}
}

// wantSuggestions has KeepSuggesting look for what was added.
func (db *DB) wantSuggestions() {
	select {
	case db.added <- struct{}{}:
	default: // it will look anyway
	}
}

// askAgain has the rules asked about an article's text as if they never were.
func askAgain(t *tx, article int64) error {
	_, err := t.exec(`UPDATE articles SET suggested = 0 WHERE seq = ?`, article)
	return err
}

const unsuggestedQuery = `SELECT id FROM articles WHERE suggested < ? ORDER BY suggested, seq DESC LIMIT ?`

// MakeSuggestions makes the suggestions of every article whose text these rules were
// not asked about: the newest of those first that have none at all, then those that
// older rules made. It ends with ctx, and goes on another time where it ended.
func (db *DB) MakeSuggestions(ctx context.Context) error {
	for {
		var ids []string
		err := db.read(ctx, func(q querier) (err error) {
			ids, err = collect(ctx, q, scanID, unsuggestedQuery, db.options.Rules.Version, suggestBatch)
			return err
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			if err := db.MakeSuggestionsOf(ctx, id); err != nil {
				return err
			}
		}
	}
}

// asked is what rules are asked about: what must not have changed when the answer is kept.
type asked struct {
	seq       int64
	revision  int
	language  string
	suggested int
}

const askedQuery = `SELECT seq, revision, language, suggested FROM articles WHERE id = ?`

func findAsked(ctx context.Context, q querier, article string) (a asked, err error) {
	err = q.QueryRowContext(ctx, askedQuery, article).Scan(&a.seq, &a.revision, &a.language, &a.suggested)
	if errors.Is(err, sql.ErrNoRows) {
		err = notFound("article", article)
	}
	return a, err
}

// MakeSuggestionsOf makes the suggestions of an article, unless these rules or newer
// ones were asked about its text already. The rules are asked outside of any
// transaction; an article that changed meanwhile is left for another time. What people
// decided stays as it is, and is not proposed again.
func (db *DB) MakeSuggestionsOf(ctx context.Context, article string) error {
	rules := db.options.Rules
	var (
		about asked
		x     *text.Index
	)
	err := db.read(ctx, func(q querier) (err error) {
		if about, err = findAsked(ctx, q, article); err != nil || about.suggested >= rules.Version {
			return err
		}
		x, err = db.textIndexAside(ctx, q, article, about.revision)
		return err
	})
	if err != nil || about.suggested >= rules.Version {
		return err
	}
	proposals, err := db.propose(ctx, article, about, x)
	if err != nil {
		return err
	}
	return db.write(ctx, func(t *tx) error {
		now, err := findAsked(t.ctx, t, article)
		if err != nil || now != about {
			return err
		}
		return keepProposals(t, about, x, proposals, rules.Version)
	})
}

// keepProposals puts proposals in the place of those that nobody decided on. One that
// stands where it stood before keeps its id, for whoever has it open. What was rejected in
// an earlier text and is proposed again comes along as rejected.
func keepProposals(t *tx, about asked, x *text.Index, proposals []annotation.Suggestion, rules int) error {
	rows, err := collect(t.ctx, t, scanSuggestion, earlierQuery, about.seq)
	if err != nil {
		return err
	}
	var (
		decided  overlaps[bool]
		quotes   overlaps[int64]
		rejected []suggestionRow // in earlier texts
		ids      = map[string]string{}
	)
	for _, s := range rows {
		switch {
		case s.State == annotation.Suggesting && s.Revision == about.revision:
			ids[placeKey(s.Spans)] = s.ID
		case s.State == annotation.Suggesting:
		case s.Revision == about.revision:
			decided.add(s.Spans, true)
		case s.State == annotation.Rejected:
			rejected = append(rejected, s)
		}
	}
	if err := each(t.ctx, t, func(row scanner) error {
		o, err := scanOpenQuote(row)
		quotes.add(o.spans, o.seq)
		return err
	}, markedQuotesQuery, about.seq, about.revision); err != nil {
		return err
	}
	changed := len(ids) > 0
	if err := forgetOpenSuggestions(t, about.seq); err != nil {
		return err
	}
	proposals = slices.DeleteFunc(slices.Clone(proposals), func(s annotation.Suggestion) bool {
		_, done := decided.same(s.Spans)
		return done
	})
	along := comeAlong(rejected, proposals)
	for i, of := range along {
		if err := moveSuggestion(t, about.seq, x, rejected[of].seq, proposals[i]); err != nil {
			return err
		}
		decided.add(proposals[i].Spans, true)
		changed = true
	}
	for _, s := range proposals {
		if _, done := decided.same(s.Spans); done {
			continue
		}
		key := placeKey(s.Spans)
		s.ID = t.idOr(ids[key])
		delete(ids, key)
		row := suggestionRow{Suggestion: s}
		row.coveredBy, _ = quotes.same(s.Spans)
		if err := insertSuggestion(t, about.seq, touchedBy(x, s.Spans, s.Cue, s.Mention), row); err != nil {
			return err
		}
		changed = true
	}
	if _, err := t.exec(`UPDATE articles SET suggested = ? WHERE seq = ?`, rules, about.seq); err != nil || !changed {
		return err
	}
	return grow(t, about.seq)
}

const (
	earlierQuery = `SELECT ` + suggestionColumns + ` FROM ` + suggestionTables + ` WHERE articles.seq = ? ORDER BY suggestions.revision, suggestions.start, suggestions.id`

	markedQuotesQuery = `SELECT annotations.seq, annotations.revision, anchors.spans FROM annotations
		JOIN anchors ON anchors.annotation = annotations.seq AND anchors.revision = annotations.revision
		WHERE annotations.article = ? AND annotations.deleted = 0 AND annotations.kind = 'quote' AND annotations.revision = ? ORDER BY annotations.start, annotations.id`
)

// placeKey is the same for passages at the same places.
func placeKey(passages []annotation.Passage) string {
	var key []byte
	for _, p := range passages {
		key = fmt.Appendf(key, "%d-%d ", p.Start, p.End)
	}
	return string(key)
}
