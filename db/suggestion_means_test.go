package db_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

// TestOneNameInAnArticle: what people decided a name to mean in an article holds for the
// other suggestions with the name, there alone.
func TestOneNameInAnArticle(t *testing.T) {
	const first, second, third = 0, 1, 2
	chosen := func(c annotation.SpeakerChoice) annotation.Acceptance {
		return annotation.Acceptance{Speaker: annotation.To(c)}
	}
	rename := func(t *testing.T, d *db.DB, a annotation.Annotation, name string) {
		s := must[annotation.Speaker](t)(d.Speaker(t.Context(), a.Speaker.ID))
		if _, err := d.ChangeSpeaker(t.Context(), dbtest.Reviewer, s.ID, s.Version, annotation.SpeakerPatch{Name: annotation.To(name)}); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		before func(t *testing.T, d *db.DB, all []annotation.Suggestion) // anything else is decided
		means  string                                                    // the name of the speaker, "" for nobody
	}{
		"nothing decided": {func(*testing.T, *db.DB, []annotation.Suggestion) {}, ""},
		"as suggested": {func(t *testing.T, d *db.DB, all []annotation.Suggestion) {
			accept(t, d, all[first].ID, annotation.Acceptance{})
		}, "سامر الخطيب"},
		"corrected": {func(t *testing.T, d *db.DB, all []annotation.Suggestion) {
			accept(t, d, all[first].ID, chosen(annotation.SpeakerChoice{Name: "سمير الخطيب"}))
		}, "سمير الخطيب"},
		"renamed": {func(t *testing.T, d *db.DB, all []annotation.Suggestion) {
			rename(t, d, accept(t, d, all[first].ID, annotation.Acceptance{}), "سمير الخطيب")
		}, "سمير الخطيب"},
		"attributed to another": {func(t *testing.T, d *db.DB, all []annotation.Suggestion) {
			edit(t, d, dbtest.Reviewer, accept(t, d, all[first].ID, annotation.Acceptance{}), annotation.Patch{Speaker: annotation.To(annotation.SpeakerChoice{Name: "رامي"})})
		}, "رامي"},
		"the last one counts": {func(t *testing.T, d *db.DB, all []annotation.Suggestion) {
			accept(t, d, all[third].ID, chosen(annotation.SpeakerChoice{Name: "رامي"}))
			accept(t, d, all[first].ID, chosen(annotation.SpeakerChoice{Name: "سمير الخطيب"}))
		}, "سمير الخطيب"},
		"merged": {func(t *testing.T, d *db.DB, all []annotation.Suggestion) {
			a := accept(t, d, all[first].ID, annotation.Acceptance{})
			if _, _, err := d.CreateSpeaker(t.Context(), dbtest.Editor, annotation.SpeakerDraft{ID: "heir", Name: "رامي"}); err != nil {
				t.Fatal(err)
			}
			if _, _, err := d.MergeSpeaker(t.Context(), dbtest.Editor, a.Speaker.ID, 1, "heir"); err != nil {
				t.Fatal(err)
			}
		}, "رامي"},
		"deleted": {func(t *testing.T, d *db.DB, all []annotation.Suggestion) {
			accept(t, d, all[third].ID, chosen(annotation.SpeakerChoice{Name: "رامي"}))
			a := accept(t, d, all[first].ID, chosen(annotation.SpeakerChoice{Name: "سمير الخطيب"}))
			if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, a.ID, a.Version); err != nil {
				t.Fatal(err)
			}
		}, "رامي"},
		"nobody": {func(t *testing.T, d *db.DB, all []annotation.Suggestion) {
			accept(t, d, all[first].ID, chosen(annotation.SpeakerChoice{}))
		}, ""},
		"undone": {func(t *testing.T, d *db.DB, all []annotation.Suggestion) {
			accept(t, d, all[first].ID, chosen(annotation.SpeakerChoice{Name: "رامي"}))
			undo(t, d, dbtest.Reviewer, all[first].Article)
		}, ""},
		"marked by hand": {func(t *testing.T, d *db.DB, all []annotation.Suggestion) {
			mark(t, d, dbtest.Reviewer, all[first].Article, annotation.Draft{Kind: annotation.Quote, Spans: []annotation.PassageDraft{{Start: 28, End: 54}},
				Speaker: &annotation.SpeakerChoice{Name: "رامي"}})
		}, ""},
		"of another name": {func(t *testing.T, d *db.DB, all []annotation.Suggestion) {
			accept(t, d, all[third].ID, chosen(annotation.SpeakerChoice{Name: "رامي"}))
			edit(t, d, dbtest.Reviewer, accept(t, d, all[first].ID, annotation.Acceptance{}), annotation.Patch{Speaker: annotation.To(annotation.SpeakerChoice{})})
		}, "رامي"},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.OpenWith(t, db.Options{Rules: finding(1, "سامر الخطيب|"+ministrySays[0], "سامر الخطيب|"+ministrySays[1], "سامر  الخطيبْ|"+ministrySays[2])})
			article, all := suggested(t, d)
			elsewhere := addMinistry(t, d)
			makeSuggestions(t, d)
			test.before(t, d, all)
			one := must[annotation.Suggestion](t)(d.Suggestion(t.Context(), all[second].ID))
			if test.means == "" && one.Means != nil || test.means != "" && (one.Means == nil || one.Means.Name != test.means) {
				t.Fatalf("it means %+v, want %q", one.Means, test.means)
			}
			for what, list := range map[string][]annotation.Suggestion{
				"all open": open(t, d, article.ID),
				"all":      must[[]annotation.Suggestion](t)(d.SuggestionsIn(t.Context(), article.ID, "")),
				"touching": must[[]annotation.Suggestion](t)(d.SuggestionsTouching(t.Context(), article.ID, 0, 9)),
			} {
				for _, s := range list {
					if want := map[bool]*annotation.SpeakerRef{true: one.Means}[s.State == annotation.Suggesting]; cmp.Diff(want, s.Means) != "" {
						t.Errorf("%s: %+v", what, s)
					}
				}
			}
			for _, s := range open(t, d, elsewhere.ID) {
				if s.Means != nil {
					t.Errorf("in another article it means %+v", s.Means)
				}
			}
			if test.means == "" {
				return
			}
			// A person who is asked about near names is not asked again. Whom another was
			// merged into goes by that name too.
			edited := test.means != one.Speaker && name != "merged"
			a, _, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer2, one.ID, chosen(annotation.SpeakerChoice{Name: one.Speaker, Asking: true}))
			if err != nil || cmp.Diff(one.Means, a.Speaker) != "" || a.Suggested.Edited != edited {
				t.Errorf("%v: %+v", err, a)
			}
			wantNoFindings(t, d)
		})
	}
}

