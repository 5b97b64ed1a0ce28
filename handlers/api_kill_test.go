package handlers_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/handlers"
	"github.com/isnad/isnad/internal/annotation"
)

// killVariable makes TestServeUntilKilled a server on the data file that it names.
const killVariable = "ISNAD_HANDLERS_TEST_SERVE"

// TestServeUntilKilled is no test but the other process of TestKillDuringBurst: the
// site as it is served, until somebody ends it.
func TestServeUntilKilled(t *testing.T) {
	path := os.Getenv(killVariable)
	if path == "" {
		t.Skip("is started by TestKillDuringBurst")
	}
	d, err := db.Open(t.Context(), path, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	site, err := handlers.New(handlers.Config{DB: d, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("listening on %s\n", listener.Addr())
	t.Fatal(http.Serve(listener, site))
}

// startServer serves a data file from another process and says where.
func startServer(t *testing.T, path string) (server *exec.Cmd, url string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	server = exec.CommandContext(t.Context(), self, "-test.run=^TestServeUntilKilled$", "-test.v")
	server.Env = append(os.Environ(), killVariable+"="+path)
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the server did not start: %q, %v", line, err)
		}
		if address, ok := strings.CutPrefix(line, "listening on "); ok {
			return server, "http://" + strings.TrimSpace(address)
		}
	}
}

// burst is what clients sent and how they were answered.
type burst struct {
	mu       sync.Mutex
	answered map[string]int // the status for each id
	tried    map[string]bool
}

// run has clients mark as fast as they are answered, each with ids of its own, until
// the server is gone.
func (b *burst) run(url, token string, clients int) {
	var all sync.WaitGroup
	for client := range clients {
		all.Go(func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("k-%d-%d", client, n)
				b.mu.Lock()
				b.tried[id] = true
				b.mu.Unlock()
				status, err := postMark(url, token, id, n)
				if err != nil {
					return // the server is gone
				}
				b.mu.Lock()
				b.answered[id] = status
				b.mu.Unlock()
			}
		})
	}
	all.Wait()
}

// postMark marks something with an id of the client's own. An answer counts only
// when it came whole.
func postMark(url, token, id string, n int) (status int, err error) {
	body := fmt.Sprintf(`{"id":%q,"kind":"quote","spans":[{"start":%d,"end":%d}],"speaker":{"name":"متحدث %d"}}`, id, n%50, n%50+20, n%10)
	r, err := http.NewRequestWithContext(context.Background(), "POST", url+"/api/v1/articles/a1/annotations", strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err
	}
	var got annotation.Annotation
	if err := json.Unmarshal(answer, &got); err != nil || got.ID != id {
		return 0, fmt.Errorf("%d %s: %v", response.StatusCode, answer, err)
	}
	return response.StatusCode, nil
}

func (b *burst) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.answered)
}

// TestKillDuringBurst ends a server with SIGKILL while eight clients write: what was
// answered is there, the file is sound, and sending everything again makes no
// second annotation.
func TestKillDuringBurst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "isnad.db")
	prepared, err := db.Create(t.Context(), path, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a := &api{t: t, d: prepared, tokens: map[string]string{}}
	a.article("a1", dbtest.Text(200))
	token := a.token(dbtest.Reviewer)
	if err := prepared.Close(); err != nil {
		t.Fatal(err)
	}

	server, url := startServer(t, path)
	b := &burst{answered: map[string]int{}, tried: map[string]bool{}}
	over := make(chan struct{})
	go func() {
		defer close(over)
		b.run(url, token, 8)
	}()
	for deadline := time.Now().Add(30 * time.Second); b.count() < 200; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("only %d writes were answered", b.count())
		}
	}
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	server.Wait() // says that it was killed
	<-over
	if len(b.tried) == len(b.answered) {
		t.Log("the kill met no write under way")
	}

	d, err := db.Open(t.Context(), path, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	kept := func() map[string]bool {
		t.Helper()
		all, err := d.Annotations(t.Context(), "a1")
		if err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		for _, one := range all {
			if ids[one.ID] {
				t.Errorf("%s is there twice", one.ID)
			}
			ids[one.ID] = true
		}
		return ids
	}
	there := kept()
	for id, status := range b.answered {
		if status != http.StatusCreated {
			t.Errorf("%s was answered %d", id, status)
		}
		if !there[id] {
			t.Errorf("%s was answered and is lost", id)
		}
	}
	for id := range there {
		if !b.tried[id] {
			t.Errorf("nobody sent %s", id)
		}
	}
	sound := func() {
		t.Helper()
		findings, err := d.Check(t.Context())
		if err != nil || len(findings) > 0 {
			t.Error(findings, err)
		}
	}
	sound()

	// Another server; every client sends all it had sent.
	again := serveAPI(t, d)
	for id := range b.tried {
		var client, n int
		if _, err := fmt.Sscanf(id, "k-%d-%d", &client, &n); err != nil {
			t.Fatal(err)
		}
		status, err := postMark(again.url, token, id, n)
		if err != nil {
			t.Fatal(err)
		}
		if was := there[id]; was != (status == http.StatusOK) {
			t.Errorf("%s was there: %v; the retry answered %d", id, was, status)
		}
	}
	if now := kept(); len(now) != len(b.tried) {
		t.Errorf("%d annotations of %d ids", len(now), len(b.tried))
	}
	if counts := must(d.ArticleHead(t.Context(), "a1")).Counts; counts.Open != len(b.tried) {
		t.Errorf("counted %+v of %d", counts, len(b.tried))
	}
	sound()
}
