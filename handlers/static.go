package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
)

// static serves the embedded files. Their paths hold a hash of all of them, so
// what a path names never changes and browsers may keep it for good.
func (s *Server) static(c echo.Context) error {
	file, ok := s.assets.Find(c.Request().URL.Path)
	if !ok {
		return annotation.Refuse(annotation.NotFound, "error.page_not_found")
	}
	h := c.Response().Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	return c.Blob(http.StatusOK, file.Type, file.Body)
}
