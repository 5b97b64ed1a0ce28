package quotationtest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// goldDir is where our own articles lie.
const goldDir = "../testdata/gold"

// writeTo asks for the gold as JSON lines: go test ./internal/quotation/quotationtest -args -gold DIR
var writeTo = flag.String("gold", "", "write the gold articles to this folder, a file of JSON lines for each language and part")

func readGold(t *testing.T) []Article {
	t.Helper()
	gold, err := ReadGold(goldDir)
	if err != nil {
		t.Fatal(err)
	}
	return gold
}

func TestWriteGold(t *testing.T) {
	if *writeTo == "" {
		t.Skip("asked for with -args -gold DIR")
	}
	parts := map[string][]Article{}
	for _, a := range readGold(t) {
		name := a.Language + "-" + strings.ReplaceAll(a.Part, " ", "-") + ".jsonl"
		parts[name] = append(parts[name], a)
	}
	for name, articles := range parts {
		file, err := os.Create(filepath.Join(*writeTo, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := WriteLines(file, articles); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestGold holds every article to what the definition says of any quote.
func TestGold(t *testing.T) {
	halves := map[string]bool{}
	for _, a := range readGold(t) {
		halves[a.Language+", "+a.Part] = true
		if strings.ContainsAny(a.Text, "\r\t") {
			t.Errorf("%s: a carriage return or tab in the text", a.ID)
		}
		text := []rune(a.Text)
		for _, q := range a.Quotes {
			for _, s := range q.Content {
				if fault := contentFault(a, q, string(text[s[0]:s[1]])); fault != "" {
					t.Errorf("%s: content %q %s", a.ID, string(text[s[0]:s[1]]), fault)
				}
			}
		}
		for _, s := range a.NotQuotes {
			if marked := string(text[max(0, s[0]-2):min(len(text), s[1]+2)]); strings.IndexFunc(marked, isMark) < 0 {
				t.Errorf("%s: %q stands in no marks", a.ID, marked)
			}
		}
	}
	for _, half := range []string{"ar, " + Seen, "ar, " + HeldOut, "en, " + Seen, "en, " + HeldOut} {
		if !halves[half] {
			t.Errorf("no articles of %s", half)
		}
	}
}

func isMark(r rune) bool { return strings.ContainsRune("\"'“”„‟«»‘’‚", r) }

// contentFault says what is wrong with a stretch of a quote's content.
func contentFault(a Article, q Quote, said string) string {
	first, _ := utf8.DecodeRuneInString(said)
	last, _ := utf8.DecodeLastRuneInString(said)
	switch {
	case strings.IndexFunc(said, counts) < 0:
		return "has no letter"
	case unicode.IsSpace(first) || unicode.IsSpace(last):
		return "begins or ends with a blank"
	case q.Kind == Direct && isMark(first) && isMark(last):
		return "is direct and has its outer marks"
	case a.Language == "ar" && strings.ContainsRune(".،,؛", last):
		return "ends with what belongs to the sentence around it"
	case q.Kind == Mixed && strings.IndexFunc(a.content(q), isMark) < 0:
		return "is mixed without marks"
	case q.Speaker == "" && !q.Optional:
		return "has no source, and is not optional"
	case a.Language == "en" && (q.Mention == nil || q.Cue == nil):
		return "has no mention or cue, which every English quote has"
	}
	return ""
}

// content is all that a quote says, its stretches joined by blanks.
func (a Article) content(q Quote) string {
	text := []rune(a.Text)
	var said []string
	for _, s := range q.Content {
		said = append(said, string(text[s[0]:s[1]]))
	}
	return strings.Join(said, " ")
}
