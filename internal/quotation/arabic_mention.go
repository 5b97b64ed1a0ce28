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
	case among(a.titles, first) && !a.names[a.d.tokens[i].folded]:
		a.titled(&m, end)
	case among(a.roles, first), a.organisations[first], m.document:
		m.role = a.folded(i, j)
		if among(a.roles, first) {
			a.embeddedName(&m)
		}
	case definite && a.d.words(i, j) > 1 && !a.names[first]:
		m.role = a.folded(i, j) // المعارضة السورية، القوى الوطنية، الجيش الإسرائيلي
		if a.adjectives(i+1, j) {
			break
		}
		m.role, m.name = nil, a.folded(i, j)
	default:
		a.bareName(&m, end)
	}
	return m, true
}

// markedName reads a name in quote marks before a title: صرح «فلان» المتحدث باسم ….
func (a *arabic) markedName(i, end int) (mention, bool) {
	d := a.d
	if i >= end || d.opens[i] < 0 {
		return mention{}, false
	}
	s := d.stretches[d.opens[i]]
	if !s.closed || s.close+1 >= end || d.words(s.open, s.close) > 4 || d.words(s.open, s.close) == 0 || d.tokens[s.close+1].kind != word {
		return mention{}, false
	}
	if noun, _ := bare(d.tokens[s.close+1].folded); !among(a.titles, noun) {
		return mention{}, false
	}
	to := a.phraseEnd(s.close+1, end)
	return mention{from: i, to: to, span: d.span(s.open+1, s.close), name: a.folded(s.open+1, s.close), role: a.folded(s.close+1, to)}, true
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
	return among(a.titles, noun) || among(a.roles, noun) || a.organisations[noun] || among(a.documents, noun)
}

// known reports that the article has named somebody so.
func (a *arabic) known(folded string) bool {
	list := a.register.names[a.key(folded)]
	return len(list) > 0
}

