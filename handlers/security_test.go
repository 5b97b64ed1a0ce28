package handlers

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/static"
)

func TestHeadersOnEveryAnswer(t *testing.T) {
	for _, public := range []string{"", "https://desk.example"} {
		s := newSiteAt(t, public)
		stylesheet := static.New().Prefix() + "css/base.css"
		answers := []*answer{
			s.stranger().get("/login").wants(http.StatusOK),
			s.stranger().get("/articles").wants(http.StatusSeeOther),
			s.stranger().get("/healthz").wants(http.StatusOK),
			s.stranger().get("/api/v1/articles").wants(http.StatusUnauthorized),
			s.stranger().get("/nowhere").wants(http.StatusNotFound),
			s.stranger().get("/static/nothing.css").wants(http.StatusNotFound),
			s.stranger().get(stylesheet).wants(http.StatusOK),
			s.stranger().do(http.MethodPost, "/login", "application/x-www-form-urlencoded", strings.NewReader("name="+strings.Repeat("x", maxBody))).wants(http.StatusRequestEntityTooLarge),
			s.stranger().do(http.MethodPost, "/login", "", nil, "Sec-Fetch-Site", "cross-site").wants(http.StatusForbidden),
		}
		for _, a := range answers {
			h, what := a.Header, a.Request.Method+" "+a.Request.URL.Path
			for name, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
				"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			} {
				if h.Get(name) != want {
					t.Errorf("%s: %s is %q, want %q", what, name, h.Get(name), want)
				}
			}
			csp := h.Get("Content-Security-Policy")
			for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
				if !strings.Contains(csp, want) {
					t.Errorf("%s: the policy %q lacks %s", what, csp, want)
				}
			}
			if strings.Contains(csp, "unsafe") {
				t.Errorf("%s: the policy %q allows what it should not", what, csp)
			}
			if got := h.Get("Strict-Transport-Security") != ""; got != (public != "") {
				t.Errorf("%s at %q: Strict-Transport-Security is %q", what, public, h.Get("Strict-Transport-Security"))
			}
			wantCache := "no-store"
			if a.Request.URL.Path == stylesheet {
				wantCache = "public, max-age=31536000, immutable"
			}
			if h.Get("Cache-Control") != wantCache {
				t.Errorf("%s: Cache-Control is %q, want %q", what, h.Get("Cache-Control"), wantCache)
			}
		}
	}
}

// TestNothingInlineInPages looks for what the policy would block.
func TestNothingInlineInPages(t *testing.T) {
	s := newSite(t)
	ids, admin := s.known(), s.as(dbtest.Admin)
	for _, path := range []string{"/articles", "/articles/new", "/articles/" + ids["/articles/"], "/speakers", "/speakers/" + ids["/speakers/"], "/people", "/account", "/help", "/nowhere"} {
		admin.get(path).saysNot(" style=", "<style", " onclick=", " onload=", "javascript:", "<script>")
	}
}

func TestCookieFlags(t *testing.T) {
	for _, tc := range []struct {
		public string
		secure bool
	}{{"", false}, {"http://desk.example", false}, {"https://desk.example", true}} {
		s := newSiteAt(t, tc.public)
		a := s.stranger().post("/login?lang=ar", "name", "viewer1", "password", dbtest.Password).wants(http.StatusSeeOther)
		if len(a.Cookies()) != 2 {
			t.Fatalf("%q: %d cookies, want the session's and the language's", tc.public, len(a.Cookies()))
		}
		for _, cookie := range a.Cookies() {
			if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Secure != tc.secure || cookie.Path != "/" || cookie.Domain != "" || cookie.MaxAge <= 0 {
				t.Errorf("at %q the cookie is %s", tc.public, cookie)
			}
		}
	}
}

func TestSignIn(t *testing.T) {
	s := newSite(t)
	c := s.stranger()
	c.get("/articles?q=a&state=open").leadsTo("/login?next=" + url.QueryEscape("/articles?q=a&state=open"))
	c.get("/login?next=" + url.QueryEscape("/articles?q=a")).wants(http.StatusOK).says(`name="next" value="/articles?q=a"`)

	wrong := c.post("/login", "name", "viewer1", "password", "wrong password", "next", "/speakers").wants(http.StatusUnauthorized)
	wrong.says("The name or the password is not right.", `value="viewer1"`, `name="next" value="/speakers"`).saysNot("wrong password")
	unknown := c.post("/login", "name", "nobody", "password", "wrong password", "next", "/speakers").wants(http.StatusUnauthorized)
	if strings.ReplaceAll(unknown.body, "nobody", "viewer1") != wrong.body {
		t.Error("the answers tell a name that exists from one that does not")
	}
	if len(wrong.Cookies()) != 0 {
		t.Errorf("a refused sign-in sets cookies: %v", wrong.Cookies())
	}

	c.post("/login", "name", "viewer1", "password", dbtest.Password, "next", "/speakers").leadsTo("/speakers")
	c.get("/speakers").wants(http.StatusOK)
	c.get("/login?next=/help").leadsTo("/help")
}

