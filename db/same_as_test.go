package db_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

func sameStatement(t *testing.T, d *db.DB, id string) []string {
	t.Helper()
	a, err := d.Annotation(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	same, err := d.SameStatement(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	found := []string{}
	for _, s := range same {
		found = append(found, s.Annotation.ID)
	}
	return found
}

func TestSameAs(t *testing.T) {
	d := dbtest.OpenWith(t, db.Options{Now: time.Now})
	first := say(t, d, "امتلأت السدود كلها")
	second := say(t, d, "السدود كلها امتلأت", annotation.Patch{SameAs: annotation.To(first.ID)})
	third := say(t, d, "Every dam is full", annotation.Patch{SameAs: annotation.To(first.ID)})
	for id, want := range map[string][]string{first.ID: {second.ID, third.ID}, second.ID: {first.ID}, third.ID: {first.ID}} {
		if got := sameStatement(t, d, id); !slices.Equal(got, want) {
			t.Errorf("%s is the same as %v, want %v", id, got, want)
		}
	}
	// It is work like any other: taken back by undo, and no finding that a check rests on.
	if _, err := d.Undo(t.Context(), dbtest.Reviewer, third.Article); err != nil {
		t.Fatal(err)
	}
	if got := sameStatement(t, d, first.ID); !slices.Equal(got, []string{second.ID}) {
		t.Errorf("after undo the same as %v", got)
	}
	checked, err := d.ChangeAnnotation(t.Context(), dbtest.Reviewer, third.ID, 3, annotation.Patch{State: annotation.To(annotation.Checking), Verdict: annotation.To(annotation.Unverifiable), Reason: annotation.To("x")})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []annotation.Patch{{State: annotation.To(annotation.Checked)}, {SameAs: annotation.To(first.ID)}} {
		if checked, err = d.ChangeAnnotation(t.Context(), dbtest.Reviewer, third.ID, checked.After.Version, p); err != nil {
			t.Fatal(err)
		}
	}
	if checked.After.State != annotation.Checked {
		t.Errorf("saying which it is the same as made it %s", checked.After.State)
	}
	wantNoFindings(t, d)
}

// TestSameAsTravels: an export holds the articles that were asked for, in an order of
// its own; what an annotation says of another comes along, whether or not that does.
func TestSameAsTravels(t *testing.T) {
	d := dbtest.Open(t)
	first := say(t, d, "امتلأت السدود كلها")
	second := say(t, d, "السدود كلها امتلأت", annotation.Patch{SameAs: annotation.To(first.ID)})
	third := say(t, d, "امتلأت كل السدود", annotation.Patch{SameAs: annotation.To(second.ID)})
	if _, err := d.ChangeAnnotation(t.Context(), dbtest.Reviewer, first.ID, first.Version, annotation.Patch{SameAs: annotation.To(third.ID)}); err != nil {
		t.Fatal(err)
	}
	for _, ids := range [][]string{nil, {second.Article}, {first.Article, third.Article}} {
		file, to := exported(t, d, ids...), dbtest.Open(t)
		mustImport(t, to, file)
		if diff := cmp.Diff(file, exported(t, to)); diff != "" {
			t.Errorf("%v: the export of what was imported differs:\n%s", ids, diff)
		}
		wantNoFindings(t, to)
	}
	to := dbtest.Open(t)
	mustImport(t, to, exported(t, d, second.Article))
	if got := sameStatement(t, to, second.ID); len(got) != 0 {
		t.Errorf("the same as %v, which are not there", got)
	}
	mustImport(t, to, exported(t, d, first.Article))
	if got := sameStatement(t, to, second.ID); !slices.Equal(got, []string{first.ID}) {
		t.Errorf("the same as %v once it is there", got)
	}
	if got := ids(t, to, second.ID); !slices.Equal(got, []string{first.ID}) {
		t.Errorf("imported, and what says the same is %v", got)
	}
	sum := mustImport(t, to, exported(t, d, second.Article))
	if sum.Articles.Unchanged != 1 {
		t.Errorf("again: %+v", sum)
	}
	if _, err := export.Read(strings.NewReader(`{"format":"isnad","version":1,"speakers":[],"articles":[{"id":"x","text":"قال","annotations":[{"id":"y","kind":"claim","same_as":"y","spans":[{"start":0,"end":3}]}]}]}`), http.DetectContentType); annotation.CodeOf(err) != annotation.Invalid {
		t.Errorf("the same as itself: %v", err)
	}
}