// TestMeansIsEdited: it is a change that the speaker does not go by the suggested name,
// whomever that means in the article.
func TestMeansIsEdited(t *testing.T) {
	for name, test := range map[string]struct {
		choice annotation.SpeakerChoice
		edited bool
	}{
		"by id":         {annotation.SpeakerChoice{ID: "rami"}, true},
		"by name":       {annotation.SpeakerChoice{Name: "رامي"}, true},
		"the same name": {annotation.SpeakerChoice{Name: "سامر الخطيب", Kind: annotation.Person}, true},
		"of that name":  {annotation.SpeakerChoice{ID: "samer"}, false},
		"a new one":     {annotation.SpeakerChoice{Name: "سامر الخطيب", Distinct: true}, false},
		"nobody":        {annotation.SpeakerChoice{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.Open(t)
			for id, name := range map[string]string{"samer": "سامر الخطيب", "rami": "رامي"} {
				if _, _, err := d.CreateSpeaker(t.Context(), dbtest.Reviewer, annotation.SpeakerDraft{ID: id, Name: name}); err != nil {
					t.Fatal(err)
				}
			}
			_, all := suggested(t, d)
			accept(t, d, all[0].ID, annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{ID: "rami"})})
			if a := accept(t, d, all[1].ID, annotation.Acceptance{Speaker: annotation.To(test.choice)}); a.Suggested.Edited != test.edited {
				t.Errorf("edited is %v: %+v", a.Suggested.Edited, a)
			}
			_, _, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer, all[1].ID, annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{Name: "سامر الخطيب", Kind: annotation.Document})})
			refused(t, err, annotation.Conflict, "error.suggestion_accepted")
			wantNoFindings(t, d)
		})
	}
}

