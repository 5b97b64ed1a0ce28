package annotation

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

//go:embed scale/default.json
var defaultScale []byte

// builtIn are the scales that every isnad knows without loading them. Their id is
// isnad's own.
var builtIn = []Scale{mustScale(defaultScale)}

const builtInID = "default"

// FirstScale is the scale of verdicts that say of none: those of exports and
// histories from before there was a choice.
const FirstScale ScaleRef = "default@1"

func mustScale(file []byte) Scale {
	var s Scale
	if err := json.Unmarshal(file, &s); err != nil {
		panic(err) // a part of the program; a test reads it as a desk's file is read
	}
	return s
}

// DefaultScale is what a desk judges by until it chooses another.
func DefaultScale() *Scale { return &builtIn[len(builtIn)-1] }

// Scales are those that a desk knows, and the one it judges by. The zero value is
// the built-in ones and the default.
type Scales struct {
	current *Scale
	loaded  map[ScaleRef]*Scale
}

// NewScales are the built-in scales and those that were loaded; current is the
// desk's choice, the default one for "" or a scale that is not there.
func NewScales(current ScaleRef, loaded []Scale) Scales {
	all := Scales{loaded: make(map[ScaleRef]*Scale, len(loaded))}
	for i := range loaded {
		all.loaded[loaded[i].Ref()] = &loaded[i]
	}
	all.current = all.Scale(current)
	return all
}

// Current is the scale that verdicts are given under now.
func (all Scales) Current() *Scale {
	if all.current == nil {
		return DefaultScale()
	}
	return all.current
}

// Scale is the scale of that name and version, or nil.
func (all Scales) Scale(ref ScaleRef) *Scale {
	for i := range builtIn {
		if builtIn[i].Ref() == ref {
			return &builtIn[i]
		}
	}
	return all.loaded[ref]
}

// newest is the scale of that id with the highest version, or nil.
func (all Scales) newest(id string) *Scale {
	var newest *Scale
	for _, s := range all.List() {
		if s.ID == id {
			newest = s
		}
	}
	return newest
}

// Named is the scale of that name and version or, of an id alone, the one with the
// highest; there must be one, or the field is Invalid (error.scale_ref,
// error.not_found).
func (all Scales) Named(field string, name ScaleRef) (*Scale, error) {
	id, version, err := ParseScaleRef(field, string(name))
	if err != nil {
		return nil, err
	}
	named := all.newest(id)
	if version != 0 {
		named = all.Scale(name)
	}
	if named == nil {
		return nil, RefuseField(Invalid, field, "error.not_found", "thing", "scale", "id", string(name))
	}
	return named, nil
}

// List is all of them by id and version, the built-in ones first.
func (all Scales) List() []*Scale {
	list := slices.SortedFunc(maps.Values(all.loaded), func(a, b *Scale) int {
		if d := strings.Compare(a.ID, b.ID); d != 0 {
			return d
		}
		return a.Version - b.Version
	})
	own := make([]*Scale, len(builtIn))
	for i := range builtIn {
		own[i] = &builtIn[i]
	}
	return slices.Concat(own, list)
}

// IsBuiltIn says that the scale is isnad's own.
func (s *Scale) IsBuiltIn() bool { return s.ID == builtInID }

// Add says whether a scale is new to the desk. One that is known must be the same to
// the letter: a published version never changes (Conflict, error.scale_changed, with
// the one that is known as Current). An unknown one of isnad's own id is Invalid
// (error.scale_reserved), as is one that cannot be judged by.
func (all Scales) Add(s *Scale) (isNew bool, err error) {
	if err := s.Check(); err != nil {
		return false, err
	}
	known := all.Scale(s.Ref())
	switch {
	case known != nil && known.Equal(s):
		return false, nil
	case s.IsBuiltIn():
		return false, RefuseField(Invalid, "id", "error.scale_reserved", "id", s.ID)
	case known != nil:
		refused := RefuseField(Conflict, "version", "error.scale_changed", "scale", string(s.Ref()))
		refused.Current, refused.Submitted = known, s
		return false, refused
	}
	return true, nil
}

// Label is what a verdict given under a scale is called and means. Where no scale
// here says so, it is called by its value.
func (all Scales) Label(ref ScaleRef, v Verdict) Label {
	if s := all.Scale(ref); s != nil {
		if l := s.Label(v); l != nil {
			return *l
		}
	}
	return Label{Verdict: v, Words: Words{string(v), string(v)}, Colour: Colourless}
}

// Verdicts lists every verdict of every scale once, those that the desk judges by
// first.
func (all Scales) Verdicts() (verdicts []Verdict) {
	for _, s := range append([]*Scale{all.Current()}, all.List()...) {
		for _, v := range s.Verdicts() {
			if !slices.Contains(verdicts, v) {
				verdicts = append(verdicts, v)
			}
		}
	}
	return verdicts
}

// Speaks is the scale by which a verdict is called where statements judged by several
// are counted together: the desk's own or, where that has no such verdict, the first
// that has; "" for one that none has.
func (all Scales) Speaks(v Verdict) ScaleRef {
	for _, s := range append([]*Scale{all.Current()}, all.List()...) {
		if s.Label(v) != nil {
			return s.Ref()
		}
	}
	return ""
}

// CheckFindings refuses findings to look for that there are not; empty means any.
func (all Scales) CheckFindings(w Wording, v Verdict) error {
	return firstError(known("wording", w, Wordings), known("verdict", v, all.Verdicts()))
}

// CheckGiven refuses a verdict that the annotation cannot have been given: by a
// scale that is not known here, or one that has no such verdict.
func (all Scales) CheckGiven(a *Annotation) error {
	if a.Scale == "" {
		return nil
	}
	s := all.Scale(a.Scale)
	if s == nil {
		return RefuseField(Invalid, "scale", "error.scale_unknown", "scale", string(a.Scale))
	}
	return known("verdict", a.Verdict, s.Verdicts())
}
