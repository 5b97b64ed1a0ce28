// The selection in the article's text, as a span of code points: by mouse or
// touch, by whole sentences, or word by word in reading direction.
import { codePointLength, rangeFromSpan, spanFromRange, textOf, toCodePoint, trim } from "./text.js";

const SETTLED = 60; // milliseconds without a change until a selection counts as made
const GAP = 8; // CSS pixels between the selection, the marker and the window's edge

/**
 * Follows the selection below root and shows the marker beside it.
 * @param {HTMLElement} root [data-article-text]
 * @param {HTMLElement|null} marker the popover, or null where nothing can be marked
 * @param {() => boolean} isOpen whether a card is open that parts can be set of
 */
export function startSelection(root, marker, isOpen) {
  let span = null;
  let last = null; // where the selection was, for the sentence after it
  let held = null; // the selection as it was when a button of the marker went down
  let pressed = false; // a pointer is still at it
  let timer;

  document.addEventListener("selectionchange", () => pressed || later());
  document.addEventListener("pointerdown", (event) => {
    const onMarker = marker?.contains(event.target);
    // Browsers let go of the selection, or drag it along to the button.
    held = onMarker ? read() : null;
    pressed = onMarker || event.pointerType === "mouse";
    clearTimeout(timer);
    if (pressed && !onMarker) hide(); // it must not lie in the way of the words
  });
  for (const type of ["pointerup", "pointercancel"]) {
    document.addEventListener(type, () => {
      pressed = false;
      later();
    });
  }
  marker?.addEventListener("mousedown", (event) => event.preventDefault());
  addEventListener("scroll", () => span && place(), { passive: true });
  addEventListener("resize", () => span && place());

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (held) select(held); // and no button was pressed after all
      else read();
    }, SETTLED);
  }

  function read() {
    const selection = getSelection();
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const found = range?.intersectsNode(root) ? spanFromRange(root, range) : null;
    span = found && trimmed(found);
    last = span ?? last;
    if (span) show();
    else hide();
    return span;
  }

  function trimmed({ start, end }) {
    const words = textOf(root, { start, end });
    const length = codePointLength(words);
    const inner = trim(words, { start: 0, end: length });
    return inner.start < inner.end ? { start: start + inner.start, end: end - (length - inner.end) } : null;
  }

  function show() {
    if (!marker) return;
    marker.querySelector(".for-open").hidden = !isOpen();
    if (!marker.matches(":popover-open")) marker.showPopover();
    place();
  }

  function hide() {
    if (marker?.matches(":popover-open")) marker.hidePopover();
  }

  /** Puts the marker below the end of the selection, inside the window. */
  function place() {
    const selection = getSelection();
    if (!marker || !selection.rangeCount) return;
    const lines = selection.getRangeAt(0).getClientRects();
    if (!lines.length) return;
    const { left, right, bottom } = lines[lines.length - 1];
    const { offsetWidth: width, offsetHeight: height } = marker;
    const end = getComputedStyle(root).direction === "rtl" ? left : right - width;
    const below = bottom + GAP;
    const above = Math.max(GAP, lines[0].top - height - GAP);
    marker.style.inset = "auto";
    marker.style.left = `${Math.max(GAP, Math.min(end, innerWidth - width - GAP))}px`;
    marker.style.top = `${below + height > innerHeight ? above : below}px`;
  }

  function select(next) {
    held = null;
    const range = rangeFromSpan(root, next);
    if (!range) return;
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    range.startContainer.parentElement.scrollIntoView({ block: "nearest" });
    read();
  }

  function isInSight(place) {
    const box = place && rangeFromSpan(root, place)?.getBoundingClientRect();
    return box && box.bottom > 0 && box.top < innerHeight;
  }

  const paragraphs = () => [...root.querySelectorAll("[data-start]")];

  return {
    select,

    /** The span that is selected, or null. Read afresh: a key may come before the event. */
    current: () => held ?? read(),

    clear() {
      held = null;
      getSelection().removeAllRanges();
      read();
    },

    /** Selects the next (+1) or previous (-1) sentence; without a selection, from what is in sight. */
    sentence(by) {
      const sentences = paragraphs().flatMap((p) => spansOf(p.dataset.sentences));
      if (!sentences.length) return;
      let at;
      if (read() || isInSight(last)) {
        at = sentences.findLastIndex((s) => s.start <= last.start) + by;
      } else {
        const seen = paragraphs().find((p) => p.getBoundingClientRect().top >= 0) ?? paragraphs().at(-1);
        at = sentences.findIndex((s) => s.start >= startOf(seen));
      }
      select(sentences[Math.max(0, Math.min(sentences.length - 1, at))]);
    },

    /**
     * Moves the end of the selection by a word towards a side of the screen (with
     * Alt its start): to the left is onwards in Arabic, back in English.
     */
    extend(side, { altKey: moveStart }) {
      if (!read()) return false;
      const edge = moveStart ? span.start : span.end;
      const list = paragraphs();
      let at = list.findLastIndex((p) => startOf(p) <= (moveStart ? edge : edge - 1));
      const onwards = (getComputedStyle(list[at]).direction === "rtl") === (side === "left");
      for (; list[at]; at += onwards ? 1 : -1) {
        const stops = wordsOf(list[at]).map((word) => (moveStart ? word.start : word.end));
        const stop = onwards ? stops.find((s) => s > edge) : stops.findLast((s) => s < edge);
        if (stop === undefined) continue; // on to the next paragraph
        const next = moveStart ? { start: stop, end: span.end } : { start: span.start, end: stop };
        if (next.start < next.end) select(next);
        return;
      }
    },
  };
}

const startOf = (p) => Number(p.dataset.start);

/** Reads an attribute of spans, "537-600 601-640". */
export function spansOf(list) {
  return list
    .split(" ")
    .filter(Boolean)
    .map((s) => s.split("-").map(Number))
    .map(([start, end]) => ({ start, end }));
}

/** Draws spans of the text below root in the style of ::highlight(name), which touches no element. */
export function drawSpans(root, name, spans) {
  const ranges = spans.map((span) => rangeFromSpan(root, span)).filter(Boolean);
  CSS.highlights?.set(name, new Highlight(...ranges));
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

function wordsOf(p) {
  const text = p.textContent;
  return [...segmenter.segment(text)]
    .filter((s) => s.isWordLike)
    .map((s) => ({ start: startOf(p) + toCodePoint(text, s.index), end: startOf(p) + toCodePoint(text, s.index + s.segment.length) }));
}
