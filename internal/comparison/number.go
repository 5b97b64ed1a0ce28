package comparison

import (
	_ "embed"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/isnad/isnad/internal/text"
)

//go:embed data/numbers.txt
var numbersFile string

// numeral is a number word. A dependent one counts only behind the number that it
// multiplies, since by itself it may be a dual.
type numeral struct {
	value     float64
	dependent bool
}

var numerals = func() map[string]numeral {
	m := map[string]numeral{}
	for fields := range lines(numbersFile) {
		digits, dependent := strings.CutSuffix(fields[0], "?")
		value, err := strconv.ParseFloat(digits, 64)
		if err != nil {
			panic("comparison: data/numbers.txt: " + err.Error())
		}
		for _, w := range fields[1:] {
			m[spelling(text.FoldString(w))] = numeral{value, dependent}
		}
	}
	return m
}()

// elevens are the words that make 11 and 12 with عشر or عشرة. By itself أحد is
// somebody.
var elevens = map[string]float64{"احد": 11, "احدي": 11, "اثنا": 12, "اثني": 12, "اثنتا": 12, "اثنتي": 12}

// units are signs and words for one unit beside a number; what they stand for.
var units = func() map[string]string {
	m := map[string]string{"percent": "%", "‰": "‰"}
	for unit, names := range map[string]string{
		"$": "$ dollar dollars دولار دولارا دولارات", "€": "€ euro euros يورو", "£": "£ pound pounds جنيه جنيها جنيهات",
		"¥": "¥ yen ين", "₪": "₪ shekel shekels شيكل شيكلا شواكل", "₺": "₺", "₹": "₹ rupee rupees",
	} {
		for _, name := range strings.Fields(names) {
			m[text.FoldString(name)] = unit
		}
	}
	return m
}()

// percentages are the Arabic phrases for a percent sign.
var percentages = map[string]bool{
	"في ال" + text.FoldString("مئة"): true, text.FoldString("في المئة"): true, text.FoldString("في المائة"): true,
	text.FoldString("بالمئة"): true, text.FoldString("بالمائة"): true, text.FoldString("في المية"): true, text.FoldString("بالمية"): true,
	"percent": true, "per cent": true,
}

// isValue reports whether a folded word is a number, a part of one, or a sign that
// goes with one.
func isValue(folded string) bool {
	if isFigure(folded) || folded == "percent" || folded == "‰" {
		return true
	}
	if _, ok := numerals[folded]; ok {
		return true
	}
	if _, ok := numerals[strings.TrimPrefix(folded, "و")]; ok || elevens[folded] == 12 {
		return true
	}
	first, _ := utf8.DecodeRuneInString(folded)
	return unicode.Is(unicode.Sc, first)
}

// isFigure reports whether a folded word begins with a digit or is a negative number.
func isFigure(folded string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimPrefix(folded, "-"))
	return unicode.IsDigit(first)
}

var (
	grouped = regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$`)
	decimal = regexp.MustCompile(`^[0-9]+\.[0-9]+$`)
	figures = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)
)

// plainNumber is a number in figures without the commas between its thousands and
// without the zeros at the end of its decimals; anything else as it is.
func plainNumber(s string) string {
	if grouped.MatchString(s) {
		s = strings.ReplaceAll(s, ",", "")
	}
	if decimal.MatchString(s) {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// valueOf reads words that together are one number and nothing else: figures,
// number words, or both, as in "2.5 million", "twenty-three", ثلاث وأربعون.
func valueOf(words []string) (value float64, ok bool) {
	if len(words) == 0 || len(words) > 16 {
		return 0, false
	}
	total := 0.0            // of what stands before the last scale
	scale := 0.0            // the last scale; those that follow must be less
	group := -1.0           // of the part being read; -1 when nothing was
	least, unit := 0.0, 0.0 // what may be added to group must be less than least, unless it is the unit before a ten
	for i := 0; i < len(words); i++ {
		w := words[i]
		if w == "and" && (group >= 100 || group < 0 && scale > 0) && i+1 < len(words) {
			continue
		}
		joined := false // by و
		if _, known := numerals[w]; !known && i > 0 {
			w, joined = strings.CutPrefix(w, "و")
		}
		if figures.MatchString(w) {
			v, err := strconv.ParseFloat(w, 64)
			if err != nil || group >= 0 || i > 0 {
				return 0, false
			}
			group, least = v, 0
			continue
		}
		n, known := numerals[w]
		if teen := elevens[w]; teen > 0 && i+1 < len(words) && (words[i+1] == "عشر" || words[i+1] == "عشره") {
			n, known = numeral{value: teen}, true
			i++
		}
		v := n.value
		switch {
		case !known:
			return 0, false
		case v >= 1000: // a scale, or two of one
			multiplied := group >= 0
			if n.dependent && !multiplied {
				return 0, false
			}
			one := v
			for one >= 10 {
				one /= 10
			}
			if one != 1 && multiplied || scale > 0 && v >= scale {
				return 0, false
			}
			if !multiplied {
				group = 1
			}
			total += group * v
			scale, group, least = v/one, -1, 0
		case v == 100:
			switch {
			case group < 0:
				group = 100
			case group >= 1 && group <= 9:
				group *= 100
			default:
				return 0, false
			}
			least, unit = 100, 0
		case v > 100 || group < 0:
			if group >= 0 {
				return 0, false
			}
			group, least, unit = v, leastAfter(v), v
		case v >= 20 && v < 100 && joined && unit >= 1 && unit <= 9: // خمسة وعشرون
			group, least, unit = group+v, 0, 0
		case v == 10 && w != "ten" && unit >= 3 && unit <= 9: // سبعة عشر
			group, least, unit = group+v, 0, 0
		case v < least && v > 0:
			group += v
			least, unit = leastAfter(v), v
		default:
			return 0, false
		}
	}
	if group >= 0 {
		if scale > 0 && group >= scale {
			return 0, false
		}
		total += group
	}
	return total, true
}

// leastAfter is below what a number word must stay to be added to one of value v.
func leastAfter(v float64) float64 {
	switch {
	case v >= 100:
		return 100
	case v >= 20:
		return 10
	}
	return 0
}
