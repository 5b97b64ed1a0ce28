package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/isnad/isnad/internal/text"
)

// Limits of what is read from the first lines, in code points. They keep a
// paragraph from being taken for a headline; what is read can be corrected.
const (
	maxHeadline = 160
	maxTitle    = 100 // of a title made from a first sentence
	headLines   = 6   // how many lines a headline, decks, byline and dateline may take
)

// line is a line of the text that has something to see in it.
type line struct {
	text  string // without the white space around it
	apart bool   // a blank line follows, or nothing at all
}

// Head reads title, byline and dateline from a text's first lines. It only reads:
// the text keeps them. The title is a headline when there is one, otherwise the
// first sentence or its beginning; it is empty only for a blank text. A byline or a
// dateline is left empty rather than guessed.
func Head(s string) (title, byline, dateline string) {
	return readHead(firstLines(s))
}

func readHead(lines []line) (title, byline, dateline string) {
	// A byline or dateline may stand above the headline.
	for len(lines) > 1 && byline == "" {
		name, ok := bylineOf(lines[0].text)
		if !ok {
			break
		}
		byline, lines = name, lines[1:]
	}
	if len(lines) > 1 {
		if place, ok := datelineAlone(lines[0].text); ok && wordedLikeDateline(place) {
			dateline, lines = place, lines[1:]
		}
	}
	if len(lines) == 0 {
		return "", byline, dateline
	}
	if isHeadline(lines) {
		title, lines = lines[0].text, lines[1:]
	}
	for i, l := range lines {
		if name, ok := bylineOf(l.text); ok && byline == "" && title != "" {
			byline = name
			continue
		}
		more := i+1 < len(lines)
		if place, ok := datelineAlone(l.text); ok && more && dateline == "" && title != "" {
			if wordedLikeDateline(place) || isBody(lines[i+1].text) {
				dateline = place
				continue
			}
		}
		if place, rest, ok := datelineLead(l.text); ok && dateline == "" {
			dateline = place
			if title == "" {
				title = sentenceTitle(rest)
			}
		}
		if isBody(l.text) || title == "" {
			break
		}
	}
	if title == "" {
		title = sentenceTitle(lines[0].text)
	}
	return title, byline, dateline
}

// isHeadline says whether the first of the lines stands apart from what follows:
// by a blank line, or by being short and unfinished above a longer paragraph, a
// byline or a dateline.
func isHeadline(lines []line) bool {
	first := lines[0]
	if len(lines) == 1 || utf8.RuneCountInString(first.text) > maxHeadline {
		return false
	}
	finished := endsSentence(first.text)
	if _, _, lead := datelineLead(first.text); lead && (finished || isBody(first.text)) {
		return false
	}
	if first.apart {
		return !finished || utf8.RuneCountInString(first.text) <= maxTitle
	}
	if finished {
		return false
	}
	next := lines[1].text
	if _, ok := bylineOf(next); ok {
		return true
	}
	if _, ok := datelineAlone(next); ok {
		return true
	}
	return utf8.RuneCountInString(next) > utf8.RuneCountInString(first.text)
}

// isBody says whether a line is a paragraph of the story rather than one of the
// short lines above it.
func isBody(s string) bool {
	n := utf8.RuneCountInString(s)
	return n > maxHeadline || n >= 40 && endsSentence(s)
}

// endsSentence says whether a line ends as a statement does. Headlines end in
// question marks, exclamation marks and dots of suspense, but not in a full stop.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, `"'”’»)`)
	return strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "..")
}

// sentenceTitle is the first sentence of a paragraph, cut between words when it is
// too long for a title.
func sentenceTitle(paragraph string) string {
	x := text.NewIndex(paragraph)
	if sentences := x.Sentences(text.Span{End: x.Len()}); len(sentences) > 0 {
		paragraph = trim(x.Slice(sentences[0]))
	}
	return shorten(paragraph, maxTitle)
}

// shorten cuts a line to at most limit code points, between words where it can and
// never within a grapheme cluster, and shows that something is missing.
func shorten(s string, limit int) string {
	x := text.NewIndex(s)
	if x.Len() <= limit {
		return s
	}
	kept := x.Slice(text.Span{End: limit - 1})
	if i := strings.LastIndexFunc(kept, unicode.IsSpace); i > len(kept)/2 {
		kept = kept[:i]
	} else {
		last := x.Widen(text.Span{Start: limit - 1, End: limit}) // the first cluster left out
		kept = x.Slice(text.Span{End: max(last.Start, 1)})
	}
	return strings.TrimRightFunc(kept, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("،,؛;:–—-", r)
	}) + "…"
}

// firstLines are the first lines of a text that are not blank, as many as its head
// may take and the body's first after them.
func firstLines(s string) []line {
	var lines []line
	for raw := range strings.SplitSeq(s, "\n") {
		shown := trim(beginning(raw))
		switch {
		case shown != "" && len(lines) > headLines:
			return lines
		case shown != "":
			lines = append(lines, line{text: shown})
		case len(lines) > 0:
			lines[len(lines)-1].apart = true
		}
	}
	if len(lines) > 0 {
		lines[len(lines)-1].apart = true
	}
	return lines
}

// maxLine is how much of a line is looked at, in bytes. A file can be one line.
const maxLine = 4 << 10

// beginning is what a line shows first, at most maxLine of it and in whole letters.
func beginning(line string) string {
	line = strings.TrimLeftFunc(line, func(r rune) bool { return unseen(r) || unicode.IsControl(r) })
	if len(line) <= maxLine {
		return line
	}
	return strings.ToValidUTF8(line[:maxLine], "")
}

// trim takes off what cannot be seen at both ends of a line and makes it fit for a
// one-line field: a control character inside it, a tab say, becomes a space.
func trim(s string) string {
	return strings.TrimFunc(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s), unseen)
}

// isBlank says whether there is nothing to see in a text.
func isBlank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unseen(r) && !unicode.IsControl(r) }) < 0
}

// unseen are white space, zero-width characters and bidi controls.
func unseen(r rune) bool {
	_, invisible := text.Invisible(r)
	return invisible || unicode.IsSpace(r)
}
