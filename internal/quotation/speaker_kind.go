package quotation

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// say puts into a suggestion who said it: the name, of what it is, and whether it is one.
func (f *found) say(kindOf func(*entity) (annotation.SpeakerKind, bool)) {
	if f.speaker == nil || f.speaker.name == "" {
		return
	}
	f.Speaker = f.speaker.name
	f.SpeakerKind, f.Named = kindOf(f.speaker)
	if f.speaker.known {
		f.SpeakerKind, f.Named = cmp.Or(f.speaker.kind, f.SpeakerKind), true
	}
}

// nameless is the kind of who is called by a role or as one of a group.
const nameless = annotation.Anonymous

// kindOf tells what an Arabic name or role is of, and whether it is a name.
func (a *arabic) kindOf(e *entity) (annotation.SpeakerKind, bool) {
	words := strings.Fields(text.FoldString(e.name))
	if len(words) == 0 {
		return nameless, false
	}
	first, definite := bare(words[0])
	switch {
	case a.institution(words):
		return annotation.Organisation, true
	case len(words) == 1 && (a.others[words[0]] || a.others[first]):
		return nameless, false // الأخير
	case a.wellKnown[first], a.agencies[words[0]], a.places[words[0]] && !a.names[words[0]]:
		return annotation.Organisation, true // الكرملين، رويترز، واشنطن
	case e.named && a.organisations[first] && len(words) > 1:
		return annotation.Organisation, true
	case e.named && len(words) == 1 && (among(a.roles, first) || a.several[first] || a.collective[first] || a.organisations[first]):
		return nameless, false // الناس
	case e.named && (among(a.documents, first) && !a.names[words[0]] && !among(a.roles, first)):
		return annotation.Document, false // لائحة الاتهام
	case e.named && (a.several[first] || a.others[first] || a.plural(first)) && !a.names[words[0]]:
		return nameless, false // المتهمون، أولياء التلاميذ
	case e.named:
		return annotation.Person, true
	case among(a.documents, first) && !among(a.roles, first): // مصدر is both
		return annotation.Document, false
	case !a.organisations[first] || len(words) == 1 || a.feminine[first] && !definite:
		return nameless, false // الوزير، الوزارة، مصادر أمنية
	case definite && slices.ContainsFunc(words[1:], a.ofPlace), !definite && (a.owned(words[1]) || first == "وزاره" && strings.HasPrefix(words[1], "ال")):
		return annotation.Organisation, true // الحكومة السورية، وزارة المالية
	}
	return nameless, false
}

// institution reports the name of an organisation whose words do not tell: الصليب الأحمر.
func (a *arabic) institution(words []string) bool {
	for n := min(len(words), 5); n > 1; n-- {
		if a.wellKnown[strings.Join(words[:n], "-")] {
			return true
		}
	}
	return false
}

// plural reports a noun for several people, by its ending: المتهمون, مصدران.
func (a *arabic) plural(noun string) bool {
	told := a.nounAgreement(noun, noun)
	return told.plural
}

// ofPlace reports an adjective with the article that tells which one is meant: of a country
// or a town, as far as its form says, and none of those that go with any.
func (a *arabic) ofPlace(folded string) bool {
	adjective, definite := bare(folded)
	for _, ending := range []string{"ي", "يه", "يون", "يين"} {
		if stem, ok := strings.CutSuffix(adjective, ending); ok && definite && utf8.RuneCountInString(stem) > 2 {
			return !a.common[stem+"ي"]
		}
	}
	return false
}

// owned reports what makes a name of the noun before it: وزارة المالية، حركة حماس; not an
// adjective as in شركة محلية, nor another role or organisation as in إدارة الشركة.
func (a *arabic) owned(folded string) bool {
	noun, definite := bare(folded)
	if definite {
		return !among(a.roles, noun) && !among(a.titles, noun) && (!a.organisations[noun] || a.wellKnown[noun])
	}
	return !adjective(noun) && !a.prepositions[folded] && !a.affairs[noun] && noun != "اعلام" && !among(a.roles, noun)
}

// kindOf tells what an English name or role is of, and whether it is a name.
func (e *english) kindOf(s *entity) (annotation.SpeakerKind, bool) {
	raw := strings.Fields(s.name)
	if len(raw) > 1 && e.determiners[bareEnglish(text.FoldString(raw[0]))] {
		raw = raw[1:]
	}
	var words []string
	capitals, usual := true, true
	for _, w := range raw {
		f := strings.Trim(bareEnglish(text.FoldString(w)), ".,'’")
		words = append(words, f)
		capitals = capitals && (capital(w) || e.prepositions[f] || f == "and" || f == "&")
		usual = usual && (e.titles[f] || e.people[f] || e.titles[strings.TrimSuffix(f, "s")] || e.offices[f] || !capital(w))
	}
	if len(words) == 0 {
		return nameless, false
	}
	if len(words) == 1 && pointing[words[0]] {
		return "", false
	}
	if len(words) == 1 {
		usual = usual || e.organisations[words[0]] || e.documents[words[0]] || e.audience[words[0]] // the Ministry
	}
	last := words[len(words)-1]
	organisation := slices.ContainsFunc(words, func(w string) bool { return e.organisations[w] || e.organisations[strings.TrimSuffix(w, "s")] }) || len(raw) == 1 && acronym(raw[0])
	switch {
	case len(words) == 1 && e.wellKnown[last], e.wellKnown[strings.Join(words, "-")]:
		return annotation.Organisation, true
	case len(words) == 1 && e.documents[last], !s.named && (e.documents[last] || e.documents[words[0]]):
		return annotation.Document, false
	case (s.named || capitals) && !usual && (organisation || s.thing), !s.named && capitals && !usual && !e.pronouns[words[0]]:
		return annotation.Organisation, true // the Finance Ministry, the Pentagon
	case s.named && !usual:
		return annotation.Person, true
	}
	return nameless, false
}

// pointing are the words that call nobody anything: whom they mean, the rules did not find.
var pointing = wordSet{"he": true, "she": true, "it": true, "they": true, "we": true, "i": true, "you": true, "who": true, "which": true, "that": true}

// acronym reports a word that is written in capitals throughout: NATO, UN.
func acronym(raw string) bool {
	return utf8.RuneCountInString(raw) > 1 && raw == strings.ToUpper(raw) && strings.ToLower(raw) != raw
}
