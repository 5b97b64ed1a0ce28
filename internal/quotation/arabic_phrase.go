package quotation

import (
	"strings"

	"github.com/isnad/isnad/internal/text"
)

// phraseEnd is where the phrase ends that begins with token i.
func (a *arabic) phraseEnd(i, end int) int {
	d := a.d
	end = min(end, i+2*longestMention)
	words, prepositions := 0, 0
	j := i
	for ; j < end && words < longestMention; j++ {
		t := d.tokens[j]
		if t.kind == mark { // a name in marks: وكالة "…"
			n := d.opens[j]
			if j == i || n < 0 || !d.stretches[n].closed || d.stretches[n].close >= end || d.words(j, d.stretches[n].close) > 3 || !a.isNamed(j-1) && !a.owns(j-1) && !called(a.d.tokens[j-1].folded) {
				break
			}
			j = d.stretches[n].close
			continue
		}
		if t.kind == sign {
			if t.is("(") && j > i && a.isNamed(j-1) { // صحيفة (…)
				k := j
				for k < min(end, j+6) && !d.tokens[k].is(")") {
					k++
				}
				if k < end && d.tokens[k].is(")") {
					j = k
					continue
				}
			}
			if t.is("#") || t.is(".") && j > i && len([]rune(d.tokens[j-1].folded)) == 1 { // د. فلان
				continue
			}
			break
		}
		f := t.folded
		if j > i && (f == "من" || f == "في" || f == "لدي" || f == "ب") && prepositions == 0 && a.extends(i, j, end) {
			prepositions++
			words++
			continue
		}
		if noun, _ := bare(d.tokens[i].folded); j > i && linking(f) && (f != "لدي" || j == i+1 && among(a.titles, noun)) {
			words++
			continue
		}
		if a.stops(f) && !(j > i && a.keeps(i, j)) || a.others[f] && (j > i || f != "كل" && f != "جميع") {
			break
		}
		if a.ownOccasion(f) || a.manner[f] {
			break
		}
		if j > i && j+2 < end && strings.HasPrefix(f, "وال") && (d.tokens[j+1].folded == "في" || d.tokens[j+1].folded == on) && pronounced(d.tokens[j+2].raw) {
			break // الأم | والدموع في عينيها
		}
		if j > i+2 && strings.HasPrefix(t.raw, "إ") && verbalNoun(t.raw) && !a.names[f] && !a.places[f] && a.complete(i) && t.raw != "إسلام" {
			break // شرطة مدينة العين | إنهاء احتجاز
		}
		if j > i && (prepositions > 0 || a.complete(i)) {
			_, before := bare(d.tokens[j-1].folded)
			if _, article := bare(f); before && !article && !a.names[f] && !a.places[f] && !strings.HasPrefix(f, "و") && d.tokens[j-1].kind == word {
				break // مصدر في الرئاسة | طلب …, بلدية المرفأ | منع …
			}
		}
		if noun, _ := bare(f); j > i && (circumstance(f) && !a.names[f] && !a.places[f] && !among(a.roles, noun) && !strings.HasSuffix(a.d.tokens[j-1].folded, "ا")) {
			break
		}
		if j == i {
			if cue, _, ok := a.cueOf(f); ok && cue.form == participle && a.complementSoon(j, end) {
				break
			}
		} else {
			if cue, _, ok := a.cueOf(f); ok && cue.form != participle && !cue.verb.weak {
				break
			}
			if cue, _, ok := a.cueOf(f); ok && cue.form == participle && a.complementSoon(j, end) {
				break
			}
		}
		words++
	}
	return j
}

// stops reports the words that no phrase goes across.
func (a *arabic) stops(f string) bool { return a.reading(f).stops }

func (a *arabic) stopping(f string) bool {
	if f == "ل" || f == "ب" || f != "ما" && question(f) {
		return true
	}
	if rest, ok := strings.CutPrefix(f, "ب"); ok && !a.names[f] && (a.tones[rest] || a.contents[rest] || a.contents[strings.TrimSuffix(rest, "ه")] || verbalNoun(rest) || verbalNoun(strings.Replace(rest, "ا", "إ", 1))) {
		return true // بوجود، بتعويض
	}
	if f == "والي" {
		return false
	}
	switch f {
	case "فقد", "فلا", "فلم", "فلن", "فما", "فكان", "فكانت", "فهو", "فهي", "فهم", "فليس":
		return true
	}
	if a.prepositions[f] || a.times[f] || complementiser(f) || relative(f) || attached(f) {
		return true
	}
	if cue, _, ok := a.cueOf(f); ok && cue.form == nominal {
		return true
	}
	if rest, ok := strings.CutPrefix(f, "و"); ok && (a.prepositions[rest] || a.times[rest]) && len(rest) > 2 {
		return true
	}
	if rest, ok := strings.CutPrefix(f, "لل"); ok {
		return len(rest) > 4 // للصحفيين
	}
	for _, particle := range []string{"ل", "ب"} {
		if rest, ok := strings.CutPrefix(f, particle); ok {
			noun, _ := bare(strings.TrimSuffix(rest, "نا")) // لمراسلنا
			if noun != f && (a.organisations[noun] || particle == "ل" && a.agencies[rest] || a.documents[noun] || a.occasions[noun] || a.titles[noun] && len(noun) > 4) {
				return true
			}
			if strings.HasPrefix(rest, "ال") && len(rest) >= 8 && !a.names[f] {
				return true // بالقاهرة، بالمطار
			}
		}
	}
	return false
}

