package quotationtest

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const (
	// scorePy is the reference. It is no part of the project: tests that ask it
	// are skipped where it is absent.
	scorePy    = "../../../../shared/eval/score.py"
	tablesFile = "testdata/score.txt"
)

var update = flag.Bool("update", false, "write what score.py prints to "+tablesFile)

// reference runs score.py over files of the articles.
func reference(t *testing.T, gold, suggested []Article, flags ...string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("asks another program, many times")
	}
	if _, err := os.Stat(scorePy); err != nil {
		t.Skip("the reference is not here: ", err)
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	args := append([]string{scorePy}, flags...)
	for i, articles := range [][]Article{gold, suggested} {
		path := filepath.Join(dir, fmt.Sprint(i)+".jsonl")
		var lines strings.Builder
		if err := WriteLines(&lines, articles); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(lines.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	out, err := exec.Command(python, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// TestReference holds testdata/score.txt to what score.py prints.
func TestReference(t *testing.T) {
	var tables strings.Builder
	for _, trial := range trials {
		gold := marked(t, "a", trial.language, trial.text, trial.gold)
		suggested := marked(t, "a", trial.language, trial.text, trial.suggested)
		printed := reference(t, []Article{gold}, []Article{suggested})
		fmt.Fprintf(&tables, "== %s\n%s\n\n", trial.name, strings.TrimSpace(printed))
	}
	if *update {
		if err := os.WriteFile(tablesFile, []byte(tables.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if body, err := os.ReadFile(tablesFile); err != nil || string(body) != tables.String() {
		t.Errorf("%s (%v) is not what score.py prints; -args -update writes it anew", tablesFile, err)
	}
}

// TestReferenceOnGold compares every figure, unrounded, on our articles with
// suggestions that are gold gone wrong at random, the same at each run.
func TestReferenceOnGold(t *testing.T) {
	gold := readGold(t)
	for seed := range uint64(2) {
		suggested := spoil(gold, rand.New(rand.NewPCG(seed, 5)))
		report, err := Score(gold, suggested)
		if err != nil {
			t.Fatal(err)
		}
		var want map[string]map[string]map[string]any
		if err := json.Unmarshal([]byte(reference(t, gold, suggested, "--json")), &want); err != nil {
			t.Fatal(err)
		}
		if got := figures(report); !reflect.DeepEqual(got, want) {
			t.Errorf("seed %d: got\n%v\nwant\n%v", seed, got, want)
		}
		if got, want := report.String(), reference(t, gold, suggested); got != want {
			t.Errorf("seed %d: got\n%s\nwant\n%s", seed, got, want)
		}
	}
}

// figures are a report's in the shape of score.py --json.
func figures(report Report) map[string]map[string]map[string]any {
	value := func(v float64) any {
		if math.IsNaN(v) {
			return nil
		}
		return v
	}
	match := func(m Match) any {
		return map[string]any{"P": value(m.Precision.Value()), "R": value(m.Recall.Value()), "F": value(m.F())}
	}
	all := map[string]map[string]map[string]any{}
	for language, l := range report {
		all[language] = map[string]map[string]any{}
		for kind, s := range l.Kinds {
			all[language][kind] = map[string]any{
				"gold": float64(s.Gold), "pred": float64(s.Suggested),
				"overlap": match(s.Overlap), "exact": match(s.Exact), "edge": match(s.Edge), "iou.3": match(s.IoU3), "iou.8": match(s.IoU8),
				"speaker": value(s.Speaker.Value()), "cue": value(s.Cue.Value()), "kind": value(s.Kind.Value()),
			}
		}
		total := all[language][All]
		total["articles"] = float64(l.Articles)
		total["scare"], total["touched"], total["fp/empty"] = value(l.Scare.Value()), value(l.Touched.Value()), value(l.PerEmpty.Value())
	}
	return all
}

// spoil returns gold's quotes with some left out, moved, split, given another
// kind, speaker, mention or cue, and stretches suggested that are no quotes.
func spoil(gold []Article, r *rand.Rand) []Article {
	var suggested []Article
	for _, a := range gold {
		size := len([]rune(a.Text))
		bad := Article{ID: a.ID}
		for _, q := range a.Quotes {
			if r.IntN(6) == 0 {
				continue
			}
			q.Content = append([]Span(nil), q.Content...)
			for i := range q.Content {
				if r.IntN(2) == 0 {
					s := &q.Content[i]
					s[0] = max(0, min(s[0]+r.IntN(21)-10, size-1))
					s[1] = max(s[0]+1, min(s[1]+r.IntN(41)-20, size))
				}
			}
			if s := q.Content[0]; r.IntN(5) == 0 && s[1]-s[0] > 2 {
				middle := s[0] + 1 + r.IntN(s[1]-s[0]-1)
				q.Content = append([]Span{{s[0], middle}, {middle, s[1]}}, q.Content[1:]...)
			}
			switch r.IntN(6) {
			case 0:
				q.Kind = Kinds[1+r.IntN(3)]
			case 1:
				q.Mention, q.Cue = nil, nil
			case 2:
				q.Speaker, q.Mention = "", nil
			case 3:
				other := a.Quotes[r.IntN(len(a.Quotes))]
				q.Speaker, q.Mention, q.Cue = other.Speaker, other.Mention, other.Cue
			}
			q.Optional = false
			bad.Quotes = append(bad.Quotes, q)
			if r.IntN(8) == 0 {
				bad.Quotes = append(bad.Quotes, q)
			}
		}
		for _, s := range a.NotQuotes {
			if r.IntN(3) == 0 {
				bad.Quotes = append(bad.Quotes, Quote{Content: []Span{s}, Kind: Kinds[1+r.IntN(3)]})
			}
		}
		suggested = append(suggested, bad)
	}
	return suggested
}
