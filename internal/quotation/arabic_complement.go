package quotation

import "strings"

// complement finds where what the cue reports begins, from token j on.
func (a *arabic) complement(u unit, r *report, j, end int) (int, Rule, bool) {
	d := a.d
	v := r.form.verb
	limit := end
	if v.weak {
		limit = min(end, j+14)
	}
	for k := j; k < limit; k++ {
		t := d.tokens[k]
		switch t.kind {
		case mark:
			n := d.opens[k]
			if n < 0 {
				continue
			}
			s := d.stretches[n]
			if !s.closed {
				if d.tokens[k-1].is(":") {
					return k + 1, RuleMarks, true
				}
				continue
			}
			if a.speech(u, r, k, s) {
				if at := a.object(v, j, k); at < k {
					return at, RuleNoun, true
				}
				return k, RuleMarks, true
			}
			k = s.close
			continue
		case sign:
			if t.is(":") && k+1 == u.to && r.unit+1 < len(d.units) && d.units[r.unit+1].paragraph == u.paragraph+1 && (r.mention != nil || !v.weak) {
				r.block = true
				return d.units[r.unit+1].from, RuleColon, true
			}
			if t.is(":") && k+1 < u.to && complementiser(d.tokens[k+1].folded) && !v.marks {
				continue // قال: إن …
			}
			if t.is(":") && d.words(k, u.to) > 0 {
				if k+1 < u.to && d.tokens[k+1].kind == mark && d.opens[k+1] >= 0 {
					continue
				}
				if (!v.weak || k <= r.cue+6 || r.mention != nil) && (r.mention != nil || (!v.weak || r.joined && k == r.cue+1) && d.words(k, u.to) > 1 || d.words(k, u.to) > 4) {
					return k + 1, RuleColon, true
				}
			}
			continue
		}
		f := t.folded
		if complementiser(f) && !v.marks && a.reported(r, k, j) {
			return k, RuleClause, true
		}
		if v.name == "تساءل" || v.name == "سال" {
			if question(f) {
				return k, RuleClause, true
			}
		}
		if v.noun && a.noun(r, k, j) {
			return k, RuleNoun, true
		}
		if at, ok := a.preposition(v, r, j, k, end); ok {
			return at, RulePreposition, true
		}
		if cue, _, ok := a.cueOf(f); ok && k > r.cue && relative(d.tokens[k-1].folded) && cue.form != participle && !cue.verb.weak {
			for k+1 < limit && !d.tokens[k+1].is("،,:") { // its own complement
				k++
				if n := d.opens[k]; n >= 0 && d.stretches[n].closed {
					k = d.stretches[n].close
				}
			}
			continue
		}
		if cue, joined, ok := a.cueOf(f); ok && k > r.cue && !a.misread(k, cue) {
			if joined && cue.verb.weak && (cue.form == past || cue.form == present) && k+1 < limit && (d.tokens[k+1].is(":") || complementiser(d.tokens[k+1].folded)) {
				return 0, "", false // وسألته القاضية عن التواقيع، فأجاب: …
			}
			if (cue.verb.name == "قال" || v.via && cue.form == nominal) && (cue.form == nominal || cue.form == participle && v.name != "قال" && r.form.form != participle) { // وتابع فلان بالقول، نقل عن فلان قوله
				if v.via {
					r.cue = k
				}
				continue
			}
			if v.marks || cue.form == participle && v.more || !(relative(d.tokens[k-1].folded) || d.tokens[k-1].folded == "ما") && !cue.verb.weak || cue.form == participle {
				return 0, "", false
			}
		}
	}
	return 0, "", false
}

// reported says that the clause that begins with أن or إن at token k is what the cue
// reports, and not that of another word before it.
func (a *arabic) reported(r *report, k, j int) bool {
	v := r.form.verb
	f := a.d.tokens[k].folded
	if v.about {
		return strings.HasPrefix(f, "ب") || strings.HasPrefix(f, "وب")
	}
	if k > r.cue+1 && a.d.tokens[k-1].kind == word {
		previous := a.d.tokens[k-1].folded
		if a.own[previous] || a.own[strings.TrimPrefix(previous, "و")] {
			return false
		}
		switch previous {
		case "الي", on, "من", "عن", "ب", "في":
			if a.d.words(j, k-1) > 0 && !v.takes(previous) && !(previous == "عن" && v.name == "كشف") && !(previous == "في" && v.takes("عن")) {
				return false
			}
		}
	}
	if strings.HasPrefix(f, "لان") {
		return false
	}
	return true
}

