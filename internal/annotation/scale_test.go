package annotation

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ownScale is a scale of a desk's own: it knows some of the default's values, which may
// mean other things in it.
func ownScale(version int) Scale {
	label := func(v Verdict, ar, en string, c Colour) Label {
		return Label{Verdict: v, Words: Words{ar, en}, Meaning: Words{ar + ".", en + "."}, Colour: c}
	}
	return Scale{ID: "five", Version: version, Title: Words{"خمس", "Five"}, Ordered: true, Labels: []Label{
		label("true", "صدق", "So", Good), label("half", "نصف", "Half", Warn), label("false", "خطأ", "Not so", Bad),
	}}
}

func TestDefaultScale(t *testing.T) {
	s := DefaultScale()
	if err := s.Check(); err != nil {
		t.Error(err)
	}
	if s.Ref() != FirstScale {
		t.Errorf("the default is %s", s.Ref())
	}
	want := []Verdict{True, MostlyTrue, PartlyFalse, Misleading, OutOfContext, False, Fabricated, Satire, Unverifiable}
	if diff := cmp.Diff(want, s.Verdicts()); diff != "" {
		t.Error(diff)
	}
	for _, l := range s.Labels {
		if l.Evidence != (l.Verdict != Unverifiable) {
			t.Errorf("%s: evidence %t", l.Verdict, l.Evidence)
		}
	}
	if l := (Scales{}).Label(FirstScale, MostlyTrue); l.In("ar") != "صحيح في معظمه" || l.In("en") != "Mostly true" {
		t.Errorf("%+v", l)
	}
}

func TestScaleCheck(t *testing.T) {
	for name, c := range map[string]struct {
		change     func(*Scale)
		key, field string
	}{
		"good":                {func(*Scale) {}, "", ""},
		"no id":               {func(s *Scale) { s.ID = "" }, "error.scale_id", "id"},
		"id with @":           {func(s *Scale) { s.ID = "a@1" }, "error.scale_id", "id"},
		"id in capitals":      {func(s *Scale) { s.ID = "Five" }, "error.scale_id", "id"},
		"no version":          {func(s *Scale) { s.Version = 0 }, "error.unknown_value", "version"},
		"version below":       {func(s *Scale) { s.Version = -1 }, "error.unknown_value", "version"},
		"version beyond":      {func(s *Scale) { s.Version = maxCount + 1 }, "error.unknown_value", "version"},
		"title in one":        {func(s *Scale) { s.Title.Ar = " " }, "error.required", "title.ar"},
		"title of two lines":  {func(s *Scale) { s.Title.En = "a\nb" }, "error.control_character", "title.en"},
		"one label":           {func(s *Scale) { s.Labels = s.Labels[:1] }, "error.scale_labels", "labels"},
		"too many labels":     {func(s *Scale) { s.Labels = make([]Label, MaxLabels+1) }, "error.too_many", "labels"},
		"no verdict":          {func(s *Scale) { s.Labels[1].Verdict = "" }, "error.scale_name", "labels[1].verdict"},
		"verdict with /":      {func(s *Scale) { s.Labels[1].Verdict = "a/b" }, "error.scale_name", "labels[1].verdict"},
		"no word":             {func(s *Scale) { s.Labels[2].Ar = "" }, "error.required", "labels[2].ar"},
		"tashkeel alone":      {func(s *Scale) { s.Labels[2].Ar = "\u064b" }, "error.required", "labels[2].ar"},
		"long word":           {func(s *Scale) { s.Labels[2].En = strings.Repeat("a", MaxLabel+1) }, "error.too_long", "labels[2].en"},
		"no meaning":          {func(s *Scale) { s.Labels[0].Meaning.En = "" }, "error.required", "labels[0].meaning.en"},
		"long meaning":        {func(s *Scale) { s.Labels[0].Meaning.Ar = strings.Repeat("ا", MaxMeaning+1) }, "error.too_long", "labels[0].meaning.ar"},
		"no colour":           {func(s *Scale) { s.Labels[0].Colour = "" }, "error.required", "labels[0].colour"},
		"colour of their own": {func(s *Scale) { s.Labels[0].Colour = "#ff0000" }, "error.unknown_value", "labels[0].colour"},
		"verdict twice":       {func(s *Scale) { s.Labels[2].Verdict = "true" }, "error.scale_twice", "labels[2].verdict"},
		"word twice, nearly":  {func(s *Scale) { s.Labels[2].Ar = "صِدق" }, "error.scale_twice", "labels[2].ar"},
		"word twice, by case": {func(s *Scale) { s.Labels[2].En = "SO" }, "error.scale_twice", "labels[2].en"},
	} {
		t.Run(name, func(t *testing.T) {
			s := ownScale(1)
			c.change(&s)
			err := s.Check()
			if c.key == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantRefusal(t, err, Invalid, c.key, c.field)
		})
	}
}

