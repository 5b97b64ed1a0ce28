package db

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/internal/annotation"
)

// oldFile is a copy of a data file that isnad wrote before verdicts had scales:
// testdata/before_scales.db.gz, with the work of some days in two articles.
func oldFile(t testing.TB) string {
	t.Helper()
	in, err := os.Open(filepath.Join("testdata", "before_scales.db.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	unzipped, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(unzipped)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "isnad.db")
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestFileFromBeforeScales: its verdicts were given under the first scale, the
// deleted one's too, and the history that says of none is held to that.
func TestFileFromBeforeScales(t *testing.T) {
	db := mustCreate(t, oldFile(t))
	noFindings(t, db)
	want := map[string]string{
		"quote": "mostly_true default@1 approved", "cost": "partly_false default@1 open", "largest": "satire default@1 open",
		"plain": "  open", "safe": "misleading default@1 checked",
	}
	got := map[string]string{}
	for _, article := range []string{"khazzan", "pier"} {
		all, err := db.Annotations(t.Context(), article)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range all {
			got[a.ID] = string(a.Verdict) + " " + string(a.Scale) + " " + string(a.State)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if a, err := db.AnnotationAt(t.Context(), "largest", 2); err != nil || a.Verdict != annotation.Fabricated || a.Scale != annotation.FirstScale {
		t.Errorf("at version 2: %s under %q, %v", a.Verdict, a.Scale, err)
	}

	// Work goes on: an old change is taken back, the deleted one comes back, both judged.
	c, err := db.Undo(t.Context(), annotation.Actor{Name: "reviewer2", Role: annotation.Reviewer}, "khazzan")
	if err != nil || c.After.ID != "cost" || c.After.Verdict != annotation.True || c.After.Scale != annotation.FirstScale {
		t.Errorf("undone: %+v, %v", c.After, err)
	}
	c, err = db.RestoreAnnotation(t.Context(), reviewer, "gone")
	if err != nil || c.After.Verdict != annotation.Unverifiable || c.After.Scale != annotation.FirstScale {
		t.Errorf("restored: %+v, %v", c.After, err)
	}
	noFindings(t, db)
}

// The history holds old verdicts to the first scale, not to any.
func TestCheckFindsAnotherScale(t *testing.T) {
	const loaded = `INSERT INTO scales (ref, body) SELECT 'own@1', json_object('id', 'own', 'version', 1, 'title', json('{"ar":"ا","en":"a"}'), 'labels', json('[
		{"verdict":"mostly_true","ar":"ا","en":"a","meaning":{"ar":"ا","en":"a"},"colour":"good"},
		{"verdict":"no","ar":"لا","en":"no","meaning":{"ar":"لا","en":"no"},"colour":"bad"}]'))`
	for name, c := range map[string]struct{ query, where string }{
		"another scale":         {`UPDATE annotations SET scale = 'own@1' WHERE id = 'quote'`, "quote"},
		"a scale that is not":   {`UPDATE annotations SET scale = 'gone@1' WHERE id = 'quote'`, "quote"},
		"a verdict it has not":  {`UPDATE annotations SET verdict = 'maybe' WHERE id = 'quote'`, "quote"},
		"no verdict":            {`UPDATE annotations SET verdict = '', scale = '' WHERE id = 'quote'`, "quote"},
		"a scale nobody loaded": {loaded, "own@1"},
		"a scale nobody chose":  {`INSERT INTO desk_settings VALUES ('scale', '"default@1"', 2, '2026-01-02T03:04:05Z', 'x')`, "desk"},
		"chosen and not there":  {`INSERT INTO desk_settings VALUES ('scale', '"gone@1"', 2, '2026-01-02T03:04:05Z', 'x')`, "desk"},
	} {
		t.Run(name, func(t *testing.T) {
			db := mustCreate(t, oldFile(t))
			tamper(t, db, c.query)
			found(t, db, foundRecord, c.where)
		})
	}
}

// What was loaded and chosen is held to the history.
func TestCheckFindsScalesThatChanged(t *testing.T) {
	for name, c := range map[string]struct{ query, where string }{
		"other words":      {`UPDATE scales SET body = json_set(body, '$.labels[0].meaning.en', 'x')`, "own@1"},
		"another name":     {`UPDATE scales SET ref = 'own@2'`, "own@2"},
		"no scale":         {`UPDATE scales SET body = '{}'`, "own@1"},
		"gone":             {`DELETE FROM scales`, "own@1"},
		"another chosen":   {`UPDATE desk_settings SET value = '"default@1"' WHERE key = 'scale'`, "desk"},
		"choice taken out": {`DELETE FROM desk_settings WHERE key = 'scale'`, "desk"},
	} {
		t.Run(name, func(t *testing.T) {
			db := tempDB(t)
			own := *annotation.DefaultScale()
			own.ID = "own"
			if _, err := db.LoadScale(t.Context(), editor, own); err != nil {
				t.Fatal(err)
			}
			if _, err := db.ChangeSettings(t.Context(), editor, 1, annotation.SettingsPatch{Scale: annotation.To(annotation.ScaleRef("own"))}); err != nil {
				t.Fatal(err)
			}
			noFindings(t, db)
			tamper(t, db, c.query)
			found(t, db, foundRecord, c.where)
		})
	}
}
