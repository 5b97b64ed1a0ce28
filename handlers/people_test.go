package handlers

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

const newPassword = "another long phrase"

func TestPeople(t *testing.T) {
	s := newSite(t)
	admin := s.as(dbtest.Admin)
	admin.get("/people").wants(http.StatusOK).says("admin1", "editor1", "reviewer1", "viewer1")

	admin.post("/people", "name", "سلمى حداد", "password", newPassword, "role", "reviewer").
		leadsTo("/people?done=added&to=" + url.QueryEscape("سلمى حداد"))
	admin.get("/people?done=added&to=" + url.QueryEscape("سلمى حداد")).says("سلمى حداد\u2069 was added.")
	if u := s.person("سلمى حداد"); u.Role != annotation.Reviewer || u.Disabled {
		t.Errorf("added %+v, want an enabled reviewer", u)
	}
	s.stranger().post("/login", "name", "سلمى حداد", "password", newPassword).leadsTo("/")

	path := "/people/" + url.PathEscape("سلمى حداد")
	admin.post(path, "version", s.versionOf("سلمى حداد"), "role", "editor").wants(http.StatusSeeOther)
	admin.post(path, "version", s.versionOf("سلمى حداد"), "role", "viewer", "disabled", "true").wants(http.StatusSeeOther)
	if u := s.person("سلمى حداد"); u.Role != annotation.Editor || !u.Disabled {
		t.Errorf("changed to %+v, want a disabled editor: the button is not about the role beside it", u)
	}
	admin.post(path, "version", s.versionOf("سلمى حداد"), "disabled", "false").wants(http.StatusSeeOther)
	if s.person("سلمى حداد").Disabled {
		t.Error("still disabled")
	}
	admin.post("/people/nobody", "version", "1", "role", "viewer").wants(http.StatusNotFound)
}

func TestRefusedPersonKeepsWhatWasTyped(t *testing.T) {
	s := newSite(t)
	admin := s.as(dbtest.Admin)
	for _, tc := range []struct {
		name                 string
		user, password, role string
		code                 int
		says                 string
	}{
		{"taken", "EDITOR1", newPassword, "editor", http.StatusConflict, "The name EDITOR1 is taken."},
		{"short password", "nour", "short12", "editor", http.StatusUnprocessableEntity, "fewer than 8 characters"},
		{"bad name", "nour/x", newPassword, "editor", http.StatusUnprocessableEntity, "cannot be a name"},
		{"unknown role", "nour", newPassword, "king", http.StatusUnprocessableEntity, "king"},
		{"no name", "", newPassword, "editor", http.StatusUnprocessableEntity, "needed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := admin.post("/people", "name", tc.user, "password", tc.password, "role", tc.role).wants(tc.code).says(tc.says, `value="`+tc.user+`"`, `role="alert"`)
			a.saysNot(tc.password)
			if tc.role == "editor" && !strings.Contains(a.body[:strings.Index(a.body, "<ul")], `<option value="editor" selected>`) {
				t.Error("the role chosen is not kept")
			}
		})
	}
}

func TestChangeOfAPersonNeedsTheVersionShown(t *testing.T) {
	s := newSite(t)
	admin := s.as(dbtest.Admin)
	admin.post("/people/viewer1", "role", "editor").wants(http.StatusPreconditionRequired)
	shown := s.versionOf("viewer1")
	admin.post("/people/viewer1", "version", shown, "role", "reviewer").wants(http.StatusSeeOther)

	a := admin.post("/people/viewer1", "version", shown, "role", "editor").wants(http.StatusPreconditionFailed)
	a.says("The role is now Reviewer; you chose Editor.", `name="version" value="`+s.versionOf("viewer1")+`"`)
	if role := s.person("viewer1").Role; role != annotation.Reviewer {
		t.Errorf("the role is %s, want what came first", role)
	}
	admin.post("/people/viewer1", "version", s.versionOf("viewer1"), "role", "editor").wants(http.StatusSeeOther)
}

