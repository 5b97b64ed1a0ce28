package db_test

import (
	"bytes"
	"mime"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

// transcript is evidence that carries text.
func transcript() annotation.EvidenceDraft {
	return annotation.EvidenceDraft{Stance: annotation.Supports, Locator: "00:12:40", Passage: "الكلفة ارتفعت", PieceFields: annotation.PieceFields{
		Kind: annotation.TextPiece, Title: "تفريغ المؤتمر", Text: "قالت إن الكلفة ارتفعت.", Publisher: "البلدية", Date: "2026-01-01", Primary: true,
	}}
}

// secret is confidential evidence.
func secret() annotation.EvidenceDraft {
	return annotation.EvidenceDraft{Stance: annotation.Refutes, Locator: "zq-locator", Passage: "zq-passage", PieceFields: annotation.PieceFields{
		Kind: annotation.DocumentPiece, Title: "zq-title", Text: "zq-text", Publisher: "zq-publisher", URL: "https://zq.example", Confidential: true,
	}}
}

func upload(content string) *db.Upload {
	kind, _, _ := mime.ParseMediaType(http.DetectContentType([]byte(content)))
	return &db.Upload{Name: "zq-file.txt", MediaType: kind, Data: []byte(content)}
}

func cite(t testing.TB, d *db.DB, actor annotation.Actor, id string, draft annotation.EvidenceDraft, file *db.Upload) annotation.Evidence {
	t.Helper()
	c, err := d.AddEvidence(t.Context(), actor, id, draft, file)
	if err != nil || !c.Created {
		t.Fatal(c.Created, err)
	}
	return c.Evidence
}

func check(t testing.TB, d *db.DB) {
	t.Helper()
	findings, err := d.Check(t.Context())
	if err != nil || len(findings) > 0 {
		t.Errorf("findings: %v, %v", findings, err)
	}
}

func TestEvidence(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	quote, claim := mark(t, d, dbtest.Reviewer, article.ID, layla(t)), mark(t, d, dbtest.Reviewer, article.ID, claimAt(0, 4))
	first := cite(t, d, dbtest.Reviewer, quote.ID, transcript(), nil)
	if diff := cmp.Diff([]annotation.Evidence{first}, must[[]annotation.Evidence](t)(d.EvidenceOf(t.Context(), dbtest.Viewer, quote.ID))); diff != "" {
		t.Errorf("evidence (-added +read):\n%s", diff)
	}

	// The same piece for another mark: a change of the piece is seen from both.
	second := cite(t, d, dbtest.Reviewer2, claim.ID, annotation.EvidenceDraft{Piece: first.Piece.ID, Stance: annotation.Context}, nil)
	c, err := d.ChangeEvidence(t.Context(), dbtest.Reviewer, second.Citation.ID, second.Version(), annotation.EvidencePatch{Title: annotation.To("تفريغ مصحّح"), Stance: annotation.To(annotation.Refutes)})
	if err != nil {
		t.Fatal(err)
	}
	if c.Evidence.Version() != second.Version()+2 {
		t.Errorf("version %d after two changes of %d", c.Evidence.Version(), second.Version())
	}
	seen := must[annotation.Evidence](t)(d.Evidence(t.Context(), dbtest.Viewer, first.Citation.ID))
	if seen.Piece.Title != "تفريغ مصحّح" || seen.Citation.Stance != annotation.Supports || seen.Version() != first.Version()+1 {
		t.Errorf("the other one is %+v", seen)
	}
	_, err = d.ChangeEvidence(t.Context(), dbtest.Reviewer, first.Citation.ID, first.Version(), annotation.EvidencePatch{Locator: annotation.To("x")})
	refused(t, err, annotation.Stale, "error.stale")
	_, err = d.ChangeEvidence(t.Context(), dbtest.Reviewer, first.Citation.ID, 0, annotation.EvidencePatch{Locator: annotation.To("x")})
	refused(t, err, annotation.PreconditionRequired, "error.version_required")

	// Removed, and brought back.
	gone, err := d.DeleteEvidence(t.Context(), dbtest.Reviewer2, first.Citation.ID, seen.Version())
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Evidence(t.Context(), dbtest.Admin, first.Citation.ID)
	refused(t, err, annotation.NotFound, "error.not_found")
	check(t, d)
	if _, err := d.RestoreEvidence(t.Context(), dbtest.Reviewer, first.Citation.ID, gone.Evidence.Version()); err != nil {
		t.Fatal(err)
	}
	if all := must[[]annotation.Evidence](t)(d.EvidenceOf(t.Context(), dbtest.Viewer, quote.ID)); len(all) != 1 {
		t.Errorf("brought back: %+v", all)
	}
	if pieces := must[[]annotation.Piece](t)(d.Pieces(t.Context(), dbtest.Viewer, article.ID)); len(pieces) != 1 {
		t.Errorf("the article's pieces are %+v", pieces)
	}
	check(t, d)
}

func TestAddEvidenceAgain(t *testing.T) {
	d := dbtest.Open(t)
	quote := mark(t, d, dbtest.Reviewer, addWaterPlan(t, d).ID, layla(t))
	draft := transcript()
	draft.ID, draft.Kind = "evidence-1", annotation.DocumentPiece
	first := cite(t, d, dbtest.Reviewer, quote.ID, draft, upload("one"))
	again, err := d.AddEvidence(t.Context(), dbtest.Reviewer, quote.ID, draft, upload("one"))
	if err != nil || again.Created {
		t.Fatal(again.Created, err)
	}
	if diff := cmp.Diff(first, again.Evidence); diff != "" {
		t.Errorf("a retry is answered with (-first +again):\n%s", diff)
	}
	for name, other := range map[string]func() (db.EvidenceChange, error){
		"another file": func() (db.EvidenceChange, error) {
			return d.AddEvidence(t.Context(), dbtest.Reviewer, quote.ID, draft, upload("two"))
		},
		"another file's name": func() (db.EvidenceChange, error) {
			file := upload("one")
			file.Name = "other.txt"
			return d.AddEvidence(t.Context(), dbtest.Reviewer, quote.ID, draft, file)
		},
		"another person": func() (db.EvidenceChange, error) {
			return d.AddEvidence(t.Context(), dbtest.Reviewer2, quote.ID, draft, upload("one"))
		},
		"another title": func() (db.EvidenceChange, error) {
			changed := draft
			changed.Title = "x"
			return d.AddEvidence(t.Context(), dbtest.Reviewer, quote.ID, changed, upload("one"))
		},
	} {
		if _, err := other(); annotation.CodeOf(err) != annotation.Conflict {
			t.Errorf("%s under the same id: %v", name, err)
		}
	}
	// The same content is kept once, whatever it is called.
	draft.ID = ""
	cite(t, d, dbtest.Reviewer, quote.ID, draft, &db.Upload{Name: "other.txt", MediaType: "text/plain", Data: []byte("one")})
	if _, data, err := d.EvidenceFile(t.Context(), dbtest.Viewer, first.Citation.ID); err != nil || string(data) != "one" {
		t.Errorf("the file is %q, %v", data, err)
	}
	check(t, d)
}

func TestAddEvidenceRefuses(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	quote := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	hidden := cite(t, d, dbtest.Editor, quote.ID, secret(), nil)
	text := transcript()
	with := func(change func(*annotation.EvidenceDraft)) annotation.EvidenceDraft {
		draft := transcript()
		change(&draft)
		return draft
	}
	for _, test := range []struct {
		name  string
		who   annotation.Actor
		id    string
		draft annotation.EvidenceDraft
		file  *db.Upload
		code  annotation.Code
		key   string
	}{
		{"a viewer", dbtest.Viewer, quote.ID, text, nil, annotation.Forbidden, "error.forbidden"},
		{"nobody", dbtest.Nobody, quote.ID, text, nil, annotation.Unauthenticated, "error.sign_in_required"},
		{"no annotation", dbtest.Reviewer, "none", text, nil, annotation.NotFound, "error.not_found"},
		{"no stance", dbtest.Reviewer, quote.ID, with(func(e *annotation.EvidenceDraft) { e.Stance = "" }), nil, annotation.Invalid, "error.required"},
		{"a bad id", dbtest.Reviewer, quote.ID, with(func(e *annotation.EvidenceDraft) { e.ID = "a/b" }), nil, annotation.Invalid, "error.id_invalid"},
		{"no piece", dbtest.Reviewer, quote.ID, annotation.EvidenceDraft{Stance: annotation.Supports, Piece: "none"}, nil, annotation.Invalid, "error.not_found"},
		{"another's confidential piece", dbtest.Reviewer, quote.ID, annotation.EvidenceDraft{Stance: annotation.Supports, Piece: hidden.Piece.ID}, nil, annotation.Invalid, "error.not_found"},
		{"a piece and fields", dbtest.Editor, quote.ID, with(func(e *annotation.EvidenceDraft) { e.Piece = hidden.Piece.ID }), nil, annotation.Invalid, "error.piece_or_fields"},
		{"an empty file", dbtest.Reviewer, quote.ID, secret(), upload(""), annotation.Invalid, "error.file_empty"},
		{"a file for a text", dbtest.Reviewer, quote.ID, text, upload("x"), annotation.Invalid, "error.file_only_for_documents"},
		{"too large a file", dbtest.Reviewer, quote.ID, secret(), upload(strings.Repeat("x", annotation.MaxUpload+1)), annotation.TooLarge, "error.body_too_large"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := d.AddEvidence(t.Context(), test.who, test.id, test.draft, test.file)
			refused(t, err, test.code, test.key)
		})
	}
	if _, err := d.ChangeArticle(t.Context(), dbtest.Editor, article.ID, article.Version, annotation.ArticlePatch{Archived: annotation.To(true)}); err != nil {
		t.Fatal(err)
	}
	_, err := d.AddEvidence(t.Context(), dbtest.Reviewer, quote.ID, text, nil)
	refused(t, err, annotation.Conflict, "error.archived")
	check(t, d)
}

