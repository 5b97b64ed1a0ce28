package handlers

import (
	"net"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	pages "github.com/chromedp/cdproto/page" // json.go has a page of its own
	"github.com/chromedp/chromedp"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
)

// online pulls the browser's cable, or puts it back.
func (v *visitor) online(on bool) {
	v.t.Helper()
	conditions := network.Conditions{DownloadThroughput: -1, UploadThroughput: -1, Offline: !on}
	byRule := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{&conditions}}
	if _, err := chromedp.Call(v.ctx, network.EmulateNetworkConditionsByRule, byRule); err != nil {
		v.t.Fatal(err)
	}
	state := network.OverrideNetworkStateParams{DownloadThroughput: -1, UploadThroughput: -1, Offline: !on}
	if _, err := chromedp.Call(v.ctx, network.OverrideNetworkState, state); err != nil {
		v.t.Fatal(err)
	}
}

// insists answers the browser's "leave this page?" with yes.
func (v *visitor) insists() {
	v.t.Helper()
	err := chromedp.Listen(v.ctx, func(event any) {
		if _, ok := event.(*pages.EventJavascriptDialogOpening); ok {
			go func() {
				_, _ = chromedp.Call(v.ctx, pages.HandleJavaScriptDialog, pages.HandleJavaScriptDialogParams{Accept: true})
			}()
		}
	})
	if err != nil {
		v.t.Fatal(err)
	}
}

// stop ends the server as a crash does; start brings it back at the same address.
func (s *site) stop() {
	s.http.CloseClientConnections()
	s.http.Close()
}

func (s *site) start() {
	s.t.Helper()
	listener, err := net.Listen("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	again := httptest.NewUnstartedServer(s.http.Config.Handler)
	again.Listener.Close()
	again.Listener = listener
	again.Start()
	s.t.Cleanup(again.Close)
	s.http = again
}

func TestBrowserKeepsMarksMadeOffline(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		v.online(false)
		v.selects(article, l.quoted)
		v.presses("q")
		v.selects(article, l.claim)
		v.presses("c")
		v.waits(`CSS.highlights.get("waiting").size === 2`)
		if all := s.annotations(article); len(all) != 0 {
			t.Fatalf("%d annotations reached the server", len(all))
		}

		// A reload in between loses neither.
		v.insists()
		v.online(true)
		v.opens("/articles/" + article.ID)
		all := s.waitsFor(article, 2)
		wants(t, all[0], "kind=quote", "spans="+l.content)
		wants(t, all[1], "kind=claim", "spans="+l.claim)
		v.sees("#a-" + all[0].ID)
		v.sees("#a-" + all[1].ID)
		v.waits(`CSS.highlights.get("waiting").size === 0`)
	})
}

func TestBrowserSendsMarksWhenTheServerIsBack(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	l := languages[1]
	v := s.atDesk(dbtest.Reviewer, article, browsertest.Language("en"))
	open := v.claim(article, l.claim)
	v.clicks("[data-card] [name=note]")
	v.types("half a")
	s.stop()
	v.presses("Escape")
	v.selects(article, l.quoted)
	v.presses("q")
	v.waits(`CSS.highlights.get("waiting").size === 1`)
	v.clicks("[data-card] [name=note]")
	s.start()
	all := s.waitsFor(article, 2)
	wants(t, all[0], "kind=quote", "spans="+l.content)
	v.sees("#a-" + all[0].ID)

	// Whoever was typing goes on: the same card, the same words, the same cursor.
	v.waits(`CSS.highlights.get("waiting").size === 0`)
	v.presses(" ")
	v.types("note")
	if got := v.value("#form-" + open.ID + " [name=note]"); got != "half a note" {
		t.Errorf("the note is %q after a mark came in", got)
	}
}

func TestBrowserKeepsWhatIsTyped(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		quote := v.quote(article, l.quoted)
		s.stop()
		v.clicks("[data-card] [name=note]")
		v.types("note")
		v.presses("Escape", "w", "ArrowDown", "Enter")
		v.sees("#notices.on")
		v.waits(`document.querySelector("[data-card] [name=note]").value === "note"`)
		s.start()
		eval[any](v, "void location.reload()")
		v.arrives()
		v.waits(`document.querySelector("[data-card] [name=note]")?.value === "note"`)
		v.waits(`document.querySelector("[data-card] [name=wording]:checked").value === "accurate"`)
		wants(t, s.annotation(quote.ID), "note=", "wording=")
		wants(t, v.saves(func() { v.clicks("[data-save]") }), "note=note", "wording=accurate")
		v.lacks("form.unsaved")
		eval[any](v, "void location.reload()")
		v.arrives()
		v.waits(`document.querySelector("[data-card] [name=note]")?.value === "note"`)
		v.lacks("form.unsaved")
	})
}

