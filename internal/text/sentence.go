package text

import (
	"strings"
	"unicode"
)

// Sentences divides sp (normally one paragraph) into sentences, in order and
// without the white space between them; every other character of sp is in
// exactly one. No sentence splits a grapheme cluster or goes across a newline.
//
// The rules are those of Arabic and English news:
//   - . ! ? ؟ ۔ … and their runs end a sentence, with the closing quotation marks
//     and brackets after them.
//   - ؛ ; : ، , end none: the Arabic semicolon joins a cause to its effect, and a
//     checker wants both.
//   - What goes on with a comma, a colon or a small Latin letter has not ended.
//   - A full stop within a number, date, address or domain ends nothing, nor one
//     after an abbreviation or initial; after those that also end sentences
//     ("Inc.", "U.S.") it does when a word follows that usually starts one.
//   - Two or more dots end a sentence when they are attached to its last word:
//     "دمشق.. تنسيق" are two, "قال .. ثم" and "التنسيق ..هذا" one.
//   - A missing space after an Arabic full stop, common in news, is forgiven.
//   - (!) and (؟) remark upon a word and end nothing.
func (x *Index) Sentences(sp Span) []Span {
	sp = x.clamp(sp)
	s := splitter{text: []rune(x.Slice(sp))}
	var out []Span
	for from := 0; from < len(s.text); {
		end := s.next(from)
		cut := min(sp.End, x.clusterEnd(sp.Start+end))
		if sentence := x.Trim(Span{sp.Start + from, cut}); !sentence.Empty() {
			out = append(out, sentence)
		}
		from = cut - sp.Start
	}
	return out
}

// SentencesOf are the [Index.Sentences] of paragraph number n. Those of the whole
// text are found once and kept: nothing else of a long article's page takes as
// long. The caller must not change the result.
func (x *Index) SentencesOf(n int) []Span { return x.sentences()[n] }

func (x *Index) sentencesByParagraph() [][]Span {
	all := make([][]Span, len(x.Paragraphs()))
	for n, paragraph := range x.Paragraphs() {
		all[n] = x.Sentences(paragraph)
	}
	return all
}

// splitter finds the ends of sentences in one stretch of text. Positions are
// indexes of text.
type splitter struct {
	text  []rune
	at    int  // everything before it has been looked at
	open  bool // an odd number of " “ ” stands before at
	start int  // where the sentence being read starts
}

// next is the end of the sentence that starts at from.
func (s *splitter) next(from int) int {
	s.start = from
	for s.at = max(s.at, from); s.at < len(s.text); {
		r := s.text[s.at]
		switch {
		case isLineEnd(r):
			s.at++
			return s.at
		case isTerminator(r):
			first := s.at
			s.absorb()
			if s.ends(first) {
				return s.at
			}
		default:
			s.pass()
		}
	}
	return len(s.text)
}

// pass goes one character on.
func (s *splitter) pass() {
	if isDoubleQuote(s.text[s.at]) {
		s.open = !s.open
	}
	s.at++
}

// absorb goes on to the end of a run of terminators, with the marks upon them
// and the closing quotation marks and brackets after them.
func (s *splitter) absorb() {
	for s.at < len(s.text) {
		r := s.text[s.at]
		switch {
		case isTerminator(r), isAttached(r), s.closes(s.at):
			s.pass()
			continue
		}
		gap := s.at
		for gap < len(s.text) && unicode.IsSpace(s.text[gap]) && !isLineEnd(s.text[gap]) {
			gap++
		}
		if gap == s.at || !s.closesAlone(gap) {
			return
		}
		s.at = gap
		s.pass()
	}
}

// closes reports whether the character at i, which follows a terminator without
// a space, belongs to the sentence before: a closing mark, or any quotation mark
// (reversed ones are common in Arabic news) with no word attached behind it.
func (s *splitter) closes(i int) bool {
	r := s.text[i]
	switch {
	case strings.ContainsRune(")]}»›", r):
		return true
	case isDoubleQuote(r):
		return s.open || !s.wordAt(i+1)
	case strings.ContainsRune("'’‘«‹„", r):
		return !s.wordAt(i + 1)
	}
	return false
}

// closesAlone is the same for a mark that stands between spaces.
func (s *splitter) closesAlone(i int) bool {
	if i >= len(s.text) || s.wordAt(i+1) {
		return false
	}
	r := s.text[i]
	return r == '»' || r == ')' || r == ']' || isDoubleQuote(r) && s.open
}

