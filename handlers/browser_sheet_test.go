package handlers

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
	"github.com/isnad/isnad/internal/ingest"
)

var sheetFolder = flag.String("sheet", "", "folder for the pictures of TestContactSheet, and an index.html of them all")

// exhibit is an annotation of an example article, by its words.
type exhibit struct {
	kind         annotation.Kind
	spans        []string // each stands once in the article
	cue, mention string   // the place nearest to the first span counts
	speaker      string
	role, place  string
	wording      annotation.Wording
	verdict      annotation.Verdict
	reason       string
	state        annotation.State
}

// exhibition is a marked article of examples/articles. The first exhibit is shown
// open; selected are words with the marker beside them.
type exhibition struct {
	language, file string
	exhibits       []exhibit
	selected       string
	transcript     string // what the first exhibit's quote is held against
	proposes       string // a file in which nothing is marked: its suggestions are shown
	repeats        int    // the exhibit that repeats what another article said,
	earlier, where string // in these words, under this title
}

var exhibitions = []exhibition{
	{
		language: "ar", file: "water-cuts-third-week.txt", proposes: "harbour-eagles-transfer.txt", selected: "تُنشر نتائج الفحوص المخبرية أسبوعيا",
		transcript: "شكرا لحضوركم. أبدأ بالسؤال الذي وصلني من أكثر من زميل. المخزون في سد الأثل قد يكفي العاصمة مئة وعشرين يوما إذا لم يرتفع الاستهلاك، ولا يوجد بيت في دار السنا بلا ماء طوال اليوم. أما الصيانة فتنتهي قريبا.",
		repeats:    1, earlier: "بيت واحد بلا ماء لا يوجد في دار السنا", where: "الوزير في البرلمان",
		exhibits: []exhibit{
			{kind: annotation.Quote, spans: []string{"المخزون في سد الأثل يكفي العاصمة مئة وعشرين يوما، ولا يوجد بيت واحد في دار السنا بلا ماء"}, cue: "وقال", mention: "عادل الشبراوي",
				speaker: "عادل الشبراوي", role: "وزير الموارد المائية", place: "مؤتمر صحفي", wording: annotation.Accurate, state: annotation.Checking},
			{kind: annotation.Claim, spans: []string{"ولا يوجد بيت واحد في دار السنا بلا ماء"}, speaker: "عادل الشبراوي", verdict: annotation.False, reason: "سجل شكاوى حي النخيل.", state: annotation.Checked},
			{kind: annotation.Claim, spans: []string{"دخل انقطاع مياه الشرب عن الأحياء الشرقية من دار السنا"}, verdict: annotation.True, reason: "بيانات الشركة اليومية.", state: annotation.Approved},
			{kind: annotation.Quote, spans: []string{"أن أعمال إصلاح الخط الناقل الرئيسي ستنتهي «قبل نهاية الشهر»"}, cue: "وأضاف", mention: "الشبراوي", speaker: "عادل الشبراوي", wording: annotation.Accurate, reason: "تسجيل المؤتمر الصحفي.", state: annotation.Approved},
			{kind: annotation.Claim, spans: []string{"نسبة الإنجاز بلغت 70 في المئة"}, speaker: "عادل الشبراوي", state: annotation.Open},
			{kind: annotation.Claim, spans: []string{"وهو أدنى مستوى يُسجَّل منذ 18 عاما"}, speaker: "الشركة العامة لمياه الشرب", verdict: annotation.MostlyTrue, reason: "النشرة السنوية.", state: annotation.Returned},
			{kind: annotation.Quote, spans: []string{"نفقد في الشبكة أكثر مما تبخل به السماء", "فالتسرب في الأنابيب القديمة يلتهم 38 في المئة من المياه المنتجة، وهذا رقم الشركة نفسها لا رقمي"}, cue: "يقول", mention: "القنواتي",
				speaker: "رائف القنواتي", wording: annotation.Altered, reason: "تسجيل المقابلة.", state: annotation.Checked},
		},
	},
	{
		transcript: "Good morning. I have read that documents will come in due course. Due course, unless the court says otherwise, is tomorrow at ten. We shall hear no witnesses today.",
		language:   "en", file: "ferry-inquiry-opens.txt", proposes: "hospital-waiting-list.txt", selected: "warned of “a serious incident within two winters”",
		repeats: 3, earlier: "Eighteen passengers were treated for hypothermia", where: "Night on the quay",
		exhibits: []exhibit{
			{kind: annotation.Quote, spans: []string{"Due course,", "is tomorrow at ten."}, cue: "said", mention: "Sir Malcolm Edgerton",
				speaker: "Malcolm Edgerton", role: "chair of the inquiry", place: "Linwick Town Hall", wording: annotation.Accurate, state: annotation.Checking},
			{kind: annotation.Quote, spans: []string{"I said the forecast was a nine. The answer was, ‘Then go slowly,’", "I have the message. I have always had the message."}, cue: "testified", mention: "Captain Joss Merrin",
				speaker: "Joss Merrin", wording: annotation.Accurate, reason: "Transcript, day one.", state: annotation.Approved},
			{kind: annotation.Claim, spans: []string{"the forecast was a nine"}, speaker: "Joss Merrin", verdict: annotation.True, reason: "Bulletin of January 17, 17:00.", state: annotation.Checked},
			{kind: annotation.Claim, spans: []string{"Eleven passengers were treated for hypothermia"}, speaker: "the coastguard", verdict: annotation.MostlyTrue, reason: "Hospital log.", state: annotation.Approved},
			{kind: annotation.Quote, spans: []string{"At no point did management interfere with the master's judgement"}, cue: "said", mention: "Adela Voss", speaker: "Adela Voss", wording: annotation.Altered, reason: "Transcript, day one.", state: annotation.Returned},
			{kind: annotation.Quote, spans: []string{"that a duty manager had telephoned him twice in the hour before departure"}, cue: "said", mention: "Merrin", speaker: "Joss Merrin", state: annotation.Open},
			{kind: annotation.Claim, spans: []string{"40 lorries were waiting"}, speaker: "Joss Merrin", state: annotation.Open},
		},
	},
}

