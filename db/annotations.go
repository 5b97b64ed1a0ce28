package db

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// Change is what became of an annotation. Event is the entry of the history that
// says so, 0 when nothing changed.
type Change struct {
	Before, After annotation.Annotation
	Event         int64

	// Suggestion is open again: what Undo took back is that it was accepted, as the
	// annotation, or rejected, and then there is no annotation.
	Suggestion *annotation.Suggestion
}

// Annotation is an annotation; NotFound when there is none or it is deleted.
func (db *DB) Annotation(ctx context.Context, id string) (annotation.Annotation, error) {
	return db.annotation(ctx, id, false)
}

// DeletedAnnotation is an annotation that was deleted and may come back; NotFound
// when there is none of that id, or it was not deleted.
func (db *DB) DeletedAnnotation(ctx context.Context, id string) (annotation.Annotation, error) {
	return db.annotation(ctx, id, true)
}

func (db *DB) annotation(ctx context.Context, id string, deleted bool) (annotation.Annotation, error) {
	var row annotationRow
	err := db.read(ctx, func(q querier) (err error) {
		row, err = findAnnotation(ctx, q, id)
		return err
	})
	if err == nil && row.Deleted != deleted {
		err = notFound("annotation", id)
	}
	if err != nil {
		return annotation.Annotation{}, err
	}
	return row.Annotation, nil
}

// Annotations lists what is marked in an article as it is read, by first start and
// then by id; an article that is not there has none.
func (db *DB) Annotations(ctx context.Context, article string) ([]annotation.Annotation, error) {
	var all []annotation.Annotation
	err := db.read(ctx, func(q querier) (err error) {
		all, err = annotationsOf(ctx, q, article)
		return err
	})
	return all, err
}

// annotationsOfQuery reads whole articles: the article is known, and looking a
// speaker up for each annotation would take as long as all the rest.
const annotationsOfQuery = `SELECT ifnull(annotations.speaker, 0), ` + ownColumns + ` FROM annotations
	JOIN anchors ON anchors.annotation = annotations.seq AND anchors.revision = annotations.revision
	WHERE annotations.article = (SELECT seq FROM articles WHERE id = ?) AND annotations.deleted = 0
	ORDER BY annotations.start, annotations.id`

func annotationsOf(ctx context.Context, q querier, article string) ([]annotation.Annotation, error) {
	var n int
	if err := q.QueryRowContext(ctx, `SELECT ifnull(sum(n), 0) FROM article_counts
		WHERE article = (SELECT seq FROM articles WHERE id = ?)`, article).Scan(&n); err != nil {
		return nil, err
	}
	// Room for all at once: an annotation is large, and growing the list by and by
	// would move each several times.
	all := make([]annotation.Annotation, 0, n)
	var (
		a        annotation.Annotation
		speaker  int64
		speakers = make([]int64, 0, n)
	)
	into := append([]any{&speaker}, ownFields(&a)...)
	err := each(ctx, q, func(row scanner) error {
		err := row.Scan(into...)
		a.Article = article
		all, speakers = append(all, a), append(speakers, speaker)
		return err
	}, annotationsOfQuery, article)
	if err != nil {
		return nil, err
	}
	known, err := speakerRefs(ctx, q, speakers)
	if err != nil {
		return nil, err
	}
	for i, seq := range speakers {
		if seq != 0 {
			ref := *known[seq]
			all[i].Speaker = &ref
		}
	}
	return all, nil
}

