package quotation

import (
	"sort"
	"strings"
)

// named is where the text names somebody.
type named struct {
	at     int // token
	person *entity
}

// agreement is what a word tells of whom it means: 'f' or 'm', 0 where it does not tell,
// and whether they are several.
type agreement struct {
	gender rune
	plural bool
	either bool // the same word is taken for one and for several: the team
}

// entityOf is who the mention means. The verb beside it tells their gender, where there
// is one.
func (a *arabic) entityOf(m mention, verb *arabicCue) *entity {
	name := written(a.d.slice(m.span))
	name = a.withoutLam(name, m)
	if e := a.sameAgain(m); e != nil {
		e.gender = 0 // whatever the word for them is
		return e
	}
	var e *entity
	if len(m.name) > 0 && !a.statements[a.d.tokens[m.from].folded] {
		e = a.register.person(name, m.name, m.role)
	} else {
		e = a.register.role(name, m.role, m.definite)
	}
	told := a.agreementOf(m)
	e.plural, e.either = told.plural, told.either
	switch {
	case verb != nil && (verb.form == past || verb.form == present) && !told.plural:
		e.plural = verb.plural
		e.gender = 'm'
		if verb.feminine {
			e.gender = 'f'
		}
	case told.gender != 0:
		e.gender = told.gender
	}
	return e
}

// sameAgain is whoever was speaking, when the mention says no more than that: البيان,
// معاليه, المتحدث نفسه.
func (a *arabic) sameAgain(m mention) *entity {
	if len(m.role)+len(m.name) != 1 || a.running == nil && a.topic == nil {
		return nil
	}
	first := a.d.tokens[m.from].folded
	if len(m.role) == 1 {
		first = m.role[0]
	}
	noun, definite := bare(first)
	switch {
	case a.statements[first]:
	case m.same && (a.speakers[noun] || a.statements["ال"+noun]):
	case definite && len(m.name) == 0 && a.sources[noun] && a.register.byRole(m.role, true) == nil:
	case definite && len(m.name) == 0 && a.epithets[noun] && a.register.byRole(m.role, true) == nil:
		return a.epithet(m)
	default:
		return nil
	}
	if a.running == nil {
		return a.topic
	}
	return a.running
}

// epithet is the person named last whom a definite noun can mean that nobody was called by
// so far: الكاتبة.
func (a *arabic) epithet(m mention) *entity {
	told := a.agreementOf(m)
	cue := arabicCue{feminine: told.gender == 'f'}
	if a.running != nil && a.running.named && a.running.fits(cue) == 2 {
		return a.running
	}
	n := sort.Search(len(a.seen), func(n int) bool { return a.seen[n].at >= m.from })
	for least := max(0, n-memory); n > least; n-- {
		if e := a.seen[n-1].person; e.fits(cue) == 2 {
			return e
		}
	}
	return nil
}

// agreementOf is what a mention tells by its own words: a given name, or else the ending of
// the noun that it begins with.
func (a *arabic) agreementOf(m mention) agreement {
	if len(m.name) > 0 {
		switch first := m.name[0]; {
		case a.unisex[first] && len(m.role) == 0:
			return agreement{}
		case a.women[first] && !a.unisex[first], first == "ام", first == "بنت":
			return agreement{gender: 'f'}
		case a.names[first] && len(m.role) == 0, first == "ابو", first == "عبد", first == "بن", first == "ابن":
			return agreement{gender: 'm'}
		}
	}
	k := m.from
	for k < m.to-1 && (a.d.tokens[k].kind != word || a.honours[a.d.tokens[k].folded]) {
		k++
	}
	t := a.d.tokens[k]
	if len(m.role) == 0 {
		if strings.HasSuffix(t.raw, "ة") {
			return agreement{gender: 'f'}
		}
		return agreement{}
	}
	noun, _ := bare(t.folded)
	if rest, ok := strings.CutPrefix(noun, "و"); ok && a.somebody(rest) && !a.somebody(noun) {
		noun = rest
	}
	return a.nounAgreement(noun, t.raw)
}

// nounAgreement is what the noun that a role begins with tells.
func (a *arabic) nounAgreement(noun, raw string) agreement {
	human := func(stem string) bool { return among(a.titles, stem) || among(a.roles, stem) || a.speakers[stem] }
	switch {
	case noun == "احدي":
		return agreement{gender: 'f'}
	case a.generics[noun], a.collective[noun]:
		if strings.HasSuffix(noun, "ه") {
			return agreement{gender: 'f', either: true}
		}
		return agreement{gender: 'm', either: true}
	case a.several[noun]:
		return agreement{gender: 'm', plural: true}
	case a.feminine[noun], a.women[noun]:
		return agreement{gender: 'f'}
	}
	for _, ending := range []string{"ون", "ين", "ان", "تان", "تين"} {
		if stem, ok := strings.CutSuffix(noun, ending); ok && len([]rune(stem)) > 2 && (human(stem) || stem == "جانب" || stem == "طرف" || stem == "بلد" || ending == "ون") && !a.singular[noun] {
			if strings.HasPrefix(ending, "ت") {
				return agreement{gender: 'f', plural: true}
			}
			return agreement{gender: 'm', plural: true}
		}
	}
	if stem, ok := strings.CutSuffix(noun, "ات"); ok && len([]rune(stem)) > 2 {
		if human(stem) || human(stem+"ه") {
			return agreement{gender: 'f', plural: true}
		}
		return agreement{gender: 'f'}
	}
	for _, pronoun := range []string{"ها", "هم", "ه"} { // نظيرته, رئيسها
		if stem, ok := strings.CutSuffix(noun, pronoun); ok && a.relation(stem+"ها") && (pronoun != "ه" || strings.HasSuffix(raw, "ه")) {
			if strings.HasSuffix(stem, "ت") && !human(stem) {
				return agreement{gender: 'f'}
			}
			return agreement{gender: 'm'}
		}
	}
	if strings.HasSuffix(noun, "ه") || strings.HasSuffix(raw, "اء") && !human(noun) {
		return agreement{gender: 'f'}
	}
	return agreement{gender: 'm'}
}

