package quotation

import "strings"

var arabicLexicon = readLexicon("ar.txt")

var arabicSets = newArabicWords(arabicLexicon)

var arabicVerbs = conjugate(arabicLexicon)

// reading is what the rules ask of a word again and again.
type reading struct {
	cues   []arabicCue
	joined []bool
	stops  bool
}

// reading looks a word up, once.
func (a *arabic) reading(folded string) *reading {
	r, ok := a.readings[folded]
	if !ok {
		r = &reading{}
		r.cues, r.joined = a.forms.cues(folded)
		a.readings[folded] = r
		r.stops = a.stopping(folded)
	}
	return r
}

// cuesOf is what a word can be as a cue, see arabicForms.cues.
func (a *arabic) cuesOf(folded string) ([]arabicCue, []bool) {
	r := a.reading(folded)
	return r.cues, r.joined
}

// cueOf is the first of the cues that a word can be.
func (a *arabic) cueOf(folded string) (cue arabicCue, joined, ok bool) {
	r := a.reading(folded)
	if len(r.cues) == 0 {
		return arabicCue{}, false, false
	}
	return r.cues[0], r.joined[0], true
}

// vanPart is the part of Dutch names as a folded word, told from فإن.
const vanPart = "فٱن"

// prepare tells the preposition على from the name علي, which are folded alike: where a
// text writes the preposition with ى, what has ي is the name; some texts write both
// with ي, and then the name is told by a name before or after it.
func (a *arabic) prepare() {
	told, hamza := false, false
	for _, t := range a.d.tokens {
		hamza = hamza || t.raw == "إن" || t.raw == "أن" || t.raw == "أنه" || t.raw == "إنه"
		told = told || t.folded == "علي" && strings.HasSuffix(t.raw, "ى")
	}
	for i := range a.d.tokens {
		t := &a.d.tokens[i]
		if (t.folded == "يدعي" || t.folded == "تدعي" || t.folded == "ويدعي" || t.folded == "وتدعي") && strings.HasSuffix(t.raw, "ى") {
			t.folded = t.folded[:len(t.folded)-len("ي")] + "ى" // is called, not claims
		}
		if rest, ok := strings.CutPrefix(t.folded, "ال"); ok && (strings.HasPrefix(t.raw, "أ") || strings.HasPrefix(t.raw, "إ") && len(rest) > 4 && !attached(t.folded)) {
			t.folded = "أل" + rest // ألكسندر, إلياس, ألا: no article
		}
		if t.raw == "فان" && hamza {
			t.folded = vanPart // of a Dutch name, not فإن
		}
		if t.folded == "امله" && strings.HasSuffix(t.raw, "ه") {
			t.folded = "أمله" // his hope, not hoping
		}
		if t.folded == "انا" && !strings.HasPrefix(t.raw, "آ") {
			t.folded = "أنا" // I, not Anna
		}
		if t.folded == "امام" && strings.HasPrefix(t.raw, "إ") {
			t.folded = "إمام" // the name or title, not in front of
		}
		if t.folded != "علي" && t.folded != "وعلي" {
			continue
		}
		name := told && strings.HasSuffix(t.raw, "ي")
		if !told && t.folded == "علي" {
			name = a.namesAli(i)
		}
		if !name {
			t.folded = strings.TrimSuffix(t.folded, "علي") + on
		}
	}
}

// key is what two words of names and roles are compared by: without the article and
// the particles of case.
func (a *arabic) key(folded string) string {
	w, _ := bare(strings.TrimPrefix(folded, "لل"))
	for _, pronoun := range []string{"ته", "تها", "تهم"} { // معلمته is المعلمة
		if stem, ok := strings.CutSuffix(w, pronoun); ok && len(stem) > 4 && (a.titles[stem] || a.titles[stem+"ه"]) {
			return stem + "ه"
		}
	}
	for _, ending := range []string{"ون", "ين"} {
		if stem, ok := strings.CutSuffix(w, ending); ok && len([]rune(stem)) > 3 {
			return stem
		}
	}
	return w
}

// namesAli reports that علي at token i is the name, in a text that does not tell by its
// spelling: beside another name or a title, or as the subject of a verb that takes no على.
func (a *arabic) namesAli(i int) bool {
	d := a.d
	if i+1 < len(d.tokens) && a.names[d.tokens[i+1].folded] {
		return true
	}
	if i == 0 {
		return false
	}
	before := d.tokens[i-1].folded
	if a.according[before] || a.according[strings.TrimPrefix(before, "و")] {
		return true
	}
	if noun, _ := bare(before); a.names[before] || among(a.titles, noun) {
		return true
	}
	cue, _, ok := a.cueOf(before)
	return ok && (cue.form == past || cue.form == present) && !cue.verb.takes(on) && !cue.verb.weak
}

// arabicWords is what the lexicon knows of words, by what they are.
type arabicWords struct {
	own, prepositions, times, occasions, according, others                      wordSet
	titles, roles, organisations, documents, statements                         wordSet
	named, places, names, parts, agencies, generics                             wordSet
	contents, turns, tones                                                      wordSet
	women, honours, speakers, several, feminine, singular                       wordSet
	epithets, measures, regions, collective, sources, unisex, affairs, numerals wordSet
	wellKnown, common                                                           wordSet
	manner                                                                      wordSet // with all their forms
}

func newArabicWords(lex lexicon) *arabicWords {
	w := &arabicWords{
		own: lex.set("own"), prepositions: lex.set("prepositions"), times: lex.set("time"), occasions: lex.set("occasions"),
		according: lex.set("according"), others: lex.set("others"), titles: lex.set("titles"), roles: lex.set("roles"),
		organisations: lex.set("organisations"), documents: lex.set("documents"), statements: lex.set("statements"),
		named: lex.set("named"), places: lex.set("places"), names: lex.set("names", "women"), parts: lex.set("parts"),
		agencies: lex.set("agencies"), generics: lex.set("generics"), contents: lex.set("content"), turns: lex.set("turns"), tones: lex.set("tones"), manner: wordSet{},
		women: lex.set("women", "women?"), honours: lex.set("honours"), speakers: lex.set("speakers"), several: lex.set("several"),
		feminine: lex.set("feminine"), epithets: lex.set("epithets"), measures: lex.set("measures"), collective: lex.set("collective"), sources: lex.set("sources"), unisex: lex.set("unisex"), affairs: lex.set("affairs"), numerals: lex.set("numerals"), regions: lex.set("regions"), singular: lex.set("singular"),
		wellKnown: lex.set("proper"), common: lex.set("common"),
	}
	for base := range lex.set("manner") {
		participleForms(base, func(form string, _, _ bool) { w.manner[form] = true })
	}
	w.parts[vanPart] = true
	for _, names := range []wordSet{w.names, w.women} { // ألكسندر, إلياس: see prepare
		for name := range names {
			if rest, ok := strings.CutPrefix(name, "ال"); ok {
				names["أل"+rest] = true
			}
		}
	}
	delete(w.prepositions, "علي")
	w.prepositions[on] = true
	return w
}
