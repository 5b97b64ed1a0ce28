package handlers_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	_ "modernc.org/sqlite" // the floors use the driver alone

	"github.com/isnad/isnad/db/dbtest"
)

// Benchmarks over real HTTP on a data file on disk, each beside a floor from the
// same run: the same rows read or written by the driver alone, as bytes. What a
// commit costs depends on the disk and on the neighbours, so compare ratios.
// docs/PERFORMANCE.md has the figures.

// benchWords is a long article; benchSizes how much is marked in it.
const benchWords = 20_000

var benchSizes = []int{0, 100, 1_000, 10_000}

// bench is a server for a benchmark, and one long article on it.
type bench struct {
	*api
	id      string
	client  *http.Client
	session *http.Cookie
	created atomic.Int64
}

// perSize runs a benchmark on articles with more and more annotations.
func perSize(b *testing.B, run func(b *testing.B, s *bench)) {
	for _, n := range benchSizes {
		b.Run(fmt.Sprintf("annotations=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			run(b, newBench(b, n))
		})
	}
}

func newBench(b *testing.B, annotations int) *bench {
	b.Helper()
	d := dbtest.Open(b)
	article := dbtest.Article(b, d, benchWords, annotations)
	s := &bench{api: serveAPI(b, d), id: article.ID, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16, DisableCompression: true}}}
	b.Cleanup(s.client.CloseIdleConnections)
	s.token(dbtest.Reviewer)
	s.signIn(b)
	return s
}

func (s *bench) signIn(b *testing.B) {
	b.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.PostForm(s.url+"/login", url.Values{"name": {dbtest.Reviewer.Name}, "password": {dbtest.Password}})
	if err != nil {
		b.Fatal(err)
	}
	response.Body.Close()
	for _, cookie := range response.Cookies() {
		if cookie.Name == "isnad" {
			s.session = cookie
		}
	}
	if s.session == nil {
		b.Fatalf("signing in answered %d", response.StatusCode)
	}
}

// fetch asks for something and reads the answer to its end.
func (s *bench) fetch(b *testing.B, method, path, body string, want int) int64 {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	if strings.HasPrefix(path, "/api/") {
		r.Header.Set("Authorization", "Bearer "+s.tokens[dbtest.Reviewer.Name])
		r.Header.Set("Content-Type", "application/json")
	} else {
		r.AddCookie(s.session)
	}
	response, err := s.client.Do(r)
	if err != nil {
		b.Error(err)
		return 0
	}
	defer response.Body.Close()
	n, err := io.Copy(io.Discard, response.Body)
	if err != nil || response.StatusCode != want {
		b.Errorf("%s answered %d: %v", path, response.StatusCode, err)
	}
	return n
}

func (s *bench) create(b *testing.B) {
	b.Helper()
	start := int(s.created.Add(1)) * 37 % 100_000
	s.fetch(b, "POST", "/api/v1/articles/"+s.id+"/annotations", fmt.Sprintf(
		`{"kind":"quote","quotation":"indirect","spans":[{"start":%d,"end":%d}],"cue":[{"start":%d,"end":%d}],"speaker":{"name":%q}}`,
		start, start+120, start, start+4, dbtest.Speakers[0]), http.StatusCreated)
}

// BenchmarkPage is the article's page, as a browser that is signed in gets it.
func BenchmarkPage(b *testing.B) {
	perSize(b, func(b *testing.B, s *bench) {
		var bytes int64
		for b.Loop() {
			bytes = s.fetch(b, "GET", "/articles/"+s.id, "", http.StatusOK)
		}
		b.ReportMetric(float64(bytes)/1024, "KB")
	})
}

// BenchmarkLoad is the article and all that is marked in it, by the API.
func BenchmarkLoad(b *testing.B) {
	perSize(b, func(b *testing.B, s *bench) {
		var bytes int64
		for b.Loop() {
			bytes = s.fetch(b, "GET", "/api/v1/articles/"+s.id, "", http.StatusOK)
		}
		b.ReportMetric(float64(bytes)/1024, "KB")
	})
}

// BenchmarkReport is the report of the article, as the file that it comes as.
func BenchmarkReport(b *testing.B) {
	perSize(b, func(b *testing.B, s *bench) {
		var bytes int64
		for b.Loop() {
			bytes = s.fetch(b, "GET", "/articles/"+s.id+"/report?download=1", "", http.StatusOK)
		}
		b.ReportMetric(float64(bytes)/1024, "KB")
	})
}

// BenchmarkExport is the download of one article.
func BenchmarkExport(b *testing.B) {
	perSize(b, func(b *testing.B, s *bench) {
		var bytes int64
		for b.Loop() {
			bytes = s.fetch(b, "GET", "/articles/"+s.id+"/export", "", http.StatusOK)
		}
		b.ReportMetric(float64(bytes)/1024, "KB")
	})
}

// BenchmarkCreate marks one quote after another by the API.
func BenchmarkCreate(b *testing.B) {
	perSize(b, func(b *testing.B, s *bench) {
		for b.Loop() {
			s.create(b)
		}
	})
}

