package db

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/isnad/isnad/internal/annotation"
)

var editor = annotation.Actor{Name: "layla", Role: annotation.Editor}

func addSpeakers(t *testing.T, db *DB, drafts ...annotation.SpeakerDraft) []annotation.Speaker {
	t.Helper()
	speakers := make([]annotation.Speaker, len(drafts))
	for i, d := range drafts {
		d.Distinct = true
		s, created, err := db.CreateSpeaker(t.Context(), reviewer, d)
		if err != nil || !created {
			t.Fatalf("CreateSpeaker(%+v) = %v, %v", d, created, err)
		}
		speakers[i] = s
	}
	return speakers
}

func addArticleText(t *testing.T, db *DB, title, body string) annotation.Article {
	t.Helper()
	a, _, err := db.CreateArticle(t.Context(), editor, annotation.ArticleDraft{Title: title, Text: body})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// attribute marks the first letters of an article as a claim of a speaker.
func attribute(ctx context.Context, db *DB, article string, speaker annotation.SpeakerChoice) (annotation.Annotation, error) {
	a, _, err := db.CreateAnnotation(ctx, reviewer, article, annotation.Draft{
		Kind: annotation.Claim, Spans: []annotation.PassageDraft{{Start: 0, End: 4}}, Speaker: &speaker,
	})
	return a, err
}

func counterOf(t *testing.T, db *DB, article string) int64 {
	t.Helper()
	a, err := db.ArticleHead(t.Context(), article)
	if err != nil {
		t.Fatal(err)
	}
	return a.Counter
}

func TestCreateSpeaker(t *testing.T) {
	db, clock := newPeopleDB(t)
	draft := annotation.SpeakerDraft{ID: "s-1", Name: "  عبد الله   الخطيب ", Aliases: []string{"أبو سمير", "", "أبو سمير"}}
	first, created, err := db.CreateSpeaker(t.Context(), reviewer, draft)
	want := annotation.Speaker{ID: "s-1", Name: "عبد الله الخطيب", Kind: annotation.Person, Aliases: []string{"أبو سمير"},
		CreatedBy: "rami", CreatedAt: clock.Now(), UpdatedAt: clock.Now(), Version: 1}
	if diff := cmp.Diff(want, first); err != nil || !created || diff != "" {
		t.Fatalf("CreateSpeaker: %v, %v (-want +got)\n%s", created, err, diff)
	}
	if again, created, err := db.CreateSpeaker(t.Context(), reviewer, draft); err != nil || created || !cmp.Equal(again, first) {
		t.Errorf("a retry = %+v, %v, %v; want the first one", again, created, err)
	}
	if kept, err := db.Speaker(t.Context(), "s-1"); err != nil || !cmp.Equal(kept, first) {
		t.Errorf("Speaker = %+v, %v", kept, err)
	}
	_, err = db.Speaker(t.Context(), "s-2")
	refusal(t, err, annotation.NotFound, "error.not_found")

	for _, tc := range []struct {
		name  string
		actor annotation.Actor
		draft annotation.SpeakerDraft
		code  annotation.Code
		key   string
	}{
		{"the id with another name", reviewer, annotation.SpeakerDraft{ID: "s-1", Name: "منى"}, annotation.Conflict, "error.id_conflict"},
		{"the same name", reviewer, annotation.SpeakerDraft{Name: "عبد الله الخطيب"}, annotation.Conflict, "error.speaker_near"},
		{"spelled otherwise", reviewer, annotation.SpeakerDraft{Name: "عبدالله خطيب"}, annotation.Conflict, "error.speaker_near"},
		{"with a title", reviewer, annotation.SpeakerDraft{Name: "الدكتور عبد الله الخطيب"}, annotation.Conflict, "error.speaker_near"},
		{"a name that is an alias", reviewer, annotation.SpeakerDraft{Name: "ابو سمير"}, annotation.Conflict, "error.speaker_near"},
		{"an alias that is a name", reviewer, annotation.SpeakerDraft{Name: "منى", Aliases: []string{"عبد اللّه الخطيب"}}, annotation.Conflict, "error.speaker_near"},
		{"no name", reviewer, annotation.SpeakerDraft{Name: " "}, annotation.Invalid, "error.required"},
		{"unknown kind", reviewer, annotation.SpeakerDraft{Name: "منى", Kind: "ghost"}, annotation.Invalid, "error.unknown_value"},
		{"an id that is none", reviewer, annotation.SpeakerDraft{ID: "a/b", Name: "منى"}, annotation.Invalid, "error.id_invalid"},
		{"by a viewer", annotation.Actor{Name: "v", Role: annotation.Viewer}, annotation.SpeakerDraft{Name: "منى"}, annotation.Forbidden, "error.forbidden"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, _, err := db.CreateSpeaker(t.Context(), tc.actor, tc.draft)
			e := refusal(t, err, tc.code, tc.key)
			if tc.key == "error.speaker_near" && !cmp.Equal(e.Current, []annotation.Speaker{first}) {
				t.Errorf("Current = %+v; want the one that is near", e.Current)
			}
		})
	}
	twin, created, err := db.CreateSpeaker(t.Context(), reviewer, annotation.SpeakerDraft{Name: "عبد الله الخطيب", Distinct: true})
	if err != nil || !created || twin.ID == first.ID || twin.ID == "" {
		t.Errorf("a distinct one of the same name = %+v, %v, %v", twin, created, err)
	}
}

