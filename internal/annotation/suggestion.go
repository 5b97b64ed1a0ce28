package annotation

import (
	"cmp"
	"strings"
	"time"

	"github.com/isnad/isnad/internal/text"
)

// SuggestionState says what became of a suggestion.
type SuggestionState string

const (
	Suggesting SuggestionState = "open"     // nobody has decided
	Accepted   SuggestionState = "accepted" // an annotation was made of it
	Rejected   SuggestionState = "rejected" // somebody said that it is none
)

// Suggestion is a quote that rules propose for an article's text. It is no annotation,
// and in no export, until a person accepts it.
type Suggestion struct {
	ID        string    `json:"id"`
	Article   string    `json:"article"`
	Revision  int       `json:"revision"` // that the spans are positions in
	Quotation Quotation `json:"quotation"`
	Spans     []Passage `json:"spans"`
	Cue       []Passage `json:"cue,omitempty"`
	Mention   []Passage `json:"mention,omitempty"`
	Speaker   string    `json:"speaker,omitempty"` // the name that the desk or the article has for who said it

	// SpeakerKind is what Speaker is the name of. Unnamed says that it is no name, but a
	// role, a group or a thing: who is called so in another article is somebody else.
	SpeakerKind SpeakerKind `json:"speaker_kind,omitempty"`
	Unnamed     bool        `json:"unnamed,omitzero"`

	// Means is whom people decided that name to mean in this article, by accepting
	// another suggestion with it; filled where one that is open is read.
	Means *SpeakerRef `json:"means,omitempty"`

	Rule       string  `json:"rule"`       // that made it
	Rules      int     `json:"rules"`      // the version of the rules
	Confidence float64 `json:"confidence"` // 0 to 1: for putting some before others, no probability

	State      SuggestionState `json:"state"`
	Annotation string          `json:"annotation,omitempty"` // that was made of it
	DecidedBy  string          `json:"decided_by,omitempty"`
	DecidedAt  time.Time       `json:"decided_at,omitzero"`
}

// Start is where the suggestion begins, in code points.
func (s *Suggestion) Start() int { return s.Spans[0].Start }

// Suggested is what an annotation says of the suggestion that it was made of.
type Suggested struct {
	Rule       string  `json:"rule"`
	Rules      int     `json:"rules"`
	Confidence float64 `json:"confidence"`
	Edited     bool    `json:"edited,omitzero"` // whoever accepted it changed it before
}

// Acceptance is what whoever accepts a suggestion changes in it; all empty takes it as
// it is.
type Acceptance struct {
	Quotation Opt[Quotation]      `json:"quotation,omitzero"`
	Spans     Opt[[]PassageDraft] `json:"spans,omitzero"`
	Cue       Opt[[]PassageDraft] `json:"cue,omitzero"`
	Mention   Opt[[]PassageDraft] `json:"mention,omitzero"`
	Speaker   Opt[SpeakerChoice]  `json:"speaker,omitzero"`

	// Typed says that a person typed the name in Speaker: it is looked up as in marking,
	// also where it is the suggested one.
	Typed bool `json:"-"`

	// Means is the id of the speaker whom the suggested name meant when whoever accepts
	// looked at it, "" for nobody; nil where they did not look.
	Means *string `json:"-"`
}

// SuggestionChoice picks the open suggestions of an article that are accepted at once:
// those of a form of quotation, or all of them, from a confidence on.
type SuggestionChoice struct {
	Quotation  Quotation `json:"quotation,omitempty"` // "" means any
	Confidence float64   `json:"confidence,omitzero"` // the least
	Except     []string  `json:"except,omitempty"`    // ids of those to leave alone, at most MaxExcept; one that there is not is passed over
}

// MaxExcept is the most suggestions that a choice may leave alone.
const MaxExcept = 5_000

// Of are those of the suggestions that the choice takes.
func (c SuggestionChoice) Of(all []Suggestion) (taken []Suggestion) {
	left := make(map[string]bool, len(c.Except))
	for _, id := range c.Except {
		left[id] = true
	}
	for _, s := range all {
		if (c.Quotation == "" || c.Quotation == s.Quotation) && s.Confidence >= c.Confidence && !left[s.ID] {
			taken = append(taken, s)
		}
	}
	return taken
}

// AcceptedMany is what came of accepting those of a choice: how many were, and how many are
// left for a person to look at. First and Last are the numbers of the events that say so, 0
// for none; there may be others' between them.
type AcceptedMany struct {
	Accepted int   `json:"accepted"`
	Left     int   `json:"left"`
	First    int64 `json:"first,omitzero"`
	Last     int64 `json:"last,omitzero"`
}

// And is what came of it with what came of some more, later.
func (a AcceptedMany) And(more AcceptedMany) AcceptedMany {
	return AcceptedMany{a.Accepted + more.Accepted, a.Left + more.Left, cmp.Or(a.First, more.First), max(a.Last, more.Last)}
}

// SameQuote says that two lists of spans of one text hold the same quote: at least half
// of the code points of the shorter are in both.
func SameQuote(a, b []Passage) bool {
	common := 0
	for _, p := range a {
		for _, q := range b {
			if n := min(p.End, q.End) - max(p.Start, q.Start); n > 0 {
				common += n
			}
		}
	}
	return common > 0 && 2*common >= min(length(a), length(b))
}

// Proposes is the same for suggestions of different texts that propose the same: the words
// and the speaker's name, folded, and the form of quotation.
func (s *Suggestion) Proposes() string {
	return FoldedWords(s.Spans) + "\x00" + text.FoldString(s.Speaker) + "\x00" + string(s.Quotation)
}

// ComeAlong is the suggestion, with what was decided on it, as one that Proposes the same
// in a newer text.
func (s Suggestion) ComeAlong(to Suggestion) Suggestion {
	to.ID, to.State, to.Annotation, to.DecidedBy, to.DecidedAt = s.ID, s.State, s.Annotation, s.DecidedBy, s.DecidedAt
	return to
}

// FoldedWords are what spans hold, one a line, folded: the same for spans of the same words.
func FoldedWords(passages []Passage) string {
	words := make([]string, len(passages))
	for i, p := range passages {
		words[i] = text.FoldString(p.Exact)
	}
	return strings.Join(words, "\n")
}

func length(passages []Passage) int {
	n := 0
	for _, p := range passages {
		n += p.End - p.Start
	}
	return n
}
