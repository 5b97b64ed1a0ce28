// One quiet line at the foot of the page. The sentences come from the catalogue,
// as data attributes of #notices.
const box = document.getElementById("notices");

/**
 * Shows the sentence that #notices carries under a name.
 * @param {string} name of the data attribute
 * @param {{sticky?: boolean}} [options] sticky: until the next notice or clear()
 */
export function notice(name, { sticky = false } = {}) {
  say(box.dataset[name] ?? name, { sticky });
}

/** Shows a sentence that the server wrote. */
export function say(sentence, { sticky = false } = {}) {
  box.textContent = sentence;
  box.classList.add("on");
  clearTimeout(say.timer);
  if (!sticky) say.timer = setTimeout(clear, 5000);
}

export function clear() {
  box.classList.remove("on");
  box.textContent = "";
}
