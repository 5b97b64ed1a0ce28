package comparison

import (
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// Proposal is the wording that a comparison proposes for a quote.
type Proposal string

// Accurate and Altered are wordings; NotFound says that the source holds no passage
// that the quote could come from, which may mean several of them.
const (
	Accurate = Proposal(annotation.Accurate)
	Altered  = Proposal(annotation.Altered)
	NotFound = Proposal("not_found")
)

// Wording is the proposal as a quote's wording; false where there is none.
func (p Proposal) Wording() (annotation.Wording, bool) {
	return annotation.Wording(p), p == Accurate || p == Altered
}

// Result is what a quote is when it is held against a source.
//
// The Quote of all Ops joined is the quote, their Source joined is the source's
// [Start, End): white space and punctuation belong to the word before them. When
// nothing is found, Start and End are 0 and there is one op, which inserts all.
type Result struct {
	Found      bool     `json:"found"`
	Start      int      `json:"start"` // of the passage in the source
	End        int      `json:"end"`
	Ops        []Op     `json:"ops"`
	Proposed   Proposal `json:"proposed"`
	Notes      []Note   `json:"notes"`            // what a person should look at; never null
	Before     *Part    `json:"before,omitempty"` // of the source: what stands before the passage in its sentence
	After      *Part    `json:"after,omitempty"`  // and behind it
	Similarity float64  `json:"similarity"`       // 0–1: how much of the quote the source has, by weight of its words
}

// Part is a stretch of the quote or of the source.
type Part struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// OpKind says what an Op does to turn the source into the quote.
type OpKind string

const (
	Equal   OpKind = "equal"   // the same words; spelling and punctuation may differ
	Insert  OpKind = "insert"  // the quote has words that the passage has not
	Delete  OpKind = "delete"  // the quote dropped these words
	Replace OpKind = "replace" // the quote has other words for these
)

// Why says how an Op came about, where more is known than its kind.
type Why string

const (
	Spelled    Why = "spelling"  // the same said otherwise written (17, seventeen); no alteration
	ByEllipsis Why = "ellipsis"  // dropped where the quote shows an ellipsis; its Quote may hold the mark
	Editorial  Why = "editorial" // the quote's words in brackets, and the words that they stand for
	Moved      Why = "moved"     // dropped here and inserted elsewhere in the passage, or the other way round
	Elsewhere  Why = "elsewhere" // inserted from another part of the source
	ByClitic   Why = "clitic"    // only an attached particle differs: و ف ب ل ك ال
	ByTashkeel Why = "tashkeel"  // only vowel marks differ, and both sides have them
)

// Op is one step of the comparison. An Equal op with a Why is equal by the rule that
// it names.
type Op struct {
	Kind    OpKind `json:"op"`
	Quote   string `json:"quote"`
	Source  string `json:"source"`
	Why     Why    `json:"why,omitempty"`
	Altered bool   `json:"altered,omitzero"` // it makes the quote altered
}

// MaxWords is how many words a quote may have: more is a document of its own, and
// comparing takes time by the words of both.
const MaxWords = 2000

// Compare holds a quote against one source. It refuses what is no text, or has no
// words, and a quote of more than MaxWords words.
func Compare(quote, source string) (Result, error) {
	if err := annotation.CheckTyped("quote", quote); err != nil {
		return Result{}, err
	}
	s, err := NewSource(source)
	if err != nil {
		return Result{}, err
	}
	return s.Compare(quote)
}

// Source is a source made ready to be compared with any number of quotes. It is
// safe for concurrent use.
type Source struct {
	x     *text.Index
	words []word
	vocab map[string]int32
	known []vocable
	count []int32 // how often each vocable occurs
}

// NewSource reads a source once, in time proportional to its length. It refuses
// what is no text or has no words.
func NewSource(source string) (*Source, error) {
	if err := annotation.CheckTyped("source", source); err != nil {
		return nil, err
	}
	s := &Source{x: text.NewIndex(source), vocab: map[string]int32{}}
	s.words = readWords(source, s.intern)
	if len(s.words) == 0 {
		return nil, wordless("source", source)
	}
	s.count = make([]int32, len(s.known))
	for _, w := range s.words {
		s.count[w.key]++
	}
	return s, nil
}

// Text is the source's text.
func (s *Source) Text() string { return s.x.Text() }

// Compare holds a quote against the source. The refusals are those of [Compare].
// A quote that shares few words with the source is answered without looking for a
// passage, so that one quote can be held against many sources.
func (s *Source) Compare(quote string) (Result, error) {
	if err := annotation.CheckTyped("quote", quote); err != nil {
		return Result{}, err
	}
	q := newQuote(quote, s)
	switch {
	case len(q.words) == 0:
		return Result{}, wordless("quote", quote)
	case len(q.words) > MaxWords:
		return Result{}, annotation.RefuseField(annotation.Invalid, "quote", "error.too_many_words", "field", "quote", "max", MaxWords)
	}
	absent := Result{Ops: []Op{{Kind: Insert, Quote: quote, Altered: true}}, Proposed: NotFound, Notes: []Note{}}
	if q.shared(s) < leastShared {
		return absent, nil
	}
	c := compare(q, s)
	absent.Similarity = c.similarity()
	if !c.found() {
		return absent, nil
	}
	return c.result(), nil
}

// wordless refuses a text without words: an empty one, or signs alone.
func wordless(field, s string) error {
	key := "error.no_words"
	if text.FoldString(s) == "" {
		key = "error.required"
	}
	return annotation.RefuseField(annotation.Invalid, field, key, "field", field)
}
