package views

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/message"
	"github.com/isnad/isnad/internal/text"
)

// Desk is the page of one article.
type Desk struct {
	Article annotation.Article
	Words   int
	Rows    []Row
	Orphans []Note // annotations that have lost their place in this revision
	Open    *Card
	CanMark bool
	CanEdit bool
	Editing *ArticleForm // the heading's form, open
	Left    annotation.Left

	Decision  *SuggestionCard // open, in place of Open
	Accepted  *AcceptedMany
	TakenBack *TakenBack
}

// Size is about how many bytes the page will have, for the room to write it in:
// an annotation comes to a note and to as many pieces of text as it has edges.
func (d Desk) Size() int {
	bytes := 16 << 10
	for _, r := range d.Rows {
		bytes += 400 + len(r.Text) + len(r.Text)/16 + 500*len(r.Notes) + 170*len(r.Marks)
	}
	return bytes
}

func (d Desk) progress() ProgressOf {
	p := ProgressOf{Article: d.Article, CanMark: d.CanMark, Left: d.Left, Accepted: d.Accepted, TakenBack: d.TakenBack}
	switch {
	case d.Open != nil:
		p.Open = d.Open.Annotation.ID
	case d.Decision != nil:
		p.Open = d.Decision.Suggestion.ID
	}
	return p
}

// Row is a paragraph with its number and the notes of what begins in it.
type Row struct {
	Article string
	Number  int
	Span    text.Span
	Text    string // exactly the revision's slice, line ends included
	Starts  []text.Span
	Marks   []Mark
	Notes   []Note
	Gone    *annotation.Annotation // just deleted, and can be brought back
	Picker  *Picker                // marking without scripts, open in this row
	CanMark bool

	Rejected *annotation.Suggestion // asked for, but rejected, and can be brought back
}

// ProgressOf says what is left of an article.
type ProgressOf struct {
	Article annotation.Article
	Open    string // the annotation or suggestion whose card is open
	CanMark bool
	Left    annotation.Left

	Accepted  *AcceptedMany // suggestions just accepted at once
	TakenBack *TakenBack    // of those
}

// AcceptedMany says what became of suggestions that were to be accepted at once. First
// and Last are the entries of the history that say so.
type AcceptedMany struct{ Accepted, Left, First, Last int }

// TakenBack says how many of those are open again, and how many stay as they are because
// somebody has gone on from them.
type TakenBack struct{ Back, Kept int }

// Note is one line beside the text.
type Note struct {
	Annotation *annotation.Annotation
	Holds      int   // claims inside a quote
	Card       *Card // open below its note

	Suggestion *annotation.Suggestion // in place of an annotation
	Decision   *SuggestionCard        // open below it
}

// Start is where what the note is about begins, in code points.
func (n Note) Start() int {
	if n.Suggestion != nil {
		return n.Suggestion.Start()
	}
	return n.Annotation.Start()
}

// Card is an annotation opened for reading and editing.
type Card struct {
	Annotation   annotation.Annotation
	Form         CardForm // what the fields show: the annotation, or what was typed
	Steps        []annotation.State
	Missing      []string // fields that the step to checked still asks for
	CanMark      bool
	Holds        []annotation.Annotation // claims inside this quote
	HeldBy       []annotation.Annotation // quotes around this claim
	Evidence     []annotation.Evidence   // as far as the reader may see it
	EvidenceGone *annotation.Evidence    // just removed, and can be brought back
	Row          int                     // the number of the paragraph where it begins
	Previous     *annotation.SpeakerRef  // "the same speaker as before"
	Problem      string                  // a sentence about Field, or about the whole
	Field        string
	Near         []annotation.Speaker // speakers of nearly the name that was typed
	Conflict     []Difference         // somebody changed it meanwhile
	Resume       string               // what saving it after all does besides the fields
	Said         string               // what happened beyond what was asked
	Before       *Before              // what was said before; nil: not looked up yet
	Replies      []annotation.Reply
	Comments     []annotation.Comment
	Saying       CommentForm // the form of a new comment
	People       []string    // who can be given it
	OwnCheck     bool        // its reader checked it
}

// SpeakerField is the field of a card for who said it.
type SpeakerField struct {
	ID       string // of the card
	Form     CardForm
	Previous *annotation.SpeakerRef
	Near     []annotation.Speaker
	Fault    string // the field that a refusal is about
	Show     string // where a press on Previous shows the card with it; empty: it saves the form
}

