package db

import (
	"cmp"
	"slices"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/text"
)

// What was rejected in an earlier text, and is proposed again of a newer one, comes along
// to it. A quote that is said by another, or in another form, is another.

// inLine is a rejection or a proposal, by its number, among those that propose the same.
type inLine struct {
	start    int // in code points, of its own text
	proposal bool
	i        int
}

// comeAlong pairs rejections with the proposals of a newer text that propose the same, each
// with one at most. Of several, those come together whose starts are the nearest. It answers
// with the number of the rejection by that of the proposal.
func comeAlong(rejected []suggestionRow, proposals []annotation.Suggestion) map[int]int {
	lines := map[string][]inLine{}
	for i := range rejected {
		key := rejected[i].Proposes()
		lines[key] = append(lines[key], inLine{rejected[i].Start(), false, i})
	}
	for i := range proposals {
		if key := proposals[i].Proposes(); lines[key] != nil {
			lines[key] = append(lines[key], inLine{proposals[i].Start(), true, i})
		}
	}
	pairs := map[int]int{}
	for _, line := range lines {
		slices.SortStableFunc(line, func(a, b inLine) int { return cmp.Compare(a.start, b.start) })
		for {
			at := nearestPair(line)
			if at == 0 {
				break
			}
			was, is := line[at-1], line[at]
			if was.proposal {
				was, is = is, was
			}
			pairs[is.i] = was.i
			line = slices.Delete(line, at-1, at+1)
		}
	}
	return pairs
}

// nearestPair is where, in a line by starts, the second of the nearest two stands that are a
// rejection and a proposal, which are always neighbours; 0 when all are of one sort.
func nearestPair(line []inLine) (at int) {
	for i := 1; i < len(line); i++ {
		if line[i-1].proposal != line[i].proposal && (at == 0 || line[i].start-line[i-1].start < line[at].start-line[at-1].start) {
			at = i
		}
	}
	return at
}

// moveSuggestion has a suggestion stand where another does in a newer text, and say what
// that says; what was decided on it stays.
func moveSuggestion(t *tx, article int64, x *text.Index, seq int64, to annotation.Suggestion) error {
	spans, cue, mention, err := partsJSON(to.Spans, to.Cue, to.Mention)
	if err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE suggestions SET revision = ?, start = ?, spans = ?, cue = ?, mention = ?,
			speaker = ?, speaker_kind = ?, unnamed = ?, called = ?, rule = ?, rules = ?, confidence = ? WHERE seq = ?`,
		to.Revision, to.Start(), spans, cue, mention,
		to.Speaker, string(to.SpeakerKind), to.Unnamed, text.FoldString(to.Speaker), to.Rule, to.Rules, to.Confidence, seq); err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM suggestion_paragraphs WHERE suggestion = ?`, seq); err != nil {
		return err
	}
	return findByParagraphs(t, article, to.Revision, seq, touchedBy(x, to.Spans, to.Cue, to.Mention))
}
