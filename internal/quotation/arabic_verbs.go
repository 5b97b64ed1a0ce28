package quotation

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// verb is a verb of saying with what it takes.
type verb struct {
	name         string // its past, folded
	prepositions []string
	object       bool // somebody may stand between it and what is said
	more         bool // it goes on with the same speaker
	weak         bool // it has a frequent other meaning
	impersonal   bool // its present without a subject is a formula
	opinion      bool // what it reports is thought rather than said
	about        bool // it takes بأن of somebody, no أن
	via          bool // who says it follows عن
	learnt       bool // who says it follows من
	in           bool // what says it follows في
	named        bool // in the present, a subject must stand beside it
	noun         bool // a noun beside it can be what was said
	marks        bool // it reports no clause, only speech in marks or behind a colon
}

// form is how a cue is inflected.
type form uint8

const (
	past form = iota
	present
	participle // مؤكدا، مؤكدة، مؤكدين: goes on with the speaker of its sentence
	nominal    // قوله، بالقول، تأكيده
)

// arabicCue is a word of saying in one of its forms.
type arabicCue struct {
	verb     *verb
	form     form
	feminine bool
	plural   bool
	neutral  bool // it does not tell of whom it is: بالقول
}

// arabicForms are all inflected forms of the verbs, without the particles before them.
type arabicForms map[string]arabicCue

// conjugate makes the third persons of the lexicon's verbs. Spelling is folded, so
// that ى is ي and the weak verbs need no more than their last letter looked at.
func conjugate(lex lexicon) arabicForms {
	forms := arabicForms{}
	add := func(form string, cue arabicCue) {
		if _, taken := forms[form]; !taken && utf8.RuneCountInString(form) > 1 {
			forms[form] = cue
		}
	}
	for _, line := range lex["verbs"] {
		tags := line[4:]
		v := &verb{name: line[0]}
		for _, tag := range tags {
			switch tag {
			case "object":
				v.object = true
			case "more":
				v.more = true
			case "weak":
				v.weak = true
			case "impersonal":
				v.impersonal = true
			case "opinion":
				v.opinion = true
			case "about":
				v.about = true
			case "via":
				v.via = true
			case "learnt":
				v.learnt = true
			case "named":
				v.named = true
			case "noun":
				v.noun = true
			case "marks":
				v.marks = true
			case "in":
				v.in = true
			default:
				if tag == "علي" {
					tag = on
				}
				v.prepositions = append(v.prepositions, tag)
			}
		}
		pastForms(line[0], func(form string, feminine, plural bool) {
			add(form, arabicCue{verb: v, form: past, feminine: feminine, plural: plural})
			if (v.object || v.name == "اجاب" || v.name == "قال") && !plural { // سأله, أجابها
				for _, pronoun := range []string{"ه", "ها", "هم", "نا", "ني"} {
					add(form+pronoun, arabicCue{verb: v, form: past, feminine: feminine, plural: plural})
				}
			}
		})
		presentForms(line[1], func(form string, feminine, plural bool) {
			add(form, arabicCue{verb: v, form: present, feminine: feminine, plural: plural})
		})
		participleForms(line[2], func(form string, feminine, plural bool) {
			add(form, arabicCue{verb: v, form: participle, feminine: feminine, plural: plural})
		})
		for _, pronoun := range []struct {
			suffix           string
			feminine, plural bool
		}{{"ه", false, false}, {"ها", true, false}, {"هم", false, true}, {"هما", false, true}} {
			if line[3] == "-" {
				continue
			}
			noun := strings.TrimSuffix(line[3], "ه")
			if noun != line[3] {
				noun += "ت"
			}
			add(noun+pronoun.suffix, arabicCue{verb: v, form: nominal, feminine: pronoun.feminine, plural: pronoun.plural})
			add("ب"+noun+pronoun.suffix, arabicCue{verb: v, form: nominal, feminine: pronoun.feminine, plural: pronoun.plural})
		}
		if line[3] != "-" {
			add("بال"+line[3], arabicCue{verb: v, form: nominal, neutral: true})
		}
	}
	delete(forms, "نقلا") // نقلا عن, quoting
	delete(forms, "ردا")  // ردا على, in reply to
	return forms
}

func pastForms(base string, add func(form string, feminine, plural bool)) {
	if base == "-" {
		return
	}
	add(base, false, false)
	stem := base
	for _, weak := range []string{"ي", "ا"} { // رأى، دعا: رأت، دعت
		if cut, ok := strings.CutSuffix(base, weak); ok {
			stem = cut
		}
	}
	add(stem+"ت", true, false)
	add(stem+"تا", true, true)
	add(stem+"وا", false, true)
	if stem == base {
		add(stem+"ا", false, true)
		add(stem+"ن", true, true)
	}
}

