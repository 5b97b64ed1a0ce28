package views

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/message"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestHistoryPage compares the content of the page, a tag a line, with
// testdata/history.LANG.html, for a desk in another zone than UTC.
func TestHistoryPage(t *testing.T) {
	at := time.Date(2026, 1, 31, 22, 30, 0, 0, time.UTC)
	created := happened("created", "", `{"revision":1,"kind":"quote","quotation":"direct","spans":[{"start":3,"end":9,"exact":"المياه"}]}`)
	changed := happened("changed", `{"wording":"accurate","spans":[{"start":3,"end":9,"exact":"المياه"}],"state":"checked"}`,
		`{"wording":"altered","spans":[{"start":0,"end":9,"exact":"عن المياه"}],"state":"checking","note":"<i>"}`)
	undid := happened("changed", `{"note":"<i>"}`, `{}`)
	erased := happened("changed", "", "")
	created.Actor, changed.Actor, undid.Actor, erased.Actor = "سارة", "Rami", "Rami", annotation.CommandLine.Name
	changed.UndoneBy, undid.Undoes, erased.Erased = 9, 7, true
	h := History{
		Annotation: annotation.Annotation{ID: "n1", Article: "a1", Kind: annotation.Quote, Quotation: annotation.Direct, State: annotation.Checking,
			Spans: []annotation.Passage{{Start: 0, End: 9, Exact: "عن المياه"}}, Speaker: &annotation.SpeakerRef{ID: "s1", Name: "Layla"}},
		Article: annotation.Article{ID: "a1", Title: "خطة <المياه>", Language: "ar", Direction: "rtl"},
		Next:    "/annotations/n1/history?cursor=10",
	}
	for lang, zone := range map[message.Lang]*time.Location{message.Arabic: time.FixedZone("Asia/Beirut", 2*3600), message.English: time.FixedZone("America/New_York", -5*3600)} {
		p := message.New(lang, message.In(zone))
		h.Events = nil
		for i, e := range []annotation.Entry{created, changed, undid, erased} {
			e.Seq, e.At, e.Hash = []int64{5, 7, 9, 10}[i], at.Add(time.Duration(i)*time.Hour), strings.Repeat("0123456789abcdef", 4)
			told, err := Tell(p, annotation.Scales{}, e)
			if err != nil {
				t.Fatal(err)
			}
			h.Events = append(h.Events, HistoryEvent{Entry: e, Disabled: i == 1, Told: told})
		}
		var page bytes.Buffer
		if err := HistoryPage(h).Render(message.NewContext(t.Context(), p), &page); err != nil {
			t.Fatal(err)
		}
		_, content, _ := strings.Cut(page.String(), `<main id="main">`)
		content, _, _ = strings.Cut(content, "</main>")
		golden(t, "history."+string(lang)+".html", strings.ReplaceAll(content, "><", ">\n<")+"\n")
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// TestTellsEveryField: whatever an annotation has, and whatever it will have, is told
// by a name of the catalogue.
func TestTellsEveryField(t *testing.T) {
	var fields []string
	for f := range reflect.TypeFor[annotation.Annotation]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		fields = append(fields, name)
	}
	for _, field := range fields {
		switch field {
		case "-", "id", "article", "version", "updated_at": // what the event says by itself
		default:
			if !message.Has("field." + field) {
				t.Errorf("the catalogue has no field.%s", field)
			}
		}
	}
}
