package db

import (
	"context"
	"database/sql"
	"errors"

	"github.com/isnad/isnad/internal/annotation"
)

// pieceColumns, of pieces LEFT JOIN files, fit pieceRow.fields.
const pieceColumns = `pieces.seq, pieces.id, pieces.kind, pieces.title, pieces.url, pieces.text, pieces.publisher, pieces.date, pieces.accessed,
	pieces.is_primary, pieces.confidential, pieces.erased, ifnull(pieces.file, ''), pieces.file_name, ifnull(files.media_type, ''), ifnull(files.size, 0),
	pieces.created_by, pieces.created_at, pieces.updated_at, pieces.version`

// pieceRow is a piece with the number that the data file knows it by.
type pieceRow struct {
	annotation.Piece
	seq  int64
	file annotation.File
}

// fields is where pieceColumns go; whole is the piece then.
func (p *pieceRow) fields() []any {
	return []any{&p.seq, &p.ID, &p.Kind, &p.Title, &p.URL, &p.Text, &p.Publisher, &p.Date, &p.Accessed,
		&p.Primary, &p.Confidential, &p.Erased, &p.file.SHA256, &p.file.Name, &p.file.MediaType, &p.file.Size,
		&p.CreatedBy, scanTime{&p.CreatedAt}, scanTime{&p.UpdatedAt}, &p.Version}
}

func (p *pieceRow) whole() annotation.Piece {
	if p.file.SHA256 != "" {
		file := p.file
		p.File = &file
	}
	return p.Piece
}

func scanPiece(row scanner) (p pieceRow, err error) {
	err = row.Scan(p.fields()...)
	p.Piece = p.whole()
	return p, err
}

// findPiece reads a piece; NotFound when there is none.
func findPiece(ctx context.Context, q querier, id string) (pieceRow, error) {
	p, err := scanPiece(q.QueryRowContext(ctx, `SELECT `+pieceColumns+` FROM pieces LEFT JOIN files ON files.sha256 = pieces.file WHERE pieces.id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return pieceRow{}, notFound("piece", id)
	}
	return p, err
}

// pieceOf is the piece that a draft names, or the new one that it describes. One
// that the actor may not see is not there for them.
func pieceOf(t *tx, actor annotation.Actor, d annotation.EvidenceDraft, upload *Upload) (pieceRow, error) {
	if d.Piece != "" {
		if d.PieceFields != (annotation.PieceFields{}) || upload != nil {
			return pieceRow{}, annotation.RefuseField(annotation.Invalid, "piece", "error.piece_or_fields")
		}
		p, err := findPiece(t.ctx, t, d.Piece)
		if annotation.CodeOf(err) == annotation.NotFound || err == nil && !p.VisibleTo(actor) {
			err = annotation.RefuseField(annotation.Invalid, "piece", "error.not_found", "thing", "piece", "id", d.Piece)
		}
		return p, err
	}
	p, err := annotation.NewPiece(t.newID(), d.PieceFields, upload.file(), actor, t.now)
	if err != nil {
		return pieceRow{}, err
	}
	if upload != nil {
		if err := insertFile(t, upload.MediaType, p.File.SHA256, upload.Data); err != nil {
			return pieceRow{}, err
		}
	}
	seq, err := insertPiece(t, p)
	if err != nil {
		return pieceRow{}, err
	}
	return pieceRow{Piece: p, seq: seq}, record(t, actor, pieceCreated, p.ID, nil, p)
}

// insertPiece writes a piece as it is; its file, if it has one, is there.
func insertPiece(t *tx, p annotation.Piece) (seq int64, err error) {
	file, name := fileOf(p)
	err = t.queryRow(`INSERT INTO pieces (id, kind, title, url, text, publisher, date, accessed, is_primary, confidential, erased, file, file_name,
			created_by, created_at, updated_at, version)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq`,
		p.ID, string(p.Kind), p.Title, p.URL, p.Text, p.Publisher, p.Date, p.Accessed, p.Primary, p.Confidential, p.Erased, file, name,
		p.CreatedBy, timeText(p.CreatedAt), timeText(p.UpdatedAt), p.Version).Scan(&seq)
	return seq, err
}

// updatePiece writes all that can change of a piece.
func updatePiece(t *tx, seq int64, p annotation.Piece) error {
	file, name := fileOf(p)
	_, err := t.exec(`UPDATE pieces SET kind = ?, title = ?, url = ?, text = ?, publisher = ?, date = ?, accessed = ?,
			is_primary = ?, confidential = ?, erased = ?, file = ?, file_name = ?, updated_at = ?, version = ?
		WHERE seq = ?`,
		string(p.Kind), p.Title, p.URL, p.Text, p.Publisher, p.Date, p.Accessed,
		p.Primary, p.Confidential, p.Erased, file, name, timeText(p.UpdatedAt), p.Version, seq)
	return err
}

func fileOf(p annotation.Piece) (sha256 sql.NullString, name string) {
	if p.File == nil {
		return sha256, ""
	}
	return sql.NullString{String: p.File.SHA256, Valid: true}, p.File.Name
}
