package quotation

import "github.com/isnad/isnad/internal/annotation"

// Rule is the rule that made a suggestion. Names are stable.
type Rule string

const (
	// RuleClause: a cue, and a clause that it reports: قال إن …, said that ….
	RuleClause Rule = "clause"
	// RuleMarks: a cue, and speech in marks behind it: وأضاف: «…».
	RuleMarks Rule = "marks"
	// RuleColon: a cue or a name with a colon, and speech without marks.
	RuleColon Rule = "colon"
	// RulePreposition: a noun by the preposition that the cue takes: شدد على ضرورة ….
	RulePreposition Rule = "preposition"
	// RuleNoun: a noun beside the cue that is what was said: نفى وجود ….
	RuleNoun Rule = "noun"
	// RuleBefore: the cue follows what was said: “…,” she said.
	RuleBefore Rule = "before"
	// RuleAccording: a phrase says whose words the sentence is: بحسب …, according to ….
	RuleAccording Rule = "according"
)

// confidence is how often suggestions of a rule and kind had the right words at both
// edges on the development articles (docs/QUOTATIONS.md), rounded down. English clauses
// end less surely: there is no أن to begin them, and no participle to end them.
func confidence(language string, rule Rule, kind annotation.Quotation) float64 {
	if kind == annotation.Direct {
		return 0.9
	}
	switch rule {
	case RuleClause:
		if language == "ar" {
			return 0.9
		}
		return 0.7
	case RuleMarks, RuleColon:
		return 0.7
	case RuleAccording:
		return 0.7
	case RuleBefore:
		return 0.5
	case RulePreposition:
		if language == "ar" {
			return 0.7
		}
	}
	return 0.4
}
