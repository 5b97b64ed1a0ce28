package quotation

import "github.com/isnad/isnad/internal/annotation"

// markedFirst finds who says the stretch at token i when that follows: "…," said Smith.
func (e *english) markedFirst(n, i, least int) (int, bool) {
	d := e.d
	u := d.units[n]
	s := d.stretches[d.opens[i]]
	if e.used[d.opens[i]] || d.words(s.open, s.close) == 0 {
		return 0, false
	}
	if i > least && (e.prepositions[d.tokens[i-1].folded] || e.determiners[d.tokens[i-1].folded]) && d.words(s.open, s.close) <= 5 && capital(d.tokens[s.open+1].raw) {
		return 0, false // In an interview with “…,” Smith …
	}
	k := s.close + 1
	comma := d.tokens[s.close-1].is(",!?.—-…") || k < u.to && d.tokens[k].is(",—–-")
	for k < u.to && d.tokens[k].is(",—–-") {
		k++
	}
	if k >= u.to || d.tokens[k].kind != word || !comma && d.words(s.open, s.close) < 6 {
		return 0, false
	}
	var m mention
	at, end := -1, k
	if cue, ok := e.forms[d.tokens[k].folded]; ok && cue.form == finite {
		at = k
		var named bool
		if m, named = e.subjectAfter(k, u.to); !named {
			return 0, false
		}
		end = m.to
	} else {
		for p := k + 1; p < min(u.to, k+30); p++ {
			if d.tokens[p].kind == mark || d.tokens[p].is(";:!?") {
				break
			}
			cue, ok := e.forms[d.tokens[p].folded]
			if !ok || cue.form != finite || capital(d.tokens[p].raw) {
				continue
			}
			subject, named := e.subjectBefore(p, k)
			if !named || subject.from != k && !(subject.from > k && e.titlesOnly(k, subject.from)) {
				break
			}
			m, at, end = subject, p, p+1
			break
		}
	}
	if at < 0 {
		return 0, false
	}
	// A cue that reports what follows it: "Yes." He said that he ….
	if end < u.to && (d.tokens[end].folded == "that" && at+1 == end) {
		return 0, false
	}
	speaker := e.entityOf(m)
	e.follow(speaker)
	from := e.partBefore(i, least)
	f := e.make(n, from, s.close+1, at, &m, RuleBefore, speaker)
	if f == nil {
		return 0, false
	}
	e.used[d.opens[i]] = true
	return e.more(n, f, end), true
}

// labelled makes a quote of the stretch at token i when a name with a colon stands
// before it.
func (e *english) labelled(n, i, least int) (int, bool) {
	d := e.d
	if i < least+2 || !d.tokens[i-1].is(":") || d.tokens[i-2].kind != word || !capital(d.tokens[i-2].raw) {
		return 0, false
	}
	start := i - 1
	for start > least && d.tokens[start-1].kind == word && capital(d.tokens[start-1].raw) {
		start--
	}
	m, ok := e.named(start, i-1)
	if !ok {
		return 0, false
	}
	speaker := e.entityOf(m)
	e.follow(speaker)
	to := d.stretches[d.opens[i]].close + 1
	f := e.make(n, i, to, i-1, &m, RuleColon, speaker)
	if f == nil {
		return 0, false
	}
	return e.more(n, f, to), true
}

// partBefore is where a quote begins that has words without marks before the marks:
// The party "allows us," said Smith. It is i when there are none.
func (e *english) partBefore(i, least int) int {
	d := e.d
	first := i + 1
	if first >= len(d.tokens) || d.tokens[first].kind != word || capital(d.tokens[first].raw) || i == least || d.tokens[i-1].is(".:!?;") || d.tokens[i-1].kind == mark {
		return i
	}
	k := i
	for k > least && !d.tokens[k-1].is(".:;!?") && d.tokens[k-1].kind != mark {
		k--
	}
	for p := k; p < i; p++ {
		if cue, ok := e.forms[d.tokens[p].folded]; ok && cue.form != base && (cue.verb.clause || cue.verb.that) {
			return i
		}
	}
	return k
}

