package handlers

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
	"github.com/isnad/isnad/internal/ingest"
	"github.com/isnad/isnad/views"
)

// pageSize is how many rows a list shows at once.
const pageSize = 50

// articleFilter reads the filters of a list of articles from the query.
func articleFilter(c echo.Context) (db.ArticleFilter, error) {
	f := db.ArticleFilter{
		Query: c.QueryParam("q"), State: annotation.State(c.QueryParam("state")),
		Cursor: c.QueryParam("cursor"), Limit: pageSize,
	}
	var err error
	if archived := c.QueryParam("archived"); archived != "" {
		if f.Archived, err = strconv.ParseBool(archived); err != nil {
			err = annotation.RefuseField(annotation.Invalid, "archived", "error.unknown_value", "field", "archived", "value", archived, "allowed", "true, false")
		}
	}
	return f, errors.Join(annotation.CheckQuery(f.Query), annotation.CheckState(f.State), err)
}

// articlesPage lists articles with what is left in each.
func (s *Server) articlesPage(c echo.Context) error {
	filter, err := articleFilter(c)
	if err != nil {
		return err
	}
	articles, next, err := s.db.Articles(c.Request().Context(), filter)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, views.ArticlesPage(views.Articles{
		Items: articles, Query: filter.Query, State: filter.State, Archived: filter.Archived, First: filter.Cursor == "",
		Next: nextPage(c.Request().URL, next),
	}))
}

// nextPage is the same list from a cursor on, or "" at its end.
func nextPage(u *url.URL, cursor string) string {
	if cursor == "" {
		return ""
	}
	query := u.Query()
	query.Set("cursor", cursor)
	return u.Path + "?" + query.Encode()
}

// newArticlePage is the form that adds an article by paste or file.
func (s *Server) newArticlePage(c echo.Context) error {
	return s.render(c, http.StatusOK, views.NewArticlePage(views.NewArticle{ID: s.db.NewID()}))
}

// createArticle reads a pasted text or an uploaded file with the same code as the
// command line, and shows the article. A text that is refused stays in the form.
func (s *Server) createArticle(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	typed := views.NewArticle{ID: f.get("id"), Text: f.get("text"), Title: f.get("title")}
	article, err := s.addArticle(c, f)
	if err != nil {
		refusal := refusalOf(err)
		if status[refusal.Code] >= http.StatusInternalServerError || refusal.Code == annotation.Forbidden {
			return err
		}
		typed.Problem, typed.Field = sentence(c, err), refusal.Field
		return s.render(c, status[refusal.Code], views.NewArticlePage(typed))
	}
	// So that the page it leads to has them; the article is there without.
	if err := s.db.MakeSuggestionsOf(c.Request().Context(), article.ID); err != nil {
		s.log.Error("suggestions could not be made", "article", article.ID, "error", err)
	}
	return seeOther(c, "/articles/"+article.ID)
}

func (s *Server) addArticle(c echo.Context, f formValues) (annotation.Article, error) {
	doc, name, err := documentOf(c, f)
	if err != nil {
		return annotation.Article{}, err
	}
	draft := annotation.ArticleDraft{
		ID: f.get("id"), Title: doc.Title, Byline: doc.Byline, Dateline: doc.Dateline, Language: doc.Language, Text: doc.Text,
	}
	if name != "" {
		draft.Source = annotation.Source{Name: name, SHA256: doc.SHA256}
	}
	if title := strings.TrimSpace(f.get("title")); title != "" {
		draft.Title = title
	}
	article, _, err := s.db.CreateArticle(c.Request().Context(), actorOf(c), draft)
	return article, err
}

// documentOf reads the uploaded file or, failing one, the pasted text.
func documentOf(c echo.Context, f formValues) (ingest.Document, string, error) {
	upload, header, err := c.Request().FormFile(filePart)
	if err != nil && !errors.Is(err, http.ErrMissingFile) && !errors.Is(err, http.ErrNotMultipart) {
		return ingest.Document{}, "", bodyError(err)
	}
	if upload != nil {
		defer upload.Close()
		raw, err := io.ReadAll(upload)
		if err != nil {
			return ingest.Document{}, "", bodyError(err)
		}
		if err := annotation.CheckFileName(header.Filename); err != nil {
			return ingest.Document{}, "", err
		}
		doc, err := ingest.Read(header.Filename, raw)
		return doc, header.Filename, unreadable("file", err)
	}
	doc, err := ingest.FromText(f.get("text"))
	return doc, "", unreadable("text", err)
}

// unreadable names the field whose file or text no article can be made of.
func unreadable(field string, err error) error {
	if refusal, ok := errors.AsType[*annotation.Error](err); ok {
		named := *refusal
		named.Field = field
		return &named
	}
	return err
}

// changeArticle corrects what was read of a heading, or moves an article into the
// archive and back.
func (s *Server) changeArticle(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	version, err := f.number("version")
	if err != nil {
		return err
	}
	patch := annotation.ArticlePatch{
		Title: opt[string](f, "title"), Byline: opt[string](f, "byline"), Dateline: opt[string](f, "dateline"), Language: opt[string](f, "language"),
	}
	if f.has("archived") {
		// The button stands beside the fields but is about the whole article.
		patch = annotation.ArticlePatch{Archived: annotation.To(f.get("archived") == "true")}
	}
	article, err := s.db.ChangeArticle(ctx, actorOf(c), id, version, patch)
	if err != nil {
		return s.refusedHeading(c, id, f, err)
	}
	if article.Archived {
		return seeOther(c, "/articles")
	}
	return seeOther(c, "/articles/"+id)
}

// refusedHeading shows the heading's form again as it was typed.
func (s *Server) refusedHeading(c echo.Context, id string, f formValues, refused error) error {
	refusal := refusalOf(refused)
	if !inForm(refusal) {
		return refused
	}
	page, err := s.deskPage(c, id, opened{})
	if err != nil {
		return err
	}
	page.Editing = &views.ArticleForm{
		Title: f.get("title"), Byline: f.get("byline"), Dateline: f.get("dateline"), Language: f.get("language"),
		Version: page.Article.Version, Archived: page.Article.Archived, Problem: sentence(c, refused), Field: refusal.Field,
	}
	if refusal.Code == annotation.Stale {
		version, err := f.number("version")
		if err != nil {
			return err
		}
		base, err := s.db.HeadingAt(c.Request().Context(), id, version)
		if annotation.CodeOf(err) == annotation.NotFound {
			base, err = page.Article, nil
		}
		if err != nil {
			return err
		}
		page.Editing.Conflict = headingDifferences(printerOf(c), base, page.Article, page.Editing)
	}
	return s.render(c, status[refusal.Code], views.DeskPage(*page))
}

// downloadArticle hands out one article as the export writes it.
func (s *Server) downloadArticle(c echo.Context) error {
	file, err := s.db.Export(c.Request().Context(), []string{c.Param("id")})
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "application/json; charset=utf-8")
	h.Set(echo.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="isnad-%s.json"`, c.Param("id")))
	return export.Write(c.Response(), file)
}