// TestEvidenceReopens: whatever was checked rested on the evidence as it was, and no
// undo brings the check back over other evidence.
func TestEvidenceReopens(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	a, b := mark(t, d, dbtest.Reviewer, article.ID, claimAt(0, 4)), mark(t, d, dbtest.Reviewer, article.ID, claimAt(5, 10))
	first := cite(t, d, dbtest.Reviewer, a.ID, transcript(), nil)
	cite(t, d, dbtest.Reviewer, b.ID, annotation.EvidenceDraft{Piece: first.Piece.ID, Stance: annotation.Supports}, nil)
	state := func(id string) annotation.State {
		return must[annotation.Annotation](t)(d.Annotation(t.Context(), id)).State
	}
	redo := func(id string) {
		if state(id) == annotation.Checking {
			edit(t, d, dbtest.Reviewer, must[annotation.Annotation](t)(d.Annotation(t.Context(), id)), step(annotation.Checked))
		} else {
			finish(t, d, id)
		}
	}
	redo(a.ID)
	redo(b.ID)

	c, err := d.ChangeEvidence(t.Context(), dbtest.Reviewer, first.Citation.ID, first.Version(), annotation.EvidencePatch{Locator: annotation.To("00:13:00")})
	if err != nil || c.Reopened != 1 || state(a.ID) != annotation.Checking || state(b.ID) != annotation.Approved {
		t.Fatalf("a citation changed: %+v, %v; %s and %s", c, err, state(a.ID), state(b.ID))
	}
	_, err = d.Undo(t.Context(), dbtest.Reviewer, article.ID)
	refused(t, err, annotation.Conflict, "error.undo_stale")

	c, err = d.ChangeEvidence(t.Context(), dbtest.Reviewer, first.Citation.ID, c.Evidence.Version(), annotation.EvidencePatch{Text: annotation.To("قالت إن الكلفة لم ترتفع.")})
	if err != nil || c.Reopened != 1 || state(b.ID) != annotation.Checking {
		t.Fatalf("the piece changed: %+v, %v; %s", c, err, state(b.ID))
	}
	redo(a.ID)
	c, err = d.DeleteEvidence(t.Context(), dbtest.Reviewer, first.Citation.ID, c.Evidence.Version())
	if err != nil || c.Reopened != 1 || state(a.ID) != annotation.Checking {
		t.Fatalf("removed: %+v, %v; %s", c, err, state(a.ID))
	}
	redo(a.ID)
	cite(t, d, dbtest.Reviewer, a.ID, transcript(), nil)
	if state(a.ID) != annotation.Checking {
		t.Errorf("added: %s", state(a.ID))
	}
	check(t, d)
}

