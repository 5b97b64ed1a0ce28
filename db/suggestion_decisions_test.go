package db_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
	"github.com/isnad/isnad/internal/quotation"
)

func accept(t testing.TB, d *db.DB, id string, as annotation.Acceptance) annotation.Annotation {
	t.Helper()
	a, created, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer, id, as)
	if err != nil || !created {
		t.Fatal(created, err)
	}
	if got := must[annotation.Annotation](t)(d.Annotation(t.Context(), a.ID)); cmp.Diff(a, got) != "" {
		t.Errorf("read again (-want +got):\n%s", cmp.Diff(a, got))
	}
	return a
}

func TestAcceptSuggestion(t *testing.T) {
	d := dbtest.Open(t)
	article, all := suggested(t, d)
	var a annotation.Annotation
	grows(t, d, article.ID, func() { a = accept(t, d, all[0].ID, annotation.Acceptance{}) })
	want := annotation.Annotation{ID: a.ID, Article: article.ID, Revision: 1, Kind: annotation.Quote, Quotation: annotation.Indirect, Anchor: annotation.AnchorExact,
		Spans: all[0].Spans, Cue: all[0].Cue, Mention: all[0].Mention, Speaker: &annotation.SpeakerRef{ID: a.Speaker.ID, Name: "سامر الخطيب", Kind: annotation.Person},
		State: annotation.Open, Suggested: &annotation.Suggested{Rule: "clause", Rules: quotation.Version, Confidence: all[0].Confidence},
		CreatedBy: dbtest.Reviewer.Name, CreatedAt: a.CreatedAt, UpdatedAt: a.CreatedAt, Version: 1}
	if diff := cmp.Diff(want, a); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wants(t, d, article.ID, ministrySays[1:]...)
	s := must[annotation.Suggestion](t)(d.Suggestion(t.Context(), all[0].ID))
	if s.State != annotation.Accepted || s.Annotation != a.ID || s.DecidedBy != dbtest.Reviewer.Name || s.DecidedAt.IsZero() {
		t.Errorf("%+v", s)
	}
	// A retry, by whomever, makes no second one.
	for _, actor := range []annotation.Actor{dbtest.Reviewer, dbtest.Reviewer2} {
		again, created, err := d.AcceptSuggestion(t.Context(), actor, all[0].ID, annotation.Acceptance{})
		if err != nil || created || cmp.Diff(a, again) != "" {
			t.Errorf("again: created %v, %v\n%s", created, err, cmp.Diff(a, again))
		}
	}
	if n := len(must[[]annotation.Annotation](t)(d.Annotations(t.Context(), article.ID))); n != 1 {
		t.Errorf("%d annotations", n)
	}
	if got := actions(t, d, article.ID); !slices.Equal(got, []string{"article.created", "annotation.created"}) {
		t.Errorf("the history tells %v", got)
	}
	// What it became is a mark like any other, and stays what it was made of.
	b := edit(t, d, dbtest.Reviewer, a, annotation.Patch{Note: annotation.To("x"), Kind: annotation.To(annotation.Claim)})
	if b.Suggested == nil || *b.Suggested != *a.Suggested {
		t.Errorf("%+v", b.Suggested)
	}
	if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, b.ID, b.Version); err != nil {
		t.Fatal(err)
	}
	wants(t, d, article.ID, ministrySays[1:]...)
	_, _, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer, all[0].ID, annotation.Acceptance{})
	refused(t, err, annotation.Conflict, "error.suggestion_deleted")
	wantNoFindings(t, d)
}

