package quotation

import "strings"

// complement is where what the cue at token i reports begins.
func (e *english) complement(n, i int, cue englishCue) (int, Rule, bool) {
	d := e.d
	u := d.units[n]
	v := cue.verb
	j := i + 1
	for j < u.to && d.tokens[j].kind == word && e.adverbs[d.tokens[j].folded] {
		j++
	}
	if j >= u.to {
		return 0, "", false
	}
	limit := min(u.to, i+22)
	aside := false // adverbials stand between
	for k := j; k < limit; k++ {
		t := d.tokens[k]
		if t.kind == mark {
			s, ok := e.topLevel(k)
			if !ok {
				if d.opens[k] >= 0 && !d.stretches[d.opens[k]].closed && (d.tokens[k-1].is(":,") || k == j) {
					return k + 1, RuleMarks, true
				}
				return 0, "", false
			}
			if k == j || d.tokens[k-1].is(",:") || d.words(s.open, s.close) > 5 && aside {
				if d.words(s.open, s.close) < 2 && !d.tokens[k-1].is(",:") && d.words(s.close, u.to) > 1 && !v.noun && !v.clause {
					return 0, "", false
				}
				return k, RuleMarks, true
			}
			k = s.close
			continue
		}
		if t.is(":") {
			if k+1 == u.to {
				if n+1 < len(d.units) && (v.clause || v.that) {
					if _, ok := e.topLevel(d.units[n+1].from); ok {
						return 0, "", false // the next paragraph says for itself
					}
				}
				return 0, "", false
			}
			if d.opens[k+1] >= 0 {
				continue
			}
			if _, ok := e.topLevel(k + 1); !ok && (v.clause || v.that) && d.words(k, u.to) > 2 {
				return k + 1, RuleColon, true
			}
			continue
		}
		f := t.folded
		switch {
		case t.is(","):
			if k == j && k+1 < u.to {
				if _, ok := e.topLevel(k + 1); ok {
					continue
				}
			}
			if aside || v.object {
				continue
			}
			return 0, "", false
		case f == "that" && (v.that || v.clause) && (k == j || aside || v.object):
			if k+2 < u.to && d.tokens[k+1].is(",") { // that, “…
				if _, ok := e.topLevel(k + 2); ok {
					return k, RuleClause, true
				}
			}
			if k+1 < u.to && (d.tokens[k+1].is(".,") || e.prepositions[d.tokens[k+1].folded] && k > j) {
				return 0, "", false
			}
			return k, RuleClause, true
		case v.whether && (f == "whether" || f == "if" || f == "what" || f == "how" || f == "why" || f == "who") && (k == j || v.object):
			return k, RuleClause, true
		case v.by[f] && k == j:
			if f == "out" || f == "back" {
				if k+1 < u.to && d.tokens[k+1].folded == "that" {
					return k + 1, RuleClause, true
				}
				continue
			}
			if f == "to" && k+1 < u.to { // vowed to leave
				return k, RulePreposition, true
			}
			if (f == "for" || f == "on" || f == "at" || f == "about" || f == "of") && k+1 < u.to && d.tokens[k+1].kind == word {
				return k + 1, RulePreposition, true
			}
			return 0, "", false
		case e.prepositions[f] || e.times[f] && !e.determiners[f]:
			if !v.object && !v.clause && !v.that {
				return 0, "", false
			}
			aside = true
		case aside && v.clause && e.pronouns[f] && f != "who" && !e.prepositions[d.tokens[k-1].folded]:
			return k, RuleClause, true
		case aside || v.object && k > j:
			before := d.tokens[k-1]
			if v.object && v.clause && (e.pronouns[f] && f != "who" || f == "there" || f == "the" || f == "a") && (capital(before.raw) || e.audience[before.folded]) {
				return k, RuleClause, true
			}
		case v.object && !v.noun:
			// whoever was told
		case v.clause:
			if t.kind != word || f == "so" || f == "of" {
				return 0, "", false
			}
			return k, RuleClause, true
		case v.noun:
			if t.kind != word || e.conjunctions[f] || e.pronouns[f] && f != "it" && f != "others" {
				return 0, "", false
			}
			return k, RuleNoun, true
		case (v.that || v.whether) && k == j && (e.pronouns[f] && f != "many" && f != "some" || f == "there") && v.base != "show" && v.base != "find":
			return k, RuleClause, true
		default:
			return 0, "", false
		}
	}
	return 0, "", false
}

