package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
	"github.com/isnad/isnad/views"
)

// createAnnotation marks a claim or quote. The form says where as spans
// ("start-end" in code points, repeated) or, without scripts, as the first and the
// last word (from, to).
func (s *Server) createAnnotation(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, article := c.Request().Context(), c.Param("id")
	index, err := s.currentText(ctx, article)
	if err != nil {
		return err
	}
	draft := annotation.Draft{
		ID: f.get("id"), Kind: annotation.Kind(f.get("kind")), Quotation: annotation.Quotation(f.get("quotation")),
		Role: f.get("role"), Place: f.get("place"), SaidOn: f.get("said_on"), Note: f.get("note"),
	}
	if draft.Revision, err = f.number("revision"); err != nil {
		return err
	}
	spans, err1 := f.spans("spans")
	words, err2 := f.words()
	cue, err3 := f.spans("cue")
	mention, err4 := f.spans("mention")
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return s.refusedWords(c, article, f, nil, err)
	}
	draft.Spans = contentOf(index, append(spans, words...))
	draft.Cue, draft.Mention = cue, mention
	if choice := f.speaker(); !choice.Nobody() {
		draft.Speaker = &choice
	}
	a, _, err := s.db.CreateAnnotation(ctx, actorOf(c), article, draft)
	if err != nil {
		return s.refusedWords(c, article, f, nil, err)
	}
	return s.changed(c, a, a, "")
}

// refusedWords shows the plain form's words again as they were chosen, with what
// is wrong. Scripts keep what they sent and take the sentence alone.
func (s *Server) refusedWords(c echo.Context, article string, f formValues, card *views.Card, refused error) error {
	code := status[refusalOf(refused).Code]
	from, err := f.number("from")
	if wantsFragments(c) || code >= http.StatusInternalServerError || !f.has("from") || err != nil {
		return refused
	}
	page, err := s.deskPage(c, article, opened{open: card})
	if err != nil {
		return err
	}
	to, _ := f.number("to") // refused before this when it is no number
	for i, row := range page.Rows {
		if from >= row.Span.Start && from < row.Span.End {
			d := desk{s: s, article: page.Article, opened: opened{open: card}}
			if d.index, err = s.db.TextIndex(c.Request().Context(), article, page.Article.Revision); err != nil {
				return err
			}
			picker := d.picker(row.Number, f.get("part"), s.db.NewID())
			picker.From, picker.To, picker.Speaker, picker.Problem = from, to, f.get("speaker"), sentence(c, refused)
			picker.Near, _ = refusalOf(refused).Current.([]annotation.Speaker)
			page.Rows[i].Picker = picker
		}
	}
	return s.render(c, code, views.DeskPage(*page))
}

// contentOf drops the quote marks that enclose a selection: content is what was
// said, without its outer marks.
func contentOf(index *text.Index, drafts []annotation.PassageDraft) []annotation.PassageDraft {
	for i, d := range drafts {
		if span := (text.Span{Start: d.Start, End: d.End}); index.Valid(span) {
			inner := annotation.WithoutMarks(index, span)
			drafts[i].Start, drafts[i].End = inner.Start, inner.End
		}
	}
	return drafts
}

// currentText is the index of an article's current revision.
func (s *Server) currentText(ctx context.Context, article string) (*text.Index, error) {
	head, err := s.db.ArticleHead(ctx, article)
	if err != nil {
		return nil, err
	}
	return s.db.TextIndex(ctx, article, head.Revision)
}

// spans reads a field of spans, "start-end start-end", that may be repeated; an empty
// value means none.
func (f formValues) spans(field string) ([]annotation.PassageDraft, error) {
	var drafts []annotation.PassageDraft
	for _, value := range strings.Fields(strings.Join(f.all(field), " ")) {
		from, to, ok := strings.Cut(value, "-")
		start, err1 := strconv.Atoi(from)
		end, err2 := strconv.Atoi(to)
		if !ok || err1 != nil || err2 != nil {
			return nil, annotation.RefuseField(annotation.Invalid, field, "error.span_unreadable", "value", value)
		}
		drafts = append(drafts, annotation.PassageDraft{Start: start, End: end})
	}
	return drafts, nil
}

