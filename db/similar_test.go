package db_test

import (
	"cmp"
	"flag"
	"slices"
	"strings"
	"testing"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/similarity"
)

// archive is how many sayings TestSimilarMissesNothing looks through; docs/MEMORY.md
// tells of more.
var archive = flag.Int("archive", 3_000, "how many sayings to look through")

// TestSimilarMissesNothing holds the index to what comparing with every statement
// finds: the same annotations with the same scores, in the same order.
func TestSimilarMissesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("compares each with all")
	}
	d := dbtest.Open(t)
	sayings := dbtest.Sayings(*archive)
	dbtest.Say(t, d, sayings)
	statements := make([]similarity.Statement, len(sayings))
	for i, said := range sayings {
		statements[i] = similarity.Of(said)
	}
	want, missed := 0, 0
	for i := 0; i < len(sayings); i += max(1, len(sayings)/300) {
		got, err := d.SimilarTo(t.Context(), dbtest.Saying(i))
		if err != nil {
			t.Fatal(err)
		}
		type hit struct {
			n     int
			score float64
		}
		var hits []hit
		matcher := similarity.NewMatcher(statements[i])
		for j, s := range statements {
			if like := matcher.Compare(s); j != i && like.Score >= similarity.Threshold {
				hits = append(hits, hit{j, like.Score})
			}
		}
		slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.n, a.n)) })
		hits = hits[:min(len(hits), db.MaxSimilar)]
		want += len(hits)
		for k, h := range hits {
			if k >= len(got) || got[k].Annotation.ID != dbtest.Saying(h.n) {
				missed++
				t.Errorf("%q: want %s (%.4f) in place %d", sayings[i], dbtest.Saying(h.n), h.score, k)
			}
		}
		if len(got) > len(hits) {
			t.Errorf("%q: %d found, want %d", sayings[i], len(got), len(hits))
		}
	}
	t.Logf("%d sayings: %d of %d that say nearly the same were missed", *archive, missed, want)
	if want < 50 {
		t.Errorf("only %d say nearly the same: that shows little", want)
	}
}

