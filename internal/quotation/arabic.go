package quotation

import "strings"

// arabic finds the quotes of an Arabic text. In Arabic the verb of saying comes first,
// then who says it, then a clause with أن or إن, a preposition that the verb takes, a
// colon or quote marks; participles (مؤكدا) go on with the same speaker.
type arabic struct {
	d        *document
	register *register
	forms    arabicForms
	readings map[string]*reading // of the words of the text so far

	*arabicWords

	running *entity         // who spoke last
	earlier *entity         // who spoke last before them
	asked   bool            // what they said was a question
	topic   *entity         // whom the unit before, which has no quote, is about
	passing *entity         // whom that unit names first
	start   int             // of the unit
	first   map[string]rune // given names that only this text tells, with their gender
	seen    []named         // where the text names people, in order
	quoted  int             // tokens before it are part of a quote that began in an earlier unit
	out     []found
}

func newArabic(d *document, known []Speaker) *arabic {
	a := &arabic{d: d, forms: arabicVerbs, readings: map[string]*reading{}, first: map[string]rune{}, arabicWords: arabicSets}
	a.register = newRegister(known, a.key, func(key string) bool { return among(a.titles, key) })
	a.prepare()
	return a
}

func (a *arabic) quotes() []found {
	a.introduce()
	for n, u := range a.d.units {
		a.unit(u, n)
	}
	for i := range a.out {
		a.out[i].say(a.kindOf)
	}
	return a.out
}

// report is one cue with what it reports, on the way to a suggestion.
type report struct {
	cue     int // token, -1 where there is none
	form    arabicCue
	mention *mention
	from    int // what is said begins here
	to      int
	rule    Rule
	joined  bool // the cue is written with and
	unit    int  // the unit of the cue
	block   bool // what is said is the paragraph behind the unit's
}

// unit finds the quotes of one unit.
func (a *arabic) unit(u unit, n int) {
	d := a.d
	if u.from >= a.quoted && (a.continued(u) || a.alone(u, n)) {
		return
	}
	if _, ok := a.thusBehind(u, n); ok {
		return
	}
	a.start = u.from
	speaker := a.running // who participles go on with
	fresh := false       // speaker was named in this unit
	said := 0            // quotes made in this unit
	done := u.from       // what the last of them said ends here
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
			r, ok = a.read(u, n, i, cue, joined)
		}
		if !ok {
			if said == 0 {
				if to, ok := a.clauseFirst(u, i); ok {
					said++
					speaker, fresh = a.running, true
					i = max(to, i+1)
					continue
				}
			}
			i++
			continue
		}
		if r.mention != nil {
			speaker = a.entityOf(*r.mention, cue.of())
			fresh = true
		} else if cue.form == participle || cue.form == nominal {
			if !fresh || speaker == nil || speaker.fits(cue) == 0 {
				if m, ok := a.subject(u, i); ok && (!fresh || a.agrees(m, cue)) {
					speaker = a.entityOf(m, nil)
					fresh = true
				} else if !fresh || speaker == nil {
					speaker = a.agreeing(i, cue)
				}
			}
		} else if !fresh || speaker == nil || speaker.fits(cue) == 0 {
			speaker = nil
			if i > u.from+1 {
				if m, ok := a.subject(u, i); ok && a.agrees(m, cue) {
					speaker = a.entityOf(m, nil)
				}
			}
			if speaker == nil {
				speaker = a.agreeing(i, cue)
			}
			fresh = true
		} else if joined && a.turned(done, i) { // …، لكن الهيئة نفت ذلك وأكدت
			if m, ok := a.subject(u, i); ok && a.agrees(m, cue) {
				speaker = a.entityOf(m, nil)
			}
		}
		if cue.verb.name == "اجاب" && r.mention == nil && a.asked && a.earlier != nil {
			speaker = a.earlier // the one who was asked
		}
		if !a.asked && (cue.verb.name == "اجاب" || cue.verb.name == "رد") && joined && r.mention == nil && a.running != nil && a.running.fits(cue) > 0 && a.askedBefore(u, i) {
			speaker = a.running // وسأله أحدهم، فأجاب
		}
		a.asked = cue.verb.name == "سال"
		if speaker != a.running {
			a.earlier = a.running
		}
		a.running = speaker
		a.emit(u, r, speaker)
		said++
		i = max(r.to, i+1)
		done = i
	}
	a.topic, a.passing = nil, nil
	if said == 0 {
		a.topic, a.passing = a.about(u), a.namedIn(u)
	}
}

