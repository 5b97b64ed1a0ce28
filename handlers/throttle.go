package handlers

import (
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
	limiters map[string]*rate.Limiter
}

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, limiters: map[string]*rate.Limiter{}}
}

// try takes one try of each key, or refuses with the seconds to wait.
func (t *throttle) try(address, account string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if len(t.limiters) > maxThrottled {
		for key, l := range t.limiters {
			if l.TokensAt(now) >= triesAtOnce {
				delete(t.limiters, key)
			}
		}
	}
	var wait time.Duration
	for _, key := range throttleKeys(address, account) {
		l, ok := t.limiters[key]
		if !ok {
			l = rate.NewLimiter(rate.Every(tryEvery), triesAtOnce)
			t.limiters[key] = l
		}
		if !l.AllowN(now, 1) {
			missing := 1 - l.TokensAt(now)
			wait = max(wait, time.Duration(missing*float64(tryEvery)))
		}
	}
	if wait > 0 {
		return annotation.Refuse(annotation.Throttled, "error.throttled", "seconds", int(math.Ceil(wait.Seconds())))
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

func throttleKeys(address, account string) [2]string {
	return [2]string{"address " + address, "account " + text.FoldString(account)}
}
