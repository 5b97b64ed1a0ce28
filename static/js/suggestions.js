// Suggested quotes in the text. Their words are drawn with the CSS Custom Highlight API,
// which touches no element: what the text holds is what people marked.
import { drawSpans, spansOf } from "./selection.js";
import { spanFromRange } from "./text.js";

const PARTS = ["cue", "mention"];

/**
 * Draws the suggestions that the notes name, and those of the open card.
 * @param {HTMLElement} desk
 * @param {HTMLElement} text [data-article-text]
 */
export function startSuggestions(desk, text) {
  let drawing = 0;
  // Rows come anew with every answer, and the ranges in them go with the old ones.
  new MutationObserver(() => {
    cancelAnimationFrame(drawing);
    drawing = requestAnimationFrame(draw);
  }).observe(text, { childList: true, subtree: true });
  draw();

  function draw() {
    const notes = [...desk.querySelectorAll("[data-suggests]")];
    const card = desk.querySelector("[data-suggestion]");
    const open = card?.dataset.card;
    drawSpans(text, "suggested", notes.filter((note) => note.dataset.annotation !== open).flatMap((note) => spansOf(note.dataset.suggests)));
    drawSpans(text, "deciding", card ? spansOf(card.dataset.spans) : []);
    drawSpans(text, "deciding-part", card ? PARTS.flatMap((part) => spansOf(card.dataset[part])) : []);
  }

  return {
    /** The id of the suggestion whose words a click was on, if any: the shortest one. */
    at(event) {
      const place = positionAt(event);
      const paragraph = place?.node.parentElement?.closest("[data-start]");
      if (!paragraph || !text.contains(paragraph)) return null;
      const range = new Range();
      range.setStart(place.node, place.offset);
      range.setEnd(paragraph, paragraph.childNodes.length);
      const start = spanFromRange(text, range)?.start;
      const found = [...desk.querySelectorAll("[data-suggests]")]
        .map((note) => ({ id: note.dataset.annotation, spans: spansOf(note.dataset.suggests) }))
        .filter(({ spans }) => spans.some((span) => span.start <= start && start < span.end));
      const length = ({ spans }) => spans.reduce((sum, span) => sum + span.end - span.start, 0);
      return found.sort((a, b) => length(a) - length(b))[0]?.id ?? null;
    },
  };
}

/** The place in the text below the pointer. */
function positionAt({ clientX, clientY }) {
  const position = document.caretPositionFromPoint?.(clientX, clientY);
  if (position) return { node: position.offsetNode, offset: position.offset };
  const range = document.caretRangeFromPoint?.(clientX, clientY);
  return range && { node: range.startContainer, offset: range.startOffset };
}
