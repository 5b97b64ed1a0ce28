package dbtest

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// vocabulary is what Text is made of: words of many lengths, some with marks.
var vocabulary = strings.Fields(`في المدينة القديمة اجتمع مجلسُ البلدية وناقش خطةَ المياه الجديدة بعد أن تأخر المشروع
	ثلاث سنوات عن موعده وأكد المهندسون أن الكلفة ارتفعت إلى ١٢٠ مليون ليرة بينما قالت لجنة الأهالي إنّ الأرقام
	المنشورة لا تطابق وثائق العقد وطالبت بنشرها كاملةً قبل نهاية الشهر كما أشار التقرير السنوي إلى نقص في الصيانة`)

// Text is an Arabic text of that many words in paragraphs of sixty, the same each
// time. Sentences have fifteen words; every fourth one is between quote marks.
func Text(words int) string {
	var b strings.Builder
	for i := range words {
		sentence, at := i/15, i%15
		switch {
		case i > 0 && i%60 == 0:
			b.WriteString("\n\n")
		case i > 0:
			b.WriteByte(' ')
		}
		if sentence%4 == 3 && at == 0 {
			b.WriteString("«")
		}
		b.WriteString(vocabulary[(i*7+sentence*3)%len(vocabulary)])
		last := at == 14 || i == words-1
		if sentence%4 == 3 && last {
			b.WriteString("»")
		}
		if last {
			b.WriteByte('.')
		}
	}
	return b.String()
}

// Speakers are the names that Article attributes quotes to.
var Speakers = []string{"ليلى حداد", "سامر الخطيب", "منى العلي", "كريم منصور", "هبة الزين", "رامي شاهين", "بلدية المدينة", "نقابة المهندسين"}

// Article makes an article of that many words (see Text) with that many
// annotations, spread evenly over it: two of three are quotes with a speaker and a
// cue, the others claims. Their ids are Mark(article.ID, 0) and so on.
func Article(t testing.TB, d *db.DB, words, annotations int) annotation.Article {
	t.Helper()
	a, _, err := d.CreateArticle(t.Context(), Editor, annotation.ArticleDraft{
		Title: fmt.Sprintf("خطة المياه في %d كلمة", words), Byline: "كتبت سلمى", Dateline: "بيروت", Language: "ar", Text: Text(words),
	})
	if err != nil {
		t.Fatal(err)
	}
	drafts := Drafts(a, annotations)
	// Many at once share their commits.
	next := make(chan annotation.Draft)
	var workers sync.WaitGroup
	for range 32 {
		workers.Go(func() {
			for draft := range next {
				if _, _, err := d.CreateAnnotation(t.Context(), Reviewer, a.ID, draft); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, draft := range drafts {
		next <- draft
	}
	close(next)
	workers.Wait()
	if t.Failed() {
		t.FailNow()
	}
	if a, err = d.Article(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	return a
}

// Mark is the id of the nth annotation that Article made in an article.
func Mark(article string, n int) string { return fmt.Sprintf("%s-%05d", article, n) }

// Drafts are the annotations of Article: n drafts, spread evenly over a text of
// words with single spaces or blank lines between.
func Drafts(a annotation.Article, n int) []annotation.Draft {
	words := wordSpans(a.Text)
	drafts := make([]annotation.Draft, n)
	for i := range drafts {
		at := i * len(words) / n
		// A short claim or a sentence; neighbours may overlap.
		last := min(at+4+i%9, len(words)-1)
		d := annotation.Draft{ID: Mark(a.ID, i), Kind: annotation.Claim,
			Spans: []annotation.PassageDraft{{Start: words[at].Start, End: words[last].End}}}
		if i%3 > 0 {
			d.Kind, d.Quotation = annotation.Quote, annotation.Quotations[i%len(annotation.Quotations)]
			d.Speaker = &annotation.SpeakerChoice{Name: Speakers[i%len(Speakers)]}
			cue := words[max(0, at-1)]
			d.Cue = []annotation.PassageDraft{{Start: cue.Start, End: cue.End}}
		}
		drafts[i] = d
	}
	return drafts
}

func wordSpans(s string) []text.Span {
	var spans []text.Span
	start, at := -1, 0
	for _, r := range s {
		space := r == ' ' || r == '\n'
		switch {
		case !space && start < 0:
			start = at
		case space && start >= 0:
			spans, start = append(spans, text.Span{Start: start, End: at}), -1
		}
		at++
	}
	if start >= 0 {
		spans = append(spans, text.Span{Start: start, End: at})
	}
	return spans
}
