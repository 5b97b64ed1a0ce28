package message

import "golang.org/x/text/unicode/bidi"

// Unicode's isolates (UAX #9 §2.4): what stands between them does not disturb the
// order of the words around.
const (
	firstStrongIsolate = "\u2068"
	popIsolate         = "\u2069"
)

// isolate wraps a value that holds letters of the other direction, so that a
// Latin name stays whole inside an Arabic sentence and the other way round.
func (p *Printer) isolate(s string) string {
	rtl := p.Dir() == "rtl"
	for _, r := range s {
		properties, _ := bidi.LookupRune(r)
		switch class := properties.Class(); class {
		case bidi.L, bidi.R, bidi.AL:
			if (class != bidi.L) != rtl {
				return firstStrongIsolate + s + popIsolate
			}
		}
	}
	return s
}
