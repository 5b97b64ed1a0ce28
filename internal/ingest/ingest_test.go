package ingest

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/isnad/isnad/internal/annotation"
)

func TestReadKeepsTheFile(t *testing.T) {
	raw := "\uFEFFعنوان\r\n\r\nسطر\rسطر\v آخر\f\x1B نهاية  \n\n"
	doc, err := Read("story.TXT", []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	want := Document{
		Text: "عنوان\n\nسطر\nسطر\v آخر\f\x1B نهاية  \n\n", Title: "عنوان",
		Language: "ar", Direction: "rtl", Encoding: utf8Name,
		SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte(raw))),
	}
	if doc != want {
		t.Errorf("got %+v\nwant %+v", doc, want)
	}
}

func TestReadFindsLanguageAndDirection(t *testing.T) {
	doc, err := Read("story.txt", []byte("Olive Valley\n\n"+englishBody))
	if err != nil {
		t.Fatal(err)
	}
	if doc.Language != "en" || doc.Direction != "ltr" {
		t.Errorf("language %q, direction %q", doc.Language, doc.Direction)
	}
}

func TestReadRefuses(t *testing.T) {
	big := strings.Repeat("ا", MaxBytes/2+1)
	for _, c := range []struct{ name, file, raw, key string }{
		{"nothing", "a.txt", "", "error.empty_file"},
		{"white space", "a.txt", " \r\n\t\u00A0\n", "error.empty_file"},
		{"nothing to see", "a.md", "\uFEFF\u200F\u200B\n", "error.empty_file"},
		{"only a mark", "a.txt", "\xFF\xFE", "error.empty_file"},
		{"no ending", "article", "text", "error.unknown_format"},
		{"another ending", "a.docx", "text", "error.unknown_format"},
		{"a hidden file's name", ".gitignore", "text", "error.unknown_format"},
		{"enormous", "a.txt", big, "error.enormous_file"},
		{"enormous once decoded", "a.txt", strings.Repeat("\xC7\xE1 ", MaxBytes/4), "error.enormous_file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read(c.file, []byte(c.raw))
			wantKey(t, err, c.key)
		})
	}
	if _, err := Read("a.txt", []byte(big[:MaxBytes])); err != nil {
		t.Errorf("exactly as much as may be: %v", err)
	}
}

func TestFromText(t *testing.T) {
	pasted := "افتتاح الجسر\r\n\r\nبغداد – النهر\r\n" + arabicBody
	doc, err := FromText(pasted)
	if err != nil {
		t.Fatal(err)
	}
	file, err := Read("story.txt", []byte(pasted))
	if err != nil {
		t.Fatal(err)
	}
	if doc != file {
		t.Errorf("pasted %+v\nas a file %+v", doc, file)
	}
	for _, c := range []struct {
		name, text, key string
		position        int
	}{
		{"NUL", "سوق\x00", "error.control_character", 3},
		{"escape", "a\r\nb\x1B[0m", "error.control_character", 3},
		{"form feed", "سوق\f", "error.control_character", 3},
		{"not UTF-8", "سوق\xFF", "error.invalid_utf8", 3},
		{"a surrogate", "a\xED\xA0\x80", "error.invalid_utf8", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := FromText(c.text)
			e := wantKey(t, err, c.key)
			if want := []any{"field", "text", "position", c.position}; !equalArgs(e.Args, want) {
				t.Errorf("args are %v, want %v", e.Args, want)
			}
		})
	}
	_, err = FromText(" \n")
	wantKey(t, err, "error.empty_file")
	_, err = FromText(strings.Repeat("a", MaxBytes+1))
	if annotation.CodeOf(err) != annotation.TooLarge {
		t.Errorf("got %v, want too large", err)
	}
}

// The sample is a real article and no part of this project: what is asserted is
// where its head stands, not what it says.
func TestSeedSample(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "shared", "seed")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("no sample here")
	}
	files := 0
	for path, err := range Walk([]string{folder}) {
		if err != nil {
			t.Fatal(err)
		}
		files++
		doc, err := ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if doc.Text != string(raw) {
			t.Error("the text is not the file's")
		}
		lines := strings.Split(doc.Text, "\n")
		if want := strings.TrimSpace(lines[0]); doc.Title != want {
			t.Errorf("title %q, want the first line %q", doc.Title, want)
		}
		if want := strings.TrimSpace(lines[2]); doc.Dateline != want {
			t.Errorf("dateline %q, want the third line %q", doc.Dateline, want)
		}
		if doc.Byline != "" || doc.Language != "ar" || doc.Direction != "rtl" {
			t.Errorf("byline %q, language %q, direction %q", doc.Byline, doc.Language, doc.Direction)
		}
	}
	if files == 0 {
		t.Error("the folder holds no article")
	}
}

func TestTextIsTheInput(t *testing.T) {
	letter := rapid.SampledFrom([]rune("ابتثجحخلمنهوي ،.؟!«»“”\"–-/():abcXYZ 012٣\n\n\u064E\u0651\u0640\u200F\u200D👩🌾\u00A0"))
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(
			rapid.StringOfN(letter, 1, 300, -1),
			rapid.StringOf(rapid.Rune()),
		).Filter(func(s string) bool {
			return !isBlank(s) && !strings.ContainsAny(s, "\r\uFEFF\x00") && utf8.ValidString(s) &&
				!looksBinary([]byte(s)) && binaryKind([]byte(s)) == ""
		}).Draw(t, "text")
		for _, name := range []string{"a.txt", "a.md"} {
			doc, err := Read(name, []byte(s))
			if err != nil {
				t.Fatal(err)
			}
			if doc.Text != s {
				t.Fatalf("%s: got %q, want %q", name, doc.Text, s)
			}
			checkDocument(t, doc)
		}
	})
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		arabicStory, englishStory, "\uFEFFa\r\nb\rc", "---\ntitle: x\n---\n# y\n", "\xFF\xFEa\x00", "\xC7\xE1\xE3\xCF\xED\xE4\xC9", "%PDF-", "caf\xE9",
		"القاهرة (رويترز) - قال", "LONDON, March 3 (Reuters) - Body", "```\n# no\n```\n# yes #\n",
	} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	f.Fuzz(func(t *testing.T, raw []byte, asMarkdown bool) {
		name := "a.txt"
		if asMarkdown {
			name = "a.md"
		}
		doc, err := Read(name, raw)
		if err != nil {
			if _, ok := err.(*annotation.Error); !ok {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		checkDocument(t, doc)
	})
}

// checkDocument holds what is true of every document.
func checkDocument(t rapid.TB, doc Document) {
	t.Helper()
	switch {
	case !utf8.ValidString(doc.Text):
		t.Fatalf("text is not UTF-8: %q", doc.Text)
	case strings.HasPrefix(doc.Text, "\uFEFF") || strings.Contains(doc.Text, "\r") || strings.Contains(doc.Text, "\x00"):
		t.Fatalf("text has a mark, a carriage return or a NUL: %q", doc.Text)
	}
	editor := annotation.Actor{Name: "editor", Role: annotation.Editor}
	if _, err := annotation.NewArticle("id", annotation.ArticleDraft{
		Title: doc.Title, Byline: doc.Byline, Dateline: doc.Dateline, Language: doc.Language, Text: doc.Text,
	}, editor, time.Time{}); err != nil {
		t.Fatalf("the domain refuses %+v: %v", doc, err)
	}
}
