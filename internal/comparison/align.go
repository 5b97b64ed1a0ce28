package comparison

import (
	"math"
	"slices"
)

// Costs of the search, on the scale of weightContent and weightFunction. They were
// chosen on the first set of tests (docs/COMPARISON.md).
const (
	scoreStem   = 1  // another form of the word
	scoreNumber = -1 // another number
	scoreOther  = -2 // another word
	costInsert  = 3  // a word that the source has not
	costOpen    = 4  // the first of several dropped words,
	costExtend  = 1  // and each further one
	costJump    = 28 // going on anywhere else in the source,
	costBreak   = 18 // where the quote begins a sentence,
	costDots    = 2  // further on, where the quote shows an ellipsis
)

// maxCells bounds the work of one comparison: words of the quote times words of the
// source that are looked at. What is beyond it is first narrowed to the places that
// share rare words with the quote (see columns).
const maxCells = 8 << 20

// Moves of the search, as they are kept for the way back.
const (
	moveMatch  = iota // quote word i stands for column j
	moveInsert        // quote word i is not in the source
	moveDelete        // column j is not in the quote
	moveJump          // quote word i equals column j, and the one before came from elsewhere
	moveDots          // the same, from further up, over an ellipsis
	moveMask   = 7
	extended   = 8 // the gap that ends here is one longer
)

const unreachable = math.MinInt32 / 2

// record is a column whose score is greater than that of all before it.
type record struct{ score, column int32 }

// alignment is the best way to read a quote out of a source: one pass of dynamic
// programming over quote × columns. Scores are those of a local alignment with
// affine gaps (Smith and Waterman 1981; Gotoh 1982), global in the quote, in which
// reading may also jump to any other column at a price (as splicing aligners do),
// so that spliced, reordered and shortened quotes come out in pieces.
type alignment struct {
	columns []int32    // words of the source, in order
	moves   []uint8    // (len(quote)+1) × (columns+1)
	best    []record   // the best of each row
	rises   [][]record // for rows before an ellipsis: how the best grows along the row
	last    []int32    // scores of the last row
}

func align(q *quote, s *Source, columns []int32) *alignment {
	m, n := len(q.words), len(columns)
	width := n + 1
	a := &alignment{columns: columns, moves: make([]uint8, (m+1)*width), best: make([]record, m+1), rises: make([][]record, m+1)}

	// What a row asks of a column, side by side for the inner loop.
	keys, stems, values := make([]int32, n), make([]int32, n), make([]bool, n)
	for j, c := range columns {
		v := s.known[s.words[c].key]
		keys[j], stems[j], values[j] = s.words[c].key, v.stem, v.value
	}
	adjacent := make([]bool, width) // column j-1 follows the one before in the source
	for j := 2; j <= n; j++ {
		adjacent[j] = columns[j-1] == columns[j-2]+1
	}

	above, row := make([]int32, width), make([]int32, width)
	a.best[0] = record{0, 0}
	for i := 1; i <= m; i++ {
		w := q.words[i-1]
		v, weight := q.folds(w.key), q.weights[i-1]
		price := int32(costJump)
		if w.stop {
			price = costBreak
		}
		jump := a.best[i-1].score - price
		if i == 1 {
			jump = unreachable
		}
		dots := w.dots && i > 1
		if dots {
			a.rises[i-1] = rises(above)
		}
		rise, further := 0, int32(unreachable)
		moves := a.moves[i*width : (i+1)*width]
		row[0], moves[0] = above[0]-costInsert, moveInsert
		best := record{row[0], 0}
		gap := int32(unreachable) // the best that ends with dropped words
		for j := 1; j <= n; j++ {
			score, move := above[j]-costInsert, uint8(moveInsert)
			diagonal := above[j-1]
			if j > 1 && !adjacent[j] && i > 1 {
				diagonal = unreachable
			}
			if dots {
				for rise < len(a.rises[i-1]) && int(a.rises[i-1][rise].column) < j {
					further = a.rises[i-1][rise].score - costDots
					rise++
				}
			}
			switch {
			case keys[j-1] == w.key:
				if d := diagonal + weight; d >= score {
					score, move = d, moveMatch
				}
				if dots && further+weight > score {
					score, move = further+weight, moveDots
				}
				if jump+weight > score {
					score, move = jump+weight, moveJump
				}
			default:
				d := diagonal + scoreOther
				if stems[j-1] == v.stem {
					d = diagonal + scoreStem
				} else if values[j-1] && v.value {
					d = diagonal + scoreNumber
				}
				if d >= score {
					score, move = d, moveMatch
				}
			}
			gap -= costExtend
			if opened := row[j-1] - costOpen; opened > gap {
				gap = opened
			} else {
				move |= extended
			}
			if !adjacent[j] {
				gap, move = unreachable, move&^extended
			}
			if gap > score {
				score, move = gap, move&^moveMask|moveDelete
			}
			row[j], moves[j] = score, move
			if score > best.score {
				best = record{score, int32(j)}
			}
		}
		a.best[i] = best
		above, row = row, above
	}
	a.last = above
	return a
}

// rises lists where along a row the best score so far grows.
func rises(row []int32) []record {
	var out []record
	for j, score := range row {
		if len(out) == 0 || score > out[len(out)-1].score {
			out = append(out, record{score, int32(j)})
		}
	}
	return out
}

// step is what the search came to for one word of the quote.
type step struct {
	source int  // the word of the source, or -1 for an inserted one
	jumped bool // it was reached by a jump: a piece starts here
}

// path walks back from a column of the last row. It has one step for each word of
// the quote.
func (a *alignment) path(column int) []step {
	width := len(a.columns) + 1
	m := len(a.best) - 1
	steps := make([]step, m)
	for i, j := m, column; i > 0; {
		move := a.moves[i*width+j]
		if move&moveMask == moveDelete {
			for a.moves[i*width+j]&extended != 0 {
				j--
			}
			j--
			continue
		}
		steps[i-1] = step{source: -1}
		switch move & moveMask {
		case moveInsert:
			i--
			continue
		case moveMatch:
			steps[i-1].source = int(a.columns[j-1])
			j--
		case moveJump:
			steps[i-1] = step{int(a.columns[j-1]), true}
			j = int(a.best[i-1].column)
		case moveDots:
			steps[i-1] = step{int(a.columns[j-1]), true}
			up := a.rises[i-1]
			k, _ := slices.BinarySearchFunc(up, j, func(r record, j int) int { return int(r.column) - j })
			j = int(up[k-1].column)
		}
		i--
	}
	return steps
}

// ends are the columns of the last row with its best score, first to last.
func (a *alignment) ends() []int {
	best := a.best[len(a.best)-1].score
	var out []int
	for j, score := range a.last {
		if score == best {
			out = append(out, j)
		}
	}
	return out
}
