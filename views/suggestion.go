package views

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/message"
	"github.com/isnad/isnad/internal/text"
)

// SuggestionCard is a suggested quote, opened for somebody to decide.
type SuggestionCard struct {
	Suggestion annotation.Suggestion
	// The quote as it would be accepted: as it was suggested, or as it was changed since.
	Spans, Cue, Mention []annotation.Passage
	Form                CardForm // the quotation and the speaker
	Edited              bool     // it shows what somebody chose or typed

	Row      int                    // the number of the paragraph where it begins
	Previous *annotation.SpeakerRef // "the same speaker as before"
	Near     []annotation.Speaker   // speakers of nearly the name that was typed
	Problem  string                 // a sentence about Field, or about the whole
	Field    string
	Said     string // what happened beyond what was asked
}

func (c SuggestionCard) problemAt(field string) string {
	return problemAbout(c.Problem, c.Field, []string{"speaker"}, field)
}

// speaker is the field for who said it.
func (c SuggestionCard) speaker() SpeakerField {
	return SpeakerField{ID: c.Suggestion.ID, Form: c.Form, Previous: c.Previous, Near: c.Near, Fault: c.Field, Show: suggestionPath(c.Suggestion.ID)}
}

// means is the id of whom the suggested name means in the article, as people decided.
func (c SuggestionCard) means() string {
	if c.Suggestion.Means == nil {
		return ""
	}
	return c.Suggestion.Means.ID
}

// meansOther says that this is somebody by another name than the suggested one.
func (c SuggestionCard) meansOther() bool {
	m := c.Suggestion.Means
	return m != nil && text.FoldString(m.Name) != text.FoldString(c.Suggestion.Speaker)
}

// parts are the card's hidden fields: the spans that it shows.
func (c SuggestionCard) parts() [][2]string {
	return [][2]string{{"spans", passagesAttribute(c.Spans)}, {"cue", passagesAttribute(c.Cue)}, {"mention", passagesAttribute(c.Mention)}}
}

// chosen are all its fields, for a form or an address beside it.
func (c SuggestionCard) chosen() [][2]string {
	return append(c.parts(), [][2]string{
		{"quotation", string(c.Form.Quotation)}, {"speaker", c.Form.Speaker}, {"speaker_id", c.Form.SpeakerID}, {"speaker_was", c.Form.SpeakerWas},
	}...)
}

// PickerPath is where words of a paragraph are chosen for a part of the suggestion.
func (c SuggestionCard) PickerPath(row int, part string) string {
	query := url.Values{"mark": {strconv.Itoa(row)}, "part": {part}}
	for _, field := range c.chosen() {
		query.Set(field[0], field[1])
	}
	return suggestionPath(c.Suggestion.ID) + "?" + query.Encode() + "#words"
}

func suggestionPath(id string, action ...string) string {
	path := "/suggestions/" + url.PathEscape(id)
	for _, a := range action {
		path += "/" + a
	}
	return path
}

// openSuggestion is the article with the suggestion's card open.
func openSuggestion(s *annotation.Suggestion) string {
	return fmt.Sprintf("%s?open=%s#a-%s", articlePath(s.Article), url.QueryEscape(s.ID), s.ID)
}

// suggestionLine is the note of a suggestion. Scripts draw its words in the text from
// data-suggests; the elements of the text hold what people marked, and nothing else.
func suggestionLine(s *annotation.Suggestion, card *SuggestionCard) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		out := &textWriter{w: w}
		on := ""
		if card != nil {
			on = " on"
		}
		out.write(`<a class="note s` + on + `" id="a-` + s.ID + `" href="` + templ.EscapeString(openSuggestion(s)) + `" data-annotation="` + s.ID +
			`" data-from="` + templ.EscapeString(suggestionPath(s.ID)) + `" data-state="suggested" data-suggests="` + passagesAttribute(s.Spans) +
			`" aria-expanded="` + strconv.FormatBool(card != nil) + `" aria-describedby="said-` + s.ID + `">`)
		out.write(`<span class="st" aria-hidden="true">✧</span>`)
		speaker := cmp.Or(s.Speaker, t(ctx, "desk.no_speaker"))
		if s.Means != nil {
			speaker = s.Means.Name
		}
		out.write(`<span class="what"><bdi class="by">` + templ.EscapeString(speaker) + `</bdi> <small>· ` + templ.EscapeString(t(ctx, "quote."+string(s.Quotation))) +
			`</small></span><span class="chip">` + templ.EscapeString(t(ctx, "suggestion.title")) + `</span></a>`)
		if out.err != nil || card == nil {
			return out.err
		}
		return SuggestionBox(*card).Render(ctx, w)
	})
}

// ruleWords say what a rule goes by; a rule of an older version may have no words.
func ruleWords(ctx context.Context, rule string) string {
	if key := "rule." + rule; message.Has(key) {
		return t(ctx, key)
	}
	return rule
}

// confidences are the steps that a confidence is told in, the surest first: from is the
// least of each.
var confidences = []struct {
	from          float64
	word, atLeast string // catalogue keys: of one so sure, and of all that are at least so sure
}{
	{0.9, "confidence.high", "confidence.from_high"},
	{0.7, "confidence.medium", "confidence.from_medium"},
	{0, "confidence.low", "confidence.from_low"},
}

func confidenceWord(ctx context.Context, confidence float64) string {
	for _, c := range confidences {
		if confidence >= c.from {
			return t(ctx, c.word)
		}
	}
	return ""
}

func confidenceValue(from float64) string { return strconv.FormatFloat(from, 'g', -1, 64) }
