package db

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
	"github.com/isnad/isnad/internal/text"
)

// What an import says in the history: Before null, After the thing as it was
// imported. The actor is who imported it; who made it, the thing says itself.
const (
	articleImported    = "article.imported"
	annotationImported = "annotation.imported"
	speakerImported    = "speaker.imported"
)

// Export is the articles with the ids given, the speakers named in them and the
// scales of their verdicts or, when none is given, all articles and speakers, archived
// ones too, and every scale that was loaded. It shows one
// moment, whatever is written meanwhile. An id that no article has is NotFound.
func (db *DB) Export(ctx context.Context, ids []string) (export.File, error) {
	var (
		scales   []annotation.Scale
		speakers []annotation.Speaker
		articles []export.Article
		pieces   []annotation.Piece
		files    []export.StoredFile
	)
	err := db.read(ctx, func(q querier) (err error) {
		wanted := slices.Compact(slices.Sorted(slices.Values(ids)))
		if len(ids) == 0 {
			if wanted, err = collect(ctx, q, scanID, `SELECT id FROM articles ORDER BY id`); err != nil {
				return err
			}
		}
		named, cited, under := map[string]bool{}, map[string]bool{}, map[annotation.ScaleRef]bool{}
		for _, id := range wanted {
			a, err := exportArticle(ctx, q, id)
			if err != nil {
				return err
			}
			for _, one := range a.Annotations {
				if one.Speaker != nil {
					named[one.Speaker.AttributedTo()] = true
				}
				for _, e := range one.Evidence {
					cited[e.Piece] = true
				}
				under[one.Scale] = true
			}
			articles = append(articles, a)
		}
		if speakers, err = exportSpeakers(ctx, q, named, len(ids) == 0); err != nil {
			return err
		}
		known, err := db.scalesIn(ctx, q)
		if err != nil {
			return err
		}
		scales = exportScales(known, under, len(ids) == 0)
		pieces, files, err = exportPieces(ctx, q, cited)
		return err
	})
	if err != nil {
		return export.File{}, err
	}
	f := export.NewFile(db.now(), speakers, articles)
	f.Scales, f.Pieces, f.Files = scales, pieces, files
	return f, nil
}

// ExportArticle is an article as an export has it, by itself; NotFound when there is
// none.
func (db *DB) ExportArticle(ctx context.Context, id string) (a export.Article, err error) {
	err = db.read(ctx, func(q querier) (err error) {
		a, err = exportArticle(ctx, q, id)
		return err
	})
	return a, err
}

// exportScales are the scales that verdicts were given under or, with all, those
// that were loaded too.
func exportScales(known annotation.Scales, under map[annotation.ScaleRef]bool, all bool) (scales []annotation.Scale) {
	for _, s := range known.List() {
		if under[s.Ref()] || all && !s.IsBuiltIn() {
			scales = append(scales, *s)
		}
	}
	return scales
}

func exportArticle(ctx context.Context, q querier, id string) (export.Article, error) {
	a, err := findArticleWithText(ctx, q, id)
	if err != nil {
		return export.Article{}, err
	}
	annotations, err := annotationsOf(ctx, q, id)
	if err == nil {
		err = citePublic(ctx, q, id, annotations)
	}
	if err == nil {
		err = fillReplies(ctx, q, id, annotations)
	}
	if err == nil {
		err = fillComments(ctx, q, id, annotations)
	}
	return export.FromArticle(a.Article, annotations), err
}

// exportSpeakers are the speakers with the ids named and those that they are merged
// into, or all of them.
func exportSpeakers(ctx context.Context, q querier, named map[string]bool, all bool) ([]annotation.Speaker, error) {
	query, args := `SELECT `+speakerColumns+`, `+speakerNumbers+` FROM speakers`, []any(nil)
	if !all {
		ids, err := json.Marshal(slices.Collect(maps.Keys(named)))
		if err != nil {
			return nil, err
		}
		query, args = `WITH RECURSIVE named (seq) AS (
				SELECT seq FROM speakers WHERE id IN (SELECT value FROM json_each(?))
				UNION SELECT speakers.merged_into FROM named JOIN speakers ON speakers.seq = named.seq WHERE speakers.merged_into IS NOT NULL) `+
			query+` WHERE seq IN (SELECT seq FROM named)`, []any{string(ids)}
	}
	rows, err := collect(ctx, q, scanSpeaker, query+` ORDER BY id`, args...)
	if err != nil {
		return nil, err
	}
	speakers := make([]annotation.Speaker, len(rows))
	for i, row := range rows {
		speakers[i] = row.Speaker
	}
	return speakers, nil
}

func scanID(row scanner) (id string, err error) {
	err = row.Scan(&id)
	return id, err
}

