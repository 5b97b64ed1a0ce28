package db

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/isnad/isnad/internal/annotation"
)

var (
	admin    = annotation.Actor{Name: "amal", Role: annotation.Admin}
	reviewer = annotation.Actor{Name: "rami", Role: annotation.Reviewer}
)

const goodPassword = "correct horse"

// handClock is a clock that moves when it is told to.
type handClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *handClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// newPeopleDB is a fresh data file with an admin, amal, and a reviewer, rami.
func newPeopleDB(t *testing.T) (*DB, *handClock) {
	t.Helper()
	clock := &handClock{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	db, err := Create(t.Context(), filepath.Join(t.TempDir(), "isnad.db"), Options{Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	addUser(t, db, admin.Name, annotation.Admin)
	addUser(t, db, reviewer.Name, annotation.Reviewer)
	return db, clock
}

func addUser(t *testing.T, db *DB, name string, role annotation.Role) annotation.User {
	t.Helper()
	u, err := db.CreateUser(t.Context(), annotation.CommandLine, name, goodPassword, role)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func signIn(t *testing.T, db *DB, name string) (annotation.Session, string) {
	t.Helper()
	s, secret, err := db.SignIn(t.Context(), name, goodPassword, "Firefox")
	if err != nil {
		t.Fatal(err)
	}
	return s, secret
}

// refusal checks that err refuses with the code and key, and returns it.
func refusal(t *testing.T, err error, code annotation.Code, key string) *annotation.Error {
	t.Helper()
	e, ok := errors.AsType[*annotation.Error](err)
	if !ok || e.Code != code || e.Key != key {
		t.Fatalf("got error %v; want %s %s", err, code, key)
	}
	return e
}

func TestCreateUser(t *testing.T) {
	db, clock := newPeopleDB(t)
	for _, tc := range []struct {
		name, user, password string
		actor                annotation.Actor
		role                 annotation.Role
		code                 annotation.Code
		key                  string
	}{
		{"by a reviewer", "nour", goodPassword, reviewer, annotation.Viewer, annotation.Forbidden, "error.forbidden"},
		{"by nobody", "nour", goodPassword, annotation.Actor{}, annotation.Viewer, annotation.Unauthenticated, "error.sign_in_required"},
		{"the same name", "rami", goodPassword, admin, annotation.Viewer, annotation.Conflict, "error.user_exists"},
		{"the same but for case", "RAMI", goodPassword, admin, annotation.Viewer, annotation.Conflict, "error.user_exists"},
		{"the command line's", "Isnad", goodPassword, admin, annotation.Viewer, annotation.Invalid, "error.user_name_invalid"},
		{"without a name", "", goodPassword, admin, annotation.Viewer, annotation.Invalid, "error.required"},
		{"short password", "nour", "1234567", admin, annotation.Viewer, annotation.Invalid, "error.password_short"},
		{"unknown role", "nour", goodPassword, admin, "owner", annotation.Invalid, "error.unknown_value"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := db.CreateUser(t.Context(), tc.actor, tc.user, tc.password, tc.role)
			refusal(t, err, tc.code, tc.key)
		})
	}
	users, err := db.Users(t.Context())
	if err != nil || len(users) != 2 {
		t.Fatalf("Users = %v, %v; the refused ones were added", users, err)
	}

	ahmad, err := db.CreateUser(t.Context(), admin, "أحمد", goodPassword, annotation.Editor)
	if err != nil {
		t.Fatal(err)
	}
	if want := (annotation.User{ID: ahmad.ID, Name: "أحمد", Role: annotation.Editor, CreatedAt: clock.Now(), Version: 1}); ahmad != want || ahmad.ID == "" {
		t.Errorf("CreateUser = %+v; want %+v", ahmad, want)
	}
	if found, err := db.User(t.Context(), "احمد"); err != nil || found != ahmad {
		t.Errorf("User without the hamza = %+v, %v; want %+v", found, err, ahmad)
	}
	_, err = db.User(t.Context(), "nour")
	refusal(t, err, annotation.NotFound, "error.not_found")
}

func TestChangeUser(t *testing.T) {
	db, _ := newPeopleDB(t)
	editor, yes, no := annotation.Editor, true, false

	changed, err := db.ChangeUser(t.Context(), admin, "rami", 1, &editor, nil)
	if err != nil || changed.Role != annotation.Editor || changed.Version != 2 {
		t.Fatalf("ChangeUser = %+v, %v", changed, err)
	}
	same, err := db.ChangeUser(t.Context(), admin, "rami", 2, &editor, &no)
	if err != nil || same.Version != 2 {
		t.Errorf("a change that changes nothing = %+v, %v; want version 2", same, err)
	}
	_, err = db.ChangeUser(t.Context(), admin, "rami", 1, nil, &yes)
	if e := refusal(t, err, annotation.Stale, "error.stale"); e.Current != changed {
		t.Errorf("Current = %+v; want %+v", e.Current, changed)
	}
	_, err = db.ChangeUser(t.Context(), reviewer, "rami", 0, &editor, nil)
	refusal(t, err, annotation.Forbidden, "error.forbidden")
	_, err = db.ChangeUser(t.Context(), admin, "nobody", 0, &editor, nil)
	refusal(t, err, annotation.NotFound, "error.not_found")
	if after, err := db.ChangeUser(t.Context(), annotation.CommandLine, "rami", 0, nil, &yes); err != nil || !after.Disabled {
		t.Errorf("the command line needs no version: %+v, %v", after, err)
	}
}

func TestLastAdminStays(t *testing.T) {
	db, _ := newPeopleDB(t)
	editor, yes, no := annotation.Editor, true, false
	_, err := db.ChangeUser(t.Context(), admin, "amal", 0, &editor, nil)
	refusal(t, err, annotation.Conflict, "error.last_admin")
	_, err = db.ChangeUser(t.Context(), annotation.CommandLine, "amal", 0, nil, &yes)
	refusal(t, err, annotation.Conflict, "error.last_admin")

	// One of two admins may go, and a disabled one does not count.
	addUser(t, db, "nour", annotation.Admin)
	if _, err := db.ChangeUser(t.Context(), admin, "nour", 0, nil, &yes); err != nil {
		t.Fatal(err)
	}
	_, err = db.ChangeUser(t.Context(), admin, "amal", 0, nil, &yes)
	refusal(t, err, annotation.Conflict, "error.last_admin")

	// Two admins who disable each other at once: one of them stays.
	if _, err := db.ChangeUser(t.Context(), admin, "nour", 0, nil, &no); err != nil {
		t.Fatal(err)
	}
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, name := range []string{"amal", "nour"} {
		wg.Go(func() { _, errs[i] = db.ChangeUser(context.Background(), admin, name, 0, nil, &yes) })
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("errors %v; want exactly one refusal", errs)
	}
	if needed, err := db.SetupNeeded(t.Context()); err != nil || needed {
		t.Errorf("SetupNeeded = %v, %v: no admin is left", needed, err)
	}
}

func TestDisablingShutsOut(t *testing.T) {
	db, _ := newPeopleDB(t)
	yes, no := true, false
	s, secret := signIn(t, db, "rami")
	_, token, err := db.CreateToken(t.Context(), reviewer, "rami", "script")
	if err != nil {
		t.Fatal(err)
	}
	for _, disabled := range []*bool{&yes, &no} {
		if _, err := db.ChangeUser(t.Context(), admin, "rami", 0, nil, disabled); err != nil {
			t.Fatal(err)
		}
		// Let in again, a person signs in again: nothing old comes back to life.
		_, err = db.Session(t.Context(), s.ID, secret)
		refusal(t, err, annotation.Unauthenticated, "error.sign_in_required")
		_, err = db.TokenUser(t.Context(), token)
		refusal(t, err, annotation.Unauthenticated, "error.token_invalid")
		if *disabled {
			_, _, err = db.SignIn(t.Context(), "rami", goodPassword, "")
			refusal(t, err, annotation.Unauthenticated, "error.sign_in_failed")
			_, _, err = db.CreateToken(t.Context(), admin, "rami", "")
			refusal(t, err, annotation.Conflict, "error.user_disabled")
		}
	}
	signIn(t, db, "rami")
}

func TestPasswords(t *testing.T) {
	db, _ := newPeopleDB(t)
	const other = "battery staple"
	kept, keptSecret := signIn(t, db, "rami")
	gone, goneSecret := signIn(t, db, "rami")

	err := db.ChangePassword(t.Context(), reviewer, "wrong horse", other, kept.ID)
	if e := refusal(t, err, annotation.Invalid, "error.password_wrong"); e.Field != "current" {
		t.Errorf("Field = %q", e.Field)
	}
	refusal(t, db.ChangePassword(t.Context(), reviewer, goodPassword, "short", kept.ID), annotation.Invalid, "error.password_short")
	refusal(t, db.ChangePassword(t.Context(), annotation.Actor{}, goodPassword, other, ""), annotation.Unauthenticated, "error.sign_in_required")
	if err := db.ChangePassword(t.Context(), reviewer, goodPassword, other, kept.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Session(t.Context(), kept.ID, keptSecret); err != nil {
		t.Errorf("the session in which it was changed: %v", err)
	}
	_, err = db.Session(t.Context(), gone.ID, goneSecret)
	refusal(t, err, annotation.Unauthenticated, "error.sign_in_required")
	_, _, err = db.SignIn(t.Context(), "rami", goodPassword, "")
	refusal(t, err, annotation.Unauthenticated, "error.sign_in_failed")

	refusal(t, db.ResetPassword(t.Context(), reviewer, "rami", goodPassword), annotation.Forbidden, "error.forbidden")
	refusal(t, db.ResetPassword(t.Context(), admin, "nobody", goodPassword), annotation.NotFound, "error.not_found")
	if err := db.ResetPassword(t.Context(), admin, "rami", goodPassword); err != nil {
		t.Fatal(err)
	}
	_, err = db.Session(t.Context(), kept.ID, keptSecret)
	refusal(t, err, annotation.Unauthenticated, "error.sign_in_required")
	signIn(t, db, "rami")
}

func TestSignIn(t *testing.T) {
	db, clock := newPeopleDB(t)
	for _, tc := range []struct{ name, user, password string }{
		{"wrong password", "rami", "wrong horse"},
		{"no password", "rami", ""},
		{"unknown name", "nobody", goodPassword},
		{"no name", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, _, err := db.SignIn(t.Context(), tc.user, tc.password, "")
			refusal(t, err, annotation.Unauthenticated, "error.sign_in_failed")
		})
	}
	s, secret, err := db.SignIn(t.Context(), "RAMI", goodPassword, strings.Repeat("ن", 400))
	if err != nil {
		t.Fatal(err)
	}
	if s.User.Name != "rami" || !s.CreatedAt.Equal(clock.Now()) || len(s.Agent) != maxAgent {
		t.Errorf("SignIn = %+v", s)
	}
	clock.Advance(time.Second)
	second, again := signIn(t, db, "rami")
	if again == secret || len(secret) != 43 {
		t.Errorf("secrets %q and %q; want 43 characters, drawn afresh", secret, again)
	}
	sessions, err := db.Sessions(t.Context(), "rami")
	if diff := cmp.Diff([]annotation.Session{second, s}, sessions); err != nil || diff != "" {
		t.Errorf("Sessions: %v (-want +got)\n%s", err, diff)
	}
}

// A name that does not exist costs a hash as well, or the clock would tell names.
// Without it the answer takes a hundredth of the time.
func TestSignInTellsNoNames(t *testing.T) {
	db, _ := newPeopleDB(t)
	fastest := func(name string) time.Duration {
		best := time.Hour
		for range 3 {
			began := time.Now()
			_, _, err := db.SignIn(t.Context(), name, "wrong horse", "")
			best = min(best, time.Since(began))
			refusal(t, err, annotation.Unauthenticated, "error.sign_in_failed")
		}
		return best
	}
	if known, unknown := fastest("rami"), fastest("nobody"); unknown < known/4 {
		t.Errorf("an unknown name is refused within %v, a known one within %v", unknown, known)
	}
}

func TestSession(t *testing.T) {
	db, clock := newPeopleDB(t)
	s, secret := signIn(t, db, "rami")
	other, otherSecret := signIn(t, db, "amal")

	for _, tc := range []struct{ name, id, secret string }{
		{"another's secret", s.ID, otherSecret},
		{"no secret", s.ID, ""},
		{"unknown id", "nothing", secret},
		{"a bit off", s.ID, secret[:42] + "!"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := db.Session(t.Context(), tc.id, tc.secret)
			refusal(t, err, annotation.Unauthenticated, "error.sign_in_required")
		})
	}
	got, err := db.Session(t.Context(), s.ID, secret)
	if diff := cmp.Diff(s, got); err != nil || diff != "" {
		t.Errorf("Session: %v (-want +got)\n%s", err, diff)
	}

	editor := annotation.Editor
	if _, err := db.ChangeUser(t.Context(), admin, "rami", 0, &editor, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := db.Session(t.Context(), s.ID, secret); err != nil || got.User.Role != annotation.Editor {
		t.Errorf("the role is not read afresh: %+v, %v", got, err)
	}

	refusal(t, db.RevokeSession(t.Context(), reviewer, other.ID), annotation.Forbidden, "error.forbidden")
	refusal(t, db.RevokeSession(t.Context(), admin, "nothing"), annotation.NotFound, "error.not_found")
	if err := db.RevokeSession(t.Context(), admin, s.ID); err != nil {
		t.Fatal(err)
	}
	_, err = db.Session(t.Context(), s.ID, secret)
	refusal(t, err, annotation.Unauthenticated, "error.sign_in_required")

	own, _ := signIn(t, db, "rami")
	if err := db.RevokeSession(t.Context(), reviewer, own.ID); err != nil {
		t.Errorf("one's own: %v", err)
	}
	for range 2 {
		if err := db.SignOut(t.Context(), other.ID); err != nil {
			t.Errorf("SignOut: %v", err)
		}
	}
	if open, err := db.Sessions(t.Context(), "amal"); err != nil || len(open) != 0 {
		t.Errorf("Sessions after SignOut at %v = %v, %v", clock.Now(), open, err)
	}
}

// last_seen is written every five minutes and no more often.
func TestSessionLastSeen(t *testing.T) {
	db, clock := newPeopleDB(t)
	s, secret := signIn(t, db, "rami")
	kept := func() time.Time {
		t.Helper()
		if _, err := db.Session(t.Context(), s.ID, secret); err != nil {
			t.Fatal(err)
		}
		open, err := db.Sessions(t.Context(), "rami")
		if err != nil || len(open) != 1 {
			t.Fatalf("Sessions = %v, %v", open, err)
		}
		return open[0].LastSeen
	}
	clock.Advance(coarse - time.Second)
	if got := kept(); !got.Equal(s.LastSeen) {
		t.Errorf("after less than five minutes last seen %v; want %v", got, s.LastSeen)
	}
	clock.Advance(time.Second)
	if got := kept(); !got.Equal(clock.Now()) {
		t.Errorf("after five minutes last seen %v; want %v", got, clock.Now())
	}
}

func TestSessionRunsOut(t *testing.T) {
	day := 24 * time.Hour
	for _, tc := range []struct {
		name string
		uses []time.Duration // how long after each other
		last time.Duration   // how long after the last use it is asked for
		open bool
	}{
		{"idle for nearly two weeks", nil, 14*day - time.Second, true},
		{"idle for two weeks", nil, 14 * day, false},
		{"used, and nearly a month old", []time.Duration{13 * day, 13 * day}, 4*day - time.Second, true},
		{"used, and a month old", []time.Duration{13 * day, 13 * day}, 4 * day, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			db, clock := newPeopleDB(t)
			s, secret := signIn(t, db, "rami")
			for _, use := range tc.uses {
				clock.Advance(use)
				if _, err := db.Session(t.Context(), s.ID, secret); err != nil {
					t.Fatal(err)
				}
			}
			clock.Advance(tc.last)
			listed, err := db.Sessions(t.Context(), "rami")
			if err != nil || (len(listed) == 1) != tc.open {
				t.Errorf("Sessions = %v, %v; want it there: %v", listed, err, tc.open)
			}
			if _, err = db.Session(t.Context(), s.ID, secret); (err == nil) != tc.open {
				t.Errorf("Session: %v; want it open: %v", err, tc.open)
			}
			signIn(t, db, "amal") // clears away what has run out, and no more
			var rows int
			if err := db.read(t.Context(), func(q querier) error {
				return q.QueryRowContext(t.Context(), `SELECT count(*) FROM sessions WHERE id = ?`, s.ID).Scan(&rows)
			}); err != nil || (rows == 1) != tc.open {
				t.Errorf("%d rows kept, %v; want it kept: %v", rows, err, tc.open)
			}
		})
	}
}

func TestTokens(t *testing.T) {
	db, clock := newPeopleDB(t)
	own, secret, err := db.CreateToken(t.Context(), reviewer, "Rami", "nightly script")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(secret, "isnad_") || len(secret) != len("isnad_")+43 {
		t.Errorf("secret %q", secret)
	}
	if _, _, err := db.CreateToken(t.Context(), admin, "rami", ""); err != nil {
		t.Errorf("an admin for another: %v", err)
	}
	_, _, err = db.CreateToken(t.Context(), reviewer, "amal", "")
	refusal(t, err, annotation.Forbidden, "error.forbidden")
	_, _, err = db.CreateToken(t.Context(), annotation.Actor{}, "rami", "")
	refusal(t, err, annotation.Unauthenticated, "error.sign_in_required")
	_, _, err = db.CreateToken(t.Context(), reviewer, "rami", "two\nlines")
	refusal(t, err, annotation.Invalid, "error.control_character")
	_, _, err = db.CreateToken(t.Context(), annotation.CommandLine, "nobody", "")
	refusal(t, err, annotation.NotFound, "error.not_found")

	if u, err := db.TokenUser(t.Context(), secret); err != nil || u.Name != "rami" || u.Role != annotation.Reviewer {
		t.Errorf("TokenUser = %+v, %v", u, err)
	}
	used := clock.Now()
	clock.Advance(coarse - time.Second)
	if _, err := db.TokenUser(t.Context(), secret); err != nil {
		t.Error(err)
	}
	tokens, err := db.Tokens(t.Context(), "rami")
	want := own
	want.LastUsed = used
	if err != nil || len(tokens) != 2 || tokens[0] != want || !tokens[1].LastUsed.IsZero() {
		t.Errorf("Tokens = %+v, %v; want %+v first and one never used", tokens, err, want)
	}
	if all, err := db.Tokens(t.Context(), ""); err != nil || !slices.Equal(all, tokens) {
		t.Errorf("all Tokens = %+v, %v", all, err)
	}
	if of, err := db.Tokens(t.Context(), "amal"); err != nil || len(of) != 0 {
		t.Errorf("Tokens of amal = %+v, %v", of, err)
	}
	for _, bad := range []string{"", "isnad_", strings.TrimPrefix(secret, "isnad_"), secret + "x"} {
		_, err := db.TokenUser(t.Context(), bad)
		refusal(t, err, annotation.Unauthenticated, "error.token_invalid")
	}

	refusal(t, db.RevokeToken(t.Context(), annotation.Actor{Name: "nour", Role: annotation.Editor}, own.ID), annotation.Forbidden, "error.forbidden")
	if err := db.RevokeToken(t.Context(), reviewer, own.ID); err != nil {
		t.Fatal(err)
	}
	_, err = db.TokenUser(t.Context(), secret)
	refusal(t, err, annotation.Unauthenticated, "error.token_invalid")
	refusal(t, db.RevokeToken(t.Context(), reviewer, own.ID), annotation.NotFound, "error.not_found")
}

func TestSetup(t *testing.T) {
	db, err := Create(t.Context(), filepath.Join(t.TempDir(), "isnad.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	link := func() string {
		t.Helper()
		secret, needed, err := db.SetupLink(t.Context())
		if err != nil || !needed {
			t.Fatalf("SetupLink = %v, %v", needed, err)
		}
		return secret
	}
	lapsed, secret := link(), ""
	_, _, err = db.Setup(t.Context(), "guess", "amal", goodPassword, "")
	refusal(t, err, annotation.Forbidden, "error.setup_used")
	secret = link()
	_, _, err = db.Setup(t.Context(), lapsed, "amal", goodPassword, "")
	refusal(t, err, annotation.Forbidden, "error.setup_used")
	_, _, err = db.Setup(t.Context(), secret, "amal", "short", "")
	refusal(t, err, annotation.Invalid, "error.password_short")

	s, sessionSecret, err := db.Setup(t.Context(), secret, "amal", goodPassword, "Firefox")
	if err != nil || s.User.Role != annotation.Admin {
		t.Fatalf("Setup = %+v, %v", s, err)
	}
	if _, err := db.Session(t.Context(), s.ID, sessionSecret); err != nil {
		t.Errorf("the admin is not signed in: %v", err)
	}
	_, _, err = db.Setup(t.Context(), secret, "mallory", goodPassword, "")
	refusal(t, err, annotation.Conflict, "error.setup_used")
	if _, needed, err := db.SetupLink(t.Context()); err != nil || needed {
		t.Errorf("SetupLink = %v, %v; want none needed", needed, err)
	}
}

// Two who open the link at once: one becomes the admin.
func TestSetupOnce(t *testing.T) {
	db, err := Create(t.Context(), filepath.Join(t.TempDir(), "isnad.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	secret, _, err := db.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, name := range []string{"amal", "nour"} {
		wg.Go(func() { _, _, errs[i] = db.Setup(context.Background(), secret, name, goodPassword, "") })
	}
	wg.Wait()
	users, err := db.Users(t.Context())
	if err != nil || len(users) != 1 || (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("errors %v, users %v, %v; want one of each", errs, users, err)
	}
}

// What people and their tokens leave in the file: events that name no secret, and
// no password or secret anywhere.
func TestPeopleHistory(t *testing.T) {
	db, _ := newPeopleDB(t)
	_, sessionSecret := signIn(t, db, "rami")
	token, tokenSecret, err := db.CreateToken(t.Context(), reviewer, "rami", "script")
	if err != nil {
		t.Fatal(err)
	}
	if err := db.ResetPassword(t.Context(), admin, "rami", "battery staple"); err != nil {
		t.Fatal(err)
	}
	yes := true
	if _, err := db.ChangeUser(t.Context(), admin, "rami", 0, nil, &yes); err != nil {
		t.Fatal(err)
	}
	rami, err := db.account(t.Context(), "rami")
	if err != nil {
		t.Fatal(err)
	}
	type entry struct{ Actor, Action, Object, Body string }
	var entries []entry
	if err := db.read(t.Context(), func(q querier) (err error) {
		entries, err = collect(t.Context(), q, func(row scanner) (e entry, err error) {
			err = row.Scan(&e.Actor, &e.Action, &e.Object, &e.Body)
			return e, err
		}, `SELECT actor, action, object, body FROM events JOIN event_payloads USING (seq) WHERE object IN (?, ?) ORDER BY seq`, rami.ID, token.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Actor+" "+e.Action)
		for _, secret := range []string{goodPassword, "battery staple", "argon2id", rami.password, sessionSecret, tokenSecret} {
			if strings.Contains(e.Body, secret) {
				t.Errorf("the payload of %s holds %q", e.Action, secret)
			}
		}
	}
	want := []string{"isnad user.created", "rami token.created", "amal user.password_reset", "amal token.revoked", "amal user.changed"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if last := entries[len(entries)-1].Body; !strings.Contains(last, `"disabled":false`) || !strings.Contains(last, `"disabled":true`) {
		t.Errorf("user.changed without before and after: %s", last)
	}
}
