package export_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

// The default scale, and our examples, are files that any desk could load.
func TestScaleFiles(t *testing.T) {
	own := filepath.Join("..", "annotation", "scale", "default.json")
	examples, err := filepath.Glob(filepath.Join("..", "..", "examples", "scales", "*.json"))
	if err != nil || len(examples) == 0 {
		t.Fatal(examples, err)
	}
	for _, name := range append(examples, own) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			s := readScale(t, name)
			if name == own && !s.Equal(annotation.DefaultScale()) {
				t.Errorf("isnad judges by another scale:\n%s", cmp.Diff(s, *annotation.DefaultScale()))
			}
			if want := s.ID + ".json"; filepath.Base(name) != want {
				t.Errorf("the file is not called %s", want)
			}
		})
	}
}

func readScale(t *testing.T, name string) annotation.Scale {
	t.Helper()
	in, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	s, err := export.ReadScale(in)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}

func TestReadScaleRefuses(t *testing.T) {
	const label = `{"verdict":"yes","ar":"نعم","en":"Yes","meaning":{"ar":"نعم.","en":"Yes."},"colour":"good"}`
	with := func(labels string) string {
		return `{"id":"ours","version":1,"title":{"ar":"لنا","en":"Ours"},"labels":[` + labels + `]}`
	}
	for name, c := range map[string]struct{ in, key, field string }{
		"nothing":           {``, "error.json_syntax", ""},
		"no object":         {`[]`, "error.json_type", ""},
		"cut short":         {with(label)[:80], "error.json_syntax", ""},
		"and more":          {with(label) + "{}", "error.trailing_data", ""},
		"twice":             {`{"id":"ours","id":"theirs"}`, "error.duplicate_key", "id"},
		"American":          {with(strings.Replace(label, "colour", "color", 1)), "error.unknown_field", "labels[0].color"},
		"version in words":  {`{"id":"ours","version":"1"}`, "error.json_type", "version"},
		"evidence in words": {with(strings.Replace(label, `"good"`, `"good","evidence":"yes"`, 1)), "error.json_type", "labels[0].evidence"},
		"half a pair":       {with(strings.Replace(label, "Yes", `\ud800`, 1)), "error.invalid_utf8", "labels[0].en"},
		"one label":         {with(label), "error.scale_labels", "labels"},
		"the same twice":    {with(label + "," + label), "error.scale_twice", "labels[1].verdict"},
		"too large":         {strings.Repeat(" ", 1<<20+1), "error.file_too_large", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := export.ReadScale(strings.NewReader(c.in))
			e, ok := errors.AsType[*annotation.Error](err)
			if !ok || e.Key != c.key || e.Field != c.field {
				t.Errorf("%v, want %s at %q", err, c.key, c.field)
			}
		})
	}
}

// A verdict without a scale, as files have it that are older or made by hand, was
// given under the first there was; the ids of annotations without one stay the same.
func TestReadWithoutScale(t *testing.T) {
	read := func(scale string) export.Article {
		f, err := export.Read(strings.NewReader(`{"articles":[{"id":"a","text":"one two","annotations":[
			{"kind":"claim","spans":[{"start":0,"end":3}],"verdict":"satire"`+scale+`}]}]}`), http.DetectContentType)
		if err != nil {
			t.Fatal(err)
		}
		f.Articles[0].Identify("a")
		return f.Articles[0]
	}
	old, now := read(""), read(`,"scale":"default@1"`)
	if got := old.Annotations[0]; got.Scale != annotation.FirstScale {
		t.Errorf("judged under %q", got.Scale)
	}
	if diff := cmp.Diff(old, now); diff != "" {
		t.Errorf("(-without +with)\n%s", diff)
	}
	if got := old.Annotations[0].ID; got != "hthzgudgd6gcbpfkzzlp" { // as it was before there were scales
		t.Errorf("the id is %s", got)
	}
}

func FuzzReadScale(f *testing.F) {
	for _, name := range []string{filepath.Join("..", "annotation", "scale", "default.json"), filepath.Join("..", "..", "examples", "scales", "five-steps.json")} {
		body, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(body))
	}
	f.Fuzz(func(t *testing.T, in string) {
		s, err := export.ReadScale(strings.NewReader(in))
		if err != nil {
			if _, ok := errors.AsType[*annotation.Error](err); !ok {
				t.Fatalf("%v is no refusal", err)
			}
			return
		}
		body, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		again, err := export.ReadScale(strings.NewReader(string(body)))
		if err != nil || !again.Equal(&s) {
			t.Fatalf("%v, read again as\n%s", err, cmp.Diff(s, again))
		}
	})
}
