package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/db"
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
		return readOnly[speakerDetail](err)
	}
	speaker, created, err := s.db.CreateSpeaker(c.Request().Context(), actorOf(c), draft)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderLocation, "/api/v1/speakers/"+url.PathEscape(speaker.ID))
	return showVersioned(c, createdStatus(created), speaker.Version, speaker)
}

// speakerDetail is a speaker in the API, with a page of their statements and what was
// found of all of them. One that was merged has what it was attributed.
type speakerDetail struct {
	annotation.Speaker
	Statements []annotation.Annotation    `json:"statements,omitempty"`
	Next       string                     `json:"next,omitempty"`
	Verdicts   map[annotation.Verdict]int `json:"verdicts,omitempty"`
	Wordings   map[annotation.Wording]int `json:"wordings,omitempty"`
}

func (s *Server) apiSpeaker(c echo.Context) error {
	speaker, err := s.db.Speaker(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return s.showSpeaker(c, speaker)
}

func (s *Server) showSpeaker(c echo.Context, speaker annotation.Speaker) error {
	found, err := s.db.Statements(c.Request().Context(), speaker.ID, statementFilter(c))
	if err != nil {
		return err
	}
	detail := speakerDetail{Speaker: speaker, Next: found.Next, Verdicts: found.Verdicts, Wordings: found.Wordings}
	for _, one := range found.Items {
		detail.Statements = append(detail.Statements, one.Annotation)
	}
	return showVersioned(c, http.StatusOK, speaker.Version, detail)
}

// statementFilter reads which of a speaker's statements are asked for.
func statementFilter(c echo.Context) db.StatementFilter {
	return db.StatementFilter{
		Wording: annotation.Wording(c.QueryParam("wording")), Verdict: annotation.Verdict(c.QueryParam("verdict")),
		Cursor: c.QueryParam("cursor"), Limit: pageSize,
	}
}

// apiMergeSpeaker answers with the speaker that the merged one is now.
func (s *Server) apiMergeSpeaker(c echo.Context) error {
	var body annotation.Merging
	if err := decode(c, &body, jsonType); err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	_, heir, err := s.db.MergeSpeaker(c.Request().Context(), actorOf(c), c.Param("id"), version, body.Into)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Location", "/api/v1/speakers/"+url.PathEscape(heir.ID))
	return s.showSpeaker(c, heir)
}

// apiSplitOffSpeaker takes a merge back, and answers with the speaker on its own.
func (s *Server) apiSplitOffSpeaker(c echo.Context) error {
	if err := noBody(c); err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	alone, _, err := s.db.SplitOffSpeaker(c.Request().Context(), actorOf(c), c.Param("id"), version)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Location", "/api/v1/speakers/"+url.PathEscape(alone.ID))
	return s.showSpeaker(c, alone)
}

func (s *Server) apiChangeSpeaker(c echo.Context) error {
	var patch annotation.SpeakerPatch
	if err := decode(c, &patch, patchType, jsonType); err != nil {
		return readOnly[speakerDetail](err)
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
