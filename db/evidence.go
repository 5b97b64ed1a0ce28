package db

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
)

// What the history calls the changes of evidence. Payloads hold the citation or the
// piece; events about the annotation hold neither, so that confidential evidence
// stands in these alone, and is erased with them.
//
//	piece.created, .changed, .imported          Before and After the piece
//	piece.erased                                After what is left of it
//	evidence.created, .changed, .imported       Before and After the citation
//	evidence.deleted, .restored                 Before, or After
//	annotation.reopened                         an annotation whose evidence changed is to be checked again
const (
	pieceCreated       = "piece.created"
	pieceChanged       = "piece.changed"
	pieceErased        = "piece.erased"
	pieceImported      = "piece.imported"
	evidenceCreated    = "evidence.created"
	evidenceChanged    = "evidence.changed"
	evidenceDeleted    = "evidence.deleted"
	evidenceRestored   = "evidence.restored"
	evidenceImported   = "evidence.imported"
	annotationReopened = "annotation.reopened"
)

// EvidenceChange is what became of evidence, and how many annotations it took back
// to checking.
type EvidenceChange struct {
	Evidence annotation.Evidence
	Created  bool // false where a retry was answered
	Reopened int
}

// Evidence is a piece cited for an annotation; NotFound when there is none, it is
// deleted, or this actor may not see it.
func (db *DB) Evidence(ctx context.Context, actor annotation.Actor, id string) (annotation.Evidence, error) {
	var e evidenceRow
	err := db.read(ctx, func(q querier) (err error) {
		e, err = seenEvidence(ctx, q, actor, id, inEvidence)
		return err
	})
	return e.Evidence, err
}

// EvidenceOf lists what is cited for an annotation, in the order in which it was
// added, as far as the actor may see it.
func (db *DB) EvidenceOf(ctx context.Context, actor annotation.Actor, id string) (all []annotation.Evidence, err error) {
	err = db.read(ctx, func(q querier) error {
		return each(ctx, q, func(row scanner) error {
			e, err := scanEvidence(row)
			if err == nil && e.Piece.VisibleTo(actor) {
				all = append(all, e.Evidence)
			}
			return err
		}, evidenceOfQuery, id)
	})
	return all, err
}

// AnyEvidence is Evidence for a citation that was deleted too, and may come back.
func (db *DB) AnyEvidence(ctx context.Context, actor annotation.Actor, id string) (annotation.Evidence, error) {
	var e evidenceRow
	err := db.read(ctx, func(q querier) (err error) {
		e, err = seenEvidence(ctx, q, actor, id, everInEvidence)
		return err
	})
	return e.Evidence, err
}

// Pieces lists those that are cited in an article, the newest first, as far as the
// actor may see them and they are still there: what else they might serve.
func (db *DB) Pieces(ctx context.Context, actor annotation.Actor, article string) (all []annotation.Piece, err error) {
	err = db.read(ctx, func(q querier) error {
		return each(ctx, q, func(row scanner) error {
			p, err := scanPiece(row)
			if err == nil && p.VisibleTo(actor) {
				all = append(all, p.Piece)
			}
			return err
		}, piecesQuery, article)
	})
	return all, err
}

const (
	citationColumns = `citations.seq, citations.id, annotations.id, pieces.id, citations.stance, citations.locator, citations.passage,
		citations.created_by, citations.created_at, citations.updated_at, citations.version, citations.deleted, citations.digest`
	evidenceColumns = citationColumns + `, annotations.deleted, articles.id, ` + pieceColumns
	evidenceTables  = `citations
		JOIN annotations ON annotations.seq = citations.annotation
		JOIN articles ON articles.seq = annotations.article
		JOIN pieces ON pieces.seq = citations.piece
		LEFT JOIN files ON files.sha256 = pieces.file`
	evidenceQuery   = `SELECT ` + evidenceColumns + ` FROM ` + evidenceTables + ` WHERE citations.id = ?`
	evidenceOfQuery = `SELECT ` + evidenceColumns + ` FROM ` + evidenceTables + `
		WHERE citations.annotation = (SELECT seq FROM annotations WHERE id = ?) AND citations.deleted = 0 ORDER BY citations.seq`
	evidenceEverQuery = `SELECT ` + evidenceColumns + ` FROM ` + evidenceTables + `
		WHERE citations.annotation = (SELECT seq FROM annotations WHERE id = ?) ORDER BY citations.seq`
	piecesQuery = `SELECT ` + pieceColumns + ` FROM pieces LEFT JOIN files ON files.sha256 = pieces.file
		WHERE pieces.erased = 0 AND pieces.seq IN (SELECT citations.piece FROM annotations JOIN citations ON citations.annotation = annotations.seq
			WHERE annotations.article = (SELECT seq FROM articles WHERE id = ?) AND annotations.deleted = 0 AND citations.deleted = 0)
		ORDER BY pieces.seq DESC`
	// citedQuery is for the step to checked, which evidence is asked for.
	citedQuery = `SELECT pieces.confidential, pieces.created_by FROM citations JOIN pieces ON pieces.seq = citations.piece
		WHERE citations.annotation = ? AND citations.deleted = 0 AND pieces.erased = 0`
)

