package views

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/message"
)

// History is the page of what happened to an annotation.
type History struct {
	Annotation annotation.Annotation // as it is now, or was when it was deleted
	Article    annotation.Article
	Events     []HistoryEvent // oldest first
	Next       string         // the page after this one
}

// HistoryEvent is one event as it is told.
type HistoryEvent struct {
	annotation.Entry
	Disabled bool // whoever it was cannot sign in any more
	Told     []Told
}

// Told is one sentence of an event, and the words of the text that it is about.
type Told struct {
	Sentence string
	Words    []Words
	Comment  *annotation.Comment // whose words they are, if they are a comment's
}

// Words are a stretch of a text that an event kept, added or removed.
type Words struct {
	Text string
	Did  string // "", "ins" or "del": the element that shows it
}

// Tell says in sentences what an event did, field by field. Sentences have no
// subject: whoever did it is named once, and what is known of them, an account's
// name, has no gender for an Arabic verb to agree with. A verdict is told by the
// word of the scale that it was given under.
func Tell(p *message.Printer, scales annotation.Scales, e annotation.Entry) ([]Told, error) {
	changes, err := e.Changes()
	if err != nil {
		return nil, err
	}
	teller := teller{p: p, scales: scales, event: e, changes: changes}
	thing, what, _ := strings.Cut(e.Action, ".")
	if thing == "piece" || thing == "evidence" {
		teller.evidence(thing, what)
		return teller.told, nil
	}
	if e.Undoes != 0 {
		teller.say("history.undid", "n", int(e.Undoes))
	}
	if e.Erased {
		teller.say("history.erased")
		return teller.told, nil
	}
	if thing == "reply" {
		return teller.reply(what)
	}
	if thing == "comment" {
		return teller.comment(what)
	}
	if thing == "suggestion" {
		return teller.suggestion(what)
	}
	switch what {
	case "merged", "split_off": // speakers
		teller.say(map[string]string{"merged": "history.speaker_merged", "split_off": "history.speaker_split_off"}[what], "name", teller.nameOf(), "into", e.About)
	case "created":
		teller.came(map[string]string{"claim": "history.marked_claim", "quote": "history.marked_quote"}[teller.after("kind")])
	case "imported":
		teller.came("history.imported")
	case "reopened":
		teller.say("history.reopened")
	case "deleted":
		teller.say("history.deleted")
	case "restored":
		teller.say("history.restored")
		if c := teller.change("anchor"); c != nil && teller.after("anchor") != string(annotation.AnchorExact) {
			teller.field(*c)
		}
	default:
		teller.changed()
	}
	return teller.told, nil
}

// evidenceKeys tell what happened to a piece of evidence, or to its use for the
// annotation.
var evidenceKeys = map[string]string{
	"piece.created": "history.piece_created", "piece.imported": "history.piece_created",
	"piece.changed": "history.piece_changed", "piece.erased": "history.piece_erased",
	"evidence.created": "history.evidence_created", "evidence.imported": "history.evidence_created",
	"evidence.changed": "history.evidence_changed", "evidence.deleted": "history.evidence_deleted", "evidence.restored": "history.evidence_restored",
}

// evidence tells an event about a piece of evidence, or about its citation.
func (t *teller) evidence(thing, what string) {
	title := t.event.About
	if title == "" {
		title = t.p.T("evidence.erased")
	}
	released := t.event.Withheld && len(t.event.After) > 0
	if released {
		t.say("history.piece_released", "title", title)
	} else {
		t.say(evidenceKeys[thing+"."+what], "title", title)
	}
	switch {
	case what == "erased", what == "deleted", what == "restored":
		return
	case t.event.Erased:
		t.say("history.erased")
		return
	case t.event.Withheld && !released:
		t.say("history.withheld")
		return
	}
	for _, c := range t.changes {
		came := c.Before == nil && (released || what != "changed")
		if came && (c.Field == "created_by" || c.Field == "created_at" || c.Field == "title") {
			continue
		}
		if c.Field == "kind" {
			c.Field = "piece_kind" // another list of words than a mark's kind
		}
		t.field(c)
	}
}

// comment tells what became of a comment, in its words.
func (t *teller) comment(what string) ([]Told, error) {
	var is annotation.Comment
	if err := json.Unmarshal(t.event.After, &is); err != nil {
		return nil, err
	}
	key := map[string]string{"created": "history.commented", "imported": "history.comment_imported",
		"resolved": "history.comment_resolved", "reopened": "history.comment_reopened"}[what]
	t.told = append(t.told, Told{Sentence: t.p.T(key, "name", is.By), Comment: &is})
	return t.told, nil
}

