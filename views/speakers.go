package views

import (
	"net/url"

	"github.com/isnad/isnad/internal/annotation"
)

// SpeakerItem is a speaker with how much is attributed to them.
type SpeakerItem struct {
	annotation.Speaker
	Statements int
}

// Speakers is the list of speakers.
type Speakers struct {
	Items   []SpeakerItem
	Query   string
	First   bool
	Next    string
	New     SpeakerForm
	CanMark bool
}

// SpeakerForm is a speaker's form: new, or an existing one with its version.
type SpeakerForm struct {
	ID, Name       string
	Kind           annotation.SpeakerKind
	Aliases        string // one a line
	Version        int
	Problem, Field string
	Near           []annotation.Speaker
	Conflict       []Difference
}

// Speaker is the page of one speaker.
type Speaker struct {
	Speaker    annotation.Speaker
	Form       SpeakerForm
	Statements []Statement
	Next       string
	CanMark    bool
}

// Statement is something attributed to a speaker, with the article it stands in.
type Statement struct {
	Annotation                   annotation.Annotation
	Article, Language, Direction string
}

// Found is the picker's list.
type Found struct {
	Query string
	Items []SpeakerItem
	Known bool // one of them has exactly the name typed
}

func speakerPath(id string) string { return "/speakers/" + url.PathEscape(id) }
