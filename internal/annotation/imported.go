package annotation

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/isnad/isnad/internal/text"
)

// An import restores what an export says: who did what on another desk, and past
// states, are facts and need no right here. What must hold of any article,
// annotation or speaker must hold of an imported one. The functions below fill
// what can be told from the file and its text; ids, versions, names and moments
// that the file leaves out stay empty, for the data file to give.

// ImportedSpeaker is a speaker as an export says it, or what is wrong with it. Kind
// stays empty where the file says none.
func ImportedSpeaker(s Speaker) (Speaker, error) {
	s.Name, s.Aliases, s.Given = tidyName(s.Name), tidyNames(s.Aliases), tidyNames(s.Given)
	whole := s
	if s.Kind == "" {
		whole.Kind = Person // what it will be, or that of the speaker it turns out to be
	}
	return s, firstError(importedID(s.ID), whole.validate(), checkMerge(&s),
		moments(&s.CreatedAt, &s.UpdatedAt),
		checkLine("created_by", s.CreatedBy, MaxName), countable("version", s.Version))
}

// checkMerge holds a speaker to being merged into another one, by ids, or not at all.
func checkMerge(s *Speaker) error {
	switch {
	case s.MergedInto == "" && len(s.Given) > 0:
		return RefuseField(Invalid, "merged_into", "error.id_invalid", "id", s.MergedInto)
	case importedIDAt("merged_into", s.MergedInto) != nil:
		return importedIDAt("merged_into", s.MergedInto)
	case s.MergedInto != "" && s.ID == "":
		return RefuseField(Invalid, "id", "error.required", "field", "id")
	case len(s.Given) > MaxAliases+1:
		return RefuseField(Invalid, "given", "error.too_many", "field", "aliases", "max", MaxAliases+1)
	}
	for _, name := range s.Given {
		if err := checkLine("given", name, MaxName); err != nil {
			return err
		}
	}
	return nil
}

// ImportedArticle is an article as an export says it, or what is wrong with it.
// Revision is 1 where the file says none; Language and Direction are those of the
// text where it says neither.
func ImportedArticle(a Article) (Article, error) {
	if err := firstError(importedID(a.ID), CheckText("text", a.Text)); err != nil {
		return a, err
	}
	if a.Language == "" && a.Direction == "" {
		a.Language = text.Language(a.Text)
	}
	if a.Direction == "" {
		a.Direction = DirectionOf(a.Language, a.Text)
	}
	if a.Revision == 0 {
		a.Revision = 1
	}
	return a, firstError(a.validate(), known("direction", direction(a.Direction), directions),
		moments(&a.CreatedAt, &a.UpdatedAt),
		checkLine("created_by", a.CreatedBy, MaxName),
		countable("revision", a.Revision), countable("version", a.Version))
}

// ImportedAnnotation is an annotation as an export of its article says it, or
// what is wrong with it; x is the index of the article's text. Passages are
// placed like those somebody marks: Exact may be left out, and must fit if given. A
// verdict without a scale is of FirstScale; Scales.CheckGiven holds it to its scale.
func ImportedAnnotation(a Annotation, article *Article, x *text.Index) (Annotation, error) {
	if a.Article != "" && a.Article != article.ID {
		return a, RefuseField(Invalid, "article", "error.unknown_value", "field", "article", "value", a.Article, "allowed", article.ID)
	}
	if a.Revision != 0 && a.Revision != article.Revision {
		return a, RefuseField(Invalid, "revision", "error.past_revision", "revision", a.Revision, "current", article.Revision)
	}
	a.Article, a.Revision = article.ID, article.Revision
	if a.Anchor == "" {
		a.Anchor = AnchorExact
	}
	if a.State == "" {
		a.State = Open
	}
	a.Priority, a.SelfApproved = usual(a.Priority), a.selfApproved() // which the two names say
	var err1, err2, err3 error
	a.Spans, err1 = placeAgain(x, "spans", a.Spans)
	a.Cue, err2 = placeAgain(x, "cue", a.Cue)
	a.Mention, err3 = placeAgain(x, "mention", a.Mention)
	if err := firstError(err1, err2, err3, checkOriginal(&a)); err != nil {
		return a, err
	}
	if a.Kind == Quote && a.Quotation == "" {
		a.Quotation = GuessQuotation(x, a.Spans)
	}
	a.FillScale()
	if a.Scale != "" && a.Verdict == "" {
		return a, RefuseField(Invalid, "scale", "error.scale_without_verdict")
	}
	if a.Speaker != nil {
		ref := *a.Speaker
		ref.Name = tidyName(ref.Name)
		a.Speaker = &ref
		if err := checkRef(&ref); err != nil {
			return a, err
		}
	}
	return a, firstError(importedID(a.ID), a.validate(), checkHands(&a), a.Suggested.check(),
		moments(&a.CreatedAt, &a.UpdatedAt),
		checkLine("created_by", a.CreatedBy, MaxName),
		checkLine("checked_by", a.CheckedBy, MaxName),
		checkLine("approved_by", a.ApprovedBy, MaxName),
		countable("version", a.Version))
}

