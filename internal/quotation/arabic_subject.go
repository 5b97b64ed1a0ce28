package quotation

import "strings"

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

// disagrees reports that by its gender a definite noun cannot be the verb's subject, so
// that it is whom the verb is addressed to: دعت المجتمع الدولي, دعا الحكومة.
func (a *arabic) disagrees(m mention, cue arabicCue) bool {
	if !m.definite || cue.plural || len(m.name) > 0 {
		return false
	}
	first := a.d.tokens[m.from]
	noun, article := bare(first.folded)
	feminine := strings.HasSuffix(first.raw, "ة")
	if !cue.feminine {
		return feminine
	}
	if told := a.nounAgreement(noun, first.raw); article && (a.somebody(noun) || told.either || told.plural) && told.gender == 'm' {
		return true // اتهمت الجيش, نصحت السكان
	}
	return article && !feminine && !a.somebody(noun) && !strings.HasSuffix(noun, "ات") && !strings.HasSuffix(noun, "ي") && !strings.HasSuffix(noun, "اء") && !strings.HasSuffix(noun, "ه") &&
		a.running != nil && a.running.gender == 'f'
}

// transitive stands for verbs of which nothing is known.
var transitive = &verb{object: true, noun: true}

// aside passes over what may stand between a verb and its subject: أمس، للصحفيين، من جهته.
func (a *arabic) aside(j, end int) int {
	for j < end && a.d.tokens[j].kind == word {
		f := a.d.tokens[j].folded
		if noun, article := bare(f); article && (a.times[noun] || a.times[f]) && j+1 < end && strings.HasPrefix(a.d.tokens[j+1].folded, "ال") && a.times[a.d.tokens[j+1].folded] {
			j += 2 // قال الأسبوع الماضي
			continue
		}
		if _, _, cue := a.cueOf(f); cue || !a.times[f] && !attached(f) && f != "للصحفيين" && f != "للصحافيين" && !(a.ownOccasion(f)) && !(strings.HasPrefix(f, "ل") && a.agencies[f[len("ل"):]]) && !(a.agencies[f] && j > 0 && (a.agencies[a.d.tokens[j-1].folded] || a.agencies[strings.TrimPrefix(a.d.tokens[j-1].folded, "ل")])) && !a.manner[f] && (!circumstance(f) || a.names[f] || a.places[f]) {
			break
		}
		j++
	}
	return j
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
		var found mention
		for j := end - 1; j >= max(least, end-longestMention) && d.tokens[j].kind == word && !a.stops(d.tokens[j].folded); j-- {
			if m, ok := a.headed(j, end); ok && m.to == end && len(m.name) >= len(found.name) {
				found = m
			}
		}
		if len(found.name) > 0 {
			return found, true
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
			ok = ok && (a.strong(m) || f == "اما" || f == "كان" || f == "كانت" || f == "كانوا")
		case j == u.from:
			m, ok = a.headed(j, i)
		default:
			continue
		}
		if ok && m.to < i && d.opens[m.to] >= 0 && d.stretches[d.opens[m.to]].closed && d.words(m.to, d.stretches[d.opens[m.to]].close) < 4 {
			m.to = d.stretches[d.opens[m.to]].close + 1 // وكالة الأنباء الرسمية «…» قالت
		}
		if ok && (m.to >= i-1 || d.tokens[i-1].is("،,)-–") || d.tokens[i-1].folded == "قد" || d.tokens[i-1].folded == "فقد" || d.tokens[i-1].folded == "ان" || f == "سبق") {
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
		if j > u.from && setsOut(d.tokens[j-1].folded) { // ومضى فلان يقول
			if m, ok := a.nounPhrase(j, i); ok && m.to == i && a.strong(m) {
				return m, true
			}
		}
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
	rest, ok := strings.CutPrefix(saved, "و")
	if !ok {
		rest, ok = strings.CutPrefix(saved, "ف")
	}
	if ok {
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
		start = a.afterTurn(start, i)
		if start >= i || d.tokens[start].kind != word {
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
			if k > start+1 && !a.times[d.tokens[k-1].folded] && !particle(d.tokens[k-1].folded) {
				break // the verb was further back
			}
			if k == start+1 && (verbalNoun(d.tokens[k].raw) || a.stops(f) && !particle(f) && !a.times[f] && !attached(f)) {
				break // it is the subject of that
			}
			if d.tokens[k].kind != word || (a.prepositions[f] || a.prepositions[strings.TrimPrefix(f, "و")]) && !particle(f) || a.times[f] || relative(f) || complementiser(f) {
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
			_, _, cue := a.cueOf(f)
			if m, ok := a.nounPhrase(next, i); ok && (a.strong(m) || cue && len(m.role) > 0 && len(m.name) > 1 || m.definite && (cue || strings.HasSuffix(f, "ت") && strings.HasSuffix(d.tokens[next].raw, "ة"))) {
				return a.apart(m, transitive), true
			}
		}
	}
	return mention{}, false
}

// affair reports a definite noun at token k for what a verb sums up, not for its subject.
func (a *arabic) affair(k int) bool {
	noun, article := bare(a.d.tokens[k].folded)
	return article && a.affairs[noun]
}

// meanwhile reports a noun with and behind a verb that says how things were: قالت والدموع في
// عينيها.
func (a *arabic) meanwhile(k int) bool {
	rest, ok := strings.CutPrefix(a.d.tokens[k].folded, "وال")
	return ok && len([]rune(rest)) > 2 && !a.names["وال"+rest] && !a.somebody("وال"+rest) && !a.relationAt(k) && !a.known("وال"+rest)
}

// turned reports that among the tokens [i, j) the sentence turns to another subject.
func (a *arabic) turned(i, j int) bool {
	for i = max(i, j-reach/4); i < j; i++ {
		switch a.d.tokens[i].folded {
		case "لكن", "ولكن", "بينما", "فيما", "اما":
			return true
		}
	}
	return false
}

// afterTurn is the first token behind an opening such as في المقابل or من جهته.
func (a *arabic) afterTurn(k, end int) int {
	d := a.d
	for k+2 < end && a.prepositions[strings.TrimPrefix(d.tokens[k].folded, "و")] && a.turns[d.tokens[k+1].folded] {
		k += 2
		for k < end && d.tokens[k].is("،,") {
			k++
		}
	}
	return k
}
