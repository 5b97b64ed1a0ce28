package views

import (
	"context"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"github.com/isnad/isnad/internal/annotation"
)

// characters are those that could go wrong: what HTML escapes, what it normalises,
// what joins, what cannot be seen.
var characters = []rune("اَلْعَربِيَّةُ ab&<>\"'\u00a0\u00ad\u200c\u200d\u200f\u202b\u2066\u2069\ufeff\n\t👩‍👧é«»؟،0٤\r")

// parsed renders the highlighted text and reads it again as a browser does.
func parsed(t *rapid.T, slice string, start int, marks []Mark) *html.Node {
	t.Helper()
	var b strings.Builder
	b.WriteString("<p>")
	if err := highlighted(slice, start, marks).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	page, err := html.Parse(strings.NewReader(b.String() + "</p>"))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func textContent(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// Whatever the text and the marks, the paragraph reads as its slice, and the pieces
// that name an annotation as what it marks of it.
func TestHighlightedIsTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runes := rapid.SliceOfN(rapid.SampledFrom(characters), 1, 40).Draw(t, "text")
		start := rapid.IntRange(0, 5).Draw(t, "start")
		var marks []Mark
		for i := range rapid.IntRange(0, 6).Draw(t, "marks") {
			from := rapid.IntRange(0, start+len(runes)).Draw(t, "from") // an annotation is never empty
			to := rapid.IntRange(from+1, start+len(runes)+4).Draw(t, "to")
			marks = append(marks, Mark{
				ID: string(rune('a' + i)), Start: from, End: to, Role: MarkRole(rapid.IntRange(0, 2).Draw(t, "role")),
				Kind: rapid.SampledFrom(annotation.Kinds).Draw(t, "kind"), Active: rapid.Bool().Draw(t, "active"),
			})
		}
		page := parsed(t, string(runes), start, slices.Clone(marks))
		if got := textContent(page); got != string(runes) {
			t.Fatalf("reads %q, want %q", got, string(runes))
		}
		for _, m := range marks {
			var b strings.Builder
			for n := range page.Descendants() {
				if slices.Contains(strings.Fields(attr(n, "data-annotations")), m.ID) {
					b.WriteString(textContent(n))
				}
			}
			want := ""
			if from, to := max(m.Start-start, 0), min(m.End-start, len(runes)); from < to {
				want = string(runes[from:to])
			}
			if b.String() != want {
				t.Fatalf("%s marks %q, want %q", m.ID, b.String(), want)
			}
		}
	})
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// What people typed is text in a note, too.
func TestNoteLineEscapes(t *testing.T) {
	const evil = `"><script>alert(1)</script>&`
	a := annotation.Annotation{ID: "a-1", Article: "x", Kind: annotation.Quote, State: annotation.Returned, ReturnedReason: evil, Speaker: &annotation.SpeakerRef{Name: evil}}
	var b strings.Builder
	if err := noteLine(Note{Annotation: &a}).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	page, err := html.Parse(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if text := textContent(page); strings.Count(text, evil) != 2 || strings.Contains(b.String(), "<script") {
		t.Errorf("the note reads %q:\n%s", text, b.String())
	}
}

func TestFileName(t *testing.T) {
	for name, want := range map[string]string{
		"minutes.txt": "minutes.txt", "محضر.txt": "محضر.txt", "تقرير البنك الدولي 2025.pdf": "تقرير البنك الدولي \u20662025.pdf\u2069",
		"report 1.pdf": "report \u20661.pdf\u2069", "محضر الجلسة.txt": "محضر الجلسة.txt", "": "", "x ": "x ",
	} {
		if got := fileName(name); got != want {
			t.Errorf("%q is shown as %q, want %q", name, got, want)
		}
	}
}
