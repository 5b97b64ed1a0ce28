package views

import (
	"context"
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
	Speaker  annotation.Speaker
	Form     SpeakerForm
	Names    []MergedName
	CanMark  bool
	CanMerge bool
	Done     SpeakerDone

	Total      int // statements, without regard to what the list is narrowed to
	Verdicts   map[annotation.Verdict]int
	Wordings   map[annotation.Wording]int
	Verdict    annotation.Verdict // what the list is narrowed to
	Wording    annotation.Wording
	Cursor     string
	Statements []Statement
	Next       string // the cursor of the following page

	Merge MergeForm
	Give  GiveForm
}

// MergedName is a speaker that was merged into another one, over Under if that is not
// empty.
type MergedName struct {
	annotation.Speaker
	Under string
}

// MergeForm looks for whom a speaker is merged into.
type MergeForm struct {
	Query   string
	Open    bool
	Found   []SpeakerItem
	Into    string // the one that was picked
	Problem string
}

// GiveForm gives statements to another speaker.
type GiveForm struct {
	Name    string
	Picked  []string
	Problem string
	Near    []annotation.Speaker
}

// SpeakerDone is what was just done to a speaker's statements, and can be undone.
type SpeakerDone struct {
	Merged           string // the id of the name that was merged into this speaker
	To               annotation.Speaker
	Given, Rechecked int
	First, Last      int64 // the events that say so
}

// Statement is something attributed to a speaker, with the article it stands in.
type Statement struct {
	Annotation                   annotation.Annotation
	Article, Language, Direction string
	Picked                       bool
}

// foundSo is one thing that was found of some of a speaker's statements.
type foundSo struct {
	Word, Tone, Path string
	Count            int
	Current          bool
}

// verdictFindings and wordingFindings lead to the statements found so, in the order of
// the scale. To the one that the list is narrowed to, they lead back to all.
func (s Speaker) verdictFindings(ctx context.Context) (all []foundSo) {
	scales := scalesOf(ctx)
	for _, v := range scales.Verdicts() {
		if n := s.Verdicts[v]; n > 0 {
			word, tone := judged(ctx, scales.Speaks(v), v)
			f := foundSo{Word: word, Tone: tone, Count: n, Current: s.Verdict == v}
			if f.Path = s.listPath(v, s.Wording, ""); f.Current {
				f.Path = s.listPath("", s.Wording, "")
			}
			all = append(all, f)
		}
	}
	return all
}

func (s Speaker) wordingFindings(ctx context.Context) (all []foundSo) {
	for _, w := range annotation.Wordings {
		if n := s.Wordings[w]; n > 0 {
			f := foundSo{Word: wordingWord(ctx, w), Tone: wordingTone(w), Count: n, Current: s.Wording == w}
			if f.Path = s.listPath(s.Verdict, w, ""); f.Current {
				f.Path = s.listPath(s.Verdict, "", "")
			}
			all = append(all, f)
		}
	}
	return all
}

// stripes are the findings as they stand in a bar.
func stripes(all []foundSo) (pieces []barPiece) {
	at := 0
	for _, f := range all {
		pieces = append(pieces, barPiece{"fill-" + f.Tone, at, f.Count})
		at += f.Count
	}
	return pieces
}

func wordingWord(ctx context.Context, w annotation.Wording) string {
	return t(ctx, "wording."+string(w))
}

// listPath is the page with a list of statements.
func (s Speaker) listPath(v annotation.Verdict, w annotation.Wording, cursor string, more ...string) string {
	path := speakerPath(s.Speaker.ID)
	for _, part := range more {
		path += "/" + part
	}
	query := url.Values{}
	for name, value := range map[string]string{"verdict": string(v), "wording": string(w), "cursor": cursor} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}

// Found is the picker's list.
type Found struct {
	Query string
	Items []SpeakerItem
	Known bool // one of them has exactly the name typed
}

func speakerPath(id string) string { return "/speakers/" + url.PathEscape(id) }