// speakerRefs are whom annotations name that are attributed to the speakers with the
// numbers given; 0 is none.
func speakerRefs(ctx context.Context, q querier, seqs []int64) (map[int64]*annotation.SpeakerRef, error) {
	numbers := slices.Compact(slices.Sorted(slices.Values(seqs)))
	body, err := json.Marshal(numbers)
	if err != nil {
		return nil, err
	}
	refs := make(map[int64]*annotation.SpeakerRef, len(numbers))
	return refs, each(ctx, q, func(row scanner) error {
		var (
			seq int64
			ref annotation.SpeakerRef
		)
		err := row.Scan(&seq, &ref.ID, &ref.Name, &ref.Kind, &ref.Merged)
		refs[seq] = &ref
		return err
	}, `SELECT attributed.seq, speakers.id, speakers.name, speakers.kind, CASE WHEN attributed.stands_for IS NULL THEN '' ELSE attributed.id END
		FROM speakers AS attributed JOIN speakers ON speakers.seq = ifnull(attributed.stands_for, attributed.seq)
		WHERE attributed.seq IN (SELECT value FROM json_each(?))`, string(body))
}

const touchingQuery = `SELECT ` + annotationColumns + ` FROM ` + annotationTables + `
	WHERE annotations.seq IN (
		SELECT anchor_paragraphs.annotation FROM anchor_paragraphs
		JOIN articles ON articles.seq = anchor_paragraphs.article AND articles.revision = anchor_paragraphs.revision
		WHERE articles.id = ? AND anchor_paragraphs.paragraph BETWEEN ? AND ?)`

// AnnotationsTouching lists, as they are read, the annotations of an article with
// a passage in one of the paragraphs from first to last (counted from 0, as
// text.Index does) of the current revision. An orphan touches none.
func (db *DB) AnnotationsTouching(ctx context.Context, article string, first, last int) ([]annotation.Annotation, error) {
	var touching []annotation.Annotation
	err := db.read(ctx, func(q querier) (err error) {
		touching, err = collect(ctx, q, scanAnnotations(), touchingQuery, article, first, last)
		return err
	})
	slices.SortFunc(touching, func(a, b annotation.Annotation) int { return annotation.Compare(&a, &b) })
	return touching, err
}

// CreateAnnotation marks something in an article that is on the desk. A draft that
// brings the id of an annotation made of the same draft by the same person is a
// retry: it is answered with that annotation as it is now, and false. With another
// draft it is a Conflict (error.id_conflict).
func (db *DB) CreateAnnotation(ctx context.Context, actor annotation.Actor, article string, d annotation.Draft) (annotation.Annotation, bool, error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return annotation.Annotation{}, false, err
	}
	if d.ID != "" {
		if err := annotation.CheckID(d.ID); err != nil {
			return annotation.Annotation{}, false, err
		}
	}
	if err := db.readAhead(ctx, article); err != nil {
		return annotation.Annotation{}, false, err
	}
	digest := d.Digest(article, actor)
	var (
		a       annotation.Annotation
		created bool
	)
	err := db.write(ctx, func(t *tx) (err error) {
		if d.ID != "" {
			known, err := findAnnotation(t.ctx, t, d.ID)
			if err == nil {
				a, created = known.Annotation, false
				return refuseOther(known, d, digest)
			}
			if annotation.CodeOf(err) != annotation.NotFound {
				return err
			}
		}
		created = true
		a, err = db.mark(t, actor, article, d, digest, nil)
		return err
	})
	if err != nil {
		return annotation.Annotation{}, false, err
	}
	return a, created, nil
}

// refuseOther refuses a draft with the id of an annotation that was made of
// another one.
func refuseOther(known annotationRow, d annotation.Draft, digest string) error {
	if known.digest == digest && known.Deleted {
		return annotation.RefuseField(annotation.Conflict, "id", "error.id_deleted", "thing", "annotation", "id", d.ID)
	}
	if known.digest == digest {
		return nil
	}
	return idConflict("id", d.ID, known.Annotation, d)
}

