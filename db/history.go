package db

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
)

// historyQuery reads the events of a few things together: a page costs the numbers
// of all that these have, and what it shows, whatever else the file holds.
const historyQuery = `SELECT seq, at, actor, action, article, object, undoes, told, hash, erased, undone_by, told <> whole FROM (
		SELECT events.seq, at, actor, action, article, object, coalesce(undoes, 0) AS undoes, coalesce(body, '{}') AS whole,
			CASE WHEN EXISTS (SELECT 1 FROM json_each(?1) AS things WHERE things.value ->> 'public' AND things.value ->> 'id' = events.object
				AND events.action GLOB things.value ->> 'actions') THEN ` + publicBody + ` ELSE coalesce(body, '{}') END AS told,
			lower(hex(hash)) AS hash, body IS NULL AS erased,
			coalesce((SELECT later.seq FROM events AS later WHERE later.undoes = events.seq), 0) AS undone_by
		FROM events LEFT JOIN event_payloads ON event_payloads.seq = events.seq
		WHERE events.seq IN (
			SELECT about.seq FROM json_each(?1) AS things
			JOIN events AS about ON about.object = things.value ->> 'id' AND about.action GLOB things.value ->> 'actions'
			WHERE about.seq > ?2
			UNION SELECT merges.value FROM json_each(?3) AS merges WHERE merges.value > ?2
			ORDER BY 1 LIMIT ?4))
	ORDER BY seq`

// AnnotationHistory is a page of what happened to an annotation, oldest first, as far
// as the reader may know of it, from a cursor on, with the cursor of the page after
// it ("" when this one is the last). It has what was said about it, what was
// decided before on the suggestion that it was made of, who was asked to answer it, what happened to its
// evidence, removed evidence too, and the merges by which it came to show another
// speaker. What was deleted keeps its history; an id that nothing ever had is NotFound.
func (db *DB) AnnotationHistory(ctx context.Context, reader annotation.Actor, id, cursor string, limit int) ([]annotation.Entry, string, error) {
	if err := reader.Require(annotation.Read); err != nil {
		return nil, "", err
	}
	limit = pageLimit(limit)
	after := int64(0)
	if cursor != "" {
		var err error
		if after, err = strconv.ParseInt(cursor, 10, 64); err != nil {
			return nil, "", badCursor(cursor)
		}
	}
	var (
		entries []annotation.Entry
		titles  map[string]string
	)
	err := db.read(ctx, func(q querier) (err error) {
		things := []thing{{ID: id, Actions: "annotation.*"}}
		if things, titles, err = evidenceThings(ctx, q, reader, id, things); err != nil {
			return err
		}
		if things, err = commentThings(ctx, q, id, things); err != nil {
			return err
		}
		if things, err = replyThings(ctx, q, id, things); err != nil {
			return err
		}
		if things, err = suggestionThings(ctx, q, id, things); err != nil {
			return err
		}
		merges, err := mergesShown(ctx, q, id, titles)
		if err != nil {
			return err
		}
		about, err1 := json.Marshal(things)
		beside, err2 := json.Marshal(merges)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		entries, err = collect(ctx, q, scanEntry, historyQuery, string(about), after, string(beside), limit+1)
		return err
	})
	if err == nil && len(entries) == 0 && cursor == "" {
		err = notFound("annotation", id)
	}
	if err != nil {
		return nil, "", err
	}
	for i := range entries {
		entries[i].About = titles[entries[i].Object]
	}
	next := ""
	if len(entries) > limit {
		entries = entries[:limit]
		next = strconv.FormatInt(entries[limit-1].Seq, 10)
	}
	return entries, next, nil
}

// thing is one whose events are asked for: things of two kinds may have one id.
type thing struct {
	ID      string `json:"id"`
	Actions string `json:"actions"`
	Public  bool   `json:"public,omitzero"` // the reader is told no more of it than everybody is
}

// mergesShown are the numbers of the merges by which an annotation came to show
// another speaker, and of those taken back: they are events about the speaker that
// it was attributed to, or about one that that was a name of then. It adds to the
// titles what the speakers merged are a name of, or were.
func mergesShown(ctx context.Context, q querier, id string, titles map[string]string) (seqs []int64, err error) {
	own, err := collect(ctx, q, scanEvent, selectEvents+`WHERE object = ? AND action GLOB 'annotation.*' ORDER BY events.seq`, id)
	if err != nil {
		return nil, err
	}
	merges, err := mergesOf(ctx, q, attributions(own))
	if err != nil {
		return nil, err
	}
	seqs = []int64{}
	for _, e := range withMerges(own, merges) {
		if strings.HasPrefix(e.Action, "annotation.") {
			continue
		}
		seqs = append(seqs, e.Seq)
		into := mergedBy(e)
		if into == "" {
			into = mergedBy(annotation.Event{After: e.Before})
		}
		s, err := findSpeaker(ctx, q, into)
		if err != nil {
			return nil, err
		}
		titles[e.Object] = s.Name
	}
	return seqs, nil
}

// attributions are the ids of the speakers that an annotation was ever attributed to.
func attributions(own []annotation.Event) (ids []string) {
	for _, e := range own {
		if id := attributedBy(e); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// attributedBy is whom an event left its annotation attributed to; "" for nobody, or
// where it was erased.
func attributedBy(e annotation.Event) string {
	var a struct{ Speaker *annotation.SpeakerRef }
	if len(e.After) == 0 || json.Unmarshal(e.After, &a) != nil || a.Speaker == nil {
		return ""
	}
	return a.Speaker.AttributedTo()
}

// mergesOf are all events that ever said into whom speakers are merged: those with the
// ids, and whomever they were merged into.
func mergesOf(ctx context.Context, q querier, ids []string) (merges []annotation.Event, err error) {
	for i := 0; i < len(ids); i++ {
		found, err := collect(ctx, q, scanEvent, selectEvents+`WHERE object = ? AND action IN (?, ?, ?) ORDER BY events.seq`,
			ids[i], speakerMerged, speakerSplitOff, speakerImported)
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			if into := mergedBy(e); into != "" && !slices.Contains(ids, into) {
				ids = append(ids, into)
			}
		}
		merges = append(merges, found...)
	}
	return merges, nil
}

// mergedBy is into whom an event left its speaker merged; "" for nobody.
func mergedBy(e annotation.Event) string {
	var s annotation.Speaker
	if len(e.After) == 0 || json.Unmarshal(e.After, &s) != nil {
		return ""
	}
	return s.MergedInto
}

// withMerges are an annotation's own events with those of merges that changed whom it
// shows, in their order.
func withMerges(own, merges []annotation.Event) (all []annotation.Event) {
	if len(merges) == 0 {
		return own
	}
	both := slices.Concat(own, merges)
	slices.SortFunc(both, func(a, b annotation.Event) int { return int(a.Seq - b.Seq) })
	into, attributed := map[string]string{}, ""
	for _, e := range both {
		if strings.HasPrefix(e.Action, "annotation.") {
			if len(e.After) > 0 { // else it is deleted, and keeps what it had
				attributed = attributedBy(e)
			}
			all = append(all, e)
			continue
		}
		shown := false
		for id := attributed; id != "" && !shown; id = into[id] {
			shown = id == e.Object
		}
		into[e.Object] = mergedBy(e)
		if shown && e.Action != speakerImported {
			all = append(all, e)
		}
	}
	return all
}
