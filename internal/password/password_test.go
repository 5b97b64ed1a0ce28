package password

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"
)

func hash(t *testing.T, password string) string {
	t.Helper()
	h, err := Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestVerify(t *testing.T) {
	kept := hash(t, "كلمة سرّ طويلة")
	for _, tc := range []struct {
		name, hash, password string
		want                 bool
	}{
		{"the same", kept, "كلمة سرّ طويلة", true},
		{"without its shadda", kept, "كلمة سر طويلة", false},
		{"with a space after it", kept, "كلمة سرّ طويلة ", false},
		{"empty", kept, "", false},
		{"nobody's", Nobody, "", false},
		{"nobody's, a word", Nobody, "password", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Verify(t.Context(), tc.hash, tc.password)
			if err != nil || got != tc.want {
				t.Errorf("Verify = %v, %v; want %v", got, err, tc.want)
			}
		})
	}
}

// The same letters, composed by one keyboard and decomposed by another.
func TestVerifyComposition(t *testing.T) {
	if ok, err := Verify(t.Context(), hash(t, "caf\u00e9 \u0623\u062d\u0645\u062f"), "cafe\u0301 \u0627\u0654\u062d\u0645\u062f"); !ok || err != nil {
		t.Errorf("the decomposed form: %v, %v", ok, err)
	}
}

func TestHashFormat(t *testing.T) {
	first, second := hash(t, "correct horse"), hash(t, "correct horse")
	if first == second {
		t.Error("two hashes of one password are equal: the salt is not drawn afresh")
	}
	if !strings.HasPrefix(first, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("%s does not say how it was made", first)
	}
	if strings.Contains(first, "correct") {
		t.Errorf("%s holds the password", first)
	}
}

// A file brought from a time of other costs still lets its people in.
func TestVerifyOtherCosts(t *testing.T) {
	salt := []byte("0123456789abcdef")
	key := argon2.IDKey([]byte("old password"), salt, 1, 64, 2, 32)
	b64 := base64.RawStdEncoding
	old := "$argon2id$v=19$m=64,t=1,p=2$" + b64.EncodeToString(salt) + "$" + b64.EncodeToString(key)
	if ok, err := Verify(t.Context(), old, "old password"); !ok || err != nil {
		t.Errorf("Verify = %v, %v", ok, err)
	}
}

func TestVerifyRefusesOtherFormats(t *testing.T) {
	for _, bad := range []string{
		"",
		"plain",
		"$2b$12$abcdefghijklmnopqrstuv",
		strings.Replace(Nobody, "argon2id", "argon2i", 1),
		strings.Replace(Nobody, "v=19", "v=16", 1),
		strings.Replace(Nobody, "m=19456", "m=4000000000", 1),
		strings.Replace(Nobody, "m=19456", "m=x", 1),
		strings.Replace(Nobody, "t=2", "t=0", 1),
		strings.Replace(Nobody, "p=1", "p=0", 1),
		strings.Replace(Nobody, "AAAA", "!!!!", 1),
		Nobody[:len(Nobody)-30],
		Nobody + "$",
	} {
		if ok, err := Verify(t.Context(), bad, "password"); ok || !errors.Is(err, ErrFormat) {
			t.Errorf("Verify(%q) = %v, %v; want ErrFormat", bad, ok, err)
		}
	}
}

// When both turns are taken, a request waits no longer than its context.
func TestHashHonoursContext(t *testing.T) {
	for range cap(turns) {
		turns <- struct{}{}
	}
	defer func() {
		for range cap(turns) {
			<-turns
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := Hash(ctx, "correct horse"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Hash = %v", err)
	}
	if _, err := Verify(ctx, Nobody, "correct horse"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Verify = %v", err)
	}
}