// Import restores what an export says, as export.Read returned it: ids, versions,
// who did what and when, past states too, whether or not the people exist here.
// What the file leaves out is given as for something that the actor adds now. An
// article or a speaker whose id is known must have the same content here, and
// stays as it is; with other content the whole file is refused (Conflict,
// error.import_differs, its Field the first that differs), as it is for any other reason: all of it is imported, or
// nothing. Content is recognised by nothing but ids.
func (db *DB) Import(ctx context.Context, actor annotation.Actor, f export.File) (export.Summary, error) {
	if err := actor.Require(annotation.ManageArticles); err != nil {
		return export.Summary{}, err
	}
	ready := make([]readyArticle, len(f.Articles)) // what takes long, before others wait
	for i, a := range f.Articles {
		ready[i] = readyArticle{index: text.NewIndex(a.Text), fold: foldArticle(a.Title, a.Text)}
	}
	var sum export.Summary
	err := db.write(ctx, func(t *tx) error {
		in := importing{t: t, actor: actor, sum: &sum, cited: map[string]pieceRow{}}
		for i, s := range f.Scales {
			added, err := db.addScale(t, actor, scaleImported, s)
			if err != nil {
				return export.At("scales", i, "", err) // several versions share an id
			}
			switch {
			case added:
				sum.Scales.Added++
			case !s.IsBuiltIn():
				sum.Scales.Unchanged++
			}
		}
		var err error
		if in.scales, err = db.scalesIn(t.ctx, t); err != nil {
			return err
		}
		for _, i := range export.HeirsFirst(f.Speakers) {
			if err := in.speaker(f.Speakers[i]); err != nil {
				return export.At("speakers", i, f.Speakers[i].ID, err)
			}
		}
		files := map[string]export.StoredFile{}
		for _, file := range f.Files {
			files[file.SHA256] = file
		}
		for i, p := range f.Pieces {
			if err := in.piece(p, files); err != nil {
				return export.At("pieces", i, p.ID, err)
			}
		}
		for i, a := range f.Articles {
			a.Annotations = slices.Clone(a.Annotations) // the caller's stay as they are
			a.Identify(t.idOr(a.ID))
			if err := in.article(a, ready[i]); err != nil {
				return export.At("articles", i, f.Articles[i].ID, err)
			}
		}
		return nil
	})
	if err != nil {
		return export.Summary{}, err
	}
	db.wantSuggestions()
	return sum, nil
}

// readyArticle is what an article's text is made into.
type readyArticle struct {
	index *text.Index
	fold  folded
}

// importing is one import under way.
type importing struct {
	t     *tx
	actor annotation.Actor
	sum   *export.Summary

	scales annotation.Scales   // those of the file among them
	cited  map[string]pieceRow // by id; see publicPiece
}

// speaker imports an entry of the file's list. One without an id is whoever is
// known by that name already, or a new speaker.
func (in importing) speaker(s annotation.Speaker) error {
	known, err := in.knownSpeaker(s)
	if err != nil {
		return err
	}
	if known == nil {
		s.ID = in.t.idOr(s.ID)
		in.sum.Speakers.Added++
		_, err := in.addSpeaker(s)
		return err
	}
	if s.ID != "" {
		s = export.CompleteSpeaker(s, known, in.actor.Name, in.t.now)
		// One that was merged here since is nobody else for that.
		sinceMerged := known.MergedInto != "" && s.MergedInto == "" && sameContent(s, *known)
		if !sinceMerged && !export.Same(s, *known) {
			return importConflict("id", known.ID, *known, s)
		}
	} else if err := refuseOtherKind("kind", s.Kind, known.Ref(), s); err != nil {
		return err
	} else if slices.ContainsFunc(s.Aliases, func(alias string) bool { return !known.GoesBy(alias) }) {
		return importConflict("aliases", known.ID, *known, s) // aliases that would be lost
	}
	in.sum.Speakers.Unchanged++
	return nil
}

