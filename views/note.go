package views

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"

	"github.com/isnad/isnad/internal/annotation"
)

// noteLine is one annotation beside the text: its state, whose it is, how and what
// was found, and its card when that is open. Written by hand for the same reason as
// the text (highlighted): a page has one for each annotation.
func noteLine(note Note) templ.Component {
	if note.Suggestion != nil {
		return suggestionLine(note.Suggestion, note.Decision)
	}
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		a, on := note.Annotation, note.Card != nil
		out := &textWriter{w: w}
		out.write(`<a class="note ` + string(a.Kind[0]))
		if on {
			out.write(" on")
		}
		out.write(`" id="a-` + a.ID + `" href="` + templ.EscapeString(deskPath(a)) + `" data-annotation="` + a.ID +
			`" data-state="` + string(a.State) + `" aria-expanded="` + strconv.FormatBool(on) + `">`)
		out.write(`<span class="st ` + tones[a.State] + `" role="img" aria-label="` + templ.EscapeString(t(ctx, "state."+string(a.State))) + `">` + glyphs[a.State] + `</span>`)
		out.write(`<span class="what"><bdi class="by">` + templ.EscapeString(speakerLine(ctx, a)) + `</bdi> <small>· ` + templ.EscapeString(kindLine(ctx, a)))
		if note.Holds > 0 {
			out.write(" · " + templ.EscapeString(t(ctx, "count.claims", "count", note.Holds)))
		}
		if a.State == annotation.Returned && a.ReturnedReason != "" {
			out.write(" · <bdi>" + templ.EscapeString(a.ReturnedReason) + "</bdi>")
		}
		if !a.Finished() {
			if a.Assignee != "" {
				out.write(" · <bdi class=\"whose\">" + templ.EscapeString(a.Assignee) + "</bdi>")
			}
			if a.Due != "" && a.Due < chromeOf(ctx).Today {
				out.write(` · <b class="bad">` + templ.EscapeString(t(ctx, "due.overdue")) + `</b>`)
			}
		}
		word, tone := finding(ctx, a)
		out.write(`</small></span><span class="chip ` + tone + `">` + templ.EscapeString(word) + `</span></a>`)
		if out.err != nil || !on {
			return out.err
		}
		return CardBox(*note.Card).Render(ctx, w)
	})
}
