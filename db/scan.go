package db

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/isnad/isnad/internal/annotation"
)

// scanner is one row: a *sql.Row, or *sql.Rows at its place.
type scanner interface{ Scan(to ...any) error }

// also is a row of which the last columns go elsewhere.
type also struct {
	scanner
	more []any
}

func (a also) Scan(to ...any) error { return a.scanner.Scan(append(to, a.more...)...) }

// scanTime reads timeText.
type scanTime struct{ to *time.Time }

// Scan implements sql.Scanner.
func (s scanTime) Scan(v any) (err error) {
	kept, ok := v.(string)
	if !ok {
		return fmt.Errorf("a moment is kept as text, not as %T", v)
	}
	*s.to, err = parseTime(kept)
	return err
}

// scanJSON reads a text of JSON into what to points at.
type scanJSON struct{ to any }

// Scan implements sql.Scanner.
func (s scanJSON) Scan(v any) error {
	kept, ok := v.(string)
	if !ok {
		return fmt.Errorf("JSON is kept as text, not as %T", v)
	}
	return json.Unmarshal([]byte(kept), s.to)
}

// checkVersion holds the version that a change was made from against the one that
// the thing has: PreconditionRequired (error.version_required) for 0, Stale
// (error.stale) with both sides for another.
func checkVersion(version, have int, current, submitted any) error {
	switch version {
	case have:
		return nil
	case 0:
		return annotation.Refuse(annotation.PreconditionRequired, "error.version_required")
	}
	e := annotation.Refuse(annotation.Stale, "error.stale")
	e.Current, e.Submitted = current, submitted
	return e
}
