package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// serving runs "isnad serve" until stop is called, which returns its status and
// what it wrote on standard error. The lines are what it wrote on standard output
// by the time it listens.
func serving(t *testing.T, args ...string) (lines []string, stop func() (int, string)) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	var errs bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), strings.NewReader(""), in, &errs)
		in.Close()
	}()
	var status *int
	stop = func() (int, string) {
		cancel()
		if status == nil {
			n := <-ended
			status = &n
		}
		return *status, errs.String()
	}
	t.Cleanup(func() { stop() })

	scanner := bufio.NewScanner(out)
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
		if strings.Contains(scanner.Text(), "listens on") {
			break
		}
	}
	// What follows at once is read in the background, so that nothing waits for it.
	rest := make(chan string, 10)
	go func() {
		for scanner.Scan() {
			rest <- scanner.Text()
		}
		close(rest)
	}()
	select {
	case line, ok := <-rest:
		if ok {
			lines = append(lines, line)
		}
	case <-time.After(200 * time.Millisecond):
	}
	if len(lines) == 0 {
		status, errs := stop()
		t.Fatalf("serve ended with %d: %s", status, errs)
	}
	return lines, stop
}

var address = regexp.MustCompile(`http://[^/\s]+`)

func get(t *testing.T, url string) int {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

func TestServe(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "isnad.db")
	drafts := filepath.Join(folder, "drafts")
	if err := os.Mkdir(drafts, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"a.txt": "It rained.", "empty.txt": ""} {
		if err := os.WriteFile(filepath.Join(drafts, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}

	lines, stop := serving(t, "--db", file, "--seed", drafts)
	all := strings.Join(lines, "\n")
	if !strings.Contains(all, "added\t"+filepath.Join(drafts, "a.txt")) || !strings.Contains(all, "failed\t"+filepath.Join(drafts, "empty.txt")) {
		t.Errorf("serve did not say what it seeded:\n%s", all)
	}
	base := address.FindString(all)
	for _, path := range []string{"/healthz", "/readyz"} {
		if code := get(t, base+path); code != http.StatusOK {
			t.Errorf("%s answers %d", path, code)
		}
	}
	link := regexp.MustCompile(regexp.QuoteMeta(base) + `/setup\?token=\S+`).FindString(lines[len(lines)-1])
	if link == "" {
		t.Fatalf("no link to begin with:\n%s", all)
	}
	if code := get(t, link); code != http.StatusOK {
		t.Errorf("%s answers %d", link, code)
	}
	if status, errs := stop(); status != exitOK {
		t.Errorf("serve ended with %d: %s", status, errs)
	}
	if _, err := net.DialTimeout("tcp", strings.TrimPrefix(base, "http://"), time.Second); err == nil {
		t.Error("somebody still listens")
	}

	// With an admin there is nothing to set up; the links are those of --url.
	var out, errs bytes.Buffer
	add := []string{"--db", file, "user", "add", "huda", "--role", "admin", "--password-stdin"}
	lines, stop = serving(t, "--db", file, "--url", "https://desk.example/")
	if !strings.Contains(strings.Join(lines, "\n"), "https://desk.example/setup?token=") {
		t.Errorf("the link is not that of --url: %q", lines)
	}
	if base := address.FindString(strings.Join(lines, "\n")); get(t, base+"/healthz") != http.StatusOK { // what the proxy is pointed at
		t.Errorf("where it listens is not said: %q", lines)
	}
	stop()
	if status := run(t.Context(), add, strings.NewReader("correct horse battery\n"), &out, &errs); status != exitOK {
		t.Fatalf("user add: %s", errs.String())
	}
	lines, stop = serving(t, "--db", file)
	if strings.Contains(strings.Join(lines, "\n"), "setup") {
		t.Errorf("a link although there is an admin: %q", lines)
	}
	stop()
}

func TestServeAddressIsNone(t *testing.T) {
	for _, addr := range []string{"nonsense", "127.0.0.1:99999", "127.0.0.1:http?"} {
		var out, errs bytes.Buffer
		args := []string{"serve", "--db", filepath.Join(t.TempDir(), "isnad.db"), "--addr", addr}
		if status := run(t.Context(), args, strings.NewReader(""), &out, &errs); status != exitMisuse || !strings.Contains(errs.String(), "--addr") {
			t.Errorf("%s: status %d: %s", addr, status, errs.String())
		}
	}
}

func TestServeAddressTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	var out, errs bytes.Buffer
	args := []string{"serve", "--db", filepath.Join(t.TempDir(), "isnad.db"), "--addr", taken.Addr().String()}
	if status := run(t.Context(), args, strings.NewReader(""), &out, &errs); status != exitFailed || !strings.Contains(errs.String(), "in use") {
		t.Errorf("status %d: %s", status, errs.String())
	}
}

// A request under way when the server is told to end is answered.
func TestServeEndsGracefully(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	begun, release := make(chan bool), make(chan bool)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun <- true
		<-release
		io.WriteString(w, "whole")
	})}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, server, listener) }()
	answered := make(chan string, 1)
	go func() {
		response, err := http.Get("http://" + listener.Addr().String())
		if err != nil {
			answered <- err.Error()
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		answered <- string(body)
	}()
	<-begun
	cancel()
	select {
	case err := <-ended:
		t.Fatalf("ended under a request: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	release <- true
	if got := <-answered; got != "whole" {
		t.Errorf("the request got %q", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("serve = %v", err)
	}
}

func TestLocal(t *testing.T) {
	for address, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080",
		"0.0.0.0:80":     "http://127.0.0.1:80",
		"[::]:80":        "http://127.0.0.1:80",
		"[::1]:80":       "http://[::1]:80",
	} {
		at, err := net.ResolveTCPAddr("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		if got := local(at); got != want {
			t.Errorf("local(%s) = %s, want %s", address, got, want)
		}
	}
}
