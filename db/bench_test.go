package db_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
)

// Each benchmark stands beside a floor from the same run, for what a commit costs
// depends on the disk and on the neighbours: compare ratios, never numbers alone.

// articleWords is a long article.
const articleWords = 20_000

var sizes = []int{0, 100, 1_000, 10_000}

// perSize runs a benchmark on articles with more and more annotations: what it
// measures should not grow with them unless it reads them all.
func perSize(b *testing.B, run func(b *testing.B, d *db.DB, a annotation.Article)) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("annotations=%d", n), func(b *testing.B) {
			d := dbtest.Open(b)
			a := dbtest.Article(b, d, articleWords, n)
			b.ReportAllocs()
			b.ResetTimer()
			run(b, d, a)
		})
	}
}

func quoteAt(start int) annotation.Draft {
	return annotation.Draft{Kind: annotation.Quote, Quotation: annotation.Indirect,
		Spans: []annotation.PassageDraft{{Start: start, End: start + 120}}, Cue: []annotation.PassageDraft{{Start: start, End: start + 4}},
		Speaker: &annotation.SpeakerChoice{Name: dbtest.Speakers[0]}}
}

func BenchmarkCreateAnnotation(b *testing.B) {
	perSize(b, func(b *testing.B, d *db.DB, a annotation.Article) {
		for i := range b.N {
			if _, _, err := d.CreateAnnotation(b.Context(), dbtest.Reviewer, a.ID, quoteAt(i*37%100_000)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkCreateAnnotationParallel is eight people at once, who share commits.
func BenchmarkCreateAnnotationParallel(b *testing.B) {
	perSize(b, func(b *testing.B, d *db.DB, a annotation.Article) {
		var n atomic.Int64
		b.SetParallelism(4) // times two processors
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, _, err := d.CreateAnnotation(b.Context(), dbtest.Reviewer, a.ID, quoteAt(int(n.Add(1))*37%100_000)); err != nil {
					b.Error(err)
				}
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "creates/s")
	})
}

func BenchmarkChangeAnnotation(b *testing.B) {
	perSize(b, func(b *testing.B, d *db.DB, a annotation.Article) {
		one, _, err := d.CreateAnnotation(b.Context(), dbtest.Reviewer, a.ID, quoteAt(300))
		if err != nil {
			b.Fatal(err)
		}
		for i := range b.N {
			c, err := d.ChangeAnnotation(b.Context(), dbtest.Reviewer, one.ID, one.Version, annotation.Patch{Note: annotation.To(fmt.Sprint(i))})
			if err != nil {
				b.Fatal(err)
			}
			one = c.After
		}
	})
}

func BenchmarkAnnotations(b *testing.B) {
	perSize(b, func(b *testing.B, d *db.DB, a annotation.Article) {
		for range b.N {
			all, err := d.Annotations(b.Context(), a.ID)
			if err != nil || len(all) != a.Counts.Total() {
				b.Fatal(len(all), err)
			}
		}
	})
}

func BenchmarkAnnotation(b *testing.B) {
	perSize(b, func(b *testing.B, d *db.DB, a annotation.Article) {
		one, _, err := d.CreateAnnotation(b.Context(), dbtest.Reviewer, a.ID, quoteAt(300))
		if err != nil {
			b.Fatal(err)
		}
		for range b.N {
			if _, err := d.Annotation(b.Context(), one.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkAnnotationsTouching repaints one paragraph.
func BenchmarkAnnotationsTouching(b *testing.B) {
	perSize(b, func(b *testing.B, d *db.DB, a annotation.Article) {
		for range b.N {
			if _, err := d.AnnotationsTouching(b.Context(), a.ID, 100, 100); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkPage reads all that the page of an article shows.
func BenchmarkPage(b *testing.B) {
	perSize(b, func(b *testing.B, d *db.DB, a annotation.Article) {
		for range b.N {
			head, err := d.ArticleHead(b.Context(), a.ID)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := d.TextIndex(b.Context(), a.ID, head.Revision); err != nil {
				b.Fatal(err)
			}
			if _, err := d.Annotations(b.Context(), a.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkQueue is a page of the queue and its counts over 10,000 unfinished
// annotations in every state, by twelve people; as many are approved and as many
// archived, which it must not read.
func BenchmarkQueue(b *testing.B) {
	d := dbtest.Open(b)
	made := dbtest.Open(b)
	dbtest.Article(b, made, articleWords, 10_000)
	for _, kind := range []string{"unfinished", "approved", "archived"} {
		f := must[export.File](b)(made.Export(b.Context(), nil))
		a := &f.Articles[0]
		a.ID, a.Archived = kind, kind == "archived"
		for i := range a.Annotations {
			one := &a.Annotations[i]
			one.ID, one.Article, one.State = fmt.Sprintf("%s-%d", kind, i), kind, annotation.QueueStates[i%4]
			one.Assignee = fmt.Sprintf("reviewer%d", i%13)
			if i%13 == 12 {
				one.Assignee = ""
			}
			one.Priority = []annotation.Priority{"", "", "", annotation.Urgent, annotation.High, annotation.Low}[i%6]
			if i%3 == 0 {
				one.Due = fmt.Sprintf("2026-01-%02d", 1+i%28)
			}
			if kind == "approved" {
				one.State = annotation.Approved
			}
		}
		if _, err := d.Import(b.Context(), dbtest.Editor, f); err != nil {
			b.Fatal(err)
		}
	}
	for _, whose := range annotation.QueueWhoses {
		f := annotation.QueueFilter{Whose: whose, Reader: dbtest.Editor, Today: "2026-01-02"}
		b.Run("list="+string(whose), func(b *testing.B) {
			for range b.N {
				if _, _, err := d.Queue(b.Context(), f, "", 50); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("counts="+string(whose), func(b *testing.B) {
			for range b.N {
				if _, err := d.QueueCounts(b.Context(), f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkUndo(b *testing.B) {
	d := dbtest.Open(b)
	a := dbtest.Article(b, d, articleWords, 1_000)
	for range b.N {
		b.StopTimer()
		if _, _, err := d.CreateAnnotation(b.Context(), dbtest.Reviewer, a.ID, quoteAt(300)); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if _, err := d.Undo(b.Context(), dbtest.Reviewer, a.ID); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFloorCommit is one bare row and its commit, synced to disk.
func BenchmarkFloorCommit(b *testing.B) {
	raw := openRaw(b, filepath.Join(b.TempDir(), "floor.db"))
	if _, err := raw.Exec(`CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT)`); err != nil {
		b.Fatal(err)
	}
	insert, err := raw.Prepare(`INSERT INTO rows (body) VALUES (?)`)
	if err != nil {
		b.Fatal(err)
	}
	defer insert.Close()
	b.ResetTimer()
	for range b.N {
		if _, err := insert.Exec("ثلاث سنوات عن موعده وأكد المهندسون أن الكلفة ارتفعت"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFloorRows reads the rows of an article's annotations as raw bytes.
func BenchmarkFloorRows(b *testing.B) {
	perSize(b, func(b *testing.B, d *db.DB, a annotation.Article) {
		raw := openRaw(b, d.Path())
		for range b.N {
			if n := countRows(b, raw, a.ID); n != a.Counts.Total() {
				b.Fatal(n)
			}
		}
	})
}

func countRows(b *testing.B, raw *sql.DB, article string) (n int) {
	rows, err := raw.Query(`SELECT * FROM annotations JOIN anchors ON anchors.annotation = annotations.seq AND anchors.revision = annotations.revision
		WHERE article = (SELECT seq FROM articles WHERE id = ?) AND deleted = 0`, article)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		b.Fatal(err)
	}
	into := make([]any, len(columns))
	for i := range into {
		into[i] = new(sql.RawBytes)
	}
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			b.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return n
}

// openRaw opens a file without package db.
func openRaw(t testing.TB, path string) *sql.DB {
	t.Helper()
	raw, err := sql.Open("sqlite", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000&_foreign_keys=1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	return raw
}
