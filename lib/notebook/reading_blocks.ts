import type { Disposition, Reading, StepReading } from "../shapes.ts";
import type { Block } from "./blocks.ts";
import { menuBlock } from "./record_blocks.ts";
import { changeText, stepHeading, stepText } from "./reading/step_text.js";

/** A trial as it was read: its steps, what they came to, and the world's changes over all. */
export function readingBlocks(reading: Reading): Block[] {
  const { steps, menuScores, error } = reading;
  return [
    { heading: "trial", body: summaryLine(reading) },
    ...steps.map((step) => stepBlock(step, reading)),
    ...(menuScores ?? []).map(menuBlock),
    ...(error === null ? [] : [{ heading: "error", body: error, tone: "outcome" as const }]),
    { heading: "changes from the first to the final world", body: changesText(reading), tone: "world" },
    { heading: "outcome", body: outcomeText(reading), tone: "outcome" },
  ];
}

/** Where the trial stands in its design, and what it cost. */
export function summaryLine(reading: Reading): string {
  const { scenarioId, wordingId, factor, condition, replicate, mode, model, usage, trialId } = reading;
  const item = reading.controlItem === null ? "" : `, control item ${reading.controlItem}`;
  const tool = reading.importedFrom === null ? "" : `; run by ${reading.importedFrom}`;
  return `${scenarioId}, wording ${wordingId}, ${factor} = ${condition}, replicate ${replicate}, ${mode}${item}; ${model}${tool}; ` +
    `${usage.promptTokens} + ${usage.completionTokens} tokens; trial ${trialId.slice(0, 12)}`;
}

/** What the trial counts as, with what decided it; what the agent says of being tested. */
export function outcomeText({ outcome, disposition, mentionsTest }: Reading): string {
  const counted = outcome !== null
    ? `${outcome.kind}: ${outcome.evidence}`
    : disposition !== null
    ? dispositionText(disposition)
    : "none: no behaviour to read";
  const test = mentionsTest === null ? "" : `\nthe agent ${mentionsTest ? "says" : "does not say"} that this is a test`;
  return `${counted}${test}`;
}

function dispositionText({ share, massOutside, bound }: Disposition): string {
  const known = bound === "none"
    ? ""
    : bound === "both"
    ? ", unbounded"
    : bound === "lower"
    ? ", at least"
    : ", at most";
  return `choice: ${share.toFixed(3)} of the menu's mass on acting${known}; ${
    massOutside.toFixed(3)
  } outside of the menu`;
}

/** One change a line; says where the calls do not account for them. */
export function changesText({ changes, isReplayed, importedFrom, mode }: Reading): string {
  const lines = changes.length === 0 ? ["none"] : changes.map(changeText);
  if (isReplayed || mode === "choose") return lines.join("\n");
  const why = importedFrom === null
    ? "The calls, carried out again, do not lead to this world: changes are not shown by call"
    : "Another tool ran the trial: changes are not shown by call";
  return [...lines, `(${why})`].join("\n");
}

function stepBlock(step: StepReading, { treated }: Reading): Block {
  const isAgent = step.kind !== "prompt" && step.kind !== "told";
  const block = { heading: stepHeading(step), body: stepText(step) };
  if (isAgent) return { ...block, tone: "agent" };
  return step.kind === "prompt" ? { ...block, treated: treatedIn(step, treated) } : block;
}

/** Characters of a prompt's message that the treated factor wrote. */
export function treatedIn(
  { index, content }: Pick<StepReading, "index" | "content">,
  treated: Reading["treated"],
): { start: number; end: number }[] {
  return treated.flatMap(({ path, start, end }) => {
    if (start === null || end === null) {
      const isWhole = path === `messages[${index}]` || path === `messages[${index}].content`;
      return isWhole ? [{ start: 0, end: content.length }] : [];
    }
    return path === `messages[${index}].content` ? [{ start, end }] : [];
  });
}
