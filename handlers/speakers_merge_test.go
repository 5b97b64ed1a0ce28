package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

// quoted is a quote of somebody, made past the handlers.
func (s *site) quoted(article annotation.Article, by annotation.Speaker, start int, w annotation.Wording, v annotation.Verdict) annotation.Annotation {
	s.t.Helper()
	a, _, err := s.db.CreateAnnotation(s.t.Context(), dbtest.Reviewer, article.ID, annotation.Draft{Kind: annotation.Quote, Wording: w, Verdict: v,
		Spans: []annotation.PassageDraft{{Start: start, End: start + 12}}, Speaker: &annotation.SpeakerChoice{ID: by.ID}})
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// named is a speaker with the id and the names given.
func (s *site) named(id, name string, aliases ...string) annotation.Speaker {
	s.t.Helper()
	speaker, _, err := s.db.CreateSpeaker(s.t.Context(), dbtest.Reviewer, annotation.SpeakerDraft{ID: id, Name: name, Aliases: aliases, Distinct: true})
	if err != nil {
		s.t.Fatal(err)
	}
	return speaker
}

func read[T any](a *answer) (v T) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		a.t.Fatalf("%v in %s", err, a.body)
	}
	return v
}

func TestAPIMergesSpeakers(t *testing.T) {
	s := newSite(t)
	article := dbtest.Article(t, s.db, 300, 0)
	from, into := s.named("from", "Nadia Hale", "The Director"), s.named("into", "Nadia E. Hale")
	s.quoted(article, from, 0, annotation.Accurate, annotation.False)
	s.quoted(article, from, 20, "", annotation.True)
	s.quoted(article, into, 40, annotation.Altered, annotation.False)
	editor, reviewer := s.withToken(dbtest.Editor), s.withToken(dbtest.Reviewer)
	const path = "/api/v1/speakers/from"
	merge := func(c *client, into string, header ...string) *answer {
		return c.json(http.MethodPost, path+"/merge", map[string]string{"into": into}, header...)
	}

	merge(reviewer, "into", "If-Match", `"1"`).wants(http.StatusForbidden)
	merge(editor, "into").wants(http.StatusPreconditionRequired)
	merge(editor, "into", "If-Match", `"7"`).wants(http.StatusPreconditionFailed).says(`"current":{"id":"from"`)
	merge(editor, "nobody", "If-Match", `"1"`).wants(http.StatusUnprocessableEntity).says(`"field":"into"`)
	merge(editor, "from", "If-Match", `"1"`).wants(http.StatusUnprocessableEntity).says("urn:isnad:problem:merge_with_itself")
	editor.do(http.MethodPost, path+"/merge", jsonType, strings.NewReader(`{"into":"into","x":1}`), "If-Match", `"1"`).wants(http.StatusUnprocessableEntity)

	a := merge(editor, "into", "If-Match", `"1"`).wants(http.StatusOK)
	if a.Header.Get("ETag") != `"2"` || a.Header.Get("Content-Location") != "/api/v1/speakers/into" {
		t.Errorf("ETag %s, Content-Location %s", a.Header.Get("ETag"), a.Header.Get("Content-Location"))
	}
	heir := read[speakerDetail](a)
	if heir.ID != "into" || fmt.Sprint(heir.Aliases) != "[Nadia Hale The Director]" || len(heir.Statements) != 3 ||
		fmt.Sprint(heir.Verdicts) != "map[false:2 true:1]" || fmt.Sprint(heir.Wordings) != "map[accurate:1 altered:1]" {
		t.Errorf("merged into %+v", heir)
	}
	a.says(`"verdicts":{"false":2,"true":1}`, `"speaker":{"id":"into","name":"Nadia E. Hale","kind":"person","merged":"from"}`)
	if again := reviewer.get("/api/v1/speakers/into").wants(http.StatusOK); again.body != a.body {
		t.Errorf("read again:\n%s\n%s", again.body, a.body)
	}

	// The id still leads there, and has nothing of its own to change.
	reviewer.get(path).wants(http.StatusOK).says(`"id":"from"`, `"merged_into":"into"`, `"given":["Nadia Hale","The Director"]`, `"verdicts":{"false":1,"true":1}`)
	reviewer.json(http.MethodPatch, path, map[string]string{"name": "x"}, "If-Match", `"1"`).wants(http.StatusPreconditionFailed)
	reviewer.json(http.MethodPatch, path, map[string]string{"name": "x"}, "If-Match", `"2"`).wants(http.StatusConflict).says("urn:isnad:problem:merged")
	merge(editor, "into", "If-Match", `"2"`).wants(http.StatusConflict)
	reviewer.get("/api/v1/speakers?q=director").wants(http.StatusOK).says(`"id":"into"`, `"statements":3`).saysNot(`"id":"from"`)
	made := reviewer.json(http.MethodPost, "/api/v1/articles/"+article.ID+"/annotations", map[string]any{
		"kind": "claim", "spans": []map[string]int{{"start": 60, "end": 70}}, "speaker": map[string]string{"id": "from"}}).wants(http.StatusCreated)
	made.says(`"speaker":{"id":"into","name":"Nadia E. Hale","kind":"person"}`)
	// What was read can be sent back.
	one := read[annotation.Annotation](made)
	reviewer.json(http.MethodPatch, "/api/v1/annotations/"+one.ID, map[string]any{"speaker": heir.Statements[1].Speaker}, "If-Match", `"1"`).wants(http.StatusOK).says(`"version":1`)

	// Pages of statements, and those of one finding.
	page := read[speakerDetail](reviewer.get("/api/v1/speakers/into?verdict=false&wording=accurate").wants(http.StatusOK))
	if len(page.Statements) != 1 || page.Statements[0].Verdict != annotation.False || page.Verdicts[annotation.False] != 2 {
		t.Errorf("by finding: %+v", page)
	}
	reviewer.get("/api/v1/speakers/into?verdict=nearly").wants(http.StatusUnprocessableEntity)
	reviewer.get("/api/v1/speakers/into?cursor=x").wants(http.StatusUnprocessableEntity)
	for i := range pageSize {
		s.quoted(article, from, 80+i*14, "", "")
	}
	page = read[speakerDetail](reviewer.get("/api/v1/speakers/into").wants(http.StatusOK))
	rest := read[speakerDetail](reviewer.get("/api/v1/speakers/into?cursor=" + page.Next).wants(http.StatusOK))
	if len(page.Statements) != pageSize || len(rest.Statements) != 4 || rest.Next != "" {
		t.Errorf("%d on the first page, then %d", len(page.Statements), len(rest.Statements))
	}

	// The history of what changed its speaker by it says so, and no other's.
	reviewer.get("/api/v1/annotations/" + heir.Statements[1].ID + "/history").wants(http.StatusOK).says(`"what":"speaker.merged"`)
	reviewer.get("/api/v1/annotations/" + heir.Statements[0].ID + "/history").wants(http.StatusOK).saysNot("speaker.merged")
	s.as(dbtest.Viewer).get("/annotations/" + heir.Statements[1].ID + "/history").wants(http.StatusOK).says("Its speaker “Nadia Hale” became a name of “Nadia E. Hale”.")

	// Taken back.
	reviewer.do(http.MethodPost, path+"/split-off", "", nil, "If-Match", `"2"`).wants(http.StatusForbidden)
	editor.do(http.MethodPost, path+"/split-off", "", nil).wants(http.StatusPreconditionRequired)
	editor.do(http.MethodPost, path+"/split-off", "", nil, "If-Match", `"1"`).wants(http.StatusPreconditionFailed)
	alone := read[speakerDetail](editor.do(http.MethodPost, path+"/split-off", "", nil, "If-Match", `"2"`).wants(http.StatusOK))
	if alone.ID != "from" || alone.Version != 3 || alone.MergedInto != "" || len(alone.Statements) != 2 || fmt.Sprint(alone.Aliases) != "[The Director]" {
		t.Errorf("split off: %+v", alone)
	}
	editor.do(http.MethodPost, path+"/split-off", "", nil, "If-Match", `"3"`).wants(http.StatusConflict).says("urn:isnad:problem:not_merged")
	reviewer.get("/api/v1/speakers/into").wants(http.StatusOK).saysNot("The Director")
}

