package export_test

import (
	"bytes"
	"errors"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
	"github.com/isnad/isnad/internal/text"
)

var update = flag.Bool("update", false, "write the golden files anew")

const article = "قالت الوزيرة سلمى النجار <اليوم> & غدًا: «سنبدأ العمل»، ثم أضافت: «في آذار».\nوانتهى الخبر\u2028هنا.\n"

// find is the passage of words in an article's text, by code points.
func find(t *testing.T, s, words string) annotation.Passage {
	t.Helper()
	before, _, ok := strings.Cut(s, words)
	if !ok {
		t.Fatalf("%q is not in the text", words)
	}
	start := utf8.RuneCountInString(before)
	return annotation.Passage{Start: start, End: start + utf8.RuneCountInString(words), Exact: words}
}

// whole is a file in which every field says something.
func whole(t *testing.T) export.File {
	at := func(hour int) time.Time { return time.Date(2026, 1, 2, hour, 4, 5, 0, time.UTC) }
	passage := func(words string) []annotation.Passage { return []annotation.Passage{find(t, article, words)} }
	head := annotation.Article{
		ID: "b-2", Title: "خبر", Byline: "هدى", Dateline: "دمشق – الوكالة", Language: "ar", Direction: "rtl",
		Source:   annotation.Source{Name: "خبر.txt", SHA256: strings.Repeat("0af9", 16), Path: "/secret/خبر.txt"},
		Revision: 2, Text: article, CreatedBy: "isnad", CreatedAt: at(1), UpdatedAt: at(2), Version: 3,
	}
	marks := []annotation.Annotation{
		{
			ID: "q1", Article: "b-2", Revision: 2, Kind: annotation.Quote, Quotation: annotation.Direct, Anchor: annotation.AnchorMoved,
			Spans: append(passage("سنبدأ العمل"), passage("في آذار")...), Cue: passage("قالت"), Mention: passage("الوزيرة سلمى النجار"),
			Speaker: &annotation.SpeakerRef{ID: "s1", Name: "سلمى النجار", Kind: annotation.Person}, Role: "وزيرة العمل", Place: "دمشق", SaidOn: "2026-01-01",
			State: annotation.Approved, Wording: annotation.Accurate, Verdict: annotation.MostlyTrue, Scale: annotation.FirstScale, Reason: "سطر\nآخر", ReturnedReason: "مرة", Note: `"<&>" \`,
			CreatedBy: "ريم", CreatedAt: at(3), UpdatedAt: at(4), CheckedBy: "ريم", ApprovedBy: "سامي", Version: 7,
		},
		{
			ID: "c1", Article: "b-2", Revision: 2, Kind: annotation.Claim, Anchor: annotation.AnchorExact, Spans: passage("الوزيرة"),
			State: annotation.Open, CreatedBy: "ريم", CreatedAt: at(3), UpdatedAt: at(3), Version: 1,
		},
		{
			ID: "o1", Article: "b-2", Revision: 2, Kind: annotation.Claim, Anchor: annotation.AnchorOrphaned,
			Original: &annotation.Original{Revision: 1, Spans: []annotation.Passage{{Start: 900, End: 903, Exact: "كان"}}},
			State:    annotation.Returned, ReturnedReason: "ضاع", CreatedBy: "ريم", CreatedAt: at(3), UpdatedAt: at(5), Version: 2,
		},
	}
	plain := annotation.Article{ID: "a-1", Title: "News", Language: "en", Direction: "ltr", Revision: 1, Text: "News\n\nIt rained.\n", Archived: true,
		CreatedBy: "isnad", CreatedAt: at(1), UpdatedAt: at(1), Version: 1}
	speakers := []annotation.Speaker{
		{ID: "s2", Name: "Ministry", Kind: annotation.Organisation, CreatedBy: "isnad", CreatedAt: at(1), UpdatedAt: at(1), Version: 1},
		{ID: "s1", Name: "سلمى النجار", Kind: annotation.Person, Aliases: []string{"النجار", "أم كرم"}, CreatedBy: "ريم", CreatedAt: at(3), UpdatedAt: at(3), Version: 2},
	}
	f := export.NewFile(at(9), speakers, []export.Article{export.FromArticle(head, marks), export.FromArticle(plain, nil)})
	f.Scales = []annotation.Scale{ours(10), *annotation.DefaultScale(), ours(2)}
	return f
}

// ours is a scale of a desk's own.
func ours(version int) annotation.Scale {
	label := func(v annotation.Verdict, ar, en string, c annotation.Colour) annotation.Label {
		return annotation.Label{Verdict: v, Words: annotation.Words{Ar: ar, En: en}, Meaning: annotation.Words{Ar: ar + ".", En: en + "."}, Colour: c}
	}
	return annotation.Scale{ID: "ours", Version: version, Title: annotation.Words{Ar: "لنا", En: "Ours"}, Ordered: true,
		Labels: []annotation.Label{label("yes", "نعم", "Yes", annotation.Good), label("no", "لا", "No", annotation.Bad)}}
}

func write(t interface {
	Helper()
	Fatal(...any)
}, f export.File) string {
	t.Helper()
	var b bytes.Buffer
	if err := export.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriteGolden(t *testing.T) {
	got := write(t, whole(t))
	golden := filepath.Join("testdata", "whole.json")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the export differs from %s (-want +got):\n%s", golden, diff)
	}
	if strings.Contains(got, `\u`) {
		t.Error("the export escapes what UTF-8 can say")
	}
	if strings.Contains(got, "secret") {
		t.Error("the export tells the path of a file")
	}
	if !strings.HasSuffix(got, "}\n") || strings.HasSuffix(got, "\n\n") {
		t.Error("the export does not end in one line end")
	}
}

func TestReadGolden(t *testing.T) {
	want := write(t, whole(t))
	f, err := export.Read(strings.NewReader(want), http.DetectContentType)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, write(t, f)); diff != "" {
		t.Errorf("read and written again (-want +got):\n%s", diff)
	}
}

func TestReadNeedsLittle(t *testing.T) {
	in := `{"articles":[{"text":"عنوان الخبر\n\nقال سامي: «نعم».","annotations":[
		{"kind":"quote","spans":[{"start":24,"end":27}],"speaker":{"name":" سامي  النجار "}},
		{"kind":"claim","spans":[{"start":0,"end":5,"exact":"عنوان"}]}]}]}`
	f, err := export.Read(strings.NewReader(in), http.DetectContentType)
	if err != nil {
		t.Fatal(err)
	}
	a := f.Articles[0]
	if f.Format != "isnad" || f.Version != 1 || a.Title != "عنوان الخبر" || a.Language != "ar" || a.Direction != "rtl" || a.Revision != 1 {
		t.Errorf("the file was filled as %+v", f)
	}
	claim, quote := a.Annotations[0], a.Annotations[1]
	if claim.Kind != annotation.Claim || claim.State != annotation.Open || claim.Anchor != annotation.AnchorExact || claim.Revision != 1 {
		t.Errorf("the claim was filled as %+v", claim)
	}
	if quote.Spans[0].Exact != "نعم" || quote.Quotation != annotation.Direct || quote.Speaker.Name != "سامي النجار" {
		t.Errorf("the quote was filled as %+v", quote)
	}

	now := time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	a.Identify("x")
	a.Complete(nil, "huda", now)
	for _, one := range a.Annotations {
		if annotation.CheckID(one.ID) != nil || one.Article != "x" || one.CreatedBy != "huda" || one.CreatedAt != now || one.UpdatedAt != now || one.Version != 1 {
			t.Errorf("completed as %+v", one)
		}
	}
	// The same file again is the same article, whenever and by whomever.
	again, err := export.Read(strings.NewReader(in), http.DetectContentType)
	if err != nil {
		t.Fatal(err)
	}
	b := again.Articles[0]
	b.Identify("x")
	b.Complete(&a, "salma", now.Add(time.Hour))
	if !export.Same(a, b) {
		t.Errorf("the same file became another article:\n%s", cmp.Diff(a, b))
	}
}

func TestEqualAnnotationsGetIDsOfTheirOwn(t *testing.T) {
	f, err := export.Read(strings.NewReader(`{"articles":[{"text":"one two","annotations":[
		{"kind":"claim","spans":[{"start":0,"end":3}]},{"kind":"claim","spans":[{"start":0,"end":3}]}]}]}`), http.DetectContentType)
	if err != nil {
		t.Fatal(err)
	}
	a := f.Articles[0]
	a.Identify("x")
	if a.Annotations[0].ID == a.Annotations[1].ID {
		t.Errorf("both are %s", a.Annotations[0].ID)
	}
}

func TestReadRefuses(t *testing.T) {
	mark := func(fields string) string {
		return `{"articles":[{"id":"a1","text":"one two three","annotations":[{"id":"n1","kind":"quote",` + fields + `}]}]}`
	}
	const ok = `"spans":[{"start":0,"end":3}]`
	for name, c := range map[string]struct{ in, key, field string }{
		"nothing":                           {``, "error.json_syntax", ""},
		"other format":                      {`{"format":"x"}`, "error.unknown_value", "format"},
		"newer version":                     {`{"format":"isnad","version":2}`, "error.unknown_value", "version"},
		"unknown field":                     {`{"articles":[{"text":"a","titel":"b"}]}`, "error.unknown_field", "articles[0].titel"},
		"no text":                           {`{"articles":[{"id":"a1"}]}`, "error.empty_file", "articles[a1].text"},
		"no title to be read":               {`{"articles":[{"text":"\n \n"}]}`, "error.empty_file", "articles[0].text"},
		"line ends of Windows":              {`{"articles":[{"id":"a1","title":"a","text":"one\r\ntwo"}]}`, "error.line_end", "articles[a1].text"},
		"line end of old":                   {`{"articles":[{"id":"a1","text":"one\rtwo"}]}`, "error.line_end", "articles[a1].text"},
		"NUL in the text":                   {`{"articles":[{"id":"a1","text":"one\u0000"}]}`, "error.control_character", "articles[a1].text"},
		"bad id":                            {`{"articles":[{"id":"a/1","text":"a"}]}`, "error.id_invalid", "articles[0].id"},
		"an article of a page's id":         {`{"articles":[{"id":"new","text":"a"}]}`, "error.id_reserved", "articles[0].id"},
		"a speaker of a page's id":          {`{"speakers":[{"id":"find","name":"a"}]}`, "error.id_reserved", "speakers[0].id"},
		"attributed to a page's id":         {mark(ok + `,"speaker":{"id":"new","name":"a"}`), "error.id_reserved", "articles[a1].annotations[n1].speaker.id"},
		"an id twice":                       {`{"articles":[{"id":"a1","text":"a"},{"id":"a1","text":"b"}]}`, "error.id_twice", "articles[a1].id"},
		"bad direction":                     {`{"articles":[{"text":"a","direction":"up"}]}`, "error.unknown_value", "articles[0].direction"},
		"bad hash":                          {`{"articles":[{"text":"a","source":{"sha256":"xyz"}}]}`, "error.unknown_value", "articles[0].source.sha256"},
		"negative revision":                 {`{"articles":[{"text":"a","revision":-1}]}`, "error.unknown_value", "articles[0].revision"},
		"revision too large":                {`{"articles":[{"text":"a","revision":9223372036854775807}]}`, "error.unknown_value", "articles[0].revision"},
		"version too large":                 {`{"articles":[{"text":"a","version":1000000001}]}`, "error.unknown_value", "articles[0].version"},
		"a speaker's version too large":     {`{"speakers":[{"name":"a","version":1000000001}]}`, "error.unknown_value", "speakers[0].version"},
		"an annotation's version too large": {mark(ok + `,"version":1000000001`), "error.unknown_value", "articles[a1].annotations[n1].version"},
		"after the last year":               {`{"articles":[{"text":"a","created_at":"9999-12-31T23:59:59-23:00"}]}`, "error.moment_out_of_range", "articles[0].created_at"},
		"before the first year":             {`{"articles":[{"text":"a","updated_at":"0000-01-01T00:00:00+23:00"}]}`, "error.moment_out_of_range", "articles[0].updated_at"},
		"year nought":                       {`{"articles":[{"text":"a","updated_at":"0000-06-01T00:00:00Z"}]}`, "error.moment_out_of_range", "articles[0].updated_at"},
		"a speaker of year 10000":           {`{"speakers":[{"name":"a","created_at":"9999-12-31T23:59:59-23:00"}]}`, "error.moment_out_of_range", "speakers[0].created_at"},
		"an annotation of year 10000":       {mark(ok + `,"updated_at":"9999-12-31T23:59:59-00:01"`), "error.moment_out_of_range", "articles[a1].annotations[n1].updated_at"},
		"speaker without name":              {`{"speakers":[{"id":"s1"}]}`, "error.required", "speakers[s1].name"},
		"unknown speaker kind":              {`{"speakers":[{"id":"s1","name":"a","kind":"dog"}]}`, "error.unknown_value", "speakers[s1].kind"},
		"a speaker's id twice":              {`{"speakers":[{"id":"s1","name":"a"},{"id":"s1","name":"b"}]}`, "error.id_twice", "speakers[s1].id"},
		"no spans":                          {mark(`"spans":[]`), "error.spans_required", "articles[a1].annotations[n1].spans"},
		"span out of range":                 {mark(`"spans":[{"start":0,"end":14}]`), "error.span_out_of_range", "articles[a1].annotations[n1].spans[0]"},
		"span without a start":              {mark(`"spans":[{"end":3}]`), "error.required", "articles[0].annotations[0].spans[0].start"},
		"span without an end":               {mark(ok + `,"cue":[{"start":4,"exact":"two"}]`), "error.required", "articles[0].annotations[0].cue[0].end"},
		"no span":                           {mark(`"spans":[null]`), "error.required", "articles[0].annotations[0].spans[0].start"},
		"span misspelt":                     {mark(`"spans":[{"start":0,"end":3,"text":"one"}]`), "error.unknown_field", "articles[0].annotations[0].spans[0].text"},
		"original without start": {mark(`"spans":[],"anchor":"orphaned","original":{"revision":1,"spans":[{"end":1,"exact":"a"}]}`),
			"error.required", "articles[0].annotations[0].original.spans[0].start"},
		"span reversed":       {mark(`"spans":[{"start":3,"end":0}]`), "error.span_reversed", "articles[a1].annotations[n1].spans[0]"},
		"other words":         {mark(`"spans":[{"start":0,"end":3,"exact":"two"}]`), "error.exact_mismatch", "articles[a1].annotations[n1].spans[0].exact"},
		"overlap":             {mark(`"spans":[{"start":0,"end":7},{"start":4,"end":7}]`), "error.spans_overlap", "articles[a1].annotations[n1].spans"},
		"unknown state":       {mark(ok + `,"state":"done"`), "error.unknown_value", "articles[a1].annotations[n1].state"},
		"unknown verdict":     {mark(ok + `,"verdict":"maybe"`), "error.unknown_value", "articles[a1].annotations[n1].verdict"},
		"verdict of no scale": {mark(ok + `,"verdict":"maybe","scale":"default@1"`), "error.unknown_value", "articles[a1].annotations[n1].verdict"},
		"scale, no verdict":   {mark(ok + `,"scale":"default@1"`), "error.scale_without_verdict", "articles[a1].annotations[n1].scale"},
		"isnad's scale, other": {`{"scales":[{"id":"default","version":1,"title":{"ar":"ا","en":"a"},"labels":[
			{"verdict":"a","ar":"ا","en":"a","meaning":{"ar":"ا","en":"a"},"colour":"good"},{"verdict":"b","ar":"ب","en":"b","meaning":{"ar":"ب","en":"b"},"colour":"bad"}]}]}`,
			"error.scale_reserved", "scales[0].id"},
		"scale of nothing":    {`{"scales":[{"id":"ours","version":1,"title":{"ar":"ا","en":"a"},"labels":[]}]}`, "error.scale_labels", "scales[0].labels"},
		"scale, misspelt":     {`{"scales":[{"id":"ours","version":1,"title":{"ar":"ا","fr":"a"},"labels":[]}]}`, "error.unknown_field", "scales[0].title.fr"},
		"other article":       {mark(ok + `,"article":"a2"`), "error.unknown_value", "articles[a1].annotations[n1].article"},
		"other revision":      {mark(ok + `,"revision":2`), "error.past_revision", "articles[a1].annotations[n1].revision"},
		"no such day":         {mark(ok + `,"said_on":"2026-02-30"`), "error.date_invalid", "articles[a1].annotations[n1].said_on"},
		"control character":   {mark(ok + `,"note":"a\u0007b"`), "error.control_character", "articles[a1].annotations[n1].note"},
		"approved yet open":   {mark(ok + `,"approved_by":"x"`), "error.unknown_value", "articles[a1].annotations[n1].state"},
		"nobody":              {mark(ok + `,"speaker":{}`), "error.required", "articles[a1].annotations[n1].speaker"},
		"orphan with spans":   {mark(ok + `,"anchor":"orphaned"`), "error.unknown_value", "articles[a1].annotations[n1].anchor"},
		"orphan from nowhere": {mark(`"spans":[],"anchor":"orphaned"`), "error.required", "articles[a1].annotations[n1].original"},
		"original of no orphan": {mark(ok + `,"original":{"revision":1,"spans":[{"start":0,"end":1,"exact":"a"}]}`),
			"error.unknown_value", "articles[a1].annotations[n1].anchor"},
		"original of other length": {mark(`"spans":[],"anchor":"orphaned","original":{"revision":1,"spans":[{"start":0,"end":2,"exact":"a"}]}`),
			"error.span_out_of_range", "articles[a1].annotations[n1].original.spans[0].exact"},
		"an annotation's id twice": {`{"articles":[{"id":"a1","text":"one","annotations":[{"id":"n1","kind":"claim",` + ok + `}]},
			{"id":"a2","text":"one","annotations":[{"id":"n1","kind":"claim",` + ok + `}]}]}`,
			"error.id_twice", "articles[a2].annotations[n1].id"},
		"a speaker of two names": {`{"speakers":[{"id":"s1","name":"Huda"}],"articles":[{"id":"a1","text":"one","annotations":[
			{"id":"n1","kind":"claim",` + ok + `,"speaker":{"id":"s1","name":"Salma"}}]}]}`,
			"error.unknown_value", "articles[a1].annotations[n1].speaker.name"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := export.Read(strings.NewReader(c.in), http.DetectContentType)
			e, ok := errors.AsType[*annotation.Error](err)
			if !ok || e.Key != c.key || e.Field != c.field {
				t.Errorf("Read = %v, want %s at %q", err, c.key, c.field)
			}
		})
	}
}

// What is at the edge of what may be counted and told of time is read, and written
// as it was.
func TestReadTakesTheEdges(t *testing.T) {
	in := `{"speakers":[{"id":"s1","name":"a","created_at":"9999-12-31T23:59:59Z","version":1000000000}],
		"articles":[{"id":"a1","text":"one","created_at":"0001-01-01T00:00:01Z","updated_at":"9999-12-31T22:59:59-01:00","revision":1000000000}]}`
	f, err := export.Read(strings.NewReader(in), http.DetectContentType)
	if err != nil {
		t.Fatal(err)
	}
	out := write(t, f)
	for _, want := range []string{`"9999-12-31T23:59:59Z"`, `"0001-01-01T00:00:01Z"`, `"version": 1000000000`, `"revision": 1000000000`} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is not in\n%s", want, out)
		}
	}
	if _, err := export.Read(strings.NewReader(out), http.DetectContentType); err != nil {
		t.Error(err)
	}
}

// alphabet has what breaks naive code: vowel marks, joiners, bidi controls,
// surrogate pairs, quote marks, JSON's own characters.
var alphabet = []rune("ابتثجسَّـ abc\n\t\"\\<>&«»“”\u200f\u200d\u2028😀👩\u0301٣3")

func drawText(t *rapid.T, label string, min int) string {
	return rapid.StringOfN(rapid.SampledFrom(alphabet), min, 60, -1).Draw(t, label)
}

func drawPassages(t *rapid.T, x *text.Index, label string, min int) []annotation.Passage {
	var drafts []annotation.PassageDraft
	at := 0
	for n := rapid.IntRange(min, 2).Draw(t, label); n > 0 && at < x.Len(); n-- {
		start := rapid.IntRange(at, x.Len()-1).Draw(t, "start")
		end := rapid.IntRange(start+1, x.Len()).Draw(t, "end")
		drafts = append(drafts, annotation.PassageDraft{Start: start, End: end})
		at = end
	}
	placed, err := annotation.Place(x, label, drafts)
	if err != nil {
		return nil // white space alone, or two halves of one cluster
	}
	return placed
}

// drawFile draws files such as a data file exports: whatever the domain allows.
func drawFile(t *rapid.T) export.File {
	id := rapid.StringMatching(`[a-z]{8}`)
	line := rapid.StringOfN(rapid.SampledFrom([]rune("ابت سَ abc\"<&😀")), 0, 12, -1)
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	moment := rapid.Custom(func(t *rapid.T) time.Time {
		return day.Add(time.Duration(rapid.IntRange(0, 1e7).Draw(t, "s")) * time.Second)
	})
	var speakers []annotation.Speaker
	for _, name := range rapid.SliceOfNDistinct(id, 1, 3, rapid.ID).Draw(t, "speakers") {
		speakers = append(speakers, annotation.Speaker{ID: name, Name: "س " + name, Kind: rapid.SampledFrom(annotation.SpeakerKinds).Draw(t, "kind"),
			CreatedBy: "x", CreatedAt: moment.Draw(t, "at"), UpdatedAt: moment.Draw(t, "at"), Version: rapid.IntRange(1, 9).Draw(t, "version")})
	}
	var articles []export.Article
	for _, name := range rapid.SliceOfNDistinct(id, 0, 3, rapid.ID).Draw(t, "articles") {
		a := annotation.Article{ID: name, Title: "ع" + name, Byline: line.Draw(t, "byline"), Language: rapid.SampledFrom([]string{"", "ar", "en"}).Draw(t, "language"),
			Direction: rapid.SampledFrom([]string{"rtl", "ltr"}).Draw(t, "direction"), Revision: rapid.IntRange(1, 3).Draw(t, "revision"),
			Text: "ن" + drawText(t, "text", 1), Archived: rapid.Bool().Draw(t, "archived"),
			CreatedBy: "x", CreatedAt: moment.Draw(t, "at"), UpdatedAt: moment.Draw(t, "at"), Version: rapid.IntRange(1, 9).Draw(t, "version")}
		x := text.NewIndex(a.Text)
		var marks []annotation.Annotation
		for i, n := 0, rapid.IntRange(0, 4).Draw(t, "marks"); i < n; i++ {
			spans := drawPassages(t, x, "spans", 1)
			if len(spans) == 0 {
				continue
			}
			m := annotation.Annotation{ID: name + string(rune('0'+i)), Article: name, Revision: a.Revision, Anchor: annotation.AnchorExact,
				Kind: annotation.Quote, Quotation: rapid.SampledFrom(annotation.Quotations).Draw(t, "quotation"),
				Spans: spans, Cue: drawPassages(t, x, "cue", 0), Mention: drawPassages(t, x, "mention", 0),
				Role: line.Draw(t, "role"), Note: drawText(t, "note", 0), State: rapid.SampledFrom(annotation.States).Draw(t, "state"),
				CreatedBy: line.Draw(t, "by"), CreatedAt: moment.Draw(t, "at"), UpdatedAt: moment.Draw(t, "at"), Version: rapid.IntRange(1, 9).Draw(t, "version")}
			if rapid.Bool().Draw(t, "judged") {
				scale := rapid.SampledFrom([]annotation.Scale{*annotation.DefaultScale(), ours(1)}).Draw(t, "scale")
				m.Scale, m.Verdict = scale.Ref(), rapid.SampledFrom(scale.Verdicts()).Draw(t, "verdict")
			}
			if rapid.Bool().Draw(t, "attributed") {
				speaker := rapid.SampledFrom(speakers).Draw(t, "speaker")
				m.Speaker = speaker.Ref()
			}
			marks = append(marks, m)
		}
		articles = append(articles, export.FromArticle(a, marks))
	}
	f := export.NewFile(moment.Draw(t, "exported"), speakers, articles)
	f.Scales = []annotation.Scale{ours(1), *annotation.DefaultScale()}[:rapid.IntRange(1, 2).Draw(t, "scales")]
	return f
}

// What is written is read as what it was, and written again as the same bytes.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFile(t)
		once := write(t, f)
		back, err := export.Read(strings.NewReader(once), http.DetectContentType)
		if err != nil {
			t.Fatalf("%v\n%s", err, once)
		}
		if twice := write(t, back); once != twice {
			t.Fatalf("(-once +twice)\n%s", cmp.Diff(once, twice))
		}
		for i := range back.Articles {
			a := back.Articles[i]
			a.Complete(nil, "nobody", time.Now())
			if !export.Same(a, back.Articles[i]) {
				t.Fatalf("a whole article was completed: %s", cmp.Diff(back.Articles[i], a))
			}
			runes := []rune(a.Text)
			for _, one := range a.Annotations {
				for _, p := range one.Spans {
					if got := string(runes[p.Start:p.End]); got != p.Exact {
						t.Fatalf("exact is %q, text[%d:%d] is %q", p.Exact, p.Start, p.End, got)
					}
				}
			}
		}
	})
}

func TestWriteError(t *testing.T) {
	full := errors.New("disk full")
	if err := export.Write(failing{full}, whole(t)); !errors.Is(err, full) {
		t.Errorf("Write = %v, want it to wrap %v", err, full)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func FuzzRead(f *testing.F) {
	golden, err := os.ReadFile(filepath.Join("testdata", "whole.json"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(golden)
	f.Add([]byte(`{"articles":[{"text":"one two","annotations":[{"kind":"claim","spans":[{"start":0,"end":3}]}]}]}`))
	f.Add([]byte(`{"speakers":[{"name":"a"}]}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		file, err := export.Read(bytes.NewReader(in), http.DetectContentType)
		if err != nil {
			if _, ok := errors.AsType[*annotation.Error](err); !ok {
				t.Fatalf("%v is no refusal", err)
			}
			return
		}
		// What was accepted is accepted as it is written, and stays the same.
		once := write(t, file)
		again, err := export.Read(strings.NewReader(once), http.DetectContentType)
		if err != nil {
			t.Fatalf("%v\n%s", err, once)
		}
		if twice := write(t, again); once != twice {
			t.Fatalf("(-once +twice)\n%s", cmp.Diff(once, twice))
		}
	})
}
