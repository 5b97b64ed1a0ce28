package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/ingest"
	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/strictjson"
	"github.com/isnad/isnad/internal/text"
)

type suggestCmd struct {
	Files  []string `arg:"" name:"file" help:"Text files, or files of one JSON object a line; - is standard input."`
	Format string   `default:"" enum:"jsonl," placeholder:"jsonl" help:"Read every file as JSON lines, whatever its name."`
}

// Help is shown below the flags.
func (suggestCmd) Help() string {
	return `Prints the quotes that isnad would suggest, one line of JSON for each article, with its id: a text file's path, or what the line says. ` +
		`A file whose name ends in .jsonl, and standard input, holds lines {"id":…,"language":…,"text":…}; without a language the script tells. ` +
		`Positions are counted in code points from the start of the text. Needs no data file.`
}

// suggestedArticle is a line of what the command prints.
type suggestedArticle struct {
	ID       string           `json:"id"`
	Language string           `json:"language"`
	Quotes   []suggestedQuote `json:"quotes"`
}

// span is a pair of positions, [start, end).
type span [2]int

type suggestedQuote struct {
	Content    []span               `json:"content"`
	Kind       annotation.Quotation `json:"kind"`
	Speaker    string               `json:"speaker"`
	Mention    *span                `json:"mention"`
	Cue        *span                `json:"cue"`
	Rule       quotation.Rule       `json:"rule"`
	Confidence float64              `json:"confidence"`
}

func (c suggestCmd) Run(ctx context.Context, p *program) (err error) {
	out := bufio.NewWriter(p.out)
	s := suggester{p: p, out: json.NewEncoder(out)}
	s.out.SetEscapeHTML(false)
	defer func() {
		failed := out.Flush()
		if failed == nil || errors.Is(err, errOutput) { // which says so already
			return
		}
		if err != nil { // both are told, each in its line
			s.say(err)
		}
		err = fmt.Errorf("%w: %w", errOutput, failed)
	}()
	for _, file := range c.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		switch {
		case file == "-":
			err = s.jsonLines(ctx, "standard input", p.in)
		case c.Format == "jsonl" || strings.HasSuffix(strings.ToLower(file), ".jsonl"):
			err = s.file(ctx, file)
		default:
			err = s.text(file)
		}
		if errors.Is(err, context.Canceled) || errors.Is(err, errOutput) {
			return err
		}
		if err != nil { // the others are suggested for all the same
			s.files++
			s.say(err)
		}
	}
	return s.failures()
}

// errOutput is a failure to write, after which nothing more can be said.
var errOutput = errors.New("write the suggestions")

// suggester suggests for one article after another, and counts the files and lines that
// it could not.
type suggester struct {
	p            *program
	out          *json.Encoder
	files, lines int
}

// say says what is wrong with a file or line; the program goes on.
func (s *suggester) say(err error) { fmt.Fprintf(s.p.err, "isnad: %s\n", s.p.sentence(err)) }

// failures is how the program ends: how many files and lines failed, or nil.
func (s *suggester) failures() error {
	var failed []string
	for _, f := range []struct {
		n    int
		what string
	}{{s.files, "file"}, {s.lines, "line"}} {
		switch {
		case f.n == 1:
			failed = append(failed, "1 "+f.what)
		case f.n > 1:
			failed = append(failed, fmt.Sprintf("%d %ss", f.n, f.what))
		}
	}
	if failed == nil {
		return nil
	}
	return fmt.Errorf("%s failed", strings.Join(failed, " and "))
}

// text reads a text file as seed does.
func (s *suggester) text(path string) error {
	doc, err := ingest.ReadFile(path)
	if err != nil {
		return s.at(path, err)
	}
	return s.suggest(path, doc.Language, doc.Text)
}

func (s *suggester) file(ctx context.Context, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err // names the file
	}
	defer file.Close()
	return s.jsonLines(ctx, path, file)
}

// at says which file or line an error is about; not for those that end the program.
func (s *suggester) at(where string, err error) error {
	if errors.Is(err, errOutput) {
		return err
	}
	return fmt.Errorf("%s: %s", where, s.p.sentence(err))
}

// line is what a line of input says. Fields that only other programs need, such as the
// quotes that somebody else found, are passed over.
type line struct {
	ID       string `json:"id"`
	Language string `json:"language"`
	Text     string `json:"text"`
}

// jsonLines reads JSON lines from in, one at a time; those behind a bad one are read too.
func (s *suggester) jsonLines(ctx context.Context, name string, in io.Reader) error {
	lines := bufio.NewReaderSize(in, 1<<16)
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		raw, err := readLine(lines, maxLine)
		where, fault := fmt.Sprintf("%s:%d", name, n), error(nil)
		switch {
		case errors.Is(err, errLongLine):
			fault = err
		case err != nil && err != io.EOF:
			return fmt.Errorf("%s: %w", where, err)
		case len(bytes.TrimSpace(raw)) > 0:
			fault = s.line(raw)
		}
		if errors.Is(fault, errOutput) {
			return fault
		}
		if fault != nil {
			s.lines++
			s.say(s.at(where, fault))
		}
		if err == io.EOF {
			return nil
		}
	}
}

func (s *suggester) line(raw []byte) error {
	var l line
	if err := strictjson.DecodeKnown(raw, &l); err != nil {
		return err
	}
	switch {
	case l.ID == "":
		return errors.New(`no "id"`)
	case l.Text == "":
		return errors.New(`no "text"`)
	case len(l.Text) > ingest.MaxBytes:
		return annotation.Refuse(annotation.TooLarge, "error.enormous_file", "max", ingest.MaxBytes)
	}
	if l.Language == "" {
		l.Language = text.Language(l.Text)
	}
	return s.suggest(l.ID, l.Language, l.Text)
}

// suggest prints the line of one article.
func (s *suggester) suggest(id, language, body string) error {
	article := suggestedArticle{ID: id, Language: language, Quotes: []suggestedQuote{}}
	for _, q := range quotation.Suggest(text.NewIndex(body), language, nil) {
		shown := suggestedQuote{Kind: q.Kind, Speaker: q.Speaker, Mention: pair(q.Mention), Cue: pair(q.Cue), Rule: q.Rule, Confidence: q.Confidence}
		for _, c := range q.Content {
			shown.Content = append(shown.Content, span{c.Start, c.End})
		}
		article.Quotes = append(article.Quotes, shown)
	}
	if err := s.out.Encode(article); err != nil {
		return fmt.Errorf("%w: %w", errOutput, err)
	}
	return nil
}

func pair(s *text.Span) *span {
	if s == nil {
		return nil
	}
	return &span{s.Start, s.End}
}

// maxLine is the most that a line of input may hold, in bytes: an article with its
// letters as JSON escapes, and room for other fields.
const maxLine = 8 * ingest.MaxBytes

var errLongLine = fmt.Errorf("the line is longer than %d bytes", maxLine)

// readLine reads up to a line end, or to the end of the input with io.EOF. It never
// holds more than limit bytes: a longer line is read to its end all the same, and is
// errLongLine.
func readLine(r *bufio.Reader, limit int) ([]byte, error) {
	var (
		all  []byte
		long bool
	)
	for {
		part, err := r.ReadSlice('\n')
		if long = long || len(all)+len(part) > limit; !long {
			all = append(all, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
		case long && (err == nil || err == io.EOF):
			return nil, errLongLine // at the end of the input, the next one is empty
		default:
			return all, err
		}
	}
}