func (c Card) speaker() SpeakerField {
	return SpeakerField{ID: c.Annotation.ID, Form: c.Form, Previous: c.Previous, Near: c.Near, Fault: c.Field}
}

// CommentForm is a new comment as it was typed.
type CommentForm struct{ ID, Text, Problem string }

// CardForm holds a card's fields as they stand in the form.
type CardForm struct {
	Version                        int
	Kind                           annotation.Kind
	Quotation                      annotation.Quotation
	SpeakerID, Speaker             string
	SpeakerWas                     string // the name that SpeakerID had when the field was first shown
	Role, Place, SaidOn            string
	Wording                        annotation.Wording
	Judged                         string // scale and verdict, as Judged writes them
	Reason, ReturnedReason, Remark string
	Assignee, Due                  string
	Priority                       annotation.Priority
}

// FormOf fills the form with the annotation as it is.
func FormOf(a *annotation.Annotation) CardForm {
	f := CardForm{Version: a.Version, Kind: a.Kind, Quotation: a.Quotation, Role: a.Role, Place: a.Place, SaidOn: a.SaidOn,
		Wording: a.Wording, Judged: Judged(a.Scale, a.Verdict), Reason: a.Reason, Remark: a.Note,
		Assignee: a.Assignee, Due: a.Due, Priority: a.Priority}
	if a.Speaker != nil {
		f.SpeakerID, f.Speaker, f.SpeakerWas = a.Speaker.ID, a.Speaker.Name, a.Speaker.Name
	}
	return f
}

// Judged is a verdict with the scale it is of, as a form holds it:
// "default@1/mostly_true". A verdict of no scale stands alone, none is "".
func Judged(scale annotation.ScaleRef, v annotation.Verdict) string {
	if v == "" || scale == "" {
		return string(v)
	}
	return string(scale) + "/" + string(v)
}

// ParseJudged reads what Judged wrote.
func ParseJudged(s string) (annotation.ScaleRef, annotation.Verdict) {
	scale, v, both := strings.Cut(s, "/")
	if !both {
		return "", annotation.Verdict(s)
	}
	return annotation.ScaleRef(scale), annotation.Verdict(v)
}

// keeps says that the annotation has a verdict of another scale than the desk's, which
// stays until somebody changes it.
func (c Card) keeps(desks *annotation.Scale) bool {
	return c.Annotation.Verdict != "" && c.Annotation.Scale != desks.Ref()
}

// cardFieldNames are those that have a place of their own in the card.
var cardFieldNames = []string{"speaker", "role", "place", "said_on", "wording", "verdict", "reason", "note", "kind", "quotation", "returned_reason", "assignee", "due", "priority"}

func (c Card) problemAt(field string) string {
	about, _, _ := strings.Cut(c.Field, ".")
	return problemAbout(c.Problem, about, cardFieldNames, field)
}

// problemAbout is the refusal about a field as far as it is to be shown at one of a
// form's own fields; at "", where it is about none of them.
func problemAbout(problem, about string, own []string, at string) string {
	if !slices.Contains(own, about) {
		about = ""
	}
	if about != at {
		return ""
	}
	return problem
}

// Difference is one field of a conflict: what stands there now, and what was sent.
type Difference struct {
	Label, Theirs, Yours string // Label is a catalogue key; the others are shown as they are
}

// Picker marks words of a paragraph without scripts: a sentence, then its first
// and last word. For names the annotation and the part to set; empty makes a new
// annotation.
type Picker struct {
	Sentences []PickerSentence
	Revision  int
	ID        string // the new annotation's id, so that sending twice makes one
	For       *annotation.Annotation
	Suggested *SuggestionCard // in place of For: a suggestion that is being changed
	Part      string          // "spans", "cue" or "mention"; empty makes a new annotation

	Paragraphs int // of the article

	// What had been chosen when it was refused.
	From, To         int
	Speaker, Problem string
	Near             []annotation.Speaker // speakers of nearly the name that was typed
}

// holds says that the words chosen begin in the sentence.
func (p *Picker) holds(s PickerSentence) bool {
	return p.Problem != "" && p.From >= s.Words[0].Start && p.From < s.Words[len(s.Words)-1].End
}

