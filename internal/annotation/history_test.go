package annotation

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOfFinding holds the names of the fields that a check rests on to the rule
// itself: for each, another value takes back what was checked, and none else does.
func TestOfFinding(t *testing.T) {
	base := `{"id":"n","article":"a","revision":1,"kind":"claim","anchor":"exact","spans":[{"start":0,"end":1,"exact":"x"}],"state":"checked","created_by":"c","created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:05Z","version":1}`
	for field, value := range map[string]string{
		"kind": `"quote"`, "quotation": `"direct"`, "spans": `[{"start":0,"end":2,"exact":"xy"}]`, "cue": `[{"start":0,"end":1,"exact":"x"}]`,
		"mention": `[{"start":0,"end":1,"exact":"x"}]`, "speaker": `{"id":"s","name":"n","kind":"person"}`, "role": `"r"`, "place": `"p"`, "said_on": `"2026-01-02"`,
		"state": `"open"`, "wording": `"accurate"`, "verdict": `"true"`, "reason": `"r"`, "returned_reason": `"r"`, "note": `"n"`, "checked_by": `"c"`, "approved_by": `"a"`,
	} {
		var a, b Annotation
		if err := json.Unmarshal([]byte(base), &a); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(base), &b); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(`{"`+field+`":`+value+`}`), &b); err != nil {
			t.Fatal(err)
		}
		if got, want := (FieldChange{Field: field}).OfFinding(), !sameFinding(&a, &b); got != want {
			t.Errorf("%s is of the finding: %v, want %v", field, got, want)
		}
	}
}

func TestChanges(t *testing.T) {
	e := Event{
		Before: json.RawMessage(`{"id":"n","version":1,"wording":"accurate","note":"","cue":null,"zoo":1,"state":"open","updated_at":"x"}`),
		After:  json.RawMessage(`{"id":"n","version":2,"wording":"altered","cue":[],"alpha":{"b":[1]},"state":"open","speaker":{"id":"s"},"updated_at":"y"}`),
	}
	got, err := e.Changes()
	if err != nil {
		t.Fatal(err)
	}
	want := []FieldChange{
		{"speaker", nil, json.RawMessage(`{"id":"s"}`)},
		{"wording", json.RawMessage(`"accurate"`), json.RawMessage(`"altered"`)},
		{"alpha", nil, json.RawMessage(`{"b":[1]}`)},
		{"zoo", json.RawMessage(`1`), nil},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got, err := (&Event{}).Changes(); err != nil || len(got) != 0 {
		t.Errorf("erased, and says %v, %v", got, err)
	}
	if _, err := (&Event{After: json.RawMessage(`[]`)}).Changes(); err == nil {
		t.Error("what is no object has no fields")
	}
}