func TestConfidentialEvidence(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	quote := mark(t, d, dbtest.Reviewer, article.ID, layla(t))
	e := cite(t, d, dbtest.Reviewer, quote.ID, secret(), upload("zq-content"))
	for actor, sees := range map[annotation.Actor]bool{
		dbtest.Viewer: false, dbtest.Reviewer2: false, dbtest.Reviewer: true, dbtest.Editor: true, dbtest.Admin: true, dbtest.Nobody: false,
	} {
		_, err := d.Evidence(t.Context(), actor, e.Citation.ID)
		_, _, fileErr := d.EvidenceFile(t.Context(), actor, e.Citation.ID)
		_, changeErr := d.ChangeEvidence(t.Context(), actor, e.Citation.ID, e.Version(), annotation.EvidencePatch{})
		all := must[[]annotation.Evidence](t)(d.EvidenceOf(t.Context(), actor, quote.ID))
		pieces := must[[]annotation.Piece](t)(d.Pieces(t.Context(), actor, article.ID))
		if (err == nil) != sees || (fileErr == nil) != sees || (len(all) == 1) != sees || (len(pieces) == 1) != sees || sees && changeErr != nil || !sees && changeErr == nil {
			t.Errorf("%s: %v, %v, %v, %d in the list, %d pieces; want it seen: %v", actor.Name, err, fileErr, changeErr, len(all), len(pieces), sees)
		}
	}
	if file := exported(t, d); strings.Contains(file, "zq-") {
		t.Errorf("the export tells it:\n%s", file)
	}
	events := must[[]annotation.Event](t)(d.Events(t.Context(), "", 0, 1000))
	if n := slices.IndexFunc(events, func(e annotation.Event) bool { return e.Action == "piece.created" }); n < 0 {
		t.Fatal("no event about the piece: the next lines prove nothing")
	}
	for _, e := range events {
		if bytes.Contains(append(e.Before, e.After...), []byte("zq-")) {
			t.Errorf("the events tell it: %s", e.After)
		}
	}
	for _, e := range historyOf(t, d, quote.ID) {
		if bytes.Contains(append(e.Before, e.After...), []byte("zq-")) {
			t.Errorf("the history tells a viewer: %s", e.After)
		}
	}
}

