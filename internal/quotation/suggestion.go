package quotation

import (
	"cmp"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// Version is the version of the rules: it grows with any change that can change a
// suggestion, so that those kept with a text can be told to be out of date.
const Version = 2

// Suggestion is a proposed quote.
type Suggestion struct {
	// Content is what was said, in order, without the outer quote marks; several
	// spans where the speech is interrupted.
	Content []text.Span
	// Kind is how the speech is reported: direct when all of the content stands in
	// marks or behind a colon, mixed when some of a reported clause stands in marks.
	Kind annotation.Quotation
	// Speaker is the fullest name or role that the article has for who said it, or
	// the name of the known speaker that it is; empty when the text names nobody.
	Speaker string
	// SpeakerKind is what that is the name of, as far as its words tell: of a person, an
	// organisation or a document; anonymous for a role or a group without a name. Empty
	// without a speaker, and for a pronoun that the rules found nobody for.
	SpeakerKind annotation.SpeakerKind
	// Named says that the article has a name for who said it, of a person or an
	// organisation (وزارة المالية, World Health Organization), or the desk has; false for a
	// role, a group or a thing alone: الوزير, a spokesman, residents, the report, الوزارة.
	Named bool
	// Mention is where the speaker is named beside this cue: the name without its
	// title, or the role; nil when the sentence does not say.
	Mention *text.Span
	// Cue is the word that reports the speech, whole; nil when there is none.
	Cue *text.Span
	// Rule is the rule that made the suggestion.
	Rule Rule
	// Confidence is how often suggestions of this rule and form are right, as far
	// as we know, from 0 to 1: for putting some before others, no probability.
	Confidence float64
}

// Speaker is somebody whom the desk knows already: a name that stands in the
// article is taken for them.
type Speaker struct {
	Name    string
	Aliases []string
	Kind    annotation.SpeakerKind // "" when it is not told
}

// Suggest proposes the quotes of a text, ordered by their first span. Language is
// a BCP 47 primary subtag; for languages without rules of their own nothing is
// proposed. Suggestions never overlap, except that the spans of one that is
// interrupted may enclose another.
func Suggest(x *text.Index, language string, known []Speaker) []Suggestion {
	var found []found
	switch language {
	case "ar":
		found = newArabic(newDocument(x), known).quotes()
	case "en":
		found = newEnglish(newDocument(x), known).quotes()
	}
	out := make([]Suggestion, 0, len(found))
	for _, f := range found {
		out = append(out, widened(x, f.Suggestion))
	}
	slices.SortStableFunc(out, func(a, b Suggestion) int { return cmp.Compare(a.Content[0].Start, b.Content[0].Start) })
	return out
}

// widened moves the edges of a suggestion to those of grapheme clusters. Words never
// split one, but signs can: some hold on to what follows them. Where nobody is named
// there is no mention.
func widened(x *text.Index, s Suggestion) Suggestion {
	var content []text.Span
	for _, c := range s.Content {
		c = x.Widen(c)
		if last := len(content) - 1; last >= 0 && c.Start < content[last].End {
			content[last].End = max(content[last].End, c.End)
			continue
		}
		content = append(content, c)
	}
	s.Content = content
	if s.Speaker == "" { // a name of nothing but underscores
		s.Mention, s.SpeakerKind, s.Named = nil, "", false
	}
	for _, part := range []*text.Span{s.Mention, s.Cue} {
		if part != nil {
			*part = x.Widen(*part)
		}
	}
	return s
}

// found is a suggestion in the making.
type found struct {
	Suggestion
	speaker *entity // who is meant; nil when nobody is named
}
