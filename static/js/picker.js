// The speaker field: a few letters find a speaker by folded name or alias; the
// list comes ready from the server, near-duplicates included.
import { saveDraft } from "./drafts.js";
import { ask, Unreachable } from "./fragments.js";

const FIELD = "[data-picker] input[role=combobox]";
const TYPING = 120; // milliseconds of quiet before the server is asked

/** Makes quick every speaker field below root, now and later. */
export function startPicker(root) {
  let timer;
  root.addEventListener("input", (event) => {
    const field = event.target.closest(FIELD);
    if (!field) return;
    clearTimeout(timer);
    timer = setTimeout(() => find(field), TYPING);
  });
  root.addEventListener("keydown", (event) => {
    const field = event.target.closest?.(FIELD);
    if (field && !event.isComposing) move(event, field);
  });
  root.addEventListener("mousedown", (event) => {
    // The field keeps the cursor.
    if (event.target.closest("[data-picker] [role=option]")) event.preventDefault();
  });
  root.addEventListener("click", (event) => {
    const option = event.target.closest("[data-picker] [role=option]");
    if (option) choose(option);
  });
  root.addEventListener("focusout", (event) => {
    const picker = event.target.closest("[data-picker]");
    if (picker && !picker.contains(event.relatedTarget)) hide(picker.querySelector(FIELD));
  });
}

const partOf = (field, name) => field.closest("[data-picker]").querySelector(`[name=${name}]`);
const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));

async function find(field) {
  const q = field.value.trim();
  if (!q) return hide(field);
  let answer;
  try {
    answer = await ask("/speakers/find?q=" + encodeURIComponent(q));
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return; // the name typed is enough; the list is only help
  }
  const list = listOf(field);
  if (!answer.ok || field.value.trim() !== q || document.activeElement !== field) return;
  list.replaceChildren(...document.importNode(answer.templates[0].content, true).children);
  [...list.children].forEach((option, i) => (option.id = `${list.id}-${i}`));
  list.hidden = list.children.length === 0;
  field.setAttribute("aria-expanded", String(!list.hidden));
  field.removeAttribute("aria-activedescendant");
}

function move(event, field) {
  const list = listOf(field);
  const options = [...list.querySelectorAll("[role=option]")];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) return void find(field);
    const next = event.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1;
    select(field, options, (next + options.length) % options.length);
  } else if (event.key === "Enter" && !list.hidden && at >= 0) {
    event.preventDefault();
    choose(options[at]);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    hide(field);
  }
}

function select(field, options, at) {
  options.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
  field.setAttribute("aria-activedescendant", options[at].id);
  options[at].scrollIntoView({ block: "nearest" });
}

function choose(option) {
  const field = option.closest("[data-picker]").querySelector(FIELD);
  field.value = option.dataset.name;
  // The server takes the id as long as the name beside it is the one it was shown with.
  partOf(field, "speaker_was").value = option.dataset.name;
  partOf(field, "speaker_id").value = option.dataset.id ?? "";
  hide(field);
  saveDraft(field.form);
  // A suggestion has no such button: it is accepted on purpose alone.
  const save = [...field.form.elements].find((element) => element.matches("[data-save]"));
  if (save) field.form.requestSubmit(save);
}

function hide(field) {
  const list = listOf(field);
  list.hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}
