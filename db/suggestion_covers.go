package db

import "github.com/isnad/isnad/internal/annotation"

// A suggestion that holds the same as a quote which somebody marked is covered by it,
// and not shown. That is kept as annotations come, go and move, by the paragraphs that
// they touch: an edit costs what stands beside it, however much the article holds.

// openQuote is where a suggestion stands that nobody has decided on.
type openQuote struct {
	seq      int64
	revision int
	spans    []annotation.Passage
}

func scanOpenQuote(row scanner) (o openQuote, err error) {
	err = row.Scan(&o.seq, &o.revision, scanPassages{&o.spans})
	return o, err
}

const (
	coveredQuery = `SELECT seq, revision, spans FROM suggestions WHERE covered_by = ?`

	// besideQuery finds the suggestions that stand in the paragraphs of an annotation.
	besideQuery = `SELECT seq, revision, spans FROM suggestions WHERE ` + shownSuggestion + ` AND seq IN (
		SELECT suggestion_paragraphs.suggestion FROM anchor_paragraphs
		JOIN suggestion_paragraphs ON suggestion_paragraphs.article = anchor_paragraphs.article
			AND suggestion_paragraphs.revision = anchor_paragraphs.revision AND suggestion_paragraphs.paragraph = anchor_paragraphs.paragraph
		WHERE anchor_paragraphs.annotation = ? AND anchor_paragraphs.revision = ?)`

	// quotesBesideQuery finds the quotes that stand in the paragraphs of a suggestion.
	quotesBesideQuery = `SELECT annotations.seq, annotations.revision, anchors.spans FROM annotations
		JOIN anchors ON anchors.annotation = annotations.seq AND anchors.revision = annotations.revision
		WHERE annotations.deleted = 0 AND annotations.kind = 'quote' AND annotations.seq IN (
			SELECT anchor_paragraphs.annotation FROM suggestion_paragraphs
			JOIN anchor_paragraphs ON anchor_paragraphs.article = suggestion_paragraphs.article
				AND anchor_paragraphs.revision = suggestion_paragraphs.revision AND anchor_paragraphs.paragraph = suggestion_paragraphs.paragraph
			WHERE suggestion_paragraphs.suggestion = ?)
		ORDER BY annotations.seq`
)

// coverSuggestions keeps which suggestions an annotation covers that stands elsewhere,
// or is of another kind, than before; its row and its anchor say so already.
func coverSuggestions(t *tx, seq, article int64, a *annotation.Annotation) error {
	var some bool
	if err := t.queryRow(`SELECT EXISTS (SELECT 1 FROM suggestions WHERE article = ?)`, article).Scan(&some); err != nil || !some {
		return err // as for each annotation of an import
	}
	covered, err := collect(t.ctx, t, scanOpenQuote, coveredQuery, seq)
	if err != nil {
		return err
	}
	covers := a.Kind == annotation.Quote && !a.Deleted
	for _, s := range covered {
		if covers && s.revision == a.Revision && annotation.SameQuote(a.Spans, s.spans) {
			continue
		}
		by, err := coverOf(t, s.seq, s.spans)
		if err != nil {
			return err
		}
		if err := setCover(t, s.seq, by); err != nil {
			return err
		}
	}
	if !covers {
		return nil
	}
	beside, err := collect(t.ctx, t, scanOpenQuote, besideQuery, seq, a.Revision)
	if err != nil {
		return err
	}
	for _, s := range beside {
		if annotation.SameQuote(a.Spans, s.spans) {
			if err := setCover(t, s.seq, seq); err != nil {
				return err
			}
		}
	}
	return nil
}

// coverOf is the number of the quote that holds the same as a suggestion with these
// spans, the eldest of several, or 0.
func coverOf(t *tx, suggestion int64, spans []annotation.Passage) (int64, error) {
	quotes, err := collect(t.ctx, t, scanOpenQuote, quotesBesideQuery, suggestion)
	if err != nil {
		return 0, err
	}
	for _, q := range quotes {
		if annotation.SameQuote(q.spans, spans) {
			return q.seq, nil
		}
	}
	return 0, nil
}

func setCover(t *tx, suggestion, by int64) error {
	_, err := t.exec(`UPDATE suggestions SET covered_by = nullif(?, 0) WHERE seq = ?`, by, suggestion)
	return err
}

// overlaps finds quotes of one text by where they stand, many at once.
type overlaps[T any] struct{ blocks map[int][]overlap[T] }

type overlap[T any] struct {
	spans []annotation.Passage
	what  T
}

// block is the stretch, in code points, in which quotes are looked for together.
const block = 512

func (o *overlaps[T]) add(spans []annotation.Passage, what T) {
	if o.blocks == nil {
		o.blocks = map[int][]overlap[T]{}
	}
	last := -1
	for _, p := range spans {
		for b := max(p.Start/block, last+1); b <= (p.End-1)/block; b++ {
			o.blocks[b] = append(o.blocks[b], overlap[T]{spans, what})
			last = b
		}
	}
}

// same is the first that was added, of those where the spans begin, that holds the same quote.
func (o *overlaps[T]) same(spans []annotation.Passage) (what T, found bool) {
	for _, p := range spans {
		for b := p.Start / block; b <= (p.End-1)/block; b++ {
			for _, other := range o.blocks[b] {
				if annotation.SameQuote(other.spans, spans) {
					return other.what, true
				}
			}
		}
	}
	return what, false
}
