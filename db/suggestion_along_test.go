package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/text"
)

// lines are rules that propose of each line "name|form|rule|words" its words.
func lines() db.Rules {
	return db.Rules{Version: 1, Suggest: func(x *text.Index, _ string, _ []quotation.Speaker) (found []quotation.Suggestion) {
		at := 0
		for line := range strings.Lines(x.Text()) {
			parts := strings.Split(strings.TrimSuffix(line, "\n"), "|")
			if end := at + len(strings.TrimSuffix(line, "\n")); len(parts) == 4 {
				said, cue := text.Span{Start: x.FromByte(end - len(parts[3])), End: x.FromByte(end)}, text.Span{Start: x.FromByte(at + len(parts[0]) + 1), End: x.FromByte(at + len(parts[0]) + 1 + len(parts[1]))}
				s := quotation.Suggestion{Content: []text.Span{said}, Cue: &cue, Kind: annotation.Quotation(parts[1]), Rule: quotation.Rule(parts[2]), Speaker: parts[0], Confidence: float64(len(parts[2])) / 10}
				if s.Speaker != "" {
					s.SpeakerKind, s.Named = annotation.Person, true
				}
				found = append(found, s)
			}
			at += len(line)
		}
		return found
	}}
}

// TestRejectionsComeAlong: of a newer text those proposals are rejected that are what was
// rejected before, by name and form too, the nearest first; and they say what is proposed now.
func TestRejectionsComeAlong(t *testing.T) {
	const ann, ben, anon = "Ann|direct|marks|yes", "Ben|direct|marks|yes", "|direct|marks|yes"
	filler := func(n int) string { return strings.Repeat("x", n) }
	for name, test := range map[string]struct {
		before   []string
		rejected []int // the lines of those that were, from 0
		after    []string
		want     []int // of the newer text
	}{
		"the same text and more":       {[]string{ann}, []int{0}, []string{ann, filler(9)}, []int{0}},
		"another speaker":              {[]string{ann}, []int{0}, []string{ben}, nil},
		"nobody":                       {[]string{ann}, []int{0}, []string{anon}, nil},
		"somebody now":                 {[]string{anon}, []int{0}, []string{ann}, nil},
		"another form":                 {[]string{ann}, []int{0}, []string{"Ann|mixed|marks|yes"}, nil},
		"other words":                  {[]string{ann}, []int{0}, []string{"Ann|direct|marks|yes yes"}, nil},
		"another rule, other letters":  {[]string{ann}, []int{0}, []string{filler(3), "ANN|direct|clause|YES"}, []int{1}},
		"the right one of two":         {[]string{ann, ben}, []int{1}, []string{filler(90), ann, ben}, []int{2}},
		"the other one of two":         {[]string{ann, ben}, []int{0}, []string{ben, ann}, []int{1}},
		"said again before":            {[]string{filler(40), ann}, []int{1}, []string{ann, filler(40), ann}, []int{2}},
		"said again behind":            {[]string{ann}, []int{0}, []string{filler(3), ann, ann}, []int{1}},
		"the second of two":            {[]string{ann, filler(60), ann}, []int{2}, []string{ann, filler(60), ann, "."}, []int{2}},
		"both of two":                  {[]string{ann, filler(60), ann}, []int{0, 2}, []string{filler(200), ann, ann}, []int{1, 2}},
		"both of three":                {[]string{ann, filler(60), ann}, []int{0, 2}, []string{ann, filler(30), ann, filler(30), ann}, []int{0, 4}},
		"one stays behind":             {[]string{ann, filler(60), ann}, []int{0, 2}, []string{filler(70), ann}, []int{1}},
		"none of what nobody rejected": {[]string{ann, ben}, []int{0}, []string{ben, filler(30), ben}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d, n := dbtest.OpenWith(t, db.Options{Rules: lines()}), 0
			revise := func(body []string) (annotation.Article, []int) {
				t.Helper()
				n++
				a, _, err := d.SeedArticle(t.Context(), annotation.CommandLine, annotation.ArticleDraft{Title: "x", Text: strings.Join(body, "\n"),
					Source: annotation.Source{Name: "a.txt", SHA256: fmt.Sprintf("%064d", n), Path: "/a.txt"}})
				if err != nil {
					t.Fatal(err)
				}
				makeSuggestions(t, d)
				starts, at := []int{}, 0
				for _, line := range body {
					starts = append(starts, at+strings.LastIndex(line, "|")+1)
					at += len(line) + 1
				}
				return a, starts
			}
			a, starts := revise(test.before)
			ids := map[string]annotation.Suggestion{}
			for _, s := range open(t, d, a.ID) {
				if slices.Contains(test.rejected, slices.Index(starts, s.Start())) {
					ids[s.ID] = must[annotation.Suggestion](t)(d.RejectSuggestion(t.Context(), dbtest.Reviewer, s.ID))
				}
			}
			if len(ids) != len(test.rejected) {
				t.Fatalf("rejected %v", ids)
			}
			a, starts = revise(test.after)
			var got []int
			for _, s := range must[[]annotation.Suggestion](t)(d.SuggestionsIn(t.Context(), a.ID, annotation.Rejected)) {
				line := slices.Index(starts, s.Start())
				got = append(got, line)
				parts, was := strings.Split(test.after[line], "|"), ids[s.ID]
				if s.Speaker != parts[0] || string(s.Quotation) != parts[1] || s.Rule != parts[2] || s.Confidence != float64(len(parts[2]))/10 ||
					len(s.Cue) != 1 || s.Cue[0].Exact != parts[1] || s.Revision != 2 || s.DecidedBy != was.DecidedBy || !s.DecidedAt.Equal(was.DecidedAt) {
					t.Errorf("%+v, and was %+v", s, was)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("rejected lines (-want +got):\n%s", diff)
			}
			wantNoFindings(t, d)
			undone := 0
			for ; undone < len(got); undone++ { // each is found, and opened again
				undo(t, d, dbtest.Reviewer, a.ID)
			}
			nothingToUndo(t, d, dbtest.Reviewer, a.ID)
			proposed := 0
			for _, line := range test.after {
				proposed += min(1, strings.Count(line, "|"))
			}
			if now := len(open(t, d, a.ID)); now != proposed {
				t.Errorf("%d are open", now)
			}
			wantNoFindings(t, d)
		})
	}
}
