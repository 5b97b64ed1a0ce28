package quotation

import "strings"

// markedName reads a name in quote marks before a title: صرح «فلان» المتحدث باسم ….
func (a *arabic) markedName(i, end int) (mention, bool) {
	d := a.d
	if i >= end || d.opens[i] < 0 {
		return mention{}, false
	}
	s := d.stretches[d.opens[i]]
	if !s.closed || s.close+1 >= end || d.words(s.open, s.close) > 4 || d.words(s.open, s.close) == 0 || d.tokens[s.open+1].kind != word {
		return mention{}, false
	}
	first := d.tokens[s.open+1].folded
	if t := d.tokens[s.close+1]; t.is("،,:") || complementiser(t.folded) || a.prepositions[t.folded] {
		noun, _ := bare(first)
		if a.names[first] || a.parts[first] || a.known(first) || a.organisations[noun] {
			return mention{from: i, to: s.close + 1, span: d.span(s.open+1, s.close), name: a.folded(s.open+1, s.close)}, true
		}
		return mention{}, false
	}
	if noun, _ := bare(d.tokens[s.close+1].folded); !among(a.titles, noun) {
		return mention{}, false
	}
	to := a.phraseEnd(s.close+1, end)
	return mention{from: i, to: to, span: d.span(s.open+1, s.close), name: a.folded(s.open+1, s.close), role: a.folded(s.close+1, to)}, true
}

// titled finds where the name begins in a phrase that begins with a title.
func (a *arabic) titled(m *mention, end int) {
	d := a.d
	start := -1
	for k := m.from; k < m.to; k++ {
		if d.tokens[k].kind != word {
			continue
		}
		f := d.tokens[k].folded
		noun, article := bare(f)
		if k == m.from || among(a.titles, noun) && !a.names[f] || linking(f) {
			continue
		}
		if a.contents[f] {
			break
		}
		if a.prepositions[f] {
			continue
		}
		_, definite := bare(d.tokens[k-1].folded)
		definite = definite || a.relationAt(k-1)
		if article && !(definite && a.known(f)) || a.organisations[noun] || a.places[f] || f == "عام" || f == "عامه" {
			continue
		}
		if a.names[f] || a.parts[f] || a.known(f) || a.women[f] && strings.HasSuffix(d.tokens[m.from].folded, "ه") && definite {
			start = k
			break
		}
		if !definite && !a.places[d.tokens[k-1].folded] && !d.tokens[k-1].is(".") || a.conjoined(f) {
			continue
		}
		if a.relationAt(k-1) && k+1 == m.to && m.to < len(d.tokens) && complementiser(d.tokens[m.to].folded) {
			start = k // زوجته إيلزه أن
			break
		}
		if strings.ContainsAny(f, "0123456789") || k+1 < m.to && strings.ContainsAny(d.tokens[k+1].folded, "0123456789") || verbalNoun(d.tokens[k].raw) && !a.foreign(k, m.to) || strings.HasPrefix(f, "بال") || pronounced(d.tokens[k].raw) || a.prepositioned(k) || a.feminineVerb(m.from, k) || !a.relationAt(k-1) && a.withPreposition(k, m.to) {
			m.to = k // no name: the phrase is complete
			m.span = d.span(m.from, k)
			break
		}
		start = k
		break
	}
	if start < 0 {
		m.role = a.folded(m.from, m.to)
		a.apposition(m, end)
		return
	}
	m.role = a.folded(m.from, start)
	a.nameFrom(m, start)
	a.titleBehind(m, end)
}

// withPreposition reports a noun that ب is written with and that another noun follows:
// بحل المشكلة; بوتين الرئيس is not how names go on.
func (a *arabic) withPreposition(k, end int) bool {
	if !strings.HasPrefix(a.d.tokens[k].folded, "ب") || k+1 >= end {
		return false
	}
	noun, article := bare(a.d.tokens[k+1].folded)
	return article && !among(a.titles, noun)
}

// feminineVerb reports a word with the ending of a verb whose subject the feminine noun at
// token i is: المدونة انتهكت.
func (a *arabic) feminineVerb(i, k int) bool {
	f := a.d.tokens[k].folded
	return strings.HasSuffix(f, "ت") && len([]rune(f)) >= 4 && strings.HasSuffix(a.d.tokens[i].folded, "ه")
}

