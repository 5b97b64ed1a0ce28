package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
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

// propose asks the rules, with the names that the desk knows of those in the article. A
// text that they cannot cope with is said to have no quotes, and the log says so.
func (db *DB) propose(ctx context.Context, article string, about asked, x *text.Index) (proposals []annotation.Suggestion, err error) {
	defer func() {
		if p := recover(); p != nil {
			db.options.Log.Error("no suggestions are made: the rules panicked", "article", article, "panic", p, "stack", string(debug.Stack()))
			proposals, err = nil, nil
		}
	}()
	found := db.options.Rules.Suggest(x, about.language, nil)
	known, err := db.knownSpeakers(ctx, namesIn(x, found))
	if err != nil {
		return nil, err
	}
	if len(known) > 0 {
		found = db.options.Rules.Suggest(x, about.language, known)
	}
	for _, f := range found {
		s, err := suggestionOf(x, f)
		if err != nil {
			db.options.Log.Error("a suggestion is left out", "article", article, "rule", f.Rule, "error", err)
			continue
		}
		s.Article, s.Revision, s.Rules = article, about.revision, db.options.Rules.Version
		proposals = append(proposals, s)
	}
	return proposals, nil
}

// namesIn are the names by which suggestions call speakers, each once.
func namesIn(x *text.Index, found []quotation.Suggestion) (names []string) {
	for _, f := range found {
		if f.Speaker != "" {
			names = append(names, f.Speaker)
		}
		if f.Mention != nil {
			names = append(names, x.Slice(*f.Mention))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// suggestionOf is a proposal in the form that can be accepted: its passages are placed
// as those of an annotation, and a name that no speaker can have is left out.
func suggestionOf(x *text.Index, f quotation.Suggestion) (annotation.Suggestion, error) {
	s := annotation.Suggestion{Quotation: f.Kind, Speaker: f.Speaker, Rule: string(f.Rule), Confidence: f.Confidence, State: annotation.Suggesting}
	drafts := func(spans ...*text.Span) (d []annotation.PassageDraft) {
		for _, span := range spans {
			if span != nil {
				d = append(d, annotation.PassageDraft{Start: span.Start, End: span.End})
			}
		}
		return d
	}
	content := make([]*text.Span, len(f.Content))
	for i := range f.Content {
		content[i] = &f.Content[i]
	}
	var err1, err2, err3 error
	s.Spans, err1 = annotation.Place(x, "spans", drafts(content...))
	s.Cue, err2 = annotation.Place(x, "cue", drafts(f.Cue))
	s.Mention, err3 = annotation.Place(x, "mention", drafts(f.Mention))
	if err := errors.Join(err1, err2, err3); err != nil {
		return s, err
	}
	if len(s.Spans) == 0 {
		return s, errors.New("no content")
	}
	if s.Speaker != "" && annotation.CheckSpeakerName(s.Speaker) != nil {
		s.Speaker, s.Mention = "", nil
	}
	return s, nil
}

// knownSpeakers are those of the desk who go by one of the names, each by the name that
// the desk has, with those names as aliases. As in resolveSpeaker a name is that of one
// who has it as it is folded, the eldest of several, or failing that of the only one
// who has it as it is spelled.
func (db *DB) knownSpeakers(ctx context.Context, names []string) (known []quotation.Speaker, err error) {
	if len(names) == 0 {
		return nil, nil
	}
	keys := make([]string, len(names))
	for i, name := range names {
		keys[i] = text.NameKey(name)
	}
	slices.Sort(keys)
	body, err := json.Marshal(slices.Compact(keys))
	if err != nil {
		return nil, err
	}
	type candidate struct {
		speakerRow
		folded string
	}
	candidates := map[string][]candidate{} // by key, in the order in which they are preferred
	err = db.read(ctx, func(q querier) error {
		return each(ctx, q, func(row scanner) error {
			var (
				c   candidate
				key string
			)
			err := row.Scan(append(speakerFields(&c.Speaker), &c.seq, &c.heir, &c.folded, &key)...)
			candidates[key] = append(candidates[key], c)
			return err
		}, knownSpeakersQuery, string(body))
	})
	if err != nil {
		return nil, err
	}
	aliases, order := map[string][]string{}, []string{}
	for _, name := range names {
		folded, of := text.FoldString(name), candidates[text.NameKey(name)]
		i := slices.IndexFunc(of, func(c candidate) bool { return c.folded == folded })
		if i < 0 {
			spelled := map[int64]int{}
			for j, c := range of {
				if c.GoesBy(name) {
					spelled[c.seq] = j
				}
			}
			if len(spelled) != 1 {
				continue // nobody, or one of several
			}
			for _, j := range spelled {
				i = j
			}
		}
		if called := of[i].Name; aliases[called] == nil {
			order = append(order, called)
		}
		aliases[of[i].Name] = append(aliases[of[i].Name], name)
	}
	for _, called := range order {
		known = append(known, quotation.Speaker{Name: called, Aliases: aliases[called]})
	}
	return known, nil
}

const knownSpeakersQuery = `SELECT ` + speakerColumns + `, ` + speakerNumbers + `, speaker_keys.folded, speaker_keys.key
	FROM json_each(?) AS names CROSS JOIN speaker_keys ON speaker_keys.key = names.value JOIN speakers ON speakers.seq = speaker_keys.speaker
	WHERE speaker_keys.key <> '' ORDER BY speaker_keys.alias, speakers.seq`

// keepProposals puts proposals in the place of those that nobody decided on. One that
// stands where it stood before keeps its id, for whoever has it open.
func keepProposals(t *tx, about asked, x *text.Index, proposals []annotation.Suggestion, rules int) error {
	rows, err := collect(t.ctx, t, scanSuggestion, earlierQuery, about.seq)
	if err != nil {
		return err
	}
	var (
		decided  overlaps[bool]
		quotes   overlaps[int64]
		rejected = map[string]bool{} // by the words of an earlier text
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
			rejected[annotation.FoldedWords(s.Spans)] = true
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
	for _, s := range proposals {
		if _, done := decided.same(s.Spans); done || rejected[annotation.FoldedWords(s.Spans)] {
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
