package text_test

import (
	"strings"

	"pgregory.net/rapid"
)

// pieces are what random texts are made of: all that is known to break naive
// counting, and plain words between.
var pieces = []string{
	"", " ", "  ", "\n", "\n\n", "\t", "\u00a0", "\u2028",
	"قال", "الوزير", "مُحَمَّدٌ", "كِتَابًا", "مدرسة", "والمدرسةُ", "هـــذا", "لله", "أإآٱ", "ىئؤ", "ﷺ", "ﻻ", "ﻣﺪﺭﺳﺔ", "می\u200cخواهم",
	"The", "café", "cafe\u0301", "Straße", "naïve", "U.S.", "Dr.", "e.g.", "a.m.", "ق.م.", "د.", "Ｆｕｌｌ", "ﬁne", "Σίσυφος", "İI",
	"٢٠١٨", "۱۲", "3.5", "1,000", "10:30", "192.168.0.1", "50%", "$5", "½",
	".", "..", "...", "…", "؟", "!", "?!", "،", "؛", ":", "(", ")", "«", "»", "“", "”", "\"", "'", "’", "–", "-",
	"👩\u200d🚀", "👨\u200d👩\u200d👧\u200d👦", "🇱🇧", "🇪🇬🇸🇾", "👍🏽", "1️⃣", "❤️", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "𝔘𝔫𝔦", "𐎠",
	"\u200f", "\u200e", "\u061c", "\u2067", "\u2069", "\u202b", "\u202c", "\u200b", "\u200d", "\u200c", "\ufeff", "\u00ad",
	"\u064e", "\u0651", "\u0301", "\u20e3", "\ufe0f", "\u0600", "각", "\u1100\u1161\u11a8", "क्षि", "ක්\u200dෂ", "\u0e33",
	"\r", "\r\n", "\x00", "\ufffd",
}

// texts draws well-formed texts.
func texts() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		part := rapid.OneOf(rapid.SampledFrom(pieces), rapid.SampledFrom(pieces), rapid.StringN(0, 3, -1))
		return strings.Join(rapid.SliceOfN(part, 0, 40).Draw(t, "parts"), "")
	})
}

// arabicNews is about size bytes of invented Arabic news with all that is usual
// in it: tashkeel, quotation marks, numbers, Latin names, blank lines.
func arabicNews(size int) string {
	const paragraph = "قال وزيرُ الريّ د. سامر العلي في مؤتمر صحفي عقد أمس: «إنّ السدّ الجديد سيوفّر 3.5 مليون متر مكعب من المياه، " +
		"ولن يتأثّر به أحد». وأضافت الوكالة (أ.ف.ب) أن المشروع بدأ عام ٢٠١٨، وأنّ كلفته بلغت 40% من الموازنة.. فهل يكفي ذلك؟ " +
		"وبحسب تقرير World Water Report فإن “الأرقام المعلنة” تخصّ المرحلة الأولى وحدها، والمدرسة القريبة لم تُنقَل بعد.\n\n"
	return strings.Repeat(paragraph, size/len(paragraph)+1)
}
