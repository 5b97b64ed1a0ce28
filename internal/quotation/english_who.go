package quotation

import "strings"

// words is the folded words of [i, j), without genitives.
func (e *english) words(i, j int) []string {
	var out []string
	for ; i < j; i++ {
		if e.d.tokens[i].kind == word {
			out = append(out, bareEnglish(e.d.tokens[i].folded))
		}
	}
	return out
}

// entityOf is who the mention means; nil when it is nobody.
func (e *english) entityOf(m mention) *entity {
	shown := written(e.d.slice(m.span))
	if len(m.name) == 0 && len(m.role) == 1 {
		switch w := m.role[0]; {
		case w == "who" || w == "which":
			return e.antecedent(m)
		case e.pronouns[w] || possessive[w] != "":
			return e.pronoun(w, shown)
		}
	}
	if len(m.name) == 0 && len(m.role) == 2 && possessive[m.role[0]] != "" && e.nouns[m.role[1]] { // his remarks
		return e.pronoun(m.role[0], shown)
	}
	if e.nobody(m) {
		return nil
	}
	shown = strings.TrimSuffix(strings.TrimSuffix(shown, "'s"), "’s")
	var found *entity
	gender := genderOf(m.role)
	if gender != 0 && len(m.name) == 1 {
		found = e.namesake(m.name[0], gender)
	}
	if found != nil {
		e.register.touch(found)
	} else if len(m.name) > 0 {
		found = e.register.person(shown, m.name, nil)
	} else {
		found = e.register.role(shown, m.role, m.definite)
	}
	if gender != 0 {
		found.gender = gender
	}
	if at := e.d.tokenAt(m.from, m.to, m.span.Start); len(m.name) > 0 && at > 0 && e.d.tokens[at-1].folded == "the" {
		found.thing = true
	}
	return found
}

// genderOf is what a title tells of who has it, 0 when it tells nothing.
func genderOf(role []string) rune {
	gender := rune(0)
	for _, w := range role {
		switch w {
		case "mrs", "ms", "miss", "spokeswoman", "chairwoman", "congresswoman", "actress", "queen", "princess", "lady", "woman", "mother", "wife", "sister", "daughter":
			gender = 'f'
		case "mr", "spokesman", "chairman", "congressman", "king", "prince", "sir", "lord", "man", "father", "husband", "brother", "son":
			gender = 'm'
		}
	}
	return gender
}

// pronoun is whom he, she, they or it means: who spoke last, unless a pronoun or a title
// has told otherwise; then somebody named before.
func (e *english) pronoun(w, shown string) *entity {
	owner := possessive[w]
	if owner != "" {
		w = owner
	}
	gender := map[string]rune{"he": 'm', "she": 'f'}[w]
	if gender == 0 && w != "they" && w != "it" || e.running == nil {
		if owner != "" {
			return nil
		}
		return &entity{name: shown}
	}
	found := e.running
	if gender != 0 && found.gender != 0 && found.gender != gender {
		all := e.register.all
		for i := len(all) - 1; i >= 0 && i >= len(all)-memory; i-- {
			if all[i] != found && all[i].named && all[i].spoke && (all[i].gender == 0 || all[i].gender == gender) {
				found = all[i]
				break
			}
		}
	}
	if gender != 0 && found.gender == 0 {
		found.gender = gender
	}
	return found
}

// possessive is the pronoun that means the same person.
var possessive = map[string]string{"his": "he", "her": "she", "their": "they", "its": "it"}

// follow makes the speaker whom a pronoun means next.
func (e *english) follow(speaker *entity) {
	if speaker != nil {
		e.running = speaker
	}
}

// antecedent is who a relative pronoun means: Ada Lind, who said ….
func (e *english) antecedent(m mention) *entity {
	end := m.from
	for end > 0 && e.d.tokens[end-1].is(",") {
		end--
	}
	least := max(0, end-25)
	if end <= least {
		return nil
	}
	start, ok := e.phraseStart(end, least)
	if !ok {
		return nil
	}
	if before, ok := e.named(start, end); ok {
		return e.entityOf(before)
	}
	return nil
}

// nobody reports a phrase that calls nobody anything: a preposition, an adverb, a day, what
// somebody does.
func (e *english) nobody(m mention) bool {
	if len(m.name) > 0 {
		for _, w := range m.name {
			if !e.connectives[w] && !(e.times[w] && w != "may" && w != "april" && w != "june") && !courtesy[w] && !e.units[w] && !e.determiners[w] && !e.quantifiers[w] {
				return false
			}
		}
		return true
	}
	if len(m.role) == 0 {
		return true
	}
	first, last := m.role[0], m.role[len(m.role)-1]
	raw := e.d.tokens[m.from].raw
	plural := strings.HasSuffix(last, "s") || e.people[last] || e.audience[last] || e.titles[last] || e.pronouns[last] || e.documents[last]
	if len(m.role) == 1 {
		return e.quantifiers[first] || e.connectives[first] || e.adverbs[first] || e.prepositions[first] || e.conjunctions[first] || e.auxiliaries[first] || e.units[first] || courtesy[first] ||
			e.times[first] || !capital(raw) && !plural
	}
	switch {
	case e.prepositions[first] && m.role[1] != "" && m.role[1][0] <= '9': // about 50 fans
		return false
	case e.prepositions[first] || e.conjunctions[first] || e.auxiliaries[first] || first == "not" || first == "at",
		e.prepositions[last] || e.conjunctions[last] || e.auxiliaries[last] || e.times[last] && len(m.role) == 2,
		!capital(raw) && (strings.HasSuffix(first, "ing") || strings.HasSuffix(first, "ed")) && (e.object(m.role[1]) || e.genitive(m.from+1)):
		return true
	}
	return false
}

// object reports a word that follows a verb, and no adjective: refusing the | offer.
func (e *english) object(w string) bool {
	return e.determiners[w] || e.prepositions[w] || e.times[w] || e.quantifiers[w] || e.pronouns[w] || e.adverbs[w] || w == "short" || w == "him" || w == "them"
}

// namesake is who has that surname and gender.
func (e *english) namesake(surname string, gender rune) *entity {
	list := e.register.names[surname]
	for i := len(list) - 1; i >= 0 && i >= len(list)-memory; i-- {
		if list[i].named && (list[i].gender == gender || list[i].gender == 0) {
			return list[i]
		}
	}
	return nil
}

// tokenAt is the token of [from, to) that begins at a position, or -1.
func (d *document) tokenAt(from, to, start int) int {
	for k := from; k < to; k++ {
		if d.tokens[k].Start == start {
			return k
		}
	}
	return -1
}
