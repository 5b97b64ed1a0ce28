package text

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Paragraphs divides the text, in order: a paragraph is one line that is not
// blank, together with the newlines and blank lines after it (those that open
// the text go to the first), so the slices joined are the text. A text of white
// space only is one paragraph, the empty text has none. The caller must not
// change the result.
func (x *Index) Paragraphs() []Span { return x.paragraphs() }

// ParagraphAt is the number of the paragraph that holds code point cp, the first
// or last one for a cp outside the text; -1 when there is none.
func (x *Index) ParagraphAt(cp int) int {
	ps := x.Paragraphs()
	if len(ps) == 0 {
		return -1
	}
	return max(0, sort.Search(len(ps), func(i int) bool { return ps[i].Start > cp })-1)
}

// ParagraphsOf is the first and the last paragraph that sp touches; 0, -1 when
// the text has none. An empty span touches the one it stands in.
func (x *Index) ParagraphsOf(sp Span) (first, last int) {
	first = max(0, x.ParagraphAt(sp.Start))
	if sp.Empty() {
		return first, x.ParagraphAt(sp.Start)
	}
	return first, x.ParagraphAt(sp.End - 1)
}

func paragraphs(s string) []Span {
	var ps []Span
	at, written := 0, false // written: a line that is not blank was seen in the last paragraph
	for line := range strings.Lines(s) {
		end := at + utf8.RuneCountInString(line)
		blank := strings.TrimSpace(line) == ""
		if len(ps) == 0 || !blank && written {
			ps = append(ps, Span{at, end})
			written = false
		}
		ps[len(ps)-1].End = end
		written = written || !blank
		at = end
	}
	return ps
}
