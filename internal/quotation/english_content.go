package quotation

import (
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// make makes a suggestion of the tokens [from, to), reported by the cue at token at.
func (e *english) make(n, from, to, at int, m *mention, rule Rule, speaker *entity) *found {
	f := e.makeAt(from, to, at, at+1, m, rule, speaker)
	_, closed := e.topLevel(from)
	e.open = f != nil && rule == RuleMarks && !closed
	if f != nil && len(e.pending) > 0 {
		if u := e.d.units[n]; f.Kind == annotation.Direct && u.paragraph == e.due && from == u.from {
			f.Content = append(e.pending, f.Content...)
		}
		e.pending = nil
	}
	return f
}

// makeAt is make for a cue of several words, [at, cueEnd).
func (e *english) makeAt(from, to, at, cueEnd int, m *mention, rule Rule, speaker *entity) *found {
	d := e.d
	for from < to && d.tokens[from].is(",;:.-–—)") {
		from++
	}
	unclosed := false
	if rule == RuleMarks && from < to {
		_, closed := e.topLevel(from)
		unclosed = !closed
	}
	for to > from && !unclosed && d.tokens[to-1].is(",;:.-–—(") {
		to--
	}
	if d.words(from, to) == 0 {
		return nil
	}
	if speaker != nil {
		speaker.spoke = true
	}
	f := found{speaker: speaker}
	f.Kind = annotation.Indirect
	f.Content = []text.Span{d.span(from, to)}
	for k := from; k < to; k++ {
		if s, ok := e.topLevel(k); ok {
			f.Kind = annotation.Mixed
			if k == from && s.close+1 >= to {
				f.Kind = annotation.Direct
				f.Content = []text.Span{d.span(s.open+1, s.close)}
			}
			e.used[d.opens[k]] = true
			k = s.close
		}
	}
	if unclosed || rule == RuleColon {
		f.Kind = annotation.Direct
	}
	cue := d.span(at, cueEnd)
	f.Cue = &cue
	if m != nil {
		span := m.span
		f.Mention = &span
	}
	f.Rule = rule
	f.Confidence = confidence("en", rule, f.Kind)
	e.out = append(e.out, f)
	return &e.out[len(e.out)-1]
}
