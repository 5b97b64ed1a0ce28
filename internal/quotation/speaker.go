package quotation

import (
	"slices"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// entity is somebody or something that can speak, as the article calls it so far.
type entity struct {
	name   string          // the fullest name, or role where there is no name
	named  bool            // name is a name
	keys   map[string]bool // the words of its names, see key
	last   string          // the key of its last word
	roles  []role
	gender rune                   // 'f' or 'm' once a pronoun, a verb or a title has told
	plural bool                   // Arabic: several people
	either bool                   // Arabic: verbs take them for one and for several
	spoke  bool                   // a quote is theirs
	thing  bool                   // English: the name has an article, as none of a person has: the Courier
	known  bool                   // name is that of a speaker of the desk
	kind   annotation.SpeakerKind // as the desk has it, "" when it does not tell
}

// role is the words of a title or role.
type role struct {
	head  string // its noun
	owner string // the noun behind it that completes it: whose lawyer somebody is
	words map[string]bool
}

// register knows who was named in the article, the last one first.
type register struct {
	key   func(folded string) string // what two words of a name are compared by
	title func(key string) bool      // whether a word of a role can stand for it alone
	all   []*entity
	names map[string][]*entity // by the key of each word of a name
	known map[string]Speaker   // whom the desk knows by a folded name
}

// memory is how many of the speakers named last a role is compared with.
const memory = 60

func newRegister(known []Speaker, key func(string) string, title func(string) bool) *register {
	r := &register{key: key, title: title, names: map[string][]*entity{}, known: map[string]Speaker{}}
	for _, s := range known {
		for _, name := range append([]string{s.Name}, s.Aliases...) {
			folded := text.FoldString(name)
			if _, taken := r.known[folded]; !taken && folded != "" {
				r.known[folded] = s
			}
		}
	}
	return r
}

// person finds or adds whoever has that name: a short name is theirs whose fuller one
// holds all its words and who was named last.
func (r *register) person(name string, words, role []string) *entity {
	keys := r.keySet(words)
	var found *entity
	if len(words) > 0 {
		last := r.key(words[len(words)-1])
		for _, list := range [][]*entity{r.names[last], r.names[r.key(words[0])]} {
			for i := len(list) - 1; i >= 0 && i >= len(list)-memory && found == nil; i-- {
				if e := list[i]; e.named && (subset(keys, e.keys) || subset(e.keys, keys) && e.keys[last]) {
					found = e
				}
			}
		}
	}
	if found == nil {
		found = r.byRole(role, false)
		if found != nil && found.named {
			found = nil // somebody else of that title
		}
	}
	if found == nil {
		found = &entity{}
		r.all = append(r.all, found)
	}
	if !found.named || len(keys) > len(found.keys) {
		r.rename(found, name)
		found.named = true
		found.keys = keys
		found.last = ""
		if len(words) > 1 {
			found.last = r.key(words[len(words)-1])
		}
	}
	for k := range keys {
		if list := r.names[k]; len(list) == 0 || list[len(list)-1] != found {
			r.names[k] = append(r.names[k], found)
		}
	}
	r.addRole(found, role)
	r.touch(found)
	return found
}

// surname reports the last word of a name of several words.
func (r *register) surname(key string) bool {
	list := r.names[key]
	for i := len(list) - 1; i >= 0 && i >= len(list)-memory; i-- {
		if list[i].last == key {
			return true
		}
	}
	return false
}

// rename gives an entity a fuller name, unless the desk knows it by another.
func (r *register) rename(e *entity, name string) {
	if e.known {
		return
	}
	e.name = name
	if known, ok := r.known[text.FoldString(name)]; ok {
		e.name, e.known, e.kind = known.Name, true, known.Kind
	}
}

// role finds who is called by that role, or adds them.
func (r *register) role(name string, words []string, definite bool) *entity {
	e := r.byRole(words, definite)
	if e == nil && definite {
		e = r.byTitle(words)
	}
	if e == nil {
		e = &entity{}
		r.rename(e, name)
		r.all = append(r.all, e)
	}
	if !e.named && len(words) > longest(e.roles) {
		r.rename(e, name)
	}
	r.addRole(e, words)
	r.touch(e)
	return e
}

// byRole is the last entity of that role. A definite one may say less than the role did
// when they were named, or more, as long as its noun is the same.
func (r *register) byRole(words []string, definite bool) *entity {
	keys := r.keySet(words)
	if len(keys) == 0 {
		return nil
	}
	head := r.key(words[0])
	for i := len(r.all) - 1; i >= 0 && i >= len(r.all)-memory; i-- {
		for _, role := range r.all[i].roles {
			same := role.head == head
			switch {
			case same && len(keys) == len(role.words) && subset(keys, role.words),
				definite && (same || r.title(head) && head != role.owner) && subset(keys, role.words),
				definite && same && len(role.words) > 1 && subset(role.words, keys):
				return r.all[i]
			}
		}
	}
	return nil
}

// byTitle is the one person who has no more than the first of the words for a title: the
// minister is the minister of justice, when there is no other.
func (r *register) byTitle(words []string) *entity {
	if len(words) < 2 {
		return nil
	}
	head := r.key(words[0])
	var found *entity
	for i := len(r.all) - 1; i >= 0 && i >= len(r.all)-memory; i-- {
		e := r.all[i]
		has, bare := false, false
		for _, role := range e.roles {
			has = has || role.head == head
			bare = bare || role.head == head && len(role.words) == 1
		}
		if has && (found != nil || !bare || !e.named || len(e.roles) > 1) {
			return nil
		}
		if has {
			found = e
		}
	}
	return found
}

func (r *register) addRole(e *entity, words []string) {
	keys := r.keySet(words)
	if len(keys) == 0 || len(e.roles) >= 8 {
		return
	}
	for _, role := range e.roles {
		if len(role.words) == len(keys) && subset(keys, role.words) {
			return
		}
	}
	owner := ""
	if len(words) > 1 && !strings.HasPrefix(words[0], "ال") {
		owner = r.key(words[1])
	}
	e.roles = append(e.roles, role{r.key(words[0]), owner, keys})
}

// touch makes e the one named last.
func (r *register) touch(e *entity) {
	for i := len(r.all) - 1; i >= 0 && i >= len(r.all)-memory; i-- {
		if r.all[i] == e {
			r.all = append(slices.Delete(r.all, i, i+1), e)
			return
		}
	}
	r.all = append(r.all, e)
}

func (r *register) keySet(words []string) map[string]bool {
	keys := map[string]bool{}
	for _, w := range words {
		if k := r.key(w); k != "" {
			keys[k] = true
		}
	}
	return keys
}

func longest(roles []role) int {
	n := 0
	for _, role := range roles {
		n = max(n, len(role.words))
	}
	return n
}

func subset(a, b map[string]bool) bool {
	if len(a) == 0 {
		return false
	}
	for k := range a {
		if !b[k] {
			return false
		}
	}
	return true
}

// written is a name as it is shown: one line, hashtags as words.
func written(s string) string {
	return strings.Join(strings.Fields(hashtag.Replace(s)), " ")
}

var hashtag = strings.NewReplacer("#", "", "_", " ")
