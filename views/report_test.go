package views

import (
	"bytes"
	"strings"
	"testing"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/export"
	"github.com/isnad/isnad/internal/message"
)

// TestReportOrder: what lost its place comes last, with its words of then; numbers
// are those of the whole article; a name without a known moment stands alone.
func TestReportOrder(t *testing.T) {
	claim := func(id string, start int, exact string, state annotation.State) annotation.Annotation {
		return annotation.Annotation{ID: id, Kind: annotation.Claim, State: state, Spans: []annotation.Passage{{Start: start, End: start + len(exact), Exact: exact}}, CreatedBy: "sara"}
	}
	lost := annotation.Annotation{ID: "lost", Kind: annotation.Claim, State: annotation.Approved, Anchor: annotation.AnchorOrphaned, CreatedBy: annotation.CommandLine.Name, CheckedBy: "imported <b>", ApprovedBy: "x",
		Original: &annotation.Original{Revision: 1, Spans: []annotation.Passage{{Start: 0, End: 5, Exact: "lost\u202e!"}}}}
	r := Report{By: "sara", Report: export.Report{Article: export.Article{ID: "a", Text: "one\n\ntwo\n\nthree", Language: "en", Direction: "ltr", Revision: 2, Annotations: []annotation.Annotation{
		lost, claim("first", 0, "one", annotation.Open), claim("second", 10, "three", annotation.Approved),
	}}}}
	placed, orphans := r.items()
	if len(placed) != 2 || placed[0].Number != 1 || placed[1].Number != 2 || placed[1].Paragraph != 3 || len(orphans) != 1 || orphans[0].Number != 3 || orphans[0].Paragraph != 0 {
		t.Errorf("items %+v, orphans %+v", placed, orphans)
	}
	r.ApprovedOnly = true
	if placed, orphans = r.items(); len(placed) != 1 || placed[0].Number != 2 || len(orphans) != 1 || orphans[0].Number != 3 {
		t.Errorf("approved: items %+v, orphans %+v", placed, orphans)
	}
	var page bytes.Buffer
	if err := ReportPage(r).Render(message.NewContext(t.Context(), message.New(message.English)), &page); err != nil {
		t.Fatal(err)
	}
	body := page.String()
	_, last, found := strings.Cut(body, "No longer in the text")
	if !found || strings.Contains(body, ">one<") {
		t.Errorf("the report is %s", body)
	}
	for _, want := range []string{`id="item-3"`, "Revision 1", `lost<span class="invisible" data-name="RLO">` + "\u202e</span>!", "isnad (command line)", "imported &lt;b&gt;"} {
		if !strings.Contains(last, want) {
			t.Errorf("what lost its place is told without %q: %s", want, last)
		}
	}
	if _, signed, _ := strings.Cut(last, "Checked by"); strings.Contains(signed[:strings.Index(signed, "</p>")], "<time") {
		t.Errorf("a moment that nobody knows: %s", signed)
	}
}
