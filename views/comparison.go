package views

import (
	"context"
	"strings"
	"unicode"

	"github.com/isnad/isnad/internal/comparison"
	"github.com/isnad/isnad/internal/message"
)

// proposalTone gives what a comparison came to its colour.
func proposalTone(p comparison.Proposal) string {
	switch p {
	case comparison.Accurate:
		return "good"
	case comparison.Altered:
		return "bad"
	}
	return "warn"
}

// opClass is how a step is shown: as what makes the quote altered, as what may be
// there, moved, or left out honestly.
func opClass(op comparison.Op) string {
	class := "same"
	switch {
	case op.Why == comparison.Moved:
		class = "moved"
	case op.Altered:
		class = "altered"
	case op.Why != "" || op.Kind != comparison.Equal:
		class = "allowed"
	}
	return class
}

// grave says that a note is about a word that turns the meaning.
func grave(n comparison.Note) bool {
	switch n.Kind {
	case comparison.KindNegation, comparison.KindNumber, comparison.KindHedge, comparison.KindCondition, comparison.KindDenial, comparison.KindSplice, comparison.KindOrder:
		return true
	case comparison.KindCutBefore, comparison.KindCutAfter:
		return n.Of == comparison.KindNegation || n.Of == comparison.KindDenial || n.Of == comparison.KindCondition || n.Of == comparison.KindQuantifier
	}
	return false
}

// words are a stretch without the white space after it, which is neither added nor
// struck out to a reader; after is that space.
func words(s string) string { return strings.TrimRightFunc(s, unicode.IsSpace) }

func after(s string) string { return s[len(words(s)):] }

// gap is the space between two stretches that do not touch.
func gap(end, start int) string {
	if end < start {
		return " "
	}
	return ""
}

func sentenceOf(ctx context.Context, n comparison.Note) string {
	return n.Sentence(message.FromContext(ctx))
}
