package quotation

import "strings"

// named is the phrase [start, end) with the name in it, if there is one.
func (e *english) named(start, end int) (mention, bool) {
	d := e.d
	m := mention{from: start, to: end}
	end = e.phraseEnd(start, end)
	m.span = d.span(start, end)
	if first, last := e.nameIn(max(start, end-reach), end); first < last && !e.ordinary(first, last) {
		m.name = e.words(first, last)
		m.role = e.words(start, first)
		if len(m.name) > 0 {
			if e.organisationOf(first, last) { // Oslo is not the University of Oslo
				m.name = []string{strings.Join(m.name, " ")}
			}
			m.span = d.span(first, last)
			return m, true
		}
	}
	m.role = e.words(start, end)
	m.definite = bareEnglish(d.tokens[start].folded) == "the"
	return m, false
}

// phraseEnd is where the noun phrase ends that begins at start: behind a pronoun, before
// its verb.
func (e *english) phraseEnd(start, end int) int {
	d := e.d
	if t := d.tokens[start]; (pointing[t.folded] || t.folded == "which") && t.folded != "that" && t.raw != strings.ToUpper(t.raw) || t.raw == "I" {
		return start + 1
	}
	for k := start + 1; k < end; k++ {
		t := d.tokens[k]
		if t.folded == "who" || t.folded == "which" || t.folded == "that" {
			break
		}
		if t.kind == word && !capital(t.raw) && (e.auxiliaries[t.folded] || e.finite[t.folded]) {
			return k
		}
	}
	for end > start+1 && e.weekday(end-1) { // a poll released Wednesday
		if end--; end > start+1 && (d.tokens[end-1].folded == "on" || d.tokens[end-1].folded == "in") {
			end--
		}
	}
	for end > start+1 && reflexive[d.tokens[end-1].folded] {
		end--
	}
	return end
}

// weekday reports the name of a day or month at token i that is no surname.
func (e *english) weekday(i int) bool {
	t := e.d.tokens[i]
	return e.times[t.folded] && capital(t.raw) && t.folded != "may" && t.folded != "april" && t.folded != "june" && t.folded != "march"
}

// nameIn is where the name stands in the phrase [start, end), empty when it has none.
func (e *english) nameIn(start, end int) (int, int) {
	d := e.d
	k := e.runStart(start, end)
	if k == end {
		return end, end
	}
	owned := false // the University of Oslo's | Tom Okell
	for p := end - 2; p >= k && !owned && !e.organisationNoun(end-1); p-- {
		if owned = e.genitive(p); owned {
			k = p + 1
		}
	}
	if of := e.organisationStart(start, k); of < k && !owned {
		if first, last := e.beforePreposition(start, of); first >= 0 {
			return first, last
		}
		return of, end
	}
	if first, last := e.beforePreposition(start, k); first >= 0 && !owned {
		if first < last {
			return first, last
		}
		if k = e.behindOffice(k, end); k == end {
			return end, end
		}
	}
	if e.people[d.tokens[end-1].folded] {
		return end, end // many Republicans
	}
	organisation := e.organisationNoun(end-1) && k+1 < end
	if e.units[d.tokens[k].folded] && k > start && d.tokens[k-1].raw[0] < ':' { // 13 Hours
		return k - 1, end
	}
	first := k
	for p := k; p < end; p++ {
		t := d.tokens[p]
		f := bareEnglish(t.folded)
		if t.kind != word || p+1 >= end {
			continue
		}
		if f != t.folded && !organisation || e.determiners[f] || e.titles[f] && (!organisation || courtesy[f]) ||
			p == first && (e.conjunctions[f] || e.prepositions[f] || e.connectives[f]) {
			first = p + 1
			if d.tokens[first].is(".") && first+1 < end {
				first++
			}
		}
	}
	if first < end && !e.pronouns[d.tokens[first].folded] {
		return first, end
	}
	return end, end
}

// runStart is where the run of capital words begins that ends before token end.
func (e *english) runStart(start, end int) int {
	d := e.d
	k := end
	for k > start && (e.nameWord(k-1) || d.tokens[k-1].is(".") && k-1 > start && e.nameWord(k-2)) {
		k--
	}
	return k
}

