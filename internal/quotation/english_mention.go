package quotation

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// capital reports a word that is written with a capital letter.
func capital(raw string) bool {
	r, _ := utf8.DecodeRuneInString(raw)
	return unicode.IsUpper(r)
}

// bareEnglish is a folded word without the genitive.
func bareEnglish(folded string) string {
	return strings.TrimSuffix(strings.TrimSuffix(folded, "'s"), "'")
}

// subjectBefore finds the subject of the verb at token i, back to least.
func (e *english) subjectBefore(i, least int) (mention, bool) {
	d := e.d
	k := i
	for k > least {
		t := d.tokens[k-1]
		if t.kind != word || !e.adverbs[t.folded] && !e.auxiliaries[t.folded] && !(strings.HasSuffix(t.folded, "ly") && !capital(t.raw)) && t.folded != "to" {
			break
		}
		k--
	}
	// Smith on Tuesday said
	for p := k; p > least+1; p-- {
		f := d.tokens[p-1].folded
		if e.times[f] && d.tokens[p-1].kind == word {
			continue
		}
		if p < k && (f == "on" || f == "in" || e.determiners[f] && p+1 < k) {
			k = p - 1
		} else if p < k && capital(d.tokens[p].raw) && !e.determiners[f] {
			k = p // Smith Tuesday said
		}
		break
	}
	if k <= least {
		return mention{}, false
	}
	end := k
	if d.tokens[k-1].is(",") || d.tokens[k-1].is("—–-") || d.tokens[k-1].is(")") {
		// Name, apposition, said
		for p := k - 2; p >= max(least, k-40); p-- {
			if d.within[p] >= 0 && d.stretches[d.within[p]].open >= least {
				p = d.stretches[d.within[p]].open
				continue
			}
			if d.tokens[p].kind == mark && !e.apostrophe(p) || d.tokens[p].is("!?;:") || d.tokens[p].is(".") && !e.initial(p) {
				break
			}
			if (d.tokens[p].is(",") || d.tokens[p].is("—–-") || d.tokens[p].is("(")) && p > least && d.tokens[p-1].kind == word {
				if start, ok := e.phraseStart(p, least); ok {
					other, called := mention{}, false
					if p+1 < k-1 {
						other, called = e.named(p+1, k-1)
						called = called && other.from == p+1 && len(other.role) == 0
					}
					if name, named := e.named(start, p); named || called || e.pronouns[d.tokens[p-1].folded] || e.determiners[d.tokens[start].folded] {
						if ok := called; ok && !named && other.from == p+1 && len(other.role) == 0 { // the director, Ada Lind, said
							other.role, name = name.role, other
							name.from = start
						}
						name.to = end - 1
						return name, true
					}
				}
			}
		}
		return mention{}, false
	}
	start, ok := e.phraseStart(end, least)
	if !ok {
		return mention{}, false
	}
	m, _ := e.named(start, end)
	return m, true
}

// apostrophe reports a single mark that neither opens nor closes: the guards' union.
func (e *english) apostrophe(p int) bool {
	return single(e.d.tokens[p].raw) && e.d.opens[p] < 0 && e.d.within[p] < 0 && p > 0 && e.d.tokens[p-1].End == e.d.tokens[p].Start
}

// initial reports a full stop at token p that belongs to an initial or a title: J., Mrs.
func (e *english) initial(p int) bool {
	if p == 0 || e.d.tokens[p-1].kind != word {
		return false
	}
	t := e.d.tokens[p-1]
	return capital(t.raw) && (len(t.raw) <= 4 || e.titles[t.folded])
}

// phraseStart is where the noun phrase begins that ends before token end.
func (e *english) phraseStart(end, least int) (int, bool) {
	d := e.d
	last := d.tokens[end-1]
	if last.kind != word && !last.is(".)%") {
		return 0, false
	}
	if e.pronouns[last.folded] {
		if end-2 >= least && (last.folded == "many" || last.folded == "some" || last.folded == "most" || last.folded == "others") && e.determiners[d.tokens[end-2].folded] {
			return end - 2, true
		}
		return end - 1, true
	}
	start := end
	for k := end - 1; k >= max(least, end-25); k-- {
		t := d.tokens[k]
		if t.kind == mark && !e.apostrophe(k) || t.kind == sign && !t.is("()&%$-") && !(t.is(".") && k > least && e.initial(k)) {
			break
		}
		if t.kind == word && (e.conjunctions[t.folded] && !(t.folded == "and" && k+1 < end && k > least && capital(d.tokens[k-1].raw) && capital(d.tokens[k+1].raw))) && !e.prepositions[t.folded] {
			break
		}
		if _, cue := e.forms[t.folded]; cue && k < end-1 && !capital(t.raw) && t.folded != "report" && t.folded != "show" {
			break
		}
		start = k
	}
	// A phrase that begins with a preposition says when or where: In May Smith said.
	for start < end && (e.prepositions[d.tokens[start].folded] || e.times[d.tokens[start].folded] && !e.determiners[d.tokens[start].folded]) {
		k := start + 1
		for k < end && !e.times[d.tokens[k].folded] {
			k++
		}
		if k+1 >= end {
			break
		}
		start = k + 1
	}
	for start < end && d.tokens[start].kind != word {
		start++
	}
	return start, start < end
}

