package quotation

import "strings"

// afterDateline is least, or where the text begins behind a dateline: ASHMERE, Nov. 20
// (Wire) — ….
func (e *english) afterDateline(u unit, least int) int {
	d := e.d
	first := d.tokens[u.from].raw
	if least != u.from || len(first) < 3 || strings.ToUpper(first) != first || !capital(first) {
		return least
	}
	for k := u.from; k < min(u.to, u.from+16); k++ {
		if d.tokens[k].is("—–-") && d.spaceAfter(k) {
			return k + 1
		}
	}
	return least
}

// accordingTo reads according to at token i.
func (e *english) accordingTo(n, i, least int) (int, bool) {
	d := e.d
	u := d.units[n]
	end := i + 2
	for end < u.to && !d.tokens[end].is(".;") && d.tokens[end].kind != mark && !(d.tokens[end].is(",") && (i == least || d.words(least, i) == 0)) {
		end++
	}
	if end < u.to && d.tokens[end].is(".") && end+1 < u.to && len(d.tokens[end-1].raw) <= 4 && capital(d.tokens[end-1].raw) {
		for end++; end < u.to && !d.tokens[end].is(".,;"); end++ {
		}
	}
	if end == i+2 {
		return 0, false
	}
	stop := i + 2
	for stop < end && !d.tokens[stop].is(",") && d.tokens[stop].folded != "who" {
		stop++
	}
	if stop == i+2 { // according to, and nobody
		return 0, false
	}
	m, _ := e.named(i+2, stop)
	speaker := e.entityOf(m)
	e.follow(speaker)
	if d.words(least, i) == 0 {
		if end+1 >= u.to {
			return 0, false
		}
		if f := d.tokens[end+1].folded; f == "which" || f == "who" || f == "that" { // …, which the paper has seen, …
			k := end + 1
			for k < u.to && !d.tokens[k].is(",") {
				k++
			}
			if k+1 < u.to {
				end = k
			}
		}
		to := e.contentEnd(n, end+1, RuleClause)
		if e.makeAt(end+1, to, i, i+2, &m, RuleAccording, speaker) == nil {
			return 0, false
		}
		return to, true
	}
	from := e.afterDateline(u, least)
	if from < i && d.tokens[from].is(",") {
		from++
	}
	if d.words(from, i) < 3 {
		return 0, false
	}
	if e.makeAt(from, i, i, i+2, &m, RuleAccording, speaker) == nil {
		return 0, false
	}
	return end, true
}
