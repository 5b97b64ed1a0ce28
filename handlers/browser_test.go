package handlers

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/isnad/isnad/db/dbtest"
	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/browsertest"
)

func TestMain(m *testing.M) { browsertest.Main(m) }

// patience is how long anything on a page may take, on a slow machine too.
const patience = 4 * time.Second

// visitor is a person at a browser. What they do is what a hand does: the mouse is
// pressed, moved and released, keys go down and up.
type visitor struct {
	t    *testing.T
	site *site
	ctx  context.Context
}

// visit is somebody signed in, at a browser of their own.
func (s *site) visit(actor annotation.Actor, options ...browsertest.Option) *visitor {
	s.t.Helper()
	v := &visitor{t: s.t, site: s, ctx: browsertest.New(s.t, options...)}
	v.signsInAs(actor)
	return v
}

// signsInAs gives the browser a session, past the form.
func (v *visitor) signsInAs(actor annotation.Actor) {
	v.t.Helper()
	cookie := network.SetCookieParams{Name: sessionCookie, Value: v.site.as(actor).session, URL: v.site.url}
	if _, err := chromedp.Call(v.ctx, network.SetCookie, cookie); err != nil {
		v.t.Fatal(err)
	}
}

// do runs browser actions.
func (v *visitor) do(actions ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	if err := chromedp.Do(v.ctx, actions...); err != nil {
		v.t.Fatal(err)
	}
}

