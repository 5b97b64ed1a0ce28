// The desk: marking by selection, and the keys and clicks that act on cards. Every
// action sends a form that the page already has; handlers/annotations.go answers.
import { startCards } from "./cards.js";
import { ask, fieldsOf, newID, Unreachable } from "./fragments.js";
import { bind } from "./keys.js";
import { notice, say } from "./notices.js";
import { keep, startOutbox, waiting } from "./outbox.js";
import { startPicker } from "./picker.js";
import { reuse } from "./said.js";
import { drawSpans, spansOf, startSelection } from "./selection.js";
import { startSuggestions } from "./suggestions.js";

/** Starts the desk of one article. */
export function startDesk(desk) {
  const text = desk.querySelector("[data-article-text]");
  const marker = document.getElementById("marker"); // null for those who may only read
  const cards = startCards(desk, text);
  const { inTurn } = cards;
  const selection = startSelection(text, marker, () => Boolean(cards.current()));
  const suggestions = startSuggestions(desk, text);
  startPicker(desk);

  desk.addEventListener("click", onClick);
  desk.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-edit], [data-act]") || event.submitter?.matches("[data-pick]")) return; // those lead to a page
    event.preventDefault();
    if (event.submitter?.matches("[data-reuse]")) {
      reuse(event.submitter);
      return say(event.submitter.dataset.done);
    }
    void inTurn(() => (form.matches("[data-edit]") ? cards.save(form, event.submitter) : cards.send(form.action, fieldsOf(form))));
  });
  bindReading();
  if (marker) {
    bindEditing();
    marker.addEventListener("submit", (event) => {
      event.preventDefault();
      mark(event.submitter.value);
    });
    marker.addEventListener("click", (event) => {
      const button = event.target.closest("[data-part]");
      if (button) setPart(button.dataset.part, button.dataset.mode);
    });
    startOutbox(showWaiting);
  }

  function onClick(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a.note, a[data-open], a[data-close], a[data-take-theirs], a[data-copy], a[data-next], a[data-next-suggestion]");
    if (link) {
      event.preventDefault();
      if (link.matches("[data-copy]")) return void cards.copyLink(link);
      if (link.matches("[data-close]")) return cards.close();
      if (link.matches("[data-next]")) return void inTurn(() => cards.step(+1));
      if (link.matches("[data-next-suggestion]")) return void inTurn(cards.nextSuggestion);
      if (link.matches("[data-take-theirs]")) return void inTurn(cards.takeTheirs);
      const id = link.dataset.annotation ?? link.dataset.open;
      return void inTurn(() => (cards.current() === id ? cards.close() : cards.open(id)));
    }
    if (selection.current()) return;
    const piece = event.target.closest("[data-annotations]");
    const suggested = !piece && suggestions.at(event);
    if (suggested) return void inTurn(() => cards.open(suggested));
    if (!piece) return;
    // Innermost first; clicking again goes on to the ones around it.
    const ids = piece.dataset.annotations.split(" ").reverse();
    void inTurn(() => cards.open(ids[(ids.indexOf(cards.current()) + 1) % ids.length]));
  }

  function bindReading() {
    bind("j", () => selection.sentence(+1), { repeats: true });
    bind("k", () => selection.sentence(-1), { repeats: true });
    bind("Shift+ArrowLeft", (event) => selection.extend("left", event), { repeats: true });
    bind("Shift+ArrowRight", (event) => selection.extend("right", event), { repeats: true });
    bind("Alt+Shift+ArrowLeft", (event) => selection.extend("left", event), { repeats: true });
    bind("Alt+Shift+ArrowRight", (event) => selection.extend("right", event), { repeats: true });
    bind("n", () => inTurn(() => cards.step(+1)));
    bind("p", () => inTurn(() => cards.step(-1)));
    bind("b", () => inTurn(() => cards.focus(".said-before a")));
    bind("l", () => cards.press("[data-copy]"));
    const edit = () => (cards.current() ? cards.focus("form :is(input:not([type=hidden]), textarea)") : cards.step(+1));
    bind("Enter", () => inTurn(edit), { enters: true });
    bind("Escape", () => {
      const field = document.activeElement.closest("input, textarea, select");
      if (field) {
        field.blur();
        cards.focusOpen();
      } else if (selection.current()) selection.clear();
      else if (cards.current()) cards.close();
      else return false;
    });
  }

  function bindEditing() {
    bind("q", () => mark("quote"));
    bind("c", () => mark("claim"));
    bind("s", () => inTurn(() => cards.focus("[data-picker] input[role=combobox]")), { enters: true });
    bind("S", () => inTurn(() => cards.press("[data-same]")));
    bind("w", () => inTurn(() => cards.focus("[data-group=wording] :checked")));
    bind("v", () => inTurn(() => cards.focus("[data-group=verdict] :checked")));
    bind("e", () => inTurn(() => cards.press("[data-evidence]")));
    bind(".", () => inTurn(() => cards.press("[data-step]")));
    bind("d", () => inTurn(() => cards.press("[data-delete]")));
    bind("a", () => inTurn(() => decide("[data-accept]")));
    bind("x", () => inTurn(() => decide("[data-reject]")));
    bind("r", () => setPart("spans", "replace"));
    bind("+", () => setPart("spans", "add"));
    bind("u", () => setPart("cue", "replace"));
    bind("m", () => setPart("mention", "replace"));
    bind("z", () => inTurn(() => cards.send(`/articles/${desk.dataset.article}/undo`, new URLSearchParams())));
  }

  /** Marks the selection; where the server cannot be reached, the mark waits. */
  function mark(kind) {
    const span = selection.current();
    if (!span) return notice("selectfirst");
    const fields = fieldsOf(marker);
    fields.set("id", newID());
    fields.set("kind", kind);
    fields.set("spans", `${span.start}-${span.end}`);
    selection.clear();
    void inTurn(async () => {
      cards.setAdrift();
      try {
        const answer = await ask(marker.action, fields);
        if (answer.status === 401) keep(marker.action, fields);
        cards.show(answer, fields);
        if (!answer.ok && answer.status !== 401) selection.select(span);
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        keep(marker.action, fields);
      }
    });
  }

  // Without a suggestion before them, the keys that decide bring the next one.
  const decide = (selector) => (cards.element()?.matches("[data-suggestion]") ? cards.press(selector) : cards.nextSuggestion());

  /** Sets a part of the open annotation to the selection, or adds the selection to it. */
  function setPart(part, mode) {
    const span = selection.current();
    if (!span) return notice("selectfirst");
    selection.clear();
    void inTurn(async () => {
      const card = cards.element();
      if (!cards.isAt()) return notice("openfirst");
      const fields = new URLSearchParams({ version: card.dataset.version });
      const before = mode === "add" ? card.dataset[part].split(" ").filter(Boolean) : [];
      for (const s of [...before, `${span.start}-${span.end}`]) fields.append(part, s);
      const answer = card.matches("[data-suggestion]")
        ? await cards.choose(part, fields.getAll(part))
        : await cards.send("/annotations/" + card.dataset.card, fields);
      if (!answer?.ok) selection.select(span);
    });
  }

  /** Draws the marks that wait to be sent. */
  function showWaiting() {
    drawSpans(text, "waiting", waiting(marker.action).flatMap((fields) => spansOf(fields.get("spans"))));
  }
}
