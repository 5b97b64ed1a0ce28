package handlers

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/comparison"
	"github.com/isnad/isnad/internal/ingest"
	"github.com/isnad/isnad/internal/message"
	"github.com/isnad/isnad/views"
)

// newEvidencePage is the form that adds evidence to an annotation.
func (s *Server) newEvidencePage(c echo.Context) error {
	return s.newEvidenceWith(c, http.StatusOK, views.EvidenceForm{
		ID: s.db.NewID(), Stance: annotation.Supports, PieceFields: annotation.PieceFields{Kind: annotation.LinkPiece},
	})
}

func (s *Server) newEvidenceWith(c echo.Context, code int, form views.EvidenceForm) error {
	ctx := c.Request().Context()
	head, err := s.annotationHead(c, c.Param("id"))
	if err != nil {
		return err
	}
	page := views.EvidencePage{AnnotationHead: head, Form: form, CanHide: true}
	if page.Pieces, err = s.db.Pieces(ctx, actorOf(c), page.Annotation.Article); err != nil {
		return err
	}
	return s.render(c, code, views.EvidencePageOf(page))
}

// annotationHead gathers what every page about a part of an annotation begins with.
func (s *Server) annotationHead(c echo.Context, id string) (h views.AnnotationHead, err error) {
	ctx := c.Request().Context()
	if h.Annotation, err = s.db.Annotation(ctx, id); err != nil {
		return h, err
	}
	h.Article, err = s.db.ArticleHead(ctx, h.Annotation.Article)
	h.CanMark = actorOf(c).Role.Can(annotation.Mark) && !h.Article.Archived
	return h, err
}

