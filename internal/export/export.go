// Package export turns articles with their annotations into files, and reads
// such files back. A file restores all that it shows: read into an empty data
// file and exported again, it is the same bytes but for the moment of the export.
//
// The form of the file is part of isnad's contract. Fields are added, never
// renamed. Positions are Unicode code points of the article's text.
package export

import (
	"bytes"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/isnad/isnad/internal/annotation"
)

// Format and Version are what every file begins with. A change that an older
// isnad could not read would be another Version.
const (
	Format  = "isnad"
	Version = 1
)

// File is one export: articles in the order of their ids, the speakers that they
// name, and the scales of their verdicts.
type File struct {
	Format     string               `json:"format"`
	Version    int                  `json:"version"`
	ExportedAt time.Time            `json:"exported_at,omitzero"`
	Scales     []annotation.Scale   `json:"scales,omitempty"` // that verdicts were given under; by id, then version
	Speakers   []annotation.Speaker `json:"speakers"`
	Pieces     []annotation.Piece   `json:"pieces,omitempty"` // of evidence, those that the articles cite
	Files      []StoredFile         `json:"files,omitempty"`  // that the pieces name
	Articles   []Article            `json:"articles"`
}

// NewFile is a file of articles and their speakers; what evidence they cite is the
// caller's to add.
func NewFile(now time.Time, speakers []annotation.Speaker, articles []Article) File {
	return File{Format: Format, Version: Version, ExportedAt: now.UTC().Truncate(time.Second), Speakers: speakers, Articles: articles}
}

// Article is an article with its current text and what is marked in it, as the
// export and the API show it.
type Article struct {
	ID          string                  `json:"id"`
	Title       string                  `json:"title"`
	Byline      string                  `json:"byline"`
	Dateline    string                  `json:"dateline"`
	Language    string                  `json:"language"`
	Direction   string                  `json:"direction"`
	Source      annotation.Source       `json:"source"`
	Revision    int                     `json:"revision"`
	Archived    bool                    `json:"archived,omitzero"`
	CreatedBy   string                  `json:"created_by"`
	CreatedAt   time.Time               `json:"created_at"`
	UpdatedAt   time.Time               `json:"updated_at"`
	Version     int                     `json:"version"`
	Text        string                  `json:"text"`
	Annotations []annotation.Annotation `json:"annotations"` // by first start, then id
}

// FromArticle is the exported form of an article and its annotations, which are
// taken in the order given.
func FromArticle(a annotation.Article, annotations []annotation.Annotation) Article {
	shown := make([]annotation.Annotation, len(annotations))
	for i, one := range annotations {
		if one.Spans == nil {
			one.Spans = []annotation.Passage{} // an orphan's are [], not null
		}
		shown[i] = one
	}
	return Article{
		ID: a.ID, Title: a.Title, Byline: a.Byline, Dateline: a.Dateline,
		Language: a.Language, Direction: a.Direction,
		Source:   annotation.Source{Name: a.Source.Name, SHA256: a.Source.SHA256},
		Revision: a.Revision, Archived: a.Archived,
		CreatedBy: a.CreatedBy, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt, Version: a.Version,
		Text: a.Text, Annotations: shown,
	}
}

// Article is the article alone.
func (a *Article) Article() annotation.Article {
	return annotation.Article{
		ID: a.ID, Title: a.Title, Byline: a.Byline, Dateline: a.Dateline,
		Language: a.Language, Direction: a.Direction, Source: a.Source,
		Revision: a.Revision, Archived: a.Archived,
		CreatedBy: a.CreatedBy, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt, Version: a.Version,
		Text: a.Text, Counter: 1,
	}
}

// Same says that two articles, speakers or pieces are exported as the same bytes.
func Same[T Article | annotation.Speaker | annotation.Piece](a, b T) bool {
	return bytes.Equal(compact(a), compact(b))
}

func compact(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic("plain data with valid UTF-8: " + err.Error())
	}
	return data
}

// Count says how many of some things an import brought in, and how many were
// there already as the file has them.
type Count struct{ Added, Unchanged int }

// Summary is what an import did. Annotations are counted with their article;
// speakers that only an annotation names, and isnad's own scales, are not counted.
type Summary struct{ Articles, Annotations, Speakers, Pieces, Scales Count }
