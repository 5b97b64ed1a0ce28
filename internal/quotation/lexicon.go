package quotation

import (
	"embed"
	"strings"

	"github.com/isnad/isnad/internal/text"
)

//go:embed lexicon/*.txt
var lexicons embed.FS

// lexicon is what a file of lexicon/ says: lines of words by section, folded. A line
// in brackets begins a section, # a comment.
type lexicon map[string][][]string

// wordSet is a set of folded words.
type wordSet map[string]bool

func readLexicon(name string) lexicon {
	data, err := lexicons.ReadFile("lexicon/" + name)
	if err != nil {
		panic(err) // it is embedded
	}
	lex := lexicon{}
	section := ""
	for line := range strings.Lines(string(data)) {
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(text.FoldString(line))
		switch {
		case len(fields) == 0:
		case strings.HasPrefix(fields[0], "["):
			section = strings.Trim(fields[0], "[]")
		default:
			lex[section] = append(lex[section], fields)
		}
	}
	return lex
}

// set is all the words of the sections.
func (l lexicon) set(sections ...string) wordSet {
	s := wordSet{}
	for _, section := range sections {
		for _, line := range l[section] {
			for _, w := range line {
				s[w] = true
			}
		}
	}
	return s
}