// evidencePage shows one piece of evidence; of one that was removed, how to bring it
// back. ?erase= asks whether to erase it.
func (s *Server) evidencePage(c echo.Context) error {
	e, err := s.db.AnyEvidence(c.Request().Context(), actorOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	return s.evidenceWith(c, http.StatusOK, e, views.EvidenceFormOf(&e))
}

func (s *Server) evidenceWith(c echo.Context, code int, e annotation.Evidence, form views.EvidenceForm) error {
	head, err := s.annotationHead(c, e.Citation.Annotation)
	if err != nil {
		return err
	}
	page := views.EvidencePage{AnnotationHead: head, Evidence: &e, Form: form, Erasing: c.QueryParam("erase") != ""}
	page.CanHide = e.Piece.ConfidedTo(actorOf(c))
	if err := compareQuote(&page); err != nil {
		return err
	}
	return s.render(c, code, views.EvidencePageOf(page))
}

// compareQuote holds a quote against the text of its evidence. An interruption of
// the quote counts as an honest ellipsis: what stood between is noted, no more.
func compareQuote(page *views.EvidencePage) error {
	piece := page.Evidence.Piece
	if page.Evidence.Citation.Deleted || page.Annotation.Kind != annotation.Quote || piece.Text == "" || len(page.Annotation.Spans) == 0 {
		return nil
	}
	result, err := comparison.Compare(views.Exact(page.Annotation.Spans), piece.Text)
	if err != nil && annotation.CodeOf(err) == annotation.Invalid {
		return nil // no words on one side, or a quote as long as a document
	}
	if err != nil {
		return err
	}
	page.Comparison = &result
	page.Passage = string([]rune(piece.Text)[result.Start:result.End])
	return nil
}

// createEvidence cites a piece for an annotation: one of the article's, or a new
// one. What is refused stays in the form, but for the file, which browsers do not
// keep.
func (s *Server) createEvidence(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	typed := typedEvidence(f)
	draft := annotation.EvidenceDraft{ID: typed.ID, Piece: typed.Piece, Stance: typed.Stance, PieceFields: typed.PieceFields, Locator: typed.Locator, Passage: typed.Passage}
	upload, err := uploadOf(c, &draft)
	if err == nil {
		var change db.EvidenceChange
		if change, err = s.db.AddEvidence(c.Request().Context(), actorOf(c), c.Param("id"), draft, upload); err == nil {
			return evidenceSaved(c, change)
		}
	}
	refusal := refusalOf(err)
	if !inForm(refusal) {
		return err
	}
	typed.Problem, typed.Field = sentence(c, err), refusal.Field
	return s.newEvidenceWith(c, status[refusal.Code], typed)
}

// changeEvidence saves the form of one piece of evidence.
func (s *Server) changeEvidence(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	version, err := f.number("version")
	if err != nil {
		return err
	}
	patch := annotation.EvidencePatch{
		Stance: opt[annotation.Stance](f, "stance"), Locator: opt[string](f, "locator"), Passage: opt[string](f, "passage"),
		Kind: opt[annotation.PieceKind](f, "kind"), Title: opt[string](f, "title"), URL: opt[string](f, "url"), Text: opt[string](f, "text"),
		Publisher: opt[string](f, "publisher"), Date: opt[string](f, "date"), Accessed: opt[string](f, "accessed"),
		Primary: f.checked("primary"), Confidential: f.checked("confidential"),
	}
	ctx, id := c.Request().Context(), c.Param("id")
	change, err := s.db.ChangeEvidence(ctx, actorOf(c), id, version, patch)
	if err == nil {
		return evidenceSaved(c, change)
	}
	refusal := refusalOf(err)
	if !inForm(refusal) {
		return err
	}
	now, readErr := s.db.Evidence(ctx, actorOf(c), id)
	if readErr != nil {
		return readErr
	}
	typed := typedEvidence(f)
	typed.Version, typed.Problem, typed.Field = version, sentence(c, err), refusal.Field
	if refusal.Code == annotation.Stale {
		typed.Conflict, typed.Version = evidenceDifferences(printerOf(c), views.EvidenceFormOf(&now), typed), now.Version()
	}
	return s.evidenceWith(c, status[refusal.Code], now, typed)
}

// evidenceSaved leads to the card that the evidence belongs to.
func evidenceSaved(c echo.Context, change db.EvidenceChange) error {
	return seeOther(c, cardAddress(change, "", ""))
}

// cardAddress is where the card of the evidence's annotation is, with a further
// field in its query, and with what happened to the annotation.
func cardAddress(change db.EvidenceChange, field, value string) string {
	e := change.Evidence
	address := fmt.Sprintf("/articles/%s?open=%s", e.Article, e.Citation.Annotation)
	if field != "" {
		address += "&" + field + "=" + value
	}
	if change.Reopened > 0 {
		address += "&reopened=1"
	}
	return address + "#evidence-" + e.Citation.Annotation
}

// afterEvidence says on the open card what a change of its evidence did: ?reopened=
// that it is to be checked again, ?removed= which citation can be brought back.
func (d *desk) afterEvidence(c echo.Context) error {
	if c.QueryParam("reopened") != "" {
		d.open.Said = printerOf(c).T("evidence.reopened")
	}
	id := c.QueryParam("removed")
	if id == "" || !d.open.CanMark {
		return nil
	}
	gone, err := d.s.db.AnyEvidence(c.Request().Context(), d.actor, id)
	switch {
	case annotation.CodeOf(err) == annotation.NotFound:
		return nil
	case err == nil && gone.Citation.Deleted && gone.Citation.Annotation == d.open.Annotation.ID:
		d.open.EvidenceGone = &gone
	}
	return err
}

func (s *Server) deleteEvidence(c echo.Context) error {
	return s.actOnEvidence(c, func(id string, version int) (string, error) {
		change, err := s.db.DeleteEvidence(c.Request().Context(), actorOf(c), id, version)
		return cardAddress(change, "removed", id), err
	})
}

func (s *Server) restoreEvidence(c echo.Context) error {
	return s.actOnEvidence(c, func(id string, version int) (string, error) {
		change, err := s.db.RestoreEvidence(c.Request().Context(), actorOf(c), id, version)
		return cardAddress(change, "", ""), err
	})
}

// eraseEvidence empties a confidential piece for good.
func (s *Server) eraseEvidence(c echo.Context) error {
	return s.actOnEvidence(c, func(id string, version int) (string, error) {
		ctx := c.Request().Context()
		change, err := s.db.EraseEvidence(ctx, actorOf(c), id, version)
		if err != nil {
			return "", err
		}
		_, err = s.db.AnyEvidence(ctx, actorOf(c), id)
		if annotation.CodeOf(err) == annotation.NotFound { // its annotation is deleted, and has its history alone
			return "/annotations/" + change.Evidence.Citation.Annotation + "/history", nil
		}
		return "/evidence/" + id, err
	})
}

// actOnEvidence runs what a button does, and leads on. A stale button shows the
// evidence as it is now.
func (s *Server) actOnEvidence(c echo.Context, do func(id string, version int) (string, error)) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	version, err := f.number("version")
	if err != nil {
		return err
	}
	id := c.Param("id")
	address, err := do(id, version)
	if err == nil {
		return seeOther(c, address)
	}
	if annotation.CodeOf(err) != annotation.Stale {
		return err
	}
	e, readErr := s.db.AnyEvidence(c.Request().Context(), actorOf(c), id)
	if readErr != nil {
		return err
	}
	now := views.EvidenceFormOf(&e)
	now.Problem = sentence(c, err)
	return s.evidenceWith(c, status[annotation.Stale], e, now)
}

