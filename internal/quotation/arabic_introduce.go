package quotation

import "strings"

// introduce registers the people whom the text names with their titles, so that who is
// first called by a title alone gets their name.
func (a *arabic) introduce() {
	a.callByFirstNames()
	for _, u := range a.d.units {
		for i := u.from; i < u.to; i++ {
			if a.givenName(i, u.to) && !a.within(i) {
				if e := a.givenAlone(i); e != nil {
					a.seen = append(a.seen, named{i, e})
					continue
				}
				m := mention{from: i, to: a.phraseEnd(i, u.to)}
				if m.to > i {
					a.nameFrom(&m, i)
					if len(m.name) > 1 {
						a.introduced(i, m)
						i += len(m.name) - 1
						continue
					}
				}
			}
			noun, _ := bare(a.d.tokens[i].folded)
			if !among(a.titles, noun) {
				noun, _ = bare(strings.TrimPrefix(a.d.tokens[i].folded, "و"))
			}
			if a.d.tokens[i].kind != word || !among(a.titles, noun) && !a.relationAt(i) || i > u.from && among(a.titles, strings.TrimPrefix(a.d.tokens[i-1].folded, "ال")) {
				continue
			}
			if m, ok := a.nounPhrase(i, u.to); ok && len(m.name) > 1 && a.namesSomebody(m) {
				a.introduced(i, m)
			}
		}
	}
}

// namesSomebody reports that what was read as a name behind a title is one by its words.
func (a *arabic) namesSomebody(m mention) bool {
	if a.names[m.name[0]] || a.parts[m.name[0]] {
		return true
	}
	for k := m.from; k < m.to; k++ {
		if a.d.tokens[k].Start == m.span.Start {
			return a.d.tokens[k].kind == mark || a.nameShaped(k, min(m.to, k+len(m.name)))
		}
	}
	return true
}

// callByFirstNames collects the words that stand alone for the subject of a verb of saying
// and are nothing that the lexicon knows: تقول ياقوت، …. They are given names, so that
// whoever has one is registered with the surname behind it.
func (a *arabic) callByFirstNames() {
	d := a.d
	for i := 0; i+2 < len(d.tokens); i++ {
		cue, _, ok := a.cueOf(d.tokens[i].folded)
		if !ok || cue.verb.weak || cue.verb.object || cue.plural || cue.form != past && cue.form != present || d.tokens[i+1].kind != word || !(d.tokens[i+2].is("،,.:") || complementiser(d.tokens[i+2].folded)) {
			continue
		}
		t := d.tokens[i+1]
		noun, article := bare(t.folded)
		if _, _, cue := a.cueOf(t.folded); cue || article || a.stops(t.folded) || a.others[t.folded] || a.somebody(noun) || a.generics[noun] || a.several[noun] || a.contents[noun] || a.places[noun] || a.manner[t.folded] ||
			circumstance(t.folded) || verbalNoun(t.raw) || pronounced(t.raw) || a.nounAgreement(noun, t.raw).plural || len([]rune(noun)) < 3 {
			continue
		}
		a.first[t.folded] = 'm'
		if cue.feminine {
			a.first[t.folded] = 'f'
		}
	}
}

// introduced registers the person whom the text names at token i.
func (a *arabic) introduced(i int, m mention) {
	e := a.register.person(written(a.d.slice(m.span)), m.name, m.role)
	if g := a.first[m.name[0]]; g != 0 && e.gender == 0 {
		e.gender = g
	}
	if told := a.agreementOf(m); told.gender != 0 && e.gender == 0 {
		e.gender = told.gender
	}
	a.seen = append(a.seen, named{i, e})
}

// givenAlone is who is called by the given name at token i alone, when what follows is no
// surname of theirs: بدأت سلمى المشروع.
func (a *arabic) givenAlone(i int) *entity {
	own := i < len(a.d.tokens) && a.first[a.d.tokens[i].folded] != 0
	if i+1 >= len(a.d.tokens) || !own && !a.names[a.d.tokens[i].folded] {
		return nil
	}
	next := a.d.tokens[i+1].folded
	noun, article := bare(next)
	list := a.register.names[a.key(a.d.tokens[i].folded)]
	thing := strings.HasSuffix(a.d.tokens[i+1].raw, "ة") || strings.HasPrefix(noun, "م") || strings.HasPrefix(noun, "ت")
	if !article || !thing && !own || len(list) == 0 || strings.HasSuffix(next, "ي") || a.within(i) {
		return nil
	}
	if e := list[len(list)-1]; len(e.keys) > 1 && !e.keys[a.key(next)] {
		return e
	}
	return nil
}

// within reports that the name at token i goes on with a name or a title before it, from
// which it is read.
func (a *arabic) within(i int) bool {
	if i == 0 {
		return false
	}
	f := a.d.tokens[i-1].folded
	before, _ := bare(f)
	return among(a.titles, before) || a.names[f] || a.parts[f]
}

// givenName reports a given name at token i that a surname follows.
func (a *arabic) givenName(i, end int) bool {
	d := a.d
	f := d.tokens[i].folded
	if f == "باسم" && i > 0 || a.relationAt(i) {
		return false // speaking in the name of, أمينه العام
	}
	if !a.names[f] && !kunya(f) && a.first[f] == 0 || i+1 >= end || d.tokens[i+1].kind != word {
		return false
	}
	next := d.tokens[i+1].folded
	_, article := bare(next)
	return article && !kunya(f) || a.names[next] || a.parts[next] || !article && !a.stops(next) && a.nameShaped(i, min(end, i+3)) && !strings.HasPrefix(next, "ي") && !strings.HasPrefix(next, "ت")
}

// kunya reports the words for father and mother that begin a name.
func kunya(f string) bool {
	return f == "ابو" || f == "ابي" || f == "ابا" || f == "ام"
}
