package quotationtest

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// attribution counts speaker, cue and kind of a suggestion paired with gold.
func (m *marking) attribution(scores *Scores, gold, suggested *item) {
	if right, counted := m.speaker(gold, suggested); counted {
		scores.Speaker.count(right)
	}
	if gold.Cue != nil {
		scores.Cue.count(gold.Cue.meets(suggested.Cue))
	}
	scores.Kind.count(gold.Kind == suggested.Kind)
}

// pronouns are sources that only the text around them names, in the spelling of normal.
var pronouns = map[string]bool{}

func init() {
	for _, p := range strings.Fields(`he she they it we i you who him her them his its their which that this these those me us
		er sie es ich wir ihr man dieser diese dieses der die das welcher welche ihm ihn ihnen sich seine seiner seinen ihre ihrer
		هو هي هم هن انا نحن انت`) {
		pronouns[p] = true
	}
}

// speaker says whether a suggestion has gold's speaker, and whether that is
// counted: gold without one is not, nor is a pronoun that was not found as such.
func (m *marking) speaker(gold, suggested *item) (right, counted bool) {
	name, other, beside := normal(gold.Speaker), normal(suggested.Speaker), ""
	if gold.Mention != nil {
		beside = normal(string(m.text[gold.Mention[0]:gold.Mention[1]]))
	}
	if name == "" && beside == "" {
		return false, false
	}
	met := gold.Mention.meets(suggested.Mention)
	if pronouns[name] || name == "" && pronouns[beside] {
		right = met || other == name
		return right, right
	}
	return met || within(other, name) || within(other, beside), true
}

var spelling = strings.NewReplacer("ـ", "", "ٱ", "ا", "ى", "ي", "ی", "ي", "ة", "ه", "ک", "ك")

// normal is a name in the spelling that names are compared in: case, marks
// above and below letters, tatweel and punctuation dropped, alef, ya and ta
// marbuta unified.
func normal(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(cases.Fold().String(norm.NFKC.String(name))) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.FieldsFunc(spelling.Replace(b.String()), func(r rune) bool { return !isAlnum(r) }), " ")
}

// within reports whether one name contains the other as whole words.
func within(a, b string) bool {
	return a != "" && b != "" && (strings.Contains(" "+a+" ", " "+b+" ") || strings.Contains(" "+b+" ", " "+a+" "))
}
