// Marks that could not be sent wait here, in this browser, until the server can be
// reached again. Each carries its own id, so that sending one twice makes one.
import { ask, swap, Unreachable } from "./fragments.js";
import { clear, notice, say } from "./notices.js";

const KEY = "isnad.outbox";
const read = () => JSON.parse(localStorage.getItem(KEY) ?? "[]");
const write = (list) => (list.length ? localStorage.setItem(KEY, JSON.stringify(list)) : localStorage.removeItem(KEY));
let running = false;

/** Keeps a form that could not be sent. */
export function keep(url, fields) {
  write([...read(), { url, body: fields.toString() }]);
  notice("offline", { sticky: true });
  schedule();
}

/** Says whether anything waits. */
export const waiting = () => read().length;

/** Sends what waits, oldest first; stops where the server cannot be reached. */
export async function flush() {
  if (running || !waiting()) return;
  running = true;
  try {
    while (waiting()) {
      const [first] = read();
      const answer = await ask(first.url, new URLSearchParams(first.body));
      if (answer.status === 401) return notice("signedout", { sticky: true });
      write(read().slice(1));
      if (answer.ok) swap(answer.templates);
      else say(answer.page.querySelector("[data-problem] p:not(.kicker)")?.textContent ?? "", { sticky: true });
    }
    clear();
    notice("saved");
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    schedule();
  } finally {
    running = false;
  }
}

function schedule() {
  clearTimeout(schedule.timer);
  schedule.timer = setTimeout(flush, 4000);
}

addEventListener("online", flush);
addEventListener("beforeunload", (event) => {
  if (waiting()) event.preventDefault();
});