// named is the phrase [start, end) with the name in it, if there is one.
func (e *english) named(start, end int) (mention, bool) {
	d := e.d
	m := mention{from: start, to: end, span: d.span(start, end)}
	// The last run of capitals, after a title.
	k := end
	for k > start && d.tokens[k-1].kind == word && capital(d.tokens[k-1].raw) || k > start && d.tokens[k-1].is(".") && k-1 > start && capital(d.tokens[k-2].raw) {
		k--
	}
	first := k
	for p := k; p < end; p++ {
		f := bareEnglish(d.tokens[p].folded)
		if d.tokens[p].kind == word && (e.titles[f] || e.determiners[f] || p == k && (e.conjunctions[f] || e.prepositions[f])) && p+1 < end {
			first = p + 1
			if first < end && d.tokens[first].is(".") && first+1 < end {
				first++
			}
		}
	}
	lower := bareEnglish(d.tokens[start].folded)
	if first < end && !(e.determiners[lower] && k == start+1 && first == k) && !e.pronouns[d.tokens[first].folded] {
		m.name = e.words(first, end)
		m.role = e.words(start, first)
		if len(m.name) > 0 {
			m.span = d.span(first, end)
			return m, true
		}
	}
	m.role = e.words(start, end)
	m.definite = lower == "the"
	return m, false
}

// subjectAfter finds the subject that follows the verb at token i: said Smith.
func (e *english) subjectAfter(i, end int) (mention, bool) {
	d := e.d
	k := i + 1
	for k < end {
		t := d.tokens[k]
		if t.kind == mark || t.kind == sign && !t.is("&()$") && !(t.is(".") && k+1 < end && len(d.tokens[k-1].raw) <= 4 && capital(d.tokens[k-1].raw) && d.tokens[k+1].kind == word) {
			break
		}
		if t.kind == word && k > i+1 && (e.times[t.folded] || e.prepositions[t.folded] && t.folded != "of" && t.folded != "for" || e.conjunctions[t.folded] && t.folded != "and" || t.folded == "who" || strings.HasSuffix(t.folded, "ing") && !capital(t.raw)) {
			break
		}
		k++
	}
	if k == i+1 || e.prepositions[d.tokens[i+1].folded] || e.times[d.tokens[i+1].folded] {
		return mention{}, false
	}
	// Name first, then what follows of or for belongs to its title.
	stop := k
	for p := i + 1; p < k; p++ {
		if d.tokens[p].folded == "of" || d.tokens[p].folded == "for" {
			stop = p
			break
		}
	}
	if m, ok := e.named(i+1, stop); ok {
		m.to = k
		return m, true
	}
	m, _ := e.named(i+1, k)
	return m, true
}

// words is the folded words of [i, j), without genitives.
func (e *english) words(i, j int) []string {
	var out []string
	for ; i < j; i++ {
		if e.d.tokens[i].kind == word {
			out = append(out, bareEnglish(e.d.tokens[i].folded))
		}
	}
	return out
}

// entityOf is who the mention means.
func (e *english) entityOf(m mention) *entity {
	shown := written(e.d.slice(m.span))
	if len(m.name) == 0 && len(m.role) == 1 && e.pronouns[m.role[0]] {
		return e.pronoun(m.role[0], shown)
	}
	shown = strings.TrimSuffix(strings.TrimSuffix(shown, "'s"), "’s")
	var found *entity
	if len(m.name) > 0 {
		found = e.register.person(shown, m.name, nil)
	} else {
		found = e.register.role(shown, m.role, m.definite)
	}
	for _, w := range m.role {
		switch w {
		case "mrs", "ms", "miss", "spokeswoman", "chairwoman", "congresswoman", "actress", "queen", "princess", "lady", "woman", "mother", "wife", "sister", "daughter":
			found.gender = 'f'
		case "mr", "spokesman", "chairman", "congressman", "king", "prince", "sir", "lord", "man", "father", "husband", "brother", "son":
			found.gender = 'm'
		}
	}
	return found
}

// pronoun is whom he, she, they or it means: who spoke last, unless a pronoun or a title
// has told otherwise; then somebody named before.
func (e *english) pronoun(w, shown string) *entity {
	gender := map[string]rune{"he": 'm', "she": 'f'}[w]
	if gender == 0 && w != "they" && w != "it" || e.running == nil {
		return &entity{name: shown}
	}
	found := e.running
	if gender != 0 && found.gender != 0 && found.gender != gender {
		all := e.register.all
		for i := len(all) - 1; i >= 0 && i >= len(all)-memory; i-- {
			if all[i] != found && all[i].named && all[i].spoke && (all[i].gender == 0 || all[i].gender == gender) {
				found = all[i]
				break
			}
		}
	}
	if gender != 0 && found.gender == 0 {
		found.gender = gender
	}
	return found
}
