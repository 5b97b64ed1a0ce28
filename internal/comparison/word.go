package comparison

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/isnad/isnad/internal/text"
)

// word is what is compared: a word of the text, half of a contraction or of a
// hyphenated one, a number, or a sign that counts as a word (%, $, &).
type word struct {
	span text.Span // in the text; spans of following words never overlap
	key  int32     // the vocable, the same for words that say the same

	// About the gap before the word.
	dots     bool // it shows an ellipsis
	stop     bool // it ends a sentence
	period   bool // it begins with a full stop
	brackets rune // the word stands within [ ( of the gaps around; 0 within none
}

// vocable is a distinct folded word.
type vocable struct {
	folded string
	stem   int32
	weight int32
	value  bool
}

// Weights of words in the search for the passage.
const (
	weightContent  = 6
	weightFunction = 3
)

// newVocable describes a folded word; stem is left to the caller.
func newVocable(folded string) vocable {
	v := vocable{folded: folded, weight: weightContent, value: isValue(folded), stem: -1}
	if function[folded] || utf8.RuneCountInString(folded) < 2 && !v.value {
		v.weight = weightFunction
	}
	return v
}

// intern is the number of a vocable in the source's vocabulary.
func (s *Source) intern(folded string) int32 {
	if id, ok := s.vocab[folded]; ok {
		return id
	}
	id := int32(len(s.known))
	s.vocab[folded] = id
	s.known = append(s.known, newVocable(folded))
	if stem := stemOf(folded); stem == folded {
		s.known[id].stem = id
	} else {
		root := s.intern(stem)
		s.known[id].stem = s.known[root].stem
	}
	return id
}

// reader divides a text into words.
type reader struct {
	folded []rune
	whole  text.Folded
	intern func(string) int32
	words  []word
	gap    int // where the gap before the next word starts

	// The first word within the bracket that is open, or -1. One of each kind is
	// enough: brackets within their like are closed with the innermost.
	square, round int
}

// readWords are the words of a text. Folding gives the letters; the map back gives
// their places.
func readWords(s string, intern func(string) int32) []word {
	r := reader{whole: text.Fold(s), intern: intern, square: -1, round: -1}
	r.folded = []rune(r.whole.Text)
	r.words = make([]word, 0, len(r.folded)/5)
	for i := 0; i < len(r.folded); {
		i = r.next(i)
	}
	r.readGap(len(r.folded))
	return r.words
}

// next reads what starts at i and returns where to go on.
func (r *reader) next(i int) int {
	c := r.folded[i]
	switch {
	case isWordRune(c):
		if end := r.abbreviation(i); end > i {
			r.add(i, end, strings.ReplaceAll(string(r.folded[i:end]), ".", ""))
			return end
		}
		if unicode.IsDigit(c) {
			return r.number(i)
		}
		return r.letters(i)
	case c == '%':
		r.add(i, i+1, "percent")
	case c == '‰' || c == '؉':
		r.add(i, i+1, "‰")
	case c == '&':
		r.add(i, i+1, "and")
	case unicode.Is(unicode.Sc, c):
		r.add(i, i+1, string(c))
	}
	return i + 1
}

func isWordRune(c rune) bool {
	return unicode.IsLetter(c) || unicode.IsNumber(c) || unicode.Is(unicode.M, c)
}

func (r *reader) at(i int) rune {
	if i < 0 || i >= len(r.folded) {
		return ' '
	}
	return r.folded[i]
}

// abbreviation is the end of single letters with full stops between them (U.S.,
// ق.م); i when none starts there.
func (r *reader) abbreviation(i int) int {
	if isWordRune(r.at(i - 1)) {
		return i
	}
	end, letters := i, 0
	for unicode.IsLetter(r.at(end)) && !isWordRune(r.at(end+1)) {
		letters++
		end++
		if r.at(end) != '.' || !unicode.IsLetter(r.at(end+1)) || isWordRune(r.at(end+2)) {
			break
		}
		end++
	}
	if letters < 2 {
		return i
	}
	return end
}

// letters reads a run of letters with the apostrophes within it; figures in it
// belong to it (G20) unless the letters are Arabic (ال20).
func (r *reader) letters(i int) int {
	end := i + 1
	arabic := unicode.Is(unicode.Arabic, r.folded[i])
	for end < len(r.folded) {
		c := r.folded[end]
		inner := isWordRune(c) && !(arabic && unicode.IsDigit(c))
		if !inner && !(c == '\'' && unicode.IsLetter(r.at(end-1)) && unicode.IsLetter(r.at(end+1))) {
			break
		}
		end++
	}
	r.contraction(i, end)
	return end
}

