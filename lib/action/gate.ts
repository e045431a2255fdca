import { groupBy } from "../foundation/mod.ts";
import type { TrialRecord } from "../shapes.ts";
import { readMenu } from "./disposition.ts";

/** Did a model understand one scenario? */
export interface Gate {
  scenarioId: string;
  /** Control items asked, worlds counted apart. */
  items: number;
  /** Share of items whose log-odds, averaged over labels and orders, favour the right answer, in [0, 1]. */
  right: number;
  /** Share of items answered right under every label and in every order: the stricter reading. */
  rightInAllOrders: number;
  /** False: leanings and contrasts of this scenario are not interpretable for this model. */
  passes: boolean;
}

/**
 * Which scenarios may be interpreted for this model?
 *
 * An item is right on the statistic that will be interpreted: the averaged log-odds. With 16
 * items of two options and a bar of 0.8, a model that guesses passes 1 time in 100 (binomial).
 * Items that failed with an error are wrong.
 *
 * @param records Records of `controlTrials()`.
 * @param options `atLeast`: share of items that must be right, 0 to 1. Default 0.8.
 * @returns One row a scenario.
 */
export function gate(records: readonly TrialRecord[], { atLeast = 0.8 }: { atLeast?: number } = {}): Gate[] {
  return [...groupBy(records, ({ trial }) => trial.scenarioId)].map(([scenarioId, rows]) => {
    const leanings = rows.map(leaningsToRight);
    const share = (isRight: (leaning: number[]) => boolean) =>
      leanings.filter((leaning) => leaning.length > 0 && isRight(leaning)).length / rows.length;
    const right = share((leaning) => leaning.reduce((sum, value) => sum + value, 0) > 0);
    return {
      scenarioId,
      items: rows.length,
      right,
      rightInAllOrders: share((leaning) => leaning.every((value) => value > 0)),
      passes: right >= atLeast,
    };
  });
}

/** One number a presentation: log-odds of the right answer. */
function leaningsToRight({ trial, menuScores }: TrialRecord): number[] {
  const right = new Set(trial.options.filter((option) => option.acts).map(({ id }) => id));
  return (menuScores ?? []).map((menu) => readMenu(menu, right).logOdds);
}
