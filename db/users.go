package db

import (
	"context"
	"database/sql"
	"errors"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/password"
	"github.com/isnad/isnad/internal/text"
)

const userColumns = `users.id, users.name, users.role, users.disabled, users.created_at, users.version`

// account is a person with what the data file alone needs to know of them.
type account struct {
	annotation.User
	seq      int64
	password string // the hash
}

// userPayload is a person as the history shows them: never with anything that a
// password could be guessed from.
type userPayload struct {
	Name     string          `json:"name"`
	Role     annotation.Role `json:"role"`
	Disabled bool            `json:"disabled"`
}

func payloadOf(u annotation.User) userPayload {
	return userPayload{Name: u.Name, Role: u.Role, Disabled: u.Disabled}
}

// Users lists everybody in the order in which they came, the disabled too.
func (db *DB) Users(ctx context.Context) ([]annotation.User, error) {
	var users []annotation.User
	err := db.read(ctx, func(q querier) (err error) {
		users, err = everybody(ctx, q)
		return err
	})
	return users, err
}

func everybody(ctx context.Context, q querier) ([]annotation.User, error) {
	return collect(ctx, q, scanUser, `SELECT `+userColumns+` FROM users ORDER BY seq`)
}

// User finds a person by name, however it is folded: NotFound when there is none.
func (db *DB) User(ctx context.Context, name string) (annotation.User, error) {
	a, err := db.account(ctx, name)
	return a.User, err
}

// CreateUser adds a person. Names that differ only in case, marks or Arabic
// spelling are one name, and a second one is a Conflict (error.user_exists).
func (db *DB) CreateUser(ctx context.Context, actor annotation.Actor, name, pass string, role annotation.Role) (annotation.User, error) {
	if err := actor.Require(annotation.ManagePeople); err != nil {
		return annotation.User{}, err
	}
	hash, err := hashNew(ctx, name, pass, role)
	if err != nil {
		return annotation.User{}, err
	}
	var a account
	err = db.write(ctx, func(t *tx) (err error) {
		a, err = insertUser(t, actor, name, hash, role)
		return err
	})
	return a.User, err
}

// ChangeUser changes the role of a person, or lets them in no more, or again.
// Version 0 stands for whatever the person's is now. The last enabled admin stays
// one (Conflict, error.last_admin). Disabling ends the person's sessions and
// revokes their tokens.
func (db *DB) ChangeUser(ctx context.Context, actor annotation.Actor, name string, version int, role *annotation.Role, disabled *bool) (annotation.User, error) {
	if err := actor.Require(annotation.ManagePeople); err != nil {
		return annotation.User{}, err
	}
	if role != nil {
		if err := annotation.CheckRole(*role); err != nil {
			return annotation.User{}, err
		}
	}
	var after annotation.User
	err := db.write(ctx, func(t *tx) error {
		a, err := findAccount(t.ctx, t, name)
		if err != nil {
			return err
		}
		before := a.User
		after = before
		if role != nil {
			after.Role = *role
		}
		if disabled != nil {
			after.Disabled = *disabled
		}
		if version != 0 {
			if err := checkVersion(version, before.Version, before, after); err != nil {
				return err
			}
		}
		if after == before {
			return nil
		}
		if err := keepAnAdmin(t, before, after); err != nil {
			return err
		}
		after.Version++
		if _, err := t.exec(`UPDATE users SET role = ?, disabled = ?, version = ? WHERE seq = ?`,
			string(after.Role), after.Disabled, after.Version, a.seq); err != nil {
			return err
		}
		if after.Disabled && !before.Disabled {
			if err := shutOut(t, actor, a); err != nil {
				return err
			}
		}
		return record(t, actor, userChanged, after.ID, payloadOf(before), payloadOf(after))
	})
	return after, err
}

// ResetPassword gives a person another password and ends their sessions.
func (db *DB) ResetPassword(ctx context.Context, actor annotation.Actor, name, pass string) error {
	if err := actor.Require(annotation.ManagePeople); err != nil {
		return err
	}
	if err := annotation.CheckPassword(pass); err != nil {
		return err
	}
	if _, err := db.User(ctx, name); err != nil {
		return err
	}
	hash, err := password.Hash(ctx, pass)
	if err != nil {
		return err
	}
	return db.write(ctx, func(t *tx) error {
		a, err := findAccount(t.ctx, t, name)
		if err != nil {
			return err
		}
		return setPassword(t, actor, a, hash, "")
	})
}

