package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/ingest"
)

type seedCmd struct {
	Paths []string `arg:"" name:"path" help:"Files and folders."`
}

// Help is shown below the flags.
func (seedCmd) Help() string {
	return "Prints a line for each file: added, unchanged, revised or failed, its path and, when it failed, why, apart by tabs. " +
		"A file is known again by its path or its content, so that running it twice changes nothing. " +
		"A changed file becomes a new revision while nothing is marked in its article."
}

func (c seedCmd) Run(ctx context.Context, p *program) (err error) {
	data, err := p.create(ctx)
	if err != nil {
		return err
	}
	defer closing(data, &err)
	failed, err := p.seed(ctx, data, c.Paths, suggestNow)
	if err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of the files failed", failed)
	}
	return nil
}

// statusFailed is the status word beside those of db.Outcome.
const statusFailed = "failed"

// suggestWhen says when quotes are suggested in what is seeded.
type suggestWhen bool

const (
	suggestNow   suggestWhen = true  // with each file, so that the first who opens it has them
	suggestLater suggestWhen = false // by whoever serves the desk
)

// seed brings the files that paths name into the data file, says what became of
// each, and returns how many failed. Its error is that of ctx alone: one bad file
// stops no other.
func (p *program) seed(ctx context.Context, data *db.DB, paths []string, suggest suggestWhen) (failed int, err error) {
	type found struct {
		path string
		err  error
	}
	var files []found // all first, so that the progress has an end
	for path, err := range ingest.Walk(paths) {
		files = append(files, found{path, err})
	}
	progress := p.progress(len(files))
	defer progress.done()
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return failed, err
		}
		outcome, err := db.Outcome(statusFailed), file.err
		if err == nil {
			outcome, err = seedFile(ctx, data, file.path, suggest)
		}
		name := onePath(file.path)
		line := string(outcome) + "\t" + name
		if err != nil {
			failed++
			line = statusFailed + "\t" + name + "\t" + oneLine(p.sentence(err))
		}
		progress.print(p.out, line)
	}
	return failed, nil
}

func seedFile(ctx context.Context, data *db.DB, path string, suggest suggestWhen) (db.Outcome, error) {
	doc, err := ingest.ReadFile(path)
	if err != nil {
		return "", err
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	article, outcome, err := data.SeedArticle(ctx, annotation.CommandLine, annotation.ArticleDraft{
		Title: doc.Title, Byline: doc.Byline, Dateline: doc.Dateline, Language: doc.Language, Text: doc.Text,
		Source: annotation.Source{Name: ingest.ShownName(path), SHA256: doc.SHA256, Path: whole},
	})
	if err == nil && suggest == suggestNow {
		err = data.MakeSuggestionsOf(ctx, article.ID)
	}
	return outcome, err
}

// onePath is a path as it is, or in Go's quotes when it would break the report's
// lines and columns.
func onePath(path string) string {
	if strings.ContainsFunc(path, unicode.IsControl) {
		return strconv.Quote(path)
	}
	return path
}

// oneLine keeps a report of one line to one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
