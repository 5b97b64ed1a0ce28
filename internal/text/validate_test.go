package text_test

import (
	"errors"
	"testing"

	"github.com/isnad/isnad/internal/text"
)

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		in string
		at int // of the fault; -1 for none
	}{
		{"", -1},
		{"قال \x00\u200f\ufffd\n", -1},
		{"قا\xffل", 2},
		{"أ\xed\xa0\x80", 1}, // an encoded surrogate
		{"\xc0\xaf", 0},      // overlong
		{"ab\xd9", 2},        // cut short
	} {
		for name, err := range map[string]error{"Validate": text.Validate(c.in), "ValidateBytes": text.ValidateBytes([]byte(c.in))} {
			bad, ok := errors.AsType[*text.EncodingError](err)
			switch {
			case c.at < 0 && err != nil:
				t.Errorf("%s(%q) = %v", name, c.in, err)
			case c.at >= 0 && (!ok || bad.Position != c.at):
				t.Errorf("%s(%q) = %v, want position %d", name, c.in, err, c.at)
			}
		}
	}
}

func TestValidateTyped(t *testing.T) {
	for _, in := range []string{"", "قال\n\tنعم", "\u200f\u200e\u2067x\u2069\u200c\u200d\ufeff", "👩‍🚀"} {
		if err := text.ValidateTyped(in); err != nil {
			t.Errorf("ValidateTyped(%+q) = %v", in, err)
		}
	}
	for _, c := range []struct {
		in string
		at int
		r  rune
	}{{"قا\x00ل", 2, 0}, {"a\r\n", 1, '\r'}, {"\x1b[1m", 0, 0x1b}, {"ab\x7f", 2, 0x7f}, {"ع\u0085", 1, 0x85}} {
		bad, ok := errors.AsType[*text.ControlError](text.ValidateTyped(c.in))
		if !ok || bad.Position != c.at || bad.Rune != c.r {
			t.Errorf("ValidateTyped(%+q) = %v", c.in, bad)
		}
	}
	if _, ok := errors.AsType[*text.EncodingError](text.ValidateTyped("a\xff\x00")); !ok {
		t.Error("text that is not UTF-8 passes")
	}
}

func TestNormalizeNewlines(t *testing.T) {
	for in, want := range map[string]string{
		"":                "",
		"a\nb":            "a\nb",
		"a\r\nb\rc\n\r\n": "a\nb\nc\n\n",
		"\r\r\n\r":        "\n\n\n",
	} {
		if got := text.NormalizeNewlines(in); got != want {
			t.Errorf("NormalizeNewlines(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDirection(t *testing.T) {
	for in, want := range map[string]string{
		"":                                "",
		"123 … 😀":                         "",
		"قال he":                          "rtl",
		"“Reuters” قال":                   "ltr",
		"2018: قال":                       "rtl",
		"\u200fReuters":                   "rtl",
		"\u2066BBC\u2069 قال":             "rtl", // what is isolated does not count
		"\u2067قال \u2066x\u2069\u2069 y": "ltr",
		"\u2067قال\nx":                    "ltr",
		"\u2069x":                         "ltr",
		"שלום":                            "rtl",
	} {
		if got := text.Direction(in); got != want {
			t.Errorf("Direction(%+q) = %q, want %q", in, got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"2018 …":                   "",
		"قالت وكالة Reuters أمس":   "ar",
		"The word إسناد is Arabic": "en",
		"ab با":                    "",
		"Élysée":                   "en",
	} {
		if got := text.Language(in); got != want {
			t.Errorf("Language(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestInvisible(t *testing.T) {
	for r, want := range map[rune]string{'\u200f': "RLM", '\u200c': "ZWNJ", '\u2068': "FSI", '\ufeff': "ZWNBSP", '\u00ad': "SHY"} {
		if name, ok := text.Invisible(r); !ok || name != want {
			t.Errorf("Invisible(%U) = %q, %v", r, name, ok)
		}
	}
	for _, r := range " aا\u064e\u00a0ـ\n" {
		if name, ok := text.Invisible(r); ok {
			t.Errorf("Invisible(%U) = %q", r, name)
		}
	}
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"":                 "",
		"سلمى, a 👩":        "سلمى, a 👩",
		"a\x00b":           "a[U+0000]b",
		"\x1b[31m":         "[U+001B][31m",
		"a\nb\tc":          "a[U+000A]b[U+0009]c",
		"\u0085\u007f":     "[U+0085][U+007F]",
		"abc\u202etxt":     "abc[RLO]txt",
		"\u200fسلمى\ufeff": "[RLM]سلمى[ZWNBSP]",
		"می\u200cشود":      "می\u200cشود",
		"tr\u200cue":       "tr[ZWNJ]ue",
		"می\u200c":         "می[ZWNJ]",
		"a\xffb":           "a\ufffdb",
	} {
		if got := text.Visible(in); got != want {
			t.Errorf("%+q is shown as %+q, want %+q", in, got, want)
		}
	}
}
