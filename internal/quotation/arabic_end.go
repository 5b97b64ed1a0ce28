package quotation

import "strings"

// contentEnd is where what is said ends.
func (a *arabic) contentEnd(u unit, r *report) int {
	d := a.d
	if r.block {
		to := r.unit + 1
		for to+1 < len(d.units) && d.units[to+1].paragraph == d.units[r.unit+1].paragraph {
			to++
		}
		a.quoted = max(a.quoted, d.units[to].to)
		return d.units[to].to
	}
	if r.rule == RuleMarks {
		if n := d.opens[r.from]; n < 0 || !d.stretches[n].closed { // behind a mark that is never closed: up to the next cue
			to := u.to
			for m := r.unit + 1; m < len(d.units) && d.units[m].paragraph == u.paragraph; m++ {
				if _, joined, ok := a.cueOf(d.tokens[d.units[m].from].folded); ok && joined {
					break
				}
				to = d.units[m].to
			}
			a.quoted = max(a.quoted, to)
			return to
		}
		end := d.stretches[d.opens[r.from]].close + 1
		for end < u.to { // "…" "…": one speech in two pieces
			k := end
			for k < u.to && d.tokens[k].is("،,.…") {
				k++
			}
			n := -1
			if k < u.to {
				n = d.opens[k]
			}
			if n < 0 || !d.stretches[n].closed {
				break
			}
			end = d.stretches[n].close + 1
		}
		return end
	}
	for k := r.from + 1; k < u.to; k++ {
		t := d.tokens[k]
		if n := d.opens[k]; n >= 0 && d.stretches[n].closed {
			k = d.stretches[n].close
			continue
		}
		if t.kind == sign && t.is("-–—") && k+1 < u.to && a.tail(k+1, u.to, true) {
			return k
		}
		if t.kind != word {
			continue
		}
		comma := d.tokens[k-1].is("،,؛;") || d.tokens[k-1].kind == mark && k-2 > r.from && d.tokens[k-2].is("،,")
		if (r.rule == RulePreposition || r.rule == RuleNoun) && comma && (t.folded == "فيما" || t.folded == "بينما" || t.folded == "لكن" || t.folded == "في" && k+1 < u.to && d.tokens[k+1].folded == "حين") {
			return k
		}
		if a.tail(k, u.to, comma || d.tokens[k-1].kind == mark) {
			return k
		}
		if comma && (a.manner[t.folded] || a.manner[strings.TrimPrefix(t.folded, "و")]) {
			return k
		}
		cue, joined, ok := a.cueOf(t.folded)
		if !ok {
			continue
		}
		switch {
		case cue.form == participle:
			if comma && !cue.verb.weak || a.complementSoon(k, u.to) && (comma || !cue.verb.weak) {
				return k
			}
		case joined && cue.verb.more && (cue.form == past || cue.form == present):
			if a.complementSoon(k, u.to) {
				return k
			}
		case joined && (cue.form == past || cue.form == present) && a.marksSoon(k, u.to):
			return k
		case joined && comma && cue.form == past && cue.verb.weak && a.subjectAndClause(k+1, u.to):
			return k
		case joined && comma && (cue.form == past || cue.form == present) && !cue.verb.weak:
			if cue.verb.name == "قال" || a.complementSoon(k, u.to) {
				return k
			}
		}
	}
	return u.to
}

// subjectAndClause reports who speaks at token k with a clause right behind: وبين التقرير أن.
func (a *arabic) subjectAndClause(k, end int) bool {
	m, ok := a.nounPhrase(k, end)
	return ok && a.strong(m) && m.to < end && complementiser(a.d.tokens[m.to].folded)
}

