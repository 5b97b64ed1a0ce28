package db

import (
	"context"
	"encoding/json"
	"errors"
	"runtime/debug"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/text"
)

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
	s := annotation.Suggestion{Quotation: f.Kind, Speaker: f.Speaker, SpeakerKind: f.SpeakerKind, Unnamed: f.Speaker != "" && !f.Named,
		Rule: string(f.Rule), Confidence: f.Confidence, State: annotation.Suggesting}
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
	if s.Speaker != "" && s.SpeakerKind == "" { // a pronoun
		s.Speaker, s.Unnamed = "", false
	}
	if s.Speaker != "" && annotation.CheckSpeakerName(s.Speaker) != nil {
		s.Speaker, s.SpeakerKind, s.Unnamed, s.Mention = "", "", false, nil
	}
	return s, nil
}

// knownSpeakers are those of the desk who go by one of the names, each by the name that
// the desk has, with those names as aliases. As in resolveSpeaker a name is that of one
// who has it as it is folded, the eldest of several, or failing that of the only one
// who has it as it is spelled. Who has no name, and is known by a role or as a thing, is
// known in their own articles only; so are the aliases that others have from them.
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
	aliases, order, kinds := map[string][]string{}, []string{}, map[string]annotation.SpeakerKind{}
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
			kinds[called] = of[i].Kind
		}
		aliases[of[i].Name] = append(aliases[of[i].Name], name)
	}
	for _, called := range order {
		known = append(known, quotation.Speaker{Name: called, Aliases: aliases[called], Kind: kinds[called]})
	}
	return known, nil
}

const knownSpeakersQuery = `SELECT ` + speakerColumns + `, ` + speakerNumbers + `, speaker_keys.folded, speaker_keys.key
	FROM json_each(?) AS names CROSS JOIN speaker_keys ON speaker_keys.key = names.value JOIN speakers ON speakers.seq = speaker_keys.speaker
	WHERE speaker_keys.key <> '' AND speakers.kind NOT IN ('anonymous', 'document') AND NOT (speaker_keys.alias AND EXISTS (
		SELECT 1 FROM speakers AS given WHERE given.stands_for = speakers.seq AND given.folded = speaker_keys.folded AND given.kind IN ('anonymous', 'document')))
	ORDER BY speaker_keys.alias, speakers.seq`
