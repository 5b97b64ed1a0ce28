package quotation

import "strings"

// englishVerb is a verb of saying with what it takes.
type englishVerb struct {
	base    string
	clause  bool // a clause without that
	that    bool
	whether bool
	object  bool // somebody stands between verb and clause
	noun    bool // a noun phrase is what was said
	unsure  bool // it is as often a noun
	by      wordSet
}

// englishForm is how an English cue is inflected.
type englishForm uint8

const (
	finite englishForm = iota
	base
	ing
)

// englishCue is a word of saying in one of its forms.
type englishCue struct {
	verb *englishVerb
	form englishForm
}

// englishForms makes the forms of the lexicon's verbs.
func englishForms(lex lexicon) map[string]englishCue {
	forms := map[string]englishCue{}
	for _, line := range lex["verbs"] {
		v := &englishVerb{base: line[0], by: wordSet{}}
		words, tags := line, []string(nil)
		for i, w := range line {
			if w == "|" {
				words, tags = line[:i], line[i+1:]
				break
			}
		}
		for _, tag := range tags {
			switch tag {
			case "clause":
				v.clause, v.that, v.whether = true, true, true
			case "that":
				v.that = true
			case "whether":
				v.whether = true
			case "object":
				v.object = true
			case "noun":
				v.noun = true
			case "noun?":
				v.unsure = true
			default:
				v.by[tag] = true
			}
		}
		if len(words) == 1 {
			words = regular(line[0])
		}
		for i, w := range words {
			cue := englishCue{v, finite}
			switch i {
			case 0:
				cue.form = base
			case 4:
				cue.form = ing
			}
			if old, taken := forms[w]; !taken || old.form == base {
				forms[w] = cue
			}
		}
	}
	return forms
}

// regular is the five forms of a regular verb.
func regular(base string) []string {
	stem := strings.TrimSuffix(base, "e")
	s := "s"
	for _, ending := range []string{"s", "sh", "ch", "x"} {
		if strings.HasSuffix(base, ending) {
			s = "es"
		}
	}
	return []string{base, base + s, stem + "ed", stem + "ed", stem + "ing"}
}
