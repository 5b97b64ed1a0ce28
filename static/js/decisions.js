// Deciding on suggested quotes: accepted, changed first, or rejected, one after the other.
// A suggestion's card is a form like any other; what is chosen for it is in its fields
// alone, and saved when it is accepted.
import { forgetDraft, markDrafts, restoreDraft, saveDraft } from "./drafts.js";
import { ask, closeCard, fieldsOf, swap, Unreachable } from "./fragments.js";
import { clear, notice, say } from "./notices.js";

/**
 * @param {HTMLElement} desk
 * @param {object} cards what the one open card can do (cards.js)
 */
export function startDecisions(desk, { element, current, post, show, open, remember, focusOpen, reveal }) {
  // Those that somebody is changing are not among many that are accepted at once.
  desk.addEventListener("submit", ({ target: form }) => {
    if (!form.matches(".accept-many")) return;
    markDrafts(desk);
    for (const note of desk.querySelectorAll("a.note.unsaved[data-suggests]")) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "except", value: note.dataset.annotation }));
    }
  });

  /** Sends what somebody decided of a suggestion, and goes on to the next one. */
  async function decide(url, form, button) {
    const fields = fieldsOf(form, button);
    if (button?.getAttribute("formmethod") === "get") return reshow(form, fields);
    const id = current();
    const from = document.activeElement;
    const answer = await post(url, fields);
    if (!answer?.ok) return answer && refused(answer, fields, from, form);
    const behind = suggestionsBehind(id);
    clear();
    forgetDraft(form);
    closeCard(id);
    swap(answer.templates);
    markDrafts(desk);
    const next = behind.find((id) => noteOf(id)?.matches("[data-suggests]")); // one may have covered others
    if (next) {
      await open(next);
      return notice(button?.matches("[data-reject]") ? "rejected" : "accepted");
    }
    remember("");
    notice("suggestionsdone");
    noteOf(answer.annotation)?.focus({ preventScroll: true });
  }

  const noteOf = (id) => document.getElementById("a-" + id);

  /** What was refused stays in the card; where somebody else was faster, in that of the mark that they made. */
  function refused(answer, fields, from, form) {
    show(answer, fields, from, form);
    const made = document.getElementById("form-" + answer.annotation);
    if (!made || made === form) return;
    forgetDraft(form);
    if (made.matches("[data-refused]")) saveDraft(made);
    markDrafts(desk);
  }

  /** The ids of the suggestions behind one, round the end. */
  function suggestionsBehind(id) {
    const all = [...desk.querySelectorAll("a.note[data-suggests]")].map((note) => note.dataset.annotation);
    const at = all.indexOf(id);
    return [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))];
  }

  /** Sets a part of the open suggestion to the spans given. */
  function choose(part, spans) {
    const form = element().querySelector("form[data-edit]");
    const fields = fieldsOf(form);
    fields.set(part, spans.join(" "));
    fields.set("part", part);
    return reshow(form, fields);
  }

  /** Shows the open suggestion with other fields; nothing is saved until it is accepted. */
  async function reshow(form, fields) {
    let answer;
    try {
      answer = await ask(element().dataset.suggestion + "?" + fields);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      notice("unreachable");
      return null;
    }
    if (answer.status === 401) notice("signedout", { sticky: true });
    else if (!answer.ok) say(answer.problem, { sticky: true });
    else {
      clear();
      swap(answer.templates);
      const fresh = document.getElementById("form-" + form.dataset.edit);
      if (fresh) saveDraft(fresh);
      markDrafts(desk);
      reveal();
      focusOpen();
    }
    return answer;
  }

  /** Puts back what was typed into a card's form, words that were chosen for a suggestion included. */
  async function restore(form) {
    restoreDraft(form);
    const card = form.closest("[data-suggestion]");
    if (card && ["spans", "cue", "mention"].some((part) => form.elements[part].value !== card.dataset[part])) await reshow(form, fieldsOf(form));
  }

  return { decide, choose, restore };
}
