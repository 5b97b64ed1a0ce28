package similarity

import (
	_ "embed"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

// report prints what docs/MEMORY.md says of the pairs: go test -run TestPairs -v -args -report
var report = flag.Bool("report", false, "print every pair that is judged wrong, and the score of all")

// pair are two statements and whether people call them nearly the same.
type pair struct {
	label string // same, number, negation: to be shown; other: not
	a, b  string
}

func (p pair) near() bool { return p.label != "other" }

func readPairs(t *testing.T, file string) []pair {
	t.Helper()
	body, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var pairs []pair
	for line := range strings.Lines(string(body)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 3 {
			t.Fatalf("%s: %q has %d fields", file, line, len(fields))
		}
		pairs = append(pairs, pair{fields[0], fields[1], fields[2]})
	}
	return pairs
}

// tally counts judgements.
type tally struct{ found, missed, wrong, passed int }

func (n tally) precision() float64 { return float64(n.found) / float64(n.found+n.wrong) }
func (n tally) recall() float64    { return float64(n.found) / float64(n.found+n.missed) }

func (n tally) String() string {
	return fmt.Sprintf("%d near, %d other: precision %.3f, recall %.3f (%d missed, %d shown in error)",
		n.found+n.missed, n.wrong+n.passed, n.precision(), n.recall(), n.missed, n.wrong)
}

func judge(t *testing.T, pairs []pair) (n tally) {
	t.Helper()
	for _, p := range pairs {
		like := Compare(Of(p.a), Of(p.b))
		shown := like.Score >= Threshold
		switch {
		case p.near() && shown:
			n.found++
		case p.near():
			n.missed++
		case shown:
			n.wrong++
		default:
			n.passed++
		}
		if *report {
			mark := " "
			if p.near() != shown {
				mark = "!"
			}
			t.Logf("%s %.3f %-8s %s | %s\n%v %v", mark, like.Score, p.label, p.a, p.b, Of(p.a).words, Of(p.b).words)
		}
	}
	return n
}

func TestPairs(t *testing.T) {
	n := judge(t, readPairs(t, "pairs_before.tsv"))
	t.Log("before ", n)
}
