// The one card that is open beside the text: opened, saved, closed, and named by
// the address. Every answer to a form of the desk passes through here.
import { ask, closeCard, fieldsOf, placeCard, swap, Unreachable } from "./fragments.js";
import { startDecisions } from "./decisions.js";
import { forgetDraft, hasUnsent, markDrafts, restoreDraft, saveDraft, settleDraft } from "./drafts.js";
import { focusOn } from "./keys.js";
import { clear, notice, say } from "./notices.js";
import { loadSaid } from "./said.js";
import { spansOf } from "./selection.js";
import { rangeFromSpan } from "./text.js";

const ABOVE = 16; // CSS pixels left above the words of an open card
const FAR = 240; // CSS pixels that a card may stand above its words
const BAR = 96; // CSS pixels kept free of words at the window's ends, where bars may lie

/**
 * @param {HTMLElement} desk
 * @param {HTMLElement} text [data-article-text]
 */
export function startCards(desk, text) {
  let last = Promise.resolve();

  /**
   * Does one thing after the other: a key that is pressed while an answer is on its
   * way acts on what that brings.
   */
  function inTurn(work) {
    const done = last.then(work);
    last = done.catch(reportError); // what comes after goes on
    return done;
  }

  const element = () => desk.querySelector("[data-card]");

  // A mark that has not become a card leaves the one before it open; keys that were
  // meant for the mark must not act on that.
  let adrift = false;
  const isAt = () => Boolean(element()) && !adrift;
  const setAdrift = () => (adrift = true);
  for (const type of ["pointerdown", "focusin"]) {
    desk.addEventListener(type, (event) => event.target.closest("[data-card]") && (adrift = false));
  }
  const current = () => element()?.dataset.card;

  /**
   * Sends a form and shows the answer, or says that there is none; what is typed
   * stays where it is then.
   */
  async function send(url, fields, form) {
    const from = document.activeElement;
    const answer = await post(url, fields);
    if (answer) show(answer, fields, from, form);
    return answer;
  }

  async function post(url, fields) {
    try {
      return await ask(url, fields);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      notice("unsaved", { sticky: true });
      return null;
    }
  }

  /**
   * Shows an answer; what was typed beyond what was sent stays, and so does the
   * cursor of whoever went into a field meanwhile.
   * @param {Element} [from] what had the focus when it was sent
   * @param {HTMLFormElement} [sentForm] the card's form that was sent, if one was
   */
  function show(answer, sent, from, sentForm) {
    if (answer.status === 401) return notice("signedout", { sticky: true });
    if (!answer.templates.length) return say(answer.problem, { sticky: true });
    clear();
    if (answer.ok && sentForm && current() !== sentForm.dataset.edit) {
      // Closed meanwhile, and stays so.
      swap(answer.templates, { opens: false });
      if (!hasUnsent(sentForm, sent)) forgetDraft(sentForm);
      return markDrafts(desk);
    }
    if (answer.ok) adrift = false;
    const form = element()?.querySelector("form[data-edit]");
    const focused = document.activeElement;
    const said = element()?.querySelector(".said-before");
    const typing = form?.contains(focused) ? focused.name : "";
    swap(answer.templates);
    restoreOthers();
    void loadSaid(element(), said);
    const id = answer.annotation || form?.dataset.edit;
    const fresh = document.getElementById("form-" + id);
    const same = form?.dataset.edit === id;
    const unsaved = same && settleDraft(form, sent, fresh, answer.ok);
    if (fresh && !same) restoreDraft(fresh);
    markDrafts(desk);
    if (!answer.ok) return askReader(questionOf(element()));
    remember(current());
    if (!fresh) return focusOn(desk.querySelector(".gone button"));
    reveal();
    const field = [...fresh.elements].find((f) => same && typing && f.name === typing && (f.type !== "radio" || f.checked));
    if (field && (unsaved || focused !== from)) focusOn(field);
    else focusOpen();
  }

  /**
   * Shows the open card with the words it is about. A sheet at the foot of a small
   * window covers them otherwise; a card that its note holds far above them, in a long
   * paragraph, comes down to their side. Where not both fit, the words are in sight.
   */
  function reveal() {
    const card = element();
    const [first] = spansOf(card.dataset.spans);
    const range = first && rangeFromSpan(text, first);
    place();
    if (!isSheet()) card.scrollIntoView({ block: "nearest" });
    if (!range) return;
    const { top, bottom } = range.getBoundingClientRect();
    if (isSheet()) scrollBy({ top: top - ABOVE });
    else if (top < BAR || Math.min(bottom, top + BAR) > innerHeight - BAR) scrollBy({ top: top - BAR });
  }

  /** Puts the open card beside its words, or right below its note where that is near enough. */
  function place() {
    const card = element();
    card.style.top = "";
    const [first] = spansOf(card.dataset.spans);
    const words = !isSheet() && first && rangeFromSpan(text, first)?.getBoundingClientRect();
    if (!words || words.top - card.getBoundingClientRect().top <= FAR) return;
    card.style.top = `${words.top - card.parentElement.getBoundingClientRect().top}px`;
  }

  addEventListener("resize", () => element() && place());

  const isSheet = () => getComputedStyle(element()).position === "fixed";

  /** Puts the focus on the note of the open card or, where that is out of sight, on the card. */
  function focusOpen() {
    const note = desk.querySelector("a.note.on");
    if (!note) return;
    const { top, bottom } = note.getBoundingClientRect();
    const inSight = top >= 0 && bottom <= innerHeight && !isSheet();
    if (!inSight) element().tabIndex = -1;
    (inSight ? note : element()).focus({ preventScroll: true });
  }

  /** What a refused card asks of its reader first. */
  function questionOf(card) {
    if (!card) return desk.querySelector(".gone button");
    const asked = [".conflict h3", ".near button", "[aria-invalid=true]"];
    return asked.map((selector) => card.querySelector(selector)).find(Boolean);
  }

  function askReader(question) {
    if (!question) return element() && focusOpen();
    focusOn(question);
    question?.closest(".conflict, .near")?.scrollIntoView({ block: "nearest" });
  }

  /** Sends a card's form. */
  async function save(form, button) {
    if (!form.isConnected) {
      // The answer to another press has come meanwhile; the same press again is done.
      const again = button?.name === "state" && element()?.querySelector(`[data-step=${button.value}]`);
      return again ? save(again.form, again) : undefined;
    }
    const url = button?.getAttribute("formaction") ?? form.getAttribute("action");
    form.classList.add("sending");
    if (form.closest("[data-suggestion]")) await decisions.decide(url, form, button);
    else await send(url, fieldsOf(form, button), form);
    form.classList.remove("sending");
  }

  /** Opens an annotation's card as it is now, with what was typed in it before. */
  async function open(id) {
    const note = document.getElementById("a-" + id);
    if (!note) return location.assign(`${location.pathname}?open=${encodeURIComponent(id)}#a-${id}`); // newer than this page
    let answer;
    try {
      answer = await ask(note.dataset.from ? decisions.addressOf(id, note.dataset.from) : "/annotations/" + encodeURIComponent(id));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      return notice("unreachable");
    }
    if (answer.status === 401) return notice("signedout", { sticky: true });
    if (!answer.templates.length) return say(answer.problem);
    clear();
    if (element()?.querySelector("form.unsaved")) notice("draftkept");
    swap(answer.templates);
    restoreOthers();
    void loadSaid(element());
    const form = document.getElementById("form-" + id);
    if (form) restoreDraft(form);
    else if (note.dataset.from) decisions.overtaken(id, answer.annotation);
    adrift = false;
    markDrafts(desk);
    remember(current());
    if (!current()) return desk.querySelector(".gone button")?.focus({ preventScroll: true });
    reveal();
    focusOpen();
  }

  /** Puts back what was typed into the open card's forms beside its own. */
  function restoreOthers() {
    for (const form of element()?.querySelectorAll("form[data-keep]") ?? []) restoreDraft(form);
  }

  function close() {
    const id = current();
    for (const unsaved of element().querySelectorAll("form.unsaved")) {
      saveDraft(unsaved); // another tab may have settled it
      notice("draftkept");
    }
    closeCard(id);
    markDrafts(desk);
    remember("");
    document.getElementById("a-" + id)?.focus({ preventScroll: true });
  }

  /** Gives up what was typed and shows what the server has. */
  function takeTheirs() {
    const form = element().querySelector("form[data-edit]");
    forgetDraft(form);
    form.classList.remove("unsaved"); // given up
    return open(current());
  }

  let latest = ""; // the one that was open last

  /**
   * Goes to the next or previous note of those that match, round the end: from the open
   * card, or else from the note that has the focus, or that was open last.
   */
  function step(by, which = '[data-state]:not([data-state="approved"])', nothing = "nothingleft") {
    const notes = [...desk.querySelectorAll("a.note")];
    const id = current() ?? document.activeElement.closest("a.note")?.dataset.annotation ?? latest;
    const at = notes.findIndex((note) => note.dataset.annotation === id);
    const from = at < 0 && by < 0 ? 0 : at;
    for (let i = 1; i <= notes.length; i++) {
      const note = notes[(from + by * i + 2 * notes.length) % notes.length];
      if (note.matches(which)) return open(note.dataset.annotation);
    }
    notice(nothing);
  }

  /** Goes to the suggestion that was open last, or to the next one. */
  function nextSuggestion() {
    const closed = !current() && document.getElementById("a-" + latest);
    return closed && closed.matches("[data-suggests]") ? open(latest) : step(+1, "[data-suggests]", "suggestionsdone");
  }

  /**
   * Presses a button of the open card. One that sends the form is done when the
   * answer is there: a click would only queue up, behind keys pressed after it.
   */
  function press(selector) {
    if (!isAt()) return notice("openfirst");
    const target = element().querySelector(selector);
    const form = target?.form;
    if (!form?.matches("[data-edit]") || target.type !== "submit") return target?.click();
    if (target.formNoValidate || form.reportValidity()) return save(form, target);
  }

  /** Puts the cursor into a field of the open card. */
  function focus(selector) {
    if (!isAt()) return notice("openfirst");
    focusOn(element().querySelector(selector));
  }

  /** The address names the open annotation, so that a reload or a link shows it. */
  function remember(id) {
    latest = id || latest;
    const url = new URL(location.href);
    for (const name of ["mark", "part", "edit", "open", "accepted", "left", "first", "last", "back", "kept", "decided"]) url.searchParams.delete(name);
    if (id) url.searchParams.set("open", id);
    url.hash = id ? "a-" + id : "";
    history.replaceState(null, "", url);
  }

  async function copyLink(link) {
    try {
      await navigator.clipboard.writeText(link.href);
      say(link.dataset.done);
    } catch {
      location.assign(link.href); // no clipboard here: the address bar has it
    }
  }

  const decisions = startDecisions(desk, { element, current, post, show, open, remember, focusOpen, reveal });
  markDrafts(desk);
  void inTurn(decisions.revive);
  if (element()) document.readyState === "complete" ? reveal() : addEventListener("load", () => element() && reveal(), { once: true });
  return { inTurn, isAt, setAdrift, element, current, focusOpen, send, show, save, choose: decisions.choose, open, close, takeTheirs, step, nextSuggestion, press, focus, copyLink };
}
