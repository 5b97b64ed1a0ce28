package export

import (
	"cmp"
	"errors"
	"fmt"
	"io"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/ingest"
	"github.com/isnad/isnad/internal/strictjson"
	"github.com/isnad/isnad/internal/text"
)

// MaxFile is the most that Read takes, in bytes: the file is held in memory.
const MaxFile = 1 << 30

// Read reads a file that Write wrote, or one made by hand of the needed fields
// alone: an article's text, an annotation's kind and spans. What the text tells
// (heading, language, the words of a span) is filled from it; ids, versions, names,
// kinds of speakers and moments that are not given stay empty (see Article.Identify,
// Article.Complete and CompleteSpeaker).
//
// Anything that is wrong refuses the whole file with an *annotation.Error whose
// Field names the place by ids, or by numbers where there are none:
// "articles[a1].annotations[0].spans[1].exact".
//
// Sniff tells a file's media type from its bytes (http.DetectContentType): what a file
// is said to be is believed no more than where it is uploaded.
func Read(r io.Reader, sniff func([]byte) string) (File, error) {
	var f File
	if err := read(r, MaxFile, &f); err != nil {
		return File{}, err
	}
	if err := f.check(sniff); err != nil {
		return File{}, err
	}
	return sorted(f), nil
}

// read reads a file of JSON, of no more than max bytes.
func read(r io.Reader, max int64, v any) error {
	err := strictjson.Decode(r, max, v)
	if annotation.CodeOf(err) == annotation.TooLarge {
		return annotation.Refuse(annotation.TooLarge, "error.file_too_large", "max", max)
	}
	return err
}

func (f *File) check(sniff func([]byte) string) error {
	if f.Format == "" {
		f.Format = Format
	}
	if f.Format != Format {
		return annotation.RefuseField(annotation.Invalid, "format", "error.unknown_value", "field", "format", "value", f.Format, "allowed", Format)
	}
	if f.Version == 0 {
		f.Version = Version
	}
	if f.Version != Version {
		return annotation.RefuseField(annotation.Invalid, "version", "error.unknown_value", "field", "version", "value", fmt.Sprint(f.Version), "allowed", fmt.Sprint(Version))
	}
	scales, err := f.checkScales()
	if err != nil {
		return err
	}
	speakers, articles, annotations := ids{}, ids{}, ids{}
	named := map[string]*annotation.SpeakerRef{}
	for i := range f.Speakers {
		s := &f.Speakers[i]
		var err error
		if *s, err = annotation.ImportedSpeaker(*s); err == nil {
			err = speakers.add(s.ID)
		}
		if err != nil {
			return At("speakers", i, s.ID, err)
		}
		named[s.ID] = s.Ref()
	}
	if i := circular(f.Speakers); i >= 0 {
		s := f.Speakers[i]
		return At("speakers", i, s.ID, annotation.RefuseField(annotation.Invalid, "merged_into", "error.merge_circular", "name", s.Name))
	}
	pieces := map[string]int{}
	for i := range f.Pieces {
		p := &f.Pieces[i]
		var err error
		if *p, err = annotation.ImportedPiece(*p); err == nil && p.ID == "" {
			err = annotation.RefuseField(annotation.Invalid, "id", "error.required", "field", "id")
		}
		if _, twice := pieces[p.ID]; twice && err == nil {
			err = annotation.RefuseField(annotation.Conflict, "id", "error.id_twice", "id", p.ID)
		}
		if err != nil {
			return At("pieces", i, p.ID, err)
		}
		pieces[p.ID] = i
	}
	citations, replies, comments := ids{}, ids{}, ids{}
	for i := range f.Articles {
		a := &f.Articles[i]
		x, err := a.check()
		if err == nil {
			err = articles.add(a.ID)
		}
		if err != nil {
			return At("articles", i, a.ID, err)
		}
		head := a.Article()
		for j := range a.Annotations {
			one := &a.Annotations[j]
			if *one, err = annotation.ImportedAnnotation(*one, &head, x); err == nil {
				err = annotations.add(one.ID)
			}
			if err == nil {
				err = attribute(one, named)
			}
			if err == nil && scales.Scale(one.Scale) != nil { // else one of the data file, perhaps
				err = scales.CheckGiven(one)
			}
			for k := range one.Evidence {
				e := &one.Evidence[k]
				if err != nil {
					break
				}
				if *e, err = annotation.ImportedEvidence(*e, one.ID); err == nil {
					err = citations.add(e.ID)
				}
				if err == nil {
					err = f.gather(pieces, e)
				}
				if err != nil {
					err = At("evidence", k, e.ID, err)
				}
			}
			for k := range one.Replies {
				r := &one.Replies[k]
				if err != nil {
					break
				}
				if *r, err = annotation.ImportedReply(*r, one.ID); err == nil {
					err = replies.add(r.ID)
				}
				if err != nil {
					err = At("replies", k, r.ID, err)
				}
			}
			for k := range one.Comments {
				c := &one.Comments[k]
				if err != nil {
					break
				}
				if *c, err = annotation.ImportedComment(*c, one.ID); err == nil {
					err = comments.add(c.ID)
				}
				if err != nil {
					err = At("comments", k, c.ID, err)
				}
			}
			if err != nil {
				return At("articles", i, a.ID, At("annotations", j, one.ID, err))
			}
		}
	}
	return f.checkFiles(sniff)
}

