package db_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

// refused is the refusal in err, which must be of this code and key.
func refused(t testing.TB, err error, code annotation.Code, key string) *annotation.Error {
	t.Helper()
	e, ok := errors.AsType[*annotation.Error](err)
	if !ok || e.Code != code || e.Key != key {
		t.Fatalf("got %v, want %s %s", err, code, key)
	}
	return e
}

// historyOf is an annotation's whole history, oldest first.
func historyOf(t testing.TB, d *db.DB, id string) []annotation.Entry {
	t.Helper()
	entries, next, err := d.AnnotationHistory(t.Context(), dbtest.Viewer, id, "", 1000)
	if err != nil || next != "" {
		t.Fatal(next, err)
	}
	return entries
}

func must[T any](t testing.TB) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// waterPlan is an article of three paragraphs.
var waterPlan = annotation.ArticleDraft{
	Title: "خطة المياه", Byline: "كتبت سلمى", Dateline: "بيروت",
	Text:   "خطةُ المياه\n\nقالت ليلى حداد إن «الكلفة ارتفعت» ثلاث مرات.\n\nالمشروع متأخر ثلاث سنوات عن موعده.",
	Source: annotation.Source{Name: "water.txt", SHA256: strings.Repeat("a", 64), Path: "/drafts/water.txt"},
}

func addWaterPlan(t testing.TB, d *db.DB) annotation.Article {
	t.Helper()
	a, created, err := d.CreateArticle(t.Context(), dbtest.Editor, waterPlan)
	if err != nil || !created {
		t.Fatal(created, err)
	}
	return a
}

func actions(t testing.TB, d *db.DB, article string) (all []string) {
	t.Helper()
	for _, e := range must[[]annotation.Event](t)(d.Events(t.Context(), article, 0, 1000)) {
		all = append(all, e.Action)
	}
	return all
}

func TestCreateArticle(t *testing.T) {
	clock := dbtest.NewClock()
	d := dbtest.OpenWith(t, db.Options{Now: clock.Now})
	made := addWaterPlan(t, d)
	want := annotation.Article{ID: made.ID, Title: "خطة المياه", Byline: "كتبت سلمى", Dateline: "بيروت", Language: "ar", Direction: "rtl",
		Source: annotation.Source{Name: "water.txt", SHA256: strings.Repeat("a", 64)}, Revision: 1, Text: waterPlan.Text,
		CreatedBy: "editor1", CreatedAt: clock.Now(), UpdatedAt: clock.Now(), Version: 1, Counter: 1}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, must[annotation.Article](t)(d.Article(t.Context(), made.ID))); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
	want.Text = ""
	if diff := cmp.Diff(want, must[annotation.Article](t)(d.ArticleHead(t.Context(), made.ID))); diff != "" {
		t.Errorf("its head (-want +got):\n%s", diff)
	}
	if x, err := d.TextIndex(t.Context(), made.ID, 1); err != nil || x.Text() != waterPlan.Text {
		t.Errorf("its index: %v", err)
	}
	events := must[[]annotation.Event](t)(d.Events(t.Context(), made.ID, 0, 10))
	if len(events) != 1 || events[0].Action != "article.created" || events[0].Actor != "editor1" || events[0].Object != made.ID {
		t.Fatalf("history: %+v", events)
	}
	if body := string(events[0].After); !strings.Contains(body, `"text_sha256":"`) || strings.Contains(body, "متأخر") || strings.Contains(body, "/drafts") {
		t.Errorf("the history holds the digest of the text, not the text or a path of this machine: %s", body)
	}
	// Content alone is never recognised.
	if second := addWaterPlan(t, d); second.ID == made.ID {
		t.Error("two articles of one text are one")
	}
}

