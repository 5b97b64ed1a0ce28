package handlers

import (
	"crypto/sha256"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// Sign-in is throttled by address and by account: a few tries at once, then one
// every interval, so that neither one machine nor many can guess a password.
const (
	triesAtOnce  = 5
	tryEvery     = 12 * time.Second
	maxThrottled = 10_000 // keys kept; past that the idle ones are dropped
)

type throttle struct {
	now      func() time.Time
	mu       sync.Mutex
	limiters map[throttleKey]*rate.Limiter
	swept    time.Time
}

// throttleKey is a digest: what is typed as a name may be long.
type throttleKey [sha256.Size]byte

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, limiters: map[throttleKey]*rate.Limiter{}}
}

// try takes one try of each key, or refuses with the seconds to wait. An address
// that is refused takes none of the account's: it cannot keep its owner out.
func (t *throttle) try(address, account string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if len(t.limiters) > maxThrottled && now.Sub(t.swept) >= tryEvery {
		t.swept = now
		for key, l := range t.limiters {
			if l.TokensAt(now) >= triesAtOnce {
				delete(t.limiters, key)
			}
		}
	}
	for _, key := range throttleKeys(address, account) {
		l, ok := t.limiters[key]
		if !ok {
			l = rate.NewLimiter(rate.Every(tryEvery), triesAtOnce)
			t.limiters[key] = l
		}
		if !l.AllowN(now, 1) {
			wait := time.Duration((1 - l.TokensAt(now)) * float64(tryEvery))
			return annotation.Refuse(annotation.Throttled, "error.throttled", "seconds", int(math.Ceil(wait.Seconds())))
		}
	}
	return nil
}

// forgive gives back the try that turned out to be no guess.
func (t *throttle) forgive(address, account string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, key := range throttleKeys(address, account) {
		if l, ok := t.limiters[key]; ok {
			l.AllowN(t.now(), -1) // a limiter is never fuller than its burst
		}
	}
}

func throttleKeys(address, account string) [2]throttleKey {
	return [2]throttleKey{sha256.Sum256([]byte("address " + address)), sha256.Sum256([]byte("account " + text.FoldString(account)))}
}
