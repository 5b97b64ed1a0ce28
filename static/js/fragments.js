// The other side of handlers/fragments.go: a form is sent as it stands, and the
// answer is a run of <template data-swap="ID"> holding the elements that changed.
const TYPE = "text/vnd.isnad.fragments+html";

/** An answer that never came: the network is down, or the server is. */
export class Unreachable extends Error {}

/**
 * Sends a form or asks for fragments.
 * @param {string} url
 * @param {URLSearchParams} [body] a POST when given
 * @returns {Promise<{ok: boolean, status: number, annotation: string, templates: HTMLTemplateElement[], page: Document}>}
 * @throws {Unreachable}
 */
export async function ask(url, body) {
  let response, html;
  try {
    response = await fetch(url, { method: body ? "POST" : "GET", body, headers: { Accept: TYPE }, credentials: "same-origin" });
    html = await response.text();
  } catch (error) {
    throw new Unreachable(String(error));
  }
  if ([502, 503, 504].includes(response.status)) throw new Unreachable(String(response.status));
  const page = new DOMParser().parseFromString(html, "text/html");
  return {
    ok: response.ok,
    status: response.status,
    annotation: response.headers.get("X-Isnad-Annotation") ?? "",
    templates: [...page.querySelectorAll("template[data-swap]")],
    page,
  };
}

/**
 * Puts fragments in the place of what they replace. A card that is open in a
 * swapped list of notes and not part of the answer moves into the new list with
 * whatever is typed in it; typing is never thrown away by somebody's answer.
 */
export function swap(templates) {
  for (const template of templates) {
    const id = template.dataset.swap;
    const old = document.getElementById(id);
    const fresh = document.importNode(template.content, true).firstElementChild;
    if (!old) {
      if (id.startsWith("card-") && fresh) placeCard(id.slice("card-".length), fresh);
      continue;
    }
    if (!fresh) {
      old.remove();
      continue;
    }
    const kept = [...old.querySelectorAll("[data-card]")].filter((card) => !fresh.querySelector("#" + CSS.escape(card.id)));
    old.replaceWith(fresh);
    for (const card of kept) placeCard(card.dataset.card, card);
  }
}

/** Puts a card below its note, and closes whichever was open. */
export function placeCard(annotation, card) {
  const note = document.getElementById("a-" + annotation);
  if (!note) return;
  for (const other of document.querySelectorAll("[data-card]")) {
    if (other !== card) closeCard(other.dataset.card);
  }
  note.after(card);
  note.classList.add("on");
  note.setAttribute("aria-expanded", "true");
  outline(annotation, true);
}

/** Takes a card away; its note stays. */
export function closeCard(annotation) {
  document.getElementById("card-" + annotation)?.remove();
  const note = document.getElementById("a-" + annotation);
  note?.classList.remove("on");
  note?.setAttribute("aria-expanded", "false");
  outline(annotation, false);
}

/** Outlines the words of an annotation in the text. */
function outline(annotation, on) {
  for (const piece of document.querySelectorAll(`[data-annotations~="${CSS.escape(annotation)}"]`)) {
    piece.classList.toggle("on", on);
  }
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