// ChangePassword gives the actor another password, for the current one, and ends
// their other sessions: keepSession is the id of the one to keep. A wrong current
// password is Invalid (error.password_wrong).
func (db *DB) ChangePassword(ctx context.Context, actor annotation.Actor, current, pass, keepSession string) error {
	if err := actor.Require(annotation.Read); err != nil {
		return err
	}
	if err := annotation.CheckPassword(pass); err != nil {
		return err
	}
	before, err := db.account(ctx, actor.Name)
	if err != nil {
		return err
	}
	wrong := annotation.RefuseField(annotation.Invalid, "current", "error.password_wrong")
	if ok, err := password.Verify(ctx, before.password, current); err != nil {
		return err
	} else if !ok {
		return wrong
	}
	hash, err := password.Hash(ctx, pass)
	if err != nil {
		return err
	}
	return db.write(ctx, func(t *tx) error {
		now, err := findAccount(t.ctx, t, actor.Name)
		if err != nil {
			return err
		}
		if now.password != before.password { // reset by an admin meanwhile
			return wrong
		}
		return setPassword(t, actor, now, hash, keepSession)
	})
}

// hashNew checks what a new person is to be called and hashes their password,
// which takes too long to do inside a transaction.
func hashNew(ctx context.Context, name, pass string, role annotation.Role) (string, error) {
	for _, err := range []error{annotation.CheckUserName(name), annotation.CheckPassword(pass), annotation.CheckRole(role)} {
		if err != nil {
			return "", err
		}
	}
	return password.Hash(ctx, pass)
}

func insertUser(t *tx, actor annotation.Actor, name, hash string, role annotation.Role) (account, error) {
	a := account{
		User:     annotation.User{ID: t.newID(), Name: name, Role: role, CreatedAt: t.now, Version: 1},
		password: hash,
	}
	err := t.queryRow(`INSERT INTO users (id, name, folded, password, role, created_at, version) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING seq`,
		a.ID, a.Name, text.FoldString(a.Name), a.password, string(a.Role), timeText(a.CreatedAt), a.Version).Scan(&a.seq)
	if isUnique(err) {
		return account{}, annotation.RefuseField(annotation.Conflict, "name", "error.user_exists", "name", name).Because(err)
	}
	if err != nil {
		return account{}, err
	}
	return a, record(t, actor, userCreated, a.ID, nil, payloadOf(a.User))
}

// setPassword keeps a new hash and ends the sessions that the old one let in, but
// for the one to keep (none when empty).
func setPassword(t *tx, actor annotation.Actor, a account, hash, keepSession string) error {
	if _, err := t.exec(`UPDATE users SET password = ?, version = version + 1 WHERE seq = ?`, hash, a.seq); err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM sessions WHERE user = ? AND id <> ?`, a.seq, keepSession); err != nil {
		return err
	}
	return record(t, actor, userPasswordReset, a.ID, nil, payloadOf(a.User))
}

// shutOut ends the sessions of a person and revokes their tokens.
func shutOut(t *tx, actor annotation.Actor, a account) error {
	if _, err := t.exec(`DELETE FROM sessions WHERE user = ?`, a.seq); err != nil {
		return err
	}
	tokens, err := tokensOf(t.ctx, t, a)
	if err != nil {
		return err
	}
	for _, token := range tokens {
		if err := deleteToken(t, actor, token); err != nil {
			return err
		}
	}
	return nil
}

// keepAnAdmin refuses the change that would leave nobody who can manage people.
func keepAnAdmin(t *tx, before, after annotation.User) error {
	if !isEnabledAdmin(before) || isEnabledAdmin(after) {
		return nil
	}
	another, err := anEnabledAdmin(t.ctx, t, before.ID)
	if err != nil {
		return err
	}
	if !another {
		return annotation.Refuse(annotation.Conflict, "error.last_admin", "name", before.Name)
	}
	return nil
}

func isEnabledAdmin(u annotation.User) bool { return u.Role == annotation.Admin && !u.Disabled }

// anEnabledAdmin says whether there is one besides the person with the id given.
func anEnabledAdmin(ctx context.Context, q querier, besides string) (found bool, err error) {
	err = q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND disabled = 0 AND id <> ?)`, besides).Scan(&found)
	return found, err
}

func (db *DB) account(ctx context.Context, name string) (a account, err error) {
	err = db.read(ctx, func(q querier) error {
		a, err = findAccount(ctx, q, name)
		return err
	})
	return a, err
}

// findAccount finds a person by name, however it is folded.
func findAccount(ctx context.Context, q querier, name string) (account, error) {
	var a account
	err := q.QueryRowContext(ctx, `SELECT `+userColumns+`, users.seq, users.password FROM users WHERE folded = ?`, text.FoldString(name)).
		Scan(append(userFields(&a.User), &a.seq, &a.password)...)
	if errors.Is(err, sql.ErrNoRows) {
		return account{}, notFound("user", name)
	}
	return a, err
}

// userFields is where userColumns go.
func userFields(u *annotation.User) []any {
	return []any{&u.ID, &u.Name, &u.Role, &u.Disabled, scanTime{&u.CreatedAt}, &u.Version}
}

func scanUser(row scanner) (u annotation.User, err error) {
	err = row.Scan(userFields(&u)...)
	return u, err
}