// evidenceFile hands out an uploaded file. It comes from a stranger: nothing of it
// may run, so that only pictures are shown and all else is saved, and whatever it
// turns out to be stands in a sandbox of its own.
func (s *Server) evidenceFile(c echo.Context) error {
	file, data, err := s.db.EvidenceFile(c.Request().Context(), actorOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	disposition, kind := "attachment", echo.MIMEOctetStream
	if annotation.IsPicture(file.MediaType) {
		disposition, kind = "inline", file.MediaType
	}
	h := c.Response().Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType(disposition, map[string]string{"filename": file.Name}))
	return c.Blob(http.StatusOK, kind, data)
}

// typedEvidence is the form as it was sent.
func typedEvidence(f formValues) views.EvidenceForm {
	return views.EvidenceForm{
		ID: f.get("id"), Piece: f.get("piece"), Stance: annotation.Stance(f.get("stance")), Locator: f.get("locator"), Passage: f.get("passage"),
		PieceFields: annotation.PieceFields{
			Kind: annotation.PieceKind(f.get("kind")), Title: f.get("title"), URL: f.get("url"), Text: f.get("text"), Publisher: f.get("publisher"),
			Date: f.get("date"), Accessed: f.get("accessed"), Primary: f.checked("primary").Value, Confidential: f.checked("confidential").Value,
		},
	}
}

// uploadOf is the file that came with a request, nil for none. The text of a text
// file becomes the piece's, so that a quote can be compared with it, unless the
// draft brings one or it is too long for that.
func uploadOf(c echo.Context, d *annotation.EvidenceDraft) (*db.Upload, error) {
	upload, header, err := c.Request().FormFile(filePart)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, nil
	}
	if err != nil {
		return nil, bodyError(err)
	}
	defer upload.Close()
	data, err := io.ReadAll(upload)
	if err != nil {
		return nil, bodyError(err)
	}
	kind, _, _ := mime.ParseMediaType(http.DetectContentType(data))
	if doc, err := ingest.Read(header.Filename, data); err == nil && d.Text == "" && utf8.RuneCountInString(doc.Text) <= annotation.MaxPieceText {
		d.Text = doc.Text
	}
	return &db.Upload{Name: header.Filename, MediaType: kind, Data: data}, nil
}

// checked reads a box that is followed by a hidden field for "not checked": a
// browser sends nothing for a box that is off.
func (f formValues) checked(field string) annotation.Opt[bool] {
	if !f.has(field) {
		return annotation.Opt[bool]{}
	}
	return annotation.To(f.get(field) == "true")
}

// evidenceDifferences lists the fields in which evidence and a form about it
// disagree.
func evidenceDifferences(p *message.Printer, theirs, yours views.EvidenceForm) []views.Difference {
	word := func(prefix, value string) string {
		if value == "" {
			return ""
		}
		return p.T(prefix + value)
	}
	yesNo := map[bool]string{true: p.T("evidence.yes"), false: p.T("evidence.no")}
	var list []views.Difference
	for _, d := range []views.Difference{
		{Label: "evidence.stance", Theirs: word("stance.", string(theirs.Stance)), Yours: word("stance.", string(yours.Stance))},
		{Label: "evidence.kind", Theirs: word("piece_kind.", string(theirs.Kind)), Yours: word("piece_kind.", string(yours.Kind))},
		{Label: "evidence.title", Theirs: theirs.Title, Yours: yours.Title},
		{Label: "evidence.url", Theirs: theirs.URL, Yours: yours.URL},
		{Label: "evidence.text", Theirs: theirs.Text, Yours: yours.Text},
		{Label: "evidence.passage", Theirs: theirs.Passage, Yours: yours.Passage},
		{Label: "evidence.locator", Theirs: theirs.Locator, Yours: yours.Locator},
		{Label: "evidence.publisher", Theirs: theirs.Publisher, Yours: yours.Publisher},
		{Label: "evidence.date", Theirs: theirs.Date, Yours: yours.Date},
		{Label: "evidence.accessed", Theirs: theirs.Accessed, Yours: yours.Accessed},
		{Label: "evidence.primary", Theirs: yesNo[theirs.Primary], Yours: yesNo[yours.Primary]},
		{Label: "evidence.confidential", Theirs: yesNo[theirs.Confidential], Yours: yesNo[yours.Confidential]},
	} {
		if strings.TrimSpace(d.Theirs) != strings.TrimSpace(d.Yours) {
			list = append(list, d)
		}
	}
	return list
}