// words reads the first and the last word that the plain form chose.
func (f formValues) words() ([]annotation.PassageDraft, error) {
	if !f.has("from") && !f.has("to") {
		return nil, nil
	}
	start, err := f.number("from")
	if err != nil {
		return nil, err
	}
	end, err := f.number("to")
	if err != nil {
		return nil, err
	}
	if start >= end {
		return nil, annotation.RefuseField(annotation.Invalid, "to", "error.words_reversed")
	}
	return []annotation.PassageDraft{{Start: start, End: end}}, nil
}

// annotationCard shows an annotation: to scripts its card, otherwise the desk
// with the card open.
func (s *Server) annotationCard(c echo.Context) error {
	ctx := c.Request().Context()
	a, err := s.db.Annotation(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	if !wantsFragments(c) {
		return seeOther(c, openAt(a.Article, a.ID))
	}
	d, err := s.newDesk(c, a.Article)
	if err != nil {
		return err
	}
	card, err := d.card(ctx, a)
	if err != nil {
		return err
	}
	return s.fragments(c, http.StatusOK, []fragment{{"card-" + a.ID, views.CardBox(*card)}})
}

// changeAnnotation saves a card's form. What is refused comes back in the same
// form with everything typed, the sentence beside its field and, when somebody else
// was faster, both versions.
func (s *Server) changeAnnotation(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	if err := f.resume(); err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	before, err := s.db.Annotation(ctx, id)
	if err != nil {
		return s.deletedMeanwhile(c, id, f, err)
	}
	if from := f.get("reuse"); from != "" {
		return s.propose(c, f, before, from)
	}
	patch, err := s.patchOf(c, f, before)
	var change struct{ before, after annotation.Annotation }
	if err == nil {
		var version int
		if version, err = f.number("version"); err == nil {
			result, refused := s.db.ChangeAnnotation(ctx, actorOf(c), id, version, patch)
			change.before, change.after, err = result.Before, result.After, refused
		}
	}
	if err != nil {
		return s.refusedCard(c, id, f, err)
	}
	said := ""
	if (change.before.State == annotation.Checked || change.before.State == annotation.Approved) && change.after.State == annotation.Checking {
		said = printerOf(c).T("card.back_to_checking")
	}
	return s.changed(c, change.before, change.after, said)
}

// patchOf reads the fields that a form sent into a patch.
func (s *Server) patchOf(c echo.Context, f formValues, before annotation.Annotation) (annotation.Patch, error) {
	p := annotation.Patch{
		Kind: opt[annotation.Kind](f, "kind"), Quotation: opt[annotation.Quotation](f, "quotation"),
		Role: opt[string](f, "role"), Place: opt[string](f, "place"), SaidOn: opt[string](f, "said_on"),
		Wording: opt[annotation.Wording](f, "wording"),
		Reason:  opt[string](f, "reason"), Note: opt[string](f, "note"), State: opt[annotation.State](f, "state"),
		SameAs:   opt[string](f, "same_as"),
		Assignee: opt[string](f, "assignee"), Due: opt[string](f, "due"), Priority: opt[annotation.Priority](f, "priority"),
	}
	if p.Kind.Value == annotation.Claim {
		// The form still shows a quote's fields until the kind is saved.
		p.Quotation, p.Wording = annotation.Opt[annotation.Quotation]{}, annotation.Opt[annotation.Wording]{}
	}
	if f.has("verdict") {
		scale, verdict := f.judged()
		p.Verdict = annotation.To(verdict)
		p.Scale = annotation.Opt[annotation.ScaleRef]{Set: scale != "", Value: scale}
	}
	if p.State.Value == annotation.Returned {
		p.ReturnedReason = annotation.To(f.get("returned_reason")) // never the finding's reason instead
	}
	p.Speaker = f.speakerOf()
	index, err := s.currentText(c.Request().Context(), before.Article)
	if err != nil {
		return p, err
	}
	if f.has("part") { // the plain form's words
		words, err := f.words()
		if err != nil {
			return p, err
		}
		switch part := f.get("part"); {
		case part == "cue":
			p.Cue = annotation.To(words)
		case part == "mention":
			p.Mention = annotation.To(words)
		case f.get("mode") == "add":
			p.Spans = annotation.To(append(draftsOf(before.Spans), contentOf(index, words)...))
		default:
			p.Spans = annotation.To(contentOf(index, words))
		}
	}
	for field, to := range map[string]*annotation.Opt[[]annotation.PassageDraft]{"spans": &p.Spans, "cue": &p.Cue, "mention": &p.Mention} {
		if !f.has(field) {
			continue
		}
		drafts, err := f.spans(field)
		if err != nil {
			return p, err
		}
		if field == "spans" {
			drafts = contentOf(index, drafts)
		}
		*to = annotation.To(drafts)
	}
	return p, nil
}

// judged reads the verdict chosen in a card: one of the scale that the form was made
// with, or one that says its own, which the annotation has from before.
func (f formValues) judged() (annotation.ScaleRef, annotation.Verdict) {
	scale, verdict := views.ParseJudged(f.get("verdict"))
	if scale == "" && verdict != "" {
		scale = annotation.ScaleRef(f.get("scale"))
	}
	return scale, verdict
}

func draftsOf(passages []annotation.Passage) []annotation.PassageDraft {
	drafts := make([]annotation.PassageDraft, len(passages))
	for i, p := range passages {
		drafts[i] = annotation.PassageDraft{Start: p.Start, End: p.End}
	}
	return drafts
}

// speakerOf reads whom a card's form attributes to: the one picked, the one whose
// name the field was shown with (speaker_was), whatever that one is called by now,
// the name typed, or nobody.
func (f formValues) speakerOf() annotation.Opt[annotation.SpeakerChoice] {
	if !f.has("speaker") && !f.has("same_speaker") {
		return annotation.Opt[annotation.SpeakerChoice]{}
	}
	choice := f.speaker()
	if f.get("same_speaker") == "" && f.get("speaker") != f.get("speaker_was") {
		choice.ID = ""
	}
	return annotation.To(choice)
}

// speaker is the choice that a form makes: one picked (same_speaker, speaker_id) or
// a name. One near a known speaker's is refused with the near ones, unless the form
// says that a distinct one is meant.
func (f formValues) speaker() annotation.SpeakerChoice {
	name := strings.TrimSpace(f.get("speaker"))
	distinct := f.get("distinct") != "" && name != ""
	if distinct {
		return annotation.SpeakerChoice{Name: name, Distinct: true}
	}
	return annotation.SpeakerChoice{ID: cmp.Or(f.get("same_speaker"), f.get("speaker_id")), Name: name, Asking: true}
}

// refusedCard shows the card again as it was typed, with what is wrong.
func (s *Server) refusedCard(c echo.Context, id string, f formValues, refused error) error {
	refusal := refusalOf(refused)
	code := status[refusal.Code]
	if !inForm(refusal) {
		return refused
	}
	ctx := c.Request().Context()
	current, err := s.db.Annotation(ctx, id)
	if err != nil {
		return err
	}
	d, err := s.newDesk(c, current.Article)
	if err != nil {
		return err
	}
	card, err := d.card(ctx, current)
	if err != nil {
		return err
	}
	card.Problem, card.Field = sentence(c, refused), refusal.Field
	now, p := card.Form, printerOf(c)
	version, err := f.number("version")
	if err != nil {
		version = 0
	}
	base, err := s.baseOf(ctx, id, version, now)
	if err != nil {
		return err
	}
	typed, err := s.typedForm(ctx, f, base)
	if err != nil {
		return err
	}
	typed.Version = cmp.Or(version, now.Version)
	if refusal.Code == annotation.Stale {
		scales, err := s.scales(c)
		if err != nil {
			return err
		}
		card.Conflict = append(d.besides(p, f, &current), merge(p, scales, base, now, &typed)...)
		card.Resume = f.resumption()
		if len(card.Conflict) == 0 && c.Path() == "/annotations/:id" {
			return s.changed(c, current, current, "") // both wanted the same
		}
		typed.Version = current.Version
	}
	if near, ok := refusal.Current.([]annotation.Speaker); ok {
		card.Near = near
	}
	card.Form = typed
	if card.Missing, err = d.missing(ctx, current, typed); err != nil {
		return err
	}
	if wantsFragments(c) {
		return s.fragments(c, code, []fragment{{"card-" + id, views.CardBox(*card)}})
	}
	if f.has("part") {
		return s.refusedWords(c, current.Article, f, card, refused)
	}
	return s.showOpened(c, code, current.Article, opened{open: card})
}

// deletedMeanwhile shows what was typed into the card of an annotation that is not
// there any more, and where it can be brought back.
func (s *Server) deletedMeanwhile(c echo.Context, id string, f formValues, refused error) error {
	gone, err := s.db.DeletedAnnotation(c.Request().Context(), id)
	if err != nil || wantsFragments(c) {
		return refused
	}
	scales, err := s.scales(c)
	if err != nil {
		return err
	}
	now := views.FormOf(&gone)
	typed, err := s.typedForm(c.Request().Context(), f, now)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusNotFound, views.ErrorPage(views.Problem{
		Status: http.StatusNotFound, Detail: printerOf(c).T("error.deleted_meanwhile"),
		Typed: merge(printerOf(c), scales, now, now, &typed), Back: "/articles/" + gone.Article + "?deleted=" + gone.ID,
	}))
}

