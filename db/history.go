package db

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
)

// AnnotationEvents is the history of one annotation, oldest first; empty when there
// never was one. It has the merges too by which the annotation came to show another
// speaker, and those taken back: they are events about the speaker that it was
// attributed to, or about one that that was a name of then.
func (db *DB) AnnotationEvents(ctx context.Context, id string) (events []annotation.Event, err error) {
	err = db.read(ctx, func(q querier) error {
		own, err := collect(ctx, q, scanEvent, selectEvents+`WHERE object = ? AND action GLOB 'annotation.*' ORDER BY events.seq`, id)
		if err != nil {
			return err
		}
		merges, err := mergesOf(ctx, q, attributions(own))
		if err != nil {
			return err
		}
		events = withMerges(own, merges)
		return nil
	})
	return events, err
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
