package quotation

import (
	"strings"

	"github.com/isnad/isnad/internal/text"
)

// mention is a noun phrase that may name a speaker.
type mention struct {
	from, to int       // tokens of the whole phrase
	span     text.Span // the name without its title, or the role
	name     []string  // folded words of the name; empty for a role
	role     []string  // folded words of title or role
	definite bool      // the phrase has the article: somebody who was named before
	document bool      // it is what somebody wrote
	same     bool      // it says that it is the same as before: المتحدث نفسه
}

// longestMention is how many words a phrase that names a speaker has at most.
const longestMention = 14

// bare is a noun without the article, and whether it had one.
func bare(folded string) (string, bool) {
	if strings.HasPrefix(folded, "وال") && len(folded) > 10 {
		folded = strings.TrimPrefix(folded, "و")
	}
	if rest, ok := strings.CutPrefix(folded, "ال"); ok && len(rest) > 2 {
		return rest, true
	}
	return folded, false
}

// nounPhrase reads the phrase that begins with token i and ends before end.
func (a *arabic) nounPhrase(i, end int) (mention, bool) {
	if m, ok := a.markedName(i, end); ok {
		return m, true
	}
	if m, ok := a.sameSource(i, end); ok {
		return m, true
	}
	j := a.phraseEnd(i, end)
	if a.d.words(i, j) == 0 {
		return mention{}, false
	}
	m := mention{from: i, to: j, span: a.d.span(i, j)}
	first, definite := bare(a.d.tokens[i].folded)
	m.definite = definite
	m.document = a.documents[first]
	switch {
	case definite && a.register.surname(a.key(first)) && (j == i+1 || !a.names[a.d.tokens[i+1].folded]):
		a.bareName(&m, end) // الخطيب, of whom the article told the whole name
	case among(a.titles, first) && !a.names[a.d.tokens[i].folded], a.relationAt(i):
		a.titled(&m, end)
	case among(a.roles, first), a.organisations[first], m.document, definite && a.epithets[first] && j == i+1:
		m.role = a.folded(i, j)
		if among(a.roles, first) {
			a.embeddedName(&m)
		}
	case definite && a.d.words(i, j) > 1 && !a.names[first] && a.adjectives(i+1, j):
		m.role = a.folded(i, j) // المعارضة السورية، القوى الوطنية، الجيش الإسرائيلي
	default:
		if k := a.nameWithin(i, j); definite && k > 0 {
			m.role = a.folded(i, k)
			a.nameFrom(&m, k)
			break
		}
		if k := a.indefiniteWithin(i, j); definite && k > 0 && a.nameShaped(k, j) {
			m.role = a.folded(i, k)
			a.nameFrom(&m, k)
			break
		}
		if k := a.constructName(i, j); k > 0 {
			m.role = a.folded(i, k)
			a.nameFrom(&m, k)
			break
		}
		if k := a.titleWithin(i+1, j); k > 0 {
			m.from = k
			a.titled(&m, end)
			m.from = i
			if len(m.name) > 0 {
				break
			}
		}
		a.bareName(&m, end)
	}
	if len(m.name) == 1 && len(m.role) == 0 && a.noName(i) {
		return mention{}, false
	}
	a.calledBehind(&m, end)
	if len(m.role) > 1 && len(m.name) == 0 {
		_, m.definite = bare(m.role[1]) // رئيس النادي is as definite as الرئيس
		m.definite = m.definite || definite
	}
	return m, true
}

// noName reports a word at token i that alone is no name, but a verb or all of somebody: يعتقد,
// سيؤكد, جميعهم.
func (a *arabic) noName(i int) bool {
	f := a.d.tokens[i].folded
	if a.names[f] || a.women[f] || a.register.surname(a.key(f)) {
		return false
	}
	for _, pronoun := range []string{"هم", "ها", "ه"} {
		if noun, ok := strings.CutSuffix(f, pronoun); ok && a.others[noun] {
			return true
		}
	}
	cue, _, ok := a.cueOf(f)
	if rest, future := strings.CutPrefix(f, "س"); future && !ok {
		cue, _, ok = a.cueOf(rest)
		ok = ok && cue.form == present
	}
	return ok && (cue.form == past || cue.form == present)
}

// sameSource reads a noun that is said to be the same: المصدر نفسه, نفس المصدر, ذات المصدر.
func (a *arabic) sameSource(i, end int) (mention, bool) {
	if i+1 >= end || a.d.tokens[i].kind != word || a.d.tokens[i+1].kind != word {
		return mention{}, false
	}
	noun := i
	switch first, next := a.d.tokens[i].folded, a.d.tokens[i+1].folded; {
	case first == "نفس" || first == "ذات":
		noun = i + 1
	case next == "ذاته" || next == "ذاتها" || next == "نفسه" || next == "نفسها" || next == "عينه" || next == "عينها" || next == "المذكور" || next == "المذكوره":
	default:
		return mention{}, false
	}
	word, definite := bare(a.d.tokens[noun].folded)
	if !definite || !a.speakers[word] && !a.somebody(word) {
		return mention{}, false
	}
	return mention{from: i, to: i + 2, span: a.d.span(i, i+2), role: a.folded(noun, noun+1), definite: true, document: a.documents[word], same: true}, true
}

// among reports a noun of the set, in the feminine and the accusative too.
func among(set wordSet, noun string) bool {
	if set[noun] {
		return true
	}
	for _, ending := range []string{"ه", "ا"} {
		if stem, ok := strings.CutSuffix(noun, ending); ok && len(stem) > 4 && set[stem] {
			return true
		}
	}
	return false
}

// somebody reports a noun that a phrase for a speaker can begin with.
func (a *arabic) somebody(noun string) bool {
	return among(a.titles, noun) || among(a.roles, noun) || a.organisations[noun] || among(a.documents, noun) || a.relation(noun)
}

// relation reports a noun for somebody with a pronoun: زميلها, نظيرته, مكتبه.
func (a *arabic) relation(f string) bool {
	for _, pronoun := range []string{"ته", "تها", "تهم", "ها", "هم"} {
		if noun, ok := strings.CutSuffix(f, pronoun); ok && len(noun) > 4 && (a.titles[noun] || a.roles[noun] || a.organisations[noun]) {
			return true
		}
	}
	return false
}

// relationAt is relation for token i, where ه can be told from ة.
func (a *arabic) relationAt(i int) bool {
	t := a.d.tokens[i]
	noun, ok := strings.CutSuffix(t.folded, "ه")
	return a.relation(t.folded) || ok && strings.HasSuffix(t.raw, "ه") && (a.titles[noun] || a.roles[noun] || a.organisations[noun])
}

// known reports that the article has named somebody so.
func (a *arabic) known(folded string) bool {
	list := a.register.names[a.key(folded)]
	return len(list) > 0
}

// strong reports a phrase that surely names somebody or something that can speak.
func (a *arabic) strong(m mention) bool {
	first, _ := bare(a.d.tokens[m.from].folded)
	return a.somebody(first) || a.relationAt(m.from) || a.generics[first] || a.names[a.d.tokens[m.from].folded] || a.known(a.d.tokens[m.from].folded)
}

// folded is the folded words of [i, j).
func (a *arabic) folded(i, j int) []string {
	var out []string
	for ; i < j; i++ {
		if a.d.tokens[i].kind == word {
			out = append(out, a.d.tokens[i].folded)
		}
	}
	return out
}