// TestReleasedEvidence: what was said of evidence in confidence stays so for those who
// could not see it then, once the evidence is confidential no more.
func TestReleasedEvidence(t *testing.T) {
	d := dbtest.Open(t)
	quote := mark(t, d, dbtest.Reviewer, addWaterPlan(t, d).ID, layla(t))
	e := cite(t, d, dbtest.Reviewer, quote.ID, secret(), nil)
	to := annotation.To[string]
	clean := annotation.EvidencePatch{Title: to("محضر"), Text: to("نص"), Publisher: to("البلدية"), URL: to(""), Locator: to("ص ٣"), Passage: to("مقطع")}
	again := annotation.EvidencePatch{Title: to("zq-again"), Passage: to("zq-again"), Confidential: annotation.To(true)}
	released := clean
	released.Confidential = annotation.To(false)
	for _, p := range []annotation.EvidencePatch{clean, {Confidential: annotation.To(false)}, again, released, {Locator: to("ص ٤"), Publisher: to("المجلس")}} {
		c, err := d.ChangeEvidence(t.Context(), dbtest.Editor, e.Citation.ID, e.Version(), p)
		if err != nil {
			t.Fatal(err)
		}
		e = c.Evidence
	}
	sides := func(reader annotation.Actor) (sides, withheld []string) {
		entries, _, err := d.AnnotationHistory(t.Context(), reader, quote.ID, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries[1:] {
			said := e.Action
			if len(e.Before) > 0 {
				said += " before"
			}
			if len(e.After) > 0 {
				said += " after"
			}
			if e.Withheld {
				withheld = append(withheld, said)
			}
			if bytes.Contains(append(e.Before, e.After...), []byte("zq-")) {
				said += " zq"
			}
			sides = append(sides, said)
		}
		return sides, withheld
	}
	want := []string{"piece.created", "evidence.created", "piece.changed", "evidence.changed", "piece.changed after", "piece.changed",
		"evidence.changed", "evidence.changed", "piece.changed after", "evidence.changed before after", "piece.changed before after"}
	for _, reader := range []annotation.Actor{dbtest.Viewer, dbtest.Reviewer2} {
		got, withheld := sides(reader)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("to %s (-want +got):\n%s", reader.Name, diff)
		}
		if diff := cmp.Diff(want[:9], withheld); diff != "" {
			t.Errorf("what is withheld from %s (-want +got):\n%s", reader.Name, diff)
		}
	}
	for _, reader := range []annotation.Actor{dbtest.Reviewer, dbtest.Editor, dbtest.Admin} {
		got, withheld := sides(reader)
		if len(withheld) > 0 || got[6] != "evidence.changed before after zq" || got[0] != "piece.created after zq" {
			t.Errorf("to %s: %q, withheld %q", reader.Name, got, withheld)
		}
	}
	var public []string
	for _, e := range must[[]annotation.Event](t)(d.Events(t.Context(), "", 0, 1000)) {
		said := string(e.Before) + string(e.After)
		if strings.Contains(said, "zq-") {
			t.Errorf("the events tell it: %s", said)
		}
		if strings.Contains(said, "محضر") {
			public = append(public, e.Action)
		}
	}
	if diff := cmp.Diff([]string{"piece.changed", "piece.changed", "piece.changed"}, public); diff != "" {
		t.Errorf("events of what came out (-want +got):\n%s", diff)
	}
	check(t, d)
}

