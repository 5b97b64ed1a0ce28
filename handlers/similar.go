package handlers

import (
	"cmp"
	"context"
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// similarStatements shows scripts what an open card leaves to be asked for: what was
// said before. Others see it on the page with the card open.
func (s *Server) similarStatements(c echo.Context) error {
	ctx := c.Request().Context()
	a, err := s.db.Annotation(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	if !wantsFragments(c) {
		return seeOther(c, fmt.Sprintf("/articles/%s?open=%s#said-%s", a.Article, a.ID, a.ID))
	}
	head, err := s.db.ArticleHead(ctx, a.Article)
	if err != nil {
		return err
	}
	before, err := s.saidBefore(ctx, a, actorOf(c).Role.Can(annotation.Mark) && !head.Archived)
	if err != nil {
		return err
	}
	return s.fragments(c, http.StatusOK, []fragment{{"said-" + a.ID, views.SaidBefore(*before)}})
}

// saidBefore gathers what people have found to be the same statement as an annotation,
// then what else says nearly the same. What stands on the same words of its article is
// no earlier statement, and the card shows it elsewhere.
func (s *Server) saidBefore(ctx context.Context, a annotation.Annotation, canMark bool) (*views.Before, error) {
	before := &views.Before{For: a.ID, CanMark: canMark}
	linked, err := s.db.SameStatement(ctx, a)
	if err != nil {
		return nil, err
	}
	similar, err := s.db.SimilarTo(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	likeness := map[string]db.Similar{}
	for _, one := range similar {
		likeness[one.Annotation.ID] = one
	}
	for _, one := range linked {
		like := likeness[one.Annotation.ID]
		delete(likeness, one.Annotation.ID)
		item := views.Earlier{Statement: statementOf(one), Numbers: like.Numbers, Negation: like.Negation, Linked: true, Ours: a.SameAs == one.Annotation.ID}
		before.Items = append(before.Items, item)
	}
	for _, one := range similar {
		if _, left := likeness[one.Annotation.ID]; left && !overlap(&a, &one.Annotation) {
			before.Items = append(before.Items, views.Earlier{Statement: statementOf(one.Statement), Numbers: one.Numbers, Negation: one.Negation})
		}
	}
	return before, nil
}

func statementOf(st db.Statement) views.Statement {
	return views.Statement{Annotation: st.Annotation, Article: st.ArticleTitle, Language: st.Language, Direction: st.Direction}
}

// overlap says that two annotations share words of one article.
func overlap(a, b *annotation.Annotation) bool {
	if a.Article != b.Article || a.Revision != b.Revision {
		return false
	}
	for _, p := range a.Spans {
		for _, q := range b.Spans {
			if p.Start < q.End && q.Start < p.End {
				return true
			}
		}
	}
	return false
}

// propose shows a card as it was typed, with the result of an earlier check filled in:
// nothing is saved until a person says so.
func (s *Server) propose(c echo.Context, f formValues, now annotation.Annotation, from string) error {
	ctx := c.Request().Context()
	earlier, err := s.db.Annotation(ctx, from)
	if err != nil {
		return err
	}
	d, err := s.newDesk(c, now.Article)
	if err != nil {
		return err
	}
	card, err := d.card(ctx, now)
	if err != nil {
		return err
	}
	version, err := f.number("version")
	if err != nil {
		return err
	}
	base, err := s.baseOf(ctx, now.ID, version, card.Form)
	if err != nil {
		return err
	}
	if card.Form, err = s.typedForm(ctx, f, base); err != nil {
		return err
	}
	card.Form.Version = cmp.Or(version, now.Version)
	scales, err := s.scales(c)
	if err != nil {
		return err
	}
	card.Form.Reuse(&earlier, scales.Current())
	card.Said = printerOf(c).T("said.reused")
	if wantsFragments(c) {
		return s.fragments(c, http.StatusOK, []fragment{{"card-" + now.ID, views.CardBox(*card)}})
	}
	return s.showOpened(c, http.StatusOK, now.Article, opened{open: card})
}
