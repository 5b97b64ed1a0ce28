package db_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

// five is a version of a desk's own scale.
func five(version int) annotation.Scale {
	label := func(v annotation.Verdict, ar, en string, c annotation.Colour) annotation.Label {
		return annotation.Label{Verdict: v, Words: annotation.Words{Ar: ar, En: en}, Meaning: annotation.Words{Ar: ar + ".", En: en + "."}, Colour: c}
	}
	return annotation.Scale{ID: "five", Version: version, Title: annotation.Words{Ar: "خمس", En: "Five"}, Ordered: true, Labels: []annotation.Label{
		label("true", "صدق", "So", annotation.Good), label("half", "نصف", "Half", annotation.Warn), label("false", "خطأ", "Not so", annotation.Bad),
	}}
}

func load(t testing.TB, d *db.DB, s annotation.Scale) {
	t.Helper()
	if _, err := d.LoadScale(t.Context(), dbtest.Editor, s); err != nil {
		t.Fatal(err)
	}
}

// use has the desk judge by a scale, named by its id or id@version.
func use(t testing.TB, d *db.DB, name annotation.ScaleRef) annotation.Settings {
	t.Helper()
	before := must[annotation.Settings](t)(d.Settings(t.Context()))
	return must[annotation.Settings](t)(d.ChangeSettings(t.Context(), dbtest.Editor, before.Version, annotation.SettingsPatch{Scale: annotation.To(name)}))
}

func sound(t testing.TB, d *db.DB) {
	t.Helper()
	if findings, err := d.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Errorf("%v %v", findings, err)
	}
}

func TestLoadScale(t *testing.T) {
	d := dbtest.Open(t)
	for _, actor := range []annotation.Actor{dbtest.Nobody, dbtest.Viewer, dbtest.Reviewer} {
		if _, err := d.LoadScale(t.Context(), actor, five(1)); err == nil {
			t.Errorf("%s may load a scale", actor.Role)
		}
		if _, err := d.ChangeSettings(t.Context(), actor, 1, annotation.SettingsPatch{Scale: annotation.To(annotation.FirstScale)}); err == nil {
			t.Errorf("%s may choose a scale", actor.Role)
		}
	}
	for _, want := range []bool{true, false} {
		if added, err := d.LoadScale(t.Context(), dbtest.Editor, five(1)); err != nil || added != want {
			t.Errorf("added %t, %v", added, err)
		}
	}
	other := five(1)
	other.Labels[1].Meaning.En = "Half, or less."
	_, err := d.LoadScale(t.Context(), dbtest.Admin, other)
	refused(t, err, annotation.Conflict, "error.scale_changed")
	if added, err := d.LoadScale(t.Context(), dbtest.Editor, *annotation.DefaultScale()); err != nil || added {
		t.Errorf("isnad's own was added: %t, %v", added, err)
	}
	all := must[annotation.Scales](t)(d.Scales(t.Context()))
	if got := all.Scale("five@1"); got == nil || !got.Equal(new(five(1))) || all.Current().Ref() != "default@1" {
		t.Errorf("%+v", got)
	}
	sound(t, d)
}

func TestUseScale(t *testing.T) {
	d := dbtest.Open(t)
	unknown := func(version int, name annotation.ScaleRef) {
		t.Helper()
		_, err := d.ChangeSettings(t.Context(), dbtest.Editor, version, annotation.SettingsPatch{Scale: annotation.To(name)})
		refused(t, err, annotation.Invalid, "error.not_found")
	}
	unknown(1, "five")
	load(t, d, five(2))
	load(t, d, five(10))
	unknown(1, "five@3")
	for _, c := range []struct {
		name, want annotation.ScaleRef
		version    int
	}{{"default", "default@1", 1}, {"five@2", "five@2", 2}, {"five@2", "five@2", 2}, {"five", "five@10", 3}, {"default@1", "default@1", 4}} {
		if after := use(t, d, c.name); after.Scale != c.want || after.Version != c.version {
			t.Errorf("%s: %+v", c.name, after)
		}
		if got := must[annotation.Scales](t)(d.Scales(t.Context())).Current().Ref(); got != c.want {
			t.Errorf("the desk judges by %s, want %s", got, c.want)
		}
		sound(t, d)
	}
}

