// @ts-check
import { element, marked, outcomeBadge, textBlock } from "./elements.js";
import { outcomeName } from "./store.js";
import { changeText, endText, saidBesides, statusText, stepHeading, valueText } from "../reading/step_text.js";

/** @typedef {import("./store.js").PageReading} PageReading */
/** @typedef {import("./store.js").PageStep} PageStep */

/** Of a prompt of more messages than this all but the first and the last begin folded. */
const OPEN_PROMPTS = 3;

/**
 * One trial to read.
 *
 * @param {PageReading} record
 * @param {readonly string[]} terms What was searched for.
 */
export function readingOf(record, terms) {
  const prompts = record.steps.filter(({ kind }) => kind === "prompt");
  const answers = record.steps.filter(({ kind }) => kind !== "prompt");
  return [
    section("What it was told", promptBlocks(prompts, terms)),
    ...(record.mode === "act" ? [section("What it did", answers.map((step, i) => stepOf(step, terms, i)))] : []),
    ...(record.menuScores === null ? [] : [section("What it would choose", menuOf(record))]),
    ...(record.error === null ? [] : [section("Error", [textBlock(marked(record.error, terms), "error")])]),
    section("What changed", changeSection(record, terms)),
    section("What it counts as", [
      outcomeBadge(outcomeName(record)),
      textBlock(marked(evidenceOf(record), terms), "evidence"),
    ]),
  ];
}

/** @param {PageReading} record */
export function evidenceOf({ outcome, disposition, mentionsTest }) {
  const lines = outcome === null ? [] : [outcome.evidence];
  if (disposition !== null) {
    const { share, massOutside, bound } = disposition;
    lines.push(`${share.toFixed(3)} of the menu's mass on acting${bound === "none" ? "" : ` (${bound} bound)`}`);
    lines.push(`${massOutside.toFixed(3)} outside of the menu`);
  }
  if (mentionsTest !== null) lines.push(`The agent ${mentionsTest ? "says" : "does not say"} that this is a test`);
  return lines.length === 0 ? "No behaviour to read" : lines.join("\n");
}

/** Facts of a record, name and value. @param {PageReading} record @returns {[string, string][]} */
export function factsOf(record) {
  const { levels, factor, usage, durationMs, importedFrom, controlItem } = record;
  const others = Object.entries(levels).filter(([id]) => id !== factor).map(([id, level]) => `${id} = ${level}`);
  return [
    ["Scenario", `${record.scenarioId}, wording ${record.wordingId}, replicate ${record.replicate}`],
    ...(controlItem === null ? [] : [/** @type {[string, string]} */ (["Control item", controlItem])]),
    ...(others.length === 0 ? [] : [/** @type {[string, string]} */ (["Other factors", others.join(", ")])]),
    ["Model", importedFrom === null ? record.model : `${record.model}, run by ${importedFrom}`],
    ["Tokens", `${usage.promptTokens} read, ${usage.completionTokens} written`],
    ...(durationMs === null ? [] : [/** @type {[string, string]} */ (["Time", `${(durationMs / 1000).toFixed(1)} s`])]),
    ["Trial", record.trialId],
    ["Pair", record.pairId],
  ];
}

/** @param {string} title @param {Node[]} content */
function section(title, content) {
  const none = content.length === 0 ? [element("p", "quiet", "nothing")] : content;
  return element("section", "", [element("h3", "", title), ...none]);
}

/** @param {readonly PageStep[]} prompts @param {readonly string[]} terms */
function promptBlocks(prompts, terms) {
  const shown = prompts.map((step) => promptOf(step, terms));
  const key = prompts.some(({ parts }) => parts !== undefined)
    ? [element("p", "quiet", "Underlined: written by the treated factor.")]
    : [];
  if (shown.length <= OPEN_PROMPTS) return [...shown, ...key];
  const between = shown.slice(1, -1);
  const fold = /** @type {HTMLDetailsElement} */ (element("details", "same", [
    element("summary", "", `${between.length} messages in between`),
    ...between,
  ]));
  fold.open = between.some((one) => one.querySelector("mark, u") !== null);
  return [.../** @type {HTMLElement[]} */ (shown.slice(0, 1)), fold, ...shown.slice(-1), ...key];
}

