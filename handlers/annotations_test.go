package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

// formIn reads the fields of a page's form as a browser would send them.
func (a *answer) formIn(id string) url.Values {
	a.t.Helper()
	page, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		a.t.Fatal(err)
	}
	fields := url.Values{}
	for form := range page.Descendants() {
		if form.Data != "form" || attribute(form, "id") != id {
			continue
		}
		for n := range form.Descendants() {
			name, kind := attribute(n, "name"), attribute(n, "type")
			switch {
			case name == "":
			case n.Data == "input" && (kind != "radio" && kind != "checkbox" || slices.ContainsFunc(n.Attr, func(at html.Attribute) bool { return at.Key == "checked" })):
				fields.Add(name, attribute(n, "value"))
			case n.Data == "textarea" && n.FirstChild != nil:
				fields.Add(name, n.FirstChild.Data)
			case n.Data == "textarea":
				fields.Add(name, "")
			}
		}
	}
	if len(fields) == 0 {
		a.t.Fatalf("no form %q in\n%s", id, a.body)
	}
	return fields
}

func attribute(n *html.Node, key string) string {
	for _, at := range n.Attr {
		if at.Key == key {
			return at.Val
		}
	}
	return ""
}

// card is the open card's form.
func (c *client) card(a annotation.Annotation) url.Values {
	c.site.t.Helper()
	return c.get("/articles/" + a.Article + "?open=" + a.ID).wants(http.StatusOK).formIn("form-" + a.ID)
}

