package quotation_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/text"
)

// faults holds suggestions to what they promise whatever the text.
func faults(x *text.Index, all []quotation.Suggestion) []string {
	var out []string
	fault := func(cond bool, what string) {
		if cond {
			out = append(out, what)
		}
	}
	inside := func(s text.Span) bool { return x.Valid(s) && x.Trim(s) == s }
	start := 0
	for _, s := range all {
		fault(len(s.Content) == 0, "no content")
		if len(s.Content) == 0 {
			continue
		}
		fault(s.Content[0].Start < start, "suggestions out of order")
		start = s.Content[0].Start
		end := 0
		for _, c := range s.Content {
			fault(!inside(c), "content out of the text, or with white space around it")
			fault(c.Start < end, "content out of order or overlapping")
			fault(x.Widen(c) != c, "content splits a grapheme cluster")
			fault(len(x.Words(c)) == 0, "content without a word")
			end = c.End
		}
		for _, part := range []*text.Span{s.Mention, s.Cue} {
			fault(part != nil && !inside(*part), "mention or cue out of the text")
			fault(part != nil && x.Widen(*part) != *part, "mention or cue splits a grapheme cluster")
		}
		fault(s.Speaker == "" && s.SpeakerKind != "", "the kind of no speaker")
		fault(s.SpeakerKind == "" && s.Named, "a name of no kind") // a pronoun has none
		fault(s.SpeakerKind != "" && !slices.Contains(annotation.SpeakerKinds, s.SpeakerKind), "no such kind of speaker")
		if s.Cue != nil {
			for _, c := range s.Content {
				fault(c.Overlaps(*s.Cue), "cue in the content")
			}
		}
		fault(s.Mention != nil && s.Speaker == "", "a mention of nobody")
		fault(s.Rule == "", "no rule")
		fault(s.Kind != annotation.Direct && s.Kind != annotation.Indirect && s.Kind != annotation.Mixed, "no kind")
		fault(s.Confidence <= 0 || s.Confidence > 1, "no confidence")
		fault(strings.ContainsAny(s.Speaker, "\n\t"), "a speaker of several lines")
	}
	return out
}

// pieces are what drawn texts are made of: everything that some rule looks for.
var pieces = []string{
	"قال", "وقالت", "أكد", "مؤكدا", "قوله", "بالقول", "وأضاف", "جاء", "نقلت", "علم", "دعا", "اتهم", "نفى", "رد", "أن", "إن", "بأن", "فإن", "أنه",
	"الوزير", "وزير", "المالية", "هالة", "القاضي", "عبد", "الله", "علي", "على", "إلى", "من", "عن", "في", "بيان", "البيان", "مصدر", "بحسب", "وفق", "ما",
	"الذي", "كان", "لكن", "أمس", "لـ", "و", "ب", "حد", "دون", "د", "هَذا", "صحيفة", "كل", "مُطمئن",
	"said", "told", "she", "he", "Ada", "Lind", "Mrs", "the", "director", "that", "according", "to", "added", "adding", "who", "reporters", "on", "Monday", "called", "of", "and", "but", "don't",
	`"`, "“", "”", "«", "»", "'", "‘", "’", "''", "″", ",", "،", ".", ":", "؛", "(", ")", "-", "—", "?", "؟", "!", "…", "#", ">", "\n", "\n\n", " ", " ", " ",
	"e\u0301", "👩‍🚒", "\u200f", "\u064b", "12", "5%", "J.",
}

func drawText(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 60).Draw(t, "pieces"), rapid.SampledFrom([]string{" ", ""}).Draw(t, "between"))
}

func TestPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := text.NewIndex(drawText(t))
		language := rapid.SampledFrom([]string{"ar", "en"}).Draw(t, "language")
		known := []quotation.Speaker{{Name: "Ada Lind", Aliases: []string{"Lind"}}, {Name: "هالة القاضي"}}
		all := quotation.Suggest(x, language, known)
		for _, fault := range faults(x, all) {
			t.Errorf("%s: %+v\nin %q", fault, all, x.Text())
		}
		if again := quotation.Suggest(x, language, known); !reflect.DeepEqual(all, again) {
			t.Errorf("the same text gives other suggestions: %+v, then %+v", all, again)
		}
	})
}

// What a paragraph holds does not depend on blank lines before it.
func TestBlankLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := drawText(t)
		language := rapid.SampledFrom([]string{"ar", "en"}).Draw(t, "language")
		before := quotation.Suggest(text.NewIndex(body), language, nil)
		after := quotation.Suggest(text.NewIndex("\n\n"+body), language, nil)
		if len(before) != len(after) {
			t.Fatalf("%d suggestions, %d behind two blank lines, in %q", len(before), len(after), body)
		}
		for i := range before {
			if before[i].Content[0].Start+2 != after[i].Content[0].Start {
				t.Fatalf("suggestion %d is at %v, then at %v, in %q", i, before[i].Content, after[i].Content, body)
			}
		}
	})
}

func FuzzSuggest(f *testing.F) {
	for language, body := range passage {
		f.Add(body, language == "ar")
	}
	f.Add(`قال: "أ "ب" ج" د"`, true)
	f.Add(`"A, 'b' said "c," he said. "D.`, false)
	f.Fuzz(func(t *testing.T, body string, arabic bool) {
		if !utf8.ValidString(body) || len(body) > 1<<14 {
			t.Skip()
		}
		language := "en"
		if arabic {
			language = "ar"
		}
		x := text.NewIndex(body)
		for _, fault := range faults(x, quotation.Suggest(x, language, nil)) {
			t.Error(fault)
		}
	})
}
