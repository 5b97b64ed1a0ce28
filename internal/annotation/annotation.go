package annotation

import (
	"cmp"
	"time"

	"github.com/isnad/isnad/internal/text"
)

// Passage is a span together with the words it holds: Exact is always
// text[Start:End] of the revision, by code points.
type Passage struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Exact string `json:"exact"`
}

// Span is the passage without its words.
func (p Passage) Span() text.Span { return text.Span{Start: p.Start, End: p.End} }

// SpeakerRef names the speaker of an annotation. Merged is the id of the one that it
// was attributed to, where that one has been merged into this.
type SpeakerRef struct {
	ID     string      `json:"id"`
	Name   string      `json:"name"`
	Kind   SpeakerKind `json:"kind"`
	Merged string      `json:"merged,omitempty"`
}

// AttributedTo is the id of the speaker that the annotation was attributed to.
func (s *SpeakerRef) AttributedTo() string { return cmp.Or(s.Merged, s.ID) }

// Original is where an orphaned annotation was last anchored.
type Original struct {
	Revision int       `json:"revision"`
	Spans    []Passage `json:"spans"`
}

// Annotation is a marked claim or quote. Its JSON form is the one of the API and
// of the export alike; empty fields are left out.
type Annotation struct {
	ID        string       `json:"id"`
	Article   string       `json:"article"`
	Revision  int          `json:"revision"` // the revision that Spans, Cue and Mention are positions in
	Kind      Kind         `json:"kind"`
	Quotation Quotation    `json:"quotation,omitempty"`
	Anchor    AnchorStatus `json:"anchor"`

	Spans    []Passage `json:"spans"`             // the content, sorted, not overlapping
	Cue      []Passage `json:"cue,omitempty"`     // the words that report it
	Mention  []Passage `json:"mention,omitempty"` // where the speaker is named
	Original *Original `json:"original,omitempty"`

	Speaker *SpeakerRef `json:"speaker,omitempty"`
	Role    string      `json:"role,omitempty"`    // the speaker's, when it was said
	Place   string      `json:"place,omitempty"`   // where it was said
	SaidOn  string      `json:"said_on,omitempty"` // YYYY-MM-DD

	State          State    `json:"state"`
	Wording        Wording  `json:"wording,omitempty"`
	Verdict        Verdict  `json:"verdict,omitempty"`
	Scale          ScaleRef `json:"scale,omitempty"` // that Verdict was given under; there whenever a verdict is
	Reason         string   `json:"reason,omitempty"`
	ReturnedReason string   `json:"returned_reason,omitempty"`
	Note           string   `json:"note,omitempty"`
	SameAs         string   `json:"same_as,omitempty"` // the id of one that says the same, perhaps of another file

	Suggested *Suggested `json:"suggested,omitempty"` // what it was made of, where rules proposed it

	Assignee string   `json:"assignee,omitempty"` // whose work it is: the name of a person of the desk
	Due      string   `json:"due,omitempty"`      // YYYY-MM-DD, in the desk's time zone
	Priority Priority `json:"priority,omitempty"`

	CreatedBy  string    `json:"created_by"`
	CreatedAt  time.Time `json:"created_at"`
	UpdatedAt  time.Time `json:"updated_at"`
	CheckedBy  string    `json:"checked_by,omitempty"`  // who made the step to checked
	ApprovedBy string    `json:"approved_by,omitempty"` // who signed off
	// SelfApproved says that they are one person, on a desk that lets one (Settings.OnePerson).
	SelfApproved bool `json:"self_approved,omitzero"`
	Version      int  `json:"version"`

	// Evidence is filled where an annotation is shown, for whoever it is shown to: as
	// a part of it, confidential evidence would be in its history and its conflicts.
	Evidence []EvidenceEntry `json:"evidence,omitempty"`
	// Replies are filled where an annotation is shown, like Evidence.
	Replies []Reply `json:"replies,omitempty"`
	// Comments are filled where an annotation is shown, like Evidence: they have a history
	// of their own.
	Comments []Comment `json:"comments,omitempty"`

	Deleted bool `json:"-"` // deletion is a state that undo takes back
}

// Finished says that nothing is left to do: somebody signed it off.
func (a *Annotation) Finished() bool { return a.State == Approved }

// Said is what the annotation holds: an orphan, what it held last.
func (a *Annotation) Said() []Passage {
	if len(a.Spans) == 0 && a.Original != nil {
		return a.Original.Spans
	}
	return a.Spans
}

// Start is where the annotation begins, in code points; an orphan has no place
// and sorts before everything.
func (a *Annotation) Start() int {
	if len(a.Spans) == 0 {
		return -1
	}
	return a.Spans[0].Start
}

// Compare orders annotations as they are read: by first start, then by id.
func Compare(a, b *Annotation) int {
	if d := a.Start() - b.Start(); d != 0 {
		return d
	}
	switch {
	case a.ID < b.ID:
		return -1
	case a.ID > b.ID:
		return 1
	}
	return 0
}
