package ingest

import (
	"regexp"
	"strings"
)

// markdown reads .md files. Their text is the whole file as well, markup and front
// matter included, so that positions are the file's.
type markdown struct{}

func (markdown) Extensions() []string { return []string{".md", ".markdown"} }

// Read takes each field from the front matter where it stands there, the title
// else from the first heading of the first level, and the rest from the first
// lines as in plain text.
func (markdown) Read(raw []byte) (Document, error) {
	s, encoding, err := decode(raw)
	if err != nil {
		return Document{}, err
	}
	meta, body := frontMatter(s)
	title, byline, dateline := Head(withoutMarkup(body))
	if title == "" { // nothing but front matter, or nothing but markup
		title, _, _ = Head(s)
	}
	return Document{
		Text:     s,
		Encoding: encoding,
		Title:    shorten(firstOf(meta["title"], firstHeading(body), title), maxHeadline),
		Byline:   shorten(firstOf(meta["byline"], meta["author"], byline), maxHeadline),
		Dateline: shorten(firstOf(meta["dateline"], dateline), maxHeadline),
		Language: primarySubtag(firstOf(meta["lang"], meta["language"])),
	}, nil
}

// firstHeading is the first heading of the first level, "# …" or underlined with
// "=", or empty.
func firstHeading(body string) string {
	previous := ""
	for l := range proseLines(body) {
		if m := headingMark.FindString(l); strings.TrimSpace(m) == "#" {
			if heading := plainLine(l); heading != "" {
				return heading
			}
		}
		if previous != "" && underline.MatchString(l) {
			return previous
		}
		previous = plainLine(l)
	}
	return ""
}

// withoutMarkup is the text that Head reads: from the first heading on, when there
// is one, each heading a line apart.
func withoutMarkup(body string) string {
	heading := firstHeading(body)
	var b strings.Builder
	if heading != "" {
		b.WriteString(heading + "\n\n")
	}
	before := heading != ""
	for l := range proseLines(body) {
		shown := plainLine(l)
		switch {
		case before:
			before = shown != heading
		case underline.MatchString(l):
		case headingMark.MatchString(l):
			b.WriteString(shown + "\n\n")
		default:
			b.WriteString(shown + "\n")
		}
	}
	return b.String()
}

// proseLines yields the lines outside fenced code.
func proseLines(body string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		fence := ""
		for l := range strings.SplitSeq(body, "\n") {
			mark := fenceMark.FindString(l)
			switch {
			case fence != "":
				if strings.HasPrefix(strings.TrimSpace(l), fence) {
					fence = ""
				}
			case mark != "":
				fence = strings.TrimSpace(mark)
			case !yield(l):
				return
			}
		}
	}
}

var (
	fenceMark   = regexp.MustCompile("^ {0,3}(?:```|~~~)")
	headingMark = regexp.MustCompile(`^ {0,3}#{1,6}(?:\s+|$)`)
	headingEnd  = regexp.MustCompile(`\s+#+\s*$`)
	underline   = regexp.MustCompile(`^ {0,3}={2,}\s*$`)
	rule        = regexp.MustCompile(`^ {0,3}(?:-{3,}|\*{3,}|_{3,})\s*$`)
	quoteMark   = regexp.MustCompile(`^ {0,3}>\s?`)
	image       = regexp.MustCompile(`!\[[^\]]*\]\([^)]*\)`)
	link        = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	stars       = regexp.MustCompile(`\*{1,3}([^*]+)\*{1,3}`)
	underscores = regexp.MustCompile(`(^|[\s(«"“])_{1,3}([^_]+)_{1,3}`)
)

// plainLine is a line of Markdown as a reader sees it.
func plainLine(l string) string {
	if rule.MatchString(l) {
		return ""
	}
	if headingMark.MatchString(l) {
		l = headingEnd.ReplaceAllString(headingMark.ReplaceAllString(l, ""), "")
	}
	l = quoteMark.ReplaceAllString(l, "")
	l = image.ReplaceAllString(l, "")
	l = link.ReplaceAllString(l, "$1")
	l = stars.ReplaceAllString(l, "$1")
	l = underscores.ReplaceAllString(l, "$1$2")
	return trim(strings.ReplaceAll(l, "`", ""))
}

// firstOf is the first that is not empty.
func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