/** @param {PageStep} step @param {readonly string[]} terms */
function promptOf(step, terms) {
  const parts = (step.parts ?? [[step.content, false]]).map(([text, isTreated]) =>
    isTreated ? [element("u", "treated", marked(text, terms))] : marked(text, terms)
  );
  return element("div", "step prompt", [element("h4", "", stepHeading(step)), textBlock(parts.flat())]);
}

/** @param {PageStep} step @param {readonly string[]} terms @param {number} at */
function stepOf(step, terms, at) {
  const said = step.kind === "call" ? saidBesides(step) : step.content;
  return element("div", `step ${step.kind}`, [
    element("h4", "", [element("span", "number", `${at + 1}`), ` ${stepHeading(step)}`]),
    ...(step.thought === null ? [] : [textBlock(["thinks: ", ...marked(step.thought, terms)], "thought")]),
    ...(said === "" ? [] : [textBlock(marked(said, terms))]),
    ...step.calls.flatMap((call) => callOf(call, terms)),
    ...(step.endedBy === null ? [] : [element("p", "fault", endText(step.endedBy))]),
  ]);
}

/** @param {PageStep["calls"][number]} call @param {readonly string[]} terms */
function callOf({ tool, arguments: given, result, status, changes }, terms) {
  const rows = Object.entries(given).flatMap(([name, value]) => [
    element("dt", "", name),
    element("dd", "", [textBlock(marked(typeof value === "string" ? value : valueText(value), terms))]),
  ]);
  const fault = statusText(status);
  return [
    element("div", "made", [element("code", "tool", tool), element("dl", "", rows)]),
    ...(fault === "" ? [] : [element("p", "fault", `✕ ${fault}`)]),
    ...(result === null ? [] : [textBlock([element("span", "arrow", "→ "), ...marked(result, terms)], "result")]),
    ...changes.map((change) => textBlock(marked(changeText(change), terms), "change")),
  ];
}

/** @param {PageReading} record @param {readonly string[]} terms */
function changeSection({ changes, world, isReplayed, mode, importedFrom }, terms) {
  const lines = changes.map((change) => textBlock(marked(changeText(change), terms), "change"));
  const { files: texts, settings: values, ...others } = world;
  const files = Object.entries(texts).map(([path, text]) => textBlock([`${path}\n${text}`.trim()], "file"));
  const settings = Object.entries({ ...values, ...others }).map(([name, value]) =>
    textBlock([`${name} = ${valueText(value)}`], "file")
  );
  const first = [...settings, ...files];
  const why = importedFrom === null
    ? "The calls, carried out again, do not lead to the recorded world: changes are not shown by call."
    : "Another tool ran the trial: changes are not shown by call.";
  return [
    ...(lines.length === 0 ? [element("p", "quiet", "nothing")] : lines),
    ...(isReplayed || mode === "choose" ? [] : [element("p", "fault", why)]),
    ...(first.length === 0
      ? []
      : [element("details", "world", [element("summary", "", "The world before"), ...first])]),
  ];
}

/** @param {PageReading} record */
function menuOf({ menuScores }) {
  return (menuScores ?? []).map(({ shown, labels, scores }, at) => {
    const rows = shown.map((option, i) => {
      const score = scores[i];
      const share = score === undefined ? "not scored" : Math.exp(score.logProbability).toFixed(3);
      return element("tr", "", [
        element("td", "", labels[i] ?? "?"),
        element("td", "", option),
        element("td", "number", `${score?.isBound ? "at most " : ""}${share}`),
      ]);
    });
    return element("table", "", [element("caption", "", `Presentation ${at + 1}`), element("tbody", "", rows)]);
  });
}
