package annotation

import (
	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// UnmarshalJSONFrom reads a span as somebody asks for it. Its ends must be said: a
// misspelt or forgotten one would mark the text from its beginning.
func (d *PassageDraft) UnmarshalJSONFrom(dec *jsontext.Decoder) (err error) {
	*d, err = readPassage(dec)
	return err
}

// UnmarshalJSONFrom reads a span as an export says it, by the rule of
// [PassageDraft]; a file made by hand may leave Exact out.
func (p *Passage) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	d, err := readPassage(dec)
	if err != nil {
		return err
	}
	*p = Passage{Start: d.Start, End: d.End}
	if d.Exact != nil {
		p.Exact = *d.Exact
	}
	return nil
}

func readPassage(dec *jsontext.Decoder) (PassageDraft, error) {
	var asked struct {
		Start *int    `json:"start"`
		End   *int    `json:"end"`
		Exact *string `json:"exact"`
	}
	if err := jsonv2.UnmarshalDecode(dec, &asked); err != nil {
		return PassageDraft{}, err
	}
	switch {
	case asked.Start == nil:
		return PassageDraft{}, RefuseField(Invalid, "start", "error.required", "field", "start")
	case asked.End == nil:
		return PassageDraft{}, RefuseField(Invalid, "end", "error.required", "field", "end")
	}
	return PassageDraft{Start: *asked.Start, End: *asked.End, Exact: asked.Exact}, nil
}
