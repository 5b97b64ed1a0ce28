package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

// said are two articles in which nearly the same is said; the first one was checked.
const (
	saidFirst = "ارتفع سعر الخبز في المدينة إلى أربعة آلاف ليرة"
	saidAgain = "سعر الخبز في المدينة ارتفع إلى أربعة آلاف ليرة"
)

var laterDraft = annotation.ArticleDraft{Title: "الخبز مرة أخرى", Language: "ar", Text: "الخبز مرة أخرى\n\nوكتبت الصحيفة: سعرُ الخبزِ في المدينة ارتفع إلى ٤٠٠٠ ليرة. ولم تزد.\n"}

const laterWords = "سعرُ الخبزِ في المدينة ارتفع إلى ٤٠٠٠ ليرة"

// checkedBefore is a claim in an article of its own that was found false.
func (s *site) checkedBefore() annotation.Annotation {
	s.t.Helper()
	article := s.article(annotation.ArticleDraft{Title: "أسعار الخبز", Language: "ar", Text: "أسعار الخبز\n\nقال تاجر: " + saidFirst + ".\n"})
	a := s.marked(article, annotation.Claim, saidFirst)
	return s.changed(dbtest.Reviewer2, a, annotation.Patch{Verdict: annotation.To(annotation.False), Reason: annotation.To("النشرة الرسمية تقول ثلاثة آلاف."),
		Speaker: annotation.To(annotation.SpeakerChoice{Name: "تاجر الحبوب"})})
}

func TestAPISimilar(t *testing.T) {
	s := newSite(t)
	earlier := s.checkedBefore()
	later := s.marked(s.article(laterDraft), annotation.Claim, laterWords)
	other := s.marked(s.article(annotation.ArticleDraft{Title: "أفران", Text: "أفران المدينة تبيع الخبز بالبطاقة منذ الشهر الماضي"}), annotation.Claim, "أفران المدينة تبيع الخبز بالبطاقة منذ الشهر الماضي")
	c := s.withToken(dbtest.Viewer)
	var list struct {
		Items []struct {
			Annotation, Article, Kind, Exact, Verdict, State, Reason string
			ArticleTitle                                             string `json:"article_title"`
			Speaker                                                  annotation.SpeakerRef
			Score                                                    float64
			Differs                                                  []string
		}
	}
	for path, want := range map[string][]string{
		"/api/v1/annotations/" + later.ID + "/similar":                                              {earlier.ID},
		"/api/v1/annotations/" + earlier.ID + "/similar":                                            {later.ID},
		"/api/v1/annotations/" + other.ID + "/similar":                                              {},
		"/api/v1/similar?text=" + url.QueryEscape(saidFirst):                                        {earlier.ID, later.ID},
		"/api/v1/similar?text=" + url.QueryEscape("لم يرتفع سعر الخبز في المدينة إلى 4000 ليرة"):    {later.ID, earlier.ID},
		"/api/v1/similar?text=" + url.QueryEscape("The bridge was closed for three weeks"):          {},
		"/api/v1/similar?text=" + url.QueryEscape(strings.Repeat("سعر الخبز في المدينة ارتفع ", 9)): {later.ID, earlier.ID},
	} {
		a := c.get(path).wants(http.StatusOK)
		if err := json.Unmarshal([]byte(a.body), &list); err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for i, item := range list.Items {
			got = append(got, item.Annotation)
			if item.Score < 0.65 || item.Score > 1 || i > 0 && item.Score > list.Items[i-1].Score {
				t.Errorf("%s: the scores are %+v", path, list.Items)
			}
			if item.Annotation == earlier.ID && (item.Article != earlier.Article || item.Speaker.Name != "تاجر الحبوب" || item.Verdict != "false" || item.Exact != saidFirst || item.ArticleTitle != "أسعار الخبز" || item.Reason == "") {
				t.Errorf("%s: %+v", path, item)
			}
		}
		if len(got) != len(want) || len(got) == 1 && got[0] != want[0] {
			t.Errorf("%s finds %v, want %v", path, got, want)
		}
	}
	c.get("/api/v1/similar?text=" + url.QueryEscape("لم يرتفع سعر الخبز في المدينة إلى 4000 ليرة")).says(`"differs":["negation"]`)
	c.get("/api/v1/similar?text=" + url.QueryEscape("ارتفع سعر الخبز في المدينة إلى 5000 ليرة")).says(`"differs":["numbers"]`)
	if a := c.get("/api/v1/annotations/" + other.ID + "/similar"); strings.TrimSpace(a.body) != `{"items":[]}` {
		t.Errorf("nothing is %s", a.body)
	}

	c.get("/api/v1/similar").wants(422).says("required")
	c.get("/api/v1/similar?text=").wants(422)
	c.get("/api/v1/similar?text=%20%D9%8E").wants(422)
	c.get("/api/v1/similar?text=a&text=b").wants(422).says("given_twice")
	c.get("/api/v1/similar?text=%FF").wants(422)
	c.get("/api/v1/similar?text=a%00").wants(422)
	c.get("/api/v1/similar?text=" + strings.Repeat("a", 5001)).wants(422).says("too_long")
	c.get("/api/v1/annotations/nobody/similar").wants(404)
}

