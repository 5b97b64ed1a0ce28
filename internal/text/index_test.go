package text_test

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/isnad/isnad/internal/text"
)

func TestConversions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Repeat(texts().Draw(t, "text"), rapid.IntRange(1, 4).Draw(t, "times"))
		x := text.NewIndex(s)
		runes := []rune(s)
		if x.Len() != len(runes) || x.Text() != s {
			t.Fatalf("Len %d, want %d", x.Len(), len(runes))
		}
		wantByte, wantUTF16 := 0, 0
		for cp := 0; ; cp++ {
			if b, u := x.Byte(cp), x.UTF16(cp); b != wantByte || u != wantUTF16 {
				t.Fatalf("code point %d: byte %d, UTF-16 %d; want %d, %d", cp, b, u, wantByte, wantUTF16)
			}
			if cp == len(runes) {
				break
			}
			size, units := utf8.RuneLen(runes[cp]), utf16.RuneLen(runes[cp])
			for i := range size {
				if got := x.FromByte(wantByte + i); got != cp {
					t.Fatalf("FromByte(%d) = %d, want %d", wantByte+i, got, cp)
				}
			}
			for i := range units {
				if got := x.FromUTF16(wantUTF16 + i); got != cp {
					t.Fatalf("FromUTF16(%d) = %d, want %d", wantUTF16+i, got, cp)
				}
			}
			wantByte += size
			wantUTF16 += units
		}
		a := rapid.IntRange(0, len(runes)).Draw(t, "a")
		b := rapid.IntRange(a, len(runes)).Draw(t, "b")
		if got, want := x.Slice(text.Span{Start: a, End: b}), string(runes[a:b]); got != want {
			t.Fatalf("Slice = %q, want %q", got, want)
		}
	})
}

func TestPositionsOutsideTheTextCountAsItsEnds(t *testing.T) {
	x := text.NewIndex("a😀ب")
	for name, got := range map[string][2]int{
		"Byte(-1)":       {x.Byte(-1), 0},
		"Byte(9)":        {x.Byte(9), 7},
		"UTF16(-1)":      {x.UTF16(-1), 0},
		"UTF16(9)":       {x.UTF16(9), 4},
		"FromByte(-1)":   {x.FromByte(-1), 0},
		"FromByte(99)":   {x.FromByte(99), 3},
		"FromUTF16(-1)":  {x.FromUTF16(-1), 0},
		"FromUTF16(99)":  {x.FromUTF16(99), 3},
		"empty FromByte": {text.NewIndex("").FromByte(3), 0},
	} {
		if got[0] != got[1] {
			t.Errorf("%s = %d, want %d", name, got[0], got[1])
		}
	}
	if got := x.Slice(text.Span{Start: -3, End: 99}); got != x.Text() {
		t.Errorf("Slice beyond both ends = %q", got)
	}
	if got := x.Slice(text.Span{Start: 2, End: 1}); got != "" {
		t.Errorf("Slice of a reversed span = %q", got)
	}
}

func TestSpan(t *testing.T) {
	x := text.NewIndex("عام")
	for _, c := range []struct {
		span  text.Span
		valid bool
		len   int
	}{
		{text.Span{Start: 0, End: 3}, true, 3},
		{text.Span{Start: 1, End: 2}, true, 1},
		{text.Span{Start: 1, End: 1}, false, 0},
		{text.Span{Start: 2, End: 1}, false, 0},
		{text.Span{Start: -1, End: 2}, false, 3},
		{text.Span{Start: 2, End: 4}, false, 2},
	} {
		if x.Valid(c.span) != c.valid || c.span.Len() != c.len || c.span.Empty() != (c.len == 0) {
			t.Errorf("%v: valid %v, length %d, empty %v", c.span, x.Valid(c.span), c.span.Len(), c.span.Empty())
		}
	}
	for _, c := range []struct {
		a, b               text.Span
		overlaps, contains bool
	}{
		{text.Span{Start: 0, End: 5}, text.Span{Start: 2, End: 3}, true, true},
		{text.Span{Start: 0, End: 5}, text.Span{Start: 4, End: 6}, true, false},
		{text.Span{Start: 0, End: 5}, text.Span{Start: 5, End: 6}, false, false},
		{text.Span{Start: 0, End: 5}, text.Span{Start: 5, End: 5}, false, true},
		{text.Span{Start: 0, End: 5}, text.Span{Start: 0, End: 5}, true, true},
	} {
		if c.a.Overlaps(c.b) != c.overlaps || c.b.Overlaps(c.a) != c.overlaps || c.a.Contains(c.b) != c.contains {
			t.Errorf("%v %v: overlaps %v, contains %v", c.a, c.b, c.a.Overlaps(c.b), c.a.Contains(c.b))
		}
	}
}

