package db

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/password"
)

// A session ends this long after its sign-in, and sooner when it is not used.
const (
	sessionLife = 30 * 24 * time.Hour
	sessionIdle = 14 * 24 * time.Hour
)

// maxAgent is how much of a browser's description of itself is kept, in bytes.
const maxAgent = 300

const sessionColumns = `sessions.id, sessions.agent, sessions.created_at, sessions.last_seen, ` + userColumns

// SignIn starts a session of a person and returns its secret, which is not kept.
// A wrong name, a wrong password and a disabled person are one refusal
// (Unauthenticated, error.sign_in_failed), and take the same time.
func (db *DB) SignIn(ctx context.Context, name, pass, agent string) (annotation.Session, string, error) {
	refused := annotation.Refuse(annotation.Unauthenticated, "error.sign_in_failed")
	known, err := db.account(ctx, name)
	switch {
	case annotation.CodeOf(err) == annotation.NotFound:
		known.password = password.Nobody
	case err != nil:
		return annotation.Session{}, "", err
	}
	if ok, err := password.Verify(ctx, known.password, pass); err != nil {
		return annotation.Session{}, "", err
	} else if !ok {
		return annotation.Session{}, "", refused
	}
	var (
		s      annotation.Session
		secret string
	)
	err = db.write(ctx, func(t *tx) error {
		now, err := findAccount(t.ctx, t, name)
		if err != nil {
			return err
		}
		if now.Disabled || now.password != known.password { // perhaps only since it was verified
			return refused
		}
		s, secret, err = startSession(t, now, agent)
		return err
	})
	if err != nil {
		return annotation.Session{}, "", err
	}
	return s, secret, nil
}

// Session is the one that id and secret open, with the person as they are now:
// Unauthenticated (error.sign_in_required) when there is none, when it has run
// out, or when the person is disabled.
func (db *DB) Session(ctx context.Context, id, secret string) (annotation.Session, error) {
	refused := annotation.Refuse(annotation.Unauthenticated, "error.sign_in_required")
	var (
		s      annotation.Session
		digest []byte
	)
	err := db.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT `+sessionColumns+`, sessions.secret FROM sessions JOIN users ON users.seq = sessions.user WHERE sessions.id = ?`, id).
			Scan(append(sessionFields(&s), &digest)...)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return annotation.Session{}, refused
	}
	if err != nil {
		return annotation.Session{}, err
	}
	now := db.now()
	if subtle.ConstantTimeCompare(digest, secretDigest(secret)) != 1 || s.User.Disabled || ranOut(s, now) {
		return annotation.Session{}, refused
	}
	if now.Sub(s.LastSeen) >= coarse {
		db.touch(ctx, `UPDATE sessions SET last_seen = ?1 WHERE id = ?2 AND last_seen < ?1`, now, s.ID)
		s.LastSeen = now
	}
	return s, nil
}

// SignOut ends a session; one that has ended already is no error.
func (db *DB) SignOut(ctx context.Context, id string) error {
	return db.write(ctx, func(t *tx) error {
		_, err := t.exec(`DELETE FROM sessions WHERE id = ?`, id)
		return err
	})
}

// Sessions lists the open sessions of a person, the last seen first.
func (db *DB) Sessions(ctx context.Context, user string) ([]annotation.Session, error) {
	var sessions []annotation.Session
	err := db.read(ctx, func(q querier) error {
		a, err := findAccount(ctx, q, user)
		if err != nil {
			return err
		}
		born, seen := sessionHorizon(db.now())
		sessions, err = collect(ctx, q, scanSession,
			`SELECT `+sessionColumns+` FROM sessions JOIN users ON users.seq = sessions.user
			WHERE sessions.user = ? AND sessions.created_at > ? AND sessions.last_seen > ?
			ORDER BY sessions.last_seen DESC, sessions.id`, a.seq, born, seen)
		return err
	})
	return sessions, err
}

// RevokeSession ends a session of the actor's own or, with the right to manage
// people, anybody's.
func (db *DB) RevokeSession(ctx context.Context, actor annotation.Actor, id string) error {
	return db.write(ctx, func(t *tx) error {
		var owner string
		err := t.queryRow(`SELECT users.name FROM sessions JOIN users ON users.seq = sessions.user WHERE sessions.id = ?`, id).Scan(&owner)
		if errors.Is(err, sql.ErrNoRows) {
			return notFound("session", id)
		}
		if err != nil {
			return err
		}
		if err := requireOwn(actor, owner); err != nil {
			return err
		}
		_, err = t.exec(`DELETE FROM sessions WHERE id = ?`, id)
		return err
	})
}

// requireOwn refuses an actor who reaches for what is another's without the right
// to manage people.
func requireOwn(actor annotation.Actor, owner string) error {
	if actor.Name == owner {
		return actor.Require(annotation.Read)
	}
	return actor.Require(annotation.ManagePeople)
}

// startSession makes a session and clears away those that have run out.
func startSession(t *tx, a account, agent string) (annotation.Session, string, error) {
	born, seen := sessionHorizon(t.now)
	if _, err := t.exec(`DELETE FROM sessions WHERE created_at <= ? OR last_seen <= ?`, born, seen); err != nil {
		return annotation.Session{}, "", err
	}
	if len(agent) > maxAgent {
		agent = agent[:maxAgent]
	}
	s := annotation.Session{ID: t.newID(), User: a.User, CreatedAt: t.now, LastSeen: t.now, Agent: strings.ToValidUTF8(agent, "")}
	secret := newSecret()
	_, err := t.exec(`INSERT INTO sessions (id, user, secret, agent, created_at, last_seen) VALUES (?, ?, ?, ?, ?, ?)`,
		s.ID, a.seq, secretDigest(secret), s.Agent, timeText(s.CreatedAt), timeText(s.LastSeen))
	return s, secret, err
}

func ranOut(s annotation.Session, now time.Time) bool {
	return now.Sub(s.CreatedAt) >= sessionLife || now.Sub(s.LastSeen) >= sessionIdle
}

// sessionHorizon is ranOut for SQL: a session made at or before born, or seen
// last at or before seen, has run out.
func sessionHorizon(now time.Time) (born, seen string) {
	return timeText(now.Add(-sessionLife)), timeText(now.Add(-sessionIdle))
}

// sessionFields is where sessionColumns go.
func sessionFields(s *annotation.Session) []any {
	return append([]any{&s.ID, &s.Agent, scanTime{&s.CreatedAt}, scanTime{&s.LastSeen}}, userFields(&s.User)...)
}

func scanSession(row scanner) (s annotation.Session, err error) {
	err = row.Scan(sessionFields(&s)...)
	return s, err
}

// touch notes that a session or a token was used. Failing to is no reason to
// turn anybody away: a full disk still lets people read.
func (db *DB) touch(ctx context.Context, update string, now time.Time, id string) {
	err := db.write(ctx, func(t *tx) error {
		_, err := t.exec(update, timeText(now), id)
		return err
	})
	if err != nil {
		db.options.Log.WarnContext(ctx, "the time of last use was not noted", "error", err)
	}
}

// now is one reading of the clock: UTC, to the second.
func (db *DB) now() time.Time { return db.options.Now().UTC().Truncate(time.Second) }
