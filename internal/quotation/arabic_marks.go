package quotation

import (
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// thus reads هكذا بدأت فلانة حديثها and بهذه الكلمات لخص فلان at token k, behind a stretch.
func (a *arabic) thus(u unit, i int, s stretch, k int, starts bool) (int, bool) {
	d := a.d
	if !starts || k+2 >= u.to || !thusAt(d, k) {
		return 0, false
	}
	verb := k + 1
	if d.tokens[k].folded != "هكذا" {
		verb = k + 2
	}
	m, ok := a.nounPhrase(verb+1, u.to)
	if !ok || !a.strong(m) && len(m.name) == 0 {
		return 0, false
	}
	speaker := a.entityOf(m, nil)
	a.running = speaker
	a.emit(u, report{cue: k, mention: &m, from: i, to: s.close + 1, rule: RuleBefore}, speaker)
	return m.to, true
}

// thusAt reports هكذا or بهذه at token k, which refer to the speech before it.
func thusAt(d *document, k int) bool {
	return k < len(d.tokens) && (d.tokens[k].folded == "هكذا" || d.tokens[k].folded == "بهذه")
}

// thusBehind makes a quote of the unit before, which is speech in marks alone, when this one
// says who spoke thus: «…». هكذا بدأت فلانة حديثها.
func (a *arabic) thusBehind(u unit, n int) (int, bool) {
	if n == 0 || !thusAt(a.d, u.from) {
		return 0, false
	}
	before := a.d.units[n-1]
	s, ok := a.markedAlone(before)
	if !ok || before.paragraph != u.paragraph {
		return 0, false
	}
	return a.thus(u, s.open, s, u.from, true)
}

// markedAlone is the stretch that a unit consists of, when it is long enough for speech.
func (a *arabic) markedAlone(u unit) (stretch, bool) {
	n := a.d.opens[u.from]
	if n < 0 || !a.d.stretches[n].closed || a.d.stretches[n].close >= u.to {
		return stretch{}, false
	}
	s := a.d.stretches[n]
	return s, a.d.words(s.open, s.close) >= 5 && a.d.words(s.close, u.to) == 0
}

// alone makes a quote of a unit that is speech in marks alone, when the sentence before it
// has a verb of saying with nothing to report, or reports what the same speaker says.
func (a *arabic) alone(u unit, n int) bool {
	d := a.d
	s, ok := a.markedAlone(u)
	if !ok || n == 0 || d.units[n-1].paragraph != u.paragraph || thusAt(d, u.to) {
		return false
	}
	before := d.units[n-1]
	r := report{cue: -1, from: s.open, to: s.close + 1, rule: RuleMarks}
	if len(a.out) > 0 && a.out[len(a.out)-1].Content[0].Start >= d.tokens[before.from].Start {
		if a.running == nil {
			return false
		}
		a.emit(u, r, a.running)
		return true
	}
	for i := before.from; i < min(before.to, before.from+reach/2); i++ {
		cue, _, ok := a.cueOf(d.tokens[i].folded)
		if !ok || cue.form != past && cue.form != present || cue.of() == nil || cue.verb.object || d.within[i] >= 0 {
			continue
		}
		if m, ok := a.nounPhrase(a.aside(i+1, before.to), before.to); ok && a.strong(m) {
			r.cue, r.mention = i, &m
			a.running = a.entityOf(m, &cue)
			a.emit(u, r, a.running)
			return true
		}
	}
	return false
}

// labelled makes a quote of speech in marks behind a name and a colon: فلان: «…».
func (a *arabic) labelled(u unit, i int) bool {
	d := a.d
	if !d.tokens[i].is(":") || i+1 >= u.to || d.opens[i+1] < 0 || !d.stretches[d.opens[i+1]].closed {
		return false
	}
	for j := max(u.from, i-longestMention); j < i; j++ {
		if d.tokens[j].kind != word || j > u.from && d.tokens[j-1].kind == word {
			continue
		}
		if m, ok := a.headed(j, i); ok && m.to == i {
			speaker := a.entityOf(m, nil)
			a.running = speaker
			s := d.stretches[d.opens[i+1]]
			a.emit(u, report{cue: i, mention: &m, from: i + 1, to: s.close + 1, rule: RuleColon}, speaker)
			return true
		}
	}
	return false
}

// markedFirst finds who says the marked stretch at token i when that follows it, and
// whether the speech goes on behind: «…»، قال فلان، «…».
func (a *arabic) markedFirst(u unit, i int) (int, bool) {
	d := a.d
	s := d.stretches[d.opens[i]]
	starts := i == u.from || d.tokens[i-1].is(".!?؟…،,؛-–—>") || d.tokens[i-1].kind == mark
	k := s.close + 1
	comma := d.tokens[s.close-1].is("،,!?؟")
	for k < u.to && d.tokens[k].is("،,.-–—") {
		comma = comma || !d.tokens[k].is(".")
		k++
	}
	if to, ok := a.thus(u, i, s, k, starts); ok {
		return to, true
	}
	for k < u.to && (d.tokens[k].folded == "هكذا" || d.tokens[k].folded == "بهذه" || d.tokens[k].folded == "الكلمات") {
		k++
	}
	if !starts || k >= u.to || d.tokens[k].kind != word {
		return 0, false
	}
	cue, joined, ok := a.cueOf(d.tokens[k].folded)
	if !ok || joined || cue.form != past && cue.form != present || cue.verb.via || cue.verb.in || cue.verb.learnt {
		return 0, false
	}
	m, named := a.nounPhrase(k+1, u.to)
	end := k + 1
	if named {
		end = m.to
	}
	next := end
	for next < min(u.to, end+12) && !d.tokens[next].is("،,.:") && d.tokens[next].kind == word && !complementiser(d.tokens[next].folded) {
		next++
	}
	for next < u.to && d.tokens[next].is("،,.:") {
		next++
	}
	goesOn := next < u.to && next > end && d.opens[next] >= 0 && d.stretches[d.opens[next]].closed
	switch {
	case goesOn && comma:
	case d.words(s.open, s.close) < 4:
		return 0, false
	default:
		if _, _, more := a.complement(u, &report{cue: k, form: cue}, end, min(u.to, end+6)); more {
			return 0, false // the cue reports what follows it
		}
	}
	r := report{cue: k, form: cue, from: i, to: s.close + 1, rule: RuleBefore}
	speaker := a.agreeing(k, cue)
	if named {
		r.mention = &m
		speaker = a.entityOf(m, &cue)
	}
	a.running = speaker
	a.emit(u, r, speaker)
	if goesOn {
		t := d.stretches[d.opens[next]]
		if span, ok := a.inner(t); ok && len(a.out) > 0 {
			last := &a.out[len(a.out)-1]
			last.Content = append(last.Content, span)
		}
		return t.close + 1, true
	}
	return end, true
}

// continued adds to the last quote a unit that is speech in marks with nothing else, right
// behind a unit that ends with that quote.
func (a *arabic) continued(u unit) bool {
	d := a.d
	n := d.opens[u.from]
	if n < 0 || !d.stretches[n].closed || len(a.out) == 0 {
		return false
	}
	s := d.stretches[n]
	last := &a.out[len(a.out)-1]
	end := last.Content[len(last.Content)-1].End
	if last.Kind != annotation.Direct || d.words(s.open, s.close) < 5 || d.words(s.close, u.to) > 0 || thusAt(d, u.to) {
		return false
	}
	for k := u.from - 1; k >= 0 && d.tokens[k].End > end; k-- {
		if d.tokens[k].kind == word || d.tokens[k].is(":") {
			return false
		}
	}
	last.Content = append(last.Content, d.span(s.open+1, s.close))
	return true
}

// inner is what a stretch holds, without its marks; false when that is no word.
func (a *arabic) inner(s stretch) (text.Span, bool) {
	if a.d.words(s.open, s.close) == 0 {
		return text.Span{}, false
	}
	return a.d.span(s.open+1, s.close), true
}
