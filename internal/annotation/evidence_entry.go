package annotation

import "time"

// EvidenceEntry is evidence as the API shows it and as an export has it, the
// citation and its piece in one flat object. Inside an annotation the names of
// annotation and article are left out, and so is the piece's text, which can be
// long and serve many: GET …/evidence/{id} and the export's list of pieces have it.
type EvidenceEntry struct {
	ID         string `json:"id,omitempty"`
	Annotation string `json:"annotation,omitempty"`
	Article    string `json:"article,omitempty"`
	Piece      string `json:"piece,omitempty"`
	Stance     Stance `json:"stance"`
	PieceFields
	File      *File     `json:"file,omitempty"`
	Erased    bool      `json:"erased,omitzero"`
	Locator   string    `json:"locator,omitempty"`
	Passage   string    `json:"passage,omitempty"`
	CreatedBy string    `json:"created_by,omitempty"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`
	Version   int       `json:"version,omitzero"`
}

// Entry is the evidence by itself.
func (e *Evidence) Entry() EvidenceEntry {
	entry := e.brief()
	entry.Annotation, entry.Article, entry.Text = e.Citation.Annotation, e.Article, e.Piece.Text
	return entry
}

func (e *Evidence) brief() EvidenceEntry {
	c, p := &e.Citation, &e.Piece
	entry := EvidenceEntry{
		ID: c.ID, Piece: c.Piece, Stance: c.Stance, PieceFields: p.PieceFields, File: p.File, Erased: p.Erased,
		Locator: c.Locator, Passage: c.Passage,
		CreatedBy: c.CreatedBy, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt, Version: e.Version(),
	}
	entry.Text = ""
	return entry
}

// Entries are pieces of evidence inside their annotation; nil for none.
func Entries(all []Evidence) []EvidenceEntry {
	var entries []EvidenceEntry
	for i := range all {
		entries = append(entries, all[i].brief())
	}
	return entries
}

// ImportedPiece is a piece as an export says it, or what is wrong with it. What is
// confidential is in no export, and comes in by none.
func ImportedPiece(p Piece) (Piece, error) {
	if p.Confidential || p.Erased {
		return p, RefuseField(Invalid, "confidential", "error.confidential_not_imported")
	}
	if f := p.File; f != nil {
		if err := firstError(checkLine("file.media_type", f.MediaType, MaxName), checkLine("file.sha256", f.SHA256, 64)); err != nil {
			return p, err
		}
	}
	return p, firstError(importedID(p.ID), p.validate(), moments(&p.CreatedAt, &p.UpdatedAt),
		checkLine("created_by", p.CreatedBy, MaxName), countable("version", p.Version))
}

// ImportedEvidence is a citation as an export of its annotation says it, or what is
// wrong with it; its piece is checked by itself.
func ImportedEvidence(e EvidenceEntry, annotation string) (EvidenceEntry, error) {
	if e.Annotation != "" && e.Annotation != annotation {
		return e, RefuseField(Invalid, "annotation", "error.unknown_value", "field", "annotation", "value", e.Annotation, "allowed", annotation)
	}
	e.Annotation, e.Article = "", ""
	c := Citation{Stance: e.Stance, Locator: e.Locator, Passage: e.Passage}
	return e, firstError(importedID(e.ID), importedID(e.Piece), c.validate(), moments(&e.CreatedAt, &e.UpdatedAt),
		checkLine("created_by", e.CreatedBy, MaxName), countable("version", e.Version))
}
