package views

import (
	"context"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// Mark is one span of an annotation as the text shows it. Start and End are code
// points of the revision.
type Mark struct {
	ID         string
	Role       MarkRole
	Kind       annotation.Kind
	Start, End int
	Active     bool // the annotation whose card is open
}

// MarkRole says which part of an annotation a Mark is.
type MarkRole int

const (
	Content MarkRole = iota
	Cue
	Mention
)

// MarksOf lists an annotation's spans as marks.
func MarksOf(a *annotation.Annotation, active bool) []Mark {
	marks := make([]Mark, 0, len(a.Spans)+len(a.Cue)+len(a.Mention))
	for _, part := range []struct {
		role     MarkRole
		passages []annotation.Passage
	}{{Content, a.Spans}, {Cue, a.Cue}, {Mention, a.Mention}} {
		for _, p := range part.passages {
			marks = append(marks, Mark{ID: a.ID, Role: part.role, Kind: a.Kind, Start: p.Start, End: p.End, Active: active})
		}
	}
	return marks
}

// highlighted renders one paragraph's text with its marks as flat segments: the
// text is cut at every edge of a mark, once, and each piece lists the annotations
// that cover it. It writes by hand because it is most of a page, and templ's
// attribute expressions cost many times as much (docs/PERFORMANCE.md). Elements hold
// nothing but the text's own characters, so textContent is exactly the slice.
func highlighted(slice string, start int, marks []Mark) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		out := &textWriter{w: w, named: map[string]bool{}}
		length := utf8.RuneCountInString(slice)
		inside := clip(marks, start, start+length)
		edges := edgesOf(inside, start, start+length)
		slices.SortStableFunc(inside, func(a, b Mark) int { return a.Start - b.Start })

		var covering []Mark
		next, at := 0, 0 // the first mark not yet begun; the byte where the piece begins
		for i := 0; i+1 < len(edges); i++ {
			covering = slices.DeleteFunc(covering, func(m Mark) bool { return m.End <= edges[i] })
			for next < len(inside) && inside[next].Start <= edges[i] {
				covering = append(covering, inside[next])
				next++
			}
			end := at + byteLength(slice[at:], edges[i+1]-edges[i])
			out.piece(slice[at:end], covering)
			at = end
		}
		return out.err
	})
}

// clip keeps the marks that touch [start, end).
func clip(marks []Mark, start, end int) []Mark {
	inside := make([]Mark, 0, len(marks))
	for _, m := range marks {
		if m.Start < end && m.End > start {
			inside = append(inside, m)
		}
	}
	return inside
}

// edgesOf lists where pieces begin and end, in order, each once.
func edgesOf(marks []Mark, start, end int) []int {
	edges := make([]int, 0, 2*len(marks)+2)
	edges = append(edges, start, end)
	for _, m := range marks {
		edges = append(edges, max(m.Start, start), min(m.End, end))
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}

// byteLength is how many bytes the first n code points of s take.
func byteLength(s string, n int) int {
	at := 0
	for ; n > 0 && at < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return at
}

// textWriter writes pieces and remembers the first error.
type textWriter struct {
	w     io.Writer
	err   error
	named map[string]bool // by the piece that is being written
}

func (o *textWriter) write(s string) {
	if o.err == nil {
		_, o.err = io.WriteString(o.w, s)
	}
}

func (o *textWriter) piece(s string, covering []Mark) {
	if len(covering) == 0 {
		o.text(s)
		return
	}
	var quotes, claims, cues, mentions, active int
	for _, m := range covering {
		switch {
		case m.Role == Cue:
			cues++
		case m.Role == Mention:
			mentions++
		case m.Kind == annotation.Quote:
			quotes++
		default:
			claims++
		}
		if m.Active {
			active++
		}
	}
	// mark is for content; a cue or a mention alone is a plain span.
	element := "span"
	if quotes+claims > 0 {
		element = "mark"
	}
	o.write("<" + element + ` class="`)
	space := ""
	for _, class := range []struct {
		name string
		on   bool
	}{
		{"q", quotes > 0}, {"c", claims > 0}, {"cue", cues > 0}, {"who", mentions > 0},
		{"deep", quotes > 1 || claims > 1}, {"on", active > 0},
	} {
		if class.on {
			o.write(space + class.name)
			space = " "
		}
	}
	o.write(`" data-annotations="`)
	space = ""
	clear(o.named)
	for _, m := range covering {
		if o.named[m.ID] {
			continue
		}
		o.named[m.ID] = true
		o.write(space + m.ID) // ids are unreserved URL characters (annotation.CheckID)
		space = " "
	}
	o.write(`">`)
	o.text(s)
	o.write("</" + element + ">")
}

// escaper covers what the HTML standard asks for in text (§13.3, "escaping a
// string"); a carriage return would be normalised away by the parser.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\u00a0", "&nbsp;", "\r", "&#13;", "\x00", "\ufffd")

// text writes characters escaped, and makes invisible ones visible: the element
// around one only carries its name for the style sheet to show.
func (o *textWriter) text(s string) {
	from := 0
	for i, r := range s {
		name, ok := text.Invisible(r)
		if !ok {
			continue
		}
		end := i + utf8.RuneLen(r)
		o.write(escaper.Replace(s[from:i]))
		o.write(`<span class="invisible" data-name="` + name + `">` + s[i:end] + `</span>`)
		from = end
	}
	o.write(escaper.Replace(s[from:]))
}

// fileName is the name of a file as it is shown amid text of either direction. What
// follows its last space, "2025.pdf", is one thing to be read from left to right where
// it is written so: in a name that begins in Arabic, the bidirectional algorithm (UAX
// #9, rule W2 on) would put the number behind its ending.
func fileName(name string) string {
	at := strings.LastIndexByte(name, ' ') + 1
	tail := name[at:]
	if at == 0 || tail == "" || strings.ContainsFunc(tail, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return name
	}
	return name[:at] + "\u2066" + tail + "\u2069" // LRI … PDI
}
