// Command isnad serves a fact-checking desk from one data file, and seeds,
// exports, imports, backs up and checks that file.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
	_ "time/tzdata" // a desk's time zone, on machines that have none

	"github.com/alecthomas/kong"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/ingest"
	"github.com/isnad/isnad/internal/message"
	"github.com/isnad/isnad/internal/text"
)

// The exit status, for scripts.
const (
	exitOK     = 0
	exitFailed = 1 // what was asked for could not be done
	exitMisuse = 2 // it was not clear what was asked for
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// commands is the command line: a field for each command, each in a file of its
// own.
type commands struct {
	DB string `name:"db" default:"isnad.db" placeholder:"FILE" help:"The data file (${default})."`

	Serve   serveCmd   `cmd:"" help:"Serve the desk over HTTP, making the data file if there is none."`
	Seed    seedCmd    `cmd:"" help:"Add articles from files and folders."`
	Export  exportCmd  `cmd:"" help:"Write articles with their annotations."`
	Import  importCmd  `cmd:"" help:"Read an export back: all of it, or nothing when anything in it is wrong."`
	User    userCmd    `cmd:"" help:"Add and manage people."`
	Scale   scaleCmd   `cmd:"" help:"Load verdict scales, and choose the desk's."`
	Token   tokenCmd   `cmd:"" help:"Let programs act as a person."`
	Suggest suggestCmd `cmd:"" help:"Propose the quotes of articles, with cue and speaker, as JSON lines."`
	Backup  backupCmd  `cmd:"" help:"Write a consistent copy of the data file, beside a running server too."`
	Restore restoreCmd `cmd:"" help:"Put a backup back."`
	Check   checkCmd   `cmd:"" help:"Verify everything in the data file."`
}

// program is what every command is run with.
type program struct {
	in       io.Reader
	out, err io.Writer
	file     string // the data file
	words    *message.Printer
}

// run is the program without the process around it: it returns the exit status.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	var cli commands
	helped := false
	parser, err := kong.New(&cli,
		kong.Name("isnad"),
		kong.Description("Check articles: mark claims and quotes, attribute them to who said them, record what was verified."),
		kong.Writers(out, errs),
		kong.Exit(func(int) { helped = true }), // kong leaves by itself after --help only
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		fmt.Fprintf(errs, "isnad: %v\n", err)
		return exitFailed
	}
	command, err := parser.Parse(args)
	if helped {
		return exitOK
	}
	if err != nil {
		fmt.Fprintf(errs, "isnad: %v\n", err)
		if parsed, ok := errors.AsType[*kong.ParseError](err); ok {
			fmt.Fprintf(errs, "Try: %s --help\n", name(parsed.Context))
		}
		return exitMisuse
	}
	p := &program{in: in, out: out, err: errs, file: cli.DB, words: message.New(message.English)}
	if err := command.Run(p); err != nil {
		fmt.Fprintf(errs, "isnad: %s\n", p.sentence(err))
		return exitFailed
	}
	return exitOK
}

// name is the command as far as it was understood: "isnad user add".
func name(c *kong.Context) string {
	if node := c.Selected(); node != nil {
		return node.FullPath()
	}
	return c.Model.Name
}

// sentence is an error as people are told it. Values stand in it as they are, for
// scripts to compare: a page would isolate their direction with unseen characters.
// Only what JSON should have been is told in words of the catalogue.
func (p *program) sentence(err error) string {
	refused, ok := errors.AsType[*annotation.Error](err)
	switch {
	case errors.Is(err, context.Canceled): // by a signal; nothing else cancels
		return "interrupted"
	case !ok:
		return err.Error()
	}
	args := slices.Clone(refused.Args)
	for i, value := range args {
		if s, ok := value.(string); ok && i%2 == 1 && args[i-1] != "json_type" && args[i-1] != "json_fault" {
			args[i] = message.Raw(text.Visible(s))
		}
	}
	return p.words.T(refused.Key, args...)
}

// open opens the data file, which must be there.
func (p *program) open(ctx context.Context) (*db.DB, error) {
	return db.Open(ctx, p.file, db.Options{})
}

// create opens the data file, making or migrating it first where need be.
func (p *program) create(ctx context.Context) (*db.DB, error) {
	return db.Create(ctx, p.file, db.Options{Gone: ingest.Gone})
}

// closing closes the data file after a command, whose own error goes before.
func closing(data *db.DB, err *error) {
	if closed := data.Close(); *err == nil {
		*err = closed
	}
}