func TestPagesMergeAndSplit(t *testing.T) {
	s := newSite(t)
	article := dbtest.Article(t, s.db, 300, 0)
	from, into := s.named("from", "Nadia Hale", "The Director"), s.named("into", "Nadia E. Hale")
	first := s.quoted(article, from, 0, annotation.Accurate, annotation.False)
	s.quoted(article, into, 20, "", annotation.True)
	editor, reviewer, viewer := s.as(dbtest.Editor), s.as(dbtest.Reviewer), s.as(dbtest.Viewer)

	// Looked for, chosen, merged.
	editor.get("/speakers/from").wants(http.StatusOK).says(`name="merge" value="Nadia Hale"`).saysNot(`name="into"`)
	reviewer.get("/speakers/from?merge=nadia").wants(http.StatusOK).saysNot(`name="merge"`, `name="into"`)
	editor.get("/speakers/from?merge=nadia").wants(http.StatusOK).says(`name="into" value="into"`).saysNot(`name="into" value="from"`)
	editor.get("/speakers/from?merge=zzz").wants(http.StatusOK).says("No speaker matches.")
	editor.post("/speakers/from/merge", "version", "1", "merge", "nadia").wants(http.StatusUnprocessableEntity).says("Choose the speaker to merge into.", `name="into" value="into"`)
	s.named("other", "Tom Brandt")
	reviewer.post("/speakers/from", "version", "1", "name", "Nadia Hale-Brandt").leadsTo("/speakers/from")
	editor.post("/speakers/from/merge", "version", "1", "merge", "nadia", "into", "into").wants(http.StatusPreconditionFailed).
		says("before yours arrived. Look at it as it is now", `value="into" required checked`, `name="version" value="2"`)
	editor.post("/speakers/from/merge", "version", "2", "into", "into").leadsTo("/speakers/into?merged=from")
	editor.get("/speakers/into?merged=from").wants(http.StatusOK).says("is a further name of", `action="/speakers/from/split-off"`, "2 statements", "Merged names")
	viewer.get("/speakers/into?merged=from").wants(http.StatusOK).says("Merged names").saysNot("split-off", `name="statement"`)
	reviewer.get("/speakers/from").leadsTo("/speakers/into#name-from")
	if a := reviewer.post("/speakers/from", "version", "2", "name", "Nadia H."); a.StatusCode != http.StatusPreconditionFailed {
		t.Errorf("a merged speaker's form answers %d", a.StatusCode)
	} else {
		a.says("Nadia H.", "further name of another speaker", `href="/speakers/from"`)
	}
	editor.post("/speakers/from/merge", "version", "3", "into", "other").wants(http.StatusConflict).says("further name of another speaker")

	// Counted, and listed by what was found.
	page := viewer.get("/speakers/into").wants(http.StatusOK)
	page.says(`href="/speakers/into?verdict=false"`, `class="fill-bad" x="1"`, `href="/speakers/into?wording=accurate"`).saysNot("style=")
	viewer.get("/speakers/into?verdict=false").wants(http.StatusOK).says(first.ID, `aria-current="true"`, "Show all")
	viewer.get("/speakers/into?verdict=true&wording=accurate").wants(http.StatusOK).says("No statement was found so.")
	viewer.get("/speakers/into?verdict=x").wants(http.StatusUnprocessableEntity)
	editor.post("/speakers/from/split-off", "version", "3").leadsTo("/speakers/from")
	editor.post("/speakers/from/split-off", "version", "3").wants(http.StatusPreconditionFailed)
	editor.post("/speakers/from/split-off", "version", "4").wants(http.StatusConflict)

	// Given to another speaker: nothing that was chosen or typed is lost on the way.
	checked := s.changed(dbtest.Reviewer, first, annotation.Patch{State: annotation.To(annotation.Checking)})
	s.evidenced(checked)
	checked = s.changed(dbtest.Reviewer, checked, annotation.Patch{Reason: annotation.To("x"), State: annotation.To(annotation.Checked)})
	picked := fmt.Sprintf("%s:%d", checked.ID, checked.Version)
	give := func(fields ...string) *answer {
		return reviewer.post("/speakers/from/statements?verdict=false", fields...)
	}
	viewer.post("/speakers/from/statements", "statement", picked, "speaker", "Tom").wants(http.StatusForbidden)
	give("speaker", "Tom B. Brandt").wants(http.StatusUnprocessableEntity).says("Choose at least one statement.", `value="Tom B. Brandt"`)
	give("statement", picked).wants(http.StatusUnprocessableEntity).says(`value="` + picked + `" checked`)
	give("statement", "x", "speaker", "Tom").wants(http.StatusUnprocessableEntity)
	give("statement", picked, "speaker", "Mr Tom Brandt").wants(http.StatusSeeOther) // known
	now := s.annotation(first.ID)
	if now.Speaker.ID != "other" || now.State != annotation.Checking {
		t.Errorf("given away: %+v, %s", now.Speaker, now.State)
	}
	if _, err := s.db.Undo(t.Context(), dbtest.Reviewer, article.ID); err != nil {
		t.Fatal(err)
	}
	give("statement", picked, "speaker", "Ann Lee").wants(http.StatusPreconditionFailed).says("Nothing was moved.", `value="Ann Lee"`, fmt.Sprintf("%s:%d\" checked", first.ID, now.Version+1))
	near := give("statement", fmt.Sprintf("%s:%d", first.ID, now.Version+1), "speaker", "Nadia  Hale Brandt").wants(http.StatusSeeOther) // spelled otherwise: hers already
	if location := near.Header.Get("Location"); location != "/speakers/from?verdict=false" {
		t.Errorf("given to whom they are of already, it leads to %s", location)
	}
	a := give("statement", fmt.Sprintf("%s:%d", first.ID, now.Version+1), "speaker", "Ann Lee").wants(http.StatusSeeOther)
	to, err := url.Parse(a.Header.Get("Location"))
	if err != nil || to.Query().Get("verdict") != "false" || to.Query().Get("rechecked") != "1" {
		t.Fatalf("leads to %s", to)
	}
	reviewer.get(to.String()).wants(http.StatusOK).says("1 statement was given to", "Ann Lee", "1 of them goes back to checking.", `action="/speakers/from/statements/undo?verdict=false"`)
	viewer.get(to.String()).wants(http.StatusOK).saysNot("was given to")
	events := strings.Split(to.Query().Get("given"), "-")
	undo := func(c *client) *answer {
		return c.post("/speakers/from/statements/undo?verdict=false", "first", events[0], "last", events[1])
	}
	undo(editor).wants(http.StatusConflict)
	undo(reviewer).leadsTo("/speakers/from?verdict=false")
	undo(reviewer).wants(http.StatusConflict)
	if back := s.annotation(first.ID); back.Speaker.ID != "from" || back.State != annotation.Checked || back.CheckedBy != dbtest.Reviewer.Name {
		t.Errorf("taken back: %+v, %s", back.Speaker, back.State)
	}
	for _, junk := range []string{"given=1-999999999&to=from", "given=2-1&to=from", "given=a-b", "given=1-1&to=nobody", "merged=nobody"} {
		viewer.get("/speakers/from?" + junk).wants(http.StatusOK)
		reviewer.get("/speakers/from?" + junk).wants(http.StatusOK).saysNot(`class="confirmed`)
	}
	// A name that is nearly somebody's is asked about.
	s.named("near", "عبد الله النجار")
	asked := give("statement", fmt.Sprintf("%s:%d", first.ID, s.annotation(first.ID).Version), "speaker", "عبد الله نجار").wants(http.StatusConflict)
	asked.says(`name="same_speaker" value="near"`, `name="distinct"`, `" checked`)
	give("statement", fmt.Sprintf("%s:%d", first.ID, s.annotation(first.ID).Version), "speaker", "عبد الله نجار", "same_speaker", "near").wants(http.StatusSeeOther)
	if got := s.annotation(first.ID).Speaker.ID; got != "near" {
		t.Errorf("given to %s", got)
	}
}