func TestLastAdminStays(t *testing.T) {
	s := newSite(t)
	admin := s.as(dbtest.Admin)
	admin.post("/people/admin1", "version", s.versionOf("admin1"), "role", "viewer").wants(http.StatusConflict).says("admin1 is the last enabled admin")
	admin.post("/people/admin1", "version", s.versionOf("admin1"), "disabled", "true").wants(http.StatusConflict)

	admin.post("/people/editor1", "version", s.versionOf("editor1"), "role", "admin").wants(http.StatusSeeOther)
	admin.post("/people/admin1", "version", s.versionOf("admin1"), "role", "viewer").leadsTo("/")
	admin.get("/people").wants(http.StatusForbidden)
}

func TestPasswordReset(t *testing.T) {
	s := newSite(t)
	admin, viewer := s.as(dbtest.Admin), s.as(dbtest.Viewer)
	a := admin.post("/people/viewer1/password", "password", "short").wants(http.StatusUnprocessableEntity).says("fewer than 8 characters")
	if !regexp.MustCompile(`(?s)id="person-` + s.person("viewer1").ID + `".*?<details class="wide" open>.*?fewer than 8`).MatchString(a.body) {
		t.Error("the refusal is not in the person's own row")
	}
	viewer.get("/account").wants(http.StatusOK)
	admin.post("/people/viewer1/password", "password", newPassword).leadsTo("/people?done=password&to=viewer1")
	viewer.get("/account").leadsTo("/login?next=%2Faccount")
	s.stranger().post("/login", "name", "viewer1", "password", dbtest.Password).wants(http.StatusUnauthorized)
	s.stranger().post("/login", "name", "viewer1", "password", newPassword).leadsTo("/")
	admin.post("/people/nobody/password", "password", newPassword).wants(http.StatusNotFound)
}

func TestWhatWasDoneIsNotMadeUp(t *testing.T) {
	s := newSite(t)
	s.as(dbtest.Admin).get("/people?done=disabled&to=" + url.QueryEscape("call +1 555 now")).wants(http.StatusOK).saysNot("call +1 555")
	s.as(dbtest.Admin).get("/people?done=nonsense&to=admin1").wants(http.StatusOK).saysNot(`class="confirmed"`)
}

func TestOwnPassword(t *testing.T) {
	s := newSite(t)
	here, elsewhere := s.as(dbtest.Viewer), s.as(dbtest.Viewer)
	here.post("/account/password", "current", "not this one", "password", newPassword).
		wants(http.StatusUnprocessableEntity).says("The current password is not right.").saysNot("not this one", newPassword)
	here.post("/account/password", "current", dbtest.Password, "password", "short").wants(http.StatusUnprocessableEntity).says("fewer than 8 characters")
	elsewhere.get("/account").wants(http.StatusOK)

	here.post("/account/password", "current", dbtest.Password, "password", newPassword).leadsTo("/account?done=password")
	here.get("/account?done=password").wants(http.StatusOK).says("Your password is changed")
	elsewhere.get("/account").wants(http.StatusSeeOther)
	s.stranger().post("/login", "name", "viewer1", "password", newPassword).leadsTo("/")
}

func TestGuessingTheCurrentPasswordIsThrottled(t *testing.T) {
	s := newSite(t)
	c := s.as(dbtest.Viewer)
	for range triesAtOnce {
		c.post("/account/password", "current", "wrong password", "password", newPassword).wants(http.StatusUnprocessableEntity)
	}
	a := c.post("/account/password", "current", dbtest.Password, "password", newPassword).wants(http.StatusTooManyRequests).says("Too many tries")
	if a.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	s.clock.Advance(tryEvery)
	c.post("/account/password", "current", dbtest.Password, "password", newPassword).wants(http.StatusSeeOther)
}

var sessionForm = regexp.MustCompile(`/account/sessions/([^/"]+)/revoke`)

