package text

// Span is a half-open range [Start, End) of code points.
type Span struct{ Start, End int }

// Len is the number of code points in the span; never negative.
func (s Span) Len() int { return max(0, s.End-s.Start) }

// Empty reports whether the span holds no code point.
func (s Span) Empty() bool { return s.End <= s.Start }

// Contains reports whether all of other lies within s. An empty span is within
// s when its position is, s's end included.
func (s Span) Contains(other Span) bool {
	return s.Start <= other.Start && other.End <= s.End && other.Start <= other.End
}

// Overlaps reports whether the two share at least one code point.
func (s Span) Overlaps(other Span) bool {
	return max(s.Start, other.Start) < min(s.End, other.End)
}
