package comparison

import "github.com/isnad/isnad/internal/message"

// NoteKind says what a Note calls out.
type NoteKind string

// Classes of words (data/words.*.txt). A note of such a kind says that they were
// added, dropped or changed.
const (
	KindNegation   NoteKind = "negation"
	KindHedge      NoteKind = "hedge"      // may, reportedly, نحو; قد before a present verb
	KindNumber     NoteKind = "number"     // figures, number words, percent and currency signs
	KindQuantifier NoteKind = "quantifier" // all, some
	KindModal      NoteKind = "modal"      // must, will
	KindCondition  NoteKind = "condition"
	KindContrast   NoteKind = "contrast" // but, except
	KindDenial     NoteKind = "denial"   // denied that
)

// What else a note may be about.
const (
	KindOrder     NoteKind = "order"      // the passage's words in another order
	KindSplice    NoteKind = "splice"     // what stands in several sentences as if it were one piece
	KindEllipsis  NoteKind = "ellipsis"   // what an ellipsis left out
	KindEditorial NoteKind = "editorial"  // words in brackets that the source has not
	KindClitic    NoteKind = "clitic"     // a word with other particles attached (و ف ب ل ك ال)
	KindTashkeel  NoteKind = "tashkeel"   // vowel marks that contradict each other
	KindSpelling  NoteKind = "spelling"   // the same written otherwise; worth a look
	KindRepeated  NoteKind = "repeated"   // the source says it several times
	KindCutBefore NoteKind = "cut_before" // the sentence has words before the passage that bear on it
	KindCutAfter  NoteKind = "cut_after"  // or behind it
)

// Change says what became of what a note is about.
type Change string

// Changes of called-out words. The other kinds have none.
const (
	Added   Change = "added"
	Dropped Change = "dropped"
	Changed Change = "changed" // to other words of the same class
	Shifted Change = "moved"
	Hidden  Change = "hidden" // dropped by an ellipsis
	Binding Change = "bound"  // the same, in a sentence of the words quoted
)

// Note is one thing that a person should look at. Which fields it has goes by its
// kind: Quote and Source are the words at issue on either side.
type Note struct {
	Kind      NoteKind `json:"kind"`
	Change    Change   `json:"change,omitempty"`
	Of        NoteKind `json:"of,omitempty"` // cut_before, cut_after: the class of the words
	Quote     *Part    `json:"quote,omitempty"`
	Source    *Part    `json:"source,omitempty"`
	Others    []Part   `json:"others,omitempty"`   // repeated: the other places, the first 100
	Uncertain bool     `json:"uncertain,omitzero"` // the word has another sense, or the difference may be none
}

// Sentence is the note in words, for people.
func (n Note) Sentence(p *message.Printer) string {
	key := "note." + string(n.Kind)
	switch {
	case n.Change != "":
		key += "." + string(n.Change)
	case n.Of != "":
		key += "." + string(n.Of)
	}
	args := []any{"count", len(n.Others)}
	if n.Quote != nil {
		args = append(args, "quote", brief(n.Quote.Text))
	}
	if n.Source != nil {
		args = append(args, "source", brief(n.Source.Text))
	}
	sentence := p.T(key, args...)
	if n.Uncertain {
		sentence += " " + p.T("note.uncertain")
	}
	return sentence
}

// longestBrief is how many characters of the words at issue a sentence holds; their
// positions tell the rest.
const longestBrief = 120

func brief(s string) string {
	n := 0
	for i := range s {
		if n == longestBrief {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