func TestChangeSpeaker(t *testing.T) {
	db, clock := newPeopleDB(t)
	s := addSpeakers(t, db,
		annotation.SpeakerDraft{ID: "a", Name: "سمير حداد"},
		annotation.SpeakerDraft{ID: "b", Name: "منى خوري", Aliases: []string{"أم زياد"}},
		annotation.SpeakerDraft{ID: "c", Name: "منى الخوري"})
	shown, other := addArticleText(t, db, "first", "نص المقال"), addArticleText(t, db, "second", "نص آخر")
	marked, err := attribute(t.Context(), db, shown.ID, annotation.SpeakerChoice{ID: "a"})
	if err != nil {
		t.Fatal(err)
	}
	before, beforeOther := counterOf(t, db, shown.ID), counterOf(t, db, other.ID)
	clock.Advance(60e9)

	rename := func(name string) annotation.SpeakerPatch { return annotation.SpeakerPatch{Name: annotation.To(name)} }
	changed, err := db.ChangeSpeaker(t.Context(), reviewer, "a", 1, rename("سمير الحدّاد"))
	want := s[0]
	want.Name, want.Version, want.UpdatedAt = "سمير الحدّاد", 2, clock.Now()
	if diff := cmp.Diff(want, changed); err != nil || diff != "" {
		t.Fatalf("ChangeSpeaker: %v (-want +got)\n%s", err, diff)
	}
	if after := counterOf(t, db, shown.ID); after <= before {
		t.Errorf("the article that shows the speaker stays at %d", after)
	}
	if after := counterOf(t, db, other.ID); after != beforeOther {
		t.Errorf("an article that does not went from %d to %d", beforeOther, after)
	}
	if a, err := db.Annotation(t.Context(), marked.ID); err != nil || a.Speaker.Name != "سمير الحدّاد" {
		t.Errorf("the annotation shows %+v, %v", a.Speaker, err)
	}
	if same, err := db.ChangeSpeaker(t.Context(), reviewer, "a", 2, rename("سمير الحدّاد")); err != nil || same.Version != 2 {
		t.Errorf("a change that changes nothing = %+v, %v", same, err)
	}
	if old, _, err := db.Speakers(t.Context(), "سمير", "", 0); err != nil || len(old) != 1 {
		t.Errorf("found by what stayed: %v, %v", old, err)
	}

	for _, tc := range []struct {
		name    string
		actor   annotation.Actor
		id      string
		version int
		patch   annotation.SpeakerPatch
		code    annotation.Code
		key     string
	}{
		{"without a version", reviewer, "a", 0, rename("زياد"), annotation.PreconditionRequired, "error.version_required"},
		{"a past version", reviewer, "a", 1, rename("زياد"), annotation.Stale, "error.stale"},
		{"nobody", reviewer, "z", 1, rename("زياد"), annotation.NotFound, "error.not_found"},
		{"another's name", reviewer, "a", 2, rename("منى خوري"), annotation.Conflict, "error.speaker_near"},
		{"another's alias", reviewer, "a", 2, annotation.SpeakerPatch{Aliases: annotation.To([]string{"ام زياد"})}, annotation.Conflict, "error.speaker_near"},
		{"no name", reviewer, "a", 2, rename(""), annotation.Invalid, "error.required"},
		{"by a viewer", annotation.Actor{Name: "v", Role: annotation.Viewer}, "a", 2, rename("زياد"), annotation.Forbidden, "error.forbidden"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := db.ChangeSpeaker(t.Context(), tc.actor, tc.id, tc.version, tc.patch)
			e := refusal(t, err, tc.code, tc.key)
			if tc.code == annotation.Stale && !cmp.Equal(e.Current, changed) {
				t.Errorf("Current = %+v; want %+v", e.Current, changed)
			}
		})
	}
	// One of two of the same name, told apart on purpose, can still be edited.
	if _, err := db.ChangeSpeaker(t.Context(), reviewer, "c", 1, annotation.SpeakerPatch{Kind: annotation.To(annotation.Organisation), Name: annotation.To("مُنى الخوري")}); err != nil {
		t.Errorf("a twin: %v", err)
	}
	// A name that is given up is free.
	if _, err := db.ChangeSpeaker(t.Context(), reviewer, "b", 1, annotation.SpeakerPatch{Aliases: annotation.To([]string(nil))}); err != nil {
		t.Fatal(err)
	}
	if found, _, err := db.Speakers(t.Context(), "زياد", "", 0); err != nil || len(found) != 0 {
		t.Errorf("still found by a past alias: %v, %v", found, err)
	}
	if _, _, err := db.CreateSpeaker(t.Context(), reviewer, annotation.SpeakerDraft{Name: "أم زياد"}); err != nil {
		t.Errorf("the alias given up: %v", err)
	}

	events, err := db.Events(t.Context(), "", 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, e := range events {
		if e.Object == "a" {
			actions = append(actions, e.Action)
			if e.Action == speakerChanged && (!strings.Contains(string(e.Before), "سمير حداد") || !strings.Contains(string(e.After), "سمير الحدّاد")) {
				t.Errorf("before %s, after %s", e.Before, e.After)
			}
		}
	}
	if want := []string{"speaker.created", "speaker.changed"}; !slices.Equal(actions, want) {
		t.Errorf("events of a: %v; want %v", actions, want)
	}
}

