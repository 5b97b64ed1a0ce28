package db

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/similarity"
)

// Similar is an annotation that says nearly the same as something.
type Similar struct {
	Statement
	similarity.Likeness
}

// MaxSimilar is the most that are ever shown.
const MaxSimilar = 20

// What is looked through for one answer, however large the archive: so much that a
// statement of its own kind among a hundred thousand is found for certain (docs/MEMORY.md).
// Where more say nearly the same, those of the same length and the newest go first;
// what is the same but for spelling is found in any case.
const (
	maxPlaces   = 500   // of one key, in statements no shorter, and as many in shorter ones
	maxEntries  = 4_000 // of all keys
	maxCompared = 600   // statements
	batch       = 100   // of these at a time
)

// SimilarTo lists what says nearly the same as an annotation, in whatever article,
// archived ones too: the best first, of equal ones the newest, at most MaxSimilar and
// never itself. Deleted ones do not count; for one, as for none of this id, it is NotFound.
func (db *DB) SimilarTo(ctx context.Context, id string) ([]Similar, error) {
	var found []Similar
	err := db.read(ctx, func(q querier) error {
		row, err := findAnnotation(ctx, q, id)
		if err == nil && row.Deleted {
			err = notFound("annotation", id)
		}
		if err != nil {
			return err
		}
		found, err = similarTo(ctx, q, saidBy(&row.Annotation), row.seq)
		return err
	})
	return found, err
}

// Similar lists what says nearly the same as a text, as SimilarTo does; Invalid for one
// that annotation.CheckStatement refuses.
func (db *DB) Similar(ctx context.Context, text string) (found []Similar, err error) {
	if err := annotation.CheckStatement(text); err != nil {
		return nil, err
	}
	err = db.read(ctx, func(q querier) error {
		found, err = similarTo(ctx, q, similarity.Of(text), 0)
		return err
	})
	return found, err
}

// like is an annotation by its number.
type like struct {
	annotation int64
	similarity.Likeness
}

func similarTo(ctx context.Context, q querier, s similarity.Statement, itself int64) ([]Similar, error) {
	if s.Weight() == 0 {
		return nil, nil
	}
	candidates, err := candidatesFor(ctx, q, s)
	if err != nil {
		return nil, err
	}
	candidates = slices.DeleteFunc(candidates, func(c candidate) bool { return c.annotation == itself })
	best, err := bestOf(ctx, q, s, candidates)
	if err != nil {
		return nil, err
	}
	return readSimilar(ctx, q, best)
}

// bestOf compares the candidates, which come in the order of the score they may reach,
// until no further one can be among the best.
func bestOf(ctx context.Context, q querier, s similarity.Statement, candidates []candidate) ([]like, error) {
	var (
		matcher = similarity.NewMatcher(s)
		best    []like
	)
	for len(candidates) > 0 {
		if most := candidates[0].most; most < similarity.Threshold || len(best) == MaxSimilar && most < best[MaxSimilar-1].Score {
			break
		}
		next := candidates[:min(batch, len(candidates))]
		candidates = candidates[len(next):]
		numbers := make([]int64, len(next))
		for i, c := range next {
			numbers[i] = c.annotation
		}
		list, err := json.Marshal(numbers)
		if err != nil {
			return nil, err
		}
		if err := each(ctx, q, func(row scanner) error {
			var (
				l      like
				folded string
			)
			if err := row.Scan(&l.annotation, &folded); err != nil {
				return err
			}
			if l.Likeness = matcher.Compare(similarity.OfFolded(folded)); l.Score >= similarity.Threshold {
				best = append(best, l)
			}
			return nil
		}, saidQuery, string(list)); err != nil {
			return nil, err
		}
		slices.SortFunc(best, func(a, b like) int {
			return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.annotation, a.annotation))
		})
		best = best[:min(len(best), MaxSimilar)]
	}
	return best, nil
}

const saidQuery = `SELECT annotation, folded FROM said WHERE annotation IN (SELECT value FROM json_each(?))`

// candidate is an annotation that may say nearly the same.
type candidate struct {
	annotation int64
	weight     int
	common     int     // the weight of the keys it was found by
	seen       float64 // the score by these keys alone
	most       float64 // no score can be more
}

// key is one of a statement's, and in how many places it stands.
type key struct {
	word   string
	places int
}