func TestParseScaleRef(t *testing.T) {
	for s, want := range map[string]ScaleRef{"five": "five@0", "five@2": "five@2", "default@1": "default@1"} {
		id, version, err := ParseScaleRef("scale", s)
		if got := (&Scale{ID: id, Version: version}).Ref(); err != nil || got != want {
			t.Errorf("%s: %s, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "@1", "five@", "five@0", "five@-1", "five@+1", "five@01", "five@1@2", "five@x", "Five", "خمس", "five@99999999999999999999"} {
		_, _, err := ParseScaleRef("scale", s)
		wantRefusal(t, err, Invalid, "error.scale_ref", "scale")
	}
}

// A published version never changes.
func TestScalesAdd(t *testing.T) {
	all := NewScales("", []Scale{ownScale(1)})
	changed := ownScale(1)
	changed.Labels[0].Meaning.En = "So, and nothing else."
	mine := *DefaultScale()
	mine.Version = 2
	reserved := *DefaultScale()
	reserved.Ordered = true
	bad := ownScale(3)
	bad.Labels = nil
	for name, c := range map[string]struct {
		scale Scale
		isNew bool
		key   string
	}{
		"known":                {ownScale(1), false, ""},
		"another version":      {ownScale(2), true, ""},
		"known, changed":       {changed, false, "error.scale_changed"},
		"isnad's own":          {*DefaultScale(), false, ""},
		"isnad's own, new":     {mine, false, "error.scale_reserved"},
		"isnad's own, other":   {reserved, false, "error.scale_reserved"},
		"no scale to judge by": {bad, false, "error.scale_labels"},
	} {
		t.Run(name, func(t *testing.T) {
			isNew, err := all.Add(&c.scale)
			if e, _ := errors.AsType[*Error](err); isNew != c.isNew || (e != nil) != (c.key != "") || e != nil && e.Key != c.key {
				t.Errorf("new %t, %v", isNew, err)
			}
		})
	}
}

func TestNewestScale(t *testing.T) {
	all := NewScales("five@2", []Scale{ownScale(10), ownScale(2), ownScale(1)})
	if got := all.newest("five").Ref(); got != "five@10" {
		t.Errorf("the newest is %s", got)
	}
	if all.newest("six") != nil || all.newest("default").Ref() != FirstScale || all.Current().Ref() != "five@2" {
		t.Error("six, default or the current one is another")
	}
	if got := NewScales("gone@1", nil).Current().Ref(); got != FirstScale {
		t.Errorf("a desk without its scale judges by %s", got)
	}
}

// Where several scales are counted together, each verdict is listed once, the desk's
// own first, and called by the desk's word for it.
func TestScalesTogether(t *testing.T) {
	all := NewScales("five@1", []Scale{ownScale(1)})
	var got []string
	for _, v := range all.Verdicts() {
		l := all.Label(all.Speaks(v), v)
		got = append(got, string(v)+"="+l.En)
	}
	want := "true=So half=Half false=Not so mostly_true=Mostly true partly_false=Partly false misleading=Misleading " +
		"out_of_context=Out of context fabricated=Fabricated satire=Satire unverifiable=Unverifiable"
	if strings.Join(got, " ") != want {
		t.Errorf("%q", got)
	}
	if all.Speaks("nearly") != "" {
		t.Error("a scale speaks for a verdict that none has")
	}
	if err := all.CheckFindings(Altered, "half"); err != nil {
		t.Error(err)
	}
	wantRefusal(t, all.CheckFindings("", "nearly"), Invalid, "error.unknown_value", "verdict")
	if len((Scales{}).Verdicts()) != len(DefaultScale().Labels) {
		t.Error("the built-in scale is listed twice, or not whole")
	}
}

// Which scale a verdict comes under, and what is refused.
func TestJudge(t *testing.T) {
	ref := func(s string) Opt[ScaleRef] { return To(ScaleRef(s)) }
	for name, c := range map[string]struct {
		was     string // scale/verdict before
		patch   Patch
		want    string
		changed bool
		key     string
	}{
		"first":                     {"", Patch{Verdict: To(Verdict("half"))}, "five@1/half", true, ""},
		"first, from this scale":    {"", Patch{Verdict: To(Verdict("half")), Scale: ref("five@1")}, "five@1/half", true, ""},
		"first, from an older one":  {"", Patch{Verdict: To(False), Scale: ref("default@1")}, "", false, "error.scale_not_current"},
		"first, no such":            {"", Patch{Verdict: To(Satire)}, "", false, "error.unknown_value"},
		"nothing said":              {"default@1/satire", Patch{}, "default@1/satire", false, ""},
		"old one stays":             {"default@1/satire", Patch{Verdict: To(Satire)}, "default@1/satire", false, ""},
		"old one stays, by its own": {"default@1/true", Patch{Verdict: To(True), Scale: ref("default@1")}, "default@1/true", false, ""},
		"old one said again":        {"default@1/true", Patch{Verdict: To(True)}, "five@1/true", true, ""},
		"old one, under the new":    {"default@1/true", Patch{Scale: ref("five@1")}, "five@1/true", true, ""},
		"the new has none such":     {"default@1/satire", Patch{Scale: ref("five@1")}, "", false, "error.unknown_value"},
		"another of the old scale":  {"default@1/satire", Patch{Verdict: To(Fabricated)}, "", false, "error.unknown_value"},
		"the old scale insisted on": {"default@1/satire", Patch{Verdict: To(False), Scale: ref("default@1")}, "", false, "error.scale_not_current"},
		"taken away":                {"default@1/satire", Patch{Verdict: To(Verdict(""))}, "", true, ""},
		"taken away, scale said":    {"five@1/half", Patch{Verdict: To(Verdict("")), Scale: ref("five@1")}, "", true, ""},
		"scale of nothing":          {"", Patch{Scale: ref("five@1")}, "", false, ""},
		"scale null":                {"default@1/true", Patch{Scale: ref("")}, "default@1/true", false, ""},
		"same again":                {"five@1/half", Patch{Verdict: To(Verdict("half"))}, "five@1/half", false, ""},
		"changed":                   {"five@1/half", Patch{Verdict: To(True)}, "five@1/true", true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := marked(t, Claim)
			scale, verdict, _ := strings.Cut(c.was, "/")
			a.Scale, a.Verdict = ScaleRef(scale), Verdict(verdict)
			s := setting(reviewer)
			s.Scales = NewScales("five@1", []Scale{ownScale(1)})
			b, err := a.Apply(c.patch, s)
			if c.key != "" {
				if e, ok := errors.AsType[*Error](err); !ok || e.Key != c.key || e.Field != "verdict" {
					t.Fatalf("%v, want %s", err, c.key)
				}
				return
			}
			got := ""
			if b.Verdict != "" {
				got = string(b.Scale) + "/" + string(b.Verdict)
			}
			if err != nil || got != c.want || (b.Version > a.Version) != c.changed || b.Verdict == "" && b.Scale != "" {
				t.Errorf("%s, version %d, %v; want %s", got, b.Version, err, c.want)
			}
		})
	}
}

// Another scale is another finding: what was checked under the old one is not
// checked under the new.
func TestAnotherScaleGoesBackToChecking(t *testing.T) {
	a := marked(t, Claim)
	a.State, a.Verdict, a.Scale, a.Reason, a.CheckedBy = Checked, True, FirstScale, "السجل", "x"
	s := setting(reviewer)
	s.Scales = NewScales("five@1", []Scale{ownScale(1)})
	b, err := a.Apply(Patch{Verdict: To(True)}, s)
	if err != nil || b.State != Checking || b.Scale != "five@1" {
		t.Errorf("%+v, %v", b, err)
	}
	// And it is held to what the new label asks for.
	if missing := b.Missing(s); len(missing) != 0 {
		t.Errorf("the desk's own scale asks for no evidence, and %v is missing", missing)
	}
}
