// @ts-check
import { element, outcomeBadge, textBlock } from "./elements.js";
import { evidenceOf } from "./reader.js";
import { outcomeName } from "./store.js";
import { alignSteps } from "../reading/align.js";
import { changeText, stepHeading, stepText } from "../reading/step_text.js";
import { piecesOf, wordDifference } from "../reading/words.js";

/** @typedef {import("./store.js").PageReading} PageReading */
/** @typedef {import("./store.js").PageStep} PageStep */

/**
 * Two arms of a pair side by side, aligned by step, words of one alone marked.
 *
 * @param {PageReading} own
 * @param {PageReading} other
 */
export function comparisonOf(own, other) {
  const names = [own, other].map(({ factor, condition }) => `${factor} = ${condition}`);
  const pairs = alignSteps(own, other);
  const answers = pairs.filter(({ label }) => label !== "prompt");
  const parting = answers.find(({ isSame }) => !isSame);
  const said = parting === undefined
    ? "Both arms did the same, step by step."
    : `The arms part at ${parting.label} of ${answers.length}.`;
  const rows = pairs.flatMap(({ label, own, other, isSame }) =>
    isSame && own !== null ? [sameRow(label, own)] : rowOf(label, names, [textOf(own), textOf(other)])
  );
  const badges = [own, other].map((record) => outcomeBadge(outcomeName(record)));
  const ends = rowOf("what changed", names, [own, other].map(changesOf));
  const outcomes = rowOf("outcome", names, [own, other].map(evidenceOf));
  [...outcomes].slice(1).forEach((cell, i) => cell.prepend(badges[i] ?? ""));
  const isChoice = own.mode === "choose";
  const heads = ["", ...names].map((name) => element("div", "head", name));
  return [
    ...(isChoice ? [] : [element("p", "said", said)]),
    element("div", "pair", [...heads, ...rows, ...(isChoice ? [] : ends), ...outcomes]),
  ];
}

/** @param {string} label @param {PageStep} step */
function sameRow(label, step) {
  const fold = element("details", "same", [
    element("summary", "", `${label}: ${stepHeading(step)}, the same in both`),
    textBlock([stepText(step)]),
  ]);
  return fold;
}

/** @param {PageStep | null} step */
function textOf(step) {
  return step === null ? null : `${stepHeading(step)}\n${stepText(step)}`;
}

/** @param {PageReading} record */
function changesOf({ changes }) {
  return changes.length === 0 ? "nothing" : changes.map(changeText).join("\n");
}

/** @param {string} label @param {readonly string[]} names @param {readonly (string | null)[]} texts */
function rowOf(label, names, texts) {
  const segments = wordDifference(texts[0] ?? "", texts[1] ?? "");
  const cells = /** @type {const} */ (["control", "treatment"]).map((arm, i) => {
    const pieces = piecesOf(segments, arm, []).map(({ text, isDifferent }) =>
      isDifferent ? element("mark", arm, text) : text
    );
    const content = texts[i] === null ? [element("span", "quiet", "(nothing)")] : pieces;
    const cell = element("div", `cell ${arm}`, [element("div", "whose", names[i] ?? ""), textBlock(content)]);
    return cell;
  });
  return [element("div", "label", label), ...cells];
}
