package text_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/isnad/isnad/internal/text"
)

func TestFoldString(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"مُحَمَّدٌ", "محمد"},
		{"هـــذا", "هذا"},
		{"هٰذا", "هذا"},
		{"أحمد إلى آمن ٱلله", "احمد الي امن الله"},
		{"مؤتمر رئيس مدرسةٌ", "موتمر رييس مدرسه"},
		{"ﻣﺪﺭﺳﺔ ﻻ ﷲ", "مدرسه لا الله"},
		{"کتابی", "كتابي"},
		{"می\u200cخواهم", "ميخواهم"},
		{"٢٠١٨ ۱۲ 7", "2018 12 7"},
		{"«نعم» “لا” ‹x› ’s", "\"نعم\" \"لا\" 'x' 's"},
		{"1914–1918 — ‑", "1914-1918 - -"},
		{"لماذا؟ نعم، لا؛ ٥٠٪", "لماذا? نعم, لا; 50%"},
		{"\u200fقال\u200e \u2067x\u2069\ufeff", "قال x"},
		{" a\u00a0\n\t b ", "a b"},
		{"CAFÉ cafe\u0301", "cafe cafe"},
		{"Straße STRASSE ẞ", "strasse strasse ss"},
		{"ΣΊΣΥΦΟΣ Σίσυφος", "σισυφοσ σισυφοσ"},
		{"Ｆｕｌｌ ﬁne ｶﾞ", "full fine カ"},
		{"İstanbul", "istanbul"},
		{"…", "..."},
	} {
		if got := text.FoldString(c.in); got != c.want {
			t.Errorf("FoldString(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// Every character of Unicode, not a sample: folding twice is folding once, and
// no mark, tatweel or invisible character is left.
func TestFoldingIsIdempotent(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		once := text.Fold(string(r)).Text
		if twice := text.Fold(once).Text; twice != once {
			t.Errorf("%U %q folds to %q and that to %q", r, r, once, twice)
		}
		for _, left := range once {
			if _, hidden := text.Invisible(left); hidden || left == 'ـ' || unicode.Is(unicode.Mn, left) {
				t.Errorf("%U leaves %U", r, left)
			}
		}
	}
}

func TestFoldedSpans(t *testing.T) {
	for _, c := range []struct{ in, hit, want string }{
		{"في المَدْرَسَةِ.", "المدرسه", "المَدْرَسَةِ"},
		{"كلمة كتـــابـــ هنا", "كتاب", "كتـــابـــ"},
		{"\u200fقال\u200f نعم", "قال", "قال"},
		{"صلى ﷺ عليه", "الله", "ﷺ"},
		{"👩\u200d🚀 طارت", "🚀", "👩\u200d🚀"},
		{"cafe\u0301s", "cafe", "cafe\u0301"},
	} {
		f := text.Fold(c.in)
		at := strings.Index(f.Text, c.hit)
		if at < 0 {
			t.Errorf("%q is not in %q", c.hit, f.Text)
			continue
		}
		start := utf8.RuneCountInString(f.Text[:at])
		got := f.Span(text.Span{Start: start, End: start + utf8.RuneCountInString(c.hit)})
		if s := text.NewIndex(c.in).Slice(got); s != c.want {
			t.Errorf("%q in %q is %q, want %q", c.hit, c.in, s, c.want)
		}
	}
}

func TestFoldedMapsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := texts().Draw(t, "text")
		x, f := text.NewIndex(s), text.Fold(s)
		folded := text.NewIndex(f.Text)
		if f.Origin(folded.Len()) != x.Len() {
			t.Fatalf("the end maps to %d, want %d", f.Origin(folded.Len()), x.Len())
		}
		for cp := 1; cp <= folded.Len(); cp++ {
			if f.Origin(cp) < f.Origin(cp-1) {
				t.Fatalf("Origin(%d) goes back", cp)
			}
		}
		hit := drawSpan(t, folded)
		got := f.Span(hit)
		if hit.Empty() {
			if !got.Empty() {
				t.Fatalf("an empty span maps to %v", got)
			}
			return
		}
		if !x.Valid(got) || x.Widen(got) != got {
			t.Fatalf("%v maps to %v, which is outside the text or splits a cluster", hit, got)
		}
		if inner := text.Fold(x.Slice(got)).Text; !strings.Contains(inner, folded.Slice(hit)) {
			t.Fatalf("%q maps to %q, which folds to %q", folded.Slice(hit), x.Slice(got), inner)
		}
	})
}

