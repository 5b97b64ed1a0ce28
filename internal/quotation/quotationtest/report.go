package quotationtest

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Share is how many of how many.
type Share struct{ Hits, Of int }

func (s *Share) count(hit bool) {
	s.Of++
	if hit {
		s.Hits++
	}
}

// Value is the share as a number, NaN where there was nothing to count.
func (s Share) Value() float64 {
	if s.Of == 0 {
		return math.NaN()
	}
	return float64(s.Hits) / float64(s.Of)
}

func (s Share) String() string { return figure(s.Value()) }

// Match is how suggestions and gold meet.
type Match struct{ Precision, Recall Share }

// F is the harmonic mean of precision and recall, NaN where there are neither
// suggestions nor gold.
func (m Match) F() float64 {
	p, r := m.Precision, m.Recall
	if p.Of == 0 && r.Of == 0 {
		return math.NaN()
	}
	if p.Hits == 0 || r.Hits == 0 {
		return 0
	}
	return 2 * p.Value() * r.Value() / (p.Value() + r.Value())
}

// Scores are the figures of one kind of quote in one language.
type Scores struct {
	Gold, Suggested int   // quotes; the optional ones of gold are not counted
	Overlap         Match // code points of content that count
	Exact           Match // quotes whose content is the same code point for code point
	Edge            Match // the same but for blanks and punctuation at the edges
	IoU3, IoU8      Match // quotes paired with 0.3 or 0.8 of intersection over union
	Speaker         Share // of those paired at 0.3: the right speaker,
	Cue             Share // a cue that overlaps gold's,
	Kind            Share // and the right kind
}

// LanguageScores are the figures of all articles of a language.
type LanguageScores struct {
	Articles int
	Kinds    map[string]*Scores // by All, Direct, Indirect, Mixed
	Scare    Share              // stretches that are no quotes suggested as one
	Touched  Share              // those outside all gold that any suggestion overlaps
	PerEmpty Share              // suggestions per article without gold
}

// Report has the figures by language.
type Report map[string]*LanguageScores

// String is a table of the figures, a line for each kind.
func (r Report) String() string {
	var b strings.Builder
	for _, language := range slices.Sorted(maps.Keys(r)) {
		l := r[language]
		fmt.Fprintf(&b, "\n%s: %d articles, scare %v, touched %v, fp/empty %v\n", language, l.Articles, l.Scare, l.Touched, l.PerEmpty)
		fmt.Fprintf(&b, "%-9s%5s%5s   %-19s %-7s %-7s %-19s %-7s %-7s %-7s kind\n",
			"kind", "gold", "pred", "overlap P/R/F", "exact F", "edge F", "iou.3 P/R/F", "iou.8 F", "speaker", "cue")
		for _, kind := range Kinds {
			s := l.Kinds[kind]
			fmt.Fprintf(&b, "%-9s%5d%5d   %v %v %s   %s   %s   %v %v %s   %s   %v   %v   %v\n", kind, s.Gold, s.Suggested,
				s.Overlap.Precision, s.Overlap.Recall, figure(s.Overlap.F()), figure(s.Exact.F()), figure(s.Edge.F()),
				s.IoU3.Precision, s.IoU3.Recall, figure(s.IoU3.F()), figure(s.IoU8.F()), s.Speaker, s.Cue, s.Kind)
		}
	}
	return b.String()
}

func figure(v float64) string {
	if math.IsNaN(v) {
		return "  -  "
	}
	return fmt.Sprintf("%5.3f", v)
}
