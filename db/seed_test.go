package db_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// seed brings in a version of waterPlan's file and expects an outcome.
func seed(t *testing.T, d *db.DB, want db.Outcome, change func(*annotation.ArticleDraft)) annotation.Article {
	t.Helper()
	draft := waterPlan
	if change != nil {
		change(&draft)
	}
	a, outcome, err := d.SeedArticle(t.Context(), annotation.CommandLine, draft)
	if err != nil || outcome != want {
		t.Fatalf("%s, %v; want %s", outcome, err, want)
	}
	if kept := must[annotation.Article](t)(d.Article(t.Context(), a.ID)); kept != a {
		t.Errorf("answered and kept differ:\n%s", cmp.Diff(kept, a))
	}
	return a
}

// secondEdition is the file after somebody has worked on it.
func secondEdition(d *annotation.ArticleDraft) {
	d.Text = strings.Replace(d.Text, "ثلاث سنوات", "أربع سنوات", 1)
	d.Title, d.Byline = "خطة المياه المعدلة", "كتبت سلمى وسامر"
	d.Source.SHA256 = strings.Repeat("b", 64)
}

func TestSeedAgain(t *testing.T) {
	d := dbtest.Open(t)
	a := seed(t, d, db.Added, nil)
	if same := seed(t, d, db.Unchanged, nil); same != a {
		t.Errorf("seeding again changed it:\n%s", cmp.Diff(a, same))
	}
	renamed := seed(t, d, db.Unchanged, func(d *annotation.ArticleDraft) { d.Source.Path, d.Source.Name = "/drafts/renamed.txt", "renamed.txt" })
	if renamed.ID != a.ID {
		t.Error("the same bytes under another name are another article")
	}
	saved := seed(t, d, db.Unchanged, func(d *annotation.ArticleDraft) { d.Source.SHA256 = strings.Repeat("c", 64) })
	if saved.ID != a.ID {
		t.Error("other bytes of the same text are another article")
	}
	other := seed(t, d, db.Added, func(d *annotation.ArticleDraft) {
		d.Text += " زيادة"
		d.Source = annotation.Source{Name: "other.txt", SHA256: strings.Repeat("d", 64), Path: "/drafts/other.txt"}
	})
	if other.ID == a.ID {
		t.Error("another file is the same article")
	}
	// A file whose content nobody can vouch for is recognised by its path alone.
	unhashed := func(path string) func(*annotation.ArticleDraft) {
		return func(d *annotation.ArticleDraft) { d.Source = annotation.Source{Path: path} }
	}
	seed(t, d, db.Added, unhashed("/drafts/one"))
	seed(t, d, db.Added, unhashed("/drafts/two"))
}

// TestSeedMovedFile: a file known by its content is known by its path from then on,
// so that a later change of it makes no second article; a copy is not.
func TestSeedMovedFile(t *testing.T) {
	moved := func(d *annotation.ArticleDraft) { d.Source.Path, d.Source.Name = "/moved/water.txt", "water.txt" }
	both := func(d *annotation.ArticleDraft) { moved(d); secondEdition(d) }
	for _, test := range []struct {
		name  string
		first func(*testing.T, *db.DB) annotation.Article
		gone  string
		path  string // as which it is kept
		then  db.Outcome
	}{
		{"pasted", func(t *testing.T, d *db.DB) annotation.Article { return addWaterPlan(t, d) }, "", "/moved/water.txt", db.Revised},
		{"imported", func(t *testing.T, d *db.DB) annotation.Article {
			from := dbtest.Open(t)
			a := seed(t, from, db.Added, nil)
			mustImport(t, d, exported(t, from))
			return a
		}, "", "/moved/water.txt", db.Revised},
		{"seeded, and moved", func(t *testing.T, d *db.DB) annotation.Article { return seed(t, d, db.Added, nil) }, "/drafts/water.txt", "/moved/water.txt", db.Revised},
		{"archived, and moved", func(t *testing.T, d *db.DB) annotation.Article {
			a := seed(t, d, db.Added, nil)
			return must[annotation.Article](t)(d.ChangeArticle(t.Context(), dbtest.Editor, a.ID, 1, annotation.ArticlePatch{Archived: annotation.To(true)}))
		}, "/drafts/water.txt", "/moved/water.txt", db.Unchanged},
		{"seeded, and copied", func(t *testing.T, d *db.DB) annotation.Article { return seed(t, d, db.Added, nil) }, "/elsewhere", "/drafts/water.txt", db.Added},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := dbtest.OpenWith(t, db.Options{Gone: func(path string) bool { return path == test.gone }})
			a := test.first(t, d)
			before := exported(t, d)
			events := len(actions(t, d, a.ID))
			if b := seed(t, d, db.Unchanged, moved); b.ID != a.ID || b.Source.Path != test.path {
				t.Errorf("it is %s at %s, want %s at %s", b.ID, b.Source.Path, a.ID, test.path)
			}
			if diff := cmp.Diff(before, exported(t, d)); diff != "" || len(actions(t, d, a.ID)) != events {
				t.Errorf("what is shown changed:\n%s", diff)
			}
			if b := seed(t, d, test.then, both); (b.ID == a.ID) != (test.then != db.Added) {
				t.Errorf("changed, it is %s, and was %s", b.ID, a.ID)
			}
		})
	}
	// Without a path of its own nothing takes the place of the one that is gone.
	d := dbtest.OpenWith(t, db.Options{Gone: func(string) bool { return true }})
	seed(t, d, db.Added, nil)
	if b := seed(t, d, db.Unchanged, func(d *annotation.ArticleDraft) { d.Source.Path = "" }); b.Source.Path != waterPlan.Source.Path {
		t.Errorf("it is at %q", b.Source.Path)
	}
}

