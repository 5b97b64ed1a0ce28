package comparison

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/isnad/isnad/internal/message"
	"github.com/isnad/isnad/internal/text"
)

// holds checks what is true of every result.
func holds(t interface{ Fatalf(string, ...any) }, quote, source string, r Result) {
	runes := []rune(source)
	if r.Start < 0 || r.End < r.Start || r.End > len(runes) {
		t.Fatalf("passage %d–%d of %d\nquote  %q\nsource %q", r.Start, r.End, len(runes), quote, source)
	}
	var q, s strings.Builder
	altered := false
	for _, op := range r.Ops {
		q.WriteString(op.Quote)
		s.WriteString(op.Source)
		altered = altered || op.Altered
	}
	if q.String() != quote {
		t.Fatalf("the ops make %q of the quote %q\nsource %q", q.String(), quote, source)
	}
	if want := string(runes[r.Start:r.End]); s.String() != want {
		t.Fatalf("the ops make %q of the passage %q\nquote %q\nops %+v", s.String(), want, quote, r.Ops)
	}
	if r.Found != (r.Proposed != NotFound) || r.Found && altered != (r.Proposed == Altered) {
		t.Fatalf("found %v, altered %v and proposed %s\nquote  %q\nsource %q", r.Found, altered, r.Proposed, quote, source)
	}
	part := func(p *Part, of []rune) {
		if p != nil && (p.Start < 0 || p.End < p.Start || p.End > len(of) || string(of[p.Start:p.End]) != p.Text) {
			t.Fatalf("a part is wrong: %+v\nquote  %q\nsource %q", *p, quote, source)
		}
	}
	part(r.Before, runes)
	part(r.After, runes)
	for _, n := range r.Notes {
		for _, lang := range message.Langs() {
			if said := n.Sentence(message.New(lang)); strings.Contains(said, "⟦") || strings.Contains(said, "{quote}") || strings.Contains(said, "{source}") {
				t.Fatalf("a note says %q\nquote  %q\nsource %q", said, quote, source)
			}
		}
		part(n.Quote, []rune(quote))
		part(n.Source, runes)
		for _, o := range n.Others {
			part(&o, runes)
		}
	}
}

func compared(t interface{ Fatalf(string, ...any) }, quote, source string) Result {
	r, err := Compare(quote, source)
	if err != nil {
		t.Fatalf("%v\nquote  %q\nsource %q", err, quote, source)
	}
	holds(t, quote, source, r)
	return r
}

// genNews draws made-up news, or one of the sources of the first set amid some.
func genNews(t *rapid.T) string {
	language := rapid.SampledFrom([]string{"ar", "en"}).Draw(t, "language")
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	news := filler(r, language, rapid.IntRange(20, 300).Draw(t, "words"))
	if rapid.Bool().Draw(t, "statement") {
		set := firstSet()
		names := make([]string, 0, len(set))
		for name := range set {
			if strings.HasPrefix(name, language) {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		news += "\n" + set[rapid.SampledFrom(names).Draw(t, "source")]
	}
	return news
}

// genCut draws a run of words of the source, as it stands there.
func genCut(t *rapid.T, source string, least int) (start, end int) {
	x := text.NewIndex(source)
	words := x.Words(text.Span{Start: 0, End: x.Len()})
	from := rapid.IntRange(0, len(words)-least).Draw(t, "from")
	to := rapid.IntRange(from+least, min(len(words), from+60)).Draw(t, "to")
	return words[from].Start, words[to-1].End
}

// TestVerbatim: what is cut out of a source is accurate, at its place or where the
// same stands before it.
func TestVerbatim(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := genNews(t)
		start, end := genCut(t, source, 1)
		runes := []rune(source)
		quote := string(runes[start:end])
		r := compared(t, quote, source)
		if r.Proposed != Accurate {
			t.Fatalf("%s: %q of %q: %+v", r.Proposed, quote, source, r.Ops)
		}
		if r.Start > start {
			t.Fatalf("found at %d, cut at %d", r.Start, start)
		}
		if r.Start != start && text.FoldString(string(runes[r.Start:r.End])) != text.FoldString(quote) {
			t.Fatalf("found %q, cut %q", string(runes[r.Start:r.End]), quote)
		}
	})
}

// TestTashkeel: tashkeel and tatweel on either side change nothing, where the other
// side has none.
func TestTashkeel(t *testing.T) {
	dress := func(t *rapid.T, s, label string) string {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, label), 2))
		var b strings.Builder
		for _, c := range s {
			b.WriteRune(c)
			if unicode.Is(unicode.Arabic, c) && unicode.IsLetter(c) && r.IntN(2) == 0 {
				b.WriteRune([]rune("\u064B\u064E\u064F\u0650\u0651\u0652\u0640")[r.IntN(7)])
			}
		}
		return b.String()
	}
	bare := strings.NewReplacer("\u064B", "", "\u064C", "", "\u064D", "", "\u064E", "", "\u064F", "", "\u0650", "", "\u0651", "", "\u0652", "")
	rapid.Check(t, func(t *rapid.T) {
		source := bare.Replace(genNews(t))
		start, end := genCut(t, source, 3)
		quote := string([]rune(source)[start:end])
		if rapid.Bool().Draw(t, "changed") {
			words := strings.Fields(quote)
			words[rapid.IntRange(0, len(words)-1).Draw(t, "word")] = "شيء"
			quote = strings.Join(words, " ")
		}
		plain := compared(t, quote, source)
		for _, r := range []Result{compared(t, dress(t, quote, "quote"), source), compared(t, quote, dress(t, source, "source"))} {
			if r.Proposed != plain.Proposed || len(r.Notes) != len(plain.Notes) || len(r.Ops) != len(plain.Ops) {
				t.Fatalf("%s with %d ops and %d notes, %s with %d and %d without tashkeel\n%q\n%q", r.Proposed, len(r.Ops), len(r.Notes), plain.Proposed, len(plain.Ops), len(plain.Notes), quote, source)
			}
		}
	})
}