// read looks for who speaks and what is said behind the cue at token i.
func (a *arabic) read(u unit, n, i int, cue arabicCue, joined bool) (report, bool) {
	r := report{cue: i, form: cue, joined: joined, unit: n}
	d := a.d
	end := min(u.to, i+reach)
	j := i + 1
	if a.misread(i, cue) {
		return r, false
	}
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
		if j+1 < end && d.tokens[j].folded == on && d.tokens[j+1].folded == "لسان" {
			if m, ok := a.nounPhrase(j+2, end); ok {
				r.mention = &m
				j = m.to
				break
			}
		}
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
		if i > u.from && (d.tokens[i-1].folded == "قد" || d.tokens[i-1].folded == "فقد") { // كانت النيابة قد اتهمت فلانا
			if m, ok := a.before(u, i); ok {
				r.mention = &m
				break
			}
		}
		if m, ok := a.nounPhrase(j, end); ok {
			switch {
			case cue.verb.object || cue.verb.noun:
				m = a.apart(m, cue.verb)
			case cue.verb.more, cue.verb.opinion:
				m = a.apart(m, transitive)
			}
			aside := a.meanwhile(j) || a.affair(j)
			if strings.HasPrefix(d.tokens[i].folded, "ف") && !a.strong(m) {
				if named, ok := a.before(u, i); ok { // أما فلان فقال خجولا
					named.to = m.to
					m = named
				}
			}
			if (!cue.verb.object || !a.disagrees(m, cue) && !a.theirs(m) && (m.definite || a.strong(m) || len(m.name) > 1)) && !aside {
				r.mention = &m
			}
			j = m.to
		}
	}
	from, rule, ok := a.complement(u, &r, j, end)
	if !ok {
		if m := r.mention; m != nil && len(m.role) > 0 && (cue.form == past || cue.form == present) {
			if noun, _ := bare(m.role[0]); a.speakers[noun] && len(m.name) == 0 && !m.definite {
				a.entityOf(*m, &cue) // نفى مسؤول ذلك: he may be called المسؤول
			}
		}
		return r, false
	}
	r.from, r.rule = from, rule
	if r.mention == nil && (cue.form == past || cue.form == present) {
		if m, ok := a.before(u, i); ok {
			r.mention = &m
		}
	}
	if rule == RuleClause && cue.verb.named && cue.form == present && r.mention == nil {
		return r, false
	}
	if cue.verb.name == "عقب" && r.mention != nil && !a.strong(*r.mention) && len(r.mention.name) < 2 {
		return r, false // عقب اللقاء, after the meeting
	}
	if (rule == RulePreposition || rule == RuleNoun) && i > u.from && negation(d.tokens[i-1].folded) {
		return r, false // لا تعترف بالرقم
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

// misread reports that the word at token i is another than the cue spelt alike: وتبلغ من
// العمر, في مذكرة.
func (a *arabic) misread(i int, cue arabicCue) bool {
	d := a.d
	if cue.verb.name == "عقب" && d.tokens[i].folded == "عقب" {
		return i > 0 && (d.tokens[i-1].kind == word || d.tokens[i-1].is("،,")) // after
	}
	if cue.form == participle {
		return i > 0 && (d.tokens[i-1].folded == "في" || d.tokens[i-1].folded == "عن")
	}
	return cue.verb.name == "ابلغ" && cue.form == present && i+1 < len(d.tokens) && a.measures[d.tokens[i+1].folded]
}

// askedBefore reports a verb of asking before token i in its unit.
func (a *arabic) askedBefore(u unit, i int) bool {
	for k := i - 1; k >= max(u.from, i-20); k-- {
		if cue, _, ok := a.cueOf(a.d.tokens[k].folded); ok && cue.verb.name == "سال" {
			return true
		}
	}
	return false
}