// typedForm is the card's form as it was sent; what was not sent is as the card
// was opened.
func (s *Server) typedForm(ctx context.Context, f formValues, base views.CardForm) (views.CardForm, error) {
	typed := base
	for field, to := range map[string]*string{
		"speaker": &typed.Speaker, "speaker_id": &typed.SpeakerID, "speaker_was": &typed.SpeakerWas, "role": &typed.Role, "place": &typed.Place, "said_on": &typed.SaidOn,
		"reason": &typed.Reason, "returned_reason": &typed.ReturnedReason, "note": &typed.Remark,
		"assignee": &typed.Assignee, "due": &typed.Due, "priority": (*string)(&typed.Priority),
		"kind": (*string)(&typed.Kind), "quotation": (*string)(&typed.Quotation),
		"wording": (*string)(&typed.Wording),
	} {
		if f.has(field) {
			*to = f.get(field)
		}
	}
	if f.has("verdict") {
		typed.Judged = views.Judged(f.judged())
	}
	id := f.get("same_speaker")
	if id == "" {
		return typed, nil
	}
	picked, err := s.db.Speaker(ctx, id)
	if annotation.CodeOf(err) == annotation.NotFound {
		return typed, nil
	}
	typed.SpeakerID, typed.Speaker, typed.SpeakerWas = picked.ID, picked.Name, picked.Name
	return typed, err
}

