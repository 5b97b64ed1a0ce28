// Package annotation is the domain of isnad: articles and their revisions, the
// claims and quotes marked in them, speakers, people and their rights, and every
// rule about who may change what, when, and in which order.
//
// It knows neither SQL nor HTTP, reads no clock and draws no random number: the
// caller hands in the moment, the actor and the text. All positions are counts of
// Unicode code points from the start of a revision's text, and a span is
// half-open, [start, end), as in the W3C Web Annotation Data Model §4.2.4.
package annotation