// mark makes an annotation of a draft and says so in the history. It was made of the
// suggestion, if there is one.
func (db *DB) mark(t *tx, actor annotation.Actor, article string, d annotation.Draft, digest string, of *annotation.Suggestion) (annotation.Annotation, error) {
	on, err := findDesk(t.ctx, t, article)
	if err != nil {
		return annotation.Annotation{}, err
	}
	if err := on.refuseArchived(); err != nil {
		return annotation.Annotation{}, err
	}
	if err := refuseUnknownStatement(t, d.SameAs); err != nil {
		return annotation.Annotation{}, err
	}
	setting, err := db.setting(t, actor, article, on.revision, d.Speaker)
	if err != nil {
		return annotation.Annotation{}, err
	}
	if d.Assignee != "" {
		if err := withDesk(t, &setting); err != nil {
			return annotation.Annotation{}, err
		}
	}
	a, err := annotation.New(t.idOr(d.ID), d, setting)
	if err != nil {
		return annotation.Annotation{}, err
	}
	if of != nil {
		var speaker *annotation.Speaker
		if a.Speaker != nil {
			s, err := findSpeaker(t.ctx, t, a.Speaker.ID)
			if err != nil {
				return annotation.Annotation{}, err
			}
			speaker = &s.Speaker
		}
		a.Suggested = of.Became(&a, speaker)
	}
	event, err := recordAnnotation(t, actor, annotationCreated, nil, &a, 0)
	if err != nil {
		return annotation.Annotation{}, err
	}
	return a, addAnnotation(t, setting.Text, on.seq, a, digest, event)
}

// setting is the world as a rule needs to know it.
func (db *DB) setting(t *tx, actor annotation.Actor, article string, revision int, choice *annotation.SpeakerChoice) (s annotation.Setting, err error) {
	s = annotation.Setting{Actor: actor, Now: t.now, Article: article, Revision: revision}
	if s.Scales, err = db.scalesIn(t.ctx, t); err != nil {
		return s, err
	}
	if s.Text, err = db.textIndexIn(t, article, revision); err != nil || choice == nil {
		return s, err
	}
	s.Speaker, err = chosenSpeaker(t, actor, *choice)
	return s, err
}

// Missing lists what the step to Checked, by this actor, still asks of an annotation
// with these fields, as that step would refuse it now; see annotation.Annotation.Missing.
func (db *DB) Missing(ctx context.Context, actor annotation.Actor, a annotation.Annotation) (missing []string, err error) {
	err = db.read(ctx, func(q querier) error {
		var s annotation.Setting
		if s.Scales, err = db.scalesIn(ctx, q); err != nil {
			return err
		}
		row, err := findAnnotation(ctx, q, a.ID)
		if err != nil {
			return err
		}
		if s.Evidence, err = evidenceCount(ctx, q, actor, row.seq); err != nil {
			return err
		}
		missing = a.Missing(s)
		return nil
	})
	return missing, err
}

// evidenceCount is how many pieces of evidence an annotation has that the actor may
// see: nobody signs on what they have not seen, or learns that there is such.
func evidenceCount(ctx context.Context, q querier, actor annotation.Actor, on int64) (n int, err error) {
	err = each(ctx, q, func(row scanner) error {
		var p annotation.Piece
		err := row.Scan(&p.Confidential, &p.CreatedBy)
		if p.VisibleTo(actor) {
			n++
		}
		return err
	}, citedQuery, on)
	return n, err
}

// chosenSpeaker is resolveSpeaker, and holds it to the kind that the choice says, if
// it says one: a known speaker of another is a Conflict (error.speaker_kind) with
// that speaker as Current.
func chosenSpeaker(t *tx, actor annotation.Actor, choice annotation.SpeakerChoice) (*annotation.SpeakerRef, error) {
	if err := choice.Check(); err != nil {
		return nil, err
	}
	s, err := resolveSpeaker(t, actor, choice)
	if err != nil || s == nil {
		return nil, err
	}
	return s, refuseOtherKind("speaker.kind", choice.Kind, s, choice)
}

