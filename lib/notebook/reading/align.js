// @ts-check
/** @typedef {import("../../shapes.ts").Reading} Reading */
/** @typedef {import("../../shapes.ts").StepReading} StepReading */
/**
 * A step of one arm beside the step of the other that it is read against; `null` where the other has none.
 *
 * @typedef {{ label: string, own: StepReading | null, other: StepReading | null, isSame: boolean }} StepPair
 */

/**
 * Two arms side by side: equal messages of the prompts beside each other, others of one role in order, answers by their number.
 *
 * @param {Pick<Reading, "steps">} own
 * @param {Pick<Reading, "steps">} other
 * @returns {StepPair[]}
 */
export function alignSteps(own, other) {
  const prompts = alignPrompts(promptsOf(own), promptsOf(other));
  const [mine, theirs] = [own, other].map(({ steps }) => steps.filter(({ kind }) => kind !== "prompt"));
  const later = Array.from({ length: Math.max(mine?.length ?? 0, theirs?.length ?? 0) }, (_, i) => {
    const pair = pairOf(mine?.[i] ?? null, theirs?.[i] ?? null);
    return { ...pair, label: `step ${i + 1}` };
  });
  return [...prompts.map((pair) => ({ ...pair, label: "prompt" })), ...later];
}

/** @param {Pick<Reading, "steps">} reading */
function promptsOf({ steps }) {
  return steps.filter(({ kind }) => kind === "prompt");
}

/** The matching in order that shares most. @param {readonly StepReading[]} own @param {readonly StepReading[]} other */
function alignPrompts(own, other) {
  const shared = own.map((mine) => other.map((theirs) => likeness(mine, theirs)));
  /** @param {number} i @param {number} j */
  const gain = (i, j) => shared[i]?.[j] ?? 0;
  const best = Array.from({ length: own.length + 1 }, () => new Float64Array(other.length + 1));
  /** @param {number} i @param {number} j */
  const at = (i, j) => best[i]?.[j] ?? 0;
  for (let i = own.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      /** @type {Float64Array} */ (best[i])[j] = Math.max(at(i + 1, j), at(i, j + 1), at(i + 1, j + 1) + gain(i, j));
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < own.length || j < other.length;) {
    const isPair = gain(i, j) > 0 && at(i, j) === at(i + 1, j + 1) + gain(i, j);
    const isMine = !isPair && i < own.length && (j === other.length || at(i, j) === at(i + 1, j));
    pairs.push(pairOf(isPair || isMine ? own[i] ?? null : null, isMine ? null : other[j] ?? null));
    if (isPair || isMine) i++;
    if (!isMine) j++;
  }
  return pairs;
}

/** 2 where equal, between 0 and 1 by the words that two messages of one role share, else 0. @param {StepReading} a @param {StepReading} b */
function likeness(a, b) {
  if (isSame(a, b)) return 2;
  if (a.role !== b.role) return 0;
  const [words, others] = [a, b].map(({ content }) => new Set(content.match(/\p{L}+/gu) ?? []));
  const common = [...words ?? []].filter((word) => others?.has(word)).length;
  return 0.01 + (0.98 * 2 * common) / Math.max(1, (words?.size ?? 0) + (others?.size ?? 0));
}

/** @param {StepReading | null} own @param {StepReading | null} other */
function pairOf(own, other) {
  return { label: "", own, other, isSame: own !== null && other !== null && isSame(own, other) };
}

/** @param {StepReading} a @param {StepReading} b */
function isSame(a, b) {
  const said = (/** @type {StepReading} */ { role, content, calls }) => JSON.stringify([role, content, calls]);
  return said(a) === said(b);
}