// ends decides whether the run of terminators [first, s.at) ends a sentence.
func (s *splitter) ends(first int) bool {
	next := s.at
	for next < len(s.text) && !isLineEnd(s.text[next]) && (unicode.IsSpace(s.text[next]) || isAttached(s.text[next])) {
		next++
	}
	if next == len(s.text) || isLineEnd(s.text[next]) {
		return true
	}
	follower, spaced := s.text[next], next > s.at
	switch {
	case strings.ContainsRune(",،;؛:", follower), unicode.IsLower(follower):
		return false
	case s.remark(first):
		return false
	}

	dots, strong, bare := 0, false, true // bare: no closing mark in the run
	for _, r := range s.text[first:s.at] {
		switch {
		case r == '.':
			dots++
		case r == '…':
			dots += 3
		case isTerminator(r):
			strong = true
		case !isAttached(r):
			bare = false
		}
	}
	attachedWord := bare && !spaced && !isArabic(follower)
	switch {
	case strong:
		return !attachedWord || s.text[first] == '؟'
	case dots > 1:
		attached := first > s.start && !unicode.IsSpace(s.text[first-1])
		return attached && !attachedWord
	default:
		return s.fullStopEnds(first, next, bare && !spaced)
	}
}

// remark reports a terminator put in brackets of its own, such as (!).
func (s *splitter) remark(first int) bool {
	return first > s.start && strings.ContainsRune("([", s.text[first-1]) &&
		strings.ContainsRune(")]", s.text[s.at-1])
}

// fullStopEnds decides for a single full stop at dot; next is where the text
// goes on, and tight says that nothing stands between.
func (s *splitter) fullStopEnds(dot, next int, tight bool) bool {
	before := s.wordBefore(dot)
	follower := s.text[next]
	if s.isListNumber(dot) {
		return false
	}
	if len(before) == 0 { // after a digit, a bracket or a space
		digit := dot > 0 && unicode.IsDigit(s.text[dot-1])
		return !tight || isArabic(follower) || !digit && !s.wordAt(next)
	}
	last := before[strings.LastIndexByte(string(before), '.')+1:]
	if isArabicWord(last) {
		if tight && !s.wordAt(next) {
			return true
		}
		return !isArabicAbbreviation(last, last == before && s.afterNumber(dot))
	}
	if tight && !isArabic(follower) {
		return false
	}
	if numbered[strings.ToLower(before)] {
		return !unicode.IsDigit(follower)
	}
	return !isLatinAbbreviation(before) || startsSentence(s.text[next:]) && !neverLast[strings.ToLower(before)]
}

// longestAbbreviation is how far back, in code points, a full stop is looked at:
// a text may be one word of a megabyte.
const longestAbbreviation = 64

// wordBefore is the run of letters and full stops that ends at i, without marks
// and tatweel.
func (s *splitter) wordBefore(i int) string {
	from, least := i, max(s.start, i-longestAbbreviation)
	for from > least && isWordOrDot(s.text[from-1]) {
		from--
	}
	var b strings.Builder
	for _, r := range s.text[from:i] {
		if !unicode.Is(unicode.M, r) && r != tatweel {
			b.WriteRune(r)
		}
	}
	return strings.TrimLeft(b.String(), ".")
}

// afterNumber reports whether the word that ends at i stands behind a number,
// attached or after a space: 1440هـ, 2018 م.
func (s *splitter) afterNumber(i int) bool {
	for least := max(s.start, i-longestAbbreviation); i > least && isWordOrDot(s.text[i-1]); {
		i--
	}
	if i > s.start && unicode.IsSpace(s.text[i-1]) {
		i--
	}
	return i > s.start && unicode.IsDigit(s.text[i-1])
}

// isListNumber reports whether all that the sentence holds before i is the
// number or letter of a list item.
func (s *splitter) isListNumber(i int) bool {
	n := 0
	for _, r := range s.text[s.start:i] {
		if n == 0 && unicode.IsSpace(r) {
			continue
		}
		n++
		if n > 3 || !unicode.IsDigit(r) && !(n == 1 && unicode.IsLetter(r)) {
			return false
		}
	}
	return n > 0
}

func (s *splitter) wordAt(i int) bool {
	return i < len(s.text) && (unicode.IsLetter(s.text[i]) || unicode.IsDigit(s.text[i]))
}

func isWordOrDot(r rune) bool { return r == '.' || unicode.IsLetter(r) || unicode.Is(unicode.M, r) }

func isTerminator(r rune) bool {
	switch r {
	case '.', '!', '?', '؟', '…', '۔', '‼', '⁇', '⁈', '⁉', '。', '！', '？', '।':
		return true
	}
	return false
}

// isAttached reports marks and invisible characters, which stay with what they
// follow.
func isAttached(r rune) bool {
	if r < 0x80 {
		return false
	}
	_, hidden := Invisible(r)
	return hidden || unicode.Is(unicode.M, r)
}

func isLineEnd(r rune) bool { return r == '\n' || r == '\u2028' || r == '\u2029' }

func isDoubleQuote(r rune) bool { return r == '"' || r == '“' || r == '”' }
