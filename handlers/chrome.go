package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/views"
)

// pageURL is the address of the page that a reader is on: that of a form, where it
// is answered with a page, has none to come back to.
func pageURL(r *http.Request) *url.URL {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.URL
	}
	if from, err := url.Parse(r.Referer()); err == nil && from.Host == r.Host {
		return from
	}
	return &url.URL{Path: "/"}
}

// chrome is what every page shows around its content.
func (s *Server) chrome(c echo.Context) views.Chrome {
	actor := actorOf(c)
	return views.Chrome{
		User:      actor.Name,
		Role:      actor.Role,
		CanMark:   actor.Role.Can(annotation.Mark),
		CanEdit:   actor.Role.Can(annotation.ManageArticles),
		CanManage: actor.Role.Can(annotation.ManagePeople),
		CanChoose: actor.Role.Can(annotation.ManageScales),
		CanSet:    actor.Role.Can(annotation.ManageSettings),
		Today:     s.today(c),
		URL:       pageURL(c.Request()),
		Assets:    s.assets.Prefix(),
	}
}
