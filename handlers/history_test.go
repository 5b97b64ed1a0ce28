package handlers

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

type historyOf struct {
	Items []struct {
		Event, Undoes int64
		UndoneBy      int64 `json:"undone_by"`
		At            time.Time
		By, What      string
		Changes       []annotation.FieldChange
		Hash          string
	}
	Next string
}

func (c *client) history(path string) (h historyOf) {
	c.site.t.Helper()
	if err := json.Unmarshal([]byte(c.get(path).wants(http.StatusOK).body), &h); err != nil {
		c.site.t.Fatal(err)
	}
	return h
}

// told is an annotation with a whole story: marked, attributed, checked, returned,
// checked again, approved, changed back, undone, deleted and brought back.
func (s *site) told() annotation.Annotation {
	s.t.Helper()
	article := dbtest.Article(s.t, s.db, 120, 1)
	ctx := s.t.Context()
	a := s.annotation(dbtest.Mark(article.ID, 0)) // a claim
	step := func(actor annotation.Actor, p annotation.Patch) {
		s.clock.Advance(time.Hour)
		a = s.changed(actor, a, p)
	}
	to := annotation.To[annotation.State]
	step(dbtest.Reviewer, annotation.Patch{State: to(annotation.Checking), Speaker: annotation.To(annotation.SpeakerChoice{Name: "ليلى حداد"}), Note: annotation.To("<b>اسأل</b>")})
	step(dbtest.Reviewer, annotation.Patch{State: to(annotation.Checked), Verdict: annotation.To(annotation.Unverifiable), Reason: annotation.To("لا سجل")})
	step(dbtest.Editor, annotation.Patch{State: to(annotation.Returned), ReturnedReason: annotation.To("أي صفحة؟")})
	step(dbtest.Reviewer, annotation.Patch{State: to(annotation.Checking), Reason: annotation.To("ص ١٢")})
	step(dbtest.Reviewer, annotation.Patch{State: to(annotation.Checked)})
	step(dbtest.Editor, annotation.Patch{State: to(annotation.Approved)})
	step(dbtest.Reviewer2, annotation.Patch{Speaker: annotation.To(annotation.SpeakerChoice{Name: "سامر الخطيب"})})
	if _, err := s.db.Undo(ctx, dbtest.Reviewer2, article.ID); err != nil {
		s.t.Fatal(err)
	}
	a = s.annotation(a.ID)
	if _, err := s.db.DeleteAnnotation(ctx, dbtest.Editor, a.ID, a.Version); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.db.RestoreAnnotation(ctx, dbtest.Editor, a.ID); err != nil {
		s.t.Fatal(err)
	}
	return s.annotation(a.ID)
}

func TestHistoryPage(t *testing.T) {
	s := newSite(t)
	a := s.told()
	off := true
	if _, err := s.db.ChangeUser(t.Context(), dbtest.Admin, dbtest.Reviewer2.Name, 0, nil, &off); err != nil {
		t.Fatal(err)
	}
	c := s.as(dbtest.Viewer)
	english := c.get("/annotations/"+a.ID+"/history").wants(http.StatusOK).says(
		"Marked a claim in revision 1.", `Speaker set to “`+"\u2068ليلى حداد\u2069"+`”.`, "&lt;b&gt;", "Began checking.", "Verdict set to “Unverifiable”.",
		"Finished checking; handed over for approval.", "Returned: “", "أي صفحة؟", "Took it up again for checking.", "Approved.",
		"Back to checking, because what had been checked was changed: Speaker.", "Took back event", "State changed from “Checking” to “Approved”.",
		"Taken back by event", "Deleted the mark.", "Brought the mark back.",
		`datetime="2026-01-02T04:04:05Z" title="2026-01-02T04:04:05Z">2 January 2026, 04:04<`, "account now disabled",
		`href="/articles/`+a.Article+`?open=`+a.ID).saysNot("⟦", "<b>")
	if n := strings.Count(english.body, "account now disabled"); n != 2 {
		t.Errorf("%d events are of somebody disabled, want 2", n)
	}
	order := []string{"Marked a claim", "Began", "Returned:", "Approved.", "Back to checking", "Took back", "Deleted the", "Brought"}
	if at := positions(english.body, order); !slices.IsSorted(at) {
		t.Errorf("the story is out of order: %v", at)
	}
	c.get("/annotations/"+a.ID+"/history", "Accept-Language", "ar").wants(http.StatusOK).says(
		`dir="rtl"`, "تعليم ادعاء في النسخة ١.", "تسجيل المتحدث: «ليلى حداد».", "إعادة، والسبب: «أي صفحة؟»",
		"رجوع إلى قيد التحقق، لتغيّر ما كان قد فُحص: المتحدث.", "٢ كانون الثاني ٢٠٢٦، ٠٤:٠٤").saysNot("⟦")

	c.get("/articles/" + a.Article + "?open=" + a.ID).says(`href="/annotations/` + a.ID + `/history"`)
	c.get("/annotations/none/history").wants(http.StatusNotFound)
	c.get("/annotations/" + a.ID + "/history?cursor=x").wants(http.StatusUnprocessableEntity)
}

