package quotationtest

import (
	"os"
	"strings"
	"testing"
)

// marked parses a text with annotations after it.
func marked(t *testing.T, id, language, text, notes string) Article {
	t.Helper()
	body := language + " | seen | test\n" + text + "\n"
	for note := range strings.Lines(notes) {
		body += "\t" + strings.TrimSpace(note) + "\n"
	}
	a, err := Parse(id+".txt", body)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// trials are suggestions that go wrong in one way each.
var trials = []struct {
	name, language, text, gold, suggested string
}{
	{"gold itself", "ar",
		`قال الوزير سالم الكرخي إن الجسر "سيفتح غدا" أمام السيارات، مشيرا إلى أن الكلفة انخفضت.`,
		`mixed | قال | سالم الكرخي | = | إن الجسر "سيفتح غدا" أمام السيارات
		 indirect | مشيرا | - | سالم الكرخي | أن الكلفة انخفضت
		 not | سيفتح غدا`,
		`mixed | قال | سالم الكرخي | = | إن الجسر "سيفتح غدا" أمام السيارات
		 indirect | مشيرا | - | سالم الكرخي | أن الكلفة انخفضت`},
	{"nothing", "ar", `قال سالم: "لن نعود". وأضاف أن الباب مفتوح.`,
		`direct | قال | سالم | = | لن نعود
		 indirect | وأضاف | - | سالم | أن الباب مفتوح`, ``},
	{"marks and stops at the edges, another kind, no speaker", "ar", `قال سالم الكرخي: "لن نعود". وأضاف أن الباب مفتوح، حسب قوله.`,
		`direct | قال | سالم الكرخي | = | لن نعود
		 indirect | وأضاف | - | سالم الكرخي | أن الباب مفتوح`,
		`mixed | قال | سالم الكرخي | الكرخي | "لن نعود".
		 indirect | - | - | - | أن الباب مفتوح، حسب قوله`},
	{"names in other spellings", "ar", `قالت إيمان الشلبي: "نعم". وقال مدير الشركة أسامة: "لا". وقال عيسى فتى الحي: "ربما".`,
		`direct | قالت | - | إيمان الشلبي | نعم
		 direct | وقال#1 | - | مدير الشركة أسامة | لا
		 direct | وقال#2 | - | عيسى فتى الحي | ربما`,
		`direct | قالت | - | ايمان شلبي | نعم
		 direct | وقال#1 | - | مُدير الشركه | لا
		 direct | وقال#2 | - | عيسي فتي | ربما`},
	{"optional gold is neutral", "ar", `دعا المجلس إلى الهدوء، وقال إن الوضع مستقر وإن الطريق سالك.`,
		`indirect? | دعا | المجلس | = | إلى الهدوء
		 indirect | وقال | - | المجلس | إن الوضع مستقر وإن الطريق سالك`,
		`indirect | دعا | المجلس | = | إلى الهدوء، وقال
		 indirect | دعا | المجلس | = | الهدوء
		 indirect | وقال | - | المجلس | إن الوضع مستقر
		 indirect | وقال | - | المجلس | وإن الطريق سالك`},
	{"scare quotes and titles", "ar", `افتتح "المعرض الكبير" أمس، وقال سالم إن القاعة "جميلة".`,
		`mixed | وقال | سالم | = | إن القاعة "جميلة"
		 not | المعرض الكبير | جميلة`,
		`direct | - | - | - | المعرض الكبير
		 direct | وقال | سالم | = | جميلة`},
	{"an article without quotes", "en", `The "old bridge" stays closed. Nobody said why.`,
		`not | old bridge`,
		`direct | - | - | - | old bridge
		 indirect | said | Nobody | = | why`},
	{"pronouns count when they are met", "en", `He said it was late. "Go home," she added. They left, we think.`,
		`indirect | said | He | = | it was late
		 direct | added | she | = | Go home,
		 indirect | think | we | = | They left`,
		`indirect | said | He | Mr Brown | it was late
		 direct | added | - | Ms Green | Go home,
		 indirect | think | - | We | They left`},
	{"interrupted quotes, in one piece and in two", "en", `"I came," said Ann, "and I saw." "You left," Bob said. "And I stayed."`,
		`direct | said#1 | Ann | = | I came, | and I saw.
		 direct | said#2 | Bob | = | You left, | And I stayed.`,
		`direct | said#1 | Ann | = | I came, […] I saw.
		 direct | said#2 | Bob | = | You left,
		 direct | said#2 | Bob | = | And I stayed.`},
	{"spans that touch are joined at the edges", "en", `Ann said: "One. Two." and left.`,
		`direct | said | Ann | = | One. Two.`,
		`direct | said | Ann | = | One. | Two`},
	{"two of the same content, told apart by mention", "en", `Ann and Bob said they would stay until the very end of it.`,
		`indirect | said | Ann | = | they would stay until the very end of it
		 indirect | said | Bob | = | they would stay until the very end of it`,
		`indirect | - | Bob | = | they would stay until the very end of it
		 indirect | said | - | Cid | they would stay until the very end of it
		 indirect | said | Ann | = | stay until`},
	{"short of 0.3, short of 0.8", "en", `Ann said that one two three four five six seven eight nine. Bob said that ten eleven twelve thirteen.`,
		`indirect | said#1 | Ann | = | that one […] nine
		 indirect | said#2 | Bob | = | that ten […] thirteen`,
		`indirect | said#1 | Ann | = | that one
		 mixed | said#2 | Bob | = | ten eleven twelve`},
}

// TestScore holds the figures of every trial to what score.py, the reference,
// prints of them: testdata/score.txt is its output.
func TestScore(t *testing.T) {
	want := readTables(t)
	for _, trial := range trials {
		t.Run(trial.name, func(t *testing.T) {
			gold := marked(t, "a", trial.language, trial.text, trial.gold)
			suggested := marked(t, "a", trial.language, trial.text, trial.suggested)
			report, err := Score([]Article{gold}, []Article{suggested})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSpace(report.String()); got != want[trial.name] {
				t.Errorf("got\n%s\nwant\n%s", got, want[trial.name])
			}
		})
	}
}

// readTables returns the tables of testdata/score.txt by the names above them.
func readTables(t *testing.T) map[string]string {
	t.Helper()
	body, err := os.ReadFile(tablesFile)
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]string{}
	for part := range strings.SplitSeq(string(body), "== ") {
		if name, table, found := strings.Cut(part, "\n"); found {
			tables[name] = strings.TrimSpace(table)
		}
	}
	return tables
}

