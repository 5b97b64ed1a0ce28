package db

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// saveAnchor keeps where an annotation stands in its revision, of which x is the
// index: its row of anchors and, unless it is deleted, the paragraphs it touches, the
// suggestions it covers and the words it is found by.
// Anchors of other revisions stay as they are.
func saveAnchor(t *tx, x *text.Index, seq, article int64, a *annotation.Annotation) error {
	spans, cue, mention, err1 := partsJSON(a.Spans, a.Cue, a.Mention)
	numbers, err2 := json.Marshal(touched(x, a))
	var original []byte
	var err3 error
	if a.Original != nil {
		original, err3 = json.Marshal(a.Original)
	}
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	if _, err := t.exec(`INSERT INTO anchors (annotation, revision, status, spans, cue, mention, original) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (annotation, revision) DO UPDATE SET
			status = excluded.status, spans = excluded.spans, cue = excluded.cue, mention = excluded.mention, original = excluded.original`,
		seq, a.Revision, string(a.Anchor), spans, cue, mention, string(original)); err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM anchor_paragraphs WHERE annotation = ? AND revision = ?`, seq, a.Revision); err != nil {
		return err
	}
	if _, err := t.exec(`INSERT INTO anchor_paragraphs (article, revision, paragraph, annotation)
		SELECT ?, ?, value, ? FROM json_each(?)`, article, a.Revision, seq, string(numbers)); err != nil {
		return err
	}
	if err := coverSuggestions(t, seq, article, a); err != nil {
		return err
	}
	return saveSaid(t, seq, a)
}

// touched lists the paragraphs that an annotation's passages touch, each once and
// in order. One that is deleted touches none.
func touched(x *text.Index, a *annotation.Annotation) []int {
	if a.Deleted {
		return []int{}
	}
	return touchedBy(x, a.Spans, a.Cue, a.Mention)
}

// touchedBy lists the paragraphs that any of the passages touch, as touched does.
func touchedBy(x *text.Index, roles ...[]annotation.Passage) []int {
	numbers := []int{}
	for _, passages := range roles {
		for _, p := range passages {
			first, last := x.ParagraphsOf(p.Span())
			for n := first; n <= last; n++ {
				numbers = append(numbers, n)
			}
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// sameAnchor says that two annotations stand at the same place.
func sameAnchor(a, b *annotation.Annotation) bool {
	return a.Revision == b.Revision && a.Anchor == b.Anchor && a.Deleted == b.Deleted && (a.Original == nil) == (b.Original == nil) &&
		slices.Equal(a.Spans, b.Spans) && slices.Equal(a.Cue, b.Cue) && slices.Equal(a.Mention, b.Mention)
}

// orphan is an annotation whose text went away while it was deleted: it comes back
// without a place, and says where it stood.
func orphan(a annotation.Annotation, current int) annotation.Annotation {
	if a.Revision == current {
		return a
	}
	if a.Original == nil {
		a.Original = &annotation.Original{Revision: a.Revision, Spans: a.Spans}
	}
	a.Revision, a.Anchor = current, annotation.AnchorOrphaned
	a.Spans, a.Cue, a.Mention = nil, nil, nil
	return a
}

// partsJSON are the columns of the parts of a quote or claim; no passages are [].
func partsJSON(spans, cue, mention []annotation.Passage) (s, c, m string, err error) {
	for _, part := range []struct {
		passages []annotation.Passage
		to       *string
	}{{spans, &s}, {cue, &c}, {mention, &m}} {
		if part.passages == nil {
			part.passages = []annotation.Passage{}
		}
		body, err := json.Marshal(part.passages)
		if err != nil {
			return "", "", "", err
		}
		*part.to = string(body)
	}
	return s, c, m, nil
}

// scanPassages reads a column of passages. An article's page reads tens of
// thousands, so what saveAnchor writes is taken apart by hand; whatever else it
// may be (an escape in the words, another layout) is left to encoding/json.
type scanPassages struct{ to *[]annotation.Passage }

// Scan implements sql.Scanner.
func (s scanPassages) Scan(value any) error {
	raw, ok := value.(string)
	if !ok {
		return fmt.Errorf("passages are text, not %T", value)
	}
	if raw == "[]" {
		*s.to = nil
		return nil
	}
	if *s.to, ok = cutPassages(raw); ok {
		return nil
	}
	*s.to = nil
	return json.Unmarshal([]byte(raw), s.to)
}

// cutPassages reads passages without escapes, exactly as encoding/json writes
// them; ok is false for anything else.
func cutPassages(raw string) (passages []annotation.Passage, ok bool) {
	if strings.IndexByte(raw, '\\') >= 0 {
		return nil, false
	}
	rest, ok := strings.CutPrefix(raw, "[")
	for ok {
		var p annotation.Passage
		if p.Start, rest, ok = cutNumber(rest, `{"start":`, ','); !ok {
			break
		}
		if p.End, rest, ok = cutNumber(rest, `"end":`, ','); !ok {
			break
		}
		if rest, ok = strings.CutPrefix(rest, `"exact":"`); !ok {
			break
		}
		if p.Exact, rest, ok = strings.Cut(rest, `"}`); !ok {
			break
		}
		passages = append(passages, p)
		if rest == "]" {
			return passages, true
		}
		rest, ok = strings.CutPrefix(rest, ",")
	}
	return nil, false
}

// cutNumber reads the digits between a prefix and the character that ends them.
func cutNumber(s, prefix string, end byte) (n int, rest string, ok bool) {
	if s, ok = strings.CutPrefix(s, prefix); !ok {
		return 0, "", false
	}
	i := strings.IndexByte(s, end)
	if i < 0 {
		return 0, "", false
	}
	n, err := strconv.Atoi(s[:i])
	return n, s[i+1:], err == nil
}

// scanOriginal reads where an orphan stood; the empty text is nothing.
type scanOriginal struct{ to **annotation.Original }

// Scan implements sql.Scanner.
func (s scanOriginal) Scan(value any) error {
	raw, ok := value.(string)
	if !ok {
		return fmt.Errorf("an original anchor is text, not %T", value)
	}
	*s.to = nil
	if raw == "" {
		return nil
	}
	return json.Unmarshal([]byte(raw), s.to)
}
