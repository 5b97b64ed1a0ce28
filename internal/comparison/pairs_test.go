package comparison

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// pair is a quote, made by hand from a source or of nothing, and how it compares.
type pair struct {
	ID       string
	Language string
	Kind     string
	Quote    string
	Source   string // the name of one of the set's sources
	Embed    bool   // amid 2,000 words of other news
	Passage  string
	Loose    bool // where the passage begins and ends is a matter of taste
	Proposed Proposal
	Notes    []NoteKind
	May      []NoteKind // notes that may be there as well
}

type pairs struct {
	Sources map[string]string
	Pairs   []pair
}

func readPairs(t testing.TB, name string) pairs {
	t.Helper()
	body, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var set pairs
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.DisallowUnknownFields()
	if err := d.Decode(&set); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return set
}

// source is the text that a pair's quote is held against.
func (set pairs) source(t testing.TB, p pair) string {
	t.Helper()
	source, ok := set.Sources[p.Source]
	if !ok {
		t.Fatalf("%s: no source %q", p.ID, p.Source)
	}
	if p.Embed {
		r := rand.New(rand.NewPCG(1, uint64(len(p.ID))))
		source = filler(r, p.Language, 1000) + "\n\n" + source + "\n\n" + filler(r, p.Language, 1100)
	}
	return source
}

// faults are the kinds of error that a comparison can make of a pair.
type faults struct{ wording, passage, notes string }

func (p pair) faults(t testing.TB, source string) faults {
	t.Helper()
	got, err := Compare(p.Quote, source)
	if err != nil {
		t.Fatalf("%s: %v", p.ID, err)
	}
	var f faults
	if got.Proposed != p.Proposed {
		f.wording = fmt.Sprintf("%s proposed, want %s (similarity %.2f)", got.Proposed, p.Proposed, got.Similarity)
	}
	passage := string([]rune(source)[got.Start:got.End])
	if want := p.Passage; got.Found && p.Proposed != NotFound && passage != want {
		start := utf8.RuneCountInString(source[:strings.Index(source, want)])
		overlap := min(got.End, start+utf8.RuneCountInString(want)) - max(got.Start, start)
		if !p.Loose || 2*overlap < utf8.RuneCountInString(want) {
			f.passage = fmt.Sprintf("passage %q, want %q", passage, want)
		}
	}
	var kinds []NoteKind
	for _, n := range got.Notes {
		if !slices.Contains(kinds, n.Kind) {
			kinds = append(kinds, n.Kind)
		}
	}
	for _, want := range p.Notes {
		if !slices.Contains(kinds, want) {
			f.notes += fmt.Sprintf("; no note %s", want)
		}
	}
	for _, kind := range kinds {
		if !slices.Contains(p.Notes, kind) && !slices.Contains(p.May, kind) {
			f.notes += fmt.Sprintf("; a note %s", kind)
		}
	}
	return f
}

// TestPairs holds the error rates that docs/COMPARISON.md tells.
func TestPairs(t *testing.T) {
	for _, test := range []struct {
		file                    string
		wording, passage, notes int // the errors known
	}{
		{"first.json", 1, 0, 4},
		{"second.json", 0, 2, 2},
	} {
		t.Run(test.file, func(t *testing.T) {
			set := readPairs(t, test.file)
			var wording, passage, notes int
			ids := map[string]bool{}
			for _, p := range set.Pairs {
				if ids[p.ID] {
					t.Fatalf("%s is there twice", p.ID)
				}
				ids[p.ID] = true
				source := set.source(t, p)
				if !strings.Contains(source, p.Passage) {
					t.Fatalf("%s: the passage is not in the source", p.ID)
				}
				f := p.faults(t, source)
				for _, one := range []struct {
					fault string
					n     *int
				}{{f.wording, &wording}, {f.passage, &passage}, {f.notes, &notes}} {
					if one.fault != "" {
						*one.n++
						t.Logf("%s: %s", p.ID, one.fault)
					}
				}
			}
			t.Logf("%d pairs: %d wrong wordings, %d wrong passages, %d wrong in their notes", len(set.Pairs), wording, passage, notes)
			if wording != test.wording || passage != test.passage || notes != test.notes {
				t.Errorf("errors %d, %d, %d; docs/COMPARISON.md says %d, %d, %d", wording, passage, notes, test.wording, test.passage, test.notes)
			}
		})
	}
}

// firstSet are the sources of the first set.
var firstSet = sync.OnceValue(func() map[string]string {
	body, err := os.ReadFile("testdata/first.json")
	if err != nil {
		panic(err)
	}
	var set pairs
	if err := json.Unmarshal(body, &set); err != nil {
		panic(err)
	}
	return set.Sources
})
