package db

import (
	"testing"

	"github.com/isnad/isnad/internal/annotation"
)

const suggestedText = "قال وزير المياه سامر الخطيب إن المشروع تأخر ثلاث سنوات.\n\nوأضاف الخطيب: «ارتفعت الكلفة إلى مئة مليون ليرة».\n\nوقالت ليلى حداد إن الأرقام لا تطابق وثائق العقد.\n"

// decided is a data file with an accepted, a rejected, an open and a covered suggestion.
func decided(t *testing.T) (*DB, []annotation.Suggestion) {
	t.Helper()
	db := tempDB(t)
	a, _, err := db.CreateArticle(t.Context(), editor, annotation.ArticleDraft{Title: "العقد", Text: suggestedText + "\nوقالت هبة الزين إن العقد باطل.\n"})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.MakeSuggestions(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := db.Suggestions(t.Context(), a.ID)
	if err != nil || len(all) != 4 {
		t.Fatal(len(all), err)
	}
	if _, _, err := db.AcceptSuggestion(t.Context(), reviewer, all[0].ID, annotation.Acceptance{}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.RejectSuggestion(t.Context(), reviewer, all[1].ID); err != nil {
		t.Fatal(err)
	}
	p := all[3].Spans[0]
	if _, _, err := db.CreateAnnotation(t.Context(), reviewer, a.ID, annotation.Draft{ID: "mine", Kind: annotation.Quote, Spans: []annotation.PassageDraft{{Start: p.Start, End: p.End}}}); err != nil {
		t.Fatal(err)
	}
	noFindings(t, db)
	return db, all
}

// TestCheckSuggestions alters each thing that a suggestion keeps.
func TestCheckSuggestions(t *testing.T) {
	const accepted, rejected, open, covered = 0, 1, 2, 3
	for name, test := range map[string]struct {
		query string
		of    int
		what  string
	}{
		"a span elsewhere":        {`UPDATE suggestions SET spans = json_set(spans, '$[0].start', 1, '$[0].end', 4) WHERE id = ?`, open, foundAnchor},
		"other words":             {`UPDATE suggestions SET spans = json_set(spans, '$[0].exact', 'x') WHERE id = ?`, rejected, foundAnchor},
		"a cue out of range":      {`UPDATE suggestions SET cue = '[{"start":1000,"end":1001,"exact":"x"}]' WHERE id = ?`, accepted, foundAnchor},
		"no spans":                {`UPDATE suggestions SET spans = '[]' WHERE id = ?`, open, foundAnchor},
		"another paragraph":       {`UPDATE suggestion_paragraphs SET paragraph = 7 WHERE suggestion = (SELECT seq FROM suggestions WHERE id = ?)`, open, foundAnchor},
		"shown though covered":    {`UPDATE suggestions SET covered_by = NULL WHERE id = ?`, covered, foundCount},
		"hidden though open":      {`UPDATE suggestions SET covered_by = 1 WHERE id = ?`, open, foundCount},
		"rejected by nobody":      {`UPDATE suggestions SET state = 'rejected', decided_by = 'x', decided_at = '2026-01-01T00:00:00Z' WHERE id = ?`, open, foundRecord},
		"open though rejected":    {`UPDATE suggestions SET state = 'open', decided_by = '', decided_at = '' WHERE id = ?`, rejected, foundRecord},
		"rejected by another":     {`UPDATE suggestions SET decided_by = 'x' WHERE id = ?`, rejected, foundRecord},
		"another speaker":         {`UPDATE suggestions SET speaker = 'x' WHERE id = ?`, rejected, foundRecord},
		"found by another name":   {`UPDATE suggestions SET called = 'x' WHERE id = ?`, accepted, foundRecord},
		"accepted as another":     {`UPDATE suggestions SET annotation = (SELECT seq FROM annotations WHERE id = 'mine') WHERE id = ?`, accepted, foundRecord},
		"gone though rejected":    {`UPDATE suggestions SET id = 'other' WHERE id = ?`, rejected, foundRecord},
		"what an annotation says": {`UPDATE annotations SET suggested = json_set(suggested, '$.edited', json('true')) WHERE seq = (SELECT annotation FROM suggestions WHERE id = ?)`, accepted, foundRecord},
	} {
		t.Run(name, func(t *testing.T) {
			db, all := decided(t)
			tamper(t, db, test.query, all[test.of].ID)
			where := all[test.of].ID
			if name == "what an annotation says" {
				s, err := db.Suggestion(t.Context(), where)
				if err != nil {
					t.Fatal(err)
				}
				where = s.Annotation
			}
			found(t, db, test.what, where)
		})
	}
}
