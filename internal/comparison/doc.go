// Package comparison holds a quote against its source: it finds the passage that
// the quote comes from and says what differs, word by word, with the changes that
// matter most (negation, numbers, hedges, order, splices, what was cut) called out.
//
// What it says is a proposal: a person confirms it. docs/COMPARISON.md has the
// method, the rules decided and the error rates measured.
//
// Words are compared folded (package text); what is returned is always the texts
// themselves. Positions are code points, spans half-open.
package comparison
