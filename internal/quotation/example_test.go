package quotation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/text"
)

// example is a text and the quotes that are to be proposed in it.
type example struct {
	name, text string
	want       []string
}

func check(t *testing.T, language string, examples []example) {
	t.Helper()
	for _, e := range examples {
		t.Run(e.name, func(t *testing.T) {
			x := text.NewIndex(e.text)
			var got []string
			for _, s := range quotation.Suggest(x, language, nil) {
				got = append(got, told(x, s))
			}
			if !slices.Equal(got, e.want) {
				t.Errorf("%s\n got %s\nwant %s", e.text, strings.Join(got, "\n     "), strings.Join(e.want, "\n     "))
			}
		})
	}
}

// told is a suggestion as the tables write it.
func told(x *text.Index, s quotation.Suggestion) string {
	part := func(p *text.Span) string {
		if p == nil {
			return "-"
		}
		return x.Slice(*p)
	}
	var content []string
	for _, c := range s.Content {
		content = append(content, x.Slice(c))
	}
	return fmt.Sprintf("%s | %s | %s | %s | %s", s.Kind, s.Speaker, part(s.Mention), part(s.Cue), strings.Join(content, " / "))
}

func TestKnownSpeakers(t *testing.T) {
	x := text.NewIndex("قال علي حداد إن السد آمن. وأضاف حداد أن الفحص انتهى.")
	known := []quotation.Speaker{{Name: "علي حسن حداد", Aliases: []string{"علي حداد"}}}
	for _, s := range quotation.Suggest(x, "ar", known) {
		if s.Speaker != known[0].Name {
			t.Errorf("%s: the speaker is %q, want %q, as the desk knows them", told(x, s), s.Speaker, known[0].Name)
		}
	}
}

func TestOtherLanguages(t *testing.T) {
	if got := quotation.Suggest(text.NewIndex("„Nein“, sagte er."), "de", nil); len(got) > 0 {
		t.Errorf("suggestions in a language without rules: %v", got)
	}
}
