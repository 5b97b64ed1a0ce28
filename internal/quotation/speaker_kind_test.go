package quotation_test

import (
	"fmt"
	"testing"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/text"
)

// TestSpeakerKind: a name is that of a person or an organisation; a role, a group or a
// thing alone has none.
func TestSpeakerKind(t *testing.T) {
	const (
		person       = annotation.Person
		organisation = annotation.Organisation
		anonymous    = annotation.Anonymous
		document     = annotation.Document
	)
	for _, test := range []struct {
		language, text, speaker string
		kind                    annotation.SpeakerKind
		named                   bool
	}{
		{"ar", "قال وزير المياه سامر الخطيب إن المشروع تأخر.", "سامر الخطيب", person, true},
		{"ar", "وقالت ليلى حداد إن الأرقام لا تطابق العقد.", "ليلى حداد", person, true},
		{"ar", "قال الوزير إن المشروع تأخر.", "الوزير", anonymous, false},
		{"ar", "قال رئيس البلدية إن المشروع تأخر.", "رئيس البلدية", anonymous, false},
		{"ar", "قال المتحدث باسم وزارة الصحة إن المشروع تأخر.", "المتحدث باسم وزارة الصحة", anonymous, false},
		{"ar", "قال مصدر أمني إن المشروع تأخر.", "مصدر أمني", anonymous, false},
		{"ar", "قال سكان إن المشروع تأخر.", "سكان", anonymous, false},
		{"ar", "قال خبراء إن المشروع تأخر.", "خبراء", anonymous, false},
		{"ar", "قالت وزارة المالية إن المشروع تأخر.", "وزارة المالية", organisation, true},
		{"ar", "قالت الوزارة إن المشروع تأخر.", "الوزارة", anonymous, false},
		{"ar", "قالت الشرطة إن المشروع تأخر.", "الشرطة", anonymous, false},
		{"ar", "قالت الحكومة السورية إن المشروع تأخر.", "الحكومة السورية", organisation, true},
		{"ar", "قالت السلطات المحلية إن المشروع تأخر.", "السلطات المحلية", anonymous, false},
		{"ar", "قالت شركة محلية إن المشروع تأخر.", "شركة محلية", anonymous, false},
		{"ar", "قالت إدارة الشركة إن المشروع تأخر.", "إدارة الشركة", anonymous, false},
		{"ar", "قالت منظمة الصحة العالمية إن المشروع تأخر.", "منظمة الصحة العالمية", organisation, true},
		{"ar", "قالت حركة حماس إن المشروع تأخر.", "حركة حماس", organisation, true},
		{"ar", "قالت وسائل إعلام محلية إن المشروع تأخر.", "وسائل إعلام محلية", anonymous, false},
		{"ar", "قال الكرملين إن المشروع تأخر.", "الكرملين", organisation, true},
		{"ar", "قالت واشنطن إن المشروع تأخر.", "واشنطن", organisation, true},
		{"ar", "أظهرت الدراسة أن المشروع تأخر.", "الدراسة", document, false},
		{"ar", "ذكر تقرير للبنك الدولي أن المشروع تأخر.", "تقرير للبنك الدولي", document, false},
		{"ar", "قال البنك الدولي إن المشروع تأخر.", "البنك الدولي", organisation, true},
		{"ar", "قال البيت الأبيض إن المشروع تأخر.", "البيت الأبيض", organisation, true},
		{"ar", "قالت الأمم المتحدة إن المشروع تأخر.", "الأمم المتحدة", organisation, true},
		{"ar", "قال الاتحاد الأوروبي إن المشروع تأخر.", "الاتحاد الأوروبي", organisation, true},
		{"ar", "قال مجلس الأمن إن المشروع تأخر.", "مجلس الأمن", organisation, true},
		{"ar", "قال الصليب الأحمر إن المشروع تأخر.", "الصليب الأحمر", organisation, true},
		{"ar", "قال الهلال الأحمر إن المشروع تأخر.", "الهلال الأحمر", organisation, true},
		{"ar", "قال حلف شمال الأطلسي إن المشروع تأخر.", "حلف شمال الأطلسي", organisation, true},
		{"ar", "قالت هيومن رايتس ووتش إن المشروع تأخر.", "هيومن رايتس ووتش", organisation, true},
		{"ar", "قالت وزارة الخارجية إن المشروع تأخر.", "وزارة الخارجية", organisation, true},
		{"ar", "قال المتهمون إن المشروع تأخر.", "المتهمون", anonymous, false},
		{"ar", "قال مصدران مطلعان إن المشروع تأخر.", "مصدران مطلعان", anonymous, false},
		{"ar", "قال أولياء التلاميذ إن المشروع تأخر.", "أولياء التلاميذ", anonymous, false},
		{"ar", "وذكرت لائحة الاتهام أن المشروع تأخر.", "لائحة الاتهام", document, false},
		{"ar", "وفقا لبيان نشر أمس، تأخر المشروع في الميناء.", "بيان نشر", document, false},
		{"ar", "وفقا للقانون، تأخر المشروع في الميناء.", "القانون", document, false},
		{"ar", "وفقا لمركز أبحاث الصحراء، تأخر المشروع في الميناء.", "مركز أبحاث الصحراء", organisation, true},
		{"ar", "قالت لجنة الموانئ إن المشروع تأخر.", "لجنة الموانئ", organisation, true},
		{"ar", "قالت الضابطة سلوى القاسم بالشرطة إن المشروع تأخر.", "سلوى القاسم", person, true},
		{"ar", "أكد جوزيف كاماندا الاتهام أمس، وقال إن المشروع تأخر.", "جوزيف كاماندا", person, true},
		{"en", "The Courier said that the plan is late.", "Courier", organisation, true},
		{"en", "On Monday the Courier said that the plan is late.", "Courier", organisation, true},
		{"en", "“We wait,” said Ada Lind.", "Ada Lind", person, true},
		{"en", "Smith said that the plan is late.", "Smith", person, true},
		{"en", "The minister said that the plan is late.", "The minister", anonymous, false},
		{"en", "They said that the plan is late.", "They", "", false},
		{"en", "A spokesman said that the plan is late.", "A spokesman", anonymous, false},
		{"en", "Residents said that the plan is late.", "Residents", anonymous, false},
		{"en", "The President said that the plan is late.", "President", anonymous, false},
		{"en", "The Finance Ministry said that the plan is late.", "Finance Ministry", organisation, true},
		{"en", "The White House said that the plan is late.", "White House", organisation, true},
		{"en", "The Pentagon said that the plan is late.", "Pentagon", organisation, true},
		{"en", "The ministry said that the plan is late.", "The ministry", anonymous, false},
		{"en", "The World Health Organization said that the plan is late.", "World Health Organization", organisation, true},
		{"en", "NATO said that the plan is late.", "NATO", organisation, true},
		{"en", "The report said that the plan is late.", "The report", document, false},
		{"en", "A new study said that the plan is late.", "A new study", document, false},
		{"en", "He said that the plan is late.", "He", "", false},
		{"en", "“We wait.”", "", "", false},
	} {
		t.Run(test.text, func(t *testing.T) {
			x := text.NewIndex(test.text)
			found := quotation.Suggest(x, test.language, nil)
			if test.speaker == "" && len(found) == 0 {
				return
			}
			if len(found) != 1 {
				t.Fatalf("found %d", len(found))
			}
			s := found[0]
			if got, want := fmt.Sprint(s.Speaker, "|", s.SpeakerKind, "|", s.Named), fmt.Sprint(test.speaker, "|", test.kind, "|", test.named); got != want {
				t.Errorf("%s, want %s", got, want)
			}
			if s.SpeakerKind == "" {
				return
			}
			known := quotation.Suggest(x, test.language, []quotation.Speaker{{Name: s.Speaker, Kind: annotation.ArticleVoice}})
			if len(known) != 1 || !known[0].Named || known[0].SpeakerKind != annotation.ArticleVoice {
				t.Errorf("as the desk knows them: %+v", known)
			}
		})
	}
}
