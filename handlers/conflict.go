package handlers

import (
	"context"
	"net/url"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/message"
	"github.com/isnad/isnad/internal/text"
	"github.com/isnad/isnad/views"
)

// dayPrefix stands for days, which are shown as the desk writes them.
const dayPrefix = "day."

// judgedPrefix stands for the words of verdicts, which their scales have.
const judgedPrefix = "judged."

// cardFields are the fields in which two people's cards can differ, in the order of
// the card. Words under prefix are the catalogue's; without one, a person typed them.
var cardFields = []struct {
	label, prefix string
	of            func(*views.CardForm) *string
}{
	{"term.kind", "kind.", func(f *views.CardForm) *string { return (*string)(&f.Kind) }},
	{"term.quotation", "quotation.", func(f *views.CardForm) *string { return (*string)(&f.Quotation) }},
	{"card.role", "", func(f *views.CardForm) *string { return &f.Role }},
	{"card.place", "", func(f *views.CardForm) *string { return &f.Place }},
	{"card.said_on", dayPrefix, func(f *views.CardForm) *string { return &f.SaidOn }},
	{"term.wording", "wording.", func(f *views.CardForm) *string { return (*string)(&f.Wording) }},
	{"term.verdict", judgedPrefix, func(f *views.CardForm) *string { return &f.Judged }},
	{"card.reason", "", func(f *views.CardForm) *string { return &f.Reason }},
	{"card.note", "", func(f *views.CardForm) *string { return &f.Remark }},
	{"card.assignee", "", func(f *views.CardForm) *string { return &f.Assignee }},
	{"card.due", dayPrefix, func(f *views.CardForm) *string { return &f.Due }},
	{"card.priority", "priority.", func(f *views.CardForm) *string { return (*string)(&f.Priority) }},
	{"card.returned_reason", "", func(f *views.CardForm) *string { return &f.ReturnedReason }},
}

// merge compares a card that was refused as stale (yours) with what stands now,
// by what it was when the card was opened (base): a field that was left alone takes
// what stands now, and what is left in yours is what its reader wanted to change.
// It lists each field that either of the two has changed.
func merge(p *message.Printer, scales annotation.Scales, base, now views.CardForm, yours *views.CardForm) []views.Difference {
	list := differences{p: p}
	untouched := yours.SpeakerID == base.SpeakerID && yours.Speaker == yours.SpeakerWas
	if untouched {
		yours.SpeakerID, yours.Speaker, yours.SpeakerWas = now.SpeakerID, now.Speaker, now.SpeakerWas
	}
	list.add("term.speaker", base.Speaker, now.Speaker, yours.Speaker, untouched)
	for _, field := range cardFields {
		was, is, to := *field.of(&base), *field.of(&now), field.of(yours)
		untouched := *to == was
		if untouched {
			*to = is
		}
		word := func(value string) string {
			switch {
			case value == "" || field.prefix == "":
				return value
			case field.prefix == dayPrefix:
				return p.Day(value)
			case field.prefix == judgedPrefix:
				label := scales.Label(views.ParseJudged(value))
				return label.In(string(p.Lang()))
			}
			return p.T(field.prefix + value)
		}
		if yours.Kind == annotation.Claim && !untouched && *to != "" && (field.prefix == "wording." || field.prefix == "quotation.") {
			// It became a claim: what only a quote has cannot be saved, and is not lost in silence.
			list.all = append(list.all, views.Difference{Label: field.label, Theirs: word(is), Yours: p.T("conflict.only_quotes", "value", word(*to))})
			*to = is
			continue
		}
		list.add(field.label, word(was), word(is), word(*to), untouched)
	}
	return list.all
}

// differences gathers what two people have changed of one thing.
type differences struct {
	p   *message.Printer
	all []views.Difference
}

// add compares one field, as it is shown: base is what both began with, untouched
// whether the second left it alone.
func (d *differences) add(label, base, now, yours string, untouched bool) {
	switch {
	case !untouched && yours != now:
		d.all = append(d.all, views.Difference{Label: label, Theirs: now, Yours: yours})
	case untouched && now != base:
		d.all = append(d.all, views.Difference{Label: label, Theirs: now, Yours: d.p.T("conflict.untouched")})
	}
}

