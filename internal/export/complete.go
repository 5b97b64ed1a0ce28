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
		completeComments(one.Comments, was.Comments, by, now)
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
		one.Evidence = slices.Clone(one.Evidence) // the caller's stay as they are
		for j := range one.Evidence {
			if e := &one.Evidence[j]; e.ID == "" {
				e.ID = shortID(sha256.Sum256(fmt.Appendf(compact(e), "\x00%s\x00%d", one.ID, j)))
			}
		}
		one.Comments = slices.Clone(one.Comments)
		for j := range one.Comments {
			if c := &one.Comments[j]; c.ID == "" {
				c.ID = shortID(sha256.Sum256(fmt.Appendf(compact(c), "\x00%s\x00%d", one.ID, j)))
			}
		}
	}
	sortAnnotations(a.Annotations)
}
