// Marks that could not be sent wait here, in this browser, until the server can be
// reached again. Each carries its own id, so that sending one twice makes one. They
// wait under the name of whoever made them: nobody else's session sends them.
import { ask, swap, Unreachable } from "./fragments.js";
import { notice, say } from "./notices.js";

const KEY = `isnad.outbox.${document.body.dataset.user}`;
const SOON = 2_000; // milliseconds until the first new try
const LATEST = 60_000; // and at most between two
let running = false;
let pause = SOON;
let changed = () => {};

const read = () => JSON.parse(localStorage.getItem(KEY) ?? "[]");

function write(list) {
  if (list.length) localStorage.setItem(KEY, JSON.stringify(list));
  else localStorage.removeItem(KEY);
  changed();
}

/**
 * Starts sending what waits from earlier, and tells of every change.
 * @param {() => void} tell
 */
export function startOutbox(tell) {
  changed = tell;
  addEventListener("online", flush);
  addEventListener("beforeunload", (event) => read().length && event.preventDefault());
  changed();
  void flush();
}

/** Keeps a form that could not be sent. */
export function keep(url, fields) {
  write([...read(), { url, body: fields.toString() }]);
  notice("offline", { sticky: true });
  later();
}

/** The forms that wait to be sent to a url. */
export function waiting(url) {
  return read()
    .filter((item) => item.url === url)
    .map((item) => new URLSearchParams(item.body));
}

/** Sends what waits, oldest first; stops where the server cannot be reached. */
async function flush() {
  if (running || !read().length) return;
  running = true;
  let refused = "";
  try {
    for (let first; (first = read()[0]); ) {
      const answer = await ask(first.url, new URLSearchParams(first.body));
      if (answer.status === 401) {
        notice("signedout", { sticky: true });
        return later();
      }
      // Another tab may have sent it meanwhile.
      write(read().filter((item) => item.body !== first.body));
      pause = SOON;
      if (!answer.ok) refused = answer.problem;
      else if (isHere(first.url)) swap(answer.templates, { opens: false });
    }
    if (refused) say(refused, { sticky: true });
    else notice("saved");
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    later();
  } finally {
    running = false;
  }
}

/** Fragments are of one article; those of another have no place in this page. */
function isHere(url) {
  return new URL(url).pathname.startsWith(`/articles/${document.getElementById("desk").dataset.article}/`);
}

function later() {
  clearTimeout(later.timer);
  later.timer = setTimeout(flush, pause);
  pause = Math.min(pause * 2, LATEST);
}
