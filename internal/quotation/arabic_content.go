package quotation

import (
	"strings"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// emit makes a suggestion of a report.
func (a *arabic) emit(u unit, r report, speaker *entity) {
	d := a.d
	from, to := d.trimmed(r.from, r.to)
	for to > from && d.tokens[to-1].is("!?؟…,،") && r.rule != RuleMarks && r.rule != RuleColon {
		to--
	}
	if d.words(from, to) == 0 {
		return
	}
	content, kind := a.content(from, to, r.rule)
	if len(content) == 0 {
		return
	}
	f := found{speaker: speaker}
	f.Content, f.Kind, f.Rule = content, kind, r.rule
	if r.cue >= 0 {
		cue := d.tokens[r.cue].Span
		f.Cue = &cue
	}
	if r.mention != nil {
		span := r.mention.span
		f.Mention = &span
	}
	f.Confidence = confidence("ar", r.rule, kind)
	a.out = append(a.out, f)
}

// content is the spans of what stands in [from, to) and how it is reported.
func (a *arabic) content(from, to int, rule Rule) ([]text.Span, annotation.Quotation) {
	d := a.d
	start := from
	if d.tokens[from].kind == word && complementiser(d.tokens[from].folded) && a.bareParticle(d.tokens[from].folded) {
		start = from + 1
	}
	for start < to && d.tokens[start].is(":،,") {
		start++
	}
	if spans, ok := a.marked(start, to); ok {
		return spans, annotation.Direct
	}
	kind := annotation.Indirect
	for k := from; k < to; k++ {
		if n := d.opens[k]; n >= 0 && d.stretches[n].closed {
			s := d.stretches[n]
			if !a.isNamed(k-1) || d.words(s.open, s.close) > 3 {
				kind = annotation.Mixed
			}
			k = s.close
		}
	}
	if rule == RuleColon || rule == RuleMarks {
		kind = annotation.Direct
	}
	return []text.Span{d.span(from, to)}, kind
}

// bareParticle reports أن and إن with no pronoun.
func (a *arabic) bareParticle(f string) bool {
	return strings.HasSuffix(f, "ان")
}

// marked reports that [from, to) is marked stretches alone, and what they hold.
func (a *arabic) marked(from, to int) ([]text.Span, bool) {
	d := a.d
	var spans []text.Span
	for k := from; k < to; k++ {
		if d.tokens[k].is("،,.…") {
			continue
		}
		n := d.opens[k]
		if n < 0 || !d.stretches[n].closed || d.stretches[n].close >= to {
			return nil, false
		}
		if span, ok := a.inner(d.stretches[n]); ok {
			spans = append(spans, span)
		}
		k = d.stretches[n].close
	}
	return spans, len(spans) > 0
}
