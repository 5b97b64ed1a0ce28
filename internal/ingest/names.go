package ingest

import (
	"strings"

	"github.com/isnad/isnad/internal/text"
)

// The lists below are evidence, not knowledge: a dateline with a name that is
// missing here is still found when it stands alone on its line, and any can be
// corrected. Names are compared folded, so that one spelling stands for all.

var places = keys(`
	القاهرة, الإسكندرية, الجيزة, أسوان, السويس, بورسعيد, الإسماعيلية, بغداد, البصرة, الموصل, أربيل, كركوك, النجف, كربلاء, السليمانية, الأنبار,
	دمشق, حلب, حمص, حماة, اللاذقية, طرطوس, إدلب, درعا, الرقة, دير الزور, القامشلي, بيروت, طرابلس, صيدا, صور, عمان, عمّان, إربد, الزرقاء, العقبة,
	القدس, القدس المحتلة, رام الله, غزة, مدينة غزة, خان يونس, رفح, نابلس, الخليل, جنين, بيت لحم, الناصرة, حيفا, يافا, الرياض, جدة, مكة, مكة المكرمة, المدينة المنورة, الدمام,
	الكويت, مدينة الكويت, الدوحة, المنامة, أبوظبي, أبو ظبي, دبي, الشارقة, مسقط, صنعاء, عدن, تعز, الحديدة, مأرب, المكلا,
	الخرطوم, أم درمان, بورتسودان, الفاشر, جوبا, مقديشو, جيبوتي, نواكشوط, الرباط, الدار البيضاء, فاس, مراكش, طنجة, أكادير, الجزائر, الجزائر العاصمة, وهران, قسنطينة,
	تونس, صفاقس, سوسة, بنغازي, مصراتة, سبها, طهران, أنقرة, إسطنبول, اسطنبول, كابل, كابول, إسلام آباد, كراتشي, نيودلهي, دكا, جاكرتا, كوالالمبور,
	لندن, باريس, برلين, روما, مدريد, بروكسل, جنيف, فيينا, موسكو, كييف, أثينا, لاهاي, نيقوسيا, بكين, طوكيو, سيول, واشنطن, نيويورك, الأمم المتحدة, أوتاوا,
	أديس أبابا, نيروبي, أبوجا, لاغوس, بريتوريا, نجامينا, باماكو, نيامي, داكار,
	Cairo, Alexandria, Baghdad, Basra, Mosul, Erbil, Damascus, Aleppo, Homs, Beirut, Amman, Jerusalem, Ramallah, Gaza, Gaza City, Tel Aviv,
	Riyadh, Jeddah, Doha, Manama, Kuwait City, Abu Dhabi, Dubai, Muscat, Sanaa, Aden, Khartoum, Tripoli, Benghazi, Tunis, Algiers, Rabat, Casablanca, Nouakchott,
	Tehran, Ankara, Istanbul, Kabul, Islamabad, New Delhi, London, Paris, Berlin, Rome, Madrid, Brussels, Geneva, Vienna, Moscow, Kyiv, Kiev, Athens, The Hague,
	Beijing, Tokyo, Seoul, Washington, New York, United Nations, Ottawa, Nairobi, Addis Ababa, Lagos, Abuja, Johannesburg, Sydney`)

var agencies = keys(`
	رويترز, سانا, واس, وام, قنا, بنا, كونا, واج, وفا, معا, وات, لانا, سبأ, سونا, بترا, واع, نينا, إرنا, ارنا, فارس, تسنيم, شينخوا, تاس, سبوتنيك, نوفوستي, الأناضول,
	أ ف ب, ا ف ب, أ.ف.ب, ا.ف.ب, فرانس برس, د ب أ, د.ب.أ, أ ب, أ.ب, أسوشيتد برس, أسوشييتد برس, أ ش أ, أ.ش.أ, بي بي سي, سي إن إن, الجزيرة, الجزيرة نت, العربية, العربية نت, العربي الجديد, الشرق الأوسط, الحياة, النهار, الأهرام, القدس العربي, يونايتد برس, بلومبرغ, دويتشه فيله,
	Reuters, AP, AFP, UPI, DPA, ANSA, EFE, TASS, Xinhua, SANA, WAFA, SPA, WAM, QNA, KUNA, BNA, PETRA, MENA, IRNA, Anadolu, AA, BBC, BBC News, CNN, Bloomberg, Al Jazeera`)

// agencyWords make any name with one of them an agency's.
var agencyWords = keys(`وكالة, وكالات, الوكالة, الوكالات, صحيفة, جريدة, قناة, مراسلنا, مراسلتنا, مراسلونا, News, Agency, Agencies, Press, Newswire, Wire`)

// labels stand before a dash at the head of a line and are no places.
var labels = keys(`
	عاجل, تحليل, رأي, مقال, تقرير, حوار, تحقيق, تغطية, فيديو, بالفيديو, صور, بالصور, شاهد, حصري, ملف, تصحيح, تحديث,
	Analysis, Opinion, Exclusive, Breaking, Breaking News, Update, Updated, Explainer, Interview, Watch, Video, Photos, Live, Correction, Fact Check, Factbox, Editorial, Column, Review, Special Report,
	UNICEF, UNESCO, UNRWA, NATO, OPEC`)

// reportingVerbs open the first sentence of a news story.
var reportingVerbs = keys(`
	قال, قالت, قالوا, أعلن, أعلنت, أكد, أكدت, ذكر, ذكرت, أفاد, أفادت, كشف, كشفت, أوضح, أوضحت, أضاف, أضافت, أشار, أشارت, صرح, صرحت, نفى, نفت, دعا, دعت, طالب, طالبت, حذر, حذرت,
	اتهم, اتهمت, التقى, التقت, بحث, بحثت, وصل, وصلت, قتل, قتلت, أصيب, شهد, شهدت, تشهد, يشهد, بدأ, بدأت, افتتح, افتتحت, وقع, وقعت, استقبل, استقبلت, قرر, قررت, أصدر, أصدرت, نشر, نشرت, أطلق, أطلقت,
	أظهر, أظهرت, تظاهر, انطلقت, انطلق, ارتفع, ارتفعت, انخفض, انخفضت, عقد, عقدت, اجتمع, أعرب, أعربت, أدان, أدانت, شدد, شددت, يعتزم, تعتزم, يستعد, تستعد`)

var months = keys(`
	يناير, فبراير, مارس, أبريل, إبريل, مايو, يونيو, يونيه, يوليو, يوليه, أغسطس, سبتمبر, أكتوبر, نوفمبر, ديسمبر,
	كانون, شباط, آذار, نيسان, أيار, حزيران, تموز, آب, أيلول, تشرين, جانفي, فيفري, أفريل, ماي, جوان, جويلية, أوت,
	January, February, March, April, May, June, July, August, September, October, November, December,
	Jan, Feb, Mar, Apr, Jun, Jul, Aug, Sept, Sep, Oct, Nov, Dec`)

// keys makes a set of folded names out of a comma-separated list.
func keys(list string) map[string]bool {
	set := map[string]bool{}
	for name := range strings.SplitSeq(list, ",") {
		if key := text.FoldString(name); key != "" {
			set[key] = true
		}
	}
	return set
}
