package ingest

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/isnad/isnad/internal/text"
)

// A dateline names the place a story was filed from and who brought it. It stands
// alone on a line under the headline, or opens the first paragraph:
//
//	المدينة – الوكالة              المدينة - الوكالة: قال …
//	المدينة/ الوكالة               المدينة (الوكالة) – قال …
//	CITY, March 3 (Agency) — Body  CITY — Body
//
// A dash, a slash or brackets stand in many sentences that are no datelines. So the
// form alone is never enough inside a paragraph: the words must say that it is one,
// by a known place or agency, capitals, or a verb of reporting behind it.

const (
	maxDateline      = 80 // code points
	maxDatelineParts = 4
	maxPartWords     = 5
)

var (
	// dash has the signs between city and agency. A hyphen, or a tatweel used as one,
	// needs a space, for both occur in names (Al-Quds).
	dash = `(?:\s*(?:[–—―−]|--)\s*|\s+-\s*|\s*-\s+|\s+ـ\s+)`
	// part is a city, an agency or a date; full stops stand in initials only (D.C., أ.ف.ب).
	part = `(?:[^–—―−/():؛;؟?!…"“”«».\n-]|\p{L}-\p{L}|\.\p{L}|\p{Lu}\.)+?`

	separators = regexp.MustCompile(`\s*[()]\s*|` + dash + `|\s*/\s*`)

	leadBrackets = regexp.MustCompile(`^(` + part + `)\s*\((` + part + `)\)(?:` + dash + `|-|\s*[:/]\s*|\s+ـ\s+)(.+)$`)
	leadPair     = regexp.MustCompile(`^(` + part + `)(?:` + dash + `|\s*/\s*)(` + part + `)(\s*:\s*|` + dash + `|\s*/\s*)(.+)$`)
	leadPlace    = regexp.MustCompile(`^(` + part + `)(\s*:\s*|` + dash + `)(.+)$`)
)

// datelineAlone is the dateline that a line is, its last dash or colon left out. The
// line has the form of one and nothing in it says otherwise; where it stands must
// decide the rest.
func datelineAlone(s string) (dateline string, ok bool) {
	s = strings.TrimRightFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(":–—―−-/ـ", r) })
	if utf8.RuneCountInString(s) > maxDateline || strings.ContainsAny(s, "\"“”«»؟?!…:؛;") || endsSentence(s) {
		return "", false
	}
	parts := datelineParts(s)
	if len(parts) > maxDatelineParts || len(parts) < 2 && !(len(parts) == 1 && hasMonth(s) && placed(s)) {
		return "", false
	}
	evident := wordedLikeDateline(s)
	for i, part := range parts {
		if !plausiblePart(part, evident) || i == 0 && labels[text.FoldString(part)] {
			return "", false
		}
	}
	return s, true
}

// datelineParts are the names between the separators.
func datelineParts(s string) []string {
	var parts []string
	for _, part := range separators.Split(s, -1) {
		if part = trim(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// plausiblePart says whether words can be a city, an agency or a date. Without
// further evidence they must be few, hold no digits, and begin with capitals in a
// script that has them.
func plausiblePart(part string, evident bool) bool {
	fields := strings.Fields(part)
	if len(fields) > maxPartWords || reportingVerbs[text.FoldString(fields[0])] {
		return false
	}
	if evident {
		return true
	}
	for _, word := range fields {
		first, _ := utf8.DecodeRuneInString(word)
		if unicode.IsLower(first) || strings.ContainsFunc(word, unicode.IsDigit) || particles[word] {
			return false
		}
	}
	return len(fields) <= 3
}

// wordedLikeDateline says whether one of the names in a line is a known place or an
// agency.
func wordedLikeDateline(s string) bool {
	for _, part := range datelineParts(s) {
		if isAgency(part) || placed(part) {
			return true
		}
	}
	return false
}

// datelineLead is the dateline that opens a paragraph, and the paragraph after it.
func datelineLead(paragraph string) (dateline, rest string, ok bool) {
	if m := leadBrackets.FindStringSubmatchIndex(paragraph); m != nil {
		place, agency, rest := paragraph[m[2]:m[3]], paragraph[m[4]:m[5]], paragraph[m[6]:m[7]]
		if fits(place, agency) && (isAgency(agency) || placed(place) || inCapitals(place)) {
			return paragraph[:m[5]+1], rest, true
		}
	}
	if m := leadPair.FindStringSubmatchIndex(paragraph); m != nil {
		first, second, end, rest := paragraph[m[2]:m[3]], paragraph[m[4]:m[5]], trim(paragraph[m[6]:m[7]]), paragraph[m[8]:m[9]]
		evident := isAgency(first) || isAgency(second) ||
			end == ":" && placed(first) && !placed(second) && len(strings.Fields(second)) <= 3
		if fits(first, second) && evident {
			return paragraph[:m[5]], rest, true
		}
	}
	if m := leadPlace.FindStringSubmatchIndex(paragraph); m != nil {
		place, end, rest := paragraph[m[2]:m[3]], trim(paragraph[m[4]:m[5]]), paragraph[m[6]:m[7]]
		capitals := end != ":" && inCapitals(place) && startsCapital(rest)
		if fits(place) && (capitals || placed(place) && startsReport(rest)) {
			return paragraph[:m[3]], rest, true
		}
	}
	return "", "", false
}

// fits says whether names found at the head of a paragraph are short enough for a
// dateline and none of them is a label ("BREAKING", "عاجل") or begins a sentence.
func fits(parts ...string) bool {
	for _, part := range parts {
		fields := strings.Fields(part)
		if len(fields) == 0 || len(fields) > maxPartWords ||
			utf8.RuneCountInString(part) > maxDateline/2 ||
			labels[text.FoldString(part)] || labels[text.FoldString(fields[0])] || reportingVerbs[text.FoldString(fields[0])] {
			return false
		}
	}
	return true
}

// placed says whether a part of a dateline is a known place, alone or before a
// comma: "بيروت", "LONDON, March 3".
func placed(part string) bool {
	name, _, _ := strings.Cut(strings.ReplaceAll(part, "،", ","), ",")
	return places[text.FoldString(name)]
}

func isAgency(part string) bool {
	if agencies[text.FoldString(part)] {
		return true
	}
	for word := range strings.FieldsSeq(text.FoldString(part)) {
		if agencyWords[word] {
			return true
		}
	}
	return false
}

func hasMonth(s string) bool {
	for word := range strings.FieldsFuncSeq(text.FoldString(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if months[word] {
			return true
		}
	}
	return false
}

// inCapitals says whether the place before the first comma is in capitals, as
// English datelines are, and too long for an initialism (UN, NATO).
func inCapitals(part string) bool {
	name, _, _ := strings.Cut(part, ",")
	letters := 0
	for _, r := range name {
		switch {
		case unicode.IsUpper(r):
			letters++
		case r != ' ' && r != '-' && r != '.' && r != '\'' && r != '’':
			return false
		}
	}
	return letters > 4
}

// startsCapital says whether a sentence begins: with a capital, a figure or a quote.
func startsCapital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || unicode.IsDigit(r) || strings.ContainsRune("\"“‘«", r)
}

// startsReport says whether a paragraph opens with a verb of reporting.
func startsReport(s string) bool {
	fields := strings.Fields(s)
	return len(fields) > 0 && reportingVerbs[text.FoldString(fields[0])]
}
