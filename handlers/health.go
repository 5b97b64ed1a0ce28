package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// healthz says that the process serves.
func (s *Server) healthz(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readyz says that the data file is open and migrated.
func (s *Server) readyz(c echo.Context) error {
	if err := s.db.Ready(c.Request().Context()); err != nil {
		s.log.Error("not ready", "error", err)
		return c.String(http.StatusServiceUnavailable, "not ready\n")
	}
	return c.String(http.StatusOK, "ready\n")
}
