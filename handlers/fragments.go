package handlers

import (
	"context"
	"fmt"
	"io"
	"net/http"

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

// passagesOf are the passages of an annotation, part by part.
func passagesOf(a *annotation.Annotation) [][]annotation.Passage {
	return [][]annotation.Passage{a.Spans, a.Cue, a.Mention}
}

// touched are the paragraphs that passages touch, by number from 0.
func (d *desk) touched(parts ...[]annotation.Passage) map[int]bool {
	touched := map[int]bool{}
	for _, part := range parts {
		for _, p := range part {
			first, last := d.index.ParagraphsOf(text.Span{Start: p.Start, End: p.End})
			for n := first; n <= last; n++ {
				touched[n] = true
			}
		}
	}
	return touched
}

// changed answers a form of the desk. To scripts it sends the paragraphs that the
// annotation touches or touched, their notes, what is left to do, and the card;
// otherwise it leads to the page with the card open.
func (s *Server) changed(c echo.Context, before, after annotation.Annotation, said string) error {
	if !wantsFragments(c) && !after.Deleted {
		return seeOther(c, openAt(after.Article, after.ID))
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
	touched := d.touched(append(passagesOf(&before), passagesOf(&after)...)...)
	c.Response().Header().Set(annotationHeader, after.ID)
	var gone *annotation.Annotation
	if after.Deleted {
		gone = &after
	}
	return s.repainted(c, http.StatusOK, d, touched, gone)
}

// annotationHeader names the annotation that an answer of fragments is about.
const annotationHeader = "X-Isnad-Annotation"

// repainted sends what is left to do and the paragraphs given, by number from 0, with
// their notes; an annotation that is gone is offered back where it began.
func (s *Server) repainted(c echo.Context, code int, d *desk, touched map[int]bool, gone *annotation.Annotation) error {
	ctx, article := c.Request().Context(), d.article.ID
	progress := views.ProgressOf{Article: d.article, CanMark: d.canMark()}
	var err error
	if progress.Left, err = s.left(c, article); err != nil {
		return err
	}
	switch {
	case d.open != nil:
		progress.Open = d.open.Annotation.ID
	case d.decision != nil:
		progress.Open = d.decision.Suggestion.ID
	}
	fragments := []fragment{{"progress", views.Progress(progress)}}
	for p := range touched {
		if d.all, err = s.db.AnnotationsTouching(ctx, article, p, p); err != nil {
			return err
		}
		if d.suggested, err = s.db.SuggestionsTouching(ctx, article, p, p); err != nil {
			return err
		}
		row := d.rows(p, p)[0]
		if gone != nil && p == d.rowOf(gone) {
			row.Gone = gone
		}
		fragments = append(fragments,
			fragment{fmt.Sprintf("p-%d", row.Number), views.DeskText(row)},
			fragment{fmt.Sprintf("notes-%d", row.Number), views.Notes(row)})
	}
	return s.fragments(c, code, fragments)
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
