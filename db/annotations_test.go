package db_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

func claimAt(start, end int) annotation.Draft {
	return annotation.Draft{Kind: annotation.Claim, Spans: []annotation.PassageDraft{{Start: start, End: end}}}
}

// at is where words stand first in waterPlan's text.
func at(t testing.TB, words string) annotation.PassageDraft {
	t.Helper()
	before, _, ok := strings.Cut(waterPlan.Text, words)
	if !ok {
		t.Fatalf("%q is not in the text", words)
	}
	start := utf8.RuneCountInString(before)
	return annotation.PassageDraft{Start: start, End: start + utf8.RuneCountInString(words)}
}

// layla is what Layla Haddad says in waterPlan.
func layla(t testing.TB) annotation.Draft {
	return annotation.Draft{
		Kind: annotation.Quote, Quotation: annotation.Direct,
		Spans: []annotation.PassageDraft{at(t, "الكلفة ارتفعت")}, Cue: []annotation.PassageDraft{at(t, "قالت")}, Mention: []annotation.PassageDraft{at(t, "ليلى حداد")},
		Speaker: &annotation.SpeakerChoice{Name: "ليلى حداد"}, Role: "مهندسة", Place: "بيروت", SaidOn: "2026-01-01", Note: "سمعتُ التسجيل",
	}
}

func mark(t testing.TB, d *db.DB, actor annotation.Actor, article string, draft annotation.Draft) annotation.Annotation {
	t.Helper()
	a, created, err := d.CreateAnnotation(t.Context(), actor, article, draft)
	if err != nil || !created {
		t.Fatal(created, err)
	}
	return a
}

// edit applies a patch to an annotation as the actor last saw it.
func edit(t testing.TB, d *db.DB, actor annotation.Actor, a annotation.Annotation, p annotation.Patch) annotation.Annotation {
	t.Helper()
	c, err := d.ChangeAnnotation(t.Context(), actor, a.ID, a.Version, p)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, c.Before); diff != "" {
		t.Errorf("before (-want +got):\n%s", diff)
	}
	return c.After
}

func step(to annotation.State) annotation.Patch {
	p := annotation.Patch{State: annotation.To(to)}
	if to == annotation.Returned {
		p.ReturnedReason = annotation.To("أين التسجيل؟")
	}
	if to == annotation.Checked {
		p.Reason = annotation.To("نص المؤتمر")
	}
	return p
}

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

func TestArchivedArticleIsClosed(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	a := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	gone := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, gone.ID, 1); err != nil {
		t.Fatal(err)
	}
	must[annotation.Article](t)(d.ChangeArticle(t.Context(), dbtest.Editor, article.ID, 1, annotation.ArticlePatch{Archived: annotation.To(true)}))

	_, _, err := d.CreateAnnotation(t.Context(), dbtest.Reviewer, article.ID, layla(t))
	refused(t, err, annotation.Conflict, "error.archived")
	_, err = d.ChangeAnnotation(t.Context(), dbtest.Reviewer, a.ID, 1, step(annotation.Checking))
	refused(t, err, annotation.Conflict, "error.archived")
	_, err = d.DeleteAnnotation(t.Context(), dbtest.Reviewer, a.ID, 1)
	refused(t, err, annotation.Conflict, "error.archived")
	_, err = d.RestoreAnnotation(t.Context(), dbtest.Reviewer, gone.ID)
	refused(t, err, annotation.Conflict, "error.archived")
	_, err = d.Undo(t.Context(), dbtest.Reviewer, article.ID)
	refused(t, err, annotation.Conflict, "error.archived")
	if all := must[[]annotation.Annotation](t)(d.Annotations(t.Context(), article.ID)); len(all) != 1 {
		t.Errorf("what is marked in it is still read: %v", all)
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

func TestAnnotationNotFound(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	a := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, a.ID, 1); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"none", a.ID} {
		_, err := d.Annotation(t.Context(), id)
		refused(t, err, annotation.NotFound, "error.not_found")
		_, err = d.ChangeAnnotation(t.Context(), dbtest.Reviewer, id, 1, step(annotation.Checking))
		refused(t, err, annotation.NotFound, "error.not_found")
		_, err = d.DeleteAnnotation(t.Context(), dbtest.Reviewer, id, 1)
		refused(t, err, annotation.NotFound, "error.not_found")
	}
	_, err := d.RestoreAnnotation(t.Context(), dbtest.Reviewer, "none")
	refused(t, err, annotation.NotFound, "error.not_found")
	if all := must[[]annotation.Annotation](t)(d.Annotations(t.Context(), "none")); len(all) != 0 {
		t.Errorf("an article that is not there has %v", all)
	}
}

