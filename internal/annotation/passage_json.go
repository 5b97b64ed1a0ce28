package annotation

import (
	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// UnmarshalJSONFrom reads a span as somebody asks for it. Its ends must be said: a
// misspelt or forgotten one would mark the text from its beginning.
func (d *PassageDraft) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var asked struct {
		Start *int    `json:"start"`
		End   *int    `json:"end"`
		Exact *string `json:"exact"`
	}
	if err := jsonv2.UnmarshalDecode(dec, &asked); err != nil {
		return err
	}
	switch {
	case asked.Start == nil:
		return RefuseField(Invalid, "start", "error.required", "field", "start")
	case asked.End == nil:
		return RefuseField(Invalid, "end", "error.required", "field", "end")
	}
	*d = PassageDraft{Start: *asked.Start, End: *asked.End, Exact: asked.Exact}
	return nil
}
