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
}

var reader = annotation.Actor{Name: "viewer1", Role: annotation.Viewer}

// TestAnnotationHistory pages through the events of one annotation: none of another
// thing, none twice, with the hash that the file has.
func TestAnnotationHistory(t *testing.T) {
	db := tempDB(t)
	want := history(t, db)[1:]
	for i := range 5 {
		if err := note(db, fmt.Sprintf("beside %d", i)); err != nil {
			t.Fatal(err)
		}
		event := annotation.Event{Actor: "amal", Action: "annotation.changed", Article: "a1", Object: "n1", After: json.RawMessage(fmt.Sprint(i))}
		err := db.write(t.Context(), func(tx *tx) (err error) {
			event.At = tx.now
			event.Seq, err = tx.record(event)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, event)
	}
	for _, limit := range []int{1, 3, 6, 7, 100} {
		var got []annotation.Event
		pages, cursor := 0, ""
		for {
			entries, next, err := db.AnnotationHistory(t.Context(), reader, "n1", cursor, limit)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				got = append(got, e.Event)
				var hash string
				if err := db.readers.QueryRow(`SELECT lower(hex(hash)) FROM events WHERE seq = ?`, e.Seq).Scan(&hash); err != nil || hash != e.Hash {
					t.Errorf("event %d has the hash %s, %v; want %s", e.Seq, e.Hash, err, hash)
				}
			}
			if pages++; next == "" {
				break
			}
			cursor = next
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("by %d (-want +got):\n%s", limit, diff)
		}
		if full := (len(want) + limit - 1) / limit; pages != full {
			t.Errorf("by %d: %d pages, want %d", limit, pages, full)
		}
	}
	for _, refused := range []struct {
		name, id, cursor string
		actor            annotation.Actor
		want             annotation.Code
	}{
		{"no such annotation", "n2", "", reader, annotation.NotFound},
		{"another thing's id", "a1", "", reader, annotation.NotFound},
		{"a cursor that is none", "n1", "x", reader, annotation.Invalid},
		{"nobody", "n1", "", annotation.Actor{}, annotation.Unauthenticated},
	} {
		if _, _, err := db.AnnotationHistory(t.Context(), refused.actor, refused.id, refused.cursor, 10); annotation.CodeOf(err) != refused.want {
			t.Errorf("%s: %v, want %s", refused.name, err, refused.want)
		}
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

// TestErasedPayload: what a payload said can go, and the chain still holds. (That it
// went by no erasing is another finding.)
func TestErasedPayload(t *testing.T) {
	db := tempDB(t)
	history(t, db)
	tamper(t, db, `DELETE FROM event_payloads WHERE seq = 2`)
	findings, err := db.Check(t.Context())
	if err != nil || len(findings) != 1 || findings[0].What != foundHistory || findings[0].Where != "2" {
		t.Errorf("findings: %v, %v", findings, err)
	}
	events, _, err := db.AnnotationHistory(t.Context(), reader, "n1", "", 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(events) != 2 || events[0].After != nil || !events[0].Erased || events[1].Before == nil || events[1].Erased {
		t.Errorf("got %+v", events)
	}
	if e := events[0]; e.Actor != "rami" || e.At.IsZero() || e.Hash == "" || e.UndoneBy != events[1].Seq {
		t.Errorf("who, when and the hash stand: %+v", e)
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
