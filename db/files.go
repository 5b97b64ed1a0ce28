package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/isnad/isnad/internal/annotation"
)

// Upload is a file that somebody brings for a new piece. MediaType is what its
// bytes look like (https://mimesniff.spec.whatwg.org), never what the uploader says.
type Upload struct {
	Name      string
	MediaType string
	Data      []byte
}

// check refuses a file that is empty or too large, or that the draft has no place
// for. No file is fine.
func (u *Upload) check(d annotation.EvidenceDraft) error {
	switch {
	case u == nil:
		return nil
	case len(u.Data) == 0:
		return annotation.RefuseField(annotation.Invalid, "file", "error.file_empty")
	case len(u.Data) > annotation.MaxUpload:
		return annotation.RefuseField(annotation.TooLarge, "file", "error.body_too_large", "max", annotation.MaxUpload)
	case d.Kind != annotation.DocumentPiece && d.Kind != "":
		return annotation.RefuseField(annotation.Invalid, "kind", "error.file_only_for_documents")
	}
	return nil
}

// sha256 is that of the bytes, in hex; "" for no file.
func (u *Upload) sha256() string {
	if u == nil {
		return ""
	}
	sum := sha256.Sum256(u.Data)
	return hex.EncodeToString(sum[:])
}

func (u *Upload) file() *annotation.File {
	if u == nil {
		return nil
	}
	return &annotation.File{Name: u.Name, MediaType: u.MediaType, Size: len(u.Data), SHA256: u.sha256()}
}

// insertFile keeps a file's bytes, unless they are here already.
func insertFile(t *tx, mediaType, sha256 string, data []byte) error {
	_, err := t.exec(`INSERT INTO files (sha256, media_type, size, data) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, sha256, mediaType, len(data), data)
	return err
}

// EvidenceFile is the file of a piece of evidence and its bytes; NotFound when
// there is none, or as in Evidence.
func (db *DB) EvidenceFile(ctx context.Context, actor annotation.Actor, id string) (file annotation.File, data []byte, err error) {
	err = db.read(ctx, func(q querier) error {
		e, err := seenEvidence(ctx, q, actor, id, inEvidence)
		if err == nil && e.Piece.File == nil {
			err = notFound("file", id)
		}
		if err != nil {
			return err
		}
		file = *e.Piece.File
		return q.QueryRowContext(ctx, `SELECT data FROM files WHERE sha256 = ?`, file.SHA256).Scan(&data)
	})
	return file, data, err
}
