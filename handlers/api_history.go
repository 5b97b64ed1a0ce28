package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
)

// historyItem is an event in the API's history of a thing.
type historyItem struct {
	Event    int64                    `json:"event"` // its number in the file
	At       time.Time                `json:"at"`
	By       string                   `json:"by"`
	What     string                   `json:"what"`
	Object   string                   `json:"object"` // the id of the thing: the annotation, or a piece of its evidence
	Changes  []annotation.FieldChange `json:"changes,omitempty"`
	Undoes   int64                    `json:"undoes,omitzero"`
	UndoneBy int64                    `json:"undone_by,omitzero"`
	Erased   bool                     `json:"erased,omitzero"`
	Withheld bool                     `json:"withheld,omitzero"` // what was said while the evidence was confidential is left out
	Hash     string                   `json:"hash"`
}

// apiHistory lists what happened to an annotation, a deleted one too, oldest first.
func (s *Server) apiHistory(c echo.Context) error {
	entries, next, err := s.db.AnnotationHistory(c.Request().Context(), actorOf(c), c.Param("id"), c.QueryParam("cursor"), pageSize)
	if err != nil {
		return err
	}
	list := page[historyItem]{Items: make([]historyItem, 0, len(entries)), Next: next}
	for _, e := range entries {
		changes, err := e.Changes()
		if err != nil {
			return err
		}
		list.Items = append(list.Items, historyItem{e.Seq, e.At, e.Actor, e.Action, e.Object, changes, e.Undoes, e.UndoneBy, e.Erased, e.Withheld, e.Hash})
	}
	return writeJSON(c, http.StatusOK, jsonType, list)
}