// deleteAnnotation takes a mark off the text; undo and restore bring it back.
func (s *Server) deleteAnnotation(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	version, err := f.number("version")
	if err != nil {
		return err
	}
	change, err := s.db.DeleteAnnotation(c.Request().Context(), actorOf(c), c.Param("id"), version)
	if err != nil {
		if annotation.CodeOf(err) == annotation.Stale {
			return s.refusedCard(c, c.Param("id"), f, err)
		}
		return err
	}
	return s.changed(c, change.Before, change.After, "")
}

func (s *Server) restoreAnnotation(c echo.Context) error {
	change, err := s.db.RestoreAnnotation(c.Request().Context(), actorOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	return s.changed(c, change.Before, change.After, "")
}

// undo takes back the actor's own last change in the article: a decision on a
// suggestion, too, which is then open again.
func (s *Server) undo(c echo.Context) error {
	change, err := s.db.Undo(c.Request().Context(), actorOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	if change.Suggestion != nil {
		return s.undecided(c, *change.Suggestion, printerOf(c).T("desk.undone"), passagesOf(&change.Before)...)
	}
	return s.changed(c, change.Before, change.After, printerOf(c).T("desk.undone"))
}

// nextUnfinished leads to the next annotation that is not signed off, or suggestion
// that nobody has decided, after the one named (?after=), or before it (?back=1), round
// the end; with ?suggested=1 to the next suggestion.
func (s *Server) nextUnfinished(c echo.Context) error {
	ctx, article, after := c.Request().Context(), c.Param("id"), c.QueryParam("after")
	if c.QueryParam("suggested") != "" {
		next, err := s.db.NextSuggestion(ctx, article, after)
		if err != nil {
			return err
		}
		return seeOther(c, openAt(article, next))
	}
	next, err := s.db.NextUnfinished(ctx, article, after, c.QueryParam("back") != "")
	if err != nil {
		return err
	}
	return seeOther(c, openAt(article, next.ID))
}

// openAt is the address of an article with a card open, or with none for no id; more are
// pairs of the query.
func openAt(article, id string, more ...string) string {
	query := url.Values{}
	if id != "" {
		query.Set("open", id)
	}
	for i := 0; i+1 < len(more); i += 2 {
		query.Set(more[i], more[i+1])
	}
	path := "/articles/" + article
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	if id != "" {
		return path + "#a-" + id
	}
	return path
}