func TestSignInIsThrottled(t *testing.T) {
	s := newSite(t)
	try := func(name, password string) *answer {
		return s.stranger().post("/login", "name", name, "password", password)
	}
	for range triesAtOnce {
		try("viewer1", "wrong password").wants(http.StatusUnauthorized)
	}
	a := try("viewer1", dbtest.Password).wants(http.StatusTooManyRequests).says("Too many tries", `value="viewer1"`)
	seconds, err := strconv.Atoi(a.Header.Get("Retry-After"))
	if err != nil || seconds < 1 || seconds > int(tryEvery.Seconds()) {
		t.Errorf("Retry-After is %q, want seconds up to %v", a.Header.Get("Retry-After"), tryEvery)
	}
	try("editor1", dbtest.Password).wants(http.StatusTooManyRequests) // the same address, another account
	s.clock.Advance(tryEvery)
	try("viewer1", dbtest.Password).wants(http.StatusSeeOther)
}

// TestOneAccountFromManyAddresses throttles who guesses one password from many
// machines: only what a proxy says of the address tells them apart.
func TestOneAccountFromManyAddresses(t *testing.T) {
	s := newSiteAt(t, "http://desk.example")
	from := func(address, name, password string) *answer {
		return s.stranger().do(http.MethodPost, "/login", "application/x-www-form-urlencoded",
			strings.NewReader(url.Values{"name": {name}, "password": {password}}.Encode()), "X-Forwarded-For", address)
	}
	for i := range triesAtOnce {
		name := []string{"viewer1", "VIEWER1"}[i%2]
		from("203.0.113."+strconv.Itoa(i), name, "wrong password").wants(http.StatusUnauthorized)
	}
	from("203.0.113.99", "viewer1", dbtest.Password).wants(http.StatusTooManyRequests)
	from("203.0.113.99", "editor1", dbtest.Password).wants(http.StatusSeeOther)
}

// TestForwardedAddressNeedsAProxy: without a public address no proxy is known, and
// what a client says of itself counts for nothing.
func TestForwardedAddressNeedsAProxy(t *testing.T) {
	s := newSite(t)
	var last *answer
	for i := range triesAtOnce + 1 {
		last = s.stranger().do(http.MethodPost, "/login", "application/x-www-form-urlencoded",
			strings.NewReader("name=nobody"+strconv.Itoa(i)+"&password=wrong+password"), "X-Forwarded-For", "203.0.113."+strconv.Itoa(i))
	}
	last.wants(http.StatusTooManyRequests)
}

func TestWholeDeskSignsInAtOnce(t *testing.T) {
	s := newSite(t)
	for range 3 {
		for _, actor := range dbtest.Actors {
			s.stranger().post("/login", "name", actor.Name, "password", dbtest.Password).leadsTo("/")
		}
	}
}

func TestSignInRotatesTheSession(t *testing.T) {
	s := newSite(t)
	c := s.as(dbtest.Viewer)
	before := *c
	c.post("/login", "name", "editor1", "password", dbtest.Password).leadsTo("/")
	if c.session == before.session {
		t.Error("the session is the one from before")
	}
	c.get("/account").wants(http.StatusOK).says("editor1")
	before.get("/account").wants(http.StatusSeeOther)
}

func TestSignOut(t *testing.T) {
	s := newSite(t)
	c := s.as(dbtest.Viewer)
	stolen := *c
	a := c.post("/logout").leadsTo("/login")
	if cookies := a.Cookies(); len(cookies) != 1 || cookies[0].MaxAge >= 0 {
		t.Errorf("signing out sets %v, want the cookie taken away", cookies)
	}
	stolen.get("/account").wants(http.StatusSeeOther)
	c.get("/account").wants(http.StatusSeeOther)
}

func TestCookieIsNotForged(t *testing.T) {
	s, other := newSite(t), newSite(t)
	mine, foreign := s.as(dbtest.Viewer), other.as(dbtest.Admin)
	for name, value := range map[string]string{"garbage": "garbage", "another file's": foreign.session, "cut": mine.session[:len(mine.session)-4], "empty": ""} {
		c := s.stranger()
		c.session = value
		if a := c.get("/account"); a.StatusCode != http.StatusSeeOther {
			t.Errorf("%s: answers %d, want the sign-in page", name, a.StatusCode)
		}
		c.session = value
		c.post("/login", "name", "viewer1", "password", dbtest.Password).leadsTo("/")
	}
}

