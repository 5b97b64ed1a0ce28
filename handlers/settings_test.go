package handlers

import (
	"log/slog"
	"net/http"
	"testing"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

func TestSettingsPage(t *testing.T) {
	s := newSite(t)
	article := dbtest.Article(t, s.db, 120, 1)
	reader := s.as(dbtest.Viewer)
	history := "/annotations/" + dbtest.Mark(article.ID, 0) + "/history"
	reader.get(history, "Accept-Language", "ar").says("٢ كانون الثاني ٢٠٢٦، ٠٣:٠٤", "UTC").saysNot("/settings")

	c := s.as(dbtest.Admin)
	c.get("/settings").wants(http.StatusOK).says(`value="UTC"`, "2 January 2026, 03:04", `name="version" value="1"`).saysNot("⟦")
	c.post("/settings", "version", "1", "time_zone", "Asia/Beirut", "digits", "latin", "months", "gregorian").leadsTo("/settings?done=1")
	c.get("/settings?done=1").says("The settings are saved.", "2 January 2026, 05:04")
	reader.get(history, "Accept-Language", "ar").says("2 يناير 2026، 05:04", "Asia/Beirut", `datetime="2026-01-02T03:04:05Z"`, "النسخة 1.")
	reader.get(history).says("2 January 2026, 05:04")
	reader.get("/articles/"+article.ID+"?open="+dbtest.Mark(article.ID, 0), "Accept-Language", "ar").says("2 يناير 2026، 05:04")
	reader.get("/api/v1/annotations/" + dbtest.Mark(article.ID, 0)).says(`"created_at":"2026-01-02T03:04:05Z"`)

	// What is refused comes back as it was typed; what met another change with both.
	c.post("/settings", "version", "2", "time_zone", "Beirut", "digits", "arabic_indic").wants(http.StatusUnprocessableEntity).
		says("is no time zone", `value="Beirut"`, `value="arabic_indic" checked`, `aria-invalid="true"`)
	c.post("/settings", "version", "1", "time_zone", "Asia/Amman").wants(http.StatusPreconditionFailed).
		says("Asia/Beirut", `value="Asia/Amman"`, `name="version" value="2"`)
	c.post("/settings", "time_zone", "Asia/Amman").wants(http.StatusPreconditionRequired)
}

// TestScaleInTheSettings has an editor choose the desk's scale, and nothing else.
func TestScaleInTheSettings(t *testing.T) {
	s := newSite(t)
	s.loadsFive()
	c := s.as(dbtest.Editor)
	c.get("/articles").says(`href="/settings"`)
	c.get("/settings").wants(http.StatusOK).says(`<option value="default@1" selected`, `<option value="five-steps@1">Five steps (five-steps@1)`, `href="/scales"`).
		saysNot("⟦", `name="time_zone"`, `name="one_person"`)
	c.get("/scales").says(`href="/settings"`, "isnad scale load")
	c.post("/settings", "version", "1", "scale", "five-steps@1").leadsTo("/settings?done=1")
	c.get("/settings?done=1").says(`<option value="five-steps@1" selected`, `name="version" value="2"`)
	if all, err := s.db.Scales(t.Context()); err != nil || all.Current().Ref() != "five-steps@1" {
		t.Errorf("the desk judges by %s, %v", all.Current().Ref(), err)
	}

	// What is refused comes back as it was chosen, what met another change with both.
	c.post("/settings", "version", "2", "scale", "gone@1").wants(http.StatusUnprocessableEntity).
		says("There is no scale “gone@1”", `<option value="gone@1" selected`, `name="scale" aria-invalid="true"`)
	c.post("/settings", "version", "1", "scale", "default@1").wants(http.StatusPreconditionFailed).
		says(`<td dir="auto">five-steps@1</td><td dir="auto">default@1</td>`, `<option value="default@1" selected`, `name="version" value="2"`)
	c.post("/settings", "version", "2", "scale", "default@1", "one_person", "true").wants(http.StatusForbidden)

	s.as(dbtest.Admin).get("/settings", "Accept-Language", "ar").says(`name="time_zone"`, "مقياس الأحكام", "خمس درجات (\u2068five-steps@1\u2069)").saysNot("⟦")
	reviewer := s.as(dbtest.Reviewer)
	reviewer.get("/scales").wants(http.StatusOK).saysNot(`href="/settings"`)
	reviewer.post("/settings", "version", "2", "scale", "default@1").wants(http.StatusForbidden)

	program := s.withToken(dbtest.Editor)
	const path = "/api/v1/settings"
	program.get(path).wants(http.StatusOK).says(`"scale":"five-steps@1","version":2`)
	program.json(http.MethodPatch, path, map[string]any{"scale": "gone"}, "If-Match", `"2"`).wants(http.StatusUnprocessableEntity).says(`"field":"scale"`)
	program.json(http.MethodPatch, path, map[string]any{"scale": nil}, "If-Match", `"2"`).wants(http.StatusUnprocessableEntity).says(`"field":"scale"`)
	program.json(http.MethodPatch, path, map[string]any{"digits": "latin"}, "If-Match", `"2"`).wants(http.StatusForbidden)
	program.json(http.MethodPatch, path, map[string]any{"scale": "default"}, "If-Match", `"2"`).wants(http.StatusOK).says(`"scale":"default@1","version":3`)
}

func TestSettingsByAPI(t *testing.T) {
	s := newSite(t)
	c := s.withToken(dbtest.Admin)
	const path = "/api/v1/settings"
	got := c.get(path).wants(http.StatusOK).says(`{"time_zone":"UTC","digits":"arabic_indic","months":"levant","one_person":false,"scale":"default@1","version":1}`)
	if tag := got.Header.Get("ETag"); tag != `"1"` {
		t.Errorf("the ETag is %s", tag)
	}
	patch := map[string]any{"time_zone": "Africa/Cairo"}
	c.json(http.MethodPatch, path, patch).wants(http.StatusPreconditionRequired)
	c.json(http.MethodPatch, path, patch, "If-Match", `"2"`).wants(http.StatusPreconditionFailed).says(`"current":{"time_zone":"UTC"`)
	c.json(http.MethodPatch, path, patch, "If-Match", `"1"`).wants(http.StatusOK).says(`"time_zone":"Africa/Cairo"`, `"version":2`)
	c.json(http.MethodPatch, path, map[string]any{"one_person": true}, "If-Match", `"2"`).wants(http.StatusOK).says(`"one_person":true`, `"version":3`)
	c.json(http.MethodPatch, path, map[string]any{"one_person": false}, "If-Match", `"3"`).wants(http.StatusOK).says(`"one_person":false`, `"version":4`)
	c.json(http.MethodPatch, path, map[string]any{"zone": "x"}, "If-Match", `"4"`).wants(http.StatusUnprocessableEntity).says("unknown_field")
	c.json(http.MethodPatch, path, map[string]any{"digits": nil}, "If-Match", `"4"`).wants(http.StatusUnprocessableEntity).says(`"field":"digits"`)
}

// TestUnknownZoneLocksNobodyOut serves a file with a zone that this machine has not.
func TestUnknownZoneLocksNobodyOut(t *testing.T) {
	s := &Server{log: slog.New(slog.DiscardHandler)}
	if got := s.zoneOf(annotation.Settings{TimeZone: "Moon/Tycho"}).String(); got != "UTC" {
		t.Errorf("times are those of %s", got)
	}
}