// contentEnd is where what is said ends that begins with token from.
func (e *english) contentEnd(n, from int, rule Rule) int {
	d := e.d
	u := d.units[n]
	if rule == RuleMarks {
		if _, ok := e.topLevel(from); !ok { // behind a mark that is never closed: up to the paragraph's end
			e.quoted = max(e.quoted, e.paragraphEnd(n))
			return e.paragraphEnd(n)
		}
		s := d.stretches[d.opens[from]]
		end := s.close + 1
		if d.tokens[s.close-1].is(".,!?") || end >= u.to || d.tokens[end].is(".,;!?") || d.tokens[end].folded == "and" && e.cueSoon(end+1, u.to) {
			return end
		}
		if d.words(s.open, s.close) >= 3 && (e.prepositions[d.tokens[end].folded] && d.tokens[end].folded != "of" || d.tokens[end].folded == "when" || d.tokens[end].folded == "while" || d.tokens[end].folded == "as") {
			return end
		}
	}
	subordinate := e.subordinate(u)
	for k := from + 1; k < u.to; k++ {
		if s, ok := e.topLevel(k); ok {
			k = s.close
			continue
		}
		t := d.tokens[k]
		if t.is(";") {
			return k
		}
		if t.kind != word {
			continue
		}
		comma := d.tokens[k-1].is(",—–-") || d.tokens[k-1].kind == mark && d.tokens[k-2].is(",")
		if subordinate && comma && rule == RuleClause {
			return k // When he said that it would be short, few believed him.
		}
		if comma && d.tokens[k-1].kind == mark && (t.folded == "a" || t.folded == "an" || t.folded == "which") {
			return k // “one flood away,” a line that …
		}
		if (t.folded == "but" || t.folded == "and") && e.goesOn(k+1, u.to, t.folded == "but" || comma) {
			return k
		}
		if t.folded == "according" && k+1 < u.to && d.tokens[k+1].folded == "to" {
			return k
		}
		if rule == RuleNoun || rule == RulePreposition {
			if d.tokens[k-1].is(",") || comma && d.tokens[k-1].kind == mark {
				return k
			}
			if next, ok := e.forms[d.tokens[min(k+1, u.to-1)].folded]; t.folded == "and" && ok && next.form == finite && !next.verb.unsure && strings.HasSuffix(d.tokens[k+1].folded, "ed") {
				return k // called it a joke and urged …
			}
			switch t.folded {
			case "after", "while", "during", "when", "because", "following", "before", "saying", "but":
				return k
			}
		}
		cue, ok := e.forms[t.folded]
		if ok && cue.form == ing && comma {
			return k
		}
		if comma && (t.folded == "and" || t.folded == "but" || t.folded == "while" || t.folded == "though" || t.folded == "as") && e.cueSoon(k+1, u.to) {
			return k
		}
	}
	return u.to
}

// subordinate reports a unit that begins with a clause of time or reason, which ends with
// its comma.
func (e *english) subordinate(u unit) bool {
	first := u.from
	for first < u.to && (e.d.tokens[first].folded == "but" || e.d.tokens[first].folded == "and" || e.d.tokens[first].folded == "even") {
		first++
	}
	if first >= u.to {
		return false
	}
	switch e.d.tokens[first].folded {
	case "when", "after", "although", "though", "while", "because", "if", "before", "once", "as", "since":
		return true
	}
	return false
}

// goesOn reports that at token k, behind and or but, the sentence goes on with another verb
// of the same subject: said it was late but declined …, and warned that ….
func (e *english) goesOn(k, end int, apart bool) bool {
	d := e.d
	for k < end && e.adverbs[d.tokens[k].folded] {
		k++
	}
	if k >= end {
		return false
	}
	switch d.tokens[k].folded {
	case "declined", "refused":
		return apart
	}
	cue, ok := e.forms[d.tokens[k].folded]
	if ok && cue.form == finite && k+1 < end && (d.tokens[k].folded == "said" || d.tokens[k].folded == "says") && d.tokens[k+1].kind == word && !e.prepositions[d.tokens[k+1].folded] {
		return true
	}
	if !ok || cue.form != finite || k+1 >= end || cue.verb.unsure || !cue.verb.clause && !cue.verb.that {
		return false
	}
	next := d.tokens[k+1]
	_, marked := e.topLevel(k + 1)
	return next.folded == "that" && cue.verb.base != "know" || marked && apart || apart && (cue.verb.base == "say" || cue.verb.clause && e.pronouns[next.folded])
}

// cueSoon reports that a clause with a cue of its own begins at token k.
func (e *english) cueSoon(k, end int) bool {
	for p := k; p < min(end, k+9); p++ {
		t := e.d.tokens[p]
		if t.kind == mark || t.is(",;:") {
			return false
		}
		if cue, ok := e.forms[t.folded]; ok && cue.form == finite && p > k && (cue.verb.clause || cue.verb.that || cue.verb.noun && p <= k+4 && (e.pronouns[e.d.tokens[k].folded] || capital(e.d.tokens[k].raw))) && !e.passives[e.d.tokens[p-1].folded] {
			return true
		}
	}
	return false
}