func positions(body string, words []string) []int {
	var at []int
	for _, w := range words {
		at = append(at, strings.Index(body, w))
	}
	return at
}

func TestHistoryOfADeletedMark(t *testing.T) {
	s := newSite(t)
	a := s.told()
	if _, err := s.db.DeleteAnnotation(t.Context(), dbtest.Reviewer, a.ID, a.Version); err != nil {
		t.Fatal(err)
	}
	c := s.as(dbtest.Viewer)
	c.get("/annotations/"+a.ID+"/history").wants(http.StatusOK).says(`<span class="bad">Deleted</span>`, "/articles/"+a.Article+"?deleted="+a.ID, "Marked a claim")
	c.get("/annotations/" + a.ID).wants(http.StatusNotFound)
	h := c.history("/api/v1/annotations/" + a.ID + "/history")
	last := h.Items[len(h.Items)-1]
	if last.What != "annotation.deleted" || last.By != dbtest.Reviewer.Name {
		t.Errorf("the last event is %+v", last)
	}
	for _, change := range last.Changes {
		if change.After != nil || change.Before == nil {
			t.Errorf("deleted, and still says %+v", change)
		}
	}
}

func TestHistoryOfAnImportedMark(t *testing.T) {
	s := newSite(t)
	file, err := export.Read(strings.NewReader(`{"format":"isnad","version":1,"articles":[{"id":"far","title":"t","text":"He said it.","annotations":[
		{"id":"q1","kind":"quote","spans":[{"start":8,"end":10}],"state":"approved","wording":"accurate","created_by":"huda","checked_by":"huda","approved_by":"omar","created_at":"2020-05-06T07:08:09Z"}]}]}`), http.DetectContentType)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.Import(t.Context(), annotation.CommandLine, file); err != nil {
		t.Fatal(err)
	}
	s.as(dbtest.Viewer).get("/annotations/q1/history").wants(http.StatusOK).says(
		"isnad (command line)", "Imported as the file had it, in revision 1.", "Marked by set to “huda”.", "Marked at set to “6 May 2020, 07:08”.",
		"Checked by set to “huda”.", "Approved by set to “omar”.", "State set to “Approved”.", "<q dir=\"auto\">it</q>").saysNot("⟦")
}

// TestHistoryOfMergedCards: two people's cards meet, and the history tells what
// each of them changed and nothing else.
func TestHistoryOfMergedCards(t *testing.T) {
	s := newSite(t)
	article := dbtest.Article(t, s.db, 120, 1)
	a := s.annotation(dbtest.Mark(article.ID, 0))
	s.changed(dbtest.Reviewer2, a, annotation.Patch{Place: annotation.To("Tyre")})
	c := s.as(dbtest.Reviewer)
	page := c.post("/annotations/"+a.ID, "version", "1", "note", "mine", "place", "").wants(http.StatusPreconditionFailed)
	page.says("Tyre")
	c.post("/annotations/"+a.ID, "version", "2", "note", "mine", "place", "Tyre").wants(http.StatusSeeOther)
	h := c.history("/api/v1/annotations/" + a.ID + "/history")
	var got []string
	for _, item := range h.Items[1:] {
		for _, change := range item.Changes {
			got = append(got, item.By+" "+change.Field+" "+string(change.After))
		}
	}
	if want := []string{`reviewer2 place "Tyre"`, `reviewer1 note "mine"`}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestHistoryInPages reads a long history by the API's pages and by the page's.
func TestHistoryInPages(t *testing.T) {
	s := newSite(t)
	article := dbtest.Article(t, s.db, 120, 1)
	a := s.annotation(dbtest.Mark(article.ID, 0))
	for i := range pageSize + 3 {
		a = s.changed(dbtest.Reviewer, a, annotation.Patch{Note: annotation.To(strings.Repeat("x", i+1))})
	}
	c := s.as(dbtest.Viewer)
	path := "/api/v1/annotations/" + a.ID + "/history"
	first := c.history(path)
	second := c.history(path + "?cursor=" + first.Next)
	if len(first.Items) != pageSize || len(second.Items) != 4 || second.Next != "" {
		t.Errorf("pages of %d and %d, next %q", len(first.Items), len(second.Items), second.Next)
	}
	if second.Items[0].Event <= first.Items[pageSize-1].Event || len(second.Items[0].Hash) != 64 {
		t.Errorf("the second page begins with %+v", second.Items[0])
	}
	next := "/annotations/" + a.ID + "/history?cursor=" + first.Next
	c.get("/annotations/" + a.ID + "/history").says(`href="` + next + `"`)
	c.get(next).wants(http.StatusOK).says(`id="event-`).saysNot("Marked a", `rel="next"`)
	c.get(path + "?cursor=x").wants(http.StatusUnprocessableEntity)
}
