package db

import (
	"context"

	"github.com/isnad/isnad/internal/annotation"
)

// SetupNeeded says that nobody can manage people: there is no enabled admin.
func (db *DB) SetupNeeded(ctx context.Context) (bool, error) {
	var found bool
	err := db.read(ctx, func(q querier) (err error) {
		found, err = anEnabledAdmin(ctx, q, "")
		return err
	})
	return !found, err
}

// SetupLink draws the secret of a link that makes one admin, while there is no
// enabled one; needed is false otherwise. Links drawn before lapse.
func (db *DB) SetupLink(ctx context.Context) (secret string, needed bool, err error) {
	drawn := newSecret()
	err = db.write(ctx, func(t *tx) error {
		found, err := anEnabledAdmin(t.ctx, t, "")
		if err != nil {
			return err
		}
		needed = !found
		if _, err := t.exec(`DELETE FROM setup_links`); err != nil || !needed {
			return err
		}
		_, err = t.exec(`INSERT INTO setup_links (secret, created_at) VALUES (?, ?)`, secretDigest(drawn), timeText(t.now))
		return err
	})
	if err != nil || !needed {
		return "", false, err
	}
	return drawn, true, nil
}

// Setup makes the first admin and signs them in. The link of a secret works once:
// afterwards, and for a secret never drawn, Setup is refused with
// error.setup_used, as a Conflict once there is an enabled admin and as Forbidden
// before.
func (db *DB) Setup(ctx context.Context, secret, name, pass, agent string) (annotation.Session, string, error) {
	// Asked before the password is hashed, so that strangers cost nothing, and again
	// in the transaction, so that a link cannot be used twice at once.
	if err := db.read(ctx, func(q querier) error { return checkSetup(ctx, q, secret) }); err != nil {
		return annotation.Session{}, "", err
	}
	hash, err := hashNew(ctx, name, pass, annotation.Admin)
	if err != nil {
		return annotation.Session{}, "", err
	}
	var (
		s             annotation.Session
		sessionSecret string
	)
	err = db.write(ctx, func(t *tx) error {
		if err := checkSetup(t.ctx, t, secret); err != nil {
			return err
		}
		a, err := insertUser(t, annotation.Actor{Name: name, Role: annotation.Admin}, name, hash, annotation.Admin)
		if err != nil {
			return err
		}
		if _, err := t.exec(`DELETE FROM setup_links`); err != nil {
			return err
		}
		s, sessionSecret, err = startSession(t, a, agent)
		return err
	})
	if err != nil {
		return annotation.Session{}, "", err
	}
	return s, sessionSecret, nil
}

func checkSetup(ctx context.Context, q querier, secret string) error {
	var done, open bool
	err := q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND disabled = 0),
		EXISTS (SELECT 1 FROM setup_links WHERE secret = ?)`, secretDigest(secret)).Scan(&done, &open)
	switch {
	case err != nil:
		return err
	case done:
		return annotation.Refuse(annotation.Conflict, "error.setup_used")
	case !open:
		return annotation.Refuse(annotation.Forbidden, "error.setup_used")
	}
	return nil
}
