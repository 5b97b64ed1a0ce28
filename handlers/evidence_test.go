package handlers

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

// multipartOf is a form with a file, as a browser sends it.
func multipartOf(t *testing.T, fields url.Values, name, content string) (contentType string, body *bytes.Buffer) {
	t.Helper()
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for field, values := range fields {
		for _, value := range values {
			if err := w.WriteField(field, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), body
}

func (s *site) evidence(of annotation.Annotation) []annotation.Evidence {
	s.t.Helper()
	all, err := s.db.EvidenceOf(s.t.Context(), dbtest.Admin, of.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

func (s *site) cited(actor annotation.Actor, of annotation.Annotation, d annotation.EvidenceDraft, upload *db.Upload) annotation.Evidence {
	s.t.Helper()
	c, err := s.db.AddEvidence(s.t.Context(), actor, of.ID, d, upload)
	if err != nil {
		s.t.Fatal(err)
	}
	return c.Evidence
}

func TestEvidenceByForms(t *testing.T) {
	s := newSite(t)
	article := s.article(arabic)
	quote := s.marked(article, annotation.Quote, "وكان المجلس قد رفض طلبها مرتين")
	other := s.marked(article, annotation.Claim, "وكان المجلس قد رفض طلبها مرتين")
	reviewer := s.as(dbtest.Reviewer)
	path := "/annotations/" + quote.ID + "/evidence"
	form := reviewer.get(path + "/new").wants(http.StatusOK).formIn("evidence-form-new-" + quote.ID)
	form.Set("title", "محضر المجلس")
	form.Set("kind", "link")
	form.Set("url", "javascript:alert(1)")
	form.Set("passage", "رُفض الطلب")
	kind, body := multipartOf(t, form, "", "")
	reviewer.do(http.MethodPost, path, kind, body).wants(http.StatusUnprocessableEntity).says("محضر المجلس", "رُفض الطلب", "javascript:alert(1)", `aria-invalid="true"`)
	if n := len(s.evidence(quote)); n != 0 {
		t.Fatalf("%d pieces of evidence after a refusal", n)
	}

	form.Set("kind", "document")
	form.Set("url", "")
	form["primary"] = []string{"true", "false"}
	kind, body = multipartOf(t, form, "المحضر.txt", "\ufeffرُفض الطلب مرتين.\r\n")
	reviewer.do(http.MethodPost, path, kind, body).leadsTo("/articles/" + article.ID + "?open=" + quote.ID + "#evidence-" + quote.ID)
	kind, body = multipartOf(t, form, "المحضر.txt", "\ufeffرُفض الطلب مرتين.\r\n")
	reviewer.do(http.MethodPost, path, kind, body).wants(http.StatusSeeOther) // pressed twice
	all := s.evidence(quote)
	if len(all) != 1 || !all[0].Piece.Primary || all[0].Piece.Confidential || all[0].Piece.Text != "رُفض الطلب مرتين.\n" || all[0].Piece.File.Name != "المحضر.txt" {
		t.Fatalf("saved %+v", all)
	}
	e := all[0]
	address := "/evidence/" + e.Citation.ID
	reviewer.get("/articles/"+article.ID+"?open="+quote.ID).says("محضر المجلس", "رُفض الطلب", address)
	page := s.as(dbtest.Viewer).get(address).wants(http.StatusOK).says("محضر المجلس", "رُفض الطلب مرتين.")
	page.saysNot("<form class=\"fields\"", "/delete")

	// The file is saved and never run.
	file := reviewer.get(address + "/file").wants(http.StatusOK).says("رُفض الطلب مرتين.\r\n")
	for field, want := range map[string]string{
		"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
	} {
		if got := file.Header.Get(field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	if got := file.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment;") {
		t.Errorf("the file comes as %q", got)
	}

	// The same piece for another mark.
	reviewer.get("/annotations/" + other.ID + "/evidence/new").says(e.Piece.ID)
	reviewer.post("/annotations/"+other.ID+"/evidence", "piece", e.Piece.ID, "stance", "refutes", "locator", "3").wants(http.StatusSeeOther)
	if all := s.evidence(other); len(all) != 1 || all[0].Citation.Piece != e.Piece.ID || all[0].Citation.Stance != annotation.Refutes {
		t.Fatalf("the other mark has %+v", all)
	}

	// Two people at once: what was typed and what stands are both shown.
	form = reviewer.get(address).formIn("evidence-form-" + e.Citation.ID)
	if _, err := s.db.ChangeEvidence(t.Context(), dbtest.Editor, e.Citation.ID, e.Version(), annotation.EvidencePatch{Publisher: annotation.To("المجلس البلدي")}); err != nil {
		t.Fatal(err)
	}
	form.Set("locator", "ص ٣")
	kind, body = multipartOf(t, form, "", "")
	refused := reviewer.do(http.MethodPost, address, kind, body).wants(http.StatusPreconditionFailed).says("المجلس البلدي", "ص ٣")
	form = refused.formIn("evidence-form-" + e.Citation.ID)
	kind, body = multipartOf(t, form, "", "")
	reviewer.do(http.MethodPost, address, kind, body).wants(http.StatusSeeOther)
	if now := s.evidence(quote)[0]; now.Citation.Locator != "ص ٣" {
		t.Errorf("saved over: %+v", now)
	}

	// Removed and brought back.
	form = reviewer.get(address).formIn("evidence-form-" + e.Citation.ID)
	gone := reviewer.post(address+"/delete", "version", form.Get("version"))
	gone.leadsTo("/articles/" + article.ID + "?open=" + quote.ID + "&removed=" + e.Citation.ID + "#evidence-" + quote.ID)
	reviewer.get(strings.TrimSuffix(gone.Header.Get("Location"), "#evidence-"+quote.ID)).says(address + "/restore")
	deleted, err := s.db.AnyEvidence(t.Context(), dbtest.Reviewer, e.Citation.ID)
	if err != nil {
		t.Fatal(err)
	}
	reviewer.json(http.MethodPost, address+"/restore", nil).wants(http.StatusUnsupportedMediaType)
	reviewer.post(address+"/restore", "version", itoa(deleted.Version())).wants(http.StatusSeeOther)
	if len(s.evidence(quote)) != 1 {
		t.Error("it did not come back")
	}
}

// TestRemovedEvidence: what was removed says so on its page, to those who may see it,
// comes back from there and, where it is confidential, can be erased; so can what went
// with its annotation.
func TestRemovedEvidence(t *testing.T) {
	s := newSite(t)
	quote := s.marked(s.article(arabic), annotation.Quote, "وكان المجلس قد رفض طلبها مرتين")
	call := annotation.EvidenceDraft{Stance: annotation.Supports, Passage: "رُفض", PieceFields: annotation.PieceFields{Kind: annotation.CallPiece, Title: "اتصال بالمجلس"}}
	secret := call
	secret.Title, secret.Confidential = "مكالمة سرية", true
	remove := func(e annotation.Evidence) annotation.Evidence {
		c, err := s.db.DeleteEvidence(t.Context(), dbtest.Reviewer, e.Citation.ID, e.Version())
		if err != nil {
			t.Fatal(err)
		}
		return c.Evidence
	}
	public, hidden := remove(s.cited(dbtest.Reviewer, quote, call, nil)), remove(s.cited(dbtest.Reviewer, quote, secret, nil))
	address := "/evidence/" + public.Citation.ID
	s.as(dbtest.Viewer).get(address).wants(http.StatusOK).says("Removed:", "اتصال بالمجلس").saysNot("<button>Bring it back", "رُفض<")
	s.as(dbtest.Reviewer2).get(address).wants(http.StatusOK).says("Removed:", "<button>Bring it back", address+"/restore").saysNot("?erase=1")
	s.withToken(dbtest.Editor).get("/api/v1" + address).wants(http.StatusNotFound)
	s.as(dbtest.Reviewer2).post(address+"/restore", "version", itoa(public.Version()-1)).wants(http.StatusPreconditionFailed).says("Removed:")
	s.as(dbtest.Reviewer2).post(address+"/restore", "version", itoa(public.Version())).wants(http.StatusSeeOther)
	s.as(dbtest.Viewer).get(address).wants(http.StatusOK).saysNot("Removed:")

	address = "/evidence/" + hidden.Citation.ID
	s.as(dbtest.Reviewer2).get(address).wants(http.StatusNotFound)
	s.as(dbtest.Reviewer2).post(address+"/erase", "version", itoa(hidden.Version())).wants(http.StatusNotFound)
	editor := s.as(dbtest.Editor)
	editor.get(address).says("Removed:", "مكالمة سرية", "<button>Bring it back", address+"?erase=1")
	editor.get(address + "?erase=1").says(address + "/erase")
	editor.post(address+"/erase", "version", itoa(hidden.Version())).leadsTo(address)
	editor.get(address).says("Removed:", "Erased evidence").saysNot("مكالمة سرية", "?erase=1")

	byAPI := remove(s.cited(dbtest.Reviewer, quote, secret, nil))
	api := s.withToken(dbtest.Editor)
	path := "/api/v1/evidence/" + byAPI.Citation.ID
	s.withToken(dbtest.Reviewer2).do(http.MethodPost, path+"/erase", "", nil, "If-Match", `"2"`).wants(http.StatusNotFound)
	api.do(http.MethodPost, path+"/erase", "", nil, "If-Match", `"1"`).wants(http.StatusPreconditionFailed)
	api.do(http.MethodPost, path+"/erase", "", nil, "If-Match", `"2"`).wants(http.StatusOK).says(`"erased":true`).saysNot("مكالمة سرية")

	// With its annotation.
	first, second := s.cited(dbtest.Reviewer, quote, secret, nil), remove(s.cited(dbtest.Reviewer, quote, secret, nil))
	quote = s.annotation(quote.ID)
	if _, err := s.db.DeleteAnnotation(t.Context(), dbtest.Reviewer, quote.ID, quote.Version); err != nil {
		t.Fatal(err)
	}
	editor.post("/evidence/"+first.Citation.ID+"/erase", "version", itoa(first.Version())).leadsTo("/annotations/" + quote.ID + "/history")
	editor.get("/annotations/" + quote.ID + "/history").wants(http.StatusOK)
	api.do(http.MethodPost, "/api/v1/evidence/"+second.Citation.ID+"/erase", "", nil, "If-Match", `"2"`).wants(http.StatusOK).says(`"erased":true`)
	findings, err := s.db.Check(t.Context())
	if err != nil || len(findings) > 0 {
		t.Errorf("findings: %v, %v", findings, err)
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

func TestPicturesAreShownAndScriptsAreNot(t *testing.T) {
	s := newSite(t)
	quote := s.marked(s.article(arabic), annotation.Quote, "وكان المجلس قد رفض طلبها مرتين")
	reviewer := s.as(dbtest.Reviewer)
	for name, test := range map[string]struct{ content, kind, disposition string }{
		"picture.png": {"\x89PNG\r\n\x1a\n0000", "image/png", "inline"},
		"photo.svg":   {`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "application/octet-stream", "attachment"},
		"fake.png":    {"<!DOCTYPE html><script>alert(1)</script>", "application/octet-stream", "attachment"},
		"paper.pdf":   {"%PDF-1.7\n", "application/octet-stream", "attachment"},
	} {
		fields := url.Values{"stance": {"context"}, "kind": {"document"}, "title": {name}}
		kind, body := multipartOf(t, fields, name, test.content)
		reviewer.do(http.MethodPost, "/annotations/"+quote.ID+"/evidence", kind, body).wants(http.StatusSeeOther)
		all := s.evidence(quote)
		file := reviewer.get("/evidence/" + all[len(all)-1].Citation.ID + "/file").wants(http.StatusOK)
		if got := file.Header.Get("Content-Type"); got != test.kind {
			t.Errorf("%s comes as %s, want %s", name, got, test.kind)
		}
		if got := file.Header.Get("Content-Disposition"); !strings.HasPrefix(got, test.disposition) {
			t.Errorf("%s comes as %s, want %s", name, got, test.disposition)
		}
	}
}

func TestEvidenceByAPI(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	claim := s.marked(article, annotation.Claim, "The council had turned her down twice")
	reviewer := s.withToken(dbtest.Reviewer)
	path := "/api/v1/annotations/" + claim.ID + "/evidence"
	body := map[string]any{"stance": "supports", "kind": "text", "title": "Minutes", "text": "Turned down, 3 May.", "publisher": "The council",
		"date": "2026-01-01", "accessed": "2026-01-02", "primary": true, "locator": "p. 3", "passage": "Turned down"}
	made := reviewer.json(http.MethodPost, path, body).wants(http.StatusCreated)
	var entry annotation.EvidenceEntry
	if err := json.Unmarshal([]byte(made.body), &entry); err != nil {
		t.Fatal(err)
	}
	address := "/api/v1/evidence/" + entry.ID
	if made.Header.Get("Location") != address || made.Header.Get("ETag") != `"1"` || entry.Annotation != claim.ID || entry.Text != "Turned down, 3 May." || entry.Article != article.ID {
		t.Errorf("made %s at %s, %s", made.body, made.Header.Get("Location"), made.Header.Get("ETag"))
	}
	if got := reviewer.get(address).wants(http.StatusOK); got.body != made.body {
		t.Errorf("read as %s, made as %s", got.body, made.body)
	}
	reviewer.get("/api/v1/annotations/"+claim.ID).says(`"evidence":[{"id":"`+entry.ID+`"`, `"title":"Minutes"`).saysNot("3 May")
	reviewer.get("/api/v1/articles/" + article.ID).says(`"title":"Minutes"`)
	reviewer.json(http.MethodPatch, address, map[string]any{"stance": "refutes"}).wants(http.StatusPreconditionRequired)
	changed := reviewer.json(http.MethodPatch, address, map[string]any{"stance": "refutes", "title": "The minutes", "date": nil}, "If-Match", `"1"`).wants(http.StatusOK)
	changed.says(`"stance":"refutes"`, `"title":"The minutes"`, `"version":3`).saysNot(`"date"`)
	reviewer.json(http.MethodPatch, address, map[string]any{"stance": "context"}, "If-Match", `"2"`).wants(http.StatusPreconditionFailed).says(`"current"`, `"submitted"`)
	for _, bad := range []map[string]any{{"stance": "maybe"}, {"state": "open"}, {"url": "ftp://x"}, {"primary": "yes"}, {"piece": "x"}} {
		if a := reviewer.json(http.MethodPatch, address, bad, "If-Match", `"3"`); a.StatusCode < 400 || a.StatusCode >= 500 {
			t.Errorf("%v answers %d", bad, a.StatusCode)
		}
	}
	kind, upload := multipartOf(t, url.Values{"evidence": {`{"stance":"context","kind":"document","title":"Scan"}`}}, "scan.png", "\x89PNG\r\n\x1a\n0000")
	scan := reviewer.do(http.MethodPost, path, kind, upload).wants(http.StatusCreated).says(`"file":{"name":"scan.png","media_type":"image/png","size":12,`)
	reviewer.get(scan.Header.Get("Location") + "/file").wants(http.StatusOK)
	kind, upload = multipartOf(t, url.Values{"evidence": {`{"stance":"context","kind":"document","title":"Scan","x":1}`}}, "scan.png", "x")
	reviewer.do(http.MethodPost, path, kind, upload).wants(http.StatusUnprocessableEntity)
	kind, upload = multipartOf(t, url.Values{"evidence": {`{"stance":"context","kind":"document","title":"Scan"}`}}, "scan.png", strings.Repeat("x", annotation.MaxUpload+1))
	reviewer.do(http.MethodPost, path, kind, upload).wants(http.StatusRequestEntityTooLarge)
	s.withToken(dbtest.Viewer).get(address).wants(http.StatusOK)
	reviewer.do(http.MethodDelete, address, "", nil).wants(http.StatusPreconditionRequired)
	reviewer.do(http.MethodDelete, address, "", nil, "If-Match", `"3"`).wants(http.StatusNoContent)
	reviewer.get(address).wants(http.StatusNotFound)
}

// part is one part of a form, with its header as it stands.
type part struct{ disposition, body string }

func partsOf(t *testing.T, parts ...part) (contentType string, body *bytes.Buffer) {
	t.Helper()
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for _, p := range parts {
		one, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {"form-data; " + p.disposition}})
		if err == nil {
			_, err = one.Write([]byte(p.body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), body
}

// TestUploadsAreNotPassedOver sends files in every way but the one that is read: each is
// refused by its part, and no evidence without its file is made.
func TestUploadsAreNotPassedOver(t *testing.T) {
	s := newSite(t)
	claim := s.marked(s.article(english), annotation.Claim, "The council had turned her down twice")
	draft := part{`name="evidence"`, `{"stance":"context","kind":"document","title":"Scan"}`}
	file := part{`name="file"; filename="a.txt"`, "words"}
	api := s.withToken(dbtest.Reviewer)
	for name, c := range map[string]struct {
		parts       []part
		kind, field string
	}{
		"another name":            {[]part{draft, {`name="upload"; filename="a.txt"`, "words"}}, "part_no_file", "upload"},
		"another name as well":    {[]part{draft, file, {`name="second"; filename="a.txt"`, "words"}}, "part_no_file", "second"},
		"the draft as a file":     {[]part{{`name="evidence"; filename="draft.json"`, draft.body}, file}, "part_no_file", "evidence"},
		"no file name":            {[]part{draft, {`name="file"`, "words"}}, "part_unnamed", "file"},
		"an empty file name":      {[]part{draft, {`name="file"; filename=""`, "words"}}, "part_unnamed", "file"},
		"bytes without a name":    {[]part{draft, {`name="file"; filename=""`, "\xff\x00"}}, "part_unnamed", "file"},
		"two files":               {[]part{draft, file, file}, "part_twice", "file"},
		"two drafts":              {[]part{draft, draft, file}, "part_twice", "evidence"},
		"no draft":                {[]part{file}, "part_missing", "evidence"},
		"an unknown part":         {[]part{draft, file, {`name="title"`, "Scan"}}, "part_unknown", "title"},
		"a name that is no UTF-8": {[]part{draft, {"name=\"file\"; filename=\"a\xffb.txt\"", "words"}}, "file_name", "file"},
		"a name with a tab":       {[]part{draft, {"name=\"file\"; filename=\"a\tb.txt\"", "words"}}, "file_name", "file"},
	} {
		kind, body := partsOf(t, c.parts...)
		answer := api.do(http.MethodPost, "/api/v1/annotations/"+claim.ID+"/evidence", kind, body)
		if !strings.Contains(answer.body, `"urn:isnad:problem:`+c.kind+`"`) || !strings.Contains(answer.body, `"field":"`+c.field+`"`) || answer.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, answer.StatusCode, answer.body)
		}
	}
	kind, body := partsOf(t, part{`name="stance"`, "context"}, part{`name="kind"`, "document"}, part{`name="title"`, "Scan"}, part{`name="upload"; filename="a.txt"`, "words"})
	s.as(dbtest.Reviewer).do(http.MethodPost, "/annotations/"+claim.ID+"/evidence", kind, body).wants(http.StatusUnprocessableEntity)
	if all := s.evidence(claim); len(all) != 0 {
		t.Errorf("made %+v", all)
	}
	// No file chosen, as a browser sends it.
	kind, body = partsOf(t, draft, part{`name="file"; filename=""`, ""})
	api.do(http.MethodPost, "/api/v1/annotations/"+claim.ID+"/evidence", kind, body).wants(http.StatusCreated)
	kind, body = partsOf(t, draft, part{`name="file"; filename="تقرير.txt"`, "words"})
	api.do(http.MethodPost, "/api/v1/annotations/"+claim.ID+"/evidence", kind, body).wants(http.StatusCreated).says(`"name":"تقرير.txt"`, `"text":"words"`)
}

// A text file whose text is too long to be held says so on its page, and no other does.
func TestLongTextIsNotHeldInSilence(t *testing.T) {
	s := newSite(t)
	claim := s.marked(s.article(english), annotation.Claim, "The council had turned her down twice")
	reviewer := s.as(dbtest.Reviewer)
	const sentence = "The text of this file is not kept for comparison"
	for name, c := range map[string]struct {
		content string
		says    bool
	}{
		"long.txt":  {strings.Repeat("word ", annotation.MaxPieceText/5) + "x", true},
		"fits.txt":  {strings.Repeat("word ", annotation.MaxPieceText/5), false},
		"scan.png":  {"\x89PNG\r\n\x1a\n0000", false},
		"table.csv": {"a,b\n1,2\n", true},
	} {
		kind, body := multipartOf(t, url.Values{"stance": {"context"}, "kind": {"document"}, "title": {name}}, name, c.content)
		reviewer.do(http.MethodPost, "/annotations/"+claim.ID+"/evidence", kind, body).wants(http.StatusSeeOther)
		all := s.evidence(claim)
		page := reviewer.get("/evidence/" + all[len(all)-1].Citation.ID + "?lang=en").wants(http.StatusOK)
		if strings.Contains(page.body, sentence) != c.says {
			t.Errorf("the page of %s: says so is %t", name, !c.says)
		}
	}
}

// An address hides no character from whoever follows it.
func TestAddressOfEvidenceHidesNothing(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	claim := s.marked(article, annotation.Claim, "The council had turned her down twice")
	e := s.cited(dbtest.Reviewer, claim, annotation.EvidenceDraft{Stance: annotation.Context, PieceFields: annotation.PieceFields{
		Kind: annotation.LinkPiece, Title: "Page", URL: "https://council.example/\u202efdp.exe",
	}}, nil)
	const shown = `https://council.example/<span class="invisible" data-name="RLO">`
	s.as(dbtest.Viewer).get("/evidence/" + e.Citation.ID).wants(http.StatusOK).says(shown)
	s.as(dbtest.Viewer).get("/articles/" + article.ID + "/report").wants(http.StatusOK).says(shown)
}

// TestConfidentialEvidenceStaysInside plants a marker in everything that confidential
// evidence has, and looks for it in every answer to everybody, errors and the log
// among them.
func TestConfidentialEvidenceStaysInside(t *testing.T) {
	const marker = "zq-marker"
	s := newSite(t)
	article := s.article(arabic)
	quote := s.marked(article, annotation.Quote, "وكان المجلس قد رفض طلبها مرتين")
	public := s.cited(dbtest.Reviewer, quote, annotation.EvidenceDraft{Stance: annotation.Supports, PieceFields: annotation.PieceFields{Kind: annotation.CallPiece, Title: "اتصال"}}, nil)
	e := s.cited(dbtest.Reviewer, quote, annotation.EvidenceDraft{ID: "zq-id", Stance: annotation.Refutes, Locator: marker, Passage: marker, PieceFields: annotation.PieceFields{
		Kind: annotation.DocumentPiece, Title: marker, URL: "https://" + marker + ".example", Text: marker, Publisher: marker, Confidential: true,
	}}, &db.Upload{Name: marker + ".txt", MediaType: "text/plain", Data: []byte(marker)})
	// What was said of other evidence before it came out of confidence.
	const then = "zq-then"
	draft := annotation.EvidenceDraft{Stance: annotation.Supports, Locator: then, Passage: then, PieceFields: annotation.PieceFields{
		Kind: annotation.TextPiece, Title: then, URL: "https://" + then + ".example", Text: then, Publisher: then, Confidential: true,
	}}
	released, to := s.cited(dbtest.Reviewer, quote, draft, nil), annotation.To[string]
	for _, p := range []annotation.EvidencePatch{
		{Title: to("بيان"), URL: to(""), Text: to("نص"), Publisher: to(""), Locator: to(""), Passage: to("")},
		{Confidential: annotation.To(false)},
	} {
		c, err := s.db.ChangeEvidence(t.Context(), dbtest.Reviewer, released.Citation.ID, released.Version(), p)
		if err != nil {
			t.Fatal(err)
		}
		released = c.Evidence
	}
	ids := s.known()
	ids["/articles/"], ids["/annotations/"], ids["/evidence/"] = article.ID, quote.ID, e.Citation.ID
	for _, actor := range []annotation.Actor{dbtest.Nobody, dbtest.Viewer, dbtest.Reviewer2, dbtest.Reviewer, dbtest.Editor, dbtest.Admin} {
		entitled := actor == dbtest.Reviewer || actor == dbtest.Editor || actor == dbtest.Admin
		clients := []*client{s.as(actor)}
		if actor.Name != "" {
			clients = append(clients, s.withToken(actor))
		}
		told, toldThen := map[string]bool{}, map[string]bool{}
		for _, c := range clients {
			for _, r := range (&Server{db: s.db}).table() {
				path := fill(r.path, ids)
				if r.method != http.MethodGet && entitled || r.path == "/logout" {
					continue // who may see it may change it
				}
				for _, query := range []string{"", "?open=" + quote.ID, "?removed=" + e.Citation.ID + "&open=" + quote.ID, "?q=" + marker, "?erase=1", "?download=1"} {
					for _, accept := range []string{"*/*", fragmentsType} {
						a := c.do(r.method, path+query, "application/x-www-form-urlencoded", strings.NewReader("version=9&piece="+e.Piece.ID+"&stance=supports"), "Accept", accept, "If-Match", `"9"`)
						if query != "?q="+marker && (strings.Contains(a.body, marker) || strings.Contains(a.Header.Get("Content-Disposition"), marker)) {
							told[r.method+" "+r.path] = true
						}
						if strings.Contains(a.body, then) {
							toldThen[r.method+" "+r.path] = true
						}
						if !entitled && strings.Contains(path, e.Citation.ID) {
							never := strings.Replace(path, e.Citation.ID, "zq-no", 1)
							b := c.do(r.method, never+query, "application/x-www-form-urlencoded", strings.NewReader("version=9"), "Accept", accept, "If-Match", `"9"`)
							if a.StatusCode != b.StatusCode || strings.ReplaceAll(a.body, e.Citation.ID, "zq-no") != strings.ReplaceAll(b.body, e.Citation.ID, "zq-no") {
								t.Errorf("%s %s tells %s that there is such evidence", r.method, path+query, actor.Name)
							}
						}
					}
				}
			}
			body := map[string]any{"id": "zq-id", "stance": "supports", "kind": "call", "title": "x"}
			if a := c.json(http.MethodPost, "/api/v1/annotations/"+quote.ID+"/evidence", body); strings.Contains(a.body, marker) && !entitled {
				t.Errorf("%s is told by a conflict: %s", actor.Name, a.body)
			}
		}
		for _, route := range []string{"GET /articles/:id", "GET /annotations/:id", "GET /evidence/:id", "GET /evidence/:id/file",
			"GET /annotations/:id/evidence/new", "GET /annotations/:id/history",
			"GET /api/v1/annotations/:id", "GET /api/v1/annotations/:id/history", "GET /api/v1/evidence/:id", "GET /api/v1/evidence/:id/file"} {
			if entitled && !told[route] {
				t.Errorf("%s does not show it to %s, who may see it: the walk proves nothing", route, actor.Name)
			}
			if entitled {
				delete(told, route)
			}
		}
		for _, route := range []string{"GET /annotations/:id/history", "GET /api/v1/annotations/:id/history"} {
			if entitled && !toldThen[route] {
				t.Errorf("%s does not show what was said in confidence to %s", route, actor.Name)
			}
			if entitled {
				delete(toldThen, route)
			}
		}
		for route := range told {
			t.Errorf("%s shows it to %s", route, actor.Name)
		}
		for route := range toldThen {
			t.Errorf("%s shows %s what was said in confidence", route, actor.Name)
		}
		if actor.Role == annotation.Viewer {
			s.as(actor).get("/annotations/"+quote.ID+"/history").says("is confidential no more.", "was confidential, and stays so")
			s.as(actor).get("/api/v1/annotations/"+quote.ID+"/history").says(`"withheld":true`, `{"field":"title","after":"بيان"}`)
		}
		if !entitled {
			s.as(dbtest.Viewer).get("/evidence/" + public.Citation.ID).wants(http.StatusOK)
		}
	}
	if strings.Contains(s.log.String(), marker) || strings.Contains(s.log.String(), then) {
		t.Errorf("the log tells it: %s", s.log)
	}
}
