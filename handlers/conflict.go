package handlers

import (
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/message"
	"github.com/isnad/isnad/views"
)

// differences lists the fields in which what stands now and what was sent
// disagree. The state comes first: it is what moves without being typed.
func differences(p *message.Printer, now annotation.State, f formValues, theirs, yours views.CardForm) []views.Difference {
	word := func(prefix, value string) string {
		if value == "" {
			return ""
		}
		return p.T(prefix + value)
	}
	sent := f.get("state")
	if sent == "" {
		sent = string(now)
	}
	list := []views.Difference{{Label: "term.state", Theirs: word("state.", string(now)), Yours: word("state.", sent)}}
	for _, d := range []views.Difference{
		{Label: "term.kind", Theirs: word("kind.", string(theirs.Kind)), Yours: word("kind.", string(yours.Kind))},
		{Label: "term.quotation", Theirs: word("quotation.", string(theirs.Quotation)), Yours: word("quotation.", string(yours.Quotation))},
		{Label: "term.speaker", Theirs: theirs.Speaker, Yours: yours.Speaker},
		{Label: "card.role", Theirs: theirs.Role, Yours: yours.Role},
		{Label: "card.place", Theirs: theirs.Place, Yours: yours.Place},
		{Label: "card.said_on", Theirs: theirs.SaidOn, Yours: yours.SaidOn},
		{Label: "term.wording", Theirs: word("wording.", string(theirs.Wording)), Yours: word("wording.", string(yours.Wording))},
		{Label: "term.verdict", Theirs: word("verdict.", string(theirs.Verdict)), Yours: word("verdict.", string(yours.Verdict))},
		{Label: "card.reason", Theirs: theirs.Reason, Yours: yours.Reason},
		{Label: "card.note", Theirs: theirs.Remark, Yours: yours.Remark},
	} {
		if d.Theirs != d.Yours {
			list = append(list, d)
		}
	}
	return list
}

// speakerDifferences does the same for a speaker's form.
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
