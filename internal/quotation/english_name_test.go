package quotation_test

import (
	"fmt"
	"testing"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/text"
)

// TestEnglishNames: what is proposed as a name is one, and whole.
func TestEnglishNames(t *testing.T) {
	const (
		person       = annotation.Person
		organisation = annotation.Organisation
		anonymous    = annotation.Anonymous
	)
	for _, test := range []struct {
		text, speaker string
		kind          annotation.SpeakerKind
		named         bool
	}{
		{"The Ministry of Health said that it was late.", "Ministry of Health", organisation, true},
		{"The University of Oslo said that it was late.", "University of Oslo", organisation, true},
		{"“It was late,” said the Centers for Disease Control and Prevention.", "Centers for Disease Control and Prevention", organisation, true},
		{"According to the Bank of England, it was late.", "Bank of England", organisation, true},
		{"The Justice Department said that it was late.", "Justice Department", organisation, true},
		{"The World Bank said that it was late.", "World Bank", organisation, true},
		{"Amnesty International said that it was late.", "Amnesty International", organisation, true},
		{"The Red Cross said that it was late.", "Red Cross", organisation, true},
		{"Shell said that it was late.", "Shell", organisation, true},
		{"China said that it was late.", "China", organisation, true},
		{"A spokesman for Shell said that it was late.", "A spokesman for Shell", anonymous, false},
		{"“It was late,” said a spokesman for the Ministry of Health.", "a spokesman for the Ministry of Health", anonymous, false},
		{"The prime minister of France said that it was late.", "The prime minister of France", anonymous, false},
		{"The Secretary of State said that it was late.", "The Secretary of State", anonymous, false},
		{"Secretary of State Ada Lind said that it was late.", "Ada Lind", person, true},
		{"Attorney General Ada Lind said that it was late.", "Ada Lind", person, true},
		{"Speaker of the House Rep. Ada Lind said that it was late.", "Ada Lind", person, true},
		{"“It was late,” said Tom Okell of the Port Authority.", "Tom Okell", person, true},
		{"“It was late,” Senator Tom Okell of Texas said.", "Tom Okell", person, true},
		{"The Gazette's Tom Okell said that it was late.", "Tom Okell", person, true},
		{"The University of Oslo's Tom Okell said that it was late.", "Tom Okell", person, true},
		{"Even Tom Okell said that it was late.", "Tom Okell", person, true},
		{"Tom Okell himself said that it was late.", "Tom Okell", person, true},
		{"Mrs. Okell laughed and said, “It was late.”", "Okell", person, true},
		{"Ada Lind, who saw the bridge, in Ash, and was not hurt, last week said that it was late.", "Ada Lind", person, true},
		{"Officials familiar with the server taken from Mrs. Okell's house in Ash, Me., speaking in private, said that it was late.", "Officials familiar with the server taken from Mrs. Okell's house in Ash", anonymous, false},
		{"One of Okell's former rivals, the pilot Ada Lind, lives in Ash and wrote that it was late.", "One of Okell's former rivals", anonymous, false},
		{"It was late, according to the results of a survey released Wednesday.", "the results of a survey released", anonymous, false},
		{"All told, the group met to ask whether it was late.", "", "", false},
		{"There are few rivals; few say that it was late.", "", "", false},
		{"The crowd laughed at the claims, refusing to acknowledge that it was late.", "", "", false},
		{"She doubled down on her claim that it was “as late as ever.”", "", "", false},
	} {
		t.Run(test.text, func(t *testing.T) {
			got := "|| false"
			for _, s := range quotation.Suggest(text.NewIndex(test.text), "en", nil) {
				got = fmt.Sprint(s.Speaker, "|", s.SpeakerKind, "| ", s.Named)
			}
			if want := fmt.Sprint(test.speaker, "|", test.kind, "| ", test.named); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
}

func TestEnglishRelative(t *testing.T) {
	check(t, "en", []example{
		{"who is the one before", "“We wait,” said Ada Lind, who said that it rained.", []string{
			"direct | Ada Lind | Ada Lind | said | We wait,",
			"indirect | Ada Lind | who | said | that it rained"}},
		{"a title tells one from the other", "Spokesman Tom Okell said that it rained. Mrs. Okell said that it snowed. Ada Okell nodded. Mrs. Okell said that it was late.", []string{
			"indirect | Tom Okell | Tom Okell | said | that it rained",
			"indirect | Ada Okell | Okell | said | that it snowed",
			"indirect | Ada Okell | Okell | said | that it was late"}},
		{"his remarks", "“We wait,” said Tom Okell. He was challenged over his claim that it “never rained there.”", []string{
			"direct | Tom Okell | Tom Okell | said | We wait,",
			"mixed | Tom Okell | his | claim | that it “never rained there.”"}},
		{"who had gathered", "“We wait,” said Ada Lind. Where she stood, about 50 fans had gathered, shouting “no more rain.”", []string{
			"direct | Ada Lind | Ada Lind | said | We wait,",
			"direct | about 50 fans | about 50 fans | shouting | no more rain."}},
	})
}
