package db

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/isnad/isnad/internal/annotation"
)

// TestOlderFileRemembers migrates a file from before there was a memory: what stands in
// it is found, and check holds it to what it says.
func TestOlderFileRemembers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "isnad.db")
	var before []migration
	for _, m := range migrations() {
		if m.fill != nil {
			break
		}
		before = append(before, m)
	}
	if len(before) == len(migrations()) {
		t.Fatal("no migration fills in what was said")
	}
	old, err := migrated(t, path, before)
	if err != nil {
		t.Fatal(err)
	}
	// As the isnad of then wrote it; an orphan, and a deleted one, too.
	for _, query := range []string{
		`INSERT INTO articles (seq, id, title, direction, revision, created_by, created_at, updated_at, version, counter) VALUES (1, 'a', 'السدود', 'rtl', 1, 'x', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z', 1, 1)`,
		`INSERT INTO annotations (seq, id, article, revision, start, deleted, kind, state, created_by, created_at, updated_at, version) VALUES
			(1, 'stands', 1, 1, 0, 0, 'claim', 'open', 'x', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z', 1),
			(2, 'orphan', 1, 1, -1, 0, 'claim', 'open', 'x', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z', 1),
			(3, 'deleted', 1, 1, 0, 1, 'claim', 'open', 'x', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z', 2)`,
		`INSERT INTO anchors (annotation, revision, status, spans, original) VALUES
			(1, 1, 'exact', '[{"start":0,"end":19,"exact":"امتلأت السدود كلها"}]', ''),
			(2, 1, 'orphaned', '[]', '{"revision":1,"spans":[{"start":0,"end":18,"exact":"السدود امتلأت كلها"}]}'),
			(3, 1, 'exact', '[{"start":0,"end":19,"exact":"امتلأت السدود كلها"}]', '')`,
	} {
		if _, err := old.Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	db := mustCreate(t, path)
	found, err := db.Similar(t.Context(), "السدودُ كلُّها امتلأت")
	if err != nil || len(found) != 2 {
		t.Fatalf("%v, %v", found, err)
	}
	for _, f := range found {
		if f.Annotation.ID == "deleted" {
			t.Error("a deleted one is found")
		}
	}
	findings, err := db.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if f.What == foundMemory {
			t.Errorf("%v", f)
		}
	}
}

// TestAnotherProcessRemembers: what another process has written is found at once, for
// nothing is kept in memory.
func TestAnotherProcessRemembers(t *testing.T) {
	one := tempDB(t)
	other, err := Open(t.Context(), one.Path(), Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for i, db := range []*DB{one, other, one} {
		a, _, err := db.CreateArticle(t.Context(), editor, annotation.ArticleDraft{Title: "السدود", Text: "امتلأت السدود كلها"})
		if err != nil {
			t.Fatal(err)
		}
		said, _, err := db.CreateAnnotation(t.Context(), reviewer, a.ID, annotation.Draft{Kind: annotation.Claim, Spans: []annotation.PassageDraft{{Start: 0, End: 18}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, reader := range []*DB{one, other} {
			if found, err := reader.SimilarTo(t.Context(), said.ID); err != nil || len(found) != i {
				t.Errorf("%d found, %v, want %d", len(found), err, i)
			}
		}
	}
}
