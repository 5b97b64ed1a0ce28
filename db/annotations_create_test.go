package db_test

import (
	"encoding/json"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

func TestCreateAnnotation(t *testing.T) {
	clock := dbtest.NewClock()
	d := dbtest.OpenWith(t, db.Options{Now: clock.Now})
	article := addWaterPlan(t, d)
	a := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	passage := func(words string) []annotation.Passage {
		p := at(t, words)
		return []annotation.Passage{{Start: p.Start, End: p.End, Exact: words}}
	}
	want := annotation.Annotation{
		ID: a.ID, Article: article.ID, Revision: 1, Kind: annotation.Quote, Quotation: annotation.Direct, Anchor: annotation.AnchorExact,
		Spans: passage("الكلفة ارتفعت"), Cue: passage("قالت"), Mention: passage("ليلى حداد"),
		Role: "مهندسة", Place: "بيروت", SaidOn: "2026-01-01", State: annotation.Open, Note: "سمعتُ التسجيل",
		CreatedBy: "reviewer1", CreatedAt: clock.Now(), UpdatedAt: clock.Now(), Version: 1,
	}
	if a.Speaker == nil || a.Speaker.Name != "ليلى حداد" || a.Speaker.Kind != annotation.Person {
		t.Fatalf("attributed to %+v", a.Speaker)
	}
	want.Speaker = a.Speaker
	if diff := cmp.Diff(want, a); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, must[annotation.Annotation](t)(d.Annotation(t.Context(), a.ID))); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]annotation.Annotation{want}, must[[]annotation.Annotation](t)(d.Annotations(t.Context(), article.ID))); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
	events := historyOf(t, d, a.ID)
	if len(events) != 1 || events[0].Action != "annotation.created" || events[0].Article != article.ID || events[0].Before != nil {
		t.Fatalf("history: %+v", events)
	}
	var after annotation.Annotation
	if err := json.Unmarshal(events[0].After, &after); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, after); diff != "" {
		t.Errorf("in the history (-want +got):\n%s", diff)
	}
}

func TestCreateAnnotationWithSpeakerOfAKind(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	mark := func(choice annotation.SpeakerChoice) (annotation.Annotation, error) {
		draft := layla(t)
		draft.Speaker = &choice
		a, _, err := d.CreateAnnotation(t.Context(), dbtest.Reviewer, article.ID, draft)
		return a, err
	}
	made := must[annotation.Annotation](t)(mark(annotation.SpeakerChoice{Name: "وزارة المياه", Kind: annotation.Organisation}))
	if made.Speaker.Kind != annotation.Organisation {
		t.Errorf("a new speaker is %+v", made.Speaker)
	}
	for _, same := range []annotation.SpeakerChoice{
		{Name: "وزاره المياه", Kind: annotation.Organisation}, {Name: "وزارة المياه"}, {ID: made.Speaker.ID, Kind: annotation.Organisation},
	} {
		if again := must[annotation.Annotation](t)(mark(same)); *again.Speaker != *made.Speaker {
			t.Errorf("%+v is %+v", same, again.Speaker)
		}
	}
	for _, other := range []annotation.SpeakerChoice{
		{Name: "وزارة المياه", Kind: annotation.Person}, {ID: made.Speaker.ID, Kind: annotation.Document},
	} {
		_, err := mark(other)
		if e := refused(t, err, annotation.Conflict, "error.speaker_kind"); e.Field != "speaker.kind" || e.Current == nil {
			t.Errorf("%+v at %q with %+v", other, e.Field, e.Current)
		}
	}
}