// citationRow is a citation with what only the data file knows of it.
type citationRow struct {
	annotation.Citation
	seq    int64
	digest string // of its draft
}

// fields is where citationColumns go.
func (c *citationRow) fields() []any {
	return []any{&c.seq, &c.ID, &c.Annotation, &c.Piece, &c.Stance, &c.Locator, &c.Passage,
		&c.CreatedBy, scanTime{&c.CreatedAt}, scanTime{&c.UpdatedAt}, &c.Version, &c.Deleted, &c.digest}
}

// evidenceThings adds the evidence of an annotation, removed evidence too, to the
// things that its history is about, as far as the reader may see it, and says by
// which titles people know it now.
func evidenceThings(ctx context.Context, q querier, reader annotation.Actor, id string, things []thing) ([]thing, map[string]string, error) {
	titles := map[string]string{}
	err := each(ctx, q, func(row scanner) error {
		e, err := scanEvidence(row)
		if err != nil || !e.Piece.VisibleTo(reader) {
			return err
		}
		public := !e.Piece.ConfidedTo(reader)
		if _, told := titles[e.Piece.ID]; !told {
			things = append(things, thing{e.Piece.ID, "piece.*", public})
		}
		things = append(things, thing{e.Citation.ID, "evidence.*", public})
		titles[e.Piece.ID], titles[e.Citation.ID] = e.Piece.Title, e.Piece.Title
		return nil
	}, evidenceEverQuery, id)
	return things, titles, err
}

// evidenceRow is evidence with what only the data file knows of it.
type evidenceRow struct {
	annotation.Evidence
	seq, pieceSeq int64
	digest        string
	orphaned      bool // its annotation is deleted
}

func scanEvidence(row scanner) (e evidenceRow, err error) {
	var (
		c citationRow
		p pieceRow
	)
	err = row.Scan(append(append(c.fields(), &e.orphaned, &e.Article), p.fields()...)...)
	e.Citation, e.seq, e.digest = c.Citation, c.seq, c.digest
	e.Piece, e.pieceSeq = p.whole(), p.seq
	return e, err
}

// findEvidence reads a citation, a deleted one too; NotFound when there is none.
func findEvidence(ctx context.Context, q querier, id string) (evidenceRow, error) {
	e, err := scanEvidence(q.QueryRowContext(ctx, evidenceQuery, id))
	if errors.Is(err, sql.ErrNoRows) {
		return evidenceRow{}, notFound("evidence", id)
	}
	return e, err
}

// Which citations are looked for.
func inEvidence(e evidenceRow) bool     { return !e.orphaned && !e.Citation.Deleted }
func removed(e evidenceRow) bool        { return !e.orphaned && e.Citation.Deleted }
func everInEvidence(e evidenceRow) bool { return !e.orphaned }
func anyCitation(evidenceRow) bool      { return true }

// seenEvidence reads a citation that the actor may see and that is one of those looked
// for; all else is NotFound, what is confidential like what never was.
func seenEvidence(ctx context.Context, q querier, actor annotation.Actor, id string, which func(evidenceRow) bool) (evidenceRow, error) {
	e, err := findEvidence(ctx, q, id)
	if err == nil && !(e.Piece.VisibleTo(actor) && which(e)) {
		err = notFound("evidence", id)
	}
	return e, err
}

