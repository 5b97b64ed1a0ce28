package db

import (
	"context"
	"database/sql"
	"errors"

	"github.com/isnad/isnad/internal/annotation"
)

// EraseEvidence empties the confidential piece of a citation for good: the piece's
// fields and file, what its citations say of it, and what the history had of any of
// them. That there was a piece, who added and who erased it stays, and so does the
// proof of the chain. Annotations that were checked on it are to be checked again. What
// was taken off its annotation, or went with it, can be erased like all else.
//
// SQLite overwrites what is erased (secure_delete, see newWriter), and the log is
// folded into the file at once; only backups and exports made before still have it.
func (db *DB) EraseEvidence(ctx context.Context, actor annotation.Actor, id string, version int) (EvidenceChange, error) {
	c, err := db.changeEvidence(ctx, actor, id, version, nil, anyCitation, func(t *tx, before evidenceRow, _ annotationRow) (c EvidenceChange, err error) {
		c.Evidence = before.Evidence
		c.Evidence.Citation.Locator, c.Evidence.Citation.Passage = "", ""
		if c.Evidence.Piece, err = before.Piece.Erase(actor, t.now); err != nil {
			return c, err
		}
		if err := updatePiece(t, before.pieceSeq, c.Evidence.Piece); err != nil {
			return c, err
		}
		for _, forget := range []string{
			`DELETE FROM event_payloads WHERE seq IN (SELECT events.seq FROM events WHERE events.object =
				(SELECT id FROM pieces WHERE seq = ?) AND events.action GLOB 'piece.*')`,
			`DELETE FROM event_payloads WHERE seq IN (SELECT events.seq FROM citations JOIN events ON events.object = citations.id
				WHERE citations.piece = ? AND events.action GLOB 'evidence.*')`,
			`UPDATE citations SET locator = '', passage = '', digest = '' WHERE piece = ?`,
		} {
			if _, err := t.exec(forget, before.pieceSeq); err != nil {
				return c, err
			}
		}
		if file := before.Piece.File; file != nil {
			if _, err := t.exec(`DELETE FROM files WHERE sha256 = ? AND NOT EXISTS (SELECT 1 FROM pieces WHERE file = sha256)`, file.SHA256); err != nil {
				return c, err
			}
		}
		if err := record(t, actor, pieceErased, c.Evidence.Piece.ID, nil, c.Evidence.Piece); err != nil {
			return c, err
		}
		c.Reopened, err = reopenAll(t, actor, before.pieceSeq)
		return c, err
	})
	if err != nil {
		return c, err
	}
	return c, db.foldLog(ctx)
}

// foldLog writes the log into the file and empties it, so that nothing of what was
// erased is left there. Where a reader holds the log for longer than connections
// wait for each other, that is Unavailable: what was erased is, but its bytes stay in
// the log until a later checkpoint.
func (db *DB) foldLog(ctx context.Context) error {
	pool, err := sql.Open("sqlite", dsn(db.path))
	if err != nil {
		return err
	}
	var busy, frames, folded int
	err = pool.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &folded)
	if err == nil && busy != 0 {
		err = annotation.Refuse(annotation.Unavailable, "error.erased_in_log")
	}
	return errors.Join(err, pool.Close())
}