func TestSignInOutlivesARestart(t *testing.T) {
	s := newSite(t)
	c := s.as(dbtest.Viewer)
	again, err := New(Config{DB: s.db, Now: s.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	s.http.Config.Handler = again
	c.get("/account").wants(http.StatusOK).says("viewer1")
}

func TestDisabledPersonIsOutAtOnce(t *testing.T) {
	s := newSite(t)
	c, program := s.as(dbtest.Editor), s.withToken(dbtest.Editor)
	c.get("/articles").wants(http.StatusOK)
	program.get("/api/v1/articles").wants(http.StatusOK)
	s.as(dbtest.Admin).post("/people/editor1", "version", s.versionOf("editor1"), "disabled", "true").wants(http.StatusSeeOther)

	c.get("/articles").wants(http.StatusSeeOther)
	c.post("/articles", "text", "It rained.").wants(http.StatusUnauthorized)
	program.get("/api/v1/articles").wants(http.StatusUnauthorized)
	s.stranger().post("/login", "name", "editor1", "password", dbtest.Password).wants(http.StatusUnauthorized).says("The name or the password is not right.")
}

func TestRoleCountsAtOnce(t *testing.T) {
	s := newSite(t)
	c, program := s.as(dbtest.Viewer), s.withToken(dbtest.Viewer)
	c.get("/articles/new").wants(http.StatusForbidden)
	admin := s.as(dbtest.Admin)
	admin.post("/people/viewer1", "version", s.versionOf("viewer1"), "role", "editor").wants(http.StatusSeeOther)
	c.get("/articles/new").wants(http.StatusOK)
	program.json(http.MethodPost, "/api/v1/articles", map[string]string{"text": "It rained."}).wants(http.StatusCreated)
	admin.post("/people/viewer1", "version", s.versionOf("viewer1"), "role", "viewer").wants(http.StatusSeeOther)
	c.get("/articles/new").wants(http.StatusForbidden)
	program.json(http.MethodPost, "/api/v1/articles", map[string]string{"text": "It snowed."}).wants(http.StatusForbidden)
}

func TestCrossOriginWritesAreRefused(t *testing.T) {
	s := newSiteAt(t, "https://desk.example")
	own, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name   string
		header []string
		passes bool
	}{
		{"another site", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, false},
		{"another site, by Sec-Fetch-Site alone", []string{"Sec-Fetch-Site", "cross-site"}, false},
		{"a sibling host", []string{"Sec-Fetch-Site", "same-site", "Origin", "https://mail.example"}, false},
		{"another site in an old browser", []string{"Origin", "https://evil.example"}, false},
		{"a sandboxed frame", []string{"Origin", "null"}, false},
		{"our own page", []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://" + own.Host}, true},
		{"our own page in an old browser", []string{"Origin", "http://" + own.Host}, true},
		{"our own page behind the proxy", []string{"Origin", "https://desk.example"}, true},
		{"typed or bookmarked", []string{"Sec-Fetch-Site", "none"}, true},
		{"a program", nil, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := s.as(dbtest.Viewer)
			a := c.do(http.MethodPost, "/logout", "application/x-www-form-urlencoded", nil, tc.header...)
			if refused := a.StatusCode == http.StatusForbidden; refused == tc.passes {
				t.Errorf("answers %d", a.StatusCode)
			}
			if !tc.passes {
				a.says("came from another site")
				c.get("/account").wants(http.StatusOK)
			}
		})
	}
	s.as(dbtest.Editor).json(http.MethodPost, "/api/v1/speakers", map[string]string{"name": "Salma"}, "Sec-Fetch-Site", "cross-site").wants(http.StatusForbidden).says("cross_origin")
	s.as(dbtest.Viewer).get("/articles", "Sec-Fetch-Site", "cross-site").wants(http.StatusOK) // a link from elsewhere
}

// chunked hides a reader's length, so that the request is sent in chunks.
type chunked struct{ io.Reader }

func TestBodiesAreLimited(t *testing.T) {
	s := newSite(t)
	editor := s.as(dbtest.Editor)
	form := "name=" + strings.Repeat("x", maxBody)
	json := `{"name":"` + strings.Repeat("x", maxBody) + `"}`
	const formType = "application/x-www-form-urlencoded"
	for name, a := range map[string]*answer{
		"form":            editor.do(http.MethodPost, "/speakers", formType, strings.NewReader(form)),
		"chunked form":    editor.do(http.MethodPost, "/speakers", formType, chunked{strings.NewReader(form)}),
		"json":            editor.do(http.MethodPost, "/api/v1/speakers", jsonType, strings.NewReader(json)),
		"chunked json":    editor.do(http.MethodPost, "/api/v1/speakers", jsonType, chunked{strings.NewReader(json)}),
		"a stranger's":    s.stranger().do(http.MethodPost, "/login", formType, strings.NewReader(form)),
		"chunked article": editor.do(http.MethodPost, "/articles", formType, chunked{strings.NewReader("text=" + strings.Repeat("x", maxArticleBody))}),
	} {
		if a.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: answers %d, want 413: %.300s", name, a.StatusCode, a.body)
		}
	}
	// Just as large as allowed is read, and refused for what it says alone.
	editor.do(http.MethodPost, "/speakers", formType, chunked{strings.NewReader(form[:maxBody])}).wants(http.StatusUnprocessableEntity)
}

