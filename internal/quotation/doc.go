// Package quotation proposes the quotes of an article: what was said, the word
// that reports it, where the speaker is named and who that is. It works by rules
// alone, so that the same text always gives the same suggestions and each can say
// which rule made it by which cue. A person accepts or rejects them.
//
// The way from a text to its suggestions: words, signs and quote marks (token.go),
// marks paired by what they do rather than by their shape (marks.go), then for each
// language the cues and what they report (arabic.go, english.go) and who speaks
// (mention.go, speaker.go). What belongs to a language and can be listed stands in
// lexicon/*.txt. docs/QUOTATIONS.md has the method, its sources and the figures.
//
// Positions are code points, spans half-open. Time and memory grow with the length
// of the text and nothing else: every search ahead or back has an end.
package quotation
