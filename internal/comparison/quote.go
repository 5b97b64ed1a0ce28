package comparison

import "github.com/isnad/isnad/internal/text"

// quote is a quote read with the vocabulary of a source, which it does not change.
type quote struct {
	side
	weights []int32 // of each word
	total   int32   // of all words but the few in brackets that the source has not
}

func newQuote(s string, source *Source) *quote {
	var own []vocable
	ids := map[string]int32{}
	known := int32(len(source.known))
	var intern func(string) int32
	intern = func(folded string) int32 {
		if id, ok := source.vocab[folded]; ok {
			return id
		}
		if id, ok := ids[folded]; ok {
			return id
		}
		id := known + int32(len(own))
		ids[folded] = id
		own = append(own, newVocable(folded))
		stem := id
		if bare := stemOf(folded); bare != folded {
			stem = intern(bare)
			if stem < known {
				stem = source.known[stem].stem
			} else {
				stem = own[stem-known].stem
			}
		}
		own[id-known].stem = stem
		return id
	}
	q := &quote{side: side{x: text.NewIndex(s), words: readWords(s, intern)}}
	q.folds = func(key int32) vocable {
		if key < known {
			return source.known[key]
		}
		return own[key-known]
	}
	q.weights = make([]int32, len(q.words))
	added := int32(0)
	for i, w := range q.words {
		q.weights[i] = q.folds(w.key).weight
		q.total += q.weights[i]
		if w.brackets != 0 && !source.has(w.key) {
			added += q.weights[i]
		}
	}
	if 2*added < q.total {
		q.total -= added
	}
	return q
}

// has reports whether the word of a key occurs in the source.
func (s *Source) has(key int32) bool { return int(key) < len(s.count) && s.count[key] > 0 }

// shared is how much of the quote the source could hold at the very best, 0–1.
func (q *quote) shared(s *Source) float64 {
	stems := int32(0)
	for i, w := range q.words {
		if s.has(w.key) || int(q.folds(w.key).stem) < len(s.known) || q.folds(w.key).value {
			stems += q.weights[i]
		}
	}
	return float64(stems) / float64(q.total)
}
