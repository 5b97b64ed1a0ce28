package db_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

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
		return must[db.Unfinished](t)(d.NextUnfinished(t.Context(), article.ID, after, back)).ID
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
	if got := must[db.Unfinished](t)(d.NextUnfinished(t.Context(), "none", "", false)); got != (db.Unfinished{}) {
		t.Errorf("an article that is not there has %+v", got)
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
