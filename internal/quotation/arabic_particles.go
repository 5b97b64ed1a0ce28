package quotation

import "strings"

// called reports words behind which a name stands.
func called(f string) bool {
	return f == "يدعى" || f == "تدعى" || f == "اسمه" || f == "اسمها"
}

// setsOut reports verbs that another one completes: مضى يقول, راحت تشرح.
func setsOut(f string) bool {
	switch strings.TrimPrefix(f, "و") {
	case "مضي", "مضت", "راح", "راحت", "اخذ", "اخذت", "عاد", "عادت", "بدا", "بدات", "استمر", "استمرت", "ظل", "ظلت":
		return true
	}
	return false
}

// particle reports the words that stand before a verb and its subject.
func particle(f string) bool {
	switch strings.TrimPrefix(f, "و") {
	case "", "اما", "قد", "لقد", "كان", "كانت", "بينما", "فيما", "لكن", "لم", "لن", "لا", "ما", "كما", "ثم":
		return true
	}
	return false
}

// relative reports the pronouns that begin a relative clause.
func relative(f string) bool {
	switch strings.TrimPrefix(f, "و") {
	case "الذي", "التي", "الذين", "اللذين", "اللذان", "اللتين", "اللواتي", "ممن", "مما", "بما", "هو", "هي", "هم":
		return true
	}
	return false
}

// adjective reports what goes with a definite noun before it, by its form.
func adjective(noun string) bool {
	if strings.HasSuffix(noun, "ي") || strings.HasSuffix(noun, "يه") || strings.HasSuffix(noun, "يون") || strings.HasSuffix(noun, "يين") || strings.HasPrefix(noun, "م") {
		return true
	}
	switch noun {
	case "عام", "عامه", "اول", "اولي", "سابق", "سابقه", "اسبق", "حالي", "جديد", "جديده", "اعلي", "عليا", "راحل", "كبير", "اكبر", "حاكم", "ثاني", "ثانيه", "دائم", "دائمه":
		return true
	}
	return false
}

// attached reports prepositions with a pronoun: عنها، عليه، له.
func attached(f string) bool {
	for _, p := range []string{"عن", "علي", "ل", "ب", "في", "من", "الي", "مع", "لدي", "ازاء"} {
		if rest, ok := strings.CutPrefix(f, p); ok {
			switch rest {
			case "ه", "ها", "هم", "هما", "هن", "نا":
				return true
			}
		}
	}
	return false
}

// negation reports the particles that deny a verb.
func negation(f string) bool {
	switch strings.TrimPrefix(f, "و") {
	case "لا", "لم", "لن", "ما":
		return true
	}
	return false
}

func question(f string) bool {
	switch f {
	case "هل", "لماذا", "كيف", "متي", "اين", "كم", "ماذا", "ما", "عما", "اذا":
		return true
	}
	return false
}
