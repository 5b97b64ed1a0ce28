package db

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

// citePublic fills the evidence of an article's annotations, nothing confidential
// among it: an export may go anywhere.
func citePublic(ctx context.Context, q querier, article string, annotations []annotation.Annotation) error {
	rows, err := collect(ctx, q, scanEvidence, articleEvidenceQuery, article)
	slices.SortFunc(rows, func(a, b evidenceRow) int { return cmp.Compare(a.seq, b.seq) })
	cited := map[string][]annotation.Evidence{}
	for _, e := range rows {
		if e.Piece.VisibleTo(annotation.Actor{}) {
			cited[e.Citation.Annotation] = append(cited[e.Citation.Annotation], e.Evidence)
		}
	}
	for i := range annotations {
		annotations[i].Evidence = annotation.Entries(cited[annotations[i].ID])
	}
	return err
}

const articleEvidenceQuery = `SELECT ` + evidenceColumns + ` FROM ` + evidenceTables + `
	WHERE annotations.article = (SELECT seq FROM articles WHERE id = ?) AND annotations.deleted = 0 AND citations.deleted = 0`

// exportPieces are the pieces with the ids cited, and their files.
func exportPieces(ctx context.Context, q querier, cited map[string]bool) (pieces []annotation.Piece, files []export.StoredFile, err error) {
	ids, err := json.Marshal(slices.Collect(maps.Keys(cited)))
	if err != nil || len(cited) == 0 {
		return nil, nil, err
	}
	named := map[string]bool{}
	err = each(ctx, q, func(row scanner) error {
		p, err := scanPiece(row)
		if p.File != nil {
			named[p.File.SHA256] = true
		}
		pieces = append(pieces, p.Piece)
		return err
	}, `SELECT `+pieceColumns+` FROM pieces LEFT JOIN files ON files.sha256 = pieces.file
		WHERE pieces.id IN (SELECT value FROM json_each(?)) ORDER BY pieces.id`, string(ids))
	for _, sha256 := range slices.Sorted(maps.Keys(named)) {
		file := export.StoredFile{SHA256: sha256}
		if err == nil {
			err = q.QueryRowContext(ctx, `SELECT media_type, size, data FROM files WHERE sha256 = ?`, sha256).Scan(&file.MediaType, &file.Size, &file.Data)
		}
		files = append(files, file)
	}
	return pieces, files, err
}

// piece imports an entry of the file's list of pieces.
func (in importing) piece(p annotation.Piece, files map[string]export.StoredFile) error {
	known, err := findPiece(in.t.ctx, in.t, p.ID)
	switch {
	case err == nil:
		if p = export.CompletePiece(p, &known.Piece, in.actor.Name, in.t.now); known.Confidential {
			return importConflict("id", p.ID, nil, p)
		} else if !export.Same(p, known.Piece) {
			return importConflict("id", p.ID, known.Piece, p)
		}
		in.sum.Pieces.Unchanged++
		return nil
	case annotation.CodeOf(err) != annotation.NotFound:
		return err
	}
	p = export.CompletePiece(p, nil, in.actor.Name, in.t.now)
	if p.File != nil {
		if err := insertFile(in.t, p.File.MediaType, p.File.SHA256, files[p.File.SHA256].Data); err != nil {
			return err
		}
	}
	if _, err := insertPiece(in.t, p); err != nil {
		return err
	}
	in.sum.Pieces.Added++
	return record(in.t, in.actor, pieceImported, p.ID, nil, p)
}

// cite fills evidence with what its pieces say, all of which are there by now.
func (in importing) cite(evidence []annotation.EvidenceEntry) error {
	for i := range evidence {
		e := &evidence[i]
		p, err := in.publicPiece(e.Piece)
		if err != nil {
			return export.At("evidence", i, e.ID, err)
		}
		e.PieceFields, e.File, e.Erased = p.PieceFields, p.File, p.Erased
	}
	return nil
}

// publicPiece is a piece without its text, which can be long, kept for all that cites
// it; one that is not there, or is confidential, is Invalid.
func (in importing) publicPiece(id string) (pieceRow, error) {
	if p, known := in.cited[id]; known {
		return p, nil
	}
	p, err := findPiece(in.t.ctx, in.t, id)
	if annotation.CodeOf(err) == annotation.NotFound || err == nil && p.Confidential {
		err = annotation.RefuseField(annotation.Invalid, "piece", "error.not_found", "thing", "piece", "id", id)
	}
	if err != nil {
		return pieceRow{}, err
	}
	p.Text = ""
	in.cited[id] = p
	return p, nil
}

// versions gives evidence that says no version that of a new citation.
func (in importing) versions(annotations []annotation.Annotation) error {
	for i := range annotations {
		for j := range annotations[i].Evidence {
			e := &annotations[i].Evidence[j]
			p := in.cited[e.Piece]
			if e.Version == 0 {
				e.Version = p.Version
			}
			if e.Version < p.Version {
				return export.At("annotations", i, annotations[i].ID, export.At("evidence", j, e.ID,
					annotation.RefuseField(annotation.Invalid, "version", "error.id_conflict", "id", e.ID)))
			}
		}
	}
	return nil
}

func (in importing) citation(a annotation.Annotation, e annotation.EvidenceEntry) error {
	on, err := findAnnotation(in.t.ctx, in.t, a.ID)
	if err != nil {
		return err
	}
	p := in.cited[e.Piece]
	c := annotation.Citation{ID: e.ID, Annotation: a.ID, Piece: p.ID, Stance: e.Stance, Locator: e.Locator, Passage: e.Passage,
		CreatedBy: e.CreatedBy, CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt, Version: e.Version - p.Version + 1}
	err = insertCitation(in.t, on.seq, p.seq, c, "")
	if isUnique(err) { // of another annotation, or deleted
		return importConflict("id", c.ID, nil, e)
	}
	if err != nil {
		return err
	}
	return recordIn(in.t, in.actor, evidenceImported, a.Article, c.ID, nil, c)
}