// refuseOtherKind refuses a kind that is asked for and is not the speaker's.
func refuseOtherKind(field string, asked annotation.SpeakerKind, s *annotation.SpeakerRef, submitted any) error {
	if asked == "" || asked == s.Kind {
		return nil
	}
	refused := annotation.RefuseField(annotation.Conflict, field, "error.speaker_kind", "name", s.Name, "speaker_kind", string(s.Kind))
	refused.Current, refused.Submitted = s, submitted
	return refused
}

// readAhead has the index of an article's current text ready before the one
// writer's transaction is entered, where others would wait for it.
func (db *DB) readAhead(ctx context.Context, article string) error {
	var on desk
	err := db.read(ctx, func(q querier) (err error) {
		on, err = findDesk(ctx, q, article)
		return err
	})
	if err == nil {
		_, err = db.TextIndex(ctx, article, on.revision)
	}
	return err
}

// ChangeAnnotation changes the fields of an annotation that the patch sets. Without
// a version it is PreconditionRequired; with a past one Stale, with the annotation
// as it is as Current and the patch as Submitted.
func (db *DB) ChangeAnnotation(ctx context.Context, actor annotation.Actor, id string, version int, p annotation.Patch) (Change, error) {
	return db.change(ctx, actor, id, version, p, func(t *tx, before annotationRow) (Change, error) {
		if p.SameAs.Value != before.SameAs {
			if err := refuseUnknownStatement(t, p.SameAs.Value); err != nil {
				return Change{}, err
			}
		}
		choice := &p.Speaker.Value
		if !p.Speaker.Set {
			choice = nil
		}
		setting, err := db.setting(t, actor, before.Article, before.on.revision, choice)
		if err != nil {
			return Change{}, err
		}
		if setting.Evidence, err = evidenceCount(t.ctx, t, actor, before.seq); err != nil {
			return Change{}, err
		}
		if p.Assignee.Set || p.State.Set {
			if err := withDesk(t, &setting); err != nil {
				return Change{}, err
			}
		}
		after, err := before.Apply(p, setting)
		if err != nil {
			return Change{}, err
		}
		if after.Version == before.Version {
			return Change{Before: before.Annotation, After: after}, nil
		}
		return save(t, setting.Text, actor, annotationChanged, before, after, 0)
	})
}

// DeleteAnnotation takes an annotation out of its article; RestoreAnnotation and
// Undo bring it back. The version is asked for as in ChangeAnnotation.
func (db *DB) DeleteAnnotation(ctx context.Context, actor annotation.Actor, id string, version int) (Change, error) {
	return db.change(ctx, actor, id, version, nil, func(t *tx, before annotationRow) (Change, error) {
		return db.setDeleted(t, actor, before, true, 0)
	})
}

// RestoreAnnotation brings a deleted annotation back as it was; one that is not
// deleted stays as it is. Where the article has another text by now, it comes
// back as an orphan.
func (db *DB) RestoreAnnotation(ctx context.Context, actor annotation.Actor, id string) (c Change, err error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return Change{}, err
	}
	err = db.write(ctx, func(t *tx) error {
		before, err := findAnnotation(t.ctx, t, id)
		if err != nil {
			return err
		}
		if err := before.on.refuseArchived(); err != nil {
			return err
		}
		if !before.Deleted {
			c = Change{Before: before.Annotation, After: before.Annotation}
			return nil
		}
		c, err = db.setDeleted(t, actor, before, false, 0)
		return err
	})
	if err != nil {
		return Change{}, err
	}
	return c, nil
}

