package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

const scalesKey = "isnad.scales"

// scales are the desk's verdict scales, read once for a request. What shows verdicts
// asks for them after it has read those: a scale that is not there yet can have none.
func (s *Server) scales(c echo.Context) (annotation.Scales, error) {
	if all, ok := c.Get(scalesKey).(annotation.Scales); ok {
		return all, nil
	}
	all, err := s.db.Scales(c.Request().Context())
	if err == nil {
		c.Set(scalesKey, all)
	}
	return all, err
}

// scalesPage says what each verdict means, of every scale that the desk knows.
func (s *Server) scalesPage(c echo.Context) error {
	return s.render(c, http.StatusOK, views.ScalesPage())
}

// apiScales lists the scales, and says by which one the desk judges.
func (s *Server) apiScales(c echo.Context) error {
	all, err := s.scales(c)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, jsonType, struct {
		Items   []*annotation.Scale `json:"items"`
		Current annotation.ScaleRef `json:"current"`
	}{all.List(), all.Current().Ref()})
}
