package db

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"
)

// coarse is how far behind the time of last use of a session or a token may be:
// reading a page should not cost a write.
const coarse = 5 * time.Minute

// newSecret draws 256 random bits, written as base64url. Who holds them is let
// in, so only their digest is kept.
func newSecret() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails: crypto/rand ends the program rather than return an error
	return base64.RawURLEncoding.EncodeToString(b)
}

// secretDigest is what is kept of a secret. A plain SHA-256 is enough for 256
// random bits, where a password needs a slow hash.
func secretDigest(secret string) []byte {
	digest := sha256.Sum256([]byte(secret))
	return digest[:]
}