// strong reports a phrase that surely names somebody or something that can speak.
func (a *arabic) strong(m mention) bool {
	first, _ := bare(a.d.tokens[m.from].folded)
	return a.somebody(first) || a.generics[first] || a.names[a.d.tokens[m.from].folded] || a.known(a.d.tokens[m.from].folded)
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
			if j == i || n < 0 || !d.stretches[n].closed || d.stretches[n].close >= end || d.words(j, d.stretches[n].close) > 3 || !a.isNamed(j-1) {
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
		if j > i && linking(f) {
			words++
			continue
		}
		if a.stops(f) && !(j > i && a.keeps(i, j)) || a.others[f] && (j > i || f != "كل" && f != "جميع") {
			break
		}
		if a.ownOccasion(f) {
			break
		}
		if prepositions > 0 && j > i {
			_, before := bare(d.tokens[j-1].folded)
			if _, article := bare(f); before && !article {
				break // مصدر في الرئاسة | طلب …
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
	if f == "ل" || f == "ب" {
		return true
	}
	if rest, ok := strings.CutPrefix(f, "ب"); ok && !a.names[f] && (a.contents[rest] || a.contents[strings.TrimSuffix(rest, "ه")] || verbalNoun(rest) || verbalNoun(strings.Replace(rest, "ا", "إ", 1))) {
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
	return a.roles[first] || a.generics[first] || a.organisations[first] && a.d.tokens[j].folded == "في" && j == i+2
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
	if noun, article := bare(f); article {
		if among(a.named, noun) && noun != "حكومه" {
			return true
		}
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

// titled finds where the name begins in a phrase that begins with a title.
func (a *arabic) titled(m *mention, end int) {
	d := a.d
	start := -1
	for k := m.from; k < m.to; k++ {
		if d.tokens[k].kind != word {
			continue
		}
		f := d.tokens[k].folded
		noun, article := bare(f)
		if k == m.from || among(a.titles, noun) && !a.names[f] || linking(f) {
			continue
		}
		if a.contents[f] {
			break
		}
		_, definite := bare(d.tokens[k-1].folded)
		if article && !(definite && a.known(f)) || a.organisations[noun] || a.places[f] || f == "عام" || f == "عامه" {
			continue
		}
		if a.names[f] || a.parts[f] || a.known(f) || (definite || a.places[d.tokens[k-1].folded] || d.tokens[k-1].is(".")) && !verbalNoun(d.tokens[k].raw) && !a.contents[f] && !strings.HasPrefix(f, "بال") {
			start = k
			break
		}
	}
	if start < 0 {
		m.role = a.folded(m.from, m.to)
		a.apposition(m, end)
		return
	}
	m.role = a.folded(m.from, start)
	a.nameFrom(m, start)
}

// linking reports words that go on with a title: المتحدث باسم، وزير الدولة لشؤون.
func linking(f string) bool {
	for _, noun := range []string{"باسم", "بلسان", "لشؤون", "لشوون", "لشيون", "لقطاع", "لمنطقه", "لدي", "لمحافظه", "بمحافظه", "بمدينه", "بمنطقه", "لمدينه", "لدول"} {
		if strings.HasPrefix(f, noun) {
			return true
		}
	}
	return false
}

// nameFrom makes the name of m what begins at token start. A name ends with the word
// that has the article (خالد المصري), but for عبد الرحمن and the like, and before a title.
func (a *arabic) nameFrom(m *mention, start int) {
	d := a.d
	k := start
	for ; k < m.to && k-start < 6; k++ {
		if d.tokens[k].kind != word {
			if d.tokens[k].is("#.") {
				continue
			}
			break
		}
		f := d.tokens[k].folded
		noun, article := bare(f)
		if k == start {
			continue
		}
		before := d.tokens[k-1].folded
		_, ended := bare(before)
		joined := a.parts[before]
		if ended && !a.parts[f] && (k-2 < start || !a.parts[d.tokens[k-2].folded]) && noun != "دين" && before != "الدين" && before != "الله" {
			if k-1 > start || !article || a.known(before) {
				break
			}
		}
		if !joined && !a.names[f] && (among(a.titles, noun) && !(article && k == start+1 && a.names[before]) || a.organisations[noun] && !article || k > start+1 && (a.contents[f] || verbalNoun(d.tokens[k].raw))) {
			break
		}
	}
	m.name = a.folded(start, k)
	m.span = d.span(start, k)
	if k < m.to {
		if noun, _ := bare(d.tokens[k].folded); among(a.titles, noun) { // what follows the name is another title
			m.role = append(m.role, a.folded(k, m.to)...)
		}
	}
	m.definite = false
}

// apposition takes a name that follows its title between commas: وزير الدفاع، فلان،, or
// أستاذ التاريخ في الجامعة، الدكتور فلان،.
func (a *arabic) apposition(m *mention, end int) {
	d := a.d
	i := m.to
	if i < end && d.tokens[i].kind == word && (d.tokens[i].folded == "في" || strings.HasPrefix(d.tokens[i].folded, "ب") || strings.HasPrefix(d.tokens[i].folded, "ل")) && !complementiser(d.tokens[i].folded) {
		for k := i + 1; k < min(end, i+9); k++ {
			if d.tokens[k].is("،,") {
				i = k
				break
			}
			if d.tokens[k].kind != word || a.stops(d.tokens[k].folded) {
				break
			}
		}
	}
	if i+1 >= end || !d.tokens[i].is("،,") || d.tokens[i+1].kind != word || a.stops(d.tokens[i+1].folded) {
		return
	}
	first := d.tokens[i+1].folded
	noun, article := bare(first)
	if among(a.titles, noun) && !a.names[first] {
		if !article {
			return
		}
		if other, ok := a.nounPhrase(i+1, end); ok && len(other.name) > 0 {
			m.to, m.name, m.span = other.to, other.name, other.span
			m.definite = false
		}
		return
	}
	if article || a.organisations[noun] || among(a.roles, noun) {
		return
	}
	if cue, _, ok := a.cueOf(first); ok && (cue.form == participle || !cue.verb.weak) {
		return
	}
	j := a.phraseEnd(i+1, end)
	n := j - i - 1
	if n == 0 || n > 5 || !a.names[first] && !(n >= 2 && n <= 4 && (j >= end || d.tokens[j].is("،,:") || d.tokens[j].kind == mark || complementiser(d.tokens[j].folded))) {
		return
	}
	m.to = j
	a.nameFrom(m, i+1)
}

// embeddedName finds a given name in a phrase that begins with a role: الخبير أحمد ….
func (a *arabic) embeddedName(m *mention) {
	if f := a.d.tokens[m.from].folded; strings.HasSuffix(f, "ون") || strings.HasSuffix(f, "ين") {
		return
	}
	for k := m.from + 1; k < m.to; k++ {
		f := a.d.tokens[k].folded
		if f == "من" || f == "في" {
			return
		}
		if a.names[f] && !a.titles[f] && (k+1 < m.to || a.known(f)) {
			m.role = a.folded(m.from, k)
			a.nameFrom(m, k)
			return
		}
	}
}

// bareName is for a phrase without a title before it.
func (a *arabic) bareName(m *mention, end int) {
	d := a.d
	a.nameFrom(m, m.from)
	// فلان، مدرب الفريق،
	if m.to+2 < end && d.tokens[m.to].is("،,") && d.tokens[m.to+1].kind == word {
		if noun, article := bare(d.tokens[m.to+1].folded); among(a.titles, noun) && !article {
			if to := a.phraseEnd(m.to+1, end); to < end && (d.tokens[to].kind == sign || a.prepositions[d.tokens[to].folded] || strings.HasPrefix(d.tokens[to].folded, "ل") || strings.HasPrefix(d.tokens[to].folded, "ب") || complementiser(d.tokens[to].folded)) {
				m.role = a.folded(m.to+1, to)
				m.to = to
			}
		}
	}
}

// adjectives reports that all words of [i, j) have the article, as those that go with
// a noun do.
func (a *arabic) adjectives(i, j int) bool {
	for ; i < j; i++ {
		if a.d.tokens[i].kind == word {
			if _, article := bare(a.d.tokens[i].folded); !article {
				return false
			}
		}
	}
	return true
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
	case len(m.name) > 0:
		e = a.register.person(name, m.name, m.role)
	case m.definite && a.running != nil && len(m.role) == 1 && a.statements[m.role[0]]:
		// البيان: by whoever was speaking
		return a.running
	default:
		e = a.register.role(name, m.role, m.definite)
	}
	e.feminine, e.plural = feminine, plural
	return e
}
