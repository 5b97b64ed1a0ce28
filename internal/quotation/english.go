package quotation

import (
	"strings"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// english finds the quotes of an English text. Here the source may stand before what
// is said or after it, speech in marks is interrupted by it, and a reported clause needs
// no that.
type english struct {
	d        *document
	register *register
	forms    map[string]englishCue

	pronouns, auxiliaries, passives, prepositions, conjunctions, times, adverbs, determiners, titles, audience wordSet

	running *entity
	used    []bool // by stretch: it is in a quote
	quoted  int    // tokens before it are part of a quote that began in an earlier unit
	out     []found
}

var englishLexicon = readLexicon("en.txt")
var englishVerbs = englishForms(englishLexicon)

func newEnglish(d *document, known []Speaker) *english {
	lex := englishLexicon
	e := &english{
		d: d, forms: englishVerbs,
		pronouns: lex.set("pronouns"), auxiliaries: lex.set("auxiliaries"), passives: lex.set("passives"), prepositions: lex.set("prepositions"),
		conjunctions: lex.set("conjunctions"), times: lex.set("times"), adverbs: lex.set("adverbs"), determiners: lex.set("determiners"),
		titles: lex.set("titles"), audience: lex.set("audience"),
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
		if s := e.out[i].speaker; s != nil {
			e.out[i].Speaker = s.name
		}
	}
	return e.out
}

// introduce registers the full names of the text, so that who is first called by a
// surname gets theirs.
func (e *english) introduce() {
	d := e.d
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
			if to, ok := e.accordingTo(u, i, least); ok {
				least = to
				i = to - 1
			}
			continue
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

// markedFirst finds who says the stretch at token i when that follows: "…," said Smith.
func (e *english) markedFirst(n, i, least int) (int, bool) {
	d := e.d
	u := d.units[n]
	s := d.stretches[d.opens[i]]
	if e.used[d.opens[i]] || d.words(s.open, s.close) == 0 {
		return 0, false
	}
	if i > least && (e.prepositions[d.tokens[i-1].folded] || e.determiners[d.tokens[i-1].folded]) && d.words(s.open, s.close) <= 5 && capital(d.tokens[s.open+1].raw) {
		return 0, false // In an interview with “…,” Smith …
	}
	k := s.close + 1
	comma := d.tokens[s.close-1].is(",!?.—-…") || k < u.to && d.tokens[k].is(",—–-")
	for k < u.to && d.tokens[k].is(",—–-") {
		k++
	}
	if k >= u.to || d.tokens[k].kind != word || !comma && d.words(s.open, s.close) < 6 {
		return 0, false
	}
	var m mention
	at, end := -1, k
	if cue, ok := e.forms[d.tokens[k].folded]; ok && cue.form == finite {
		at = k
		var named bool
		if m, named = e.subjectAfter(k, u.to); !named {
			return 0, false
		}
		end = m.to
	} else {
		for p := k + 1; p < min(u.to, k+30); p++ {
			if d.tokens[p].kind == mark || d.tokens[p].is(";:!?") {
				break
			}
			cue, ok := e.forms[d.tokens[p].folded]
			if !ok || cue.form != finite || capital(d.tokens[p].raw) {
				continue
			}
			subject, named := e.subjectBefore(p, k)
			if !named || subject.from != k && !(subject.from > k && e.titlesOnly(k, subject.from)) {
				break
			}
			m, at, end = subject, p, p+1
			break
		}
	}
	if at < 0 {
		return 0, false
	}
	// A cue that reports what follows it: "Yes." He said that he ….
	if end < u.to && (d.tokens[end].folded == "that" && at+1 == end) {
		return 0, false
	}
	speaker := e.entityOf(m)
	e.running = speaker
	from := e.partBefore(i, least)
	f := e.make(n, from, s.close+1, at, &m, RuleBefore, speaker)
	if f == nil {
		return 0, false
	}
	e.used[d.opens[i]] = true
	return e.more(n, f, end), true
}

// labelled makes a quote of the stretch at token i when a name with a colon stands
// before it.
func (e *english) labelled(n, i, least int) (int, bool) {
	d := e.d
	if i < least+2 || !d.tokens[i-1].is(":") || d.tokens[i-2].kind != word || !capital(d.tokens[i-2].raw) {
		return 0, false
	}
	start := i - 1
	for start > least && d.tokens[start-1].kind == word && capital(d.tokens[start-1].raw) {
		start--
	}
	m, ok := e.named(start, i-1)
	if !ok {
		return 0, false
	}
	speaker := e.entityOf(m)
	e.running = speaker
	to := d.stretches[d.opens[i]].close + 1
	f := e.make(n, i, to, i-1, &m, RuleColon, speaker)
	if f == nil {
		return 0, false
	}
	return e.more(n, f, to), true
}

// partBefore is where a quote begins that has words without marks before the marks:
// The party "allows us," said Smith. It is i when there are none.
func (e *english) partBefore(i, least int) int {
	d := e.d
	first := i + 1
	if first >= len(d.tokens) || d.tokens[first].kind != word || capital(d.tokens[first].raw) || i == least || d.tokens[i-1].is(".:!?;") || d.tokens[i-1].kind == mark {
		return i
	}
	k := i
	for k > least && !d.tokens[k-1].is(".:;!?") && d.tokens[k-1].kind != mark {
		k--
	}
	for p := k; p < i; p++ {
		if cue, ok := e.forms[d.tokens[p].folded]; ok && cue.form != base && (cue.verb.clause || cue.verb.that) {
			return i
		}
	}
	return k
}

// titlesOnly reports that all of [i, j) can stand before a name.
func (e *english) titlesOnly(i, j int) bool {
	for ; i < j; i++ {
		t := e.d.tokens[i]
		if t.kind == word && !capital(t.raw) && !e.titles[t.folded] && !e.determiners[t.folded] {
			return false
		}
	}
	return true
}

// more adds the stretches that go on with a quote after who said it, in this unit and
// in those of its paragraph that hold nothing else. It returns where the unit goes on.
func (e *english) more(n int, f *found, from int) int {
	d := e.d
	u := d.units[n]
	at := from
	for k := from; k < u.to; k++ {
		s, ok := e.topLevel(k)
		if !ok {
			if cue, isCue := e.forms[d.tokens[k].folded]; isCue && (cue.form == ing || cue.verb.base == "say" || cue.verb.base == "tell") {
				break // adding, …
			}
			continue
		}
		if !(d.tokens[k-1].is(",.:—–-") || d.tokens[k-1].folded == "and" || d.tokens[k-1].folded == "but") || d.words(s.open, s.close) < 3 {
			k = s.close
			continue
		}
		e.add(f, s)
		k = s.close
		at = s.close + 1
	}
	for m := n + 1; m < len(d.units) && d.units[m].paragraph == u.paragraph; m++ {
		v := d.units[m]
		s, ok := e.topLevel(v.from)
		if !ok || d.words(s.close, v.to) > 0 {
			break
		}
		e.add(f, s)
	}
	return max(at, from)
}

func (e *english) add(f *found, s stretch) {
	if s.open+1 < s.close {
		f.Content = append(f.Content, e.spanOf(s.open+1, s.close))
	}
	e.used[e.d.opens[s.open]] = true
}

// continued adds to the last quote a paragraph that is speech in marks with nothing else,
// right behind a paragraph that ends with that quote. Newspapers close the marks of a
// long speech once, behind its last paragraph.
func (e *english) continued(n int) {
	d := e.d
	u := d.units[n]
	if len(e.out) == 0 || n == 0 || d.units[n-1].paragraph+1 != u.paragraph || d.tokens[u.from].kind != mark {
		return
	}
	last := &e.out[len(e.out)-1]
	end := last.Content[len(last.Content)-1].End
	if last.Kind != annotation.Direct || end < d.tokens[d.units[n-1].from].Start {
		return
	}
	if s, ok := e.topLevel(u.from); ok {
		if !e.used[d.opens[u.from]] && d.words(s.open, s.close) >= 5 && d.words(s.close, u.to) == 0 {
			e.add(last, s)
		}
		return
	}
	// Never closed: the speech goes on, or the mark was forgotten.
	if s := d.opens[u.from]; s >= 0 && !d.stretches[s].closed {
		to := u.to
		for m := n + 1; m < len(d.units) && d.units[m].paragraph == u.paragraph; m++ {
			to = d.units[m].to
		}
		if from := u.from + 1; d.words(from, to) >= 5 {
			last.Content = append(last.Content, e.spanOf(from, to))
			e.quoted = to
		}
	}
}

// cue reads what the cue at token i reports when that follows it, or stands before it
// without marks.
func (e *english) cue(n, i, least int, cue englishCue) (int, bool) {
	d := e.d
	u := d.units[n]
	v := cue.verb
	if i > u.from {
		before := d.tokens[i-1].folded
		if e.passives[before] && cue.form == finite && v.base != "report" || e.determiners[before] && cue.form != ing || before == "of" && cue.form != ing {
			return 0, false
		}
	}
	for k := i - 1; k >= u.from && cue.form != ing; k-- { // the only question
		if e.determiners[d.tokens[k].folded] && d.tokens[k].folded != "others" && !e.pronouns[d.tokens[k].folded] {
			return 0, false
		}
		if !e.adverbs[d.tokens[k].folded] {
			break
		}
	}
	var subject *mention
	if m, ok := e.subjectBefore(i, least); ok {
		subject = &m
	}
	if cue.form == base && subject == nil {
		return 0, false
	}
	if v.unsure && cue.form != ing && (subject == nil || cue.form == base && i > 0 && d.tokens[i-1].folded != "to" && !e.auxiliaries[d.tokens[i-1].folded] && !e.pronouns[d.tokens[i-1].folded]) {
		return 0, false
	}
	from, rule, ok := e.complement(n, i, cue)
	if !ok {
		if subject != nil && (v.clause || v.that) && cue.form == finite {
			return e.clauseFirst(n, i, least, subject)
		}
		return 0, false
	}
	if rule == RuleNoun || rule == RulePreposition {
		if i > u.from && e.prepositions[d.tokens[i-1].folded] { // in endorsing
			return 0, false
		}
		if subject != nil && (d.tokens[subject.from].folded == "who" || d.tokens[subject.from].folded == "which" || d.tokens[subject.from].folded == "that") {
			return 0, false
		}
	}
	if rule == RuleMarks && v.noun && subject != nil && subject.from > u.from && d.tokens[subject.from-1].folded == "what" {
		return 0, false // what he called “…”
	}
	speaker := e.running
	if subject != nil {
		speaker = e.entityOf(*subject)
	} else if cue.form == finite && !(i > u.from && d.tokens[i-1].folded == "and") {
		if m, ok := e.subjectAfter(i, from); ok && m.to <= from {
			subject = &m
			speaker = e.entityOf(m)
		} else {
			return 0, false
		}
	}
	e.running = speaker
	to := e.contentEnd(u, from, rule)
	f := e.make(n, from, to, i, subject, rule, speaker)
	if f == nil {
		return 0, false
	}
	if f.Kind == annotation.Direct && rule == RuleMarks {
		return e.more(n, f, to), true
	}
	if i == u.from && cue.form == finite && subject == nil { // Asked whether …, he said
		return i + 1, true
	}
	return to, true
}

// clauseFirst makes a quote of a clause without marks before who says it: Prices will
// rise, he said.
func (e *english) clauseFirst(n, i, least int, m *mention) (int, bool) {
	d := e.d
	u := d.units[n]
	if m.from <= least+2 || !d.tokens[m.from-1].is(",") {
		return 0, false
	}
	rest := i + 1
	if rest < u.to && !d.tokens[rest].is(".,;") && !e.times[d.tokens[rest].folded] && !e.prepositions[d.tokens[rest].folded] {
		return 0, false
	}
	if d.words(least, m.from) < 3 {
		return 0, false
	}
	speaker := e.entityOf(*m)
	e.running = speaker
	if f := e.make(n, least, m.from-1, i, m, RuleBefore, speaker); f == nil {
		return 0, false
	}
	return i + 1, true
}

// complement is where what the cue at token i reports begins.
func (e *english) complement(n, i int, cue englishCue) (int, Rule, bool) {
	d := e.d
	u := d.units[n]
	v := cue.verb
	j := i + 1
	for j < u.to && d.tokens[j].kind == word && e.adverbs[d.tokens[j].folded] {
		j++
	}
	if j >= u.to {
		return 0, "", false
	}
	limit := min(u.to, i+22)
	aside := false // adverbials stand between
	for k := j; k < limit; k++ {
		t := d.tokens[k]
		if t.kind == mark {
			s, ok := e.topLevel(k)
			if !ok {
				if d.opens[k] >= 0 && !d.stretches[d.opens[k]].closed && (d.tokens[k-1].is(":,") || k == j) {
					return k + 1, RuleMarks, true
				}
				return 0, "", false
			}
			if k == j || d.tokens[k-1].is(",:") || d.words(s.open, s.close) > 5 && aside {
				if d.words(s.open, s.close) < 2 && !d.tokens[k-1].is(",:") && d.words(s.close, u.to) > 1 && !v.noun && !v.clause {
					return 0, "", false
				}
				return k, RuleMarks, true
			}
			k = s.close
			continue
		}
		if t.is(":") {
			if k+1 == u.to {
				if n+1 < len(d.units) && (v.clause || v.that) {
					if _, ok := e.topLevel(d.units[n+1].from); ok {
						return 0, "", false // the next paragraph says for itself
					}
				}
				return 0, "", false
			}
			if _, ok := e.topLevel(k + 1); !ok && (v.clause || v.that) && d.words(k, u.to) > 2 {
				return k + 1, RuleColon, true
			}
			continue
		}
		f := t.folded
		switch {
		case t.is(","):
			if k == j && k+1 < u.to {
				if _, ok := e.topLevel(k + 1); ok {
					continue
				}
			}
			if aside || v.object {
				continue
			}
			return 0, "", false
		case f == "that" && (v.that || v.clause) && (k == j || aside || v.object):
			if k+1 < u.to && (d.tokens[k+1].is(".,") || e.prepositions[d.tokens[k+1].folded] && k > j) {
				return 0, "", false
			}
			return k, RuleClause, true
		case v.whether && (f == "whether" || f == "if" || f == "what" || f == "how" || f == "why" || f == "who") && (k == j || v.object):
			return k, RuleClause, true
		case v.by[f] && k == j:
			if f == "out" || f == "back" {
				if k+1 < u.to && d.tokens[k+1].folded == "that" {
					return k + 1, RuleClause, true
				}
				continue
			}
			if (f == "for" || f == "on" || f == "at" || f == "to" || f == "about" || f == "of") && k+1 < u.to && d.tokens[k+1].kind == word {
				return k + 1, RulePreposition, true
			}
			return 0, "", false
		case e.prepositions[f] || e.times[f] && !e.determiners[f]:
			if !v.object && !v.clause && !v.that {
				return 0, "", false
			}
			aside = true
		case aside && v.clause && e.pronouns[f] && f != "who" && !e.prepositions[d.tokens[k-1].folded]:
			return k, RuleClause, true
		case aside || v.object && k > j:
			before := d.tokens[k-1]
			if v.object && v.clause && (e.pronouns[f] && f != "who" || f == "there" || f == "the" || f == "a") && (capital(before.raw) || e.audience[before.folded]) {
				return k, RuleClause, true
			}
		case v.object && !v.noun:
			// whoever was told
		case v.clause:
			if t.kind != word || f == "so" || f == "of" {
				return 0, "", false
			}
			return k, RuleClause, true
		case v.noun:
			if t.kind != word || e.conjunctions[f] || e.pronouns[f] && f != "it" && f != "others" {
				return 0, "", false
			}
			return k, RuleNoun, true
		case (v.that || v.whether) && k == j && (e.pronouns[f] && f != "many" && f != "some" || f == "there") && v.base != "show" && v.base != "find":
			return k, RuleClause, true
		default:
			return 0, "", false
		}
	}
	return 0, "", false
}

// contentEnd is where what is said ends that begins with token from.
func (e *english) contentEnd(u unit, from int, rule Rule) int {
	d := e.d
	if rule == RuleMarks {
		if d.tokens[from].kind != mark {
			return u.to
		}
		s := d.stretches[d.opens[from]]
		end := s.close + 1
		if d.tokens[s.close-1].is(".,!?") || end >= u.to || d.tokens[end].is(".,;!?") || d.tokens[end].folded == "and" && e.cueSoon(end+1, u.to) {
			return end
		}
		if d.words(s.open, s.close) >= 3 && (e.prepositions[d.tokens[end].folded] && d.tokens[end].folded != "of" || d.tokens[end].folded == "when" || d.tokens[end].folded == "while" || d.tokens[end].folded == "as") {
			return end
		}
	}
	for k := from + 1; k < u.to; k++ {
		if s, ok := e.topLevel(k); ok {
			k = s.close
			continue
		}
		t := d.tokens[k]
		if t.is(";") {
			return k
		}
		if t.kind != word {
			continue
		}
		comma := d.tokens[k-1].is(",—–-") || d.tokens[k-1].kind == mark && d.tokens[k-2].is(",")
		if t.folded == "according" && k+1 < u.to && d.tokens[k+1].folded == "to" {
			return k
		}
		if rule == RuleNoun || rule == RulePreposition {
			if d.tokens[k-1].is(",") {
				return k
			}
			switch t.folded {
			case "after", "while", "during", "when", "because", "following", "before", "saying", "but":
				return k
			}
		}
		cue, ok := e.forms[t.folded]
		if ok && cue.form == ing && comma {
			return k
		}
		if comma && (t.folded == "and" || t.folded == "but" || t.folded == "while" || t.folded == "though" || t.folded == "as") && e.cueSoon(k+1, u.to) {
			return k
		}
	}
	return u.to
}

// cueSoon reports that a clause with a cue of its own begins at token k.
func (e *english) cueSoon(k, end int) bool {
	for p := k; p < min(end, k+9); p++ {
		t := e.d.tokens[p]
		if t.kind == mark || t.is(",;:") {
			return false
		}
		if cue, ok := e.forms[t.folded]; ok && cue.form == finite && p > k && (cue.verb.clause || cue.verb.that || cue.verb.noun && p <= k+4 && (e.pronouns[e.d.tokens[k].folded] || capital(e.d.tokens[k].raw))) && !e.passives[e.d.tokens[p-1].folded] {
			return true
		}
	}
	return false
}

// accordingTo reads according to at token i.
func (e *english) accordingTo(u unit, i, least int) (int, bool) {
	d := e.d
	end := i + 2
	for end < u.to && !d.tokens[end].is(".;") && d.tokens[end].kind != mark && !(d.tokens[end].is(",") && (i == least || d.words(least, i) == 0)) {
		end++
	}
	if end < u.to && d.tokens[end].is(".") && end+1 < u.to && len(d.tokens[end-1].raw) <= 4 && capital(d.tokens[end-1].raw) {
		for end++; end < u.to && !d.tokens[end].is(".,;"); end++ {
		}
	}
	if end == i+2 {
		return 0, false
	}
	stop := i + 2
	for stop < end && !d.tokens[stop].is(",") && d.tokens[stop].folded != "who" {
		stop++
	}
	m, _ := e.named(i+2, stop)
	speaker := e.entityOf(m)
	e.running = speaker
	if d.words(least, i) == 0 {
		if end+1 >= u.to {
			return 0, false
		}
		to := e.contentEnd(u, end+1, RuleClause)
		if e.makeAt(end+1, to, i, i+2, &m, RuleAccording, speaker) == nil {
			return 0, false
		}
		return to, true
	}
	from := least
	if from < i && d.tokens[from].is(",") {
		from++
	}
	if d.words(from, i) < 3 {
		return 0, false
	}
	if e.makeAt(from, i, i, i+2, &m, RuleAccording, speaker) == nil {
		return 0, false
	}
	return end, true
}

// make makes a suggestion of the tokens [from, to), reported by the cue at token at.
func (e *english) make(n, from, to, at int, m *mention, rule Rule, speaker *entity) *found {
	return e.makeAt(from, to, at, at+1, m, rule, speaker)
}

// makeAt is make for a cue of several words, [at, cueEnd).
func (e *english) makeAt(from, to, at, cueEnd int, m *mention, rule Rule, speaker *entity) *found {
	d := e.d
	for from < to && d.tokens[from].is(",;:.-–—)") {
		from++
	}
	for to > from && d.tokens[to-1].is(",;:.-–—(") {
		to--
	}
	if d.words(from, to) == 0 {
		return nil
	}
	f := found{speaker: speaker}
	f.Kind = annotation.Indirect
	f.Content = []text.Span{e.spanOf(from, to)}
	for k := from; k < to; k++ {
		if s, ok := e.topLevel(k); ok {
			f.Kind = annotation.Mixed
			if k == from && s.close+1 >= to {
				f.Kind = annotation.Direct
				f.Content = []text.Span{e.spanOf(s.open+1, s.close)}
			}
			e.used[d.opens[k]] = true
			k = s.close
		}
	}
	if rule == RuleMarks && d.tokens[from].kind != mark || rule == RuleColon {
		f.Kind = annotation.Direct
	}
	cue := e.spanOf(at, cueEnd)
	f.Cue = &cue
	if m != nil {
		span := m.span
		f.Mention = &span
	}
	f.Rule = rule
	f.Confidence = confidence(rule, f.Kind)
	e.out = append(e.out, f)
	return &e.out[len(e.out)-1]
}
