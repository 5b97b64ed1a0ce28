package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/comparison"
)

// comparedNote is a note with its sentence in the reader's language.
type comparedNote struct {
	comparison.Note
	Sentence string `json:"sentence"`
}

// compared is a comparison as the API answers it.
type compared struct {
	comparison.Result
	Notes []comparedNote `json:"notes"`
}

// apiCompare holds a quote against a source, neither of which is kept.
func (s *Server) apiCompare(c echo.Context) error {
	var body struct {
		Quote  string `json:"quote"`
		Source string `json:"source"`
	}
	if err := decode(c, &body, jsonType); err != nil {
		return err
	}
	result, err := comparison.Compare(body.Quote, body.Source)
	if err != nil {
		return err
	}
	answer := compared{Result: result, Notes: make([]comparedNote, 0, len(result.Notes))}
	for _, n := range result.Notes {
		answer.Notes = append(answer.Notes, comparedNote{n, n.Sentence(printerOf(c))})
	}
	return writeJSON(c, http.StatusOK, jsonType, answer)
}
