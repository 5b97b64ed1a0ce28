package handlers

import (
	"net/http"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

// TestQuoteBesideItsSource: the page shows both, proposes a wording that a person
// confirms, and keeps the passage.
func TestQuoteBesideItsSource(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	quote := s.marked(article, annotation.Quote, "The doors stay open until eight,")
	e := s.cited(dbtest.Reviewer, quote, annotation.EvidenceDraft{Stance: annotation.Supports, PieceFields: annotation.PieceFields{
		Kind: annotation.TextPiece, Title: "Transcript", Text: "Good morning. The doors may stay open until nine, she said. <b>Thank you.</b>",
	}}, nil)
	address := "/evidence/" + e.Citation.ID
	reviewer := s.as(dbtest.Reviewer)
	page := reviewer.get(address).wants(http.StatusOK)
	page.says("Proposed: altered", `<del class="altered">may</del>`, `<ins class="altered">eight,</ins>`, "&lt;b&gt;Thank you")
	s.as(dbtest.Viewer).get(address).wants(http.StatusOK).says("Proposed: altered").saysNot(`name="wording"`)
	reviewer.get("/articles/" + article.ID + "?open=" + quote.ID).says(address + "#compared")

	reviewer.post("/annotations/"+quote.ID, "version", itoa(quote.Version), "wording", "altered").wants(http.StatusSeeOther)
	wants(t, s.annotation(quote.ID), "wording=altered")
	reviewer.get(address).saysNot(`name="wording"`)
	reviewer.post(address, "version", itoa(e.Version()), "passage", "The doors may stay open until nine,").wants(http.StatusSeeOther)
	if now := s.evidence(quote)[0]; now.Citation.Passage != "The doors may stay open until nine," || now.Piece.Text != e.Piece.Text {
		t.Errorf("kept %+v", now)
	}

	// What cannot be compared is no fault.
	for _, text := range []string{"!!! …", "Another matter altogether."} {
		other := s.cited(dbtest.Reviewer, quote, annotation.EvidenceDraft{Stance: annotation.Context, PieceFields: annotation.PieceFields{Kind: annotation.TextPiece, Title: "x", Text: text}}, nil)
		reviewer.get("/evidence/" + other.Citation.ID).wants(http.StatusOK)
	}
}
