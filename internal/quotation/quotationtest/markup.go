package quotationtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// ReadGold reads every *.txt of a folder as an article with its quotes marked,
// in the order of their names.
func ReadGold(dir string) ([]Article, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no gold articles", dir)
	}
	var articles []Article
	var faults []error
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		a, err := Parse(file, string(body))
		articles, faults = append(articles, a), append(faults, err)
	}
	return articles, errors.Join(faults...)
}

// Parse reads one marked article. The first line is its header: language, part
// and a note on its style, set apart by "|". Of the rest, lines that begin with a
// tab are annotations and all others, as they are, the text:
//
//	ar | seen | agency wire, straight marks
//	قال الوزير سالم الكرخي إن الجسر "سيفتح غدا" أمام السيارات.
//		mixed | قال | سالم الكرخي | = | إن الجسر "سيفتح غدا" أمام السيارات
//
// An annotation is about the lines of text between it and the annotations
// before. A quote gives kind, cue, mention, speaker and one or more stretches of
// content; "?" after the kind makes it optional, "-" stands for nothing, and "="
// for a speaker named as the mention. "not" gives stretches in marks that are no
// quotes, and "#" a remark for whoever reads.
//
// A stretch is written out, or as its first and last words about "[…]". It must
// stand in those lines once, as whole words; "word#2" means the second of
// several, and "ل+وزارة" leaves out what is joined to the first word.
//
// An error names file and line of everything that is wrong.
func Parse(file, body string) (Article, error) {
	header, rest, _ := strings.Cut(body, "\n")
	a, err := parseHeader(header)
	if err != nil {
		return Article{}, fmt.Errorf("%s:1: %w", file, err)
	}
	a.ID = strings.TrimSuffix(filepath.Base(file), ".txt")
	var faults []error
	var text []rune
	above := 0                         // where the lines begin that annotations are about
	started, annotated := false, false // the text has, and those lines are
	for n, line := range strings.Split(strings.TrimSuffix(rest, "\n"), "\n") {
		note, isNote := strings.CutPrefix(line, "\t")
		if !isNote {
			if annotated {
				above, annotated = len(text), false
			}
			if started {
				text = append(text, '\n')
			}
			started = true
			text = append(text, []rune(line)...)
			continue
		}
		annotated = true
		if err := a.annotate(note, block{text, above}); err != nil {
			faults = append(faults, fmt.Errorf("%s:%d: %w", file, n+2, err))
		}
	}
	a.Text = string(text)
	slices.SortStableFunc(a.Quotes, func(a, b Quote) int { return a.Content[0][0] - b.Content[0][0] })
	slices.SortFunc(a.NotQuotes, func(a, b Span) int { return a[0] - b[0] })
	return a, errors.Join(faults...)
}

func parseHeader(line string) (Article, error) {
	fields := split(line)
	if len(fields) != 3 || fields[2] == "" {
		return Article{}, fmt.Errorf("header %q: want language | part | style", line)
	}
	if fields[0] != "ar" && fields[0] != "en" {
		return Article{}, fmt.Errorf("language %q: want ar or en", fields[0])
	}
	if fields[1] != Seen && fields[1] != HeldOut {
		return Article{}, fmt.Errorf("part %q: want %q or %q", fields[1], Seen, HeldOut)
	}
	return Article{Language: fields[0], Part: fields[1], Source: "isnad: " + fields[2]}, nil
}

// annotate adds what one annotation says of the text above it.
func (a *Article) annotate(note string, above block) error {
	fields := split(note)
	switch {
	case strings.HasPrefix(note, "#"):
		return nil
	case fields[0] == "not":
		if len(fields) == 1 {
			return fmt.Errorf("%q: want not | stretch", note)
		}
		for _, stretch := range fields[1:] {
			span, err := above.find(stretch)
			if err != nil {
				return err
			}
			a.NotQuotes = append(a.NotQuotes, span)
		}
		return nil
	case len(fields) < 5:
		return fmt.Errorf("%q: want kind | cue | mention | speaker | content", note)
	}
	var q Quote
	q.Kind, q.Optional = strings.CutSuffix(fields[0], "?")
	if !slices.Contains(Kinds[1:], q.Kind) {
		return fmt.Errorf("kind %q: want one of %v, or not", q.Kind, Kinds[1:])
	}
	for i, to := range []**Span{&q.Cue, &q.Mention} {
		if stretch := fields[1+i]; stretch != "-" {
			span, err := above.find(stretch)
			if err != nil {
				return err
			}
			*to = &span
		}
	}
	switch q.Speaker = fields[3]; q.Speaker {
	case "":
		return fmt.Errorf("%q: a quote without a source has - for speaker", note)
	case "-":
		q.Speaker = ""
	case "=":
		if q.Mention == nil {
			return fmt.Errorf("%q: speaker = without a mention", note)
		}
		q.Speaker = string(above.text[q.Mention[0]:q.Mention[1]])
	}
	for _, stretch := range fields[4:] {
		span, err := above.find(stretch)
		if err != nil {
			return err
		}
		if n := len(q.Content); n > 0 && span[0] < q.Content[n-1][1] {
			return fmt.Errorf("%q: stretches of content in another order than in the text", note)
		}
		q.Content = append(q.Content, span)
	}
	a.Quotes = append(a.Quotes, q)
	return nil
}

// block is the text that an annotation is about: text from a point on.
type block struct {
	text []rune
	from int
}

// find returns where a stretch stands.
func (b block) find(stretch string) (Span, error) {
	first, last, cut := strings.Cut(stretch, " […] ")
	at, err := b.one(first)
	if err != nil || !cut {
		return at, err
	}
	end := block{b.text, at[1]}.all(last)
	if len(end) == 0 {
		return Span{}, fmt.Errorf("%q does not stand after %q", last, first)
	}
	return Span{at[0], end[0][1]}, nil
}

// one returns where words stand, which must be clear.
func (b block) one(words string) (Span, error) {
	words, number, numbered := cutNumber(words)
	found := b.all(words)
	switch {
	case len(found) == 0:
		return Span{}, fmt.Errorf("%q does not stand in the lines above", words)
	case numbered && number > len(found):
		return Span{}, fmt.Errorf("%q stands %d times in the lines above, not %d", words, len(found), number)
	case numbered:
		return found[number-1], nil
	case len(found) > 1:
		return Span{}, fmt.Errorf("%q stands %d times in the lines above: say which, as in %s#2", words, len(found), words)
	}
	return found[0], nil
}

// all returns every place where words stand as whole words.
func (b block) all(words string) []Span {
	joined, rest, isJoined := strings.Cut(words, "+")
	want, skip := []rune(words), 0
	if isJoined {
		want, skip = []rune(joined+rest), len([]rune(joined))
	}
	if len(want) == skip {
		return nil
	}
	var found []Span
	for s := b.from; s+len(want) <= len(b.text); s++ {
		e := s + len(want)
		inside := s > 0 && counts(b.text[s-1]) && counts(b.text[s]) ||
			e < len(b.text) && counts(b.text[e-1]) && counts(b.text[e])
		if !inside && slices.Equal(b.text[s:e], want) {
			found = append(found, Span{s + skip, e})
		}
	}
	return found
}

// cutNumber parts "word#2" into word and 2.
func cutNumber(words string) (string, int, bool) {
	i := strings.LastIndexByte(words, '#')
	if i < 0 {
		return words, 0, false
	}
	n, err := strconv.Atoi(words[i+1:])
	if err != nil || n < 1 {
		return words, 0, false
	}
	return words[:i], n, true
}

func split(line string) []string {
	fields := strings.Split(line, "|")
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	return fields
}
