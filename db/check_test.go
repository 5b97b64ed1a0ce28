package db

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/isnad/isnad/internal/annotation"
)

const checkedText = "قال وزير المياه إن السدود امتلأت.\n\n«امتلأت كلها»، أضاف الوزير.\n"

// checked is a data file with something of everything: an article with a quote in
// two paragraphs, its speaker with an alias, and a claim that was deleted.
func checked(t *testing.T) (*DB, annotation.Annotation) {
	t.Helper()
	db := tempDB(t)
	a, _, err := db.CreateArticle(t.Context(), editor, annotation.ArticleDraft{Title: "السدود", Text: checkedText})
	if err != nil {
		t.Fatal(err)
	}
	s, _, err := db.CreateSpeaker(t.Context(), editor, annotation.SpeakerDraft{Name: "سامي الحداد", Aliases: []string{"الوزير سامي"}})
	if err != nil {
		t.Fatal(err)
	}
	mark := func(d annotation.Draft) annotation.Annotation {
		an, _, err := db.CreateAnnotation(t.Context(), reviewer, a.ID, d)
		if err != nil {
			t.Fatal(err)
		}
		return an
	}
	quote := mark(annotation.Draft{Kind: annotation.Quote, Spans: []annotation.PassageDraft{{Start: 16, End: 32}, {Start: 36, End: 46}},
		Cue: []annotation.PassageDraft{{Start: 0, End: 3}}, Speaker: &annotation.SpeakerChoice{ID: s.ID}})
	claim := mark(annotation.Draft{Kind: annotation.Claim, Spans: []annotation.PassageDraft{{Start: 0, End: 8}}})
	if _, err := db.DeleteAnnotation(t.Context(), reviewer, claim.ID, claim.Version); err != nil {
		t.Fatal(err)
	}
	for _, confidential := range []bool{false, true} {
		if _, err := db.AddEvidence(t.Context(), reviewer, quote.ID, annotation.EvidenceDraft{Stance: annotation.Supports,
			PieceFields: annotation.PieceFields{Kind: annotation.DocumentPiece, Title: "المحضر", Confidential: confidential}},
			&Upload{Name: "minutes.txt", MediaType: "text/plain", Data: []byte("محضر")}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.CreateUser(t.Context(), annotation.CommandLine, "huda", "correct horse battery", annotation.Reviewer); err != nil {
		t.Fatal(err)
	}
	if _, _, err := db.AddComment(t.Context(), reviewer, quote.ID, annotation.CommentDraft{Text: "@huda أين المحضر؟"}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.AddReply(t.Context(), reviewer, quote.ID, annotation.ReplyDraft{ReplyFields: annotation.ReplyFields{
		Asked: "ليلى", AskedOn: "2026-01-01", How: annotation.ByCall}}); err != nil {
		t.Fatal(err)
	}
	return db, quote
}

func TestCheck(t *testing.T) {
	db, _ := checked(t)
	noFindings(t, db)
}

// TestCheckAfterWork: what may change of a thing without an event about it is the
// name of an annotation's speaker.
func TestCheckAfterWork(t *testing.T) {
	db, quote := checked(t)
	if _, err := db.ChangeSpeaker(t.Context(), editor, quote.Speaker.ID, 1, annotation.SpeakerPatch{Name: annotation.To("سامي حداد"), Kind: annotation.To(annotation.Anonymous)}); err != nil {
		t.Fatal(err)
	}
	noFindings(t, db)
	a, err := db.ArticleHead(t.Context(), quote.Article)
	if err != nil {
		t.Fatal(err)
	}
	for i, archived := range []bool{true, false} {
		if _, err := db.ChangeArticle(t.Context(), editor, a.ID, 1+i, annotation.ArticlePatch{Archived: annotation.To(archived), Byline: annotation.To("هدى")}); err != nil {
			t.Fatal(err)
		}
		noFindings(t, db)
	}
	if _, err := db.Undo(t.Context(), reviewer, a.ID); err != nil { // the claim comes back
		t.Fatal(err)
	}
	if _, err := db.ChangeAnnotation(t.Context(), reviewer, quote.ID, 1, annotation.Patch{Verdict: annotation.To(annotation.False)}); err != nil {
		t.Fatal(err)
	}
	role := annotation.Editor
	if _, err := db.ChangeUser(t.Context(), annotation.CommandLine, "huda", 0, &role, nil); err != nil {
		t.Fatal(err)
	}
	if err := db.ResetPassword(t.Context(), annotation.CommandLine, "huda", "another long password"); err != nil {
		t.Fatal(err)
	}
	noFindings(t, db)
}

// TestCheckFindsMissingPayloads: a payload goes by the erasing of the evidence that it
// is about, and by nothing else.
func TestCheckFindsMissingPayloads(t *testing.T) {
	db, quote := checked(t)
	all, err := db.EvidenceOf(t.Context(), editor, quote.ID)
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	public, hidden := all[0], all[1]
	change := func(e annotation.Evidence) annotation.Evidence {
		c, err := db.ChangeEvidence(t.Context(), editor, e.Citation.ID, e.Version(), annotation.EvidencePatch{
			Title: annotation.To("محضر آخر"), Locator: annotation.To("ص ٣")})
		if err != nil {
			t.Fatal(err)
		}
		return c.Evidence
	}
	public, hidden = change(public), change(hidden)
	erased, err := db.EraseEvidence(t.Context(), editor, hidden.Citation.ID, hidden.Version())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.DeleteEvidence(t.Context(), editor, hidden.Citation.ID, erased.Evidence.Version()); err != nil {
		t.Fatal(err)
	}
	noFindings(t, db)
	seqs := func(query string, args ...any) (seqs []int64) {
		rows, err := db.readers.Query(`SELECT events.seq FROM events JOIN event_payloads ON event_payloads.seq = events.seq `+query, args...)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var seq int64
			if err := rows.Scan(&seq); err != nil {
				t.Fatal(err)
			}
			seqs = append(seqs, seq)
		}
		return seqs
	}
	left := seqs(`ORDER BY events.seq`)
	about := seqs(`WHERE object IN (?, ?, ?, ?)`, public.Piece.ID, public.Citation.ID, hidden.Piece.ID, hidden.Citation.ID)
	if len(about) != 6 { // four about what is public, the erasing, and what came after it
		t.Fatalf("events about evidence: %v", about)
	}
	tamper(t, db, `DELETE FROM event_payloads`)
	tamper(t, db, `UPDATE pieces SET title = 'محضر مزوَّر' WHERE id = ?`, public.Piece.ID)
	findings, err := db.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var missed []int64
	for _, f := range findings {
		if seq, err := strconv.ParseInt(f.Where, 10, 64); err == nil && f.What == foundHistory {
			missed = append(missed, seq)
		}
	}
	if !slices.Equal(left, missed) {
		t.Errorf("missed are %v, want %v", missed, left)
	}
}

// TestCheckBetweenWrites checks on a connection that knew the search index as it was
// before others wrote so much that its parts were merged.
func TestCheckBetweenWrites(t *testing.T) {
	db := tempDB(t)
	for range 3 {
		for range 40 {
			if _, _, err := db.CreateArticle(t.Context(), editor, annotation.ArticleDraft{Title: "السدود", Text: checkedText}); err != nil {
				t.Fatal(err)
			}
		}
		noFindings(t, db)
	}
}

// TestCheckFindsWhatIsGone takes things out without a trace but in the history.
func TestCheckFindsWhatIsGone(t *testing.T) {
	db, quote := checked(t)
	said, err := db.Comments(t.Context(), quote.ID)
	if err != nil || len(said) != 1 {
		t.Fatal(said, err)
	}
	asked, err := db.Replies(t.Context(), quote.ID)
	if err != nil || len(asked) != 1 {
		t.Fatal(asked, err)
	}
	for _, query := range []string{
		`DELETE FROM replies`, `DELETE FROM open_mentions`, `DELETE FROM comments`, `DELETE FROM citations`, `DELETE FROM pieces`,
		`DELETE FROM anchor_paragraphs`, `DELETE FROM anchors`, `DELETE FROM article_counts`,
		`DELETE FROM said_words`, `DELETE FROM said`, `DELETE FROM annotations`,
		`DELETE FROM speaker_keys`, `DELETE FROM speaker_words`, `DELETE FROM speaker_counts`, `DELETE FROM speakers`,
	} {
		tamper(t, db, query)
	}
	found(t, db, foundRecord, quote.ID)
	found(t, db, foundRecord, said[0].ID)
	found(t, db, foundRecord, asked[0].ID)
	found(t, db, foundRecord, quote.Speaker.ID)
	for _, query := range []string{`DELETE FROM revisions`, `DELETE FROM article_search_text`, `DELETE FROM articles`} {
		tamper(t, db, query)
	}
	found(t, db, foundRecord, quote.Article)
}

func TestCheckFinds(t *testing.T) {
	for _, test := range []struct{ name, what, query string }{
		{"other text", foundAnchor, `UPDATE revisions SET text = replace(text, 'السدود', 'الأنهر')`},
		{"shorter text", foundAnchor, `UPDATE revisions SET text = substr(text, 1, 20)`},
		{"other words", foundAnchor, `UPDATE anchors SET spans = replace(spans, 'امتلأت', 'امتلات')`},
		{"span moved", foundAnchor, `UPDATE anchors SET spans = replace(spans, '"start":16', '"start":17')`},
		{"span empty", foundAnchor, `UPDATE anchors SET spans = replace(spans, '"start":16,"end":32', '"start":32,"end":32')`},
		{"spans out of order", foundAnchor, `UPDATE anchors SET spans = json_array(spans -> 1, spans -> 0)`},
		{"cue moved", foundAnchor, `UPDATE anchors SET cue = replace(cue, '"start":0,"end":3', '"start":1,"end":4')`},
		{"orphan with a place", foundAnchor, `UPDATE anchors SET status = 'orphaned'`},
		{"no place", foundAnchor, `UPDATE anchors SET spans = '[]'`},
		{"no anchor", foundAnchor, `DELETE FROM anchors`},
		{"other start", foundAnchor, `UPDATE annotations SET start = 1`},
		{"paragraph forgotten", foundAnchor, `DELETE FROM anchor_paragraphs WHERE paragraph = 1`},
		{"paragraph too many", foundAnchor, `UPDATE anchor_paragraphs SET paragraph = 7 WHERE paragraph = 1`},
		{"revision ahead", foundRevision, `UPDATE articles SET revision = 2`},
		{"revision gone", foundRevision, `DELETE FROM revisions`},
		{"text behind the history", foundRevision, `UPDATE revisions SET text = text || 'x'`},
		{"said otherwise", foundMemory, `UPDATE said SET folded = 'السدود امتلات'`},
		{"another digest", foundMemory, `UPDATE said SET digest = digest + 1`},
		{"not said", foundMemory, `DELETE FROM said`},
		{"a deleted one said", foundMemory, `INSERT INTO said (annotation, folded, digest) SELECT seq, '', 0 FROM annotations WHERE deleted = 1`},
		{"a word forgotten", foundMemory, `DELETE FROM said_words WHERE word = (SELECT min(word) FROM said_words)`},
		{"a word too many", foundMemory, `INSERT INTO said_words (word, weight, annotation) SELECT 'شيء', weight, annotation FROM said_words LIMIT 1`},
		{"another weight", foundMemory, `UPDATE said_words SET weight = weight + 1`},
		{"title", foundRecord, `UPDATE articles SET title = 'السدود الفارغة'`},
		{"archived", foundRecord, `UPDATE articles SET archived = 1`},
		{"article's version", foundRecord, `UPDATE articles SET version = 2`},
		{"verdict", foundRecord, `UPDATE annotations SET verdict = 'false', scale = 'default@1' WHERE deleted = 0`},
		{"verdict of a deleted one", foundRecord, `UPDATE annotations SET verdict = 'false', scale = 'default@1' WHERE deleted = 1`},
		{"whose work", foundRecord, `UPDATE annotations SET assignee = 'x' WHERE deleted = 0`},
		{"by when", foundRecord, `UPDATE annotations SET due = '2026-01-01'`},
		{"what comes first", foundRecord, `UPDATE annotations SET priority = 'urgent'`},
		{"out of the queue", foundRecord, `UPDATE annotations SET shelved = 1`},
		{"who marked it", foundRecord, `UPDATE annotations SET created_by = 'nobody'`},
		{"brought back", foundRecord, `UPDATE annotations SET deleted = 0`},
		{"another speaker", foundRecord, `UPDATE annotations SET speaker = NULL WHERE deleted = 0`},
		{"a speaker's kind", foundRecord, `UPDATE speakers SET kind = 'document'`},
		{"a person's role", foundRecord, `UPDATE users SET role = 'admin'`},
		{"a person let in", foundRecord, `UPDATE users SET disabled = 1`},
		{"a person whom nobody made", foundRecord, `INSERT INTO users (id, name, folded, password, role, created_at, version)
			VALUES ('x', 'x', 'x', 'x', 'admin', '2026-01-01T00:00:00Z', 1)`},
		{"a speaker whom nobody made", foundRecord, `INSERT INTO speakers (id, name, folded, kind, created_by, created_at, updated_at, version)
			VALUES ('x', 'x', 'x', 'person', 'x', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 1)`},
		{"a person gone", foundRecord, `DELETE FROM users`},
		{"a piece's title", foundRecord, `UPDATE pieces SET title = 'محضر آخر' WHERE confidential = 0`},
		{"a piece made public", foundRecord, `UPDATE pieces SET confidential = 0`},
		{"what was said", foundRecord, `UPDATE comments SET text = 'x'`},
		{"who resolved it", foundRecord, `UPDATE comments SET resolved_by = 'x', resolved_at = '2026-01-01T00:00:00Z'`},
		{"whom it mentions forgotten", foundRecord, `DELETE FROM open_mentions`},
		{"what came of asking", foundRecord, `UPDATE replies SET outcome = 'declined'`},
		{"a right of reply removed", foundRecord, `UPDATE replies SET deleted = 1`},
		{"a right of reply gone", foundRecord, `DELETE FROM replies`},
		{"a right of reply nobody recorded", foundRecord, `UPDATE replies SET id = 'x'`},
		{"what evidence does", foundRecord, `UPDATE citations SET stance = 'refutes'`},
		{"evidence removed", foundRecord, `UPDATE citations SET deleted = 1`},
		{"evidence gone", foundRecord, `DELETE FROM citations`},
		{"a file's bytes", foundRecord, `UPDATE files SET data = x'78', size = 1`},
		{"a file nobody brought", foundReference, `INSERT INTO files (sha256, media_type, size, data) VALUES ('2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881', 'text/plain', 1, x'78')`},
		{"no moment", foundDamage, `UPDATE annotations SET created_at = 'yesterday'`},
		{"no moment of an article", foundDamage, `UPDATE articles SET created_at = '10000-01-01T00:00:00Z'`},
		{"count", foundCount, `UPDATE article_counts SET n = n + 1`},
		{"count gone", foundCount, `DELETE FROM article_counts`},
		{"found by another title", foundSearch, `UPDATE article_search_text SET title = 'other'`},
		{"not found", foundSearch, `DELETE FROM article_search_text`},
		{"search emptied", foundSearch, `INSERT INTO article_search (article_search) VALUES ('delete-all')`},
		{"not indexed", foundSearch, `INSERT INTO article_search (article_search, rowid, title, body)
			SELECT 'delete', article, title, body FROM article_search_text`},
		{"found and not there", foundSearch, `INSERT INTO article_search (rowid, title, body) VALUES (7, 'a', 'b')`},
		{"speaker renamed", foundSpeaker, `UPDATE speakers SET name = 'منى'`},
		{"listed elsewhere", foundSpeaker, `UPDATE speakers SET folded = 'ي'`},
		{"no words", foundSpeaker, `DELETE FROM speaker_words`},
		{"one word gone", foundSpeaker, `DELETE FROM speaker_words WHERE word = 'سامي'`},
		{"another word", foundSpeaker, `UPDATE speaker_words SET word = 'x' WHERE word = 'سامي'`},
		{"alias for a name", foundSpeaker, `UPDATE speaker_keys SET alias = 0`},
		{"alias forgotten", foundSpeaker, `DELETE FROM speaker_keys WHERE alias = 1`},
		{"another key", foundSpeaker, `UPDATE speaker_keys SET key = 'x' WHERE alias = 0`},
	} {
		t.Run(test.name, func(t *testing.T) {
			db, _ := checked(t)
			tamper(t, db, test.query)
			found(t, db, test.what, "")
		})
	}
}

// revised is a data file with an article at revision 3, and imported another one
// with the same article, which has that revision alone.
func revised(t *testing.T) (db, imported *DB, id string) {
	t.Helper()
	db, imported = tempDB(t), tempDB(t)
	for n := range 3 {
		id, _ = edition(t, db, n)
	}
	f, err := db.Export(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := imported.Import(t.Context(), editor, f); err != nil {
		t.Fatal(err)
	}
	return db, imported, id
}

// edition seeds the nth form of one file.
func edition(t *testing.T, db *DB, n int) (id string, outcome Outcome) {
	t.Helper()
	a, outcome, err := db.SeedArticle(t.Context(), editor, annotation.ArticleDraft{Title: "السدود", Text: checkedText + strings.Repeat("تحديث.\n", n),
		Source: annotation.Source{Name: "a.txt", SHA256: strings.Repeat(fmt.Sprint(n), 64), Path: "/a.txt"}})
	if err != nil {
		t.Fatal(err)
	}
	return a.ID, outcome
}

// TestCheckRevisions: they are without a gap, and the first is there unless it
// stayed on the desk that the article was imported from.
func TestCheckRevisions(t *testing.T) {
	db, imported, id := revised(t)
	noFindings(t, db)
	noFindings(t, imported)
	// The work goes on from there.
	for i, want := range []Outcome{Unchanged, Revised} {
		if again, outcome := edition(t, imported, 2+i); again != id || outcome != want {
			t.Fatalf("edition %d of %s is %s, %s", 2+i, id, again, outcome)
		}
	}
	noFindings(t, imported)
	for _, test := range []struct{ name, query string }{
		{"the first is gone", `DELETE FROM revisions WHERE revision = 1`},
		{"one between is gone", `DELETE FROM revisions WHERE revision = 2`},
		{"the last is gone", `DELETE FROM revisions WHERE revision = 3`},
		{"one too many", `UPDATE articles SET revision = 2`},
	} {
		t.Run(test.name, func(t *testing.T) {
			db, _, id := revised(t)
			tamper(t, db, test.query)
			found(t, db, foundRevision, id)
		})
	}
	tamper(t, imported, `UPDATE revisions SET revision = 2 WHERE revision = 3`)
	found(t, imported, foundRevision, id)
}

func TestCheckFindsBrokenReference(t *testing.T) {
	db, _ := checked(t)
	path := db.Path()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := migrated(t, path, migrations())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.Exec(`PRAGMA foreign_keys = 0; DELETE FROM speakers`); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), path, quiet)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	found(t, again, foundReference, "annotations")
}

// TestCheckFindsDamage overwrites, one after another, each page but the first.
func TestCheckFindsDamage(t *testing.T) {
	db, _ := checked(t)
	whole := filepath.Join(t.TempDir(), "whole.db")
	if err := db.Backup(t.Context(), whole); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	folder, checks := t.TempDir(), 0
	for at := page; at < len(sound); at += page {
		damaged := append([]byte(nil), sound...)
		copy(damaged[at:], strings.Repeat("?", page))
		path := filepath.Join(folder, "damaged.db")
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := Open(t.Context(), path, quiet)
		if err != nil {
			continue // noticed even sooner
		}
		checks++
		findings, err := db.Check(t.Context())
		if err != nil || len(findings) == 0 {
			t.Errorf("page %d is overwritten: findings %v, error %v", at/page+1, findings, err)
		}
		if err := errors.Join(db.Close(), os.Remove(path)); err != nil {
			t.Fatal(err)
		}
	}
	if checks == 0 {
		t.Error("no file could be opened")
	}
}
