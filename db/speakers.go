package db

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

const speakerColumns = `speakers.id, speakers.name, speakers.kind, speakers.aliases, speakers.created_by, speakers.created_at, speakers.updated_at, speakers.version,
	ifnull((SELECT heir.id FROM speakers AS heir WHERE heir.seq = speakers.merged_into), ''), speakers.given`

// speakerNumbers, after speakerColumns, fit scanSpeaker.
const speakerNumbers = `speakers.seq, ifnull(speakers.stands_for, 0)`

// speakerRow is a speaker with the numbers the data file knows it by: its own, and
// that of whom it is a name of, 0 for itself.
type speakerRow struct {
	annotation.Speaker
	seq, heir int64
}

// Speaker finds a speaker by id, a merged one too: NotFound when there is none.
func (db *DB) Speaker(ctx context.Context, id string) (annotation.Speaker, error) {
	var s speakerRow
	err := db.read(ctx, func(q querier) (err error) {
		s, err = findSpeaker(ctx, q, id)
		return err
	})
	return s.Speaker, err
}

// CreateSpeaker adds a speaker. Unless the draft says that it is Distinct, a name
// or alias that a known speaker may go by (equal text.NameKey) is a Conflict
// (error.speaker_near), with those speakers as Current. A draft that brings the id
// of a speaker begun with the same content is answered with that one as it is now,
// and false; with other content it is a Conflict (error.id_conflict).
func (db *DB) CreateSpeaker(ctx context.Context, actor annotation.Actor, d annotation.SpeakerDraft) (annotation.Speaker, bool, error) {
	if d.ID != "" {
		if err := annotation.CheckID(d.ID); err != nil {
			return annotation.Speaker{}, false, err
		}
	}
	var (
		s       annotation.Speaker
		created bool
	)
	err := db.write(ctx, func(t *tx) error {
		id := t.idOr(d.ID)
		var err error
		if s, err = annotation.NewSpeaker(id, d, actor, t.now); err != nil {
			return err
		}
		known, err := findSpeaker(t.ctx, t, id)
		if err == nil {
			began, err := firstContent(t, known.Speaker)
			if err != nil {
				return err
			}
			if !sameContent(began, s) {
				return idConflict("id", id, known.Speaker, d)
			}
			s, created = known.Speaker, false
			return nil
		}
		if annotation.CodeOf(err) != annotation.NotFound {
			return err
		}
		if !d.Distinct {
			if err := refuseNear(t, s.Keys(), 0, d); err != nil {
				return err
			}
		}
		created = true
		return addSpeaker(t, actor, s)
	})
	if err != nil {
		return annotation.Speaker{}, false, err
	}
	return s, created, nil
}

// ChangeSpeaker changes a speaker, and with it every article that shows it. A name
// or alias that another speaker may go by is a Conflict (error.speaker_near),
// unless this one may go by it already; so is a speaker that was merged
// (error.merged). Without a version it is
// PreconditionRequired, with a past one Stale.
func (db *DB) ChangeSpeaker(ctx context.Context, actor annotation.Actor, id string, version int, p annotation.SpeakerPatch) (annotation.Speaker, error) {
	var after annotation.Speaker
	err := db.write(ctx, func(t *tx) error {
		if err := actor.Require(annotation.Mark); err != nil {
			return err
		}
		before, err := findSpeaker(t.ctx, t, id)
		if err != nil {
			return err
		}
		if err := checkVersion(version, before.Version, before.Speaker, p); err != nil {
			return err
		}
		if after, err = before.Apply(p, actor, t.now); err != nil {
			return err
		}
		if after.Version == before.Version {
			return nil
		}
		had := before.Keys()
		added := slices.DeleteFunc(after.Keys(), func(key string) bool { return slices.Contains(had, key) })
		if err := refuseNear(t, added, before.seq, p); err != nil {
			return err
		}
		if err := updateSpeaker(t, before.seq, after); err != nil {
			return err
		}
		if err := bumpArticlesOfSpeaker(t, before.seq); err != nil {
			return err
		}
		return record(t, actor, speakerChanged, id, before.Speaker, after)
	})
	if err != nil {
		return annotation.Speaker{}, err
	}
	return after, nil
}

