package annotation

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad/isnad/internal/text"
)

// Scale is a versioned list of the verdicts that a desk gives. A version that was
// published never changes: what was judged under it can be read as it was meant. Its
// JSON form is that of a file that a desk loads, of the API and of the export.
type Scale struct {
	ID      string  `json:"id"`
	Version int     `json:"version"`
	Title   Words   `json:"title"`
	Ordered bool    `json:"ordered,omitzero"` // each label says more, or less, than the one before it
	Labels  []Label `json:"labels"`           // in the order in which they are offered
}

// Words are the same in each language of the interface.
type Words struct {
	Ar string `json:"ar"`
	En string `json:"en"`
}

// In is the words in a language; Arabic unless that is "en".
func (w Words) In(language string) string {
	if language == "en" {
		return w.En
	}
	return w.Ar
}

// Label is one verdict of a scale: the word for it, and what it means.
type Label struct {
	Verdict Verdict `json:"verdict"` // what it is called in the API and in exports
	Words           // what people read
	Meaning Words   `json:"meaning"`
	Colour  Colour  `json:"colour"`

	// Evidence says that a check with this verdict needs a piece of evidence.
	Evidence bool `json:"evidence,omitzero"`
}

// Colour is a tone of the interface, which has it in light, dark and print with
// enough contrast: a scale cannot bring another.
type Colour string

const (
	Good       Colour = "good"
	Warn       Colour = "warn"
	Bad        Colour = "bad"
	Colourless Colour = "none"
)

// Colours lists every Colour.
var Colours = []Colour{Good, Warn, Bad, Colourless}

// Limits of a scale.
const (
	MaxLabels  = 30
	MaxLabel   = 40  // code points of a label's word: it stands in a button
	MaxMeaning = 500 // code points
)

// ScaleRef names one version of a scale: "default@1".
type ScaleRef string

// Ref is the scale's name and version.
func (s *Scale) Ref() ScaleRef { return ScaleRef(fmt.Sprintf("%s@%d", s.ID, s.Version)) }

var (
	scaleIDPattern = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)
	verdictPattern = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
)

// ParseScaleRef reads "id@version", or "id" alone, whose version is then 0. What is
// neither is Invalid (error.scale_ref).
func ParseScaleRef(field, s string) (id string, version int, err error) {
	id, number, versioned := strings.Cut(s, "@")
	if versioned {
		version, err = strconv.Atoi(number)
	}
	if err != nil || !scaleIDPattern.MatchString(id) || versioned && (version < 1 || version > maxCount || strconv.Itoa(version) != number) {
		return "", 0, RefuseField(Invalid, field, "error.scale_ref", "value", s)
	}
	return id, version, nil
}

// Check refuses a scale that a desk could not judge by, and says where it is wrong:
// "labels[2].meaning.ar".
func (s *Scale) Check() error {
	if !scaleIDPattern.MatchString(s.ID) {
		return RefuseField(Invalid, "id", "error.scale_id", "value", s.ID)
	}
	if s.Version < 1 || s.Version > maxCount {
		return RefuseField(Invalid, "version", "error.unknown_value", "field", "version", "value", strconv.Itoa(s.Version), "allowed", fmt.Sprintf("1, 2, 3, … %d", maxCount))
	}
	if err := s.Title.check("title", MaxName); err != nil {
		return err
	}
	if len(s.Labels) < 2 {
		return RefuseField(Invalid, "labels", "error.scale_labels")
	}
	if len(s.Labels) > MaxLabels {
		return RefuseField(Invalid, "labels", "error.too_many", "field", "labels", "max", MaxLabels)
	}
	for i := range s.Labels {
		if err := s.checkLabel(i); err != nil {
			return err
		}
	}
	return nil
}

func (s *Scale) checkLabel(i int) error {
	l, at := &s.Labels[i], func(field string) string { return fmt.Sprintf("labels[%d].%s", i, field) }
	if !verdictPattern.MatchString(string(l.Verdict)) {
		return RefuseField(Invalid, at("verdict"), "error.scale_name", "field", at("verdict"), "value", string(l.Verdict))
	}
	if err := firstError(l.Words.check(fmt.Sprintf("labels[%d]", i), MaxLabel), l.Meaning.check(at("meaning"), MaxMeaning)); err != nil {
		return err
	}
	if l.Colour == "" {
		return RefuseField(Invalid, at("colour"), "error.required", "field", at("colour"))
	}
	if err := known(at("colour"), l.Colour, Colours); err != nil {
		return err
	}
	// Two that are called the same cannot be told apart by whoever chooses or reads.
	for j := range s.Labels[:i] {
		other := &s.Labels[j]
		for _, c := range []struct{ field, here, there string }{
			{"verdict", string(l.Verdict), string(other.Verdict)},
			{"ar", text.FoldString(l.Ar), text.FoldString(other.Ar)},
			{"en", text.FoldString(l.En), text.FoldString(other.En)},
		} {
			if c.here == c.there {
				return RefuseField(Invalid, at(c.field), "error.scale_twice", "field", at(c.field), "other", fmt.Sprintf("labels[%d].%s", j, c.field))
			}
		}
	}
	return nil
}

// check asks for the words in both languages, each a line.
func (w Words) check(field string, max int) error {
	for _, side := range []struct{ language, words string }{{"ar", w.Ar}, {"en", w.En}} {
		at := field + "." + side.language
		if blank(side.words) {
			return RefuseField(Invalid, at, "error.required", "field", at)
		}
		if err := checkLine(at, side.words, max); err != nil {
			return err
		}
	}
	return nil
}

// Label is the scale's label of a verdict, or nil.
func (s *Scale) Label(v Verdict) *Label {
	for i := range s.Labels {
		if s.Labels[i].Verdict == v {
			return &s.Labels[i]
		}
	}
	return nil
}

// Verdicts lists the scale's verdicts in order.
func (s *Scale) Verdicts() []Verdict {
	all := make([]Verdict, len(s.Labels))
	for i, l := range s.Labels {
		all[i] = l.Verdict
	}
	return all
}

// Equal says that two scales are the same to the letter.
func (s *Scale) Equal(other *Scale) bool {
	return s.ID == other.ID && s.Version == other.Version && s.Title == other.Title && s.Ordered == other.Ordered &&
		slices.Equal(s.Labels, other.Labels)
}
