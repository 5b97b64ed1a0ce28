package annotation

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/isnad/isnad/internal/text"
)

// Limits of evidence.
const (
	MaxPieceText = 200_000  // code points of a piece's text: some 30,000 words
	MaxURL       = 2000     // code points of a web address
	MaxUpload    = 20 << 20 // bytes of an uploaded file
)

// Stance says what evidence does to what it is given for.
type Stance string

const (
	Supports Stance = "supports"
	Refutes  Stance = "refutes"
	Context  Stance = "context" // neither, but a reader of the verdict needs it
)

// Stances lists every Stance in the order in which it is shown.
var Stances = []Stance{Supports, Refutes, Context}

// PieceKind says what a piece of evidence is.
type PieceKind string

const (
	LinkPiece     PieceKind = "link"     // a page on the web
	DocumentPiece PieceKind = "document" // a document, picture or recording, uploaded or on a shelf
	TextPiece     PieceKind = "text"     // a transcript, statement or press release, pasted
	CallPiece     PieceKind = "call"     // notes of a call or an interview
)

// PieceKinds lists every PieceKind in the order in which it is shown.
var PieceKinds = []PieceKind{LinkPiece, DocumentPiece, TextPiece, CallPiece}

// File is an uploaded file as its piece names it; the bytes are kept once for each
// SHA256. MediaType is what the bytes look like, whatever the uploader said.
type File struct {
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Size      int    `json:"size"` // bytes
	SHA256    string `json:"sha256"`
}

// PieceFields are what people say of a piece. Text is the piece's own words, which
// a quote can be compared with.
type PieceFields struct {
	Kind         PieceKind `json:"kind,omitempty"`
	Title        string    `json:"title,omitempty"`
	URL          string    `json:"url,omitempty"`
	Text         string    `json:"text,omitempty"`
	Publisher    string    `json:"publisher,omitempty"`
	Date         string    `json:"date,omitempty"`     // YYYY-MM-DD, when it was published or said
	Accessed     string    `json:"accessed,omitempty"` // YYYY-MM-DD, when it was seen
	Primary      bool      `json:"primary,omitzero"`   // the record itself, not somebody's account of it
	Confidential bool      `json:"confidential,omitzero"`
}

// Piece is what is put in evidence: it can serve several annotations. A piece that
// was Erased has lost all its fields but that it was confidential.
type Piece struct {
	ID string `json:"id"`
	PieceFields
	File      *File     `json:"file,omitempty"`
	Erased    bool      `json:"erased,omitzero"`
	CreatedBy string    `json:"created_by,omitempty"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`
	Version   int       `json:"version,omitzero"`
}

// Citation is one use of a piece: what it does for one annotation, and where in it.
type Citation struct {
	ID         string    `json:"id"`
	Annotation string    `json:"annotation"`
	Piece      string    `json:"piece"`
	Stance     Stance    `json:"stance"`
	Locator    string    `json:"locator,omitempty"` // page, paragraph, timecode
	Passage    string    `json:"passage,omitempty"` // the words quoted from it
	CreatedBy  string    `json:"created_by"`
	CreatedAt  time.Time `json:"created_at"`
	UpdatedAt  time.Time `json:"updated_at"`
	Version    int       `json:"version"`

	Deleted bool `json:"-"`
}

// Evidence is a citation with its piece, in the one flat form of the API.
type Evidence struct {
	Citation Citation
	Piece    Piece
	Article  string // the annotation's
}

// Version grows with any change of the citation or of its piece, which other
// citations may share: both only ever grow, so their sum names the state of both.
func (e *Evidence) Version() int { return e.Citation.Version + e.Piece.Version - 1 }

// VisibleTo says whether somebody may see a piece, and with it whatever cites it:
// a confidential one is its adder's and the editors'.
func (p *Piece) VisibleTo(actor Actor) bool { return !p.Confidential || p.ConfidedTo(actor) }

// ConfidedTo says whether somebody may see what is said of a piece while it is
// confidential, also where it is not any more.
func (p *Piece) ConfidedTo(actor Actor) bool {
	return actor.Role.Can(SeeConfidential) || actor.Role.Can(Mark) && p.CreatedBy == actor.Name
}

