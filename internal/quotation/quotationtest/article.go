package quotationtest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// Span is a half-open stretch of an article's text, in code points.
type Span [2]int

// meets reports whether both spans are there and have a code point in common.
func (s *Span) meets(other *Span) bool {
	return s != nil && other != nil && s[0] < other[1] && other[0] < s[1]
}

// The kinds of a quote, and All for what is counted over every kind.
const (
	Direct   = "direct"
	Indirect = "indirect"
	Mixed    = "mixed"
	All      = "all"
)

// Kinds lists what scores are given for, in the order of the printed table.
var Kinds = []string{All, Direct, Indirect, Mixed}

// Quote is one quote, gold or suggested.
type Quote struct {
	Content []Span `json:"content"` // in order, without overlap
	Kind    string `json:"kind"`
	// Speaker is the fullest name or role that the article gives, "" where it
	// names no source.
	Speaker string `json:"speaker"`
	Mention *Span  `json:"mention"` // where the speaker stands beside this cue
	Cue     *Span  `json:"cue"`
	// Optional marks gold that earns nothing when found and costs nothing when missed.
	Optional bool `json:"optional,omitempty"`
}

// Article is a text with its quotes; suggestions need ID and Quotes only.
type Article struct {
	ID       string  `json:"id"`
	Language string  `json:"language"`
	Source   string  `json:"source,omitempty"`
	Text     string  `json:"text"`
	Quotes   []Quote `json:"quotes"`
	// NotQuotes are stretches in quotation marks that nobody is quoted with:
	// names, titles, proverbs, scare quotes.
	NotQuotes []Span `json:"not_quotes"`

	// Part says who may look at a gold article: Seen by those who write the
	// rules, HeldOut until the rules stand.
	Part string `json:"-"`
}

// The parts that gold is divided into.
const (
	Seen    = "seen"
	HeldOut = "held out"
)

// ReadLines reads articles written one JSON object a line.
func ReadLines(path string) ([]Article, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var articles []Article
	for d := json.NewDecoder(file); ; {
		var a Article
		err := d.Decode(&a)
		if errors.Is(err, io.EOF) {
			return articles, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: article %d: %w", path, len(articles)+1, err)
		}
		articles = append(articles, a)
	}
}

// WriteLines writes articles one JSON object a line.
func WriteLines(w io.Writer, articles []Article) error {
	buffered := bufio.NewWriter(w)
	e := json.NewEncoder(buffered)
	e.SetEscapeHTML(false)
	for _, a := range articles {
		// Readers of other languages expect lists, not null.
		if a.Quotes == nil {
			a.Quotes = []Quote{}
		}
		if a.NotQuotes == nil {
			a.NotQuotes = []Span{}
		}
		if err := e.Encode(a); err != nil {
			return fmt.Errorf("%s: %w", a.ID, err)
		}
	}
	return buffered.Flush()
}
