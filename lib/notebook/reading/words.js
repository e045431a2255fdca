// @ts-check
/**
 * A piece of two texts: what both have, or one of them alone.
 *
 * @typedef {{ text: string, arm: "both" | "control" | "treatment" }} Segment
 */
/** @typedef {{ start: number, end: number }} Range */

/** Cells of the table of common words; larger texts are shown as a whole. */
const MOST_CELLS = 4_000_000;
/** Share of the shorter text's words that both must have for a difference in words to be read more easily than two texts. */
const LEAST_COMMON = 0.35;

/**
 * Which words of two texts differ? In order, each text complete when the other's own pieces are left out.
 *
 * @param {string} control
 * @param {string} treatment
 * @returns {Segment[]}
 */
export function wordDifference(control, treatment) {
  const [a, b] = [wordsOf(control), wordsOf(treatment)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  const most = Math.min(a.length, b.length) - start;
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const inner = middle(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return joined([
    { text: a.slice(0, start).join(""), arm: "both" },
    ...inner,
    { text: a.slice(a.length - end).join(""), arm: "both" },
  ]);
}

/**
 * Where two texts differ by what a factor wrote in them: with its places cut out of both, the rest is shared, whatever it moved.
 * `null` where the texts also differ elsewhere, or nothing is treated.
 *
 * @param {string} control
 * @param {string} treatment
 * @param {{ control: readonly Range[], treatment: readonly Range[] }} treated
 * @returns {Segment[] | null}
 */
export function treatedDifference(control, treatment, treated) {
  const [a, b] = [cutOut(control, treated.control), cutOut(treatment, treated.treatment)];
  if (a.rest !== b.rest || a.pieces.size + b.pieces.size === 0) return null;
  /** @type {Segment[]} */
  const segments = [];
  let from = 0;
  for (const at of [...new Set([...a.pieces.keys(), ...b.pieces.keys()])].sort((one, other) => one - other)) {
    segments.push({ text: a.rest.slice(from, at), arm: "both" });
    segments.push(...wordDifference(a.pieces.get(at) ?? "", b.pieces.get(at) ?? ""));
    from = at;
  }
  return joined([...segments, { text: a.rest.slice(from), arm: "both" }]);
}

/** What is left of a text, and what was cut out before each of its characters. @param {string} text @param {readonly Range[]} places */
function cutOut(text, places) {
  /** @type {Map<number, string>} */
  const pieces = new Map();
  let [rest, from] = ["", 0];
  for (const { start, end } of places.toSorted((one, other) => one.start - other.start)) {
    rest += text.slice(from, start);
    pieces.set(rest.length, (pieces.get(rest.length) ?? "") + text.slice(Math.max(start, from), end));
    from = Math.max(from, end);
  }
  return { rest: rest + text.slice(from), pieces };
}

/**
 * One arm's text in pieces, each wholly different or shared, wholly treated or not.
 *
 * @param {readonly Segment[]} segments
 * @param {"control" | "treatment"} arm
 * @param {readonly Range[]} treated Characters of the arm's text.
 * @returns {{ text: string, isDifferent: boolean, isTreated: boolean }[]}
 */
export function piecesOf(segments, arm, treated) {
  const pieces = [];
  let at = 0;
  for (const { text, arm: whose } of segments) {
    if (whose !== "both" && whose !== arm) continue;
    const cuts = treated.flatMap(({ start, end }) => [start - at, end - at])
      .filter((cut) => cut > 0 && cut < text.length);
    const edges = [0, ...cuts, text.length].sort((a, b) => a - b);
    for (let i = 1; i < edges.length; i++) {
      const [from, to] = [edges[i - 1] ?? 0, edges[i] ?? 0];
      if (from === to) continue;
      const isTreated = treated.some(({ start, end }) => start <= at + from && at + to <= end);
      pieces.push({ text: text.slice(from, to), isDifferent: whose !== "both", isTreated });
    }
    at += text.length;
  }
  return pieces;
}

/** Words, spaces and marks, each for itself. @param {string} text */
function wordsOf(text) {
  return text.match(/[\p{L}\p{N}\p{M}_]+|\s+|[^]/gu) ?? [];
}

/** @param {string[]} a @param {string[]} b @returns {Segment[]} */
function middle(a, b) {
  /** @type {Segment[]} */
  const apart = [{ text: a.join(""), arm: "control" }, { text: b.join(""), arm: "treatment" }];
  if (a.length === 0 || b.length === 0 || a.length * b.length > MOST_CELLS) return apart;
  const segments = fewest(a, b);
  const size = (/** @type {string[]} */ words) => words.filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  const common = size(segments.filter(({ arm }) => arm === "both").map(({ text }) => text));
  return common < LEAST_COMMON * Math.min(size(a), size(b)) ? apart : tidied(segments);
}

/** The longest common subsequence. @param {string[]} a @param {string[]} b @returns {Segment[]} */
function fewest(a, b) {
  const wide = b.length + 1;
  const common = new Uint32Array((a.length + 1) * wide);
  /** @param {number} i @param {number} j */
  const at = (i, j) => common[i * wide + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * wide + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  /** @type {Segment[]} */
  const segments = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      segments.push({ text: a[i++] ?? "", arm: "both" });
      j++;
    } else if (j === b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      segments.push({ text: a[i++] ?? "", arm: "control" });
    } else segments.push({ text: b[j++] ?? "", arm: "treatment" });
  }
  return segments;
}

/** Shared blanks and marks between two differences belong to both of them. @param {Segment[]} segments */
function tidied(segments) {
  const chunks = joined(segments);
  return joined(chunks.flatMap((chunk, i) => {
    const isBetween = i > 0 && i < chunks.length - 1;
    if (chunk.arm !== "both" || !isBetween || /[\p{L}\p{N}]/u.test(chunk.text)) return [chunk];
    return [{ ...chunk, arm: "control" }, { ...chunk, arm: "treatment" }];
  }));
}

/** Neighbours of one arm as one, the control's piece before the treatment's. @param {readonly Segment[]} segments */
function joined(segments) {
  /** @type {Segment[]} */
  const found = [];
  const own = { control: "", treatment: "" };
  const flush = () => {
    for (const arm of /** @type {const} */ (["control", "treatment"])) {
      if (own[arm] !== "") found.push({ text: own[arm], arm });
      own[arm] = "";
    }
  };
  for (const { text, arm } of segments) {
    if (text === "") continue;
    if (arm !== "both") {
      own[arm] += text;
      continue;
    }
    flush();
    const last = found.at(-1);
    if (last?.arm === "both") last.text += text;
    else found.push({ text, arm });
  }
  flush();
  return found;
}