// nearest is the place of words nearest to start, in code points.
func nearest(t *testing.T, text, words string, start int) []annotation.PassageDraft {
	t.Helper()
	if words == "" {
		return nil
	}
	runes, wanted, best := []rune(text), []rune(words), -1
	for at := 0; at+len(wanted) <= len(runes); at++ {
		if string(runes[at:at+len(wanted)]) == words && (best < 0 || abs(at-start) < abs(best-start)) {
			best = at
		}
	}
	if best < 0 {
		t.Fatalf("%q does not stand in the article", words)
	}
	return []annotation.PassageDraft{{Start: best, End: best + len(wanted)}}
}

func abs(n int) int { return max(n, -n) }

// exhibited is an example article on the desk with its annotations, in the order
// of the exhibits.
func (s *site) exhibited(e exhibition) (annotation.Article, []annotation.Annotation) {
	s.t.Helper()
	article := s.example(e.file)
	all := make([]annotation.Annotation, len(e.exhibits))
	for i, x := range e.exhibits {
		draft := annotation.Draft{Kind: x.kind, Role: x.role, Place: x.place}
		for _, words := range x.spans {
			start, end := spanOf(s.t, article, words)
			draft.Spans = append(draft.Spans, annotation.PassageDraft{Start: start, End: end})
		}
		draft.Cue = nearest(s.t, article.Text, x.cue, draft.Spans[0].Start)
		draft.Mention = nearest(s.t, article.Text, x.mention, draft.Spans[0].Start)
		if x.speaker != "" {
			draft.Speaker = &annotation.SpeakerChoice{Name: x.speaker}
		}
		a, _, err := s.db.CreateAnnotation(s.t.Context(), dbtest.Reviewer, article.ID, draft)
		if err != nil {
			s.t.Fatal(err)
		}
		all[i] = s.worked(a, x)
	}
	return article, all
}

// worked takes an annotation to the state of its exhibit.
func (s *site) worked(a annotation.Annotation, x exhibit) annotation.Annotation {
	s.t.Helper()
	if x.state == annotation.Open {
		return a
	}
	findings := annotation.Patch{State: annotation.To(annotation.Checking)}
	if x.wording != "" {
		findings.Wording = annotation.To(x.wording)
	}
	if x.verdict != "" {
		findings.Verdict = annotation.To(x.verdict)
	}
	if x.reason != "" {
		findings.Reason = annotation.To(x.reason)
	}
	a = s.changed(dbtest.Reviewer, a, findings)
	if x.state == annotation.Checking {
		return a
	}
	if x.verdict != "" {
		s.evidenced(a)
	}
	a = s.changed(dbtest.Reviewer, a, annotation.Patch{State: annotation.To(annotation.Checked)})
	switch x.state {
	case annotation.Approved:
		a = s.changed(dbtest.Editor, a, annotation.Patch{State: annotation.To(annotation.Approved)})
	case annotation.Returned:
		reason := annotation.To("المصدر ثانوي / secondary source")
		a = s.changed(dbtest.Editor, a, annotation.Patch{State: annotation.To(annotation.Returned), ReturnedReason: reason})
	}
	return a
}