// contraction adds the run [i, end) as the words that it stands for.
func (r *reader) contraction(i, end int) {
	run := string(r.folded[i:end])
	if run == "cannot" {
		r.add(i, i+3, "can")
		r.add(i+3, end, "not")
		return
	}
	apostrophe := strings.LastIndexByte(run, '\'')
	if apostrophe <= 0 {
		r.add(i, end, run)
		return
	}
	switch tail := run[apostrophe:]; {
	case tail == "'t" && strings.HasSuffix(run, "n't") && run != "ain't":
		base := run[:apostrophe-1]
		switch base {
		case "ca":
			base = "can"
		case "wo":
			base = "will"
		case "sha":
			base = "shall"
		}
		if base == "" {
			break
		}
		r.add(i, end-3, base)
		r.add(end-3, end, "not")
		return
	case contracted[tail] != "":
		split := end - utf8.RuneCountInString(tail)
		r.add(i, split, strings.ReplaceAll(run[:apostrophe], "'", ""))
		r.add(split, end, contracted[tail])
		return
	}
	r.add(i, end, strings.ReplaceAll(run, "'", ""))
}

// contracted is what the second half of a contraction stands for; 's and 'd stand
// for several words (see same).
var contracted = map[string]string{"'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'s": "'s", "'d": "'d"}

// scaled are the letters written right behind figures for a scale.
var scaled = map[string]string{"k": "thousand", "m": "million", "mn": "million", "mln": "million", "bn": "billion", "b": "billion", "tn": "trillion", "trn": "trillion"}

// number reads figures with the signs between them, and a minus before them.
func (r *reader) number(i int) int {
	end := i + 1
	for end < len(r.folded) {
		c := r.folded[end]
		joint := strings.ContainsRune(".,:/", c) && unicode.IsDigit(r.at(end-1)) && unicode.IsDigit(r.at(end+1))
		if !unicode.IsDigit(c) && !joint {
			break
		}
		end++
	}
	figures := end
	for isWordRune(r.at(end)) && !unicode.Is(unicode.Arabic, r.at(end)) {
		end++
	}
	start, sign := i, ""
	if r.at(i-1) == '-' && (i < 2 || unicode.IsSpace(r.at(i-2)) || strings.ContainsRune("([\"'", r.at(i-2))) {
		start, sign = i-1, "-"
	}
	tail := string(r.folded[figures:end])
	if scale := scaled[tail]; scale != "" {
		r.add(start, figures, sign+plainNumber(string(r.folded[i:figures])))
		r.add(figures, end, scale)
		return end
	}
	if tail != "" { // 3D, 1st
		r.add(start, end, sign+string(r.folded[i:end]))
		return end
	}
	r.add(start, figures, sign+plainNumber(string(r.folded[i:figures])))
	return figures
}

// add appends the word at [i, end) of the folded text.
func (r *reader) add(i, end int, folded string) {
	r.readGap(i)
	span := r.whole.Span(text.Span{Start: i, End: end})
	w := word{span: span, key: r.intern(spelling(folded))}
	if n := len(r.words); n > 0 { // several words may come of one character (ﷺ)
		w.span.Start = max(w.span.Start, r.words[n-1].span.End)
		w.span.End = max(w.span.End, w.span.Start)
	}
	gap := strings.TrimSpace(string(r.folded[r.gap:i]))
	w.period = strings.HasPrefix(gap, ".")
	w.stop = strings.ContainsAny(gap, ".!?") || strings.Contains(string(r.folded[r.gap:i]), "\n")
	if strings.Contains(gap, "..") || strings.Contains(gap, ". .") {
		tight := strings.Join(strings.Fields(gap), "")
		w.dots = strings.Contains(tight, "...") || strings.Contains(tight, "[..") || strings.Contains(tight, "(..")
	}
	r.gap = end
	r.words = append(r.words, w)
}

// readGap looks for brackets in the gap that ends at end.
func (r *reader) readGap(end int) {
	for _, c := range r.folded[r.gap:end] {
		switch c {
		case '[':
			r.square = len(r.words)
		case '(':
			r.round = len(r.words)
		case ']':
			r.close(&r.square, '[')
		case ')':
			r.close(&r.round, '(')
		}
	}
}

func (r *reader) close(first *int, sign rune) {
	if *first < 0 {
		return
	}
	for k := *first; k < len(r.words); k++ {
		if r.words[k].brackets != '[' {
			r.words[k].brackets = sign
		}
	}
	*first = -1
}