func TestResolveSpeaker(t *testing.T) {
	db, _ := newPeopleDB(t)
	addSpeakers(t, db,
		annotation.SpeakerDraft{ID: "khatib", Name: "عبد الله الخطيب", Aliases: []string{"أبو سمير"}},
		annotation.SpeakerDraft{ID: "bank", Name: "البنك المركزي", Kind: annotation.Organisation},
		annotation.SpeakerDraft{ID: "mona-1", Name: "منى حداد"},
		annotation.SpeakerDraft{ID: "mona-2", Name: "منى الحداد"},
		annotation.SpeakerDraft{ID: "title", Name: "الدكتورة"},
		annotation.SpeakerDraft{ID: "alias-first", Name: "Kamal", Aliases: []string{"The Mayor"}},
		annotation.SpeakerDraft{ID: "name-later", Name: "the mayor"},
	)
	resolve := func(actor annotation.Actor, choice annotation.SpeakerChoice) (ref *annotation.SpeakerRef, err error) {
		err = db.write(t.Context(), func(t *tx) (err error) {
			ref, err = resolveSpeaker(t, actor, choice)
			return err
		})
		return ref, err
	}
	for _, tc := range []struct {
		name   string
		choice annotation.SpeakerChoice
		want   string // id
	}{
		{"by id", annotation.SpeakerChoice{ID: "bank"}, "bank"},
		{"by id, whatever the name", annotation.SpeakerChoice{ID: "bank", Name: "منى"}, "bank"},
		{"by name", annotation.SpeakerChoice{Name: "البنك المركزي"}, "bank"},
		{"vocalised", annotation.SpeakerChoice{Name: "عَبدُ اللهِ الخطيب"}, "khatib"},
		{"written together", annotation.SpeakerChoice{Name: "عبدالله الخطيب"}, "khatib"},
		{"with a title", annotation.SpeakerChoice{Name: "الشيخ عبد الله الخطيب"}, "khatib"},
		{"by alias without hamza", annotation.SpeakerChoice{Name: "ابو سمير"}, "khatib"},
		{"one of two near names, folded", annotation.SpeakerChoice{Name: "منى الحدّاد"}, "mona-2"},
		{"one of two near names, with a title", annotation.SpeakerChoice{Name: "السيدة منى حداد"}, "mona-1"},
		{"nothing but a title", annotation.SpeakerChoice{Name: "الدكتوره"}, "title"},
		{"a name before an alias", annotation.SpeakerChoice{Name: "THE MAYOR"}, "name-later"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if ref, err := resolve(reviewer, tc.choice); err != nil || ref == nil || ref.ID != tc.want {
				t.Errorf("resolveSpeaker = %+v, %v; want %s", ref, err, tc.want)
			}
		})
	}
	if ref, err := resolve(reviewer, annotation.SpeakerChoice{}); ref != nil || err != nil {
		t.Errorf("nobody chosen = %+v, %v", ref, err)
	}
	all, _, err := db.Speakers(t.Context(), "", "", 0)
	if err != nil || len(all) != 7 {
		t.Errorf("%d speakers, %v; want those that were known", len(all), err)
	}

	fresh, err := resolve(reviewer, annotation.SpeakerChoice{Name: "  ليلى   عون "})
	if err != nil || fresh.Name != "ليلى عون" || fresh.Kind != annotation.Person {
		t.Fatalf("a new one = %+v, %v", fresh, err)
	}
	if again, err := resolve(reviewer, annotation.SpeakerChoice{Name: "ليلي عون"}); err != nil || again.ID != fresh.ID {
		t.Errorf("the new one again = %+v, %v; want %+v", again, err, fresh)
	}

	// A name that is only near may be somebody else's: a person is asked, and a
	// program gets the new one that it names.
	_, err = resolve(reviewer, annotation.SpeakerChoice{Name: "ليلى العون", Asking: true})
	if near, ok := refusal(t, err, annotation.Conflict, "error.speaker_near").Current.([]annotation.Speaker); !ok || len(near) != 1 || near[0].ID != fresh.ID {
		t.Errorf("near = %+v", near)
	}
	if other, err := resolve(reviewer, annotation.SpeakerChoice{Name: "ليلى العون"}); err != nil || other.ID == fresh.ID || other.Name != "ليلى العون" {
		t.Errorf("a near name = %+v, %v", other, err)
	}
	if other, err := resolve(reviewer, annotation.SpeakerChoice{Name: "ليلى عون", Distinct: true}); err != nil || other.ID == fresh.ID {
		t.Errorf("a distinct one of the same name = %+v, %v", other, err)
	}

	_, err = resolve(reviewer, annotation.SpeakerChoice{ID: "nobody"})
	if e := refusal(t, err, annotation.Invalid, "error.not_found"); e.Field != "speaker" {
		t.Errorf("Field = %q", e.Field)
	}
	_, err = resolve(reviewer, annotation.SpeakerChoice{Name: "two\x00names"})
	if e := refusal(t, err, annotation.Invalid, "error.control_character"); e.Field != "speaker.name" {
		t.Errorf("Field = %q", e.Field)
	}
	_, err = resolve(annotation.Actor{Name: "v", Role: annotation.Viewer}, annotation.SpeakerChoice{Name: "زياد"})
	refusal(t, err, annotation.Forbidden, "error.forbidden")
	// Nobody is guessed: two may be meant, and this is the folded name of neither.
	addSpeakers(t, db, annotation.SpeakerDraft{ID: "khatib-2", Name: "عبدالله  الخطيب"})
	_, err = resolve(reviewer, annotation.SpeakerChoice{Name: "السيد عبد اللّه الخطيب"})
	e := refusal(t, err, annotation.Conflict, "error.speaker_near")
	if near, ok := e.Current.([]annotation.Speaker); !ok || len(near) != 2 || near[0].ID != "khatib" || near[1].ID != "khatib-2" {
		t.Errorf("Current = %+v; want both", e.Current)
	}
}

