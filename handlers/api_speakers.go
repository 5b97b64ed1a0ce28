package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
)

// speakerItem is a speaker in the API's list.
type speakerItem struct {
	annotation.Speaker
	Statements int `json:"statements"`
}

func (s *Server) apiSpeakers(c echo.Context) error {
	query := c.QueryParam("q")
	if err := annotation.CheckQuery(query); err != nil {
		return err
	}
	speakers, next, err := s.db.Speakers(c.Request().Context(), query, c.QueryParam("cursor"), pageSize)
	if err != nil {
		return err
	}
	list := page[speakerItem]{Items: make([]speakerItem, 0, len(speakers)), Next: next}
	for _, one := range speakers {
		list.Items = append(list.Items, speakerItem{one.Speaker, one.Statements})
	}
	return writeJSON(c, http.StatusOK, jsonType, list)
}

func (s *Server) apiCreateSpeaker(c echo.Context) error {
	var draft annotation.SpeakerDraft
	if err := decode(c, &draft, jsonType); err != nil {
		return err
	}
	speaker, created, err := s.db.CreateSpeaker(c.Request().Context(), actorOf(c), draft)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderLocation, "/api/v1/speakers/"+url.PathEscape(speaker.ID))
	return showVersioned(c, createdStatus(created), speaker.Version, speaker)
}

func (s *Server) apiSpeaker(c echo.Context) error {
	speaker, err := s.db.Speaker(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return showVersioned(c, http.StatusOK, speaker.Version, speaker)
}

func (s *Server) apiChangeSpeaker(c echo.Context) error {
	var patch annotation.SpeakerPatch
	if err := decode(c, &patch, patchType, jsonType); err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	speaker, err := s.db.ChangeSpeaker(c.Request().Context(), actorOf(c), c.Param("id"), version, patch)
	if err != nil {
		return err
	}
	return showVersioned(c, http.StatusOK, speaker.Version, speaker)
}
