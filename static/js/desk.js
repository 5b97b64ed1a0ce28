// The desk: marking by selection, cards, and the keys that act on them. Every
// action sends a form that the page already has; handlers/annotations.go answers.
import { ask, closeCard, fieldsOf, newID, placeCard, swap, Unreachable } from "./fragments.js";
import { forgetDraft, restoreDraft } from "./drafts.js";
import { bind, focusOn } from "./keys.js";
import { flush, keep } from "./outbox.js";
import { notice, say } from "./notices.js";
import { startPicker } from "./picker.js";
import { startSelection } from "./selection.js";

/** Starts the desk of one article. */
export function startDesk(desk) {
  const marker = document.getElementById("marker");
  const selection = startSelection(desk.querySelector("[data-article-text]"), marker, () => openCard());
  startPicker(desk);

  desk.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a.note, a[data-open], a[data-close], a[data-take-theirs], a[data-copy]");
    if (link) {
      event.preventDefault();
      if (link.matches("[data-copy]")) return void copyLink(link);
      const card = link.closest("[data-card]")?.dataset.card;
      if (link.matches("[data-close]")) return close(card);
      if (link.matches("[data-take-theirs]")) {
        forgetDraft(document.getElementById("form-" + card));
        return void open(card);
      }
      const id = link.dataset.annotation ?? link.dataset.open;
      return void (openCard() === id ? close(id) : open(id));
    }
    const piece = event.target.closest("[data-annotations]");
    if (piece && !selection.current()) {
      // Innermost first; clicking again goes on to the ones around it.
      const ids = piece.dataset.annotations.split(" ").reverse();
      void open(ids[(ids.indexOf(openCard()) + 1) % ids.length]);
    }
  });

  desk.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-edit]")) return;
    event.preventDefault();
    void save(event.target, event.submitter);
  });
  desk.addEventListener("input", (event) => event.target.form?.matches("[data-edit]") && event.target.form.classList.add("unsaved"));

  if (marker) {
    marker.addEventListener("submit", (event) => {
      event.preventDefault();
      void mark(event.submitter.value);
    });
    marker.addEventListener("click", (event) => {
      const button = event.target.closest("[data-part]");
      if (button) void setPart(button.dataset.part, button.dataset.mode);
    });
    bindEditing();
  }
  bind("n", () => step(+1));
  bind("p", () => step(-1));
  bind("j", () => selection.sentence(+1));
  bind("k", () => selection.sentence(-1));
  bind("Shift+ArrowLeft", (event) => selection.extend("left", event));
  bind("Shift+ArrowRight", (event) => selection.extend("right", event));
  bind("Alt+Shift+ArrowLeft", (event) => selection.extend("left", event));
  bind("Alt+Shift+ArrowRight", (event) => selection.extend("right", event));
  bind("l", () => copyLink(cardOf()?.querySelector("[data-copy]")));
  bind("Enter", () => (openCard() ? focusOn(cardOf().querySelector("input:not([type=hidden]), textarea")) : step(+1)));
  bind("Escape", () => {
    if (document.activeElement?.closest("[data-card] form")) return void document.activeElement.blur();
    if (selection.current()) return void selection.clear();
    return openCard() ? close(openCard()) : false;
  });
  void flush();

  function bindEditing() {
    bind("q", () => mark("quote"));
    bind("c", () => mark("claim"));
    bind("s", () => focusOn(cardOf()?.querySelector("[data-picker] input[role=combobox]")));
    bind("S", () => press("[data-same]"));
    bind("w", () => focusOn(cardOf()?.querySelector("[data-group=wording] :checked")));
    bind("v", () => focusOn(cardOf()?.querySelector("[data-group=verdict] :checked")));
    bind(".", () => press("[data-step]"));
    bind("d", () => press("[data-delete]"));
    bind("r", () => setPart("spans", "replace"));
    bind("+", () => setPart("spans", "add"));
    bind("u", () => setPart("cue", "replace"));
    bind("m", () => setPart("mention", "replace"));
    bind("z", () => void send(`/articles/${desk.dataset.article}/undo`, new URLSearchParams()));
  }

  function openCard() {
    return desk.querySelector("[data-card]")?.dataset.card;
  }

  function cardOf() {
    return desk.querySelector("[data-card]");
  }

  function press(selector) {
    const button = cardOf()?.querySelector(selector);
    if (!button) return false;
    button.click();
  }

  /** Marks the selection; where the server cannot be reached, the mark waits. */
  async function mark(kind) {
    const span = selection.current();
    if (!span) return notice("selectfirst");
    const fields = fieldsOf(marker);
    fields.set("id", newID());
    fields.set("kind", kind);
    fields.set("spans", `${span.start}-${span.end}`);
    selection.clear();
    try {
      await apply(await ask(marker.action, fields));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      keep(marker.action, fields);
    }
  }

  /** Sets a part of the open annotation to the selection. */
  async function setPart(part, mode) {
    const span = selection.current();
    const card = cardOf();
    if (!card) return notice("openfirst");
    if (!span) return notice("selectfirst");
    const fields = new URLSearchParams({ version: card.dataset.version });
    const before = mode === "add" ? card.dataset[part].split(" ").filter(Boolean) : [];
    for (const s of [...before, `${span.start}-${span.end}`]) fields.append(part, s);
    selection.clear();
    await send("/annotations/" + card.dataset.card, fields);
  }

  async function save(form, button) {
    const url = button?.getAttribute("formaction") ?? form.getAttribute("action");
    form.classList.add("sending");
    const answer = await send(url, fieldsOf(form, button));
    form.classList.remove("sending");
    if (!answer) return;
    if (answer.ok || answer.status === 412) forgetDraft(form); // a conflict's form holds what was typed
    if (answer.ok && url.endsWith("/delete")) notice("deleted");
  }

  /** Sends a form of an edit; what is typed stays where it is if that fails. */
  async function send(url, fields) {
    try {
      const answer = await ask(url, fields);
      await apply(answer);
      return answer;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      notice("unsaved", { sticky: true });
    }
  }

  async function apply(answer) {
    if (answer.status === 401) return notice("signedout", { sticky: true });
    if (answer.templates.length === 0) {
      return say(answer.page.querySelector("[data-problem] p:not(.kicker)")?.textContent ?? "", { sticky: true });
    }
    swap(answer.templates);
    const card = answer.annotation && document.getElementById("card-" + answer.annotation);
    if (card) {
      placeCard(answer.annotation, card);
      remember(answer.annotation);
      card.scrollIntoView({ block: "nearest" });
    } else if (!openCard()) remember("");
  }

  async function open(id) {
    try {
      const answer = await ask("/annotations/" + encodeURIComponent(id));
      if (!answer.ok) return void apply(answer);
      swap(answer.templates);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      return notice("unreachable");
    }
    const form = document.getElementById("form-" + id);
    if (form) restoreDraft(form);
    remember(id);
    document.getElementById("a-" + id)?.focus({ preventScroll: true });
    document.getElementById("card-" + id)?.scrollIntoView({ block: "nearest" });
  }

  function close(id) {
    closeCard(id);
    remember("");
    document.getElementById("a-" + id)?.focus({ preventScroll: true });
  }

  /** Goes to the next or previous annotation that is not signed off, round the end. */
  function step(by) {
    const notes = [...desk.querySelectorAll("a.note[data-annotation]")];
    const at = notes.findIndex((note) => note.dataset.annotation === openCard());
    for (let i = 1; i <= notes.length; i++) {
      const start = at < 0 && by < 0 ? 0 : at;
      const note = notes[(start + by * i + notes.length * 2) % notes.length];
      if (note.dataset.state !== "approved") return void open(note.dataset.annotation);
    }
    notice("nothingleft");
  }

  /** The address names the open annotation, so that a reload or a link shows it. */
  function remember(id) {
    const url = new URL(location.href);
    for (const name of ["mark", "part", "edit"]) url.searchParams.delete(name);
    if (id) url.searchParams.set("open", id);
    else url.searchParams.delete("open");
    url.hash = id ? "a-" + id : "";
    history.replaceState(null, "", url);
  }

  async function copyLink(link) {
    if (!link) return false;
    try {
      await navigator.clipboard.writeText(link.href);
      say(link.dataset.done);
    } catch {
      location.href = link.href; // no clipboard here: the address bar has it
    }
  }
}