// nameWord reports a capital word that can be part of a name: not Chicago-based.
func (e *english) nameWord(i int) bool {
	t := e.d.tokens[i]
	if t.kind != word || !capital(t.raw) {
		return false
	}
	_, ending, ok := strings.Cut(t.raw, "-")
	return !ok || ending != "based" && ending != "born" && ending != "led" && ending != "backed"
}

// organisationNoun reports a capital noun for an organisation at token i.
func (e *english) organisationNoun(i int) bool {
	t := e.d.tokens[i]
	f := bareEnglish(t.folded)
	return t.kind == word && capital(t.raw) && (e.organisations[f] || e.organisations[strings.TrimSuffix(f, "s")])
}

// organisationStart is where the name of an organisation begins that goes on with the run of
// capitals at token k: University of Oslo, Centers for Disease Control and Prevention. It is
// k when there is none.
func (e *english) organisationStart(start, k int) int {
	d := e.d
	if e.times[d.tokens[k].folded] {
		return k
	}
	found := k
	for at := k; at > start+1; {
		p := at - 1
		if d.tokens[p].folded == "the" && p > start+1 {
			p--
		}
		f := d.tokens[p].folded
		if !joining[f] && f != "and" && f != "&" || !e.nameWord(p-1) {
			break
		}
		if joining[f] && e.organisationNoun(p-1) {
			found = e.runStart(start, p)
			for found < p-1 && (e.determiners[d.tokens[found].folded] || d.tokens[found].kind != word || e.genitive(found)) {
				found++
			}
		}
		at = e.runStart(start, p)
	}
	return found
}

func (e *english) genitive(i int) bool {
	return bareEnglish(e.d.tokens[i].folded) != e.d.tokens[i].folded
}

// beforePreposition is the name that a preposition before the run of capitals at token k
// belongs to: Ted Cruz of Texas. The name is empty when it belongs to a role (a spokesman
// for Shell), and first is -1 when there is no preposition.
func (e *english) beforePreposition(start, k int) (first, last int) {
	d := e.d
	p := k - 1
	if p > start && e.determiners[d.tokens[p].folded] {
		p--
	}
	if p <= start || e.prepositions[d.tokens[start].folded] || d.tokens[p].kind != word || !belonging[d.tokens[p].folded] {
		return -1, -1
	}
	if f := d.tokens[p-1].folded; e.nameWord(p-1) && !e.titles[f] && !e.people[f] && !e.documents[f] && !e.pronouns[f] && !e.determiners[f] && !e.offices[f] && !e.quantifiers[f] {
		return e.nameIn(start, p)
	}
	return k, k
}

// behindOffice is where in the run of capitals [k, end) a name stands behind an office:
// Secretary of State | Ada Lind. It is end when none does.
func (e *english) behindOffice(k, end int) int {
	d := e.d
	for p := end - 2; p > k; p-- {
		f := bareEnglish(d.tokens[p-1].folded)
		if e.organisationNoun(p-1) || e.offices[f] {
			return p
		}
	}
	if end-k > 2 && e.register.surname(bareEnglish(d.tokens[end-1].folded)) {
		return end - 2
	}
	return end
}

// organisationOf reports a name with of in it.
func (e *english) organisationOf(first, last int) bool {
	for ; first < last; first++ {
		if t := e.d.tokens[first]; t.kind == word && !capital(t.raw) {
			return true
		}
	}
	return false
}

// ordinary reports a capital word that the text writes without a capital, and with one
// only where a sentence begins.
func (e *english) ordinary(first, last int) bool {
	f := e.d.tokens[first].folded
	return last == first+1 && e.small[f] && !e.large[f]
}

// courtesy are the titles that stand before a surname and before no organisation.
var courtesy = wordSet{"mr": true, "mrs": true, "ms": true, "miss": true, "dr": true, "sir": true, "lady": true}

// joining are the prepositions within the name of an organisation.
var joining = wordSet{"of": true, "for": true, "on": true, "against": true}

// belonging are the prepositions that say where somebody belongs.
var belonging = wordSet{"of": true, "for": true, "at": true, "in": true, "from": true, "with": true, "to": true, "on": true, "by": true, "near": true, "like": true, "against": true}

// reflexive are the words behind a noun phrase that add nothing to who it is.
var reflexive = wordSet{"himself": true, "herself": true, "itself": true, "themselves": true, "alike": true}