// TestConfidentialEvidenceIsSignedOnByWhoSeesIt: for a step to checked counts what
// whoever makes it may see; others are told what they would be without it.
func TestConfidentialEvidenceIsSignedOnByWhoSeesIt(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	draft := claimAt(0, 4)
	draft.State, draft.Verdict = annotation.Checking, annotation.False
	claim := mark(t, d, dbtest.Reviewer, article.ID, draft)
	claim = edit(t, d, dbtest.Reviewer, claim, annotation.Patch{Reason: annotation.To("مكالمة")})
	e := cite(t, d, dbtest.Reviewer, claim.ID, secret(), nil)
	checked := annotation.Patch{State: annotation.To(annotation.Checked)}

	_, err := d.ChangeAnnotation(t.Context(), dbtest.Reviewer2, claim.ID, claim.Version, checked)
	refused(t, err, annotation.Invalid, "error.check_needs_evidence")
	for actor, want := range map[annotation.Actor][]string{dbtest.Reviewer2: {"evidence"}, dbtest.Reviewer: nil, dbtest.Editor: nil} {
		if diff := cmp.Diff(want, must[[]string](t)(d.Missing(t.Context(), actor, claim))); diff != "" {
			t.Errorf("missing for %s (-want +got):\n%s", actor.Name, diff)
		}
	}
	edit(t, d, dbtest.Reviewer, claim, checked)
	if _, err := d.ChangeEvidence(t.Context(), dbtest.Reviewer, e.Citation.ID, e.Version(), annotation.EvidencePatch{Confidential: annotation.To(false)}); err != nil {
		t.Fatal(err)
	}
	claim = now(t, d, claim.ID) // back to checking
	edit(t, d, dbtest.Reviewer2, claim, checked)
}

