package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/isnad/isnad/internal/annotation"
)

// tokenPrefix lets people and secret scanners see what a string is.
const tokenPrefix = "isnad_"

const tokenColumns = `tokens.id, users.name, tokens.label, tokens.created_at, tokens.last_used`

// tokenPayload is a token as the history shows it: never with its secret.
type tokenPayload struct {
	User  string `json:"user"`
	Label string `json:"label"`
}

// CreateToken lets a program act as a person: the actor's self or, with the right
// to manage people, anybody who is not disabled. The secret is returned this once
// and is not kept.
func (db *DB) CreateToken(ctx context.Context, actor annotation.Actor, user, label string) (annotation.Token, string, error) {
	if err := annotation.CheckLabel(label); err != nil {
		return annotation.Token{}, "", err
	}
	secret := tokenPrefix + newSecret()
	var token annotation.Token
	err := db.write(ctx, func(t *tx) error {
		a, err := findAccount(t.ctx, t, user)
		if err != nil {
			return err
		}
		if err := requireOwn(actor, a.Name); err != nil {
			return err
		}
		if a.Disabled {
			return annotation.RefuseField(annotation.Conflict, "user", "error.user_disabled", "name", a.Name)
		}
		token = annotation.Token{ID: t.newID(), User: a.Name, Label: label, CreatedAt: t.now}
		if _, err := t.exec(`INSERT INTO tokens (id, user, secret, label, created_at) VALUES (?, ?, ?, ?, ?)`,
			token.ID, a.seq, secretDigest(secret), token.Label, timeText(token.CreatedAt)); err != nil {
			return err
		}
		return record(t, actor, tokenCreated, token.ID, nil, tokenPayload{token.User, token.Label})
	})
	if err != nil {
		return annotation.Token{}, "", err
	}
	return token, secret, nil
}

// Tokens lists the tokens of a person, or all of them when user is empty, in the
// order in which they were made.
func (db *DB) Tokens(ctx context.Context, user string) ([]annotation.Token, error) {
	var tokens []annotation.Token
	err := db.read(ctx, func(q querier) (err error) {
		if user == "" {
			tokens, err = collect(ctx, q, scanToken, `SELECT `+tokenColumns+` FROM tokens JOIN users ON users.seq = tokens.user ORDER BY tokens.seq`)
			return err
		}
		a, err := findAccount(ctx, q, user)
		if err != nil {
			return err
		}
		tokens, err = tokensOf(ctx, q, a)
		return err
	})
	return tokens, err
}

// RevokeToken ends a token of the actor's own or, with the right to manage people,
// anybody's.
func (db *DB) RevokeToken(ctx context.Context, actor annotation.Actor, id string) error {
	return db.write(ctx, func(t *tx) error {
		token, err := scanToken(t.queryRow(`SELECT `+tokenColumns+` FROM tokens JOIN users ON users.seq = tokens.user WHERE tokens.id = ?`, id))
		if errors.Is(err, sql.ErrNoRows) {
			return notFound("token", id)
		}
		if err != nil {
			return err
		}
		if err := requireOwn(actor, token.User); err != nil {
			return err
		}
		return deleteToken(t, actor, token)
	})
}

// TokenUser is the person, as they are now, whom a token's secret lets a program
// act as: Unauthenticated (error.token_invalid) when there is none, or when the
// person is disabled.
func (db *DB) TokenUser(ctx context.Context, secret string) (annotation.User, error) {
	refused := annotation.Refuse(annotation.Unauthenticated, "error.token_invalid")
	var (
		u        annotation.User
		id       string
		lastUsed time.Time
	)
	// Finding the digest by the index tells an attacker nothing: they cannot choose
	// the digest that their guess has.
	err := db.read(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, `SELECT tokens.id, tokens.last_used, `+userColumns+`
			FROM tokens JOIN users ON users.seq = tokens.user WHERE tokens.secret = ?`, secretDigest(secret)).
			Scan(append([]any{&id, scanTime{&lastUsed}}, userFields(&u)...)...)
	})
	if errors.Is(err, sql.ErrNoRows) || err == nil && u.Disabled {
		return annotation.User{}, refused
	}
	if err != nil {
		return annotation.User{}, err
	}
	if now := db.now(); now.Sub(lastUsed) >= coarse {
		db.touch(ctx, `UPDATE tokens SET last_used = ?1 WHERE id = ?2 AND last_used < ?1`, now, id)
	}
	return u, nil
}

func tokensOf(ctx context.Context, q querier, a account) ([]annotation.Token, error) {
	return collect(ctx, q, scanToken, `SELECT `+tokenColumns+` FROM tokens JOIN users ON users.seq = tokens.user
		WHERE tokens.user = ? ORDER BY tokens.seq`, a.seq)
}

func deleteToken(t *tx, actor annotation.Actor, token annotation.Token) error {
	if _, err := t.exec(`DELETE FROM tokens WHERE id = ?`, token.ID); err != nil {
		return err
	}
	return record(t, actor, tokenRevoked, token.ID, tokenPayload{token.User, token.Label}, nil)
}

func scanToken(row scanner) (token annotation.Token, err error) {
	err = row.Scan(&token.ID, &token.User, &token.Label, scanTime{&token.CreatedAt}, scanTime{&token.LastUsed})
	return token, err
}
