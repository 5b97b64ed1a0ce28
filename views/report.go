package views

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
	"github.com/isnad/isnad/internal/text"
)

// Report is the report of an article: the page or, with Style, a file that needs
// nothing but itself.
type Report struct {
	export.Report
	By           string // who made it
	ApprovedOnly bool
	Style        string // the style sheet, to be put into the file
}

// reportItem is an annotation in a report. Number counts in reading order, orphans
// last, whatever else the report leaves out: it is the same in every report of this
// state of the article.
type reportItem struct {
	*annotation.Annotation
	Number    int
	Paragraph int // where it begins, from 1; 0 for an orphan
	Signed    export.Signed
}

// items are those shown, in their place and without one.
func (r Report) items() (placed, orphans []reportItem) {
	x := text.NewIndex(r.Text)
	order := make([]*annotation.Annotation, len(r.Annotations))
	for i := range r.Annotations {
		order[i] = &r.Annotations[i]
	}
	slices.SortStableFunc(order, func(a, b *annotation.Annotation) int {
		if (a.Start() < 0) != (b.Start() < 0) {
			return b.Start() - a.Start() // what has no place comes last
		}
		return annotation.Compare(a, b)
	})
	for i, a := range order {
		if r.ApprovedOnly && !a.Finished() {
			continue
		}
		item := reportItem{Annotation: a, Number: i + 1, Signed: r.Signed[a.ID]}
		if a.Start() < 0 {
			orphans = append(orphans, item)
			continue
		}
		item.Paragraph = x.ParagraphAt(a.Start()) + 1
		placed = append(placed, item)
	}
	return placed, orphans
}

func (r Report) counts() (c annotation.Counts) {
	for i := range r.Annotations {
		switch r.Annotations[i].State {
		case annotation.Open:
			c.Open++
		case annotation.Checking:
			c.Checking++
		case annotation.Checked:
			c.Checked++
		case annotation.Approved:
			c.Approved++
		case annotation.Returned:
			c.Returned++
		}
	}
	return c
}

// stateTally is how far all items are, also where only some are shown.
func (r Report) stateTally(ctx context.Context) (all []foundSo) {
	c := r.counts()
	for _, s := range statesIn(c) {
		all = append(all, foundSo{Word: t(ctx, "state."+string(s)), Tone: tones[s], Count: c.In(s)})
	}
	return all
}

// verdictTally and wordingTally count what was found of the items shown. The same
// word of two scales may mean two things, and is counted under each.
func verdictTally(ctx context.Context, items []reportItem) (all []foundSo) {
	counts := map[annotation.ScaleRef]map[annotation.Verdict]int{}
	for _, item := range items {
		if item.Verdict != "" {
			if counts[item.Scale] == nil {
				counts[item.Scale] = map[annotation.Verdict]int{}
			}
			counts[item.Scale][item.Verdict]++
		}
	}
	scales := slices.Sorted(maps.Keys(counts))
	for _, scale := range scales {
		for _, v := range scalesOf(ctx).Verdicts() {
			if counts[scale][v] > 0 {
				word, tone := judged(ctx, scale, v)
				if len(scales) > 1 {
					word += " (" + string(scale) + ")"
				}
				all = append(all, foundSo{Word: word, Tone: tone, Count: counts[scale][v]})
			}
		}
	}
	return all
}

func wordingTally(ctx context.Context, items []reportItem) (all []foundSo) {
	for _, w := range annotation.Wordings {
		count := 0
		for _, item := range items {
			if item.Wording == w {
				count++
			}
		}
		if count > 0 {
			all = append(all, foundSo{Word: wordingWord(ctx, w), Tone: wordingTone(w), Count: count})
		}
	}
	return all
}

func total(all []foundSo) (n int) {
	for _, f := range all {
		n += f.Count
	}
	return n
}

// pieces are what stands under the article's title.
func (r Report) pieces(ctx context.Context) []string {
	return slices.DeleteFunc([]string{r.Byline, r.Dateline, r.Source.Name, t(ctx, "article.revision_n", "n", r.Revision)}, func(s string) bool { return s == "" })
}

// passages are the words of an item, those of its last place where it has none.
func (i reportItem) passages() []annotation.Passage {
	if len(i.Spans) == 0 && i.Original != nil {
		return i.Original.Spans
	}
	return i.Spans
}

// attribution is who a speaker was and where and when they said it.
func (i reportItem) attribution(ctx context.Context) []string {
	parts := attributionParts(ctx, CardForm{Role: i.Role, Place: i.Place, SaidOn: i.SaidOn})
	if i.Speaker != nil && i.Speaker.Kind != annotation.Person {
		parts = slices.Insert(parts, 0, t(ctx, "speaker_kind."+string(i.Speaker.Kind)))
	}
	return parts
}

// signature is a name and, where the history tells it, the moment.
type signature struct {
	Key, Name string
	At        time.Time
}

func (i reportItem) signatures() []signature {
	return slices.DeleteFunc([]signature{
		{"report.marked_by", i.CreatedBy, i.CreatedAt},
		{"report.checked_by", i.CheckedBy, i.Signed.Checked},
		{"report.approved_by", i.ApprovedBy, i.Signed.Approved},
	}, func(s signature) bool { return s.Name == "" })
}

// textHash is the SHA-256 of the article's text in UTF-8, in hex.
func (r Report) textHash() string {
	sum := sha256.Sum256([]byte(r.Text))
	return hex.EncodeToString(sum[:])
}

// path is the address of this report with other choices.
func (r Report) path(approvedOnly, download bool) string {
	path := articlePath(r.ID, "report")
	switch {
	case approvedOnly && download:
		return path + "?only=approved&download=1"
	case approvedOnly:
		return path + "?only=approved"
	case download:
		return path + "?download=1"
	}
	return path
}

// made is the moment as programs write it, to the second.
func (r Report) made() string { return utc(r.MadeAt) }

// entryFacts are what a line about evidence says besides its title.
func entryFacts(ctx context.Context, e *annotation.EvidenceEntry) []string {
	facts := pieceFacts(ctx, &annotation.Piece{PieceFields: e.PieceFields}, e.Locator)
	if e.Accessed != "" {
		facts = append(facts, t(ctx, "evidence.accessed_on", "day", day(ctx, e.Accessed)))
	}
	return facts
}

// digits names the digits that the reader is shown, for the style sheet to number
// pages with.
func digits(ctx context.Context) string {
	if n(ctx, 0) == "0" {
		return "latin"
	}
	return "arabic-indic"
}

// plainly writes words of a text with their invisible characters made visible.
func plainly(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		out := &textWriter{w: w}
		out.text(s)
		return out.err
	})
}

func itemID(n int) string { return "item-" + strconv.Itoa(n) }
