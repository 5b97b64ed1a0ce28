package handlers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"github.com/isnad/isnad/db"
	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
	"github.com/isnad/isnad/internal/quotation"
)

// suggestive is an article with quotes that the rules find, and a name in marks that
// they take for one.
var suggestive = annotation.ArticleDraft{Title: arabic.Title, Language: "ar", Text: arabic.Text + `
ودعا المجلس إلى «يوم القراءة» في نيسان.
`}

// The words that the rules propose of it, in reading order.
var proposed = []string{
	"ستبقى الأبواب مفتوحة حتى الثامنة مساءً",
	"أن القاعة تتسع لنحو 120 قارئًا في اليوم",
	"أن السقف آمن",
	"ولم نجد فيه شقًّا واحدًا",
	"وسلّمت شركة نوردبو (Nordbo AS) نحو 45 حاسوبًا في آذار 2026",
	"إلى «يوم القراءة» في نيسان",
}

// openSuggestions are the open ones of an article, as the data file has them.
func (s *site) openSuggestions(article annotation.Article) []annotation.Suggestion {
	s.t.Helper()
	all, err := s.db.Suggestions(s.t.Context(), article.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

// suggested puts the article on the desk and checks what is proposed of it.
func (s *site) suggested() (annotation.Article, []annotation.Suggestion) {
	s.t.Helper()
	article := s.article(suggestive)
	if err := s.db.MakeSuggestions(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	all := s.openSuggestions(article)
	for i, one := range all {
		if i >= len(proposed) || exactOf(one.Spans) != proposed[i] {
			s.t.Fatalf("suggestion %d is %q", i, exactOf(one.Spans))
		}
	}
	if len(all) != len(proposed) {
		s.t.Fatalf("%d suggestions, want %d", len(all), len(proposed))
	}
	return article, all
}

// decides waits for the card of one suggestion, does something, and waits for the next
// card, or for none.
func (v *visitor) decides(one annotation.Suggestion, act func()) {
	v.t.Helper()
	v.sees("#card-" + one.ID)
	act()
	v.waits(`!document.getElementById("card-" + ` + quoted(one.ID) + `)`)
}

// A reviewer goes through an article's suggestions by keyboard alone: accepts, edits the
// words and the speaker of one, rejects a name in marks, takes a decision back; the export
// holds what was accepted, and rules that run again change none of it.
func TestBrowserDecidesSuggestionsByKeyboard(t *testing.T) {
	s := newSite(t)
	article, all := s.suggested()
	v := s.atDesk(dbtest.Reviewer, article)
	v.waits(`CSS.highlights.get("suggested").size === 6`)
	if n := eval[int](v, `document.querySelectorAll("[data-annotations]").length`); n != 0 {
		t.Errorf("%d pieces of the text are marked before anything is accepted", n)
	}

	// On an Arabic keyboard: ى is n, ش is a, ء is x, ئ is z.
	v.presses("ى")
	v.decides(all[0], func() { v.presses("ش") })
	v.decides(all[1], func() { v.presses("ش") })

	// The third, with other words and another speaker.
	v.sees("#card-" + all[2].ID)
	v.waits(`CSS.highlights.get("deciding").size === 1`)
	for v.presses("j"); !strings.HasPrefix(eval[string](v, selectedWords), "وأوضحت"); {
		v.presses("j")
	}
	for !strings.HasPrefix(eval[string](v, selectedWords), "السقف") {
		v.presses("Alt+Shift+ArrowLeft")
	}
	for !strings.HasSuffix(eval[string](v, selectedWords), "آمن") {
		v.presses("Shift+ArrowRight")
	}
	v.presses("r")
	v.reads("[data-card] .part.spans q", "السقف آمن")
	v.waits(`document.querySelector("[data-card] .part.spans q").textContent === "السقف آمن"`)
	v.presses("Enter")
	v.waits(`document.activeElement === document.querySelector("` + speakerField + `")`) // its words selected
	v.types("ريم سالم الحلاق")
	v.decides(all[2], func() { v.presses("Enter") })

	// A decision taken back, and made otherwise.
	v.decides(all[3], func() { v.presses("ء") })
	v.sees("#card-" + all[4].ID)
	v.presses("ئ")
	v.decides(all[3], func() { v.presses("ش") })
	v.decides(all[4], func() { v.presses("ش") })
	v.decides(all[5], func() { v.presses("ء") })
	v.lacks("[data-card]")
	v.lacks("[data-suggests]")

	s.waitsFor(article, 5)
	before := s.exported(article)
	want := []struct {
		spans, speaker, rule string
		edited               bool
	}{
		{proposed[0], "عبد الله النجار", "marks", false},
		{proposed[1], "عبد الله النجار", "clause", false},
		{"السقف آمن", "ريم سالم الحلاق", "marks", true},
		{proposed[3], "ريم سالم الحلاق", "marks", true}, // as corrected before
		{proposed[4], "محضر التسليم", "according", false},
	}
	for i, a := range before {
		wants(t, a, "kind=quote", "state=open", "spans="+want[i].spans, "speaker="+want[i].speaker)
		if a.CreatedBy != "reviewer1" || a.Suggested == nil || a.Suggested.Rule != want[i].rule || a.Suggested.Edited != want[i].edited {
			t.Errorf("%q says of its suggestion %+v, by %s", want[i].spans, a.Suggested, a.CreatedBy)
		}
	}

	// Nothing is proposed again by newer rules, which ask of everything anew.
	newer, err := db.Open(t.Context(), s.file, db.Options{Now: s.clock.Now, Rules: db.Rules{Version: quotation.Version + 1, Suggest: quotation.Suggest}})
	if err != nil {
		t.Fatal(err)
	}
	defer newer.Close()
	if err := newer.MakeSuggestions(t.Context()); err != nil {
		t.Fatal(err)
	}
	rejected, err := newer.SuggestionsIn(t.Context(), article.ID, annotation.Rejected)
	if err != nil || len(rejected) != 1 || exactOf(rejected[0].Spans) != proposed[5] || rejected[0].DecidedBy != "reviewer1" {
		t.Errorf("rejected are %+v, %v", rejected, err)
	}
	v.opens("/articles/" + article.ID)
	v.sees("a.note")
	v.lacks("[data-suggests]")
	after := s.exported(article)
	if got, want := asJSON(t, after), asJSON(t, before); got != want {
		t.Errorf("the export has become\n%s\nfrom\n%s", got, want)
	}
}

// exported are an article's annotations as its export has them.
func (s *site) exported(article annotation.Article) []annotation.Annotation {
	s.t.Helper()
	var parsed struct {
		Articles []struct{ Annotations []annotation.Annotation }
	}
	body := s.as(dbtest.Viewer).get("/articles/" + article.ID + "/export").wants(http.StatusOK).body
	if err := json.NewDecoder(strings.NewReader(body)).Decode(&parsed); err != nil {
		s.t.Fatal(err)
	}
	return parsed.Articles[0].Annotations
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Words that were chosen for a suggestion, and a name that was typed, outlive a reload.
func TestBrowserKeepsAnEditedSuggestion(t *testing.T) {
	s := newSite(t)
	article, all := s.suggested()
	v := s.atDesk(dbtest.Reviewer, article)
	v.clicks("#a-" + all[1].ID)
	v.sees("#card-" + all[1].ID)
	v.selects(article, "القاعة تتسع")
	v.presses("r")
	v.waits(`document.querySelector("[data-card] .part.spans q").textContent === "القاعة تتسع"`)
	v.clicks(speakerField)
	v.types(" الأول")
	v.waits(`Object.keys(localStorage).some((key) => key.endsWith("form-" + ` + quoted(all[1].ID) + `) && localStorage[key].includes("الأول"))`)

	// The page where words are chosen takes the name along, and so does a reload.
	v.clicks("[data-card] [data-pick=cue]")
	v.leavesFor("/suggestions/" + all[1].ID)
	v.sees(".words")
	v.waits(`document.querySelector("` + speakerField + `").value === "عبد الله النجار الأول"`)
	v.opens("/articles/" + article.ID + "?open=" + all[1].ID)
	v.waits(`document.documentElement.dataset.scripts === "on"`)
	v.waits(`document.querySelector("[data-card] .part.spans q").textContent === "القاعة تتسع"`)
	v.waits(`document.querySelector("` + speakerField + `").value === "عبد الله النجار الأول"`)
	v.decides(all[1], func() { v.clicks("[data-accept]") })
	made := s.waitsFor(article, 1)
	wants(t, made[0], "spans=القاعة تتسع", "speaker=عبد الله النجار الأول")
	v.waits(`!Object.keys(localStorage).some((key) => key.endsWith("form-" + ` + quoted(all[1].ID) + `))`)
}

// Two people at once: the second sees what the first made, and what they had typed
// themselves beside it.
func TestBrowserDecidesSuggestionsOfTwoPeople(t *testing.T) {
	s := newSite(t)
	article, all := s.suggested()
	v := s.atDesk(dbtest.Reviewer, article)
	v.presses("n", "s")
	v.waits(`document.activeElement === document.querySelector("` + speakerField + `")`)
	v.types("عبد الله النجار الأب")
	made, _, err := s.db.AcceptSuggestion(t.Context(), dbtest.Reviewer2, all[0].ID, annotation.Acceptance{})
	if err != nil {
		t.Fatal(err)
	}
	v.presses("Enter")
	v.sees("#card-" + made.ID + " .conflict")
	v.reads("#card-"+made.ID+" .conflict", "عبد الله النجار الأب")
	wants(t, s.annotation(made.ID), "speaker=عبد الله النجار")
	v.clicks("[data-keep-mine]")
	v.lacks(".conflict")
	wants(t, s.annotation(made.ID), "speaker=عبد الله النجار الأب")
	v.waits(`!Object.keys(localStorage).some((key) => key.includes(".form-"))`)

	// Without a suggestion before one the keys bring the next; what was rejected meanwhile can be brought back.
	v.presses("a")
	v.sees("#card-" + all[1].ID)
	if _, err := s.db.RejectSuggestion(t.Context(), dbtest.Reviewer2, all[1].ID); err != nil {
		t.Fatal(err)
	}
	v.presses("a")
	v.reads(".gone", "reviewer2")
	v.presses("Enter") // the button that brings it back has the focus
	v.sees("#card-" + all[1].ID)
	v.decides(all[1], func() { v.presses("a") })
	s.waitsFor(article, 2)
}

// What somebody has chosen for a suggestion comes up beside the mark that a colleague made
// of it, however they come to that: by its note, or by a reload.
func TestBrowserKeepsWhatWasChosenForOneOvertaken(t *testing.T) {
	s := newSite(t)
	article, all := s.suggested()
	v := s.atDesk(dbtest.Reviewer, article)
	for i, comesBack := range []func(){
		func() { v.clicks("#a-" + all[0].ID) },
		func() { v.opens("/articles/" + article.ID + "?open=" + all[1].ID) },
	} {
		v.clicks("#a-" + all[i].ID)
		v.sees("#card-" + all[i].ID)
		v.clicks(speakerField)
		v.types(" الأب")
		v.presses("Escape", "Escape")
		v.lacks("[data-card]")
		made, _, err := s.db.AcceptSuggestion(t.Context(), dbtest.Reviewer2, all[i].ID, annotation.Acceptance{})
		if err != nil {
			t.Fatal(err)
		}
		comesBack()
		typed := "عبد الله النجار" + strings.Repeat(" الأب", i+1) // the name was decided once before
		v.reads("#card-"+made.ID+" .conflict", typed)
		v.clicks("#card-" + made.ID + " [data-keep-mine]")
		v.lacks(".conflict")
		wants(t, s.annotation(made.ID), "speaker="+typed)
		v.presses("Escape")
	}

	// Rejected meanwhile, while words are chosen for it: it can be brought back.
	v.clicks("#a-" + all[2].ID)
	v.sees("#card-" + all[2].ID)
	if _, err := s.db.RejectSuggestion(t.Context(), dbtest.Reviewer2, all[2].ID); err != nil {
		t.Fatal(err)
	}
	v.selects(article, "السقف")
	v.presses("r")
	v.reads(".gone", "reviewer2")
}

// A double click decides once, and a window that becomes small has the card at its foot.
func TestBrowserDecidesOnceByDoubleClick(t *testing.T) {
	s := newSite(t)
	article, all := s.suggested()
	v := s.atDesk(dbtest.Reviewer, article)
	v.presses("n")
	v.sees("#card-" + all[0].ID)
	at := v.middleOf("[data-accept]")
	for clicks := int64(1); clicks <= 2; clicks++ {
		for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
			e := input.DispatchMouseEventParams{Type: kind, X: at.X, Y: at.Y, Button: input.MouseButtonLeft, ClickCount: clicks}
			if _, err := chromedp.Call(v.ctx, input.DispatchMouseEvent, e); err != nil {
				t.Fatal(err)
			}
		}
		v.sees("#card-" + all[1].ID)
	}
	v.presses("j") // the second click has had its time
	s.waitsFor(article, 1)
}

// What one accepts may cover the next; the one behind it comes then. Many at once leave
// alone what somebody is changing, and can be taken back.
func TestBrowserAcceptsOverOthers(t *testing.T) {
	s := newSite(t)
	article, all := s.suggested()
	v := s.atDesk(dbtest.Reviewer, article)
	v.clicks("#a-" + all[2].ID)
	v.sees("#card-" + all[2].ID)
	v.selects(article, "أن السقف آمن»، ثم تابعت: «ولم نجد فيه شقًّا واحدًا")
	v.presses("r")
	v.waits(`document.querySelector("[data-card] .part.spans q").textContent.endsWith("واحدًا")`)
	v.decides(all[2], func() { v.presses("a") })
	v.sees("#card-" + all[4].ID)

	v.presses("Escape")
	v.clicks("#a-" + all[0].ID)
	v.sees("#card-" + all[0].ID)
	v.clicks(speakerField)
	v.types("؟")
	v.presses("Escape")
	v.clicks("#progress details summary")
	eval[any](v, `void (document.querySelector("#progress [name=confidence]").value = "0")`)
	v.submits("#progress .accept-many button", "#progress [role=status]")
	s.waitsFor(article, 4)
	if left := s.openSuggestions(article); len(left) != 1 || left[0].ID != all[0].ID {
		t.Errorf("left are %v", left)
	}
	v.submits(`#progress form[action$="/suggestions/undo"] button`, "#progress [role=status]")
	s.waitsFor(article, 1)
	if left := s.openSuggestions(article); len(left) != 4 {
		t.Errorf("%d are open again", len(left)-1)
	}
}

// In a long paragraph the card stands beside the words that it is about.
func TestBrowserShowsSuggestedWordsBesideTheCard(t *testing.T) {
	s := newSite(t)
	filler := strings.Repeat("وكان الطريق إلى المكتبة القديمة طويلا في ذلك العام كما في غيره من الأعوام. ", 60)
	article := s.article(annotation.ArticleDraft{Title: "طريق", Language: "ar", Text: "طريق\n\n" + filler + "وقال المدير نبيل الصافي إن الباب مفتوح. " + filler + "وقالت المهندسة ريم الحلاق إن السقف آمن.\n"})
	if err := s.db.MakeSuggestions(t.Context()); err != nil {
		t.Fatal(err)
	}
	v := s.atDesk(dbtest.Reviewer, article, browsertest.Viewport(1280, 800))
	for _, one := range s.openSuggestions(article) {
		v.presses("n")
		v.sees("#card-" + one.ID)
		v.waits(`(function() {
			const [range] = CSS.highlights.get("deciding");
			const words = range?.getBoundingClientRect(), card = document.querySelector("[data-card]").getBoundingClientRect();
			return words.top >= 0 && words.bottom <= innerHeight && words.top < card.bottom && words.bottom > card.top - 60;
		})()`)
		v.waits(`document.activeElement.closest("[data-card], a.note.on") && document.activeElement.getBoundingClientRect().top >= 0`)
	}
	// A window that becomes small has the card at its foot, all the same.
	v.do(chromedp.EmulateViewport(640, 400))
	v.waits(`getComputedStyle(document.querySelector("[data-card]")).position === "fixed"`)
	v.waits(`Math.round(document.querySelector("[data-card]").getBoundingClientRect().bottom) === innerHeight`)
}

// On a small window the card is a sheet, with the words that it is about above it.
func TestBrowserShowsSuggestedWordsAboveTheSheet(t *testing.T) {
	s := newSite(t)
	article, all := s.suggested()
	v := s.atDesk(dbtest.Reviewer, article, browsertest.Viewport(390, 844))
	for _, one := range all {
		v.presses("n")
		v.sees("#card-" + one.ID)
		v.waits(`(function() {
			const [range] = CSS.highlights.get("deciding");
			const top = range?.getBoundingClientRect().top;
			return top >= 0 && top + 20 < document.querySelector("[data-card]").getBoundingClientRect().top;
		})()`)
	}
}

// A click on suggested words opens them; a name near a known speaker's is asked about.
func TestBrowserAsksWhoASuggestionMeans(t *testing.T) {
	s := newSite(t)
	article, all := s.suggested()
	known := s.speaker("ريم حلاق")
	v := s.atDesk(dbtest.Reviewer, article)
	at, _ := spanOf(t, article, "السقف")
	v.clicksText(at + 1)
	v.sees("#card-" + all[2].ID)
	v.presses("a")
	v.sees("[data-card] .near")
	if n := len(s.annotations(article)); n != 0 {
		t.Errorf("%d annotations before anybody has answered", n)
	}
	v.decides(all[2], func() { v.clicks(`[data-card] .near [value="` + known.ID + `"]`) })
	wants(t, s.waitsFor(article, 1)[0], "spans=أن السقف آمن", "speaker="+known.Name)
}

// clicksText clicks the middle of a character of the text.
func (v *visitor) clicksText(at int) {
	v.t.Helper()
	ends := eval[[2]point](v, fmt.Sprintf(edges, at, at+1))
	middle := point{(ends[0].X + ends[1].X) / 2, ends[0].Y}
	v.clicksAt(middle)
}

// Without scripts suggestions are links, forms and word lists.
func TestBrowserDecidesSuggestionsWithoutScripts(t *testing.T) {
	s := newSite(t)
	article, all := s.suggested()
	v := s.visit(dbtest.Reviewer, browsertest.Language("ar"), browsertest.WithoutScripts())
	v.opens("/articles/" + article.ID)
	v.submits("#a-"+all[0].ID, "#card-"+all[0].ID)
	v.submits("[data-accept]", "#card-"+all[1].ID)

	v.reads("[data-card] .said", proposed[0])

	// Other words for one part, another part taken away, another speaker; what is typed
	// goes along.
	eval[any](v, `void (document.querySelector("`+speakerField+`").value = "نبيل الصافي")`)
	v.submits("[data-pick=spans]", ".words")
	v.picks(article, "تتسع لنحو 120 قارئًا")
	v.submits("#picked [value=replace]", "#card-"+all[1].ID)
	v.reads("[data-card] .part.spans q", "تتسع لنحو 120 قارئًا")
	v.submits("[data-card] [data-clear][value=cue]", "#card-"+all[1].ID)
	v.lacks("[data-card] .part.cue q")
	v.submits("[data-accept]", "#card-"+all[2].ID)
	v.submits("[data-reject]", "#card-"+all[3].ID)

	made := s.waitsFor(article, 2)
	wants(t, made[0], "spans="+proposed[0], "cue=قال", "speaker=عبد الله النجار")
	wants(t, made[1], "spans=تتسع لنحو 120 قارئًا", "cue=", "speaker=نبيل الصافي")

	// The rest at once; undo takes one back.
	v.clicks("#progress details summary")
	eval[any](v, `void (document.querySelector("#progress [name=confidence]").value = "0")`)
	v.submits("#progress .accept-many button", "#progress [role=status]")
	s.waitsFor(article, 5)
	if left := s.openSuggestions(article); len(left) != 0 {
		t.Errorf("%d suggestions are left", len(left))
	}
}