// preposition reports that token k begins the noun that the verb takes.
func (a *arabic) preposition(v *verb, r *report, j, k, end int) (int, bool) {
	f := a.d.tokens[k].folded
	near := k <= j+10
	if v.name == "اكد" {
		near = k <= j+5
	}
	next := ""
	if k+1 < end {
		next = a.d.tokens[k+1].folded
	}
	for _, p := range v.prepositions {
		switch {
		case f == p:
			if complementiser(next) || p == "ب" && v.object && k == j && r.form.form == participle { // متهما بـ, accused of
				return 0, false
			}
			if !v.object && !near {
				return 0, false
			}
			if r.form.form == participle && k > j && !v.object {
				return 0, false
			}
			noun, _ := bare(next)
			if p == "الي" && v.name != "دعا" && v.name != "نبه" && !a.contents[noun] && k+1 < end && !verbalNoun(a.d.tokens[k+1].raw) {
				return 0, false // وهي تشير إلى الباب
			}
			if a.occasions[noun] && p != "الي" || a.times[next] || next == "" || p == "من" && (next == "جهته" || next == "جانبه" || next == "جهتها") {
				return 0, false
			}
			return k, true
		case p == "ب" && strings.HasPrefix(f, "ب") && k > r.cue && len([]rune(f)) > 3 && !complementiser(f) && !a.known(f):
			noun, _ := bare(strings.TrimPrefix(f, "ب"))
			if v.weak && !a.stops(f) && !strings.HasPrefix(f, "بال") || v.object && k == j && (r.mention == nil || r.form.form == participle) || a.prepositions[f] || a.according[f] || a.occasions[noun] || f == "بدوره" || f == "بدورها" || a.names[f] || a.times[f] {
				return 0, false
			}
			return k, true
		}
	}
	return 0, false
}

// noun reports that token k begins a noun phrase that is what was said: نفى وجود …,
// مؤكدا التزام ….
func (a *arabic) noun(r *report, k, j int) bool {
	d := a.d
	if k > j+1 || k == j+1 && !d.tokens[j].is("،,") {
		return false
	}
	f := d.tokens[k].folded
	noun := strings.TrimSuffix(strings.TrimSuffix(f, "ها"), "هم")
	if !a.contents[f] && !a.contents[noun] && !a.contents[strings.TrimSuffix(noun, "ه")] && !a.contents[strings.TrimSuffix(noun, "ته")+"ه"] && !verbalNoun(d.tokens[k].raw) {
		return false
	}
	return r.form.form == participle || r.mention != nil
}

// object is where an object of the verb begins that stands between the subject, which
// ends at token j, and quote marks at token k: أعلن الجيش العثور على «…». What is in the
// marks is then part of what was announced. It is k when there is none.
func (a *arabic) object(v *verb, j, k int) int {
	d := a.d
	if v.more || v.marks || v.name == "قال" || d.tokens[k-1].is(":") {
		return k
	}
	for p := j; p < k; {
		f := d.tokens[p].folded
		switch {
		case d.tokens[p].kind == mark || d.tokens[p].kind == sign && !d.tokens[p].is("("):
			p++
		case a.stops(f) || a.others[f] || circumstance(f) || d.tokens[p].is("("):
			for p < k && !d.tokens[p].is("،,") {
				p++
			}
		default:
			if cue, _, ok := a.cueOf(f); ok && cue.form == nominal {
				return k
			}
			return p
		}
	}
	return k
}

// speech reports that the marked stretch that opens at token k is what the cue says,
// rather than a name or a word held at arm's length.
func (a *arabic) speech(u unit, r *report, k int, s stretch) bool {
	d := a.d
	n := d.words(s.open, s.close)
	if d.tokens[k-1].is(":") {
		return n > 0
	}
	if a.isNamed(k-1) && n <= 4 {
		return false
	}
	if isClitic(d.tokens[k-1].folded) {
		return n > 4
	}
	if n >= 4 {
		return true
	}
	// A short one only where nothing follows and nothing but the subject precedes.
	after := s.close + 1
	ends := after >= u.to || d.tokens[after].is(".،,!?؟")
	subject := r.cue + 1
	if r.mention != nil {
		subject = r.mention.to
	}
	return ends && k == subject && !r.form.verb.weak
}

// marksSoon reports that the cue at token k has speech in marks behind it.
func (a *arabic) marksSoon(k, end int) bool {
	rule, ok := a.soon(k, end)
	return ok && rule == RuleMarks
}

// complementSoon reports that the cue at token k has something to report.
func (a *arabic) complementSoon(k, end int) bool {
	_, ok := a.soon(k, end)
	return ok
}

func (a *arabic) soon(k, end int) (Rule, bool) {
	cue, _, ok := a.cueOf(a.d.tokens[k].folded)
	if !ok {
		return "", false
	}
	r := report{cue: k, form: cue}
	j := k + 1
	end = min(end, k+reach/2)
	if cue.form != participle {
		if m, ok := a.plainPhrase(j, end); ok {
			r.mention = &m
			j = m.to
		}
	}
	_, rule, ok := a.complement(unit{from: k, to: end}, &r, j, end)
	return rule, ok
}

// plainPhrase is a noun phrase of which only the place counts.
func (a *arabic) plainPhrase(i, end int) (mention, bool) {
	j := i
	for j < end && j < i+longestMention && a.d.tokens[j].kind == word && !a.stops(a.d.tokens[j].folded) {
		j++
	}
	return mention{from: i, to: j}, j > i
}
