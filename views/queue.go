package views

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/isnad/isnad/internal/annotation"
)

// Queue is the page of what there is to do.
type Queue struct {
	Filter  annotation.QueueFilter
	Counts  annotation.QueueCounts
	Article annotation.Article // the filter's, if it has one
	Tasks   []Task
	First   bool   // the list from its beginning
	Next    string // the address of what follows; empty at the end

	Mentions  []annotation.Comment // the oldest open comments that mention the reader
	Mentioned int                  // how many there are
}

// Task is an annotation that somebody has to do something about.
type Task struct {
	annotation.Annotation
	ArticleTitle string
	Language     string
	Direction    string
}

// queueChoice is one value of a filter: what it shows, and the address that chooses it.
type queueChoice struct {
	Label, Address string
	Count          int
	On             bool
}

// queueFilter is one filter of the queue with its values.
type queueFilter struct {
	Label   string
	Choices []queueChoice
}

// filters are those that the page offers. Values that show nothing are left out, but
// for the one chosen; "all" is left out where there is nothing to choose.
func (q Queue) filters(ctx context.Context) []queueFilter {
	f, c := q.Filter, q.Counts
	whose := queueFilter{Label: "queue.whose"}
	for _, w := range annotation.QueueWhoses {
		if w == annotation.Mine && !chromeOf(ctx).CanMark {
			continue
		}
		whose.Choices = append(whose.Choices, queueChoice{t(ctx, "whose."+string(w)), q.with("whose", string(w)), c.Whose[w], f.Whose == w})
	}
	words := func(prefix string) func(string) string {
		return func(value string) string { return t(ctx, prefix+value) }
	}
	return []queueFilter{
		whose,
		choices(ctx, q, "term.state", "state", annotation.QueueStates, f.State, c.States, words("state.")),
		choices(ctx, q, "queue.due", "due", annotation.QueueDues, f.Due, c.Dues, words("due.")),
		choices(ctx, q, "card.priority", "priority", annotation.QueuePriorities, f.Priority, c.Priorities, words("priority.")),
		choices(ctx, q, "term.kind", "kind", annotation.Kinds, f.Kind, c.Kinds, words("kind.")),
		choices(ctx, q, "card.assignee", "assignee", slices.Sorted(maps.Keys(c.Assignees)), f.Assignee, c.Assignees, func(name string) string { return name }),
	}
}

// choices are the values of a filter that show something, and one that shows all.
func choices[T ~string](ctx context.Context, q Queue, label, field string, values []T, on T, counts map[T]int, word func(string) string) queueFilter {
	all := queueChoice{Label: t(ctx, "queue.all"), Address: q.with(field, ""), On: on == ""}
	filter := queueFilter{Label: label}
	if on != "" && !slices.Contains(values, on) {
		values = append(values, on)
	}
	for _, v := range values {
		all.Count += counts[v]
		if counts[v] > 0 || v == on {
			filter.Choices = append(filter.Choices, queueChoice{word(string(v)), q.with(field, string(v)), counts[v], v == on})
		}
	}
	if field == "assignee" { // what is nobody's counts too
		all.Count = q.Counts.Anybodys
	}
	if len(filter.Choices) > 0 {
		filter.Choices = append([]queueChoice{all}, filter.Choices...)
	}
	return filter
}

// chosen says whether a choice is the one that the page shows (aria-current).
func chosen(on bool) string { return strconv.FormatBool(on) }

// with is the address of the queue with one filter changed, from its beginning.
func (q Queue) with(field, value string) string {
	f := q.Filter
	query := url.Values{}
	for name, is := range map[string]string{"whose": string(f.Whose), "state": string(f.State), "kind": string(f.Kind),
		"priority": string(f.Priority), "due": string(f.Due), "assignee": f.Assignee, "article": f.Article} {
		if name == field {
			is = value
		}
		if is != "" {
			query.Set(name, is)
		}
	}
	return "/queue?" + query.Encode()
}

// lateness is the tone of a day that work is due on.
func lateness(ctx context.Context, due string) string {
	switch today := chromeOf(ctx).Today; {
	case due < today:
		return "bad"
	case due == today:
		return "warn"
	}
	return "none"
}

// taskWords are those that are to be checked; an orphan's are those it lost.
func taskWords(a *annotation.Annotation) string {
	if len(a.Spans) == 0 && a.Original != nil {
		return Exact(a.Original.Spans)
	}
	return Exact(a.Spans)
}

// priorityTones give a priority its colour.
var priorityTones = map[annotation.Priority]string{annotation.Urgent: "bad", annotation.High: "warn", annotation.Low: "none"}
