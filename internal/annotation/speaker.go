package annotation

import (
	"slices"
	"time"

	"github.com/isnad/isnad/internal/text"
)

// MaxAliases is the most aliases one speaker may have.
const MaxAliases = 50

// Speaker is whoever something is attributed to. Its JSON form is the one of the
// API and of the export alike.
type Speaker struct {
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	Kind      SpeakerKind `json:"kind"`
	Aliases   []string    `json:"aliases,omitempty"`
	CreatedBy string      `json:"created_by,omitempty"`
	CreatedAt time.Time   `json:"created_at,omitzero"`
	UpdatedAt time.Time   `json:"updated_at,omitzero"`
	Version   int         `json:"version,omitzero"`

	// MergedInto is the id of the speaker that this one is a further name of, and Given
	// are the aliases which that one has by it; both empty for one that stands alone.
	MergedInto string   `json:"merged_into,omitempty"`
	Given      []string `json:"given,omitempty"`
}

// Ref is the speaker as an annotation names it that was attributed to nobody else.
func (s *Speaker) Ref() *SpeakerRef { return &SpeakerRef{ID: s.ID, Name: s.Name, Kind: s.Kind} }

// SpeakerDraft is a new speaker. Distinct says that whoever asks has seen the
// speakers of nearly the same name and means another one.
type SpeakerDraft struct {
	ID       string      `json:"id,omitempty"`
	Name     string      `json:"name"`
	Kind     SpeakerKind `json:"kind,omitempty"`
	Aliases  []string    `json:"aliases,omitempty"`
	Distinct bool        `json:"distinct,omitzero"`
}

// SpeakerPatch changes the fields that are set.
type SpeakerPatch struct {
	Name    Opt[string]      `json:"name,omitzero"`
	Kind    Opt[SpeakerKind] `json:"kind,omitzero"`
	Aliases Opt[[]string]    `json:"aliases,omitzero"`
}

// NewSpeaker makes a speaker from a draft.
func NewSpeaker(id string, d SpeakerDraft, actor Actor, now time.Time) (Speaker, error) {
	if err := actor.Require(Mark); err != nil {
		return Speaker{}, err
	}
	s := Speaker{ID: id, Name: tidyName(d.Name), Kind: d.Kind, Aliases: tidyNames(d.Aliases),
		CreatedBy: actor.Name, CreatedAt: now, UpdatedAt: now, Version: 1}
	if s.Kind == "" {
		s.Kind = Person
	}
	return s, s.validate()
}

// Apply is the speaker after the patch, or what forbids it. One that was merged has
// nothing of its own to change (error.merged).
func (s Speaker) Apply(p SpeakerPatch, actor Actor, now time.Time) (Speaker, error) {
	if err := actor.Require(Mark); err != nil {
		return s, err
	}
	if err := s.refuseMerged(); err != nil {
		return s, err
	}
	t := s
	if p.Name.Set {
		t.Name = tidyName(p.Name.Value)
	}
	set(&t.Kind, p.Kind)
	if p.Aliases.Set {
		t.Aliases = tidyNames(p.Aliases.Value)
	}
	if err := t.validate(); err != nil {
		return s, err
	}
	if t.Name == s.Name && t.Kind == s.Kind && slices.Equal(t.Aliases, s.Aliases) {
		return s, nil
	}
	t.Version, t.UpdatedAt = s.Version+1, now
	return t, nil
}

// CheckSpeakerName refuses a name that no speaker can have.
func CheckSpeakerName(name string) error {
	s := Speaker{Name: name, Kind: Person}
	return s.validate()
}

func (s *Speaker) validate() error {
	switch {
	case blank(s.Name): // all such names would be one and the same speaker's
		return RefuseField(Invalid, "name", "error.required", "field", "name")
	case s.Kind == "":
		return RefuseField(Invalid, "kind", "error.required", "field", "kind")
	case len(s.Aliases) > MaxAliases:
		return RefuseField(Invalid, "aliases", "error.too_many", "field", "aliases", "max", MaxAliases)
	}
	if err := firstError(checkLine("name", s.Name, MaxName), known("kind", s.Kind, SpeakerKinds)); err != nil {
		return err
	}
	for _, alias := range s.Aliases {
		if blank(alias) {
			return RefuseField(Invalid, "aliases", "error.required", "field", "name")
		}
		if err := checkLine("aliases", alias, MaxName); err != nil {
			return err
		}
	}
	return nil
}

// GoesBy says that a name is the speaker's, or an alias, in whatever spelling
// (text.NameSpelling).
func (s *Speaker) GoesBy(name string) bool {
	spelling := text.NameSpelling(name)
	return text.NameSpelling(s.Name) == spelling ||
		slices.ContainsFunc(s.Aliases, func(alias string) bool { return text.NameSpelling(alias) == spelling })
}

// Keys are what the speaker is found and compared by: the text.NameKey of its
// name first, then those of its aliases, each once.
func (s *Speaker) Keys() []string {
	keys := []string{text.NameKey(s.Name)}
	for _, alias := range s.Aliases {
		if key := text.NameKey(alias); !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}
