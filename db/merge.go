package db

import (
	"context"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
)

// MergeSpeaker makes a speaker a further name of another one, or of the one that the
// other was merged into: see annotation.Speaker.MergeInto. It answers with the
// merged speaker and the one that it is now. What is attributed to it, and all that
// is said of that, stays as it is and shows the other from now on. The version is
// the merged speaker's, asked for as in ChangeSpeaker; an unknown other is Invalid.
func (db *DB) MergeSpeaker(ctx context.Context, actor annotation.Actor, id string, version int, into string) (merged, heir annotation.Speaker, err error) {
	if err := actor.Require(annotation.MergeSpeakers); err != nil {
		return merged, heir, err
	}
	m := annotation.Merging{Into: into}
	if err := m.Check(); err != nil {
		return merged, heir, err
	}
	err = db.write(ctx, func(t *tx) error {
		before, err := findSpeaker(t.ctx, t, id)
		if err != nil {
			return err
		}
		if err := checkVersion(version, before.Version, before.Speaker, m); err != nil {
			return err
		}
		other, err := findSpeaker(t.ctx, t, into)
		if annotation.CodeOf(err) == annotation.NotFound {
			return annotation.RefuseField(annotation.Invalid, "into", "error.not_found", "thing", "speaker", "id", into)
		}
		if err == nil {
			other, err = standsFor(t.ctx, t, other)
		}
		if err != nil {
			return err
		}
		lent, err := lentTo(t, other.seq, before.seq)
		if err != nil {
			return err
		}
		if merged, heir, err = before.MergeInto(other.Speaker, lent, actor, t.now); err != nil {
			return err
		}
		return saveMerge(t, actor, speakerMerged, before, merged, other, heir, 0)
	})
	if err != nil {
		return annotation.Speaker{}, annotation.Speaker{}, err
	}
	return merged, heir, nil
}

// SplitOffSpeaker takes a merge back: see annotation.Speaker.SplitOff. It answers with
// the speaker that stands alone again, with all that was attributed to it, and the
// one that it was merged into.
func (db *DB) SplitOffSpeaker(ctx context.Context, actor annotation.Actor, id string, version int) (alone, heir annotation.Speaker, err error) {
	if err := actor.Require(annotation.MergeSpeakers); err != nil {
		return alone, heir, err
	}
	err = db.write(ctx, func(t *tx) error {
		before, err := findSpeaker(t.ctx, t, id)
		if err != nil {
			return err
		}
		if err := checkVersion(version, before.Version, before.Speaker, nil); err != nil {
			return err
		}
		var from speakerRow
		if before.MergedInto != "" {
			if from, err = findSpeaker(t.ctx, t, before.MergedInto); err != nil {
				return err
			}
		}
		lent, err := lentTo(t, from.seq, before.seq)
		if err != nil {
			return err
		}
		if alone, heir, err = before.SplitOff(from.Speaker, lent, actor, t.now); err != nil {
			return err
		}
		undoes, err := standingMerge(t, id)
		if err != nil {
			return err
		}
		return saveMerge(t, actor, speakerSplitOff, before, alone, from, heir, undoes)
	})
	if err != nil {
		return annotation.Speaker{}, annotation.Speaker{}, err
	}
	return alone, heir, nil
}

// saveMerge writes what a merge, or taking one back, makes of two speakers: one event
// about each, however much is attributed to them.
func saveMerge(t *tx, actor annotation.Actor, action string, before speakerRow, after annotation.Speaker, other speakerRow, heir annotation.Speaker, undoes int64) error {
	if err := updateSpeaker(t, before.seq, after); err != nil {
		return err
	}
	if err := t.restand(before.seq); err != nil {
		return err
	}
	if err := recordUndoing(t, actor, action, before.ID, before.Speaker, after, undoes); err != nil {
		return err
	}
	if heir.Version != other.Version {
		if err := updateSpeaker(t, other.seq, heir); err != nil {
			return err
		}
		if err := record(t, actor, speakerChanged, other.ID, other.Speaker, heir); err != nil {
			return err
		}
	}
	// Of the two, it is what the first is attributed that now shows another name.
	return bumpArticlesOfSpeaker(t, before.seq)
}