// candidatesFor finds every annotation that may score the threshold, those first that
// may score most; of more than can be compared, those with most in common as far as is
// seen. It looks where the rarest keys
// stand (see similarity.Statement.Prefix).
func candidatesFor(ctx context.Context, q querier, s similarity.Statement) ([]candidate, error) {
	least, longest := s.Prefix(s.Keys(), similarity.Threshold)
	keys, err := countPlaces(ctx, q, s, least, longest[0])
	if err != nil {
		return nil, err
	}
	words := make([]string, len(keys))
	for i, k := range keys {
		words[i] = k.word
	}
	_, most := s.Prefix(words, similarity.Threshold)
	found := map[int64]*candidate{}
	unseen := 0 // the weight of keys that were not looked up everywhere
	entries := 0
	for i, k := range keys {
		weight := similarity.Weight(k.word)
		if k.places == 0 {
			continue
		}
		if most[i] < least || entries >= maxEntries {
			unseen += weight
			continue
		}
		n, all, err := lookUp(ctx, q, k.word, least, s.Weight(), most[i], func(annotation int64, of int) {
			c := found[annotation]
			if c == nil {
				c = &candidate{annotation: annotation, weight: of}
				found[annotation] = c
			}
			c.common += weight
		})
		if err != nil {
			return nil, err
		}
		entries += n
		if !all || most[i] < most[0] {
			unseen += weight
		}
	}
	candidates, err := identical(ctx, q, s)
	if err != nil {
		return nil, err
	}
	for _, same := range candidates {
		delete(found, same.annotation)
	}
	var others []candidate
	for _, c := range found {
		total := float64(s.Weight() + c.weight)
		c.most = 2 * float64(min(c.common+unseen, c.weight, s.Weight())) / total
		c.seen = 2 * float64(c.common) / total
		if c.most >= similarity.Threshold {
			others = append(others, *c)
		}
	}
	if room := max(maxCompared-len(candidates), 0); len(others) > room {
		slices.SortFunc(others, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(b.seen, a.seen), cmp.Compare(b.annotation, a.annotation))
		})
		others = others[:room]
	}
	slices.SortFunc(others, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.most, a.most), cmp.Compare(b.annotation, a.annotation))
	})
	return append(candidates, others...), nil
}

// identical are those that say the same but for spelling, the newest first.
func identical(ctx context.Context, q querier, s similarity.Statement) ([]candidate, error) {
	return collect(ctx, q, func(row scanner) (candidate, error) {
		c := candidate{most: 1}
		err := row.Scan(&c.annotation)
		return c, err
	}, identicalQuery, digestOf(s), MaxSimilar+1)
}

const identicalQuery = `SELECT annotation FROM said WHERE digest = ? ORDER BY annotation DESC LIMIT ?`

// countPlaces is a statement's keys, the rarest first, with the number of places at
// which each stands in statements of such weights. It counts no further than it is looked up.
func countPlaces(ctx context.Context, q querier, s similarity.Statement, least, most int) ([]key, error) {
	words, err := json.Marshal(s.Keys())
	if err != nil {
		return nil, err
	}
	limit := max(2*maxEntries/len(s.Keys()), 1)
	keys, err := collect(ctx, q, func(row scanner) (k key, err error) {
		err = row.Scan(&k.word, &k.places)
		return k, err
	}, placesQuery, least, most, min(limit, 2*maxPlaces+1), string(words))
	slices.SortStableFunc(keys, func(a, b key) int { return cmp.Compare(a.places, b.places) })
	return keys, err
}

const placesQuery = `SELECT words.value, (SELECT count(*) FROM (
		SELECT 1 FROM said_words WHERE word = words.value AND weight BETWEEN ? AND ? LIMIT ?))
	FROM json_each(?) AS words`

// lookUp hands the statements that have a key to fn, with their weight: first those of
// the weight around and heavier ones, then lighter ones. It says how many there were,
// and whether these are all.
func lookUp(ctx context.Context, q querier, word string, least, around, most int, fn func(annotation int64, weight int)) (n int, all bool, err error) {
	all = true
	for _, part := range []struct {
		query    string
		from, to int
	}{{upQuery, around, most}, {downQuery, least, min(around-1, most)}} {
		found, err := collect(ctx, q, func(row scanner) (c candidate, err error) {
			err = row.Scan(&c.annotation, &c.weight)
			return c, err
		}, part.query, word, part.from, part.to, maxPlaces)
		if err != nil {
			return n, false, err
		}
		for _, c := range found {
			fn(c.annotation, c.weight)
		}
		n, all = n+len(found), all && len(found) < maxPlaces
	}
	return n, all, nil
}

const (
	upQuery   = `SELECT annotation, weight FROM said_words WHERE word = ? AND weight BETWEEN ? AND ? ORDER BY word, weight, annotation DESC LIMIT ?`
	downQuery = `SELECT annotation, weight FROM said_words WHERE word = ? AND weight BETWEEN ? AND ? ORDER BY word DESC, weight DESC, annotation LIMIT ?`
)

// readSimilar reads the annotations that were found, in their order.
func readSimilar(ctx context.Context, q querier, best []like) ([]Similar, error) {
	place := make(map[int64]int, len(best))
	numbers := make([]int64, len(best))
	for i, l := range best {
		numbers[i], place[l.annotation] = l.annotation, i
	}
	list, err := json.Marshal(numbers)
	if err != nil {
		return nil, err
	}
	found := make([]Similar, len(best))
	scan := scanStatements()
	return found, each(ctx, q, func(row scanner) error {
		r, err := scan(row)
		i := place[r.seq]
		found[i] = Similar{r.Statement, best[i].Likeness}
		// Four digits are more than the words tell; and a threshold is never rounded up to.
		found[i].Score = math.Floor(found[i].Score*10_000) / 10_000
		return err
	}, statementsQuery, string(list))
}
