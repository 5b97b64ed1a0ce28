package handlers

import "github.com/labstack/echo/v4"

// home leads to the articles: the day's work starts there.
func (s *Server) home(c echo.Context) error { return seeOther(c, "/articles") }