// A scale that another process loads and chooses counts at once.
func TestScalesOfAnotherProcess(t *testing.T) {
	d := dbtest.Open(t)
	must[annotation.Scales](t)(d.Scales(t.Context())) // what is kept from before
	other := must[*db.DB](t)(db.Open(t.Context(), d.Path(), db.Options{}))
	defer other.Close()
	load(t, other, five(1))
	if all := must[annotation.Scales](t)(d.Scales(t.Context())); all.Scale("five@1") == nil {
		t.Error("it is not known")
	}
	use(t, other, "five@1")
	if got := must[annotation.Scales](t)(d.Scales(t.Context())).Current().Ref(); got != "five@1" {
		t.Errorf("the desk judges by %s", got)
	}
}

// Old verdicts keep their scale; a new one is given under the desk's.
func TestVerdictsKeepTheirScale(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	draft := claimAt(13, 17)
	draft.Verdict = annotation.Satire
	old := mark(t, d, dbtest.Reviewer, article.ID, draft)
	if old.Scale != "default@1" {
		t.Fatalf("judged under %q", old.Scale)
	}
	load(t, d, five(1))
	use(t, d, "five")
	_, err := d.ChangeAnnotation(t.Context(), dbtest.Reviewer, old.ID, old.Version, annotation.Patch{Verdict: annotation.To(annotation.Fabricated)})
	refused(t, err, annotation.Invalid, "error.unknown_value")
	noted := edit(t, d, dbtest.Reviewer, old, annotation.Patch{Note: annotation.To("ملاحظة"), Verdict: annotation.To(annotation.Satire)})
	if noted.Verdict != annotation.Satire || noted.Scale != "default@1" {
		t.Errorf("%s under %s", noted.Verdict, noted.Scale)
	}
	judged := edit(t, d, dbtest.Reviewer, noted, annotation.Patch{Verdict: annotation.To(annotation.Verdict("half"))})
	if judged.Scale != "five@1" {
		t.Errorf("judged under %q", judged.Scale)
	}
	if back := undo(t, d, dbtest.Reviewer, article.ID).After; back.Verdict != annotation.Satire || back.Scale != "default@1" {
		t.Errorf("taken back to %s under %s", back.Verdict, back.Scale)
	}
	draft.Verdict = "half"
	if fresh := mark(t, d, dbtest.Reviewer, article.ID, draft); fresh.Scale != "five@1" {
		t.Errorf("judged under %q", fresh.Scale)
	}
	if none := edit(t, d, dbtest.Reviewer, now(t, d, old.ID), annotation.Patch{Verdict: annotation.To(annotation.Verdict(""))}); none.Scale != "" {
		t.Errorf("no verdict, under %q", none.Scale)
	}
	sound(t, d)
}

func now(t *testing.T, d *db.DB, id string) annotation.Annotation {
	t.Helper()
	return must[annotation.Annotation](t)(d.Annotation(t.Context(), id))
}

// What the card says is missing is what the step refuses.
func TestMissing(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	draft := claimAt(13, 17)
	draft.State = annotation.Checking
	a := mark(t, d, dbtest.Reviewer, article.ID, draft)
	if diff := cmp.Diff([]string{"verdict", "reason"}, must[[]string](t)(d.Missing(t.Context(), dbtest.Reviewer, a))); diff != "" {
		t.Error(diff)
	}
	_, err := d.ChangeAnnotation(t.Context(), dbtest.Reviewer, a.ID, a.Version, annotation.Patch{State: annotation.To(annotation.Checked)})
	refused(t, err, annotation.Invalid, "error.check_needs_verdict")

	// Evidence counts while it is there.
	a = edit(t, d, dbtest.Reviewer, a, annotation.Patch{Verdict: annotation.To(annotation.False), Reason: annotation.To("السجل")})
	checked := annotation.Patch{State: annotation.To(annotation.Checked)}
	missing := func(want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, must[[]string](t)(d.Missing(t.Context(), dbtest.Reviewer, a))); diff != "" {
			t.Error(diff)
		}
	}
	missing("evidence")
	_, err = d.ChangeAnnotation(t.Context(), dbtest.Reviewer, a.ID, a.Version, checked)
	refused(t, err, annotation.Invalid, "error.check_needs_evidence")
	e := must[db.EvidenceChange](t)(d.AddEvidence(t.Context(), dbtest.Reviewer, a.ID, annotation.EvidenceDraft{Stance: annotation.Refutes,
		PieceFields: annotation.PieceFields{Kind: annotation.TextPiece, Title: "السجل", Text: "لا"}}, nil)).Evidence
	missing()
	if _, err := d.DeleteEvidence(t.Context(), dbtest.Reviewer, e.Citation.ID, e.Version()); err != nil {
		t.Fatal(err)
	}
	missing("evidence")
	if _, err := d.RestoreEvidence(t.Context(), dbtest.Reviewer, e.Citation.ID, e.Version()+1); err != nil {
		t.Fatal(err)
	}
	edit(t, d, dbtest.Reviewer, now(t, d, a.ID), checked)
	sound(t, d)
}

