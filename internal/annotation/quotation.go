package annotation

import (
	"strings"

	"github.com/isnad/isnad/internal/text"
)

// Quote marks of Arabic and English news text. Wire copy mixes and reverses
// them, so any may open and any may close.
const quoteMarks = "\"“”„«»‹›‟＂"

// GuessQuotation says how a quote reports its speech when nobody said: direct
// when marks enclose every span, mixed when some stand inside or at one side,
// indirect otherwise.
func GuessQuotation(x *text.Index, spans []Passage) Quotation {
	direct, some := len(spans) > 0, false
	for _, p := range spans {
		before := strings.ContainsAny(outside(x, p.Start, -1), quoteMarks)
		after := strings.ContainsAny(outside(x, p.End, +1), quoteMarks)
		direct = direct && before && after
		some = some || strings.ContainsAny(p.Exact, quoteMarks)
	}
	switch {
	case direct:
		return Direct
	case some:
		return Mixed
	}
	return Indirect
}

// outside is the nearest character before (step -1) or after (+1) a position
// that is neither white space nor closing punctuation, or "".
func outside(x *text.Index, at, step int) string {
	for n := 0; n < 4; n++ {
		if step < 0 {
			at--
		}
		if at < 0 || at >= x.Len() {
			return ""
		}
		c := x.Slice(text.Span{Start: at, End: at + 1})
		if !strings.Contains(" \u00a0.،,؟!?…", c) {
			return c
		}
		if step > 0 {
			at++
		}
	}
	return ""
}

// WithoutMarks is the span less the quote marks that enclose it: a selection
// made with its outer marks means the words between them. A span with a mark on
// one side only, or whose marks enclose two stretches of speech, stays as it is.
func WithoutMarks(x *text.Index, span text.Span) text.Span {
	span = x.Trim(span)
	inner := x.Trim(text.Span{Start: span.Start + 1, End: span.End - 1})
	if inner.Start >= inner.End {
		return span
	}
	first := x.Slice(text.Span{Start: span.Start, End: span.Start + 1})
	last := x.Slice(text.Span{Start: span.End - 1, End: span.End})
	if !strings.ContainsAny(first, quoteMarks) || !strings.ContainsAny(last, quoteMarks) ||
		strings.ContainsAny(x.Slice(inner), quoteMarks) {
		return span
	}
	return inner
}
