package db

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/quotation"
	"github.com/isnad/isnad/internal/text"
)

// TestSuggestionMachine lets three people accept, reject, mark and undo at random while
// the rules change, and holds what is kept to what must be so.
func TestSuggestionMachine(t *testing.T) {
	db, files := tempDB(t), 0
	rapid.Check(t, func(rt *rapid.T) {
		files++
		m := &suggesting{T: t, db: db, file: files, decided: map[string]annotation.Suggestion{}}
		m.revise(rt)
		m.rules(rt)
		rt.Repeat(map[string]func(*rapid.T){"": m.holds, "rules": m.rules, "revise": m.revise, "accept": m.accept, "accept many": m.acceptMany, "reject": m.reject, "restore": m.restore, "mark": m.mark, "change": m.change, "delete": m.delete, "undo": m.undo, "undo many": m.undoMany})
	})
	noFindings(t, db)
}

type suggesting struct {
	*testing.T
	db      *DB
	file    int // the number of the article's file, of which there are
	texts   int // so many
	article string
	length  int
	first   int // where its first line with a quote begins
	decided map[string]annotation.Suggestion
	came    annotation.AcceptedMany // of accepting many the last time
}

var deciders = rapid.SampledFrom([]annotation.Actor{editor, reviewer, {Name: "huda", Role: annotation.Reviewer}})

// fails passes over what the domain refuses.
func fails(rt *rapid.T, err error) bool {
	switch annotation.CodeOf(err) {
	case annotation.Conflict, annotation.Invalid:
		return err != nil
	}
	if err != nil {
		rt.Fatal(err)
	}
	return false
}

func (m *suggesting) span(rt *rapid.T) (start, end int) {
	start = rapid.IntRange(0, m.length-1).Draw(rt, "start")
	return start, min(m.length, start+rapid.IntRange(1, 60).Draw(rt, "length"))
}

// revise is the file with another text, which the article has then, unless something is
// marked in it.
func (m *suggesting) revise(rt *rapid.T) {
	m.texts++
	before := strings.Repeat("لا جديد.\n", rapid.IntRange(0, 3).Draw(rt, "lines before"))
	a, _, err := m.db.SeedArticle(m.Context(), editor, annotation.ArticleDraft{Title: "العقد",
		Text:   before + strings.Repeat("قال الوزير إن السدود امتلأت كلها.\n", 12),
		Source: annotation.Source{Name: "a.txt", Path: fmt.Sprintf("/%d.txt", m.file), SHA256: fmt.Sprintf("%032x%032x", m.file, m.texts)}})
	if fails(rt, err) {
		return
	}
	m.article, m.length, m.first = a.ID, len([]rune(a.Text)), len([]rune(before))
}

// moved lets rejections come along to another text, and nothing else be otherwise.
func (m *suggesting) moved(rt *rapid.T) {
	for id, was := range m.decided {
		m.notes(rt, id)
		is := m.decided[id]
		if was.State == annotation.Rejected && is.Revision > was.Revision && was.Proposes() == is.Proposes() {
			was = was.ComeAlong(is)
		}
		if diff := gocmp.Diff(was, is); diff != "" {
			rt.Errorf("the rules changed what was decided:\n%s", diff)
		}
	}
}

// rules are newer ones that propose other quotes, some of them at the same places.
func (m *suggesting) rules(rt *rapid.T) {
	var found []quotation.Suggestion
	for range rapid.IntRange(0, 6).Draw(rt, "quotes") {
		line := m.first + rapid.IntRange(0, 11).Draw(rt, "line")*(m.length-m.first)/12
		length := rapid.SampledFrom([]int{5, 20, 30}).Draw(rt, "length")
		speaker := rapid.SampledFrom([]string{"", "سامر", "علي حسن", "علي الحسن", "الوزير"}).Draw(rt, "speaker")
		found = append(found, quotation.Suggestion{Content: []text.Span{{Start: line, End: line + length}}, Kind: annotation.Direct,
			Speaker: speaker, Named: speaker != "الوزير", Rule: quotation.RuleMarks, Confidence: 0.5})
	}
	m.db.options.Rules = Rules{m.db.options.Rules.Version + 1, func(*text.Index, string, []quotation.Speaker) []quotation.Suggestion { return found }}
	if err := m.db.MakeSuggestionsOf(m.Context(), m.article); err != nil {
		rt.Fatal(err)
	}
	m.moved(rt)
}

func (m *suggesting) pick(rt *rapid.T, state annotation.SuggestionState) annotation.Suggestion {
	all, err := m.db.SuggestionsIn(m.Context(), m.article, state)
	if err != nil {
		rt.Fatal(err)
	}
	if len(all) == 0 {
		rt.Skip("none")
	}
	return all[rapid.IntRange(0, len(all)-1).Draw(rt, "suggestion")]
}