func TestScalesTravel(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	load(t, d, five(1))
	load(t, d, five(2))
	draft := claimAt(13, 17)
	draft.Verdict = annotation.Satire
	mark(t, d, dbtest.Reviewer, article.ID, draft)
	use(t, d, "five@1")
	draft = claimAt(0, 4)
	draft.ID, draft.Verdict = "half", "half"
	mark(t, d, dbtest.Reviewer, article.ID, draft)

	file := exported(t, d)
	there := dbtest.Open(t)
	if sum := mustImport(t, there, file); sum.Scales.Added != 2 || sum.Scales.Unchanged != 0 {
		t.Errorf("%+v", sum.Scales)
	}
	if diff := cmp.Diff(file, exported(t, there)); diff != "" {
		t.Errorf("(-there +back)\n%s", diff)
	}
	if sum := mustImport(t, there, file); sum.Scales.Added != 0 || sum.Scales.Unchanged != 2 || sum.Annotations.Added != 0 {
		t.Errorf("again: %+v", sum)
	}
	// The desk that imports goes on judging by its own.
	if got := must[annotation.Scales](t)(there.Scales(t.Context())).Current().Ref(); got != "default@1" {
		t.Errorf("it judges by %s", got)
	}
	sound(t, there)

	// One article takes the scales of its verdicts along, and no other.
	one := exported(t, d, article.ID)
	if n := strings.Count(one, `"labels"`); n != 2 {
		t.Errorf("%d scales with one article:\n%s", n, one)
	}

	// A scale that says other things under the same name is refused with all else.
	_, err := imported(t, dbtest.Open(t), strings.Replace(file, `"five@1"`, `"six@1"`, 1))
	refused(t, err, annotation.Invalid, "error.scale_unknown")
	with := dbtest.Open(t)
	other := five(1)
	other.Title.En = "Five others"
	load(t, with, other)
	_, err = imported(t, with, file)
	refused(t, err, annotation.Conflict, "error.scale_changed")
	if all := exported(t, with); strings.Contains(all, `"articles": [`+"\n") {
		t.Errorf("something was imported:\n%s", all)
	}
	// One that the file leaves out is the data file's own.
	if _, err := imported(t, d, `{"articles":[{"id":"x","text":"one two","annotations":[{"kind":"claim","spans":[{"start":0,"end":3}],"verdict":"half","scale":"five@2"}]}]}`); err != nil {
		t.Error(err)
	}
	_, err = imported(t, d, `{"articles":[{"id":"y","text":"one two","annotations":[{"kind":"claim","spans":[{"start":0,"end":3}],"verdict":"satire","scale":"five@2"}]}]}`)
	refused(t, err, annotation.Invalid, "error.unknown_value")
}

func TestScalesAreInBackups(t *testing.T) {
	d := dbtest.Open(t)
	load(t, d, five(1))
	use(t, d, "five@1")
	path := filepath.Join(t.TempDir(), "backup.db")
	if err := d.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	copied := must[*db.DB](t)(db.Open(t.Context(), path, db.Options{}))
	defer copied.Close()
	if got := must[annotation.Scales](t)(copied.Scales(t.Context())).Current().Ref(); got != "five@1" {
		t.Errorf("the copy judges by %s", got)
	}
	sound(t, copied)
}

// BenchmarkScales is what each page and change pays for knowing the scales.
func BenchmarkScales(b *testing.B) {
	d := dbtest.Open(b)
	for v := range 10 {
		load(b, d, five(v+1))
	}
	b.ResetTimer()
	for range b.N {
		if _, err := d.Scales(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
