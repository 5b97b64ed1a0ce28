// A text file dropped on the page of a new article goes into its file field.

/** Lets files be dropped anywhere on the form of a file field. */
export function startDrop(input) {
  const form = input.form;
  for (const type of ["dragenter", "dragover"]) {
    form.addEventListener(type, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      form.classList.add("dropping");
    });
  }
  for (const type of ["dragleave", "drop"]) form.addEventListener(type, () => form.classList.remove("dropping"));
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
