package quotation

import (
	"strings"
	"unicode"

	"github.com/isnad/isnad/internal/text"
)

// kind is what a token is.
type kind uint8

const (
	word kind = iota // letters or digits, see text.Index.Words
	sign             // any other character that is seen
	mark             // a quote mark; '' and ’’ count as one
)

// token is a word, a sign or a quote mark.
type token struct {
	text.Span
	kind   kind
	raw    string // as it is written
	folded string // see text.Fold
}

func (t token) is(signs string) bool { return t.kind == sign && strings.Contains(signs, t.raw) }

// unit is a sentence, or several that a pair of quote marks holds together.
type unit struct {
	from, to  int // tokens
	paragraph int
}

// document is a text cut into what the rules look at.
type document struct {
	x      *text.Index
	runes  []rune
	tokens []token
	units  []unit

	stretches []stretch
	within    []int // for each token the outermost stretch that holds it (marks included), or -1
	opens     []int // for each token the stretch that it opens, or -1
	counts    []int // for each token how many words stand before it; one more for the end
}

func newDocument(x *text.Index) *document {
	d := &document{x: x, runes: []rune(x.Text())}
	d.tokens = make([]token, 0, len(d.runes)/4)
	folds := map[string]string{}
	fold := func(raw string) string {
		folded, ok := folds[raw]
		if !ok {
			folded = text.FoldString(raw)
			folds[raw] = folded
		}
		return folded
	}
	var sentences []unit
	for n, paragraph := range x.Paragraphs() {
		from := len(d.tokens)
		at := paragraph.Start
		for _, w := range x.Words(paragraph) {
			d.signs(at, w.Start)
			raw := string(d.runes[w.Start:w.End])
			d.tokens = append(d.tokens, token{w, word, raw, fold(raw)})
			at = w.End
		}
		d.signs(at, paragraph.End)
		next := from
		for _, sentence := range x.SentencesOf(n) {
			first := next
			for next < len(d.tokens) && d.tokens[next].Start < sentence.End {
				next++
			}
			if next > first {
				sentences = append(sentences, unit{first, next, n})
			}
		}
	}
	d.counts = make([]int, len(d.tokens)+1)
	for i, t := range d.tokens {
		d.counts[i+1] = d.counts[i]
		if t.kind == word {
			d.counts[i+1]++
		}
	}
	d.pair(sentences)
	d.join(sentences)
	return d
}

// signs adds the tokens of [start, end), which holds no word.
func (d *document) signs(start, end int) {
	for i := start; i < end; i++ {
		r := d.runes[i]
		if _, hidden := text.Invisible(r); hidden || unicode.IsSpace(r) || unicode.Is(unicode.M, r) {
			continue
		}
		t := token{text.Span{Start: i, End: i + 1}, sign, string(r), string(r)}
		switch {
		case (r == '\'' || r == '‘' || r == '’') && i+1 < end && d.runes[i+1] == r:
			t.End++
			t.raw, t.folded = `"`, `"` // two single marks are a double one
			t.kind = mark
			i++
		case isQuoteMark(r):
			t.kind = mark
		}
		d.tokens = append(d.tokens, t)
	}
}

// join makes units of sentences: those that a stretch crosses are one.
func (d *document) join(sentences []unit) {
	reach := -1 // the last token of the stretches seen so far
	for _, s := range sentences {
		if s.from <= reach && len(d.units) > 0 && d.units[len(d.units)-1].paragraph == s.paragraph {
			d.units[len(d.units)-1].to = s.to
		} else {
			d.units = append(d.units, s)
		}
		for i := s.from; i < s.to; i++ {
			if n := d.opens[i]; n >= 0 {
				reach = max(reach, d.stretches[n].close-1)
			}
		}
	}
}

// slice is the text of a span.
func (d *document) slice(s text.Span) string { return string(d.runes[s.Start:s.End]) }

// span is the part of the text from token i up to token j, which is not in it.
func (d *document) span(i, j int) text.Span {
	return text.Span{Start: d.tokens[i].Start, End: d.tokens[j-1].End}
}

// words counts the words of [i, j).
func (d *document) words(i, j int) int {
	if i >= j {
		return 0
	}
	return d.counts[j] - d.counts[i]
}

// spaceBefore reports whether token i is set off from what stands before it.
func (d *document) spaceBefore(i int) bool {
	start := d.tokens[i].Start
	return start == 0 || unicode.IsSpace(d.runes[start-1])
}

// spaceAfter reports whether token i is set off from what follows.
func (d *document) spaceAfter(i int) bool {
	end := d.tokens[i].End
	return end >= len(d.runes) || unicode.IsSpace(d.runes[end])
}

// trimmed takes blanks, loose signs and separators off both ends of [i, j).
func (d *document) trimmed(i, j int) (int, int) {
	for i < j && d.tokens[i].is(",،;؛:.-–—>") {
		i++
	}
	for j > i && d.tokens[j-1].is(",،;؛:.-–—") {
		j--
	}
	return i, j
}
