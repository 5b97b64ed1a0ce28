package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/handlers"
	"github.com/isnad/isnad/internal/ingest"
)

type serveCmd struct {
	Addr string   `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen (${default}); port 0 takes a free one."`
	URL  *url.URL `name:"url" placeholder:"https://…" help:"The address people reach the desk at, when a proxy stands in front."`
	Seed []string `placeholder:"DIR" sep:"none" help:"Seed these files and folders first; can be repeated."`
}

// Validate is called by kong: an address that is none is misuse.
func (c serveCmd) Validate() error {
	_, port, err := net.SplitHostPort(c.Addr)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil {
		return fmt.Errorf("--addr: %q is not HOST:PORT", c.Addr)
	}
	if c.URL != nil && (c.URL.Scheme != "https" && c.URL.Scheme != "http" || c.URL.Host == "") {
		return fmt.Errorf("--url: %q is no http or https address", c.URL)
	}
	return nil
}

// Limits of one request. The longest are those of a download over a slow line;
// what a body may hold is limited where it is read.
const (
	headerTime = 5 * time.Second
	readTime   = 30 * time.Second
	writeTime  = 2 * time.Minute
	idleTime   = 2 * time.Minute
	maxHeader  = 64 << 10 // bytes

	// shutdownTime is how long requests may take to end once the server is told to.
	shutdownTime = 10 * time.Second
)

func (c serveCmd) Run(ctx context.Context, p *program) (err error) {
	log := slog.New(slog.NewTextHandler(p.err, nil))
	data, err := db.Create(ctx, p.file, db.Options{Log: log, Gone: ingest.Gone})
	if err != nil {
		return err
	}
	defer closing(data, &err) // last, when no request is left

	if failed, err := p.seed(ctx, data, c.Seed, suggestLater); err != nil {
		return err
	} else if failed > 0 {
		log.Warn("some files could not be seeded", "failed", failed)
	}
	site, err := handlers.New(handlers.Config{DB: data, URL: c.URL, Log: log})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           site,
		ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: maxHeader,
		ErrorLog:       slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	if err := p.welcome(ctx, data, local(listener.Addr()), c.URL); err != nil {
		return errors.Join(err, listener.Close())
	}
	working, stop := context.WithCancel(ctx)
	var background sync.WaitGroup
	defer background.Wait() // before the file is closed
	defer stop()
	background.Go(func() { data.KeepSuggesting(working) })
	return serve(ctx, server, listener)
}

// serve serves until ctx ends, and then until the requests under way have ended.
func serve(ctx context.Context, server *http.Server, listener net.Listener) error {
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close() // cuts off what would not end
	}
	return err
}

// local is where a browser on this machine finds the listener, without a slash at
// its end.
func local(listening net.Addr) string {
	address := netip.MustParseAddrPort(listening.String())
	if address.Addr().IsUnspecified() { // every address of this machine; this one works here
		address = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), address.Port())
	}
	return "http://" + address.String()
}

// welcome prints where the desk is and, while nobody can manage people, the link
// that makes the first admin. Behind a proxy people reach it at public.
func (p *program) welcome(ctx context.Context, data *db.DB, local string, public *url.URL) error {
	secret, needed, err := data.SetupLink(ctx)
	if err != nil {
		return err
	}
	base := local
	if public == nil {
		fmt.Fprintf(p.out, "isnad listens on %s/\n", local)
	} else {
		base = strings.TrimRight(public.String(), "/")
		fmt.Fprintf(p.out, "isnad listens on %s/ for %s/\n", local, base)
	}
	if needed {
		fmt.Fprintf(p.out, "There is no admin yet. This link makes one, once: %s/setup?token=%s\n", base, url.QueryEscape(secret))
	}
	return nil
}
