package db_test

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

// exported is the export of all, as bytes, at the same moment each time.
func exported(t *testing.T, d *db.DB, ids ...string) string {
	t.Helper()
	f, err := d.Export(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	f.ExportedAt = time.Time{}
	var b bytes.Buffer
	if err := export.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// imported imports a file, as the command line does.
func imported(t *testing.T, d *db.DB, file string) (export.Summary, error) {
	t.Helper()
	f, err := export.Read(strings.NewReader(file), http.DetectContentType)
	if err != nil {
		t.Fatal(err)
	}
	return d.Import(t.Context(), annotation.CommandLine, f)
}

// importFile is reading a file and importing it: either may refuse it.
func importFile(t *testing.T, d *db.DB, file string) error {
	t.Helper()
	f, err := export.Read(strings.NewReader(file), http.DetectContentType)
	if err == nil {
		_, err = d.Import(t.Context(), annotation.CommandLine, f)
	}
	return err
}

func mustImport(t *testing.T, d *db.DB, file string) export.Summary {
	t.Helper()
	sum, err := imported(t, d, file)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func change(t *testing.T, d *db.DB, actor annotation.Actor, id string, p annotation.Patch) {
	t.Helper()
	now, err := d.Annotation(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.ChangeAnnotation(t.Context(), actor, id, now.Version, p); err != nil {
		t.Fatal(err)
	}
}

// desk is a data file with a bit of everything that an export shows, and the id of
// its article with annotations.
func desk(t *testing.T) (*db.DB, annotation.Article) {
	clock := dbtest.NewClock()
	d := dbtest.OpenWith(t, db.Options{Now: clock.Now})
	a := dbtest.Article(t, d, 300, 12)
	mark := func(n int) string { return dbtest.Mark(a.ID, n) }
	clock.Advance(time.Hour)
	change(t, d, dbtest.Reviewer, mark(1), annotation.Patch{Wording: annotation.To(annotation.Accurate), Verdict: annotation.To(annotation.Unverifiable),
		Note: annotation.To("سطر\n<b>&\u2028\"آخر\""), Role: annotation.To("وزيرة"), Place: annotation.To("دمشق"), SaidOn: annotation.To("2026-01-01"),
		State: annotation.To(annotation.Checking)})
	change(t, d, dbtest.Reviewer, mark(1), annotation.Patch{State: annotation.To(annotation.Checked), Reason: annotation.To("لا تسجيل")})
	change(t, d, dbtest.Editor, mark(1), annotation.Patch{State: annotation.To(annotation.Approved)})
	change(t, d, dbtest.Reviewer2, mark(2), annotation.Patch{Wording: annotation.To(annotation.Altered), State: annotation.To(annotation.Checking)})
	change(t, d, dbtest.Reviewer2, mark(2), annotation.Patch{State: annotation.To(annotation.Checked), Reason: annotation.To("التسجيل")})
	change(t, d, dbtest.Editor, mark(2), annotation.Patch{State: annotation.To(annotation.Returned), ReturnedReason: annotation.To("المصدر؟")})
	change(t, d, dbtest.Reviewer2, mark(4), annotation.Patch{Verdict: annotation.To(annotation.Misleading)})
	gone, err := d.Annotation(t.Context(), mark(3))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, gone.ID, gone.Version); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.CreateSpeaker(t.Context(), dbtest.Reviewer, annotation.SpeakerDraft{Name: "وكالة الأنباء", Kind: annotation.Organisation, Aliases: []string{"الوكالة"}}); err != nil {
		t.Fatal(err)
	}
	shared := cite(t, d, dbtest.Reviewer, mark(6), transcript(), nil)
	clock.Advance(time.Minute)
	cite(t, d, dbtest.Reviewer2, mark(7), annotation.EvidenceDraft{Piece: shared.Piece.ID, Stance: annotation.Refutes, Locator: "00:13"}, nil)
	if _, err := d.ChangeEvidence(t.Context(), dbtest.Editor, shared.Citation.ID, shared.Version(), annotation.EvidencePatch{Title: annotation.To("تفريغ")}); err != nil {
		t.Fatal(err)
	}
	public := secret()
	public.Confidential = false
	cite(t, d, dbtest.Reviewer, mark(4), public, upload("the minutes\x00\xff"))
	removed := cite(t, d, dbtest.Reviewer, mark(4), transcript(), nil)
	if _, err := d.DeleteEvidence(t.Context(), dbtest.Reviewer, removed.Citation.ID, removed.Version()); err != nil {
		t.Fatal(err)
	}
	cite(t, d, dbtest.Reviewer, mark(5), secret(), upload("nobody's business"))
	for n, asked := range []annotation.ReplyDraft{askedLayla(), {ReplyFields: annotation.ReplyFields{Asked: "ناطق", AskedOn: "2026-01-01", How: annotation.ByCall,
		Outcome: annotation.Answered, Answer: "نعم\n<b>", AnsweredOn: "2026-01-02"}}, askedLayla()} {
		made, err := d.AddReply(t.Context(), dbtest.Reviewer, mark(6), asked)
		if err == nil && n == 2 {
			_, err = d.DeleteReply(t.Context(), dbtest.Reviewer, made.Reply.ID, made.Reply.Version)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	comment(t, d, dbtest.Editor, mark(6), "@reviewer1 أين التسجيل؟")
	old, _, err := d.CreateArticle(t.Context(), dbtest.Editor, annotation.ArticleDraft{ID: "old", Title: "Old news", Language: "en", Text: "Old news.\n"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.ChangeArticle(t.Context(), dbtest.Editor, old.ID, old.Version, annotation.ArticlePatch{Archived: annotation.To(true), Language: annotation.To("")}); err != nil {
		t.Fatal(err)
	}
	return d, a
}

func TestExportImportExport(t *testing.T) {
	from, a := desk(t)
	once := exported(t, from)
	to := dbtest.OpenWith(t, db.Options{Now: func() time.Time { return time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC) }})
	sum := mustImport(t, to, once)
	if diff := cmp.Diff(once, exported(t, to)); diff != "" {
		t.Errorf("the export of the import differs (-first +second):\n%s", diff)
	}
	if want := (export.Summary{Articles: export.Count{Added: 2}, Annotations: export.Count{Added: 11}, Speakers: export.Count{Added: len(dbtest.Speakers)}}); sum.Articles != want.Articles || sum.Annotations != want.Annotations {
		t.Errorf("Import = %+v, want %+v", sum, want)
	}

	// What is not exported is made anew: counts, search, the paragraphs' index.
	ctx := t.Context()
	here, err := to.Article(ctx, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	there, err := from.Article(ctx, a.ID)
	if err != nil || here.Counts != there.Counts || here.Counts.Approved != 1 || here.Counts.Returned != 1 {
		t.Errorf("counts are %+v, want %+v (%v)", here.Counts, there.Counts, err)
	}
	if found, _, err := to.Articles(ctx, db.ArticleFilter{Query: "المياه", Limit: 10}); err != nil || len(found) != 1 {
		t.Errorf("search finds %d articles, want 1 (%v)", len(found), err)
	}
	for n := range 5 {
		want, err1 := from.AnnotationsTouching(ctx, a.ID, n, n)
		got, err2 := to.AnnotationsTouching(ctx, a.ID, n, n)
		if diff := cmp.Diff(want, got); diff != "" || err1 != nil || err2 != nil {
			t.Errorf("paragraph %d: %v %v\n%s", n, err1, err2, diff)
		}
	}
	findings, err := to.Check(ctx)
	if err != nil || len(findings) > 0 {
		t.Errorf("Check = %v, %v", findings, err)
	}

	// The work goes on where it stood.
	change(t, to, dbtest.Reviewer, dbtest.Mark(a.ID, 2), annotation.Patch{State: annotation.To(annotation.Checking)})
}

func TestImportKeepsWhoAndSaysWhoImported(t *testing.T) {
	from, a := desk(t)
	to := dbtest.Open(t)
	mustImport(t, to, exported(t, from, a.ID))
	one, err := to.Annotation(t.Context(), dbtest.Mark(a.ID, 1))
	if err != nil {
		t.Fatal(err)
	}
	if one.CreatedBy != dbtest.Reviewer.Name || one.CheckedBy != dbtest.Reviewer.Name || one.ApprovedBy != dbtest.Editor.Name || one.State != annotation.Approved || one.Version != 4 {
		t.Errorf("imported as %+v", one)
	}
	events, err := to.Events(t.Context(), a.ID, 0, 100)
	if err != nil || len(events) != 18 {
		t.Fatalf("%d events, want 18 (%v)", len(events), err)
	}
	imported := map[string]int{}
	for i, e := range events {
		imported[e.Action]++
		if !strings.HasSuffix(e.Action, ".imported") || e.Actor != annotation.CommandLine.Name || len(e.Before) > 0 || len(e.After) == 0 {
			t.Errorf("event %d is %s by %s", i, e.Action, e.Actor)
		}
	}
	if diff := cmp.Diff(map[string]int{"article.imported": 1, "annotation.imported": 11, "evidence.imported": 3, "reply.imported": 2, "comment.imported": 1}, imported); diff != "" {
		t.Errorf("events of the article (-want +got):\n%s", diff)
	}
	if _, err := to.Undo(t.Context(), annotation.CommandLine, a.ID); annotation.CodeOf(err) != annotation.Conflict {
		t.Errorf("an import can be undone mark by mark: %v", err)
	}
}

func TestImportAgain(t *testing.T) {
	from, _ := desk(t)
	file := exported(t, from)
	to := dbtest.Open(t)
	first := mustImport(t, to, file)
	before, err := to.Events(t.Context(), "", 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	again := mustImport(t, to, file)
	want := export.Summary{
		Articles:    export.Count{Unchanged: first.Articles.Added},
		Annotations: export.Count{Unchanged: first.Annotations.Added},
		Speakers:    export.Count{Unchanged: first.Speakers.Added},
		Pieces:      export.Count{Unchanged: first.Pieces.Added},
	}
	if again != want {
		t.Errorf("the second import = %+v, want %+v", again, want)
	}
	after, err := to.Events(t.Context(), "", 0, 1000)
	if err != nil || len(after) != len(before) {
		t.Errorf("the second import made %d events (%v)", len(after)-len(before), err)
	}
}

func TestImportConflicts(t *testing.T) {
	from, a := desk(t)
	file := exported(t, from)
	for name, c := range map[string]struct {
		change func(t *testing.T, d *db.DB)
		field  string
	}{
		"an annotation was changed": {func(t *testing.T, d *db.DB) {
			change(t, d, dbtest.Reviewer, dbtest.Mark(a.ID, 5), annotation.Patch{Note: annotation.To("x")})
		}, "articles[" + a.ID + "].annotations[" + dbtest.Mark(a.ID, 5) + "].note"},
		"an annotation was deleted": {func(t *testing.T, d *db.DB) {
			if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, dbtest.Mark(a.ID, 5), 1); err != nil {
				t.Fatal(err)
			}
		}, "articles[" + a.ID + "].annotations[" + dbtest.Mark(a.ID, 5) + "]"},
		"the heading was corrected": {func(t *testing.T, d *db.DB) {
			now, err := d.ArticleHead(t.Context(), a.ID)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := d.ChangeArticle(t.Context(), dbtest.Editor, a.ID, now.Version, annotation.ArticlePatch{Title: annotation.To("x")}); err != nil {
				t.Fatal(err)
			}
		}, "articles[" + a.ID + "].title"},
	} {
		t.Run(name, func(t *testing.T) {
			to := dbtest.Open(t)
			mustImport(t, to, file)
			c.change(t, to)
			before := exported(t, to)
			_, err := imported(t, to, file)
			e, ok := errors.AsType[*annotation.Error](err)
			if !ok || e.Code != annotation.Conflict || e.Key != "error.import_differs" || e.Field != c.field || e.Current == nil {
				t.Errorf("Import = %v, want a conflict at %s", err, c.field)
			}
			if diff := cmp.Diff(before, exported(t, to)); diff != "" {
				t.Errorf("the refused import changed something:\n%s", diff)
			}
		})
	}
}

const minimal = `{"speakers":[{"id":"s1","name":"Huda Nasser","aliases":["H. Nasser"]}],
	"articles":[{"id":"a1","text":"It rained, said Huda.","annotations":[
		{"kind":"quote","spans":[{"start":0,"end":9}],"speaker":{"id":"s1"}},
		{"kind":"claim","spans":[{"start":0,"end":9}],"speaker":{"name":"Sami Haddad"}}]}]}`

func TestImportNeedsLittle(t *testing.T) {
	clock := dbtest.NewClock()
	d := dbtest.OpenWith(t, db.Options{Now: clock.Now})
	sum := mustImport(t, d, minimal)
	if sum != (export.Summary{Articles: export.Count{Added: 1}, Annotations: export.Count{Added: 2}, Speakers: export.Count{Added: 1}}) {
		t.Errorf("Import = %+v", sum)
	}
	all, err := d.Annotations(t.Context(), "a1")
	if err != nil || len(all) != 2 {
		t.Fatalf("%d annotations (%v)", len(all), err)
	}
	names := map[string]bool{}
	for _, one := range all {
		names[one.Speaker.Name] = true
		if one.CreatedBy != "isnad" || !one.CreatedAt.Equal(clock.Now()) || one.Version != 1 || one.Spans[0].Exact != "It rained" {
			t.Errorf("imported as %+v", one)
		}
	}
	if !names["Huda Nasser"] || !names["Sami Haddad"] {
		t.Errorf("the speakers are %v", names)
	}
	first := exported(t, d)
	// The same again, later, is the same.
	clock.Advance(time.Hour)
	again := mustImport(t, d, minimal)
	if again.Articles.Unchanged != 1 || again.Annotations.Unchanged != 2 || again.Speakers.Unchanged != 1 || first != exported(t, d) {
		t.Errorf("the second import = %+v", again)
	}
}

func TestImportNeverRecognisesContent(t *testing.T) {
	d := dbtest.Open(t)
	const file = `{"articles":[{"text":"It rained."}]}`
	for range 2 {
		mustImport(t, d, file)
	}
	if all, _, err := d.Articles(t.Context(), db.ArticleFilter{Limit: 10}); err != nil || len(all) != 2 {
		t.Errorf("%d articles, want 2 (%v)", len(all), err)
	}
}

func TestImportSpeakers(t *testing.T) {
	open := func(t *testing.T) (*db.DB, annotation.Speaker) {
		d := dbtest.Open(t)
		s, _, err := d.CreateSpeaker(t.Context(), dbtest.Reviewer, annotation.SpeakerDraft{ID: "known", Name: "هدى ناصر", Kind: annotation.Person, Aliases: []string{"أم كرم"}})
		if err != nil {
			t.Fatal(err)
		}
		return d, s
	}
	mark := func(speaker string) string {
		return `{"articles":[{"id":"a1","text":"It rained.","annotations":[{"id":"n1","kind":"claim","spans":[{"start":0,"end":9}],"speaker":` + speaker + `}]}]}`
	}
	for name, c := range map[string]struct{ file, speaker string }{
		"by id":                   {mark(`{"id":"known"}`), "known هدى ناصر person"},
		"by name, spelt freely":   {mark(`{"name":"هدي  ناصر"}`), "known هدى ناصر person"},
		"by alias":                {mark(`{"name":"ام كرم"}`), "known هدى ناصر person"},
		"an id with a name":       {mark(`{"id":"fresh","name":"هدى ناصر","kind":"document"}`), "fresh هدى ناصر document"},
		"in the list by name":     {`{"speakers":[{"name":"هدي ناصر"}],` + mark(`{"name":"هدى ناصر"}`)[1:], "known هدى ناصر person"},
		"new by name, of a kind":  {mark(`{"name":"Ministry of Health","kind":"organisation"}`), "Ministry of Health organisation"},
		"by name and kind":        {mark(`{"name":"هدي ناصر","kind":"person"}`), "known هدى ناصر person"},
		"by name and its kind":    {`{"speakers":[{"name":"هدي ناصر","kind":"person"}],` + mark(`{"name":"هدى ناصر"}`)[1:], "known هدى ناصر person"},
		"an id without a kind":    {mark(`{"id":"fresh","name":"Sami"}`), "fresh Sami person"},
		"listed without a kind":   {`{"speakers":[{"id":"fresh","name":"Sami"}],` + mark(`{"id":"fresh"}`)[1:], "fresh Sami person"},
		"new in the list by name": {`{"speakers":[{"name":"الوزارة","kind":"organisation"}],` + mark(`{"name":"الوزارة"}`)[1:], "الوزارة organisation"},
	} {
		t.Run(name, func(t *testing.T) {
			d, _ := open(t)
			mustImport(t, d, c.file)
			one, err := d.Annotation(t.Context(), "n1")
			if err != nil {
				t.Fatal(err)
			}
			if got := one.Speaker.ID + " " + one.Speaker.Name + " " + string(one.Speaker.Kind); !strings.HasSuffix(got, c.speaker) {
				t.Errorf("the speaker is %s, want %s", got, c.speaker)
			}
		})
	}
	for name, c := range map[string]struct{ file, key, field string }{
		"unknown id":           {mark(`{"id":"x"}`), "error.not_found", "articles[a1].annotations[n1].speaker.id"},
		"known by other name":  {mark(`{"id":"known","name":"سلمى"}`), "error.import_differs", "articles[a1].annotations[n1].speaker.name"},
		"known of other kind":  {mark(`{"name":"هدي ناصر","kind":"organisation"}`), "error.speaker_kind", "articles[a1].annotations[n1].speaker.kind"},
		"listed of other kind": {`{"speakers":[{"name":"هدى ناصر","kind":"organisation"}]}`, "error.speaker_kind", "speakers[0].kind"},
		"of two kinds":         {`{"speakers":[{"id":"fresh","name":"Sami"}],` + mark(`{"id":"fresh","kind":"document"}`)[1:], "error.import_differs", "articles[a1].annotations[n1].speaker.kind"},
		"other content":        {`{"speakers":[{"id":"known","name":"هدى ناصر"}]}`, "error.import_differs", "speakers[known].aliases"},
		"aliases to be lost":   {`{"speakers":[{"name":"هدى ناصر","aliases":["ناصر"]}]}`, "error.import_differs", "speakers[0].aliases"},
	} {
		t.Run(name, func(t *testing.T) {
			d, _ := open(t)
			before := exported(t, d)
			_, err := imported(t, d, c.file)
			e, ok := errors.AsType[*annotation.Error](err)
			if !ok || e.Key != c.key || e.Field != c.field {
				t.Errorf("Import = %v, want %s at %s", err, c.key, c.field)
			}
			if before != exported(t, d) {
				t.Error("the refused import changed something")
			}
		})
	}
}

// Whatever is wrong, even with the last annotation, nothing is imported.
func TestImportAllOrNothing(t *testing.T) {
	d := dbtest.Open(t)
	a := dbtest.Article(t, d, 60, 1)
	used := dbtest.Mark(a.ID, 0)
	one, err := d.Annotation(t.Context(), used)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, used, one.Version); err != nil { // its id stays taken
		t.Fatal(err)
	}
	before := exported(t, d)
	_, err = imported(t, d, `{"speakers":[{"id":"s1","name":"Huda"}],"articles":[{"id":"b1","text":"It rained."},
		{"id":"b2","text":"It rained.","annotations":[{"id":"`+used+`","kind":"claim","spans":[{"start":0,"end":2}]}]}]}`)
	e, ok := errors.AsType[*annotation.Error](err)
	if !ok || e.Key != "error.import_taken" || e.Field != "articles[b2].annotations["+used+"].id" {
		t.Errorf("Import = %v, want a conflict of ids", err)
	}
	if diff := cmp.Diff(before, exported(t, d)); diff != "" {
		t.Errorf("the refused import changed something:\n%s", diff)
	}
}

func TestImportAsksForTheRight(t *testing.T) {
	d := dbtest.Open(t)
	f, err := export.Read(strings.NewReader(minimal), http.DetectContentType)
	if err != nil {
		t.Fatal(err)
	}
	for _, actor := range dbtest.Actors {
		_, err := d.Import(t.Context(), actor, f)
		if may := actor.Role.Can(annotation.ManageArticles); may != (err == nil) {
			t.Errorf("%s: %v", actor.Role, err)
		}
	}
}

func TestExportOfSome(t *testing.T) {
	d, a := desk(t)
	f, err := d.Export(t.Context(), []string{a.ID, a.ID})
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Articles) != 1 || f.Articles[0].ID != a.ID {
		t.Errorf("exported %d articles", len(f.Articles))
	}
	named := map[string]bool{}
	for _, one := range f.Articles[0].Annotations {
		if one.Speaker != nil {
			named[one.Speaker.ID] = true
		}
	}
	for _, s := range f.Speakers {
		if !named[s.ID] {
			t.Errorf("%s is exported and named nowhere", s.Name)
		}
	}
	if len(f.Speakers) != len(named) {
		t.Errorf("%d speakers, want %d", len(f.Speakers), len(named))
	}
	if _, err := d.Export(t.Context(), []string{a.ID, "nothing"}); annotation.CodeOf(err) != annotation.NotFound {
		t.Errorf("Export = %v, want NotFound", err)
	}
}

// Every exported exact is text[start:end] by code points.
func TestExportedExact(t *testing.T) {
	d, a := desk(t)
	f, err := d.Export(t.Context(), []string{a.ID})
	if err != nil {
		t.Fatal(err)
	}
	runes := []rune(f.Articles[0].Text)
	n := 0
	for _, one := range f.Articles[0].Annotations {
		for _, passages := range [][]annotation.Passage{one.Spans, one.Cue, one.Mention} {
			for _, p := range passages {
				n++
				if got := string(runes[p.Start:p.End]); got != p.Exact {
					t.Errorf("%s says %q, text[%d:%d] is %q", one.ID, p.Exact, p.Start, p.End, got)
				}
			}
		}
	}
	if n < 11 {
		t.Errorf("only %d passages", n)
	}
}

// TestExportOfMergedSpeakers: they come through as they are, and a merge made before
// an export is taken back after the import like any other.
func TestExportOfMergedSpeakers(t *testing.T) {
	d := dbtest.Open(t)
	a := dbtest.Article(t, d, 300, 12)
	names := map[string]annotation.Speaker{}
	all, _, err := d.Speakers(t.Context(), "", "", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		names[s.Name] = s.Speaker
	}
	first, second, third := names[dbtest.Speakers[1]], names[dbtest.Speakers[2]], names[dbtest.Speakers[4]]
	unmerged := exported(t, d)
	for _, m := range [][2]annotation.Speaker{{first, second}, {second, third}} {
		now, err := d.Speaker(t.Context(), m[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.MergeSpeaker(t.Context(), dbtest.Editor, now.ID, now.Version, m[1].ID); err != nil {
			t.Fatal(err)
		}
	}
	file := exported(t, d)
	if !strings.Contains(file, `"merged": "`+first.ID+`"`) || !strings.Contains(file, `"merged_into": "`+second.ID+`"`) {
		t.Errorf("the export does not say who was merged:\n%s", file)
	}
	to := dbtest.Open(t)
	mustImport(t, to, file)
	if diff := cmp.Diff(file, exported(t, to)); diff != "" {
		t.Errorf("the export of the import differs (-first +second):\n%s", diff)
	}
	if sum := mustImport(t, to, file); sum.Articles.Added+sum.Speakers.Added > 0 {
		t.Errorf("imported again: %+v", sum)
	}
	findings, err := to.Check(t.Context())
	if err != nil || len(findings) > 0 {
		t.Errorf("Check = %v, %v", findings, err)
	}
	// Of one article, with all whom its speakers are names of.
	alone := dbtest.Open(t)
	mustImport(t, alone, exported(t, d, a.ID))
	if diff := cmp.Diff(exported(t, d, a.ID), exported(t, alone, a.ID)); diff != "" {
		t.Errorf("the export of one article (-first +second):\n%s", diff)
	}

	// Taken back there.
	for _, id := range []string{second.ID, first.ID} {
		now, err := to.Speaker(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := to.SplitOffSpeaker(t.Context(), dbtest.Editor, id, now.Version); err != nil {
			t.Fatal(err)
		}
	}
	want, err1 := export.Read(strings.NewReader(unmerged), http.DetectContentType)
	got, err2 := export.Read(strings.NewReader(exported(t, to)), http.DetectContentType)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Articles, got.Articles); diff != "" {
		t.Errorf("split off after the import (-want +got):\n%s", diff)
	}
	if findings, err := to.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Errorf("Check = %v, %v", findings, err)
	}
}

// TestImportNamesTheMerged: a file from elsewhere that names somebody who was merged
// here leads to whom that is now.
func TestImportNamesTheMerged(t *testing.T) {
	d := dbtest.Open(t)
	mustImport(t, d, `{"speakers":[{"id":"a","name":"Huda N.","created_by":"x","created_at":"2026-01-01T00:00:00Z"},{"id":"b","name":"Huda Nasser"}],"articles":[]}`)
	if _, _, err := d.MergeSpeaker(t.Context(), dbtest.Editor, "a", 1, "b"); err != nil {
		t.Fatal(err)
	}
	mustImport(t, d, `{"speakers":[{"id":"a","name":"Huda N.","created_by":"x","created_at":"2026-01-01T00:00:00Z","version":1}],
		"articles":[{"id":"a1","text":"It rained, said Huda.","annotations":[
			{"id":"1","kind":"quote","spans":[{"start":0,"end":9}],"speaker":{"id":"a"}},
			{"id":"2","kind":"claim","spans":[{"start":0,"end":9}],"speaker":{"name":"Huda N."}},
			{"id":"3","kind":"claim","spans":[{"start":0,"end":9}],"speaker":{"id":"b","merged":"a"}}]}]}`)
	for id, want := range map[string]annotation.SpeakerRef{
		"1": {ID: "b", Name: "Huda Nasser", Kind: annotation.Person, Merged: "a"},
		"2": {ID: "b", Name: "Huda Nasser", Kind: annotation.Person},
		"3": {ID: "b", Name: "Huda Nasser", Kind: annotation.Person, Merged: "a"},
	} {
		a, err := d.Annotation(t.Context(), id)
		if err != nil || *a.Speaker != want {
			t.Errorf("%s shows %+v, want %+v (%v)", id, a.Speaker, want, err)
		}
	}
	for name, file := range map[string]string{
		"another name":               `{"speakers":[{"id":"a","name":"Hadi"}],"articles":[]}`,
		"merged into another":        `{"articles":[{"id":"a2","text":"It rained.","annotations":[{"kind":"claim","spans":[{"start":0,"end":9}],"speaker":{"id":"c","merged":"a"}}]}]}`,
		"merged and unknown":         `{"articles":[{"id":"a2","text":"It rained.","annotations":[{"kind":"claim","spans":[{"start":0,"end":9}],"speaker":{"id":"b","name":"x","merged":"z"}}]}]}`,
		"merged into an unknown one": `{"speakers":[{"id":"c","name":"Hadi","merged_into":"z"}],"articles":[]}`,
	} {
		_, err := imported(t, d, file)
		if code := annotation.CodeOf(err); code != annotation.Conflict && code != annotation.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if findings, err := d.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Errorf("Check = %v, %v", findings, err)
	}
}
