package quotation_test

import "testing"

func TestEnglishMarks(t *testing.T) {
	check(t, "en", []example{
		{"who says it follows", "“The bridge is safe,” said Ada Lind, the port's director.",
			[]string{"direct | Ada Lind | Ada Lind | said | The bridge is safe,"}},
		{"subject before the verb", "“The bridge is safe,” Lind said.",
			[]string{"direct | Lind | Lind | said | The bridge is safe,"}},
		{"interrupted", "“The bridge,” she told reporters, “is safe.”",
			[]string{"direct | she | she | told | The bridge, / is safe."}},
		{"it goes on in the next sentence", "“The bridge is safe,” Ada Lind said. “We checked every bolt.”",
			[]string{"direct | Ada Lind | Ada Lind | said | The bridge is safe, / We checked every bolt."}},
		{"it goes on in the next paragraph", "Ada Lind said: “The bridge is safe. We checked it twice.\n\n“And we will check it again in May.”",
			[]string{"direct | Ada Lind | Ada Lind | said | The bridge is safe. We checked it twice. / And we will check it again in May."}},
		{"behind the verb", "Ada Lind added, \"The bridge is safe.\"",
			[]string{"direct | Ada Lind | Ada Lind | added | The bridge is safe."}},
		{"two apostrophes", "''The bridge is safe,'' Ada Lind said.",
			[]string{"direct | Ada Lind | Ada Lind | said | The bridge is safe,"}},
		{"a name with a colon", "It did not surprise engineer Ada Lind: “Bridges of that age always move a little.”",
			[]string{"direct | Ada Lind | Ada Lind | : | Bridges of that age always move a little."}},
		{"it began before the marks", "The party “allows us to speak freely,” said Ada Lind.",
			[]string{"mixed | Ada Lind | Ada Lind | said | The party “allows us to speak freely,”"}},
	})
}

func TestEnglishClause(t *testing.T) {
	check(t, "en", []example{
		{"with that", "The mayor said that the bridge was safe.",
			[]string{"indirect | The mayor | The mayor | said | that the bridge was safe"}},
		{"without that", "The mayor said the bridge was safe.",
			[]string{"indirect | The mayor | The mayor | said | the bridge was safe"}},
		{"marks in the clause", "The mayor said the bridge was “as safe as any other” in town.",
			[]string{"mixed | The mayor | The mayor | said | the bridge was “as safe as any other” in town"}},
		{"when and where", "The mayor said Thursday in a statement that the bridge was safe.",
			[]string{"indirect | The mayor | The mayor | said | that the bridge was safe"}},
		{"who was told", "The mayor told the council on Monday that the bridge was safe.",
			[]string{"indirect | The mayor | The mayor | told | that the bridge was safe"}},
		{"who says it follows", "The bridge will open in May, the mayor said on Monday.",
			[]string{"indirect | the mayor | the mayor | said | The bridge will open in May"}},
		{"a participle goes on", "The mayor said the bridge was safe, adding that it had been checked.", []string{
			"indirect | The mayor | The mayor | said | the bridge was safe",
			"indirect | The mayor | The mayor | adding | that it had been checked"}},
		{"somebody else goes on", "The mayor said the bridge was safe, but engineers warned that it was moving.", []string{
			"indirect | The mayor | The mayor | said | the bridge was safe",
			"indirect | engineers | engineers | warned | that it was moving"}},
		{"according to", "The bridge moved by a centimetre, according to a report.",
			[]string{"indirect | a report | a report | according to | The bridge moved by a centimetre"}},
		{"according to, first", "According to Ada Lind, the bridge moved by a centimetre.",
			[]string{"indirect | Ada Lind | Ada Lind | According to | the bridge moved by a centimetre"}},
		{"a noun phrase", "The mayor criticized the report's authors.",
			[]string{"indirect | The mayor | The mayor | criticized | the report's authors"}},
		{"a dateline", "ASHMERE, Nov. 3 (Wire) — The bridge will open in May, the mayor said.",
			[]string{"indirect | the mayor | the mayor | said | The bridge will open in May"}},
	})
}

func TestEnglishScare(t *testing.T) {
	check(t, "en", []example{
		{"titles of works", "In an interview with “Harbour Talk,” Ada Lind spoke at length.", nil},
		{"a word held at arm's length", "The “intelligent” lights run on timers.", nil},
		{"what they call it", "They closed what the council calls a “pocket park” last year.", nil},
		{"a noun that looks like a verb", "The only question was the price. The report was long.", nil},
	})
}

func TestEnglishSpeaker(t *testing.T) {
	check(t, "en", []example{
		{"the short name is the long one", "“We wait,” said Ada Lind. Lind said that the crew was tired.", []string{
			"direct | Ada Lind | Ada Lind | said | We wait,",
			"indirect | Ada Lind | Lind | said | that the crew was tired"}},
		{"pronouns", "“We wait,” said Ada Lind. She added that the crew was tired.", []string{
			"direct | Ada Lind | Ada Lind | said | We wait,",
			"indirect | Ada Lind | She | added | that the crew was tired"}},
		{"a name between commas", "The port's director, Ada Lind, said that the crew was tired.",
			[]string{"indirect | Ada Lind | Ada Lind | said | that the crew was tired"}},
		{"a title that names the gender", "Spokesman Tom Okell said that it rained. Mrs. Lind said that it snowed. He added that it was cold.", []string{
			"indirect | Tom Okell | Tom Okell | said | that it rained",
			"indirect | Lind | Lind | said | that it snowed",
			"indirect | Tom Okell | He | added | that it was cold"}},
	})
}
