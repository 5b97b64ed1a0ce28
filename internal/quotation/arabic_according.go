package quotation

import "strings"

// accordingTo reads بحسب فلان and the like at token i: before what is said or after.
func (a *arabic) accordingTo(u unit, n, i, said int) (int, bool) {
	d := a.d
	f := d.tokens[i].folded
	if !a.according[f] {
		f = strings.TrimPrefix(f, "و")
	}
	j := i + 1
	if r, ok := a.accordingToThem(u, i); ok {
		return r, true
	}
	switch {
	case strings.TrimPrefix(f, "و") == on && j+1 < u.to && d.tokens[j].folded == "حد" && telling(d.tokens[j+1].folded):
		j += 2 // على حد قول فلان
	case f == "نقلا" && j < u.to && d.tokens[j].folded == "عن":
		j++
	case !a.according[f]:
		return 0, false
	}
	var m mention
	var ok bool
	cueAt := i
	form := arabicCue{}
	var verb *arabicCue
	if j < u.to && (strings.HasPrefix(d.tokens[j].folded, "ما") || strings.HasPrefix(d.tokens[j].folded, "لما") || strings.HasPrefix(f, "حسبما")) {
		if !strings.HasPrefix(f, "حسبما") {
			j++
		}
		if j >= u.to {
			return 0, false
		}
		cue, _, found := a.cueOf(strings.TrimSuffix(strings.TrimSuffix(d.tokens[j].folded, "ه"), "ته"))
		if c, _, f2 := a.cueOf(d.tokens[j].folded); f2 {
			cue, found = c, true
		}
		if !found {
			return 0, false
		}
		form = cue
		cueAt = j
		verb = &form
		for j++; j < u.to && attached(d.tokens[j].folded); j++ { // ما أفاد به فلان
		}
		m, ok = a.nounPhrase(j, u.to)
	} else {
		if a.according[f] && j < u.to && telling(d.tokens[j].folded) {
			j++ // بحسب قول فلان
		}
		m, ok = a.lam(j, u.to)
	}
	if !ok || len(m.name) == 0 && !a.speaks(m) {
		return 0, false
	}
	k := m.to
	initial := i == u.from || d.words(u.from, i) == 0
	if initial && said == 0 {
		// بحسب فلان، فإن …  and  بحسب فلان، …
		from := -1
		for ; k < min(u.to, i+reach/2); k++ {
			if d.tokens[k].kind == word && strings.HasPrefix(d.tokens[k].folded, "فان") && complementiser(d.tokens[k].folded) {
				from = k
				break
			}
		}
		if from < 0 {
			k = m.to
			for k < min(u.to, m.to+20) && !d.tokens[k].is("،,") {
				k++
			}
			if k+1 < u.to && relative(d.tokens[k+1].folded) { // بحسب الوثيقة، التي اطلعت عليها الوكالة، …
				for k++; k < min(u.to, m.to+40) && !d.tokens[k].is("،,"); k++ {
				}
			}
			if k+1 < u.to && d.tokens[k].is("،,") && d.words(k, u.to) >= 3 {
				from = k + 1
			}
		}
		if from < 0 {
			if n == 0 || d.words(i, u.to) > 12 || a.d.units[n-1].paragraph != u.paragraph || len(a.out) > 0 && a.out[len(a.out)-1].Content[0].Start >= d.tokens[a.d.units[n-1].from].Start {
				return 0, false
			}
			// A sentence of its own that says where the one before comes from.
			p := a.d.units[n-1]
			r := report{cue: cueAt, mention: &m, from: a.afterTime(p), to: p.to, rule: RuleAccording, form: form}
			speaker := a.entityOf(m, verb)
			a.running = speaker
			a.emit(p, r, speaker)
			return u.to, true
		}
		r := report{cue: cueAt, mention: &m, from: from, rule: RuleAccording, form: form}
		r.to = a.contentEnd(u, &r)
		speaker := a.entityOf(m, verb)
		a.running = speaker
		a.emit(u, r, speaker)
		return r.to, true
	}
	if said > 0 {
		return 0, false
	}
	// What stands before it, when it closes its sentence.
	rest := d.words(m.to, u.to)
	if m.to+1 < u.to && d.tokens[m.to].is("،,") && relative(d.tokens[m.to+1].folded) {
		rest = 0 // بحسب فلان، الذي …
	}
	if rest > 8 || d.words(u.from, i) < 4 {
		return 0, false
	}
	r := report{cue: cueAt, mention: &m, from: a.afterTime(u), to: i, rule: RuleAccording, form: form}
	speaker := a.entityOf(m, verb)
	a.running = speaker
	a.emit(u, r, speaker)
	return m.to, true
}

