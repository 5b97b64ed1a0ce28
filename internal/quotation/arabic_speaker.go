package quotation

import "strings"

// entityOf is who the mention means.
func (a *arabic) entityOf(m mention, feminine, plural bool) *entity {
	name := written(a.d.slice(m.span))
	if rest, ok := strings.CutPrefix(name, "لل"); ok && len(m.name) == 0 {
		name = "ال" + rest
	}
	var e *entity
	switch {
	case len(m.name) > 0 && !a.statements[a.d.tokens[m.from].folded]:
		e = a.register.person(name, m.name, m.role)
	case len(m.role)+len(m.name) == 1 && a.statements[a.d.tokens[m.from].folded] && (a.running != nil || a.topic != nil):
		// البيان، معاليه: whoever was speaking
		if a.running == nil {
			return a.topic
		}
		return a.running
	default:
		e = a.register.role(name, m.role, m.definite)
	}
	e.feminine, e.plural = feminine, plural
	return e
}

// about is whom a unit is about: the subject of its first clause, when that is sure.
func (a *arabic) about(u unit) *entity {
	d := a.d
	end := u.from
	for end < min(u.to, u.from+reach/2) && !d.tokens[end].is("،,") && d.tokens[end].kind != mark {
		end++
	}
	m, ok := a.subject(unit{from: u.from, to: end, paragraph: u.paragraph}, end)
	if !ok || m.document {
		return nil
	}
	first, _ := bare(d.tokens[m.from].folded)
	feminine := strings.HasSuffix(first, "ه") || strings.HasSuffix(strings.TrimPrefix(d.tokens[u.from].folded, "و"), "ت")
	e := a.entityOf(m, feminine, false)
	return e
}

// agrees reports that the verb can have m for its subject, as far as its first word's
// ending tells.
func (a *arabic) agrees(m mention, cue arabicCue) bool {
	if m.from == 0 {
		return true
	}
	first := a.d.tokens[m.from].folded
	if len(m.name) > 0 && len(m.role) == 0 {
		return true
	}
	return strings.HasSuffix(first, "ه") == cue.feminine || cue.plural
}

// agreeing is the last speaker whom a verb without a subject can mean.
func (a *arabic) agreeing(cue arabicCue) *entity {
	if a.topic != nil && a.topic.feminine == cue.feminine && (a.topic.named || a.running == nil || a.running.feminine != cue.feminine) {
		return a.topic
	}
	if a.running == nil || a.running.feminine == cue.feminine && a.running.plural == cue.plural {
		return a.running
	}
	for i := len(a.out) - 1; i >= 0 && i >= len(a.out)-6; i-- {
		if e := a.out[i].speaker; e != nil && e.feminine == cue.feminine && e.plural == cue.plural {
			return e
		}
	}
	return a.running
}