// knownSpeaker is the speaker of the data file that an entry means, or nil.
func (in importing) knownSpeaker(s annotation.Speaker) (*annotation.Speaker, error) {
	if s.ID == "" {
		near, err := nearSpeakers(in.t, []string{text.NameKey(s.Name)}, 0)
		for i := range near {
			if near[i].GoesBy(s.Name) {
				return &near[i], nil
			}
		}
		return nil, err
	}
	known, err := findSpeaker(in.t.ctx, in.t, s.ID)
	switch {
	case annotation.CodeOf(err) == annotation.NotFound:
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &known.Speaker, nil
}

func (in importing) addSpeaker(s annotation.Speaker) (*annotation.SpeakerRef, error) {
	s = export.CompleteSpeaker(s, nil, in.actor.Name, in.t.now)
	if s.MergedInto != "" {
		if _, err := findSpeaker(in.t.ctx, in.t, s.MergedInto); annotation.CodeOf(err) == annotation.NotFound {
			return nil, annotation.RefuseField(annotation.Invalid, "merged_into", "error.not_found", "thing", "speaker", "id", s.MergedInto)
		} else if err != nil {
			return nil, err
		}
	}
	if err := insertSpeaker(in.t, s); err != nil {
		return nil, err
	}
	return s.Ref(), record(in.t, in.actor, speakerImported, s.ID, nil, s)
}

func (in importing) article(a export.Article, ready readyArticle) error {
	for i := range a.Annotations {
		one := &a.Annotations[i]
		err := in.attribute(one)
		if err == nil {
			err = in.scales.CheckGiven(one)
		}
		if err != nil {
			return export.At("annotations", i, one.ID, err)
		}
		if err := in.cite(one.Evidence); err != nil {
			return export.At("annotations", i, one.ID, err)
		}
	}
	known, err := exportArticle(in.t.ctx, in.t, a.ID)
	if err == nil {
		a.Complete(&known, in.actor.Name, in.t.now)
		if err := in.versions(a.Annotations); err != nil {
			return err
		}
		if !export.Same(a, known) {
			return importConflict("id", a.ID, known, a)
		}
		in.sum.Articles.Unchanged++
		in.sum.Annotations.Unchanged += len(a.Annotations)
		return nil
	}
	if annotation.CodeOf(err) != annotation.NotFound {
		return err
	}

	a.Complete(nil, in.actor.Name, in.t.now)
	if err := in.versions(a.Annotations); err != nil {
		return err
	}
	head := a.Article()
	if err := insertFolded(in.t, head, ready.fold); err != nil {
		return err
	}
	if err := recordArticle(in.t, in.actor, articleImported, nil, &head); err != nil {
		return err
	}
	for i, one := range a.Annotations {
		if err := in.annotation(one, ready.index); err != nil {
			return export.At("annotations", i, one.ID, err)
		}
	}
	in.sum.Articles.Added++
	in.sum.Annotations.Added += len(a.Annotations)
	return nil
}

func (in importing) annotation(a annotation.Annotation, x *text.Index) error {
	evidence, replies, comments := a.Evidence, a.Replies, a.Comments
	a.Evidence, a.Replies, a.Comments = nil, nil, nil // which have histories of their own
	err := insertAnnotation(in.t, x, a, "")
	if isUnique(err) { // in another article, or deleted
		return importConflict("id", a.ID, nil, a)
	}
	if err != nil {
		return err
	}
	after, err := json.Marshal(a)
	if err != nil {
		return err
	}
	if _, err = in.t.record(annotation.Event{Actor: in.actor.Name, Action: annotationImported, Article: a.Article, Object: a.ID, After: after}); err != nil {
		return err
	}
	for i, e := range evidence {
		if err := in.citation(a, e); err != nil {
			return export.At("evidence", i, e.ID, err)
		}
	}
	if err := in.importReplies(a.ID, replies); err != nil {
		return err
	}
	return in.importComments(a.ID, comments)
}

// attribute finds or makes the speaker of an annotation. One whose id is known
// must have the name and kind that the file gives, if it gives them; one whose id
// is not must have a name; one without an id is resolved by name and kind as any other.
// Whoever is merged here shows as whom they are a name of; where the file says that
// itself, it must be the same.
func (in importing) attribute(a *annotation.Annotation) error {
	asked := a.Speaker
	if asked == nil {
		return nil
	}
	if asked.ID == "" {
		ref, err := chosenSpeaker(in.t, in.actor, annotation.SpeakerChoice{Name: asked.Name, Kind: asked.Kind})
		a.Speaker = ref
		return err
	}
	known, err := findSpeaker(in.t.ctx, in.t, asked.AttributedTo())
	switch {
	case annotation.CodeOf(err) == annotation.NotFound && asked.Name != "" && asked.Merged == "":
		s, err := annotation.ImportedSpeaker(annotation.Speaker{ID: asked.ID, Name: asked.Name, Kind: asked.Kind})
		if err != nil {
			return err
		}
		a.Speaker, err = in.addSpeaker(s)
		return err
	case annotation.CodeOf(err) == annotation.NotFound:
		return annotation.RefuseField(annotation.Invalid, "speaker.id", "error.not_found", "thing", "speaker", "id", asked.AttributedTo())
	case err != nil:
		return err
	}
	ref, err := refTo(in.t.ctx, in.t, known)
	if err != nil {
		return err
	}
	is := known.Ref()
	if asked.Merged != "" {
		is = ref
	}
	switch {
	case asked.ID != is.ID:
		return importConflict("speaker.id", known.ID, known.Speaker, asked)
	case asked.Name != "" && asked.Name != is.Name:
		return importConflict("speaker.name", known.ID, known.Speaker, asked)
	case asked.Kind != "" && asked.Kind != is.Kind:
		return importConflict("speaker.kind", known.ID, known.Speaker, asked)
	}
	a.Speaker = ref
	return nil
}

// importConflict refuses what the data file has otherwise (current), or what has the id of
// something else there (nil). A thing of the same id is refused at the field that differs.
func importConflict(field, id string, current, submitted any) error {
	key := "error.import_differs"
	switch {
	case current == nil:
		key = "error.import_taken"
	case field == "id":
		field = export.Difference(current, submitted)
	}
	refused := annotation.RefuseField(annotation.Conflict, field, key, "id", id)
	refused.Current, refused.Submitted = current, submitted
	return refused
}
