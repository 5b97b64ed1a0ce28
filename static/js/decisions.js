// Deciding on suggested quotes: accepted, changed first, or rejected, one after the other.
// A suggestion's card is a form like any other; what is chosen for it is in its fields
// alone, and saved when it is accepted.
import { draftOf, dropDraft, forgetDraft, markDrafts, saveDraft } from "./drafts.js";
import { ask, closeCard, fieldsOf, swap, Unreachable } from "./fragments.js";
import { clear, notice, say } from "./notices.js";

/**
 * @param {HTMLElement} desk
 * @param {object} cards what the one open card can do (cards.js)
 */
export function startDecisions(desk, { element, current, post, show, open, remember, focusOpen, reveal }) {
  // Those that somebody is changing are not among many that are accepted at once.
  desk.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(".accept-many")) return;
    if (form.dataset.sent) return event.preventDefault(); // a double click asks once
    form.dataset.sent = "yes";
    markDrafts(desk);
    for (const note of desk.querySelectorAll("a.note.unsaved[data-suggests]")) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "except", value: note.dataset.annotation }));
    }
  });

  addEventListener("pageshow", () => {
    for (const form of desk.querySelectorAll(".accept-many")) delete form.dataset.sent;
  });
  // The second click of a double one would decide on the card that comes next.
  desk.addEventListener("click", (event) => {
    if (event.detail > 1 && event.target.closest("[data-accept], [data-reject]")) event.preventDefault();
  });

  /** Sends what somebody decided of a suggestion, and goes on to the next one. */
  async function decide(url, form, button) {
    const fields = fieldsOf(form, button);
    if (button?.getAttribute("formmethod") === "get") return reshow(form, fields);
    const id = current();
    const from = document.activeElement;
    const card = element();
    card.inert = true; // what would be typed now could not be sent any more
    const answer = await post(url, fields);
    card.inert = false;
    if (!answer) return focusOpen();
    if (!answer.ok) return refused(answer, fields, from, form);
    const behind = suggestionsBehind(id);
    clear();
    forgetDraft(form);
    closeCard(id);
    swap(answer.templates);
    markDrafts(desk);
    const next = behind.find((id) => noteOf(id)?.matches("[data-suggests]")); // one may have covered others
    if (next) {
      await open(next);
      if (current() !== next) return noteOf(next).focus(); // it could not be fetched, which has been said
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
    overtaken(form.dataset.edit, answer.annotation);
  }

  /** Moves what is kept of a suggestion that somebody else decided to the card of the mark in its place, if it is there. */
  function overtaken(id, annotation) {
    const made = annotation && annotation !== id && document.getElementById("form-" + annotation);
    if (!made) return;
    dropDraft("form-" + id);
    if (made.matches("[data-refused]")) saveDraft(made);
    markDrafts(desk);
  }

  /** Where a suggestion's card comes from, with what is kept of it in this browser. */
  function addressOf(id, path) {
    const kept = draftOf("form-" + id);
    return kept ? path + "?" + new URLSearchParams(kept) : path;
  }

  /** Shows what is kept of the suggestion that the page was asked for, when it was loaded. */
  async function revive() {
    const id = new URLSearchParams(location.search).get("open");
    const isShown = element()?.matches("[data-refused], :has([data-refused])");
    if (!id || isShown || !draftOf("form-" + id) || (current() === id && !element().dataset.suggestion)) return;
    const path = "/suggestions/" + encodeURIComponent(id);
    const answer = await ask(addressOf(id, path)).catch(() => null); // what is kept stays kept
    if (!answer?.templates.length) return;
    swap(answer.templates);
    const form = document.getElementById("form-" + id);
    if (form) saveDraft(form);
    overtaken(id, answer.annotation);
    markDrafts(desk);
    if (element()) reveal();
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
    else if (!answer.templates.length) say(answer.problem, { sticky: true });
    else if (!answer.ok) refused(answer, fields, null, form);
    else {
      clear();
      swap(answer.templates);
      const fresh = document.getElementById("form-" + form.dataset.edit);
      if (fresh) saveDraft(fresh);
      markDrafts(desk);
      if (!element()) return desk.querySelector(".gone button")?.focus();
      reveal();
      focusOpen();
    }
    return answer;
  }

  return { decide, choose, addressOf, overtaken, revive };
}