func TestAPISameAs(t *testing.T) {
	s := newSite(t)
	earlier := s.checkedBefore()
	later := s.marked(s.article(laterDraft), annotation.Claim, laterWords)
	c := s.withToken(dbtest.Reviewer)
	path := "/api/v1/annotations/" + later.ID
	version := 1
	patch := func(v any, code int) *answer {
		t.Helper()
		a := c.json(http.MethodPatch, path, map[string]any{"same_as": v}, "If-Match", `"`+strconv.Itoa(version)+`"`).wants(code)
		if code == http.StatusOK {
			version++
		}
		return a
	}
	patch("nobody", 422).says("not_found", `"field":"same_as"`)
	patch(later.ID, 422).says("same_as_itself")
	patch("a b", 422)
	patch(earlier.ID, 200).says(`"same_as":"` + earlier.ID + `"`)
	c.get("/api/v1/annotations/"+earlier.ID+"/similar").says(`"annotation":"`+later.ID+`"`, `"same_as":"`+earlier.ID+`"`)

	// It survives the other's deletion, which may be undone, and an export of its article
	// alone; but nobody can say it of one that is gone.
	gone, err := s.db.DeleteAnnotation(t.Context(), dbtest.Reviewer, earlier.ID, earlier.Version)
	if err != nil {
		t.Fatal(err)
	}
	c.get(path).says(`"same_as":"` + earlier.ID + `"`)
	patch(earlier.ID, 200)
	version-- // nothing changed
	patch(nil, 200).saysNot("same_as")
	patch(earlier.ID, 422)
	if _, err := s.db.RestoreAnnotation(t.Context(), dbtest.Reviewer, gone.After.ID); err != nil {
		t.Fatal(err)
	}
	patch(earlier.ID, 200)
	if findings, err := s.db.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Errorf("%v, %v", findings, err)
	}
}

// TestSaidBeforeWithoutScripts reuses and links by plain forms.
func TestSaidBeforeWithoutScripts(t *testing.T) {
	s := newSite(t)
	earlier := s.checkedBefore()
	article := s.article(laterDraft)
	later := s.marked(article, annotation.Claim, laterWords)
	inside := s.marked(article, annotation.Claim, "سعرُ الخبزِ في المدينة ارتفع إلى ٤٠٠٠")
	c := s.as(dbtest.Reviewer)
	open := "/articles/" + article.ID + "?open=" + later.ID
	c.get(open).wants(200).says("Said before: one statement", "?open="+earlier.ID, "تاجر الحبوب", "أسعار الخبز", "Reuse this result").saysNot("said-"+inside.ID, `value="`+inside.ID+`"`)
	c.get("/articles/" + article.ID).wants(200).saysNot("Said before")
	s.as(dbtest.Viewer).get(open).wants(200).says("Said before").saysNot("Reuse this result", "It is the same statement")

	// What was typed stays, the earlier result comes beside it, and nothing is saved.
	fields := c.card(later)
	fields.Set("note", "سألت الوزارة")
	fields.Set("reuse", earlier.ID)
	proposed := c.do(http.MethodPost, "/annotations/"+later.ID, "application/x-www-form-urlencoded", strings.NewReader(fields.Encode())).wants(200)
	filled := proposed.formIn("form-" + later.ID)
	if filled.Get("verdict") != "false" || filled.Get("reason") != earlier.Reason || filled.Get("note") != "سألت الوزارة" || filled.Get("version") != "1" {
		t.Errorf("the form holds %v", filled)
	}
	if now := s.annotation(later.ID); now.Version != 1 || now.Verdict != "" {
		t.Errorf("it is saved already: %+v", now)
	}
	fields.Set("reuse", "nobody")
	c.do(http.MethodPost, "/annotations/"+later.ID, "application/x-www-form-urlencoded", strings.NewReader(fields.Encode())).wants(404)

	// The link is saved with the form, shown both ways, and taken back.
	filled.Set("same_as", earlier.ID)
	c.do(http.MethodPost, "/annotations/"+later.ID, "application/x-www-form-urlencoded", strings.NewReader(filled.Encode())).wants(303)
	now := s.annotation(later.ID)
	wants(t, now, "verdict=false", "note=سألت الوزارة")
	if now.SameAs != earlier.ID {
		t.Errorf("same as %q", now.SameAs)
	}
	c.get(open).says("the same statement", "It is another statement")
	c.get("/articles/"+earlier.Article+"?open="+earlier.ID).says("the same statement", "?open="+later.ID).saysNot("It is another statement")
	unlink := c.card(now)
	unlink.Set("same_as", "")
	c.do(http.MethodPost, "/annotations/"+later.ID, "application/x-www-form-urlencoded", strings.NewReader(unlink.Encode())).wants(303)
	if now := s.annotation(later.ID); now.SameAs != "" {
		t.Errorf("still the same as %q", now.SameAs)
	}
}

// TestMarkingDoesNotLook: what the scripts get for a new mark names the place to ask at,
// and no earlier statement.
func TestMarkingDoesNotLook(t *testing.T) {
	s := newSite(t)
	earlier := s.checkedBefore()
	article := s.article(laterDraft)
	start, end := spanOf(t, article, laterWords)
	c := s.as(dbtest.Reviewer)
	c.header.Set("Accept", fragmentsType)
	a := c.post("/articles/"+article.ID+"/annotations", "id", "later", "kind", "claim", "spans", strconv.Itoa(start)+"-"+strconv.Itoa(end)).wants(200)
	a.says(`data-said="/annotations/later/similar"`).saysNot(earlier.ID)
	c.get("/annotations/later").wants(200).says(`data-said="/annotations/later/similar"`).saysNot(earlier.ID)
	c.get("/annotations/later/similar").wants(200).says(`<template data-swap="said-later">`, earlier.ID, "False").saysNot("data-said=")
	c.get("/annotations/nobody/similar").wants(404)
	s.as(dbtest.Viewer).get("/annotations/later/similar").leadsTo("/articles/" + article.ID + "?open=later#said-later")
}
