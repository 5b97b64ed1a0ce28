package annotation

import (
	"strings"
	"testing"
	"time"
)

var (
	other = Actor{Name: "huda", Role: Reviewer}
	now   = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
)

func TestNewPiece(t *testing.T) {
	for _, test := range []struct {
		name   string
		fields PieceFields
		field  string // at fault; "" for none
	}{
		{"a link", PieceFields{Kind: LinkPiece, Title: "البيان", URL: "https://example.org/%D8%A7?x=1#y", Accessed: "2026-01-31"}, ""},
		{"a text", PieceFields{Kind: TextPiece, Title: "تفريغ", Text: "قال:\n\tنعم", Primary: true}, ""},
		{"a document on a shelf", PieceFields{Kind: DocumentPiece, Title: "عقد 12"}, ""},
		{"a call", PieceFields{Kind: CallPiece, Title: "اتصال", Confidential: true}, ""},
		{"no kind", PieceFields{Title: "x"}, "kind"},
		{"another kind", PieceFields{Kind: "rumour", Title: "x"}, "kind"},
		{"no title", PieceFields{Kind: CallPiece, Title: " \u0651"}, "title"},
		{"a title of two lines", PieceFields{Kind: CallPiece, Title: "a\nb"}, "title"},
		{"a long title", PieceFields{Kind: CallPiece, Title: strings.Repeat("م", 2*MaxName+1)}, "title"},
		{"a link to nowhere", PieceFields{Kind: LinkPiece, Title: "x"}, "url"},
		{"a script for a link", PieceFields{Kind: LinkPiece, Title: "x", URL: "javascript:alert(1)"}, "url"},
		{"data for a link", PieceFields{Kind: LinkPiece, Title: "x", URL: "data:text/html,x"}, "url"},
		{"a path for a link", PieceFields{Kind: LinkPiece, Title: "x", URL: "/articles"}, "url"},
		{"a link without a host", PieceFields{Kind: LinkPiece, Title: "x", URL: "https:///x"}, "url"},
		{"a text of nothing", PieceFields{Kind: TextPiece, Title: "x", Text: " \n"}, "text"},
		{"a long text", PieceFields{Kind: TextPiece, Title: "x", Text: strings.Repeat("م", MaxPieceText+1)}, "text"},
		{"a control character", PieceFields{Kind: TextPiece, Title: "x", Text: "a\x00"}, "text"},
		{"no day", PieceFields{Kind: CallPiece, Title: "x", Date: "2026-02-30"}, "date"},
		{"no day of access", PieceFields{Kind: CallPiece, Title: "x", Accessed: "yesterday"}, "accessed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := NewPiece("p", test.fields, nil, reviewer, now)
			if got := fieldOf(err); got != test.field || (err == nil) != (test.field == "") {
				t.Errorf("refused for %q (%v), want %q", got, err, test.field)
			}
		})
	}
	if _, err := NewPiece("p", PieceFields{Kind: CallPiece, Title: "x"}, nil, viewer, now); CodeOf(err) != Forbidden {
		t.Errorf("a viewer adds evidence: %v", err)
	}
}

func fieldOf(err error) string {
	if e, ok := err.(*Error); ok { //nolint:errorlint // the domain returns it bare
		return e.Field
	}
	return ""
}

func TestPieceVisibleTo(t *testing.T) {
	piece := Piece{CreatedBy: reviewer.Name}
	hidden := piece
	hidden.Confidential = true
	formerly := reviewer // who was a reviewer then
	formerly.Role = Viewer
	for _, test := range []struct {
		who    Actor
		public bool
		hidden bool
	}{{viewer, true, false}, {other, true, false}, {reviewer, true, true}, {formerly, true, false}, {editor, true, true}, {Actor{}, true, false}} {
		if piece.VisibleTo(test.who) != test.public || hidden.VisibleTo(test.who) != test.hidden {
			t.Errorf("%+v sees a piece: %v, a confidential one: %v", test.who, piece.VisibleTo(test.who), hidden.VisibleTo(test.who))
		}
	}
}