// accordingToThem reads بحسبه at token i: whoever was speaking, before a clause with فإن.
func (a *arabic) accordingToThem(u unit, i int) (int, bool) {
	d := a.d
	cue := i
	f := strings.TrimPrefix(d.tokens[i].folded, "و")
	if a.according[d.tokens[i].folded] {
		f = d.tokens[i].folded
	}
	if j := i + 1; a.according[f] && j < u.to && (d.tokens[j].folded == "له" || d.tokens[j].folded == "لها" || d.tokens[j].folded == "لهم") { // ووفقا له
		f, i = f+"ه", j
	}
	noun := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(f, "هم"), "ها"), "ه")
	k := i + 1
	for k < u.to && d.tokens[k].is("،,") {
		k++
	}
	if noun == f || !a.according[noun] || a.running == nil || k >= u.to || !strings.HasPrefix(d.tokens[k].folded, "فان") || !complementiser(d.tokens[k].folded) {
		return 0, false
	}
	r := report{cue: cue, from: k, rule: RuleAccording}
	r.to = a.contentEnd(u, &r)
	a.emit(u, r, a.running)
	return r.to, true
}

// clauseFirst makes a quote of a clause without marks that stands before a verb and its
// subject between commas, or before the end: الأسعار سترتفع، يقول التاجر فلان، لأن ….
func (a *arabic) clauseFirst(u unit, i int) (int, bool) {
	d := a.d
	cue, joined, ok := a.cueOf(d.tokens[i].folded)
	if !ok || joined || cue.form != past && cue.form != present || cue.of() == nil || cue.verb.object || i == u.from || !d.tokens[i-1].is("،,") {
		return 0, false
	}
	switch cue.verb.name {
	case "قال", "اوضح", "اضاف", "شرح", "اكد", "علق", "تابع", "حكي", "روي":
	default:
		return 0, false
	}
	m, ok := a.nounPhrase(i+1, u.to)
	if !ok || !a.strong(m) || m.to < u.to && !d.tokens[m.to].is("،,.!؟?") {
		return 0, false
	}
	from := a.afterTime(u)
	if first := strings.TrimPrefix(d.tokens[from].folded, "و"); d.words(from, i) < 3 || a.prepositions[first] && d.words(from, i) < 6 || complementiser(first) || a.topLevel(from, i) {
		return 0, false
	}
	for k := from; k < i; k++ { // another verb of saying speaks there
		if c, _, ok := a.cueOf(d.tokens[k].folded); ok && !c.verb.weak || a.manner[d.tokens[k].folded] {
			return 0, false
		}
	}
	speaker := a.entityOf(m, &cue)
	a.running = speaker
	r := report{cue: i, form: cue, mention: &m, from: from, to: i, rule: RuleBefore}
	before := len(a.out)
	a.emit(u, r, speaker)
	if len(a.out) == before {
		return 0, false
	}
	if m.to+1 >= u.to || !d.tokens[m.to].is("،,") || d.words(m.to, u.to) < 2 {
		return m.to, true
	}
	r.from = m.to + 1
	to := a.contentEnd(u, &r)
	if from, to := d.trimmed(r.from, to); d.words(from, to) > 1 {
		last := &a.out[before]
		last.Content = append(last.Content, d.span(from, to))
	}
	return to, true
}

// topLevel reports a stretch in marks among the tokens [from, to).
func (a *arabic) topLevel(from, to int) bool {
	for k := from; k < to; k++ {
		if a.d.opens[k] >= 0 {
			return true
		}
	}
	return false
}

// speaks reports that a phrase without a name can be a source of what is said.
func (a *arabic) speaks(m mention) bool {
	first, _ := bare(m.role[0])
	return a.titles[first] || a.roles[first] || a.organisations[first] || a.documents[first] || a.generics[first]
}

// afterTime is where the sentence begins behind a dateline (رأس النورس – …) or an opening
// that says when.
func (a *arabic) afterTime(u unit) int {
	d := a.d
	for k := u.from + 1; k < min(u.to-1, u.from+10); k++ {
		if d.tokens[k].is("–—-") && d.spaceBefore(k) && d.spaceAfter(k) {
			return k + 1
		}
	}
	for k := u.from; k < min(u.to, u.from+6); k++ {
		if d.tokens[k].is("،,") {
			for j := u.from; j < k; j++ {
				f := strings.TrimPrefix(d.tokens[j].folded, "و")
				noun, _ := bare(f)
				if f == "وقت" || a.times[noun] || a.times[f] {
					return k + 1
				}
			}
		}
	}
	return u.from
}
