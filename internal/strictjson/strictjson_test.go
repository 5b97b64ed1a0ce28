package strictjson_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/message"
	"github.com/isnad/isnad/internal/strictjson"
)

type body struct {
	Name  string                 `json:"name"`
	Count int                    `json:"count"`
	On    bool                   `json:"on"`
	At    time.Time              `json:"at"`
	Spans []annotation.Passage   `json:"spans"`
	Who   *annotation.SpeakerRef `json:"who"`
	Title annotation.Opt[string] `json:"title,omitzero"`
	Data  []byte                 `json:"data"`
	Part  float64                `json:"part"`
}

func TestDecode(t *testing.T) {
	var got body
	in := ` {"name":"سلمى \ud83d\ude00","count":2,"on":true,"at":"2026-01-02T03:04:05Z","spans":[{"start":1,"end":2,"exact":"ل"}],"who":null,"title":""} ` + "\n"
	if err := strictjson.Decode(strings.NewReader(in), 1<<20, &got); err != nil {
		t.Fatal(err)
	}
	want := body{Name: "سلمى 😀", Count: 2, On: true, At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Spans: []annotation.Passage{{Start: 1, End: 2, Exact: "ل"}}, Title: annotation.To("")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		in    string
		code  annotation.Code
		key   string
		field string
		arg   any // the last argument, where it matters
	}{
		"empty":                   {``, annotation.Malformed, "error.json_syntax", "", "end"},
		"cut short":               {`{"name":"a`, annotation.Malformed, "error.json_syntax", "", "end"},
		"missing comma":           {`{"name":"a" "count":1}`, annotation.Malformed, "error.json_syntax", "", "syntax"},
		"trailing comma":          {`{"name":"a",}`, annotation.Malformed, "error.json_syntax", "", "syntax"},
		"comment":                 {`{/*x*/"name":"a"}`, annotation.Malformed, "error.json_syntax", "", "syntax"},
		"raw control character":   {"{\"name\":\"a\x01\"}", annotation.Malformed, "error.json_syntax", "", "syntax"},
		"empty behind a mark":     {"\ufeff", annotation.Malformed, "error.json_syntax", "", "end"},
		"two byte-order marks":    {"\ufeff\ufeff{}", annotation.Malformed, "error.json_syntax", "", "syntax"},
		"mark in the middle":      {"{\ufeff}", annotation.Malformed, "error.json_syntax", "", "syntax"},
		"no base64":               {`{"data":"=!"}`, annotation.Invalid, "error.json_type", "data", "base64"},
		"number for base64":       {`{"data":1}`, annotation.Invalid, "error.json_type", "data", "base64"},
		"a second object":         {`{"name":"a"}{}`, annotation.Malformed, "error.trailing_data", "", nil},
		"a brace too many":        {`{"name":"a"}}`, annotation.Malformed, "error.trailing_data", "", nil},
		"array":                   {`[]`, annotation.Invalid, "error.json_type", "", "object"},
		"null":                    {`null`, annotation.Invalid, "error.json_type", "", "object"},
		"string":                  {`"a"`, annotation.Invalid, "error.json_type", "", "object"},
		"duplicate key":           {`{"name":"a","name":"a"}`, annotation.Malformed, "error.duplicate_key", "name", "name"},
		"duplicate by escape":     {`{"name":"a","n\u0061me":"a"}`, annotation.Malformed, "error.duplicate_key", "name", "name"},
		"duplicate deep":          {`{"spans":[{"start":1,"start":1}]}`, annotation.Malformed, "error.duplicate_key", "spans[0].start", "start"},
		"duplicate unknown":       {`{"x":{"y":1,"y":2}}`, annotation.Invalid, "error.unknown_field", "x", "x"},
		"unknown field":           {`{"nome":"a"}`, annotation.Invalid, "error.unknown_field", "nome", "nome"},
		"other case":              {`{"Name":"a"}`, annotation.Invalid, "error.unknown_field", "Name", "Name"},
		"unknown deep":            {`{"spans":[{"start":1,"end":2},{"begin":1}]}`, annotation.Invalid, "error.unknown_field", "spans[1].begin", nil},
		"unknown behind pointer":  {`{"who":{"id":"x","nom":"y"}}`, annotation.Invalid, "error.unknown_field", "who.nom", nil},
		"number for string":       {`{"name":1}`, annotation.Invalid, "error.json_type", "name", "string"},
		"string for integer":      {`{"spans":[{"start":1,"end":"2"}]}`, annotation.Invalid, "error.json_type", "spans[0].end", "integer"},
		"fraction for integer":    {`{"count":1.5}`, annotation.Invalid, "error.json_type", "count", "integer"},
		"integer out of range":    {`{"count":99999999999999999999}`, annotation.Invalid, "error.json_type", "count", "integer"},
		"number for boolean":      {`{"on":1}`, annotation.Invalid, "error.json_type", "on", "boolean"},
		"string for number":       {`{"part":"0.5"}`, annotation.Invalid, "error.json_type", "part", "number"},
		"array for number":        {`{"part":[]}`, annotation.Invalid, "error.json_type", "part", "number"},
		"number out of range":     {`{"part":1e999}`, annotation.Invalid, "error.json_type", "part", "number"},
		"object for array":        {`{"spans":{}}`, annotation.Invalid, "error.json_type", "spans", "array"},
		"array for object":        {`{"who":[]}`, annotation.Invalid, "error.json_type", "who", "object"},
		"no time":                 {`{"at":"yesterday"}`, annotation.Invalid, "error.json_type", "at", "time"},
		"number inside an option": {`{"title":1}`, annotation.Invalid, "error.json_type", "title", "string"},
		"bad byte":                {"{\"name\":\"ab\xff\"}", annotation.Malformed, "error.invalid_utf8", "", 11},
		"bad byte after Arabic":   {"{\"name\":\"سل\xd8\"}", annotation.Malformed, "error.invalid_utf8", "", 11},
		"surrogate in UTF-8":      {"{\"name\":\"\xed\xa0\x80\"}", annotation.Malformed, "error.invalid_utf8", "", 9},
		"lone high surrogate":     {`{"name":"\ud83d"}`, annotation.Malformed, "error.invalid_utf8", "name", 9},
		"lone low surrogate":      {`{"name":"ab\udE00x"}`, annotation.Malformed, "error.invalid_utf8", "name", 11},
		"reversed pair":           {`{"name":"\ude00\ud83d"}`, annotation.Malformed, "error.invalid_utf8", "name", 9},
		"lone surrogate in name":  {`{"\ud83d":1}`, annotation.Malformed, "error.invalid_utf8", "", 2},
		"broken escape":           {`{"name":"\x41"}`, annotation.Malformed, "error.json_syntax", "", "syntax"},
	} {
		t.Run(name, func(t *testing.T) {
			var v body
			err := strictjson.Decode(strings.NewReader(c.in), 1<<20, &v)
			e, ok := errors.AsType[*annotation.Error](err)
			if !ok {
				t.Fatalf("Decode = %v, want a refusal", err)
			}
			if e.Code != c.code || e.Key != c.key || e.Field != c.field {
				t.Errorf("got %s %s field %q, want %s %s field %q (%v)", e.Code, e.Key, e.Field, c.code, c.key, c.field, err)
			}
			if c.arg != nil && e.Args[len(e.Args)-1] != c.arg {
				t.Errorf("args = %v, want the last to be %v", e.Args, c.arg)
			}
		})
	}
}

