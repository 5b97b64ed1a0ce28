package db_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/text"
)

// rami has a desk that knows Rami, whom one accepted suggestion of the article says the
// name of the others to mean.
func rami(t *testing.T) (*db.DB, annotation.Article, []annotation.Suggestion) {
	t.Helper()
	d := dbtest.Open(t)
	if _, _, err := d.CreateSpeaker(t.Context(), dbtest.Reviewer, annotation.SpeakerDraft{ID: "rami", Name: "رامي"}); err != nil {
		t.Fatal(err)
	}
	article, all := suggested(t, d)
	accept(t, d, all[0].ID, annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{ID: "rami"})})
	return d, article, all
}

// typed is what a person accepts who typed the speaker's name.
func typed(name string) annotation.Acceptance {
	return annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{Name: name, Asking: true}), Typed: true}
}

// TestTypedSpeaker: what a person typed is looked up as in marking, whatever the name means
// in the article.
func TestTypedSpeaker(t *testing.T) {
	d, _, all := rami(t)
	a := accept(t, d, all[1].ID, typed(all[1].Speaker))
	if a.Speaker.Name != all[1].Speaker || a.Speaker.ID == "rami" {
		t.Errorf("%+v", a.Speaker)
	}
	if again, created, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer2, all[1].ID, typed(all[1].Speaker)); err != nil || created || cmp.Diff(a, again) != "" {
		t.Errorf("a retry: created %v, %v", created, err)
	}
	_, _, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer, all[0].ID, typed(all[0].Speaker))
	refused(t, err, annotation.Conflict, "error.suggestion_accepted")
	wantNoFindings(t, d)
}

// unnamed are rules that say of every name that it is none.
func unnamed(rules db.Rules) db.Rules {
	suggest := rules.Suggest
	rules.Suggest = func(x *text.Index, language string, known []quotation.Speaker) []quotation.Suggestion {
		found := suggest(x, language, known)
		for i := range found {
			found[i].Named = false
		}
		return found
	}
	return rules
}

// TestTypedSpeakerIsAskedAbout: a typed name that is nearly a known one is asked about, also
// where the name means somebody, or is a role.
func TestTypedSpeakerIsAskedAbout(t *testing.T) {
	for name, rule := range map[string]db.Rules{
		"a name": finding(1, "علي الحسن|"+ministrySays[0], "علي الحسن|"+ministrySays[1], "ليلى|"+ministrySays[2]),
		"a role": unnamed(finding(1, "علي الحسن|"+ministrySays[0], "علي الحسن|"+ministrySays[1], "ليلى|"+ministrySays[2])),
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.OpenWith(t, db.Options{Rules: rule})
			if _, _, err := d.CreateSpeaker(t.Context(), dbtest.Reviewer, annotation.SpeakerDraft{ID: "ali", Name: "علي حسن"}); err != nil {
				t.Fatal(err)
			}
			article, all := suggested(t, d)
			accept(t, d, all[0].ID, annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{ID: "ali"})})
			_, _, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer, all[1].ID, typed("علي الحسن"))
			refused(t, err, annotation.Conflict, "error.speaker_near")
			wants(t, d, article.ID, ministrySays[1:]...)
			wantNoFindings(t, d)
		})
	}
}

// TestOtherMeaning: whoever leaves the speaker to the suggestion is told where its name
// means somebody else than they saw, and nothing is written.
func TestOtherMeaning(t *testing.T) {
	const nobody = "error.suggestion_means_nobody"
	saw := func(id string, as annotation.Acceptance) annotation.Acceptance {
		as.Means = &id
		return as
	}
	none := annotation.Acceptance{}
	again := annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{Name: "سامر الخطيب", Asking: true})}
	for name, test := range map[string]struct {
		deleted bool // what said that the name means Rami
		as      annotation.Acceptance
		key     string
		speaker string // where it is accepted
	}{
		"did not look":             {false, none, "", "رامي"},
		"as it is":                 {false, saw("rami", none), "", "رامي"},
		"as it is, by the name":    {false, saw("rami", again), "", "رامي"},
		"meant nobody":             {false, saw("", none), "error.suggestion_means", ""},
		"meant nobody, by name":    {false, saw("", again), "error.suggestion_means", ""},
		"meant another":            {false, saw("other", none), "error.suggestion_means", ""},
		"typed":                    {false, saw("", typed("سامر الخطيب")), "", "سامر الخطيب"},
		"another name":             {false, saw("", typed("ليلى")), "", "ليلى"},
		"nobody chosen":            {false, saw("", annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{})}), "", ""},
		"by id":                    {false, saw("", annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{ID: "rami"})}), "", "رامي"},
		"means nobody now":         {true, saw("rami", none), nobody, ""},
		"means nobody, as it was":  {true, saw("", none), "", "سامر الخطيب"},
		"means nobody, not looked": {true, none, "", "سامر الخطيب"},
	} {
		t.Run(name, func(t *testing.T) {
			d, article, all := rami(t)
			if test.deleted {
				undo(t, d, dbtest.Reviewer, article.ID)
			}
			events := actions(t, d, article.ID)
			a, created, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer2, all[1].ID, test.as)
			if test.key != "" {
				e := refused(t, err, annotation.Conflict, test.key)
				if want := map[bool][]any{true: {"name", "رامي"}}[test.key != nobody]; !slices.Equal(e.Args, want) || e.Field != "speaker" {
					t.Errorf("%+v", e)
				}
				if got := actions(t, d, article.ID); !slices.Equal(events, got) {
					t.Errorf("written was %v", got[len(events):])
				}
				wantNoFindings(t, d)
				return
			}
			if err != nil || !created || a.Speaker == nil != (test.speaker == "") || a.Speaker != nil && a.Speaker.Name != test.speaker {
				t.Fatalf("%v, %v: %+v", created, err, a.Speaker)
			}
			// A retry is answered with it, and so it is once the name means another.
			mona := annotation.To(annotation.SpeakerChoice{Name: "منى"})
			if test.deleted {
				accept(t, d, all[0].ID, annotation.Acceptance{Speaker: mona})
			} else {
				first := must[annotation.Suggestion](t)(d.Suggestion(t.Context(), all[0].ID))
				edit(t, d, dbtest.Reviewer, must[annotation.Annotation](t)(d.Annotation(t.Context(), first.Annotation)), annotation.Patch{Speaker: mona})
			}
			if again, created, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer2, all[1].ID, test.as); err != nil || created || cmp.Diff(a, again) != "" {
				t.Errorf("a retry: %v, %v", created, err)
			}
			wantNoFindings(t, d)
		})
	}
}

// TestAcceptAgainAsMeant: of two who accept one suggestion, the second is told where the
// first had it said by another than the second saw.
func TestAcceptAgainAsMeant(t *testing.T) {
	saw := func(id string) annotation.Acceptance { return annotation.Acceptance{Means: &id} }
	d, _, all := rami(t)
	accept(t, d, all[1].ID, saw("rami"))
	for _, as := range []annotation.Acceptance{{}, saw("rami")} {
		if _, created, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer2, all[1].ID, as); created || err != nil {
			t.Errorf("created %v: %v", created, err)
		}
	}
	for _, as := range []annotation.Acceptance{saw(""), saw("other"), typed(all[1].Speaker)} {
		_, _, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer2, all[1].ID, as)
		refused(t, err, annotation.Conflict, "error.suggestion_accepted")
	}
	wantNoFindings(t, d)
}
