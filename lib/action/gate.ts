import { checkInteger, checkNumber, checkOneOf, checkOptions, groupBy } from "../foundation/mod.ts";
import type { TrialRecord } from "../shapes.ts";
import { readMenu } from "./disposition.ts";

/** Did a model understand one scenario? */
export interface Gate {
  model: string;
  scenarioId: string;
  /** Control items asked, worlds counted apart. */
  items: number;
  /** Different questions among them. */
  questions: number;
  /** Share of items whose log-odds, averaged over labels and orders, favour the right answer, in [0, 1]. */
  right: number;
  /** Share of items answered right under every label and in every order: the stricter reading. */
  rightInAllOrders: number;
  /** False: leanings and contrasts of this scenario are not interpretable for this model. */
  passes: boolean;
  /** The older and milder reading, whatever the number of items: `right` alone reaches the bar. */
  passesOnAverage: boolean;
  /** Why it does not pass; empty where it does. */
  reason: string;
}

/** Options of `gate()`. */
export interface GateOptions {
  /** Share of items that must be right, 0 to 1. Default 0.8. */
  atLeast?: number;
  /** Items that must have been asked. Default 20. */
  leastItems?: number;
  /** What makes an item right: every label and order of it (default), or the average over them. */
  reading?: "allOrders" | "average";
}

/**
 * Which scenarios may be interpreted for each model?
 *
 * Whoever knows an answer gives it under every label and in every order; a model that follows "A" or the first line does
 * not. A model that guesses gets an item of two options right in all four showings one time in sixteen, and never passes
 * twenty. Items that failed with an error are wrong.
 *
 * @param records Records of `controlTrials()`, of any number of models.
 * @param options The bar; see `GateOptions`.
 * @returns One row a model and scenario.
 * @throws {RangeError} If the bar lies outside [0, 1].
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { gate } from "twoplane/action";
 * assert(gate([], { leastItems: 24 }).length === 0);
 * ```
 */
export function gate(records: readonly TrialRecord[], options: GateOptions = {}): Gate[] {
  checkOptions("gate", options, ["atLeast", "leastItems", "reading"]);
  const atLeast = checkNumber("gate", "atLeast", options.atLeast ?? 0.8, { min: 0, max: 1 });
  const leastItems = checkInteger("gate", "leastItems", options.leastItems ?? 20, { min: 1 });
  const reading = checkOneOf("gate", "reading", options.reading ?? "allOrders", ["allOrders", "average"]);
  const groups = groupBy(records, ({ model, trial }) => JSON.stringify([model, trial.scenarioId]));
  return [...groups.values()].map((rows): Gate => {
    const { model, trial } = rows[0] as TrialRecord;
    const leanings = rows.map(leaningsToRight);
    const share = (isRight: (leaning: number[]) => boolean) =>
      leanings.filter((leaning) => leaning.length > 0 && isRight(leaning)).length / rows.length;
    const right = share((leaning) => leaning.reduce((sum, value) => sum + value, 0) > 0);
    const rightInAllOrders = share((leaning) => leaning.every((value) => value > 0));
    const reached = reading === "allOrders" ? rightInAllOrders : right;
    const reason = reasonOf(reached, { items: rows.length, leastItems, atLeast, reading });
    return {
      model,
      scenarioId: trial.scenarioId,
      items: rows.length,
      questions: new Set(rows.map((row) => row.trial.controlItem)).size,
      right,
      rightInAllOrders,
      passes: reason === "",
      passesOnAverage: right >= atLeast,
      reason,
    };
  });
}

function reasonOf(
  reached: number,
  { items, leastItems, atLeast, reading }: { items: number } & Required<GateOptions>,
): string {
  const how = reading === "allOrders" ? "right in all orders" : "right";
  const few = items < leastItems ? [`${items} control items asked, ${leastItems} needed`] : [];
  const wrong = reached < atLeast ? [`${Math.round(reached * items)} of ${items} control items ${how}`] : [];
  return [...wrong, ...few].join("; ");
}

/** One number a presentation: log-odds of the right answer. */
function leaningsToRight({ trial, menuScores }: TrialRecord): number[] {
  const right = new Set(trial.options.filter((option) => option.acts).map(({ id }) => id));
  return (menuScores ?? []).map((menu) => readMenu(menu, right).logOdds);
}
