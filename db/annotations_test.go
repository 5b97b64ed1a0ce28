package db_test

import (
	"fmt"
	"strings"
	"testing"
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
