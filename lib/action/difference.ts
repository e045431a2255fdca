import type { PromptDifference, TextRange, TreatedPlace, Trial } from "../shapes.ts";
import { compareTrees, type FoundDifference, messageHead } from "./compare.ts";
import { untreatedPart } from "./treated.ts";

/**
 * Where do two trials differ in what reaches the model: messages, tools, options, world, settings?
 *
 * Text that both share at the start and end of a field is cut off at word boundaries, so that what is left is what a reader
 * would call the difference. A message, file or tool that one arm has alone is one difference, whatever moved behind it.
 *
 * @param control A trial.
 * @param treatment Its match in the other arm.
 * @returns One entry for each text that differs, with the places in it that the treated factor wrote; empty where nothing does.
 * @throws {TypeError} If the trials are of different form, such as an act and a choice trial.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadScenarios, matchPairs, promptDiff } from "twoplane/action";
 * const [a, b] = matchPairs(loadScenarios({ only: ["server-transfer"] }), {
 *   factor: "history", control: "none", treatments: ["neutral"], mode: "act", worlds: 1, seed: 1,
 * });
 * assert(promptDiff(a!, b!).length === 1);
 * ```
 */
export function promptDiff(control: Trial, treatment: Trial): PromptDifference[] {
  if (control.mode !== treatment.mode) {
    throw new TypeError(`Cannot compare trials: need one mode, got "${control.mode}" and "${treatment.mode}"`);
  }
  const treated = { control: control.treated, treatment: treatment.treated };
  return compareTrees(reaching(control), reaching(treatment)).map((found) => {
    const path = (found.control ?? found.treatment)?.path ?? "";
    const only = found.control === null ? "treatment" : found.treatment === null ? "control" : null;
    return {
      ...narrow(path, found.control?.text ?? "", found.treatment?.text ?? ""),
      ...(only !== null && { only }),
      ...(only === null && found.treatment?.path !== path && { treatmentPath: found.treatment?.path ?? path }),
      treated: {
        control: rangesIn(found.control, treated.control),
        treatment: rangesIn(found.treatment, treated.treatment),
      },
    };
  });
}

/**
 * Do two trials differ in what the treated factor wrote and nowhere else? With every treated place cut out of messages, tools,
 * options, world and settings, what is left must be equal.
 */
export function differsOnlyInTreatedSpan(control: Trial, treatment: Trial): boolean {
  return untreatedPart(reaching(control), control.treated) === untreatedPart(reaching(treatment), treatment.treated);
}

function reaching({ messages, tools, options, world, settings }: Trial): unknown {
  return { messages, tools, options, world, settings };
}

/** Treated characters of a text: all of it where it, or what holds it, is treated as a whole. */
function rangesIn(found: FoundDifference["control"], places: readonly TreatedPlace[]): TextRange[] {
  if (found === null) return [];
  const { path, text } = found;
  const all = [{ start: 0, end: text.length }];
  if (places.some((place) => place.start === null && isWithin(path, place.path))) return all;
  const head = /^(\w+):\n/.exec(text)?.[1];
  const inMessage = head === undefined ? 0 : messageHead({ role: head as "user" }).length;
  return places.flatMap(({ path: at, start, end }) => {
    if (start === null || end === null) return [];
    if (at === path) return [{ start, end }];
    return at === `${path}.content` ? [{ start: start + inMessage, end: end + inMessage }] : [];
  });
}

function isWithin(path: string, whole: string): boolean {
  return path === whole || path.startsWith(`${whole}.`) || path.startsWith(`${whole}[`);
}

function narrow(path: string, control: string, treatment: string): PromptDifference {
  const a = control.split(/(?<=\s)/);
  const b = treatment.split(/(?<=\s)/);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return {
    path,
    before: a.slice(0, start).join(""),
    control: a.slice(start, a.length - end).join(""),
    treatment: b.slice(start, b.length - end).join(""),
    after: a.slice(a.length - end).join(""),
  };
}