// TestHistoryOfEvidence: a mark's history tells what was in evidence, to those who
// may see it.
func TestHistoryOfEvidence(t *testing.T) {
	d := dbtest.Open(t)
	quote := mark(t, d, dbtest.Reviewer, addWaterPlan(t, d).ID, layla(t))
	public := cite(t, d, dbtest.Reviewer, quote.ID, transcript(), nil)
	hidden := cite(t, d, dbtest.Reviewer, quote.ID, secret(), nil)
	if _, err := d.DeleteEvidence(t.Context(), dbtest.Reviewer, public.Citation.ID, public.Version()); err != nil {
		t.Fatal(err)
	}
	told := func(reader annotation.Actor) (all []string) {
		entries, _, err := d.AnnotationHistory(t.Context(), reader, quote.ID, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			all = append(all, strings.TrimSpace(e.Action+" "+e.About))
		}
		return all
	}
	about := public.Piece.Title
	want := []string{"annotation.created", "piece.created " + about, "evidence.created " + about, "evidence.deleted " + about}
	if diff := cmp.Diff(want, told(dbtest.Viewer)); diff != "" {
		t.Errorf("to a viewer (-want +got):\n%s", diff)
	}
	want = slices.Insert(want, 3, "piece.created zq-title", "evidence.created zq-title")
	if diff := cmp.Diff(want, told(dbtest.Editor)); diff != "" {
		t.Errorf("to an editor (-want +got):\n%s", diff)
	}
	if _, err := d.EraseEvidence(t.Context(), dbtest.Editor, hidden.Citation.ID, hidden.Version()); err != nil {
		t.Fatal(err)
	}
	want = append([]string{"annotation.created", "piece.created " + about, "evidence.created " + about, "piece.created", "evidence.created", "evidence.deleted " + about}, "piece.erased")
	if diff := cmp.Diff(want, told(dbtest.Editor)); diff != "" {
		t.Errorf("once it is erased (-want +got):\n%s", diff)
	}
}

