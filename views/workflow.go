package views

import (
	"context"
	"net/url"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
)

// holder is one thing that holds an article back, and the list of it.
type holder struct{ Label, Address string }

func heldBy(ctx context.Context, p ProgressOf) (holders []holder) {
	for _, h := range []struct {
		key, field, value string
		count             int
	}{
		{"left.returned", "state", string(annotation.Returned), p.Article.Counts.In(annotation.Returned)},
		{"left.overdue", "due", string(annotation.Overdue), p.Left.Overdue},
		{"left.unassigned", "whose", string(annotation.Nobodys), p.Left.Unassigned},
	} {
		if h.count == 0 {
			continue
		}
		query := url.Values{"whose": {string(annotation.Desks)}, "article": {p.Article.ID}}
		query.Set(h.field, h.value)
		label := t(ctx, h.key, "count", h.count)
		if h.field != "state" && h.count == annotation.LeftMost {
			label = t(ctx, "left.at_least", "label", label)
		}
		holders = append(holders, holder{label, "/queue?" + query.Encode()})
	}
	for _, h := range []struct {
		key, on string
		count   int
	}{
		{"left.comments", p.Left.CommentOn, p.Left.Comments},
		{"left.replies", p.Left.WaitingOn, p.Left.Waiting},
	} {
		if h.count == 0 {
			continue
		}
		label := t(ctx, h.key, "count", h.count)
		if h.count == annotation.LeftMost {
			label = t(ctx, "left.at_least", "label", label)
		}
		holders = append(holders, holder{label, annotationPath(h.on)})
	}
	return holders
}

// workParts are the assignee, the day and the priority, those that are set.
func workParts(ctx context.Context, f CardForm) []string {
	parts := []string{f.Assignee, day(ctx, f.Due)}
	if f.Priority != "" {
		parts = append(parts, t(ctx, "priority."+string(f.Priority)))
	}
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

// assigneeChoices are the people who can be given the annotation, and whoever has it:
// they may have left since.
func assigneeChoices(c Card) []string {
	if c.Form.Assignee == "" || slices.Contains(c.People, c.Form.Assignee) {
		return c.People
	}
	return append(slices.Clone(c.People), c.Form.Assignee)
}

// stepLabel says what a button does; that one approves one's own check is said
// before it is done.
func stepLabel(c Card, to annotation.State) string {
	if to == annotation.Approved && c.OwnCheck {
		return "step.approved_own"
	}
	return "step." + string(to)
}