// notes reads what was decided again.
func (m *suggesting) notes(rt *rapid.T, id string) {
	s, err := m.db.Suggestion(m.Context(), id)
	if err != nil {
		rt.Fatal(err)
	}
	delete(m.decided, id)
	if s.State != annotation.Suggesting {
		m.decided[id] = s
	}
}

func (m *suggesting) accept(rt *rapid.T) {
	s := m.pick(rt, "")
	var as annotation.Acceptance
	if rapid.Bool().Draw(rt, "edit") {
		start, end := m.span(rt)
		as.Spans = annotation.To([]annotation.PassageDraft{{Start: start, End: end}})
	}
	if as.Typed = rapid.Bool().Draw(rt, "typed"); as.Typed {
		as.Speaker = annotation.To(annotation.SpeakerChoice{Name: rapid.SampledFrom([]string{s.Speaker, "ليلى", "علي حسن"}).Draw(rt, "name"), Asking: true})
	}
	if rapid.Bool().Draw(rt, "looked") {
		as.Means = new(string)
		if s.Means != nil && rapid.Bool().Draw(rt, "saw it") {
			as.Means = &s.Means.ID
		}
	}
	a, created, err := m.db.AcceptSuggestion(m.Context(), deciders.Draw(rt, "actor"), s.ID, as)
	if fails(rt, err) {
		return
	}
	if created && as.Means != nil && !as.Typed && s.Speaker != "" && *as.Means != "" && a.Speaker.ID != *as.Means {
		rt.Errorf("whoever saw %s has %+v", *as.Means, a.Speaker)
	}
	if created != (s.State == annotation.Suggesting) || a.Suggested == nil {
		rt.Errorf("%s: created %v: %+v", s.State, created, a)
	}
	m.notes(rt, s.ID)
}

func (m *suggesting) acceptMany(rt *rapid.T) {
	before, err := m.db.Suggestions(m.Context(), m.article)
	if err != nil {
		rt.Fatal(err)
	}
	came, err := m.db.AcceptSuggestions(m.Context(), deciders.Draw(rt, "actor"), m.article, annotation.SuggestionChoice{})
	if err != nil || came.Accepted+came.Left > len(before) || came.Last < came.First || (came.First == 0) != (came.Accepted == 0) {
		rt.Fatalf("%+v of %d: %v", came, len(before), err)
	}
	m.came = came
	for _, s := range before {
		m.notes(rt, s.ID)
	}
	after, err := m.db.Suggestions(m.Context(), m.article)
	if err != nil || len(after) > came.Left {
		rt.Errorf("left %d, and %d are open: %v", came.Left, len(after), err)
	}
}

func (m *suggesting) reject(rt *rapid.T) {
	s := m.pick(rt, "")
	if _, err := m.db.RejectSuggestion(m.Context(), deciders.Draw(rt, "actor"), s.ID); !fails(rt, err) {
		m.notes(rt, s.ID)
	}
}

func (m *suggesting) restore(rt *rapid.T) {
	s := m.pick(rt, annotation.Rejected)
	if _, err := m.db.RestoreSuggestion(m.Context(), deciders.Draw(rt, "actor"), s.ID); err != nil {
		rt.Fatal(err)
	}
	m.notes(rt, s.ID)
}

func (m *suggesting) mark(rt *rapid.T) {
	start, end := m.span(rt)
	_, _, err := m.db.CreateAnnotation(m.Context(), deciders.Draw(rt, "actor"), m.article, annotation.Draft{Kind: rapid.SampledFrom(annotation.Kinds).Draw(rt, "kind"),
		Spans: []annotation.PassageDraft{{Start: start, End: end}}})
	fails(rt, err)
}

func (m *suggesting) pickMark(rt *rapid.T) annotation.Annotation {
	all, err := m.db.Annotations(m.Context(), m.article)
	if err != nil {
		rt.Fatal(err)
	}
	if len(all) == 0 {
		rt.Skip("none")
	}
	return all[rapid.IntRange(0, len(all)-1).Draw(rt, "annotation")]
}

func (m *suggesting) change(rt *rapid.T) {
	a := m.pickMark(rt)
	start, end := m.span(rt)
	p := annotation.Patch{Spans: annotation.To([]annotation.PassageDraft{{Start: start, End: end}})}
	switch rapid.IntRange(0, 2).Draw(rt, "field") {
	case 0:
		p = annotation.Patch{Speaker: annotation.To(annotation.SpeakerChoice{Name: rapid.SampledFrom([]string{"", "سامر", "ليلى"}).Draw(rt, "speaker")})}
	case 1:
		p = annotation.Patch{Kind: annotation.To(rapid.SampledFrom(annotation.Kinds).Draw(rt, "kind"))}
	}
	_, err := m.db.ChangeAnnotation(m.Context(), deciders.Draw(rt, "actor"), a.ID, a.Version, p)
	fails(rt, err)
}

