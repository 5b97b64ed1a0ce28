package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

// everybody stands for no role at all: signed in or not.
const everybody = annotation.Role("everybody")

// least is the table of rights (docs/ARCHITECTURE.md, "Rights") as the least role
// that reaches each route, written down again so that a slip in routes.go is
// noticed: whoever adds a route says here who it is for.
var least = map[string]annotation.Role{
	"GET /healthz": everybody, "GET /readyz": everybody, "GET /static/*": everybody,
	"GET /login": everybody, "POST /login": everybody, "GET /setup": everybody, "POST /setup": everybody,

	"POST /logout": annotation.Viewer, "GET /": annotation.Viewer, "GET /help": annotation.Viewer,
	"GET /account": annotation.Viewer, "POST /account/password": annotation.Viewer, "POST /account/sessions/:id/revoke": annotation.Viewer,
	"POST /account/tokens": annotation.Viewer, "POST /account/tokens/:id/revoke": annotation.Viewer,

	"GET /people": annotation.Admin, "POST /people": annotation.Admin, "POST /people/:name": annotation.Admin, "POST /people/:name/password": annotation.Admin,

	"GET /settings": annotation.Editor, "POST /settings": annotation.Editor,

	"GET /queue": annotation.Viewer,

	"GET /articles": annotation.Viewer, "GET /articles/:id": annotation.Viewer, "GET /articles/:id/export": annotation.Viewer, "GET /articles/:id/report": annotation.Viewer, "GET /articles/:id/next": annotation.Viewer,
	"GET /articles/new": annotation.Editor, "POST /articles": annotation.Editor, "POST /articles/:id": annotation.Editor,
	"POST /articles/:id/annotations": annotation.Reviewer, "POST /articles/:id/undo": annotation.Reviewer,

	"POST /articles/:id/suggestions/accept": annotation.Reviewer, "POST /articles/:id/suggestions/undo": annotation.Reviewer, "GET /suggestions/:id": annotation.Reviewer,
	"POST /suggestions/:id/accept": annotation.Reviewer, "POST /suggestions/:id/reject": annotation.Reviewer, "POST /suggestions/:id/restore": annotation.Reviewer,

	"GET /annotations/:id/similar": annotation.Viewer, "GET /api/v1/annotations/:id/similar": annotation.Viewer, "GET /api/v1/similar": annotation.Viewer,
	"GET /annotations/:id": annotation.Viewer, "GET /annotations/:id/history": annotation.Viewer, "POST /annotations/:id": annotation.Reviewer,
	"POST /annotations/:id/delete": annotation.Reviewer, "POST /annotations/:id/restore": annotation.Reviewer,

	"GET /annotations/:id/evidence/new": annotation.Reviewer, "POST /annotations/:id/evidence": annotation.Reviewer,
	"GET /evidence/:id": annotation.Viewer, "GET /evidence/:id/file": annotation.Viewer,
	"POST /evidence/:id": annotation.Reviewer, "POST /evidence/:id/delete": annotation.Reviewer,
	"POST /evidence/:id/restore": annotation.Reviewer, "POST /evidence/:id/erase": annotation.Reviewer,

	"GET /annotations/:id/replies/new": annotation.Reviewer, "POST /annotations/:id/replies": annotation.Reviewer,
	"GET /replies/:id": annotation.Viewer, "POST /replies/:id": annotation.Reviewer,
	"POST /replies/:id/delete": annotation.Reviewer, "POST /replies/:id/restore": annotation.Reviewer,
	"POST /api/v1/annotations/:id/replies": annotation.Reviewer, "GET /api/v1/replies/:id": annotation.Viewer,
	"PATCH /api/v1/replies/:id": annotation.Reviewer, "DELETE /api/v1/replies/:id": annotation.Reviewer,
	"POST /annotations/:id/comments": annotation.Reviewer, "POST /comments/:id": annotation.Reviewer,
	"POST /api/v1/annotations/:id/comments": annotation.Reviewer,
	"GET /api/v1/comments/:id":              annotation.Viewer, "PATCH /api/v1/comments/:id": annotation.Reviewer,

	"GET /speakers": annotation.Viewer, "GET /speakers/find": annotation.Viewer, "GET /speakers/:id": annotation.Viewer,
	"POST /speakers": annotation.Reviewer, "POST /speakers/:id": annotation.Reviewer,
	"POST /speakers/:id/merge": annotation.Editor, "POST /speakers/:id/split-off": annotation.Editor,
	"POST /speakers/:id/statements": annotation.Reviewer, "POST /speakers/:id/statements/undo": annotation.Reviewer,

	"GET /api/v1/articles": annotation.Viewer, "GET /api/v1/articles/:id": annotation.Viewer,
	"POST /api/v1/articles": annotation.Editor, "PATCH /api/v1/articles/:id": annotation.Editor,
	"POST /api/v1/articles/:id/annotations": annotation.Reviewer,
	"GET /api/v1/articles/:id/suggestions":  annotation.Viewer, "POST /api/v1/articles/:id/suggestions/accept": annotation.Reviewer,
	"GET /api/v1/suggestions/:id": annotation.Viewer, "POST /api/v1/suggestions/:id/accept": annotation.Reviewer,
	"POST /api/v1/suggestions/:id/reject": annotation.Reviewer, "POST /api/v1/suggestions/:id/restore": annotation.Reviewer,
	"GET /api/v1/annotations/:id": annotation.Viewer, "GET /api/v1/annotations/:id/history": annotation.Viewer,
	"PATCH /api/v1/annotations/:id": annotation.Reviewer, "DELETE /api/v1/annotations/:id": annotation.Reviewer,
	"POST /api/v1/annotations/:id/evidence": annotation.Reviewer,
	"GET /api/v1/evidence/:id":              annotation.Viewer, "GET /api/v1/evidence/:id/file": annotation.Viewer,
	"PATCH /api/v1/evidence/:id": annotation.Reviewer, "DELETE /api/v1/evidence/:id": annotation.Reviewer,
	"POST /api/v1/evidence/:id/erase": annotation.Reviewer,
	"GET /api/v1/speakers":            annotation.Viewer, "GET /api/v1/speakers/:id": annotation.Viewer,
	"GET /api/v1/settings": annotation.Editor, "PATCH /api/v1/settings": annotation.Editor,
	"GET /scales": annotation.Viewer, "GET /api/v1/scales": annotation.Viewer,
	"POST /api/v1/speakers": annotation.Reviewer, "PATCH /api/v1/speakers/:id": annotation.Reviewer,
	"POST /api/v1/speakers/:id/merge": annotation.Editor, "POST /api/v1/speakers/:id/split-off": annotation.Editor,
	"POST /api/v1/compare": annotation.Viewer,
}