// TestNearNameIsAskedOnce: once somebody has said who is meant, accepting all takes the
// others along.
func TestNearNameIsAskedOnce(t *testing.T) {
	d := dbtest.OpenWith(t, db.Options{Rules: finding(1, "علي الحسن|"+ministrySays[0], "علي الحسن|"+ministrySays[1], "ليلى|"+ministrySays[2])})
	if _, _, err := d.CreateSpeaker(t.Context(), dbtest.Reviewer, annotation.SpeakerDraft{ID: "ali", Name: "علي حسن"}); err != nil {
		t.Fatal(err)
	}
	article, all := suggested(t, d)
	if came, err := d.AcceptSuggestions(t.Context(), dbtest.Reviewer, article.ID, annotation.SuggestionChoice{}); err != nil || came.Accepted != 1 || came.Left != 2 {
		t.Fatal(came, err)
	}
	asking := annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{Name: "علي الحسن", Asking: true})}
	_, _, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer, all[0].ID, asking)
	refused(t, err, annotation.Conflict, "error.speaker_near")
	a := accept(t, d, all[0].ID, annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{Name: "علي الحسن", Distinct: true})})
	if came, err := d.AcceptSuggestions(t.Context(), dbtest.Reviewer, article.ID, annotation.SuggestionChoice{}); err != nil || came.Accepted != 1 || came.Left != 0 {
		t.Fatal(came, err)
	}
	one := must[annotation.Suggestion](t)(d.Suggestion(t.Context(), all[1].ID))
	if b := must[annotation.Annotation](t)(d.Annotation(t.Context(), one.Annotation)); b.Speaker == nil || b.Speaker.ID != a.Speaker.ID || b.Suggested.Edited {
		t.Errorf("%+v", b)
	}
	wantNoFindings(t, d)
}

// TestOtherMeaningsAreLeft: of many at once, those are left whose name means somebody who
// does not go by it.
func TestOtherMeaningsAreLeft(t *testing.T) {
	for name, test := range map[string]struct {
		aliases  []string
		accepted int
		left     []string
	}{
		"another":                {nil, 1, ministrySays[1:2]},
		"one who goes by it too": {[]string{"سامرُ الخطيب"}, 2, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.Open(t)
			article, all := suggested(t, d) // two of Samer's, one of Layla's
			if _, _, err := d.CreateSpeaker(t.Context(), dbtest.Reviewer, annotation.SpeakerDraft{ID: "rami", Name: "رامي", Aliases: test.aliases}); err != nil {
				t.Fatal(err)
			}
			accept(t, d, all[0].ID, annotation.Acceptance{Speaker: annotation.To(annotation.SpeakerChoice{ID: "rami"})})
			for accepted := test.accepted; ; accepted = 0 {
				came, err := d.AcceptSuggestions(t.Context(), dbtest.Reviewer, article.ID, annotation.SuggestionChoice{})
				if err != nil || came.Accepted != accepted || came.Left != len(test.left) {
					t.Errorf("%+v, %v", came, err)
				}
				if accepted == 0 {
					break
				}
			}
			wants(t, d, article.ID, test.left...)
			for _, a := range must[[]annotation.Annotation](t)(d.Annotations(t.Context(), article.ID))[1:] {
				if a.Suggested.Edited {
					t.Errorf("%+v", a)
				}
			}
			wantNoFindings(t, d)
		})
	}
}

