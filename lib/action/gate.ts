import { groupBy } from "../foundation/mod.ts";
import type { TrialRecord } from "../shapes.ts";
import { readMenu } from "./disposition.ts";

/** Did a model understand one scenario? */
export interface Gate {
  scenarioId: string;
  /** Control items asked, worlds counted apart. */
  items: number;
  /** Share of items answered right in every label and order, in [0, 1]. */
  rightInAllOrders: number;
  /** Share of single presentations answered right, in [0, 1]; chance is 1 / options. */
  rightShare: number;
  /** False: dispositions and contrasts of this scenario are not interpretable for this model. */
  passes: boolean;
}

/**
 * Which scenarios may be interpreted for this model?
 *
 * @param records Records of `controlTrials()`.
 * @param options `atLeast`: share of items that must be right in all orders, 0 to 1. Default 0.8.
 * @returns One row a scenario.
 */
export function gate(records: readonly TrialRecord[], { atLeast = 0.8 }: { atLeast?: number } = {}): Gate[] {
  return [...groupBy(records, ({ trial }) => trial.scenarioId)].map(([scenarioId, rows]) => {
    const right = rows.map(rightMenus);
    const all = right.filter((menus) => menus.length > 0 && menus.every(Boolean)).length / rows.length;
    const menus = right.flat();
    return {
      scenarioId,
      items: rows.length,
      rightInAllOrders: all,
      rightShare: menus.length === 0 ? 0 : menus.filter(Boolean).length / menus.length,
      passes: all >= atLeast,
    };
  });
}

function rightMenus({ trial, menuScores }: TrialRecord): boolean[] {
  const acts = new Set(trial.options.filter((option) => option.acts).map(({ id }) => id));
  return (menuScores ?? []).map((menu) => readMenu(menu, acts).logOdds > 0);
}