// replyKeys tell what happened to a right of reply.
var replyKeys = map[string]string{"created": "history.reply_created", "imported": "history.reply_imported", "changed": "history.reply_changed",
	"deleted": "history.reply_deleted", "restored": "history.reply_restored"}

// reply tells what became of a right of reply: whom it asked, and each field.
func (t *teller) reply(what string) ([]Told, error) {
	side := t.event.After
	if what == "deleted" {
		side = t.event.Before
	}
	var is annotation.Reply
	if err := json.Unmarshal(side, &is); err != nil {
		return nil, err
	}
	t.say(replyKeys[what], "asked", is.Asked)
	if what == "deleted" || what == "restored" {
		return t.told, nil
	}
	for _, c := range t.changes {
		if what != "changed" && (c.Field == "created_by" || c.Field == "created_at" || c.Field == "asked") {
			continue
		}
		t.field(c)
	}
	return t.told, nil
}

// teller puts the sentences of one event together.
type teller struct {
	p       *message.Printer
	scales  annotation.Scales
	event   annotation.Entry
	changes []annotation.FieldChange
	told    []Told
}

func (t *teller) say(key string, args ...any) {
	t.told = append(t.told, Told{Sentence: t.p.T(key, args...)})
}

// nameOf is the name that the event's thing has after it.
func (t *teller) nameOf() string {
	var thing struct {
		Name string `json:"name"`
	}
	if json.Unmarshal(t.event.After, &thing) != nil {
		return ""
	}
	return thing.Name
}

func (t *teller) change(field string) *annotation.FieldChange {
	for i, c := range t.changes {
		if c.Field == field {
			return &t.changes[i]
		}
	}
	return nil
}

// after is a field's text after the event, "" where it has none.
func (t *teller) after(field string) string {
	if c := t.change(field); c != nil {
		return textOf(c.After)
	}
	return ""
}

// came tells how an annotation came to the desk and what it had. What goes without
// saying of a new mark is not said: who made it and when, that it is open and where
// it was made.
func (t *teller) came(key string) {
	var revision int
	if c := t.change("revision"); c != nil && json.Unmarshal(c.After, &revision) != nil {
		revision = 0 // told as it is, below
	}
	if key == "" { // a kind of a newer isnad
		t.field(annotation.FieldChange{Field: "kind", After: t.change("kind").After})
	} else {
		t.say(key, "revision", revision)
	}
	imported := key == "history.imported"
	for _, c := range t.changes {
		switch value := textOf(c.After); {
		case c.Field == "suggested":
			t.suggested(c.After)
		case c.Field == "revision" && revision != 0, c.Field == "anchor" && value == string(annotation.AnchorExact):
		case !imported && (c.Field == "kind" || c.Field == "created_by" || c.Field == "created_at" || c.Field == "state" && value == string(annotation.Open)):
		default:
			t.field(c)
		}
	}
}

// suggested tells which rule proposed the annotation.
func (t *teller) suggested(value json.RawMessage) {
	var s annotation.Suggested
	if json.Unmarshal(value, &s) != nil {
		t.field(annotation.FieldChange{Field: "suggested", After: value})
		return
	}
	rule := s.Rule
	if key := "rule." + rule; message.Has(key) {
		rule = t.p.T(key)
	}
	t.say(map[bool]string{false: "history.suggested", true: "history.suggested_edited"}[s.Edited], "rule", rule, "rules", s.Rules)
}

// suggestionKeys tell what was decided on a suggestion.
var suggestionKeys = map[string]string{"rejected": "history.suggestion_rejected", "restored": "history.suggestion_restored"}

// suggestion tells what became of a suggestion, in its words.
func (t *teller) suggestion(what string) ([]Told, error) {
	var is annotation.Suggestion
	if err := json.Unmarshal(t.event.After, &is); err != nil {
		return nil, err
	}
	t.told = append(t.told, Told{Sentence: t.p.T(suggestionKeys[what]), Words: []Words{{Text: Exact(is.Spans)}}})
	return t.told, nil
}

