// Where a selection stands in the article, in code points: the browser's twin of
// the Go package internal/text, which a test holds it to. The browser counts in
// UTF-16 code units; that is converted here and nowhere else.
//
// The article stands in one element, the root ([data-article-text]). Its
// paragraphs are elements with data-start, the code point they start at, in
// document order; their textContent is exactly that slice of the article, however
// many inline elements it is split into. Whatever else is in the root (row
// numbers, notes) lies outside the paragraphs and does not count.
//
// A span is {start, end}: half-open, in code points of the article.

/** The length of s in code points. */
export function codePointLength(s) {
  return toCodePoint(s, s.length);
}

/** The UTF-16 offset of code point cp of s; the nearer end for one outside. */
export function toUTF16(s, cp) {
  let at = 0;
  for (; cp > 0 && at < s.length; cp--) at += isPair(s, at) ? 2 : 1;
  return at;
}

/**
 * The code point of s that the UTF-16 offset is in: within a surrogate pair, the
 * one that the pair is.
 */
export function toCodePoint(s, utf16) {
  const end = Math.min(utf16, s.length);
  let count = 0;
  for (let at = 0; at < end; count++) {
    at += isPair(s, at) ? 2 : 1;
    if (at > end) break;
  }
  return count;
}

function isPair(s, at) {
  return (s.charCodeAt(at) & 0xfc00) === 0xd800 && (s.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
}

/**
 * The part of the article that a DOM range covers, or null when it covers none.
 * An end outside the paragraphs counts as the nearest place inside the range; an
 * end within a surrogate pair takes the whole character in. It is not trimmed.
 * @param {Element} root
 * @param {AbstractRange} range
 * @returns {{start: number, end: number}|null}
 */
export function spanFromRange(root, range) {
  const list = paragraphsOf(root);
  const start = startOf(list, root, range.startContainer, range.startOffset);
  const end = endOf(list, root, range.endContainer, range.endOffset);
  return start < end ? { start, end } : null;
}

/**
 * The DOM range of a span, its ends as deep in the text as they go: from before
 * the first to behind the last character, so that it takes in no neighbour. The
 * part of the span outside the article is left out; null when nothing is left.
 * @param {Element} root
 * @param {{start: number, end: number}} span
 * @returns {Range|null}
 */
export function rangeFromSpan(root, { start, end }) {
  const list = paragraphsOf(root);
  if (!list.length || start >= end) return null;
  let first = Math.max(0, paragraphAt(list, start));
  if (start >= endOfParagraph(list[first])) first++; // in a gap, or behind the text
  const last = paragraphAt(list, end - 1);
  if (first > last) return null;

  const range = root.ownerDocument.createRange();
  range.setStart(...textPoint(list[first], start - startOfParagraph(list[first]), true));
  range.setEnd(...textPoint(list[last], end - startOfParagraph(list[last]), false));
  return range;
}

/** The words of a span: text[start:end] of the article. */
export function textOf(root, { start, end }) {
  const list = paragraphsOf(root);
  let words = "";
  for (let i = Math.max(0, paragraphAt(list, start)); i < list.length; i++) {
    const from = startOfParagraph(list[i]);
    if (from >= end) break;
    const text = list[i].textContent;
    words += text.slice(toUTF16(text, start - from), toUTF16(text, end - from));
  }
  return words;
}

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
const space = /^\p{White_Space}$/u;

/**
 * The span without the white space at its ends, as text.Index.Trim has it: a
 * space that carries a mark is no white space. Nothing but white space comes to
 * an empty span at its start.
 * @param {string} s the text that the span counts in: the article, or a part of it
 * @param {{start: number, end: number}} span
 */
export function trim(s, { start, end }) {
  const from = toUTF16(s, start);
  start = toCodePoint(s, from);
  const characters = [...s.slice(from, toUTF16(s, end))];
  let first = 0;
  let last = characters.length;
  while (first < last && space.test(characters[first])) first++;
  while (first < last && space.test(characters[last - 1])) last--;
  if (first === last) return { start, end: start };
  if (first > 0 && isCluster(characters[first - 1] + characters[first])) first--;
  if (last < characters.length && isCluster(characters[last - 1] + characters[last])) last++;
  return { start: start + first, end: start + last };
}

function isCluster(s) {
  return graphemes.segment(s).containing(0).segment === s;
}

// The paragraphs of each root, looked up again after the page has changed.
const known = new WeakMap();

function paragraphsOf(root) {
  let entry = known.get(root);
  if (!entry) {
    entry = { list: null };
    entry.observer = new MutationObserver(() => (entry.list = null));
    entry.observer.observe(root, { childList: true, subtree: true, attributeFilter: ["data-start"] });
    known.set(root, entry);
  }
  // Changes that the observer has not been told of yet count as well.
  if (!entry.list || entry.observer.takeRecords().length) entry.list = [...root.querySelectorAll("[data-start]")];
  return entry.list;
}

function startOfParagraph(p) {
  return Number(p.dataset.start);
}

function endOfParagraph(p) {
  return startOfParagraph(p) + codePointLength(p.textContent);
}

/** The last paragraph that starts at cp or before; -1 when there is none. */
function paragraphAt(list, cp) {
  return partition(list, (p) => startOfParagraph(p) <= cp) - 1;
}

/** The number of elements at the head of list that test holds for. */
function partition(list, test) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(list[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

function startOf(list, root, node, offset) {
  const p = paragraphOf(root, node);
  if (p) return startOfParagraph(p) + toCodePoint(p.textContent, offsetIn(p, node, offset));
  const next = list[before(list, node, offset)];
  return next ? startOfParagraph(next) : Infinity;
}

function endOf(list, root, node, offset) {
  const p = paragraphOf(root, node);
  if (p) {
    const text = p.textContent;
    const utf16 = offsetIn(p, node, offset);
    const within = utf16 > 0 && isPair(text, utf16 - 1);
    return startOfParagraph(p) + toCodePoint(text, within ? utf16 + 1 : utf16);
  }
  const previous = list[before(list, node, offset) - 1];
  return previous ? endOfParagraph(previous) : 0;
}

/** The paragraph of root that holds the node, or null. */
function paragraphOf(root, node) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const p = element?.closest("[data-start]");
  return p && root.contains(p) ? p : null;
}

/** How many paragraphs stand before a DOM position outside all of them. */
function before(list, node, offset) {
  const point = node.ownerDocument?.createRange() ?? node.createRange();
  point.setStart(node, offset);
  point.collapse(true);
  return partition(list, (p) => point.comparePoint(p, 0) < 0);
}

/** The UTF-16 offset of a DOM position in the text of the paragraph around it. */
function offsetIn(p, node, offset) {
  const range = p.ownerDocument.createRange();
  range.setStart(p, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

/**
 * The DOM position of code point cp of a paragraph. Where two text nodes meet it
 * is in the second for the start of a range, in the first for its end.
 */
function textPoint(p, cp, isStart) {
  let left = toUTF16(p.textContent, cp);
  const walker = p.ownerDocument.createTreeWalker(p, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (isStart ? left < node.length : left <= node.length) return [node, left];
    left -= node.length;
  }
  return [p, p.childNodes.length];
}