func TestCreateArticleRefusals(t *testing.T) {
	d := dbtest.Open(t)
	for _, test := range []struct {
		name  string
		actor annotation.Actor
		draft annotation.ArticleDraft
		code  annotation.Code
		key   string
	}{
		{"nobody", dbtest.Nobody, waterPlan, annotation.Unauthenticated, "error.sign_in_required"},
		{"a viewer", dbtest.Viewer, waterPlan, annotation.Forbidden, "error.forbidden"},
		{"a reviewer", dbtest.Reviewer, waterPlan, annotation.Forbidden, "error.forbidden"},
		{"a bad id", dbtest.Editor, annotation.ArticleDraft{ID: "a/b", Title: "t", Text: "t"}, annotation.Invalid, "error.id_invalid"},
		{"no text", dbtest.Editor, annotation.ArticleDraft{Title: "t", Text: " \n"}, annotation.Invalid, "error.empty_file"},
		{"no title", dbtest.Editor, annotation.ArticleDraft{Text: "t"}, annotation.Invalid, "error.required"},
		{"broken UTF-8", dbtest.Editor, annotation.ArticleDraft{Title: "t", Text: "a\xff"}, annotation.Invalid, "error.invalid_utf8"},
		{"line ends of Windows", dbtest.Editor, annotation.ArticleDraft{Title: "t", Text: "a\r\nb"}, annotation.Invalid, "error.line_end"},
		{"NUL", dbtest.Editor, annotation.ArticleDraft{Title: "t", Text: "a\x00b"}, annotation.Invalid, "error.control_character"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := d.CreateArticle(t.Context(), test.actor, test.draft)
			refused(t, err, test.code, test.key)
			_, _, err = d.SeedArticle(t.Context(), test.actor, test.draft)
			refused(t, err, test.code, test.key)
		})
	}
	if all, _, err := d.Articles(t.Context(), db.ArticleFilter{}); err != nil || len(all) != 0 {
		t.Errorf("a refused article was kept: %v %v", all, err)
	}
	if events := must[[]annotation.Event](t)(d.Events(t.Context(), "", 0, 10)); len(events) != 0 {
		t.Errorf("a refusal is in the history: %+v", events)
	}
}

func TestCreateArticleAgain(t *testing.T) {
	d := dbtest.Open(t)
	draft := waterPlan
	draft.ID = "water"
	if _, created, err := d.CreateArticle(t.Context(), dbtest.Editor, draft); err != nil || !created {
		t.Fatal(created, err)
	}
	// What was changed meanwhile does not make the retry another article.
	changed := must[annotation.Article](t)(d.ChangeArticle(t.Context(), dbtest.Editor2, "water", 1, annotation.ArticlePatch{Title: annotation.To("عنوان آخر")}))
	again, created, err := d.CreateArticle(t.Context(), dbtest.Editor, draft)
	if err != nil || created {
		t.Fatal(created, err)
	}
	if diff := cmp.Diff(changed, again); diff != "" {
		t.Errorf("the retry is answered with the article as it is (-want +got):\n%s", diff)
	}
	other := draft
	other.Text += " زيادة"
	for name, try := range map[string]struct {
		actor annotation.Actor
		draft annotation.ArticleDraft
	}{"other content": {dbtest.Editor, other}, "another person": {dbtest.Editor2, draft}} {
		t.Run(name, func(t *testing.T) {
			_, _, err := d.CreateArticle(t.Context(), try.actor, try.draft)
			e := refused(t, err, annotation.Conflict, "error.id_conflict")
			if current, ok := e.Current.(annotation.Article); !ok || current.ID != "water" || e.Submitted == nil {
				t.Errorf("both sides are handed back: %+v", e)
			}
		})
	}
}

func TestArticleNotFound(t *testing.T) {
	d := dbtest.Open(t)
	_, err := d.Article(t.Context(), "none")
	refused(t, err, annotation.NotFound, "error.not_found")
	_, err = d.ArticleHead(t.Context(), "none")
	refused(t, err, annotation.NotFound, "error.not_found")
	_, err = d.TextIndex(t.Context(), "none", 1)
	refused(t, err, annotation.NotFound, "error.not_found")
	_, err = d.ChangeArticle(t.Context(), dbtest.Editor, "none", 1, annotation.ArticlePatch{})
	refused(t, err, annotation.NotFound, "error.not_found")
	a := addWaterPlan(t, d)
	_, err = d.TextIndex(t.Context(), a.ID, 2)
	refused(t, err, annotation.NotFound, "error.not_found")
}

