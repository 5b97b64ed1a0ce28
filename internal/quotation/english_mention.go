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
		} else if p < k && (capital(d.tokens[p].raw) && !e.determiners[f] || d.tokens[p-1].is(",")) {
			k = p // Smith Tuesday said, Smith, …, last week said
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
			if q := e.relative(p, least); q < p { // Smith, who saw it, and was not hurt, said
				p = q
			}
			if (d.tokens[p].is(",") || d.tokens[p].is("—–-") || d.tokens[p].is("(")) && p > least && d.tokens[p-1].kind == word {
				if start, ok := e.phraseStart(p, least); ok {
					other, called := mention{}, false
					if p+1 < k-1 {
						other, called = e.named(p+1, k-1)
						called = called && other.from == p+1 && len(other.role) == 0
					}
					if name, named := e.named(start, p); (named || called || e.pronouns[d.tokens[p-1].folded] || e.determiners[d.tokens[start].folded] || e.headed(name)) && (called || e.phraseEnd(start, p) == p || reflexive[d.tokens[p-1].folded]) {
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

// relative is the comma before p that a relative clause of people begins with, which goes on
// to p; it is p when there is none.
func (e *english) relative(p, least int) int {
	d := e.d
	if !d.tokens[p].is(",") {
		return p
	}
	for q := p - 1; q > max(least, p-40); q-- {
		t := d.tokens[q]
		if t.kind == mark || t.is("!?;:") || t.is(".") && !e.initial(q) {
			break
		}
		if next := d.tokens[q+1].folded; t.is(",") && (next == "who" || next == "whose") && capital(d.tokens[q-1].raw) {
			return q
		}
	}
	return p
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
		if k < end-1 && (t.folded == "after" || t.folded == "before" || t.folded == "until" || t.folded == "since") {
			break
		}
		if _, cue := e.forms[t.folded]; cue && k < end-1 && !capital(t.raw) && t.folded != "report" && t.folded != "show" && !e.reports(k, least) {
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
	for start+1 < end && d.tokens[start+1].kind == word && e.before(start) {
		start++
	}
	return start, start < end
}

// reports reports a noun at token k that looks like a verb: domestic violence reports.
func (e *english) reports(k, least int) bool {
	if k <= least || !e.documents[e.d.tokens[k].folded] {
		return false
	}
	t := e.d.tokens[k-1]
	return t.kind == word && !capital(t.raw) && !e.adverbs[t.folded] && !e.auxiliaries[t.folded] && !e.pronouns[t.folded] && !e.people[t.folded]
}

// headed reports a role whose noun is of people: officials familiar with ….
func (e *english) headed(m mention) bool {
	for i, w := range m.role {
		if i > 0 && e.prepositions[w] {
			return false
		}
		if len(m.role) > 1 && (e.people[w] || e.titles[w] && e.genitive(m.from)) {
			return true
		}
	}
	return false
}

// before reports a word at token i that stands before a noun phrase and is none of it: thus,
// with, or who in who Smith called ….
func (e *english) before(i int) bool {
	d := e.d
	next := d.tokens[i+1]
	switch f := d.tokens[i].folded; f {
	case "with", "as", "including", "among":
		return !e.times[next.folded]
	case "whose":
		return true
	case "who", "whom", "which", "that":
		return capital(next.raw) || e.determiners[next.folded] || e.quantifiers[next.folded] || e.pronouns[next.folded]
	default:
		return e.connectives[f]
	}
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
	if stop < k && e.organisationNoun(stop-1) && e.organisationStart(i+1, e.runStart(stop, k)) < stop {
		stop = k
	}
	if m, ok := e.named(i+1, stop); ok {
		m.to = k
		return m, true
	}
	m, _ := e.named(i+1, k)
	return m, true
}
