package export

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/isnad/isnad/internal/annotation"
)

// Complete fills what a file may leave out of an article and its annotations, all
// of which have an id (see Identify). Versions, names and moments are those of
// known, the article as the data file has it, or, where it has none (nil), those
// of an article that by adds now.
func (a *Article) Complete(known *Article, by string, now time.Time) {
	earlier := map[string]*annotation.Annotation{}
	was := Article{CreatedBy: by, CreatedAt: now, Version: 1}
	if known != nil {
		was = *known
		for i := range known.Annotations {
			earlier[known.Annotations[i].ID] = &known.Annotations[i]
		}
	}
	a.CreatedBy = cmp.Or(a.CreatedBy, was.CreatedBy)
	a.CreatedAt = cmp.Or(a.CreatedAt, was.CreatedAt)
	a.UpdatedAt = cmp.Or(a.UpdatedAt, was.UpdatedAt, a.CreatedAt)
	a.Version = cmp.Or(a.Version, was.Version)
	for i := range a.Annotations {
		one := &a.Annotations[i]
		was := annotation.Annotation{CreatedBy: by, CreatedAt: now, Version: 1}
		if e := earlier[one.ID]; e != nil {
			was = *e
		}
		one.CreatedBy = cmp.Or(one.CreatedBy, was.CreatedBy)
		one.CreatedAt = cmp.Or(one.CreatedAt, was.CreatedAt)
		one.UpdatedAt = cmp.Or(one.UpdatedAt, was.UpdatedAt, one.CreatedAt)
		one.Version = cmp.Or(one.Version, was.Version)
		completeEvidence(one.Evidence, was.Evidence, by, now)
		completeReplies(one.Replies, was.Replies, by, now)
		completeComments(one.Comments, was.Comments, by, now)
	}
}

// completeReplies is Article.Complete for who was asked to answer an annotation.
func completeReplies(all, known []annotation.Reply, by string, now time.Time) {
	for i := range all {
		r := &all[i]
		was := annotation.Reply{CreatedBy: by, CreatedAt: now, Version: 1}
		if j := slices.IndexFunc(known, func(k annotation.Reply) bool { return k.ID == r.ID }); j >= 0 {
			was = known[j]
		}
		r.CreatedBy = cmp.Or(r.CreatedBy, was.CreatedBy)
		r.CreatedAt = cmp.Or(r.CreatedAt, was.CreatedAt)
		r.UpdatedAt = cmp.Or(r.UpdatedAt, was.UpdatedAt, r.CreatedAt)
		r.Version = cmp.Or(r.Version, was.Version)
	}
}

// completeComments is Article.Complete for what was said about an annotation.
func completeComments(all, known []annotation.Comment, by string, now time.Time) {
	for i := range all {
		c := &all[i]
		was := annotation.Comment{By: by, At: now, Version: 1}
		if j := slices.IndexFunc(known, func(k annotation.Comment) bool { return k.ID == c.ID }); j >= 0 {
			was = known[j]
		}
		c.By = cmp.Or(c.By, was.By)
		c.At = cmp.Or(c.At, was.At)
		c.Version = cmp.Or(c.Version, was.Version)
	}
}

// CompleteSpeaker is Article.Complete for a speaker.
func CompleteSpeaker(s annotation.Speaker, known *annotation.Speaker, by string, now time.Time) annotation.Speaker {
	was := annotation.Speaker{Kind: annotation.Person, CreatedBy: by, CreatedAt: now, Version: 1}
	if known != nil {
		was = *known
	}
	s.Kind = cmp.Or(s.Kind, was.Kind)
	s.CreatedBy = cmp.Or(s.CreatedBy, was.CreatedBy)
	s.CreatedAt = cmp.Or(s.CreatedAt, was.CreatedAt)
	s.UpdatedAt = cmp.Or(s.UpdatedAt, was.UpdatedAt, s.CreatedAt)
	s.Version = cmp.Or(s.Version, was.Version)
	return s
}

// Identify gives an article its id and names the annotations that have none, by
// what the file says of them: the same file read again means the same annotations.
// Of equal ones, each is another. They are in the order of the contract then.
func (a *Article) Identify(id string) {
	a.ID = id
	times := map[[sha256.Size]byte]int{}
	for i := range a.Annotations {
		one := &a.Annotations[i]
		one.Article = id
		if one.ID == "" {
			said := *one
			if said.Scale == annotation.FirstScale {
				said.Scale = "" // as files say it that know of no other
			}
			digest := sha256.Sum256(compact(&said))
			times[digest]++
			one.ID = shortID(sha256.Sum256(fmt.Appendf(digest[:], "%d", times[digest])))
		}
		one.Evidence, one.Replies, one.Comments = slices.Clone(one.Evidence), slices.Clone(one.Replies), slices.Clone(one.Comments) // the caller's stay as they are
		for j := range one.Evidence {
			identifyInside(one.ID, j, &one.Evidence[j].ID, one.Evidence[j])
		}
		for j := range one.Replies {
			identifyInside(one.ID, j, &one.Replies[j].ID, one.Replies[j])
		}
		for j := range one.Comments {
			identifyInside(one.ID, j, &one.Comments[j].ID, one.Comments[j])
		}
	}
	sortAnnotations(a.Annotations)
}

// identifyInside names the j-th of the things inside an annotation, if it has no id.
func identifyInside(annotation string, j int, id *string, is any) {
	if *id == "" {
		*id = shortID(sha256.Sum256(fmt.Appendf(compact(is), "\x00%s\x00%d", annotation, j)))
	}
}
