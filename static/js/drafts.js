// What is typed into a form and not yet sent is kept in this browser until the
// server has answered, so that a reload or a crash loses nothing.
const PREFIX = `isnad.draft.${document.body.dataset.user}.`;

// getAttribute: a form's own .id is the field of that name, where it has one.
const keyOf = (form) => PREFIX + form.getAttribute("id");
// The id of the new thing that a form makes: the form for the next one has another.
const idIn = (form) => form.elements.id?.value;
const isKept = (form) => form?.matches("[data-edit], [data-keep]");
const isTyped = (field) => field.name && !["hidden", "password", "file", "submit", "button", "fieldset"].includes(field.type);
const isOn = (field) => field.type !== "radio" || field.checked;
const valueOf = (field) => (field.type === "checkbox" ? String(field.checked) : field.value);
// Hidden fields that go with what is typed. Others are the server's; one that follows a box says that it is off.
const HELD = ["version", "id", "speaker_id", "speaker_was", "scale", "spans", "cue", "mention"];
const typedFields = (form) => [...form.elements].filter(isTyped);

/** Starts keeping what is typed into this page's forms, and puts back what was kept. */
export function keepDrafts() {
  acknowledge();
  for (const form of document.forms) {
    // One that was refused is shown as it was sent: newer than what is kept.
    if (isKept(form)) form.matches("[data-refused]") ? saveDraft(form) : restoreDraft(form);
  }
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (isKept(form) && isTyped(event.target)) saveDraft(form);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-forget]");
    if (link) forgetDraft(link.closest("form"));
  });
  document.addEventListener("submit", (event) => {
    // A plain form leaves the page; the page it leads to says that it arrived.
    if (event.defaultPrevented || !event.target.matches("[data-keep]")) return;
    sessionStorage.setItem("isnad.sent", JSON.stringify({ key: keyOf(event.target), id: idIn(event.target), from: location.pathname }));
  });
  addEventListener("pageshow", (event) => event.persisted && sessionStorage.removeItem("isnad.sent"));
}

/**
 * Forgets the draft of a plain form that was sent, on the page that it led to: not
 * one that says what went wrong, nor one that somebody opened after a failure.
 */
function acknowledge() {
  const sent = JSON.parse(sessionStorage.getItem("isnad.sent"));
  if (!sent) return;
  sessionStorage.removeItem("isnad.sent");
  const from = document.referrer && new URL(document.referrer).pathname;
  const again = [...document.forms].some((form) => isKept(form) && keyOf(form) === sent.key && idIn(form) === sent.id);
  if (from === sent.from && !again && !document.querySelector("[data-problem]")) localStorage.removeItem(sent.key);
}

// What each form has kept: another tab may keep something of its own under the same name.
const kept = new WeakMap();

const isChanged = (form, field) => valueOf(field) !== originalOf(form, field);

/**
 * Keeps what was typed into a form, and what it means to the server: the version it
 * was typed over, the id of something new, whose name a name was.
 */
export function saveDraft(form) {
  const fields = typedFields(form).filter((field) => isOn(field) && (form.matches("[data-refused]") || isChanged(form, field)));
  const names = [...form.elements].filter((field) => field.type === "hidden" && HELD.includes(field.name));
  form.classList.add("unsaved");
  const draft = JSON.stringify([...names, ...fields].map((field) => [field.name, valueOf(field)]));
  kept.set(form, draft);
  try {
    localStorage.setItem(keyOf(form), draft);
  } catch (error) {
    if (error.name !== "QuotaExceededError") throw error; // a whole book: it stays in the page alone
  }
}

/** Puts kept typing back into a form; the version it was typed over goes with it, so that a newer one is noticed. */
export function restoreDraft(form) {
  const saved = localStorage.getItem(keyOf(form));
  if (!saved) return;
  kept.set(form, saved);
  for (const [name, value] of JSON.parse(saved)) put(form, name, value);
  form.classList.add("unsaved");
}

/** What is kept of the form with an id, as pairs of names and values; null for nothing. */
export function draftOf(id) {
  return JSON.parse(localStorage.getItem(PREFIX + id));
}

/** Forgets what is kept of the form with an id, which is not in the page any more. */
export function dropDraft(id) {
  localStorage.removeItem(PREFIX + id);
}

/** Shows which notes have a card with something typed and not saved. */
export function markDrafts(desk) {
  for (const note of desk.querySelectorAll("a.note.unsaved")) note.classList.remove("unsaved");
  const ofCards = PREFIX + "form-";
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(ofCards)) document.getElementById("a-" + key.slice(ofCards.length))?.classList.add("unsaved");
  }
}

/** Forgets what was kept for a form: the server has it, or nobody wants it. */
export function forgetDraft(form) {
  if (localStorage.getItem(keyOf(form)) === kept.get(form)) localStorage.removeItem(keyOf(form));
}

const isUnsent = (form, sent, field) => valueOf(field) !== (sent.get(field.name) ?? originalOf(form, field));

/** Whether something was typed into a form beyond what was sent of it. */
export function hasUnsent(form, sent) {
  return typedFields(form).some((field) => isOn(field) && isUnsent(form, sent, field));
}

/**
 * Settles a form's draft after the server's answer: what it took is forgotten, and
 * what is typed and not saved goes on in the form that came back, over the version
 * it was typed over, unless nothing but this answer has changed that.
 * @param {HTMLFormElement} form as it was sent
 * @param {URLSearchParams} sent
 * @param {HTMLFormElement|null} fresh what stands in its place; null: deleted, and may come back
 * @param {boolean} taken whether the server took what was sent
 * @returns {boolean} whether anything is left unsaved
 */
export function settleDraft(form, sent, fresh, taken) {
  if (!fresh) return false;
  forgetDraft(form);
  if (!form.classList.contains("unsaved")) return false;
  const unsaved = typedFields(form).filter((field) => isOn(field) && isUnsent(form, sent, field));
  if (taken && !unsaved.length) return false;
  if (!taken) fresh.dataset.refused = ""; // it holds what was sent, and what somebody else changed meanwhile
  for (const field of unsaved) put(fresh, field.name, valueOf(field));
  const base = form.elements.version?.value; // a suggestion has none
  if (base && unsaved.length && !(taken && sent.get("version") === base)) put(fresh, "version", base);
  saveDraft(fresh);
  return true;
}

/** What the server wrote into a field. */
function originalOf(form, field) {
  if (field.type === "checkbox") return String(field.defaultChecked);
  if (field.type !== "radio") return field.defaultValue;
  return typedFields(form).find((other) => other.name === field.name && other.defaultChecked)?.value;
}

/** Puts a value into a field; one that differs from what the server has is in sight. */
function put(form, name, value) {
  for (const field of form.elements) {
    if (field.name !== name || field.type === "submit" || (field.type === "hidden" && !HELD.includes(name))) continue;
    if (field.type === "radio") field.checked = field.value === value;
    else if (field.type === "checkbox") field.checked = value === "true";
    else field.value = value;
    const changed = isOn(field) && isChanged(form, field);
    if (changed && field.type !== "hidden") field.closest("details")?.setAttribute("open", "");
  }
}
