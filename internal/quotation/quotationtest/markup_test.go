package quotationtest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func span(start, end int) *Span { return &Span{start, end} }

func TestParse(t *testing.T) {
	const header = "en | seen | test\n"
	quote := func(kind string, cue, mention *Span, speaker string, content ...Span) Quote {
		return Quote{Content: content, Kind: kind, Speaker: speaker, Mention: mention, Cue: cue}
	}
	tests := []struct {
		name, body string
		text       string
		quotes     []Quote
		not        []Span
	}{
		{"no annotation", "One.\n\nTwo.\n", "One.\n\nTwo.", nil, nil},
		{"no text", "", "", nil, nil},
		{"a quote", "Ann said yes.\n\tindirect | said | Ann | = | yes\n", "Ann said yes.",
			[]Quote{quote(Indirect, span(4, 8), span(0, 3), "Ann", Span{9, 12})}, nil},
		{"code points, not bytes", "قالَ علي: «نعم».\n\tdirect | قالَ | علي | علي الأكبر | نعم\n", "قالَ علي: «نعم».",
			[]Quote{quote(Direct, span(0, 4), span(5, 8), "علي الأكبر", Span{11, 14})}, nil},
		{"nothing but content", "“Yes.”\n\tdirect? | - | - | - | Yes.\n", "“Yes.”",
			[]Quote{{Content: []Span{{1, 5}}, Kind: Direct, Optional: true}}, nil},
		{"content in two stretches", "A, he said, B.\n\tindirect | said | he | = | A | B\n", "A, he said, B.",
			[]Quote{quote(Indirect, span(6, 10), span(3, 5), "he", Span{0, 1}, Span{12, 13})}, nil},
		{"first and last words", "He said a b c b d.\n\tindirect | said | He | = | a […] b\n", "He said a b c b d.",
			[]Quote{quote(Indirect, span(3, 7), span(0, 2), "He", Span{8, 11})}, nil},
		{"one of several", "He said he said so.\n\tindirect | said#2 | he | = | so\n", "He said he said so.",
			[]Quote{quote(Indirect, span(11, 15), span(8, 10), "he", Span{16, 18})}, nil},
		{"whole words only", "قال مقال وقال لا.\n\tindirect | قال | - | - | لا\n\tindirect | وقال | - | - | لا\n", "قال مقال وقال لا.",
			[]Quote{quote(Indirect, span(0, 3), nil, "", Span{14, 16}), quote(Indirect, span(9, 13), nil, "", Span{14, 16})}, nil},
		{"joined words left out", "وفقا لوزارة العدل، نعم.\n\tindirect | وفقا | ل+وزارة العدل | = | نعم\n", "وفقا لوزارة العدل، نعم.",
			[]Quote{quote(Indirect, span(0, 4), span(6, 17), "وزارة العدل", Span{19, 22})}, nil},
		{"lines above only", "He said a.\n\tindirect | said | He | = | a\nHe said b.\nHe left.\n\tindirect | said | He#1 | = | b\n\tnot | left\n",
			"He said a.\nHe said b.\nHe left.",
			[]Quote{quote(Indirect, span(3, 7), span(0, 2), "He", Span{8, 9}), quote(Indirect, span(14, 18), span(11, 13), "He", Span{19, 20})},
			[]Span{{25, 29}}},
		{"in the order of the text", "He said a and b.\n\tindirect | said | He | = | b\n\tindirect | said | He | = | a\n\tnot | b | a\n\t# a remark\n", "He said a and b.",
			[]Quote{quote(Indirect, span(3, 7), span(0, 2), "He", Span{8, 9}), quote(Indirect, span(3, 7), span(0, 2), "He", Span{14, 15})},
			[]Span{{8, 9}, {14, 15}}},
		{"annotation above all text", "\t# written by hand\nOne.\n", "One.", nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := Parse("dir/one.txt", header+test.body)
			if err != nil {
				t.Fatal(err)
			}
			want := Article{ID: "one", Language: "en", Source: "isnad: test", Part: Seen, Text: test.text, Quotes: test.quotes, NotQuotes: test.not}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	const header = "ar | held out | test\n"
	tests := []struct{ name, body, want string }{
		{"no header", "He said.\n", `a.txt:1: header "He said."`},
		{"no style", "en | seen |\n", "a.txt:1: header"},
		{"another language", "fr | seen | test\n", `a.txt:1: language "fr"`},
		{"another part", "en | unseen | test\n", `a.txt:1: part "unseen"`},
		{"too few fields", header + "One.\n\n\tdirect | - | - | One\n", "a.txt:4: \"direct | - | - | One\": want kind | cue"},
		{"another kind", header + "One.\n\tfree | - | - | - | One\n", `a.txt:3: kind "free"`},
		{"nothing that is no quote", header + "One.\n\tnot\n", `a.txt:3: "not": want not | stretch`},
		{"not there", header + "One.\n\tdirect | Two | - | - | One\n", `a.txt:3: "Two" does not stand`},
		{"an empty cue", header + "One.\n\tdirect | | - | - | One\n", `a.txt:3: "" does not stand`},
		{"part of a word", header + "وقال لا.\n\tdirect | قال | - | - | لا\n", `a.txt:3: "قال" does not stand`},
		{"part of a word with a mark", header + "قالَ لا.\n\tdirect | قال | - | - | لا\n", `a.txt:3: "قال" does not stand`},
		{"in other lines", header + "One.\n\tnot | One\nTwo.\n\tnot | One\n", `a.txt:5: "One" does not stand`},
		{"several", header + "One, One.\n\tnot | One\n", `a.txt:3: "One" stands 2 times in the lines above: say which, as in One#2`},
		{"fewer", header + "One, One.\n\tnot | One#3\n", `a.txt:3: "One" stands 2 times in the lines above, not 3`},
		{"last before first", header + "One two.\n\tnot | two […] One\n", `a.txt:3: "One" does not stand after "two"`},
		{"content out of order", header + "One two.\n\tdirect | - | - | - | two | One\n", "a.txt:3: \"direct | - | - | - | two | One\": stretches of content in another order"},
		{"no speaker", header + "One two.\n\tdirect | - | - | | One\n", "has - for speaker"},
		{"speaker as a mention that is not there", header + "One.\n\tdirect | - | - | = | One\n", "speaker = without a mention"},
		{"more than one fault", header + "One.\n\tnot | Two\n\tnot | Three\n", "a.txt:3: \"Two\" does not stand in the lines above\na.txt:4: \"Three\""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse("a.txt", test.body)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v\nwant an error with %s", err, test.want)
			}
		})
	}
}

func TestReadGoldRefuses(t *testing.T) {
	dir := t.TempDir()
	if _, err := ReadGold(dir); err == nil {
		t.Error("an empty folder is read without an error")
	}
	for name, body := range map[string]string{"a.txt": "en\n", "b.txt": "en | seen | test\n\tnot | One\n", "c.md": "no gold"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err := ReadGold(dir)
	for _, want := range []string{"a.txt:1", "b.txt:2"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}

// TestLines writes gold as JSON lines and reads it again.
func TestLines(t *testing.T) {
	gold := readGold(t)
	var lines bytes.Buffer
	if err := WriteLines(&lines, gold); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "gold.jsonl")
	if err := os.WriteFile(path, lines.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := ReadLines(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range gold {
		// The shape has no part, and lists where Go has nil.
		gold[i].Part = ""
		if gold[i].Quotes == nil {
			gold[i].Quotes = []Quote{}
		}
		if gold[i].NotQuotes == nil {
			gold[i].NotQuotes = []Span{}
		}
	}
	if diff := cmp.Diff(gold, got); diff != "" {
		t.Error(diff)
	}
	if err := os.WriteFile(path, append(lines.Bytes(), "{\"id\":1}\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadLines(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want an error that names the file", err)
	}
}
