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
	case (among(a.titles, first) || a.relationAt(i)) && !a.names[a.d.tokens[i].folded]:
		a.titled(&m, end)
	case among(a.roles, first), a.organisations[first], m.document:
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
	if len(m.role) > 1 && len(m.name) == 0 {
		_, m.definite = bare(m.role[1]) // رئيس النادي is as definite as الرئيس
		m.definite = m.definite || definite
	}
	return m, true
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

// phraseEnd is where the phrase ends that begins with token i.
func (a *arabic) phraseEnd(i, end int) int {
	d := a.d
	end = min(end, i+2*longestMention)
	words, prepositions := 0, 0
	j := i
	for ; j < end && words < longestMention; j++ {
		t := d.tokens[j]
		if t.kind == mark { // a name in marks: وكالة "…"
			n := d.opens[j]
			if j == i || n < 0 || !d.stretches[n].closed || d.stretches[n].close >= end || d.words(j, d.stretches[n].close) > 3 || !a.isNamed(j-1) && !a.owns(j-1) && a.d.tokens[j-1].folded != "يدعى" {
				break
			}
			j = d.stretches[n].close
			continue
		}
		if t.kind == sign {
			if t.is("(") && j > i && a.isNamed(j-1) { // صحيفة (…)
				k := j
				for k < min(end, j+6) && !d.tokens[k].is(")") {
					k++
				}
				if k < end && d.tokens[k].is(")") {
					j = k
					continue
				}
			}
			if t.is("#") || t.is(".") && j > i && len([]rune(d.tokens[j-1].folded)) == 1 { // د. فلان
				continue
			}
			break
		}
		f := t.folded
		if j > i && (f == "من" || f == "في" || f == "لدي" || f == "ب") && prepositions == 0 && a.extends(i, j, end) {
			prepositions++
			words++
			continue
		}
		if noun, _ := bare(d.tokens[i].folded); j > i && linking(f) && (f != "لدي" || j == i+1 && among(a.titles, noun)) {
			words++
			continue
		}
		if a.stops(f) && !(j > i && a.keeps(i, j)) || a.others[f] && (j > i || f != "كل" && f != "جميع") {
			break
		}
		if a.ownOccasion(f) || a.manner[f] {
			break
		}
		if j > i && (prepositions > 0 || a.complete(i)) {
			_, before := bare(d.tokens[j-1].folded)
			if _, article := bare(f); before && !article && !a.names[f] && !a.places[f] && !strings.HasPrefix(f, "و") && d.tokens[j-1].kind == word {
				break // مصدر في الرئاسة | طلب …, بلدية المرفأ | منع …
			}
		}
		if noun, _ := bare(f); j > i && (circumstance(f) && !a.names[f] && !a.places[f] && !among(a.roles, noun) && !strings.HasSuffix(a.d.tokens[j-1].folded, "ا")) {
			break
		}
		if j == i {
			if cue, _, ok := a.cueOf(f); ok && cue.form == participle && a.complementSoon(j, end) {
				break
			}
		} else {
			if cue, _, ok := a.cueOf(f); ok && cue.form != participle && !cue.verb.weak {
				break
			}
			if cue, _, ok := a.cueOf(f); ok && cue.form == participle && a.complementSoon(j, end) {
				break
			}
		}
		words++
	}
	return j
}

// stops reports the words that no phrase goes across.
func (a *arabic) stops(f string) bool { return a.reading(f).stops }

func (a *arabic) stopping(f string) bool {
	if f == "ل" || f == "ب" || f != "ما" && question(f) {
		return true
	}
	if rest, ok := strings.CutPrefix(f, "ب"); ok && !a.names[f] && (a.tones[rest] || a.contents[rest] || a.contents[strings.TrimSuffix(rest, "ه")] || verbalNoun(rest) || verbalNoun(strings.Replace(rest, "ا", "إ", 1))) {
		return true // بوجود، بتعويض
	}
	if f == "والي" {
		return false
	}
	if a.prepositions[f] || a.times[f] || complementiser(f) || relative(f) || attached(f) {
		return true
	}
	if cue, _, ok := a.cueOf(f); ok && cue.form == nominal {
		return true
	}
	if rest, ok := strings.CutPrefix(f, "و"); ok && (a.prepositions[rest] || a.times[rest]) && len(rest) > 2 {
		return true
	}
	if rest, ok := strings.CutPrefix(f, "لل"); ok {
		return len(rest) > 4 // للصحفيين
	}
	for _, particle := range []string{"ل", "ب"} {
		if rest, ok := strings.CutPrefix(f, particle); ok {
			noun, _ := bare(rest)
			if noun != f && (a.organisations[noun] || particle == "ل" && a.agencies[rest] || a.documents[noun] || a.occasions[noun] || a.titles[noun] && len(noun) > 4) {
				return true
			}
			if strings.HasPrefix(rest, "ال") && len(rest) >= 8 && !a.names[f] {
				return true // بالقاهرة، بالمطار
			}
		}
	}
	return false
}