func TestChangeArticle(t *testing.T) {
	clock := dbtest.NewClock()
	d := dbtest.OpenWith(t, db.Options{Now: clock.Now})
	a := addWaterPlan(t, d)
	clock.Advance(time.Minute)
	retitle := annotation.ArticlePatch{Title: annotation.To("الماء والكلفة")}

	_, err := d.ChangeArticle(t.Context(), dbtest.Reviewer, a.ID, 1, retitle)
	refused(t, err, annotation.Forbidden, "error.forbidden")
	_, err = d.ChangeArticle(t.Context(), dbtest.Editor, a.ID, 0, retitle)
	refused(t, err, annotation.PreconditionRequired, "error.version_required")

	b := must[annotation.Article](t)(d.ChangeArticle(t.Context(), dbtest.Editor, a.ID, 1, retitle))
	want := a
	want.Title, want.Version, want.Counter, want.UpdatedAt = "الماء والكلفة", 2, 2, clock.Now()
	if diff := cmp.Diff(want, b); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(b, must[annotation.Article](t)(d.Article(t.Context(), a.ID))); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}

	_, err = d.ChangeArticle(t.Context(), dbtest.Editor2, a.ID, 1, annotation.ArticlePatch{Byline: annotation.To("أخرى")})
	e := refused(t, err, annotation.Stale, "error.stale")
	if diff := cmp.Diff(any(b), e.Current); diff != "" || e.Submitted == nil {
		t.Errorf("both sides are handed back: %s", diff)
	}
	_, err = d.ChangeArticle(t.Context(), dbtest.Editor, a.ID, 2, annotation.ArticlePatch{Title: annotation.To("")})
	refused(t, err, annotation.Invalid, "error.required")

	// Nothing changed: no version, no entry.
	if c := must[annotation.Article](t)(d.ChangeArticle(t.Context(), dbtest.Editor, a.ID, 2, retitle)); c.Version != 2 {
		t.Errorf("nothing changed, and the version is %d", c.Version)
	}
	c := must[annotation.Article](t)(d.ChangeArticle(t.Context(), dbtest.Editor, a.ID, 2, annotation.ArticlePatch{Archived: annotation.To(true)}))
	must[annotation.Article](t)(d.ChangeArticle(t.Context(), dbtest.Editor, a.ID, c.Version, annotation.ArticlePatch{Archived: annotation.To(false)}))
	if diff := cmp.Diff([]string{"article.created", "article.changed", "article.archived", "article.restored"}, actions(t, d, a.ID)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	events := must[[]annotation.Event](t)(d.Events(t.Context(), a.ID, 0, 10))
	var before, after struct{ Title string }
	if err := errors.Join(json.Unmarshal(events[1].Before, &before), json.Unmarshal(events[1].After, &after)); err != nil {
		t.Fatal(err)
	}
	if before.Title != "خطة المياه" || after.Title != "الماء والكلفة" {
		t.Errorf("before %q, after %q", before.Title, after.Title)
	}
}

func TestArticlesPages(t *testing.T) {
	d := dbtest.Open(t)
	var want []string
	for i := range 7 {
		draft := waterPlan
		draft.ID = fmt.Sprintf("a%d", i)
		if _, _, err := d.CreateArticle(t.Context(), dbtest.Editor, draft); err != nil {
			t.Fatal(err)
		}
		want = append([]string{draft.ID}, want...)
	}
	pages := func(f db.ArticleFilter) (ids []string) {
		t.Helper()
		for turned := 0; ; turned++ {
			page, next, err := d.Articles(t.Context(), f)
			if err != nil || turned > 10 {
				t.Fatal(turned, err)
			}
			if f.Limit > 0 && len(page) > f.Limit {
				t.Fatalf("a page of %d", len(page))
			}
			for _, a := range page {
				if a.Text != "" || a.Title == "" {
					t.Errorf("listed as %+v", a)
				}
				ids = append(ids, a.ID)
			}
			if next == "" {
				return ids
			}
			f.Cursor = next
		}
	}
	for limit := range 9 {
		if diff := cmp.Diff(want, pages(db.ArticleFilter{Limit: limit})); diff != "" {
			t.Errorf("pages of %d (-want +got):\n%s", limit, diff)
		}
		if diff := cmp.Diff(want, pages(db.ArticleFilter{Limit: limit, Query: "المياه"})); diff != "" {
			t.Errorf("pages of %d found (-want +got):\n%s", limit, diff)
		}
	}
	// A change between two pages moves nothing.
	page, next, err := d.Articles(t.Context(), db.ArticleFilter{Limit: 3})
	if err != nil || len(page) != 3 {
		t.Fatal(page, err)
	}
	must[annotation.Article](t)(d.ChangeArticle(t.Context(), dbtest.Editor, "a1", 1, annotation.ArticlePatch{Title: annotation.To("الأحدث")}))
	page, _, err = d.Articles(t.Context(), db.ArticleFilter{Limit: 3, Cursor: next})
	if err != nil || page[0].ID != "a3" {
		t.Errorf("after a change the next page starts with %v %v", page, err)
	}
	_, _, err = d.Articles(t.Context(), db.ArticleFilter{Cursor: "x"})
	refused(t, err, annotation.Invalid, "error.cursor_invalid")

	must[annotation.Article](t)(d.ChangeArticle(t.Context(), dbtest.Editor, "a5", 1, annotation.ArticlePatch{Archived: annotation.To(true)}))
	if diff := cmp.Diff([]string{"a5"}, pages(db.ArticleFilter{Archived: true})); diff != "" {
		t.Errorf("archived (-want +got):\n%s", diff)
	}
	if slices.Contains(pages(db.ArticleFilter{}), "a5") || slices.Contains(pages(db.ArticleFilter{Query: "المياه"}), "a5") {
		t.Error("an archived article is on the desk")
	}
}

