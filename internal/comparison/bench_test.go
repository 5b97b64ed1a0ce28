package comparison

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// benchPair is a quote of 60 words, two of them changed, from about the middle of a
// source of 5,000.
func benchPair(language string) (quote, source string) {
	source = filler(rand.New(rand.NewPCG(7, 7)), language, 5000)
	words := strings.Fields(source)[2600:2660]
	words[20], words[41] = "not", "شيء"
	return strings.Join(words, " "), source
}

func BenchmarkCompare(b *testing.B) {
	for _, language := range []string{"ar", "en"} {
		b.Run(language, func(b *testing.B) {
			quote, source := benchPair(language)
			b.ReportAllocs()
			for b.Loop() {
				if r, err := Compare(quote, source); err != nil || r.Proposed != Altered {
					b.Fatal(r.Proposed, err)
				}
			}
		})
	}
}

// BenchmarkSource is the same with a source that was read before.
func BenchmarkSource(b *testing.B) {
	for _, language := range []string{"ar", "en"} {
		b.Run(language, func(b *testing.B) {
			quote, source := benchPair(language)
			s, err := NewSource(source)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := s.Compare(quote); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// hostile are inputs within the limit of 1 MB for both that are made to take long.
func hostile() map[string][2]string {
	word := func(n int) string { return strings.Repeat("كلمة ", n) }
	letters := func(n int) string { return strings.Repeat("a b ", n) }
	var distinct strings.Builder
	for i := range 60_000 {
		distinct.WriteString(string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676%26)) + string(rune('a'+i/17576)) + " ")
	}
	long := strings.Fields(distinct.String())
	return map[string][2]string{
		"one word repeated":      {word(50), word(100_000)},
		"longest quote":          {word(MaxWords), word(90_000)},
		"two letters":            {letters(MaxWords / 2), letters(200_000)},
		"a letter and its half":  {strings.Repeat("a b c ", MaxWords/3), strings.Repeat("c b a ", 120_000)},
		"long and distinct":      {strings.Join(long[20_000:20_000+MaxWords], " "), distinct.String()},
		"shuffled":               {strings.Join(shuffled(long[20_000:20_000+MaxWords]), " "), distinct.String()},
		"quote of 10,000":        {word(10_000), word(50_000)},
		"no spaces":              {strings.Repeat("كلمة", 20_000), strings.Repeat("كلمة", 90_000)},
		"no spaces, short quote": {"كلمة هنا", strings.Repeat("كلمة", 120_000)},
		"punctuation":            {"a" + strings.Repeat("…[(", 50_000), "b" + strings.Repeat(").]…", 100_000)},
		"ellipses":               {strings.Repeat("a … b [...] ", MaxWords/2), strings.Repeat("b a ", 150_000)},
		"marks":                  {"ب" + strings.Repeat("\u064E", 100_000), "ب" + strings.Repeat("\u064F", 300_000)},
		"apostrophes":            {strings.Repeat("n't", 30_000), strings.Repeat("'s ", 200_000)},
		"numbers":                {strings.Repeat("one hundred ", MaxWords/2), strings.Repeat("100 and ", 100_000)},
		"currencies":             {strings.Repeat("$ 5 ", MaxWords/2), strings.Repeat("5 dollars ", 80_000)},
		"brackets":               {strings.Repeat("[a ", MaxWords), strings.Repeat("((a] ", 150_000)},
		"one sentence each":      {"a b. ", strings.Repeat("a b. ", 180_000)},
		"lines":                  {"a\nb", strings.Repeat("a\n", 400_000)},
	}
}

func shuffled(words []string) []string {
	out := append([]string(nil), words...)
	rand.New(rand.NewPCG(3, 3)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func BenchmarkHostile(b *testing.B) {
	for name, in := range hostile() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, _ = Compare(in[0], in[1])
			}
		})
	}
}

// TestHostile: whatever is sent is answered or refused, without panic and never after
// minutes. (The bound is far above what BenchmarkHostile takes: this is no timing.)
func TestHostile(t *testing.T) {
	for name, in := range hostile() {
		if len(in[0])+len(in[1]) > 1<<20 {
			t.Errorf("%s has %d bytes", name, len(in[0])+len(in[1]))
		}
		start := time.Now()
		r, err := Compare(in[0], in[1])
		if err == nil {
			holds(t, in[0], in[1], r)
		}
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("%s took %s", name, took)
		}
	}
}