// example is a file of examples/articles on the desk, as seed brings it there.
func (s *site) example(file string) annotation.Article {
	s.t.Helper()
	return s.seeded(filepath.Join("..", "examples", "articles", file))
}

func (s *site) seeded(path string) annotation.Article {
	s.t.Helper()
	doc, err := ingest.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	a, _, err := s.db.SeedArticle(s.t.Context(), dbtest.Editor, annotation.ArticleDraft{
		Title: doc.Title, Byline: doc.Byline, Dateline: doc.Dateline, Language: doc.Language, Text: doc.Text,
		Source: annotation.Source{Name: filepath.Base(path), SHA256: doc.SHA256, Path: path},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if a, err = s.db.Article(s.t.Context(), a.ID); err != nil {
		s.t.Fatal(err)
	}
	return a
}

// TestContactSheet goes to every screen in every dress: no page may be wider than
// its window, and each must be in the reader's language. With -sheet it leaves a
// picture of each.
func TestContactSheet(t *testing.T) {
	var pictures []string
	for _, e := range exhibitions {
		t.Run(e.language, func(t *testing.T) {
			s := newSite(t)
			article, all := s.documented(e)
			twin := s.speaker(all[0].Role)
			if _, _, err := s.db.MergeSpeaker(t.Context(), dbtest.Editor, twin.ID, twin.Version, all[0].Speaker.ID); err != nil {
				t.Fatal(err)
			}
			piece := annotation.PieceFields{Kind: annotation.TextPiece, Title: map[string]string{"ar": "تفريغ المؤتمر الصحفي", "en": "Transcript of the hearing"}[e.language], Text: e.transcript,
				Publisher: all[0].Place, Date: "2026-01-02", Primary: true}
			transcript := s.cited(dbtest.Reviewer, all[0], annotation.EvidenceDraft{Stance: annotation.Supports, Locator: "00:12:40", PieceFields: piece}, nil)
			piece.Title, piece.Confidential = all[0].Role, true
			s.cited(dbtest.Reviewer, all[0], annotation.EvidenceDraft{Stance: annotation.Context, Passage: all[0].Spans[0].Exact, PieceFields: piece}, nil)
			all[0] = s.changed(dbtest.Editor, all[0], annotation.Patch{Assignee: annotation.To("reviewer1"), Due: annotation.To("2026-01-01"), Priority: annotation.To(annotation.Urgent)})
			if _, _, err := s.db.AddComment(t.Context(), dbtest.Editor, all[0].ID, annotation.CommentDraft{Text: "@admin1 أين التسجيل؟ Where is the recording?"}); err != nil {
				t.Fatal(err)
			}
			for _, asked := range []annotation.ReplyFields{
				{Asked: all[0].Speaker.Name, AskedOn: "2026-01-01", How: annotation.ByEmail, Question: "أين التسجيل؟ Where is the recording?", Until: "2026-01-03"},
				{Asked: all[0].Place, AskedOn: "2026-01-01", How: annotation.ByCall, Outcome: annotation.Answered, Answer: all[0].Spans[0].Exact, AnsweredOn: "2026-01-02"},
			} {
				if _, err := s.db.AddReply(t.Context(), dbtest.Reviewer, all[0].ID, annotation.ReplyDraft{ReplyFields: asked}); err != nil {
					t.Fatal(err)
				}
			}
			for _, other := range exhibitions {
				s.example(other.file)
			}
			before := s.marked(s.article(annotation.ArticleDraft{Title: e.where, Text: e.earlier}), annotation.Claim, e.earlier)
			s.changed(dbtest.Reviewer2, before, annotation.Patch{Verdict: annotation.To(annotation.False), Reason: annotation.To("–")})
			s.example("tell-rayhan-tombs.md")
			s.example("traffic-lights-software.md")
			for _, scheme := range []string{"light", "dark"} {
				for _, width := range []int{1440, 390} {
					t.Run(fmt.Sprintf("%s-%d", scheme, width), func(t *testing.T) {
						p := &photographer{t: t, site: s, article: article, all: all, transcript: transcript, show: e, scheme: scheme, width: width}
						p.walk()
						pictures = append(pictures, p.pictures...)
					})
				}
			}
		})
	}
	if *sheetFolder != "" {
		writeIndex(t, pictures)
	}
}

// photographer walks through the screens in one dress.
type photographer struct {
	t          *testing.T
	site       *site
	article    annotation.Article
	all        []annotation.Annotation
	transcript annotation.Evidence
	show       exhibition
	scheme     string
	width      int
	pictures   []string
}

func (p *photographer) visit(actor annotation.Actor, more ...browsertest.Option) *visitor {
	p.t.Helper()
	options := []browsertest.Option{browsertest.Language(p.show.language), browsertest.Viewport(p.width, p.height()), browsertest.Timeout(3 * time.Minute)}
	if p.scheme == "dark" {
		options = append(options, browsertest.Dark())
	}
	site := *p.site
	site.t = p.t
	return site.visit(actor, append(options, more...)...)
}

func (p *photographer) height() int {
	if p.width < 600 {
		return 844
	}
	return 1060
}

func (p *photographer) walk() {
	desk, open := "/articles/"+p.article.ID, p.all[0]
	v := p.visit(dbtest.Admin)
	for _, page := range []struct{ name, path string }{
		{"list", "/articles"}, {"list-none-found", "/articles?q=zzzz"}, {"new-article", "/articles/new"}, {"desk", desk},
		{"heading", desk + "?edit=1"}, {"words", desk + "?mark=3#words"}, {"speakers", "/speakers"}, {"speaker", "/speakers/" + open.Speaker.ID},
		{"speaker-found", "/speakers/" + open.Speaker.ID + "?verdict=" + string(p.verdictOf(open.Speaker))}, {"speaker-merge", "/speakers/" + open.Speaker.ID + "?merge=" + url.QueryEscape(p.all[6].Speaker.Name)},
		{"people", "/people"}, {"settings", "/settings"}, {"queue", "/queue?whose=desk"}, {"queue-empty", "/queue?whose=desk&assignee=nobody"}, {"history", "/annotations/" + p.all[2].ID + "/history"}, {"account", "/account"}, {"help", "/help"}, {"scales", "/scales"}, {"error", "/articles/none"},
	} {
		v.opens(page.path)
		p.takes(v, page.name)
	}
	v.opens(desk + "/report")
	p.takes(v, "report")
	eval[any](v, `void document.querySelector(".evidence ul").closest(".item").scrollIntoView()`)
	p.takes(v, "report-item")
	v.shownOn("print")
	eval[any](v, `void scrollTo(0, 0)`)
	p.takes(v, "report-print")
	v.opens("/annotations/" + p.all[2].ID + "/history")
	v.shownOn("print")
	p.takes(v, "history-print")

	v = p.visit(dbtest.Reviewer)
	v.opens("/evidence/" + p.transcript.Citation.ID)
	p.takes(v, "evidence")
	v.opens("/annotations/" + p.all[1].ID + "/evidence/new")
	p.takes(v, "evidence-new")
	v.opens("/annotations/" + p.all[1].ID + "/replies/new")
	p.takes(v, "reply-new")
	v.opens(desk + "?open=" + open.ID)
	v.sees("[data-card]")
	eval[any](v, `void document.querySelector("[data-card]").scrollIntoView({ block: "center" })`)
	p.takes(v, "card")
	eval[any](v, `void document.querySelector(".comments").scrollIntoView({ block: "end" })`)
	p.takes(v, "card-comments")

	v.opens(desk + "?open=" + p.all[p.show.repeats].ID)
	v.sees(".said-before")
	eval[any](v, `void document.querySelector("[data-card]").scrollIntoView({ block: "center" })`)
	p.takes(v, "said-before")
	v.opens(desk + "?open=" + open.ID)
	v.waits(`document.documentElement.dataset.scripts === "on"`)

	v.presses("s")
	v.waits(`document.activeElement.name === "speaker"`)
	eval[any](v, `void document.activeElement.select()`)
	v.types(string([]rune(open.Speaker.Name)[:3]))
	v.sees("[role=option]")
	p.takes(v, "picker")
	v.opens(desk)
	v.waits(`document.documentElement.dataset.scripts === "on"`)
	v.selects(p.article, p.show.selected)
	v.sees("#marker")
	p.takes(v, "popover")
	v.presses("?")
	v.sees("dialog[open]")
	p.takes(v, "keys")

	p.suggestions(v, p.site.example(p.show.proposes))

	// Somebody else is faster.
	v.opens(desk + "?open=" + open.ID)
	v.waits(`document.documentElement.dataset.scripts === "on"`)
	eval[any](v, `void (document.querySelector("[data-card] [name=note]").value = "mine")`)
	now := p.site.annotation(open.ID)
	p.site.changed(dbtest.Reviewer2, now, annotation.Patch{Note: annotation.To("theirs " + p.scheme + fmt.Sprint(p.width)), Verdict: annotation.To(annotation.Misleading)})
	v.clicks("[data-save]")
	v.sees(".conflict")
	p.takes(v, "conflict")

	v = p.visit(annotation.Actor{})
	v.opens("/login")
	p.takes(v, "sign-in")
	eval[any](v, `void (document.querySelector("[name=name]").value = "amal", document.querySelector("[name=password]").value = "x")`)
	v.clicks("main button.primary")
	v.sees(".problem")
	p.takes(v, "sign-in-refused")
}

// suggestions takes an article in which nothing is marked yet: what is proposed of it, one
// of them open, one that is changed by plain forms.
func (p *photographer) suggestions(v *visitor, article annotation.Article) {
	p.t.Helper()
	if err := p.site.db.MakeSuggestionsOf(p.t.Context(), article.ID); err != nil {
		p.t.Fatal(err)
	}
	all, err := p.site.db.Suggestions(p.t.Context(), article.ID)
	if err != nil || len(all) < 3 {
		p.t.Fatal(len(all), err)
	}
	v.opens("/articles/" + article.ID)
	v.waits(`CSS.highlights?.get("suggested")?.size > 2`)
	eval[any](v, `void (document.querySelector("#progress details").open = true)`)
	p.takes(v, "suggestions")
	v.presses("n", "n")
	v.waits(`document.querySelector("[data-card]")?.dataset.card === ` + quoted(all[1].ID))
	p.takes(v, "suggestion")
	v.clicks("[data-pick=spans]")
	v.sees(".words")
	p.takes(v, "suggestion-words")
}

// verdictOf is something that was found of a speaker's statements.
func (p *photographer) verdictOf(speaker *annotation.SpeakerRef) annotation.Verdict {
	for _, a := range p.all {
		if a.Speaker != nil && a.Speaker.ID == speaker.ID && a.Verdict != "" {
			return a.Verdict
		}
	}
	return ""
}

// takes checks a screen and, when asked to, leaves a picture of it.
func (p *photographer) takes(v *visitor, name string) {
	p.t.Helper()
	v.waits(`document.fonts.status === "loaded"`)
	if wide := eval[int](v, "document.documentElement.scrollWidth"); wide > p.width {
		p.t.Errorf("%s is %d px wide in a window of %d", name, wide, p.width)
	}
	if got := eval[string](v, "document.documentElement.lang"); got != p.show.language {
		p.t.Errorf("%s is in %q, want %q", name, got, p.show.language)
	}
	if *sheetFolder == "" {
		return
	}
	picture, err := chromedp.Run(v.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	file := fmt.Sprintf("%s-%s-%s-%d.png", name, p.show.language, p.scheme, p.width)
	if err := os.WriteFile(filepath.Join(*sheetFolder, file), picture, 0o600); err != nil {
		p.t.Fatal(err)
	}
	p.pictures = append(p.pictures, file)
}

// writeIndex shows all pictures on one page.
func writeIndex(t *testing.T, pictures []string) {
	t.Helper()
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><meta charset=utf-8><title>isnad</title><style>body{display:flex;flex-wrap:wrap;gap:1rem;font:13px sans-serif}figure{margin:0}img{height:420px;border:1px solid #999}</style>\n")
	for _, file := range pictures {
		fmt.Fprintf(&b, "<figure><a href=%[1]q><img src=%[1]q alt=\"\"></a><figcaption>%[1]s</figcaption></figure>\n", file)
	}
	if err := os.WriteFile(filepath.Join(*sheetFolder, "index.html"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