// keeps reports stopping words that belong to the phrase before them: a day in a
// newspaper's name, "بن".
func (a *arabic) keeps(i, j int) bool {
	f := a.d.tokens[j].folded
	noun, _ := bare(a.d.tokens[j-1].folded)
	if a.times[f] && a.isNamed(j-1) && noun != "موقع" {
		return true // صحيفة اليوم
	}
	if (f == "ماي" || f == "جوان") && a.names[a.d.tokens[j-1].folded] {
		return true // the surname, not the month
	}
	if f == "جوان" && a.settled(j-1) && j+1 < len(a.d.tokens) && a.d.tokens[j+1].kind == word && !a.stops(a.d.tokens[j+1].folded) {
		if first, _ := bare(a.d.tokens[i].folded); among(a.titles, first) {
			return true
		}
	}
	first, _ := bare(a.d.tokens[i].folded)
	if (f == "عام" || f == "عامه") && j == i+1 && among(a.titles, first) {
		return true // مدير عام الشركة
	}
	if lam, ok := strings.CutPrefix(f, "ل"); ok && j == i+1 && a.documents[first] { // بيان للجيش
		if noun, _ := bare("ا" + lam); a.organisations[noun] || a.organisations[lam] {
			return true
		}
	}
	// بشركة، بوزارة after a title: مدير البحوث بشركة …
	rest, ok := strings.CutPrefix(f, "ب")
	return ok && a.titles[first] && (a.organisations[rest] || a.organisations[strings.TrimPrefix(rest, "ال")])
}

// extends reports a preposition that goes on with the phrase: مصدر في الوزارة، عدد من.
func (a *arabic) extends(i, j, end int) bool {
	first, _ := bare(a.d.tokens[i].folded)
	if j+1 >= end || a.d.tokens[j+1].kind != word {
		return false
	}
	next, _ := bare(a.d.tokens[j+1].folded)
	if a.occasions[next] || a.times[next] || a.times[a.d.tokens[j+1].folded] || complementiser(a.d.tokens[j+1].folded) || a.prepositions[next] || next == "وقت" {
		return false
	}
	if a.documents[next] {
		return false
	}
	if _, article := bare(a.d.tokens[j+1].folded); a.d.tokens[j].folded == "من" && a.roles[first] && !a.generics[first] && !article && !a.places[a.d.tokens[j+1].folded] && !a.organisations[next] {
		return false // حذر خبراء من كارثة
	}
	return a.roles[first] || a.generics[first] || a.organisations[first] && a.d.tokens[j].folded == "في" && j == i+2
}

// complete reports a phrase that begins with an organisation, a role or a document: once
// it is definite, no name follows in it.
func (a *arabic) complete(i int) bool {
	first, _ := bare(a.d.tokens[i].folded)
	return !among(a.titles, first) && !a.relationAt(i) && !a.names[a.d.tokens[i].folded] && (a.organisations[first] || among(a.roles, first) || among(a.documents, first))
}

// ownOccasion reports an occasion of speaking with a pronoun: مؤتمره، كلمتها، تصريحاتهم.
func (a *arabic) ownOccasion(f string) bool {
	for _, pronoun := range []string{"ه", "ها", "هم"} {
		if noun, ok := strings.CutSuffix(f, pronoun); ok && (a.occasions[noun] || a.occasions[strings.TrimSuffix(noun, "ت")+"ه"]) {
			return true
		}
	}
	return false
}

// isNamed reports a word after which a name may stand in marks: حركة «…», موقع التواصل
// «…».
func (a *arabic) isNamed(i int) bool {
	if i < 0 || a.d.tokens[i].kind != word {
		return false
	}
	f := a.d.tokens[i].folded
	if _, article := bare(f); article {
		if i == 0 || a.d.tokens[i-1].kind != word {
			return false
		}
		f = a.d.tokens[i-1].folded
	}
	for _, particle := range []string{"", "و", "ل", "ب", "ف", "وب", "ول"} {
		if noun, ok := strings.CutPrefix(f, particle); ok && (a.named[noun] || a.organisations[noun]) {
			return true
		}
	}
	return false
}

// withoutLam is how the mention m is shown, without the preposition that is written with its
// first word (وفقا للقانون, لبيان نشر; but لجنة), or stands behind its last.
func (a *arabic) withoutLam(shown string, m mention) string {
	if at := strings.LastIndexByte(shown, ' '); at > 0 && a.prepositions[text.FoldString(shown[at+1:])] {
		shown = shown[:at] // وزارة الدفاع في
	}
	first, _, _ := strings.Cut(text.FoldString(shown), " ")
	if rest, ok := strings.CutPrefix(shown, "لل"); ok && (len(m.name) == 0 || !a.names[first]) {
		return "ال" + rest
	}
	rest, ok := strings.CutPrefix(first, "ل")
	noun := func(w string) bool { return a.somebody(w) || a.organisations[w] || a.documents[w] }
	if ok && !a.names[first] && !noun(first) && noun(rest) {
		return strings.TrimPrefix(shown, "ل")
	}
	return shown
}
