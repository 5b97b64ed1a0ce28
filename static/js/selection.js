// The selection in the article's text, as a span of code points: by mouse or
// touch, by whole sentences, or word by word in reading direction.
import { rangeFromSpan, spanFromRange, toCodePoint, trim } from "./text.js";

/**
 * Follows the selection below root and shows the marker beside it.
 * @param {HTMLElement} root [data-article-text]
 * @param {HTMLElement|null} marker the popover, or null where nothing can be marked
 * @param {() => (string|undefined)} openCard the annotation whose card is open
 */
export function startSelection(root, marker, openCard) {
  let span = null;
  let pointerDown = false;

  document.addEventListener("selectionchange", () => {
    if (!pointerDown) later();
  });
  document.addEventListener("pointerdown", (event) => {
    // The buttons beside the selection must not take it away.
    if (marker?.contains(event.target)) event.preventDefault();
    else pointerDown = event.pointerType === "mouse";
  });
  document.addEventListener("mousedown", (event) => marker?.contains(event.target) && event.preventDefault());
  document.addEventListener("pointerup", () => {
    pointerDown = false;
    later();
  });
  document.addEventListener("pointercancel", () => (pointerDown = false));
  addEventListener("scroll", () => span && place(), { passive: true });
  addEventListener("resize", () => span && place());

  function later() {
    clearTimeout(later.timer);
    later.timer = setTimeout(read, 60);
  }

  function read() {
    const selection = getSelection();
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const found = range && range.intersectsNode(root) ? spanFromRange(root, range) : null;
    span = found && trimmed(found);
    if (!marker) return;
    if (!span) return marker.matches(":popover-open") && marker.hidePopover();
    marker.querySelector(".for-open").hidden = !openCard();
    if (!marker.matches(":popover-open")) marker.showPopover();
    place();
  }

  function trimmed(found) {
    const text = [...paragraphs()]
      .filter((p) => Number(p.dataset.start) < found.end)
      .map((p) => ({ p, start: Number(p.dataset.start) }));
    const first = text.findLast(({ start }) => start <= found.start) ?? text[0];
    if (!first) return null;
    // Only the ends matter: a span of white space alone marks nothing.
    const all = text.filter(({ start }) => start >= first.start).map(({ p }) => p.textContent).join("");
    const inner = trim(all, { start: found.start - first.start, end: found.end - first.start });
    return inner && inner.start < inner.end ? { start: inner.start + first.start, end: inner.end + first.start } : null;
  }

  /** Puts the marker below the end of the selection, inside the window. */
  function place() {
    const selection = getSelection();
    if (!marker || !selection.rangeCount) return;
    const rects = selection.getRangeAt(0).getClientRects();
    const box = rects[rects.length - 1];
    if (!box) return;
    const width = marker.offsetWidth;
    const height = marker.offsetHeight;
    const end = getComputedStyle(root).direction === "rtl" ? box.left : box.right - width;
    const below = box.bottom + 8;
    marker.style.insetInlineStart = "auto";
    marker.style.left = Math.max(8, Math.min(end, innerWidth - width - 8)) + "px";
    marker.style.top = (below + height > innerHeight ? Math.max(8, rects[0].top - height - 8) : below) + "px";
  }

  function paragraphs() {
    return root.querySelectorAll("[data-start]");
  }

  function select(next) {
    const range = rangeFromSpan(root, next);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    span = next;
    range.startContainer.parentElement?.scrollIntoView({ block: "nearest" });
    read();
  }

  return {
    /** The span that is selected, or null. Read afresh: a key may come before the event. */
    current() {
      read();
      return span;
    },

    clear() {
      getSelection().removeAllRanges();
      span = null;
      if (marker?.matches(":popover-open")) marker.hidePopover();
    },

    /** Selects the next (+1) or previous (-1) sentence in reading order. */
    sentence(by) {
      const all = [...paragraphs()].flatMap((p) => spansOf(p.dataset.sentences));
      if (!all.length) return;
      read();
      let at = -1;
      if (span) at = all.findLastIndex((s) => s.start <= span.start);
      else {
        // From what is in sight.
        const seen = [...paragraphs()].find((p) => p.getBoundingClientRect().bottom > 80);
        at = all.findIndex((s) => s.start >= Number(seen?.dataset.start ?? 0)) - (by > 0 ? 1 : 0);
      }
      select(all[Math.max(0, Math.min(all.length - 1, at + by))]);
    },

    /**
     * Moves the end of the selection by a word towards a side of the screen (with
     * Alt its start): to the left is onwards in Arabic, back in English.
     */
    extend(side, event) {
      read();
      if (!span) return false;
      const at = event.altKey ? span.start : span.end;
      const p = [...paragraphs()].findLast((e) => Number(e.dataset.start) < Math.max(at, 1));
      const onwards = (getComputedStyle(p).direction === "rtl") === (side === "left");
      const words = wordsOf(p);
      let next;
      if (event.altKey) {
        const start = onwards ? words.find((w) => w.start > at)?.start : words.findLast((w) => w.start < at)?.start;
        next = { start: start ?? at, end: span.end };
      } else {
        const end = onwards ? words.find((w) => w.end > at)?.end : words.findLast((w) => w.end < at)?.end;
        next = { start: span.start, end: end ?? at };
      }
      if (next.start < next.end) select(next);
    },
  };
}

function spansOf(list) {
  return list
    .split(" ")
    .filter(Boolean)
    .map((s) => s.split("-").map(Number))
    .map(([start, end]) => ({ start, end }));
}

function wordsOf(p) {
  const text = p.textContent;
  const start = Number(p.dataset.start);
  return [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(text)]
    .filter((s) => s.isWordLike)
    .map((s) => ({ start: start + toCodePoint(text, s.index), end: start + toCodePoint(text, s.index + s.segment.length) }));
}