// TestEraseEvidence looks for what was erased in every byte of the data file and of
// its log.
func TestEraseEvidence(t *testing.T) {
	d := dbtest.Open(t)
	article := addWaterPlan(t, d)
	quote, claim := mark(t, d, dbtest.Reviewer, article.ID, layla(t)), mark(t, d, dbtest.Reviewer, article.ID, claimAt(0, 4))
	e := cite(t, d, dbtest.Reviewer, quote.ID, secret(), upload(strings.Repeat("zq-content ", 5000)))
	c, err := d.ChangeEvidence(t.Context(), dbtest.Reviewer, e.Citation.ID, e.Version(), annotation.EvidencePatch{
		Text: annotation.To(strings.Repeat("zq-longer ", 3000)), Passage: annotation.To("zq-other"), Title: annotation.To("zq-new")})
	if err != nil {
		t.Fatal(err)
	}
	cite(t, d, dbtest.Editor, claim.ID, annotation.EvidenceDraft{Piece: e.Piece.ID, Stance: annotation.Supports, Passage: "zq-third", Locator: "zq-where"}, nil)
	kept := cite(t, d, dbtest.Reviewer, claim.ID, transcript(), nil)
	finish(t, d, claim.ID)

	_, err = d.EraseEvidence(t.Context(), dbtest.Reviewer2, e.Citation.ID, c.Evidence.Version())
	refused(t, err, annotation.NotFound, "error.not_found")
	_, err = d.EraseEvidence(t.Context(), dbtest.Editor, kept.Citation.ID, kept.Version())
	refused(t, err, annotation.Conflict, "error.erase_only_confidential")
	done, err := d.EraseEvidence(t.Context(), dbtest.Editor, e.Citation.ID, c.Evidence.Version())
	if err != nil || done.Reopened != 1 || !done.Evidence.Piece.Erased {
		t.Fatalf("%+v, %v", done, err)
	}
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(d.Path() + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if i := bytes.Index(data, []byte("zq-")); i >= 0 {
			t.Errorf("isnad.db%s still has %q", suffix, data[max(0, i-20):min(len(data), i+40)])
		}
	}
	check(t, d)
	left := must[annotation.Evidence](t)(d.Evidence(t.Context(), dbtest.Editor, e.Citation.ID))
	if left.Citation.Passage != "" || left.Piece.File != nil || left.Piece.CreatedBy != dbtest.Reviewer.Name {
		t.Errorf("left is %+v", left)
	}
	_, err = d.AddEvidence(t.Context(), dbtest.Editor, quote.ID, annotation.EvidenceDraft{Piece: e.Piece.ID, Stance: annotation.Supports}, nil)
	refused(t, err, annotation.Conflict, "error.piece_erased")
	if _, err := d.DeleteEvidence(t.Context(), dbtest.Editor, e.Citation.ID, left.Version()); err != nil {
		t.Fatal(err)
	}
	check(t, d)
}

// TestEraseRemovedEvidence: what was taken off its annotation, or went with it, can be
// erased by the same people.
func TestEraseRemovedEvidence(t *testing.T) {
	for _, test := range []struct {
		name               string
		removed, annotated bool
	}{{"removed", true, true}, {"with its annotation", false, false}, {"removed, and its annotation deleted", true, false}} {
		t.Run(test.name, func(t *testing.T) {
			d := dbtest.Open(t)
			claim := mark(t, d, dbtest.Reviewer, addWaterPlan(t, d).ID, claimAt(0, 4))
			e := cite(t, d, dbtest.Reviewer, claim.ID, secret(), upload("zq-content"))
			if test.removed {
				c, err := d.DeleteEvidence(t.Context(), dbtest.Reviewer, e.Citation.ID, e.Version())
				if err != nil {
					t.Fatal(err)
				}
				e = c.Evidence
			}
			if !test.annotated {
				must[db.Change](t)(d.DeleteAnnotation(t.Context(), dbtest.Reviewer, claim.ID, claim.Version))
			}
			_, err := d.EraseEvidence(t.Context(), dbtest.Reviewer2, e.Citation.ID, e.Version())
			refused(t, err, annotation.NotFound, "error.not_found")
			done, err := d.EraseEvidence(t.Context(), dbtest.Editor, e.Citation.ID, e.Version())
			if err != nil || !done.Evidence.Piece.Erased || done.Reopened != 0 {
				t.Fatalf("%+v, %v", done, err)
			}
			for _, suffix := range []string{"", "-wal"} {
				data, err := os.ReadFile(d.Path() + suffix)
				if err != nil {
					t.Fatal(err)
				}
				if i := bytes.Index(data, []byte("zq-")); i >= 0 {
					t.Errorf("isnad.db%s still has %q", suffix, data[max(0, i-20):min(len(data), i+40)])
				}
			}
			check(t, d)
		})
	}
}