// change finds an annotation that the actor may change and has seen as it is, and
// runs do on it. Whatever the actor may not do at all is refused first (403), then
// what is not there (404), what was not seen (428, 412) and what cannot be done now
// (409).
func (db *DB) change(ctx context.Context, actor annotation.Actor, id string, version int, submitted any, do func(*tx, annotationRow) (Change, error)) (c Change, err error) {
	if err := actor.Require(annotation.Mark); err != nil {
		return Change{}, err
	}
	if seen, err := db.Annotation(ctx, id); err != nil {
		return Change{}, err
	} else if err := db.readAhead(ctx, seen.Article); err != nil {
		return Change{}, err
	}
	err = db.write(ctx, func(t *tx) error {
		before, err := findAnnotation(t.ctx, t, id)
		if err == nil && before.Deleted {
			err = notFound("annotation", id)
		}
		if err != nil {
			return err
		}
		if err := checkVersion(version, before.Version, before.Annotation, submitted); err != nil {
			return err
		}
		if err := before.on.refuseArchived(); err != nil {
			return err
		}
		c, err = do(t, before)
		return err
	})
	if err != nil {
		return Change{}, err
	}
	return c, nil
}

// setDeleted deletes an annotation or brings it back; undoes is the event that this
// takes back, or 0.
func (db *DB) setDeleted(t *tx, actor annotation.Actor, before annotationRow, deleted bool, undoes int64) (Change, error) {
	after, action := before.Annotation, annotationDeleted
	after.Deleted, after.Version, after.UpdatedAt = deleted, before.Version+1, t.now
	if !deleted {
		after, action = orphan(after, before.on.revision), annotationRestored
	}
	x, err := db.textIndexIn(t, after.Article, after.Revision)
	if err != nil {
		return Change{}, err
	}
	return save(t, x, actor, action, before, after, undoes)
}

// save writes a changed annotation and says so in the history.
func save(t *tx, x *text.Index, actor annotation.Actor, action string, before annotationRow, after annotation.Annotation, undoes int64) (Change, error) {
	event, err := recordAnnotation(t, actor, action, &before.Annotation, &after, undoes)
	if err != nil {
		return Change{}, err
	}
	if err := updateAnnotation(t, x, before, after, actor.Name, event); err != nil {
		return Change{}, err
	}
	return Change{Before: before.Annotation, After: after, Event: event}, nil
}

// recordAnnotation appends what happened to an annotation. One that is deleted, or
// was, is left out on that side.
func recordAnnotation(t *tx, actor annotation.Actor, action string, before, after *annotation.Annotation, undoes int64) (int64, error) {
	e := annotation.Event{Actor: actor.Name, Action: action, Article: after.Article, Object: after.ID, Undoes: undoes}
	var was, is any
	if before != nil && !before.Deleted {
		was = before
	}
	if !after.Deleted {
		is = after
	}
	return recordSides(t, e, was, is)
}

// LastSpeaker is the speaker whom the actor last gave an annotation of the article
// that is still there, or failing that whom anybody did; nil when nobody has.
func (db *DB) LastSpeaker(ctx context.Context, actor annotation.Actor, article string) (*annotation.SpeakerRef, error) {
	var found []annotation.SpeakerRef
	err := db.read(ctx, func(q querier) (err error) {
		if found, err = collect(ctx, q, scanSpeakerRef, lastSpeakerByQuery, article, actor.Name); err == nil && len(found) == 0 {
			found, err = collect(ctx, q, scanSpeakerRef, lastSpeakerQuery, article)
		}
		return err
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

const (
	attributed = `SELECT speakers.id, speakers.name, speakers.kind FROM annotations
		JOIN speakers AS attributed ON attributed.seq = annotations.speaker
		JOIN speakers ON speakers.seq = ifnull(attributed.stands_for, attributed.seq)
		WHERE annotations.article = (SELECT seq FROM articles WHERE id = ?) AND annotations.deleted = 0 AND annotations.speaker IS NOT NULL`
	lastSpeakerQuery   = attributed + ` ORDER BY annotations.attributed DESC LIMIT 1`
	lastSpeakerByQuery = attributed + ` AND annotations.attributed_by = ? ORDER BY annotations.attributed DESC LIMIT 1`
)

func scanSpeakerRef(row scanner) (s annotation.SpeakerRef, err error) {
	err = row.Scan(&s.ID, &s.Name, &s.Kind)
	return s, err
}