// TestScoreRefuses shows what cannot be scored.
func TestScoreRefuses(t *testing.T) {
	one := []Article{{ID: "a", Language: "en", Text: "One two."}}
	with := func(id string, q Quote) []Article { return []Article{{ID: id, Quotes: []Quote{q}}} }
	tests := []struct {
		name            string
		gold, suggested []Article
		want            string
	}{
		{"an unknown article", one, with("b", Quote{Content: []Span{{0, 3}}}), "b, which gold does not have"},
		{"an article twice", one, append(with("a", Quote{Content: []Span{{0, 3}}}), one...), "a twice"},
		{"gold twice", append(one, one...), nil, "gold for a twice"},
		{"no content", one, with("a", Quote{}), "no content"},
		{"content past the end", one, with("a", Quote{Content: []Span{{4, 9}}}), "[4 9]"},
		{"an empty cue", one, with("a", Quote{Content: []Span{{0, 3}}, Cue: &Span{2, 2}}), "[2 2]"},
		{"a mention before the start", one, with("a", Quote{Content: []Span{{0, 3}}, Mention: &Span{-1, 2}}), "[-1 2]"},
		{"gold past the end", []Article{{ID: "a", Text: "One.", Quotes: []Quote{{Kind: Direct, Content: []Span{{0, 5}}}}}}, nil, "[0 5]"},
		{"gold of another kind", []Article{{ID: "a", Text: "One.", Quotes: []Quote{{Kind: "free", Content: []Span{{0, 3}}}}}}, nil, "free"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Score(test.gold, test.suggested)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}
