package db_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
)

const queueDay = "2026-03-10"

// whole reads a queue to its end, by pages of a size.
func whole(t testing.TB, d *db.DB, f annotation.QueueFilter, page int) (tasks []db.Task) {
	t.Helper()
	for cursor := ""; ; {
		some, next, err := d.Queue(t.Context(), f, cursor, page)
		if err != nil {
			t.Fatal(err)
		}
		tasks = append(tasks, some...)
		if next == "" {
			return tasks
		}
		cursor = next
	}
}

// TestQueueCountsAgree: over random work, what stands beside each value of each
// filter is how much the list shows when that value is chosen, whoever reads.
func TestQueueCountsAgree(t *testing.T) {
	d := dbtest.Open(t)
	dbtest.People(t, d)
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	var articles []string
	for range 4 {
		a := dbtest.Article(t, d, 120, 0)
		articles = append(articles, a.ID)
		for n := range 20 {
			m := mark(t, d, dbtest.Reviewer, a.ID, annotation.Draft{
				Kind: annotation.Kind(pick("claim", "quote")), Spans: []annotation.PassageDraft{{Start: 5 * n, End: 5*n + 4}},
				Assignee: pick("", "", "reviewer1", "editor1", "editor2"), Priority: annotation.Priority(pick("", "", "urgent", "high", "low")),
				Due: pick("", "2026-03-09", queueDay, "2026-03-11"),
			})
			checker := []annotation.Actor{dbtest.Reviewer, dbtest.Editor}[r.IntN(2)]
			for range r.IntN(5) {
				next := m.Steps(dbtest.Editor2, false)
				if len(next) == 0 {
					break
				}
				p := step(next[r.IntN(len(next))])
				actor := checker
				switch p.State.Value {
				case annotation.Checked:
					p.Verdict = annotation.To(annotation.Unverifiable)
					if m.Kind == annotation.Quote {
						p.Wording = annotation.To(annotation.Accurate)
					}
				case annotation.Approved, annotation.Returned:
					actor = dbtest.Editor2
				}
				m = edit(t, d, actor, m, p)
			}
			if r.IntN(8) == 0 {
				if _, err := d.DeleteAnnotation(t.Context(), dbtest.Editor, m.ID, m.Version); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	shelved := must[annotation.Article](t)(d.ArticleHead(t.Context(), articles[3]))
	if _, err := d.ChangeArticle(t.Context(), dbtest.Editor, shelved.ID, shelved.Version, annotation.ArticlePatch{Archived: annotation.To(true)}); err != nil {
		t.Fatal(err)
	}

	// What the lists must be, told from the annotations themselves.
	rank := map[annotation.Priority]int{annotation.Urgent: 0, annotation.High: 1, "": 2, annotation.Low: 3}
	var all []annotation.Annotation
	for _, id := range articles[:3] {
		all = append(all, must[[]annotation.Annotation](t)(d.Annotations(t.Context(), id))...)
	}
	shows := func(f annotation.QueueFilter, a annotation.Annotation) bool {
		due := annotation.DueLater
		switch {
		case a.Due == "":
			due = annotation.NoDue
		case a.Due < f.Today:
			due = annotation.Overdue
		case a.Due == f.Today:
			due = annotation.DueToday
		}
		mine := a.Assignee == f.Reader.Name && a.State != annotation.Checked ||
			a.State == annotation.Checked && slices.Contains(a.Steps(f.Reader, f.OnePerson), annotation.Approved)
		return a.State != annotation.Approved &&
			(f.Whose != annotation.Mine || mine) && (f.Whose != annotation.Nobodys || a.Assignee == "") &&
			(f.State == "" || f.State == a.State) && (f.Kind == "" || f.Kind == a.Kind) &&
			(f.Priority == "" || f.Priority.Kept() == a.Priority) && (f.Due == "" || f.Due == due) &&
			(f.Assignee == "" || f.Assignee == a.Assignee) && (f.Article == "" || f.Article == a.Article)
	}
	for _, reader := range []annotation.Actor{dbtest.Editor, dbtest.Editor2, dbtest.Reviewer, dbtest.Viewer} {
		for i := range 40 {
			f := annotation.QueueFilter{Reader: reader, Today: queueDay, OnePerson: i%2 == 0, Whose: annotation.QueueWhose(pick("mine", "desk", "desk", "nobody"))}
			if r.IntN(2) == 0 {
				f.State = annotation.State(pick("open", "checking", "checked", "returned"))
			}
			if r.IntN(3) == 0 {
				f.Kind = annotation.Kind(pick("claim", "quote"))
			}
			if r.IntN(3) == 0 {
				f.Priority = annotation.QueuePriority(pick("urgent", "high", "normal", "low"))
			}
			if r.IntN(3) == 0 {
				f.Due = annotation.QueueDue(pick("overdue", "today", "later", "none"))
			}
			f.Assignee = pick("", "", "", "editor1", "reviewer1")
			f.Article = pick("", "", articles[0], articles[3])

			var want, got []string
			for _, a := range all {
				if shows(f, a) {
					want = append(want, a.ID)
				}
			}
			tasks := whole(t, d, f, 7)
			for i, task := range tasks {
				got = append(got, task.ID)
				if i > 0 {
					before := tasks[i-1]
					if rank[before.Priority] > rank[task.Priority] || before.Priority == task.Priority && before.Due != "" && task.Due != "" && before.Due > task.Due ||
						before.Priority == task.Priority && before.Due == "" && task.Due != "" {
						t.Errorf("%s due %q comes before %s due %q", before.Priority, before.Due, task.Priority, task.Due)
					}
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%+v shows (-want +got):\n%s", f, diff)
			}

			counts := must[annotation.QueueCounts](t)(d.QueueCounts(t.Context(), f))
			if counts.Shown != len(got) {
				t.Errorf("%+v shows %d and counts %d", f, len(got), counts.Shown)
			}
			agrees := func(f annotation.QueueFilter, count int, value string) {
				t.Helper()
				if shown := len(whole(t, d, f, 200)); shown != count {
					t.Errorf("%s of %+v shows %d, and %d stands beside it", value, f, shown, count)
				}
			}
			for _, v := range annotation.QueueWhoses {
				other := f
				other.Whose = v
				agrees(other, counts.Whose[v], string(v))
			}
			for _, v := range annotation.QueueStates {
				other := f
				other.State = v
				agrees(other, counts.States[v], string(v))
			}
			for _, v := range annotation.Kinds {
				other := f
				other.Kind = v
				agrees(other, counts.Kinds[v], string(v))
			}
			for _, v := range annotation.QueuePriorities {
				other := f
				other.Priority = v
				agrees(other, counts.Priorities[v], string(v))
			}
			for _, v := range annotation.QueueDues {
				other := f
				other.Due = v
				agrees(other, counts.Dues[v], string(v))
			}
			for _, v := range []string{"reviewer1", "editor1", "editor2"} {
				other := f
				other.Assignee = v
				agrees(other, counts.Assignees[v], v)
			}
			other := f
			other.Assignee = ""
			agrees(other, counts.Anybodys, "anybody")
		}
	}
	if findings, err := d.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Error(findings, err)
	}
}

func TestQueueRefusals(t *testing.T) {
	d := dbtest.Open(t)
	fine := annotation.QueueFilter{Reader: dbtest.Viewer, Today: queueDay, Whose: annotation.Desks}
	for name, f := range map[string]annotation.QueueFilter{
		"whose": {Whose: "hers"}, "state": {Whose: annotation.Desks, State: annotation.Approved}, "kind": {Whose: annotation.Desks, Kind: "x"},
		"priority": {Whose: annotation.Desks, Priority: "asap"}, "due": {Whose: annotation.Desks, Due: "tomorrow"},
	} {
		f.Reader = dbtest.Viewer
		_, _, err := d.Queue(t.Context(), f, "", 0)
		if annotation.CodeOf(err) != annotation.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		if _, counted := d.QueueCounts(t.Context(), f); annotation.CodeOf(counted) != annotation.Invalid {
			t.Errorf("%s: %v", name, counted)
		}
	}
	for _, cursor := range []string{"x", "2", "2.", ".x"} {
		_, _, err := d.Queue(t.Context(), fine, cursor, 0)
		refused(t, err, annotation.Invalid, "error.cursor_invalid")
	}
	fine.Reader = annotation.Actor{}
	_, _, err := d.Queue(t.Context(), fine, "", 0)
	refused(t, err, annotation.Unauthenticated, "error.sign_in_required")
}

// TestLeft counts what holds an article back, as far as it counts.
func TestLeft(t *testing.T) {
	d := dbtest.Open(t)
	dbtest.People(t, d)
	article := dbtest.Article(t, d, 300, 0)
	for i := range annotation.LeftMost + 20 {
		draft := annotation.Draft{Kind: annotation.Claim, Spans: []annotation.PassageDraft{{Start: i, End: i + 3}}}
		switch {
		case i < 2:
			draft.Assignee, draft.Due = "reviewer1", "2026-03-09"
		case i < 5:
			draft.Assignee, draft.Due = "reviewer1", queueDay
		}
		mark(t, d, dbtest.Reviewer, article.ID, draft)
	}
	if got := must[annotation.Left](t)(d.Left(t.Context(), article.ID, queueDay)); got != (annotation.Left{Unassigned: annotation.LeftMost, Overdue: 2}) {
		t.Errorf("got %+v", got)
	}
	if got := must[annotation.Left](t)(d.Left(t.Context(), "none", queueDay)); got != (annotation.Left{}) {
		t.Errorf("an article that is not there: %+v", got)
	}
}