// first and last say which word of a sentence is chosen: what was sent or, to
// begin with, the whole sentence.
func (p *Picker) first(s PickerSentence, word int) bool {
	if p.holds(s) {
		return s.Words[word].Start == p.From
	}
	return word == 0
}

func (p *Picker) last(s PickerSentence, word int) bool {
	if p.holds(s) {
		return s.Words[word].End == p.To
	}
	return word == len(s.Words)-1
}

// speaker is the name typed for a sentence's mark.
func (p *Picker) speaker(s PickerSentence) string {
	if p.holds(s) {
		return p.Speaker
	}
	return ""
}

// near are the speakers that a sentence's name is near to.
func (p *Picker) near(s PickerSentence) []annotation.Speaker {
	if p.holds(s) {
		return p.Near
	}
	return nil
}

// PickerSentence is a sentence and its words, as spans and as shown.
type PickerSentence struct {
	Text  string
	Words []annotation.Passage
}

// labels are the words of the sentence, numbered where they stand there more than
// once.
func (s PickerSentence) labels(ctx context.Context) []string {
	all, seen := map[string]int{}, map[string]int{}
	for _, w := range s.Words {
		all[w.Exact]++
	}
	labels := make([]string, len(s.Words))
	for i, w := range s.Words {
		labels[i] = w.Exact
		if seen[w.Exact]++; all[w.Exact] > 1 {
			labels[i] += " (" + n(ctx, seen[w.Exact]) + ")"
		}
	}
	return labels
}

// ArticleForm is the heading's form.
type ArticleForm struct {
	Title, Byline, Dateline, Language string
	Version                           int
	Archived                          bool
	Problem, Field                    string
	Conflict                          []Difference
}

func deskPath(a *annotation.Annotation) string {
	return fmt.Sprintf("/articles/%s?open=%s#a-%s", url.PathEscape(a.Article), url.QueryEscape(a.ID), a.ID)
}

func annotationPath(id string, action ...string) string {
	return "/annotations/" + strings.Join(append([]string{url.PathEscape(id)}, action...), "/")
}

func articlePath(id string, action ...string) string {
	return "/articles/" + strings.Join(append([]string{url.PathEscape(id)}, action...), "/")
}

func pickerPath(article string, row int, a *annotation.Annotation, part string) string {
	path := fmt.Sprintf("/articles/%s?mark=%d", url.PathEscape(article), row)
	if a != nil {
		path += "&open=" + url.QueryEscape(a.ID) + "&part=" + part
	}
	return path + "#words"
}

// spansAttribute lists spans as the scripts read them: "537-600 601-640".
func spansAttribute(spans []text.Span) string {
	var b strings.Builder
	for i, s := range spans {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(s.Start) + "-" + strconv.Itoa(s.End))
	}
	return b.String()
}

func passagesAttribute(passages []annotation.Passage) string {
	spans := make([]text.Span, len(passages))
	for i, p := range passages {
		spans[i] = p.Span()
	}
	return spansAttribute(spans)
}

// Exact joins an annotation's passages as they are read, an interruption shown.
func Exact(passages []annotation.Passage) string {
	parts := make([]string, len(passages))
	for i, p := range passages {
		parts[i] = p.Exact
	}
	return strings.Join(parts, " […] ")
}

// Glyphs stand beside the state's word, never in its place.
var glyphs = map[annotation.State]string{
	annotation.Open: "○", annotation.Checking: "◐", annotation.Checked: "●", annotation.Approved: "✓", annotation.Returned: "↩",
}

// tones give a state its colour.
var tones = map[annotation.State]string{
	annotation.Open: "none", annotation.Checking: "warn", annotation.Checked: "done", annotation.Approved: "good", annotation.Returned: "bad",
}

func wordingTone(w annotation.Wording) string {
	switch w {
	case annotation.Accurate:
		return "good"
	case annotation.Altered, annotation.WordingOutOfContext:
		return "warn"
	case annotation.Misattributed:
		return "bad"
	}
	return "none"
}

// finding is a note's last word: the verdict, failing that the wording, failing
// that nothing yet.
func finding(ctx context.Context, a *annotation.Annotation) (word, tone string) {
	switch {
	case a.Verdict != "":
		return judged(ctx, a.Scale, a.Verdict)
	case a.Wording != "":
		return t(ctx, "wording."+string(a.Wording)), wordingTone(a.Wording)
	}
	return t(ctx, "state."+string(a.State)), tones[a.State]
}