// resolveSpeaker is the speaker that a choice comes to: by id, that of one who was
// merged being whomever they are a name of now; or else by name,
// that of a known speaker's name or alias as it is folded, or failing that as it
// is spelled (text.NameSpelling); or else, or when a Distinct one is meant, a new
// speaker of that name and kind. None chosen is nil. An unknown id is Invalid. A
// Conflict (error.speaker_near) with the near ones as Current are a name that may
// be several speakers', and, as long as somebody is Asking, one that is only nearly
// a known speaker's.
func resolveSpeaker(t *tx, actor annotation.Actor, choice annotation.SpeakerChoice) (*annotation.SpeakerRef, error) {
	if choice.Nobody() {
		return nil, nil
	}
	if choice.ID != "" {
		s, err := findSpeaker(t.ctx, t, choice.ID)
		if annotation.CodeOf(err) == annotation.NotFound {
			return nil, annotation.RefuseField(annotation.Invalid, "speaker", "error.not_found", "thing", "speaker", "id", choice.ID)
		}
		if err == nil {
			s, err = standsFor(t.ctx, t, s)
		}
		if err != nil {
			return nil, err
		}
		return s.Ref(), nil
	}
	s, err := newSpeaker(t, actor, choice)
	if err != nil {
		return nil, err
	}
	if !choice.Distinct {
		if known, err := knownByName(t, s, choice); known != nil || err != nil {
			return known, err
		}
	}
	if err := addSpeaker(t, actor, s); err != nil {
		return nil, err
	}
	return s.Ref(), nil
}

// newSpeaker is the one that a choice by name would add.
func newSpeaker(t *tx, actor annotation.Actor, choice annotation.SpeakerChoice) (annotation.Speaker, error) {
	s, err := annotation.NewSpeaker(t.newID(), annotation.SpeakerDraft{Name: choice.Name, Kind: cmp.Or(choice.Kind, choice.NewKind)}, actor, t.now)
	if refused, ok := errors.AsType[*annotation.Error](err); ok && refused.Field != "" {
		refused.Field = "speaker." + refused.Field
	}
	return s, err
}

// knownByName is the known speaker that the name of a new one means, or nil.
func knownByName(t *tx, s annotation.Speaker, choice annotation.SpeakerChoice) (*annotation.SpeakerRef, error) {
	// Two speakers told apart on purpose can have one folded name: then it is the one
	// whose name it is rather than an alias, and the elder.
	exact, err := collect(t.ctx, t, scanSpeaker, `SELECT `+speakerColumns+`, `+speakerNumbers+`
		FROM speaker_keys JOIN speakers ON speakers.seq = speaker_keys.speaker
		WHERE speaker_keys.folded = ? ORDER BY speaker_keys.alias, speakers.seq LIMIT 1`, text.FoldString(s.Name))
	if err != nil {
		return nil, err
	}
	if len(exact) == 1 {
		return exact[0].Ref(), nil
	}
	near, err := nearSpeakers(t, s.Keys(), 0)
	if err != nil {
		return nil, err
	}
	spelled := slices.DeleteFunc(slices.Clone(near), func(known annotation.Speaker) bool { return !known.GoesBy(s.Name) })
	switch {
	case len(spelled) == 1:
		return spelled[0].Ref(), nil
	case len(spelled) > 1, len(near) > 0 && choice.Asking:
		refused := annotation.RefuseField(annotation.Conflict, "speaker", "error.speaker_near", "name", s.Name)
		refused.Current, refused.Submitted = near, choice
		return nil, refused
	}
	return nil, nil
}

// addSpeaker inserts a new speaker and says so in the history.
func addSpeaker(t *tx, actor annotation.Actor, s annotation.Speaker) error {
	if err := insertSpeaker(t, s); err != nil {
		return err
	}
	return record(t, actor, speakerCreated, s.ID, nil, s)
}

// insertSpeaker writes a speaker as it is, and what it is found by.
func insertSpeaker(t *tx, s annotation.Speaker) error {
	aliases, err := aliasesJSON(s.Aliases)
	if err != nil {
		return err
	}
	given, err := aliasesJSON(s.Given)
	if err != nil {
		return err
	}
	var seq int64
	err = t.queryRow(`INSERT INTO speakers (id, name, folded, kind, aliases, created_by, created_at, updated_at, version, merged_into, given)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, `+numberOf+`, ?) RETURNING seq`,
		s.ID, s.Name, text.FoldString(s.Name), string(s.Kind), aliases, s.CreatedBy, timeText(s.CreatedAt), timeText(s.UpdatedAt), s.Version,
		s.MergedInto, given).Scan(&seq)
	if err != nil {
		return err
	}
	if s.MergedInto != "" {
		return t.restand(seq)
	}
	return insertNames(t, seq, s)
}

// numberOf is the number of the speaker with the id that takes the ?; NULL for none.
const numberOf = `(SELECT seq FROM speakers WHERE id = ?)`

