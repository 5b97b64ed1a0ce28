// The speaker field: a few letters find a speaker by folded name or alias; the
// list comes ready from the server, near-duplicates included.
import { ask } from "./fragments.js";

/** Makes quick every speaker field below root, now and later. */
export function startPicker(root) {
  root.addEventListener("input", (event) => {
    const field = event.target.closest("[data-picker] input[role=combobox]");
    if (!field) return;
    const id = field.closest("[data-picker]").querySelector("[name=speaker_id]");
    if (field.value !== field.dataset.was) id.value = "";
    clearTimeout(startPicker.timer);
    startPicker.timer = setTimeout(() => find(field), 120);
  });
  root.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("[data-picker] input[role=combobox]");
    if (field && !event.isComposing) move(event, field);
  });
  root.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[data-picker] [role=option]");
    if (!option) return;
    event.preventDefault();
    choose(option);
  });
  root.addEventListener("focusout", (event) => {
    const picker = event.target.closest("[data-picker]");
    if (picker && !picker.contains(event.relatedTarget)) hide(picker);
  });
}

const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));

async function find(field) {
  const q = field.value.trim();
  const list = listOf(field);
  if (!q) return hide(field.closest("[data-picker]"));
  let answer;
  try {
    answer = await ask("/speakers/find?q=" + encodeURIComponent(q));
  } catch {
    return; // the name typed is enough; the list is only help
  }
  if (!answer.ok || field.value.trim() !== q) return;
  list.replaceChildren(...document.importNode(answer.templates[0].content, true).children);
  [...list.children].forEach((option, i) => (option.id = list.id + "-" + i));
  list.hidden = list.children.length === 0;
  field.setAttribute("aria-expanded", String(!list.hidden));
}

function move(event, field) {
  const list = listOf(field);
  const options = [...list.querySelectorAll("[role=option]")];
  const at = options.findIndex((o) => o.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (list.hidden) return void find(field);
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = options[(at + step + options.length) % options.length] ?? options[0];
    options.forEach((o) => o.setAttribute("aria-selected", String(o === next)));
    if (next) {
      field.setAttribute("aria-activedescendant", next.id);
      next.scrollIntoView({ block: "nearest" });
    }
  } else if (event.key === "Enter" && !list.hidden && at >= 0) {
    event.preventDefault();
    choose(options[at]);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    event.stopPropagation();
    hide(field.closest("[data-picker]"));
  }
}

function choose(option) {
  const picker = option.closest("[data-picker]");
  const field = picker.querySelector("input[role=combobox]");
  field.value = option.dataset.name;
  field.dataset.was = option.dataset.name;
  picker.querySelector("[name=speaker_id]").value = option.dataset.id ?? "";
  hide(picker);
  field.form.requestSubmit(field.form.querySelector("[data-save]"));
}

function hide(picker) {
  const field = picker.querySelector("input[role=combobox]");
  const list = listOf(field);
  list.hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}
