// The scripts make quick what the plain forms already do; every page works
// without them. Each module finds its own elements and does nothing elsewhere.
import { startDesk } from "./desk.js";
import { startKeys } from "./keys.js";
import { keepDrafts } from "./drafts.js";

document.documentElement.dataset.scripts = "on";
const desk = document.getElementById("desk");
if (desk) startDesk(desk);
keepDrafts(document);
startKeys(desk);

for (const input of document.querySelectorAll("input[data-drop]")) {
  const { startDrop } = await import("./drop.js");
  startDrop(input);
}
