package export

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"mime"
	"slices"
	"strings"
	"time"

	"github.com/isnad/isnad/internal/annotation"
)

// File holds what evidence is made of in two lists: Pieces, which citations inside
// the annotations name, and Files, the bytes that pieces name. Nothing confidential
// is ever in either, nor in the citations.

// StoredFile is an uploaded file; Data is base64 in the file (RFC 4648 §4).
type StoredFile struct {
	SHA256    string `json:"sha256"`
	MediaType string `json:"media_type"`
	Size      int    `json:"size"` // bytes
	Data      []byte `json:"data"`
}

// checkFiles refuses a file whose bytes are not those it is named by, or are of another
// type than it says, or that no piece names.
func (f *File) checkFiles(sniff func([]byte) string) error {
	named := map[string]bool{}
	for i := range f.Pieces {
		if file := f.Pieces[i].File; file != nil {
			named[file.SHA256] = true
		}
	}
	seen := ids{}
	for i, file := range f.Files {
		sum := sha256.Sum256(file.Data)
		kind, _, err := mime.ParseMediaType(sniff(file.Data))
		switch {
		case err != nil:
			return err
		case hex.EncodeToString(sum[:]) != file.SHA256 || len(file.Data) != file.Size:
			err = annotation.RefuseField(annotation.Invalid, "data", "error.file_damaged")
		case len(file.Data) > annotation.MaxUpload || len(file.Data) == 0:
			err = annotation.RefuseField(annotation.Invalid, "data", "error.body_too_large", "max", annotation.MaxUpload)
		case file.MediaType != kind:
			err = annotation.RefuseField(annotation.Invalid, "media_type", "error.file_not_as_said", "said", file.MediaType, "found", kind)
		case !named[file.SHA256]:
			err = annotation.RefuseField(annotation.Invalid, "sha256", "error.file_unused")
		default:
			err = seen.add(file.SHA256)
		}
		if err != nil {
			return At("files", i, file.SHA256, err)
		}
	}
	for i := range f.Pieces {
		p := &f.Pieces[i]
		if p.File == nil {
			continue
		}
		j := slices.IndexFunc(f.Files, func(file StoredFile) bool { return file.SHA256 == p.File.SHA256 })
		if j < 0 {
			return At("pieces", i, p.ID, annotation.RefuseField(annotation.Invalid, "file", "error.not_found", "thing", "file", "id", p.File.SHA256))
		}
		if f.Files[j].Size != p.File.Size || f.Files[j].MediaType != p.File.MediaType {
			return At("pieces", i, p.ID, annotation.RefuseField(annotation.Invalid, "file", "error.file_damaged"))
		}
	}
	return nil
}

// gather puts the piece that an entry describes into the file's list, unless it is
// there or the entry only names it, and makes the entry say what the list says.
func (f *File) gather(pieces map[string]int, e *annotation.EvidenceEntry) error {
	described := annotation.Piece{ID: e.Piece, PieceFields: e.PieceFields, File: e.File}
	i, listed := pieces[e.Piece]
	switch {
	case e.Confidential || e.Erased:
		return annotation.RefuseField(annotation.Invalid, "confidential", "error.confidential_not_imported")
	case listed && e.Piece != "":
		text := f.Pieces[i].Text
		if e.PieceFields != (annotation.PieceFields{}) {
			if e.Text == "" {
				described.Text = text
			}
			if described.PieceFields != f.Pieces[i].PieceFields {
				return annotation.RefuseField(annotation.Invalid, "piece", "error.id_conflict", "id", e.Piece)
			}
		}
		e.PieceFields, e.File = f.Pieces[i].PieceFields, f.Pieces[i].File
	case e.PieceFields == (annotation.PieceFields{}) && e.Piece != "":
		// One of the data file, perhaps: that is for the import to find.
	default:
		if described.ID == "" {
			sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s", e.ID, compact(described)))
			described.ID = shortID(sum)
		}
		p, err := annotation.ImportedPiece(described)
		if err != nil {
			return err
		}
		pieces[p.ID] = len(f.Pieces)
		f.Pieces = append(f.Pieces, p)
		e.Piece = p.ID
	}
	e.Text = ""
	return nil
}

// CompletePiece is Article.Complete for a piece.
func CompletePiece(p annotation.Piece, known *annotation.Piece, by string, now time.Time) annotation.Piece {
	was := annotation.Piece{CreatedBy: by, CreatedAt: now, Version: 1}
	if known != nil {
		was = *known
	}
	p.CreatedBy = cmp.Or(p.CreatedBy, was.CreatedBy)
	p.CreatedAt = cmp.Or(p.CreatedAt, was.CreatedAt)
	p.UpdatedAt = cmp.Or(p.UpdatedAt, was.UpdatedAt, p.CreatedAt)
	p.Version = cmp.Or(p.Version, was.Version)
	return p
}

// completeEvidence is Article.Complete for what is cited; Version stays 0 where it
// is told by neither the file nor what is known.
func completeEvidence(entries, known []annotation.EvidenceEntry, by string, now time.Time) {
	for i := range entries {
		e := &entries[i]
		was := annotation.EvidenceEntry{CreatedBy: by, CreatedAt: now}
		if j := slices.IndexFunc(known, func(k annotation.EvidenceEntry) bool { return k.ID == e.ID }); j >= 0 {
			was = known[j]
		}
		e.CreatedBy = cmp.Or(e.CreatedBy, was.CreatedBy)
		e.CreatedAt = cmp.Or(e.CreatedAt, was.CreatedAt)
		e.UpdatedAt = cmp.Or(e.UpdatedAt, was.UpdatedAt, e.CreatedAt)
		e.Version = cmp.Or(e.Version, was.Version)
	}
}

// shortID is an id that always comes of the same content.
func shortID(sum [sha256.Size]byte) string {
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:20])
}