func TestChangeAnnotation(t *testing.T) {
	clock := dbtest.NewClock()
	d := dbtest.OpenWith(t, db.Options{Now: clock.Now})
	article := addWaterPlan(t, d)
	a := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	clock.Advance(time.Hour)
	late := at(t, "المشروع متأخر")
	b := edit(t, d, dbtest.Reviewer2, a, annotation.Patch{
		Spans: annotation.To([]annotation.PassageDraft{late}), Cue: annotation.To[[]annotation.PassageDraft](nil),
		Speaker: annotation.To(annotation.SpeakerChoice{Name: "سامر"}), Verdict: annotation.To(annotation.MostlyTrue), Place: annotation.To(""),
	})
	want := a
	want.Spans = []annotation.Passage{{Start: late.Start, End: late.End, Exact: "المشروع متأخر"}}
	want.Cue, want.Place, want.Verdict, want.Scale, want.Version, want.UpdatedAt = nil, "", annotation.MostlyTrue, "default@1", 2, clock.Now()
	want.Speaker = b.Speaker
	if diff := cmp.Diff(want, b); diff != "" || b.Speaker.Name != "سامر" {
		t.Errorf("changed, by %+v (-want +got):\n%s", b.Speaker, diff)
	}
	if diff := cmp.Diff(want, must[annotation.Annotation](t)(d.Annotation(t.Context(), a.ID))); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
	// Nothing changed: no version, no entry, no growth.
	counter := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID)).Counter
	c, err := d.ChangeAnnotation(t.Context(), dbtest.Reviewer, a.ID, 2, annotation.Patch{Verdict: annotation.To(annotation.MostlyTrue)})
	if err != nil || c.After.Version != 2 || c.Event != 0 {
		t.Errorf("nothing changed: %+v, %v", c, err)
	}
	if now := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID)).Counter; now != counter {
		t.Errorf("nothing changed, and the counter went from %d to %d", counter, now)
	}
	if diff := cmp.Diff([]string{"article.created", "annotation.created", "annotation.changed"}, actions(t, d, article.ID)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	// No speaker.
	if c := edit(t, d, dbtest.Reviewer, b, annotation.Patch{Speaker: annotation.To(annotation.SpeakerChoice{})}); c.Speaker != nil {
		t.Errorf("unattributed, it is %+v's", c.Speaker)
	}
}

func TestTwoPeople(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	seen := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	mine := edit(t, d, dbtest.Reviewer, seen, annotation.Patch{Note: annotation.To("رأيي")})

	yours := annotation.Patch{Note: annotation.To("رأيك")}
	_, err := d.ChangeAnnotation(t.Context(), dbtest.Reviewer2, seen.ID, seen.Version, yours)
	e := refused(t, err, annotation.Stale, "error.stale")
	if diff := cmp.Diff([]any{mine, yours}, []any{e.Current, e.Submitted}); diff != "" {
		t.Errorf("both sides are handed back (-want +got):\n%s", diff)
	}
	_, err = d.DeleteAnnotation(t.Context(), dbtest.Reviewer2, seen.ID, seen.Version)
	e = refused(t, err, annotation.Stale, "error.stale")
	if diff := cmp.Diff(any(mine), e.Current); diff != "" {
		t.Errorf("what would have been deleted (-want +got):\n%s", diff)
	}
	_, err = d.ChangeAnnotation(t.Context(), dbtest.Reviewer2, seen.ID, 0, yours)
	refused(t, err, annotation.PreconditionRequired, "error.version_required")
	_, err = d.DeleteAnnotation(t.Context(), dbtest.Reviewer2, seen.ID, 0)
	refused(t, err, annotation.PreconditionRequired, "error.version_required")
	_, err = d.ChangeAnnotation(t.Context(), dbtest.Viewer, seen.ID, 0, yours)
	refused(t, err, annotation.Forbidden, "error.forbidden") // before anything else
	_, err = d.DeleteAnnotation(t.Context(), dbtest.Viewer, seen.ID, 0)
	refused(t, err, annotation.Forbidden, "error.forbidden")
	_, err = d.RestoreAnnotation(t.Context(), dbtest.Viewer, seen.ID)
	refused(t, err, annotation.Forbidden, "error.forbidden")
	if now := must[annotation.Annotation](t)(d.Annotation(t.Context(), seen.ID)); now.Note != "رأيي" {
		t.Errorf("the note is %q", now.Note)
	}
}