// fits says how well a verb without a subject can mean e: not at all, perhaps, surely.
func (e *entity) fits(cue arabicCue) int {
	if cue.neutral || cue.verb != nil && cue.of() == nil {
		return 1
	}
	if e.plural != cue.plural && !e.either {
		return 0
	}
	if e.either && cue.plural || e.plural && !cue.feminine {
		return 2
	}
	switch {
	case e.gender == 0:
		return 1
	case (e.gender == 'f') == cue.feminine:
		return 2
	}
	return 0
}

// agrees reports that the verb can have m for its subject, as far as its words tell.
func (a *arabic) agrees(m mention, cue arabicCue) bool {
	told := a.agreementOf(m)
	if len(m.name) > 0 {
		list := a.register.names[a.key(m.name[0])]
		if n := len(list) - 1; n >= 0 && list[n].gender != 0 && subset(a.register.keySet(m.name), list[n].keys) {
			told.gender = list[n].gender
		}
	}
	e := entity{gender: told.gender, plural: told.plural, either: told.either || cue.plural}
	return e.fits(cue) > 0
}

// about is whom a unit is about: the subject of its first clause, when that is sure.
func (a *arabic) about(u unit) *entity {
	d := a.d
	for from := u.from; ; {
		end := from
		for end < min(u.to, from+reach/2) && !d.tokens[end].is("،,") && d.tokens[end].kind != mark {
			end++
		}
		m, ok := a.subject(unit{from: from, to: end, paragraph: u.paragraph}, end)
		if ok && !m.document {
			if fuller, ok := a.nounPhrase(m.from, u.to); ok && len(m.name) == 0 && len(fuller.name) > 0 {
				m = fuller // إحدى الجارات، وتدعى فلانة،
			}
			return a.entityOf(m, nil)
		}
		first := strings.TrimPrefix(d.tokens[from].folded, "و")
		if ok || from > u.from || end+1 >= u.to || !d.tokens[end].is("،,") || !a.prepositions[first] && !a.times[first] {
			return nil
		}
		from = end + 1 // وفي العاصمة، …
	}
}

// namedIn is the first person whom the unit names, when it is no quote's.
func (a *arabic) namedIn(u unit) *entity {
	n := sort.Search(len(a.seen), func(n int) bool { return a.seen[n].at >= u.from })
	if n < len(a.seen) && a.seen[n].at < u.to {
		return a.seen[n].person
	}
	return nil
}

// pronounBefore is the person named last in the unit, when the verb at token i stands behind
// a pronoun: من الوزير فلان، لكنه كان قد صرح.
func (a *arabic) pronounBefore(i int, cue arabicCue) *entity {
	for k := i - 1; k >= max(a.start, i-3); k-- {
		switch strings.TrimPrefix(strings.TrimPrefix(a.d.tokens[k].folded, "و"), "ف") {
		case "لكنه", "لكنها", "لكنهم", "هو", "هي", "هم":
			n := sort.Search(len(a.seen), func(n int) bool { return a.seen[n].at >= k })
			for ; n > 0 && a.seen[n-1].at >= a.start; n-- {
				if e := a.seen[n-1].person; e.fits(cue) > 0 {
					return e
				}
			}
			return nil
		}
	}
	return nil
}

// agreeing is whom a verb at token i without a subject can mean: whom the sentence before is
// about, who spoke last, who spoke before them, whom the text has named.
func (a *arabic) agreeing(i int, cue arabicCue) *entity {
	if e := a.pronounBefore(i, cue); e != nil {
		return e
	}
	running := 1
	if a.running != nil {
		running = a.running.fits(cue)
	}
	if a.topic != nil && a.topic.fits(cue) > 0 && (a.topic.named || a.running == nil || running == 0 || a.topic.fits(cue) == 2 && cue.form != participle) {
		return a.topic
	}
	if a.passing != nil && a.passing.fits(cue) > 0 && (a.running == nil || running == 0 || a.passing.fits(cue) == 2 && !cue.verb.more && cue.form != participle) {
		return a.passing
	}
	if a.running == nil && cue.form == nominal || a.running != nil && running > 0 {
		return a.running
	}
	for sure := 2; sure > 0; sure-- {
		for n := len(a.out) - 1; n >= 0 && n >= len(a.out)-memory; n-- {
			if e := a.out[n].speaker; e != nil && e.fits(cue) == sure {
				return e
			}
		}
	}
	n := sort.Search(len(a.seen), func(n int) bool { return a.seen[n].at >= i })
	for least := max(0, n-memory); n > least; n-- {
		if e := a.seen[n-1].person; e.fits(cue) == 2 {
			return e
		}
	}
	if running == 0 && !cue.plural && !a.running.plural && !a.running.either {
		return nil // she, where only he was named
	}
	return a.running
}
