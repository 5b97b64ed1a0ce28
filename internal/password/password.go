// Package password turns passwords into strings that may be kept, and checks
// passwords against them. What is kept is argon2id (RFC 9106) in the PHC string
// format, so that each hash says by itself how it was made.
package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Cost is that of the OWASP Password Storage Cheat Sheet: 19 MiB of memory, two
// passes, one lane; about 50 ms of one core.
const (
	memory  = 19 * 1024 // KiB
	passes  = 2
	lanes   = 1
	saltLen = 16
	keyLen  = 32
)

// Nobody is a hash in the proper form that no password matches. Verifying
// against it costs what verifying a real one costs, so that the time of an
// answer does not tell which names exist.
const Nobody = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// ErrFormat says that a kept hash is not one this package makes.
var ErrFormat = errors.New("not an argon2id hash in PHC format")

// turns bounds how many hashes are computed at once: each takes 19 MiB and a
// core, and a flood of sign-ins must not take the server's.
var turns = make(chan struct{}, 2)

// Hash is the string to keep for a password. It waits for its turn, and gives up
// when ctx ends first.
func Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLen)
	rand.Read(salt) // never fails: crypto/rand ends the program rather than return an error
	key, err := derive(ctx, password, salt, params{memory, passes, lanes}, keyLen)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, memory, passes, lanes, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// Verify says whether password is the one that hash was made of, in a time that
// does not depend on how nearly it is. It waits for its turn, and gives up when
// ctx ends first. A hash that cannot be read is ErrFormat.
func Verify(ctx context.Context, hash, password string) (bool, error) {
	p, salt, key, err := parse(hash)
	if err != nil {
		return false, err
	}
	got, err := derive(ctx, password, salt, p, uint32(len(key)))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, key) == 1, nil
}

type params struct {
	memory uint32 // KiB
	passes uint32
	lanes  uint8
}

// derive hashes the password's NFKC form, as NIST SP 800-63B §3.1.1.2 advises:
// keyboards differ in how they compose the same Arabic or accented letter.
func derive(ctx context.Context, password string, salt []byte, p params, length uint32) ([]byte, error) {
	select {
	case turns <- struct{}{}:
		defer func() { <-turns }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey(norm.NFKC.Bytes([]byte(password)), salt, p.passes, p.memory, p.lanes, length), nil
}

// parse reads a PHC string. The bounds keep a damaged one from asking for more
// memory or time than any hash of ours does.
func parse(hash string) (p params, salt, key []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, ErrFormat
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); err != nil {
		return p, nil, nil, ErrFormat
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	key, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	switch {
	case err1 != nil || err2 != nil,
		p.memory < 8 || p.memory > 256*1024,
		p.passes < 1 || p.passes > 16,
		p.lanes < 1 || p.lanes > 16,
		len(salt) < 8 || len(salt) > 64,
		len(key) < 16 || len(key) > 64:
		return p, nil, nil, ErrFormat
	}
	return p, salt, key, nil
}
