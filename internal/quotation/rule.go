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
	// RuleContinued: speech in marks, with no cue, that goes on with the speaker before.
	RuleContinued Rule = "continued"
)

// confidence is the precision of each rule and kind on development articles, rounded.
func confidence(rule Rule, kind annotation.Quotation) float64 {
	switch {
	case kind == annotation.Direct && rule != RuleContinued:
		return 0.95
	case kind == annotation.Mixed:
		return 0.9
	case rule == RuleClause:
		return 0.85
	case rule == RulePreposition, rule == RuleNoun, rule == RuleAccording:
		return 0.7
	}
	return 0.6
}
