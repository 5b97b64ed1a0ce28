package db

import (
	"encoding/json"

	"github.com/isnad/isnad/internal/annotation"
)

// said compares what each annotation is found by with what it says. The words are
// counted: as many as there should be, at their places, and none besides.
func (c *checker) said() error {
	words := 0
	if err := each(c.ctx, c.q, func(row scanner) error {
		var (
			a       annotation.Annotation
			seq     int64
			folded  *string
			digest  *int64
			deleted bool
		)
		if err := row.Scan(&a.ID, &seq, &deleted, scanPassages{&a.Spans}, scanOriginal{&a.Original}, &folded, &digest); err != nil {
			return c.unreadable("said", err)
		}
		if deleted {
			if folded != nil {
				c.report(foundMemory, a.ID, "it is deleted and found by what it said")
			}
			return nil
		}
		s := saidBy(&a)
		words += len(s.Keys())
		if folded == nil || *folded != s.Folded() || *digest != digestOf(s) {
			c.report(foundMemory, a.ID, "what it is found by is not what it says")
			return nil
		}
		keys, err := json.Marshal(s.Keys())
		if err != nil {
			return err
		}
		var there int
		if err := c.q.QueryRowContext(c.ctx, `SELECT count(*) FROM json_each(?) AS words
			JOIN said_words ON said_words.word = words.value AND said_words.weight = ? AND said_words.annotation = ?`,
			string(keys), s.Weight(), seq).Scan(&there); err != nil {
			return err
		}
		if there != len(s.Keys()) {
			c.report(foundMemory, a.ID, "it is found by %d of its %d words", there, len(s.Keys()))
		}
		return nil
	}, `SELECT annotations.id, annotations.seq, annotations.deleted, anchors.spans, anchors.original, said.folded, said.digest FROM annotations
		JOIN anchors ON anchors.annotation = annotations.seq AND anchors.revision = annotations.revision
		LEFT JOIN said ON said.annotation = annotations.seq ORDER BY annotations.seq`); err != nil {
		return err
	}
	var kept int
	if err := c.q.QueryRowContext(c.ctx, `SELECT count(*) FROM said_words`).Scan(&kept); err != nil {
		return err
	}
	if kept > words {
		c.report(foundMemory, "said_words", "%d words are of nothing that is said", kept-words)
	}
	return nil
}