func rank(role annotation.Role) int {
	for i, r := range annotation.Roles {
		if r == role {
			return i
		}
	}
	return -1
}

// fill puts ids into a route's path.
func fill(path string, ids map[string]string) string {
	for prefix, id := range ids {
		if strings.Contains(path, prefix+":") {
			path = strings.NewReplacer(":id", id, ":name", id).Replace(path)
		}
	}
	return strings.Replace(path, "*", "nothing.css", 1)
}

// known are ids of things that exist.
func (s *site) known() map[string]string {
	article := dbtest.Article(s.t, s.db, 120, 4)
	speakers, _, err := s.db.Speakers(s.t.Context(), "", "", 1)
	if err != nil {
		s.t.Fatal(err)
	}
	evidence, err := s.db.AddEvidence(s.t.Context(), dbtest.Reviewer, dbtest.Mark(article.ID, 0), annotation.EvidenceDraft{
		Stance: annotation.Supports, PieceFields: annotation.PieceFields{Kind: annotation.DocumentPiece, Title: "محضر الجلسة"},
	}, &db.Upload{Name: "minutes.txt", MediaType: "text/plain", Data: []byte("محضر")})
	if err != nil {
		s.t.Fatal(err)
	}
	comment, _, err := s.db.AddComment(s.t.Context(), dbtest.Reviewer, dbtest.Mark(article.ID, 0), annotation.CommentDraft{Text: "أين الصفحة؟"})
	if err != nil {
		s.t.Fatal(err)
	}
	reply, err := s.db.AddReply(s.t.Context(), dbtest.Reviewer, dbtest.Mark(article.ID, 0), annotation.ReplyDraft{ReplyFields: annotation.ReplyFields{
		Asked: "ليلى", AskedOn: "2026-01-01", How: annotation.ByCall}})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.db.MakeSuggestions(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	suggestions, err := s.db.Suggestions(s.t.Context(), article.ID)
	if err != nil || len(suggestions) == 0 {
		s.t.Fatal(len(suggestions), err)
	}
	return map[string]string{
		"/suggestions/": suggestions[0].ID, "/replies/": reply.Reply.ID, "/comments/": comment.ID, "/evidence/": evidence.Evidence.Citation.ID,
		"/articles/": article.ID, "/annotations/": dbtest.Mark(article.ID, 0), "/speakers/": speakers[0].ID,
		"/people/": dbtest.Viewer.Name, "/sessions/": "none", "/tokens/": "none",
	}
}

func TestEveryRouteForEveryRole(t *testing.T) {
	s := newSite(t)
	table, ids := (&Server{db: s.db}).table(), s.known()
	if len(table) != len(least) {
		t.Errorf("the site has %d routes and the test's table %d", len(table), len(least))
	}
	actors := []annotation.Actor{dbtest.Nobody, dbtest.Viewer, dbtest.Reviewer, dbtest.Editor, dbtest.Admin}
	for _, actor := range actors {
		c := s.as(actor)
		for _, r := range table {
			needed, listed := least[r.method+" "+r.path]
			if !listed {
				t.Errorf("%s %s: the test's table does not say who reaches it", r.method, r.path)
				continue
			}
			if r.path == "/logout" && actor.Name != "" {
				continue // TestSignOut; it would end the session of this walk
			}
			path := fill(r.path, ids)
			a := c.do(r.method, path, "", nil)
			what := fmt.Sprintf("%s %s for %q answers %d", r.method, path, actor.Role, a.StatusCode)
			switch reaches := needed == everybody || actor.Name != "" && rank(actor.Role) >= rank(needed); {
			case reaches && (a.StatusCode == http.StatusForbidden || actor.Name != "" && a.StatusCode == http.StatusUnauthorized && r.path != "/login"):
				t.Errorf("%s, want to be let through", what)
			case reaches || actor.Name != "":
				if !reaches && a.StatusCode != http.StatusForbidden {
					t.Errorf("%s, want 403", what)
				}
			case r.method == http.MethodGet && !strings.HasPrefix(path, "/api/"):
				if location := a.Header.Get("Location"); a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(location, "/login") {
					t.Errorf("%s and leads to %q, want the sign-in page", what, location)
				}
			default:
				if a.StatusCode != http.StatusUnauthorized {
					t.Errorf("%s, want 401", what)
				}
			}
			if a.StatusCode >= http.StatusInternalServerError {
				t.Errorf("%s: %s", what, a.body)
			}
		}
	}
}

// TestTokensReachTheAPIOnly holds programs to the same table, and out of the pages.
// TestNoIDHidesBehindAPage holds the ids that nothing may have to the addresses: a
// thing whose id is a part of another route has no page.
func TestNoIDHidesBehindAPage(t *testing.T) {
	table, found := (&Server{}).table(), 0
	for _, byID := range table {
		before, _, ok := strings.Cut(byID.path, ":id")
		if !ok {
			continue
		}
		for _, other := range table {
			rest, ok := strings.CutPrefix(other.path, before)
			if word, _, _ := strings.Cut(rest, "/"); ok && word != "" && !strings.HasPrefix(word, ":") {
				found++
				if annotation.CheckID(word) == nil {
					t.Errorf("%s hides the thing of %s with the id %q", other.path, byID.path, word)
				}
			}
		}
	}
	if found == 0 {
		t.Error("no route stands where an id could: the test proves nothing")
	}
}

func TestTokensReachTheAPIOnly(t *testing.T) {
	s := newSite(t)
	ids := s.known()
	for _, actor := range []annotation.Actor{dbtest.Viewer, dbtest.Reviewer, dbtest.Editor, dbtest.Admin} {
		c := s.withToken(actor)
		for _, r := range (&Server{db: s.db}).table() {
			needed := least[r.method+" "+r.path]
			if needed == everybody {
				continue
			}
			a := c.do(r.method, fill(r.path, ids), "", nil)
			what := fmt.Sprintf("%s %s with a token of %q answers %d", r.method, r.path, actor.Role, a.StatusCode)
			switch {
			case !strings.HasPrefix(r.path, "/api/"):
				if a.StatusCode != http.StatusUnauthorized && !strings.HasPrefix(a.Header.Get("Location"), "/login") {
					t.Errorf("%s, want no page for a token", what)
				}
			case rank(actor.Role) < rank(needed):
				if a.StatusCode != http.StatusForbidden {
					t.Errorf("%s, want 403", what)
				}
			case a.StatusCode == http.StatusForbidden || a.StatusCode == http.StatusUnauthorized:
				t.Errorf("%s, want to be let through", what)
			}
		}
	}
}

// TestJunkIsNoFault sends every route what no page of ours would: never does that
// count as a fault of isnad itself.
func TestJunkIsNoFault(t *testing.T) {
	s := newSite(t)
	known := s.known()
	junk := map[string]string{}
	for prefix := range known {
		junk[prefix] = "%D9%82%00%FF%2F..%2F" + strings.Repeat("x", 300)
	}
	const query = "?q=%FF%00%22*%28&cursor=%FFjunk&state=junk&archived=%FF&open=%00&mark=99999999999999999999&part=junk&edit=1&lang=xx&next=%2F%2Fevil&token=%FF&done=%00&to=%FF&of=%FF&after=%00&text=%FF%00"
	bodies := []struct{ kind, body string }{
		{"", ""},
		{"application/x-www-form-urlencoded", ""},
		{"application/x-www-form-urlencoded", "%zz=1&;"},
		{"application/x-www-form-urlencoded", "name=%FF&role=king&version=x&password=%FF&text=%00&spans=1-&id=%2F&label=%00"},
		{"application/x-www-form-urlencoded", "name=+&role=&version=-1&password=12345678901&current=&kind=quote&spans=9-1&revision=-5&title=+&text=+&disabled=maybe&label=&speaker=%FF&from=x&to=1"},
		{"application/x-www-form-urlencoded", "version=99999999999999999999&distinct=1&name=" + strings.Repeat("ا", 4000)},
		{"multipart/form-data", "no boundary"},
		{"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n\xff\xfe\x00\r\n--b--\r\n"},
		{"text/plain", "plain"},
		{"application/json", ""},
		{"application/json", "{"},
		{"application/json", "null"},
		{"application/json", "[]"},
		{"application/json", `{"text":"\ud800","title":1,"spans":[{"start":-1,"end":1e999}],"version":null}`},
		{"application/json", `{"kind":"quote","spans":[{"start":0,"end":2147483648}]}`},
		{"application/json", `{"name":"\u0000","kind":"king"}`},
		{"application/merge-patch+json", `{"state":null,"speaker":{"id":1},"archived":"x"}`},
		{"application/merge-patch+json", strings.Repeat("[", 20000)},
		{"application/json", strings.Repeat(`{"a":`, 20000)},
	}
	c := s.as(dbtest.Admin)
	for _, r := range (&Server{db: s.db}).table() {
		if r.path == "/logout" || r.path == "/login" && r.method == http.MethodPost {
			continue // they end or throttle this very session; see security_test.go
		}
		for _, ids := range []map[string]string{known, junk} {
			for _, b := range bodies {
				if r.method == http.MethodGet && b.kind != "" {
					continue
				}
				for _, accept := range []string{"*/*", fragmentsType} {
					a := c.do(r.method, fill(r.path, ids)+query, b.kind, strings.NewReader(b.body), "Accept", accept, "If-Match", `"junk`)
					if a.StatusCode >= http.StatusInternalServerError {
						t.Errorf("%s %s with %s %.80q answers %d: %s", r.method, r.path, b.kind, b.body, a.StatusCode, s.log)
					}
				}
			}
		}
	}
	c.get("/people").wants(http.StatusOK) // all of it was let through to the handlers
	if strings.Contains(s.log.String(), "panic") {
		t.Errorf("a handler panicked: %s", s.log)
	}
}

func TestUnknownAddressesAndMethods(t *testing.T) {
	s := newSite(t)
	for _, c := range []*client{s.stranger(), s.as(dbtest.Admin)} {
		c.get("/nowhere").wants(http.StatusNotFound).says("There is no page at this address.")
		c.get("/api/v1/nowhere").wants(http.StatusNotFound).says(`"type":"urn:isnad:problem:page_not_found"`)
		c.do(http.MethodPut, "/articles", "", nil).wants(http.StatusMethodNotAllowed)
		c.do(http.MethodDelete, "/api/v1/articles", "", nil).wants(http.StatusMethodNotAllowed)
	}
	if a := s.as(dbtest.Viewer).do(http.MethodHead, "/articles", "", nil).wants(http.StatusOK); a.body != "" {
		t.Errorf("HEAD answers with a body: %s", a.body)
	}
	s.stranger().do(http.MethodHead, "/articles", "", nil).wants(http.StatusSeeOther) // as GET
}
