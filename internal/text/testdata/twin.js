// What static/js/text.js makes of the articles on the page, for TestTwin to hold
// against Go. Each article brings its questions in data-questions; what is
// answered here by other means than text.js says so.
import { codePointLength, rangeFromSpan, spanFromRange, textOf, toCodePoint, toUTF16, trim } from "/text.js";

/** The words of a DOM range that stand in paragraphs, by cloning it. */
function words(range) {
  const clone = range.cloneContents();
  for (const outside of clone.querySelectorAll("[data-outside]")) outside.remove();
  return clone.textContent;
}

/** Whether both ends stand in the text of paragraphs and touch what they take in. */
function isSnug({ startContainer, startOffset, endContainer, endOffset }) {
  const inText = [startContainer, endContainer].every((n) => n.nodeType === Node.TEXT_NODE && n.parentElement.closest("[data-start]"));
  return inText && startOffset < startContainer.length && endOffset > 0;
}

/** The range in UTF-16 code units of the article's text, by cloning. */
function unitsOf(root, range) {
  const upTo = (node, offset) => {
    const head = document.createRange();
    head.setStart(root, 0);
    head.setEnd(node, offset);
    return words(head).length;
  };
  return { start: upTo(range.startContainer, range.startOffset), end: upTo(range.endContainer, range.endOffset) };
}

/** The nodes of the root, itself included, in document order. */
function nodesOf(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  const nodes = [root];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

function somewhere(nodes, [a, b]) {
  const node = nodes[a % nodes.length];
  return [node, b % ((node.nodeType === Node.TEXT_NODE ? node.length : node.childNodes.length) + 1)];
}

function answer(root) {
  const { positions, spans, points } = JSON.parse(root.dataset.questions);
  const paragraphs = [...root.querySelectorAll("[data-start]")].map((p) => p.textContent);
  const text = paragraphs.join("");
  const nodes = nodesOf(root);
  return {
    text,
    length: codePointLength(text),
    lengths: paragraphs.map(codePointLength),
    utf16: positions.map((at) => toUTF16(text, at)),
    codePoints: positions.map((at) => toCodePoint(text, at)),
    spans: spans.map((span) => {
      const range = rangeFromSpan(root, span);
      return {
        words: range && words(range),
        textOf: textOf(root, span),
        back: range && spanFromRange(root, range),
        snug: range !== null && isSnug(range),
        trimmed: trim(text, span),
      };
    }),
    ranges: points.map(([a, b]) => {
      const range = document.createRange();
      range.setStart(...somewhere(nodes, a));
      const [node, offset] = somewhere(nodes, b);
      if (range.comparePoint(node, offset) < 0) range.setStart(node, offset);
      else range.setEnd(node, offset);
      return { units: unitsOf(root, range), span: spanFromRange(root, range) };
    }),
  };
}

window.answers = [...document.querySelectorAll("[data-article-text]")].map(answer);