// saves sends a card's form with some fields changed: name, value, …
func (c *client) saves(a annotation.Annotation, form url.Values, changed ...string) *answer {
	c.site.t.Helper()
	form = maps.Clone(form)
	for i := 0; i+1 < len(changed); i += 2 {
		form.Set(changed[i], changed[i+1])
	}
	return c.do(http.MethodPost, "/annotations/"+a.ID, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// attributed is a quote of somebody known.
func (s *site) attributed(article annotation.Article, words, speaker string) annotation.Annotation {
	s.t.Helper()
	a := s.marked(article, annotation.Quote, words)
	return s.changed(dbtest.Reviewer, a, annotation.Patch{Speaker: annotation.To(annotation.SpeakerChoice{Name: speaker})})
}

func (s *site) renamed(id, name string) {
	s.t.Helper()
	speaker, err := s.db.Speaker(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.db.ChangeSpeaker(s.t.Context(), dbtest.Editor, id, speaker.Version, annotation.SpeakerPatch{Name: annotation.To(name)}); err != nil {
		s.t.Fatal(err)
	}
}

// Whoever saves a card did not touch a speaker that somebody renamed meanwhile.
func TestSpeakerRenamedBesideAnOpenCard(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	quote := s.attributed(article, "The doors stay open until eight,", "Nadia Hale")
	reviewer := s.as(dbtest.Reviewer)
	form := reviewer.card(quote)
	s.renamed(quote.Speaker.ID, "Nadia Hale-Brandt")
	reviewer.saves(quote, form, "note", "seen").wants(http.StatusSeeOther)
	if a := s.annotation(quote.ID); a.Speaker.ID != quote.Speaker.ID || a.Speaker.Name != "Nadia Hale-Brandt" || a.Note != "seen" {
		t.Errorf("saved as %+v of %+v", a, a.Speaker)
	}
	if n := s.speakers(); n != 1 {
		t.Errorf("%d speakers, want 1", n)
	}

	// Typed over, the name counts; emptied, nobody.
	form = reviewer.card(s.annotation(quote.ID))
	reviewer.saves(quote, form, "speaker", "Tom Brandt").wants(http.StatusSeeOther)
	wants(t, s.annotation(quote.ID), "speaker=Tom Brandt")
	form = reviewer.card(s.annotation(quote.ID))
	reviewer.saves(quote, form, "speaker", "").wants(http.StatusSeeOther)
	wants(t, s.annotation(quote.ID), "speaker=")
}

// Undo brings back who was named, by the name they have now.
func TestUndoAfterASpeakerWasRenamed(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	quote := s.attributed(article, "The doors stay open until eight,", "Nadia Hale")
	id := quote.Speaker.ID
	s.changed(dbtest.Reviewer, quote, annotation.Patch{Speaker: annotation.To(annotation.SpeakerChoice{})})
	s.renamed(id, "Nadia Hale-Brandt")
	undone, err := s.db.Undo(t.Context(), dbtest.Reviewer, article.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got := undone.After.Speaker; got == nil || got.ID != id || got.Name != "Nadia Hale-Brandt" {
		t.Errorf("undone to %+v", got)
	}
}

// A card that is refused makes no speaker.
func TestRefusedCardMakesNoSpeaker(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	quote := s.attributed(article, "The doors stay open until eight,", "Nadia Hale")
	reviewer := s.as(dbtest.Reviewer)
	form := reviewer.card(quote)
	reviewer.saves(quote, form, "speaker", "Nadia  Hale", "distinct", "true", "said_on", "tomorrow").wants(http.StatusUnprocessableEntity)
	reviewer.saves(quote, form, "speaker", "Nadia Hale", "distinct", "true", "version", "1").wants(http.StatusPreconditionFailed)
	if n := s.speakers(); n != 1 {
		t.Errorf("%d speakers after refusals, want 1", n)
	}
	reviewer.saves(quote, form, "speaker", "Dr Nadia Hale", "distinct", "true").wants(http.StatusSeeOther)
	if n := s.speakers(); n != 2 {
		t.Errorf("%d speakers, want 2", n)
	}
}

// Without scripts too, a name that is nearly a known one is asked about.
func TestNearSpeakerInThePlainForm(t *testing.T) {
	s := newSite(t)
	article := s.article(arabic)
	known := s.speaker("ريم الحلاق")
	start, end := spanOf(t, article, "وكان المجلس قد رفض طلبها مرتين")
	fields := []string{"revision", "1", "id", "near-1", "from", strconv.Itoa(start), "to", strconv.Itoa(end), "kind", "claim"}
	reviewer := s.as(dbtest.Reviewer)
	path := "/articles/" + article.ID + "/annotations"
	reviewer.post(path, append(fields, "speaker", "ريم حلاق")...).wants(http.StatusConflict).
		says(`name="same_speaker" value="`+known.ID+`"`, `name="distinct"`, "ريم حلاق")
	if all := s.annotations(article); len(all) != 0 || s.speakers() != 1 {
		t.Fatalf("%d annotations, %d speakers before anybody answered", len(all), s.speakers())
	}
	reviewer.post(path, append(fields, "speaker", "ريم حلاق", "same_speaker", known.ID)...).wants(http.StatusSeeOther)
	wants(t, s.annotation("near-1"), "speaker=ريم الحلاق")
	fields[3] = "near-2"
	reviewer.post(path, append(fields, "speaker", "ريم حلاق", "distinct", "true")...).wants(http.StatusSeeOther)
	wants(t, s.annotation("near-2"), "speaker=ريم حلاق")
}

// An item goes back with a reason that can be read, and keeps what else was typed.
func TestReturning(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	claim := s.marked(article, annotation.Claim, "The council had turned her down twice")
	claim = s.changed(dbtest.Reviewer, claim, annotation.Patch{State: annotation.To(annotation.Checking), Verdict: annotation.To(annotation.Unverifiable), Reason: annotation.To("minutes")})
	claim = s.changed(dbtest.Reviewer, claim, annotation.Patch{State: annotation.To(annotation.Checked)})
	editor := s.as(dbtest.Editor)
	form := editor.card(claim)
	for _, blank := range []string{"", "  ", "\r\n", "\u200f"} {
		editor.saves(claim, form, "state", "returned", "returned_reason", blank, "reason", "minutes, page 3").
			wants(http.StatusUnprocessableEntity).says("minutes, page 3")
	}
	wants(t, s.annotation(claim.ID), "state=checked", "reason=minutes")
	editor.saves(claim, form, "state", "returned", "returned_reason", "which meeting?", "reason", "minutes, page 3").wants(http.StatusSeeOther)
	wants(t, s.annotation(claim.ID), "state=returned", "returned_reason=which meeting?", "reason=minutes, page 3")
}

// A speaker's own retry is one after somebody renamed them, too.
func TestSpeakerRetryAfterARename(t *testing.T) {
	s := newSite(t)
	reviewer := s.withToken(dbtest.Reviewer)
	body := map[string]any{"id": "hale", "name": "Nadia Hale"}
	reviewer.json(http.MethodPost, "/api/v1/speakers", body).wants(http.StatusCreated)
	s.renamed("hale", "Nadia Brandt")
	reviewer.json(http.MethodPost, "/api/v1/speakers", body).wants(http.StatusOK).says("Nadia Brandt")
	body["name"] = "Nadia Brandt"
	reviewer.json(http.MethodPost, "/api/v1/speakers", body).wants(http.StatusConflict)
}

// What only checks the rest of a draft does not make a retry another annotation.
func TestRetryThatSaysMore(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	start, end := spanOf(t, article, "The roof is safe,")
	reviewer, path := s.withToken(dbtest.Reviewer), "/api/v1/articles/"+article.ID+"/annotations"
	span := map[string]any{"start": start, "end": end}
	body := map[string]any{"id": "roof", "kind": "quote", "spans": []any{span}}
	reviewer.json(http.MethodPost, path, body).wants(http.StatusCreated)
	span["exact"] = "The roof is safe,"
	body["revision"], body["speaker"] = 1, map[string]any{}
	reviewer.json(http.MethodPost, path, body).wants(http.StatusOK)
	body["note"] = "other"
	reviewer.json(http.MethodPost, path, body).wants(http.StatusConflict)
}

// Two editors correct one heading: the second sees both, and overwrites only what
// they changed themselves.
func TestHeadingsMeet(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	editor, path := s.as(dbtest.Editor), "/articles/"+article.ID
	form := editor.get(path + "?edit=1").wants(http.StatusOK).formIn("heading-form-" + article.ID)
	if _, err := s.db.ChangeArticle(t.Context(), dbtest.Editor2, article.ID, article.Version,
		annotation.ArticlePatch{Title: annotation.To("Their title"), Byline: annotation.To("Their byline")}); err != nil {
		t.Fatal(err)
	}
	form.Set("title", "My title")
	form.Set("language", "en")
	refused := editor.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode())).
		wants(http.StatusPreconditionFailed).says("Their title", "My title", "Their byline")
	again := refused.formIn("heading-form-" + article.ID)
	again.Set("language", "en")
	editor.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(again.Encode())).wants(http.StatusSeeOther)
	if a, err := s.db.ArticleHead(t.Context(), article.ID); err != nil || a.Title != "My title" || a.Byline != "Their byline" {
		t.Errorf("the heading is %q by %q, %v", a.Title, a.Byline, err)
	}
}

// What was typed into a card outlives its annotation.
func TestCardOfADeletedAnnotation(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	claim := s.marked(article, annotation.Claim, "The council had turned her down twice")
	reviewer := s.as(dbtest.Reviewer)
	form := reviewer.card(claim)
	if _, err := s.db.DeleteAnnotation(t.Context(), dbtest.Reviewer2, claim.ID, claim.Version); err != nil {
		t.Fatal(err)
	}
	back := "/articles/" + article.ID + "?deleted=" + claim.ID
	reviewer.saves(claim, form, "reason", "minutes, page 3").wants(http.StatusNotFound).says("minutes, page 3", `href="`+back+`"`)
	reviewer.get(back).wants(http.StatusOK).says(`action="/annotations/` + claim.ID + `/restore"`)
	reviewer.post("/annotations/" + claim.ID + "/restore").wants(http.StatusSeeOther)
	wants(t, s.annotation(claim.ID), "kind=claim", "reason=")
}

// Whose session ended in the midst of a form is told where to sign in, and comes
// back to the page.
func TestFormAfterTheSessionEnded(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	page := "/articles/" + article.ID + "?edit=1"
	s.stranger().do(http.MethodPost, "/articles/"+article.ID, "application/x-www-form-urlencoded", strings.NewReader("title=x"), "Referer", s.url+page).
		wants(http.StatusUnauthorized).says(`href="/login?next=` + url.QueryEscape(page) + `"`)
	s.stranger().do(http.MethodPost, "/articles/"+article.ID, "application/x-www-form-urlencoded", strings.NewReader("title=x"), "Referer", "https://elsewhere.example/x").
		wants(http.StatusUnauthorized).says(`href="/login"`).saysNot("elsewhere")
}

// A retry that comes after the deletion brings nothing back and says so, of the right
// thing.
func TestRetryAfterDeletion(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	quote := s.marked(article, annotation.Quote, "The roof is safe")
	start, end := spanOf(t, article, "The roof is safe,")
	reviewer, path := s.withToken(dbtest.Reviewer), "/api/v1/articles/"+article.ID+"/annotations"
	body := map[string]any{"id": "roof", "kind": "quote", "spans": []any{map[string]any{"start": start, "end": end}}}
	reviewer.json(http.MethodPost, path, body).wants(http.StatusCreated)
	reviewer.do(http.MethodDelete, "/api/v1/annotations/roof", "", nil, "If-Match", `"1"`).wants(http.StatusNoContent)
	deleted := func(path string, body any, english, arabic string) {
		t.Helper()
		reviewer.json(http.MethodPost, path, body, "Accept-Language", "en").wants(http.StatusConflict).says("id_deleted", english)
		reviewer.json(http.MethodPost, path, body, "Accept-Language", "ar").wants(http.StatusConflict).says("id_deleted", arabic)
	}
	deleted(path, body, "The mark “roof” was deleted", "تعليم ثم حُذف")
	reviewer.get("/api/v1/annotations/roof").wants(http.StatusNotFound)
	for _, test := range []struct {
		things          string
		body            map[string]any
		english, arabic string
	}{
		{"evidence", map[string]any{"id": "x", "stance": "supports", "kind": "call", "title": "y"}, "The evidence “x” was deleted", "دليل ثم حُذف"},
		{"replies", map[string]any{"id": "x", "asked": "y", "how": "call", "asked_on": "2026-01-01"}, "The right of reply “x” was deleted", "طلب رد ثم حُذف"},
	} {
		path := "/api/v1/annotations/" + quote.ID + "/" + test.things
		reviewer.json(http.MethodPost, path, test.body).wants(http.StatusCreated)
		reviewer.do(http.MethodDelete, "/api/v1/"+test.things+"/x", "", nil, "If-Match", `"1"`).wants(http.StatusNoContent)
		deleted(path, test.body, test.english, test.arabic)
	}
}

// Things of two kinds may have one id; their histories are their own.
func TestHistoriesOfOneID(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	start, end := spanOf(t, article, "The roof is safe,")
	reviewer := s.withToken(dbtest.Reviewer)
	reviewer.json(http.MethodPost, "/api/v1/articles/"+article.ID+"/annotations",
		map[string]any{"id": "same", "kind": "quote", "spans": []any{map[string]any{"start": start, "end": end}}, "place": "Aleppo"}).wants(http.StatusCreated)
	reviewer.json(http.MethodPost, "/api/v1/speakers", map[string]any{"id": "same", "name": "Nadia Hale"}).wants(http.StatusCreated)
	s.renamed("same", "Nadia Brandt")
	if a, err := s.db.AnnotationAt(t.Context(), "same", 1); err != nil || a.Kind != annotation.Quote || a.Place != "Aleppo" {
		t.Errorf("version 1 is %+v, %v", a, err)
	}
	if _, err := s.db.Undo(t.Context(), dbtest.Reviewer, article.ID); err != nil {
		t.Errorf("undo after a speaker's change: %v", err)
	}
}

// A page of somebody who has signed out acts for nobody.
func TestPageOfSomebodyElse(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	start, end := spanOf(t, article, "The roof is safe,")
	body := url.Values{"kind": {"quote"}, "spans": {strconv.Itoa(start) + "-" + strconv.Itoa(end)}}.Encode()
	for user, want := range map[string]int{dbtest.Reviewer2.Name: http.StatusUnauthorized, dbtest.Reviewer.Name: http.StatusOK, "%zz": http.StatusUnauthorized} {
		s.as(dbtest.Reviewer).do(http.MethodPost, "/articles/"+article.ID+"/annotations", "application/x-www-form-urlencoded", strings.NewReader(body),
			"Accept", fragmentsType, "X-Isnad-User", user).wants(want)
	}
	if all := s.annotations(article); len(all) != 1 {
		t.Errorf("%d annotations, want 1", len(all))
	}
}

func TestArchiveIsAskedForByTruth(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	viewer := s.withToken(dbtest.Viewer)
	viewer.get("/api/v1/articles?archived=false").wants(http.StatusOK).says(article.ID)
	viewer.get("/api/v1/articles?archived=1").wants(http.StatusOK).saysNot(article.ID)
	viewer.get("/api/v1/articles?archived=maybe").wants(http.StatusUnprocessableEntity)
}

func TestLanguageLinkStaysHere(t *testing.T) {
	s := newSite(t)
	s.as(dbtest.Viewer).get("//evil.example/x").wants(http.StatusNotFound).saysNot(`href="//evil`)
}

// A stale form of words is taken up whole: a further part stays a further part.
func TestResumedPart(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	quote := s.marked(article, annotation.Quote, "The roof is safe,")
	start, end := spanOf(t, article, "and we found no crack.")
	s.changed(dbtest.Reviewer2, quote, annotation.Patch{Note: annotation.To("theirs")})
	reviewer := s.as(dbtest.Reviewer)
	refused := reviewer.post("/annotations/"+quote.ID, "version", "1", "part", "spans", "mode", "add", "from", strconv.Itoa(start), "to", strconv.Itoa(end)).
		wants(http.StatusPreconditionFailed).says("and we found no crack.")
	form := refused.formIn("form-" + quote.ID)
	_, rest, _ := strings.Cut(refused.body, `name="resume" value="`)
	resume, _, _ := strings.Cut(rest, `"`)
	reviewer.saves(quote, form, "resume", html.UnescapeString(resume)).wants(http.StatusSeeOther)
	wants(t, s.annotation(quote.ID), "spans=The roof is safe, | and we found no crack.", "note=theirs")
}

// Two who save the same meet no conflict; what a claim cannot have is said.
func TestConflictsOfKind(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	quote := s.marked(article, annotation.Quote, "The roof is safe,")
	reviewer := s.as(dbtest.Reviewer)
	form := reviewer.card(quote)
	now := s.changed(dbtest.Reviewer2, quote, annotation.Patch{Note: annotation.To("same")})
	reviewer.saves(quote, form, "note", "same").wants(http.StatusSeeOther)
	s.changed(dbtest.Reviewer2, now, annotation.Patch{Kind: annotation.To(annotation.Claim)})
	form.Set("version", strconv.Itoa(now.Version))
	form.Set("note", "same")
	reviewer.saves(quote, form, "wording", "altered").wants(http.StatusPreconditionFailed).says("Altered (for quotes alone")
}

// Only who may bring it back is shown what was deleted, and only in its article.
func TestDeletedIsShownToWhoMayRestore(t *testing.T) {
	s := newSite(t)
	article, other := s.article(english), s.article(arabic)
	claim := s.marked(article, annotation.Claim, "The council had turned her down twice")
	if _, err := s.db.DeleteAnnotation(t.Context(), dbtest.Reviewer2, claim.ID, claim.Version); err != nil {
		t.Fatal(err)
	}
	restore := `action="/annotations/` + claim.ID + `/restore"`
	s.as(dbtest.Reviewer).get("/articles/" + article.ID + "?deleted=" + claim.ID).wants(http.StatusOK).says(restore)
	s.as(dbtest.Viewer).get("/articles/" + article.ID + "?deleted=" + claim.ID).wants(http.StatusOK).saysNot(restore)
	s.as(dbtest.Reviewer).get("/articles/" + other.ID + "?deleted=" + claim.ID).wants(http.StatusOK).saysNot(restore)
}
