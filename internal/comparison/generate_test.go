package comparison

import (
	"math/rand/v2"
	"strings"
)

// What made-up news is made of: whoever says something about something.
var (
	parts = map[string][4]string{
		"en": {
			"The harbour master|A school inspector|The head of the bakers’ union|Deputy Mayor Ines Calloway|The weather office|A spokeswoman for the zoo|Professor Otto Lindqvist|The bus drivers’ council|The museum’s curator|Coach Delphine Arroyo|An official at the land registry|The choir’s conductor",
			"said on Monday that|explained to reporters that|wrote in a letter that|told the radio that|repeated that|added after the meeting that|warned that|promised that",
			"the bridge|the new library|the tram line|the fish market|the winter festival|the old theatre|the youth orchestra|the seed bank|the observatory|the swimming pool|the mountain hut|the ferry timetable",
			"would be repaired before the snow comes|needs a new roof and fresh paint|had drawn more visitors than last summer|could close for two weeks in spring|will get its own bicycle path|was finished without a single accident|has found a sponsor in the next valley|is looking for forty volunteers|may move to the other bank of the river|opened with bread, salt and a short speech|cost less than anybody had feared|must wait for the council’s vote",
		},
		"ar": {
			"مدير المرفأ|مفتش المدارس|رئيسة نقابة الخبازين|نائب رئيس البلدية وسام البيطار|مصلحة الأرصاد|الناطقة باسم حديقة الحيوان|الأستاذ الجامعي نبيل الصراف|مجلس سائقي الحافلات|أمينة المتحف|المدربة دانا الخوري|مسؤول في السجل العقاري|قائد الجوقة",
			"قال يوم الاثنين إن|أوضح للصحافيين أن|كتب في رسالة أن|ذكر للإذاعة أن|كرر أن|أضاف بعد الاجتماع أن|حذر من أن|وعد بأن",
			"الجسر|المكتبة الجديدة|خط الترام|سوق السمك|مهرجان الشتاء|المسرح القديم|فرقة الناشئين|بنك البذور|المرصد|حوض السباحة|كوخ الجبل|جدول العبّارات",
			"يحتاج إلى سقف جديد وطلاء|جذب زوارًا أكثر من الصيف الماضي|سيغلق أسبوعين في الربيع|سيحصل على درب للدراجات|أُنجز بلا حادث واحد|وجد راعيًا في الوادي المجاور|يبحث عن أربعين متطوعًا|قد ينتقل إلى الضفة الأخرى من النهر|افتُتح بالخبز والملح وخطاب قصير|كلّف أقل مما خشي الجميع|ينتظر تصويت المجلس|يُرمم قبل أن يهطل الثلج",
		},
	}
	ends = []string{". ", ". ", ". ", "! ", ".\n\n"}
)

// filler is made-up news of so many words at least.
func filler(r *rand.Rand, language string, words int) string {
	var b strings.Builder
	for n := 0; n < words; {
		for k, list := range parts[language] {
			options := strings.Split(list, "|")
			part := options[r.IntN(len(options))]
			if k > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(part)
			n += len(strings.Fields(part))
		}
		b.WriteString(ends[r.IntN(len(ends))])
	}
	return strings.TrimSpace(b.String())
}