// keeps reports stopping words that belong to the phrase before them: a day in a
// newspaper's name, "بن".
func (a *arabic) keeps(i, j int) bool {
	f := a.d.tokens[j].folded
	noun, _ := bare(a.d.tokens[j-1].folded)
	if a.times[f] && a.isNamed(j-1) && noun != "موقع" {
		return true // صحيفة اليوم
	}
	first, _ := bare(a.d.tokens[i].folded)
	if (f == "عام" || f == "عامه") && j == i+1 && among(a.titles, first) {
		return true // مدير عام الشركة
	}
	// بشركة، بوزارة after a title: مدير البحوث بشركة …
	rest, ok := strings.CutPrefix(f, "ب")
	return ok && a.titles[first] && (a.organisations[rest] || a.organisations[strings.TrimPrefix(rest, "ال")])
}

// extends reports a preposition that goes on with the phrase: مصدر في الوزارة، عدد من.
func (a *arabic) extends(i, j, end int) bool {
	first, _ := bare(a.d.tokens[i].folded)
	if j+1 >= end || a.d.tokens[j+1].kind != word {
		return false
	}
	next, _ := bare(a.d.tokens[j+1].folded)
	if a.occasions[next] || a.times[next] || a.times[a.d.tokens[j+1].folded] || complementiser(a.d.tokens[j+1].folded) || a.prepositions[next] || next == "وقت" {
		return false
	}
	if a.documents[next] {
		return false
	}
	if _, article := bare(a.d.tokens[j+1].folded); a.d.tokens[j].folded == "من" && a.roles[first] && !a.generics[first] && !article && !a.places[a.d.tokens[j+1].folded] && !a.organisations[next] {
		return false // حذر خبراء من كارثة
	}
	return a.roles[first] || a.generics[first] || a.organisations[first] && a.d.tokens[j].folded == "في" && j == i+2
}

// complete reports a phrase that begins with an organisation, a role or a document: once
// it is definite, no name follows in it.
func (a *arabic) complete(i int) bool {
	first, _ := bare(a.d.tokens[i].folded)
	return !among(a.titles, first) && !a.relationAt(i) && !a.names[a.d.tokens[i].folded] && (a.organisations[first] || among(a.roles, first) || among(a.documents, first))
}

// ownOccasion reports an occasion of speaking with a pronoun: مؤتمره، كلمتها، تصريحاتهم.
func (a *arabic) ownOccasion(f string) bool {
	for _, pronoun := range []string{"ه", "ها", "هم"} {
		if noun, ok := strings.CutSuffix(f, pronoun); ok && (a.occasions[noun] || a.occasions[strings.TrimSuffix(noun, "ت")+"ه"]) {
			return true
		}
	}
	return false
}

// isNamed reports a word after which a name may stand in marks: حركة «…», موقع التواصل
// «…».
func (a *arabic) isNamed(i int) bool {
	if i < 0 || a.d.tokens[i].kind != word {
		return false
	}
	f := a.d.tokens[i].folded
	if _, article := bare(f); article {
		if i == 0 || a.d.tokens[i-1].kind != word {
			return false
		}
		f = a.d.tokens[i-1].folded
	}
	for _, particle := range []string{"", "و", "ل", "ب", "ف", "وب", "ول"} {
		if noun, ok := strings.CutPrefix(f, particle); ok && (a.named[noun] || a.organisations[noun]) {
			return true
		}
	}
	return false
}

// relative reports the pronouns that begin a relative clause.
func relative(f string) bool {
	switch strings.TrimPrefix(f, "و") {
	case "الذي", "التي", "الذين", "اللذين", "اللذان", "اللتين", "اللواتي", "ممن", "مما", "بما", "هو", "هي", "هم":
		return true
	}
	return false
}

// entityOf is who the mention means.
func (a *arabic) entityOf(m mention, feminine, plural bool) *entity {
	name := written(a.d.slice(m.span))
	if rest, ok := strings.CutPrefix(name, "لل"); ok && len(m.name) == 0 {
		name = "ال" + rest
	}
	var e *entity
	switch {
	case len(m.name) > 0 && !a.statements[a.d.tokens[m.from].folded]:
		e = a.register.person(name, m.name, m.role)
	case len(m.role)+len(m.name) == 1 && a.statements[a.d.tokens[m.from].folded] && (a.running != nil || a.topic != nil):
		// البيان، معاليه: whoever was speaking
		if a.running == nil {
			return a.topic
		}
		return a.running
	default:
		e = a.register.role(name, m.role, m.definite)
	}
	e.feminine, e.plural = feminine, plural
	return e
}
