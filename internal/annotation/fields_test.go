package annotation

import "testing"

func TestBlank(t *testing.T) {
	for name, s := range map[string]string{
		"nothing": "", "white space": " \t\n\u00a0\u3000", "tashkeel": "\u064e\u0651", "tatweel": "ـــ", "bidi controls": "\u200f\u202e",
		"Hangul filler": "\u3164", "choseong filler": "\u115f", "jungseong filler": "\u1160", "halfwidth filler": "\uffa0",
		"fillers and white space": "\u3164 \u115f\n\uffa0", "variation selectors": "\ufe0f\U000e0100", "tags": "\U000e0041\U000e007f",
		"shorthand format": "\U0001bca0", "musical format": "\U0001d173", "interlinear annotation": "\ufff9\ufffa\ufffb", "unassigned and ignored": "\u2065\ufff0",
		"braille blank": "\u2800",
	} {
		if !blank(s) {
			t.Errorf("%s, %+q, says something", name, s)
		}
	}
	for name, s := range map[string]string{
		"a letter": "a", "a letter among fillers": "\u3164ب\u3164", "a digit": "٣", "a sign": "…", "Hangul": "\u1112\u1161\u11ab", "the year sign": "\u0601",
		"an emoji": "👩‍👩‍👧", "a braille letter": "\u2801",
	} {
		if blank(s) {
			t.Errorf("%s, %+q, says nothing", name, s)
		}
	}
}
