// Keys act by the Latin letter they type or, on a keyboard that types another
// script, by the place of the key (KeyboardEvent.code, UI Events §4): ض is q.
const actions = new Map();
let off = localStorage.getItem("isnad.keys") === "off";

/**
 * Binds a key as the help page names it: "q", "S", "Enter", "Shift+ArrowLeft".
 * @param {string} key
 * @param {(event: KeyboardEvent) => unknown} action false leaves the key to the browser
 * @param {{repeats?: boolean, enters?: boolean}} [options] repeats: a key held down acts again and again;
 *   enters: it goes into a field, so that letters typed before it is there belong to that
 */
export function bind(key, action, { repeats = false, enters = false } = {}) {
  actions.set(key, { action, repeats, enters });
}

// What was typed since a key that enters a field, until the cursor is in it; null
// when there is no such key.
let ahead = null;

async function enter(entering) {
  ahead = "";
  try {
    await entering;
  } finally {
    const text = ahead;
    ahead = null;
    // insertText types as a hand does: undo and the field's own listeners know of it.
    if (text && isTyping(document.activeElement)) document.execCommand("insertText", false, text);
  }
}

const latin = /^[\p{ASCII}\p{Script=Latin}]+$/u;

/** The name that a key event goes by. */
export function nameOf(event) {
  let key = event.key;
  if (!latin.test(key)) {
    const place = /^Key([A-Z])$/.exec(event.code)?.[1];
    if (place) key = place;
    else if (event.code === "Slash") key = event.shiftKey ? "?" : "/";
    else if (event.code === "Period") key = ".";
    else if (event.code === "Equal") key = "+";
  }
  // Shift alone tells s from S: the lock of the capitals does not.
  if (/^[a-z]$/i.test(key)) return event.shiftKey ? key.toUpperCase() : key.toLowerCase();
  if (key === "=") return "+";
  if (key.startsWith("Arrow") && event.shiftKey) return (event.altKey ? "Alt+" : "") + "Shift+" + key;
  return key;
}

const isTyping = (target) =>
  target.matches?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

// A link, a button or a field has an Enter of its own, but for the note whose card is open.
const ownsEnter = (target) => target.closest?.("a, button, summary, input, select, textarea") && !target.closest("a.note.on");

/** Listens for the keys, and binds those that every page has. */
export function startKeys() {
  bind("/", () => focusOn(document.querySelector("[data-key=search]")));
  bind("?", () => {
    const dialog = document.getElementById("all-keys");
    if (!dialog) return false;
    dialog.open ? dialog.close() : dialog.showModal();
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (ahead !== null) {
      if ([...event.key].length === 1) ahead += event.key;
      else if (event.key === "Backspace") ahead = [...ahead].slice(0, -1).join("");
      return event.preventDefault();
    }
    const name = nameOf(event);
    if (event.altKey && !name.startsWith("Alt+")) return;
    if (name !== "Escape" && (off || isTyping(event.target))) return;
    if (name !== "?" && document.querySelector("dialog[open]")) return;
    if (name === "Enter" && ownsEnter(event.target)) return;
    const bound = actions.get(name);
    if (!bound) return;
    if (event.repeat && !bound.repeats) return event.preventDefault();
    const done = bound.action(event);
    if (done !== false) event.preventDefault();
    if (bound.enters) void enter(done);
  });
  const box = document.getElementById("keys-off");
  if (box) {
    box.checked = off;
    box.addEventListener("change", () => {
      off = box.checked;
      localStorage.setItem("isnad.keys", off ? "off" : "on");
    });
  }
}

/** Puts the cursor into a field, its words selected; false when there is none. */
export function focusOn(element) {
  if (!element) return false;
  element.focus();
  element.select?.();
}
