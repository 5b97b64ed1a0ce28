// Package browsertest starts a real browser for a test: Chromium without a
// window, with a profile of its own that is gone afterwards.
//
// Two environment variables steer it: ISNAD_CHROMIUM names the program, and
// ISNAD_BROWSER=required makes a missing one a failure where it is otherwise a
// reason to skip. Short tests (go test -short) always skip.
package browsertest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Option changes what a page sees of its browser.
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

// Timeout is how long the whole visit may take; a minute by default.
func Timeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// shared is the browser that all tests of a package run by Main open their pages
// in, once the first of them has asked for one.
var shared struct {
	sync.Mutex
	on      bool
	browser context.Context
	stop    func()
}

// Main runs a package's tests with one browser for all of them, which spares each
// its start: func TestMain(m *testing.M) { browsertest.Main(m) }.
func Main(m *testing.M) {
	shared.on = true
	code := m.Run()
	if shared.stop != nil {
		shared.stop()
	}
	os.Exit(code)
}

// New opens a page in a browser and returns a context for chromedp.Run. The page
// ends with the test; an exception that it throws and nothing catches fails it.
// Two calls share nothing, neither cookies nor storage: they are two people.
func New(t testing.TB, options ...Option) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("browser test: left out of short tests")
	}
	c := config{language: "ar", width: 1440, height: 900, scripts: true, timeout: time.Minute}
	for _, option := range options {
		option(&c)
	}

	timed, cancel := context.WithTimeout(browserFor(t), c.timeout)
	t.Cleanup(cancel)
	ctx, closePage := chromedp.NewContext(timed, chromedp.WithNewBrowserContext())
	t.Cleanup(closePage)
	if err := prepare(ctx, c); err != nil {
		t.Fatalf("open a page: %v", err)
	}
	if err := failOnExceptions(t, ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// browserFor is the shared browser, or one of the test's own.
func browserFor(t testing.TB) context.Context {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.browser != nil {
		return shared.browser
	}
	program, stop, err := start(find(t))
	if err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	if shared.on {
		shared.browser, shared.stop = program, stop
	} else {
		t.Cleanup(stop)
	}
	return program
}

func start(path string) (context.Context, func(), error) {
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(
		slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.NoSandbox, // containers and CI run as root
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
	)...)
	program, closeBrowser := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	if err := chromedp.Do(program); err != nil {
		closeBrowser()
		stop()
		return nil, nil, err
	}
	return program, func() { closeBrowser(); stop() }, nil
}

// prepare makes a new page what the options say.
func prepare(ctx context.Context, c config) error {
	scheme := "light"
	if c.dark {
		scheme = "dark"
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(c.width, c.height)); err != nil {
		return err
	}
	version, err := chromedp.CallBrowser(ctx, browser.GetVersion, cdp.Empty{})
	if err != nil {
		return err
	}
	media := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	_, err1 := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: media})
	_, err2 := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !c.scripts})
	_, err3 := chromedp.Call(ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: version.UserAgent, AcceptLanguage: c.language})
	return errors.Join(err1, err2, err3)
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