// boundaries are the grapheme cluster boundaries of s, in code points, found by
// segmenting all of it.
func boundaries(s string) map[int]bool {
	at, all := 0, map[int]bool{0: true}
	for it := graphemes.FromString(s); it.Next(); {
		at += utf8.RuneCountInString(it.Value())
		all[at] = true
	}
	return all
}

func TestWiden(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := texts().Draw(t, "text")
		x := text.NewIndex(s)
		checkWiden(t, x, drawSpan(t, x), boundaries(s))
	})
}

// A cluster may be longer than any window: the answer must not change with it.
func TestWidenLongClusters(t *testing.T) {
	for name, s := range map[string]string{
		"stacked marks": "ب" + strings.Repeat("\u064e\u0651", 700) + "ج",
		"marks alone":   strings.Repeat("\u0301", 1500),
		"flags":         "x" + strings.Repeat("🇱🇧", 700) + "🇪",
		"family":        strings.Repeat("👩\u200d", 900) + "👩 x",
		"two":           strings.Repeat("a"+strings.Repeat("\u0301", 299), 3),
	} {
		x := text.NewIndex(s)
		all := boundaries(s)
		for cp := 0; cp < x.Len(); cp += 13 {
			checkWiden(t, x, text.Span{Start: cp, End: min(cp+1+cp%7, x.Len())}, all)
		}
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

type fataler interface{ Fatalf(string, ...any) }

func checkWiden(t fataler, x *text.Index, sp text.Span, boundary map[int]bool) {
	want := sp
	for !boundary[want.Start] {
		want.Start--
	}
	for !boundary[want.End] {
		want.End++
	}
	got := x.Widen(sp)
	if got != want {
		t.Fatalf("Widen(%v) of %+q = %v, want %v", sp, x.Text(), got, want)
	}
	if again := x.Widen(got); again != got {
		t.Fatalf("Widen(%v) = %v: not idempotent", got, again)
	}
	trimmed := x.Trim(got)
	if !boundary[trimmed.Start] || !boundary[trimmed.End] || !got.Contains(trimmed) {
		t.Fatalf("Trim(%v) of %+q = %v splits a cluster or leaves the span", got, x.Text(), trimmed)
	}
	if again := x.Trim(trimmed); again != trimmed {
		t.Fatalf("Trim(%v) = %v: not idempotent", trimmed, again)
	}
}

func drawSpan(t *rapid.T, x *text.Index) text.Span {
	start := rapid.IntRange(0, x.Len()).Draw(t, "start")
	return text.Span{Start: start, End: rapid.IntRange(start, x.Len()).Draw(t, "end")}
}

func TestTrim(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{" \n\t\u00a0\u2003 ", ""},
		{"  قال \n", "قال"},
		{"قال", "قال"},
		{" \u064eقال", " \u064eقال"}, // the space carries a mark
		{"قال\u200f ", "قال\u200f"},
		{"عدد\u0600 ", "عدد\u0600 "}, // U+0600 spans what follows it
	} {
		x := text.NewIndex(c.in)
		if got := x.Slice(x.Trim(text.Span{Start: 0, End: x.Len()})); got != c.want {
			t.Errorf("Trim %+q = %+q, want %+q", c.in, got, c.want)
		}
	}
	x := text.NewIndex("ab")
	if got := x.Trim(text.Span{Start: 2, End: 1}); !got.Empty() {
		t.Errorf("Trim of a reversed span = %v", got)
	}
}

func TestParagraphs(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"", nil},
		{"\n \n", []string{"\n \n"}},
		{"عنوان", []string{"عنوان"}},
		{"عنوان\n\nمتن\nآخر\n", []string{"عنوان\n\n", "متن\n", "آخر\n"}},
		{"\n\t\nعنوان\n \n\nمتن", []string{"\n\t\nعنوان\n \n\n", "متن"}},
		{"a\r\n\r\nb", []string{"a\r\n\r\n", "b"}},
	} {
		x := text.NewIndex(c.in)
		if diff := cmp.Diff(c.want, slices(x, x.Paragraphs())); diff != "" {
			t.Errorf("paragraphs of %q (-want +got):\n%s", c.in, diff)
		}
	}
}

