package handlers

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/message"
	"github.com/isnad/isnad/internal/text"
	"github.com/isnad/isnad/views"
)

// reportPage is the report of an article: as a page, or as one file that needs
// nothing else (download=1), of everything or of what is approved (only=approved).
func (s *Server) reportPage(c echo.Context) error {
	only := annotation.State(c.QueryParam("only"))
	if only != "" && only != annotation.Approved {
		return annotation.RefuseField(annotation.Invalid, "only", "error.unknown_value", "field", "only", "value", string(only), "allowed", string(annotation.Approved))
	}
	download := false
	if asked := c.QueryParam("download"); asked != "" {
		var err error
		if download, err = strconv.ParseBool(asked); err != nil {
			return annotation.RefuseField(annotation.Invalid, "download", "error.unknown_value", "field", "download", "value", asked, "allowed", "true, false")
		}
	}
	made, err := s.db.Report(c.Request().Context(), actorOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	page := views.Report{Report: made, By: actorOf(c).Name, ApprovedOnly: only == annotation.Approved}
	if download {
		page.Style = s.assets.Text("css/report.css")
		name := reportName(printerOf(c), made.Title, made.ID)
		c.Response().Header().Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	}
	return s.renderSized(c, http.StatusOK, views.ReportPage(page), reportBytes*(len(made.Annotations)+4))
}

// reportBytes is about what an item takes in a report.
const reportBytes = 1 << 10

// maxFileTitle is how much of a title names a file, in code points: with what stands
// around it less than the 255 bytes that file systems take, in any script.
const maxFileTitle = 60

// reportName is a file's name with the article's title in it, as far as every file
// system takes it.
func reportName(p *message.Printer, title, id string) string {
	title = strings.Map(func(r rune) rune {
		if _, hidden := text.Invisible(r); hidden {
			return -1
		}
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return ' '
		}
		return r
	}, title)
	title = strings.Join(strings.Fields(title), " ")
	if runes := []rune(title); len(runes) > maxFileTitle {
		title = string(runes[:maxFileTitle])
	}
	title = strings.Trim(title, ". ")
	if title == "" {
		title = id
	}
	return p.T("report.file_name", "title", message.Raw(title)) + ".html"
}