// EvidenceDraft is new evidence for an annotation, of a piece that is there (Piece)
// or of a new one (the other fields). Its JSON form is the body of POST …/evidence.
type EvidenceDraft struct {
	ID     string `json:"id,omitempty"` // brought by the client, so that a retry makes no second one
	Piece  string `json:"piece,omitempty"`
	Stance Stance `json:"stance"`
	PieceFields
	Locator string `json:"locator,omitempty"`
	Passage string `json:"passage,omitempty"`
}

// Digest is the same for two drafts of the same content by the same person for the
// same annotation, with the same file of the same name, or with none (nil).
func (d EvidenceDraft) Digest(annotation string, file *File, actor Actor) string {
	body, err := json.Marshal(d)
	if err != nil {
		panic(fmt.Sprintf("a draft is plain data: %v", err))
	}
	brought := ""
	if file != nil { // a SHA-256 has one length, so that no name can be taken for a part of it
		brought = file.SHA256 + file.Name
	}
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(body, "\x00%s\x00%s\x00%s", annotation, brought, actor.Name)))
}

// NewPiece makes a piece of what a draft says of it; file may be nil.
func NewPiece(id string, f PieceFields, file *File, actor Actor, now time.Time) (Piece, error) {
	if err := actor.Require(Mark); err != nil {
		return Piece{}, err
	}
	p := Piece{ID: id, PieceFields: f, File: file, CreatedBy: actor.Name, CreatedAt: now, UpdatedAt: now, Version: 1}
	return p, p.validate()
}

// NewCitation makes a citation of a piece.
func NewCitation(id, annotation string, p *Piece, d EvidenceDraft, actor Actor, now time.Time) (Citation, error) {
	if err := actor.Require(Mark); err != nil {
		return Citation{}, err
	}
	if p.Erased {
		return Citation{}, RefuseField(Conflict, "piece", "error.piece_erased")
	}
	c := Citation{ID: id, Annotation: annotation, Piece: p.ID, Stance: d.Stance, Locator: d.Locator, Passage: d.Passage,
		CreatedBy: actor.Name, CreatedAt: now, UpdatedAt: now, Version: 1}
	return c, c.validate()
}

// EvidencePatch changes the fields that are set: Stance, Locator and Passage of the
// citation, the others of its piece, for every annotation that it serves.
type EvidencePatch struct {
	Stance       Opt[Stance]    `json:"stance,omitzero"`
	Locator      Opt[string]    `json:"locator,omitzero"`
	Passage      Opt[string]    `json:"passage,omitzero"`
	Kind         Opt[PieceKind] `json:"kind,omitzero"`
	Title        Opt[string]    `json:"title,omitzero"`
	URL          Opt[string]    `json:"url,omitzero"`
	Text         Opt[string]    `json:"text,omitzero"`
	Publisher    Opt[string]    `json:"publisher,omitzero"`
	Date         Opt[string]    `json:"date,omitzero"`
	Accessed     Opt[string]    `json:"accessed,omitzero"`
	Primary      Opt[bool]      `json:"primary,omitzero"`
	Confidential Opt[bool]      `json:"confidential,omitzero"`
}

// Apply is the evidence after the patch, or what forbids it. What has not changed
// keeps its Version. Only an editor can make confidential what somebody else added:
// whoever did so could not see it any more.
func (e Evidence) Apply(p EvidencePatch, actor Actor, now time.Time) (Evidence, error) {
	if err := actor.Require(Mark); err != nil {
		return e, err
	}
	if e.Piece.Erased {
		return e, Refuse(Conflict, "error.piece_erased")
	}
	after := e
	set(&after.Citation.Stance, p.Stance)
	set(&after.Citation.Locator, p.Locator)
	set(&after.Citation.Passage, p.Passage)
	f := &after.Piece.PieceFields
	set(&f.Kind, p.Kind)
	set(&f.Title, p.Title)
	set(&f.URL, p.URL)
	set(&f.Text, p.Text)
	set(&f.Publisher, p.Publisher)
	set(&f.Date, p.Date)
	set(&f.Accessed, p.Accessed)
	set(&f.Primary, p.Primary)
	set(&f.Confidential, p.Confidential)
	if err := firstError(after.Citation.validate(), after.Piece.validate()); err != nil {
		return e, err
	}
	if !after.Piece.VisibleTo(actor) {
		return e, RefuseField(Forbidden, "confidential", "error.confidential_of_others")
	}
	if after.Citation != e.Citation {
		after.Citation.Version, after.Citation.UpdatedAt = e.Citation.Version+1, now
	}
	if *f != e.Piece.PieceFields {
		after.Piece.Version, after.Piece.UpdatedAt = e.Piece.Version+1, now
	}
	return after, nil
}

