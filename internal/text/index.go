package text

import (
	"sort"
	"sync"
	"unicode/utf8"
)

// stride is how many code points lie between two checkpoints: the most that a
// look-up has to decode. At 64, an index of Arabic text takes a sixteenth of it.
const stride = 64

// Index converts positions in one immutable text. It is built once, in time
// proportional to the text, and is safe for concurrent readers. Positions
// outside the text count as its nearer end.
type Index struct {
	text   string
	length int // code points
	marks  []checkpoint

	// What is made of the whole text, at most once, when it is first asked for.
	paragraphs func() []Span
	sentences  func() [][]Span // by paragraph
	words      func() int
	clusters   func() []uint32
}

// checkpoint is where every stride-th code point starts.
type checkpoint struct{ byte, utf16 uint32 }

// position is one place of the text in all three units.
type position struct{ cp, byte, utf16 int }

// NewIndex reads s once and remembers a checkpoint every few code points.
func NewIndex(s string) *Index {
	x := &Index{text: s, marks: make([]checkpoint, 0, len(s)/stride+1)}
	units := 0
	for i, r := range s {
		if x.length%stride == 0 {
			x.marks = append(x.marks, checkpoint{uint32(i), uint32(units)})
		}
		x.length++
		units += unitsOf(r)
	}
	x.paragraphs = sync.OnceValue(func() []Span { return paragraphs(s) })
	x.sentences = sync.OnceValue(x.sentencesByParagraph)
	x.words = sync.OnceValue(func() int { return len(x.Words(Span{0, x.length})) })
	x.clusters = sync.OnceValue(func() []uint32 { return clusterStarts(s) })
	return x
}

// unitsOf is the number of UTF-16 code units that r takes.
func unitsOf(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}

// Text is the text itself.
func (x *Index) Text() string { return x.text }

// Len is the length of the text in code points.
func (x *Index) Len() int { return x.length }

// Byte is the byte offset at which code point cp starts.
func (x *Index) Byte(cp int) int { return x.locate(cp).byte }

// UTF16 is the offset of code point cp in UTF-16 code units.
func (x *Index) UTF16(cp int) int { return x.locate(cp).utf16 }

// FromByte is the code point that byte b belongs to.
func (x *Index) FromByte(b int) int {
	mark := sort.Search(len(x.marks), func(i int) bool { return int(x.marks[i].byte) > b }) - 1
	return x.seek(mark, func(next position) bool { return next.byte > b }).cp
}

// FromUTF16 is the code point that UTF-16 code unit u belongs to: either half of
// a surrogate pair is its one code point.
func (x *Index) FromUTF16(u int) int {
	mark := sort.Search(len(x.marks), func(i int) bool { return int(x.marks[i].utf16) > u }) - 1
	return x.seek(mark, func(next position) bool { return next.utf16 > u }).cp
}

// Slice is text[sp.Start:sp.End] by code points; "" when sp is empty or reversed.
func (x *Index) Slice(sp Span) string {
	sp = x.clamp(sp)
	return x.text[x.Byte(sp.Start):x.Byte(sp.End)]
}

// Valid reports whether sp is a span of this text that holds something:
// 0 <= Start < End <= Len.
func (x *Index) Valid(sp Span) bool {
	return 0 <= sp.Start && sp.Start < sp.End && sp.End <= x.length
}

// clamp is the part of sp within the text; a reversed span becomes empty.
func (x *Index) clamp(sp Span) Span {
	start := min(max(sp.Start, 0), x.length)
	return Span{start, min(max(sp.End, start), x.length)}
}

func (x *Index) locate(cp int) position {
	cp = min(max(cp, 0), x.length)
	return x.seek(min(cp/stride, len(x.marks)-1), func(next position) bool { return next.cp > cp })
}

// seek walks from a checkpoint (the start of the text, when mark is negative)
// to the last place whose next one is past what is looked for.
func (x *Index) seek(mark int, past func(next position) bool) position {
	var at position
	if mark > 0 {
		at = position{mark * stride, int(x.marks[mark].byte), int(x.marks[mark].utf16)}
	}
	for at.byte < len(x.text) {
		r, size := utf8.DecodeRuneInString(x.text[at.byte:])
		next := position{at.cp + 1, at.byte + size, at.utf16 + unitsOf(r)}
		if past(next) {
			break
		}
		at = next
	}
	return at
}
