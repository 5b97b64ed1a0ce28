package handlers

import (
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/strictjson"
)

// apiCreateEvidence cites a piece for an annotation: a JSON draft, or
// multipart/form-data of such a draft ("evidence") and a file ("file").
func (s *Server) apiCreateEvidence(c echo.Context) error {
	var (
		draft  annotation.EvidenceDraft
		upload *db.Upload
	)
	if kind, _, _ := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType)); kind == echo.MIMEMultipartForm {
		f, err := form(c)
		if err != nil {
			return err
		}
		if err := checkEvidenceParts(f); err != nil {
			return err
		}
		if err := strictjson.Decode(strings.NewReader(f.get(evidencePart)), maxBody, &draft); err != nil {
			return readOnly[annotation.EvidenceEntry](err)
		}
		if upload, err = uploadOf(c, &draft); err != nil {
			return err
		}
	} else if err := decode(c, &draft, jsonType, echo.MIMEMultipartForm); err != nil {
		return readOnly[annotation.EvidenceEntry](err)
	}
	change, err := s.db.AddEvidence(c.Request().Context(), actorOf(c), c.Param("id"), draft, upload)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderLocation, "/api/v1/evidence/"+url.PathEscape(change.Evidence.Citation.ID))
	return showEvidence(c, createdStatus(change.Created), change.Evidence)
}

// evidencePart is the part of a form that the draft is read from.
const evidencePart = "evidence"

// checkEvidenceParts refuses parts that would be passed over, and a form without the
// one that is needed. An empty file is none.
func checkEvidenceParts(f formValues) error {
	for _, part := range slices.Sorted(maps.Keys(f.values)) {
		switch {
		case part != evidencePart && part != filePart:
			return annotation.RefuseField(annotation.Invalid, part, "error.part_unknown", "part", part, "known", evidencePart+", "+filePart)
		case len(f.values[part]) > 1:
			return annotation.RefuseField(annotation.Invalid, part, "error.part_twice", "part", part)
		}
	}
	if !f.has(evidencePart) {
		return annotation.RefuseField(annotation.Invalid, evidencePart, "error.part_missing", "part", evidencePart)
	}
	return nil
}

func (s *Server) apiEvidence(c echo.Context) error {
	e, err := s.db.Evidence(c.Request().Context(), actorOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	return showEvidence(c, http.StatusOK, e)
}

// apiChangeEvidence applies a JSON merge patch (RFC 7396).
func (s *Server) apiChangeEvidence(c echo.Context) error {
	var patch annotation.EvidencePatch
	if err := decode(c, &patch, patchType, jsonType); err != nil {
		return readOnly[annotation.EvidenceEntry](err)
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	change, err := s.db.ChangeEvidence(c.Request().Context(), actorOf(c), c.Param("id"), version, patch)
	if err != nil {
		return err
	}
	return showEvidence(c, http.StatusOK, change.Evidence)
}

func (s *Server) apiDeleteEvidence(c echo.Context) error {
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	if _, err := s.db.DeleteEvidence(c.Request().Context(), actorOf(c), c.Param("id"), version); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// apiEraseEvidence empties a confidential piece for good.
func (s *Server) apiEraseEvidence(c echo.Context) error {
	if err := noBody(c); err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	change, err := s.db.EraseEvidence(c.Request().Context(), actorOf(c), c.Param("id"), version)
	if err != nil {
		return err
	}
	return showEvidence(c, http.StatusOK, change.Evidence)
}

func showEvidence(c echo.Context, code int, e annotation.Evidence) error {
	return showVersioned(c, code, e.Version(), e.Entry())
}