// placeAgain places passages anew; an empty Exact is one that was not given.
func placeAgain(x *text.Index, role string, passages []Passage) ([]Passage, error) {
	drafts := make([]PassageDraft, len(passages))
	for i, p := range passages {
		drafts[i] = PassageDraft{Start: p.Start, End: p.End}
		if p.Exact != "" {
			drafts[i].Exact = &p.Exact
		}
	}
	return Place(x, role, drafts)
}

// checkOriginal holds an orphan to having no span here and an original one, and
// every other annotation to the reverse. The text of a past revision is not in an
// export, so that the original can only be held to itself.
func checkOriginal(a *Annotation) error {
	if a.Anchor != AnchorOrphaned {
		if a.Original != nil {
			return RefuseField(Invalid, "anchor", "error.unknown_value", "field", "anchor", "value", string(a.Anchor), "allowed", string(AnchorOrphaned))
		}
		return nil
	}
	switch {
	case len(a.Spans) > 0:
		return RefuseField(Invalid, "anchor", "error.unknown_value", "field", "anchor", "value", string(a.Anchor),
			"allowed", joined(AnchorStatuses[:len(AnchorStatuses)-1]))
	case a.Original == nil || len(a.Original.Spans) == 0:
		return RefuseField(Invalid, "original", "error.required", "field", "original")
	case a.Original.Revision < 1 || a.Original.Revision > a.Revision:
		return RefuseField(Invalid, "original.revision", "error.past_revision", "revision", a.Original.Revision, "current", a.Revision)
	}
	end := 0
	for i, p := range a.Original.Spans {
		field := fmt.Sprintf("original.spans[%d]", i)
		switch {
		case p.Start >= p.End:
			return RefuseField(Invalid, field, "error.span_empty")
		case p.Start < end:
			return RefuseField(Invalid, field, "error.spans_overlap", "field", "original")
		case utf8.RuneCountInString(p.Exact) != p.End-p.Start:
			return RefuseField(Invalid, field+".exact", "error.span_out_of_range", "start", p.Start, "end", p.End, "length", utf8.RuneCountInString(p.Exact))
		}
		end = p.End
	}
	return nil
}

// checkRef refuses a speaker that names nobody.
func checkRef(ref *SpeakerRef) error {
	if ref.ID == "" && ref.Name == "" {
		return RefuseField(Invalid, "speaker", "error.required", "field", "speaker")
	}
	if ref.ID == "" && ref.Merged != "" {
		return RefuseField(Invalid, "speaker.merged", "error.id_invalid", "id", ref.Merged)
	}
	return firstError(importedIDAt("speaker.id", ref.ID), importedIDAt("speaker.merged", ref.Merged), checkLine("speaker.name", ref.Name, MaxName), known("speaker.kind", ref.Kind, SpeakerKinds))
}

// checkHands holds the names of those who checked and approved to a state in
// which somebody has. What a check asked for when it was made is not asked again.
func checkHands(a *Annotation) error {
	for _, hand := range []struct {
		name string
		in   []State
	}{{a.CheckedBy, []State{Checked, Approved}}, {a.ApprovedBy, []State{Approved}}} {
		if hand.name != "" && !slices.Contains(hand.in, a.State) {
			return RefuseField(Invalid, "state", "error.unknown_value", "field", "state", "value", string(a.State), "allowed", joined(hand.in))
		}
	}
	return nil
}

type direction string

var directions = []direction{"rtl", "ltr"}

func importedID(id string) error { return importedIDAt("id", id) }

func importedIDAt(field, id string) error {
	if id == "" {
		return nil
	}
	return checkIDAt(field, id)
}

// maxCount is the most that a version or a revision may be: more than work ever
// makes, and far from where counting on would fail.
const maxCount = 1_000_000_000

// countable refuses a number that no count of changes comes to; 0 stands for one
// that was not given.
func countable(field string, n int) error {
	if n < 0 || n > maxCount {
		return RefuseField(Invalid, field, "error.unknown_value", "field", field, "value", fmt.Sprint(n), "allowed", fmt.Sprintf("1, 2, 3, … %d", maxCount))
	}
	return nil
}

// moments makes times what the data file keeps: UTC, whole seconds. One that UTC
// takes out of the years that RFC 3339 can write (a zone may be most of a day
// away) could be kept and never read again, and is refused.
func moments(created, updated *time.Time) error {
	for _, m := range []struct {
		field string
		at    *time.Time
	}{{"created_at", created}, {"updated_at", updated}} {
		*m.at = m.at.UTC().Truncate(time.Second)
		if year := m.at.Year(); year < 1 || year > 9999 {
			return RefuseField(Invalid, m.field, "error.moment_out_of_range", "field", m.field)
		}
	}
	return nil
}
