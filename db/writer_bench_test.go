package db

import (
	"database/sql"
	"fmt"
	"sync"
	"testing"
)

// BenchmarkWrite records events from one caller and from eight at once, beside
// the floor: one bare row per synced transaction of the driver. A gathered write
// shares its sync with others, so that eight should each wait little longer than
// one.
func BenchmarkWrite(b *testing.B) {
	for _, writers := range []int{1, 8} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			db := tempDB(b)
			b.ResetTimer()
			var all sync.WaitGroup
			for w := range writers {
				all.Go(func() {
					for i := w; i < b.N; i += writers {
						if err := note(db, "measured"); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			all.Wait()
		})
	}
	b.Run("floor", func(b *testing.B) {
		db := tempDB(b)
		bare, err := sql.Open("sqlite", dsn(db.Path(), foreignKeys))
		if err != nil {
			b.Fatal(err)
		}
		defer bare.Close()
		bare.SetMaxOpenConns(1)
		if _, err := bare.Exec(`CREATE TABLE bare (x TEXT) STRICT`); err != nil {
			b.Fatal(err)
		}
		insert, err := bare.Prepare(`INSERT INTO bare (x) VALUES (?)`)
		if err != nil {
			b.Fatal(err)
		}
		defer insert.Close()
		for b.Loop() {
			if _, err := insert.Exec("measured"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
