package text

import (
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// WordCount is how many [Index.Words] the text has, counted once.
func (x *Index) WordCount() int { return x.words() }

// Words are the words in sp, in order: runs of letters and digits with all that
// belongs to them (tashkeel, tatweel, joiners), with the apostrophes, hyphens,
// underscores, invisible characters and Latin full stops between two letters, and
// with the points, commas, colons and slashes between two digits. A percent or
// currency sign belongs to the number it touches. Other punctuation and symbols
// are left out. A word never splits a grapheme cluster that lies within sp.
func (x *Index) Words(sp Span) []Span {
	sp = x.clamp(sp)
	var out []Span
	word := Span{-1, -1} // the word being read; none when Start < 0
	var last rune        // the base of its last cluster
	joint, prefix := rune(0), false
	jointAt := 0 // where the one connector, or currency sign, behind or before a word starts
	flush := func() {
		if word.Start >= 0 {
			out = append(out, word)
			word.Start = -1
		}
	}

	at := sp.Start
	for it := graphemes.FromString(x.Slice(sp)); it.Next(); {
		cluster := it.Value()
		end := at + utf8.RuneCountInString(cluster)
		base := wordBase(cluster)
		switch {
		case base != 0:
			start := at
			joined := word.Start >= 0 && (word.End == at || word.End == jointAt && joins(last, joint, base))
			if !joined {
				flush()
				if prefix && jointAt+1 == at && unicode.IsDigit(base) {
					start = jointAt
				}
				word.Start = start
			}
			word.End, last = end, base
			prefix = false
		default:
			sign, _ := utf8.DecodeRuneInString(cluster)
			if word.Start >= 0 && word.End == at && unicode.IsDigit(last) && isNumberSign(sign) {
				word.End, last = end, sign
				prefix = false
				break
			}
			if word.Start >= 0 && word.End != at {
				flush() // a second sign behind the word
			}
			joint, jointAt, prefix = sign, at, unicode.Is(unicode.Sc, sign)
		}
		at = end
	}
	flush()
	return out
}

// wordBase is the first letter, digit or underscore of a cluster (a mark, when
// it has no base to stand on), or 0 when the cluster is no part of a word.
func wordBase(cluster string) rune {
	for i, r := range cluster {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || r == '_' || i == 0 && unicode.Is(unicode.M, r) {
			return r
		}
	}
	return 0
}

// joins reports whether sign, standing between the bases a and b, makes one word
// of them.
func joins(a, sign, b rune) bool {
	if _, hidden := Invisible(sign); hidden {
		return true
	}
	digits := unicode.IsDigit(a) && unicode.IsDigit(b)
	switch sign {
	case '\'', '’', 'ʼ', '-', '‐', '‑':
		return true
	case '.':
		return digits || !isArabic(a) && !isArabic(b) && unicode.IsLetter(a) && unicode.IsLetter(b)
	case ',', '،', '٫', '٬', ':', '/':
		return digits
	}
	return false
}

func isNumberSign(r rune) bool {
	return r == '%' || r == '٪' || r == '‰' || r == '؉' || unicode.Is(unicode.Sc, r)
}