// Eight reviewers who name a new speaker at once, each with another spelling, make
// one speaker.
func TestResolveSpeakerOnce(t *testing.T) {
	db, _ := newPeopleDB(t)
	article := addArticleText(t, db, "title", "نص المقال")
	names := []string{"عبد الله الأحمد", "عبدالله الأحمد", "عبد الله الاحمد", "الدكتور عبد الله الأحمد",
		"عَبدُ الله الأحمد", "عَبد الله الأحمد", "د. عبدالله الأحمد", "عبد  الله  الأحمد"}
	ids, errs := make([]string, len(names)), make([]error, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() {
			a, err := attribute(context.Background(), db, article.ID, annotation.SpeakerChoice{Name: name})
			if errs[i] = err; err == nil {
				ids[i] = a.Speaker.ID
			}
		})
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil || ids[i] != ids[0] {
			t.Errorf("%s: %s, %v; want %s", names[i], ids[i], err, ids[0])
		}
	}
	all, _, err := db.Speakers(t.Context(), "", "", 0)
	if err != nil || len(all) != 1 || all[0].Statements != len(names) {
		t.Errorf("Speakers = %+v, %v; want one with %d statements", all, err, len(names))
	}
}

func TestSpeakersQuery(t *testing.T) {
	db, _ := newPeopleDB(t)
	addSpeakers(t, db,
		annotation.SpeakerDraft{ID: "abdullah", Name: "محمد عبد الله الخطيب", Aliases: []string{"أبو بكر"}},
		annotation.SpeakerDraft{ID: "samir", Name: "سمير حدّاد", Aliases: []string{"Samir Haddad"}},
		annotation.SpeakerDraft{ID: "doctor", Name: "الدكتور كنعان"},
		annotation.SpeakerDraft{ID: "bank", Name: "البنك المركزي"},
		annotation.SpeakerDraft{ID: "brien", Name: "Éamon O’Brien"})
	for _, tc := range []struct {
		query string
		want  []string
	}{
		{"", []string{"bank", "doctor", "brien", "samir", "abdullah"}},
		{" … ", []string{"bank", "doctor", "brien", "samir", "abdullah"}},
		{"م", []string{"bank", "abdullah"}}, // المركزي without its article, محمد
		{"عبدالله", []string{"abdullah"}},
		{"عبد الل", []string{"abdullah"}},
		{"عبد ال", []string{"abdullah"}},
		{"الله محمد", []string{"abdullah"}}, // words in any order
		{"خطيب", []string{"abdullah"}},
		{"ابوبكر", []string{"abdullah"}},
		{"الدكتور سمير", []string{"samir"}},
		{"د. سمير الحداد", []string{"samir"}},
		{"حداد", []string{"samir"}},
		{"samir", []string{"samir"}},
		{"HAD sam", []string{"samir"}},
		{"amir", nil}, // beginnings only
		{"سمير كنعان", nil},
		{"الدكتور", []string{"doctor"}},
		{"كنع", []string{"doctor"}},
		{"بنك", []string{"bank"}},
		{"مركزي", []string{"bank"}},
		{"eamon", []string{"brien"}},
		{"o'br", []string{"brien"}},
		{"obrien", []string{"brien"}},
		{`"; DROP TABLE speakers; --`, nil},
		{"%", []string{"bank", "doctor", "brien", "samir", "abdullah"}},
		{strings.Repeat("سمير ", 300), []string{"samir"}},
	} {
		items, next, err := db.Speakers(t.Context(), tc.query, "", 0)
		if err != nil || next != "" {
			t.Errorf("%q: next %q, %v", tc.query, next, err)
		}
		var got []string
		for _, item := range items {
			got = append(got, item.ID)
		}
		slices.Sort(got)
		want := slices.Sorted(slices.Values(tc.want))
		if !slices.Equal(got, want) {
			t.Errorf("%.60q finds %v; want %v", tc.query, got, want)
		}
	}
}

