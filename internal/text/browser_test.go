package text_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/isnad/isnad/internal/browsertest"
	"github.com/isnad/isnad/internal/text"
)

var twinSeed = flag.Uint64("twin.seed", 1, "seed of the random articles that Go and the browser are compared on")

// article is a random text as a page shows it, and what the browser is asked
// about it.
type article struct {
	index     *text.Index
	questions questions
}

type questions struct {
	Positions []int       `json:"positions"` // to convert both ways; some outside the text
	Spans     []jsonSpan  `json:"spans"`     // to make ranges of
	Points    [][2][2]int `json:"points"`    // two places in the document each, to make spans of
}

type jsonSpan struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

func (s jsonSpan) span() text.Span { return text.Span(s) }

// answer is what testdata/twin.js found.
type answer struct {
	Text       string `json:"text"`
	Length     int    `json:"length"`
	Lengths    []int  `json:"lengths"`
	UTF16      []int  `json:"utf16"`
	CodePoints []int  `json:"codePoints"`
	Spans      []struct {
		Words   *string   `json:"words"`
		TextOf  string    `json:"textOf"`
		Back    *jsonSpan `json:"back"`
		Snug    bool      `json:"snug"`
		Trimmed jsonSpan  `json:"trimmed"`
	} `json:"spans"`
	Ranges []struct {
		Units jsonSpan  `json:"units"`
		Span  *jsonSpan `json:"span"`
	} `json:"ranges"`
}

// Go and the browser agree on every position, span and range of some hundred
// random articles.
func TestTwin(t *testing.T) {
	t.Logf("-twin.seed %d", *twinSeed)
	random := rand.New(rand.NewPCG(*twinSeed, 0))
	articles := make([]article, 300)
	for i := range articles {
		articles[i] = randomArticle(random)
	}
	var page strings.Builder
	page.WriteString(`<!doctype html><meta charset="utf-8"><body>`)
	for _, a := range articles {
		writeArticle(&page, random, a)
	}
	page.WriteString(`<script type="module" src="/twin.js"></script>`)

	ctx := browsertest.New(t)
	url := serve(t, page.String())
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	answers, err := chromedp.Run(ctx, chromedp.Poll[[]answer]("window.answers"))
	if err != nil {
		t.Fatal(err)
	}
	if len(answers) != len(articles) {
		t.Fatalf("%d answers for %d articles", len(answers), len(articles))
	}
	compared := 0
	for i, a := range articles {
		compareTwins(t, a, answers[i])
		compared += len(answers[i].Spans) + len(answers[i].Ranges)
		if t.Failed() {
			t.Fatalf("article %d: %+q", i, a.index.Text())
		}
	}
	t.Logf("%d spans and ranges compared", compared)
}

func compareTwins(t *testing.T, a article, got answer) {
	t.Helper()
	x := a.index
	if got.Text != x.Text() || got.Length != x.Len() {
		t.Fatalf("the browser has %d code points, %+q; want %d", got.Length, got.Text, x.Len())
	}
	var lengths []int
	for _, p := range x.Paragraphs() {
		lengths = append(lengths, p.Len())
	}
	if diff := cmp.Diff(lengths, got.Lengths, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("lengths of paragraphs (-Go +browser):\n%s", diff)
	}
	for i, at := range a.questions.Positions {
		if want := x.UTF16(at); got.UTF16[i] != want {
			t.Errorf("toUTF16(%d) = %d, in Go %d", at, got.UTF16[i], want)
		}
		if want := x.FromUTF16(at); got.CodePoints[i] != want {
			t.Errorf("toCodePoint(%d) = %d, in Go %d", at, got.CodePoints[i], want)
		}
	}
	for i, asked := range a.questions.Spans {
		sp, g := asked.span(), got.Spans[i]
		inside := text.Span{Start: min(max(sp.Start, 0), x.Len()), End: min(sp.End, x.Len())}
		if g.TextOf != x.Slice(sp) {
			t.Errorf("textOf(%v) = %+q, want %+q", sp, g.TextOf, x.Slice(sp))
		}
		if want := x.Trim(sp); g.Trimmed.span() != want {
			t.Errorf("trim(%v) = %v, want %v", sp, g.Trimmed, want)
		}
		if inside.Empty() {
			if g.Words != nil {
				t.Errorf("rangeFromSpan(%v) holds %q, want no range", sp, *g.Words)
			}
			continue
		}
		if g.Words == nil || g.Back == nil {
			t.Errorf("rangeFromSpan(%v) is no range", sp)
			continue
		}
		if *g.Words != x.Slice(sp) || !g.Snug {
			t.Errorf("rangeFromSpan(%v) holds %+q, want %+q; close around it: %v", sp, *g.Words, x.Slice(sp), g.Snug)
		}
		if g.Back.span() != inside {
			t.Errorf("%v becomes a range and that %v", sp, *g.Back)
		}
	}
	for i, g := range got.Ranges {
		want := text.Span{Start: x.FromUTF16(g.Units.Start), End: x.FromUTF16(g.Units.End)}
		if x.UTF16(want.End) < g.Units.End { // within a surrogate pair
			want.End++
		}
		switch {
		case g.Units.Start == g.Units.End:
			// A collapsed range covers nothing, unless it stands within a pair.
			if g.Span != nil && !(want.Len() == 1 && g.Span.span() == want) {
				t.Errorf("range %d, %v in UTF-16, holds nothing but becomes %v", i, g.Units, *g.Span)
			}
		case g.Span == nil:
			t.Errorf("range %d, %v in UTF-16, becomes no span", i, g.Units)
		case g.Span.span() != want:
			t.Errorf("range %d, %v in UTF-16, becomes %v, want %v", i, g.Units, *g.Span, want)
		}
	}
}

