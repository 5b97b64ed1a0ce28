package export

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/isnad/isnad/internal/annotation"
)

// Write writes a file as JSON: always the same bytes for the same content, in
// UTF-8 without needless escapes, one field a line so that two exports can be
// compared by eye and by diff, and one line end last.
func Write(w io.Writer, f File) error {
	out := bufio.NewWriter(w)
	if err := json.MarshalWrite(out, sorted(f), jsontext.WithIndent("  ")); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	out.WriteByte('\n') // bufio keeps the first error for Flush
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

// sorted is the file in the order that the contract gives: scales, speakers, pieces and
// articles by id, files by their hash, annotations by first start, then id. The caller's slices stay as they are.
func sorted(f File) File {
	f.Speakers = slices.SortedFunc(slices.Values(f.Speakers), func(a, b annotation.Speaker) int { return cmp.Compare(a.ID, b.ID) })
	f.Pieces = slices.SortedFunc(slices.Values(f.Pieces), func(a, b annotation.Piece) int { return cmp.Compare(a.ID, b.ID) })
	f.Files = slices.SortedFunc(slices.Values(f.Files), func(a, b StoredFile) int { return cmp.Compare(a.SHA256, b.SHA256) })
	f.Scales = slices.SortedFunc(slices.Values(f.Scales), func(a, b annotation.Scale) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), a.Version-b.Version)
	})
	f.Articles = slices.SortedFunc(slices.Values(f.Articles), func(a, b Article) int { return strings.Compare(a.ID, b.ID) })
	for i := range f.Articles {
		a := &f.Articles[i]
		a.Annotations = slices.Clone(a.Annotations)
		sortAnnotations(a.Annotations)
	}
	return f
}

func sortAnnotations(all []annotation.Annotation) {
	slices.SortStableFunc(all, func(a, b annotation.Annotation) int { return annotation.Compare(&a, &b) })
}