// TestAcceptAgain: whoever accepts what was accepted is answered with it where they ask
// for the same, and told where they ask for something else.
func TestAcceptAgain(t *testing.T) {
	at := func(start, end int) annotation.Opt[[]annotation.PassageDraft] {
		return annotation.To([]annotation.PassageDraft{{Start: start, End: end}})
	}
	speaker := func(c annotation.SpeakerChoice) annotation.Acceptance {
		return annotation.Acceptance{Speaker: annotation.To(c)}
	}
	none := annotation.Acceptance{}
	mixed := annotation.Acceptance{Quotation: annotation.To(annotation.Mixed)}
	for name, test := range map[string]struct {
		first, again annotation.Acceptance
		code         annotation.Code // "" where it is the same
		key          string
	}{
		"as it is":                   {none, none, "", ""},
		"the same, said again":       {none, annotation.Acceptance{Quotation: annotation.To(annotation.Indirect), Spans: at(28, 54), Cue: at(0, 3), Mention: at(16, 27)}, "", ""},
		"as it is after all of it":   {annotation.Acceptance{Spans: at(27, 54)}, none, "", ""},
		"the suggested name":         {none, speaker(annotation.SpeakerChoice{Name: "سامر الخطيب", Asking: true}), "", ""},
		"its name and its kind":      {none, speaker(annotation.SpeakerChoice{Name: "سامر الخطيب", Kind: annotation.Person}), "", ""},
		"by the speaker's id":        {none, speaker(annotation.SpeakerChoice{ID: "samer"}), "", ""},
		"as it is after the id":      {speaker(annotation.SpeakerChoice{ID: "samer"}), none, "", ""},
		"the same change":            {mixed, mixed, "", ""},
		"without the change":         {mixed, none, annotation.Conflict, "error.suggestion_accepted"},
		"with a change":              {none, mixed, annotation.Conflict, "error.suggestion_accepted"},
		"other content":              {none, annotation.Acceptance{Spans: at(31, 54)}, annotation.Conflict, "error.suggestion_accepted"},
		"no mention":                 {none, annotation.Acceptance{Mention: annotation.To([]annotation.PassageDraft(nil))}, annotation.Conflict, "error.suggestion_accepted"},
		"another speaker":            {none, speaker(annotation.SpeakerChoice{ID: "mona"}), annotation.Conflict, "error.suggestion_accepted"},
		"another name":               {none, speaker(annotation.SpeakerChoice{Name: "منى العلي"}), annotation.Conflict, "error.suggestion_accepted"},
		"another of that name":       {none, speaker(annotation.SpeakerChoice{Name: "سامر الخطيب", Distinct: true}), annotation.Conflict, "error.suggestion_accepted"},
		"another kind":               {none, speaker(annotation.SpeakerChoice{Name: "سامر الخطيب", Kind: annotation.Document}), annotation.Conflict, "error.suggestion_accepted"},
		"nobody":                     {none, speaker(annotation.SpeakerChoice{}), annotation.Conflict, "error.suggestion_accepted"},
		"as it is after nobody":      {speaker(annotation.SpeakerChoice{}), none, annotation.Conflict, "error.suggestion_accepted"},
		"a new one of a kind, again": {speaker(annotation.SpeakerChoice{Name: "رامي"}), speaker(annotation.SpeakerChoice{Name: "رامي"}), "", ""},
		"out of range":               {none, annotation.Acceptance{Spans: at(5, 1000)}, annotation.Invalid, "error.span_out_of_range"},
		"no such form":               {none, annotation.Acceptance{Quotation: annotation.To[annotation.Quotation]("spoken")}, annotation.Invalid, "error.unknown_value"},
		"no such speaker":            {none, speaker(annotation.SpeakerChoice{ID: "none"}), annotation.Invalid, "error.not_found"},
		"no such kind":               {none, speaker(annotation.SpeakerChoice{Name: "رامي", Kind: "x"}), annotation.Invalid, "error.unknown_value"},
		"no name":                    {none, speaker(annotation.SpeakerChoice{Name: " ", Distinct: true}), annotation.Invalid, "error.required"},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.Open(t)
			for id, name := range map[string]string{"samer": "سامر الخطيب", "mona": "منى العلي"} {
				if _, _, err := d.CreateSpeaker(t.Context(), dbtest.Reviewer, annotation.SpeakerDraft{ID: id, Name: name}); err != nil {
					t.Fatal(err)
				}
			}
			article, all := suggested(t, d)
			a := accept(t, d, all[0].ID, test.first)
			b, created, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer2, all[0].ID, test.again)
			switch {
			case test.code == "" && (err != nil || created || cmp.Diff(a, b) != ""):
				t.Errorf("created %v, %v\n%s", created, err, cmp.Diff(a, b))
			case test.code != "":
				by, _ := refused(t, err, test.code, test.key).Current.(annotation.Annotation)
				if (by.ID == a.ID) != (test.code == annotation.Conflict) {
					t.Errorf("it became %+v", by)
				}
			}
			if n := len(must[[]annotation.Annotation](t)(d.Annotations(t.Context(), article.ID))); n != 1 {
				t.Errorf("%d annotations", n)
			}
			// Editing what it became makes no retry fail.
			edit(t, d, dbtest.Reviewer, a, annotation.Patch{Spans: at(31, 54), Speaker: annotation.To(annotation.SpeakerChoice{ID: "mona"})})
			if _, created, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer, all[0].ID, test.first); created || err != nil {
				t.Errorf("a retry: created %v, %v", created, err)
			}
			wantNoFindings(t, d)
		})
	}
}