func TestArticlesByState(t *testing.T) {
	d := dbtest.Open(t)
	none := addWaterPlan(t, d)
	open := addWaterPlan(t, d)
	checking := addWaterPlan(t, d)
	for _, m := range []struct {
		in    annotation.Article
		state annotation.State
	}{{open, annotation.Open}, {open, annotation.Open}, {checking, annotation.Checking}} {
		draft := claimAt(13, 17)
		draft.State = m.state
		if _, _, err := d.CreateAnnotation(t.Context(), dbtest.Reviewer, m.in.ID, draft); err != nil {
			t.Fatal(err)
		}
	}
	for state, want := range map[annotation.State][]string{
		"": {checking.ID, open.ID, none.ID}, annotation.Open: {open.ID}, annotation.Checking: {checking.ID}, annotation.Approved: nil,
	} {
		for _, query := range []string{"", "المياه"} {
			page, _, err := d.Articles(t.Context(), db.ArticleFilter{State: state, Query: query})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, a := range page {
				got = append(got, a.ID)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("state %q, query %q (-want +got):\n%s", state, query, diff)
			}
		}
	}
	if a := must[annotation.Article](t)(d.ArticleHead(t.Context(), open.ID)); a.Counts != (annotation.Counts{Open: 2}) || a.Counter != open.Counter+2 {
		t.Errorf("counts %+v, counter %d", a.Counts, a.Counter)
	}
}

func TestArticleSearch(t *testing.T) {
	d := dbtest.Open(t)
	a := addWaterPlan(t, d)
	b, _, err := d.CreateArticle(t.Context(), dbtest.Editor, annotation.ArticleDraft{
		Title: "Water board disputes the figures", Text: "The board says the café's figures aren't final. OR so it says."})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		query string
		want  []string
	}{
		{"المياه", []string{a.ID}},
		{"مياه", []string{a.ID}},          // without the article
		{"خطة", []string{a.ID}},           // the text has it vocalised
		{"خطه", []string{a.ID}},           // ه for ة
		{"والمشروع", []string{a.ID}},      // what is written onto it set apart
		{"الكلفه ارتفعت", []string{a.ID}}, // all words
		{"الكلفة ليست", nil},              // not only some
		{"متأخ", []string{a.ID}},          // the beginning of the last
		{"متأخ المشروع", nil},             // not of another
		{"FIGURES", []string{b.ID}},
		{"cafe", []string{b.ID}},
		{"or", []string{b.ID}}, // words, not operators
		{"NOT", nil},
		{`"`, nil},
		{"* ^ () : -", nil},
		{"،؟«»", nil},
		{"   ", []string{b.ID, a.ID}}, // nothing typed is no filter
	} {
		t.Run(test.query, func(t *testing.T) {
			page, next, err := d.Articles(t.Context(), db.ArticleFilter{Query: test.query})
			if err != nil || next != "" {
				t.Fatal(next, err)
			}
			var got []string
			for _, found := range page {
				got = append(got, found.ID)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	// Search follows the title.
	must[annotation.Article](t)(d.ChangeArticle(t.Context(), dbtest.Editor, b.ID, 1, annotation.ArticlePatch{Title: annotation.To("Pipes")}))
	for query, want := range map[string]int{"pipes": 1, "disputes": 0, "final": 1} {
		if page, _, err := d.Articles(t.Context(), db.ArticleFilter{Query: query}); err != nil || len(page) != want {
			t.Errorf("%q after the change: %d found, %v", query, len(page), err)
		}
	}
}