// TestDecodeSays wants no word of the decoder's own in either language, and the place
// as people count it.
func TestDecodeSays(t *testing.T) {
	for in, want := range map[string]struct{ en, ar string }{
		`{"name":"a`: {"The JSON cannot be read at line 1, character 11: it ends before it is complete.", "تعذّرت قراءة JSON عند السطر ١، الحرف ١١: انقطع قبل أن يكتمل."},
		``:           {"The JSON cannot be read at line 1, character 1: it ends before it is complete.", "تعذّرت قراءة JSON عند السطر ١، الحرف ١: انقطع قبل أن يكتمل."},
		"{\"name\":\"سلمى\",\n \"title\":\"س\",,}": {"The JSON cannot be read at line 2, character 14: this is not JSON.", "تعذّرت قراءة JSON عند السطر ٢، الحرف ١٤: \u2068ما هنا ليس من JSON\u2069."},
		`{"name":1}`:   {"Name must be a string.", "الحقل الاسم يجب أن يكون نصًا."},
		`{"on":1}`:     {"on must be true or false.", "الحقل \u2068on\u2069 يجب أن يكون \u2068true أو false\u2069."},
		`{"part":"1"}`: {"part must be a number.", "الحقل \u2068part\u2069 يجب أن يكون عددًا."},
		`{"spans":{}}`: {"Content must be an array.", "الحقل المحتوى يجب أن يكون مصفوفة."},
		`[]`:           {"JSON must be an object.", "الحقل \u2068JSON\u2069 يجب أن يكون كائنًا."},
	} {
		err := strictjson.Decode(strings.NewReader(in), 1<<20, &body{})
		e, ok := errors.AsType[*annotation.Error](err)
		if !ok {
			t.Errorf("%s: %v", in, err)
			continue
		}
		for lang, want := range map[message.Lang]string{message.English: want.en, message.Arabic: want.ar} {
			if got := message.New(lang).T(e.Key, e.Args...); got != want {
				t.Errorf("%s says %q, want %q", in, got, want)
			}
		}
	}
}

