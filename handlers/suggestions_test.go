package handlers

import (
	"net/http"
	"strings"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

const asFragments = "text/vnd.isnad.fragments+html"

// TestSuggestionCardRefuses: what cannot be shown or accepted is refused with a sentence,
// and what was typed comes back.
func TestSuggestionCardRefuses(t *testing.T) {
	s := newSite(t)
	_, all := s.suggestions()
	c := s.as(dbtest.Reviewer)
	card := "/suggestions/" + all[0].ID

	for query, code := range map[string]int{
		"?spans=x":                             http.StatusUnprocessableEntity,
		"?spans=5-2":                           http.StatusUnprocessableEntity,
		"?spans=0-99999":                       http.StatusUnprocessableEntity,
		"?spans=0-5+3-9":                       http.StatusUnprocessableEntity,
		"?part=cue&from=x&to=3":                http.StatusUnprocessableEntity,
		"?part=cue&from=9&to=3":                http.StatusUnprocessableEntity,
		"?speaker=%ff":                         http.StatusUnprocessableEntity,
		"?spans=":                              http.StatusOK, // accepting it is what is refused
		"?clear=cue":                           http.StatusOK,
		"?clear=nothing&part=nothing&mode=add": http.StatusOK,
	} {
		c.get(card+query, "Accept", asFragments).wants(code)
		c.get(card + query).wants(code)
	}
	s.as(dbtest.Viewer).get(card).wants(http.StatusForbidden)
	c.get("/suggestions/nothing").wants(http.StatusNotFound)

	for _, fields := range [][]string{
		{"spans", ""}, {"spans", "0-99999"}, {"quotation", "loud"}, {"speaker", strings.Repeat("س", 500)}, {"same_speaker", "nobody"},
	} {
		a := c.post(card+"/accept", append(fields, "cue", "0-3")...)
		if a.StatusCode < 400 || a.StatusCode >= 500 {
			t.Errorf("%v is answered %d", fields, a.StatusCode)
		}
	}
	c.post(card+"/accept", "spans", "", "speaker", "نزار").wants(http.StatusUnprocessableEntity).says(`value="نزار"`, "card-"+all[0].ID)
	c.post("/articles/a1/suggestions/accept", "confidence", "much").wants(http.StatusUnprocessableEntity)
	c.post("/articles/a1/suggestions/accept", "confidence", "NaN").wants(http.StatusUnprocessableEntity)
	c.post("/articles/a1/suggestions/accept", "quotation", "loud").wants(http.StatusUnprocessableEntity)
	c.get("/articles/a1?accepted=x").wants(http.StatusUnprocessableEntity)
	c.get("/articles/a1?accepted=-1").wants(http.StatusUnprocessableEntity)
	c.get("/articles/a1?decided=nothing").wants(http.StatusOK)
	if left := s.openSuggestions(annotation.Article{ID: "a1"}); len(left) != 3 {
		t.Errorf("%d suggestions are left", len(left))
	}
}

// TestSuggestionDecidedMeanwhile: whoever comes second sees what the first decided,
// loses nothing that was typed, and can go on from it.
func TestSuggestionDecidedMeanwhile(t *testing.T) {
	s := newSite(t)
	_, all := s.suggestions()
	first, second := s.as(dbtest.Reviewer), s.as(dbtest.Reviewer2)
	as := func(one annotation.Suggestion, speaker string) []string {
		return []string{"speaker", speaker, "speaker_was", one.Speaker, "quotation", string(one.Quotation)}
	}
	decided := func(next, done annotation.Suggestion) string { return openAt("a1", next.ID, "decided", done.ID) }

	// Accepted as it was: accepting it so again is done already.
	first.post("/suggestions/"+all[0].ID+"/accept", as(all[0], all[0].Speaker)...).leadsTo(decided(all[1], all[0]))
	made := s.annotations(annotation.Article{ID: "a1"})
	first.get(decided(all[1], all[0])).wants(http.StatusOK).says("Accepted: \u2068" + exactOf(all[0].Spans))
	second.post("/suggestions/"+all[0].ID+"/accept", as(all[0], all[0].Speaker)...).leadsTo(decided(all[1], all[0]))
	// Otherwise, both are shown, with what was typed.
	a := second.post("/suggestions/"+all[0].ID+"/accept", as(all[0], "another")...).wants(http.StatusConflict)
	a.says(`class="conflict"`, `value="another"`, "reviewer1", `data-card="`+made[0].ID+`"`)
	second.do(http.MethodPost, "/suggestions/"+all[0].ID+"/accept", "application/x-www-form-urlencoded", strings.NewReader("speaker=another&spans=0-3"), "Accept", asFragments).
		wants(http.StatusConflict).says(`class="conflict"`, `value="another"`, "spans=0-3")
	second.post("/suggestions/" + all[0].ID + "/reject").wants(http.StatusConflict).says(`data-card="` + made[0].ID + `"`).saysNot(`class="conflict"`)
	if again := s.annotations(annotation.Article{ID: "a1"}); len(again) != 1 || again[0].Version != made[0].Version || again[0].Speaker.Name != all[0].Speaker {
		t.Errorf("accepted twice: %+v", again)
	}
	second.get("/suggestions/"+all[0].ID, "Accept", asFragments).wants(http.StatusOK).says("card-"+made[0].ID, "reviewer1")
	second.get(openAt("a1", all[0].ID)).wants(http.StatusOK).says(`data-card="` + made[0].ID + `"`)

	// Rejected: it is offered back, and open again then.
	first.post("/suggestions/" + all[1].ID + "/reject").leadsTo(decided(all[2], all[1]))
	restore := "/suggestions/" + all[1].ID + "/restore"
	second.post("/suggestions/"+all[1].ID+"/accept").wants(http.StatusConflict).says("reviewer1", restore)
	second.get("/suggestions/"+all[1].ID, "Accept", asFragments).wants(http.StatusOK).says(restore)
	second.get("/suggestions/" + all[1].ID).wants(http.StatusOK).says(restore).saysNot(`data-card=`)
	second.get(openAt("a1", all[1].ID)).wants(http.StatusOK).says(restore).saysNot(`data-card=`)
	second.post(restore).leadsTo(openAt("a1", all[1].ID))
	second.get(openAt("a1", all[1].ID)).wants(http.StatusOK).says(`data-card="` + all[1].ID + `"`)

	// Marked by hand, after its card was opened.
	byHand := s.marked(annotation.Article{ID: "a1", Text: suggestedText}, annotation.Quote, exactOf(all[2].Spans))
	second.get("/suggestions/" + all[2].ID + "?speaker=x").wants(http.StatusOK).says(`data-card="` + all[2].ID + `"`)
	second.post("/suggestions/"+all[2].ID+"/accept", as(all[2], "another")...).wants(http.StatusConflict).says(`data-card="`+byHand.ID+`"`, `value="another"`)

	// What became of one was deleted: its page offers that back.
	if _, err := s.db.DeleteAnnotation(t.Context(), dbtest.Reviewer, made[0].ID, made[0].Version); err != nil {
		t.Fatal(err)
	}
	second.get("/suggestions/" + all[0].ID).leadsTo("/articles/a1?deleted=" + made[0].ID)

	// Readers have no suggestions.
	s.as(dbtest.Viewer).get("/articles/a1").wants(http.StatusOK).saysNot("data-suggests", "/suggestions/")
}

// TestNextSuggestionAlone: past marks that are not signed off, to what nobody has decided.
func TestNextSuggestionAlone(t *testing.T) {
	s := newSite(t)
	_, all := s.suggestions()
	c := s.as(dbtest.Reviewer)
	made, _, err := s.db.AcceptSuggestion(t.Context(), dbtest.Reviewer, all[0].ID, annotation.Acceptance{})
	if err != nil {
		t.Fatal(err)
	}
	const next = "/articles/a1/next?suggested=1&after="
	c.get(next).leadsTo(openAt("a1", all[1].ID))
	c.get(next + made.ID).leadsTo(openAt("a1", all[1].ID))
	c.get(next + all[1].ID).leadsTo(openAt("a1", all[2].ID))
	c.get(next + all[2].ID).leadsTo(openAt("a1", all[1].ID))
	for _, one := range all[1:] {
		if _, err := s.db.RejectSuggestion(t.Context(), dbtest.Reviewer, one.ID); err != nil {
			t.Fatal(err)
		}
	}
	c.get(next).leadsTo("/articles/a1")
}

// TestTakeManyBack: what was accepted at once is open again, once, but for what somebody
// has gone on from; and nothing else is.
func TestTakeManyBack(t *testing.T) {
	s := newSite(t)
	_, all := s.suggestions()
	c := s.as(dbtest.Reviewer)
	c.post("/suggestions/" + all[0].ID + "/accept")
	accepted := c.post("/articles/a1/suggestions/accept", "confidence", "0").wants(http.StatusSeeOther).Header.Get("Location")
	page := c.get(strings.TrimSuffix(accepted, "#progress")).wants(http.StatusOK).says("2 suggestions were accepted.", "Take all 2 back")
	fields := page.formIn("take-back")
	form := []string{"first", fields.Get("first"), "last", fields.Get("last")}
	made := s.annotations(annotation.Article{ID: "a1"})
	s.changed(dbtest.Reviewer2, made[2], annotation.Patch{Note: annotation.To("look")})

	c.get(c.post("/articles/a1/suggestions/undo", form...).wants(http.StatusSeeOther).Header.Get("Location")).
		says("1 suggestion is open again.", "1 stays accepted")
	c.get(c.post("/articles/a1/suggestions/undo", form...).wants(http.StatusSeeOther).Header.Get("Location")).
		says("0 suggestions are open again.")
	if left := s.openSuggestions(annotation.Article{ID: "a1"}); len(left) != 1 || left[0].ID != all[1].ID {
		t.Errorf("open are %v", left)
	}
	for _, fields := range [][]string{{}, {"first", "-1"}, {"first", "x"}, {"first", "1", "last", "99999999999999999999"}} {
		if a := c.post("/articles/a1/suggestions/undo", fields...); a.StatusCode >= http.StatusInternalServerError {
			t.Errorf("%v is answered %d", fields, a.StatusCode)
		}
	}
}