// AddEvidence cites a piece for an annotation: one that is there, or a new one with
// the file that was uploaded for it, if one was. A draft with the id of evidence
// that was made of the same draft by the same person is a retry, and is answered
// with that; with another draft it is a Conflict (error.id_conflict).
func (db *DB) AddEvidence(ctx context.Context, actor annotation.Actor, id string, d annotation.EvidenceDraft, upload *Upload) (c EvidenceChange, err error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return c, err
	}
	if d.ID != "" {
		if err := annotation.CheckID(d.ID); err != nil {
			return c, err
		}
	}
	if err := upload.check(d); err != nil {
		return c, err
	}
	digest := d.Digest(id, upload.file(), actor)
	err = db.write(ctx, func(t *tx) error {
		on, err := liveAnnotation(t, id)
		if err != nil {
			return err
		}
		if d.ID != "" {
			known, err := findEvidence(t.ctx, t, d.ID)
			if err == nil {
				c = EvidenceChange{Evidence: known.Evidence}
				return refuseOtherEvidence(actor, known, d, digest)
			}
			if annotation.CodeOf(err) != annotation.NotFound {
				return err
			}
		}
		if err := on.on.refuseArchived(); err != nil {
			return err
		}
		piece, err := pieceOf(t, actor, d, upload)
		if err != nil {
			return err
		}
		citation, err := annotation.NewCitation(t.idOr(d.ID), id, &piece.Piece, d, actor, t.now)
		if err != nil {
			return err
		}
		if err := insertCitation(t, on.seq, piece.seq, citation, digest); err != nil {
			return err
		}
		if err := recordIn(t, actor, evidenceCreated, on.Article, citation.ID, nil, citation); err != nil {
			return err
		}
		c = EvidenceChange{Evidence: annotation.Evidence{Citation: citation, Piece: piece.Piece, Article: on.Article}, Created: true}
		c.Reopened, err = reopen(t, actor, on)
		return err
	})
	if err != nil {
		return EvidenceChange{}, err
	}
	return c, nil
}

// refuseOtherEvidence refuses a draft with the id of evidence that was made of
// another one. Nothing is said of evidence that the actor may not see.
func refuseOtherEvidence(actor annotation.Actor, known evidenceRow, d annotation.EvidenceDraft, digest string) error {
	switch {
	case known.digest != digest:
		if !known.Piece.VisibleTo(actor) {
			return idConflict("id", d.ID, nil, nil)
		}
		return idConflict("id", d.ID, known.Entry(), d)
	case known.Citation.Deleted:
		return annotation.RefuseField(annotation.Conflict, "id", "error.id_deleted", "thing", "evidence", "id", d.ID)
	}
	return nil
}

// ChangeEvidence changes the fields of a citation and of its piece that the patch
// sets. A changed piece is changed for every annotation that it serves. Whatever
// had been checked on it is to be checked again. The version is asked for as in
// ChangeAnnotation.
func (db *DB) ChangeEvidence(ctx context.Context, actor annotation.Actor, id string, version int, p annotation.EvidencePatch) (EvidenceChange, error) {
	return db.changeEvidence(ctx, actor, id, version, p, inEvidence, func(t *tx, before evidenceRow, on annotationRow) (c EvidenceChange, err error) {
		if c.Evidence, err = before.Apply(p, actor, t.now); err != nil {
			return c, err
		}
		after := c.Evidence
		changes := []func() error{
			func() error { return changeCitation(t, actor, before, after.Citation, on.Article) },
			func() error { return changePiece(t, actor, before, after.Piece) },
		}
		if after.Piece.Confidential { // so that what the same change says of its use is said in confidence
			slices.Reverse(changes)
		}
		for _, change := range changes {
			if err := change(); err != nil {
				return c, err
			}
		}
		switch {
		case after.Piece.Version != before.Piece.Version:
			c.Reopened, err = reopenAll(t, actor, before.pieceSeq)
		case after.Version() != before.Version():
			c.Reopened, err = reopen(t, actor, on)
		}
		return c, err
	})
}

// changeCitation writes a citation that differs from the one before, and says so in
// the history.
func changeCitation(t *tx, actor annotation.Actor, before evidenceRow, after annotation.Citation, article string) error {
	if after.Version == before.Citation.Version {
		return nil
	}
	if err := updateCitation(t, before.seq, after); err != nil {
		return err
	}
	return recordIn(t, actor, evidenceChanged, article, after.ID, before.Citation, after)
}

// changePiece is changeCitation for the piece.
func changePiece(t *tx, actor annotation.Actor, before evidenceRow, after annotation.Piece) error {
	if after.Version == before.Piece.Version {
		return nil
	}
	if err := updatePiece(t, before.pieceSeq, after); err != nil {
		return err
	}
	return record(t, actor, pieceChanged, after.ID, before.Piece, after)
}

// DeleteEvidence takes evidence off its annotation; RestoreEvidence brings it back.
// The piece stays with whatever else it serves.
func (db *DB) DeleteEvidence(ctx context.Context, actor annotation.Actor, id string, version int) (EvidenceChange, error) {
	return db.changeEvidence(ctx, actor, id, version, nil, inEvidence, func(t *tx, before evidenceRow, on annotationRow) (EvidenceChange, error) {
		return setEvidenceDeleted(t, actor, before, on, true)
	})
}

