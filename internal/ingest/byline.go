package ingest

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxByline      = 100 // code points
	maxBylineWords = 10
)

var (
	// penByline has the cue that only bylines open with.
	penByline = regexp.MustCompile(`^بقلم(?:\s*[:/–—-]\s*|\s+)(.+)$`)
	// verbByline has cues that sentences open with too ("كتب": he wrote).
	verbByline  = regexp.MustCompile(`^(?:كتبت?|كتبه|كتبها|أعده|أعدته|أعدها|[إا]عداد)(?:\s*[:/–—-]\s*|\s+)(.+)$`)
	latinByline = regexp.MustCompile(`^(?i:by|written by|story by|report by)(?:\s*:\s*|\s+)(.+)$`)
)

// bylineOf is the name in a line that says who wrote the article ("بقلم سلمى الخطيب",
// "By Salma Khatib") and says nothing else.
func bylineOf(s string) (name string, ok bool) {
	if utf8.RuneCountInString(s) > maxByline || strings.ContainsAny(s, "؟?!…\"“”«»") || endsSentence(s) {
		return "", false
	}
	for _, form := range []struct {
		cue    *regexp.Regexp
		isName func(words []string) bool
	}{
		{penByline, func(words []string) bool { return len(words) <= maxBylineWords }},
		{verbByline, isShortName},
		{latinByline, isLatinName},
	} {
		if m := form.cue.FindStringSubmatch(s); m != nil {
			name = trim(strings.TrimRight(m[1], ":/–—- "))
			return name, name != "" && form.isName(strings.Fields(name))
		}
	}
	return "", false
}

// isShortName says whether words can be a name and are not the rest of a sentence.
func isShortName(words []string) bool {
	return len(words) <= 4 && !slices.ContainsFunc(words, func(word string) bool { return particles[word] })
}

// particles stand in sentences and not in names.
var particles = wordSet("في على عن إلى الى من أن ان إن أنه انه مع هذا هذه التي الذي قبل بعد رسالة مقالا كتابا")

// isLatinName says whether words are capitalised as names are; those of scripts
// without capitals pass.
func isLatinName(words []string) bool {
	if len(words) > maxBylineWords {
		return false
	}
	for i, word := range words {
		first, _ := utf8.DecodeRuneInString(word)
		head, _, _ := strings.Cut(strings.Trim(word, ","), "-") // "al-Khatib"
		if unicode.IsDigit(first) || unicode.IsLower(first) && (i == 0 || !smallWords[head]) {
			return false
		}
	}
	return true
}

// smallWords may stand without a capital among Latin names.
var smallWords = wordSet("and with in for of the de der den van von da di du la le al el bin ibn abu und et y")

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}