// tail reports that at token k the article speaks again: على حد قوله، بحسب الوكالة،
// وذلك خلال، دون أن يحدد.
func (a *arabic) tail(k, end int, comma bool) bool {
	d := a.d
	at := func(n int) string {
		if k+n < end && d.tokens[k+n].kind == word {
			return d.tokens[k+n].folded
		}
		return ""
	}
	f := strings.TrimPrefix(at(0), "و")
	if a.according[at(0)] {
		f = at(0)
	}
	switch f {
	case on:
		return at(1) == "حد" && telling(at(2)) || at(1) == "لسان" && comma
	case "بحد":
		return telling(at(1))
	case "قبل":
		if !comma || at(1) != "ان" {
			return false
		}
		for n := 2; n < 6; n++ { // قبل أن يتراجع ويقول
			if cue, joined, ok := a.cueOf(at(n)); ok && cue.form == present && (n == 2 || joined) {
				return true
			}
		}
		return false
	case "حيث":
		cue, _, ok := a.cueOf(at(1))
		return comma && ok && (cue.form == past || cue.form == present) && a.complementSoon(k+1, end)
	case "لكن":
		return comma && a.cueBehind(k+1, end)
	case "ذلك":
		return comma && strings.HasPrefix(at(0), "و") && a.prepositions[at(1)]
	case "من":
		return at(1) == "دون" && a.withholding(k+2, end)
	case "دون":
		return a.withholding(k+1, end)
	case "نقلا":
		return at(1) == "عن"
	case "جاء":
		return comma && (at(1) == "ذلك" || at(1) == "هذا")
	case "في", "خلال", "عبر":
		if f == "في" && (at(1) == "حين" || at(1) == "وقت") {
			cue, _, ok := a.cueOf(at(2))
			return comma && ok && (cue.form == past || cue.form == present)
		}
		noun, _ := bare(at(1))
		return comma && a.occasions[noun] && f == at(0)
	case "كما", "فيما", "بينما", "حسبما", "وفقما", "لكنه", "لكنها", "لكنهم", "ثم":
		cue, _, ok := a.cueOf(at(1))
		return comma && (ok && (cue.form == past || cue.form == present) || (f == "فيما" || f == "بينما") && a.saysBehind(k+1, end))
	}
	if a.according[f] {
		if telling(at(1)) {
			return true
		}
		return comma
	}
	return strings.HasPrefix(f, "حسبه") || f == "حسبها"
}

// telling reports the nouns of tails: قوله، تعبيرها، وصفهم.
func telling(f string) bool {
	for _, noun := range []string{"قول", "تعبير", "وصف", "زعم", "راي", "تصريح", "كلام", "ادعاء", "تقدير", "اعتقاد"} {
		if rest, ok := strings.CutPrefix(f, noun); ok {
			switch rest {
			case "ه", "ها", "هم", "هما", "اته", "اتها", "اتهم", "ات", "":
				return true
			}
		}
	}
	return false
}

// withholding reports أن يحدد and the like behind دون: what the speaker did not say.
func (a *arabic) withholding(k, end int) bool {
	d := a.d
	if k < end && d.tokens[k].folded == "ان" {
		k++
	}
	if k >= end || d.tokens[k].kind != word {
		return false
	}
	f := strings.TrimSuffix(strings.TrimSuffix(d.tokens[k].folded, "ها"), "هم")
	switch f {
	case "يحدد", "تحدد", "يذكر", "تذكر", "يوضح", "توضح", "يكشف", "تكشف", "يفصح", "تفصح", "يعطي", "تعطي", "يورد", "تورد", "يضيف", "تضيف", "يقدم", "تقدم",
		"يحددوا", "يوضحوا", "يكشفوا", "يسمي", "تسمي", "يسميه", "يشير", "تشير", "يدلي", "تدلي", "الكشف", "الافصاح", "ذكر", "تحديد", "اعطاء", "مزيد", "تقديم", "الخوض", "توضيح", "ايضاح", "الاشاره", "تسميته", "تسميه", "يكشفه", "تكشفه", "يحدده", "تحدده", "يذكره", "يسمهم", "تسم", "يسم":
		return true
	}
	return false
}

// saysBehind reports بقوله and the like, with a clause, close behind token k.
func (a *arabic) saysBehind(k, end int) bool {
	for p := k; p < min(end, k+8) && a.d.tokens[p].kind == word; p++ {
		if cue, _, ok := a.cueOf(a.d.tokens[p].folded); ok && cue.form == nominal && cue.verb.name == "قال" && a.complementSoon(p, end) {
			return true
		}
	}
	return false
}

// cueBehind reports that a subject and a cue with something to report stand at token k.
func (a *arabic) cueBehind(k, end int) bool {
	for p := k; p < min(end, k+6) && a.d.tokens[p].kind == word && !complementiser(a.d.tokens[p].folded); p++ {
		if cue, _, ok := a.cueOf(a.d.tokens[p].folded); ok && p > k && (cue.form == past || cue.form == present) && a.complementSoon(p, end) {
			return true
		}
	}
	return false
}