// TestAcceptAtOnce: of many who accept one suggestion at the same moment, one makes the
// annotation and all are answered with it.
func TestAcceptAtOnce(t *testing.T) {
	d := dbtest.Open(t)
	article, all := suggested(t, d)
	var (
		people sync.WaitGroup
		mu     sync.Mutex
		made   int
		ids    = map[string]bool{}
	)
	for range 16 {
		people.Go(func() {
			a, created, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer, all[1].ID, annotation.Acceptance{})
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			ids[a.ID] = true
			if created {
				made++
			}
		})
	}
	people.Wait()
	if n := len(must[[]annotation.Annotation](t)(d.Annotations(t.Context(), article.ID))); made != 1 || len(ids) != 1 || n != 1 {
		t.Errorf("%d times made, %d ids, %d annotations", made, len(ids), n)
	}
}

func TestAcceptEdited(t *testing.T) {
	known := annotation.SpeakerDraft{ID: "samer", Name: "سامر الخطيب"}
	other := annotation.SpeakerDraft{ID: "mona", Name: "منى العلي"}
	at := func(start, end int) annotation.Opt[[]annotation.PassageDraft] {
		return annotation.To([]annotation.PassageDraft{{Start: start, End: end}})
	}
	for name, test := range map[string]struct {
		as     annotation.Acceptance
		edited bool
	}{
		"as it is":                 {annotation.Acceptance{}, false},
		"the same, said again":     {annotation.Acceptance{Quotation: annotation.To(annotation.Indirect), Spans: at(28, 54), Cue: at(0, 3), Mention: at(16, 27)}, false},
		"white space at the edges": {annotation.Acceptance{Spans: at(27, 54)}, false},
		"the speaker by id":        {annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{ID: known.ID})}, false},
		"the speaker as spelled":   {annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{Name: "سامرُ  الخطيبُ"})}, false},
		"content":                  {annotation.Acceptance{Spans: at(31, 54)}, true},
		"cue":                      {annotation.Acceptance{Cue: annotation.To([]annotation.PassageDraft(nil))}, true},
		"mention":                  {annotation.Acceptance{Mention: at(4, 27)}, true},
		"quotation":                {annotation.Acceptance{Quotation: annotation.To(annotation.Mixed)}, true},
		"another speaker":          {annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{ID: other.ID})}, true},
		"a new speaker":            {annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{Name: "رامي"})}, true},
		"nobody":                   {annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{})}, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.Open(t)
			for _, s := range []annotation.SpeakerDraft{known, other} {
				if _, _, err := d.CreateSpeaker(t.Context(), dbtest.Reviewer, s); err != nil {
					t.Fatal(err)
				}
			}
			_, all := suggested(t, d)
			if a := accept(t, d, all[0].ID, test.as); a.Suggested.Edited != test.edited {
				t.Errorf("edited is %v: %+v", a.Suggested.Edited, a)
			}
			wantNoFindings(t, d)
		})
	}
}