func (m *suggesting) delete(rt *rapid.T) {
	a := m.pickMark(rt)
	if _, err := m.db.DeleteAnnotation(m.Context(), deciders.Draw(rt, "actor"), a.ID, a.Version); err != nil {
		rt.Fatal(err)
	}
}

func (m *suggesting) undo(rt *rapid.T) {
	c, err := m.db.Undo(m.Context(), deciders.Draw(rt, "actor"), m.article)
	if !fails(rt, err) && c.Suggestion != nil {
		if _, known := m.decided[c.Suggestion.ID]; !known || c.Suggestion.State != annotation.Suggesting {
			rt.Errorf("undo opened %+v", c.Suggestion)
		}
		m.notes(rt, c.Suggestion.ID)
	}
}

// undoMany takes back what many acceptances at once did, or any range of events.
func (m *suggesting) undoMany(rt *rapid.T) {
	actor, first, last := deciders.Draw(rt, "actor"), m.came.First, m.came.Last
	if rapid.Bool().Draw(rt, "any range") {
		first = rapid.Int64Range(last-20, last+20).Draw(rt, "first")
		last = rapid.Int64Range(first-1, first+40).Draw(rt, "last")
	}
	undone, kept, err := m.db.UndoAcceptances(m.Context(), actor, m.article, first, last)
	if err != nil {
		rt.Fatal(err)
	}
	for id, was := range m.decided {
		if m.notes(rt, id); m.decided[id].ID != "" {
			continue
		}
		var event int64
		if err := m.db.readers.QueryRow(`SELECT seq FROM events WHERE object = ? AND action = 'annotation.created'`, was.Annotation).Scan(&event); err != nil {
			rt.Fatal(err)
		}
		if undone--; was.State != annotation.Accepted || was.DecidedBy != actor.Name || event < first || event > last {
			rt.Errorf("%s opened, by events %d to %d, that of %d: %+v", actor.Name, first, last, event, was)
		}
	}
	if undone != 0 {
		rt.Errorf("%d more were undone than are open", undone)
	}
	if undone, again, err := m.db.UndoAcceptances(m.Context(), actor, m.article, first, last); undone != 0 || again != kept || err != nil {
		rt.Errorf("a second time %d are undone and %d kept, not %d: %v", undone, again, kept, err)
	}
}

// means wants each open suggestion to mean whom the one is attributed to now that was
// accepted last by its name.
func (m *suggesting) means(rt *rapid.T, open []annotation.Suggestion) {
	last, want := map[string]int64{}, map[string]*annotation.SpeakerRef{}
	for _, s := range m.decided {
		if s.State != annotation.Accepted {
			continue
		}
		var made annotationRow
		if err := m.db.read(m.Context(), func(q querier) (err error) {
			made, err = findAnnotation(m.Context(), q, s.Annotation)
			return err
		}); err != nil {
			rt.Fatal(err)
		}
		if s.Speaker != "" && made.Speaker != nil && !made.Deleted && made.seq > last[s.Speaker] {
			last[s.Speaker], want[s.Speaker] = made.seq, made.Speaker
		}
	}
	for _, s := range open {
		if !gocmp.Equal(want[s.Speaker], s.Means) {
			rt.Errorf("%q means %+v, want %+v", s.Speaker, s.Means, want[s.Speaker])
		}
	}
}

// holds says what must be so whatever was done.
func (m *suggesting) holds(rt *rapid.T) {
	ctx := m.Context()
	for id, want := range m.decided {
		if got, err := m.db.Suggestion(ctx, id); err != nil || !gocmp.Equal(want, got) {
			rt.Errorf("decided (-want +got): %v\n%s", err, gocmp.Diff(want, got))
		}
	}
	open, err1 := m.db.Suggestions(ctx, m.article)
	marked, err2 := m.db.Annotations(ctx, m.article)
	head, err3 := m.db.ArticleHead(ctx, m.article)
	if err := errors.Join(err1, err2, err3); err != nil {
		rt.Fatal(err)
	}
	m.means(rt, open)
	if head.Suggestions != len(open) {
		rt.Errorf("%d are counted and %d are open", head.Suggestions, len(open))
	}
	type place struct {
		start int
		id    string
	}
	var left []place
	for _, s := range open {
		left = append(left, place{s.Start(), s.ID})
		for _, a := range marked {
			if a.Kind == annotation.Quote && annotation.SameQuote(a.Spans, s.Spans) {
				rt.Errorf("%+v is shown beside %+v", s, a)
			}
		}
	}
	for _, a := range marked {
		left = append(left, place{a.Start(), a.ID})
	}
	slices.SortFunc(left, func(a, b place) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return strings.Compare(a.id, b.id)
	})
	after := ""
	for _, p := range left {
		next, err := m.db.NextUnfinished(ctx, m.article, after, false)
		if err != nil || next.ID != p.id {
			rt.Fatalf("after %q comes %+v, want %q: %v", after, next, p.id, err)
		}
		after = next.ID
	}
}
