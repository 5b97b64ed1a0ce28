package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// similarItem is an annotation that says nearly the same as something.
type similarItem struct {
	Annotation   string                 `json:"annotation"`
	Article      string                 `json:"article"`
	ArticleTitle string                 `json:"article_title"`
	Kind         annotation.Kind        `json:"kind"`
	Exact        string                 `json:"exact"` // its passages, an interruption shown
	Speaker      *annotation.SpeakerRef `json:"speaker,omitempty"`
	SaidOn       string                 `json:"said_on,omitempty"`
	State        annotation.State       `json:"state"`
	Wording      annotation.Wording     `json:"wording,omitempty"`
	Verdict      annotation.Verdict     `json:"verdict,omitempty"`
	Reason       string                 `json:"reason,omitempty"`
	CheckedBy    string                 `json:"checked_by,omitempty"`
	ApprovedBy   string                 `json:"approved_by,omitempty"`
	UpdatedAt    time.Time              `json:"updated_at"`
	Score        float64                `json:"score"`
	Differs      []string               `json:"differs,omitempty"` // numbers, negation
	SameAs       string                 `json:"same_as,omitempty"`
}

func (s *Server) apiSimilarTo(c echo.Context) error {
	similar, err := s.db.SimilarTo(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return showSimilar(c, similar)
}

func (s *Server) apiSimilar(c echo.Context) error {
	texts := c.QueryParams()["text"]
	if len(texts) > 1 {
		return annotation.RefuseField(annotation.Invalid, "text", "error.given_twice", "field", "text")
	}
	similar, err := s.db.Similar(c.Request().Context(), c.QueryParam("text"))
	if err != nil {
		return err
	}
	return showSimilar(c, similar)
}

func showSimilar(c echo.Context, similar []db.Similar) error {
	list := page[similarItem]{Items: make([]similarItem, 0, len(similar))}
	for _, one := range similar {
		a := &one.Annotation
		item := similarItem{
			Annotation: a.ID, Article: a.Article, ArticleTitle: one.ArticleTitle, Kind: a.Kind, Exact: views.Exact(a.Said()),
			Speaker: a.Speaker, SaidOn: a.SaidOn, State: a.State, Wording: a.Wording, Verdict: a.Verdict, Reason: a.Reason,
			CheckedBy: a.CheckedBy, ApprovedBy: a.ApprovedBy, UpdatedAt: a.UpdatedAt, Score: one.Score, SameAs: a.SameAs,
		}
		if one.Numbers {
			item.Differs = append(item.Differs, "numbers")
		}
		if one.Negation {
			item.Differs = append(item.Differs, "negation")
		}
		list.Items = append(list.Items, item)
	}
	return writeJSON(c, http.StatusOK, jsonType, list)
}