func TestEvidenceApply(t *testing.T) {
	piece := Piece{ID: "p", PieceFields: PieceFields{Kind: CallPiece, Title: "x"}, CreatedBy: reviewer.Name, Version: 2}
	e := Evidence{Citation: Citation{ID: "c", Piece: "p", Stance: Supports, Version: 3}, Piece: piece}
	hidden := e
	hidden.Piece.Confidential = true
	erased := e
	erased.Piece = Piece{ID: "p", PieceFields: PieceFields{Confidential: true}, Erased: true, Version: 3, CreatedBy: reviewer.Name}
	for _, test := range []struct {
		name            string
		of              Evidence
		patch           EvidencePatch
		who             Actor
		citation, piece int // versions afterwards
		code            Code
	}{
		{"nothing", e, EvidencePatch{}, reviewer, 3, 2, ""},
		{"the same", e, EvidencePatch{Title: To("x"), Stance: To(Supports)}, reviewer, 3, 2, ""},
		{"the stance", e, EvidencePatch{Stance: To(Refutes)}, reviewer, 4, 2, ""},
		{"the title", e, EvidencePatch{Title: To("y")}, other, 3, 3, ""},
		{"both", e, EvidencePatch{Title: To("y"), Locator: To("ص 3")}, other, 4, 3, ""},
		{"no title", e, EvidencePatch{Title: To("")}, reviewer, 3, 2, Invalid},
		{"no stance", e, EvidencePatch{Stance: To(Stance(""))}, reviewer, 3, 2, Invalid},
		{"a link needs its address", e, EvidencePatch{Kind: To(LinkPiece)}, reviewer, 3, 2, Invalid},
		{"a viewer", e, EvidencePatch{Title: To("y")}, viewer, 3, 2, Forbidden},
		{"hiding one's own", e, EvidencePatch{Confidential: To(true)}, reviewer, 3, 3, ""},
		{"hiding another's", e, EvidencePatch{Confidential: To(true)}, other, 3, 2, Forbidden},
		{"hiding it as an editor", e, EvidencePatch{Confidential: To(true)}, editor, 3, 3, ""},
		{"showing it again", hidden, EvidencePatch{Confidential: To(false)}, reviewer, 3, 3, ""},
		{"what was erased", erased, EvidencePatch{Title: To("y")}, editor, 3, 3, Conflict},
	} {
		t.Run(test.name, func(t *testing.T) {
			after, err := test.of.Apply(test.patch, test.who, now)
			if (err != nil) != (test.code != "") || err != nil && CodeOf(err) != test.code {
				t.Fatalf("refused: %v, want %q", err, test.code)
			}
			if after.Citation.Version != test.citation || after.Piece.Version != test.piece {
				t.Errorf("versions %d and %d, want %d and %d", after.Citation.Version, after.Piece.Version, test.citation, test.piece)
			}
		})
	}
}

func TestErase(t *testing.T) {
	hidden := Piece{ID: "p", PieceFields: PieceFields{Kind: TextPiece, Title: "x", Text: "secret", Publisher: "y", Confidential: true},
		File: &File{Name: "z"}, CreatedBy: reviewer.Name, CreatedAt: now, Version: 4}
	erased, err := hidden.Erase(editor, now)
	if err != nil {
		t.Fatal(err)
	}
	want := Piece{ID: "p", PieceFields: PieceFields{Confidential: true}, Erased: true, CreatedBy: reviewer.Name, CreatedAt: now, UpdatedAt: now, Version: 5}
	if erased != want {
		t.Errorf("left is %+v, want %+v", erased, want)
	}
	if _, err := erased.Erase(editor, now); CodeOf(err) != Conflict {
		t.Errorf("erased twice: %v", err)
	}
	public := hidden
	public.Confidential = false
	if _, err := public.Erase(editor, now); CodeOf(err) != Conflict {
		t.Errorf("erased what is not confidential: %v", err)
	}
}

func TestReopen(t *testing.T) {
	for _, state := range States {
		a := Annotation{State: state, Version: 7}
		if state == Checked || state == Approved {
			a.CheckedBy = "rami"
		}
		after, reopened := a.Reopen(now)
		wants := state == Checked || state == Approved
		if reopened != wants || wants && (after.State != Checking || after.CheckedBy != "" || after.Version != 8 || after.UpdatedAt != now) || !wants && after.Version != 7 {
			t.Errorf("%s comes to %+v, %v", state, after, reopened)
		}
	}
}
