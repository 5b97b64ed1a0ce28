package similarity

import (
	"strings"
	"testing"
)

func TestFolded(t *testing.T) {
	for _, test := range []struct{ said, want string }{
		{"", ""},
		{"…!؟", ""},
		{"أُغلقتِ المدارسُ", "اغلقت المدارس"},
		{"The council's budget", "the councils budget"},
		{"1,200 و ١٬٢٠٠ and 2.5", "1200 و 1200 and 2.5"},
		{"Rose 12.5%.", "rose 12.5 %"},
		{"بنسبة 40 في المئة", "بنسبه 40 في %"},
		{"أربعة آلاف", "4000"},
		{"4 آلاف ليرة", "4000 ليره"},
		{"مليوني دينار", "2000000 دينار"},
		{"خمسة وعشرون طالبا", "25 طالبا"},
		{"مئتان وخمسون", "250"},
		{"نصف مليون", "500000"},
		{"two hundred thousand homes", "200000 homes"},
		{"twenty-five million", "25000000"},
		{"five, six or seven", "5 6 or 7"},
		{"in 2019 5 men", "in 2019 5 men"},
		{"ألف وخمسمئة", "1500"},
		{"covid19", "covid 19"},
		{strings.Repeat("9", 40), strings.Repeat("9", 40)},
	} {
		s := Of(test.said)
		if s.Folded() != test.want {
			t.Errorf("%q folds to %q, want %q", test.said, s.Folded(), test.want)
		}
		if again := OfFolded(s.Folded()); again.Weight() != s.Weight() || Compare(again, s).Score != 1 && s.Folded() != "" {
			t.Errorf("%q is another statement when it is read again", test.said)
		}
	}
}

func TestStems(t *testing.T) {
	for _, same := range []string{
		"وزير الوزير للوزير والوزير وبالوزير",
		"بلدية البلدية وللبلدية",
		"مدرسة المدرسة مدارس بالمدارس ومدارسهم",
		"سعر أسعار الأسعار سعرها",
		"ارتفع يرتفع ارتفعت ارتفاع سترتفع",
		"شركة شركات الشركة شركتها",
		"school schools",
		"policy policies",
		"box boxes",
		"close closed closes closing",
		"plan planned planning plans",
		"call called calls",
	} {
		want := ""
		for _, word := range strings.Fields(same) {
			key := Of(word).Keys()[0]
			if want == "" {
				want = key
			}
			if key != want {
				t.Errorf("%s comes to %q, and the others to %q", word, key, want)
			}
		}
	}
	for _, words := range [][2]string{{"spring", "spree"}, {"bus", "bu"}, {"class", "clas"}, {"خبز", "خبر"}} {
		if a, b := Of(words[0]).Keys()[0], Of(words[1]).Keys()[0]; a == b {
			t.Errorf("%s and %s both come to %q", words[0], words[1], a)
		}
	}
}

// TestNothingButStopWords: where nothing else is said, they say it.
func TestNothingButStopWords(t *testing.T) {
	if like := Compare(Of("هذا ليس هو"), Of("هذا هو")); like.Score == 0 || !like.Negation {
		t.Errorf("got %+v", like)
	}
	if like := Compare(Of("It was not me"), Of("it was NOT me!")); like.Score != 1 {
		t.Errorf("got %+v", like)
	}
	if like := Compare(Of("..."), Of("!")); like.Score != 0 {
		t.Errorf("nothing is like nothing: %+v", like)
	}
}