func TestSeedRevises(t *testing.T) {
	d := dbtest.Open(t)
	a := seed(t, d, db.Added, nil)
	before := must[[]annotation.Article](t)(found(t, d, "اربع"))
	b := seed(t, d, db.Revised, secondEdition)
	if b.ID != a.ID || b.Revision != 2 || b.Version != 2 || b.Counter != 2 || b.Title != "خطة المياه المعدلة" || b.Byline != "كتبت سلمى وسامر" {
		t.Errorf("revised to %+v", b)
	}
	if x := must[*text.Index](t)(d.TextIndex(t.Context(), a.ID, 1)); x.Text() != waterPlan.Text {
		t.Error("revision 1 changed")
	}
	if x := must[*text.Index](t)(d.TextIndex(t.Context(), a.ID, 2)); x.Text() != b.Text {
		t.Error("revision 2 is not the new text")
	}
	if after := must[[]annotation.Article](t)(found(t, d, "اربع")); len(before) != 0 || len(after) != 1 {
		t.Errorf("search found %d before and %d after", len(before), len(after))
	}
	if diff := cmp.Diff([]string{"article.created", "article.revised"}, actions(t, d, a.ID)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	seed(t, d, db.Unchanged, secondEdition)
}

func found(t *testing.T, d *db.DB, query string) ([]annotation.Article, error) {
	page, _, err := d.Articles(t.Context(), db.ArticleFilter{Query: query})
	return page, err
}

func TestSeedKeepsCorrections(t *testing.T) {
	d := dbtest.Open(t)
	a := seed(t, d, db.Added, nil)
	must[annotation.Article](t)(d.ChangeArticle(t.Context(), dbtest.Editor, a.ID, 1, annotation.ArticlePatch{Title: annotation.To("عنوان المحرر")}))
	b := seed(t, d, db.Revised, secondEdition)
	if b.Title != "عنوان المحرر" || b.Byline != "كتبت سلمى وسامر" {
		t.Errorf("a corrected title stays and a byline that was only read is read again: %q, %q", b.Title, b.Byline)
	}
	if page := must[[]annotation.Article](t)(found(t, d, "المحرر")); len(page) != 1 {
		t.Error("search lost the corrected title")
	}
	if page := must[[]annotation.Article](t)(found(t, d, "المعدلة")); len(page) != 0 {
		t.Error("search finds a title that is not shown")
	}
}

func TestSeedMarkedArticle(t *testing.T) {
	d := dbtest.Open(t)
	a := seed(t, d, db.Added, nil)
	one, _, err := d.CreateAnnotation(t.Context(), dbtest.Reviewer, a.ID, claimAt(13, 17))
	if err != nil {
		t.Fatal(err)
	}
	seed(t, d, db.Unchanged, nil)
	draft := waterPlan
	secondEdition(&draft)
	_, _, err = d.SeedArticle(t.Context(), annotation.CommandLine, draft)
	refused(t, err, annotation.Conflict, "error.has_annotations")

	// What is deleted does not hold the text, and comes back without a place.
	if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, one.ID, 1); err != nil {
		t.Fatal(err)
	}
	seed(t, d, db.Revised, secondEdition)
	c, err := d.RestoreAnnotation(t.Context(), dbtest.Reviewer, one.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := one
	want.Revision, want.Anchor, want.Spans, want.Version = 2, annotation.AnchorOrphaned, nil, 3
	want.Original = &annotation.Original{Revision: 1, Spans: one.Spans}
	if diff := cmp.Diff(want, c.After); diff != "" {
		t.Errorf("restored (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, must[annotation.Annotation](t)(d.Annotation(t.Context(), one.ID))); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
	if touching := must[[]annotation.Annotation](t)(d.AnnotationsTouching(t.Context(), a.ID, 0, 9)); len(touching) != 0 {
		t.Errorf("an orphan touches %v", touching)
	}
	// Placed anew, it is an annotation of the new text.
	draft2 := annotation.Patch{Spans: annotation.To([]annotation.PassageDraft{{Start: 0, End: 4}})}
	c, err = d.ChangeAnnotation(t.Context(), dbtest.Reviewer, one.ID, 3, draft2)
	if err != nil || c.After.Anchor != annotation.AnchorExact || c.After.Revision != 2 || c.After.Original != nil {
		t.Errorf("placed anew: %+v, %v", c.After, err)
	}
}

func TestSeedArchivedArticle(t *testing.T) {
	d := dbtest.Open(t)
	a := seed(t, d, db.Added, nil)
	a = must[annotation.Article](t)(d.ChangeArticle(t.Context(), dbtest.Editor, a.ID, 1, annotation.ArticlePatch{Archived: annotation.To(true)}))
	if b := seed(t, d, db.Unchanged, secondEdition); b != a {
		t.Errorf("an archived article changed:\n%s", cmp.Diff(a, b))
	}
}
