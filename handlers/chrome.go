package handlers

import (
	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// chrome is what every page shows around its content.
func (s *Server) chrome(c echo.Context) views.Chrome {
	actor := actorOf(c)
	return views.Chrome{
		User:      actor.Name,
		Role:      actor.Role,
		CanEdit:   actor.Role.Can(annotation.ManageArticles),
		CanManage: actor.Role.Can(annotation.ManagePeople),
		URL:       c.Request().URL,
		Assets:    s.assets.Prefix(),
	}
}
