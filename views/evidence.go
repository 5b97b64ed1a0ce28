package views

import (
	"context"
	"net/url"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/comparison"
)

// AnnotationHead is what every page about a part of an annotation begins with.
type AnnotationHead struct {
	Annotation annotation.Annotation
	Article    annotation.Article
	CanMark    bool
}

// EvidencePage is one piece of evidence for an annotation, or the form for a new
// one.
type EvidencePage struct {
	AnnotationHead
	Evidence *annotation.Evidence // nil: a new one
	Form     EvidenceForm
	CanHide  bool               // may say that it is confidential
	Pieces   []annotation.Piece // of this article: what may serve here too
	Erasing  bool               // asked, and not answered yet, whether to erase it
	Said     string             // what happened beyond what was asked

	Comparison *comparison.Result // of a quote with the piece's text
	Passage    string             // of that text, where the quote comes from
}

// EvidenceForm holds the fields as they stand in the form.
type EvidenceForm struct {
	ID      string // of new evidence, so that sending it twice makes one
	Version int
	Piece   string // an id, where a known piece is to serve
	Stance  annotation.Stance
	annotation.PieceFields
	Locator, Passage string

	Problem, Field string
	Conflict       []Difference
}

// EvidenceFormOf fills the form with evidence as it is.
func EvidenceFormOf(e *annotation.Evidence) EvidenceForm {
	return EvidenceForm{Version: e.Version(), Stance: e.Citation.Stance, PieceFields: e.Piece.PieceFields,
		Locator: e.Citation.Locator, Passage: e.Citation.Passage}
}

// evidenceFieldNames are those that have a place of their own in the form.
var evidenceFieldNames = []string{"stance", "kind", "title", "url", "text", "publisher", "date", "accessed", "locator", "passage", "file", "piece", "confidential"}

func (f EvidenceForm) problemAt(field string) string {
	return problemAbout(f.Problem, f.Field, evidenceFieldNames, field)
}

func (p EvidencePage) action() string {
	if p.Evidence == nil {
		return annotationPath(p.Annotation.ID, "evidence")
	}
	return evidencePath(p.Evidence.Citation.ID)
}

// formID names the form, and with it what a browser keeps of what is typed in it: of
// this evidence, or of what is new for this annotation.
func (p EvidencePage) formID() string {
	if p.Evidence == nil {
		return "evidence-form-new-" + p.Annotation.ID
	}
	return "evidence-form-" + p.Evidence.Citation.ID
}

func evidencePath(id string, action ...string) string {
	return "/evidence/" + strings.Join(append([]string{url.PathEscape(id)}, action...), "/")
}

// stanceTones give a stance its colour.
var stanceTones = map[annotation.Stance]string{
	annotation.Supports: "good", annotation.Refutes: "bad", annotation.Context: "none",
}

// pieceFacts are what a line about a piece says besides its title.
func pieceFacts(ctx context.Context, p *annotation.Piece, locator string) []string {
	facts := []string{t(ctx, "piece_kind."+string(p.Kind))}
	if p.Primary {
		facts = append(facts, t(ctx, "evidence.primary_source"))
	}
	for _, fact := range []string{p.Publisher, day(ctx, p.Date), locator} {
		if fact != "" {
			facts = append(facts, fact)
		}
	}
	return facts
}

// shownInline says that a file can be looked at in the page: a picture, which
// browsers decode and never run.
func shownInline(f *annotation.File) bool {
	return f != nil && annotation.IsPicture(f.MediaType)
}
