package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
)

const cookieKeyName = "cookie_key"

// CookieKey is the key that signs the browser's cookies: 32 random bytes drawn the
// first time, kept so that sign-ins outlive a restart. It is no secret worth
// stealing: what a cookie proves is the session's own secret.
func (db *DB) CookieKey(ctx context.Context) (key []byte, err error) {
	err = db.write(ctx, func(t *tx) error {
		err := t.queryRow(`SELECT value FROM settings WHERE name = ?`, cookieKeyName).Scan(&key)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		key = make([]byte, 32)
		rand.Read(key) // never fails: crypto/rand ends the program rather than return an error
		_, err = t.exec(`INSERT INTO settings (name, value) VALUES (?, ?)`, cookieKeyName, key)
		return err
	})
	return key, err
}
