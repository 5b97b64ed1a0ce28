package db_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// TestAnyOrderOfWork does whatever people can do, in any order, and after each
// step holds all that is read against a model: a plain map of annotations.
func TestAnyOrderOfWork(t *testing.T) {
	d := dbtest.Open(t)
	n, into := 0, map[string]string{}
	rapid.Check(t, func(rt *rapid.T) {
		n++
		draft := waterPlan
		draft.ID = fmt.Sprintf("article-%d", n)
		article, _, err := d.CreateArticle(t.Context(), dbtest.Editor, draft)
		if err != nil {
			rt.Fatal(err)
		}
		m := &model{t: t, d: d, article: article, index: text.NewIndex(article.Text), all: map[string]annotation.Annotation{}, counter: article.Counter, into: into}
		rt.Repeat(map[string]func(*rapid.T){
			"create": m.create, "change": m.change, "step": m.step, "delete": m.delete, "restore": m.restore, "undo": m.undo,
			"merge": m.merge, "split off": m.splitOff, "": m.check,
		})
	})
	if findings, err := d.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Errorf("the file after it all: %v, %v", findings, err)
	}
}

// model is what should be: every annotation as it should be, and who did what to which.
type model struct {
	t       *testing.T
	d       *db.DB
	article annotation.Article
	index   *text.Index
	all     map[string]annotation.Annotation // by id, deleted ones too
	done    []done                           // changes not taken back, in order
	counter int64
	into    map[string]string // whom each merged speaker is merged into; the same for all articles
}

// done is one change of an annotation: before is nil for a new one.
type done struct {
	by     string
	id     string
	before *annotation.Annotation
}

var actors = rapid.SampledFrom([]annotation.Actor{dbtest.Reviewer, dbtest.Reviewer2, dbtest.Editor, dbtest.Editor2})

func (m *model) spans(rt *rapid.T, label string, least int) (spans []annotation.PassageDraft) {
	for range rapid.IntRange(least, 2).Draw(rt, label) {
		start := rapid.IntRange(0, m.index.Len()-1).Draw(rt, label+" start")
		spans = append(spans, annotation.PassageDraft{Start: start, End: min(m.index.Len(), start+rapid.IntRange(1, 40).Draw(rt, label+" length"))})
	}
	return spans
}

// pick is one of the annotations that are deleted, or of those that are not.
func (m *model) pick(rt *rapid.T, deleted bool) annotation.Annotation {
	var some []annotation.Annotation
	for _, a := range m.all {
		if a.Deleted == deleted {
			some = append(some, a)
		}
	}
	if len(some) == 0 {
		rt.Skip("none")
	}
	slices.SortFunc(some, func(a, b annotation.Annotation) int { return cmp.Compare(a.ID, b.ID) })
	return rapid.SampledFrom(some).Draw(rt, "annotation")
}

func (m *model) create(rt *rapid.T) {
	actor := actors.Draw(rt, "actor")
	d := annotation.Draft{Kind: rapid.SampledFrom(annotation.Kinds).Draw(rt, "kind"), Spans: m.spans(rt, "spans", 1), Cue: m.spans(rt, "cue", 0)}
	if name := rapid.SampledFrom([]string{"", "ليلى", "سامر"}).Draw(rt, "speaker"); name != "" {
		d.Speaker = &annotation.SpeakerChoice{Name: name}
	}
	a, _, err := m.d.CreateAnnotation(m.t.Context(), actor, m.article.ID, d)
	if annotation.CodeOf(err) == annotation.Invalid {
		return // spans that overlap, or nothing but white space
	}
	if err != nil {
		rt.Fatal(err)
	}
	m.all[a.ID], m.counter = a, m.counter+1
	m.done = append(m.done, done{actor.Name, a.ID, nil})
}

// saved notes a change that went through.
func (m *model) saved(rt *rapid.T, actor annotation.Actor, before annotation.Annotation, c db.Change, err error) {
	switch {
	case annotation.CodeOf(err) == annotation.Invalid, annotation.CodeOf(err) == annotation.Conflict, annotation.CodeOf(err) == annotation.Forbidden:
		return // the domain's own tests say when
	case err != nil:
		rt.Fatal(err)
	case c.Event == 0:
		return
	}
	if c.After.Version != before.Version+1 {
		rt.Fatalf("version %d after %d", c.After.Version, before.Version)
	}
	m.all[before.ID], m.counter = c.After, m.counter+1
	m.done = append(m.done, done{actor.Name, before.ID, &before})
}

