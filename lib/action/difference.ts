import type { PromptDifference, Trial } from "../shapes.ts";
import { untreatedPart } from "./treated.ts";

/**
 * Where do two trials differ in what reaches the model: messages, tools, options, world?
 *
 * Text that both share at the start and end of a field is cut off at word boundaries, so
 * that what is left is what a reader would call the difference.
 *
 * @param control A trial.
 * @param treatment Its match in the other arm.
 * @returns One entry for each text field that differs; empty where nothing does.
 * @throws {TypeError} If the trials are of different form, such as an act and a choice trial.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadScenarios, matchPairs, promptDiff } from "twoplane/action";
 * const [a, b] = matchPairs(loadScenarios(), {
 *   factor: "relationship", control: "none", treatments: ["neutral"], mode: "act", worlds: 1, seed: 1,
 * });
 * assert(promptDiff(a!, b!).length === 1);
 * ```
 */
export function promptDiff(control: Trial, treatment: Trial): PromptDifference[] {
  if (control.mode !== treatment.mode) {
    throw new TypeError(`Cannot compare trials: need one mode, got "${control.mode}" and "${treatment.mode}"`);
  }
  const before = leaves(reaching(control));
  const after = leaves(reaching(treatment));
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => narrow(path, before.get(path) ?? "", after.get(path) ?? ""));
}

/**
 * Do two trials differ in what the treated factor wrote and nowhere else? With every treated place cut out of messages, tools,
 * options, world and settings, what is left must be equal.
 */
export function differsOnlyInTreatedSpan(control: Trial, treatment: Trial): boolean {
  const [a, b] = [control, treatment].map((trial) => untreatedPart(reaching(trial), trial.treated));
  return a === b;
}

function reaching({ messages, tools, options, world, settings }: Trial): unknown {
  return { messages, tools, options, world, settings };
}

function leaves(value: unknown, path = ""): Map<string, string> {
  if (value === null || typeof value !== "object") return new Map([[path, String(value)]]);
  const found = new Map<string, string>();
  for (const [key, part] of Object.entries(value)) {
    const step = Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    for (const [leaf, text] of leaves(part, step)) found.set(leaf, text);
  }
  return found;
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