// family are a speaker, ?1, and all that are merged into it, over whatever others.
const family = `WITH RECURSIVE family (seq) AS (
	VALUES (?1) UNION SELECT speakers.seq FROM family JOIN speakers ON speakers.merged_into = family.seq)`

// restand has a speaker, and all that are merged into it, stand for whoever it is
// merged into, or for it.
func (t *tx) restand(seq int64) error {
	_, err := t.exec(family+`
		UPDATE speakers SET stands_for = nullif((SELECT ifnull(heir.stands_for, ifnull(heir.seq, one.seq))
			FROM speakers AS one LEFT JOIN speakers AS heir ON heir.seq = one.merged_into WHERE one.seq = ?1), speakers.seq)
		WHERE seq IN (SELECT seq FROM family)`, seq)
	return err
}

// standsFor is whom a speaker is a name of: itself, unless it was merged.
func standsFor(ctx context.Context, q querier, s speakerRow) (speakerRow, error) {
	if s.heir == 0 {
		return s, nil
	}
	return scanSpeaker(q.QueryRowContext(ctx, `SELECT `+speakerColumns+`, `+speakerNumbers+` FROM speakers WHERE seq = ?`, s.heir))
}

// Heir is whom a speaker is a name of: itself, unless it was merged; NotFound when there
// is none of that id.
func (db *DB) Heir(ctx context.Context, id string) (annotation.Speaker, error) {
	var heir speakerRow
	err := db.read(ctx, func(q querier) error {
		s, err := findSpeaker(ctx, q, id)
		if err == nil {
			heir, err = standsFor(ctx, q, s)
		}
		return err
	})
	return heir.Speaker, err
}

// refTo is how an annotation names its speaker that was attributed to this one.
func refTo(ctx context.Context, q querier, s speakerRow) (*annotation.SpeakerRef, error) {
	heir, err := standsFor(ctx, q, s)
	if err != nil {
		return nil, err
	}
	ref := heir.Ref()
	if heir.seq != s.seq {
		ref.Merged = s.ID
	}
	return ref, nil
}

// lentTo lists the aliases that a speaker has by merges, but for that of one.
func lentTo(t *tx, heir, besides int64) (lent []string, err error) {
	err = each(t.ctx, t, func(row scanner) error {
		var given []string
		err := row.Scan(scanAliases{&given})
		lent = append(lent, given...)
		return err
	}, `SELECT given FROM speakers WHERE merged_into = ? AND seq <> ?`, heir, besides)
	return lent, err
}

// standingMerge is the event by which a speaker was merged, 0 where it came so by an
// import.
func standingMerge(t *tx, id string) (seq int64, err error) {
	err = t.queryRow(`SELECT ifnull(max(seq), 0) FROM events WHERE object = ? AND action = ? AND `+standing, id, speakerMerged).Scan(&seq)
	return seq, err
}

// MergedSpeaker is a speaker that is a name of another one: Under says of which merged
// speaker first, nil for that one itself.
type MergedSpeaker struct {
	annotation.Speaker
	Under *annotation.Speaker
}

// MergedSpeakers lists those that are merged into a speaker, directly or over others,
// the longest known first.
func (db *DB) MergedSpeakers(ctx context.Context, id string) (list []MergedSpeaker, err error) {
	var all []speakerRow
	err = db.read(ctx, func(q querier) (err error) {
		all, err = collect(ctx, q, scanSpeaker, `SELECT `+speakerColumns+`, `+speakerNumbers+` FROM speakers
			WHERE stands_for = (SELECT seq FROM speakers WHERE id = ?) AND stands_for IS NOT NULL ORDER BY seq`, id)
		return err
	})
	for _, s := range all {
		one := MergedSpeaker{Speaker: s.Speaker}
		if i := slices.IndexFunc(all, func(other speakerRow) bool { return other.ID == s.MergedInto }); i >= 0 {
			one.Under = &all[i].Speaker
		}
		list = append(list, one)
	}
	return list, err
}
