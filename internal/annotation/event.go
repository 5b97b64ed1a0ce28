package annotation

import (
	"encoding/json"
	"time"
)

// Event is one entry of the history: who did what to which thing, and how it was
// before and after. Events form one hash chain for the data file (package db).
type Event struct {
	Seq     int64
	At      time.Time
	Actor   string
	Action  string // "annotation.created", "speaker.changed", … (docs/ARCHITECTURE.md lists them)
	Article string // the article it belongs to, or empty
	Object  string // the id of the thing
	Before  json.RawMessage
	After   json.RawMessage
	Undoes  int64 // the event this one takes back, or 0
}
