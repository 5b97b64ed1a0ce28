package db_test

import (
	"fmt"
	"testing"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

// perSpeaker runs a benchmark on a speaker with more and more statements, in a few
// articles or each in its own, and on one more to merge it into.
func perSpeaker(b *testing.B, run func(b *testing.B, d *db.DB, s, other annotation.Speaker)) {
	for _, size := range []struct{ statements, articles int }{{100, 10}, {10_000, 100}, {10_000, 10_000}} {
		b.Run(fmt.Sprintf("statements=%d/articles=%d", size.statements, size.articles), func(b *testing.B) {
			d := dbtest.Open(b)
			s, other := dbtest.Said(b, d, "عادل الشبراوي", size.statements, size.articles), dbtest.Said(b, d, "عادل محمد الشبراوي", 100, 10)
			b.ReportAllocs()
			b.ResetTimer()
			run(b, d, s, other)
		})
	}
}

// BenchmarkMerge merges a speaker and splits it off again, two synced writes.
func BenchmarkMerge(b *testing.B) {
	perSpeaker(b, func(b *testing.B, d *db.DB, s, other annotation.Speaker) {
		version := s.Version
		for b.Loop() {
			if _, _, err := d.MergeSpeaker(b.Context(), dbtest.Editor, s.ID, version, other.ID); err != nil {
				b.Fatal(err)
			}
			if _, _, err := d.SplitOffSpeaker(b.Context(), dbtest.Editor, s.ID, version+1); err != nil {
				b.Fatal(err)
			}
			version += 2
		}
	})
}

// BenchmarkStatements reads a page of what a speaker with a merged name has said, and
// what was found of all of it.
func BenchmarkStatements(b *testing.B) {
	for name, f := range map[string]db.StatementFilter{
		"all": {}, "verdict": {Verdict: annotation.False}, "both": {Verdict: annotation.False, Wording: annotation.Accurate},
	} {
		b.Run(name, func(b *testing.B) {
			perSpeaker(b, func(b *testing.B, d *db.DB, s, other annotation.Speaker) {
				if _, _, err := d.MergeSpeaker(b.Context(), dbtest.Editor, s.ID, s.Version, other.ID); err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					if _, err := d.Statements(b.Context(), other.ID, f); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}
