package dbtest

import (
	"bytes"
	"fmt"
	"math/rand"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

// Sayings makes n statements, the same each time, of 6 to 25 words, as often as words
// are in a language (Zipf's law, over a vocabulary of 30,000; the commonest are stop
// words). One in ten says what an earlier one said, with words left out, put in, or in
// another order.
func Sayings(n int) []string {
	random := rand.New(rand.NewSource(1))
	zipf := rand.NewZipf(random, 1.15, 12, 30_000)
	word := func() string { return zipfWord(int(zipf.Uint64())) }
	all := make([][]string, n)
	sayings := make([]string, n)
	for i := range all {
		if i > 0 && random.Intn(10) == 0 {
			all[i] = vary(random, all[random.Intn(i)], word)
		} else {
			all[i] = make([]string, 6+random.Intn(20))
			for j := range all[i] {
				all[i][j] = word()
			}
		}
		sayings[i] = strings.Join(all[i], " ")
	}
	return sayings
}

func vary(random *rand.Rand, words []string, word func() string) []string {
	varied := append([]string{}, words...)
	for range 1 + random.Intn(3) {
		i, j := random.Intn(len(varied)), random.Intn(len(varied))
		switch random.Intn(4) {
		case 0:
			varied[i] = word()
		case 1:
			if len(varied) > 4 {
				varied = append(varied[:i], varied[i+1:]...)
			}
		case 2:
			varied = append(varied, word())
		default:
			varied[i], varied[j] = varied[j], varied[i]
		}
	}
	return varied
}

// commonest stand at the head of the vocabulary, as they do in a newspaper.
var commonest = strings.Fields(`في من على إلى أن ما عن مع التي هذا الذي لا بعد كان قد لم بين هذه حتى كل الرئيس الحكومة وزير المدينة سنة مليون 2025 10 3 أكثر عام`)

// zipfWord is the nth commonest word: three or four consonants that no other word has.
func zipfWord(n int) string {
	if n < len(commonest) {
		return commonest[n]
	}
	const consonants = "بتثجحخدذرزسشصضطظعغقكلمنه"
	letters := []rune(consonants)
	var b strings.Builder
	for range 4 {
		b.WriteRune(letters[n%len(letters)])
		n /= len(letters)
	}
	return b.String()
}

// Say puts statements into a data file, each as a claim, a thousand to an article. Their
// ids are Saying(0) and so on.
func Say(t testing.TB, d *db.DB, sayings []string) {
	t.Helper()
	const per = 1_000
	for from := 0; from < len(sayings); from += per {
		some := sayings[from:min(from+per, len(sayings))]
		a := export.Article{ID: fmt.Sprintf("sayings-%03d", from/per), Title: "أقوال", Language: "ar", Direction: "rtl", Text: strings.Join(some, "\n")}
		at := 0
		for i, said := range some {
			end := at + utf8.RuneCountInString(said)
			a.Annotations = append(a.Annotations, annotation.Annotation{ID: Saying(from + i), Kind: annotation.Claim, Spans: []annotation.Passage{{Start: at, End: end}}})
			at = end + 1
		}
		var b bytes.Buffer
		if err := export.Write(&b, export.NewFile(NewClock().Now(), nil, []export.Article{a})); err != nil {
			t.Fatal(err)
		}
		file, err := export.Read(&b, http.DetectContentType)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Import(t.Context(), Editor, file); err != nil {
			t.Fatal(err)
		}
	}
}

// Saying is the id of the nth annotation that Say made.
func Saying(n int) string { return fmt.Sprintf("said-%06d", n) }