func TestWorkOnAnAnnotation(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	a := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	counts := func(want annotation.Counts) {
		t.Helper()
		if got := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID)).Counts; got != want {
			t.Errorf("counts %+v, want %+v", got, want)
		}
	}
	counts(annotation.Counts{Open: 1})
	a = edit(t, d, dbtest.Reviewer, a, step(annotation.Checking))
	counts(annotation.Counts{Checking: 1})
	_, err := d.ChangeAnnotation(t.Context(), dbtest.Reviewer, a.ID, a.Version, step(annotation.Checked))
	refused(t, err, annotation.Invalid, "error.check_needs_wording")
	_, err = d.ChangeAnnotation(t.Context(), dbtest.Reviewer, a.ID, a.Version, step(annotation.Approved))
	refused(t, err, annotation.Forbidden, "error.forbidden")
	a = edit(t, d, dbtest.Editor, a, annotation.Patch{Wording: annotation.To(annotation.Accurate), Reason: annotation.To("التسجيل"), State: annotation.To(annotation.Checked)})
	counts(annotation.Counts{Checked: 1})
	_, err = d.ChangeAnnotation(t.Context(), dbtest.Editor, a.ID, a.Version, step(annotation.Approved))
	refused(t, err, annotation.Forbidden, "error.own_check")
	a = edit(t, d, dbtest.Editor2, a, step(annotation.Approved))
	counts(annotation.Counts{Approved: 1})
	if a.CheckedBy != "editor1" || a.ApprovedBy != "editor2" {
		t.Errorf("checked by %q, approved by %q", a.CheckedBy, a.ApprovedBy)
	}
	a = edit(t, d, dbtest.Reviewer, a, annotation.Patch{Wording: annotation.To(annotation.Altered)})
	counts(annotation.Counts{Checking: 1})
	if a.CheckedBy != "" || a.ApprovedBy != "" {
		t.Errorf("changed after the sign-off, and still checked by %q, approved by %q", a.CheckedBy, a.ApprovedBy)
	}
	a = edit(t, d, dbtest.Reviewer, a, step(annotation.Checked))
	a = edit(t, d, dbtest.Editor, a, step(annotation.Returned))
	counts(annotation.Counts{Returned: 1})
	if diff := cmp.Diff(a, must[annotation.Annotation](t)(d.Annotation(t.Context(), a.ID))); diff != "" || a.ReturnedReason != "أين التسجيل؟" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

