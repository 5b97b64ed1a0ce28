package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
	"github.com/isnad/isnad/internal/ingest"
)

// articleItem is an article in the API's list.
type articleItem struct {
	ID        string            `json:"id"`
	Title     string            `json:"title"`
	Language  string            `json:"language"`
	Direction string            `json:"direction"`
	Revision  int               `json:"revision"`
	UpdatedAt time.Time         `json:"updated_at"`
	Archived  bool              `json:"archived,omitzero"`
	Counts    annotation.Counts `json:"counts"`

	Suggestions int `json:"suggestions,omitzero"` // that wait for somebody to decide
}

func (s *Server) apiArticles(c echo.Context) error {
	filter, err := articleFilter(c)
	if err != nil {
		return err
	}
	articles, next, err := s.db.Articles(c.Request().Context(), filter)
	if err != nil {
		return err
	}
	list := page[articleItem]{Items: make([]articleItem, 0, len(articles)), Next: next}
	for _, a := range articles {
		list.Items = append(list.Items, articleItem{a.ID, a.Title, a.Language, a.Direction, a.Revision, a.UpdatedAt, a.Archived, a.Counts, a.Suggestions})
	}
	return writeJSON(c, http.StatusOK, jsonType, list)
}

// apiArticle shows an article as the export does.
func (s *Server) apiArticle(c echo.Context) error {
	return s.showArticle(c, http.StatusOK, c.Param("id"))
}

func (s *Server) showArticle(c echo.Context, code int, id string) error {
	article, err := s.db.ExportArticle(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return showVersioned(c, code, article.Version, article)
}

// apiCreateArticle adds an article from its text, read by the same code as a file.
func (s *Server) apiCreateArticle(c echo.Context) error {
	var body struct {
		ID       string             `json:"id"`
		Title    string             `json:"title"`
		Byline   string             `json:"byline"`
		Dateline string             `json:"dateline"`
		Language string             `json:"language"`
		Text     string             `json:"text"`
		Source   *annotation.Source `json:"source"`
	}
	if err := decode(c, &body, jsonType); err != nil {
		return readOnly[export.Article](err)
	}
	doc, err := ingest.FromText(body.Text)
	if err != nil {
		return unreadable("text", err)
	}
	draft := annotation.ArticleDraft{
		ID: body.ID, Title: first(body.Title, doc.Title), Byline: first(body.Byline, doc.Byline),
		Dateline: first(body.Dateline, doc.Dateline), Language: first(body.Language, doc.Language), Text: doc.Text,
	}
	if body.Source != nil {
		draft.Source = *body.Source
	}
	article, created, err := s.db.CreateArticle(c.Request().Context(), actorOf(c), draft)
	if err != nil {
		return headingOnly(err)
	}
	c.Response().Header().Set(echo.HeaderLocation, "/api/v1/articles/"+url.PathEscape(article.ID))
	return s.showArticle(c, createdStatus(created), article.ID)
}

// createdStatus tells a new object from one that a retry found again.
func createdStatus(created bool) int {
	if created {
		return http.StatusCreated
	}
	return http.StatusOK
}

func first(given, read string) string {
	if given != "" {
		return given
	}
	return read
}

func (s *Server) apiChangeArticle(c echo.Context) error {
	var patch annotation.ArticlePatch
	if err := decode(c, &patch, patchType, jsonType); err != nil {
		return readOnly[export.Article](err)
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	article, err := s.db.ChangeArticle(c.Request().Context(), actorOf(c), c.Param("id"), version, patch)
	if err != nil {
		return headingOnly(err)
	}
	return s.showArticle(c, http.StatusOK, article.ID)
}

// heading is what a refusal shows of an article: all that a patch can change, and
// not its text.
type heading struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Byline   string `json:"byline"`
	Dateline string `json:"dateline"`
	Language string `json:"language"`
	Revision int    `json:"revision"`
	Archived bool   `json:"archived,omitzero"`
	Version  int    `json:"version"`
}

// headingOnly has a refusal about an article show its heading as the current one.
// A draft, with its text, whoever sent it has.
func headingOnly(err error) error {
	refusal, ok := errors.AsType[*annotation.Error](err)
	if !ok {
		return err
	}
	a, ok := refusal.Current.(annotation.Article)
	if !ok {
		return err
	}
	shown := *refusal
	shown.Current = heading{a.ID, a.Title, a.Byline, a.Dateline, a.Language, a.Revision, a.Archived, a.Version}
	if _, draft := shown.Submitted.(annotation.ArticleDraft); draft {
		shown.Submitted = nil
	}
	return &shown
}
