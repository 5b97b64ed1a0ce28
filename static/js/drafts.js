// What is typed into a form and not yet sent is kept in this browser until the
// server has answered, so that a reload or a crash loses nothing.
const PREFIX = "isnad.draft.";

const keyOf = (form) => PREFIX + location.pathname + "#" + (form.id || form.getAttribute("action"));
const kept = (form) => form.matches("[data-edit], [data-keep]");
const typed = (field) => field.name && field.type !== "hidden" && field.type !== "password" && field.type !== "file" && field.tagName !== "BUTTON";

/** Starts keeping what is typed below root, and puts back what was kept. */
export function keepDrafts(root) {
  for (const form of root.querySelectorAll("form")) if (kept(form)) restoreDraft(form);
  root.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && kept(form) && typed(event.target)) saveDraft(form);
  });
  root.addEventListener("submit", (event) => {
    // A plain form leaves the page; its answer is the acknowledgement.
    if (!event.defaultPrevented && event.target.matches("[data-keep]")) forgetDraft(event.target);
  });
}

function saveDraft(form) {
  const fields = [...form.elements].filter(typed).filter((f) => f.type !== "radio" || f.checked);
  const version = form.elements.version?.value ?? "";
  localStorage.setItem(keyOf(form), JSON.stringify({ version, fields: fields.map((f) => [f.name, f.value]) }));
}

/** Puts kept typing back into a form; the version it was typed over goes with it, so that a newer one is noticed. */
export function restoreDraft(form) {
  const saved = localStorage.getItem(keyOf(form));
  if (!saved) return;
  const { version, fields } = JSON.parse(saved);
  for (const [name, value] of fields) {
    for (const field of form.elements) {
      if (field.name !== name) continue;
      if (field.type === "radio") field.checked = field.value === value;
      else if (typed(field)) field.value = value;
    }
  }
  if (version && form.elements.version) form.elements.version.value = version;
  form.classList.add("unsaved");
}

/** Forgets what was kept for a form: the server has it. */
export function forgetDraft(form) {
  localStorage.removeItem(keyOf(form));
}
