package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
)

// cookieKey is the setting that holds what CookieKey draws.
const cookieKey = "cookie_key"

// CookieKey is the 32-byte key that signs the site's cookies. It is drawn at its
// first use and kept in the file, so that a sign-in outlives a restart of the server
// and moves with the file. Whoever reads it can sign a cookie, but not sign in: that
// takes a session's secret, of which the file has only the digest.
func (db *DB) CookieKey(ctx context.Context) ([]byte, error) {
	var key []byte
	find := func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT value FROM settings WHERE key = ?`, cookieKey).Scan(&key)
	}
	if err := db.read(ctx, find); !errors.Is(err, sql.ErrNoRows) {
		return key, err
	}
	drawn := make([]byte, 32)
	rand.Read(drawn) // never fails: crypto/rand ends the program rather than return an error
	err := db.write(ctx, func(t *tx) error {
		// Another process may have been first; its key is the one that counts.
		if _, err := t.exec(`INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING`, cookieKey, drawn); err != nil {
			return err
		}
		return find(t)
	})
	return key, err
}
