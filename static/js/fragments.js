// The other side of handlers/fragments.go: a form is sent as it stands, and the
// answer is a run of <template data-swap="ID"> holding the elements that changed.
import { rangeFromSpan, spanFromRange } from "./text.js";

const TYPE = "text/vnd.isnad.fragments+html";
const PATIENCE = 20_000; // milliseconds
// Who this page is for: it may outlive their session, and never acts as somebody else.
const USER = encodeURIComponent(document.body.dataset.user);

/** An answer that never came, or not now: the network is down, or the server is. */
export class Unreachable extends Error {}

/**
 * Sends a form or asks for fragments.
 * @param {string} url
 * @param {URLSearchParams} [body] a POST when given
 * @returns {Promise<{ok: boolean, status: number, annotation: string, templates: HTMLTemplateElement[], problem: string}>}
 *   problem: the sentence of a refusal that is no fragment
 * @throws {Unreachable}
 */
export async function ask(url, body) {
  let response, html;
  try {
    response = await fetch(url, { method: body ? "POST" : "GET", body, headers: { Accept: TYPE, "X-Isnad-User": USER }, signal: AbortSignal.timeout(PATIENCE) });
    html = await response.text();
  } catch (error) {
    throw new Unreachable(String(error));
  }
  if (response.status >= 500 || response.status === 429) throw new Unreachable(String(response.status));
  const page = new DOMParser().parseFromString(html, "text/html");
  return {
    ok: response.ok,
    status: response.status,
    annotation: response.headers.get("X-Isnad-Annotation") ?? "",
    templates: [...page.querySelectorAll("template[data-swap]")],
    problem: page.querySelector("[data-problem] p:not(.kicker)")?.textContent ?? "",
  };
}

/**
 * Puts fragments in the place of what they replace. An open card that the answer
 * does not speak of moves on into the new list of notes with whatever is typed in
 * it, unless the answer opens another one.
 * @param {HTMLTemplateElement[]} templates
 * @param {{opens?: boolean}} [options] opens: whether the answer's own card opens
 */
export function swap(templates, { opens = true } = {}) {
  const focused = document.activeElement;
  const selected = selectedSpan();
  const parts = templates.map((template) => [template.dataset.swap, document.importNode(template.content, true)]);
  if (!opens) for (const [, part] of parts) closeCardsIn(part);
  const opened = parts.map(([, part]) => part.querySelector("[data-card]")).find(Boolean);
  if (opened) closeCardsBut(opened.dataset.card);
  for (const [id, part] of parts) {
    const old = document.getElementById(id);
    const fresh = part.firstElementChild;
    if (!old) {
      if (fresh && fresh === opened) placeCard(fresh);
      continue;
    }
    const kept = opened ? null : old.querySelector("[data-card]");
    if (fresh) old.replaceWith(fresh);
    else old.remove();
    if (kept) placeCard(kept);
    else if (fresh?.matches("p")) outlineOpen(fresh);
  }
  selectAgain(selected);
  if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
}

/** What is selected in the text, as a span: its elements may be replaced. */
function selectedSpan() {
  const selection = getSelection();
  const root = document.querySelector("[data-article-text]");
  return root && selection.rangeCount && !selection.isCollapsed ? spanFromRange(root, selection.getRangeAt(0)) : null;
}

function selectAgain(span) {
  const selection = getSelection();
  if (!span || !selection.isCollapsed) return;
  const range = rangeFromSpan(document.querySelector("[data-article-text]"), span);
  if (!range) return;
  selection.removeAllRanges();
  selection.addRange(range);
}

function closeCardsIn(content) {
  for (const card of content.querySelectorAll("[data-card]")) card.remove();
  for (const on of content.querySelectorAll(".on")) on.classList.remove("on");
  for (const note of content.querySelectorAll("a.note")) note.setAttribute("aria-expanded", "false");
}

/** Puts a card below its note and closes whichever was open. Without a note, nothing. */
export function placeCard(card) {
  const id = card.dataset.card;
  const note = document.getElementById("a-" + id);
  if (!note) return;
  closeCardsBut(id);
  if (note.nextElementSibling !== card) note.after(card);
  note.classList.add("on");
  note.setAttribute("aria-expanded", "true");
  outline(document, id, true);
}

function closeCardsBut(id) {
  for (const { dataset } of document.querySelectorAll("[data-card]")) if (dataset.card !== id) closeCard(dataset.card);
}

/** Takes a card away; its note stays. */
export function closeCard(id) {
  document.getElementById("card-" + id)?.remove();
  const note = document.getElementById("a-" + id);
  note?.classList.remove("on");
  note?.setAttribute("aria-expanded", "false");
  outline(document, id, false);
}

/** Outlines the words of an annotation in a part of the text. */
function outline(root, id, on) {
  for (const piece of root.querySelectorAll(`[data-annotations~="${CSS.escape(id)}"]`)) piece.classList.toggle("on", on);
}

/** A paragraph that somebody's answer brought does not know which card is open here. */
function outlineOpen(paragraph) {
  const open = document.querySelector("[data-card]");
  if (open) outline(paragraph, open.dataset.card, true);
}

/** A form's fields, with those of the button that was pressed. */
export function fieldsOf(form, button) {
  const fields = new URLSearchParams(new FormData(form));
  if (button?.name) fields.append(button.name, button.value);
  return fields;
}

/** An id for something new, so that sending it twice makes one. */
export function newID() {
  const bytes = crypto.getRandomValues(new Uint8Array(15));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
