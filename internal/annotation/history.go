package annotation

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
)

// Entry is an event as the history of its thing tells it.
type Entry struct {
	Event
	Hash     string // hex, of this event and through it of all before: what `isnad check` recomputes
	UndoneBy int64  // the event that takes this one back, or 0
	About    string // what people know its thing by, where that is not what the history is of: the title of a piece of evidence
	Erased   bool   // what was before and after is erased for good; the rest stands
	Withheld bool   // a side is left out that was said of evidence while it was confidential
}

// FieldChange is one field of a thing before and after an event, as JSON has it;
// a side on which it is empty is nil.
type FieldChange struct {
	Field  string          `json:"field"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

// OfFinding says that a check rests on the field: a change of it takes back what was
// checked (sameFinding).
func (c FieldChange) OfFinding() bool { return slices.Contains(ofFinding, c.Field) }

var ofFinding = []string{"kind", "quotation", "spans", "cue", "mention", "speaker", "wording", "verdict", "scale"}

// bookkeeping are the fields that an event says by itself: of which thing it is,
// when, and that it changed.
var bookkeeping = []string{"id", "article", "annotation", "piece", "version", "updated_at"}

// toldFirst is the order in which fields are told: what was marked, who said it,
// what was found, how far the work is. Any other field follows by its name, so that
// none is ever left out.
var toldFirst = []string{"kind", "suggested", "quotation", "spans", "cue", "mention", "speaker", "role", "place", "said_on",
	"wording", "verdict", "scale", "reason", "note", "priority", "due", "state", "returned_reason", "assignee",
	"stance", "title", "url", "file", "publisher", "date", "accessed", "locator", "passage", "text"}

// Changes are the fields that the event changed, in the order in which they are
// told; all that there were where the thing came or went. An erased event has none.
func (e *Event) Changes() ([]FieldChange, error) {
	changes, err := Differences(e.Before, e.After)
	if err != nil {
		return nil, err
	}
	changes = slices.DeleteFunc(changes, func(c FieldChange) bool {
		return c.Before == nil && c.After == nil || slices.Contains(bookkeeping, c.Field)
	})
	place := func(c FieldChange) int {
		if i := slices.Index(toldFirst, c.Field); i >= 0 {
			return i
		}
		return len(toldFirst)
	}
	slices.SortStableFunc(changes, func(a, b FieldChange) int { return place(a) - place(b) })
	return changes, nil
}

// Differences are the fields in which two JSON objects differ, by name; nil stands
// for one without fields. Both must come from one encoder: values are compared as
// they are written. A side is nil for "", [], {} and null alike.
func Differences(before, after []byte) ([]FieldChange, error) {
	was, err := fieldsOf(before)
	if err != nil {
		return nil, err
	}
	is, err := fieldsOf(after)
	if err != nil {
		return nil, err
	}
	var changes []FieldChange
	for field, value := range was {
		if !bytes.Equal(value, is[field]) {
			changes = append(changes, FieldChange{field, said(value), said(is[field])})
		}
	}
	for field, value := range is {
		if _, known := was[field]; !known {
			changes = append(changes, FieldChange{field, nil, said(value)})
		}
	}
	slices.SortFunc(changes, func(a, b FieldChange) int { return cmp.Compare(a.Field, b.Field) })
	return changes, nil
}

func fieldsOf(object []byte) (fields map[string]json.RawMessage, err error) {
	if len(object) > 0 {
		err = json.Unmarshal(object, &fields)
	}
	return fields, err
}

// said is a value that says something, or nil.
func said(value json.RawMessage) json.RawMessage {
	switch string(value) {
	case "", "null", `""`, "[]", "{}":
		return nil
	}
	return value
}
