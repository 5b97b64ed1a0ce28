package text_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/isnad/isnad/internal/text"
)

// In each case the sentences are given with | between them.
func TestSentences(t *testing.T) {
	for _, c := range []string{
		"",
		"وصل الوفد أمس.| وبدأت المحادثات.|\n\n",
		"هل وصل؟| نعم!| لا أدري…| ربما.",
		"تأخر القطار؛ لأن الخط معطل: هكذا قالوا، ولم يزيدوا.| انتهى.",
		"قال د. سامر العلي وأ. منى.| ثم صمت.",
		"وقال أ.د. كريم وم. هند إن المشروع بدأ.| وانتهى.",
		"حضر ود. ليلى معه.| وغادر.",
		"نقلت (أ.ف.ب) الخبر.| ونفاه الوزير.",
		"بُني عام 300 ق.م. في صور.| ثم هُدم.",
		"بدأ عام 1440هـ.| وتوقف عام 2018 م.| وانتهى.",
		"بلغ 3.5 مليون.| والعنوان 192.168.1.10 معروف.| وذلك في 12.5.2018.| انتهى.",
		"وقع ذلك عام 2018.| وبعده تغير كل شيء.",
		"بطلب رسمي من دمشق..| تنسيق بين الجيشين",
		"قال .. ثم سكت.| وعاد",
		"نحتاج إلى مزيد ..هذا صحيح”.| وذهب",
		"قال “لن أتردد.”| وغادر القاعة.",
		"قال: «لن نقبل.»| وغادر.",
		"قال: «لن نقبل».| وغادر.",
		"«هل تقبلون؟»، سأل الصحفي.| لم يجب أحد.",
		"قال \" لن نقبل. \"| ثم غادر.",
		"كتب \"نعم.\"| ثم محاها.| وكتب \"لا.\"",
		"وصفه بأنه «بطل» (!) ثم ضحك.| وانصرف.",
		"هذا صحيح.|وقال إنه باق.| ثم عاد.",
		"خبر غير صحيح .| وهذا نفي له .|وهذا تأكيد",
		"اقتباس أول.”| ثم كلام.",
		"السطر الأول\n|السطر الثاني",
		"صدر عن BBC.| وأكده الموقع isnad.org أمس.",
		"قال إنه سيعود؟!!| لا أحد يعلم.",
		"1. بند أول.| 2. بند ثان.",
		"The U.S. said no.| He left.",
		"They said no.| See p. 7 and Fig. 2.| No.",
		"He lives in the U.S.| The law is clear.",
		"U.S. President J. R. Doe met Mr. Smith and Dr. Jane Roe at 5 p.m. on Jan. 5.| They agreed.",
		"It was 5 p.m.| The meeting was over.",
		"Acme Inc. sued Beta Corp.| The court agreed.",
		"“Why?” he asked.| Nobody knew.",
		"It costs $3.50, e.g. at isnad.org, i.e. here.| See No. 5.| Done.",
		"Wait... what?| Well...| Perhaps.",
		"He left (at 5 a.m.) and slept.| (He was tired.)| Really.",
		"A list:\n|a) one;\n|b) two.",
		"Yahoo! said so.| Really?!| Yes.",
		"See http://isnad.org/a?b=c.d!e for it.| Thanks.",
		"من أقوال السيدة.\u200f| وهذا \u200fنص.\u064e| تم",
	} {
		in, want := strings.ReplaceAll(c, "|", ""), []string(nil)
		for _, s := range strings.Split(c, "|") {
			if s = strings.TrimSpace(s); s != "" {
				want = append(want, s)
			}
		}
		x := text.NewIndex(in)
		got := slices(x, x.Sentences(text.Span{Start: 0, End: x.Len()}))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", in, diff)
		}
	}
}

func TestSentencesOfASpan(t *testing.T) {
	x := text.NewIndex("أول. ثان. ثالث. رابع.\n\nخامس.")
	got := x.Sentences(text.Span{Start: 4, End: 16})
	if diff := cmp.Diff([]text.Span{{Start: 5, End: 9}, {Start: 10, End: 15}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := x.Sentences(text.Span{Start: 9, End: 3}); got != nil {
		t.Errorf("of a reversed span: %v", got)
	}
}

func TestSentencesCoverTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkSentences(t, text.NewIndex(texts().Draw(t, "text"))) })
}

// checkSentences proves what must hold of any text: sentences are in order,
// trimmed, within one line, on cluster boundaries, and leave out white space only.
func checkSentences(t fataler, x *text.Index) {
	at := 0
	between := func(sp text.Span) {
		if rest := x.Trim(sp); !rest.Empty() {
			t.Fatalf("%q of %q is in no sentence", x.Slice(rest), x.Text())
		}
	}
	for _, sp := range x.Sentences(text.Span{Start: 0, End: x.Len()}) {
		if sp.Start < at || !x.Valid(sp) {
			t.Fatalf("%v of %q comes after %d", sp, x.Text(), at)
		}
		if x.Trim(sp) != sp || x.Widen(sp) != sp || strings.Contains(x.Slice(sp), "\n") {
			t.Fatalf("sentence %q of %q is untrimmed, splits a cluster or holds a newline", x.Slice(sp), x.Text())
		}
		between(text.Span{Start: at, End: sp.Start})
		at = sp.End
	}
	between(text.Span{Start: at, End: x.Len()})
}

