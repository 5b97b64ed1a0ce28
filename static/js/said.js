// What was said before: an open card's list of earlier statements that say nearly the
// same, asked for once the card is there.
import { ask, Unreachable } from "./fragments.js";

/**
 * Fills a card's place for it. Until the answer is there it shows what the card before
 * it, of the same annotation, showed.
 * @param {HTMLElement|null} card
 * @param {Element|null} [before] the section of the card that stood here
 */
export async function loadSaid(card, before) {
  const place = card?.querySelector("[data-said]");
  if (!place) return;
  if (before?.id === place.id && before !== place) {
    place.replaceChildren(...before.cloneNode(true).childNodes);
    place.hidden = before.hidden;
  }
  let answer;
  try {
    answer = await ask(place.dataset.said);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return; // the card is of use without it
  }
  const fresh = answer.ok && answer.templates[0]?.content.firstElementChild;
  if (!fresh || !place.isConnected) return;
  const at = [...place.querySelectorAll("a, button")].indexOf(document.activeElement);
  place.replaceWith(fresh);
  if (at >= 0) fresh.querySelectorAll("a, button")[at]?.focus({ preventScroll: true });
}

/** Fills an earlier result into a card's form; a reason that was typed stays. */
export function reuse(button) {
  const form = button.form;
  for (const name of ["wording", "verdict"]) {
    const value = button.dataset[name];
    if (value && form.elements[name]) form.elements[name].value = value;
  }
  const { reason } = form.elements;
  if (!reason.value) reason.value = button.dataset.reason;
  reason.dispatchEvent(new Event("input", { bubbles: true })); // drafts keep it as if it were typed
}