func (m *model) change(rt *rapid.T) {
	a, actor := m.pick(rt, false), actors.Draw(rt, "actor")
	var p annotation.Patch
	switch rapid.IntRange(0, 3).Draw(rt, "field") {
	case 0:
		p.Spans = annotation.To(m.spans(rt, "spans", 1))
	case 1:
		p.Mention = annotation.To(m.spans(rt, "mention", 0))
	case 2:
		p.Speaker = annotation.To(annotation.SpeakerChoice{Name: rapid.SampledFrom([]string{"", "ليلى", "منى"}).Draw(rt, "speaker")})
	case 3:
		p.Verdict = annotation.To(rapid.SampledFrom(annotation.DefaultScale().Verdicts()).Draw(rt, "verdict"))
		p.Note = annotation.To(rapid.SampledFrom([]string{"", "ملاحظة"}).Draw(rt, "note"))
	}
	c, err := m.d.ChangeAnnotation(m.t.Context(), actor, a.ID, a.Version, p)
	m.saved(rt, actor, a, c, err)
}

func (m *model) step(rt *rapid.T) {
	a, actor := m.pick(rt, false), actors.Draw(rt, "actor")
	p := step(rapid.SampledFrom(annotation.States).Draw(rt, "state"))
	if a.Kind == annotation.Quote {
		p.Wording = annotation.To(annotation.Accurate)
	} else {
		p.Verdict = annotation.To(annotation.Unverifiable)
	}
	c, err := m.d.ChangeAnnotation(m.t.Context(), actor, a.ID, a.Version, p)
	m.saved(rt, actor, a, c, err)
}

func (m *model) delete(rt *rapid.T) {
	a, actor := m.pick(rt, false), actors.Draw(rt, "actor")
	c, err := m.d.DeleteAnnotation(m.t.Context(), actor, a.ID, a.Version)
	m.saved(rt, actor, a, c, err)
}

func (m *model) restore(rt *rapid.T) {
	a, actor := m.pick(rt, true), actors.Draw(rt, "actor")
	c, err := m.d.RestoreAnnotation(m.t.Context(), actor, a.ID)
	m.saved(rt, actor, a, c, err)
}

// undo expects what the history allows: the actor's latest change, unless the same
// annotation was changed after it.
func (m *model) undo(rt *rapid.T) {
	actor := actors.Draw(rt, "actor")
	c, err := m.d.Undo(m.t.Context(), actor, m.article.ID)
	i := len(m.done) - 1
	for i >= 0 && m.done[i].by != actor.Name {
		i--
	}
	if i < 0 {
		refused(m.t, err, annotation.Conflict, "error.nothing_to_undo")
		return
	}
	step := m.done[i]
	if slices.ContainsFunc(m.done[i+1:], func(later done) bool { return later.id == step.id }) {
		refused(m.t, err, annotation.Conflict, "error.undo_stale")
		return
	}
	if err != nil {
		rt.Fatal(err)
	}
	now := m.all[step.id]
	want := now
	want.Deleted = true
	if step.before != nil {
		want = *step.before
	}
	want.Version, want.Speaker = now.Version+1, m.shown(rt, want.Speaker)
	if diff := gocmp.Diff(want, c.After); diff != "" {
		rt.Fatalf("undone (-want +got):\n%s", diff)
	}
	m.all[step.id], m.counter = c.After, m.counter+1
	m.done = slices.Delete(m.done, i, i+1)
}

// shown is how an annotation names its speaker now.
func (m *model) shown(rt *rapid.T, s *annotation.SpeakerRef) *annotation.SpeakerRef {
	if s == nil {
		return nil
	}
	id := s.AttributedTo()
	for m.into[id] != "" {
		id = m.into[id]
	}
	heir, err := m.d.Speaker(m.t.Context(), id)
	if err != nil {
		rt.Fatal(err)
	}
	ref := heir.Ref()
	if id != s.AttributedTo() {
		ref.Merged = s.AttributedTo()
	}
	return ref
}

// heirsChanged brings the model up to date once a speaker was merged or split off.
func (m *model) heirsChanged(rt *rapid.T) {
	changed := false
	for id, a := range m.all {
		was := a.Speaker
		a.Speaker = m.shown(rt, a.Speaker)
		m.all[id] = a
		changed = changed || !a.Deleted && !gocmp.Equal(was, a.Speaker)
	}
	if changed {
		m.counter++
	}
}