func randomArticle(random *rand.Rand) article {
	var b strings.Builder
	for range random.IntN(40) {
		switch piece := pieces[random.IntN(len(pieces))]; {
		case piece == "\x00": // no HTML page can hold it
		case random.IntN(12) == 0:
			b.WriteString("\r\n")
		default:
			b.WriteString(piece)
		}
	}
	x := text.NewIndex(text.NormalizeNewlines(b.String()))
	a := article{index: x}
	for range 10 {
		a.questions.Positions = append(a.questions.Positions, random.IntN(2*x.Len()+6)-3)
	}
	for range 4 {
		start := random.IntN(x.Len()+4) - 2
		a.questions.Spans = append(a.questions.Spans, jsonSpan{start, start + random.IntN(x.Len()+4)})
	}
	for range 4 {
		a.questions.Points = append(a.questions.Points, [2][2]int{
			{random.IntN(1e6), random.IntN(1e6)}, {random.IntN(1e6), random.IntN(1e6)},
		})
	}
	return a
}

// writeArticle writes the article as the desk does: rows with a number and a
// note beside the paragraph, the paragraph in nested segments.
func writeArticle(b *strings.Builder, random *rand.Rand, a article) {
	asked, err := json.Marshal(a.questions)
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(b, "<div data-article-text data-questions=\"%s\">", html.EscapeString(string(asked)))
	for i, p := range a.index.Paragraphs() {
		fmt.Fprintf(b, `<div><span data-outside> %d </span><p data-start="%d" dir="auto">`, i+1, p.Start)
		open := 0
		for _, r := range a.index.Slice(p) {
			switch random.IntN(6) {
			case 0:
				b.WriteString("<mark>")
				open++
			case 1:
				if open > 0 {
					b.WriteString("</mark>")
					open--
				}
			}
			b.WriteString(html.EscapeString(string(r)))
		}
		b.WriteString(strings.Repeat("</mark>", open))
		b.WriteString("</p><aside data-outside>ملاحظة <b>note</b></aside></div>")
	}
	b.WriteString("</div>")
}

// serve answers with the page at /, and with the modules it loads.
func serve(t *testing.T, page string) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	})
	for path, file := range map[string]string{"/text.js": "../../static/js/text.js", "/twin.js": "testdata/twin.js"} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
			http.ServeFile(w, r, file)
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// A real triple click selects up to the start of the next paragraph, or row: it
// means the one paragraph.
func TestTripleClick(t *testing.T) {
	x := text.NewIndex("الفقرةُ الأولى، 👩‍🚀.\n\nالفقرة الثانية.\nالثالثة.")
	var page strings.Builder
	page.WriteString(`<!doctype html><meta charset="utf-8"><style>p { white-space: pre-wrap }</style><body>`)
	writeArticle(&page, rand.New(rand.NewPCG(1, 1)), article{index: x})
	page.WriteString(`<script type="module">
		import { spanFromRange, textOf, trim } from "/text.js";
		const root = document.querySelector("[data-article-text]");
		window.selected = () => {
			const { start, end } = spanFromRange(root, getSelection().getRangeAt(0));
			const inner = trim(textOf(root, { start, end }), { start: 0, end: end - start });
			return { start: start + inner.start, end: start + inner.end };
		};
	</script>`)
	ctx := browsertest.New(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(serve(t, page.String()))); err != nil {
		t.Fatal(err)
	}
	for i, p := range x.Paragraphs() {
		at, err := chromedp.Run(ctx, chromedp.Evaluate[struct{ X, Y float64 }](fmt.Sprintf(`(() => {
			const box = document.querySelectorAll("[data-start]")[%d].getBoundingClientRect();
			return { X: box.right - 20, Y: box.top + 10 };
		})()`, i)))
		if err != nil {
			t.Fatal(err)
		}
		for clicks := 1; clicks <= 3; clicks++ {
			if err := chromedp.Do(ctx, chromedp.MouseClickXY(at.X, at.Y, chromedp.ClickCount(clicks))); err != nil {
				t.Fatal(err)
			}
		}
		got, err := chromedp.Run(ctx, chromedp.Evaluate[jsonSpan]("selected()"))
		if err != nil {
			t.Fatal(err)
		}
		if want := x.Trim(p); got.span() != want {
			t.Errorf("paragraph %d: selected %v %q, want %v", i, got, x.Slice(got.span()), want)
		}
	}
}

// Paragraphs are looked up again after fragments of the page were swapped.
func TestSpansFollowThePage(t *testing.T) {
	ctx := browsertest.New(t)
	url := serve(t, `<!doctype html><meta charset="utf-8"><div data-article-text><p data-start="0">قال </p><p data-start="4">نعم</p></div>
		<script type="module">
			import { rangeFromSpan } from "/text.js";
			const root = document.querySelector("[data-article-text]");
			const read = () => rangeFromSpan(root, { start: 4, end: 7 }).toString();
			const before = read();
			root.lastElementChild.outerHTML = '<p data-start="4"><mark>كلا</mark></p>';
			window.readings = [before, read()];
		</script>`)
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	got, err := chromedp.Run(ctx, chromedp.Poll[[]string]("window.readings"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"نعم", "كلا"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