// changed tells each field, and a step of the work as such.
func (t *teller) changed() {
	state := t.change("state")
	step, reason := "", ""
	if state != nil && t.event.Undoes == 0 {
		step = stepKeys[textOf(state.Before)+" "+textOf(state.After)]
		if own := t.change("self_approved"); own != nil && string(own.After) == "true" && step == "history.approved" {
			step = "history.approved_own"
		}
		// The reason stands after the event even where it is the one of the time before.
		var is struct {
			Reason string `json:"returned_reason"`
		}
		if json.Unmarshal(t.event.After, &is) == nil {
			reason = is.Reason
		}
	}
	var found []string
	for _, c := range t.changes {
		switch {
		case c.Field == "state" && step != "", c.Field == "returned_reason" && step == "history.returned" && reason != "":
			continue
		case (c.Field == "checked_by" || c.Field == "approved_by" || c.Field == "self_approved") && step != "":
			continue // whoever made the step
		}
		if c.OfFinding() && (c.Field != "scale" || t.change("verdict") == nil) {
			found = append(found, fieldName(t.p, c.Field))
		}
		t.field(c)
	}
	switch {
	case step == "history.back" && len(found) == 0:
		t.field(*state)
	case step != "":
		t.say(step, "reason", reason, "fields", message.Raw(strings.Join(found, t.p.T("list.comma"))))
	}
}

// stepKeys tell the steps of the work, by the states before and after.
var stepKeys = map[string]string{
	"open checking":     "history.began",
	"returned checking": "history.resumed",
	"checking checked":  "history.checked",
	"approved checked":  "history.checked",
	"checked approved":  "history.approved",
	"checked returned":  "history.returned",
	"approved returned": "history.returned",
	"checked checking":  "history.back",
	"approved checking": "history.back",
}

// field tells one field: its words where it is a place in the text, its values
// otherwise.
func (t *teller) field(c annotation.FieldChange) {
	name := fieldName(t.p, c.Field)
	was, is := passagesOf(c.Field, c.Before), passagesOf(c.Field, c.After)
	if was != nil || is != nil {
		key := "history.words_changed"
		switch {
		case was == nil:
			key = "history.words_set"
			t.told = append(t.told, Told{Sentence: t.p.T(key, "name", name), Words: []Words{{Text: Exact(is)}}})
			return
		case is == nil:
			key = "history.words_removed"
		}
		t.told = append(t.told, Told{Sentence: t.p.T(key, "name", name), Words: wordChanges(was, is)})
		return
	}
	if c.Field == "scale" && !t.rescaled() {
		return // the verdict's word says it
	}
	before, after := valueOf(t.p, c.Field, c.Before), valueOf(t.p, c.Field, c.After)
	if c.Field == "verdict" {
		before, after = t.verdict(t.event.Before), t.verdict(t.event.After)
	}
	if before == after { // two things that look alike
		before, after = string(c.Before), string(c.After)
	}
	switch {
	case c.Before == nil:
		t.say("history.set", "name", name, "after", after)
	case c.After == nil:
		t.say("history.removed", "name", name, "before", before)
	default:
		t.say("history.changed", "name", name, "before", before, "after", after)
	}
}

// judgedIn is the verdict that a side of the event holds, with its scale.
func judgedIn(side json.RawMessage) annotation.Annotation {
	var is struct {
		Verdict annotation.Verdict  `json:"verdict"`
		Scale   annotation.ScaleRef `json:"scale"`
	}
	if len(side) > 0 && json.Unmarshal(side, &is) != nil {
		return annotation.Annotation{}
	}
	a := annotation.Annotation{Verdict: is.Verdict, Scale: is.Scale}
	a.FillScale()
	return a
}

func (t *teller) verdict(side json.RawMessage) string {
	a := judgedIn(side)
	if a.Verdict == "" {
		return ""
	}
	label := t.scales.Label(a.Scale, a.Verdict)
	return label.In(string(t.p.Lang()))
}

// rescaled says that a verdict of one scale gave way to one of another.
func (t *teller) rescaled() bool {
	was, is := judgedIn(t.event.Before), judgedIn(t.event.After)
	return was.Scale != "" && is.Scale != "" && was.Scale != is.Scale
}

// fieldName is what the catalogue calls a field (field.NAME), or the name itself.
func fieldName(p *message.Printer, field string) string {
	if key := "field." + field; message.Has(key) {
		return p.T(key)
	}
	return field
}

// worded are the fields whose values are words of the catalogue (NAME.VALUE); the
// values of others are shown as they are.
var worded = []string{"kind", "quotation", "anchor", "state", "wording", "stance", "piece_kind", "priority", "one_person", "self_approved", "how", "outcome"}

// dated are the fields that hold a day (YYYY-MM-DD) or a moment (RFC 3339).
var dated = []string{"said_on", "due", "created_at", "date", "accessed", "asked_on", "until", "answered_on"}

// excerpt is how much of a long text its history shows, in code points.
const excerpt = 300

