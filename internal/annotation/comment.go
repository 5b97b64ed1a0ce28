package annotation

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/isnad/isnad/internal/text"
)

// Comment is what somebody said about an annotation. Its text never changes, so that
// nobody answers what was not said: a correction is another comment.
type Comment struct {
	ID         string    `json:"id,omitempty"`
	Annotation string    `json:"annotation,omitempty"` // left out inside its annotation
	Text       string    `json:"text"`
	By         string    `json:"by,omitempty"`
	At         time.Time `json:"at,omitzero"`
	Mentions   []string  `json:"mentions,omitempty"` // the names of people, as the desk has them
	ResolvedBy string    `json:"resolved_by,omitempty"`
	ResolvedAt time.Time `json:"resolved_at,omitzero"`
	Version    int       `json:"version,omitzero"`
}

// CommentDraft is a new comment as somebody writes it.
type CommentDraft struct {
	ID   string `json:"id,omitempty"` // brought by the client, so that a retry makes no second one
	Text string `json:"text"`
}

// CommentPatch resolves a comment, or takes it up again.
type CommentPatch struct {
	Resolved Opt[bool] `json:"resolved,omitzero"`
}

// Resolved says that nothing is left to do about the comment.
func (c *Comment) Resolved() bool { return !c.ResolvedAt.IsZero() }

// Inside is the comment as it stands inside its annotation.
func Inside(c Comment) Comment {
	c.Annotation = ""
	return c
}

// NewComment makes a comment of a draft, or says what is wrong with it. Whoever of
// people it mentions (MentionIn) is asked to look at it.
func NewComment(id, annotation string, d CommentDraft, people []User, actor Actor, now time.Time) (Comment, error) {
	c := Comment{ID: id, Annotation: annotation, Text: d.Text, By: actor.Name, At: now, Version: 1}
	if err := firstError(actor.Require(Mark), c.validate()); err != nil {
		return Comment{}, err
	}
	var names []string
	for _, u := range people {
		if !u.Disabled {
			names = append(names, u.Name)
		}
	}
	for _, part := range SplitMentions(d.Text, names) {
		if part.Name != "" && !slices.Contains(c.Mentions, part.Name) {
			c.Mentions = append(c.Mentions, part.Name)
		}
	}
	return c, nil
}

// Apply is the comment after the patch, or what forbids it. Nothing changed leaves
// Version as it is.
func (c Comment) Apply(p CommentPatch, actor Actor, now time.Time) (Comment, error) {
	if err := actor.Require(Mark); err != nil {
		return c, err
	}
	if !p.Resolved.Set || p.Resolved.Value == c.Resolved() {
		return c, nil
	}
	c.ResolvedBy, c.ResolvedAt = "", time.Time{}
	if p.Resolved.Value {
		c.ResolvedBy, c.ResolvedAt = actor.Name, now
	}
	c.Version++
	return c, nil
}

func (c *Comment) validate() error {
	if blank(c.Text) {
		return RefuseField(Invalid, "text", "error.required", "field", "text")
	}
	return checkProse("text", c.Text, MaxProse)
}

// ImportedComment is a comment as an export of its annotation says it, or what is
// wrong with it. Names are those of another desk, perhaps, and are kept.
func ImportedComment(c Comment, annotation string) (Comment, error) {
	if c.Annotation != "" && c.Annotation != annotation {
		return c, RefuseField(Invalid, "annotation", "error.unknown_value", "field", "annotation", "value", c.Annotation, "allowed", annotation)
	}
	c.Annotation = ""
	if (c.ResolvedBy == "") != c.ResolvedAt.IsZero() {
		return c, RefuseField(Invalid, "resolved_at", "error.required", "field", "resolved_by, resolved_at")
	}
	for _, name := range c.Mentions {
		if err := checkLine("mentions", name, MaxName); err != nil {
			return c, err
		}
	}
	return c, firstError(importedID(c.ID), c.validate(), moments(&c.At, &c.ResolvedAt),
		checkLine("by", c.By, MaxName), checkLine("resolved_by", c.ResolvedBy, MaxName), countable("version", c.Version))
}

// MentionPart is a stretch of a comment: a mention, with the name of the person, or
// what stands between.
type MentionPart struct{ Text, Name string }

// SplitMentions finds the people whom a text mentions: @ and the name, however it is
// folded, the longest of names that fit. What stands before the @ is no letter or
// digit, so that an address is no mention; but a و or ل may be written to it. The parts joined are the text.
func SplitMentions(s string, names []string) []MentionPart {
	var parts []MentionPart
	from := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '@' {
			continue
		}
		if before, _ := utf8.DecodeLastRuneInString(s[:i]); i > 0 && !unicode.Is(unicode.Arabic, before) && (unicode.IsLetter(before) || unicode.IsDigit(before)) {
			continue
		}
		name, length := mentionAt(s[i+1:], names)
		if name == "" {
			continue
		}
		if i > from {
			parts = append(parts, MentionPart{Text: s[from:i]})
		}
		from = i + 1 + length
		parts = append(parts, MentionPart{s[i:from], name})
		i = from - 1
	}
	if from < len(s) {
		parts = append(parts, MentionPart{Text: s[from:]})
	}
	return parts
}

// mentionAt is the name that a text begins with, and how many bytes of it that is.
func mentionAt(s string, names []string) (name string, length int) {
	for _, candidate := range names {
		end := wordsEnd(s, len(strings.Fields(candidate)))
		folded := text.FoldString(candidate)
		for _, to := range []int{end, len(strings.TrimRightFunc(s[:end], isStop))} {
			if to > length && text.FoldString(s[:to]) == folded {
				name, length = candidate, to
			}
		}
	}
	return name, length
}

// wordsEnd is where the first n words of a text end, in bytes; words are set apart by
// single spaces, as in names.
func wordsEnd(s string, n int) int {
	for i, r := range s {
		if unicode.IsSpace(r) {
			if n--; n == 0 || r != ' ' {
				return i
			}
		}
	}
	return len(s)
}

// isStop says that a sign can follow a name and is no part of it.
func isStop(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) }
