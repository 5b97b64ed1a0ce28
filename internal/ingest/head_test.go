package ingest

import (
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	arabicBody  = "افتتح رئيس بلدية وادي الزيتون، سامر الحلواني، الجسر الجديد صباح الثلاثاء بحضور أهالي الضفتين، وقال إن المشروع أنجز قبل موعده بشهرين."
	englishBody = "The mayor of Olive Valley opened the new bridge on Tuesday morning and said the project was finished two months early."
)

func TestHead(t *testing.T) {
	for _, c := range []struct {
		name, text              string
		title, byline, dateline string
	}{
		// Titles
		{"headline and a blank line", "افتتاح جسر وادي الزيتون\n\n" + arabicBody, "افتتاح جسر وادي الزيتون", "", ""},
		{"headline without a blank line", "افتتاح جسر وادي الزيتون\n" + arabicBody, "افتتاح جسر وادي الزيتون", "", ""},
		{"headline that asks", "هل يكفي جسر واحد؟\n\n" + arabicBody, "هل يكفي جسر واحد؟", "", ""},
		{"headline with dots of suspense", "بعد عامين من الانتظار.. الجسر يفتح أبوابه\n" + arabicBody, "بعد عامين من الانتظار.. الجسر يفتح أبوابه", "", ""},
		{"blank lines and spaces before it", "\n \n\t افتتاح الجسر \n\n" + arabicBody, "افتتاح الجسر", "", ""},
		{"no headline: the first sentence", "أعلنت البلدية افتتاح الجسر. ويبدأ العبور غدًا.\nوقالت إن الرسوم ملغاة.", "أعلنت البلدية افتتاح الجسر.", "", ""},
		{"English, no headline", "The bridge opened on Tuesday. Crossing is free.\nThe mayor cut the ribbon.", "The bridge opened on Tuesday.", "", ""},
		{"one line", "افتتاح الجسر", "افتتاح الجسر", "", ""},
		{"blank", " \n\t\n", "", "", ""},
		{"empty", "", "", "", ""},
		{"a tab inside", "افتتاح\tالجسر\n\n" + arabicBody, "افتتاح الجسر", "", ""},
		{"invisible marks around it", "\u200Fافتتاح الجسر\u200F\n\n" + arabicBody, "افتتاح الجسر", "", ""},

		// Datelines alone on a line
		{"city – agency", "افتتاح الجسر\n\nوادي الزيتون – النهر\n" + arabicBody, "افتتاح الجسر", "", "وادي الزيتون – النهر"},
		{"right under the headline", "افتتاح الجسر\nوادي الزيتون – النهر\n" + arabicBody, "افتتاح الجسر", "", "وادي الزيتون – النهر"},
		{"spaces around it", "افتتاح الجسر\n\n  بغداد – النهر \t\n" + arabicBody, "افتتاح الجسر", "", "بغداد – النهر"},
		{"hyphen", "افتتاح الجسر\n\nبغداد - رويترز\n\n" + arabicBody, "افتتاح الجسر", "", "بغداد - رويترز"},
		{"tatweel for a dash", "افتتاح الجسر\n\nبغداد ـ النهر\n" + arabicBody, "افتتاح الجسر", "", "بغداد ـ النهر"},
		{"no spaces", "افتتاح الجسر\n\nبغداد–النهر\n" + arabicBody, "افتتاح الجسر", "", "بغداد–النهر"},
		{"slash", "افتتاح الجسر\n\nغزة/ وكالة النهر\n" + arabicBody, "افتتاح الجسر", "", "غزة/ وكالة النهر"},
		{"brackets", "افتتاح الجسر\n\nوادي الزيتون (وكالة النهر) –\n" + arabicBody, "افتتاح الجسر", "", "وادي الزيتون (وكالة النهر)"},
		{"agency first", "افتتاح الجسر\n\nرويترز – بغداد:\n" + arabicBody, "افتتاح الجسر", "", "رويترز – بغداد"},
		{"with a date", "افتتاح الجسر\n\nبغداد – النهر – 12 آذار 2024\n" + arabicBody, "افتتاح الجسر", "", "بغداد – النهر – 12 آذار 2024"},
		{"city and date", "افتتاح الجسر\n\nبيروت، 3 آذار 2024\n" + arabicBody, "افتتاح الجسر", "", "بيروت، 3 آذار 2024"},
		{"above the headline", "بغداد – رويترز\nافتتاح الجسر\n\n" + arabicBody, "افتتاح الجسر", "", "بغداد – رويترز"},
		{"English", "Bridge opens\n\nOlive Valley – River News Agency\n" + englishBody, "Bridge opens", "", "Olive Valley – River News Agency"},
		{"English city in an Arabic article", "افتتاح الجسر\n\nLondon – النهر\n" + arabicBody, "افتتاح الجسر", "", "London – النهر"},
		{"below a deck and a byline", "افتتاح الجسر\nعامان من العمل والانتظار\nبقلم سلمى الخطيب\nبغداد – النهر\n" + arabicBody, "افتتاح الجسر", "سلمى الخطيب", "بغداد – النهر"},

		// Datelines that open a paragraph
		{"dash and colon", "افتتاح الجسر\n\nالقاهرة - رويترز: قال مسؤول إن الجسر سيفتح غدًا أمام العابرين من الضفتين.", "افتتاح الجسر", "", "القاهرة - رويترز"},
		{"unknown agency, known place", "افتتاح الجسر\n\nالقاهرة – النهر: قال مسؤول إن الجسر سيفتح غدًا.", "افتتاح الجسر", "", "القاهرة – النهر"},
		{"unknown place, agency by its word", "افتتاح الجسر\n\nوادي الزيتون – وكالة النهر: قال مسؤول إن الجسر سيفتح غدًا.", "افتتاح الجسر", "", "وادي الزيتون – وكالة النهر"},
		{"two dashes", "افتتاح الجسر\n\nدمشق – سانا – بدأت البلدية أعمال الترميم.", "افتتاح الجسر", "", "دمشق – سانا"},
		{"slashes", "افتتاح الجسر\n\nدمشق/ سانا/ بدأت البلدية أعمال الترميم.", "افتتاح الجسر", "", "دمشق/ سانا"},
		{"brackets and a dash", "افتتاح الجسر\n\nالقاهرة (رويترز) – قال مسؤول إن الجسر سيفتح غدًا.", "افتتاح الجسر", "", "القاهرة (رويترز)"},
		{"brackets and a hyphen without spaces", "افتتاح الجسر\n\nالقاهرة (رويترز)- قال مسؤول إن الجسر سيفتح غدًا.", "افتتاح الجسر", "", "القاهرة (رويترز)"},
		{"brackets and two hyphens, no headline", "بيروت، لبنان (CNN)-- أعلنت البلدية افتتاح الجسر. والعبور مجاني.", "أعلنت البلدية افتتاح الجسر.", "", "بيروت، لبنان (CNN)"},
		{"initials", "افتتاح الجسر\n\nالقاهرة (أ.ف.ب) – قال مسؤول إن الجسر سيفتح غدًا.", "افتتاح الجسر", "", "القاهرة (أ.ف.ب)"},
		{"date before the brackets", "افتتاح الجسر\n\nبغداد، 3 آذار (رويترز) - قال مسؤول إن الجسر سيفتح غدًا.", "افتتاح الجسر", "", "بغداد، 3 آذار (رويترز)"},
		{"place and verb", "افتتاح الجسر\n\nبيروت – أعلنت البلدية افتتاح الجسر.", "افتتاح الجسر", "", "بيروت"},
		{"capitals and agency", "Bridge opens\n\nOLIVETON (River Wire) — " + englishBody, "Bridge opens", "", "OLIVETON (River Wire)"},
		{"Reuters style", "Bridge opens\n\nLONDON, March 3 (Reuters) - " + englishBody, "Bridge opens", "", "LONDON, March 3 (Reuters)"},
		{"AP style", "Bridge opens\n\nWASHINGTON, D.C. (AP) — " + englishBody, "Bridge opens", "", "WASHINGTON, D.C. (AP)"},
		{"capitals alone", "Bridge opens\n\nOLIVETON — " + englishBody, "Bridge opens", "", "OLIVETON"},
		{"no headline: the title follows the dateline", "القاهرة - رويترز: قال مسؤول إن الجسر سيفتح غدًا. وأضاف أن العبور مجاني.", "قال مسؤول إن الجسر سيفتح غدًا.", "", "القاهرة - رويترز"},
		{"after a first paragraph none is looked for", "افتتاح الجسر\n\n" + arabicBody + "\n\nالقاهرة - رويترز: قال مسؤول إن الجسر سيفتح غدًا.", "افتتاح الجسر", "", ""},

		// What is no dateline
		{"dashes in a sentence", "افتتاح الجسر\n\nالحكومة – المعارضة: من يدفع ثمن الجسر الجديد في وادي الزيتون؟ سؤال يتكرر.", "افتتاح الجسر", "", ""},
		{"an apposition", "افتتاح الجسر\n\nسامر الحلواني – رئيس البلدية – قال إن الجسر سيفتح غدًا أمام الجميع.", "افتتاح الجسر", "", ""},
		{"an apposition to a known place", "افتتاح الجسر\n\nبغداد – مدينة السلام – تستعد لاستقبال الزوار في الربيع.", "افتتاح الجسر", "", ""},
		{"a line between two places", "افتتاح الجسر\n\nالقاهرة - بيروت: خط جوي جديد يبدأ في الربيع بثلاث رحلات.", "افتتاح الجسر", "", ""},
		{"brackets in a sentence", "افتتاح الجسر\n\nسامر الحلواني (45 عامًا) – رئيس البلدية – قال إن الجسر سيفتح غدًا.", "افتتاح الجسر", "", ""},
		{"a dash late in a sentence", "افتتاح الجسر\n\nقال رئيس البلدية – رويترز: إن الجسر سيفتح غدًا أمام العابرين.", "افتتاح الجسر", "", ""},
		{"a label", "Bridge opens\n\nBREAKING — The mayor has opened the bridge.", "Bridge opens", "", ""},
		{"a labelled line", "Bridge opens\n\nAnalysis – Olive Valley\n" + englishBody, "Bridge opens", "", ""},
		{"an initialism", "Bridge opens\n\nNATO — The alliance said it had no view on the bridge.", "Bridge opens", "", ""},
		{"a subheading in small letters", "Bridge opens\n\nA long wait – and its end\n" + englishBody, "Bridge opens", "", ""},
		{"a hyphenated word", "Bridge opens\n\nAl-Nahr said on Tuesday that the bridge would stay open all night.", "Bridge opens", "", ""},
		{"a quoted line", "افتتاح الجسر\n\n«حلم – وتحقق»\n" + arabicBody, "افتتاح الجسر", "", ""},
		{"the last line", "افتتاح الجسر\n\nالأمل – والعمل", "افتتاح الجسر", "", ""},
		{"the headline itself", "الجسر – حكاية عامين\n\n" + arabicBody, "الجسر – حكاية عامين", "", ""},

		// Bylines
		{"بقلم", "افتتاح الجسر\nبقلم سلمى الخطيب\n\n" + arabicBody, "افتتاح الجسر", "سلمى الخطيب", ""},
		{"بقلم with a colon", "افتتاح الجسر\n\nبقلم: سلمى الخطيب\n\n" + arabicBody, "افتتاح الجسر", "سلمى الخطيب", ""},
		{"كتب", "افتتاح الجسر\n\nكتب نادر العلي:\n" + arabicBody, "افتتاح الجسر", "نادر العلي", ""},
		{"كتبت with a dash", "افتتاح الجسر\n\nكتبت – سلمى الخطيب\n" + arabicBody, "افتتاح الجسر", "سلمى الخطيب", ""},
		{"إعداد", "افتتاح الجسر\n\nإعداد: فريق التحقق\n" + arabicBody, "افتتاح الجسر", "فريق التحقق", ""},
		{"above the headline", "بقلم سلمى الخطيب\nافتتاح الجسر\n\n" + arabicBody, "افتتاح الجسر", "سلمى الخطيب", ""},
		{"By", "Bridge opens\nBy Salma Khatib\n\n" + englishBody, "Bridge opens", "Salma Khatib", ""},
		{"By, two names and a role", "Bridge opens\n\nBy Salma al-Khatib and Nader Ali, Staff Writers\n\n" + englishBody, "Bridge opens", "Salma al-Khatib and Nader Ali, Staff Writers", ""},
		{"BY", "Bridge opens\nBY SALMA KHATIB\n\n" + englishBody, "Bridge opens", "SALMA KHATIB", ""},
		{"By and a dateline", "Bridge opens\nBy Salma Khatib\n\nLONDON (Reuters) - " + englishBody, "Bridge opens", "Salma Khatib", "LONDON (Reuters)"},
		{"he wrote something", "افتتاح الجسر\n\nكتب سامر رسالة إلى الأهالي\n" + arabicBody, "افتتاح الجسر", "", ""},
		{"a sentence with By", "Bridge opens\n\nBy noon the crowd had crossed\n" + englishBody, "Bridge opens", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			title, byline, dateline := Head(c.text)
			if title != c.title || byline != c.byline || dateline != c.dateline {
				t.Errorf("Head:\n got %q, %q, %q\nwant %q, %q, %q", title, byline, dateline, c.title, c.byline, c.dateline)
			}
		})
	}
}

func TestLongFirstSentenceIsShortened(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("كلمة طويلة ", 40) + "انتهت.",
		strings.Repeat("حرف", 200),
		strings.Repeat("ب\u064E\u0651", 200), // clusters of three
		strings.Repeat("👩‍🌾", 200),
	} {
		title, _, _ := Head(text)
		beginning, cut := strings.CutSuffix(title, "…")
		if n := utf8.RuneCountInString(title); !cut || n > maxTitle || n < maxTitle/2 {
			t.Errorf("title %q has %d code points", title, n)
		}
		rest, found := strings.CutPrefix(text, beginning)
		if !found {
			t.Errorf("title %q is not the text's beginning", title)
		}
		if next, _ := utf8.DecodeRuneInString(rest); next == '\u064E' || next == '\u0651' || next == '\u200D' || strings.HasSuffix(beginning, "\u200D") {
			t.Errorf("title %q ends within a cluster", title)
		}
	}
}