// besides lists what a refused form was about to do besides its card's fields: a
// step, or words for a part.
func (d *desk) besides(p *message.Printer, f formValues, now *annotation.Annotation) []views.Difference {
	var list []views.Difference
	if state := f.get("state"); state != "" {
		list = append(list, views.Difference{Label: "term.state", Theirs: p.T("state." + string(now.State)), Yours: p.T("state." + state)})
	}
	if f.speaker().Distinct {
		list = append(list, views.Difference{Label: "term.speaker", Theirs: views.FormOf(now).Speaker, Yours: p.T("picker.distinct", "name", f.get("speaker"))})
	}
	if f.has("same_as") {
		list = append(list, views.Difference{Label: "said.same_as", Theirs: now.SameAs, Yours: f.get("same_as")})
	}
	words, _ := f.words() // refused before this when they are no numbers
	for _, part := range []struct {
		field, label string
		now          []annotation.Passage
	}{{"spans", "part.content", now.Spans}, {"cue", "part.cue", now.Cue}, {"mention", "part.mention", now.Mention}} {
		sent, _ := f.spans(part.field)
		if f.get("part") == part.field {
			sent = words
		}
		if f.has(part.field) || f.get("part") == part.field {
			list = append(list, views.Difference{Label: part.label, Theirs: views.Exact(part.now), Yours: d.words(sent)})
		}
	}
	return list
}

// words are those at the places that a form names, as far as the text has them.
func (d *desk) words(drafts []annotation.PassageDraft) string {
	var passages []annotation.Passage
	for _, draft := range drafts {
		if span := (text.Span{Start: draft.Start, End: draft.End}); d.index.Valid(span) {
			passages = append(passages, annotation.Passage{Start: span.Start, End: span.End, Exact: d.index.Slice(span)})
		}
	}
	return views.Exact(passages)
}

// resumable are the fields of a form that stand in no field of the card.
var resumable = []string{"state", "same_as", "spans", "cue", "mention", "part", "mode", "from", "to", "distinct"}

// resumption is what saving a refused form after all has to send besides the
// card's fields, as one value; resume reads it again.
func (f formValues) resumption() string {
	rest := url.Values{}
	for _, field := range resumable {
		if f.has(field) {
			rest[field] = f.all(field)
		}
	}
	return rest.Encode()
}

// resume takes up what a form was about to do when it was refused. It only reads
// what another form could have sent.
func (f formValues) resume() error {
	rest, err := url.ParseQuery(f.get("resume"))
	if err != nil {
		return annotation.Refuse(annotation.Malformed, "error.form_unreadable").Because(err)
	}
	for _, field := range resumable {
		for _, value := range rest[field] {
			if err := annotation.CheckEncoding(field, value); err != nil {
				return err
			}
			f.values[field] = append(f.values[field], value)
		}
	}
	return nil
}

// baseOf is an annotation's card as it was at a version; as it is now where the
// history does not tell.
func (s *Server) baseOf(ctx context.Context, id string, version int, now views.CardForm) (views.CardForm, error) {
	base, err := s.db.AnnotationAt(ctx, id, version)
	if annotation.CodeOf(err) == annotation.NotFound {
		return now, nil
	}
	return views.FormOf(&base), err
}

// headingDifferences compares a heading's form like merge.
func headingDifferences(p *message.Printer, base, now annotation.Article, yours *views.ArticleForm) []views.Difference {
	list := differences{p: p}
	for _, field := range []struct {
		label    string
		was, now string
		yours    *string
	}{
		{"article.title", base.Title, now.Title, &yours.Title},
		{"article.dateline", base.Dateline, now.Dateline, &yours.Dateline},
		{"article.byline", base.Byline, now.Byline, &yours.Byline},
		{"article.language", base.Language, now.Language, &yours.Language},
	} {
		untouched := *field.yours == field.was
		if untouched {
			*field.yours = field.now
		}
		list.add(field.label, field.was, field.now, *field.yours, untouched)
	}
	return list.all
}

// speakerDifferences lists the fields in which a speaker and a form about it
// disagree.
func speakerDifferences(p *message.Printer, theirs, yours views.SpeakerForm) []views.Difference {
	var list []views.Difference
	for _, d := range []views.Difference{
		{Label: "speaker.name", Theirs: theirs.Name, Yours: yours.Name},
		{Label: "term.kind", Theirs: p.T("speaker_kind." + string(theirs.Kind)), Yours: p.T("speaker_kind." + string(yours.Kind))},
		{Label: "speaker.aliases", Theirs: theirs.Aliases, Yours: yours.Aliases},
	} {
		if d.Theirs != d.Yours {
			list = append(list, d)
		}
	}
	return list
}
