package db

import (
	"crypto/rand"
	"encoding/base32"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
)

// newID draws 100 random bits as 20 characters: short enough for an address,
// enough that no two are ever the same.
func newID() string {
	b := make([]byte, 13)
	rand.Read(b) // never fails: crypto/rand ends the program rather than return an error
	return strings.ToLower(base32.StdEncoding.EncodeToString(b)[:20])
}

// NewID draws an id for something that is about to be made, so that whoever makes
// it may send it twice.
func (db *DB) NewID() string { return db.options.NewID() }

// idOr is the id that a draft brings, or a new one.
func (t *tx) idOr(brought string) string {
	if brought != "" {
		return brought
	}
	return t.newID()
}

// idConflict refuses what brings the id of something else: a Conflict
// (error.id_conflict) with both, as far as whoever sent it may see what is there.
func idConflict(field, id string, current, submitted any) error {
	refused := annotation.RefuseField(annotation.Conflict, field, "error.id_conflict", "id", id)
	refused.Current, refused.Submitted = current, submitted
	return refused
}
