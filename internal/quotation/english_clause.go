package quotation

import (
	"strings"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// cue reads what the cue at token i reports when that follows it, or stands before it
// without marks.
func (e *english) cue(n, i, least int, cue englishCue) (int, bool) {
	d := e.d
	u := d.units[n]
	v := cue.verb
	if v.noun && cue.form == finite {
		if to, ok := e.calledBy(n, i); ok {
			return to, true
		}
	}
	if i > u.from {
		before := d.tokens[i-1].folded
		if e.passives[before] && cue.form == finite && v.base != "report" || e.determiners[before] && cue.form != ing || before == "of" && cue.form != ing {
			return 0, false
		}
	}
	for k := i - 1; k >= u.from && cue.form != ing; k-- { // the only question
		if e.determiners[d.tokens[k].folded] && d.tokens[k].folded != "others" && (d.tokens[k].folded != "that" || v.unsure) && !e.pronouns[d.tokens[k].folded] {
			return 0, false
		}
		if !e.adverbs[d.tokens[k].folded] {
			break
		}
	}
	if cue.form == ing && i > u.from && e.prepositions[d.tokens[i-1].folded] && d.tokens[i-1].folded != "by" && !(v.noun && e.marksSoon(i+1, u.to)) { // in writing, without saying
		return 0, false
	}
	var subject *mention
	if m, ok := e.subjectBefore(i, least); ok && !(cue.form == ing && i > 0 && e.prepositions[d.tokens[i-1].folded]) {
		subject = &m
	}
	if cue.form == base && subject == nil {
		return 0, false
	}
	if before := i - 1; subject == nil && before > least && (d.tokens[before].folded == "that" || d.tokens[before].folded == "which") && e.marksSoon(i+1, min(u.to, i+2)) { // a card that reads “…”
		if start, ok := e.phraseStart(before, least); ok {
			m, _ := e.named(start, before)
			subject = &m
		}
	}
	if cue.form == base && v.noun && subject != nil && e.marksSoon(i+1, min(u.to, i+2)) {
		cue.form = finite // opponents call “…”
	}
	if v.unsure && cue.form != ing && (subject == nil || cue.form == base && i > 0 && d.tokens[i-1].folded != "to" && !e.auxiliaries[d.tokens[i-1].folded] && !e.pronouns[d.tokens[i-1].folded]) {
		return 0, false
	}
	what := -1 // what he called “…”
	from, rule, ok := e.complement(n, i, cue)
	if !ok {
		if subject != nil && (v.clause || v.that) && cue.form == finite {
			return e.clauseFirst(n, i, least, subject)
		}
		return 0, false
	}
	if rule == RuleNoun || rule == RulePreposition {
		if i > u.from && e.prepositions[d.tokens[i-1].folded] && !e.marksSoon(i+1, u.to) { // in endorsing
			return 0, false
		}
		if subject != nil && (d.tokens[subject.from].folded == "who" || d.tokens[subject.from].folded == "which" || d.tokens[subject.from].folded == "that") {
			return 0, false
		}
	}
	if (rule == RuleMarks || rule == RuleNoun) && v.noun && subject != nil && subject.from > u.from && d.tokens[subject.from-1].folded == "what" {
		if rule == RuleNoun {
			return 0, false // what he calls a “…”
		}
		what = subject.from - 1
	}
	speaker := e.running
	var shared *text.Span // the mention of the verb before, whose subject is this one's
	if subject != nil {
		speaker = e.entityOf(*subject)
	} else if cue.form == ing {
		if last := e.lastIn(u); last != nil {
			speaker, shared = last.speaker, last.Mention
		} else if m, ok := e.leading(u, i); ok && e.properName(u.from) && len(m.name) > 0 {
			subject = &m
			speaker = e.entityOf(m)
		} else if m, ok := e.clauseSubject(i, least); ok {
			if speaker = e.entityOf(m); speaker != nil {
				subject = &m
			}
		}
	} else if cue.form == finite && e.joined(i, u.from) {
		if last := e.lastIn(u); last != nil { // she said …, and warned that …
			speaker, shared = last.speaker, last.Mention
		} else if m, ok := e.leading(u, i); ok { // Smith won, and then said …
			subject = &m
			speaker = e.entityOf(m)
		}
	} else if cue.form == finite {
		if m, ok := e.subjectAfter(i, from); ok && m.to <= from {
			subject = &m
			if speaker = e.entityOf(m); speaker == nil {
				return 0, false
			}
		} else {
			return 0, false
		}
	}
	e.follow(speaker)
	to := e.contentEnd(n, from, rule)
	if only := d.tokens[min(from, u.to-1)]; d.words(from, to) == 1 && only.kind == word && (e.pronouns[only.folded] || e.determiners[only.folded]) {
		return 0, false // denied this
	}
	f := e.make(n, from, to, i, subject, rule, speaker)
	if f == nil {
		return 0, false
	}
	if at, ok := e.opening(u, least, from, subject); ok && rule == RuleMarks {
		e.mix(f, from, to)
		f.Content = append([]text.Span{at}, f.Content...)
		return to, true
	}
	if what >= 0 {
		e.mix(f, from, to)
		f.Content = append([]text.Span{d.tokens[what].Span}, f.Content...)
		return to, true
	}
	if shared != nil {
		span := *shared
		f.Mention = &span
	}
	if f.Kind == annotation.Direct && rule == RuleMarks {
		return e.more(n, f, to), true
	}
	if i == u.from && cue.form == finite && subject == nil { // Asked whether …, he said
		return i + 1, true
	}
	return to, true
}

// clauseSubject is the subject of the verb before the participle at token i, where an
// auxiliary tells which that is: the fans had gathered, chanting ….
func (e *english) clauseSubject(i, least int) (mention, bool) {
	d := e.d
	for q := i - 1; q > max(least, i-20); q-- {
		t := d.tokens[q]
		if t.kind == mark || t.is(";:") {
			break
		}
		if t.kind != word || !e.auxiliaries[t.folded] || t.folded == "be" || t.folded == "been" || t.folded == "being" || d.tokens[q-1].kind != word || e.auxiliaries[d.tokens[q-1].folded] {
			continue
		}
		start, ok := e.phraseStart(q, least)
		if !ok {
			break
		}
		m, _ := e.named(start, q)
		return m, true
	}
	return mention{}, false
}

// lastIn is the last quote, when a finite verb of this unit reports it.
func (e *english) lastIn(u unit) *found {
	if len(e.out) == 0 {
		return nil
	}
	last := &e.out[len(e.out)-1]
	if last.Cue == nil || last.Mention == nil || last.Cue.Start < e.d.tokens[u.from].Start {
		return nil
	}
	return last
}

// opening is what stands before a subject and verb between commas, when the speech in marks
// at token from goes on with it: It was, she says, “the nicest insult”.
func (e *english) opening(u unit, least, from int, m *mention) (text.Span, bool) {
	d := e.d
	if m == nil || least != u.from || m.from < least+2 || !d.tokens[m.from-1].is(",") || !d.tokens[from-1].is(",") || d.tokens[from].kind != mark || from+1 >= u.to || capital(d.tokens[from+1].raw) {
		return text.Span{}, false
	}
	first := d.tokens[least].folded
	if e.prepositions[first] || e.conjunctions[first] || e.adverbs[first] || e.times[first] && !e.determiners[first] || strings.HasSuffix(first, "ly") || strings.HasSuffix(first, "ing") {
		return text.Span{}, false
	}
	if words := d.words(least, m.from); words == 0 || words > 8 {
		return text.Span{}, false
	}
	return d.span(least, m.from-1), true
}

// marksSoon reports speech in marks close behind token k, with no sign before it.
func (e *english) marksSoon(k, end int) bool {
	for p := k; p < min(end, k+10); p++ {
		if s, ok := e.topLevel(p); ok {
			return e.d.words(s.open, s.close) > 1
		}
		if e.d.tokens[p].kind != word {
			return false
		}
	}
	return false
}

// joined reports that the verb at token i is joined to another before it: and then said.
func (e *english) joined(i, least int) bool {
	for i > least && e.adverbs[e.d.tokens[i-1].folded] {
		i--
	}
	return i > least && (e.d.tokens[i-1].folded == "and" || e.d.tokens[i-1].folded == "but")
}

// properName reports a capital word at token i that is not there because a sentence begins.
func (e *english) properName(i int) bool {
	t := e.d.tokens[i]
	return capital(t.raw) && !e.determiners[t.folded] && !e.times[t.folded] && !e.adverbs[t.folded] && !strings.HasSuffix(t.folded, "ly") && e.forms[t.folded].verb == nil
}

// leading is the name that the unit begins with, before token end.
func (e *english) leading(u unit, end int) (mention, bool) {
	d := e.d
	start := u.from
	if first := d.tokens[start]; e.prepositions[first.folded] || e.conjunctions[first.folded] || e.forms[first.folded].verb != nil || strings.HasSuffix(first.folded, "ing") {
		for start < min(end, u.from+20) && !d.tokens[start].is(",") {
			start++
		}
		if start++; start >= end || d.tokens[start-1].kind == mark || !d.tokens[start-1].is(",") || !capital(d.tokens[start].raw) {
			return mention{}, false // Asked about it, Smith laughed and said …
		}
	}
	if e.connectives[d.tokens[start].folded] { // However, …
		return mention{}, false
	}
	k := start
	for k < end && (e.nameWord(k) || k == start || d.tokens[k].is(".") && k+1 < end && e.initial(k) && e.nameWord(k+1)) {
		k++
	}
	switch first := d.tokens[start].folded; {
	case e.pronouns[first]:
		k = start + 1
	case !e.determiners[first] && !e.quantifiers[first]: // University of Oslo
		for k+1 < end && (joining[d.tokens[k].folded] || d.tokens[k].folded == "and" || d.tokens[k].folded == "the") && (e.nameWord(k+1) || d.tokens[k+1].folded == "the") {
			for k++; k < end && e.nameWord(k); k++ {
			}
		}
	default: // One of the workers who stayed, …
		for k < min(end, start+20) && d.tokens[k].kind == word && !e.auxiliaries[d.tokens[k].folded] && d.tokens[k].folded != "who" && d.tokens[k].folded != "which" && d.tokens[k].folded != "that" {
			k++
		}
	}
	m, _ := e.named(start, k)
	return m, true
}

// clauseFirst makes a quote of a clause without marks before who says it: Prices will
// rise, he said.
func (e *english) clauseFirst(n, i, least int, m *mention) (int, bool) {
	d := e.d
	u := d.units[n]
	if m.from < least+2 || !d.tokens[m.from-1].is(",") {
		return 0, false
	}
	rest := i + 1
	if rest < u.to && !d.tokens[rest].is(".,;") && !e.times[d.tokens[rest].folded] && !e.prepositions[d.tokens[rest].folded] {
		return 0, false
	}
	least = e.afterDateline(u, least)
	if d.words(least, m.from) < 2 && !(rest < u.to && d.tokens[rest].is(",") && d.words(least, m.from) == 1 && d.words(rest, u.to) > 2) {
		return 0, false
	}
	speaker := e.entityOf(*m)
	e.follow(speaker)
	f := e.make(n, least, m.from-1, i, m, RuleBefore, speaker)
	if f == nil {
		return 0, false
	}
	if rest < u.to && d.tokens[rest].is(",") && d.words(rest, u.to) > 2 && d.opens[rest+1] < 0 && !e.cueSoon(rest+1, u.to) {
		if _, cue := e.forms[d.tokens[rest+1].folded]; !cue { // Sales fell, she said, because …
			to := e.contentEnd(n, rest+1, RuleClause)
			if from, to := d.trimmed(rest+1, to); d.words(from, to) > 0 {
				f.Content = append(f.Content, d.span(from, to))
			}
			return to, true
		}
	}
	return i + 1, true
}
