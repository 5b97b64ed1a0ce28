package annotation

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestMentions(t *testing.T) {
	people := []User{{Name: "هدى", Role: Reviewer}, {Name: "هدى الأسعد", Role: Editor}, {Name: "sara.k", Role: Viewer}, {Name: "Rami", Role: Reviewer, Disabled: true}}
	for _, test := range []struct {
		text string
		want []string
	}{
		{"@هدى انظري", []string{"هدى"}},
		{"@هدي، انظري", []string{"هدى"}},
		{"رأي @هدى الاسعد؟", []string{"هدى الأسعد"}},
		{"@هدى الأسعديّة", []string{"هدى"}},
		{"@هُدَى و@sara.K.", []string{"هدى", "sara.k"}},
		{"(@Sara.k) ثم @sara.k", []string{"sara.k"}},
		{"write to desk@sara.k", nil},
		{"@rami @nobody @", nil},
		{"@هدىنة", nil},
		{"بلا ذكر", nil},
	} {
		c, err := NewComment("c", "a", CommentDraft{Text: test.text}, people, reviewer, time.Time{})
		if err != nil || !slices.Equal(c.Mentions, test.want) {
			t.Errorf("%q mentions %q, want %q (%v)", test.text, c.Mentions, test.want, err)
		}
	}
}

func TestSplitMentionsKeepsTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"@", "هدى", " ", "الأسعد", "،", "x", "\n", "ُ", "@هدى"})).Draw(t, "text"), "")
		var b strings.Builder
		for _, part := range SplitMentions(s, []string{"هدى", "هدى الأسعد"}) {
			b.WriteString(part.Text)
		}
		if b.String() != s {
			t.Fatalf("%q became %q", s, b.String())
		}
	})
}

func TestComment(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	_, err := NewComment("c", "a", CommentDraft{Text: "x"}, nil, Actor{Name: "v", Role: Viewer}, now)
	wantRefusal(t, err, Forbidden, "error.forbidden", "")
	_, err = NewComment("c", "a", CommentDraft{Text: " ـ\n"}, nil, reviewer, now)
	wantRefusal(t, err, Invalid, "error.required", "text")
	_, err = NewComment("c", "a", CommentDraft{Text: strings.Repeat("x", MaxProse+1)}, nil, reviewer, now)
	wantRefusal(t, err, Invalid, "error.too_long", "text")
	c, err := NewComment("c", "a", CommentDraft{Text: "أين الصفحة؟"}, nil, reviewer, now)
	if err != nil || c.Resolved() {
		t.Fatal(c, err)
	}
	done, err := c.Apply(CommentPatch{Resolved: To(true)}, editor, now)
	if err != nil || !done.Resolved() || done.ResolvedBy != editor.Name || done.Version != 2 {
		t.Errorf("resolved: %+v, %v", done, err)
	}
	if same, err := done.Apply(CommentPatch{Resolved: To(true)}, reviewer, now); err != nil || same.Version != 2 || same.ResolvedBy != editor.Name {
		t.Errorf("resolved again: %+v, %v", same, err)
	}
	open, err := done.Apply(CommentPatch{Resolved: To(false)}, reviewer, now)
	if err != nil || open.Resolved() || open.ResolvedBy != "" || open.Version != 3 {
		t.Errorf("taken up again: %+v, %v", open, err)
	}
	_, err = c.Apply(CommentPatch{Resolved: To(true)}, Actor{Name: "v", Role: Viewer}, now)
	wantRefusal(t, err, Forbidden, "error.forbidden", "")
	done.ResolvedAt = time.Time{}
	_, err = ImportedComment(done, "a")
	wantRefusal(t, err, Invalid, "error.required", "resolved_at")
	_, err = ImportedComment(c, "b")
	wantRefusal(t, err, Invalid, "error.unknown_value", "annotation")
}