func TestSessions(t *testing.T) {
	s := newSite(t)
	here, there := s.as(dbtest.Viewer), s.as(dbtest.Viewer)
	a := here.get("/account").wants(http.StatusOK).says("Firefox · Linux", "this one")
	forms := sessionForm.FindAllStringSubmatch(a.body, -1)
	if len(forms) != 1 {
		t.Fatalf("%d sessions can be ended, want the one that is not this: %s", len(forms), a.body)
	}
	path := forms[0][0]
	s.as(dbtest.Reviewer).post(path).wants(http.StatusForbidden)
	there.get("/").leadsTo("/articles")
	here.post(path).leadsTo("/account?done=session")
	there.get("/").leadsTo("/login")
	here.post(path).wants(http.StatusNotFound)
}

var secretInPage = regexp.MustCompile(`isnad_[A-Za-z0-9_-]{43}`)

func TestTokens(t *testing.T) {
	s := newSite(t)
	c := s.as(dbtest.Reviewer)
	label := "نشرة <b>الصباح</b>"
	a := c.post("/account/tokens", "label", label).wants(http.StatusCreated).says("نشرة &lt;b&gt;الصباح&lt;/b&gt;")
	secret := secretInPage.FindString(a.body)
	program := s.stranger()
	program.token = secret
	program.get("/api/v1/articles").wants(http.StatusOK)
	c.get("/account").wants(http.StatusOK).saysNot(secret)

	tokens, err := s.db.Tokens(t.Context(), "reviewer1")
	if err != nil || len(tokens) != 1 || tokens[0].Label != label {
		t.Fatalf("the tokens are %+v, %v", tokens, err)
	}
	path := "/account/tokens/" + tokens[0].ID + "/revoke"
	s.as(dbtest.Editor).post(path).wants(http.StatusForbidden)
	program.get("/api/v1/articles").wants(http.StatusOK)
	c.post(path).leadsTo("/account?done=token")
	program.get("/api/v1/articles").wants(http.StatusUnauthorized)

	c.post("/account/tokens", "label", strings.Repeat("x", annotation.MaxName+1)).wants(http.StatusUnprocessableEntity).says(`role="alert"`, "xxx")
}

func TestAdminRevokesTokensOfOthers(t *testing.T) {
	s := newSite(t)
	program := s.withToken(dbtest.Reviewer)
	admin := s.as(dbtest.Admin)
	a := admin.get("/people").wants(http.StatusOK).says("1 token")
	path := regexp.MustCompile(`/account/tokens/[^"]+of=reviewer1`).FindString(a.body)
	admin.post(path).leadsTo("/people?done=token&to=reviewer1")
	program.get("/api/v1/articles").wants(http.StatusUnauthorized)
}

func TestHelpSaysWhatEachWordMeans(t *testing.T) {
	s := newSite(t)
	c := s.as(dbtest.Viewer)
	for lang, words := range map[string][]string{
		"en": {"Checking", "Misattributed", "Partly false", "Unverifiable", "Fabricated", "Select the words", "without the quotation marks", "Export", "<kbd>q</kbd>"},
		"ar": {"قيد التحقق", "منسوب خطأ", "زائف جزئيًا", "يتعذر التحقق", "مفبرك", "حدّد الكلمات", "فعل القول", "التصدير", "<kbd>q</kbd>"},
	} {
		c.get("/help?lang=" + lang).wants(http.StatusOK).says(`lang="` + lang + `"`).says(words...).saysNot("⟦")
	}
}

func TestPagesOfPeopleInBothLanguages(t *testing.T) {
	s := newSite(t)
	admin := s.as(dbtest.Admin)
	for _, path := range []string{"/people", "/account", "/help", "/people?done=role&to=viewer1", "/account?done=token"} {
		for _, lang := range []string{"ar", "en"} {
			join := "?"
			if strings.Contains(path, "?") {
				join = "&"
			}
			admin.get(path+join+"lang="+lang).wants(http.StatusOK).saysNot("⟦", "{", "%!")
		}
	}
	for _, lang := range []string{"ar", "en"} {
		s.stranger().get("/login?lang="+lang).wants(http.StatusOK).saysNot("⟦", "{", "%!")
	}
}
