package db

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/isnad/isnad/internal/annotation"
)

// moments are what every change of a speaker moves on.
var moments = cmpopts.IgnoreFields(annotation.Speaker{}, "Version", "UpdatedAt")

func speakerOf(t testing.TB, db *DB, id string) annotation.Speaker {
	t.Helper()
	s, err := db.Speaker(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// merge merges a speaker as it is now.
func merge(t testing.TB, db *DB, id, into string) (merged, heir annotation.Speaker) {
	t.Helper()
	merged, heir, err := db.MergeSpeaker(t.Context(), editor, id, speakerOf(t, db, id).Version, into)
	if err != nil {
		t.Fatal(err)
	}
	return merged, heir
}

func splitOff(t testing.TB, db *DB, id string) (alone, heir annotation.Speaker) {
	t.Helper()
	alone, heir, err := db.SplitOffSpeaker(t.Context(), editor, id, speakerOf(t, db, id).Version)
	if err != nil {
		t.Fatal(err)
	}
	return alone, heir
}

// said marks something in an article as a speaker's.
func said(t testing.TB, db *DB, article string, by annotation.SpeakerChoice, v annotation.Verdict) annotation.Annotation {
	t.Helper()
	a, _, err := db.CreateAnnotation(t.Context(), reviewer, article, annotation.Draft{
		Kind: annotation.Claim, Spans: []annotation.PassageDraft{{Start: 0, End: 4}}, Speaker: &by, Verdict: v})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func patch(t testing.TB, db *DB, id string, p annotation.Patch) Change {
	t.Helper()
	now, err := db.Annotation(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	c, err := db.ChangeAnnotation(t.Context(), reviewer, id, now.Version, p)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// shows is whom an annotation shows, and by whose name: "b" or "b (a)".
func shows(t testing.TB, db *DB, id string) string {
	t.Helper()
	a, err := db.Annotation(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	all, err := db.Annotations(t.Context(), a.Article)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all { // both ways of reading agree
		if one.ID == id && !cmp.Equal(one, a) {
			t.Errorf("read with its article:\n%s", cmp.Diff(a, one))
		}
	}
	switch {
	case a.Speaker == nil:
		return ""
	case a.Speaker.Merged != "":
		return a.Speaker.ID + " (" + a.Speaker.Merged + ")"
	}
	return a.Speaker.ID
}

func TestMergeAndSplitOff(t *testing.T) {
	db, clock := newPeopleDB(t)
	addSpeakers(t, db,
		annotation.SpeakerDraft{ID: "a", Name: "عادل الشبراوي", Aliases: []string{"الوزير الشبراوي", "أبو سامر"}},
		annotation.SpeakerDraft{ID: "b", Name: "عادل محمد الشبراوي", Aliases: []string{"أبو سامر"}})
	article, other := addArticleText(t, db, "first", "نص المقال"), addArticleText(t, db, "second", "نص آخر")
	kept := said(t, db, article.ID, annotation.SpeakerChoice{ID: "a"}, annotation.False)
	edited := said(t, db, article.ID, annotation.SpeakerChoice{ID: "a"}, "")
	moved := said(t, db, article.ID, annotation.SpeakerChoice{ID: "a"}, annotation.True)
	theirs := said(t, db, other.ID, annotation.SpeakerChoice{ID: "b"}, annotation.True)
	a, b := speakerOf(t, db, "a"), speakerOf(t, db, "b")
	counter, counterOther := counterOf(t, db, article.ID), counterOf(t, db, other.ID)
	before := len(notes(t, db))
	clock.Advance(60e9)

	merged, heir := merge(t, db, "a", "b")
	want := a
	want.MergedInto, want.Given, want.Version, want.UpdatedAt = "b", []string{"عادل الشبراوي", "الوزير الشبراوي"}, 2, clock.Now()
	if diff := cmp.Diff(want, merged); diff != "" {
		t.Errorf("merged (-want +got):\n%s", diff)
	}
	want = b
	want.Aliases, want.Version, want.UpdatedAt = []string{"أبو سامر", "عادل الشبراوي", "الوزير الشبراوي"}, 2, clock.Now()
	if diff := cmp.Diff(want, heir); diff != "" {
		t.Errorf("heir (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]annotation.Speaker{merged, heir}, []annotation.Speaker{speakerOf(t, db, "a"), speakerOf(t, db, "b")}); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
	if n := len(notes(t, db)) - before; n != 2 {
		t.Errorf("%d events, want one about each speaker", n)
	}
	for id, want := range map[string]string{kept.ID: "b (a)", edited.ID: "b (a)", moved.ID: "b (a)", theirs.ID: "b"} {
		if got := shows(t, db, id); got != want {
			t.Errorf("%s shows %s, want %s", id, got, want)
		}
	}
	if now := counterOf(t, db, article.ID); now <= counter {
		t.Errorf("the page that shows another name stays at %d", now)
	}
	if now := counterOf(t, db, other.ID); now != counterOther {
		t.Errorf("a page that shows nothing new went from %d to %d", counterOther, now)
	}
	noFindings(t, db)

	// One person from here on, by any name and id.
	all, err := db.Statements(t.Context(), "b", StatementFilter{})
	if err != nil || all.Total != 4 || len(all.Items) != 4 || all.Verdicts[annotation.True] != 2 || all.Verdicts[annotation.False] != 1 {
		t.Errorf("statements: %+v, %v", all, err)
	}
	for _, query := range []string{"", "الشبراوي", "الوزير"} {
		if items, _, err := db.Speakers(t.Context(), query, "", 0); err != nil || len(items) != 1 || items[0].ID != "b" || items[0].Statements != 4 {
			t.Errorf("%q finds %+v, %v", query, items, err)
		}
	}
	if last, err := db.LastSpeaker(t.Context(), reviewer, article.ID); err != nil || last.ID != "b" {
		t.Errorf("the last speaker is %+v, %v", last, err)
	}
	later := said(t, db, article.ID, annotation.SpeakerChoice{ID: "a"}, "")
	named := said(t, db, article.ID, annotation.SpeakerChoice{Name: "الوزير الشبراوي"}, "")
	for _, id := range []string{later.ID, named.ID} {
		if got := shows(t, db, id); got != "b" {
			t.Errorf("attributed since the merge, it shows %s", got)
		}
	}
	_, _, err = db.CreateSpeaker(t.Context(), reviewer, annotation.SpeakerDraft{Name: "عادل الشبراوي"})
	if near := refusal(t, err, annotation.Conflict, "error.speaker_near").Current.([]annotation.Speaker); len(near) != 1 || near[0].ID != "b" {
		t.Errorf("near %+v", near)
	}

	// An edit that leaves the speaker, or chooses the same again, changes no attribution.
	if c := patch(t, db, edited.ID, annotation.Patch{Note: annotation.To("ملاحظة"), Speaker: annotation.To(annotation.SpeakerChoice{ID: "b"})}); c.After.Speaker.Merged != "a" {
		t.Errorf("edited: %+v", c.After.Speaker)
	}
	patch(t, db, moved.ID, annotation.Patch{Speaker: annotation.To(annotation.SpeakerChoice{Name: "منى"})})
	if _, err := db.Undo(t.Context(), reviewer, article.ID); err != nil {
		t.Fatal(err)
	}
	if got := shows(t, db, moved.ID); got != "b (a)" {
		t.Errorf("undone, it shows %s", got)
	}
	if base, err := db.AnnotationAt(t.Context(), kept.ID, 1); err != nil || base.Speaker.ID != "b" {
		t.Errorf("as it was at first, by whom that is now: %+v, %v", base.Speaker, err)
	}
	_, err = db.ChangeSpeaker(t.Context(), editor, "b", 2, annotation.SpeakerPatch{Aliases: annotation.To([]string{"أبو سامر", "الوزير الشبراوي", "عادل الشبراوي", "المهندس عادل"})})
	if err != nil {
		t.Fatal(err)
	}
	noFindings(t, db)

	// Back, but for what happened since.
	alone, heir := splitOff(t, db, "a")
	if diff := cmp.Diff(a, alone, moments); diff != "" || alone.Version != 3 {
		t.Errorf("split off, version %d (-want +got):\n%s", alone.Version, diff)
	}
	b.Aliases = []string{"أبو سامر", "المهندس عادل"}
	if diff := cmp.Diff(b, heir, moments); diff != "" || heir.Version != 4 {
		t.Errorf("heir, version %d (-want +got):\n%s", heir.Version, diff)
	}
	for id, want := range map[string]string{kept.ID: "a", edited.ID: "a", moved.ID: "a", theirs.ID: "b", later.ID: "b", named.ID: "b"} {
		if got := shows(t, db, id); got != want {
			t.Errorf("%s shows %s, want %s", id, got, want)
		}
	}
	if one, err := db.Annotation(t.Context(), kept.ID); err != nil || !cmp.Equal(one, kept) {
		t.Errorf("not as it was:\n%s", cmp.Diff(kept, one))
	}
	if items, _, err := db.Speakers(t.Context(), "الوزير", "", 0); err != nil || len(items) != 1 || items[0].ID != "a" || items[0].Statements != 3 {
		t.Errorf("found: %+v, %v", items, err)
	}
	noFindings(t, db)

	// The history of an annotation says so; that of another's does not.
	history := func(id string) (actions []string) {
		events, _, err := db.AnnotationHistory(t.Context(), reader, id, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			actions = append(actions, e.Action)
		}
		return actions
	}
	for id, want := range map[string][]string{
		kept.ID:   {annotationCreated, speakerMerged, speakerSplitOff},
		edited.ID: {annotationCreated, speakerMerged, annotationChanged, speakerSplitOff},
		theirs.ID: {annotationCreated}, later.ID: {annotationCreated},
	} {
		if got := history(id); !slices.Equal(got, want) {
			t.Errorf("history of %s: %v, want %v", id, got, want)
		}
	}
	events, err := db.Events(t.Context(), "", 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var mergedAt int64
	for _, e := range events {
		switch e.Action {
		case speakerMerged:
			mergedAt = e.Seq
		case speakerSplitOff:
			if e.Undoes != mergedAt {
				t.Errorf("it undoes %d, want %d", e.Undoes, mergedAt)
			}
		}
	}
	merge(t, db, "a", "b") // and again
	splitOff(t, db, "a")
	noFindings(t, db)
}

func TestMergeRefusals(t *testing.T) {
	db, _ := newPeopleDB(t)
	many := make([]string, annotation.MaxAliases)
	for i := range many {
		many[i] = fmt.Sprintf("اسم بديل %d", i)
	}
	addSpeakers(t, db,
		annotation.SpeakerDraft{ID: "a", Name: "سامي"}, annotation.SpeakerDraft{ID: "b", Name: "سامي حداد"}, annotation.SpeakerDraft{ID: "c", Name: "سامي الحداد"},
		annotation.SpeakerDraft{ID: "full", Name: "منى", Aliases: many})
	merge(t, db, "a", "b")
	merge(t, db, "b", "c")
	for _, tc := range []struct {
		name    string
		actor   annotation.Actor
		id      string
		version int
		into    string
		code    annotation.Code
		key     string
	}{
		{"by a reviewer", reviewer, "c", 2, "full", annotation.Forbidden, "error.forbidden"},
		{"by nobody", annotation.Actor{}, "c", 2, "full", annotation.Unauthenticated, "error.sign_in_required"},
		{"nobody", editor, "z", 1, "c", annotation.NotFound, "error.not_found"},
		{"into nobody", editor, "c", 2, "z", annotation.Invalid, "error.not_found"},
		{"into nothing", editor, "c", 2, "", annotation.Invalid, "error.required"},
		{"without a version", editor, "c", 0, "full", annotation.PreconditionRequired, "error.version_required"},
		{"a past version", editor, "c", 1, "full", annotation.Stale, "error.stale"},
		{"into itself", editor, "c", 2, "c", annotation.Invalid, "error.merge_with_itself"},
		{"into a name of itself", editor, "c", 2, "a", annotation.Invalid, "error.merge_with_itself"},
		{"one that is merged", editor, "a", 2, "full", annotation.Conflict, "error.merged"},
		{"one that is merged, into whom it is", editor, "a", 2, "c", annotation.Conflict, "error.merged"},
		{"too many names", editor, "c", 2, "full", annotation.Invalid, "error.merge_too_many"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, _, err := db.MergeSpeaker(t.Context(), tc.actor, tc.id, tc.version, tc.into)
			refusal(t, err, tc.code, tc.key)
		})
	}
	for _, tc := range []struct {
		name    string
		actor   annotation.Actor
		id      string
		version int
		code    annotation.Code
		key     string
	}{
		{"by a reviewer", reviewer, "b", 3, annotation.Forbidden, "error.forbidden"},
		{"nobody", editor, "z", 1, annotation.NotFound, "error.not_found"},
		{"without a version", editor, "b", 0, annotation.PreconditionRequired, "error.version_required"},
		{"a past version", editor, "b", 2, annotation.Stale, "error.stale"},
		{"one that stands alone", editor, "c", 2, annotation.Conflict, "error.not_merged"},
		{"one whose heir is merged", editor, "a", 2, annotation.Conflict, "error.split_outer_first"},
	} {
		t.Run("split off "+tc.name, func(t *testing.T) {
			_, _, err := db.SplitOffSpeaker(t.Context(), tc.actor, tc.id, tc.version)
			refusal(t, err, tc.code, tc.key)
		})
	}
	_, err := db.ChangeSpeaker(t.Context(), editor, "a", 2, annotation.SpeakerPatch{Name: annotation.To("زياد")})
	refusal(t, err, annotation.Conflict, "error.merged")
	_, err = db.ChangeSpeaker(t.Context(), editor, "a", 1, annotation.SpeakerPatch{Name: annotation.To("زياد")})
	if e := refusal(t, err, annotation.Stale, "error.stale"); e.Current.(annotation.Speaker).MergedInto != "b" || e.Submitted == nil {
		t.Errorf("%+v", e)
	}
	if list, err := db.MergedSpeakers(t.Context(), "c"); err != nil || len(list) != 2 || list[0].ID != "a" || list[0].Under == nil || list[0].Under.ID != "b" || list[1].ID != "b" || list[1].Under != nil {
		t.Errorf("merged into c: %+v, %v", list, err)
	}
	noFindings(t, db)
}

// One of two changes made at once wins, and the other is told.
func TestMergeMeetsAChange(t *testing.T) {
	db, _ := newPeopleDB(t)
	addSpeakers(t, db, annotation.SpeakerDraft{ID: "a", Name: "سامي"}, annotation.SpeakerDraft{ID: "b", Name: "سامي حداد"})
	rename := annotation.SpeakerPatch{Name: annotation.To("سامي ح.")}
	if _, err := db.ChangeSpeaker(t.Context(), reviewer, "a", 1, rename); err != nil {
		t.Fatal(err)
	}
	_, _, err := db.MergeSpeaker(t.Context(), editor, "a", 1, "b")
	refusal(t, err, annotation.Stale, "error.stale")
	merge(t, db, "a", "b")
	_, err = db.ChangeSpeaker(t.Context(), reviewer, "b", 1, annotation.SpeakerPatch{Aliases: annotation.To([]string{"س."})})
	if e := refusal(t, err, annotation.Stale, "error.stale"); !slices.Contains(e.Current.(annotation.Speaker).Aliases, "سامي ح.") {
		t.Errorf("the names that would have been lost: %+v", e.Current)
	}
	_, _, err = db.MergeSpeaker(t.Context(), editor, "a", 2, "b")
	refusal(t, err, annotation.Stale, "error.stale")
}

// Whatever is merged, in any order and over whatever names in common: taken back in
// the opposite order, or siblings in any, all is as it was.
func TestMergesTakenBack(t *testing.T) {
	db, _ := newPeopleDB(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		names := []string{"سامي", "سامي حداد", "أبو زياد", "الوزير", "س. حداد"}
		var drafts []annotation.SpeakerDraft
		for i := range rapid.IntRange(2, 6).Draw(rt, "speakers") {
			drafts = append(drafts, annotation.SpeakerDraft{ID: fmt.Sprintf("s%d-%d", n, i),
				Name:    rapid.SampledFrom(names).Draw(rt, "name") + fmt.Sprint(n),
				Aliases: rapid.SliceOfN(rapid.SampledFrom(names), 0, 3).Draw(rt, "aliases")})
		}
		speakers := addSpeakers(t, db, drafts...)
		article := addArticleText(t, db, "a", "نص المقال")
		var marks []annotation.Annotation
		for _, s := range speakers {
			marks = append(marks, said(t, db, article.ID, annotation.SpeakerChoice{ID: s.ID}, annotation.True))
		}
		var merges []string
		for range rapid.IntRange(1, 8).Draw(rt, "merges") {
			one, into := rapid.SampledFrom(speakers).Draw(rt, "one"), rapid.SampledFrom(speakers).Draw(rt, "into")
			_, _, err := db.MergeSpeaker(t.Context(), editor, one.ID, speakerOf(t, db, one.ID).Version, into.ID)
			switch annotation.CodeOf(err) {
			case annotation.Invalid, annotation.Conflict:
			default:
				if err != nil {
					rt.Fatal(err)
				}
				merges = append(merges, one.ID)
			}
		}
		for len(merges) > 0 { // any whose heir stands alone
			i := rapid.IntRange(0, len(merges)-1).Draw(rt, "split off")
			_, _, err := db.SplitOffSpeaker(t.Context(), editor, merges[i], speakerOf(t, db, merges[i]).Version)
			if annotation.CodeOf(err) == annotation.Conflict {
				continue
			}
			if err != nil {
				rt.Fatal(err)
			}
			merges = slices.Delete(merges, i, i+1)
			for _, id := range merges { // who is left goes by all their names still
				one := speakerOf(t, db, id)
				heir := speakerOf(t, db, one.MergedInto)
				for _, name := range append([]string{one.Name}, one.Aliases...) {
					if !heir.GoesBy(name) {
						rt.Fatalf("%s is merged into one that does not go by %q: %+v", id, name, heir)
					}
				}
			}
		}
		for i, s := range speakers {
			if diff := cmp.Diff(s, speakerOf(t, db, s.ID), moments); diff != "" {
				rt.Fatalf("(-want +got):\n%s", diff)
			}
			if now, err := db.Annotation(t.Context(), marks[i].ID); err != nil || !cmp.Equal(marks[i], now) {
				rt.Fatalf("%v\n%s", err, cmp.Diff(marks[i], now))
			}
		}
	})
	noFindings(t, db)
}

func TestCheckFindsMerges(t *testing.T) {
	for _, test := range []struct{ name, what, query string }{
		{"merged without a word", foundRecord, `UPDATE speakers SET merged_into = 3 WHERE id = 'a'`},
		{"merged no more", foundRecord, `UPDATE speakers SET merged_into = NULL, stands_for = NULL WHERE id = 'a'`},
		{"gave others", foundRecord, `UPDATE speakers SET given = '[]' WHERE id = 'a'`},
		{"stands for another", foundSpeaker, `UPDATE speakers SET stands_for = 3 WHERE id = 'a'`},
		{"stands for itself", foundSpeaker, `UPDATE speakers SET stands_for = NULL WHERE id = 'a'`},
		{"stands for somebody and is not merged", foundSpeaker, `UPDATE speakers SET stands_for = 3 WHERE id = 'b'`},
		{"known beside its heir", foundSpeaker, `INSERT INTO speaker_words (word, speaker) VALUES ('x', 1)`},
		{"attributed to its heir", foundRecord, `UPDATE annotations SET speaker = 2`},
		{"count", foundCount, `UPDATE speaker_counts SET n = n + 1`},
		{"count gone", foundCount, `DELETE FROM speaker_counts`},
		{"counted elsewhere", foundCount, `UPDATE speaker_counts SET verdict = 'true'`},
	} {
		t.Run(test.name, func(t *testing.T) {
			db, _ := newPeopleDB(t)
			addSpeakers(t, db, annotation.SpeakerDraft{ID: "a", Name: "سامي"}, annotation.SpeakerDraft{ID: "b", Name: "سامي حداد"}, annotation.SpeakerDraft{ID: "c", Name: "منى"})
			said(t, db, addArticleText(t, db, "t", "نص المقال").ID, annotation.SpeakerChoice{ID: "a"}, annotation.False)
			merge(t, db, "a", "b")
			noFindings(t, db)
			tamper(t, db, test.query)
			found(t, db, test.what, "")
		})
	}
}

// The migration counts what is there already.
func TestMigrationCountsStatements(t *testing.T) {
	all := migrations()
	i := slices.IndexFunc(all, func(m migration) bool { return strings.Contains(m.name, "merged_speakers") })
	path := t.TempDir() + "/isnad.db"
	pool, err := migrated(t, path, all[:i])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(`INSERT INTO articles (seq, id, title, direction, revision, created_by, created_at, updated_at, version, counter) VALUES (1, 'x', 'x', 'ltr', 1, 'x', '', '', 1, 1);
		INSERT INTO speakers (seq, id, name, folded, kind, created_by, created_at, updated_at, version) VALUES (1, 's', 's', 's', 'person', 'x', '', '', 1);
		INSERT INTO annotations (id, article, revision, start, kind, speaker, state, verdict, scale, created_by, created_at, updated_at, version, deleted) VALUES
			('1', 1, 1, 0, 'claim', 1, 'open', 'false', 'default@1', 'x', '', '', 1, 0), ('2', 1, 1, 0, 'claim', 1, 'open', 'false', 'default@1', 'x', '', '', 1, 0),
			('3', 1, 1, 0, 'claim', 1, 'open', 'false', 'default@1', 'x', '', '', 1, 1), ('4', 1, 1, 0, 'claim', NULL, 'open', 'false', 'default@1', 'x', '', '', 1, 0)`); err != nil {
		t.Fatal(err)
	}
	if pool, err = migrated(t, path, all); err != nil {
		t.Fatal(err)
	}
	if n := number(t, pool, `SELECT n FROM speaker_counts WHERE speaker = 1 AND wording = '' AND verdict = 'false'`); n != 2 {
		t.Errorf("%d statements, want 2", n)
	}
}