// eval is the value of an expression in the page; it works where the page's own
// scripts are off, too.
func eval[T any](v *visitor, expression string) T {
	v.t.Helper()
	value, err := chromedp.Run(v.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		v.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// waits until an expression is true. While a page is on its way there is nothing
// to ask, so errors count as not yet.
func (v *visitor) waits(expression string) {
	v.t.Helper()
	v.site.eventually(expression, func() bool {
		ok, err := chromedp.Run(v.ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		return err == nil && ok
	})
}

// eventually waits until something holds.
func (s *site) eventually(what string, holds func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("still not so: %s", what)
		}
	}
}

// opens goes to a page and waits until its scripts, if any, have started.
func (v *visitor) opens(path string) {
	v.t.Helper()
	v.do(chromedp.Navigate(v.site.url + path))
	v.arrives()
}

// arrives waits until a page of the site is there: not the browser's own about a
// server that does not answer.
func (v *visitor) arrives() {
	v.t.Helper()
	v.waits("location.origin === " + quoted(v.site.url) + ` && document.readyState === "complete"`)
}

// leavesFor waits until the address is another one, and the page there.
func (v *visitor) leavesFor(path string) {
	v.t.Helper()
	v.waits(fmt.Sprintf("location.href.startsWith(%s) && document.readyState === 'complete'", quoted(v.site.url+path)))
}

// quoted is a string as JavaScript has it.
func quoted(s string) string {
	b, _ := json.Marshal(s) // a string always can be
	return string(b)
}

// sees waits until something is in sight.
func (v *visitor) sees(selector string) {
	v.t.Helper()
	v.waits(fmt.Sprintf("document.querySelector(%s)?.checkVisibility()", quoted(selector)))
}

// lacks waits until something is not in sight.
func (v *visitor) lacks(selector string) {
	v.t.Helper()
	v.waits(fmt.Sprintf("!document.querySelector(%s)?.checkVisibility()", quoted(selector)))
}

// reads waits until something in sight holds the words.
func (v *visitor) reads(selector, words string) {
	v.t.Helper()
	v.waits(fmt.Sprintf("[...document.querySelectorAll(%s)].some((e) => e.checkVisibility() && e.textContent.includes(%s))", quoted(selector), quoted(words)))
}

// value is what a field holds.
func (v *visitor) value(selector string) string {
	v.t.Helper()
	return eval[string](v, fmt.Sprintf("document.querySelector(%s).value", quoted(selector)))
}

// point is a place in the window, in CSS pixels.
type point struct{ X, Y float64 }

func (v *visitor) mouse(kind input.DispatchMouseEventType, at point, buttons int64) {
	v.t.Helper()
	e := input.DispatchMouseEventParams{Type: kind, X: at.X, Y: at.Y, Buttons: buttons}
	if buttons > 0 || kind == input.DispatchMouseEventTypeMouseReleased {
		e.Button = input.MouseButtonLeft
	}
	if kind != input.DispatchMouseEventTypeMouseMoved {
		e.ClickCount = 1
	}
	if _, err := chromedp.Call(v.ctx, input.DispatchMouseEvent, e); err != nil {
		v.t.Fatal(err)
	}
}

// reachable is the middle of an element, scrolled into view, or null while
// something else lies there.
const reachable = `(function(selector) {
	const element = document.querySelector(selector);
	if (!element?.checkVisibility()) return null;
	let box = element.getBoundingClientRect();
	if (box.top < 80 || box.bottom > innerHeight - 130) element.scrollIntoView({ block: "center", behavior: "instant" });
	box = element.getBoundingClientRect();
	const at = { X: box.x + box.width / 2, Y: box.y + box.height / 2 };
	const hit = document.elementFromPoint(at.X, at.Y);
	return element.contains(hit) ? at : null;
})(%s)`

// middleOf waits until an element stands still where the mouse can reach it.
func (v *visitor) middleOf(selector string) point {
	v.t.Helper()
	var at, before *point
	v.site.eventually("the mouse can reach "+selector, func() bool {
		var err error
		before = at
		at, err = chromedp.Run(v.ctx, chromedp.Evaluate[*point](fmt.Sprintf(reachable, quoted(selector))))
		return err == nil && at != nil && before != nil && *at == *before
	})
	return *at
}

// clicks presses and releases the mouse on an element.
func (v *visitor) clicks(selector string) {
	v.t.Helper()
	v.clicksAt(v.middleOf(selector))
}

func (v *visitor) clicksAt(at point) {
	v.t.Helper()
	v.mouse(input.DispatchMouseEventTypeMouseMoved, at, 0)
	v.mouse(input.DispatchMouseEventTypeMousePressed, at, 1)
	v.mouse(input.DispatchMouseEventTypeMouseReleased, at, 0)
}

// edges is where a hand begins and ends that selects the characters from start to
// end: at the near side of the first, at the far side of the last, in the direction
// that each is read.
const edges = `(function(start, end) {
	const paragraphs = [...document.querySelectorAll("[data-start]")];
	function boxOf(at) {
		const p = paragraphs.findLast((p) => Number(p.dataset.start) <= at);
		let left = at - Number(p.dataset.start);
		const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			const characters = [...node.data];
			if (left < characters.length) {
				const range = document.createRange();
				const from = characters.slice(0, left).join("").length;
				range.setStart(node, from);
				range.setEnd(node, from + characters[left].length);
				const arabic = /\p{Script=Arabic}/u.test(characters[left]);
				const strong = arabic || /[\p{L}\p{N}]/u.test(characters[left]);
				return { range, rtl: strong ? arabic : getComputedStyle(p).direction === "rtl" };
			}
			left -= characters.length;
		}
	}
	const first = boxOf(start), last = boxOf(end - 1);
	first.range.startContainer.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
	const a = first.range.getBoundingClientRect(), b = last.range.getBoundingClientRect();
	return [
		{ X: first.rtl ? a.right - a.width / 5 : a.left + a.width / 5, Y: a.y + a.height / 2 },
		{ X: last.rtl ? b.left + b.width / 5 : b.right - b.width / 5, Y: b.y + b.height / 2 },
	];
})(%d, %d)`

// selects drags the mouse over the words, from their first to their last letter.
func (v *visitor) selects(article annotation.Article, words string) {
	v.t.Helper()
	v.drags(spanOf(v.t, article, words))
}

// drags does the same by code points.
func (v *visitor) drags(start, end int) {
	v.t.Helper()
	ends := eval[[2]point](v, fmt.Sprintf(edges, start, end))
	from, to := ends[0], ends[1]
	v.mouse(input.DispatchMouseEventTypeMouseMoved, from, 0)
	v.mouse(input.DispatchMouseEventTypeMousePressed, from, 1)
	const steps = 6
	for i := 1; i <= steps; i++ {
		part := float64(i) / steps
		v.mouse(input.DispatchMouseEventTypeMouseMoved, point{from.X + (to.X-from.X)*part, from.Y + (to.Y-from.Y)*part}, 1)
	}
	v.mouse(input.DispatchMouseEventTypeMouseReleased, to, 0)
}

// spanOf is where the words stand in an article, in code points. They must stand
// there once.
func spanOf(t *testing.T, article annotation.Article, words string) (start, end int) {
	t.Helper()
	if strings.Count(article.Text, words) != 1 {
		t.Fatalf("%q stands in the article %d times", words, strings.Count(article.Text, words))
	}
	before, _, _ := strings.Cut(article.Text, words)
	start = utf8.RuneCountInString(before)
	return start, start + utf8.RuneCountInString(words)
}

// Modifier bits of the DevTools protocol (Input.dispatchKeyEvent).
const altBit, shiftBit = 1, 8

// places tells where on a keyboard a character is typed, by its Latin and by its
// Arabic (101) layout; virtual is the Windows code of the key.
var places = map[string]struct {
	code    string
	virtual int64
	shift   bool
}{
	".": {"Period", 190, false}, "/": {"Slash", 191, false}, "?": {"Slash", 191, true}, "+": {"Equal", 187, true}, " ": {"Space", 32, false},
	"Enter": {"Enter", 13, false}, "Escape": {"Escape", 27, false}, "Tab": {"Tab", 9, false},
	"ArrowLeft": {"ArrowLeft", 37, false}, "ArrowUp": {"ArrowUp", 38, false}, "ArrowRight": {"ArrowRight", 39, false}, "ArrowDown": {"ArrowDown", 40, false},
	"ض": {"KeyQ", 'Q', false}, "ؤ": {"KeyC", 'C', false}, "س": {"KeyS", 'S', false}, "ٍ": {"KeyS", 'S', true}, "ت": {"KeyJ", 'J', false},
	"ن": {"KeyK", 'K', false}, "ر": {"KeyV", 'V', false}, "ز": {"Period", 190, false}, "ئ": {"KeyZ", 'Z', false}, "ظ": {"Slash", 191, false}, "؟": {"Slash", 191, true},
	"ش": {"KeyA", 'A', false}, "ء": {"KeyX", 'X', false}, "ى": {"KeyN", 'N', false},
}

// presses puts keys down and up, one after the other: "q", "S", "Enter",
// "Alt+Shift+ArrowLeft".
func (v *visitor) presses(names ...string) {
	v.t.Helper()
	for _, name := range names {
		var modifiers int64
		key := name
		for _, modifier := range []struct {
			name string
			bit  int64
		}{{"Alt+", altBit}, {"Shift+", shiftBit}} {
			if rest, ok := strings.CutPrefix(key, modifier.name); ok {
				key, modifiers = rest, modifiers|modifier.bit
			}
		}
		place := places[key]
		if len(key) == 1 && place.code == "" {
			letter := strings.ToUpper(key)
			place.code, place.virtual, place.shift = "Key"+letter, int64(letter[0]), key == letter
		}
		if place.shift {
			modifiers |= shiftBit
		}
		e := input.DispatchKeyEventParams{
			Type: input.DispatchKeyEventTypeKeyDown, Key: key, Code: place.code, Modifiers: modifiers, WindowsVirtualKeyCode: place.virtual,
		}
		switch {
		case key == "Enter":
			e.Text = "\r"
		case utf8.RuneCountInString(key) == 1:
			e.Text = key
		default:
			e.Type = input.DispatchKeyEventTypeRawKeyDown
		}
		v.key(e)
		e.Type, e.Text = input.DispatchKeyEventTypeKeyUp, ""
		v.key(e)
	}
}

func (v *visitor) key(e input.DispatchKeyEventParams) {
	v.t.Helper()
	if _, err := chromedp.Call(v.ctx, input.DispatchKeyEvent, e); err != nil {
		v.t.Fatal(err)
	}
}

// types presses the key of each character.
func (v *visitor) types(text string) {
	v.t.Helper()
	for _, r := range text {
		v.presses(string(r))
	}
}

// unfolds opens the part of the card that holds a field.
func (v *visitor) unfolds(field string) {
	v.t.Helper()
	fold := "[data-card] details:has([name=" + field + "])"
	if !eval[bool](v, "document.querySelector("+quoted(fold)+").open") {
		v.clicks(fold + " summary")
	}
}

// card is the id of the annotation whose card is open.
func (v *visitor) card() string {
	v.t.Helper()
	return eval[string](v, `document.querySelector("[data-card]")?.dataset.card ?? ""`)
}

// marks does something that marks the selection, waits for the new card, and
// answers with what the data file has.
func (v *visitor) marks(act func()) annotation.Annotation {
	v.t.Helper()
	before := v.card()
	act()
	v.waits(fmt.Sprintf(`![%s, undefined].includes(document.querySelector("[data-card]")?.dataset.card)`, quoted(before)))
	return v.site.annotation(v.card())
}

// quote and claim mark words by mouse and key.
func (v *visitor) quote(article annotation.Article, words string) annotation.Annotation {
	v.t.Helper()
	v.selects(article, words)
	return v.marks(func() { v.presses("q") })
}

func (v *visitor) claim(article annotation.Article, words string) annotation.Annotation {
	v.t.Helper()
	v.selects(article, words)
	return v.marks(func() { v.presses("c") })
}

// saves does something that changes the open annotation, waits for its answer, and
// reads what the data file has.
func (v *visitor) saves(act func()) annotation.Annotation {
	v.t.Helper()
	id := v.card()
	version := eval[string](v, `document.querySelector("[data-card]").dataset.version`)
	act()
	v.waits(fmt.Sprintf(`![%s, undefined].includes(document.getElementById(%s)?.dataset.version)`, quoted(version), quoted("card-"+id)))
	return v.site.annotation(id)
}

// annotation is an annotation as the data file has it.
func (s *site) annotation(id string) annotation.Annotation {
	s.t.Helper()
	a, err := s.db.Annotation(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// annotations are those of an article, as the data file has them.
func (s *site) annotations(article annotation.Article) []annotation.Annotation {
	s.t.Helper()
	all, err := s.db.Annotations(s.t.Context(), article.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

// waitsFor waits until the data file has so many annotations of an article.
func (s *site) waitsFor(article annotation.Article, count int) []annotation.Annotation {
	s.t.Helper()
	s.eventually(fmt.Sprintf("%d annotations in the data file", count), func() bool { return len(s.annotations(article)) == count })
	return s.annotations(article)
}

// marked is an annotation made past the browser.
func (s *site) marked(article annotation.Article, kind annotation.Kind, words string) annotation.Annotation {
	s.t.Helper()
	start, end := spanOf(s.t, article, words)
	draft := annotation.Draft{Kind: kind, Spans: []annotation.PassageDraft{{Start: start, End: end}}}
	a, _, err := s.db.CreateAnnotation(s.t.Context(), dbtest.Reviewer2, article.ID, draft)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// changed is an annotation changed past the browser, as its author left it.
func (s *site) changed(actor annotation.Actor, a annotation.Annotation, p annotation.Patch) annotation.Annotation {
	s.t.Helper()
	change, err := s.db.ChangeAnnotation(s.t.Context(), actor, a.ID, a.Version, p)
	if err != nil {
		s.t.Fatal(err)
	}
	return change.After
}

// evidenced gives an annotation a piece of evidence, which most verdicts ask for.
func (s *site) evidenced(a annotation.Annotation) {
	s.t.Helper()
	draft := annotation.EvidenceDraft{Stance: annotation.Supports,
		PieceFields: annotation.PieceFields{Kind: annotation.LinkPiece, Title: "minutes", URL: "https://records.example/minutes"}}
	if _, err := s.db.AddEvidence(s.t.Context(), dbtest.Reviewer, a.ID, draft, nil); err != nil {
		s.t.Fatal(err)
	}
}

// wants checks what an annotation holds: its passages and, where they are given,
// the kind, the state and so on, as "speaker=ليلى" pairs.
func wants(t *testing.T, a annotation.Annotation, want ...string) {
	t.Helper()
	speaker := ""
	if a.Speaker != nil {
		speaker = a.Speaker.Name
	}
	got := map[string]string{
		"kind": string(a.Kind), "quotation": string(a.Quotation), "state": string(a.State), "wording": string(a.Wording), "verdict": string(a.Verdict), "scale": string(a.Scale),
		"spans": exactOf(a.Spans), "cue": exactOf(a.Cue), "mention": exactOf(a.Mention), "speaker": speaker,
		"role": a.Role, "place": a.Place, "said_on": a.SaidOn, "reason": a.Reason, "returned_reason": a.ReturnedReason, "note": a.Note,
		"checked_by": a.CheckedBy, "approved_by": a.ApprovedBy,
	}
	for _, pair := range want {
		field, value, _ := strings.Cut(pair, "=")
		if now, known := got[field]; !known || now != value {
			t.Errorf("%s is %q, want %q", field, now, value)
		}
	}
}

// exactOf joins an annotation's passages in order.
func exactOf(passages []annotation.Passage) string {
	sorted := slices.SortedFunc(slices.Values(passages), func(a, b annotation.Passage) int { return cmp.Compare(a.Start, b.Start) })
	words := make([]string, len(sorted))
	for i, p := range sorted {
		words[i] = p.Exact
	}
	return strings.Join(words, " | ")
}

// The articles of the browser tests, in both languages: direct, indirect and
// interrupted quotes, numbers, brackets and names in the other script.
var (
	arabic = annotation.ArticleDraft{Title: "افتتاح مكتبة الحي بعد عامين من التأخير", Language: "ar", Text: `افتتاح مكتبة الحي بعد عامين من التأخير

سلوان – خاص
قال مدير المكتبة عبد الله النجار: «ستبقى الأبواب مفتوحة حتى الثامنة مساءً»، وأضاف أن القاعة تتسع لنحو 120 قارئًا في اليوم.

وأوضحت المهندسة ريم الحلاق «أن السقف آمن»، ثم تابعت: «ولم نجد فيه شقًّا واحدًا». وكان المجلس قد رفض طلبها مرتين.

وسلّمت شركة نوردبو (Nordbo AS) نحو 45 حاسوبًا في آذار 2026، وفق محضر التسليم.
`}
	english = annotation.ArticleDraft{Title: "Quay library opens after two years of delay", Language: "en", Text: `Quay library opens after two years of delay

SALWAN — Staff
"The doors stay open until eight," said director Nadia Hale, adding that the hall seats 120 readers.

Engineer Tom Brandt insisted: “The roof is safe,” he said, “and we found no crack.” The council had turned her down twice.

The firm نوردبو delivered 45 computers in March 2026, according to the record.
`}
)

// article puts a draft on the desk.
func (s *site) article(d annotation.ArticleDraft) annotation.Article {
	s.t.Helper()
	a, _, err := s.db.CreateArticle(s.t.Context(), dbtest.Editor, d)
	if err != nil {
		s.t.Fatal(err)
	}
	if a, err = s.db.Article(s.t.Context(), a.ID); err != nil {
		s.t.Fatal(err)
	}
	return a
}

// atDesk is somebody who has an article before them.
func (s *site) atDesk(actor annotation.Actor, article annotation.Article, options ...browsertest.Option) *visitor {
	s.t.Helper()
	v := s.visit(actor, options...)
	v.opens("/articles/" + article.ID)
	v.waits(`document.documentElement.dataset.scripts === "on"`)
	return v
}

// selectedWords are the words of the text that are selected; a selection over the
// end of a paragraph also holds the notes that stand between.
const selectedWords = `(function() {
	const selection = getSelection();
	if (!selection.rangeCount) return "";
	const range = selection.getRangeAt(0);
	return [...document.querySelectorAll("[data-start]")].filter((p) => range.intersectsNode(p)).map((p) => {
		const part = range.cloneRange();
		if (!p.contains(range.startContainer)) part.setStart(p, 0);
		if (!p.contains(range.endContainer)) part.setEnd(p, p.childNodes.length);
		return part.toString();
	}).join("").trim();
})()`

// selected waits until exactly these words are selected.
func (v *visitor) selected(words string) {
	v.t.Helper()
	v.waits(selectedWords + " === " + quoted(words))
}

// wordsOf and join are for texts whose words stand between spaces.
func wordsOf(text string) []string { return strings.Fields(text) }

func join(words []string) string { return strings.Join(words, " ") }
