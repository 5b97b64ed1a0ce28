package quotation_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/text"
)

// passage is news of our own in each language, repeated to make long texts.
var passage = map[string]string{
	"ar": "أعلنت وزيرة الزراعة هالة القاضي، أمس الثلاثاء، أن موسم القمح «أفضل مما توقعنا»، مؤكدة أن المخازن تكفي حتى الربيع.\n" +
		"وقال مزارع من سهل الحور: \"لم نر مطرا كهذا منذ عشر سنوات. الأرض عادت إلينا\".\n" +
		"وبحسب نقابة المزارعين، فإن الأسعار لن ترتفع قبل نهاية العام، فيما حذر خبراء من أن التصدير قد يستنزف المخزون.\n",
	"en": "The ferry will sail again in May, the port's director, Ada Lind, said on Monday. “We have checked every bolt,” she told reporters. “Nobody should worry.”\n" +
		"Her deputy said that the repairs had cost twice as much as planned, according to a letter seen by the Northmoor Wire.\n",
}

// awkward are texts that invite a rule to look too far, by how often its part is repeated.
var awkward = map[string]struct {
	language, part string
	times          int
}{
	"100000 quote marks": {"ar", `"`, 100_000},
	"marks in words":     {"en", `"a `, 100_000},
	"one sentence":       {"ar", "قال الوزير في الاجتماع مع الوفد الذي زار المدينة ", 12_000},
	"cues only":          {"ar", "قال ", 120_000},
	"relative cues":      {"ar", "الذي قال ", 60_000},
	"participles":        {"ar", "أن كذا، مؤكدا ", 40_000},
	"names":              {"en", "Ada Lind Ada ", 80_000},
	"said":               {"en", "he said he ", 90_000},
	"commas":             {"en", "a, said, ", 110_000},
	"deep nesting":       {"en", `“a ‘b `, 60_000},
	"open guillemets":    {"ar", "« قال ", 90_000},
	"banks":              {"en", "said Bank of and Ada, who ", 40_000},
	"according":          {"ar", "بحسب وزارة المال، ", 30_000},
}

func BenchmarkSuggest(b *testing.B) {
	for _, language := range []string{"ar", "en"} {
		for _, kb := range []int{1, 10, 100, 1000} {
			b.Run(fmt.Sprintf("%s/%dKB", language, kb), func(b *testing.B) {
				suggest(b, language, strings.Repeat(passage[language], kb<<10/len(passage[language])+1)[:kb<<10])
			})
		}
	}
}

func BenchmarkAwkward(b *testing.B) {
	for name, text := range awkward {
		b.Run(name, func(b *testing.B) { suggest(b, text.language, strings.Repeat(text.part, text.times)) })
	}
}

func suggest(b *testing.B, language, body string) {
	body = strings.ToValidUTF8(body, "")
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		quotation.Suggest(text.NewIndex(body), language, nil)
	}
}