// Erase is the piece with everything gone that it held. Only what is confidential
// is erased: all else stands in exports that others may have.
func (p Piece) Erase(actor Actor, now time.Time) (Piece, error) {
	if err := actor.Require(Mark); err != nil {
		return p, err
	}
	switch {
	case p.Erased:
		return p, Refuse(Conflict, "error.piece_erased")
	case !p.Confidential:
		return p, Refuse(Conflict, "error.erase_only_confidential")
	}
	return Piece{ID: p.ID, PieceFields: PieceFields{Confidential: true}, Erased: true,
		CreatedBy: p.CreatedBy, CreatedAt: p.CreatedAt, UpdatedAt: now, Version: p.Version + 1}, nil
}

func (p *Piece) validate() error {
	switch {
	case p.Kind == "":
		return RefuseField(Invalid, "kind", "error.required", "field", "kind")
	case blank(p.Title):
		return RefuseField(Invalid, "title", "error.required", "field", "title")
	case p.Kind == LinkPiece && p.URL == "":
		return RefuseField(Invalid, "url", "error.required", "field", "url")
	case p.Kind == TextPiece && blank(p.Text):
		return RefuseField(Invalid, "text", "error.required", "field", "text")
	}
	return firstError(
		known("kind", p.Kind, PieceKinds),
		checkLine("title", p.Title, MaxName*2),
		checkURL("url", p.URL),
		checkProse("text", p.Text, MaxPieceText),
		checkLine("publisher", p.Publisher, MaxName),
		checkDay("date", p.Date),
		checkDay("accessed", p.Accessed),
		p.File.validate(),
	)
}

// validate refuses the name of a file that could not be shown on one line.
func (f *File) validate() error {
	if f == nil {
		return nil
	}
	return firstError(CheckFileName(f.Name), checkLine("file", f.Name, MaxName))
}

// CheckFileName refuses the name of an uploaded file that could not be kept as it is: one
// that is no UTF-8, or holds a control character.
func CheckFileName(name string) error {
	if text.ValidateTyped(name) != nil || strings.ContainsAny(name, "\n\t") {
		return RefuseField(Invalid, "file", "error.file_name")
	}
	return nil
}

func (c *Citation) validate() error {
	if c.Stance == "" {
		return RefuseField(Invalid, "stance", "error.required", "field", "stance")
	}
	return firstError(
		known("stance", c.Stance, Stances),
		checkLine("locator", c.Locator, MaxName),
		checkProse("passage", c.Passage, MaxProse),
	)
}

// checkURL refuses what a reader could not follow to a page: anything but an
// absolute http or https address (RFC 3986 §4.3) with a host.
func checkURL(field, s string) error {
	if s == "" {
		return nil
	}
	if err := checkLine(field, s, MaxURL); err != nil {
		return err
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || !strings.EqualFold(u.Scheme, "http") && !strings.EqualFold(u.Scheme, "https") {
		return RefuseField(Invalid, field, "error.url_invalid", "value", s)
	}
	return nil
}

// Reopen is the annotation after its evidence has changed: what was checked or
// approved rested on other evidence and goes back to Checking. False says that it
// stays as it is.
func (a Annotation) Reopen(now time.Time) (Annotation, bool) {
	if a.State != Checked && a.State != Approved {
		return a, false
	}
	a.State, a.CheckedBy, a.ApprovedBy, a.SelfApproved = Checking, "", "", false
	a.Version, a.UpdatedAt = a.Version+1, now
	return a, true
}

// IsPicture says that a media type is one of the pictures that every browser shows
// and none runs: not SVG, which can hold scripts.
func IsPicture(mediaType string) bool {
	switch mediaType {
	case "image/png", "image/jpeg", "image/gif", "image/webp":
		return true
	}
	return false
}