// prepositioned reports a noun that ل is written with, in spellings that names do not have.
func (a *arabic) prepositioned(k int) bool {
	rest, ok := strings.CutPrefix(a.d.tokens[k].folded, "ل")
	if !ok || a.names["ل"+rest] {
		return false
	}
	raw := a.d.tokens[k].raw
	return strings.HasPrefix(raw, "لأ") || strings.HasPrefix(raw, "لإ") || strings.HasPrefix(raw, "لآ") || a.somebody(rest) || a.named[rest] || a.occasions[rest]
}

// governs reports a noun without the article that a definite one completes: مدرب الفريق.
func (a *arabic) governs(k int) bool {
	if k+1 >= len(a.d.tokens) || a.d.tokens[k+1].kind != word {
		return false
	}
	f := a.d.tokens[k+1].folded
	noun, article := bare(f)
	return article || a.organisations[noun] || a.places[f] || linking(f)
}

// foreign reports a word in the shape of a noun of action that is a name all the same: one
// word without the article follows, then the clause.
func (a *arabic) foreign(k, end int) bool {
	d := a.d
	if k+2 != end || d.tokens[k+1].kind != word || end >= len(d.tokens) {
		return false
	}
	f := d.tokens[k+1].folded
	_, article := bare(f)
	next := d.tokens[end].folded
	return !article && !a.somebody(f) && !a.contents[f] && (complementiser(next) || d.tokens[end].is(":") || end+1 < len(d.tokens) && complementiser(d.tokens[end+1].folded))
}

// pronounced reports a noun with a pronoun, which is no name: تفاؤله. Foreign names end in
// يه.
func pronounced(raw string) bool {
	return strings.HasSuffix(raw, "ه") && !strings.HasSuffix(raw, "يه") || strings.HasSuffix(raw, "هم") || strings.HasSuffix(raw, "ها")
}

// conjoined reports a word joined by and to a title: وزير الخارجية وشؤون المغتربين.
func (a *arabic) conjoined(f string) bool {
	rest, ok := strings.CutPrefix(f, "و")
	if !ok || a.names[f] {
		return false
	}
	return linking("ل"+rest) || a.organisations[rest] || among(a.titles, rest) || a.contents[rest] || a.occasions[rest] || verbalNoun(rest)
}

// titleWithin is the first title with the article in [i, j), or 0: جارها الحاج فلان.
func (a *arabic) titleWithin(i, j int) int {
	for ; i < j; i++ {
		if noun, article := bare(a.d.tokens[i].folded); article && a.d.tokens[i].kind == word && among(a.titles, noun) && i+1 < j {
			return i
		}
	}
	return 0
}

// nameWithin is the given name that follows the definite words at token i, or 0: الممرضة
// خديجة …, الحكم السابق إبراهيم ….
func (a *arabic) nameWithin(i, j int) int {
	for k := i + 1; k < j; k++ {
		if a.names[a.d.tokens[k].folded] {
			return k
		}
		if _, article := bare(a.d.tokens[k].folded); !article {
			return 0
		}
	}
	return 0
}

// indefiniteWithin is the first word of [i, j) without the article, or 0: المتسابقة السعودية
// فلانة.
func (a *arabic) indefiniteWithin(i, j int) int {
	for k := i + 1; k < j; k++ {
		if _, article := bare(a.d.tokens[k].folded); !article {
			return k
		}
	}
	return 0
}

// constructName is the given name behind a noun that a definite one completes, or 0: ربة المنزل
// فلانة.
func (a *arabic) constructName(i, j int) int {
	if i+2 >= j || a.names[a.d.tokens[i].folded] || a.parts[a.d.tokens[i].folded] {
		return 0
	}
	if _, article := bare(a.d.tokens[i+1].folded); !article {
		return 0
	}
	return a.nameWithin(i+1, j)
}

// owns reports a word for somebody whose work or place may stand in marks: صاحبة «…».
func (a *arabic) owns(i int) bool {
	if i < 0 || a.d.tokens[i].kind != word {
		return false
	}
	noun, article := bare(a.d.tokens[i].folded)
	return !article && (among(a.titles, noun) || among(a.roles, noun))
}

