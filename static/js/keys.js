// Keys act by the Latin letter they type or, on a keyboard that types another
// script, by the place of the key (KeyboardEvent.code, UI Events §4): ض is q.
const actions = new Map();
let off = localStorage.getItem("isnad.keys") === "off";

/** Binds a key as help names it: "q", "S", "Enter", "Shift+ArrowLeft". */
export function bind(key, action) {
  actions.set(key, action);
}

/** The name that a key event goes by. */
export function nameOf(event) {
  let key = event.key;
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if (letter && !/^[a-z]$/i.test(key)) key = event.shiftKey ? letter : letter.toLowerCase();
  else if (event.code === "Slash" && key !== "/" && key !== "?") key = event.shiftKey ? "?" : "/";
  else if (event.code === "Period" && key !== "." && key !== ">") key = ".";
  else if (key === "؟") key = "?";
  if (key === "=") key = "+";
  if (key.startsWith("Arrow") && event.shiftKey) key = (event.altKey ? "Alt+" : "") + "Shift+" + key;
  return key;
}

const typing = (target) => target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

/** Listens for the keys, and binds those that every page has. */
export function startKeys(desk) {
  bind("/", () => focusOn(document.querySelector("[data-key=search]")));
  bind("?", () => {
    const dialog = document.getElementById("all-keys");
    if (!dialog) return false;
    dialog.open ? dialog.close() : dialog.showModal();
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return;
    const name = nameOf(event);
    if (event.altKey && !name.startsWith("Alt+")) return;
    if (typing(event.target) && name !== "Escape") return;
    if (off && name !== "?" && name !== "Escape") return;
    if (document.querySelector("dialog[open]") && name !== "?") return;
    // A focused link or button keeps its own Enter.
    if (name === "Enter" && event.target.closest("a, button, summary")) return;
    const action = actions.get(name);
    if (action && action(event) !== false) event.preventDefault();
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

export function focusOn(element) {
  if (!element) return false;
  element.focus();
  element.select?.();
}
