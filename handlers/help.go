package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/views"
)

// help says what the words mean and what the keys do.
func (s *Server) help(c echo.Context) error {
	return s.render(c, http.StatusOK, views.HelpPage())
}
