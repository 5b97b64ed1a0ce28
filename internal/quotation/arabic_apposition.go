package quotation

import "strings"

// apposition takes a name that follows its title between commas: وزير الدفاع، فلان،, or
// أستاذ التاريخ في الجامعة، الدكتور فلان،.
func (a *arabic) apposition(m *mention, end int) {
	d := a.d
	i := m.to
	for i+1 < end && attached(d.tokens[i].folded) && d.tokens[i+1].is("،,") { // مدير التسويق فيها، فلان،
		i++
	}
	if i < end && d.tokens[i].kind == word && (a.prepositions[d.tokens[i].folded] || strings.HasPrefix(d.tokens[i].folded, "ب") || strings.HasPrefix(d.tokens[i].folded, "ل")) && !complementiser(d.tokens[i].folded) {
		if a.behindPlace(m, i, end) {
			return
		}
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
		other, ok := a.nounPhrase(i+1, end)
		if !article && len(noun) > 4 && !(ok && len(other.name) > 1 && other.to < end && d.tokens[other.to].is("،,")) {
			return // another title, but for د. and م.
		}
		if ok && len(other.name) > 0 {
			m.to, m.name, m.span = other.to, other.name, other.span
			m.definite = false
		}
		return
	}
	if article && adjective(noun) && i+2 < end && (a.givenName(i+2, end) || a.nameShaped(i+2, end)) && !a.organisations[noun] && !among(a.roles, noun) { // المدرب، الإسباني فلان
		m.to = a.phraseEnd(i+2, end)
		a.nameFrom(m, i+2)
		return
	}
	if article && !a.names[first] && !(i+2 < end && a.parts[d.tokens[i+2].folded]) || a.organisations[noun] || among(a.roles, noun) {
		return
	}
	if cue, _, ok := a.cueOf(first); ok && (cue.form == participle || !cue.verb.weak) {
		return
	}
	j := a.phraseEnd(i+1, end)
	n := j - i - 1
	for k := i + 1; k < j; k++ {
		if f := d.tokens[k].folded; a.contents[f] || a.others[f] || a.occasions[f] || strings.HasSuffix(d.tokens[k].raw, "ه") && k > i+1 {
			return // فضل عدم ذكر اسمه
		}
	}
	if n == 0 || n > 5 || !a.names[first] && !(n >= 2 && n <= 4 && (j >= end || d.tokens[j].is("،,:") || d.tokens[j].kind == mark || complementiser(d.tokens[j].folded))) {
		return
	}
	m.to = j
	a.nameFrom(m, i+1)
}

// behindPlace takes a name that follows where its title is held: وزير المال في الإقليم الدكتور
// فلان, مديرة الأبحاث في المركز فلانة. The place begins with the preposition at token i.
func (a *arabic) behindPlace(m *mention, i, end int) bool {
	d := a.d
	if place, _ := bare(strings.TrimLeft(d.tokens[i].folded, "بل")); a.occasions[place] {
		return false
	}
	for k := i; k < min(end, i+10); k++ {
		if n := d.opens[k]; k > i && n >= 0 && d.stretches[n].closed && d.stretches[n].close < end && d.words(k, d.stretches[n].close) <= 3 && a.isNamed(k-1) {
			k = d.stretches[n].close // لشركة «…» فلان
			continue
		}
		if d.tokens[k].kind != word {
			return false
		}
		f := d.tokens[k].folded
		noun, article := bare(f)
		if k > i && article && among(a.titles, noun) {
			if other, ok := a.nounPhrase(k, end); ok && len(other.name) > 0 {
				m.to, m.name, m.span, m.definite = other.to, other.name, other.span, false
				return true
			}
		}
		if k > i && !article && (a.settled(k-1) || a.proper(i, k-1)) && (a.givenName(k, end) || a.nameShaped(k, end)) {
			m.role = append(m.role, a.folded(m.to, k)...)
			m.to = a.phraseEnd(k, end)
			a.nameFrom(m, k)
			return true
		}
		if k == i+1 && (a.occasions[noun] || a.times[f]) {
			return false
		}
		cue, _, isCue := a.cueOf(f)
		if k > i && a.stops(f) && f != "في" && !strings.HasPrefix(f, "بال") && !strings.HasPrefix(f, "لل") || a.others[f] || isCue && !cue.verb.weak && cue.form != participle {
			return false
		}
	}
	return false
}

// calledBehind takes the name that a phrase without one is given further on: راكبة تدعى فلانة,
// الشاهدة الأولى، وهي موظفة تدعى فلانة.
func (a *arabic) calledBehind(m *mention, end int) {
	d := a.d
	if len(m.role) == 0 && (len(m.name) == 0 || len(m.name) > 2 || a.names[m.name[0]]) || m.document {
		return
	}
	for k := m.from + 1; k+1 < min(end, m.to+10); k++ {
		if !called(strings.TrimPrefix(d.tokens[k].folded, "و")) {
			if f := d.tokens[k].folded; d.tokens[k].kind == mark || d.tokens[k].is(".:") || complementiser(f) {
				return
			}
			continue
		}
		if first := d.tokens[k+1]; first.kind != word || a.stops(first.folded) {
			return
		}
		if len(m.role) == 0 {
			m.role = m.name
		}
		m.to = a.phraseEnd(k+1, end)
		a.nameFrom(m, k+1)
		return
	}
}