// RestoreEvidence brings deleted evidence back as it was.
func (db *DB) RestoreEvidence(ctx context.Context, actor annotation.Actor, id string, version int) (EvidenceChange, error) {
	return db.changeEvidence(ctx, actor, id, version, nil, removed, func(t *tx, before evidenceRow, on annotationRow) (EvidenceChange, error) {
		return setEvidenceDeleted(t, actor, before, on, false)
	})
}

// changeEvidence finds one of which evidence that the actor may change and has seen as
// it is, and runs do on it; the order of refusals is that of change.
func (db *DB) changeEvidence(ctx context.Context, actor annotation.Actor, id string, version int, submitted any, which func(evidenceRow) bool,
	do func(*tx, evidenceRow, annotationRow) (EvidenceChange, error)) (c EvidenceChange, err error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return c, err
	}
	err = db.write(ctx, func(t *tx) error {
		before, err := seenEvidence(t.ctx, t, actor, id, which)
		if err != nil {
			return err
		}
		if err := checkVersion(version, before.Version(), before.Entry(), submitted); err != nil {
			return err
		}
		on, err := findAnnotation(t.ctx, t, before.Citation.Annotation)
		if err != nil {
			return err
		}
		if err := on.on.refuseArchived(); err != nil {
			return err
		}
		c, err = do(t, before, on)
		return err
	})
	if err != nil {
		return EvidenceChange{}, err
	}
	return c, nil
}

func setEvidenceDeleted(t *tx, actor annotation.Actor, before evidenceRow, on annotationRow, deleted bool) (c EvidenceChange, err error) {
	c.Evidence = before.Evidence
	after := &c.Evidence.Citation
	after.Deleted, after.Version, after.UpdatedAt = deleted, before.Citation.Version+1, t.now
	if err := updateCitation(t, before.seq, *after); err != nil {
		return c, err
	}
	if deleted {
		err = recordIn(t, actor, evidenceDeleted, on.Article, after.ID, before.Citation, nil)
	} else {
		err = recordIn(t, actor, evidenceRestored, on.Article, after.ID, nil, *after)
	}
	if err != nil {
		return c, err
	}
	c.Reopened, err = reopen(t, actor, on)
	return c, err
}

// liveAnnotation is one that is not deleted.
func liveAnnotation(t *tx, id string) (annotationRow, error) {
	row, err := findAnnotation(t.ctx, t, id)
	if err == nil && row.Deleted {
		err = notFound("annotation", id)
	}
	return row, err
}

// reopen takes an annotation whose evidence has changed back to checking, if it was
// checked, and answers how many that were; its article's page shows the evidence in
// any case.
func reopen(t *tx, actor annotation.Actor, on annotationRow) (int, error) {
	after, reopened := on.Reopen(t.now)
	if !reopened {
		return 0, grow(t, on.on.seq)
	}
	_, err := save(t, nil, actor, annotationReopened, on, after, 0)
	return 1, err
}

// reopenAll is reopen for every annotation that a piece serves.
func reopenAll(t *tx, actor annotation.Actor, piece int64) (n int, err error) {
	served, err := collect(t.ctx, t, scanID, servedQuery, piece)
	for _, id := range served {
		on, err := findAnnotation(t.ctx, t, id)
		if err != nil {
			return n, err
		}
		one, err := reopen(t, actor, on)
		if err != nil {
			return n, err
		}
		n += one
	}
	return n, err
}

const servedQuery = `SELECT annotations.id FROM citations JOIN annotations ON annotations.seq = citations.annotation
	WHERE citations.piece = ? AND citations.deleted = 0 AND annotations.deleted = 0`

func insertCitation(t *tx, annotation, piece int64, c annotation.Citation, digest string) error {
	_, err := t.exec(`INSERT INTO citations (id, annotation, piece, stance, locator, passage, deleted, created_by, created_at, updated_at, version, digest)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, annotation, piece, string(c.Stance), c.Locator, c.Passage, c.Deleted, c.CreatedBy, timeText(c.CreatedAt), timeText(c.UpdatedAt), c.Version, digest)
	return err
}

func updateCitation(t *tx, seq int64, c annotation.Citation) error {
	_, err := t.exec(`UPDATE citations SET stance = ?, locator = ?, passage = ?, deleted = ?, updated_at = ?, version = ? WHERE seq = ?`,
		string(c.Stance), c.Locator, c.Passage, c.Deleted, timeText(c.UpdatedAt), c.Version, seq)
	return err
}