func presentForms(base string, add func(form string, feminine, plural bool)) {
	rest, ok := strings.CutPrefix(base, "ي")
	if !ok {
		return
	}
	stem := strings.TrimSuffix(strings.TrimSuffix(rest, "ي"), "و") // يدعو: يدعون
	add(base, false, false)
	add("ت"+rest, true, false)
	add("ي"+stem+"ون", false, true)
	add("ي"+stem+"وا", false, true)
	if stem == rest {
		add("ي"+rest+"ان", false, true)
		add("ت"+rest+"ان", true, true)
		add("ي"+rest+"ن", true, true)
	}
}

// participleForms are those of the accusative, in which participles report.
func participleForms(base string, add func(form string, feminine, plural bool)) {
	if base == "-" {
		return
	}
	stem := strings.TrimSuffix(base, "ي") // داعي: داعيا، داعين
	add(base+"ا", false, false)
	add(base+"ه", true, false)
	add(stem+"ين", false, true)
	add(base+"تين", true, true)
	add(base+"ات", true, true)
}

// of is the cue when it is the verb of whom it names: not that of the agency that hands on
// their words.
func (c *arabicCue) of() *arabicCue {
	if c.verb.via || c.verb.learnt || c.verb.in {
		return nil
	}
	return c
}

// cues looks a word up, with the particles that can be written before it: و ف, then س
// for the future. A word may be two: وردت is it came, or and she answered.
func (f arabicForms) cues(folded string) (found []arabicCue, joined []bool) {
	add := func(w string, and bool) {
		if cue, ok := f[w]; ok {
			found, joined = append(found, cue), append(joined, and)
		} else if rest, cut := strings.CutPrefix(w, "س"); cut {
			if cue, ok := f[rest]; ok && cue.form == present {
				found, joined = append(found, cue), append(joined, and)
			}
		}
	}
	add(folded, false)
	for _, particle := range []string{"و", "ف"} {
		if rest, cut := strings.CutPrefix(folded, particle); cut {
			add(rest, true)
		}
	}
	return found, joined
}

// takes reports whether the verb takes a noun by that preposition.
func (v *verb) takes(preposition string) bool { return slices.Contains(v.prepositions, preposition) }

// complementiser reports the words that begin a reported clause: أن إن with the
// pronouns and particles that are written with them.
func complementiser(folded string) bool {
	if folded == "ألا" {
		return true
	}
	for _, particle := range []string{"", "ب", "ف", "و", "وب", "ل"} {
		rest, ok := strings.CutPrefix(folded, particle)
		if !ok {
			continue
		}
		rest, ok = strings.CutPrefix(rest, "ان")
		if !ok {
			continue
		}
		switch rest {
		case "", "ه", "ها", "هم", "هما", "هن", "نا", "ني", "ي", "ك", "كم":
			return true
		}
	}
	return false
}

// on is the preposition على as a folded word of the document. Folding makes it one
// with the name علي, see arabic.prepare.
const on = "على"

// verbalNoun reports the shapes of nouns of action, which are no names: إفعال، تفعيل,
// افتعال، انفعال، استفعال.
func verbalNoun(raw string) bool {
	r := []rune(raw)
	if strings.HasPrefix(raw, "ال") && !(len(r) == 6 && r[2] == 'ت' && r[4] == 'ا') { // the article, but for التزام
		return false
	}
	switch n := len(r); {
	case n == 5 && r[0] == 'إ' && (r[3] == 'ا' || r[4] == 'ة'), n > 5 && strings.HasPrefix(raw, "است"):
		return true
	case n == 5 && r[0] == 'ت' && r[3] == 'ي':
		return true
	case (n == 6 || n == 7) && r[0] == 'ا' && r[n-2] == 'ا':
		return r[1] == 'ن' || r[1] == 'ت' || r[2] == 'ت' || r[2] == 'ط' || r[2] == 'د'
	}
	return false
}

// circumstance reports nouns that say how something is done: مبتسما، ضاحكا، لاحقا.
func circumstance(folded string) bool {
	r := []rune(folded)
	n := len(r)
	if n < 5 || r[n-1] != 'ا' || r[n-2] == 'ن' || r[n-2] == 'ي' && n > 5 {
		return false
	}
	return r[0] == 'م' && n < 9 || r[1] == 'ا' && n == 5 && r[3] != 'ي'
}
