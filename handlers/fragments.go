package handlers

import (
	"context"
	"fmt"
	"io"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
	"github.com/isnad/isnad/views"
)

// An answer of fragments is a run of <template data-swap="ID"> elements, each
// holding the element that now stands where the one with that id stood; one that
// is empty takes it away. static/js/fragments.js is the other side.

type fragment struct {
	id        string
	component templ.Component // nil: gone
}

// paragraphsOf lists the paragraphs that an annotation's parts touch.
func (d *desk) paragraphsOf(touched map[int]bool, a *annotation.Annotation) {
	if a.Deleted && len(a.Spans) == 0 {
		return
	}
	for _, part := range [][]annotation.Passage{a.Spans, a.Cue, a.Mention} {
		for _, p := range part {
			first, last := d.index.ParagraphsOf(text.Span{Start: p.Start, End: p.End})
			for n := first; n <= last; n++ {
				touched[n] = true
			}
		}
	}
}

// changed answers a form of the desk. To scripts it sends the paragraphs that the
// annotation touches or touched, their notes, what is left to do, and the card;
// otherwise it leads to the page with the card open.
func (s *Server) changed(c echo.Context, before, after annotation.Annotation, said string) error {
	if !wantsFragments(c) && !after.Deleted {
		return seeOther(c, fmt.Sprintf("/articles/%s?open=%s#a-%s", after.Article, after.ID, after.ID))
	}
	ctx := c.Request().Context()
	d, err := s.newDesk(c, after.Article)
	if err != nil {
		return err
	}
	if !wantsFragments(c) {
		return seeOther(c, fmt.Sprintf("/articles/%s?deleted=%s#row-%d", after.Article, after.ID, d.rowOf(&after)+1))
	}
	if !after.Deleted {
		if d.open, err = d.card(ctx, after); err != nil {
			return err
		}
		d.open.Said = said
	}
	touched := map[int]bool{}
	d.paragraphsOf(touched, &before)
	d.paragraphsOf(touched, &after)
	progress := views.ProgressOf{Article: d.article, CanMark: d.canMark()}
	if progress.Left, err = s.left(c, after.Article); err != nil {
		return err
	}
	if d.open != nil {
		progress.Open = after.ID
	}
	fragments := []fragment{{"progress", views.Progress(progress)}}
	for p := range touched {
		if d.all, err = s.db.AnnotationsTouching(ctx, after.Article, p, p); err != nil {
			return err
		}
		row := d.rows(p, p)[0]
		if after.Deleted && p == d.rowOf(&after) {
			row.Gone = &after
		}
		fragments = append(fragments,
			fragment{fmt.Sprintf("p-%d", row.Number), views.DeskText(row)},
			fragment{fmt.Sprintf("notes-%d", row.Number), views.Notes(row)})
	}
	c.Response().Header().Set("X-Isnad-Annotation", after.ID)
	return s.fragments(c, 200, fragments)
}

func (s *Server) fragments(c echo.Context, code int, list []fragment) error {
	c.Response().Header().Set(echo.HeaderContentType, fragmentsType+"; charset=utf-8")
	return s.render(c, code, templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, f := range list {
			if _, err := fmt.Fprintf(w, "<template data-swap=%q>", f.id); err != nil {
				return err
			}
			if f.component != nil {
				if err := f.component.Render(ctx, w); err != nil {
					return err
				}
			}
			if _, err := io.WriteString(w, "</template>\n"); err != nil {
				return err
			}
		}
		return nil
	}))
}
