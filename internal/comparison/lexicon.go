package comparison

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/isnad/isnad/internal/text"
)

var (
	//go:embed data/words.en.txt
	englishWords string
	//go:embed data/words.ar.txt
	arabicWords string
)

// entry is one word or phrase of the lists of words.
type entry struct {
	words     []string
	class     NoteKind // "" for what is shielded from being taken for another
	uncertain bool     // it has another sense
	number    bool     // it counts only before a number
}

var (
	lexicon  = map[string][]entry{} // by first word
	function = map[string]bool{}    // words too common to find a passage by
)

func init() {
	for _, file := range []string{englishWords, arabicWords} {
		for line := range strings.Lines(file) {
			class, list, ok := strings.Cut(line, "=")
			if !ok || strings.HasPrefix(line, "#") {
				continue
			}
			for item := range strings.SplitSeq(list, "|") {
				addEntry(strings.TrimSpace(class), strings.TrimSpace(item))
			}
		}
	}
}

func addEntry(class, item string) {
	e := entry{class: NoteKind(class)}
	item, e.uncertain = strings.CutSuffix(item, "?")
	item, e.number = strings.CutSuffix(item, "#")
	readWords(item, func(folded string) int32 {
		e.words = append(e.words, folded)
		return 0
	})
	switch class {
	case "function":
		function[strings.Join(e.words, " ")] = true
		return
	case "plain":
		e.class = ""
	}
	lexicon[e.words[0]] = append(lexicon[e.words[0]], e)
}

// hit is a place where words of a text belong to a class.
type hit struct {
	from, to  int // words
	class     NoteKind
	uncertain bool
}

// side is a text with its words: the quote or the source.
type side struct {
	x     *text.Index
	words []word
	folds func(key int32) vocable
}

func (s side) folded(i int) string { return s.folds(s.words[i].key).folded }

// fold is the folded words [from, to).
func (s side) fold(from, to int) []string {
	out := make([]string, 0, to-from)
	for i := from; i < to; i++ {
		out = append(out, s.folded(i))
	}
	return out
}

// value reports whether word i is a number, a part of one or its unit.
func (s side) value(i int) bool { return s.folds(s.words[i].key).value }

// raw is word i as it is written.
func (s side) raw(i int) string { return s.x.Slice(s.words[i].span) }

// part is the words [from, to) as they stand in the text.
func (s side) part(from, to int) Part {
	span := text.Span{Start: s.words[from].span.Start, End: s.words[to-1].span.End}
	return Part{span.Start, span.End, s.x.Slice(span)}
}

// hits are the words of [from, to) that belong to a class, phrases before words.
func (s side) hits(from, to int) []hit {
	var out []hit
	for i := from; i < to; {
		h, ok := s.hitAt(i, to)
		if ok && h.class != "" {
			out = append(out, h)
		}
		i = max(i+1, h.to)
	}
	return out
}

func (s side) hitAt(i, end int) (hit, bool) {
	w := s.folded(i)
	if s.value(i) {
		return hit{i, i + 1, KindNumber, w == "one" || w == "واحد" || w == "واحده"}, true
	}
	if h, ok := s.qad(i, end); ok {
		return h, true
	}
	for _, first := range withoutAnd(w) {
		best := entry{}
		for _, e := range lexicon[first] {
			if len(e.words) > len(best.words) && s.matches(i, end, e) {
				best = e
			}
		}
		if len(best.words) > 0 {
			h := hit{i, i + len(best.words), best.class, best.uncertain}
			return s.sense(h), true
		}
	}
	return hit{to: i + 1}, false
}

// withoutAnd is the word, and the word without و or ف before it.
func withoutAnd(w string) []string {
	for _, and := range []string{"و", "ف"} {
		if rest, ok := strings.CutPrefix(w, and); ok && utf8.RuneCountInString(rest) >= 2 {
			return []string{w, rest}
		}
	}
	return []string{w}
}

func (s side) matches(i, end int, e entry) bool {
	if i+len(e.words) > end {
		return false
	}
	for k, w := range e.words {
		if k > 0 && s.folded(i+k) != w {
			return false
		}
	}
	next := i + len(e.words)
	return !e.number || next < len(s.words) && s.value(next)
}

// sense sets right what the word alone does not tell: the month of May, a name Will,
// "no. 5".
func (s side) sense(h hit) hit {
	first, _ := utf8.DecodeRuneInString(s.raw(h.from))
	switch s.folded(h.from) {
	case "may", "will":
		if unicode.IsUpper(first) {
			if h.from > 0 && !s.words[h.from].stop {
				h.class = ""
			}
			h.uncertain = true
		}
	case "no":
		if next := h.from + 1; h.to == next && next < len(s.words) && s.value(next) && s.words[next].period {
			h.class = ""
		}
	case "الا": // ألا, that not; إلا, except
		if raw := s.raw(h.from); strings.Contains(raw, "أ") {
			h.class = KindNegation
		} else {
			h.uncertain = !strings.Contains(raw, "إ")
		}
	case "ان": // إن, if; أن is another word
		if !strings.Contains(s.raw(h.from), "إ") {
			h.class = ""
		}
	}
	return h
}

// qad tells the two senses of قد apart: before a verb of the present it is a hedge
// (may), before one of the past it affirms. The first letter of the verb decides, ي
// for sure, ت ن أ not (تراجع is past).
func (s side) qad(i, end int) (hit, bool) {
	switch s.folded(i) {
	case "قد", "وقد", "فقد":
	default:
		return hit{}, false
	}
	next := i + 1
	if next < end && s.folded(next) == "لا" {
		next++
	}
	if next >= len(s.words) {
		return hit{i, i + 1, KindHedge, true}, true
	}
	switch first, _ := utf8.DecodeRuneInString(s.raw(next)); first {
	case 'ي':
		return hit{i, i + 1, KindHedge, false}, true
	case 'ت', 'ن', 'أ':
		return hit{i, i + 1, KindHedge, true}, true
	}
	return hit{to: i + 1}, true // the class "" is no hit
}