func TestDecisionRefusals(t *testing.T) {
	d := dbtest.Open(t)
	article, all := suggested(t, d)
	open, other := all[0].ID, all[1].ID
	decisions := map[string]func(actor annotation.Actor, id string) error{
		"accept": func(actor annotation.Actor, id string) error {
			_, _, err := d.AcceptSuggestion(t.Context(), actor, id, annotation.Acceptance{})
			return err
		},
		"reject": func(actor annotation.Actor, id string) error {
			_, err := d.RejectSuggestion(t.Context(), actor, id)
			return err
		},
		"restore": func(actor annotation.Actor, id string) error {
			_, err := d.RestoreSuggestion(t.Context(), actor, id)
			return err
		},
	}
	for name, decide := range decisions {
		t.Log(name)
		refused(t, decide(dbtest.Viewer, open), annotation.Forbidden, "error.forbidden")
		refused(t, decide(dbtest.Nobody, open), annotation.Unauthenticated, "error.sign_in_required")
		refused(t, decide(dbtest.Reviewer, "none"), annotation.NotFound, "error.not_found")
	}
	_, err := d.AcceptSuggestions(t.Context(), dbtest.Viewer, article.ID, annotation.SuggestionChoice{})
	refused(t, err, annotation.Forbidden, "error.forbidden")
	_, err = d.AcceptSuggestions(t.Context(), dbtest.Reviewer, "none", annotation.SuggestionChoice{})
	refused(t, err, annotation.NotFound, "error.not_found")
	_, err = d.AcceptSuggestions(t.Context(), dbtest.Reviewer, article.ID, annotation.SuggestionChoice{Quotation: "spoken"})
	refused(t, err, annotation.Invalid, "error.unknown_value")
	_, err = d.AcceptSuggestions(t.Context(), dbtest.Reviewer, article.ID, annotation.SuggestionChoice{Confidence: 1.5})
	refused(t, err, annotation.Invalid, "error.confidence")
	_, _, err = d.AcceptSuggestion(t.Context(), dbtest.Reviewer, open, annotation.Acceptance{Spans: annotation.To([]annotation.PassageDraft{{Start: 5, End: 1000}})})
	refused(t, err, annotation.Invalid, "error.span_out_of_range")
	wants(t, d, article.ID, ministrySays...) // nothing came of any

	accept(t, d, other, annotation.Acceptance{})
	refused(t, decisions["reject"](dbtest.Reviewer, other), annotation.Conflict, "error.suggestion_accepted")
	refused(t, decisions["restore"](dbtest.Reviewer, other), annotation.Conflict, "error.suggestion_accepted")
	if err := decisions["reject"](dbtest.Reviewer, open); err != nil {
		t.Fatal(err)
	}
	refused(t, decisions["accept"](dbtest.Reviewer, open), annotation.Conflict, "error.suggestion_rejected")

	head := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID))
	if _, err := d.ChangeArticle(t.Context(), dbtest.Editor, article.ID, head.Version, annotation.ArticlePatch{Archived: annotation.To(true)}); err != nil {
		t.Fatal(err)
	}
	for name, decide := range decisions {
		t.Log(name)
		refused(t, decide(dbtest.Reviewer, all[2].ID), annotation.Conflict, "error.archived")
	}
	_, err = d.AcceptSuggestions(t.Context(), dbtest.Reviewer, article.ID, annotation.SuggestionChoice{Confidence: 1})
	refused(t, err, annotation.Conflict, "error.archived")
	wantNoFindings(t, d)
}

