package handlers

import (
	"flag"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/message"
	"github.com/isnad/isnad/static"
)

// documented is an exhibition with evidence for its first exhibit, some of it
// confidential.
func (s *site) documented(e exhibition) (annotation.Article, []annotation.Annotation) {
	s.t.Helper()
	article, all := s.exhibited(e)
	ar := e.language == "ar"
	pick := func(arabic, english string) string {
		if ar {
			return arabic
		}
		return english
	}
	s.cited(dbtest.Reviewer, all[0], annotation.EvidenceDraft{Stance: annotation.Supports, Locator: "00:14:20",
		Passage: pick("المخزون في السد يكفي العاصمة مئة وعشرين يوما، ولا بيت بلا ماء", "Due course, gentlemen, is tomorrow at ten."), PieceFields: annotation.PieceFields{
			Kind: annotation.DocumentPiece, Title: pick("تفريغ المؤتمر الصحفي", "Transcript of the first sitting"), Publisher: pick("وزارة الموارد المائية", "Linwick Inquiry"),
			Date: "2026-01-01", Accessed: "2026-01-02", Primary: true,
		}}, &db.Upload{Name: "transcript.txt", MediaType: "text/plain", Data: []byte("words")})
	s.cited(dbtest.Reviewer, all[0], annotation.EvidenceDraft{Stance: annotation.Refutes, Locator: pick("ص 3", "p. 3"), PieceFields: annotation.PieceFields{
		Kind: annotation.LinkPiece, Title: pick("سجل الشكاوى الأسبوعي", "Weekly list of hearings"), URL: "https://records.example/2026/complaints/weekly?district=an-nakhil&week=3&format=full#page=3",
	}}, nil)
	s.cited(dbtest.Reviewer, all[0], annotation.EvidenceDraft{Stance: annotation.Context, PieceFields: annotation.PieceFields{
		Kind: annotation.CallPiece, Title: pick("اتصال بمكتب الوزير", "Call with the clerk"), Publisher: "zq-secret", Confidential: true,
	}}, nil)
	return article, all
}

// reported is such an exhibition with remarks and hostile words in it.
func (s *site) reported(e exhibition) (annotation.Article, []annotation.Annotation) {
	s.t.Helper()
	article, all := s.documented(e)
	s.cited(dbtest.Reviewer, all[4], annotation.EvidenceDraft{Stance: annotation.Refutes, PieceFields: annotation.PieceFields{
		Kind: annotation.LinkPiece, Title: `"><script>alert(1)</script>`, URL: `https://records.example/complaints?page=3&q="><script>alert(2)</script>`, Publisher: "</style><b>",
	}}, nil)
	s.changed(dbtest.Reviewer, all[4], annotation.Patch{Note: annotation.To("zq-note"), Reason: annotation.To("line one\n<i>line two</i>"), Place: annotation.To(`<img src="//x">`)})
	return article, all
}

