package annotation

import "time"

// Digits are those that numbers are written with in the Arabic interface.
type Digits string

const (
	ArabicIndicDigits Digits = "arabic_indic" // ٠١٢
	LatinDigits       Digits = "latin"        // 012
)

// DigitSets lists every Digits in the order in which they are shown.
var DigitSets = []Digits{ArabicIndicDigits, LatinDigits}

// Months are the names of the months in the Arabic interface.
type Months string

const (
	LevantMonths    Months = "levant"    // كانون الثاني، شباط، آذار
	GregorianMonths Months = "gregorian" // يناير، فبراير، مارس
)

// MonthNames lists every Months in the order in which they are shown.
var MonthNames = []Months{LevantMonths, GregorianMonths}

// Settings are how the desk works and writes. A further one is a field here and in
// SettingsPatch, a line in Apply and, if it can be wrong, one in validate; the data
// file keeps each by its JSON name.
type Settings struct {
	TimeZone string `json:"time_zone"` // of the IANA database
	Digits   Digits `json:"digits"`
	Months   Months `json:"months"`
	// OnePerson lets whoever checked an annotation approve it too; each such approval
	// says so (Annotation.SelfApproved).
	OnePerson bool     `json:"one_person"`
	Scale     ScaleRef `json:"scale"` // that verdicts are given under
	Version   int      `json:"version"`
}

// DefaultSettings are those of a desk where nobody has changed any.
func DefaultSettings() Settings {
	return Settings{TimeZone: "UTC", Digits: ArabicIndicDigits, Months: LevantMonths, Scale: DefaultScale().Ref(), Version: 1}
}

// SettingsPatch changes the settings that are set and no other. A scale is named as
// in Scales.Named.
type SettingsPatch struct {
	TimeZone  Opt[string] `json:"time_zone,omitzero"`
	Digits    Opt[Digits] `json:"digits,omitzero"`
	Months    Opt[Months] `json:"months,omitzero"`
	OnePerson Opt[bool]   `json:"one_person,omitzero"`

	Scale Opt[ScaleRef] `json:"scale,omitzero"`
}

// Right is what whoever makes the change needs: ManageScales where it is of the scale
// alone, otherwise ManageSettings.
func (p SettingsPatch) Right() Right {
	if p == (SettingsPatch{Scale: p.Scale}) {
		return ManageScales
	}
	return ManageSettings
}

// Apply is the settings after the patch, or what forbids it; a scale must be one of
// those that the desk knows. Nothing changed leaves Version as it is.
func (s Settings) Apply(p SettingsPatch, actor Actor, scales Scales) (Settings, error) {
	if err := actor.Require(p.Right()); err != nil {
		return s, err
	}
	b := s
	if p.Scale.Set {
		named, err := scales.Named("scale", p.Scale.Value)
		if err != nil {
			return s, err
		}
		b.Scale = named.Ref()
	}
	set(&b.TimeZone, p.TimeZone)
	set(&b.Digits, p.Digits)
	set(&b.Months, p.Months)
	set(&b.OnePerson, p.OnePerson)
	if err := b.validate(); err != nil || b == s {
		return s, err
	}
	b.Version = s.Version + 1
	return b, nil
}

func (s *Settings) validate() error {
	return firstError(
		checkZone("time_zone", s.TimeZone),
		chosen("digits", s.Digits, DigitSets),
		chosen("months", s.Months, MonthNames),
	)
}

// checkZone refuses what is no zone of the IANA database. "Local" would be that of
// whatever machine isnad runs on, and "" is Go's other name for UTC.
func checkZone(field, name string) error {
	if name == "" {
		return RefuseField(Invalid, field, "error.required", "field", field)
	}
	if _, err := time.LoadLocation(name); err != nil || name == "Local" {
		return RefuseField(Invalid, field, "error.zone_unknown", "value", name)
	}
	return nil
}

// chosen is known for a value that must be given.
func chosen[T ~string](field string, value T, all []T) error {
	if value == "" {
		return RefuseField(Invalid, field, "error.required", "field", field)
	}
	return known(field, value, all)
}