func TestDecodePassesOverAByteOrderMark(t *testing.T) {
	var got body
	if err := strictjson.Decode(strings.NewReader("\ufeff"+`{"name":"سلمى"}`), 1<<20, &got); err != nil || got.Name != "سلمى" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestDecodeLimit(t *testing.T) {
	in := `{"name":"abc"}`
	var v body
	if err := strictjson.Decode(strings.NewReader(in), int64(len(in)), &v); err != nil {
		t.Errorf("a body of exactly the limit: %v", err)
	}
	err := strictjson.Decode(strings.NewReader(in), int64(len(in))-1, &v)
	if e, ok := errors.AsType[*annotation.Error](err); !ok || e.Code != annotation.TooLarge || e.Key != "error.body_too_large" {
		t.Errorf("a body over the limit: %v", err)
	}
	// The limit holds for what follows the object, too.
	if err := strictjson.Decode(strings.NewReader(`{} `+strings.Repeat(" ", 100)), 50, &v); annotation.CodeOf(err) != annotation.TooLarge {
		t.Errorf("blanks over the limit: %v", err)
	}
}

func TestDecodeReadError(t *testing.T) {
	broken := errors.New("connection lost")
	if err := strictjson.Decode(iotest.ErrReader(broken), 100, &body{}); !errors.Is(err, broken) {
		t.Errorf("Decode = %v, want it to wrap %v", err, broken)
	}
}

func TestPatch(t *testing.T) {
	decode := func(t *testing.T, in string) (annotation.Patch, error) {
		t.Helper()
		var p annotation.Patch
		err := strictjson.Decode(strings.NewReader(in), 1<<20, &p)
		return p, err
	}
	got, err := decode(t, `{"wording":"accurate","note":null,"said_on":"2026-01-02","spans":[{"start":1,"end":2}],"speaker":{"name":"سلمى"}}`)
	if err != nil {
		t.Fatal(err)
	}
	want := annotation.Patch{
		Wording: annotation.To(annotation.Accurate), Note: annotation.To(""), SaidOn: annotation.To("2026-01-02"),
		Spans:   annotation.To([]annotation.PassageDraft{{Start: 1, End: 2}}),
		Speaker: annotation.To(annotation.SpeakerChoice{Name: "سلمى"}),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// Null sets no speaker, which is not the same as leaving it alone.
	got, err = decode(t, `{"speaker":null}`)
	if err != nil || !got.Speaker.Set || got.Speaker.Value != (annotation.SpeakerChoice{}) {
		t.Errorf("null: %+v, %v", got.Speaker, err)
	}
	for in, field := range map[string]string{
		`{"speaker":{"name":"a","age":3}}`:         "speaker.age",
		`{"spans":[{"start":0,"end":1,"ende":2}]}`: "spans[0].ende",
		`{"version":3}`: "version",
		`{"spans":[{"start":0,"end":1},{"start":0,"end":1,"exact":2}]}`: "spans[1].exact",
		`{"spans":[{"start":0,"end":1},{"start":0}]}`:                   "spans[1].end",
		`{"cue":[{"end":1}]}`: "cue[0].start",
	} {
		_, err := decode(t, in)
		if e, ok := errors.AsType[*annotation.Error](err); !ok || e.Field != field {
			t.Errorf("%s: %v, want field %s", in, err, field)
		}
	}
}

// A patch is written as it was read, so that a stale one can be handed back.
func TestPatchRoundTrip(t *testing.T) {
	in := `{"speaker":{"id":"x"},"wording":"","note":"ن"}`
	var p annotation.Patch
	if err := strictjson.Decode(strings.NewReader(in), 1<<20, &p); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(p)
	if err != nil || string(out) != in {
		t.Errorf("Marshal = %s, %v, want %s", out, err, in)
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{}`, `{"name":"\ud83d"}`, `{"spans":[{"start":1}]}`, `{"name":"a","name":1}`, "{\"name\":\"\xff\"}", `{"title":null}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var v body
		err := strictjson.Decode(strings.NewReader(s), 1<<16, &v)
		if err == nil && !json.Valid([]byte(s)) {
			t.Errorf("%q was read, but is not JSON", s)
		}
		if _, ok := errors.AsType[*annotation.Error](err); err != nil && !ok {
			t.Errorf("%q: %v is no refusal", s, err)
		}
	})
}
