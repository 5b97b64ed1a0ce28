// The scripts make quick what the plain forms already do; every page works
// without them. Each module finds its own elements and does nothing elsewhere.
import { startDesk } from "./desk.js";
import { keepDrafts } from "./drafts.js";
import { startDrop } from "./drop.js";
import { startKeys } from "./keys.js";

document.documentElement.dataset.scripts = "on";
keepDrafts();
const desk = document.getElementById("desk");
if (desk) startDesk(desk);
startKeys();
for (const input of document.querySelectorAll("input[data-drop]")) startDrop(input);