func updateSpeaker(t *tx, seq int64, s annotation.Speaker) error {
	aliases, err := aliasesJSON(s.Aliases)
	if err != nil {
		return err
	}
	given, err := aliasesJSON(s.Given)
	if err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE speakers SET name = ?, folded = ?, kind = ?, aliases = ?, updated_at = ?, version = ?, merged_into = `+numberOf+`, given = ? WHERE seq = ?`,
		s.Name, text.FoldString(s.Name), string(s.Kind), aliases, timeText(s.UpdatedAt), s.Version, s.MergedInto, given, seq); err != nil {
		return err
	}
	for _, forget := range []string{`DELETE FROM speaker_keys WHERE speaker = ?`, `DELETE FROM speaker_words WHERE speaker = ?`} {
		if _, err := t.exec(forget, seq); err != nil {
			return err
		}
	}
	if s.MergedInto != "" {
		return nil
	}
	return insertNames(t, seq, s)
}

// insertNames writes what a speaker is known again by, and the words it is found by.
// One that was merged has none: whoever it is a name of is known and found instead.
func insertNames(t *tx, seq int64, s annotation.Speaker) error {
	for i, name := range append([]string{s.Name}, s.Aliases...) {
		if _, err := t.exec(`INSERT INTO speaker_keys (speaker, key, folded, alias) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			seq, text.NameKey(name), text.FoldString(name), i > 0); err != nil {
			return err
		}
		for _, word := range findableWords(name) {
			if _, err := t.exec(`INSERT INTO speaker_words (word, speaker) VALUES (?, ?) ON CONFLICT DO NOTHING`, word, seq); err != nil {
				return err
			}
		}
	}
	return nil
}

// refuseNear refuses keys that another speaker than the one with that seq has.
func refuseNear(t *tx, keys []string, besides int64, submitted any) error {
	near, err := nearSpeakers(t, keys, besides)
	if err != nil || len(near) == 0 {
		return err
	}
	refused := annotation.RefuseField(annotation.Conflict, "name", "error.speaker_near", "name", near[0].Name)
	refused.Current, refused.Submitted = near, submitted
	return refused
}

// nearSpeakers lists the speakers, the eldest first, that have one of the keys,
// but for the one with that seq (0 for no exception). An empty key, that of a name
// which is nothing but a title, is nobody's.
func nearSpeakers(t *tx, keys []string, besides int64) ([]annotation.Speaker, error) {
	body, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	rows, err := collect(t.ctx, t, scanSpeaker, `SELECT `+speakerColumns+`, `+speakerNumbers+` FROM speakers
		WHERE speakers.seq IN (SELECT speaker FROM speaker_keys WHERE key IN (SELECT value FROM json_each(?)) AND key <> '')
			AND speakers.seq <> ?
		ORDER BY speakers.seq`, string(body), besides)
	if err != nil {
		return nil, err
	}
	near := make([]annotation.Speaker, len(rows))
	for i, row := range rows {
		near[i] = row.Speaker
	}
	return near, nil
}

// firstContent is a known speaker as it was made or imported, before anybody
// changed it.
func firstContent(t *tx, known annotation.Speaker) (first annotation.Speaker, err error) {
	var payload struct {
		After *annotation.Speaker `json:"after"`
	}
	var body string
	err = t.queryRow(`SELECT event_payloads.body FROM events JOIN event_payloads ON event_payloads.seq = events.seq
		WHERE events.object = ? AND events.action IN (?, ?) ORDER BY events.seq LIMIT 1`, known.ID, speakerCreated, speakerImported).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return known, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), &payload)
	}
	if err != nil || payload.After == nil {
		return known, err
	}
	return *payload.After, nil
}

// sameContent says that two speakers agree in what a draft gives.
func sameContent(a, b annotation.Speaker) bool {
	return a.Name == b.Name && a.Kind == b.Kind && slices.Equal(a.Aliases, b.Aliases)
}

func findSpeaker(ctx context.Context, q querier, id string) (speakerRow, error) {
	s, err := scanSpeaker(q.QueryRowContext(ctx, `SELECT `+speakerColumns+`, `+speakerNumbers+` FROM speakers WHERE id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return speakerRow{}, notFound("speaker", id)
	}
	return s, err
}

func scanSpeaker(row scanner) (s speakerRow, err error) {
	err = row.Scan(append(speakerFields(&s.Speaker), &s.seq, &s.heir)...)
	return s, err
}

// speakerFields is where speakerColumns go.
func speakerFields(s *annotation.Speaker) []any {
	return []any{&s.ID, &s.Name, &s.Kind, scanAliases{&s.Aliases}, &s.CreatedBy, scanTime{&s.CreatedAt}, scanTime{&s.UpdatedAt}, &s.Version,
		&s.MergedInto, scanAliases{&s.Given}}
}

// scanAliases reads a JSON array of texts; an empty one is nil, as in the domain.
type scanAliases struct{ to *[]string }

// Scan implements sql.Scanner.
func (s scanAliases) Scan(v any) error {
	*s.to = nil
	err := scanJSON{s.to}.Scan(v)
	if len(*s.to) == 0 {
		*s.to = nil
	}
	return err
}

func aliasesJSON(aliases []string) (string, error) {
	if len(aliases) == 0 {
		return "[]", nil
	}
	body, err := json.Marshal(aliases)
	return string(body), err
}
