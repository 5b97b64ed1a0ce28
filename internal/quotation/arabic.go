package quotation

import (
	"strings"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// arabic finds the quotes of an Arabic text. In Arabic the verb of saying comes first,
// then who says it, then a clause with أن or إن, a preposition that the verb takes, a
// colon or quote marks; participles (مؤكدا) go on with the same speaker.
type arabic struct {
	d        *document
	register *register
	forms    arabicForms
	readings map[string]*reading // of the words of the text so far

	own, prepositions, times, occasions, titles, roles, organisations, documents wordSet
	named, places, names, parts, according, others, generics                     wordSet
	contents, agencies, statements                                               wordSet
	manner                                                                       wordSet // with all their forms

	running *entity // who spoke last
	topic   *entity // whom the unit before, which has no quote, is about
	quoted  int     // tokens before it are part of a quote that began in an earlier unit
	out     []found
}

var arabicLexicon = readLexicon("ar.txt")
var arabicVerbs = conjugate(arabicLexicon)

func newArabic(d *document, known []Speaker) *arabic {
	lex := arabicLexicon
	a := &arabic{
		d: d, forms: arabicVerbs, readings: map[string]*reading{},
		own: lex.set("own"), prepositions: lex.set("prepositions"), times: lex.set("time"), occasions: lex.set("occasions"),
		titles: lex.set("titles"), roles: lex.set("roles"), organisations: lex.set("organisations"), documents: lex.set("documents"),
		named: lex.set("named"), places: lex.set("places"), names: lex.set("names"), parts: lex.set("parts"), according: lex.set("according"),
		statements: wordSet{"البيان": true, "التصريح": true, "الرساله": true, "التغريده": true, "المنشور": true, "القرار": true},
		contents:   lex.set("content"), agencies: lex.set("agencies"), others: lex.set("others"), manner: wordSet{},
		generics: wordSet{"كثير": true, "عدد": true, "بعض": true, "عديد": true, "احد": true, "احدي": true},
	}
	for base := range lex.set("manner") {
		participleForms(base, func(form string, _, _ bool) { a.manner[form] = true })
	}
	delete(a.prepositions, "علي")
	a.prepositions[on] = true
	a.register = newRegister(known, a.key, func(key string) bool { return among(a.titles, key) })
	a.prepare()
	return a
}

// reading is what the rules ask of a word again and again.
type reading struct {
	cues   []arabicCue
	joined []bool
	stops  bool
}

// reading looks a word up, once.
func (a *arabic) reading(folded string) *reading {
	r, ok := a.readings[folded]
	if !ok {
		r = &reading{}
		r.cues, r.joined = a.forms.cues(folded)
		a.readings[folded] = r
		r.stops = a.stopping(folded)
	}
	return r
}

// cuesOf is what a word can be as a cue, see arabicForms.cues.
func (a *arabic) cuesOf(folded string) ([]arabicCue, []bool) {
	r := a.reading(folded)
	return r.cues, r.joined
}

// cueOf is the first of the cues that a word can be.
func (a *arabic) cueOf(folded string) (cue arabicCue, joined, ok bool) {
	r := a.reading(folded)
	if len(r.cues) == 0 {
		return arabicCue{}, false, false
	}
	return r.cues[0], r.joined[0], true
}

// prepare tells the preposition على from the name علي, which are folded alike: where a
// text writes the preposition with ى, what has ي is the name; some texts write both
// with ي, and then the name is told by a name before or after it.
func (a *arabic) prepare() {
	told := false
	for _, t := range a.d.tokens {
		told = told || t.folded == "علي" && strings.HasSuffix(t.raw, "ى")
	}
	for i := range a.d.tokens {
		t := &a.d.tokens[i]
		if t.folded == "امام" && strings.HasPrefix(t.raw, "إ") {
			t.folded = "إمام" // the name or title, not in front of
		}
		if t.folded != "علي" && t.folded != "وعلي" {
			continue
		}
		name := told && strings.HasSuffix(t.raw, "ي")
		if !told && t.folded == "علي" {
			name = i > 0 && a.names[a.d.tokens[i-1].folded] || i+1 < len(a.d.tokens) && a.names[a.d.tokens[i+1].folded]
		}
		if !name {
			t.folded = strings.TrimSuffix(t.folded, "علي") + on
		}
	}
}

// key is what two words of names and roles are compared by: without the article and
// the particles of case.
func (a *arabic) key(folded string) string {
	w, _ := bare(strings.TrimPrefix(folded, "لل"))
	for _, ending := range []string{"ون", "ين"} {
		if stem, ok := strings.CutSuffix(w, ending); ok && len([]rune(stem)) > 3 {
			return stem
		}
	}
	return w
}

func (a *arabic) quotes() []found {
	a.introduce()
	for n, u := range a.d.units {
		a.unit(u, n)
	}
	for i := range a.out {
		if e := a.out[i].speaker; e != nil {
			a.out[i].Speaker = e.name
		}
	}
	return a.out
}

// introduce registers the people whom the text names with their titles, so that who is
// first called by a title alone gets their name.
func (a *arabic) introduce() {
	for _, u := range a.d.units {
		for i := u.from; i < u.to; i++ {
			if a.givenName(i, u.to) {
				m := mention{from: i, to: a.phraseEnd(i, u.to)}
				if m.to > i {
					a.nameFrom(&m, i)
					if len(m.name) > 1 {
						a.register.person(written(a.d.slice(m.span)), m.name, nil)
						i += len(m.name) - 1
						continue
					}
				}
			}
			noun, _ := bare(strings.TrimPrefix(a.d.tokens[i].folded, "و"))
			if a.d.tokens[i].kind != word || !among(a.titles, noun) || i > u.from && among(a.titles, strings.TrimPrefix(a.d.tokens[i-1].folded, "ال")) {
				continue
			}
			if m, ok := a.nounPhrase(i, u.to); ok && len(m.name) > 1 {
				a.register.person(written(a.d.slice(m.span)), m.name, m.role)
			}
		}
	}
}

// givenName reports a given name at token i that a surname follows, with no title before
// it: those with one are read from the title on.
func (a *arabic) givenName(i, end int) bool {
	d := a.d
	if !a.names[d.tokens[i].folded] || i+1 >= end || d.tokens[i+1].kind != word {
		return false
	}
	next := d.tokens[i+1].folded
	_, article := bare(next)
	if !article && !a.names[next] && !a.parts[next] {
		return false
	}
	if i == 0 {
		return true
	}
	before, article := bare(d.tokens[i-1].folded)
	return !article && !among(a.titles, before) && !a.names[d.tokens[i-1].folded] && !a.parts[d.tokens[i-1].folded]
}

// report is one cue with what it reports, on the way to a suggestion.
type report struct {
	cue     int // token
	form    arabicCue
	mention *mention
	from    int // what is said begins here
	to      int
	rule    Rule
	unit    int  // the unit of the cue
	block   bool // what is said is the paragraph behind the unit's
}

// unit finds the quotes of one unit.
func (a *arabic) unit(u unit, n int) {
	d := a.d
	speaker := a.running // who participles go on with
	fresh := false       // speaker was named in this unit
	said := 0            // quotes made in this unit
	for i := max(u.from, a.quoted); i < u.to; {
		if s := d.opens[i]; s >= 0 && d.stretches[s].closed && !d.stretches[s].inner {
			if to, ok := a.markedFirst(u, i); ok {
				said++
				speaker, fresh = a.running, true
				i = to
				continue
			}
			i = d.stretches[s].close + 1
			continue
		}
		if a.labelled(u, i) {
			said++
			speaker, fresh = a.running, true
			i = d.stretches[d.opens[i+1]].close + 1
			continue
		}
		if d.tokens[i].kind != word {
			i++
			continue
		}
		if to, ok := a.accordingTo(u, n, i, said); ok {
			said++
			i = to
			continue
		}
		var r report
		var cue arabicCue
		joined, ok := false, false
		all, and := a.cuesOf(d.tokens[i].folded)
		for k := 0; k < len(all) && !ok; k++ {
			cue, joined = all[k], and[k]
			if cue.verb.name == "ادعي" && cue.form == present && strings.HasSuffix(d.tokens[i].raw, "ى") {
				continue // يدعى, is called
			}
			r, ok = a.read(u, n, i, cue, joined)
		}
		if !ok {
			i++
			continue
		}
		if r.mention != nil {
			speaker = a.entityOf(*r.mention, cue.feminine, cue.plural)
			fresh = true
		} else if cue.form == participle || cue.form == nominal {
			if !fresh {
				if m, ok := a.subject(u, i); ok {
					speaker = a.entityOf(m, cue.feminine, cue.plural)
					fresh = true
				} else {
					speaker = a.agreeing(cue)
				}
			}
		} else if !fresh || joined && (speaker == nil || speaker.feminine != cue.feminine) {
			speaker = nil
			if i > u.from+1 {
				if m, ok := a.subject(u, i); ok {
					if e := a.entityOf(m, cue.feminine, cue.plural); a.agrees(m, cue) {
						speaker = e
					}
				}
			}
			if speaker == nil {
				speaker = a.agreeing(cue)
			}
			fresh = true
		}
		a.running = speaker
		a.emit(u, r, speaker)
		said++
		i = max(r.to, i+1)
	}
	a.topic = nil
	if said == 0 {
		a.topic = a.about(u)
	}
}

// about is whom a unit is about: the subject of its first clause, when that is sure.
func (a *arabic) about(u unit) *entity {
	d := a.d
	end := u.from
	for end < min(u.to, u.from+reach/2) && !d.tokens[end].is("،,") && d.tokens[end].kind != mark {
		end++
	}
	m, ok := a.subject(unit{from: u.from, to: end, paragraph: u.paragraph}, end)
	if !ok || m.document {
		return nil
	}
	first, _ := bare(d.tokens[m.from].folded)
	feminine := strings.HasSuffix(first, "ه") || strings.HasSuffix(strings.TrimPrefix(d.tokens[u.from].folded, "و"), "ت")
	e := a.entityOf(m, feminine, false)
	return e
}

// agrees reports that the verb can have m for its subject, as far as its first word's
// ending tells.
func (a *arabic) agrees(m mention, cue arabicCue) bool {
	if m.from == 0 {
		return true
	}
	first := a.d.tokens[m.from].folded
	if len(m.name) > 0 && len(m.role) == 0 {
		return true
	}
	return strings.HasSuffix(first, "ه") == cue.feminine || cue.plural
}

// agreeing is the last speaker whom a verb without a subject can mean.
func (a *arabic) agreeing(cue arabicCue) *entity {
	if a.topic != nil && a.topic.feminine == cue.feminine && (a.running == nil || a.running.feminine != cue.feminine) {
		return a.topic
	}
	if a.running == nil || a.running.feminine == cue.feminine && a.running.plural == cue.plural {
		return a.running
	}
	for i := len(a.out) - 1; i >= 0 && i >= len(a.out)-6; i-- {
		if e := a.out[i].speaker; e != nil && e.feminine == cue.feminine && e.plural == cue.plural {
			return e
		}
	}
	return a.running
}

// read looks for who speaks and what is said behind the cue at token i.
func (a *arabic) read(u unit, n, i int, cue arabicCue, joined bool) (report, bool) {
	r := report{cue: i, form: cue, unit: n}
	d := a.d
	end := min(u.to, i+reach)
	j := i + 1
	switch {
	case cue.verb.via, cue.verb.learnt:
		by := "عن"
		if cue.verb.learnt {
			by = "من"
		}
		m, ok := a.sourceOf(j, end, by)
		if !ok {
			return r, false
		}
		r.mention, j = &m, m.to
	case cue.verb.in:
		if j >= end || d.tokens[j].folded != "في" && !strings.HasPrefix(d.tokens[j].folded, "فيه") {
			return r, false
		}
		for j+1 < end && (d.tokens[j+1].folded == "نص" || d.tokens[j+1].folded == "سياق") {
			j++
		}
		if m, ok := a.nounPhrase(j+1, end); ok && !strings.HasPrefix(d.tokens[j].folded, "فيه") {
			r.mention = &m
			j = m.to
		}
	case cue.form == past || cue.form == present:
		if m, ok := a.adjacent(u, i); ok && !joined {
			r.mention = &m
			break
		}
		j = a.aside(j, end)
		if m, ok := a.nounPhrase(j, end); ok {
			if cue.verb.object || cue.verb.noun {
				m = a.apart(m, cue.verb)
			}
			if !cue.verb.object || !a.theirs(m) {
				r.mention = &m
			}
			j = m.to
		}
	}
	from, rule, ok := a.complement(u, &r, j, end)
	if !ok {
		return r, false
	}
	r.from, r.rule = from, rule
	if r.mention == nil && (cue.form == past || cue.form == present) {
		if m, ok := a.before(u, i); ok {
			r.mention = &m
		}
	}
	if rule == RuleClause && cue.verb.impersonal && cue.form == present && r.mention == nil && !cue.feminine && !cue.plural {
		return r, false
	}
	r.to = a.contentEnd(u, &r)
	if d.words(r.from, r.to) == 0 {
		return r, false
	}
	return r, true
}

// sourceOf finds whom something is reported from: نقلت الوكالة عن مسؤول قوله.
func (a *arabic) sourceOf(j, end int, by string) (mention, bool) {
	for k := j; k < min(end, j+longestMention) && (a.d.tokens[k].kind != sign || a.d.tokens[k].is("#")); k++ {
		if a.d.tokens[k].folded == by {
			m, ok := a.nounPhrase(k+1, end)
			return m, ok && (a.strong(m) || by == "عن" && len(m.name) > 0)
		}
	}
	return mention{}, false
}

// apart cuts whom a verb is about or addressed to off its subject: وصف الوزير الوضع, طالب
// الأعضاء الأمين العام. Once the subject is definite only adjectives go on with it.
func (a *arabic) apart(m mention, v *verb) mention {
	definite := false
	for k := m.from; k < m.to; k++ {
		if a.d.tokens[k].kind != word {
			continue
		}
		noun, article := bare(a.d.tokens[k].folded)
		if v.noun && k > m.from && (a.contents[a.d.tokens[k].folded] || verbalNoun(a.d.tokens[k].raw) && definite) && (len(m.name) == 0 || a.d.tokens[k].Start >= m.span.End) {
			if shorter, ok := a.nounPhrase(m.from, k); ok {
				return shorter
			}
		}
		if v.object && definite && (a.somebody(noun) && !a.names[a.d.tokens[k].folded] && !(article && adjective(noun)) || article && !adjective(noun)) && a.d.tokens[k].Start >= m.span.Start && !(len(m.name) > 0 && a.d.tokens[k].Start < m.span.End) {
			if shorter, ok := a.nounPhrase(m.from, k); ok {
				return shorter
			}
		}
		definite = definite || article
	}
	return m
}

// theirs reports a noun with a pronoun, such as أنصارها: whom a verb is addressed to, not
// its subject.
func (a *arabic) theirs(m mention) bool {
	t := a.d.tokens[m.from]
	if noun, _ := bare(t.folded); a.somebody(noun) || a.names[t.folded] {
		return false
	}
	return strings.HasSuffix(t.folded, "ها") || strings.HasSuffix(t.folded, "هم") || strings.HasSuffix(t.raw, "ه")
}

// transitive stands for verbs of which nothing is known.
var transitive = &verb{object: true, noun: true}

// adjective reports what goes with a definite noun before it, by its form.
func adjective(noun string) bool {
	if strings.HasSuffix(noun, "ي") || strings.HasSuffix(noun, "يه") || strings.HasSuffix(noun, "يون") || strings.HasSuffix(noun, "يين") || strings.HasPrefix(noun, "م") {
		return true
	}
	switch noun {
	case "عام", "عامه", "اول", "اولي", "سابق", "سابقه", "اسبق", "حالي", "جديد", "جديده", "اعلي", "عليا", "راحل", "كبير", "اكبر", "حاكم", "ثاني", "ثانيه", "دائم", "دائمه":
		return true
	}
	return false
}

// aside passes over what may stand between a verb and its subject: أمس، للصحفيين، من جهته.
func (a *arabic) aside(j, end int) int {
	for j < end && a.d.tokens[j].kind == word {
		f := a.d.tokens[j].folded
		if _, _, cue := a.cueOf(f); cue || !a.times[f] && !attached(f) && f != "للصحفيين" && f != "للصحافيين" && !(a.ownOccasion(f)) && !(strings.HasPrefix(f, "ل") && a.agencies[f[len("ل"):]]) && (!circumstance(f) || a.names[f] || a.places[f]) {
			break
		}
		j++
	}
	return j
}

// complement finds where what the cue reports begins, from token j on.
func (a *arabic) complement(u unit, r *report, j, end int) (int, Rule, bool) {
	d := a.d
	v := r.form.verb
	limit := end
	if v.weak {
		limit = min(end, j+14)
	}
	for k := j; k < limit; k++ {
		t := d.tokens[k]
		switch t.kind {
		case mark:
			n := d.opens[k]
			if n < 0 {
				continue
			}
			s := d.stretches[n]
			if !s.closed {
				if d.tokens[k-1].is(":") {
					return k + 1, RuleMarks, true
				}
				continue
			}
			if a.speech(u, r, k, s) {
				if at := a.object(v, j, k); at < k {
					return at, RuleNoun, true
				}
				return k, RuleMarks, true
			}
			k = s.close
			continue
		case sign:
			if t.is(":") && k+1 == u.to && r.unit+1 < len(d.units) && d.units[r.unit+1].paragraph == u.paragraph+1 && (r.mention != nil || !v.weak) {
				r.block = true
				return d.units[r.unit+1].from, RuleColon, true
			}
			if t.is(":") && k+1 < u.to && complementiser(d.tokens[k+1].folded) && !v.marks {
				continue // قال: إن …
			}
			if t.is(":") && d.words(k, u.to) > 0 {
				if k+1 < u.to && d.tokens[k+1].kind == mark && d.opens[k+1] >= 0 {
					continue
				}
				if (!v.weak || k <= r.cue+6) && (r.mention != nil || !v.weak && d.words(k, u.to) > 1 || d.words(k, u.to) > 4) {
					return k + 1, RuleColon, true
				}
			}
			continue
		}
		f := t.folded
		if complementiser(f) && !v.marks && a.reported(r, k, j) {
			return k, RuleClause, true
		}
		if v.name == "تساءل" || v.name == "سال" {
			if question(f) {
				return k, RuleClause, true
			}
		}
		if v.noun && a.noun(r, k, j) {
			return k, RuleNoun, true
		}
		if at, ok := a.preposition(v, r, j, k, end); ok {
			return at, RulePreposition, true
		}
		if cue, _, ok := a.cueOf(f); ok && k > r.cue && relative(d.tokens[k-1].folded) && cue.form != participle && !cue.verb.weak {
			for k+1 < limit && !d.tokens[k+1].is("،,:") && d.tokens[k+1].kind != mark { // its own complement
				k++
			}
			continue
		}
		if cue, _, ok := a.cueOf(f); ok && k > r.cue {
			if cue.form == nominal && cue.verb.name == "قال" { // وتابع فلان بالقول، نقل عن فلان قوله
				if v.via {
					r.cue = k
				}
				continue
			}
			if cue.form == participle && v.more || !(relative(d.tokens[k-1].folded) || d.tokens[k-1].folded == "ما") && !cue.verb.weak || cue.form == participle {
				return 0, "", false
			}
		}
	}
	return 0, "", false
}

// reported says that the clause that begins with أن or إن at token k is what the cue
// reports, and not that of another word before it.
func (a *arabic) reported(r *report, k, j int) bool {
	v := r.form.verb
	f := a.d.tokens[k].folded
	if v.about {
		return strings.HasPrefix(f, "ب") || strings.HasPrefix(f, "وب")
	}
	if k > r.cue+1 && a.d.tokens[k-1].kind == word {
		previous := a.d.tokens[k-1].folded
		if a.own[previous] || a.own[strings.TrimPrefix(previous, "و")] {
			return false
		}
		switch previous {
		case "الي", on, "من", "عن", "ب", "في":
			if k-1 > j && !v.takes(previous) && !(previous == "في" && v.takes("عن")) {
				return false
			}
		}
	}
	if strings.HasPrefix(f, "لان") {
		return false
	}
	return true
}

// preposition reports that token k begins the noun that the verb takes.
func (a *arabic) preposition(v *verb, r *report, j, k, end int) (int, bool) {
	f := a.d.tokens[k].folded
	near := k <= j+10
	if v.name == "اكد" {
		near = k <= j+5
	}
	next := ""
	if k+1 < end {
		next = a.d.tokens[k+1].folded
	}
	for _, p := range v.prepositions {
		switch {
		case f == p:
			if complementiser(next) {
				return 0, false
			}
			if !v.object && !near {
				return 0, false
			}
			if r.form.form == participle && k > j && !v.object {
				return 0, false
			}
			noun, _ := bare(next)
			if p == "الي" && v.name != "دعا" && v.name != "نبه" && !a.contents[noun] && k+1 < end && !verbalNoun(a.d.tokens[k+1].raw) {
				return 0, false // وهي تشير إلى الباب
			}
			if a.occasions[noun] && p != "الي" || a.times[next] || next == "" || p == "من" && (next == "جهته" || next == "جانبه" || next == "جهتها") {
				return 0, false
			}
			return k, true
		case p == "ب" && strings.HasPrefix(f, "ب") && k > r.cue && len([]rune(f)) > 3 && !complementiser(f):
			noun, _ := bare(strings.TrimPrefix(f, "ب"))
			if v.object && k == j && r.mention == nil || a.prepositions[f] || a.according[f] || a.occasions[noun] || f == "بدوره" || f == "بدورها" || a.names[f] || a.times[f] {
				return 0, false
			}
			return k, true
		}
	}
	return 0, false
}

// noun reports that token k begins a noun phrase that is what was said: نفى وجود …,
// مؤكدا التزام ….
func (a *arabic) noun(r *report, k, j int) bool {
	d := a.d
	if k > j+1 || k == j+1 && !d.tokens[j].is("،,") {
		return false
	}
	f := d.tokens[k].folded
	noun := strings.TrimSuffix(strings.TrimSuffix(f, "ها"), "هم")
	if !a.contents[f] && !a.contents[noun] && !a.contents[strings.TrimSuffix(noun, "ه")] && !a.contents[strings.TrimSuffix(noun, "ته")+"ه"] && !verbalNoun(d.tokens[k].raw) {
		return false
	}
	return r.form.form == participle || r.mention != nil
}

// object is where an object of the verb begins that stands between the subject, which
// ends at token j, and quote marks at token k: أعلن الجيش العثور على «…». What is in the
// marks is then part of what was announced. It is k when there is none.
func (a *arabic) object(v *verb, j, k int) int {
	d := a.d
	if v.more || v.marks || v.name == "قال" || d.tokens[k-1].is(":") {
		return k
	}
	for p := j; p < k; {
		f := d.tokens[p].folded
		switch {
		case d.tokens[p].kind == mark || d.tokens[p].kind == sign && !d.tokens[p].is("("):
			p++
		case a.stops(f) || a.others[f] || circumstance(f) || d.tokens[p].is("("):
			for p < k && !d.tokens[p].is("،,") {
				p++
			}
		default:
			if cue, _, ok := a.cueOf(f); ok && cue.form == nominal {
				return k
			}
			return p
		}
	}
	return k
}

func question(f string) bool {
	switch f {
	case "هل", "لماذا", "كيف", "متي", "اين", "كم", "ماذا", "ما", "عما", "اذا":
		return true
	}
	return false
}

// speech reports that the marked stretch that opens at token k is what the cue says,
// rather than a name or a word held at arm's length.
func (a *arabic) speech(u unit, r *report, k int, s stretch) bool {
	d := a.d
	n := d.words(s.open, s.close)
	if d.tokens[k-1].is(":") {
		return n > 0
	}
	if a.isNamed(k-1) && n <= 4 {
		return false
	}
	if isClitic(d.tokens[k-1].folded) {
		return n > 4
	}
	if n >= 4 {
		return true
	}
	// A short one only where nothing follows and nothing but the subject precedes.
	after := s.close + 1
	ends := after >= u.to || d.tokens[after].is(".،,!?؟")
	subject := r.cue + 1
	if r.mention != nil {
		subject = r.mention.to
	}
	return ends && k == subject && !r.form.verb.weak
}

// before finds the subject that stands before the verb at token i, with nothing or an
// aside between commas in between: كانت صحف قد قالت، سبق للرئيس أن أعلن، لكن مصدرا طبيا، طلب
// عدم ذكر اسمه، أكد.
func (a *arabic) before(u unit, i int) (mention, bool) {
	d := a.d
	least := max(u.from, i-reach/2)
	if i > u.from && relative(d.tokens[i-1].folded) { // الخبير فلان، الذي يعتقد
		end := i - 1
		for end > least && d.tokens[end-1].is("،,") {
			end--
		}
		for j := end - 1; j >= max(least, end-longestMention) && d.tokens[j].kind == word; j-- {
			if m, ok := a.headed(j, end); ok && m.to == end && (len(m.name) > 0 || j == least || a.stops(d.tokens[j-1].folded) || d.tokens[j-1].kind != word) {
				return m, true
			}
		}
		return mention{}, false
	}
	for j := i - 1; j >= least; j-- {
		t := d.tokens[j]
		if n := d.within[j]; n >= 0 && d.stretches[n].open > least {
			j = d.stretches[n].open
			continue
		}
		var m mention
		var ok bool
		f := strings.TrimPrefix(strings.TrimPrefix(t.folded, "و"), "ف")
		switch {
		case t.kind != word:
			continue
		case f == "سبق":
			m, ok = a.lam(j+1, i)
		case j+1 < i && (f == "لكن" || f == "اما" || f == "كان" || f == "كانت" || f == "كانوا" || f == "بينما" || f == "يما" || f == "حين" ||
			f == "ان" && j > least && (d.tokens[j-1].folded == "غير" || d.tokens[j-1].folded == "الا" || d.tokens[j-1].folded == "بيد" || d.tokens[j-1].folded == "علي")):
			m, ok = a.nounPhrase(j+1, i)
			ok = ok && (a.strong(m) || f == "كان" || f == "كانت" || f == "كانوا")
		case j == u.from:
			m, ok = a.headed(j, i)
		default:
			continue
		}
		if ok && (m.to >= i-1 || d.tokens[i-1].is("،,)-–") || d.tokens[i-1].folded == "قد" || d.tokens[i-1].folded == "ان" || f == "سبق") {
			return m, true
		}
	}
	return mention{}, false
}

// adjacent finds a subject that stands right before the verb at token i and begins its
// clause, as in headlines: الوزير يصف الوضع بأنه ….
func (a *arabic) adjacent(u unit, i int) (mention, bool) {
	d := a.d
	for j := i - 1; j >= max(u.from, i-longestMention) && d.tokens[j].kind == word; j-- {
		if j > u.from && d.tokens[j-1].kind == word {
			continue
		}
		if m, ok := a.headed(j, i); ok && m.to == i {
			return m, true
		}
		break
	}
	return mention{}, false
}

// headed reads a phrase that the unit begins with: الرئيس يؤكد …, والوزيرة تقول ….
func (a *arabic) headed(j, end int) (mention, bool) {
	t := &a.d.tokens[j]
	saved := t.folded
	defer func() { t.folded = saved }()
	if rest, ok := strings.CutPrefix(saved, "و"); ok {
		if noun, _ := bare(rest); a.somebody(noun) || a.names[rest] {
			t.folded = rest
		}
	}
	m, ok := a.nounPhrase(j, end)
	if ok && t.folded != saved && m.span.Start == t.Start {
		m.span.Start++ // without the and
	}
	return m, ok && a.strong(m)
}

// lam reads a phrase whose first word has the preposition ل written with it: للرئيس.
func (a *arabic) lam(j, end int) (mention, bool) {
	if j >= end || a.d.tokens[j].kind != word {
		return mention{}, false
	}
	t := &a.d.tokens[j]
	saved := t.folded
	defer func() { t.folded = saved }()
	switch {
	case strings.HasPrefix(saved, "لل"):
		t.folded = "ال" + strings.TrimPrefix(saved, "لل")
	case strings.HasPrefix(saved, "ل"):
		t.folded = strings.TrimPrefix(saved, "ل")
	}
	return a.nounPhrase(j, end)
}

// subject finds whose sentence a participle, or a verb without a subject of its own,
// goes on with: the subject of the nearest clause before it, which a verb begins
// (رحب الوزير بالقرار قائلا) or the subject itself.
func (a *arabic) subject(u unit, i int) (mention, bool) {
	d := a.d
	least := max(u.from, i-reach/2)
	for j := i - 1; j >= least; j-- {
		if n := d.within[j]; n >= 0 && d.stretches[n].open > least {
			j = d.stretches[n].open
			continue
		}
		start := j
		switch {
		case j == u.from:
		case d.tokens[j-1].is("،,.–-:"), d.tokens[j-1].folded == "لكن":
		case d.tokens[j-1].folded == "ان" && j-2 >= u.from && (d.tokens[j-2].folded == "الا" || d.tokens[j-2].folded == "غير"):
		default:
			continue
		}
		if d.tokens[start].kind != word {
			continue
		}
		if m, ok := a.headed(start, i); ok {
			if start > u.from && d.tokens[start-1].is("،,") && len(m.name) == 0 && !m.definite {
				continue // فلان، مدرب الفريق،: the name is further back
			}
			return m, true
		}
		for k := start; k < min(i-1, start+3); k++ {
			f := d.tokens[k].folded
			if d.tokens[k].kind != word || a.prepositions[f] && f != "قد" && f != "بينما" && f != "فيما" && f != "لكن" || a.times[f] || relative(f) || complementiser(f) {
				if k == start && (a.times[f] || f == "و") {
					continue
				}
				break
			}
			next := k + 1
			for next < i && d.tokens[next].kind == word && (attached(d.tokens[next].folded) || a.times[d.tokens[next].folded]) {
				next++
			}
			if next >= i || d.tokens[next].kind != word {
				break
			}
			if m, ok := a.nounPhrase(next, i); ok && a.strong(m) {
				return a.apart(m, transitive), true
			}
		}
	}
	return mention{}, false
}

// labelled makes a quote of speech in marks behind a name and a colon: فلان: «…».
func (a *arabic) labelled(u unit, i int) bool {
	d := a.d
	if !d.tokens[i].is(":") || i+1 >= u.to || d.opens[i+1] < 0 || !d.stretches[d.opens[i+1]].closed {
		return false
	}
	for j := max(u.from, i-longestMention); j < i; j++ {
		if d.tokens[j].kind != word || j > u.from && d.tokens[j-1].kind == word {
			continue
		}
		if m, ok := a.headed(j, i); ok && m.to == i {
			speaker := a.entityOf(m, false, false)
			a.running = speaker
			s := d.stretches[d.opens[i+1]]
			a.emit(u, report{cue: i, mention: &m, from: i + 1, to: s.close + 1, rule: RuleColon}, speaker)
			return true
		}
	}
	return false
}

// attached reports prepositions with a pronoun: عنها، عليه، له.
func attached(f string) bool {
	for _, p := range []string{"عن", "علي", "ل", "ب", "في", "من", "الي", "مع", "لدي", "ازاء"} {
		if rest, ok := strings.CutPrefix(f, p); ok {
			switch rest {
			case "ه", "ها", "هم", "هما", "هن", "نا":
				return true
			}
		}
	}
	return false
}

// contentEnd is where what is said ends.
func (a *arabic) contentEnd(u unit, r *report) int {
	d := a.d
	if r.block {
		to := r.unit + 1
		for to+1 < len(d.units) && d.units[to+1].paragraph == d.units[r.unit+1].paragraph {
			to++
		}
		a.quoted = max(a.quoted, d.units[to].to)
		return d.units[to].to
	}
	if r.rule == RuleMarks {
		if d.tokens[r.from].kind != mark { // behind a mark that is never closed
			return u.to
		}
		end := d.stretches[d.opens[r.from]].close + 1
		for end < u.to { // "…" "…": one speech in two pieces
			k := end
			for k < u.to && d.tokens[k].is("،,.…") {
				k++
			}
			n := -1
			if k < u.to {
				n = d.opens[k]
			}
			if n < 0 || !d.stretches[n].closed {
				break
			}
			end = d.stretches[n].close + 1
		}
		return end
	}
	for k := r.from + 1; k < u.to; k++ {
		t := d.tokens[k]
		if n := d.opens[k]; n >= 0 && d.stretches[n].closed {
			k = d.stretches[n].close
			continue
		}
		if t.kind == sign && t.is("-–—") && k+1 < u.to && a.tail(k+1, u.to, true) {
			return k
		}
		if t.kind != word {
			continue
		}
		comma := d.tokens[k-1].is("،,؛;") || d.tokens[k-1].kind == mark && k-2 > r.from && d.tokens[k-2].is("،,")
		if a.tail(k, u.to, comma) {
			return k
		}
		if comma && (a.manner[t.folded] || a.manner[strings.TrimPrefix(t.folded, "و")]) {
			return k
		}
		cue, joined, ok := a.cueOf(t.folded)
		if !ok {
			continue
		}
		switch {
		case cue.form == participle:
			if comma && !cue.verb.weak || a.complementSoon(k, u.to) && (comma || !cue.verb.weak) {
				return k
			}
		case joined && cue.verb.more && (cue.form == past || cue.form == present):
			if a.complementSoon(k, u.to) {
				return k
			}
		case joined && (cue.form == past || cue.form == present) && a.marksSoon(k, u.to):
			return k
		case joined && comma && (cue.form == past || cue.form == present) && !cue.verb.weak:
			if cue.verb.name == "قال" || a.complementSoon(k, u.to) {
				return k
			}
		}
	}
	return u.to
}

// marksSoon reports that the cue at token k has speech in marks behind it.
func (a *arabic) marksSoon(k, end int) bool {
	rule, ok := a.soon(k, end)
	return ok && rule == RuleMarks
}

// complementSoon reports that the cue at token k has something to report.
func (a *arabic) complementSoon(k, end int) bool {
	_, ok := a.soon(k, end)
	return ok
}

func (a *arabic) soon(k, end int) (Rule, bool) {
	cue, _, ok := a.cueOf(a.d.tokens[k].folded)
	if !ok {
		return "", false
	}
	r := report{cue: k, form: cue}
	j := k + 1
	end = min(end, k+reach/2)
	if cue.form != participle {
		if m, ok := a.plainPhrase(j, end); ok {
			r.mention = &m
			j = m.to
		}
	}
	_, rule, ok := a.complement(unit{from: k, to: end}, &r, j, end)
	return rule, ok
}

// plainPhrase is a noun phrase of which only the place counts.
func (a *arabic) plainPhrase(i, end int) (mention, bool) {
	j := i
	for j < end && j < i+longestMention && a.d.tokens[j].kind == word && !a.stops(a.d.tokens[j].folded) {
		j++
	}
	return mention{from: i, to: j}, j > i
}

// tail reports that at token k the article speaks again: على حد قوله، بحسب الوكالة،
// وذلك خلال، دون أن يحدد.
func (a *arabic) tail(k, end int, comma bool) bool {
	d := a.d
	at := func(n int) string {
		if k+n < end && d.tokens[k+n].kind == word {
			return d.tokens[k+n].folded
		}
		return ""
	}
	f := strings.TrimPrefix(at(0), "و")
	if a.according[at(0)] {
		f = at(0)
	}
	switch f {
	case on:
		return at(1) == "حد" && telling(at(2)) || at(1) == "لسان" && comma
	case "بحد":
		return telling(at(1))
	case "ذلك":
		return comma && strings.HasPrefix(at(0), "و") && a.prepositions[at(1)]
	case "من":
		return at(1) == "دون" && a.withholding(k+2, end)
	case "دون":
		return a.withholding(k+1, end)
	case "نقلا":
		return at(1) == "عن"
	case "جاء":
		return comma && (at(1) == "ذلك" || at(1) == "هذا")
	case "في", "خلال", "عبر":
		if f == "في" && (at(1) == "حين" || at(1) == "وقت") {
			cue, _, ok := a.cueOf(at(2))
			return comma && ok && (cue.form == past || cue.form == present)
		}
		noun, _ := bare(at(1))
		return comma && a.occasions[noun] && f == at(0)
	case "كما", "فيما", "بينما", "حسبما", "وفقما", "لكنه", "لكنها", "لكنهم", "ثم":
		cue, _, ok := a.cueOf(at(1))
		return comma && ok && (cue.form == past || cue.form == present)
	}
	if a.according[f] {
		if telling(at(1)) {
			return true
		}
		return comma
	}
	return strings.HasPrefix(f, "حسبه") || f == "حسبها"
}

// telling reports the nouns of tails: قوله، تعبيرها، وصفهم.
func telling(f string) bool {
	for _, noun := range []string{"قول", "تعبير", "وصف", "زعم", "راي", "تصريح", "كلام", "ادعاء", "تقدير", "اعتقاد"} {
		if rest, ok := strings.CutPrefix(f, noun); ok {
			switch rest {
			case "ه", "ها", "هم", "هما", "اته", "اتها", "اتهم", "ات", "":
				return true
			}
		}
	}
	return false
}

// withholding reports أن يحدد and the like behind دون: what the speaker did not say.
func (a *arabic) withholding(k, end int) bool {
	d := a.d
	if k < end && d.tokens[k].folded == "ان" {
		k++
	}
	if k >= end || d.tokens[k].kind != word {
		return false
	}
	f := strings.TrimSuffix(strings.TrimSuffix(d.tokens[k].folded, "ها"), "هم")
	switch f {
	case "يحدد", "تحدد", "يذكر", "تذكر", "يوضح", "توضح", "يكشف", "تكشف", "يفصح", "تفصح", "يعطي", "تعطي", "يورد", "تورد", "يضيف", "تضيف", "يقدم", "تقدم",
		"يحددوا", "يوضحوا", "يكشفوا", "يسمي", "تسمي", "يسميه", "يشير", "تشير", "يدلي", "تدلي", "الكشف", "الافصاح", "ذكر", "تحديد", "اعطاء", "مزيد", "تقديم", "الخوض", "توضيح", "ايضاح", "الاشاره", "تسميته", "تسميه", "يكشفه", "تكشفه", "يحدده", "تحدده", "يذكره", "يسمهم", "تسم", "يسم":
		return true
	}
	return false
}

// markedFirst finds who says the marked stretch at token i when that follows it, and
// whether the speech goes on behind: «…»، قال فلان، «…».
func (a *arabic) markedFirst(u unit, i int) (int, bool) {
	d := a.d
	s := d.stretches[d.opens[i]]
	starts := i == u.from || d.tokens[i-1].is(".!?؟…،,؛-–—>") || d.tokens[i-1].kind == mark
	k := s.close + 1
	comma := d.tokens[s.close-1].is("،,!?؟")
	for k < u.to && d.tokens[k].is("،,.-–—") {
		comma = comma || !d.tokens[k].is(".")
		k++
	}
	for k < u.to && (d.tokens[k].folded == "هكذا" || d.tokens[k].folded == "بهذه" || d.tokens[k].folded == "الكلمات") {
		k++
	}
	if !starts || k >= u.to || d.tokens[k].kind != word {
		return 0, false
	}
	cue, joined, ok := a.cueOf(d.tokens[k].folded)
	if !ok || joined || cue.form != past && cue.form != present || cue.verb.via || cue.verb.in || cue.verb.learnt {
		return 0, false
	}
	m, named := a.nounPhrase(k+1, u.to)
	end := k + 1
	if named {
		end = m.to
	}
	next := end
	for next < min(u.to, end+12) && !d.tokens[next].is("،,.:") && d.tokens[next].kind == word && !complementiser(d.tokens[next].folded) {
		next++
	}
	for next < u.to && d.tokens[next].is("،,.:") {
		next++
	}
	goesOn := next < u.to && next > end && d.opens[next] >= 0 && d.stretches[d.opens[next]].closed
	switch {
	case goesOn && comma:
	case d.words(s.open, s.close) < 4:
		return 0, false
	default:
		if _, _, more := a.complement(u, &report{cue: k, form: cue}, end, min(u.to, end+6)); more {
			return 0, false // the cue reports what follows it
		}
	}
	r := report{cue: k, form: cue, from: i, to: s.close + 1, rule: RuleBefore}
	speaker := a.running
	if named {
		r.mention = &m
		speaker = a.entityOf(m, cue.feminine, cue.plural)
	}
	a.running = speaker
	a.emit(u, r, speaker)
	if goesOn {
		t := d.stretches[d.opens[next]]
		if span, ok := a.inner(t); ok && len(a.out) > 0 {
			last := &a.out[len(a.out)-1]
			last.Content = append(last.Content, span)
		}
		return t.close + 1, true
	}
	return end, true
}

// inner is what a stretch holds, without its marks.
func (a *arabic) inner(s stretch) (text.Span, bool) {
	if s.open+1 >= s.close {
		return text.Span{}, false
	}
	return a.d.span(s.open+1, s.close), true
}

// accordingTo reads بحسب فلان and the like at token i: before what is said or after.
func (a *arabic) accordingTo(u unit, n, i, said int) (int, bool) {
	d := a.d
	f := d.tokens[i].folded
	if !a.according[f] {
		f = strings.TrimPrefix(f, "و")
	}
	j := i + 1
	switch {
	case f == "نقلا" && j < u.to && d.tokens[j].folded == "عن":
		j++
	case !a.according[f]:
		return 0, false
	}
	var m mention
	var ok bool
	cueAt := i
	form := arabicCue{}
	if j < u.to && (strings.HasPrefix(d.tokens[j].folded, "ما") || strings.HasPrefix(d.tokens[j].folded, "لما") || strings.HasPrefix(f, "حسبما")) {
		if !strings.HasPrefix(f, "حسبما") {
			j++
		}
		if j >= u.to {
			return 0, false
		}
		cue, _, found := a.cueOf(strings.TrimSuffix(strings.TrimSuffix(d.tokens[j].folded, "ه"), "ته"))
		if c, _, f2 := a.cueOf(d.tokens[j].folded); f2 {
			cue, found = c, true
		}
		if !found {
			return 0, false
		}
		form = cue
		cueAt = j
		m, ok = a.nounPhrase(j+1, u.to)
	} else {
		m, ok = a.lam(j, u.to)
	}
	if !ok || len(m.name) == 0 && !a.speaks(m) {
		return 0, false
	}
	k := m.to
	initial := i == u.from || d.words(u.from, i) == 0
	if initial && said == 0 {
		// بحسب فلان، فإن …  and  بحسب فلان، …
		from := -1
		for ; k < min(u.to, i+reach/2); k++ {
			if d.tokens[k].kind == word && strings.HasPrefix(d.tokens[k].folded, "فان") && complementiser(d.tokens[k].folded) {
				from = k
				break
			}
		}
		if from < 0 {
			k = m.to
			for k < min(u.to, m.to+20) && !d.tokens[k].is("،,") {
				k++
			}
			if k+1 < u.to && relative(d.tokens[k+1].folded) { // بحسب الوثيقة، التي اطلعت عليها الوكالة، …
				for k++; k < min(u.to, m.to+40) && !d.tokens[k].is("،,"); k++ {
				}
			}
			if k+1 < u.to && d.tokens[k].is("،,") && d.words(k, u.to) > 3 {
				from = k + 1
			}
		}
		if from < 0 {
			if n == 0 || d.words(i, u.to) > 12 || a.d.units[n-1].paragraph != u.paragraph || len(a.out) > 0 && a.out[len(a.out)-1].Content[0].Start >= d.tokens[a.d.units[n-1].from].Start {
				return 0, false
			}
			// A sentence of its own that says where the one before comes from.
			p := a.d.units[n-1]
			r := report{cue: cueAt, mention: &m, from: a.afterTime(p), to: p.to, rule: RuleAccording, form: form}
			speaker := a.entityOf(m, form.feminine, form.plural)
			a.running = speaker
			a.emit(p, r, speaker)
			return u.to, true
		}
		r := report{cue: cueAt, mention: &m, from: from, rule: RuleAccording, form: form}
		r.to = a.contentEnd(u, &r)
		speaker := a.entityOf(m, form.feminine, form.plural)
		a.running = speaker
		a.emit(u, r, speaker)
		return r.to, true
	}
	if said > 0 {
		return 0, false
	}
	// What stands before it, when it closes its sentence.
	rest := d.words(m.to, u.to)
	if rest > 8 || d.words(u.from, i) < 4 {
		return 0, false
	}
	r := report{cue: cueAt, mention: &m, from: a.afterTime(u), to: i, rule: RuleAccording, form: form}
	speaker := a.entityOf(m, form.feminine, form.plural)
	a.running = speaker
	a.emit(u, r, speaker)
	return m.to, true
}

// speaks reports that a phrase without a name can be a source of what is said.
func (a *arabic) speaks(m mention) bool {
	first, _ := bare(m.role[0])
	return a.titles[first] || a.roles[first] || a.organisations[first] || a.documents[first] || a.generics[first]
}

// afterTime is where the sentence begins behind an opening that says when.
func (a *arabic) afterTime(u unit) int {
	d := a.d
	for k := u.from; k < min(u.to, u.from+6); k++ {
		if d.tokens[k].is("،,") {
			for j := u.from; j < k; j++ {
				f := strings.TrimPrefix(d.tokens[j].folded, "و")
				noun, _ := bare(f)
				if f == "وقت" || a.times[noun] || a.times[f] {
					return k + 1
				}
			}
		}
	}
	return u.from
}

// emit makes a suggestion of a report.
func (a *arabic) emit(u unit, r report, speaker *entity) {
	d := a.d
	from, to := d.trimmed(r.from, r.to)
	for to > from && d.tokens[to-1].is("!?؟…,،") && r.rule != RuleMarks {
		to--
	}
	if from >= to {
		return
	}
	content, kind := a.content(from, to, r.rule)
	if len(content) == 0 {
		return
	}
	cue := d.tokens[r.cue].Span
	f := found{speaker: speaker}
	f.Content, f.Kind, f.Cue, f.Rule = content, kind, &cue, r.rule
	if r.mention != nil {
		span := r.mention.span
		f.Mention = &span
	}
	f.Confidence = confidence(r.rule, kind)
	a.out = append(a.out, f)
}

// content is the spans of what stands in [from, to) and how it is reported.
func (a *arabic) content(from, to int, rule Rule) ([]text.Span, annotation.Quotation) {
	d := a.d
	start := from
	if d.tokens[from].kind == word && complementiser(d.tokens[from].folded) && a.bareParticle(d.tokens[from].folded) {
		start = from + 1
	}
	for start < to && d.tokens[start].is(":،,") {
		start++
	}
	if spans, ok := a.marked(start, to); ok {
		return spans, annotation.Direct
	}
	kind := annotation.Indirect
	for k := from; k < to; k++ {
		if n := d.opens[k]; n >= 0 && d.stretches[n].closed {
			s := d.stretches[n]
			if !a.isNamed(k-1) || d.words(s.open, s.close) > 3 {
				kind = annotation.Mixed
			}
			k = s.close
		}
	}
	if rule == RuleColon || rule == RuleMarks {
		kind = annotation.Direct
	}
	return []text.Span{d.span(from, to)}, kind
}

// bareParticle reports أن and إن with no pronoun.
func (a *arabic) bareParticle(f string) bool {
	return strings.HasSuffix(f, "ان")
}

// marked reports that [from, to) is marked stretches alone, and what they hold.
func (a *arabic) marked(from, to int) ([]text.Span, bool) {
	d := a.d
	var spans []text.Span
	for k := from; k < to; k++ {
		if d.tokens[k].is("،,.…") {
			continue
		}
		n := d.opens[k]
		if n < 0 || !d.stretches[n].closed || d.stretches[n].close >= to {
			return nil, false
		}
		if span, ok := a.inner(d.stretches[n]); ok {
			spans = append(spans, span)
		}
		k = d.stretches[n].close
	}
	return spans, len(spans) > 0
}