// linking reports words that go on with a title: المتحدث باسم، وزير الدولة لشؤون.
func linking(f string) bool {
	for _, noun := range []string{"باسم", "بلسان", "لشؤون", "لشوون", "لشيون", "لقطاع", "لمنطقه", "لدي", "لمحافظه", "بمحافظه", "بمدينه", "بمنطقه", "لمدينه", "لدول"} {
		if strings.HasPrefix(f, noun) {
			return true
		}
	}
	return false
}

// nameFrom makes the name of m what begins at token start. A name ends with the word
// that has the article (خالد المصري), but for عبد الرحمن and the like, and before a title.
func (a *arabic) nameFrom(m *mention, start int) {
	d := a.d
	if n := d.opens[start]; n >= 0 && d.stretches[n].closed && d.words(start, d.stretches[n].close) > 0 { // in marks
		m.name = a.folded(start+1, d.stretches[n].close)
		m.span = d.span(start+1, d.stretches[n].close)
		return
	}
	k := start
	for ; k < m.to && k-start < 6; k++ {
		if d.tokens[k].kind != word {
			if d.tokens[k].is("#.") {
				continue
			}
			break
		}
		f := d.tokens[k].folded
		noun, article := bare(f)
		if k == start {
			continue
		}
		if called(f) || a.numerals[f] {
			break
		}
		before := d.tokens[k-1].folded
		_, ended := bare(before)
		joined := a.parts[before]
		if k == start+1 && !a.names[f] && !a.parts[f] && a.register.surname(a.key(before)) {
			break // a surname alone: وصف الفارس علاقته
		}
		if cue, _, ok := a.cueOf(f); ok && k > start+1 && !a.names[f] && !article && (cue.form == past || cue.form == present) {
			break // فلان الفلاني أقر
		}
		if k == start+1 && len(m.role) == 0 && a.givenAlone(start) != nil {
			break
		}
		if !a.names[f] && !joined && (strings.HasSuffix(f, "ته") && strings.HasSuffix(d.tokens[k].raw, "ه") || strings.HasSuffix(f, "ها") || strings.HasSuffix(f, "هم")) {
			break
		}
		if k > start+1 && !joined && !a.names[f] && a.behindName(k, min(k+2, len(d.tokens))) {
			break
		}
		if ended && k-2 >= start && a.parts[d.tokens[k-2].folded] && (strings.HasPrefix(f, "ي") || strings.HasPrefix(f, "ت")) && !a.names[f] {
			break // عبد الله | يقول
		}
		if k > start+1 && !joined && !a.names[f] && !article && (strings.HasSuffix(f, "ات") || strings.HasSuffix(f, "ا") && a.names[d.tokens[start].folded]) {
			break // أجرى فلان الفلاني محادثات, وجه فلان الفلاني سؤالا
		}
		if k > start+1 && article && strings.HasSuffix(d.tokens[k].raw, "ة") && !a.names[noun] && a.names[before] && a.names[d.tokens[start].folded] {
			break // تختصر هدى نصر | الحكاية
		}
		if ended && !a.parts[f] && (k-2 < start || !a.parts[d.tokens[k-2].folded]) && noun != "دين" && before != "الدين" && before != "الله" {
			if k-1 > start || !article || a.known(before) || strings.HasPrefix(f, "ب") && !a.names[f] {
				break
			}
		}
		if !joined && !a.names[f] && (among(a.titles, noun) && !(k == start+1 && (a.names[before] && (article || !a.governs(k)) || article && k+1 < len(d.tokens) && d.tokens[k+1].kind == sign)) || a.organisations[noun] && !article || k > start+1 && (a.contents[f] || verbalNoun(d.tokens[k].raw))) {
			break
		}
	}
	if d.words(start, k) == 0 {
		return
	}
	m.name = a.folded(start, k)
	m.span = d.span(start, k)
	if k < m.to {
		if noun, _ := bare(d.tokens[k].folded); among(a.titles, noun) { // what follows the name is another title
			m.role = append(m.role, a.folded(k, m.to)...)
		}
	}
	m.definite = false
}