// titlesOnly reports that all of [i, j) can stand before a name.
func (e *english) titlesOnly(i, j int) bool {
	for ; i < j; i++ {
		t := e.d.tokens[i]
		if t.kind == word && !capital(t.raw) && !e.titles[t.folded] && !e.determiners[t.folded] {
			return false
		}
	}
	return true
}

// more adds the stretches that go on with a quote after who said it, in this unit and
// in those of its paragraph that hold nothing else. It returns where the unit goes on.
func (e *english) more(n int, f *found, from int) int {
	d := e.d
	u := d.units[n]
	at := from
	for k := from; k < u.to; k++ {
		s, ok := e.topLevel(k)
		if !ok {
			if cue, isCue := e.forms[d.tokens[k].folded]; isCue && (cue.form == ing || cue.verb.base == "say" || cue.verb.base == "tell") {
				break // adding, …
			}
			continue
		}
		if !(d.tokens[k-1].is(",.:—–-") || d.tokens[k-1].folded == "and" || d.tokens[k-1].folded == "but") || d.words(s.open, s.close) < 2 {
			k = s.close
			continue
		}
		e.add(f, s)
		k = s.close
		at = s.close + 1
	}
	for m := n + 1; m < len(d.units) && d.units[m].paragraph == u.paragraph; m++ {
		v := d.units[m]
		if o := d.opens[v.from]; o >= 0 && !d.stretches[o].closed { // it goes on in the next paragraph
			if to := e.paragraphEnd(m); d.words(v.from, to) > 0 {
				f.Content = append(f.Content, d.span(v.from+1, to))
				e.open, e.quoted = true, to
			}
			break
		}
		s, ok := e.topLevel(v.from)
		if !ok || d.words(s.close, v.to) > 0 {
			break
		}
		e.add(f, s)
	}
	return max(at, from)
}

func (e *english) add(f *found, s stretch) {
	if e.d.words(s.open, s.close) > 0 {
		f.Content = append(f.Content, e.d.span(s.open+1, s.close))
	}
	e.used[e.d.opens[s.open]] = true
}

// continued adds to the last quote a paragraph that is speech in marks with nothing else,
// right behind a paragraph that ends with that quote. Newspapers close the marks of a
// long speech once, behind its last paragraph.
func (e *english) continued(n int) {
	d := e.d
	u := d.units[n]
	if len(e.out) == 0 || n == 0 || d.units[n-1].paragraph+1 != u.paragraph || d.tokens[u.from].kind != mark {
		return
	}
	last := &e.out[len(e.out)-1]
	end := last.Content[len(last.Content)-1].End
	if last.Kind != annotation.Direct || end < d.tokens[d.units[n-1].from].Start {
		return
	}
	if s, ok := e.topLevel(u.from); ok {
		if !e.used[d.opens[u.from]] && d.words(s.open, s.close) >= 5 && d.words(s.close, u.to) == 0 && len(e.pending) == 0 {
			e.add(last, s)
			e.open = false
		}
		return
	}
	// Never closed: the speech goes on from the paragraph before, or goes on in the next.
	if o := d.opens[u.from]; o >= 0 && !d.stretches[o].closed {
		to := e.paragraphEnd(n)
		if d.words(u.from, to) < 5 {
			return
		}
		span := d.span(u.from+1, to)
		if e.open {
			last.Content = append(last.Content, span)
		} else {
			e.pending = append(e.pending, span)
			e.due = u.paragraph + 1
		}
		e.quoted = to
	}
}

// paragraphEnd is where the paragraph of unit n ends.
func (e *english) paragraphEnd(n int) int {
	for n+1 < len(e.d.units) && e.d.units[n+1].paragraph == e.d.units[n].paragraph {
		n++
	}
	return e.d.units[n].to
}
