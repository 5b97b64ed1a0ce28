package handlers

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

// loadsFive makes the scale of five steps known to the desk.
func (s *site) loadsFive() {
	s.t.Helper()
	in, err := os.Open(filepath.Join("..", "examples", "scales", "five-steps.json"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer in.Close()
	scale, err := export.ReadScale(in)
	if err == nil {
		_, err = s.db.LoadScale(s.t.Context(), dbtest.Editor, scale)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// uses has the desk judge by the newest version of a scale.
func (s *site) uses(id string) {
	s.t.Helper()
	before, err := s.db.Settings(s.t.Context())
	if err == nil {
		_, err = s.db.ChangeSettings(s.t.Context(), dbtest.Editor, before.Version, annotation.SettingsPatch{Scale: annotation.To(annotation.ScaleRef(id))})
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) judged(article annotation.Article, words string, v annotation.Verdict) annotation.Annotation {
	s.t.Helper()
	return s.changed(dbtest.Reviewer, s.marked(article, annotation.Claim, words), annotation.Patch{Verdict: annotation.To(v)})
}

func TestScalesPage(t *testing.T) {
	s := newSite(t)
	s.loadsFive()
	viewer := s.as(dbtest.Viewer)
	page := viewer.get("/scales").wants(http.StatusOK).says(`id="default@1"`, "Misleading", "The facts are right", `id="five-steps@1"`, "Half true", "needs evidence", "a reason is enough")
	inUse := func(page *answer) string {
		_, after, _ := strings.Cut(page.body, "The desk’s scale")
		_, after, _ = strings.Cut(after, `<code dir="ltr">`)
		ref, _, _ := strings.Cut(after, "<")
		return ref
	}
	if strings.Index(page.body, "default@1") > strings.Index(page.body, "five-steps@1") || inUse(page) != "default@1" {
		t.Error("the desk's scale does not come first")
	}
	viewer.get("/scales?lang=ar").wants(http.StatusOK).says("مضلل", "مقياس المكتب", "نصفه صحيح", "أقرب إلى الصحة")
	viewer.get("/help?lang=en").says("Mostly true").saysNot("Half true")
	s.uses("five-steps")
	page = viewer.get("/scales")
	if strings.Index(page.body, "default@1") < strings.Index(page.body, "five-steps@1") || inUse(page) != "five-steps@1" {
		t.Error("the desk's scale does not come first")
	}
	viewer.get("/help").says("Half true").saysNot("Mostly true")
}

func TestAPIScales(t *testing.T) {
	s := newSite(t)
	s.loadsFive()
	s.uses("five-steps")
	var got struct {
		Items   []annotation.Scale
		Current string
	}
	if err := json.Unmarshal([]byte(s.withToken(dbtest.Viewer).get("/api/v1/scales").wants(http.StatusOK).body), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Items) != 2 || !got.Items[0].Equal(annotation.DefaultScale()) || got.Items[1].Ref() != "five-steps@1" || got.Current != "five-steps@1" {
		t.Errorf("%+v", got)
	}
}

// An old verdict keeps its scale in the form, and its word everywhere, until
// somebody chooses another.
func TestOldVerdictsInTheForm(t *testing.T) {
	s := newSite(t)
	s.loadsFive()
	article := s.article(english)
	claim := s.judged(article, "the hall seats 120 readers", annotation.True)
	reviewer := s.as(dbtest.Reviewer)
	before := reviewer.card(claim)
	if got := before.Get("scale") + " " + before.Get("verdict"); got != "default@1 true" {
		t.Fatalf("the form says %s", got)
	}
	s.uses("five-steps")

	// The card that was opened before saves what it did not touch, and not a word of another scale.
	reviewer.saves(claim, before, "verdict", "satire").wants(http.StatusConflict).says("default@1", "five-steps@1").saysNot("Satire")
	reviewer.saves(claim, before, "note", "seats").wants(http.StatusSeeOther)
	claim = s.annotation(claim.ID)
	wants(t, claim, "note=seats", "verdict=true", "scale=default@1")

	form := reviewer.card(claim)
	if got := form.Get("scale") + " " + form.Get("verdict"); got != "five-steps@1 default@1/true" {
		t.Fatalf("the form says %s", got)
	}
	reviewer.get("/articles/"+article.ID+"?open="+claim.ID).says("True (scale default@1)", "Half true").saysNot("Mostly true")
	reviewer.saves(claim, form, "note", "120").wants(http.StatusSeeOther)
	claim = s.annotation(claim.ID)
	wants(t, claim, "note=120", "verdict=true", "scale=default@1")
	form = reviewer.card(claim)
	reviewer.saves(claim, form, "verdict", "default@1/false").wants(http.StatusConflict)
	reviewer.saves(claim, form, "verdict", "satire").wants(http.StatusUnprocessableEntity).says("rather_true")
	reviewer.saves(claim, form, "verdict", "true").wants(http.StatusSeeOther) // the same word, of the new scale
	wants(t, s.annotation(claim.ID), "verdict=true", "scale=five-steps@1")
}

// Two people's verdicts of two scales are shown by their words.
func TestConflictOfScales(t *testing.T) {
	s := newSite(t)
	s.loadsFive()
	article := s.article(english)
	claim := s.judged(article, "the hall seats 120 readers", annotation.Satire)
	reviewer := s.as(dbtest.Reviewer)
	form := reviewer.card(claim)
	s.uses("five-steps")
	s.changed(dbtest.Reviewer2, claim, annotation.Patch{Verdict: annotation.To(annotation.Verdict("half"))})
	reviewer.saves(claim, form, "verdict", "misleading").wants(http.StatusPreconditionFailed).says("Half true", "Misleading")
	reviewer.saves(claim, form, "note", "mine").wants(http.StatusPreconditionFailed).says("Half true", "not yours: stays as it is")
}

// The words of a verdict are those of its scale wherever it is shown.
func TestVerdictsElsewhere(t *testing.T) {
	s := newSite(t)
	s.loadsFive()
	article := s.article(english)
	claim := s.attributed(article, "The roof is safe", "Tom Brandt")
	claim = s.changed(dbtest.Reviewer, claim, annotation.Patch{Verdict: annotation.To(annotation.Fabricated)})
	s.uses("five-steps")
	viewer := s.as(dbtest.Viewer)
	for _, path := range []string{"/articles/" + article.ID, "/articles/" + article.ID + "?open=" + claim.ID, "/speakers/" + claim.Speaker.ID} {
		viewer.get(path).wants(http.StatusOK).says("Fabricated", "bad")
		viewer.get(path, "Accept-Language", "ar").says("مفبرك").saysNot("⟦")
	}
	s.changed(dbtest.Reviewer, claim, annotation.Patch{Verdict: annotation.To(annotation.Verdict("rather_true"))})
	viewer.get("/articles/"+article.ID+"?lang=en").says("Rather true", "good")
	viewer.get("/speakers/"+claim.Speaker.ID).says("?verdict=rather_true", "Rather true", "fill-good").saysNot("Fabricated")
	viewer.get("/speakers/" + claim.Speaker.ID + "?verdict=rather_true").wants(http.StatusOK).says("The roof is safe")
	viewer.get("/speakers/" + claim.Speaker.ID + "?verdict=satire").wants(http.StatusOK) // of a scale that the desk had
	viewer.get("/speakers/" + claim.Speaker.ID + "?verdict=nearly").wants(http.StatusUnprocessableEntity)
	viewer.get("/articles/"+article.ID+"/export").says(`"scale": "five-steps@1"`, `"rather_true"`, `"ar": "أقرب إلى الصحة"`)
	viewer.get("/api/v1/articles/" + article.ID).says(`"scale":"five-steps@1"`)
}

// The card says what the step to checked still asks for, and the step refuses by
// the same; what was typed counts.
func TestCardSaysWhatIsMissing(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	quote := s.marked(article, annotation.Quote, "The roof is safe")
	reviewer, open := s.as(dbtest.Reviewer), "/articles/"+article.ID+"?open="+quote.ID
	reviewer.get(open).saysNot("To hand over") // the next step is another
	quote = s.changed(dbtest.Reviewer, quote, annotation.Patch{State: annotation.To(annotation.Checking)})
	reviewer.get(open).says("To hand over: wording, reason")
	reviewer.get(open + "&lang=ar").says("ينقص للتسليم: صحة النقل، التعليل")
	form := reviewer.card(quote)
	reviewer.header.Set("Accept-Language", "en")
	reviewer.get(open + "&lang=en")
	reviewer.saves(quote, form, "state", "checked").wants(http.StatusUnprocessableEntity).says("it still needs: wording, reason", "To hand over: wording, reason")
	reviewer.saves(quote, form, "state", "checked", "reason", "the recording").wants(http.StatusUnprocessableEntity).
		says("it still needs: wording.", "To hand over: wording<", "the recording")
	reviewer.saves(quote, form, "state", "checked", "reason", "the recording", "wording", "accurate").wants(http.StatusSeeOther)
	wants(t, s.annotation(quote.ID), "state=checked", "wording=accurate", "reason=the recording")

	// A verdict asks for evidence besides, unless its label does not.
	claim := s.judged(article, "the hall seats 120 readers", annotation.False)
	claim = s.changed(dbtest.Reviewer, claim, annotation.Patch{State: annotation.To(annotation.Checking)})
	reviewer.get("/articles/" + article.ID + "?open=" + claim.ID).says("To hand over: reason, evidence")
	s.evidenced(claim)
	reviewer.get("/articles/" + article.ID + "?open=" + claim.ID).says("To hand over: reason<")
	s.as(dbtest.Viewer).get(open).saysNot("To hand over")
}

// A program says which scale it judged by, if it likes, and is told of another.
func TestAPIJudges(t *testing.T) {
	s := newSite(t)
	s.loadsFive()
	article := s.article(english)
	program := s.withToken(dbtest.Reviewer)
	path := "/api/v1/articles/" + article.ID + "/annotations"
	draft := func(verdict, scale string) map[string]any {
		d := map[string]any{"kind": "claim", "spans": []map[string]int{{"start": 0, "end": 4}}, "verdict": verdict}
		if scale != "" {
			d["scale"] = scale
		}
		return d
	}
	program.json(http.MethodPost, path, draft("satire", "")).wants(http.StatusCreated).says(`"scale":"default@1"`)
	program.json(http.MethodPost, path, draft("satire", "five-steps@1")).wants(http.StatusConflict).says("urn:isnad:problem:scale_not_current", `"field":"verdict"`)
	s.uses("five-steps")
	program.json(http.MethodPost, path, draft("satire", "")).wants(http.StatusUnprocessableEntity).says("unknown_value", "rather_false")
	made := program.json(http.MethodPost, path, draft("half", "five-steps@1")).wants(http.StatusCreated)
	var a annotation.Annotation
	if err := json.Unmarshal([]byte(made.body), &a); err != nil {
		t.Fatal(err)
	}
	one := "/api/v1/annotations/" + a.ID
	program.json(http.MethodPatch, one, map[string]any{"verdict": nil}, "If-Match", `"1"`).wants(http.StatusOK).saysNot("verdict", "scale")
	program.json(http.MethodPatch, one, map[string]any{"verdict": "half", "state": "checking"}, "If-Match", `"2"`).wants(http.StatusOK).says(`"scale":"five-steps@1"`)
	program.json(http.MethodPatch, one, map[string]any{"state": "checked"}, "If-Match", `"3"`).wants(http.StatusUnprocessableEntity).
		says("urn:isnad:problem:check_needs_reason", `"field":"reason"`)
}
