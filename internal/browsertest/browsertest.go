// Package browsertest starts a real browser for a test: Chromium without a
// window, with a profile of its own that is gone afterwards.
//
// Two environment variables steer it: ISNAD_CHROMIUM names the program, and
// ISNAD_BROWSER=required makes a missing one a failure where it is otherwise a
// reason to skip. Short tests (go test -short) always skip.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Option changes how the browser starts.
type Option func(*config)

type config struct {
	language      string
	dark          bool
	width, height int64
	scripts       bool
	timeout       time.Duration
}

// Language sets what the browser asks for in Accept-Language, such as "en" or
// "ar,en;q=0.5"; "ar" by default.
func Language(accept string) Option { return func(c *config) { c.language = accept } }

// Dark makes the browser prefer the dark colour scheme.
func Dark() Option { return func(c *config) { c.dark = true } }

// Viewport sets the size of the page in CSS pixels; 1440 × 900 by default.
func Viewport(width, height int) Option {
	return func(c *config) { c.width, c.height = int64(width), int64(height) }
}

// WithoutScripts loads pages as a browser does that runs no script. The test
// itself can still evaluate expressions.
func WithoutScripts() Option { return func(c *config) { c.scripts = false } }

// Timeout is how long the whole browser session may take; a minute by default.
func Timeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// New starts a browser and returns a context for chromedp.Run. Browser and
// context end with the test; an exception that a page throws and nothing catches
// fails it. Two calls make two browsers that share nothing: two people.
func New(t testing.TB, options ...Option) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("browser test: left out of short tests")
	}
	c := config{language: "ar", width: 1440, height: 900, scripts: true, timeout: time.Minute}
	for _, option := range options {
		option(&c)
	}

	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(
		slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(find(t)),
		chromedp.NoSandbox, // containers and CI run as root
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("accept-lang", c.language),
	)...)
	t.Cleanup(stop)
	timed, cancel := context.WithTimeout(allocator, c.timeout)
	t.Cleanup(cancel)
	ctx, closeTab := chromedp.NewContext(timed, chromedp.WithErrorf(func(string, ...any) {}))
	t.Cleanup(closeTab)

	scheme := "light"
	if c.dark {
		scheme = "dark"
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	err := chromedp.Do(ctx, chromedp.EmulateViewport(c.width, c.height))
	if err == nil {
		_, err = chromedp.Call(ctx, emulation.SetEmulatedMedia, media)
	}
	if err == nil {
		_, err = chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !c.scripts})
	}
	if err == nil {
		err = failOnExceptions(t, ctx)
	}
	if err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	return ctx
}

// failOnExceptions fails the test, when it ends, for each exception that the page
// threw and nothing caught.
func failOnExceptions(t testing.TB, ctx context.Context) error {
	var mu sync.Mutex
	var thrown []string
	t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, exception := range thrown {
			t.Errorf("the page threw: %s", exception)
		}
	})
	return chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*runtime.EventExceptionThrown); ok {
			mu.Lock()
			defer mu.Unlock()
			thrown = append(thrown, (&chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails}).Error())
		}
	})
}

// find is the path of the browser; without one it ends the test.
func find(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("ISNAD_CHROMIUM"); path != "" {
		if _, err := exec.LookPath(path); err != nil {
			t.Fatalf("ISNAD_CHROMIUM: %v", err)
		}
		return path
	}
	for _, name := range []string{
		"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
		"/Applications/Chromium.app/Contents/MacOS/Chromium",
	} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const missing = "browser test: no Chromium found; install one or set ISNAD_CHROMIUM to its path"
	if os.Getenv("ISNAD_BROWSER") == "required" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}