func TestNextLeadsNowhereElse(t *testing.T) {
	s := newSite(t)
	for _, next := range []string{
		"https://evil.example/", "//evil.example/", `/\evil.example`, `\\evil.example`, "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)",
		"evil.example", "/..//evil.example", "///evil.example", "/%2F/evil.example\r\nX: y", "http:/evil.example", "http:evil.example", " //evil.example", "\x00//evil.example",
	} {
		c := s.stranger()
		a := c.post("/login", "name", "viewer1", "password", dbtest.Password, "next", next)
		if a.StatusCode != http.StatusSeeOther {
			continue // refused altogether
		}
		// As browsers read it (WHATWG URL): back slashes are slashes, tabs and line
		// ends are dropped.
		location := a.Header.Get("Location")
		read := strings.NewReplacer("\\", "/", "\t", "", "\n", "", "\r", "").Replace(location)
		base, err := url.Parse("http://desk.example/login")
		if err != nil {
			t.Fatal(err)
		}
		target, err := base.Parse(read)
		if err != nil || target.Scheme != "http" || target.Host != "desk.example" {
			t.Errorf("next=%q leads to %q", next, location)
		}
		if a.Header.Get("X") != "" {
			t.Errorf("next=%q puts a header into the answer", next)
		}
	}
	for _, next := range []string{"/speakers?q=%D9%82", "/articles/x?open=1#a-1"} {
		s.stranger().post("/login", "name", "viewer1", "password", dbtest.Password, "next", next).leadsTo(next)
	}
}

func TestTextIsShownAsText(t *testing.T) {
	s := newSite(t)
	const evil = `"><script>alert(1)</script>`
	s.stranger().post("/login", "name", evil, "password", "wrong password", "next", "/"+evil).saysNot("<script>alert")
	s.stranger().get("/login?next=" + url.QueryEscape("/"+evil)).saysNot("<script>alert")
	s.as(dbtest.Admin).post("/people", "name", evil, "password", newPassword, "role", evil).saysNot("<script>alert")
	s.as(dbtest.Viewer).get("/nowhere" + url.PathEscape(evil) + "?lang=" + url.QueryEscape(evil)).saysNot("<script>alert")
}

func TestSetup(t *testing.T) {
	s := newSiteWithoutPeople(t)
	s.stranger().get("/login").wants(http.StatusOK).says("has no admin yet")
	secret, needed, err := s.db.SetupLink(t.Context())
	if err != nil || !needed {
		t.Fatalf("no link: %v", err)
	}
	c := s.stranger()
	c.get("/setup?token=" + secret).wants(http.StatusOK).says(secret)
	c.post("/setup", "token", "guess", "name", "amal", "password", newPassword).wants(http.StatusForbidden).says("This setup link was used or has lapsed.")
	c.post("/setup", "token", secret, "name", "amal/", "password", newPassword).wants(http.StatusUnprocessableEntity).says(`value="amal/"`, secret).saysNot(newPassword)
	c.post("/setup", "token", secret, "name", "amal", "password", "short").wants(http.StatusUnprocessableEntity).says(`value="amal"`, "fewer than 8")
	c.post("/setup", "token", secret, "name", "amal", "password", newPassword).leadsTo("/")
	c.get("/people").wants(http.StatusOK).says("amal")
	if u := s.person("amal"); u.Role != annotation.Admin {
		t.Errorf("made %+v, want an admin", u)
	}

	again := s.stranger()
	again.get("/setup?token=" + secret).wants(http.StatusConflict)
	again.post("/setup", "token", secret, "name", "mallory", "password", newPassword).wants(http.StatusConflict)
	again.get("/login").wants(http.StatusOK).saysNot("has no admin yet")
}

func TestReadiness(t *testing.T) {
	s := newSite(t)
	s.stranger().get("/readyz").wants(http.StatusOK)
	data, err := db.Create(t.Context(), filepath.Join(t.TempDir(), "isnad.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := New(Config{DB: data, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := data.Close(); err != nil {
		t.Fatal(err)
	}
	s.http.Config.Handler = handler
	s.stranger().get("/healthz").wants(http.StatusOK)
	s.stranger().get("/readyz").wants(http.StatusServiceUnavailable)
}