func TestRejectAndRestore(t *testing.T) {
	d := dbtest.Open(t)
	article, all := suggested(t, d)
	for range 2 {
		var rejected, again annotation.Suggestion
		grows(t, d, article.ID, func() {
			rejected = must[annotation.Suggestion](t)(d.RejectSuggestion(t.Context(), dbtest.Reviewer, all[1].ID))
		})
		want := all[1]
		want.State, want.DecidedBy, want.DecidedAt = annotation.Rejected, dbtest.Reviewer.Name, rejected.DecidedAt
		if diff := cmp.Diff(want, rejected); diff != "" || rejected.DecidedAt.IsZero() {
			t.Errorf("(-want +got):\n%s", diff)
		}
		wants(t, d, article.ID, ministrySays[0], ministrySays[2])
		before := counter(t, d, article.ID)
		again = must[annotation.Suggestion](t)(d.RejectSuggestion(t.Context(), dbtest.Reviewer2, all[1].ID))
		if diff := cmp.Diff(rejected, again); diff != "" || counter(t, d, article.ID) != before {
			t.Errorf("again:\n%s", diff)
		}
		grows(t, d, article.ID, func() {
			again = must[annotation.Suggestion](t)(d.RestoreSuggestion(t.Context(), dbtest.Reviewer2, all[1].ID))
		})
		if diff := cmp.Diff(all[1], again); diff != "" {
			t.Errorf("restored (-want +got):\n%s", diff)
		}
		wants(t, d, article.ID, ministrySays...)
		again = must[annotation.Suggestion](t)(d.RestoreSuggestion(t.Context(), dbtest.Reviewer, all[1].ID))
		if diff := cmp.Diff(all[1], again); diff != "" {
			t.Errorf("restored again (-want +got):\n%s", diff)
		}
	}
	want := []string{"article.created", "suggestion.rejected", "suggestion.restored", "suggestion.rejected", "suggestion.restored"}
	if got := actions(t, d, article.ID); !slices.Equal(got, want) {
		t.Errorf("the history tells %v", got)
	}
	nothingToUndo(t, d, dbtest.Reviewer, article.ID) // all of it is taken back
	var told []string
	for _, e := range historyOf(t, d, accept(t, d, all[1].ID, annotation.Acceptance{}).ID) {
		told = append(told, e.Action)
	}
	if !slices.Equal(told, append(want[1:], "annotation.created")) {
		t.Errorf("the history of what it became tells %v", told)
	}
	wantNoFindings(t, d)
}

