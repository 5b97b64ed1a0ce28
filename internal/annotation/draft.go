package annotation

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/isnad/isnad/internal/text"
)

// PassageDraft is a span that somebody asks for. Exact, when given, must be the
// words that stand there, so that a caller with other offsets is told at once.
type PassageDraft struct {
	Start int     `json:"start"`
	End   int     `json:"end"`
	Exact *string `json:"exact,omitempty"`
}

// SpeakerChoice picks a speaker by ID or, failing that, by Name: a known name or
// alias, folded, titles and spacing forgiven, is that speaker, any other makes a
// new one, of that Kind or else a person. A known speaker must be of the Kind, where
// one is given. All empty means no speaker.
type SpeakerChoice struct {
	ID   string      `json:"id,omitempty"`
	Name string      `json:"name,omitempty"`
	Kind SpeakerKind `json:"kind,omitempty"`

	// Merged is how an annotation says whose name its speaker was attributed by. It
	// is read, so that what was read can be sent back, and chooses nobody.
	Merged string `json:"merged,omitempty"`

	// Distinct makes a new speaker of Name, whoever else is called that.
	Distinct bool `json:"distinct,omitzero"`

	// NewKind is the kind of a new speaker where no Kind is asked for; none means a person.
	NewKind SpeakerKind `json:"-"`

	// Asking says that a person is there to be asked: a new name that is near a
	// known speaker's is then refused, with the near ones.
	Asking bool `json:"-"`
}

// Nobody says that no speaker is chosen.
func (c SpeakerChoice) Nobody() bool {
	return c.ID == "" && c.Name == "" && !c.Distinct && c.Kind == ""
}

// Check refuses a choice of a kind that there is not.
func (c SpeakerChoice) Check() error { return known("speaker.kind", c.Kind, SpeakerKinds) }

// Draft is a new annotation as somebody asks for it; only Kind and Spans are
// needed. Its JSON form is the body of POST …/annotations.
type Draft struct {
	ID        string         `json:"id,omitempty"`      // brought by the client, so that a retry makes no second one
	Revision  int            `json:"revision,omitzero"` // 0 means the current one
	Kind      Kind           `json:"kind"`
	Quotation Quotation      `json:"quotation,omitempty"`
	Spans     []PassageDraft `json:"spans"`
	Cue       []PassageDraft `json:"cue,omitempty"`
	Mention   []PassageDraft `json:"mention,omitempty"`
	Speaker   *SpeakerChoice `json:"speaker,omitempty"`
	Role      string         `json:"role,omitempty"`
	Place     string         `json:"place,omitempty"`
	SaidOn    string         `json:"said_on,omitempty"`
	State     State          `json:"state,omitempty"`
	Wording   Wording        `json:"wording,omitempty"`
	Verdict   Verdict        `json:"verdict,omitempty"`
	Scale     ScaleRef       `json:"scale,omitempty"` // the one that Verdict was chosen from; "" means the desk's
	Reason    string         `json:"reason,omitempty"`
	Note      string         `json:"note,omitempty"`
	SameAs    string         `json:"same_as,omitempty"`
	Assignee  string         `json:"assignee,omitempty"`
	Due       string         `json:"due,omitempty"`
	Priority  Priority       `json:"priority,omitempty"`
}

// Digest is the same for two drafts of the same content for the same article by
// the same person: what tells a retry from another annotation with a used id. What
// only checks the rest (exact, the revision) is no content.
func (d Draft) Digest(article string, actor Actor) string {
	d.Revision = 0
	for _, part := range []*[]PassageDraft{&d.Spans, &d.Cue, &d.Mention} {
		*part = slices.Clone(*part)
		for i := range *part {
			(*part)[i].Exact = nil
		}
	}
	if d.Speaker != nil && d.Speaker.Nobody() {
		d.Speaker = nil
	}
	body, err := json.Marshal(d)
	if err != nil {
		panic(fmt.Sprintf("a draft is plain data: %v", err))
	}
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(body, "\x00%s\x00%s", article, actor.Name)))
}

// Setting is what a rule needs to know of the world: who acts, when, on which
// text, whom the choice of a speaker came to (nil for none), and of the desk.
type Setting struct {
	Actor    Actor
	Now      time.Time
	Article  string
	Revision int // the current revision, which Text is an index of
	Text     *text.Index
	Speaker  *SpeakerRef
	Scales   Scales // those of the desk
	Evidence int    // how many pieces of evidence the annotation has that Actor may see

	People    []User // of the desk: who can be given work; needed to assign and to return
	OnePerson bool   // Settings.OnePerson; needed to approve
}

