package db

import (
	"context"
	"database/sql"
	"errors"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// annotationColumns, of annotationTables, fit scanAnnotations. A speaker's name is
// read where it is kept, so that it is never an old one, and whoever was merged into
// another is that one.
const annotationColumns = `articles.id, ifnull(speakers.id, ''), ifnull(speakers.name, ''), ifnull(speakers.kind, ''),
	CASE WHEN attributed.stands_for IS NULL THEN '' ELSE attributed.id END, ` + ownColumns

// ownColumns are those of the annotation and its anchor alone.
const ownColumns = `annotations.id, annotations.revision, annotations.kind, annotations.quotation,
	anchors.status, anchors.spans, anchors.cue, anchors.mention, anchors.original, annotations.role, annotations.place, annotations.said_on,
	annotations.state, annotations.wording, annotations.verdict, annotations.scale, annotations.reason, annotations.returned_reason, annotations.note, annotations.same_as, annotations.suggested,
	annotations.assignee, annotations.due, annotations.priority,
	annotations.created_by, annotations.created_at, annotations.updated_at, annotations.checked_by, annotations.approved_by,
	annotations.approved_by <> '' AND annotations.approved_by = annotations.checked_by,
	annotations.version, annotations.deleted`

const annotationTables = `annotations
	JOIN articles ON articles.seq = annotations.article
	JOIN anchors ON anchors.annotation = annotations.seq AND anchors.revision = annotations.revision
	LEFT JOIN speakers AS attributed ON attributed.seq = annotations.speaker
	LEFT JOIN speakers ON speakers.seq = ifnull(attributed.stands_for, attributed.seq)`

// scanAnnotations makes a scan of annotationColumns and whatever follows them. It
// is for one query: rows are read into one place and copied out of it.
func scanAnnotations(more ...any) func(scanner) (annotation.Annotation, error) {
	var (
		a       annotation.Annotation
		speaker annotation.SpeakerRef
	)
	into := append([]any{&a.Article, &speaker.ID, &speaker.Name, &speaker.Kind, &speaker.Merged}, ownFields(&a)...)
	into = append(into, more...)
	return func(row scanner) (annotation.Annotation, error) {
		if err := row.Scan(into...); err != nil {
			return annotation.Annotation{}, err
		}
		a.Speaker = nil
		if speaker.ID != "" {
			named := speaker
			a.Speaker = &named
		}
		return a, nil
	}
}

// ownFields is where ownColumns go.
func ownFields(a *annotation.Annotation) []any {
	return []any{&a.ID, &a.Revision, &a.Kind, &a.Quotation,
		&a.Anchor, scanPassages{&a.Spans}, scanPassages{&a.Cue}, scanPassages{&a.Mention}, scanOriginal{&a.Original}, &a.Role, &a.Place, &a.SaidOn,
		&a.State, &a.Wording, &a.Verdict, &a.Scale, &a.Reason, &a.ReturnedReason, &a.Note, &a.SameAs, scanSuggested{&a.Suggested},
		&a.Assignee, &a.Due, &a.Priority,
		&a.CreatedBy, scanTime{&a.CreatedAt}, scanTime{&a.UpdatedAt}, &a.CheckedBy, &a.ApprovedBy, &a.SelfApproved,
		&a.Version, &a.Deleted}
}

// annotationRow is an annotation, a deleted one too, with what only the data file
// knows of it.
type annotationRow struct {
	annotation.Annotation
	seq          int64
	attributedBy string // who gave it its speaker
	attributed   int64  // by which event
	digest       string // of its draft
	on           desk   // its article
}

// findAnnotation reads an annotation, a deleted one too; NotFound when there is none.
func findAnnotation(ctx context.Context, q querier, id string) (row annotationRow, err error) {
	scan := scanAnnotations(&row.seq, &row.attributedBy, &row.attributed, &row.digest,
		&row.on.seq, &row.on.title, &row.on.revision, &row.on.archived)
	row.Annotation, err = scan(q.QueryRowContext(ctx, `SELECT `+annotationColumns+`,
			annotations.seq, annotations.attributed_by, annotations.attributed, annotations.digest,
			articles.seq, articles.title, articles.revision, articles.archived
		FROM `+annotationTables+` WHERE annotations.id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return annotationRow{}, notFound("annotation", id)
	}
	return row, err
}

// insertAnnotation writes an annotation as it is, whoever made it and whatever its
// state; x is the index of its revision's text. The history is the caller's.
func insertAnnotation(t *tx, x *text.Index, a annotation.Annotation, digest string) error {
	var article int64
	if err := t.queryRow(`SELECT seq FROM articles WHERE id = ?`, a.Article).Scan(&article); err != nil {
		return err
	}
	return addAnnotation(t, x, article, a, digest, 0)
}

func addAnnotation(t *tx, x *text.Index, article int64, a annotation.Annotation, digest string, event int64) error {
	row := annotationRow{Annotation: a}
	speaker, err := row.attribute(t, nil, a.CreatedBy, event)
	if err != nil {
		return err
	}
	suggested, err := suggestedJSON(a.Suggested)
	if err != nil {
		return err
	}
	err = t.queryRow(`INSERT INTO annotations (id, article, revision, start, deleted, kind, quotation,
			speaker, attributed_by, attributed, role, place, said_on,
			state, wording, verdict, scale, reason, returned_reason, note, same_as, suggested, assignee, due, priority,
			created_by, created_at, updated_at, checked_by, approved_by, version, digest, shelved)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
			(SELECT archived FROM articles WHERE seq = ?)) RETURNING seq`,
		a.ID, article, a.Revision, a.Start(), a.Deleted, string(a.Kind), string(a.Quotation),
		speaker, row.attributedBy, row.attributed, a.Role, a.Place, a.SaidOn,
		string(a.State), string(a.Wording), string(a.Verdict), string(a.Scale), a.Reason, a.ReturnedReason, a.Note, a.SameAs, suggested, a.Assignee, a.Due, string(a.Priority),
		a.CreatedBy, timeText(a.CreatedAt), timeText(a.UpdatedAt), a.CheckedBy, a.ApprovedBy, a.Version, digest, article).Scan(&row.seq)
	if err != nil {
		return err
	}
	if err := saveAnchor(t, x, row.seq, article, &a); err != nil {
		return err
	}
	if err := tallyStatement(t, nil, &a); err != nil {
		return err
	}
	return tally(t, article, "", counted(&a))
}

// updateAnnotation writes all that can change of an annotation. The index x of its
// revision's text is needed only where it stands elsewhere than before.
func updateAnnotation(t *tx, x *text.Index, before annotationRow, a annotation.Annotation, by string, event int64) error {
	row := before
	row.Annotation = a
	speaker, err := row.attribute(t, before.Speaker, by, event)
	if err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE annotations SET revision = ?, start = ?, deleted = ?, kind = ?, quotation = ?,
			speaker = ?, attributed_by = ?, attributed = ?, role = ?, place = ?, said_on = ?,
			state = ?, wording = ?, verdict = ?, scale = ?, reason = ?, returned_reason = ?, note = ?, same_as = ?, assignee = ?, due = ?, priority = ?,
			updated_at = ?, checked_by = ?, approved_by = ?, version = ?
		WHERE seq = ?`,
		a.Revision, a.Start(), a.Deleted, string(a.Kind), string(a.Quotation),
		speaker, row.attributedBy, row.attributed, a.Role, a.Place, a.SaidOn,
		string(a.State), string(a.Wording), string(a.Verdict), string(a.Scale), a.Reason, a.ReturnedReason, a.Note, a.SameAs, a.Assignee, a.Due, string(a.Priority),
		timeText(a.UpdatedAt), a.CheckedBy, a.ApprovedBy, a.Version, row.seq); err != nil {
		return err
	}
	if !sameAnchor(&before.Annotation, &a) {
		if err := saveAnchor(t, x, row.seq, row.on.seq, &a); err != nil {
			return err
		}
	} else if before.Kind != a.Kind {
		if err := coverSuggestions(t, row.seq, row.on.seq, &a); err != nil {
			return err
		}
	}
	if err := tallyStatement(t, &before.Annotation, &a); err != nil {
		return err
	}
	return tally(t, row.on.seq, counted(&before.Annotation), counted(&a))
}

// attribute notes who gave the annotation its speaker, if that is another than was,
// and answers the number of the speaker that it is attributed to, NULL for none. An
// unknown one is Invalid.
func (row *annotationRow) attribute(t *tx, was *annotation.SpeakerRef, by string, event int64) (speaker sql.NullInt64, err error) {
	if row.Speaker == nil {
		row.attributedBy, row.attributed = "", 0
		return speaker, nil
	}
	if was == nil || was.ID != row.Speaker.ID {
		row.attributedBy, row.attributed = by, event
	}
	err = t.queryRow(`SELECT seq FROM speakers WHERE id = ?`, row.Speaker.AttributedTo()).Scan(&speaker)
	if errors.Is(err, sql.ErrNoRows) {
		return speaker, annotation.RefuseField(annotation.Invalid, "speaker", "error.not_found", "thing", "speaker", "id", row.Speaker.ID)
	}
	return speaker, err
}

// counted is the state that the annotation counts in: none when it is deleted.
func counted(a *annotation.Annotation) annotation.State {
	if a.Deleted {
		return ""
	}
	return a.State
}
