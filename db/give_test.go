package db

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/internal/annotation"
)

// pick is annotations as they are now.
func pick(t testing.TB, db *DB, ids ...string) (picked []Picked) {
	t.Helper()
	for _, id := range ids {
		a, err := db.Annotation(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		picked = append(picked, Picked{id, a.Version})
	}
	return picked
}

func TestGiveStatements(t *testing.T) {
	db, _ := newPeopleDB(t)
	addSpeakers(t, db, annotation.SpeakerDraft{ID: "a", Name: "سامي حداد"}, annotation.SpeakerDraft{ID: "b", Name: "منى"}, annotation.SpeakerDraft{ID: "old", Name: "سامي ح."})
	first, second := addArticleText(t, db, "first", "نص المقال"), addArticleText(t, db, "second", "نص آخر")
	one := said(t, db, first.ID, annotation.SpeakerChoice{ID: "a"}, annotation.Unverifiable)
	two := said(t, db, second.ID, annotation.SpeakerChoice{ID: "old"}, "")
	stays := said(t, db, second.ID, annotation.SpeakerChoice{ID: "a"}, "")
	merge(t, db, "old", "a")
	patch(t, db, one.ID, annotation.Patch{State: annotation.To(annotation.Checking)})
	checked := patch(t, db, one.ID, annotation.Patch{Reason: annotation.To("x"), State: annotation.To(annotation.Checked)}).After

	to := annotation.SpeakerChoice{Name: "سامي الحداد الابن"}
	g, err := db.GiveStatements(t.Context(), reviewer, pick(t, db, one.ID, two.ID), to)
	if err != nil || len(g.Changes) != 2 || g.Speaker.Name != to.Name || g.Last != g.First+1 {
		t.Fatalf("GiveStatements = %+v, %v", g, err)
	}
	if c := g.Changes[0]; c.Before.State != annotation.Checked || c.After.State != annotation.Checking || c.After.CheckedBy != "" {
		t.Errorf("what was checked is %s after it changed hands", c.After.State)
	}
	for id, want := range map[string]string{one.ID: g.Speaker.ID, two.ID: g.Speaker.ID, stays.ID: "a"} {
		if got := shows(t, db, id); got != want {
			t.Errorf("%s shows %s, want %s", id, got, want)
		}
	}
	noFindings(t, db)

	// All or none.
	stale := pick(t, db, one.ID, two.ID)
	stale[1].Version--
	_, err = db.GiveStatements(t.Context(), reviewer, stale, annotation.SpeakerChoice{ID: "b"})
	if e := refusal(t, err, annotation.Stale, "error.statement_changed"); e.Current.(annotation.Annotation).ID != two.ID {
		t.Errorf("Current = %+v", e.Current)
	}
	if got := shows(t, db, one.ID); got != g.Speaker.ID {
		t.Errorf("half of a refused one was saved: %s", got)
	}
	viewer := annotation.Actor{Name: "v", Role: annotation.Viewer}
	for _, tc := range []struct {
		name   string
		actor  annotation.Actor
		picked []Picked
		to     annotation.SpeakerChoice
		code   annotation.Code
		key    string
	}{
		{"by a viewer", viewer, pick(t, db, one.ID), annotation.SpeakerChoice{ID: "b"}, annotation.Forbidden, "error.forbidden"},
		{"none", reviewer, nil, annotation.SpeakerChoice{ID: "b"}, annotation.Invalid, "error.nothing_picked"},
		{"too many", reviewer, make([]Picked, annotation.MaxGiven+1), annotation.SpeakerChoice{ID: "b"}, annotation.Invalid, "error.too_many"},
		{"to nobody", reviewer, pick(t, db, one.ID), annotation.SpeakerChoice{}, annotation.Invalid, "error.required"},
		{"to an unknown one", reviewer, pick(t, db, one.ID), annotation.SpeakerChoice{ID: "z"}, annotation.Invalid, "error.not_found"},
		{"to a near one", reviewer, pick(t, db, one.ID), annotation.SpeakerChoice{Name: "سامي الحداد", Asking: true}, annotation.Conflict, "error.speaker_near"},
		{"one that is gone", reviewer, []Picked{{"z", 1}}, annotation.SpeakerChoice{ID: "b"}, annotation.NotFound, "error.not_found"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := db.GiveStatements(t.Context(), tc.actor, tc.picked, tc.to)
			refusal(t, err, tc.code, tc.key)
		})
	}
	same, err := db.GiveStatements(t.Context(), reviewer, pick(t, db, one.ID), annotation.SpeakerChoice{ID: g.Speaker.ID})
	if err != nil || same.First != 0 || same.Changes[0].After.Version != same.Changes[0].Before.Version {
		t.Errorf("to whom it is already: %+v, %v", same, err)
	}

	// Taken back, all of it, the sign-offs too; by whoever did it, and once.
	_, err = db.TakeBack(t.Context(), editor, g.First, g.Last)
	refusal(t, err, annotation.Conflict, "error.nothing_to_undo")
	if c, err := db.TakeBack(t.Context(), reviewer, g.First, g.Last); err != nil || len(c) != 2 {
		t.Fatalf("TakeBack = %+v, %v", c, err)
	}
	now, err := db.Annotation(t.Context(), one.ID)
	checked.Version, checked.UpdatedAt = now.Version, now.UpdatedAt
	if diff := cmp.Diff(checked, now); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if got := shows(t, db, two.ID); got != "a (old)" {
		t.Errorf("it shows %s", got)
	}
	_, err = db.TakeBack(t.Context(), reviewer, g.First, g.Last)
	refusal(t, err, annotation.Conflict, "error.nothing_to_undo")
	_, err = db.TakeBack(t.Context(), reviewer, 1, 1<<40)
	refusal(t, err, annotation.Conflict, "error.nothing_to_undo")
	noFindings(t, db)

	// Not over what somebody has built on it; and each alone, in its article.
	if g, err = db.GiveStatements(t.Context(), reviewer, pick(t, db, one.ID, two.ID), annotation.SpeakerChoice{ID: "b"}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ChangeAnnotation(t.Context(), editor, two.ID, pick(t, db, two.ID)[0].Version, annotation.Patch{Note: annotation.To("x")}); err != nil {
		t.Fatal(err)
	}
	_, err = db.TakeBack(t.Context(), reviewer, g.First, g.Last)
	refusal(t, err, annotation.Conflict, "error.undo_stale")
	if got := shows(t, db, one.ID); got != "b" {
		t.Errorf("half of a refused one was taken back: %s", got)
	}
	if _, err := db.Undo(t.Context(), reviewer, first.ID); err != nil {
		t.Fatal(err)
	}
	if got := shows(t, db, one.ID); got != "a" {
		t.Errorf("undone, it shows %s", got)
	}
	archive, err := db.ChangeArticle(t.Context(), editor, first.ID, 1, annotation.ArticlePatch{Archived: annotation.To(true)})
	if err != nil || !archive.Archived {
		t.Fatal(err)
	}
	_, err = db.GiveStatements(t.Context(), reviewer, pick(t, db, stays.ID, one.ID), annotation.SpeakerChoice{ID: "b"})
	refusal(t, err, annotation.Conflict, "error.archived")
	noFindings(t, db)
}

func TestStatementsByFinding(t *testing.T) {
	db, _ := newPeopleDB(t)
	addSpeakers(t, db, annotation.SpeakerDraft{ID: "a", Name: "سامي"}, annotation.SpeakerDraft{ID: "b", Name: "منى"})
	article := addArticleText(t, db, "t", "نص المقال")
	findings := []struct {
		w annotation.Wording
		v annotation.Verdict
	}{{"accurate", "true"}, {"accurate", "false"}, {"altered", "false"}, {"", "false"}, {"accurate", ""}, {"", ""}}
	for i := range 30 {
		f := findings[i%len(findings)]
		draft := annotation.Draft{Kind: annotation.Quote, Spans: []annotation.PassageDraft{{Start: 0, End: 4}}, Wording: f.w, Verdict: f.v,
			Speaker: &annotation.SpeakerChoice{ID: []string{"a", "b"}[i/6%2]}}
		if _, _, err := db.CreateAnnotation(t.Context(), reviewer, article.ID, draft); err != nil {
			t.Fatal(err)
		}
	}
	merge(t, db, "a", "b")
	all, err := db.Statements(t.Context(), "b", StatementFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[annotation.Verdict]int{"true": 5, "false": 15}, all.Verdicts); diff != "" || all.Total != 30 {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[annotation.Wording]int{"accurate": 15, "altered": 5}, all.Wordings); diff != "" {
		t.Errorf("wordings (-want +got):\n%s", diff)
	}
	for _, f := range []StatementFilter{{}, {Verdict: "false"}, {Wording: "accurate"}, {Verdict: "false", Wording: "accurate"}, {Verdict: "satire"}} {
		var want, got []string
		for _, s := range all.Items {
			if (f.Verdict == "" || s.Verdict == f.Verdict) && (f.Wording == "" || s.Wording == f.Wording) {
				want = append(want, s.ID)
			}
		}
		f.Limit = 4
		for {
			page, err := db.Statements(t.Context(), "b", f)
			if err != nil || len(page.Items) > 4 || page.Total != 30 {
				t.Fatalf("%+v, %v", page, err)
			}
			for _, s := range page.Items {
				got = append(got, s.ID)
			}
			if f.Cursor = page.Next; f.Cursor == "" {
				break
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", f, diff)
		}
	}
	_, err = db.Statements(t.Context(), "b", StatementFilter{Verdict: "x"})
	refusal(t, err, annotation.Invalid, "error.unknown_value")
	noFindings(t, db)
}
