package db_test

import (
	"fmt"
	"testing"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
)

// BenchmarkSimilar asks what says nearly the same as one of n annotations, each time
// another one. The sayings are in the proportions of a language (see dbtest.Sayings).
func BenchmarkSimilar(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("annotations=%d", n), func(b *testing.B) {
			d := dbtest.Open(b)
			dbtest.Say(b, d, dbtest.Sayings(n))
			askSimilar(b, d, n)
		})
	}
}

// BenchmarkSimilarFlood is the worst case: n annotations that all say nearly the same.
func BenchmarkSimilarFlood(b *testing.B) {
	const n = 10_000
	d := dbtest.Open(b)
	sayings := make([]string, n)
	for i := range sayings {
		sayings[i] = fmt.Sprintf("قال وزير التموين إن سعر ربطة الخبز في محافظات المنطقة الوسطى سيبقى %d ليرة حتى نهاية الموسم رغم ارتفاع كلفة الوقود", i)
		if i%3 == 1 {
			sayings[i] += " والنقل"
		}
	}
	dbtest.Say(b, d, sayings)
	askSimilar(b, d, n)
}

func askSimilar(b *testing.B, d *db.DB, n int) {
	b.ReportAllocs()
	b.ResetTimer()
	found := 0
	for i := range b.N {
		similar, err := d.SimilarTo(b.Context(), dbtest.Saying(i*7919%n))
		if err != nil {
			b.Fatal(err)
		}
		found += len(similar)
	}
	b.ReportMetric(float64(found)/float64(b.N), "found/op")
}
