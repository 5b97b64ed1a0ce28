package annotation

import "slices"

// Kind tells a claim from a quote.
type Kind string

const (
	Claim Kind = "claim" // a checkable statement, by the article itself or by a speaker
	Quote Kind = "quote" // reported speech
)

// Kinds lists every Kind in the order in which it is shown.
var Kinds = []Kind{Claim, Quote}

// Quotation says how a quote reports its speech.
type Quotation string

const (
	Direct   Quotation = "direct"
	Indirect Quotation = "indirect"
	Mixed    Quotation = "mixed"
)

// Quotations lists every Quotation in the order in which it is shown.
var Quotations = []Quotation{Direct, Indirect, Mixed}

// State says how far the work on an annotation is; what was found is its Wording
// and its Verdict.
type State string

const (
	Open     State = "open"
	Checking State = "checking"
	Checked  State = "checked"
	Approved State = "approved"
	Returned State = "returned"
)

// States lists every State in the order of the work.
var States = []State{Open, Checking, Checked, Approved, Returned}

// CheckState refuses a state to look for that is none of States; empty means any.
func CheckState(s State) error { return known("state", s, States) }

// Wording says whether a quote was said, and like this.
type Wording string

const (
	Accurate            Wording = "accurate"
	Altered             Wording = "altered"
	WordingOutOfContext Wording = "out_of_context"
	Misattributed       Wording = "misattributed"
	WordingUnverifiable Wording = "unverifiable"
)

// Wordings lists every Wording in the order in which it is shown.
var Wordings = []Wording{Accurate, Altered, WordingOutOfContext, Misattributed, WordingUnverifiable}

// Verdict says whether what is stated is so: a label's value in the scale that it
// was given under (Scale).
type Verdict string

// The verdicts of the default scale.
const (
	True         Verdict = "true"
	MostlyTrue   Verdict = "mostly_true"
	PartlyFalse  Verdict = "partly_false"
	Misleading   Verdict = "misleading"
	OutOfContext Verdict = "out_of_context"
	False        Verdict = "false"
	Fabricated   Verdict = "fabricated"
	Satire       Verdict = "satire"
	Unverifiable Verdict = "unverifiable"
)

// AnchorStatus says how an annotation stands in a revision.
type AnchorStatus string

const (
	AnchorExact    AnchorStatus = "exact"    // marked in this revision
	AnchorMoved    AnchorStatus = "moved"    // the same words, elsewhere
	AnchorChanged  AnchorStatus = "changed"  // nearly the same words
	AnchorOrphaned AnchorStatus = "orphaned" // gone from this revision
)

// AnchorStatuses lists every AnchorStatus.
var AnchorStatuses = []AnchorStatus{AnchorExact, AnchorMoved, AnchorChanged, AnchorOrphaned}

// SpeakerKind says what a speaker is.
type SpeakerKind string

const (
	Person       SpeakerKind = "person"
	Organisation SpeakerKind = "organisation"
	Anonymous    SpeakerKind = "anonymous"
	Document     SpeakerKind = "document"
	ArticleVoice SpeakerKind = "article" // the article speaks for itself
)

// SpeakerKinds lists every SpeakerKind in the order in which it is shown.
var SpeakerKinds = []SpeakerKind{Person, Organisation, Anonymous, Document, ArticleVoice}

// known refuses a value that is not one of all; empty means "not given" and passes.
func known[T ~string](field string, value T, all []T) error {
	if value == "" || slices.Contains(all, value) {
		return nil
	}
	return RefuseField(Invalid, field, "error.unknown_value", "field", field, "value", string(value), "allowed", joined(all))
}

func joined[T ~string](all []T) string {
	s := ""
	for i, v := range all {
		if i > 0 {
			s += ", "
		}
		s += string(v)
	}
	return s
}
