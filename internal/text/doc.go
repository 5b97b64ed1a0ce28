// Package text is the only place where isnad counts characters. A position is a
// count of Unicode code points from the start of one immutable text, a [Span] is
// half-open; bytes (Go) and UTF-16 code units (the browser) are converted here
// and in static/js/text.js, and nowhere else.
//
// Besides the conversions it knows where grapheme clusters, paragraphs,
// sentences and words begin and end, and how a text is folded so that spelling
// variants are found by each other. Display never uses folded text.
//
// A text with bytes that are not UTF-8 is refused by [Validate] before it gets
// here; should one come nevertheless, each such byte counts as one code point
// and nothing panics.
package text
