package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Difference is the place of the first field in which two things of one kind are
// exported otherwise, entries of a list by their ids ("annotations[n1].note"); "" for
// the same bytes. What only follows from a change (versions, moments) is named
// where nothing else differs.
func Difference(known, given any) string {
	var a, b any
	if err := errors.Join(json.Unmarshal(compact(known), &a), json.Unmarshal(compact(given), &b)); err != nil {
		panic("what was written as JSON is read again: " + err.Error())
	}
	places := differences("", a, b)
	for _, place := range places {
		if last := place[strings.LastIndexByte(place, '.')+1:]; last != "version" && last != "updated_at" {
			return place
		}
	}
	return strings.Join(places[:min(1, len(places))], "")
}

// differences are the places at and below one in which two values differ.
func differences(at string, a, b any) (places []string) {
	x, y := members(a), members(b)
	if x == nil || y == nil {
		if reflect.DeepEqual(a, b) {
			return nil
		}
		return []string{at}
	}
	names := maps.Clone(x)
	maps.Copy(names, y)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		below := at + name
		if !strings.HasPrefix(name, "[") && at != "" {
			below = at + "." + name
		}
		one, inKnown := x[name]
		other, inGiven := y[name]
		if inKnown != inGiven {
			places = append(places, below)
			continue
		}
		places = append(places, differences(below, one, other)...)
	}
	return places
}

// members are the parts of an object by their names, those of a list by their ids or
// numbers ("[n1]"); nil for anything else.
func members(v any) map[string]any {
	switch v := v.(type) {
	case map[string]any:
		return v
	case []any:
		parts := make(map[string]any, len(v))
		for i, one := range v {
			name := fmt.Sprintf("[%d]", i)
			if object, ok := one.(map[string]any); ok && object["id"] != nil {
				name = fmt.Sprintf("[%v]", object["id"])
			}
			parts[name] = one
		}
		return parts
	}
	return nil
}