// TestDigits: another number is never accurate.
func TestDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[1-9][0-9]{0,6}(\.[1-9])?`).Draw(t, "number")
		other := rapid.StringMatching(`[1-9][0-9]{0,6}(\.[1-9])?`).Filter(func(s string) bool { return s != number }).Draw(t, "other")
		unit := rapid.SampledFrom([]string{"", "%", " million", " مليون", " people", " شخصًا"}).Draw(t, "unit")
		news := genNews(t)
		frame := rapid.SampledFrom([][2]string{{"We have counted ", " so far, the mayor said"}, {"أحصينا ", " حتى الآن كما قالت"}, {"the bill came to ", ""}, {"", " في يوم واحد من الصيف"}}).Draw(t, "frame")
		source := news + "\n" + frame[0] + number + unit + frame[1] + ". " + news
		if r := compared(t, frame[0]+other+unit+frame[1], source); r.Proposed == Accurate {
			t.Fatalf("%s for %s is accurate", other, number)
		}
	})
}

// TestNegations: a quote that dropped a negation from its middle is never accurate.
func TestNegations(t *testing.T) {
	sentences := map[string][]string{
		"not": {"We will not sell the park to anybody this year", "The captain did not see the other boat in time"},
		"no":  {"There is no money left for the northern road", "The doctors found no trace of poison in him"},
		"لن":  {"وأؤكد لكم أننا لن نرفع الأسعار هذا العام", "البلدية لن تبيع الحديقة لأحد مهما كان الثمن"},
		"لم":  {"الوزارة لم تتسلم أي شكوى من السكان حتى اليوم", "نحن لم نقل إن المستشفى مذنب في هذه القضية"},
		"لا":  {"هذا القرار لا يعني أن المدرسة ستغلق أبوابها غدا"},
		"ليس": {"ما حدث ليس نتيجة خطأ من الطبيب المناوب"},
	}
	var words []string
	for w := range sentences {
		words = append(words, w)
	}
	slices.Sort(words)
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom(words).Draw(t, "word")
		sentence := rapid.SampledFrom(sentences[word]).Draw(t, "sentence")
		news := genNews(t)
		join := rapid.SampledFrom([]string{" ", " … ", " [...] ", " (…) "}).Draw(t, "join")
		quote := strings.Replace(sentence, " "+word+" ", join, 1)
		r := compared(t, quote, news+"\n"+sentence+". "+news)
		if r.Proposed != Altered || !slices.ContainsFunc(r.Notes, func(n Note) bool { return n.Kind == KindNegation }) {
			t.Fatalf("%q of %q is %s, with %+v", quote, sentence, r.Proposed, r.Notes)
		}
	})
}

// TestOneWord: with a word dropped, added or replaced in its middle, or two of them
// exchanged, a quote is never accurate, unless the source says just that elsewhere.
func TestOneWord(t *testing.T) {
	said := func(s string) string { return " " + strings.Join(text.FoldedWords(s), " ") + " " }
	rapid.Check(t, func(t *rapid.T) {
		source := genNews(t)
		start, end := genCut(t, source, 5)
		words := strings.Fields(string([]rune(source)[start:end]))
		if len(words) < 4 {
			return
		}
		i := rapid.IntRange(1, len(words)-3).Draw(t, "word")
		other := rapid.SampledFrom([]string{"not", "the", "people", "لا", "و", "الناس", "7", "كل"}).Draw(t, "other")
		switch rapid.IntRange(0, 3).Draw(t, "change") {
		case 0:
			words = slices.Delete(words, i, i+1)
		case 1:
			words = slices.Insert(words, i, other)
		case 2:
			words[i] = other
		case 3:
			words[i], words[i+1] = words[i+1], words[i]
		}
		quote := strings.Join(words, " ")
		if strings.Contains(said(source), said(quote)) {
			return
		}
		if r := compared(t, quote, source); r.Proposed == Accurate {
			t.Fatalf("%q of %q is accurate: %+v", quote, source, r.Ops)
		}
	})
}

// TestSourceIsKept: a source that is kept answers each quote as a fresh one does.
func TestSourceIsKept(t *testing.T) {
	set := readPairs(t, "first.json")
	for name, body := range set.Sources {
		kept, err := NewSource(body)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range set.Pairs {
			a, err1 := kept.Compare(p.Quote)
			b, err2 := Compare(p.Quote, body)
			if err1 != nil || err2 != nil || a.Proposed != b.Proposed || a.Start != b.Start || a.End != b.End || len(a.Ops) != len(b.Ops) {
				t.Errorf("%s in %s: %v %v, %s and %s", p.ID, name, err1, err2, a.Proposed, b.Proposed)
			}
		}
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("We will … raise taxes", "We will not, ever, raise taxes. We don't.")
	f.Add("«لَن نرفع» [الوزير] (...) ١٬٥٠٠", "لن نرفع الأسعار. 1500 ﷺ ﷲ")
	f.Add("$4bn 5% cannot U.S. [T]he", "The 4 billion dollars, five per cent. can't us the")
	f.Add("a b c a b c", "c b a c b a a b c ... a [b c] (a")
	f.Fuzz(func(t *testing.T, quote, source string) {
		r, err := Compare(quote, source)
		if err != nil {
			return
		}
		holds(t, quote, source, r)
		if utf8.RuneCountInString(quote) < 200 {
			compared(t, quote, quote+" "+source)
		}
	})
}