// TestEraseKeepsTheFilesOfOthers: one content, two pieces.
func TestEraseKeepsTheFilesOfOthers(t *testing.T) {
	d := dbtest.Open(t)
	quote := mark(t, d, dbtest.Reviewer, addWaterPlan(t, d).ID, layla(t))
	hidden := cite(t, d, dbtest.Reviewer, quote.ID, secret(), upload("the minutes"))
	public := secret()
	public.Confidential = false
	open := cite(t, d, dbtest.Reviewer, quote.ID, public, upload("the minutes"))
	if _, err := d.EraseEvidence(t.Context(), dbtest.Editor, hidden.Citation.ID, hidden.Version()); err != nil {
		t.Fatal(err)
	}
	if _, data, err := d.EvidenceFile(t.Context(), dbtest.Viewer, open.Citation.ID); err != nil || string(data) != "the minutes" {
		t.Errorf("the other piece's file: %q, %v", data, err)
	}
	check(t, d)
}

func TestImportEvidenceByHand(t *testing.T) {
	const article = `{"id":"a1","text":"خبر عن الماء","annotations":[{"id":"n1","kind":"claim","spans":[{"start":0,"end":3}],"evidence":[%s]}]}`
	for _, test := range []struct {
		name, pieces, evidence string
		field                  string // at fault; "" for none
	}{
		{"only the needed fields", ``, `{"stance":"supports","kind":"call","title":"اتصال"}`, ""},
		{"with the text", ``, `{"stance":"supports","kind":"text","title":"بيان","text":"نص"}`, ""},
		{"a piece of the list", `{"id":"p1","kind":"call","title":"x"}`, `{"id":"e1","piece":"p1","stance":"refutes","locator":"3"}`, ""},
		{"a piece of the list, said again", `{"id":"p1","kind":"text","title":"x","text":"y"}`, `{"piece":"p1","stance":"refutes","kind":"text","title":"x"}`, ""},
		{"twice", ``, `{"id":"e1","stance":"supports","kind":"call","title":"x"},{"id":"e1","stance":"supports","kind":"call","title":"x"}`, "articles[a1].annotations[n1].evidence[e1].id"},
		{"another title than the list has", `{"id":"p1","kind":"call","title":"x"}`, `{"piece":"p1","stance":"refutes","kind":"call","title":"y"}`, "articles[a1].annotations[n1].evidence[0].piece"},
		{"no such piece", ``, `{"piece":"p9","stance":"refutes"}`, "articles[a1].annotations[n1].evidence[p9].piece"},
		{"no stance", ``, `{"kind":"call","title":"x"}`, "articles[a1].annotations[n1].evidence[0].stance"},
		{"no title", ``, `{"stance":"supports","kind":"call"}`, "articles[a1].annotations[n1].evidence[0].title"},
		{"confidential", ``, `{"stance":"supports","kind":"call","title":"x","confidential":true}`, "articles[a1].annotations[n1].evidence[0].confidential"},
		{"a confidential piece", `{"id":"p1","kind":"call","title":"x","confidential":true}`, ``, "pieces[p1].confidential"},
		{"a file that is not there", `{"id":"p1","kind":"document","title":"x","file":{"name":"f","media_type":"text/plain","size":1,"sha256":"00"}}`, ``, "pieces[p1].file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := dbtest.Open(t)
			file := `{"pieces":[` + test.pieces + `],"articles":[` + strings.Replace(article, "%s", test.evidence, 1) + `]}`
			err := importFile(t, d, file)
			if test.field != "" {
				if e, ok := err.(*annotation.Error); !ok || !strings.HasSuffix(e.Field, test.field[strings.LastIndex(test.field, "."):]) { //nolint:errorlint // what comes of it is bare
					t.Fatalf("refused for %v, want %s", err, test.field)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			check(t, d)
			if err := importFile(t, d, file); err != nil {
				t.Errorf("the same file again: %v", err)
			}
			once := exported(t, d)
			to := dbtest.Open(t)
			mustImport(t, to, once)
			if diff := cmp.Diff(once, exported(t, to)); diff != "" {
				t.Errorf("the export of the import differs:\n%s", diff)
			}
		})
	}
}