func TestSearchTerms(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"مدرسة", "مدرسه"},
		{"المدرسةُ", "المدرسه مدرسه"},
		{"والمدرسة", "والمدرسه المدرسه مدرسه"},
		{"وبالمدرسة", "وبالمدرسه بالمدرسه المدرسه مدرسه"},
		{"للمدرسة", "للمدرسه المدرسه مدرسه"},
		{"وللمدرسة", "وللمدرسه للمدرسه المدرسه مدرسه"},
		{"بمدرسة", "بمدرسه مدرسه"},
		{"وقال", "وقال قال"},
		{"كتاب بلد ولد لكن", "كتاب بلد ولد لكن"}, // their first letter is their own
		{"الله والله", "الله والله الله"},
		{"don’t 3.5 ٪ U.S.", "dont 3 5 u s"},
		{"،؛ …", ""},
	} {
		if got := text.SearchText(c.in); got != c.want {
			t.Errorf("SearchText(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestSearchQuery(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"\"*،", ""},
		{"مدرسة", `("مدرسه" *)`},
		{"ومدرسة", `("ومدرسه" * OR "مدرسه" *)`},
		{"والمدرسة الجديدة", `("والمدرسه" OR "المدرسه" OR "مدرسه") AND ("الجديده" * OR "جديده" *)`},
		{`NEAR("x" OR y)`, `("near") AND ("x") AND ("or") AND ("y" *)`},
	} {
		if got := text.SearchQuery(c.in); got != c.want {
			t.Errorf("SearchQuery(%q) = %s, want %s", c.in, got, c.want)
		}
	}
}

func TestNameSpelling(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"عبد الله النجار", "د. عبدالله النجّار", true},
		{"أبو بكر", "ابوبكر", true},
		{"Dr. Jane O’Neil", "jane o'neil", true},
		{"علي حسن", "علي الحسن", false},
		{"نور الدين الشامي", "نور الدين شامي", false},
	} {
		if a, b := text.NameSpelling(c.a), text.NameSpelling(c.b); (a == b) != c.same || text.NameKey(c.a) != text.NameKey(c.b) {
			t.Errorf("NameSpelling(%q) = %q, of %q %q", c.a, a, c.b, b)
		}
	}
}

func TestNameKey(t *testing.T) {
	for _, same := range [][]string{
		{"عبد الله", "عبدالله", "عبد-الله", "د. عبد الله", "عَبْدُ اللَّه"},
		{"أبو بكر", "ابوبكر", "أبـو بكر"},
		{"عبد الرحمن بن سلمان", "عبدالرحمن بن سلمان"},
		{"نور الدين الشامي", "نورالدين شامي"},
		{"أبو الغيط", "أبوالغيط"},
		{"الدكتور جلال الطالباني", "أ.د. جلال طالباني", "السيد جلال الطالباني", "د/ جلال الطالباني"},
		{"Dr. Jane O’Neil", "jane o'neil", "Prof. Dr. Jane O Neil"},
		{"U.N.", "UN", "un"},
		{"د.", "د"},
	} {
		for _, name := range same[1:] {
			if a, b := text.NameKey(same[0]), text.NameKey(name); a != b || a == "" {
				t.Errorf("NameKey(%q) = %q, NameKey(%q) = %q", same[0], a, name, b)
			}
		}
	}
	for _, different := range [][2]string{
		{"سيد قطب", "قطب"},             // a first name
		{"شيخ الأزهر", "الأزهر"},       // an office
		{"الرئيس عون", "عون"},          // an office
		{"علي حسن", "علي حسين"},        //
		{"أم كلثوم", "كلثوم"},          //
		{"والي", "لي"}, {"خالد", "خد"}, //
	} {
		if key := text.NameKey(different[0]); key == text.NameKey(different[1]) {
			t.Errorf("%q and %q have one key, %q", different[0], different[1], key)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, p := range pieces {
		f.Add(p + "قَال" + p)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := text.Fold(s)
		if again := text.Fold(folded.Text).Text; again != folded.Text {
			t.Fatalf("%q folds to %q and that to %q", s, folded.Text, again)
		}
		n := utf8.RuneCountInString(folded.Text)
		if n > 0 {
			all := folded.Span(text.Span{Start: 0, End: n})
			if again := text.Fold(text.NewIndex(s).Slice(all)).Text; again != folded.Text {
				t.Fatalf("all of the folded text maps to %v, which folds to %q", all, again)
			}
		}
		for _, term := range text.SearchTerms(s) {
			if strings.ContainsFunc(term, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
				t.Fatalf("term %q", term)
			}
		}
		if key := text.NameKey(s); strings.ContainsAny(key, " \n") {
			t.Fatalf("key %q", key)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	s := arabicNews(200_000)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		text.Fold(s)
	}
}

func BenchmarkSearchText(b *testing.B) {
	s := arabicNews(200_000)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		text.SearchText(s)
	}
}