// TestCoveredSuggestions: what holds the same as a quote that is marked is not shown, for
// as long as that is so.
func TestCoveredSuggestions(t *testing.T) {
	d := dbtest.Open(t)
	article, all := suggested(t, d)
	hidden := func(is bool) {
		t.Helper()
		if is {
			wants(t, d, article.ID, ministrySays[1:]...)
		} else {
			wants(t, d, article.ID, ministrySays...)
		}
	}
	whole := annotation.Draft{Kind: annotation.Quote, Spans: []annotation.PassageDraft{{Start: 30, End: 54}}}
	a := mark(t, d, dbtest.Reviewer2, article.ID, whole)
	hidden(true)
	_, _, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer, all[0].ID, annotation.Acceptance{})
	if by, _ := refused(t, err, annotation.Conflict, "error.suggestion_covered").Current.(annotation.Annotation); by.ID != a.ID {
		t.Errorf("covered by %+v", by)
	}
	a = edit(t, d, dbtest.Reviewer, a, annotation.Patch{Spans: annotation.To([]annotation.PassageDraft{{Start: 4, End: 27}})})
	hidden(false)
	a = edit(t, d, dbtest.Reviewer, a, annotation.Patch{Spans: annotation.To([]annotation.PassageDraft{{Start: 4, End: 100}})})
	wants(t, d, article.ID, ministrySays[2])
	a = edit(t, d, dbtest.Reviewer, a, annotation.Patch{Spans: annotation.To(whole.Spans)})
	hidden(true)
	a = edit(t, d, dbtest.Reviewer, a, annotation.Patch{Kind: annotation.To(annotation.Claim)})
	hidden(false)
	a = edit(t, d, dbtest.Reviewer, a, annotation.Patch{Kind: annotation.To(annotation.Quote)})
	hidden(true)
	// Two quotes hold it: it comes back with the second that goes.
	b := mark(t, d, dbtest.Reviewer2, article.ID, whole)
	for _, one := range []annotation.Annotation{a, b} {
		hidden(true)
		if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, one.ID, one.Version); err != nil {
			t.Fatal(err)
		}
	}
	hidden(false)
	// Rejected and restored beside a quote that came back meanwhile.
	if _, err := d.RejectSuggestion(t.Context(), dbtest.Reviewer, all[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.RestoreAnnotation(t.Context(), dbtest.Reviewer, a.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.RestoreSuggestion(t.Context(), dbtest.Reviewer, all[0].ID); err != nil {
		t.Fatal(err)
	}
	hidden(true)
	// Newer rules see it too.
	newer := again(t, d, finding(quotation.Version+1, ministrySays...))
	makeSuggestions(t, newer)
	hidden(true)
	claim := mark(t, d, dbtest.Reviewer, article.ID, annotation.Draft{Kind: annotation.Claim, Spans: []annotation.PassageDraft{{Start: 124, End: 155}}})
	hidden(true) // a claim is no quote
	wantNoFindings(t, d)
	_ = claim
}

func TestAcceptSuggestions(t *testing.T) {
	d := dbtest.Open(t)
	article, all := suggested(t, d)
	acceptAll := func(choice annotation.SuggestionChoice, accepted, left int) {
		t.Helper()
		came, err := d.AcceptSuggestions(t.Context(), dbtest.Reviewer, article.ID, choice)
		if err != nil || came.Accepted != accepted || came.Left != left || (came.First > 0) != (accepted > 0) {
			t.Errorf("%+v, want %d and %d: %v", came, accepted, left, err)
		}
	}
	acceptAll(annotation.SuggestionChoice{Confidence: 1}, 0, 0)
	acceptAll(annotation.SuggestionChoice{Quotation: annotation.Mixed}, 0, 0)
	acceptAll(annotation.SuggestionChoice{Quotation: annotation.Direct, Confidence: all[1].Confidence}, 1, 0)
	wants(t, d, article.ID, ministrySays[0], ministrySays[2])
	acceptAll(annotation.SuggestionChoice{Except: []string{all[0].ID, all[1].ID, "none", all[2].ID}}, 0, 0)
	acceptAll(annotation.SuggestionChoice{Except: []string{all[2].ID}}, 1, 0)
	wants(t, d, article.ID, ministrySays[2])
	acceptAll(annotation.SuggestionChoice{Except: make([]string, annotation.MaxExcept)}, 1, 0)
	_, err := d.AcceptSuggestions(t.Context(), dbtest.Reviewer, article.ID, annotation.SuggestionChoice{Except: make([]string, annotation.MaxExcept+1)})
	refused(t, err, annotation.Invalid, "error.too_many")
	acceptAll(annotation.SuggestionChoice{}, 0, 0)
	wants(t, d, article.ID)
	for _, a := range must[[]annotation.Annotation](t)(d.Annotations(t.Context(), article.ID)) {
		if a.Suggested == nil || a.Suggested.Edited || a.CreatedBy != dbtest.Reviewer.Name || a.Speaker == nil {
			t.Errorf("%+v", a)
		}
	}
	wantNoFindings(t, d)
}

// TestNearNamesAreLeft: of many at once, those are left for a person whose speaker may or
// may not be one that is known.
func TestNearNamesAreLeft(t *testing.T) {
	d := dbtest.OpenWith(t, db.Options{Rules: finding(1, "علي الحسن|تأخر ثلاث", "منى العلي|ارتفعت الكلفة", "لا تطابق")})
	if _, _, err := d.CreateSpeaker(t.Context(), dbtest.Reviewer, annotation.SpeakerDraft{Name: "علي حسن"}); err != nil {
		t.Fatal(err)
	}
	article := addMinistry(t, d)
	makeSuggestions(t, d)
	before := must[[]annotation.Suggestion](t)(d.Suggestions(t.Context(), article.ID))
	came, err := d.AcceptSuggestions(t.Context(), dbtest.Reviewer, article.ID, annotation.SuggestionChoice{})
	if err != nil || came.Accepted != 2 || came.Left != 1 {
		t.Errorf("%+v, %v", came, err)
	}
	wants(t, d, article.ID, "تأخر ثلاث")
	asking := annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{Name: "علي الحسن", Asking: true})}
	_, _, err = d.AcceptSuggestion(t.Context(), dbtest.Reviewer, before[0].ID, asking)
	if near, _ := refused(t, err, annotation.Conflict, "error.speaker_near").Current.([]annotation.Speaker); len(near) != 1 || near[0].Name != "علي حسن" {
		t.Errorf("near are %+v", near)
	}
	// A program, which nobody can ask, gets the speaker that is suggested.
	if a := accept(t, d, before[0].ID, annotation.Acceptance{}); a.Speaker.Name != "علي الحسن" || a.Suggested.Edited {
		t.Errorf("%+v", a)
	}
	wantNoFindings(t, d)
}

