package similarity

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// vocabulary has words of both scripts, stop words, negations and numbers.
var vocabulary = strings.Fields(`ارتفع سعر أسعار الخبز خبز في المدينة مدينة لم لا ليس إلى أربعة آلاف 40 ٤٠ 41 ليرة
	الوزير وزير قال إن السدود امتلأت مدارس المدرسة the price of bread prices rose not never 7 seven minister ministers dam dams full %`)

// statements draws statements that share many words.
var statements = rapid.Custom(func(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, 14).Draw(t, "words"), " ")
})

// anything draws those and texts of any characters.
var anything = rapid.OneOf(statements, rapid.String())

func TestScoreIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := Of(anything.Draw(t, "a")), Of(anything.Draw(t, "b"))
		there, back := Compare(a, b), Compare(b, a)
		if there != back {
			t.Fatalf("%+v one way and %+v the other", there, back)
		}
		if there.Score < 0 || there.Score > 1 {
			t.Fatalf("score %v", there.Score)
		}
	})
}

func TestSameFoldedTextScoresOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said := anything.Draw(t, "said")
		s := Of(said)
		if s.Folded() == "" {
			return
		}
		// Tashkeel, tatweel, hamza and punctuation are spelling.
		other := strings.NewReplacer("ا", "أ", "ه", "ة", "س", "سَ", "م", "مـّ").Replace(s.Folded()) + "!"
		if like := Compare(s, Of(other)); like.Score != 1 {
			t.Fatalf("%q and %q: %+v", said, other, like)
		}
	})
}

func TestOrderIsForgiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom(vocabulary), 1, 14).Draw(t, "words")
		// Number words stand together with what they count, or they are other numbers.
		words = slices.DeleteFunc(words, func(w string) bool { return w == "آلاف" || w == "أربعة" })
		shuffled := rapid.Permutation(words).Draw(t, "shuffled")
		a, b := Of(strings.Join(words, " ")), Of(strings.Join(shuffled, " "))
		if a.Folded() == "" {
			return
		}
		if like := Compare(a, b); like.Score < otherOrder*otherForms || like.Numbers || like.Negation {
			t.Fatalf("%v and %v: %+v", words, shuffled, like)
		}
	})
}

// TestPrefixMissesNothing holds Prefix to its promise, whatever the order of the keys.
func TestPrefixMissesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := Of(statements.Draw(t, "a")), Of(statements.Draw(t, "b"))
		if Compare(a, b).Score < Threshold {
			return
		}
		keys := rapid.Permutation(a.Keys()).Draw(t, "keys")
		least, most := a.Prefix(keys, Threshold)
		for i, key := range keys {
			if slices.Contains(b.Keys(), key) && least <= b.Weight() && b.Weight() <= most[i] {
				return
			}
		}
		t.Fatalf("%q does not find %q by %v from %d to %v", a.Folded(), b.Folded(), keys, least, most)
	})
}
