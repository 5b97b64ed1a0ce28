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
	if left := s.openSuggestions(annotation.Article{ID: "a1"}); len(left) != 3 {
		t.Errorf("%d suggestions are left", len(left))
	}
}

// TestSuggestionDecidedMeanwhile: whoever comes second sees what the first decided, and
// can go on from it.
func TestSuggestionDecidedMeanwhile(t *testing.T) {
	s := newSite(t)
	_, all := s.suggestions()
	first, second := s.as(dbtest.Reviewer), s.as(dbtest.Reviewer2)

	// Accepted: a second accept of the same is the same annotation, the card that of the annotation.
	first.post("/suggestions/"+all[0].ID+"/accept", "speaker", all[0].Speaker, "speaker_was", all[0].Speaker).leadsTo(openAt("a1", all[1].ID))
	made := s.annotations(annotation.Article{ID: "a1"})
	second.post("/suggestions/" + all[0].ID + "/accept").leadsTo(openAt("a1", all[1].ID))
	second.post("/suggestions/"+all[0].ID+"/accept", "speaker", "another").wants(http.StatusConflict).says("reviewer1")
	if again := s.annotations(annotation.Article{ID: "a1"}); len(again) != 1 || again[0].Version != made[0].Version || again[0].Speaker.Name != all[0].Speaker {
		t.Errorf("accepted twice: %+v", again)
	}
	second.post("/suggestions/" + all[0].ID + "/reject").wants(http.StatusConflict)
	second.get("/suggestions/"+all[0].ID, "Accept", asFragments).wants(http.StatusOK).says("card-"+made[0].ID, "reviewer1")
	second.get(openAt("a1", all[0].ID)).wants(http.StatusOK).says(`data-card="` + made[0].ID + `"`)

	// Rejected: it is offered back, and open again then.
	first.post("/suggestions/" + all[1].ID + "/reject").leadsTo(openAt("a1", all[2].ID))
	second.post("/suggestions/" + all[1].ID + "/accept").wants(http.StatusConflict).says("reviewer1")
	restore := "/suggestions/" + all[1].ID + "/restore"
	second.get("/suggestions/"+all[1].ID, "Accept", asFragments).wants(http.StatusOK).says(restore)
	second.get("/suggestions/" + all[1].ID).leadsTo(openAt("a1", all[1].ID))
	second.get(openAt("a1", all[1].ID)).wants(http.StatusOK).says(restore).saysNot(`data-card=`)
	second.post(restore).leadsTo(openAt("a1", all[1].ID))
	second.get(openAt("a1", all[1].ID)).wants(http.StatusOK).says(`data-card="` + all[1].ID + `"`)

	// Readers and archived articles have no suggestions.
	s.as(dbtest.Viewer).get("/articles/a1").wants(http.StatusOK).saysNot("data-suggests", "/suggestions/")
}
