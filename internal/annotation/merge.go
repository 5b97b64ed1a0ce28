package annotation

import (
	"slices"
	"time"
)

// Two names can turn out to be one person. Merging makes the one a further name of
// the other: its record stays, so that every id, link and file that names it still
// leads somewhere, and nothing that is attributed to it is touched. Which speaker an
// annotation shows is looked up through the merge. Splitting off takes a merge back.

// Merging says whom a speaker is to be merged into, by id. It is the body of
// POST …/merge.
type Merging struct {
	Into string `json:"into"`
}

// Check refuses to merge into nobody.
func (m Merging) Check() error {
	if m.Into == "" {
		return RefuseField(Invalid, "into", "error.required", "field", "into")
	}
	return nil
}

// MergeInto is the speaker as a further name of into, and into with the names that it
// has by that. Lent are the aliases that into has by other merges: one of these is
// given by this merge too, so that it stays until the last of them is taken back.
//
// A speaker that is merged already is a Conflict (error.merged), whichever of the two
// it is; the same one twice is Invalid, as are more aliases than MaxAliases.
func (s Speaker) MergeInto(into Speaker, lent []string, actor Actor, now time.Time) (merged, heir Speaker, err error) {
	if err := actor.Require(MergeSpeakers); err != nil {
		return s, into, err
	}
	if s.ID == into.ID {
		return s, into, RefuseField(Invalid, "into", "error.merge_with_itself", "name", s.Name)
	}
	if err := firstError(s.refuseMerged(), into.refuseMerged()); err != nil {
		return s, into, err
	}
	merged, heir = s, into
	merged.MergedInto, merged.Given = into.ID, nil
	heir.Aliases = slices.Clone(into.Aliases)
	for _, name := range tidyNames(append([]string{s.Name}, s.Aliases...)) {
		has := name == into.Name || slices.Contains(into.Aliases, name)
		if !has {
			heir.Aliases = append(heir.Aliases, name)
		}
		if !has || slices.Contains(lent, name) {
			merged.Given = append(merged.Given, name)
		}
	}
	if len(heir.Aliases) > MaxAliases {
		return s, into, RefuseField(Invalid, "into", "error.merge_too_many", "name", into.Name, "max", MaxAliases)
	}
	merged.Version, merged.UpdatedAt = s.Version+1, now
	if len(heir.Aliases) > len(into.Aliases) {
		heir.Version, heir.UpdatedAt = into.Version+1, now
	}
	return merged, heir, nil
}

// SplitOff is a merged speaker on its own again, and the one it was merged into, from,
// without the aliases that the merge gave it and no other merge does (lent). What
// was changed of from in the meantime stays.
//
// One that is not merged is a Conflict (error.not_merged). So is one whose heir is
// merged itself (error.split_outer_first): by then its names have been passed on.
func (s Speaker) SplitOff(from Speaker, lent []string, actor Actor, now time.Time) (alone, heir Speaker, err error) {
	if err := actor.Require(MergeSpeakers); err != nil {
		return s, from, err
	}
	if s.MergedInto == "" {
		return s, from, Refuse(Conflict, "error.not_merged", "name", s.Name)
	}
	if from.MergedInto != "" {
		refused := Refuse(Conflict, "error.split_outer_first", "name", s.Name, "other", from.Name)
		refused.Current = from
		return s, from, refused
	}
	alone, heir = s, from
	alone.MergedInto, alone.Given = "", nil
	alone.Version, alone.UpdatedAt = s.Version+1, now
	heir.Aliases = slices.DeleteFunc(slices.Clone(from.Aliases), func(alias string) bool {
		return slices.Contains(s.Given, alias) && !slices.Contains(lent, alias)
	})
	if len(heir.Aliases) == 0 {
		heir.Aliases = nil
	}
	if len(heir.Aliases) < len(from.Aliases) {
		heir.Version, heir.UpdatedAt = from.Version+1, now
	}
	return alone, heir, nil
}

// refuseMerged refuses to do anything with a speaker that is a name of another now.
func (s *Speaker) refuseMerged() error {
	if s.MergedInto == "" {
		return nil
	}
	refused := Refuse(Conflict, "error.merged", "name", s.Name)
	refused.Current = *s
	return refused
}

// MaxGiven is the most annotations that are given to another speaker at once.
const MaxGiven = 200

// CheckGiving refuses to give so many annotations to another speaker at once, or to
// give them to nobody.
func CheckGiving(actor Actor, n int, to SpeakerChoice) error {
	switch {
	case actor.Require(Mark) != nil:
		return actor.Require(Mark)
	case n == 0:
		return RefuseField(Invalid, "statements", "error.nothing_picked")
	case n > MaxGiven:
		return RefuseField(Invalid, "statements", "error.too_many", "field", "statements", "max", MaxGiven)
	case to.Nobody():
		return RefuseField(Invalid, "speaker", "error.required", "field", "speaker")
	}
	return nil
}
