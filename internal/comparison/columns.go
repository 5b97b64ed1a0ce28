package comparison

import (
	"cmp"
	"slices"
)

// blockWords is how many words of the source are looked at or left out together.
const blockWords = 64

// columns are the words of the source that are looked at: all of them, or, where
// that would cost more than maxCells, the blocks (with their neighbours) that share
// three, then two words in a row, then single words with the quote, those that are
// rarest in the source first, until the limit. It is the seed of seed-and-extend
// (Altschul and others 1990), with extension left to align.
func columns(q *quote, s *Source) []int32 {
	n := len(s.words)
	room := max(maxCells/(len(q.words)+1), 4*len(q.words))
	if n <= room {
		all := make([]int32, n)
		for i := range all {
			all[i] = int32(i)
		}
		return all
	}
	blocks := (n + blockWords - 1) / blockWords
	chosen, left := make([]bool, blocks), room/blockWords
	for length := 3; length >= 1 && left > 0; length-- {
		for _, places := range s.seeds(q, length) {
			for _, at := range places {
				for b := max(0, int(at)/blockWords-1); b <= min(blocks-1, int(at)/blockWords+1) && left > 0; b++ {
					if !chosen[b] {
						chosen[b] = true
						left--
					}
				}
			}
		}
	}
	var out []int32
	for b, in := range chosen {
		for i := b * blockWords; in && i < min(n, (b+1)*blockWords); i++ {
			out = append(out, int32(i))
		}
	}
	return out
}

// seeds are the places in the source of each run of so many words of the quote,
// the rarest run first.
func (s *Source) seeds(q *quote, length int) [][]int32 {
	type run [3]int32
	at := func(words []word, i int) run {
		r := run{-1, -1, -1}
		for k := range length {
			r[k] = words[i+k].key
		}
		return r
	}
	numbers := map[run]int{}
	for i := 0; i+length <= len(q.words); i++ {
		r := at(q.words, i)
		if _, ok := numbers[r]; !ok {
			numbers[r] = len(numbers)
		}
	}
	places := make([][]int32, len(numbers))
	for i := 0; i+length <= len(s.words); i++ {
		if n, ok := numbers[at(s.words, i)]; ok {
			places[n] = append(places[n], int32(i))
		}
	}
	slices.SortStableFunc(places, func(a, b []int32) int { return cmp.Compare(len(a), len(b)) })
	return places
}