// settled reports a word behind which a phrase is definite: one with the article, or a place.
func (a *arabic) settled(k int) bool {
	f := a.d.tokens[k].folded
	_, article := bare(f)
	return article || a.d.tokens[k].kind == mark || a.places[f] || strings.HasPrefix(f, "لل") || strings.HasPrefix(f, "بال")
}

// proper reports a word at token k that can only be the name of a place: right behind the
// preposition at token i, or behind مملكة and the like.
func (a *arabic) proper(i, k int) bool {
	f := a.d.tokens[k].folded
	before, _ := bare(a.d.tokens[k-1].folded)
	noun, _ := bare(f)
	if k+2 < len(a.d.tokens) && a.d.tokens[k+2].kind == word {
		if _, article := bare(a.d.tokens[k+2].folded); article {
			return false // في مجال حقوق الحيوان
		}
	}
	if a.somebody(noun) || a.contents[f] || a.regions[noun] || a.others[f] || k == i {
		return false
	}
	return k == i+1 && a.prepositions[a.d.tokens[i].folded] || a.regions[before]
}

// nameShaped reports two to four words from token k on that nothing else explains than a
// name, with the clause, a sign or a preposition behind them.
func (a *arabic) nameShaped(k, end int) bool {
	d := a.d
	n := 0
	for ; k < end && d.tokens[k].kind == word; k++ {
		f := d.tokens[k].folded
		if n > 0 && (complementiser(f) || a.prepositions[f]) || n > 1 && (a.stops(f) || a.others[f]) {
			break
		}
		noun, article := bare(f)
		cue, _, isCue := a.cueOf(f)
		if article && n == 0 || a.stops(f) || a.others[f] || a.contents[f] || a.occasions[noun] || a.manner[f] || circumstance(f) || a.somebody(noun) || a.conjoined(f) ||
			isCue && !cue.verb.weak || verbalNoun(d.tokens[k].raw) || pronounced(d.tokens[k].raw) || n == 0 && a.joinedWord(f) || strings.HasSuffix(f, "ات") || strings.ContainsAny(f, "0123456789") || a.prepositioned(k) {
			return false
		}
		if n++; n > 4 {
			return false
		}
	}
	return n >= 2
}

// joinedWord reports a word that and is written with, as far as the lexicon knows: names can
// begin with that letter, too.
func (a *arabic) joinedWord(f string) bool {
	rest, ok := strings.CutPrefix(f, "و")
	if !ok || a.names[f] {
		return false
	}
	noun, article := bare(rest)
	_, joined, cue := a.cueOf(f)
	return article || a.names[rest] || a.somebody(noun) || a.stops(rest) || a.others[rest] || a.contents[rest] || cue && joined || verbalNoun(rest)
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
		if called(f) && k+1 < m.to {
			m.role = a.folded(m.from, k)
			a.nameFrom(m, k+1)
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
	a.nameFrom(m, m.from)
	a.titleBehind(m, end)
}

// titleBehind takes a title that stands between commas behind the name: فلان، مدرب الفريق،.
func (a *arabic) titleBehind(m *mention, end int) {
	d := a.d
	if m.to+2 < end && d.tokens[m.to].is("،,") && d.tokens[m.to+1].kind == word {
		if noun, article := bare(d.tokens[m.to+1].folded); among(a.titles, noun) && !article {
			if to := a.phraseEnd(m.to+1, end); to < end && (d.tokens[to].kind == sign || a.prepositions[d.tokens[to].folded] || strings.HasPrefix(d.tokens[to].folded, "ل") || strings.HasPrefix(d.tokens[to].folded, "ب") || complementiser(d.tokens[to].folded)) {
				m.role = append(m.role, a.folded(m.to+1, to)...)
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

// behindName reports a word at token k that goes on behind a full name and is none of it: a
// verb (فلانة الفلانية رفضت), a noun of action (الاتهام) or one with a pronoun (أسفه), where
// somebody works (بالشرطة، بماراثون الكثبان).
func (a *arabic) behindName(k, end int) bool {
	t := a.d.tokens[k]
	if rest, ok := strings.CutPrefix(t.folded, "بال"); ok && a.organisations[rest] || a.withPreposition(k, end) {
		return true
	}
	if rest, ok := strings.CutPrefix(t.raw, "ال"); ok {
		r := []rune(rest)
		return verbalNoun(rest) || len(r) > 4 && r[0] == 'ا' && r[len(r)-2] == 'ا'
	}
	if len([]rune(t.folded)) < 4 {
		return false
	}
	return strings.HasSuffix(t.raw, "ت") && !strings.HasSuffix(t.raw, "ات") || strings.HasSuffix(t.raw, "ه") && !strings.HasSuffix(t.raw, "يه")
}