// Whatever the size of the page, and although one is renamed and one added between
// two pages, each other speaker comes once and in order.
func TestSpeakersPages(t *testing.T) {
	db, _ := newPeopleDB(t)
	var want []string
	for i := range 11 {
		id := fmt.Sprintf("s%02d", i)
		addSpeakers(t, db, annotation.SpeakerDraft{ID: id, Name: fmt.Sprintf("متحدث %c", 'ا'+rune(10-i)/2*3)})
		want = append(want, id)
	}
	slices.SortStableFunc(want, func(a, b string) int { return strings.Compare(nameOf(t, db, a), nameOf(t, db, b)) })
	for _, query := range []string{"", "متحد"} {
		for _, limit := range []int{1, 3, 11, 0} {
			if got := allSpeakers(t, db, query, limit, nil); !slices.Equal(got, want) {
				t.Errorf("%q by %d: %v; want %v", query, limit, got, want)
			}
		}
	}

	moved := want[1]
	got := allSpeakers(t, db, "", 2, func() {
		if _, err := db.ChangeSpeaker(t.Context(), reviewer, moved, 1, annotation.SpeakerPatch{Name: annotation.To("أول الناس")}); err != nil {
			t.Fatal(err)
		}
		addSpeakers(t, db, annotation.SpeakerDraft{Name: "أأأ"})
	})
	if !slices.Equal(got, want) {
		t.Errorf("while they change: %v; want %v", got, want)
	}

	for _, bad := range []string{"x", ".", "1.%%", "x.YQ"} {
		_, _, err := db.Speakers(t.Context(), "", bad, 0)
		refusal(t, err, annotation.Invalid, "error.cursor_invalid")
	}
}