// speaker is any whom something was ever attributed to, merged or not.
func (m *model) speaker(rt *rapid.T, label string) annotation.Speaker {
	items, _, err := m.d.Speakers(m.t.Context(), "", "", 0)
	if err != nil {
		rt.Fatal(err)
	}
	var all []string
	for _, item := range items {
		all = append(all, item.ID)
	}
	for id := range m.into {
		all = append(all, id)
	}
	if len(all) == 0 {
		rt.Skip("none")
	}
	slices.Sort(all)
	s, err := m.d.Speaker(m.t.Context(), rapid.SampledFrom(slices.Compact(all)).Draw(rt, label))
	if err != nil {
		rt.Fatal(err)
	}
	return s
}

func (m *model) merge(rt *rapid.T) {
	one, into := m.speaker(rt, "one"), m.speaker(rt, "into")
	_, heir, err := m.d.MergeSpeaker(m.t.Context(), dbtest.Editor, one.ID, one.Version, into.ID)
	switch code := annotation.CodeOf(err); {
	case err == nil:
		m.into[one.ID] = heir.ID
		m.heirsChanged(rt)
	case code != annotation.Invalid && code != annotation.Conflict:
		rt.Fatal(err)
	}
}

func (m *model) splitOff(rt *rapid.T) {
	one := m.speaker(rt, "one")
	_, _, err := m.d.SplitOffSpeaker(m.t.Context(), dbtest.Editor, one.ID, one.Version)
	switch {
	case err == nil:
		delete(m.into, one.ID)
		m.heirsChanged(rt)
	case annotation.CodeOf(err) != annotation.Conflict:
		rt.Fatal(err)
	case m.into[one.ID] != "" && m.into[m.into[one.ID]] == "":
		rt.Fatalf("%s is merged into one that stands alone: %v", one.ID, err)
	}
}

// check holds everything that can be read against the model.
func (m *model) check(rt *rapid.T) {
	ctx := m.t.Context()
	var want []annotation.Annotation
	var counts annotation.Counts
	tally := map[annotation.State]*int{annotation.Open: &counts.Open, annotation.Checking: &counts.Checking,
		annotation.Checked: &counts.Checked, annotation.Approved: &counts.Approved, annotation.Returned: &counts.Returned}
	for _, a := range m.all {
		if !a.Deleted {
			want = append(want, a)
			*tally[a.State]++
		}
	}
	slices.SortFunc(want, func(a, b annotation.Annotation) int { return annotation.Compare(&a, &b) })
	got, err := m.d.Annotations(ctx, m.article.ID)
	if err != nil {
		rt.Fatal(err)
	}
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		rt.Fatalf("annotations (-want +got):\n%s", diff)
	}
	for _, a := range got {
		for _, passages := range [][]annotation.Passage{a.Spans, a.Cue, a.Mention} {
			for _, p := range passages {
				if m.index.Slice(p.Span()) != p.Exact {
					rt.Fatalf("%d–%d is %q and not %q", p.Start, p.End, m.index.Slice(p.Span()), p.Exact)
				}
			}
		}
	}
	for n, paragraph := range m.index.Paragraphs() {
		var touching []string
		for _, a := range want {
			for _, p := range slices.Concat(a.Spans, a.Cue, a.Mention) {
				if p.Span().Overlaps(paragraph) {
					touching = append(touching, a.ID)
					break
				}
			}
		}
		found, err := m.d.AnnotationsTouching(ctx, m.article.ID, n, n)
		if err != nil {
			rt.Fatal(err)
		}
		var ids []string
		for _, a := range found {
			ids = append(ids, a.ID)
		}
		if diff := gocmp.Diff(touching, ids); diff != "" {
			rt.Fatalf("paragraph %d (-want +got):\n%s", n, diff)
		}
	}
	head, err := m.d.ArticleHead(ctx, m.article.ID)
	if err != nil || head.Counts != counts || head.Counter != m.counter {
		rt.Fatalf("counts %+v, want %+v; counter %d, want %d; %v", head.Counts, counts, head.Counter, m.counter, err)
	}
	var left []string
	for _, a := range want {
		if !a.Finished() {
			left = append(left, a.ID)
		}
	}
	after := ""
	for _, id := range left {
		next, err := m.d.NextUnfinished(ctx, m.article.ID, after, false)
		if err != nil || next.ID != id {
			rt.Fatalf("next unfinished %+v, want %q; %v", next, id, err)
		}
		after = id
	}
}