func TestCreateAnnotationRefusals(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	with := func(change func(*annotation.Draft)) annotation.Draft {
		draft := layla(t)
		change(&draft)
		return draft
	}
	other := "كلمات أخرى"
	for _, test := range []struct {
		name  string
		actor annotation.Actor
		draft annotation.Draft
		code  annotation.Code
		key   string
		field string
	}{
		{"nobody", dbtest.Nobody, layla(t), annotation.Unauthenticated, "error.sign_in_required", ""},
		{"a viewer", dbtest.Viewer, layla(t), annotation.Forbidden, "error.forbidden", ""},
		{"a bad id", dbtest.Reviewer, with(func(d *annotation.Draft) { d.ID = ".." }), annotation.Invalid, "error.id_invalid", "id"},
		{"no kind", dbtest.Reviewer, with(func(d *annotation.Draft) { d.Kind = "" }), annotation.Invalid, "error.required", "kind"},
		{"no spans", dbtest.Reviewer, with(func(d *annotation.Draft) { d.Spans = nil }), annotation.Invalid, "error.spans_required", "spans"},
		{"past the end", dbtest.Reviewer, claimAt(0, 10_000), annotation.Invalid, "error.span_out_of_range", "spans[0]"},
		{"other words", dbtest.Reviewer, with(func(d *annotation.Draft) { d.Spans[0].Exact = &other }), annotation.Invalid, "error.exact_mismatch", "spans[0].exact"},
		{"a past revision", dbtest.Reviewer, with(func(d *annotation.Draft) { d.Revision = 7 }), annotation.Conflict, "error.past_revision", "revision"},
		{"a step too far", dbtest.Reviewer, with(func(d *annotation.Draft) { d.State = annotation.Approved }), annotation.Conflict, "error.step_out_of_order", "state"},
		{"no such kind of speaker", dbtest.Reviewer, with(func(d *annotation.Draft) { d.Speaker = &annotation.SpeakerChoice{Name: "x", Kind: "dog"} }), annotation.Invalid, "error.unknown_value", "speaker.kind"},
		{"a kind and nobody", dbtest.Reviewer, with(func(d *annotation.Draft) { d.Speaker = &annotation.SpeakerChoice{Kind: annotation.Person} }), annotation.Invalid, "error.required", "speaker.name"},
		{"no such speaker", dbtest.Reviewer, with(func(d *annotation.Draft) { d.Speaker = &annotation.SpeakerChoice{ID: "none"} }), annotation.Invalid, "error.not_found", "speaker"},
		{"an unknown word", dbtest.Reviewer, with(func(d *annotation.Draft) { d.Verdict = "perhaps" }), annotation.Invalid, "error.unknown_value", "verdict"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := d.CreateAnnotation(t.Context(), test.actor, article.ID, test.draft)
			if e := refused(t, err, test.code, test.key); e.Field != test.field {
				t.Errorf("at field %q, want %q", e.Field, test.field)
			}
		})
	}
	_, _, err := d.CreateAnnotation(t.Context(), dbtest.Reviewer, "none", layla(t))
	refused(t, err, annotation.NotFound, "error.not_found")

	// A refusal leaves nothing behind: no speaker, no entry, no count.
	if speakers, _, err := d.Speakers(t.Context(), "", "", 10); err != nil || len(speakers) != 0 {
		t.Errorf("a refused annotation made a speaker: %v %v", speakers, err)
	}
	if now := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID)); now.Counter != article.Counter || now.Counts.Total() != 0 {
		t.Errorf("a refusal changed the article: %+v", now)
	}
	if diff := cmp.Diff([]string{"article.created"}, actions(t, d, article.ID)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

func TestCreateAnnotationAgain(t *testing.T) {
	d := dbtest.Open(t)
	article, second := addWaterPlan(t, d), addWaterPlan(t, d)
	draft := layla(t)
	draft.ID = "mine"

	// Eight tries at once, as of a browser that is not sure: one annotation.
	made := make(chan bool, 8)
	var tries sync.WaitGroup
	for range cap(made) {
		tries.Go(func() {
			a, created, err := d.CreateAnnotation(t.Context(), dbtest.Reviewer, article.ID, draft)
			if err != nil || a.ID != "mine" || a.Version != 1 {
				t.Errorf("a try came to %+v, %v", a, err)
			}
			made <- created
		})
	}
	tries.Wait()
	close(made)
	first := 0
	for created := range made {
		if created {
			first++
		}
	}
	if first != 1 {
		t.Errorf("%d of the tries say that they made it", first)
	}
	if n := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID)).Counts.Total(); n != 1 {
		t.Errorf("%d annotations", n)
	}

	// A late retry is answered with the annotation as it is by now.
	now := edit(t, d, dbtest.Reviewer2, must[annotation.Annotation](t)(d.Annotation(t.Context(), "mine")), annotation.Patch{Note: annotation.To("آخر")})
	again, created, err := d.CreateAnnotation(t.Context(), dbtest.Reviewer, article.ID, draft)
	if err != nil || created {
		t.Fatal(created, err)
	}
	if diff := cmp.Diff(now, again); diff != "" {
		t.Errorf("the retry (-want +got):\n%s", diff)
	}

	other := draft
	other.Note = "شيء آخر"
	for _, try := range []struct {
		name    string
		actor   annotation.Actor
		article string
		draft   annotation.Draft
	}{
		{"other content", dbtest.Reviewer, article.ID, other},
		{"another person", dbtest.Reviewer2, article.ID, draft},
		{"another article", dbtest.Reviewer, second.ID, draft},
	} {
		t.Run(try.name, func(t *testing.T) {
			_, _, err := d.CreateAnnotation(t.Context(), try.actor, try.article, try.draft)
			e := refused(t, err, annotation.Conflict, "error.id_conflict")
			if diff := cmp.Diff([]any{now, try.draft}, []any{e.Current, e.Submitted}); diff != "" {
				t.Errorf("both sides (-want +got):\n%s", diff)
			}
		})
	}
}
