package message

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestMatch(t *testing.T) {
	for accept, want := range map[string]Lang{
		"": Arabic, "en": English, "en-GB,en;q=0.9": English, "ar-EG": Arabic, "fr": Arabic,
		"fr,en;q=0.5": English, "ar;q=0.3,en;q=0.9": English, "*": Arabic, "\xff;q=": Arabic,
	} {
		if got := Match(accept); got != want {
			t.Errorf("Match(%q) = %s, want %s", accept, got, want)
		}
	}
}

func TestPlurals(t *testing.T) {
	for n, want := range map[int]string{
		0: "بلا كلمات", 1: "كلمة واحدة", 2: "كلمتان", 3: "٣ كلمات", 10: "١٠ كلمات", 11: "١١ كلمة", 99: "٩٩ كلمة",
		100: "١٠٠ كلمة", 102: "١٠٢ كلمة", 103: "١٠٣ كلمات", 111: "١١١ كلمة",
	} {
		if got := New(Arabic).T("count.words", "count", n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int]string{0: "0 words", 1: "1 word", 2: "2 words", 21: "21 words"} {
		if got := New(English).T("count.words", "count", n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

func TestValuesOfTheOtherDirectionAreIsolated(t *testing.T) {
	for _, c := range []struct {
		lang   Lang
		value  any
		inside string
	}{
		{Arabic, "Kessler", "\u2068Kessler\u2069"},
		{Arabic, "سلمى", "سلمى"},
		{Arabic, "42", "42"},
		{Arabic, 42, "٤٢"},
		{Arabic, Raw("Kessler"), "Kessler"},
		{English, "سلمى", "\u2068سلمى\u2069"},
		{English, "Kessler", "Kessler"},
	} {
		if got := New(c.lang).T("card.checked_by", "name", c.value); !strings.HasSuffix(got, " "+c.inside) {
			t.Errorf("%v in %s gives %q", c.value, c.lang, got)
		}
	}
}

func TestDomainWordsAreTranslated(t *testing.T) {
	if got := New(Arabic).T("error.step_out_of_order", "from", "open", "to", "approved", "steps", []string{"checking"}); got != "لا خطوة من «مفتوح» إلى «معتمد». الممكن من هنا: قيد التحقق." {
		t.Error(got)
	}
	if got := New(English).T("error.forbidden", "role", "editor"); got != "This needs the role Editor at least." {
		t.Error(got)
	}
}

func TestUnknownKeyIsShownAsSuch(t *testing.T) {
	if got := New(English).T("no.such"); got != "⟦no.such⟧" {
		t.Error(got)
	}
}

func TestDates(t *testing.T) {
	at := time.Date(2026, 3, 1, 22, 30, 0, 0, time.UTC)
	east := time.FixedZone("", 3*3600)
	for name, c := range map[string]struct{ got, want string }{
		"Arabic":            {New(Arabic).DateTime(at), "١ آذار ٢٠٢٦، ٢٢:٣٠"},
		"next day eastward": {New(Arabic, In(east)).DateTime(at), "٢ آذار ٢٠٢٦، ٠١:٣٠"},
		"other months":      {New(Arabic, GregorianMonths(), LatinDigits()).Date(at), "1 مارس 2026"},
		"English":           {New(English, GregorianMonths()).Date(at), "1 March 2026"},
		"a day":             {New(English, In(east)).Day("2026-01-02"), "2 January 2026"},
		"no day":            {New(English).Day("soon"), "soon"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
}

func TestNeverPanics(t *testing.T) {
	keys := []string{"count.words", "error.stale", "error.span_out_of_range", "no.such"}
	rapid.Check(t, func(t *rapid.T) {
		p := New(rapid.SampledFrom(Langs()).Draw(t, "lang"))
		args := rapid.SliceOfN(rapid.OneOf(rapid.Int().AsAny(), rapid.String().AsAny(), rapid.Just[any](nil)), 0, 5).Draw(t, "args")
		p.T(rapid.SampledFrom(keys).Draw(t, "key"), args...)
	})
}