// say marks a text, all of it, in an article of its own.
func say(t *testing.T, d *db.DB, said string, change ...annotation.Patch) annotation.Annotation {
	t.Helper()
	a, _, err := d.CreateArticle(t.Context(), dbtest.Editor, annotation.ArticleDraft{Title: "مقال", Text: said})
	if err != nil {
		t.Fatal(err)
	}
	one, _, err := d.CreateAnnotation(t.Context(), dbtest.Reviewer, a.ID, annotation.Draft{Kind: annotation.Claim, Spans: []annotation.PassageDraft{{Start: 0, End: len([]rune(said))}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range change {
		c, err := d.ChangeAnnotation(t.Context(), dbtest.Reviewer, one.ID, one.Version, p)
		if err != nil {
			t.Fatal(err)
		}
		one = c.After
	}
	return one
}

// ids are those of what says nearly the same as an annotation.
func ids(t *testing.T, d *db.DB, of string) []string {
	t.Helper()
	similar, err := d.SimilarTo(t.Context(), of)
	if err != nil {
		t.Fatal(err)
	}
	found := []string{}
	for _, s := range similar {
		found = append(found, s.Annotation.ID)
	}
	return found
}

func TestSimilar(t *testing.T) {
	d := dbtest.Open(t)
	first := say(t, d, "ارتفع سعر الخبز في المدينة إلى 40 ليرة", annotation.Patch{Verdict: annotation.To(annotation.False),
		Speaker: annotation.To(annotation.SpeakerChoice{Name: "سلمى الرافدي"})})
	order := say(t, d, "سعرُ الخبزِ في المدينةِ ارتفع إلى ٤٠ ليرة")
	number := say(t, d, "ارتفع سعر الخبز في المدينة إلى 50 ليرة")
	negated := say(t, d, "لم يرتفع سعر الخبز في المدينة إلى 40 ليرة")
	say(t, d, "أفران المدينة تبيع الخبز بالبطاقة منذ الشهر الماضي")
	if got := ids(t, d, first.ID); !slices.Equal(got, []string{order.ID, negated.ID, number.ID}) && !slices.Equal(got, []string{order.ID, number.ID, negated.ID}) {
		t.Errorf("got %v", got)
	}

	similar, err := d.Similar(t.Context(), "إلى أربعين ليرة ارتفع سعر الخبز في المدينة!")
	if err != nil {
		t.Fatal(err)
	}
	if len(similar) != 4 {
		t.Fatalf("%d found, want 4", len(similar))
	}
	for _, s := range similar {
		if s.Annotation.ID == first.ID && (s.Annotation.Verdict != annotation.False || s.Annotation.Speaker.Name != "سلمى الرافدي" || s.ArticleTitle != "مقال" || s.Score < 0.9) {
			t.Errorf("got %+v", s)
		}
		if numbers, negation := s.Annotation.ID == number.ID, s.Annotation.ID == negated.ID; s.Numbers != numbers || s.Negation != negation {
			t.Errorf("%s: %+v", s.Annotation.Spans[0].Exact, s.Likeness)
		}
	}

	// A deleted one is not shown, and is again when it comes back; an archived
	// article's is.
	c, err := d.DeleteAnnotation(t.Context(), dbtest.Reviewer, order.ID, order.Version)
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(t, d, first.ID); slices.Contains(got, order.ID) {
		t.Errorf("a deleted one is among %v", got)
	}
	if _, err := d.SimilarTo(t.Context(), order.ID); annotation.CodeOf(err) != annotation.NotFound {
		t.Errorf("what is like a deleted one: %v", err)
	}
	if _, err := d.Undo(t.Context(), dbtest.Reviewer, c.After.Article); err != nil {
		t.Fatal(err)
	}
	if _, err := d.ChangeArticle(t.Context(), dbtest.Editor, order.Article, 1, annotation.ArticlePatch{Archived: annotation.To(true)}); err != nil {
		t.Fatal(err)
	}
	if got := ids(t, d, first.ID); got[0] != order.ID {
		t.Errorf("an archived one is not the first of %v", got)
	}

	// It is found by what it says now.
	if _, err := d.ChangeAnnotation(t.Context(), dbtest.Reviewer, number.ID, number.Version, annotation.Patch{Spans: annotation.To([]annotation.PassageDraft{{Start: 0, End: 9}})}); err != nil {
		t.Fatal(err)
	}
	if got := ids(t, d, first.ID); slices.Contains(got, number.ID) {
		t.Errorf("what says something else by now is among %v", got)
	}
	wantNoFindings(t, d)
}

func TestSimilarRefuses(t *testing.T) {
	d := dbtest.Open(t)
	for _, text := range []string{"", " \n", "\xff", "a\x00b", string(make([]rune, 6000))} {
		if _, err := d.Similar(t.Context(), text); annotation.CodeOf(err) != annotation.Invalid {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"…", "هو", "🙂"} {
		if found, err := d.Similar(t.Context(), text); err != nil || len(found) > 0 {
			t.Errorf("%q: %v, %v", text, found, err)
		}
	}
	if _, err := d.SimilarTo(t.Context(), "nobody"); annotation.CodeOf(err) != annotation.NotFound {
		t.Errorf("got %v", err)
	}
}

// TestSimilarAmongMany: of more than can be compared, those that are the same but for
// spelling come first, and an answer has its bound.
func TestSimilarAmongMany(t *testing.T) {
	d := dbtest.Open(t)
	sayings := make([]string, 3_000)
	for i := range sayings {
		sayings[i] = "سيبقى سعر ربطة الخبز كما هو حتى نهاية الموسم رغم ارتفاع كلفة الوقود " + strings.Repeat("ج", 2+i%7) + string(rune('ث'+i%5))
	}
	sayings[0] = "سيبقى سعرُ ربطةِ الخبزِ كما هو حتى نهاية الموسم، رغم ارتفاع كلفة الوقود"
	dbtest.Say(t, d, sayings)
	found, err := d.Similar(t.Context(), "سيبقى سعر ربطة الخبز كما هو حتى نهاية الموسم رغم ارتفاع كلفة الوقود")
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != db.MaxSimilar || found[0].Annotation.ID != dbtest.Saying(0) || found[0].Score != 1 {
		t.Errorf("%d found, the first %+v", len(found), found[0])
	}
}

func wantNoFindings(t *testing.T, d *db.DB) {
	t.Helper()
	findings, err := d.Check(t.Context())
	if err != nil || len(findings) > 0 {
		t.Errorf("findings: %v, %v", findings, err)
	}
}