// TestReportFile compares the file, a tag a line and without its style sheet, with
// testdata/report.LANG.html, and holds it to what it may not have.
func TestReportFile(t *testing.T) {
	for _, e := range exhibitions {
		t.Run(e.language, func(t *testing.T) {
			s := newSite(t)
			if _, err := s.db.ChangeSettings(t.Context(), dbtest.Admin, 1, annotation.SettingsPatch{TimeZone: annotation.To("Asia/Beirut")}); err != nil {
				t.Fatal(err)
			}
			article, _ := s.reported(e)
			s.clock.Advance(100 * time.Hour)
			path := "/articles/" + article.ID + "/report?lang=" + e.language
			for _, actor := range []annotation.Actor{dbtest.Viewer, dbtest.Admin} {
				file := s.as(actor).get(path+"&download=1").wants(http.StatusOK).saysNot("zq-secret", "zq-note", "secondary source", "<i>", "</style><b>", "⟦")
				loads := regexp.MustCompile(`(?i)<(link|script|img|iframe|object|embed|base|form)|<[^>]*\b(src|srcset|style|background|on[a-z]+)=|@import|url\(|http-equiv="refresh`)
				if found := loads.FindString(file.body); found != "" {
					t.Errorf("the file has %s", found)
				}
				if strings.Count(file.body, "<style>") != 1 || !strings.Contains(file.body, "<style>"+static.New().Text("css/report.css")+"</style>") {
					t.Error("the file does not have the style sheet")
				}
			}
			s.as(dbtest.Viewer).get(path).wants(http.StatusOK).says(`rel="stylesheet"`, "css/report.css").saysNot("<style", "zq-secret", "zq-note", " style=")

			file := s.as(dbtest.Editor).get(path + "&download=1")
			made, err := s.db.Report(t.Context(), dbtest.Editor, article.ID)
			if err != nil {
				t.Fatal(err)
			}
			file.says(made.Hash)
			got := strings.NewReplacer(static.New().Text("css/report.css"), "", made.Hash, "HASH", "><", ">\n<").Replace(file.body) + "\n"
			golden := filepath.Join("testdata", "report."+e.language+".html")
			if flag.Lookup("update").Value.String() == "true" { // api_test.go declares it
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

func TestReportOfWhatIsApproved(t *testing.T) {
	s := newSite(t)
	article, all := s.reported(exhibitions[1])
	c := s.as(dbtest.Viewer)
	path := "/articles/" + article.ID + "/report"
	c.get(path).wants(http.StatusOK).says("Not finished: 5 of 7 items are not approved.", all[1].Spans[0].Exact, "40 lorries were waiting").saysNot("left out")
	c.get(path+"?only=approved").wants(http.StatusOK).says("Not finished: 5 of 7 items are not approved.", "left out", "Eleven passengers", `href="`+path+`?only=approved&amp;download=1"`).
		saysNot("40 lorries were waiting", "alert(1)")
	full, part := c.get(path).body, c.get(path+"?only=approved&download=1").body
	numbers := regexp.MustCompile(`id="item-\d+"`).FindAllString(part, -1)
	if len(numbers) != 2 {
		t.Errorf("it has %v", numbers)
	}
	for _, number := range numbers {
		if _, after, _ := strings.Cut(full, number); !strings.Contains(part, after[:strings.Index(after, "</article>")]) {
			t.Errorf("%s is another item in the full report", number)
		}
	}
	for _, bad := range []string{"?only=open", "?only=1", "?download=maybe"} {
		c.get(path + bad).wants(http.StatusUnprocessableEntity)
	}
	c.get("/articles/none/report").wants(http.StatusNotFound)
	c.get("/articles/" + article.ID).says(`href="` + path + `"`)

	empty := s.article(english)
	c.get("/articles/" + empty.ID + "/report").wants(http.StatusOK).says("Nothing has been marked in this article.").saysNot("item-1")
	one := s.worked(s.marked(empty, annotation.Claim, "The council had turned her down twice"), exhibit{verdict: annotation.True, reason: "The minutes.", state: annotation.Approved})
	c.get("/articles/"+empty.ID+"/report?only=approved").says("The only item is approved.", one.Spans[0].Exact).saysNot("Not finished", "left out")
}

func TestReportNames(t *testing.T) {
	p := message.New(message.English)
	long := strings.Repeat("خ", 300)
	for title, want := range map[string]string{
		"خطة المياه":            "Verification report - خطة المياه.html",
		`../a\b: "c" <d>|e?*`:   "Verification report - a b c d e.html",
		" . ":                   "Verification report - id.html",
		"a\nb\u202egpj.exe":     "Verification report - a bgpj.exe.html",
		long:                    "Verification report - " + long[:2*maxFileTitle] + ".html",
		"Ends with stops . . .": "Verification report - Ends with stops.html",
	} {
		if got := reportName(p, title, "id"); got != want {
			t.Errorf("%q is kept as %q, want %q", title, got, want)
		}
	}
	s := newSite(t)
	article := s.article(arabic)
	a := s.as(dbtest.Viewer).get("/articles/" + article.ID + "/report?download=1&lang=ar").wants(http.StatusOK)
	kind, parameters, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
	if err != nil || kind != "attachment" || parameters["filename"] != "تقرير التحقق - "+article.Title+".html" {
		t.Errorf("it comes as %s: %q, %v", a.Header.Get("Content-Disposition"), parameters["filename"], err)
	}
}
