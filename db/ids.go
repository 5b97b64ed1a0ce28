package db

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
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