// New makes an annotation of a draft, or says what is wrong with it.
func New(id string, d Draft, s Setting) (Annotation, error) {
	if err := s.Actor.Require(Mark); err != nil {
		return Annotation{}, err
	}
	if d.Revision != 0 && d.Revision != s.Revision {
		return Annotation{}, RefuseField(Conflict, "revision", "error.past_revision", "revision", d.Revision, "current", s.Revision)
	}
	a := Annotation{
		ID: id, Article: s.Article, Revision: s.Revision, Anchor: AnchorExact,
		Kind: d.Kind, Quotation: d.Quotation,
		Speaker: s.Speaker, Role: d.Role, Place: d.Place, SaidOn: d.SaidOn,
		State: d.State, Wording: d.Wording, Reason: d.Reason, Note: d.Note, SameAs: d.SameAs,
		Due: d.Due, Priority: usual(d.Priority),
		CreatedBy: s.Actor.Name, CreatedAt: s.Now, UpdatedAt: s.Now, Version: 1,
	}
	var err1, err2, err3 error
	a.Spans, err1 = Place(s.Text, "spans", d.Spans)
	a.Cue, err2 = Place(s.Text, "cue", d.Cue)
	a.Mention, err3 = Place(s.Text, "mention", d.Mention)
	if err := firstError(err1, err2, err3, a.assign(d.Assignee, s), a.judge(To(d.Verdict), To(d.Scale), s.Scales)); err != nil {
		return Annotation{}, err
	}
	switch a.State {
	case "":
		a.State = Open
	case Open, Checking:
	default:
		if err := known("state", a.State, States); err != nil {
			return Annotation{}, err
		}
		return Annotation{}, outOfOrder(Open, a.State)
	}
	if a.Kind == Quote && a.Quotation == "" {
		a.Quotation = GuessQuotation(s.Text, a.Spans)
	}
	return a, a.validate()
}

// validate refuses an annotation whose fields break a rule of their own or do
// not fit together. Passages are checked where they are placed.
func (a *Annotation) validate() error {
	switch {
	case a.Kind == "":
		return RefuseField(Invalid, "kind", "error.required", "field", "kind")
	case len(a.Spans) == 0 && a.Anchor != AnchorOrphaned:
		return RefuseField(Invalid, "spans", "error.spans_required")
	}
	if err := firstError(
		known("kind", a.Kind, Kinds),
		known("quotation", a.Quotation, Quotations),
		known("state", a.State, States),
		known("wording", a.Wording, Wordings),
		known("anchor", a.Anchor, AnchorStatuses),
		checkLine("role", a.Role, MaxName),
		checkLine("place", a.Place, MaxName),
		checkDay("said_on", a.SaidOn),
		checkProse("reason", a.Reason, MaxProse),
		checkProse("returned_reason", a.ReturnedReason, MaxProse),
		checkProse("note", a.Note, MaxProse),
		checkSameAs(a.ID, a.SameAs),
		checkLine("assignee", a.Assignee, MaxName),
		checkDay("due", a.Due),
		known("priority", a.Priority, Priorities),
	); err != nil {
		return err
	}
	if a.Kind != Quote && a.Quotation != "" {
		return RefuseField(Invalid, "quotation", "error.quotation_only_for_quotes")
	}
	if a.Kind != Quote && a.Wording != "" {
		return RefuseField(Invalid, "wording", "error.wording_only_for_quotes")
	}
	return nil
}

// checkSameAs refuses what is no id, or the annotation's own.
func checkSameAs(id, other string) error {
	switch {
	case other == "":
		return nil
	case checkIDAt("same_as", other) != nil:
		return checkIDAt("same_as", other)
	case other == id:
		return RefuseField(Invalid, "same_as", "error.same_as_itself")
	}
	return nil
}

// Place turns the spans somebody asks for into passages: inside the text, not
// reversed, not empty, widened to whole grapheme clusters, white space trimmed
// off both ends, sorted, and not overlapping each other.
func Place(x *text.Index, role string, drafts []PassageDraft) ([]Passage, error) {
	if len(drafts) == 0 {
		return nil, nil
	}
	passages := make([]Passage, 0, len(drafts))
	for i, d := range drafts {
		field := fmt.Sprintf("%s[%d]", role, i)
		if d.Start < 0 || d.Start > x.Len() || d.End < 0 || d.End > x.Len() {
			return nil, RefuseField(Invalid, field, "error.span_out_of_range", "start", d.Start, "end", d.End, "length", x.Len())
		}
		if d.Start > d.End {
			return nil, RefuseField(Invalid, field, "error.span_reversed", "start", d.Start, "end", d.End)
		}
		asked := text.Span{Start: d.Start, End: d.End}
		if d.Exact != nil && *d.Exact != x.Slice(asked) {
			return nil, RefuseField(Invalid, field+".exact", "error.exact_mismatch", "exact", *d.Exact, "found", x.Slice(asked))
		}
		if asked.Empty() {
			return nil, RefuseField(Invalid, field, "error.span_empty")
		}
		span := x.Trim(x.Widen(asked))
		if span.Empty() {
			return nil, RefuseField(Invalid, field, "error.span_empty")
		}
		passages = append(passages, Passage{Start: span.Start, End: span.End, Exact: x.Slice(span)})
	}
	slices.SortFunc(passages, func(a, b Passage) int { return a.Start - b.Start })
	for i := 1; i < len(passages); i++ {
		if passages[i].Start < passages[i-1].End {
			return nil, RefuseField(Invalid, role, "error.spans_overlap", "field", role)
		}
	}
	return passages, nil
}