func nameOf(t *testing.T, db *DB, id string) string {
	t.Helper()
	s, err := db.Speaker(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return s.Name
}

// allSpeakers turns all pages, and calls between once, after the first.
func allSpeakers(t *testing.T, db *DB, query string, limit int, between func()) (ids []string) {
	t.Helper()
	cursor := ""
	for {
		items, next, err := db.Speakers(t.Context(), query, cursor, limit)
		if err != nil {
			t.Fatal(err)
		}
		if limit > 0 && len(items) > limit {
			t.Errorf("%d on a page of %d", len(items), limit)
		}
		for _, item := range items {
			ids = append(ids, item.ID)
		}
		if next == "" {
			return ids
		}
		if cursor == "" && between != nil {
			between()
		}
		cursor = next
	}
}

func TestStatements(t *testing.T) {
	db, _ := newPeopleDB(t)
	addSpeakers(t, db, annotation.SpeakerDraft{ID: "a", Name: "سمير حداد"}, annotation.SpeakerDraft{ID: "b", Name: "منى خوري"})
	first, second := addArticleText(t, db, "الأول", "نص المقال"), addArticleText(t, db, "Second", "Plain text.")
	var want []string
	for i := range 7 {
		article := []string{first.ID, second.ID}[i%2]
		a, err := attribute(t.Context(), db, article, annotation.SpeakerChoice{ID: "a"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := attribute(t.Context(), db, article, annotation.SpeakerChoice{ID: "b"}); err != nil {
			t.Fatal(err)
		}
		if i == 3 {
			if _, err := db.DeleteAnnotation(t.Context(), reviewer, a.ID, a.Version); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want = append(want, a.ID)
	}
	slices.Reverse(want)
	for _, limit := range []int{1, 4, 6, 0} {
		var got []string
		cursor := ""
		for {
			page, err := db.Statements(t.Context(), "a", StatementFilter{Cursor: cursor, Limit: limit})
			if err != nil {
				t.Fatal(err)
			}
			if page.Total != len(want) {
				t.Errorf("%d in all, want %d", page.Total, len(want))
			}
			for _, s := range page.Items {
				got = append(got, s.ID)
				if s.Speaker == nil || s.Speaker.ID != "a" || len(s.Spans) != 1 {
					t.Errorf("statement %+v", s)
				}
				if title := map[string]string{first.ID: "الأول", second.ID: "Second"}[s.Article]; s.ArticleTitle != title {
					t.Errorf("title %q; want %q", s.ArticleTitle, title)
				}
				if direction := map[string]string{first.ID: "rtl", second.ID: "ltr"}[s.Article]; s.Direction != direction {
					t.Errorf("direction %q; want %q", s.Direction, direction)
				}
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("by %d: %v; want %v", limit, got, want)
		}
	}
	items, _, err := db.Speakers(t.Context(), "سمير", "", 0)
	if err != nil || len(items) != 1 || items[0].Statements != len(want) {
		t.Errorf("Speakers = %+v, %v; want %d statements", items, err, len(want))
	}
	_, err = db.Statements(t.Context(), "z", StatementFilter{})
	refusal(t, err, annotation.NotFound, "error.not_found")
	_, err = db.Statements(t.Context(), "a", StatementFilter{Cursor: "x"})
	refusal(t, err, annotation.Invalid, "error.cursor_invalid")
}

// No list of speakers or statements walks through a table, however long.
func TestSpeakerPlans(t *testing.T) {
	db, _ := newPeopleDB(t)
	all, _ := speakerHits("")
	some, words := speakerHits("سمير حداد")
	statements := func(f StatementFilter) string { query, _ := f.query(); return query }
	for _, tc := range []struct {
		name, query string
		args        []any
		sorts       bool // what was found, not the table
	}{
		{"all speakers", all + speakersOnward, []any{"", 0, 50}, false},
		{"a query", some + speakersOnward, append(words, "", 0, 50), true},
		{"statements", statements(StatementFilter{}), []any{1, 100, 50}, false},
		{"statements by verdict", statements(StatementFilter{Verdict: annotation.False}), []any{1, "false", 100, 50}, false},
		{"statements by wording", statements(StatementFilter{Wording: annotation.Altered}), []any{1, "altered", 100, 50}, false},
		{"statements by both", statements(StatementFilter{Wording: annotation.Altered, Verdict: annotation.False}), []any{1, "false", "altered", 100, 50}, false},
		{"a page of them", statementsQuery, []any{"[1,2]"}, true},
		{"what was found of them", statementCountsQuery, []any{"[1,2]"}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var plan []string
			err := db.read(t.Context(), func(q querier) (err error) {
				plan, err = collect(t.Context(), q, func(row scanner) (detail string, err error) {
					var id, parent, unused int
					err = row.Scan(&id, &parent, &unused, &detail)
					return detail, err
				}, `EXPLAIN QUERY PLAN `+tc.query, tc.args...)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, step := range plan {
				table, scans := strings.CutPrefix(step, "SCAN ")
				if scans && table != "hits" && table != "every_word" && table != "CONSTANT ROW" && !strings.HasPrefix(table, "json_each ") {
					t.Errorf("%s, in\n%s", step, strings.Join(plan, "\n"))
				}
				if strings.Contains(step, "FOR ORDER BY") && !tc.sorts {
					t.Errorf("%s, in\n%s", step, strings.Join(plan, "\n"))
				}
			}
		})
	}
}
