// @ts-check
import { element, outcomeBadge, textBlock } from "./elements.js";
import { evidenceOf } from "./reader.js";
import { outcomeName } from "./store.js";
import { alignSteps } from "../reading/align.js";
import { changeText, stepHeading, stepText } from "../reading/step_text.js";
import { piecesOf, treatedDifference, wordDifference } from "../reading/words.js";

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
    isSame && own !== null
      ? [sameRow(label, own)]
      : rowOf(label, names, [textOf(own), textOf(other)], [own, other].map(treatedIn))
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

/** What the treated factor wrote in a prompt, as places in `textOf()` it. @param {PageStep | null} step */
function treatedIn(step) {
  if (step === null) return [];
  let at = stepHeading(step).length + 1;
  return (step.parts ?? []).flatMap(([text, isTreated]) => {
    const start = at;
    at += text.length;
    return isTreated ? [{ start, end: at }] : [];
  });
}

/**
 * @param {string} label
 * @param {readonly string[]} names
 * @param {readonly (string | null)[]} texts
 * @param {readonly (readonly import("../reading/words.js").Range[])[]} treated
 */
function rowOf(label, names, texts, treated = []) {
  const places = { control: treated[0] ?? [], treatment: treated[1] ?? [] };
  const [own, other] = [texts[0] ?? "", texts[1] ?? ""];
  const segments = treatedDifference(own, other, places) ?? wordDifference(own, other);
  const cells = /** @type {const} */ (["control", "treatment"]).map((arm, i) => {
    const pieces = piecesOf(segments, arm, places[arm]).map(({ text, isDifferent, isTreated }) => {
      const words = isTreated ? element("u", "treated", text) : text;
      return isDifferent ? element("mark", arm, [words]) : words;
    });
    const content = texts[i] === null ? [element("span", "quiet", "(nothing)")] : pieces;
    return element("div", `cell ${arm}`, [element("div", "whose", names[i] ?? ""), textBlock(content)]);
  });
  return [element("div", "label", label), ...cells];
}
