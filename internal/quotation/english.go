package quotation

import (
	"strings"

	"github.com/isnad/isnad/internal/text"
)

// english finds the quotes of an English text. Here the source may stand before what
// is said or after it, speech in marks is interrupted by it, and a reported clause needs
// no that.
type english struct {
	d        *document
	register *register
	forms    map[string]englishCue

	pronouns, auxiliaries, passives, prepositions, conjunctions, times, adverbs, determiners, titles, audience, nouns wordSet
	organisations, documents, people, wellKnown, connectives, quantifiers, units, offices, finite                     wordSet

	small, large wordSet // words that the text writes without a capital, and with one within a sentence

	running *entity
	used    []bool // by stretch: it is in a quote
	quoted  int    // tokens before it are part of a quote that began in an earlier unit
	out     []found

	open    bool        // the last quote goes on in the next paragraph
	pending []text.Span // speech of the paragraphs before, never closed, of whoever speaks next
	due     int         // the paragraph that it must go on in
}

var englishLexicon = readLexicon("en.txt")

var englishVerbs = englishForms(englishLexicon)

func newEnglish(d *document, known []Speaker) *english {
	lex := englishLexicon
	e := &english{
		d: d, forms: englishVerbs,
		pronouns: lex.set("pronouns"), auxiliaries: lex.set("auxiliaries"), passives: lex.set("passives"), prepositions: lex.set("prepositions"),
		conjunctions: lex.set("conjunctions"), times: lex.set("times"), adverbs: lex.set("adverbs"), determiners: lex.set("determiners"),
		organisations: lex.set("organisations"), documents: lex.set("documents"), people: lex.set("people"), wellKnown: lex.set("proper"),
		titles: lex.set("titles"), audience: lex.set("audience"), nouns: lex.set("nouns"),
		connectives: lex.set("connectives"), quantifiers: lex.set("quantifiers"), units: lex.set("units"), offices: lex.set("offices"), finite: lex.set("finite"),
		small: wordSet{}, large: wordSet{},
		used: make([]bool, len(d.stretches)),
	}
	e.register = newRegister(known, bareEnglish, func(string) bool { return false })
	return e
}

func (e *english) quotes() []found {
	e.introduce()
	for n := range e.d.units {
		e.unit(n)
	}
	for i := range e.out {
		e.out[i].say(e.kindOf)
	}
	return e.out
}

// introduce registers the full names of the text, so that who is first called by a
// surname gets theirs.
func (e *english) introduce() {
	d := e.d
	for _, u := range d.units {
		for k := u.from; k < u.to; k++ {
			if t := d.tokens[k]; t.kind == word && !capital(t.raw) {
				e.small[t.folded] = true
			} else if t.kind == word && k > u.from && d.tokens[k-1].kind != mark && !d.tokens[k-1].is(".!?:;") {
				e.large[t.folded] = true
			}
		}
	}
	for i := 0; i < len(d.tokens); {
		if d.tokens[i].kind != word || !capital(d.tokens[i].raw) {
			i++
			continue
		}
		j := i + 1
		for j < len(d.tokens) && (d.tokens[j].kind == word && capital(d.tokens[j].raw) || d.tokens[j].is(".") && len(d.tokens[j-1].raw) == 1) && j < i+6 {
			j++
		}
		if m, ok := e.named(i, j); ok && len(m.name) == 2 {
			e.register.person(strings.TrimSuffix(strings.TrimSuffix(written(d.slice(m.span)), "'s"), "’s"), m.name, nil)
		}
		i = j
	}
}

// topLevel is the closed stretch that opens at token i, and is not within another.
func (e *english) topLevel(i int) (stretch, bool) {
	if n := e.d.opens[i]; n >= 0 && e.d.stretches[n].closed && !e.d.stretches[n].inner {
		return e.d.stretches[n], true
	}
	return stretch{}, false
}

// unit finds the quotes of a unit.
func (e *english) unit(n int) {
	d := e.d
	u := d.units[n]
	if u.from < e.quoted {
		return
	}
	if e.continued(n); u.from < e.quoted {
		return
	}
	least := u.from // nothing before it is looked at again
	for i := u.from; i < u.to; i++ {
		if s, ok := e.topLevel(i); ok {
			if e.used[d.opens[i]] {
				i = s.close
				continue
			}
			if to, ok := e.labelled(n, i, least); ok {
				least = to
				i = to - 1
				continue
			}
			if to, ok := e.markedFirst(n, i, least); ok {
				least = to
				i = to - 1
				continue
			}
			i = s.close
			continue
		}
		t := d.tokens[i]
		if t.kind != word {
			continue
		}
		if t.folded == "according" && i+2 < u.to && d.tokens[i+1].folded == "to" {
			if to, ok := e.accordingTo(n, i, least); ok {
				least = to
				i = to - 1
			}
			continue
		}
		if e.nouns[t.folded] {
			if to, ok := e.nounCue(n, i, least); ok {
				least = to
				i = to - 1
				continue
			}
		}
		cue, ok := e.forms[t.folded]
		if !ok || capital(t.raw) && i > u.from {
			continue
		}
		if to, ok := e.cue(n, i, least, cue); ok {
			least = to
			i = to - 1
		}
	}
}
