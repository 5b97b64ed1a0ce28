// Package similarity tells how nearly two statements say the same, by their words:
// whether a claim or quote was met before. It forgives spelling (text.Fold), the
// order of the words, clitics and small inflection, a word more or less; it does not
// understand. Statements on one subject share a few words, statements that say the
// same share most of them, and [Threshold] lies between the two; docs/MEMORY.md has
// how often that is right.
//
// A statement is a set of keys, one for each word that carries meaning (see
// [Of]). Two statements are compared by the Dice coefficient of these sets (L. R. Dice,
// Measures of the Amount of Ecologic Association Between Species, Ecology 26, 1945),
// lowered a little where order and inflection differ and more where numbers and
// negation do. No such factor raises it, so that what shares too few keys can be
// passed over unseen: [Statement.Prefix] says what to look for.
//
// Folded statements and keys are kept in the data file. Whoever changes the rules or the
// lists here gives it a migration that makes them anew; isnad check finds those of before.
package similarity