func slices(x *text.Index, spans []text.Span) []string {
	var out []string
	for _, sp := range spans {
		out = append(out, x.Slice(sp))
	}
	return out
}

func TestParagraphsPartitionTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := text.NewIndex(texts().Draw(t, "text"))
		ps := x.Paragraphs()
		if got := strings.Join(slices(x, ps), ""); got != x.Text() {
			t.Fatalf("joined: %q", got)
		}
		for i, p := range ps {
			if p.Empty() {
				t.Fatalf("paragraph %d is empty", i)
			}
			if x.ParagraphAt(p.Start) != i || x.ParagraphAt(p.End-1) != i {
				t.Fatalf("ParagraphAt does not find paragraph %d %v", i, p)
			}
			line, _, _ := strings.Cut(strings.TrimSpace(x.Slice(p)), "\n")
			if len(ps) > 1 && line != strings.TrimSpace(x.Slice(p)) {
				t.Fatalf("paragraph %d holds two lines: %q", i, x.Slice(p))
			}
		}
		sp := drawSpan(t, x)
		first, last := x.ParagraphsOf(sp)
		for i, p := range ps {
			if touched := first <= i && i <= last; touched != p.Overlaps(sp) && !sp.Empty() {
				t.Fatalf("ParagraphsOf(%v) = %d, %d but paragraph %d is %v", sp, first, last, i, p)
			}
		}
	})
}

func TestParagraphAtTheEdges(t *testing.T) {
	x := text.NewIndex("ab\ncd\n")
	for cp, want := range map[int]int{-1: 0, 0: 0, 2: 0, 3: 1, 6: 1, 99: 1} {
		if got := x.ParagraphAt(cp); got != want {
			t.Errorf("ParagraphAt(%d) = %d, want %d", cp, got, want)
		}
	}
	empty := text.NewIndex("")
	if got := empty.ParagraphAt(0); got != -1 {
		t.Errorf("ParagraphAt of the empty text = %d", got)
	}
	if first, last := empty.ParagraphsOf(text.Span{}); first != 0 || last != -1 {
		t.Errorf("ParagraphsOf of the empty text = %d, %d", first, last)
	}
	if first, last := x.ParagraphsOf(text.Span{Start: 3, End: 3}); first != 1 || last != 1 {
		t.Errorf("ParagraphsOf an empty span = %d, %d", first, last)
	}
}

func TestConcurrentReaders(t *testing.T) {
	x := text.NewIndex(arabicNews(20_000))
	for range 8 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			for i, p := range x.Paragraphs() {
				if x.ParagraphAt(p.Start) != i || len(x.Sentences(p)) == 0 {
					t.Errorf("paragraph %d: %v", i, p)
				}
			}
		})
	}
}

func FuzzIndex(f *testing.F) {
	for _, p := range pieces {
		f.Add(p+"قال 👩‍🚀\n"+p, 1, 3)
	}
	f.Fuzz(func(t *testing.T, s string, a, b int) {
		x := text.NewIndex(s)
		if x.Len() != utf8.RuneCountInString(s) || x.FromByte(len(s)) != x.Len() || x.FromUTF16(x.UTF16(x.Len())) != x.Len() {
			t.Fatalf("length %d of %q", x.Len(), s)
		}
		sp := text.Span{Start: a, End: b}
		if x.Valid(sp) {
			if x.FromByte(x.Byte(a)) != a || x.FromUTF16(x.UTF16(b)) != b {
				t.Fatalf("%v of %q does not survive the round trip", sp, s)
			}
			if utf8.ValidString(s) {
				checkWiden(t, x, sp, boundaries(s))
			}
		}
		x.Trim(x.Widen(sp))
		if got := strings.Join(slices(x, x.Paragraphs()), ""); got != s {
			t.Fatalf("paragraphs joined: %q", got)
		}
	})
}

func BenchmarkNewIndex(b *testing.B) {
	s := arabicNews(200_000)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		text.NewIndex(s)
	}
}

func BenchmarkByte(b *testing.B) {
	x := text.NewIndex(arabicNews(200_000))
	for i := 0; b.Loop(); i++ {
		x.Byte(i * 7919 % x.Len())
	}
}

func BenchmarkWiden(b *testing.B) {
	x := text.NewIndex(arabicNews(200_000))
	for i := 0; b.Loop(); i++ {
		at := i * 7919 % x.Len()
		x.Widen(text.Span{Start: at, End: at + 20})
	}
}