func TestUndoDecisions(t *testing.T) {
	d := dbtest.Open(t)
	article, all := suggested(t, d)
	a := accept(t, d, all[0].ID, annotation.Acceptance{})
	if _, err := d.RejectSuggestion(t.Context(), dbtest.Reviewer, all[1].ID); err != nil {
		t.Fatal(err)
	}
	accept(t, d, all[2].ID, annotation.Acceptance{})
	nothingToUndo(t, d, dbtest.Reviewer2, article.ID)

	c := undo(t, d, dbtest.Reviewer, article.ID)
	if c.Suggestion == nil || cmp.Diff(all[2], *c.Suggestion) != "" || !c.After.Deleted || c.After.ID == "" {
		t.Errorf("%+v", c)
	}
	wants(t, d, article.ID, ministrySays[2])
	grows(t, d, article.ID, func() { c = undo(t, d, dbtest.Reviewer, article.ID) })
	want := all[1]
	want.Means = a.Speaker // as the first, with the same name, was accepted
	if c.Suggestion == nil || cmp.Diff(want, *c.Suggestion) != "" || c.After.ID != "" || c.Before.ID != "" {
		t.Errorf("%+v", c)
	}
	wants(t, d, article.ID, ministrySays[1:]...)
	wantNoFindings(t, d)
	c = undo(t, d, dbtest.Reviewer, article.ID)
	if c.Suggestion == nil || c.Suggestion.ID != all[0].ID || c.After.ID != a.ID {
		t.Errorf("%+v", c)
	}
	wants(t, d, article.ID, ministrySays...)
	nothingToUndo(t, d, dbtest.Reviewer, article.ID)

	// It can be decided otherwise then, and what it had become can come back beside it.
	if _, err := d.RejectSuggestion(t.Context(), dbtest.Reviewer, all[1].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.RestoreAnnotation(t.Context(), dbtest.Reviewer, a.ID); err != nil {
		t.Fatal(err)
	}
	wants(t, d, article.ID, ministrySays[2])
	b := accept(t, d, all[2].ID, annotation.Acceptance{})
	edit(t, d, dbtest.Reviewer2, b, annotation.Patch{Note: annotation.To("x")})
	_, err := d.Undo(t.Context(), dbtest.Reviewer, article.ID)
	refused(t, err, annotation.Conflict, "error.undo_stale")
	wantNoFindings(t, d)
}

func TestNextUnfinishedWithSuggestions(t *testing.T) {
	d := dbtest.Open(t)
	article, all := suggested(t, d)
	claim := claimAt(60, 70)
	claim.ID = "claim"
	mark(t, d, dbtest.Reviewer, article.ID, claim)
	next := func(after string, back bool) string {
		t.Helper()
		n := must[db.Unfinished](t)(d.NextUnfinished(t.Context(), article.ID, after, back))
		if n.Suggestion != (n.ID != "" && n.ID != "claim") {
			t.Errorf("%+v", n)
		}
		return n.ID
	}
	order := []string{all[0].ID, "claim", all[1].ID, all[2].ID}
	for i, id := range order {
		if got := next(id, false); got != order[(i+1)%4] {
			t.Errorf("after %d comes %s", i, got)
		}
		if got := next(id, true); got != order[(i+3)%4] {
			t.Errorf("before %d comes %s", i, got)
		}
	}
	if next("", false) != order[0] || next("", true) != order[3] || next("none", false) != order[0] {
		t.Error("the ends are others")
	}
	// What is decided is passed by, also as the place to go on from.
	if _, err := d.RejectSuggestion(t.Context(), dbtest.Reviewer, all[1].ID); err != nil {
		t.Fatal(err)
	}
	if got := []string{next("claim", false), next(all[1].ID, false), next(all[1].ID, true)}; !slices.Equal(got, []string{all[2].ID, all[2].ID, "claim"}) {
		t.Errorf("%v", got)
	}
	finish(t, d, "claim")
	for _, s := range []annotation.Suggestion{all[0], all[2]} {
		if _, err := d.RejectSuggestion(t.Context(), dbtest.Reviewer, s.ID); err != nil {
			t.Fatal(err)
		}
	}
	if got := next(all[0].ID, false); got != "" {
		t.Errorf("nothing is left, and next is %s", got)
	}
}

// TestSuggestedTravels: an export holds nothing of suggestions but what annotations were
// made of, and an import restores that.
func TestSuggestedTravels(t *testing.T) {
	d := dbtest.Open(t)
	article, all := suggested(t, d)
	accept(t, d, all[0].ID, annotation.Acceptance{})
	accept(t, d, all[1].ID, annotation.Acceptance{Quotation: annotation.To(annotation.Mixed)})
	file, to := exported(t, d), dbtest.Open(t)
	if strings.Count(file, `"suggested"`) != 2 || strings.Count(file, `"edited"`) != 1 || strings.Contains(file, ministrySays[2]+`"`) {
		t.Errorf("the export is\n%s", file)
	}
	mustImport(t, to, file)
	if diff := cmp.Diff(file, exported(t, to)); diff != "" {
		t.Errorf("the export of what was imported differs:\n%s", diff)
	}
	if sum := mustImport(t, to, file); sum.Articles.Unchanged != 1 {
		t.Errorf("again: %+v", sum)
	}
	makeSuggestions(t, to)
	wants(t, to, article.ID, ministrySays[2]) // the others are marked
	wantNoFindings(t, to)
	_, err := imported(t, to, strings.Replace(file, `"edited": true`, `"edited": false`, 1))
	refused(t, err, annotation.Conflict, "error.import_differs")
	for _, bad := range [][2]string{{`"rule": "clause"`, `"rule": " "`}, {`"rule": "clause"`, `"rule": "a\nb"`}, {`"confidence": `, `"confidence": 9`},
		{`"confidence": `, `"confidence": -`}, {`"rules": `, `"rules": -`}} {
		if !strings.Contains(file, bad[0]) {
			t.Fatalf("no %s in\n%s", bad[0], file)
		}
		if _, err := export.Read(strings.NewReader(strings.Replace(file, bad[0], bad[1], 1)), http.DetectContentType); annotation.CodeOf(err) != annotation.Invalid {
			t.Errorf("%s: %v", bad[1], err)
		}
	}
}

// TestUndoAcceptanceOfAPastText: what was made of a suggestion was deleted and the text
// replaced; undoing all of that brings no suggestion of the former text back.
func TestUndoAcceptanceOfAPastText(t *testing.T) {
	d := dbtest.Open(t)
	draft := ministry
	draft.Source = annotation.Source{Name: "a.txt", SHA256: strings.Repeat("a", 64), Path: "/a.txt"}
	article, _, err := d.SeedArticle(t.Context(), annotation.CommandLine, draft)
	if err != nil {
		t.Fatal(err)
	}
	makeSuggestions(t, d)
	a := accept(t, d, open(t, d, article.ID)[0].ID, annotation.Acceptance{})
	if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, a.ID, a.Version); err != nil {
		t.Fatal(err)
	}
	draft.Text, draft.Source.SHA256 = draft.Text+"\nقالت هبة الزين إن العقد باطل.\n", strings.Repeat("b", 64)
	if _, outcome, err := d.SeedArticle(t.Context(), annotation.CommandLine, draft); err != nil || outcome != db.Revised {
		t.Fatal(outcome, err)
	}
	makeSuggestions(t, d)
	all := append(slices.Clone(ministrySays), "إن العقد باطل")
	wants(t, d, article.ID, all...)
	if c := undo(t, d, dbtest.Reviewer, article.ID); c.After.Anchor != annotation.AnchorOrphaned {
		t.Errorf("%+v", c.After)
	}
	wants(t, d, article.ID, all...)
	if c := undo(t, d, dbtest.Reviewer, article.ID); !c.After.Deleted || c.Suggestion != nil {
		t.Errorf("%+v", c)
	}
	wants(t, d, article.ID, all...)
	wantNoFindings(t, d)
}
