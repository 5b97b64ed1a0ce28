package similarity

import (
	"embed"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/isnad/isnad/internal/text"
)

// tokens are the folded words of s, in order: runs of letters and digits, without the
// apostrophes in them. A number is one word, its thousands not set apart (1,200 is
// 1200; 2.5 stays 2.5); a percent sign is a word.
func tokens(s string) []string {
	runes := []rune(strings.ReplaceAll(text.FoldString(s), "'", ""))
	var out []string
	start := -1
	flush := func(end int) {
		if start >= 0 {
			out = append(out, number(string(runes[start:end])))
			start = -1
		}
	}
	for i, r := range runes {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if start >= 0 && unicode.IsDigit(r) != unicode.IsDigit(runes[i-1]) && unicode.IsLetter(r) != unicode.IsLetter(runes[i-1]) {
				flush(i) // 5km, ب12
			}
			if start < 0 {
				start = i
			}
		case (r == ',' || r == '.') && start >= 0 && unicode.IsDigit(runes[i-1]) && i+1 < len(runes) && unicode.IsDigit(runes[i+1]):
			// within a number
		default:
			flush(i)
			if r == '%' {
				out = append(out, percent)
			}
		}
	}
	flush(len(runes))
	return out
}

const percent = "%"

// number is a number without what sets its thousands apart; any other word as it is.
func number(word string) string {
	if !strings.ContainsAny(word, ",") {
		return word
	}
	return strings.ReplaceAll(word, ",", "")
}

// lexicon is what is known of words beside their letters.
type lexicon struct {
	stop      map[string]bool
	negations map[string]bool
	values    map[string]float64 // number words
	scales    map[string]float64 // those that multiply: hundred, thousand
}

//go:embed data/*.txt
var data embed.FS

// known reads the lists, whose words are folded here once more, so that they may be
// kept as people write them.
var known = sync.OnceValue(func() *lexicon {
	l := &lexicon{values: map[string]float64{}, scales: map[string]float64{}}
	list := func(name string) (lines []string) {
		body, err := data.ReadFile("data/" + name + ".txt")
		if err != nil {
			panic(err) // embedded
		}
		for line := range strings.Lines(string(body)) {
			if !strings.HasPrefix(line, "#") {
				lines = append(lines, line)
			}
		}
		return lines
	}
	words := func(name string) map[string]bool {
		set := map[string]bool{}
		for _, line := range list(name) {
			for _, word := range strings.Fields(line) {
				set[text.FoldString(word)] = true
			}
		}
		return set
	}
	l.stop, l.negations = words("stop"), words("negations")
	for _, line := range list("numerals") {
		fields, to := strings.Fields(line), l.values
		if len(fields) > 0 && fields[0] == "scale" {
			fields, to = fields[1:], l.scales
		}
		if len(fields) == 0 {
			continue
		}
		value, err := strconv.ParseFloat(fields[0], 64)
		if err != nil {
			panic(err) // a test reads the lists
		}
		for _, word := range fields[1:] {
			to[text.FoldString(word)] = value
		}
	}
	return l
})

// bare is a word as the lists have it: itself, or without و or ف before it.
func bare(word string, in func(string) bool) (string, bool) {
	if in(word) {
		return word, true
	}
	for _, and := range []string{"و", "ف"} {
		if rest, ok := strings.CutPrefix(word, and); ok && in(rest) {
			return rest, true
		}
	}
	return "", false
}

func (l *lexicon) isStop(word string) bool {
	_, ok := bare(word, func(w string) bool { return l.stop[w] })
	return ok || utf8.RuneCountInString(word) == 1 && !unicode.IsDigit([]rune(word)[0]) && word != percent
}

func (l *lexicon) isNegation(word string) bool {
	_, ok := bare(word, func(w string) bool { return l.negations[w] })
	return ok
}

// percents are the ways to write a percent sign in words, after "in" or by itself.
var percents = map[string]bool{"percent": true, "cent": true, "بالميه": true, "بالمايه": true, "الميه": true, "المايه": true}

// numerals puts one number in the place of those words that say it: أربعة آلاف and 4
// thousand become 4000, خمسة وعشرون 25.
func (l *lexicon) numerals(words []string) []string {
	out := make([]string, 0, len(words))
	var (
		open       bool    // a number is being read
		digits     bool    // its last part was written in digits
		total, low float64 // its thousands and above, and what is below
	)
	flush := func() {
		if open {
			out = append(out, strconv.FormatFloat(total+low, 'f', -1, 64))
		}
		open, digits, total, low = false, false, 0, 0
	}
	for _, word := range words {
		if percents[word] {
			flush()
			out = append(out, percent)
			continue
		}
		if value, ok := digitsOf(word); ok {
			flush()
			open, digits, low = true, true, value
			continue
		}
		if name, ok := bare(word, func(w string) bool { _, ok := l.values[w]; return ok }); ok {
			value := l.values[name]
			if digits || open && value >= 1 && low >= 1 && sameSize(low, value) || open && value < 1 {
				flush()
			}
			if open = true; value >= 1000 {
				total += value
			} else {
				low += value
			}
			continue
		}
		if name, ok := bare(word, func(w string) bool { _, ok := l.scales[w]; return ok }); ok {
			scale := l.scales[name]
			switch {
			case low == 0 && scale >= 1000 && total > 0: // خمسة آلاف مليون
				total *= scale
			case low == 0:
				low = scale
			default:
				low *= scale
			}
			if low >= 1000 {
				total, low = total+low, 0
			}
			digits = false
			open = true
			continue
		}
		flush()
		out = append(out, word)
	}
	flush()
	return out
}

// sameSize says that two parts of a number have the same number of digits: five, six
// are two numbers, and five, twenty are one.
func sameSize(a, b float64) bool {
	return len(strconv.Itoa(int(a))) == len(strconv.Itoa(int(b)))
}

func digitsOf(word string) (float64, bool) {
	if first, _ := utf8.DecodeRuneInString(word); !unicode.IsDigit(first) || len(word) > 15 {
		return 0, false
	}
	value, err := strconv.ParseFloat(word, 64)
	return value, err == nil
}