// valueOf is a field's value as people read it. One of an unknown shape is shown as
// it is kept, never left out.
func valueOf(p *message.Printer, field string, value json.RawMessage) string {
	if value == nil {
		return ""
	}
	var (
		s     string
		yes   bool
		whole int
		list  []string
		named struct {
			Name string `json:"name"`
		}
	)
	switch {
	case json.Unmarshal(value, &s) == nil:
		if key := field + "." + s; slices.Contains(worded, field) && message.Has(key) {
			return p.T(key)
		}
		if slices.Contains(dated, field) {
			if at, err := time.Parse(time.RFC3339, s); err == nil {
				return p.DateTime(at)
			}
			return p.Day(s)
		}
		if runes := []rune(s); len(runes) > excerpt {
			return p.T("history.excerpt", "begins", string(runes[:excerpt]), "count", len(runes))
		}
		return s
	case slices.Contains(worded, field) && message.Has(field+"."+string(value)):
		return p.T(field + "." + string(value))
	case json.Unmarshal(value, &yes) == nil:
		return p.T(map[bool]string{true: "evidence.yes", false: "evidence.no"}[yes])
	case json.Unmarshal(value, &whole) == nil:
		return p.N(whole)
	case json.Unmarshal(value, &list) == nil:
		return strings.Join(list, p.T("list.comma"))
	case json.Unmarshal(value, &named) == nil && named.Name != "":
		return named.Name
	}
	return string(value)
}

func textOf(value json.RawMessage) (s string) {
	if json.Unmarshal(value, &s) != nil {
		return ""
	}
	return s
}

// passagesOf are the places in the text that a field holds, or nil.
func passagesOf(field string, value json.RawMessage) (passages []annotation.Passage) {
	var original annotation.Original
	switch field {
	case "spans", "cue", "mention":
		if json.Unmarshal(value, &passages) != nil {
			return nil
		}
	case "original":
		if json.Unmarshal(value, &original) != nil {
			return nil
		}
		passages = original.Spans
	}
	return passages
}

// wordChanges are the words of two sets of passages of one revision in the order of
// the text, with what only one of them holds marked. Places tell it, so that
// nothing needs to be guessed from the words. Where both hold words and none in
// common, as after another revision, all of the one is followed by all of the other.
func wordChanges(before, after []annotation.Passage) []Words {
	was, is := runesAt(before), runesAt(after)
	at := make([]int, 0, len(was)+len(is))
	for i := range was {
		at = append(at, i)
	}
	for i := range is {
		if _, both := was[i]; !both {
			at = append(at, i)
		} else if was[i] != is[i] { // not one text
			return []Words{{Exact(before), "del"}, {" ", ""}, {Exact(after), "ins"}}
		}
	}
	slices.Sort(at)
	var words []Words
	var b strings.Builder
	did := ""
	flush := func() {
		if b.Len() > 0 {
			words = append(words, Words{b.String(), did})
			b.Reset()
		}
	}
	for n, i := range at {
		r, had := was[i]
		now, has := is[i]
		does := ""
		switch {
		case !has:
			does = "del"
		case !had:
			does, r = "ins", now
		}
		if n > 0 && at[n-1] != i-1 {
			flush()
			words = append(words, Words{Text: " […] "})
		}
		if does != did {
			flush()
			did = does
		}
		b.WriteRune(r)
	}
	flush()
	return words
}

// runesAt are the characters that passages hold, by their places.
func runesAt(passages []annotation.Passage) map[int]rune {
	all := map[int]rune{}
	for _, p := range passages {
		at := p.Start
		for _, r := range p.Exact {
			all[at] = r
			at++
		}
	}
	return all
}

// backPath leads from a history to where its annotation stands or, once it is
// deleted, to where it can be brought back.
func (h History) backPath() string {
	if h.Annotation.Deleted {
		return articlePath(h.Annotation.Article) + "?deleted=" + h.Annotation.ID
	}
	return deskPath(&h.Annotation)
}

// words are those that the annotation holds, or held when it lost its place.
func (h History) words() string {
	if len(h.Annotation.Spans) == 0 && h.Annotation.Original != nil {
		return Exact(h.Annotation.Original.Spans)
	}
	return Exact(h.Annotation.Spans)
}

func eventID(n int64) string { return fmt.Sprintf("event-%d", n) }

// by names whoever did something.
func by(ctx context.Context, name string) string {
	if name == annotation.CommandLine.Name {
		return t(ctx, "history.command_line")
	}
	return name
}

// utc is a moment as programs, and courts, write it.
func utc(at time.Time) string { return at.UTC().Format(time.RFC3339) }
