package export

import "time"

// Report is what a report of an article tells, all of it of one moment: the article
// as an export has it, when what stands was signed, and where the history was.
type Report struct {
	Article
	MadeAt time.Time
	Signed map[string]Signed // by the annotation's id
	Event  int64             // the newest of the data file; 0 where there is none
	Hash   string            // of that event, in hex: it covers all events up to it
}

// Signed is when an annotation's check and sign-off, as they stand, were made. A
// moment that the history does not tell, as of work imported from elsewhere, is zero.
type Signed struct{ Checked, Approved time.Time }
