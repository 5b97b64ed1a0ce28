package db

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/internal/annotation"
)

// history writes three events, the last of which takes the second back. What they
// are about is not there: an entry stands by itself.
func history(t *testing.T, db *DB) []annotation.Event {
	t.Helper()
	events := []annotation.Event{
		{Actor: "amal", Action: "article.changed", Article: "a1", Object: "a1", After: json.RawMessage(`{"title":"<b>خبر</b> & more"}`)},
		{Actor: "rami", Action: "annotation.changed", Article: "a1", Object: "n1", After: json.RawMessage(`{"kind":"claim"}`)},
		{Actor: "rami", Action: "annotation.deleted", Article: "a1", Object: "n1", Before: json.RawMessage(`{"kind":"claim"}`), Undoes: 2},
	}
	err := db.write(t.Context(), func(tx *tx) (err error) {
		for i := range events {
			events[i].At = tx.now
			if events[i].Seq, err = tx.record(events[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func TestEvents(t *testing.T) {
	db := tempDB(t)
	all := history(t, db)
	if err := note(db, "beside"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name    string
		article string
		after   int64
		limit   int
		want    []annotation.Event
	}{
		{"of an article", "a1", 0, 10, all},
		{"after one", "a1", 1, 10, all[1:]},
		{"limited", "", 0, 2, all[:2]},
		{"of none", "a2", 0, 10, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := db.Events(t.Context(), test.article, test.after, test.limit)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	got, err := db.AnnotationEvents(t.Context(), "n1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(all[1:], got); diff != "" {
		t.Error(diff)
	}
}

// TestChainByHand recomputes an entry from the description at link.hash.
func TestChainByHand(t *testing.T) {
	l := link{seq: 12, at: "2026-01-02T03:04:05Z", actor: "أمل", action: "annotation.changed", article: "a1", object: "n1", undoes: 7,
		digest: []byte("0123456789abcdef0123456789abcdef")}
	before := sha256.Sum256([]byte("before"))
	want := sha256.Sum256(append(before[:], "2:12,20:2026-01-02T03:04:05Z,6:أمل,18:annotation.changed,2:a1,2:n1,1:7,32:0123456789abcdef0123456789abcdef,"...))
	if got := l.hash(before[:]); hex.EncodeToString(got) != fmt.Sprintf("%x", want) {
		t.Errorf("got %x, want %x", got, want)
	}
}

func TestBrokenHistoryIsFound(t *testing.T) {
	for _, test := range []struct{ name, where, query string }{
		{"actor", "2", `UPDATE events SET actor = 'nobody' WHERE seq = 2`},
		{"moment", "1", `UPDATE events SET at = '2020-01-01T00:00:00Z' WHERE seq = 1`},
		{"object", "3", `UPDATE events SET object = 'n2' WHERE seq = 3`},
		{"what it undoes", "3", `UPDATE events SET undoes = 1 WHERE seq = 3`},
		{"words moved from field to field", "2", `UPDATE events SET actor = 'ram', action = 'i' || action WHERE seq = 2`},
		{"payload", "2", `UPDATE event_payloads SET body = replace(body, 'claim', 'quote') WHERE seq = 2`},
		{"payload with its digest", "2", `UPDATE events SET digest = zeroblob(32) WHERE seq = 2`},
		{"left out", "4", `DELETE FROM events WHERE seq = 3`},
	} {
		t.Run(test.name, func(t *testing.T) {
			db := tempDB(t)
			history(t, db)
			if err := note(db, "after"); err != nil {
				t.Fatal(err)
			}
			noFindings(t, db)
			if test.name == "left out" {
				tamper(t, db, `DELETE FROM event_payloads WHERE seq = 3`)
			}
			tamper(t, db, test.query)
			found(t, db, foundHistory, test.where)
		})
	}
}

// TestErasedPayload: what a payload said can go, and the chain still holds.
func TestErasedPayload(t *testing.T) {
	db := tempDB(t)
	history(t, db)
	tamper(t, db, `DELETE FROM event_payloads WHERE seq = 2`)
	noFindings(t, db)
	events, err := db.AnnotationEvents(t.Context(), "n1")
	if err != nil {
		t.Fatal(err)
	}
	if len(events) != 2 || events[0].After != nil || events[1].Before == nil {
		t.Errorf("got %+v", events)
	}
}

func TestPayloadsAreSalted(t *testing.T) {
	db := tempDB(t)
	for range 2 {
		if err := note(db, "the same"); err != nil {
			t.Fatal(err)
		}
	}
	var digests int
	if err := db.readers.QueryRow(`SELECT count(DISTINCT digest) FROM events`).Scan(&digests); err != nil {
		t.Fatal(err)
	}
	if digests != 2 {
		t.Error("equal payloads have equal digests: whoever guesses an erased one can prove it")
	}
}

func TestTimes(t *testing.T) {
	at := time.Date(2026, 11, 24, 23, 59, 59, 999_999_999, time.FixedZone("west", -5*60*60))
	kept := timeText(at)
	if kept != "2026-11-25T04:59:59Z" {
		t.Errorf("kept as %s", kept)
	}
	if got, err := parseTime(kept); err != nil || !got.Equal(at.Truncate(time.Second)) || got.Location() != time.UTC {
		t.Errorf("read as %v: %v", got, err)
	}
	if got, err := parseTime(""); err != nil || !got.IsZero() {
		t.Errorf("nothing reads as %v: %v", got, err)
	}
	if got, err := parseTime("yesterday"); err == nil {
		t.Errorf("yesterday reads as %v", got)
	}
}
