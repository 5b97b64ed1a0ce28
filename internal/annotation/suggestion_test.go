package annotation

import (
	"math"
	"testing"
)

func passages(ends ...int) (all []Passage) {
	for i := 0; i < len(ends); i += 2 {
		all = append(all, Passage{Start: ends[i], End: ends[i+1]})
	}
	return all
}

func TestSameQuote(t *testing.T) {
	for name, test := range map[string]struct {
		a, b []Passage
		want bool
	}{
		"the same":                     {passages(0, 10), passages(0, 10), true},
		"beside each other":            {passages(0, 10), passages(10, 20), false},
		"half of the shorter":          {passages(0, 10), passages(5, 100), true},
		"less than half":               {passages(0, 10), passages(6, 100), false},
		"one inside the other":         {passages(0, 1000), passages(400, 405), true},
		"interrupted":                  {passages(0, 10, 20, 30), passages(0, 30), true},
		"interrupted, half of it":      {passages(0, 10, 20, 30), passages(20, 60), true},
		"interrupted, in between":      {passages(0, 10, 20, 30), passages(10, 20), false},
		"interrupted, a part of each":  {passages(0, 10, 20, 30), passages(6, 10, 20, 22, 30, 90), false},
		"an orphan, which has no span": {nil, passages(0, 10), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got, back := SameQuote(test.a, test.b), SameQuote(test.b, test.a); got != test.want || back != test.want {
				t.Errorf("%v and %v, want %v", got, back, test.want)
			}
		})
	}
}

func TestProposes(t *testing.T) {
	of := func(speaker string, q Quotation, exact ...string) *Suggestion {
		s := &Suggestion{Speaker: speaker, Quotation: q}
		for i, e := range exact {
			s.Spans = append(s.Spans, Passage{Start: i * 100, End: i*100 + 1, Exact: e})
		}
		return s
	}
	for _, test := range []struct {
		a, b *Suggestion
		want bool
	}{
		{of("", Direct, "إنّ المياهَ ستعود"), of("", Direct, "ان المياه ستعود"), true},
		{of("", Direct, "المياه ستعود"), of("", Direct, "المياه", "ستعود"), false},
		{of("Ann", Direct, "the water"), of("ANN", Direct, "The Water"), true},
		{of("", Direct, "the water"), of("", Direct, "the waters"), false},
		{of("Ann", Direct, "yes"), of("Ben", Direct, "yes"), false},
		{of("Ann", Direct, "yes"), of("", Direct, "yes"), false},
		{of("", Direct, "yes", "ann"), of("ann", Direct, "yes"), false},
		{of("Ann", Direct, "yes"), of("Ann", Mixed, "yes"), false},
	} {
		if got := test.a.Proposes() == test.b.Proposes(); got != test.want {
			t.Errorf("%+v and %+v: %v", test.a, test.b, got)
		}
	}
}

func TestSuggestionChoice(t *testing.T) {
	s := []Suggestion{{ID: "a", Quotation: Direct, Confidence: 0.7}}
	for _, test := range []struct {
		choice SuggestionChoice
		takes  bool
	}{
		{SuggestionChoice{}, true},
		{SuggestionChoice{Quotation: Direct, Confidence: 0.7}, true},
		{SuggestionChoice{Quotation: Mixed}, false},
		{SuggestionChoice{Confidence: 0.71}, false},
		{SuggestionChoice{Except: []string{"b", "c"}}, true},
		{SuggestionChoice{Except: []string{"b", "a"}}, false},
	} {
		if err, taken := test.choice.Check(), test.choice.Of(s); err != nil || (len(taken) == 1) != test.takes {
			t.Errorf("%+v: %v, %v", test.choice, taken, err)
		}
	}
	for _, bad := range []SuggestionChoice{{Quotation: "spoken"}, {Confidence: -0.1}, {Confidence: 1.1}, {Confidence: math.NaN()}, {Except: make([]string, MaxExcept+1)}} {
		if CodeOf(bad.Check()) != Invalid {
			t.Errorf("%+v: %v", bad, bad.Check())
		}
	}
}