// BenchmarkCreateByEight is eight people who mark at once and share commits.
func BenchmarkCreateByEight(b *testing.B) {
	perSize(b, func(b *testing.B, s *bench) {
		eight(b, s.create)
	})
}

// eight has eight clients call as often as is measured.
func eight(b *testing.B, call func(b *testing.B)) {
	var (
		turns   = make(chan struct{})
		clients sync.WaitGroup
	)
	for range 8 {
		clients.Go(func() {
			for range turns {
				call(b)
			}
		})
	}
	for b.Loop() {
		turns <- struct{}{}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "creates/s")
	close(turns)
	clients.Wait()
}

// BenchmarkFloorRows reads the rows that a load and a page show, as bytes.
func BenchmarkFloorRows(b *testing.B) {
	perSize(b, func(b *testing.B, s *bench) {
		bare := openBare(b, s.d.Path())
		for b.Loop() {
			readRows(b, bare, s.id)
		}
	})
}

func readRows(b *testing.B, bare *sql.DB, article string) {
	b.Helper()
	var text sql.RawBytes
	rows, err := bare.Query(`SELECT text FROM revisions WHERE article = (SELECT seq FROM articles WHERE id = ?)`, article)
	if err != nil {
		b.Fatal(err)
	}
	for rows.Next() {
		if err := rows.Scan(&text); err != nil {
			b.Fatal(err)
		}
	}
	if err := rows.Close(); err != nil {
		b.Fatal(err)
	}
	rows, err = bare.Query(`SELECT annotations.*, anchors.*, speakers.id, speakers.name, speakers.kind FROM annotations
		JOIN anchors ON anchors.annotation = annotations.seq AND anchors.revision = annotations.revision
		LEFT JOIN speakers ON speakers.seq = annotations.speaker
		WHERE annotations.article = (SELECT seq FROM articles WHERE id = ?) AND annotations.deleted = 0
		ORDER BY annotations.start, annotations.id`, article)
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
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			b.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkFloorCommit is one bare INSERT and its synced COMMIT.
func BenchmarkFloorCommit(b *testing.B) {
	insert := bareInsert(b)
	for b.Loop() {
		insert(b)
	}
}

// BenchmarkFloorCommitByEight is eight at once, one synced COMMIT each.
func BenchmarkFloorCommitByEight(b *testing.B) { eight(b, bareInsert(b)) }

func bareInsert(b *testing.B) func(*testing.B) {
	b.Helper()
	bare := openBare(b, filepath.Join(b.TempDir(), "floor.db"))
	if _, err := bare.Exec(`CREATE TABLE bare (seq INTEGER PRIMARY KEY, body TEXT) STRICT`); err != nil {
		b.Fatal(err)
	}
	insert, err := bare.Prepare(`INSERT INTO bare (body) VALUES (?)`)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { insert.Close() })
	body := strings.Repeat("ثلاث سنوات عن موعده ", 12)
	return func(b *testing.B) {
		if _, err := insert.Exec(body); err != nil {
			b.Error(err)
		}
	}
}

// openBare opens a file with the driver alone, one connection.
func openBare(b *testing.B, path string) *sql.DB {
	b.Helper()
	bare, err := sql.Open("sqlite", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	bare.SetMaxOpenConns(1)
	b.Cleanup(func() { bare.Close() })
	return bare
}

// BenchmarkFloorHTTP is a round trip of the server and the client with as many
// bytes as the API's load of each size, and nothing else.
func BenchmarkFloorHTTP(b *testing.B) {
	for _, kilobytes := range []int{1, 300, 1_000, 6_000} {
		b.Run(fmt.Sprintf("KB=%d", kilobytes), func(b *testing.B) {
			body := bytes.Repeat([]byte("x"), kilobytes<<10)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(body) }))
			defer server.Close()
			for b.Loop() {
				response, err := http.Get(server.URL)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, response.Body); err != nil {
					b.Fatal(err)
				}
				response.Body.Close()
			}
		})
	}
}

// BenchmarkSpeakerPage is the page of a speaker with so many statements, half of them by
// a name that was merged.
func BenchmarkSpeakerPage(b *testing.B) {
	for _, statements := range []int{100, 10_000} {
		b.Run(fmt.Sprintf("statements=%d", statements), func(b *testing.B) {
			d := dbtest.Open(b)
			s, merged := dbtest.Said(b, d, "عادل الشبراوي", statements/2, 10), dbtest.Said(b, d, "عادل محمد الشبراوي", statements/2, 10)
			if _, _, err := d.MergeSpeaker(b.Context(), dbtest.Editor, merged.ID, merged.Version, s.ID); err != nil {
				b.Fatal(err)
			}
			site := &bench{api: serveAPI(b, d), client: &http.Client{Transport: &http.Transport{DisableCompression: true}}}
			b.Cleanup(site.client.CloseIdleConnections)
			site.token(dbtest.Reviewer)
			site.signIn(b)
			for path, name := range map[string]string{"/speakers/" + s.ID: "page", "/speakers/" + s.ID + "?verdict=false": "page-by-verdict", "/api/v1/speakers/" + s.ID: "api"} {
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						site.fetch(b, "GET", path, "", http.StatusOK)
					}
				})
			}
		})
	}
}