// TestUnnamedSpeakers: who is called by a role is one speaker in an article, of its own,
// and never asked about; what has a name is one speaker for the desk.
func TestUnnamedSpeakers(t *testing.T) {
	d := dbtest.Open(t)
	add := func() (annotation.Article, []annotation.Suggestion) {
		t.Helper()
		a, _, err := d.CreateArticle(t.Context(), dbtest.Editor, annotation.ArticleDraft{Title: "العقد", Language: "ar",
			Text: "قال الوزير إن المشروع تأخر.\n\nوقالت وزارة المالية إن الكلفة ارتفعت.\n\nوأوضح التقرير أن العقد انتهى.\n\nوأضاف الوزير أن السد آمن.\n"})
		if err != nil {
			t.Fatal(err)
		}
		makeSuggestions(t, d)
		all := open(t, d, a.ID)
		if len(all) != 4 {
			t.Fatalf("suggested %q", words(all))
		}
		return a, all
	}
	is := func(s annotation.Suggestion, name string, kind annotation.SpeakerKind, unnamed bool) {
		t.Helper()
		if s.Speaker != name || s.SpeakerKind != kind || s.Unnamed != unnamed {
			t.Errorf("%+v, want %s, %s, %v", s, name, kind, unnamed)
		}
	}
	speakers := func(all []annotation.Suggestion) (refs []annotation.SpeakerRef) {
		t.Helper()
		for _, s := range all {
			s = must[annotation.Suggestion](t)(d.Suggestion(t.Context(), s.ID))
			a := must[annotation.Annotation](t)(d.Annotation(t.Context(), s.Annotation))
			if a.Suggested.Edited {
				t.Errorf("edited: %+v", a)
			}
			refs = append(refs, *a.Speaker)
		}
		return refs
	}
	article, all := add()
	is(all[0], "الوزير", annotation.Anonymous, true)
	is(all[1], "وزارة المالية", annotation.Organisation, false)
	is(all[2], "التقرير", annotation.Document, true)
	for _, s := range all {
		asking := annotation.To(annotation.SpeakerChoice{Name: s.Speaker, Asking: true})
		accept(t, d, s.ID, annotation.Acceptance{Speaker: asking})
	}
	first := speakers(all)
	for i, kind := range []annotation.SpeakerKind{annotation.Anonymous, annotation.Organisation, annotation.Document, annotation.Anonymous} {
		if first[i].Kind != kind || first[i].Name != all[i].Speaker {
			t.Errorf("%+v", first[i])
		}
	}
	if first[0] != first[3] {
		t.Errorf("in one article they are %+v and %+v", first[0], first[3])
	}
	// In the next article the ministry is the same, the others are not.
	article, all = add()
	is(all[0], "الوزير", annotation.Anonymous, true)
	is(all[2], "التقرير", annotation.Document, true)
	if came, err := d.AcceptSuggestions(t.Context(), dbtest.Reviewer, article.ID, annotation.SuggestionChoice{}); err != nil || came.Accepted != 4 || came.Left != 0 {
		t.Fatal(came, err)
	}
	second := speakers(all)
	if second[1] != first[1] || second[0] == first[0] || second[2] == first[2] || second[3] != second[0] {
		t.Errorf("%+v, and before %+v", second, first)
	}
	// That one minister is known by name says nothing of others; that the desk has an alias does.
	if _, _, err := d.CreateSpeaker(t.Context(), dbtest.Editor, annotation.SpeakerDraft{ID: "samer", Name: "سامر الخطيب"}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.MergeSpeaker(t.Context(), dbtest.Editor, second[0].ID, 1, "samer"); err != nil {
		t.Fatal(err)
	}
	_, all = add()
	is(all[0], "الوزير", annotation.Anonymous, true)
	if a := accept(t, d, all[0].ID, annotation.Acceptance{}); a.Speaker.ID == "samer" || a.Speaker.ID == first[0].ID {
		t.Errorf("%+v", a.Speaker)
	}
	if _, _, err := d.CreateSpeaker(t.Context(), dbtest.Editor, annotation.SpeakerDraft{Name: "تقرير الكلفة", Kind: annotation.Organisation, Aliases: []string{"التقرير"}, Distinct: true}); err != nil {
		t.Fatal(err)
	}
	_, all = add()
	is(all[2], "تقرير الكلفة", annotation.Organisation, false)
	wantNoFindings(t, d)
}

// TestSuggestedKindIsForNewSpeakers: one whom the desk knows by the name is what they are.
func TestSuggestedKindIsForNewSpeakers(t *testing.T) {
	rules := finding(1, "حداد|"+ministrySays[0])
	d := dbtest.OpenWith(t, db.Options{Rules: rules})
	a := addMinistry(t, d)
	makeSuggestions(t, d)
	if _, _, err := d.CreateSpeaker(t.Context(), dbtest.Editor, annotation.SpeakerDraft{ID: "h", Name: "حداد", Kind: annotation.Organisation}); err != nil {
		t.Fatal(err)
	}
	one := open(t, d, a.ID)[0]
	if made := accept(t, d, one.ID, annotation.Acceptance{}); one.SpeakerKind != annotation.Person || made.Speaker.ID != "h" || made.Speaker.Kind != annotation.Organisation || made.Suggested.Edited {
		t.Errorf("%+v", made)
	}
	wantNoFindings(t, d)
}