func TestDeleteAndRestore(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	a := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	c, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer2, a.ID, 1)
	if err != nil || !c.After.Deleted || c.After.Version != 2 {
		t.Fatalf("%+v, %v", c, err)
	}
	if all := must[[]annotation.Annotation](t)(d.Annotations(t.Context(), article.ID)); len(all) != 0 {
		t.Errorf("deleted, and listed: %v", all)
	}
	if touching := must[[]annotation.Annotation](t)(d.AnnotationsTouching(t.Context(), article.ID, 0, 9)); len(touching) != 0 {
		t.Errorf("deleted, and touching: %v", touching)
	}
	now := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID))
	if now.Counts.Total() != 0 || now.Counter != article.Counter+2 {
		t.Errorf("counts %+v, counter %d", now.Counts, now.Counter)
	}
	for range 2 { // the second time there is nothing to do
		if c, err = d.RestoreAnnotation(t.Context(), dbtest.Reviewer, a.ID); err != nil {
			t.Fatal(err)
		}
	}
	want := a
	want.Version = 3
	if diff := cmp.Diff(want, c.After); diff != "" || c.Event != 0 {
		t.Errorf("restored (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, must[annotation.Annotation](t)(d.Annotation(t.Context(), a.ID))); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
	if touching := must[[]annotation.Annotation](t)(d.AnnotationsTouching(t.Context(), article.ID, 1, 1)); len(touching) != 1 {
		t.Errorf("restored, and touching: %v", touching)
	}
	if diff := cmp.Diff([]string{"article.created", "annotation.created", "annotation.deleted", "annotation.restored"}, actions(t, d, article.ID)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

func TestReadingOrder(t *testing.T) {
	d := dbtest.Open(t)
	article, other := addWaterPlan(t, d), addWaterPlan(t, d)
	for _, m := range []struct {
		id         string
		start, end int
	}{{"c", 20, 25}, {"b", 0, 4}, {"a", 20, 23}, {"d", 13, 17}} {
		draft := claimAt(m.start, m.end)
		draft.ID = m.id
		mark(t, d, dbtest.Reviewer, article.ID, draft)
	}
	mark(t, d, dbtest.Reviewer, other.ID, claimAt(0, 4))
	var got []string
	for _, a := range must[[]annotation.Annotation](t)(d.Annotations(t.Context(), article.ID)) {
		got = append(got, a.ID)
	}
	if diff := cmp.Diff([]string{"b", "d", "a", "c"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	next := func(after string, back bool) string {
		t.Helper()
		return must[string](t)(d.NextUnfinished(t.Context(), article.ID, after, back))
	}
	walk := func(back bool) (ids []string) {
		after := ""
		for range 5 {
			after = next(after, back)
			ids = append(ids, after)
		}
		return ids
	}
	if diff := cmp.Diff([]string{"b", "d", "a", "c", "b"}, walk(false)); diff != "" {
		t.Errorf("on (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"c", "a", "d", "b", "c"}, walk(true)); diff != "" {
		t.Errorf("back (-want +got):\n%s", diff)
	}
	// What is signed off or deleted is passed by, also as the place to start from.
	finish(t, d, "d")
	if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, "a", 1); err != nil {
		t.Fatal(err)
	}
	if got := []string{next("b", false), next("d", false), next("d", true), next("a", false), next("none", false)}; !slices.Equal(got, []string{"c", "c", "b", "c", "b"}) {
		t.Errorf("got %v", got)
	}
	finish(t, d, "b")
	if got := []string{next("c", false), next("c", true)}; !slices.Equal(got, []string{"c", "c"}) {
		t.Errorf("the only one left is next after itself: %v", got)
	}
	finish(t, d, "c")
	if got := next("c", false); got != "" {
		t.Errorf("nothing is left, and next is %q", got)
	}
	if got := must[string](t)(d.NextUnfinished(t.Context(), "none", "", false)); got != "" {
		t.Errorf("an article that is not there has %q", got)
	}
}

// finish takes a claim from open to approved.
func finish(t testing.TB, d *db.DB, id string) {
	t.Helper()
	a := must[annotation.Annotation](t)(d.Annotation(t.Context(), id))
	a = edit(t, d, dbtest.Reviewer, a, step(annotation.Checking))
	a = edit(t, d, dbtest.Reviewer, a, annotation.Patch{Verdict: annotation.To(annotation.Unverifiable), Reason: annotation.To("لا سجل منشور"), State: annotation.To(annotation.Checked)})
	edit(t, d, dbtest.Editor, a, step(annotation.Approved))
}

func TestAnnotationsTouching(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d) // paragraphs 0, 1 and 2
	title := claimAt(0, 4)
	title.ID = "title"
	quote := layla(t)
	quote.ID = "quote"
	both := claimAt(at(t, "مرات").Start, at(t, "متأخر").End)
	both.ID = "both"
	cue := claimAt(at(t, "المشروع").Start, at(t, "المشروع").End)
	cue.ID, cue.Kind, cue.Cue = "cue", annotation.Quote, []annotation.PassageDraft{{Start: 0, End: 4}}
	for _, draft := range []annotation.Draft{title, quote, both, cue} {
		mark(t, d, dbtest.Reviewer, article.ID, draft)
	}
	for _, test := range []struct {
		first, last int
		want        []string
	}{
		{0, 0, []string{"title", "cue"}},
		{1, 1, []string{"quote", "both"}},
		{2, 2, []string{"both", "cue"}},
		{0, 2, []string{"title", "quote", "both", "cue"}},
		{1, 0, nil},
		{3, 99, nil},
	} {
		var got []string
		for _, a := range must[[]annotation.Annotation](t)(d.AnnotationsTouching(t.Context(), article.ID, test.first, test.last)) {
			got = append(got, a.ID)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%d–%d (-want +got):\n%s", test.first, test.last, diff)
		}
	}
}

func TestLastSpeaker(t *testing.T) {
	d := dbtest.Open(t)
	article, other := addWaterPlan(t, d), addWaterPlan(t, d)
	expect := func(actor annotation.Actor, want string) {
		t.Helper()
		got := must[*annotation.SpeakerRef](t)(d.LastSpeaker(t.Context(), actor, article.ID))
		if name := map[bool]func() string{true: func() string { return "" }, false: func() string { return got.Name }}[got == nil](); name != want {
			t.Errorf("%s: %q, want %q", actor.Name, name, want)
		}
	}
	by := func(name string) annotation.Draft {
		draft := layla(t)
		draft.Speaker = &annotation.SpeakerChoice{Name: name}
		return draft
	}
	expect(dbtest.Reviewer, "")
	mark(t, d, dbtest.Reviewer, other.ID, by("غريب"))
	expect(dbtest.Reviewer, "")
	one := mark(t, d, dbtest.Reviewer, article.ID, by("ليلى"))
	two := mark(t, d, dbtest.Reviewer2, article.ID, by("سامر"))
	expect(dbtest.Reviewer, "ليلى")
	expect(dbtest.Reviewer2, "سامر")
	expect(dbtest.Editor, "سامر") // of anybody's
	one = edit(t, d, dbtest.Reviewer2, one, annotation.Patch{Note: annotation.To("لا تغيير في الإسناد")})
	expect(dbtest.Reviewer, "ليلى")
	expect(dbtest.Reviewer2, "سامر")
	edit(t, d, dbtest.Editor, one, annotation.Patch{Speaker: annotation.To(annotation.SpeakerChoice{Name: "منى"})})
	expect(dbtest.Reviewer, "منى") // theirs is gone; this is the latest of anybody's
	expect(dbtest.Editor, "منى")
	expect(dbtest.Reviewer2, "سامر")
	if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, two.ID, two.Version); err != nil {
		t.Fatal(err)
	}
	expect(dbtest.Reviewer2, "منى")
}

func TestRenamedSpeaker(t *testing.T) {
	d := dbtest.Open(t)
	article, other := addWaterPlan(t, d), addWaterPlan(t, d)
	a := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	before := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID))
	s := must[annotation.Speaker](t)(d.ChangeSpeaker(t.Context(), dbtest.Reviewer, a.Speaker.ID, 1, annotation.SpeakerPatch{Name: annotation.To("ليلى يوسف حداد")}))
	now := must[annotation.Annotation](t)(d.Annotation(t.Context(), a.ID))
	if now.Speaker.Name != s.Name || now.Version != a.Version {
		t.Errorf("shown as %+v, version %d", now.Speaker, now.Version)
	}
	if after := must[annotation.Article](t)(d.ArticleHead(t.Context(), article.ID)); after.Counter != before.Counter+1 || after.Version != before.Version {
		t.Errorf("counter %d after %d, version %d", after.Counter, before.Counter, after.Version)
	}
	if after := must[annotation.Article](t)(d.ArticleHead(t.Context(), other.ID)); after.Counter != other.Counter {
		t.Error("an article that does not show the speaker changed")
	}
}

// TestWordsWithEscapes holds what is kept as JSON against what was marked, for
// words that JSON escapes and words that look like it.
func TestWordsWithEscapes(t *testing.T) {
	d := dbtest.Open(t)
	for i, words := range []string{`"quoted"`, `a\b`, "two\n\nparagraphs", `<b>&amp;`, `"}],[{"start":1`, "tab\there", "\u2028line\u2029", "emoji 👩‍👩‍👧 ZWJ", "كـــلام\u200f"} {
		article, _, err := d.CreateArticle(t.Context(), dbtest.Editor, annotation.ArticleDraft{ID: fmt.Sprint("e", i), Title: "t", Text: "x " + words + " y"})
		if err != nil {
			t.Fatal(err)
		}
		a := mark(t, d, dbtest.Reviewer, article.ID, claimAt(2, 2+utf8.RuneCountInString(words)))
		if a.Spans[0].Exact != strings.TrimSpace(words) {
			t.Errorf("marked %q of %q", a.Spans[0].Exact, words)
		}
		if diff := cmp.Diff(a, must[annotation.Annotation](t)(d.Annotation(t.Context(), a.ID))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", words, diff)
		}
	}
}