// checkScales are the scales of the file beside those that every isnad has.
func (f *File) checkScales() (annotation.Scales, error) {
	seen := ids{}
	for i := range f.Scales {
		s := &f.Scales[i]
		_, err := annotation.Scales{}.Add(s)
		if err == nil {
			err = seen.add(string(s.Ref()))
		}
		if err != nil {
			return annotation.Scales{}, At("scales", i, "", err) // several versions share an id
		}
	}
	return annotation.NewScales("", f.Scales), nil
}

// check fills and checks the article alone, and returns the index of its text.
func (a *Article) check() (*text.Index, error) {
	if a.Title == "" && a.Text != "" {
		title, byline, dateline := ingest.Head(a.Text)
		a.Title = title
		if a.Byline == "" {
			a.Byline = byline
		}
		if a.Dateline == "" {
			a.Dateline = dateline
		}
	}
	checked, err := annotation.ImportedArticle(a.Article())
	if err != nil {
		return nil, err
	}
	*a = FromArticle(checked, a.Annotations)
	return text.NewIndex(a.Text), nil
}

// attribute completes the speaker of an annotation from the file's own list, and
// refuses one whom the two places call differently.
func attribute(a *annotation.Annotation, named map[string]*annotation.SpeakerRef) error {
	if a.Speaker == nil || a.Speaker.ID == "" {
		return nil
	}
	known := named[a.Speaker.ID]
	if known == nil {
		return nil // one of the data file, perhaps
	}
	for _, c := range []struct{ field, here, there string }{
		{"speaker.name", a.Speaker.Name, known.Name},
		{"speaker.kind", string(a.Speaker.Kind), string(known.Kind)},
	} {
		if c.here != "" && c.there != "" && c.here != c.there {
			return annotation.RefuseField(annotation.Invalid, c.field, "error.unknown_value", "field", c.field, "value", c.here, "allowed", c.there)
		}
	}
	ref := *known
	ref.Kind, ref.Merged = cmp.Or(ref.Kind, a.Speaker.Kind), a.Speaker.Merged
	a.Speaker = &ref
	return nil
}

// ids are those seen so far; a second one of the same is a conflict.
type ids map[string]bool

func (seen ids) add(id string) error {
	if id != "" && seen[id] {
		return annotation.RefuseField(annotation.Conflict, "id", "error.id_twice", "id", id)
	}
	seen[id] = true
	return nil
}

// At puts the place of a refusal before its field: the list of the file and, by
// its id or where that cannot name it by its number, the entry ("articles[a1].id").
func At(list string, i int, id string, err error) error {
	refused, ok := errors.AsType[*annotation.Error](err)
	if !ok {
		return err
	}
	if annotation.CheckID(id) != nil {
		id = fmt.Sprint(i)
	}
	placed := *refused
	placed.Field = fmt.Sprintf("%s[%s]", list, id)
	if refused.Field != "" {
		placed.Field += "." + refused.Field
	}
	return &placed
}
