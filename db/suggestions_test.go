package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/text"
)

// ministry is an article in which the rules find three quotes.
var ministry = annotation.ArticleDraft{
	Title: "الوزير والعقد", Language: "ar",
	Text: "قال وزير المياه سامر الخطيب إن المشروع تأخر ثلاث سنوات.\n\nوأضاف الخطيب: «ارتفعت الكلفة إلى مئة مليون ليرة».\n\nوقالت ليلى حداد إن الأرقام لا تطابق وثائق العقد.\n",
}

// ministrySays are the words of its quotes.
var ministrySays = []string{"إن المشروع تأخر ثلاث سنوات", "ارتفعت الكلفة إلى مئة مليون ليرة", "إن الأرقام لا تطابق وثائق العقد"}

func addMinistry(t testing.TB, d *db.DB) annotation.Article {
	t.Helper()
	a, _, err := d.CreateArticle(t.Context(), dbtest.Editor, ministry)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// suggested is the article of addMinistry with its suggestions.
func suggested(t testing.TB, d *db.DB) (annotation.Article, []annotation.Suggestion) {
	t.Helper()
	a := addMinistry(t, d)
	makeSuggestions(t, d)
	all := open(t, d, a.ID)
	if got := words(all); !slices.Equal(got, ministrySays) {
		t.Fatalf("suggested %q, want %q", got, ministrySays)
	}
	return a, all
}

func makeSuggestions(t testing.TB, d *db.DB) {
	t.Helper()
	if err := d.MakeSuggestions(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, d *db.DB, article string) []annotation.Suggestion {
	t.Helper()
	all := must[[]annotation.Suggestion](t)(d.Suggestions(t.Context(), article))
	if head := must[annotation.Article](t)(d.ArticleHead(t.Context(), article)); head.Suggestions != len(all) {
		t.Errorf("the article says that it has %d suggestions, and %d are listed", head.Suggestions, len(all))
	}
	return all
}

// words are what suggestions hold.
func words(all []annotation.Suggestion) (words []string) {
	for _, s := range all {
		parts := make([]string, len(s.Spans))
		for i, p := range s.Spans {
			parts[i] = p.Exact
		}
		words = append(words, strings.Join(parts, " … "))
	}
	return words
}

func wants(t testing.TB, d *db.DB, article string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, words(open(t, d, article))); diff != "" {
		t.Errorf("open suggestions (-want +got):\n%s", diff)
	}
}

func counter(t testing.TB, d *db.DB, article string) int64 {
	t.Helper()
	return must[annotation.Article](t)(d.ArticleHead(t.Context(), article)).Counter
}

// grows runs do and wants the article's counter to have grown by it.
func grows(t testing.TB, d *db.DB, article string, do func()) {
	t.Helper()
	before := counter(t, d, article)
	do()
	if after := counter(t, d, article); after <= before {
		t.Errorf("the counter was %d and is %d", before, after)
	}
}

// finding are rules of a version that find these words as quotes, with a name in front
// of a sign: "سامر|قال".
func finding(version int, quotes ...string) db.Rules {
	return db.Rules{Version: version, Suggest: func(x *text.Index, _ string, known []quotation.Speaker) (found []quotation.Suggestion) {
		for _, quote := range quotes {
			name, said, ok := strings.Cut(quote, "|")
			if !ok {
				name, said = "", quote
			}
			for _, k := range known {
				if slices.Contains(k.Aliases, name) {
					name = k.Name
				}
			}
			if i := strings.Index(x.Text(), said); i >= 0 {
				found = append(found, quotation.Suggestion{Content: []text.Span{{Start: x.FromByte(i), End: x.FromByte(i + len(said))}},
					Kind: annotation.Indirect, Speaker: name, SpeakerKind: annotation.Person, Named: !strings.HasPrefix(name, "ال"), Rule: quotation.RuleClause, Confidence: 0.7})
			}
		}
		return found
	}}
}

// again opens the data file anew, with other rules.
func again(t testing.TB, d *db.DB, rules db.Rules) *db.DB {
	t.Helper()
	d2, err := db.Open(t.Context(), d.Path(), db.Options{Now: dbtest.NewClock().Now, Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d2.Close(); err != nil {
			t.Error(err)
		}
	})
	return d2
}

func TestMakeSuggestions(t *testing.T) {
	d := dbtest.Open(t)
	a := addMinistry(t, d)
	wants(t, d, a.ID) // none before they are made
	grows(t, d, a.ID, func() { makeSuggestions(t, d) })
	all := open(t, d, a.ID)
	first := all[0]
	want := annotation.Suggestion{ID: first.ID, Article: a.ID, Revision: 1, Quotation: annotation.Indirect,
		Spans: []annotation.Passage{{Start: 28, End: 54, Exact: ministrySays[0]}}, Cue: []annotation.Passage{{Start: 0, End: 3, Exact: "قال"}},
		Mention: []annotation.Passage{{Start: 16, End: 27, Exact: "سامر الخطيب"}}, Speaker: "سامر الخطيب", SpeakerKind: annotation.Person,
		Rule: "clause", Rules: quotation.Version, Confidence: first.Confidence, State: annotation.Suggesting}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if all[1].Speaker != "سامر الخطيب" || all[1].Quotation != annotation.Direct || all[2].Speaker != "ليلى حداد" {
		t.Errorf("%+v", all[1:])
	}
	for _, test := range []struct {
		first, last int
		want        []string
	}{{0, 0, ministrySays[:1]}, {1, 1, ministrySays[1:2]}, {1, 2, ministrySays[1:]}, {0, 9, ministrySays}, {3, 9, nil}} {
		touching := must[[]annotation.Suggestion](t)(d.SuggestionsTouching(t.Context(), a.ID, test.first, test.last))
		if !slices.Equal(words(touching), test.want) {
			t.Errorf("paragraphs %d to %d: %q", test.first, test.last, words(touching))
		}
	}
	if got := must[annotation.Suggestion](t)(d.Suggestion(t.Context(), first.ID)); cmp.Diff(first, got) != "" {
		t.Error(cmp.Diff(first, got))
	}
	_, err := d.Suggestion(t.Context(), "none")
	refused(t, err, annotation.NotFound, "error.not_found")

	before := counter(t, d, a.ID)
	makeSuggestions(t, d)
	if err := d.MakeSuggestionsOf(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(all, open(t, d, a.ID)); diff != "" || counter(t, d, a.ID) != before {
		t.Errorf("made again:\n%s", diff)
	}
	if got := actions(t, d, a.ID); !slices.Equal(got, []string{"article.created"}) {
		t.Errorf("the history tells %v", got)
	}
	refused(t, d.MakeSuggestionsOf(t.Context(), "none"), annotation.NotFound, "error.not_found")
	wantNoFindings(t, d)
}

// TestSuggestionsOfWhatComesIn: whatever way an article or a text comes in, it has its
// suggestions, and those of a text that is not the article's any more are gone.
func TestSuggestionsOfWhatComesIn(t *testing.T) {
	d := dbtest.Open(t)
	draft := ministry
	draft.Source = annotation.Source{Name: "a.txt", SHA256: strings.Repeat("a", 64), Path: "/a.txt"}
	seeded, _, err := d.SeedArticle(t.Context(), annotation.CommandLine, draft)
	if err != nil {
		t.Fatal(err)
	}
	makeSuggestions(t, d)
	wants(t, d, seeded.ID, ministrySays...)
	gone := open(t, d, seeded.ID)[0].ID
	draft.Text, draft.Source.SHA256 = "وقالت ليلى حداد إن العقد باطل.", strings.Repeat("b", 64)
	if _, outcome, err := d.SeedArticle(t.Context(), annotation.CommandLine, draft); err != nil || outcome != db.Revised {
		t.Fatal(outcome, err)
	}
	wants(t, d, seeded.ID)
	makeSuggestions(t, d)
	wants(t, d, seeded.ID, "إن العقد باطل")
	_, err = d.Suggestion(t.Context(), gone)
	refused(t, err, annotation.NotFound, "error.not_found")

	file := exported(t, d)
	to := dbtest.Open(t)
	mustImport(t, to, file)
	makeSuggestions(t, to)
	wants(t, to, seeded.ID, "إن العقد باطل")

	// The rules go by the language, which somebody may correct.
	head := must[annotation.Article](t)(d.ArticleHead(t.Context(), seeded.ID))
	if _, err := d.ChangeArticle(t.Context(), dbtest.Editor, seeded.ID, head.Version, annotation.ArticlePatch{Language: annotation.To("fa")}); err != nil {
		t.Fatal(err)
	}
	makeSuggestions(t, d)
	wants(t, d, seeded.ID)
	wantNoFindings(t, d)
	wantNoFindings(t, to)
}

// TestTheDesksSpeakersComeFirst: a name that the desk has, in another spelling or as an
// alias, is the desk's.
func TestTheDesksSpeakersComeFirst(t *testing.T) {
	d := dbtest.Open(t)
	for _, s := range []annotation.SpeakerDraft{{Name: "سامر محمود الخطيب", Aliases: []string{"سامر الخطيب"}}, {Name: "ليلي حداد"}, {Name: "ليلى الحداد", Distinct: true}} {
		if _, _, err := d.CreateSpeaker(t.Context(), dbtest.Reviewer, s); err != nil {
			t.Fatal(err)
		}
	}
	_, all := suggested(t, d)
	for i, want := range []string{"سامر محمود الخطيب", "سامر محمود الخطيب", "ليلي حداد"} {
		if all[i].Speaker != want {
			t.Errorf("%d: %q, want %q", i, all[i].Speaker, want)
		}
	}
}

// TestNewerRules: what nobody decided gives way, and nothing else.
func TestNewerRules(t *testing.T) {
	d := dbtest.Open(t)
	a, all := suggested(t, d)
	accepted, _, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer, all[0].ID, annotation.Acceptance{})
	if err != nil {
		t.Fatal(err)
	}
	rejected, err := d.RejectSuggestion(t.Context(), dbtest.Reviewer, all[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	newer := again(t, d, finding(quotation.Version+1, "المشروع تأخر ثلاث سنوات", "ارتفعت الكلفة إلى مئة", "إن الأرقام لا تطابق وثائق العقد", "وزير المياه"))
	makeSuggestions(t, newer)
	wants(t, newer, a.ID, "وزير المياه", "إن الأرقام لا تطابق وثائق العقد")
	now := open(t, newer, a.ID)
	if now[1].ID != all[2].ID || now[1].Rules != quotation.Version+1 || now[1].Speaker != "" {
		t.Errorf("what stands where it stood: %+v", now[1])
	}
	kept := must[[]annotation.Suggestion](t)(newer.SuggestionsIn(t.Context(), a.ID, annotation.Accepted))
	if len(kept) != 1 || kept[0].ID != all[0].ID || kept[0].Annotation != accepted.ID || kept[0].Rules != quotation.Version {
		t.Errorf("the accepted: %+v", kept)
	}
	kept = must[[]annotation.Suggestion](t)(newer.SuggestionsIn(t.Context(), a.ID, annotation.Rejected))
	if diff := cmp.Diff([]annotation.Suggestion{rejected}, kept); diff != "" {
		t.Errorf("the rejected (-want +got):\n%s", diff)
	}
	if every := must[[]annotation.Suggestion](t)(newer.SuggestionsIn(t.Context(), a.ID, "")); len(every) != 4 {
		t.Errorf("all: %+v", every)
	}
	// Older rules have nothing to say any more.
	makeSuggestions(t, d)
	if diff := cmp.Diff(now, open(t, d, a.ID)); diff != "" {
		t.Error(diff)
	}
	wantNoFindings(t, newer)
}

// TestRejectionSurvivesRevisions: what was rejected is not proposed of a later text either,
// but is found there as rejected, and can be brought back.
func TestRejectionSurvivesRevisions(t *testing.T) {
	said := []string{"المياه ستعود", "العقد باطل"}
	d := dbtest.OpenWith(t, db.Options{Rules: db.Rules{Version: 1, Suggest: func(x *text.Index, _ string, _ []quotation.Speaker) (found []quotation.Suggestion) {
		for at := 0; at < len(x.Text()); at++ {
			for _, said := range said {
				if strings.HasPrefix(x.Text()[at:], said) {
					found = append(found, quotation.Suggestion{Content: []text.Span{{Start: x.FromByte(at), End: x.FromByte(at + len(said))}}, Kind: annotation.Direct, Rule: quotation.RuleMarks, Confidence: 0.9})
				}
			}
		}
		return found
	}}})
	n := 0
	revise := func(body string) annotation.Article {
		t.Helper()
		n++
		a, _, err := d.SeedArticle(t.Context(), annotation.CommandLine, annotation.ArticleDraft{Title: "x", Text: body,
			Source: annotation.Source{Name: "a.txt", SHA256: strings.Repeat(string(rune('a'+n)), 64), Path: "/a.txt"}})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := revise("قال إن المياه ستعود")
	makeSuggestions(t, d)
	wrong := must[annotation.Suggestion](t)(d.RejectSuggestion(t.Context(), dbtest.Reviewer, open(t, d, a.ID)[0].ID))
	rejected := func(want ...string) {
		t.Helper()
		all := must[[]annotation.Suggestion](t)(d.SuggestionsIn(t.Context(), a.ID, annotation.Rejected))
		if diff := cmp.Diff(want, words(all)); diff != "" {
			t.Errorf("rejected (-want +got):\n%s", diff)
		}
		for _, s := range all {
			if s.ID != wrong.ID || s.DecidedBy != wrong.DecidedBy || !s.DecidedAt.Equal(wrong.DecidedAt) {
				t.Errorf("%+v, and was %+v", s, wrong)
			}
		}
		wantNoFindings(t, d)
	}
	rejected(said[0])

	// Until the rules were asked about it, and where it does not hold the words, there is
	// nothing to bring back in a newer text.
	revise("قالت ليلى إن العقد باطل")
	for range 2 {
		_, err := d.RestoreSuggestion(t.Context(), dbtest.Reviewer, wrong.ID)
		refused(t, err, annotation.Conflict, "error.past_revision")
		nothingToUndo(t, d, dbtest.Reviewer, a.ID)
		rejected()
		makeSuggestions(t, d)
	}
	wants(t, d, a.ID, said[1])

	// One rejection is of one quote; what is said a second time was not looked at.
	revise("قالت ليلى إن العقد باطل.\n\nوإن المِياهَ ستعود. وقيل: المياه ستعود، ثم: المياه ستعود")
	grows(t, d, a.ID, func() { makeSuggestions(t, d) })
	wants(t, d, a.ID, said[1], said[0])
	rejected(said[0])
	moved := must[annotation.Suggestion](t)(d.Suggestion(t.Context(), wrong.ID))
	if moved.Revision != 3 || moved.Start() <= wrong.Start() || moved.Start() >= open(t, d, a.ID)[1].Start() {
		t.Errorf("%+v", moved)
	}
	if c := undo(t, d, dbtest.Reviewer, a.ID); c.Suggestion == nil || c.Suggestion.ID != wrong.ID || c.Suggestion.Revision != 3 {
		t.Errorf("%+v", c.Suggestion)
	}
	wants(t, d, a.ID, said[1], said[0], said[0])
	if touching := must[[]annotation.Suggestion](t)(d.SuggestionsTouching(t.Context(), a.ID, 0, 0)); !slices.Equal(words(touching), said[1:]) {
		t.Errorf("the first paragraph has %q", words(touching))
	}
	rejected()
	if _, err := d.RejectSuggestion(t.Context(), dbtest.Reviewer, wrong.ID); err != nil {
		t.Fatal(err)
	}
	revise("وقيل: المياه ستعود")
	makeSuggestions(t, d)
	wants(t, d, a.ID)
	rejected(said[0])
	if s := must[annotation.Suggestion](t)(d.RestoreSuggestion(t.Context(), dbtest.Reviewer2, wrong.ID)); s.Revision != 4 || s.State != annotation.Suggesting {
		t.Errorf("%+v", s)
	}
	wants(t, d, a.ID, said[0])
	accept(t, d, wrong.ID, annotation.Acceptance{})
	wantNoFindings(t, d)
}

// TestBrokenRules: rules that panic, or propose what is no place of the text, keep
// nobody else from their suggestions.
func TestBrokenRules(t *testing.T) {
	sound := finding(1, "المياه")
	d := dbtest.OpenWith(t, db.Options{Rules: db.Rules{Version: 1, Suggest: func(x *text.Index, language string, known []quotation.Speaker) []quotation.Suggestion {
		if strings.Contains(x.Text(), "خطر") {
			panic("no such words")
		}
		return append(sound.Suggest(x, language, known), quotation.Suggestion{Content: []text.Span{{Start: 4, End: 1 << 20}}}, quotation.Suggestion{})
	}}})
	for i, body := range []string{"وقالت إن المياه ستعود", "خطر", "قال إن المياه ستعود"} {
		if _, _, err := d.CreateArticle(t.Context(), dbtest.Editor, annotation.ArticleDraft{ID: fmt.Sprint(i), Title: "x", Text: body}); err != nil {
			t.Fatal(err)
		}
	}
	makeSuggestions(t, d)
	wants(t, d, "0", "المياه")
	wants(t, d, "1")
	wants(t, d, "2", "المياه")
	makeSuggestions(t, d) // and does not go round in a circle
	wantNoFindings(t, d)
}

// TestSuggestionOfAPronoun: whom nobody is found for is nobody, not a speaker called They.
func TestSuggestionOfAPronoun(t *testing.T) {
	d := dbtest.Open(t)
	article, _, err := d.CreateArticle(t.Context(), dbtest.Editor, annotation.ArticleDraft{Title: "Plan", Language: "en", Text: "They said that the plan is late.\n"})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.MakeSuggestions(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := d.Suggestions(t.Context(), article.ID)
	if err != nil || len(all) != 1 || all[0].Speaker != "" || all[0].SpeakerKind != "" || all[0].Unnamed || len(all[0].Mention) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	a, _, err := d.AcceptSuggestion(t.Context(), dbtest.Reviewer, all[0].ID, annotation.Acceptance{})
	if err != nil || a.Speaker != nil {
		t.Errorf("attributed to %+v, %v", a.Speaker, err)
	}
}
