package annotation

import (
	"encoding/json"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// UnmarshalJSONFrom reads a field of a merge patch that is present: null sets the
// empty value. What the decoder refuses elsewhere, unknown fields among it, it
// refuses inside the value too.
func (o *Opt[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var value T
	if err := jsonv2.UnmarshalDecode(dec, &value); err != nil {
		return err
	}
	*o = To(value)
	return nil
}

// MarshalJSON writes the value alone; a field that is not set is left out by the
// omitzero of its struct tag.
func (o Opt[T]) MarshalJSON() ([]byte, error) { return json.Marshal(o.Value) }
