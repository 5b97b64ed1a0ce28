package quotation

import (
	"strings"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// nounCue reads a noun of saying at token i with whose it is and a clause with that: her
// claim that …, the ministry's statement on Monday that …, a warning by the agency that …,
// the club's argument is that ….
func (e *english) nounCue(n, i, least int) (int, bool) {
	d := e.d
	u := d.units[n]
	m, ok := e.possessor(i, least)
	by := false
	k := i + 1
	for ; k < min(u.to, i+9); k++ {
		f := d.tokens[k].folded
		if f == "that" {
			break
		}
		if _, cue := e.forms[f]; cue || d.tokens[k].kind != word {
			return 0, false
		}
		if f == "by" && !ok && k+1 < u.to {
			by = true
			m.from = k + 1
		}
	}
	if k+1 >= min(u.to, i+9) || d.tokens[k].folded != "that" {
		return 0, false
	}
	if by {
		if m.from >= k {
			return 0, false
		}
		m, _ = e.named(m.from, k)
		ok = true
	}
	if !ok {
		return 0, false
	}
	copula := k > i+1 && e.passives[d.tokens[k-1].folded]
	if next := d.tokens[k+1].folded; e.passives[next] || e.auxiliaries[next] { // the claim that was made
		return 0, false
	}
	to := e.contentEnd(n, k, RuleClause)
	if subject := !copula && (m.from == u.from || m.from == u.from+1 && e.conjunctions[d.tokens[u.from].folded] || d.tokens[m.from-1].is(",") || by); subject {
		last := -1 // the marks behind which the sentence's own verb comes
		for p := k; p < to; p++ {
			if s, ok := e.topLevel(p); ok {
				last = s.close + 1
				p = s.close
			}
		}
		if last < 0 {
			return 0, false
		}
		to = last
	}
	speaker := e.entityOf(m)
	if f := e.make(n, k, to, i, &m, RuleClause, speaker); f == nil {
		if f != nil {
			e.out = e.out[:len(e.out)-1]
		}
		return 0, false
	}
	e.follow(speaker)
	return to, true
}

// possessor is whose the noun at token i is: her claim, the regulator's latest statement.
func (e *english) possessor(i, least int) (mention, bool) {
	d := e.d
	for k := i - 1; k >= max(least, i-4) && d.tokens[k].kind == word; k-- {
		f := d.tokens[k].folded
		switch f {
		case "his", "her", "their", "its", "my", "our":
			m := mention{from: k, to: k + 1, span: d.span(k, k+1), role: []string{f}}
			return m, true
		}
		if strings.HasSuffix(f, "'s") || strings.HasSuffix(f, "’s") {
			start, ok := e.phraseStart(k+1, least)
			if !ok {
				return mention{}, false
			}
			if e.nameWord(k) { // they laughed at Okell's statement
				start = e.organisationStart(start, e.runStart(start, k+1))
			}
			m, _ := e.named(start, k+1)
			return m, true
		}
		if e.prepositions[f] || e.conjunctions[f] || e.auxiliaries[f] || e.determiners[f] {
			return mention{}, false
		}
	}
	return mention{}, false
}

// calledBy reads what something was called by whom, in the passive: has been described by
// residents as “…”, was dubbed “…” by critics. The verb is token i.
func (e *english) calledBy(n, i int) (int, bool) {
	d := e.d
	u := d.units[n]
	k := i + 1
	var m *mention
	if k < u.to && d.tokens[k].folded == "by" {
		for k++; k < min(u.to, i+10) && d.tokens[k].kind == word && d.tokens[k].folded != "as"; k++ {
		}
		if k == i+2 {
			return 0, false
		}
		named, _ := e.named(i+2, k)
		m = &named
	}
	from := k
	if k < u.to && d.tokens[k].folded == "as" {
		k++
	}
	for k < min(u.to, from+4) && d.opens[k] < 0 && d.tokens[k].kind == word {
		k++
	}
	if k >= u.to {
		return 0, false
	}
	s, ok := e.topLevel(k)
	if !ok {
		return 0, false
	}
	to := s.close + 1
	end := to
	if m == nil {
		if to+1 >= u.to || d.tokens[to].folded != "by" {
			return 0, false
		}
		for end = to + 1; end < min(u.to, to+9) && d.tokens[end].kind == word && (end == to+1 || !e.prepositions[d.tokens[end].folded] && !e.conjunctions[d.tokens[end].folded]); end++ {
		}
		named, _ := e.named(to+1, end)
		m = &named
	}
	speaker := e.entityOf(*m)
	e.follow(speaker)
	f := e.make(n, from, to, i, m, RuleMarks, speaker)
	if f == nil {
		return 0, false
	}
	e.mix(f, from, to)
	return end, true
}

// mix makes a quote mixed that stands in marks alone but is what somebody called something,
// no speech of its own.
func (e *english) mix(f *found, from, to int) {
	if f.Kind == annotation.Direct {
		f.Kind = annotation.Mixed
		f.Content = []text.Span{e.d.span(from, to)}
		f.Confidence = confidence("en", f.Rule, f.Kind)
	}
}