func FuzzSentences(f *testing.F) {
	for _, p := range pieces {
		f.Add("قال د. علي" + p + ". " + p + "نعم\n")
	}
	f.Fuzz(func(t *testing.T, s string) {
		if text.Validate(s) == nil {
			checkSentences(t, text.NewIndex(s))
		}
	})
}

// A line of abbreviations or prices takes the time of its length, not of its square.
func BenchmarkSentencesOfOneLine(b *testing.B) {
	for _, piece := range []string{"1.5 ", "د. ", "Dr. A. ", "أ."} {
		for _, kilobytes := range []int{10, 100, 1000} {
			b.Run(fmt.Sprintf("%s/%dKB", piece, kilobytes), func(b *testing.B) {
				line := strings.Repeat(piece, kilobytes<<10/len(piece))
				b.SetBytes(int64(len(line)))
				for b.Loop() {
					x := text.NewIndex(line)
					x.Sentences(text.Span{End: x.Len()})
				}
			})
		}
	}
}

func TestKeptForTheWholeText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := text.NewIndex(texts().Draw(t, "text"))
		for range 2 { // what is kept is what was found
			for n, paragraph := range x.Paragraphs() {
				if diff := cmp.Diff(x.Sentences(paragraph), x.SentencesOf(n)); diff != "" {
					t.Errorf("paragraph %d: %s", n, diff)
				}
			}
			if want := len(x.Words(text.Span{End: x.Len()})); x.WordCount() != want {
				t.Errorf("%d words, not %d", x.WordCount(), want)
			}
		}
	})
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"قال الوزيرُ: «نعم»، ثم...", "قال|الوزيرُ|نعم|ثم"},
		{"هـــذا كِتَابٌ", "هـــذا|كِتَابٌ"},
		{"صحيح.وقال", "صحيح|وقال"},
		{"الإسرائيلي-الفلسطيني – نعم -لا-", "الإسرائيلي-الفلسطيني|نعم|لا"},
		{"3.5 ٣٫٥ 1,000 10:30 12/5/2018 يوليو/تموز", "3.5|٣٫٥|1,000|10:30|12/5/2018|يوليو|تموز"},
		{"50% ٪٥٠ ٥٠٪ $5 US$7 5€ $ ا$ب", "50%|٥٠|٥٠٪|$5|US|$7|5€|ا|ب"},
		{"don't O’Neil students' 'x' isnad.org U.S. e-mail", "don't|O’Neil|students|x|isnad.org|U.S|e-mail"},
		{"می\u200cخواهم كل\u200fمة inter\u00adnational", "می\u200cخواهم|كل\u200fمة|inter\u00adnational"},
		{"👩\u200d🚀 كلمة🇱🇧كلمة", "كلمة|كلمة"},
		{"a--b a.-b x_y", "a|b|a|b|x_y"},
		{"\u0600١٢", "\u0600١٢"},
	} {
		x := text.NewIndex(c.in)
		if got := strings.Join(slices(x, x.Words(text.Span{Start: 0, End: x.Len()})), "|"); got != c.want {
			t.Errorf("Words(%q) = %s, want %s", c.in, got, c.want)
		}
	}
}

func TestWordsCoverLettersAndDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkWords(t, text.NewIndex(texts().Draw(t, "text"))) })
}

// checkWords proves what must hold of any text: words are in order, on cluster
// boundaries, without white space, and leave out no letter or digit.
func checkWords(t fataler, x *text.Index) {
	words := x.Words(text.Span{Start: 0, End: x.Len()})
	inWord := make([]bool, x.Len())
	for i, sp := range words {
		if !x.Valid(sp) || i > 0 && sp.Start < words[i-1].End || x.Widen(sp) != sp {
			t.Fatalf("word %v of %q overlaps another or splits a cluster", sp, x.Text())
		}
		for at, r := range []rune(x.Slice(sp)) {
			at += sp.Start
			alone := x.Widen(text.Span{Start: at, End: at + 1}).Len() == 1 // no mark on it
			if unicode.IsSpace(r) && alone {
				t.Fatalf("word %q of %q holds white space", x.Slice(sp), x.Text())
			}
		}
		for cp := sp.Start; cp < sp.End; cp++ {
			inWord[cp] = true
		}
	}
	cp := 0
	for _, r := range x.Text() {
		if (unicode.IsLetter(r) || unicode.IsDigit(r)) && !inWord[cp] {
			t.Fatalf("%q at %d of %q is in no word", r, cp, x.Text())
		}
		cp++
	}
}

func FuzzWords(f *testing.F) {
	for _, p := range pieces {
		f.Add("كلمة" + p + "1" + p + "x")
	}
	f.Fuzz(func(t *testing.T, s string) {
		if text.Validate(s) == nil {
			checkWords(t, text.NewIndex(s))
		}
	})
}

func BenchmarkSentences(b *testing.B) {
	s := arabicNews(200_000)
	b.SetBytes(int64(len(s)))
	x := text.NewIndex(s)
	for b.Loop() {
		for _, p := range x.Paragraphs() {
			x.Sentences(p)
		}
	}
}

func BenchmarkWords(b *testing.B) {
	s := arabicNews(200_000)
	b.SetBytes(int64(len(s)))
	x := text.NewIndex(s)
	for b.Loop() {
		for _, p := range x.Paragraphs() {
			x.Words(p)
		}
	}
}