// foundWord is a word for what was found, with its tone.
type foundWord struct{ word, tone string }

// foundWords are the wording and the verdict, failing both the state.
func foundWords(ctx context.Context, a *annotation.Annotation) []foundWord {
	var all []foundWord
	if a.Wording != "" {
		all = append(all, foundWord{t(ctx, "wording."+string(a.Wording)), wordingTone(a.Wording)})
	}
	if a.Verdict != "" {
		word, tone := judged(ctx, a.Scale, a.Verdict)
		all = append(all, foundWord{word, tone})
	}
	if len(all) == 0 {
		all = append(all, foundWord{t(ctx, "state."+string(a.State)), tones[a.State]})
	}
	return all
}

// speakerLine is who a note is about.
func speakerLine(ctx context.Context, a *annotation.Annotation) string {
	switch {
	case a.Speaker != nil:
		return a.Speaker.Name
	case a.Kind == annotation.Claim:
		return t(ctx, "desk.article_claim")
	}
	return t(ctx, "desk.no_speaker")
}

// attributionParts are the speaker's role, the place and the date, those that are
// said.
func attributionParts(ctx context.Context, f CardForm) []string {
	return slices.DeleteFunc([]string{f.Role, f.Place, day(ctx, f.SaidOn)}, func(s string) bool { return s == "" })
}

// kindLine says what a card is about: "direct quote", "claim".
func kindLine(ctx context.Context, a *annotation.Annotation) string {
	if a.Kind == annotation.Quote {
		return t(ctx, "quote."+string(a.Quotation))
	}
	return t(ctx, "kind.claim")
}

// statesIn lists the states that an article's annotations are in.
func statesIn(c annotation.Counts) []annotation.State {
	var in []annotation.State
	for _, s := range []annotation.State{annotation.Approved, annotation.Checked, annotation.Checking, annotation.Returned, annotation.Open} {
		if c.In(s) > 0 {
			in = append(in, s)
		}
	}
	return in
}

// barPiece is one coloured stretch of the progress bar.
type barPiece struct {
	Tone         string
	From, Length int
}

func barPieces(c annotation.Counts) []barPiece {
	var pieces []barPiece
	at := 0
	for _, s := range statesIn(c) {
		pieces = append(pieces, barPiece{"fill-" + tones[s], at, c.In(s)})
		at += c.In(s)
	}
	return pieces
}

func canReturn(steps []annotation.State) bool { return slices.Contains(steps, annotation.Returned) }

func partLabel(part string) string {
	if part == "spans" {
		return "part.content"
	}
	return "part." + part
}

func pickerAction(r Row) string {
	switch {
	case r.Picker.Suggested != nil:
		return suggestionPath(r.Picker.Suggested.Suggestion.ID)
	case r.Picker.For != nil:
		return annotationPath(r.Picker.For.ID) + "#words"
	}
	return articlePath(r.Article, "annotations") + "#words"
}

// method is how the words chosen are sent: for a suggestion nothing is saved yet.
func (p *Picker) method() string {
	if p.Suggested != nil {
		return "get"
	}
	return "post"
}

// at is the same picker for another paragraph.
func (p *Picker) at(article string, row int) string {
	if p.Suggested != nil {
		return p.Suggested.PickerPath(row, p.Part)
	}
	return pickerPath(article, row, p.For, p.Part)
}

// invalid marks the field at fault for assistive technology.
func invalid(fault, field string) string {
	if fault == field || strings.HasPrefix(fault, field+"[") {
		return "true"
	}
	return "false"
}

func when(ctx context.Context, at time.Time) string { return message.FromContext(ctx).DateTime(at) }

// zone is the name of the time zone that moments are shown in.
func zone(ctx context.Context) string { return message.FromContext(ctx).Zone() }

func day(ctx context.Context, s string) string {
	if s == "" {
		return ""
	}
	return message.FromContext(ctx).Day(s)
}

// languageChoices are the languages a heading's form offers, the article's own
// among them.
func languageChoices(own string) []string {
	codes := []string{"ar", "en"}
	if own == "" || !slices.Contains(codes, own) {
		codes = append(codes, own)
	}
	return codes
}

func languageName(ctx context.Context, code string) string {
	if key := "language." + code; message.Has(key) {
		return t(ctx, key)
	}
	if code == "" {
		return t(ctx, "language.unknown")
	}
	return code
}