// A card that is closed with something typed in it says so, at its note too, and
// after a reload; somebody else at the same browser sees nothing of it.
func TestBrowserShowsWhatIsNotSaved(t *testing.T) {
	inBoth(t, func(t *testing.T, l language, s *site, article annotation.Article, v *visitor) {
		quote := v.quote(article, l.quoted)
		v.clicks("[data-card] [name=note]")
		v.types("half")
		v.presses("Escape", "Escape")
		v.lacks("[data-card]")
		v.sees("#notices.on")
		v.sees("a.note.unsaved")
		v.opens("/articles/" + article.ID)
		v.sees("a.note.unsaved")
		v.signsInAs(dbtest.Reviewer2)
		v.opens("/articles/" + article.ID + "?open=" + quote.ID)
		v.lacks("a.note.unsaved")
		if got := v.value("[data-card] [name=note]"); got != "" {
			t.Errorf("somebody else's card holds %q", got)
		}
		v.signsInAs(dbtest.Reviewer)
		v.opens("/articles/" + article.ID + "?open=" + quote.ID)
		v.waits(`document.querySelector("[data-card] [name=note]").value === "half"`)
		wants(t, v.saves(func() { v.clicks("[data-save]") }), "note=half")
		v.lacks("a.note.unsaved")
	})
}

// What one person left unsent on a shared machine is not sent as the next one's.
func TestBrowserSendsNobodyElsesMarks(t *testing.T) {
	s := newSite(t)
	article := s.article(english)
	v := s.atDesk(dbtest.Reviewer, article, browsertest.Language("en"))
	v.insists()
	s.stop()
	v.selects(article, languages[1].quoted)
	v.presses("q")
	v.waits(`CSS.highlights.get("waiting").size === 1`)
	v.do(chromedp.Navigate("about:blank"))
	s.start()
	v.signsInAs(dbtest.Reviewer2)
	v.opens("/articles/" + article.ID)
	v.waits(`CSS.highlights.get("waiting")?.size === 0`)
	v.claim(article, languages[1].claim)
	if all := s.annotations(article); len(all) != 1 || all[0].CreatedBy != dbtest.Reviewer2.Name {
		t.Fatalf("annotations: %+v", all)
	}
	v.signsInAs(dbtest.Reviewer)
	v.opens("/articles/" + article.ID)
	if all := s.waitsFor(article, 2); all[0].CreatedBy != dbtest.Reviewer.Name {
		t.Errorf("the mark that waited is by %s", all[0].CreatedBy)
	}
}

// What a browser keeps of a form with boxes is what is seen in them: confidential
// evidence stays so over a reload, and none becomes so.
func TestBrowserKeepsTicks(t *testing.T) {
	s := newSite(t)
	article := dbtest.Article(t, s.db, 120, 2)
	a := s.annotation(dbtest.Mark(article.ID, 0))
	v := s.visit(dbtest.Reviewer)
	page := "/annotations/" + a.ID + "/evidence/new"
	ticked := func(name string) bool {
		return eval[bool](v, `document.querySelector("[type=checkbox][name=`+name+`]").checked`)
	}
	opens := func() {
		v.opens(page)
		v.waits(`document.documentElement.dataset.scripts === "on"`)
	}
	opens()
	v.clicks("[name=kind][value=call]")
	v.clicks("[name=title]")
	v.types("اتصال")
	v.clicks("[type=checkbox][name=confidential]")
	opens()
	if !ticked("confidential") || ticked("primary") {
		t.Fatal("after a reload the boxes are not as they were")
	}
	v.clicks(".evidence-page form[data-keep] button.primary")
	v.sees("#evidence-" + a.ID + " li")
	v.waits(`Object.keys(localStorage).every((key) => !key.includes("evidence-form"))`)

	opens()
	v.clicks("form[data-keep] [name=title]")
	v.types("رابط")
	v.clicks("form[data-keep] button.primary") // refused: a link needs an address
	v.sees(".problem")
	opens()
	if ticked("confidential") || ticked("primary") {
		t.Fatal("what was refused comes back with ticks that it had not")
	}
	v.clicks("form[data-keep] [name=kind][value=call]")
	v.clicks("form[data-keep] button.primary")
	v.waits(`document.querySelectorAll("#evidence-` + a.ID + ` li").length === 2`)
	var confidential []bool
	for _, e := range s.evidence(a) {
		if e.Piece.Primary {
			t.Errorf("%s became a primary source", e.Piece.Title)
		}
		confidential = append(confidential, e.Piece.Confidential)
	}
	if !slices.Equal(confidential, []bool{true, false}) {
		t.Errorf("confidential are %v", confidential)
	}
}
