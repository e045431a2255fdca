import { groupBy } from "../foundation/mod.ts";
import type { OutcomeKind, TrialRecord } from "../shapes.ts";
import { proportion } from "../statistics/mod.ts";
import { outcomes } from "./outcomes.ts";

/** How often one condition of one scenario acted, and what else came of its trials. */
export interface ArmRow extends Record<OutcomeKind, number> {
  scenarioId: string;
  condition: string;
  /** Trials with behaviour: acted or abstained. */
  n: number;
  /** acted / n, in [0, 1]; `null` where no trial shows behaviour. */
  rate: number | null;
  /** Wilson's 95% interval, for trials with worlds of their own. */
  low: number | null;
  high: number | null;
}

/**
 * What came of the trials of each arm? Refused, invalid and error are counted, and are no zeros.
 *
 * @param records Act trials; with replicates the interval is too narrow, since it takes each trial as independent.
 * @returns One row a scenario and condition, in alphabetical order.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { armTable } from "twoplane/action";
 * assert(armTable([]).length === 0);
 * ```
 */
export function armTable(records: readonly TrialRecord[]): ArmRow[] {
  const groups = groupBy(records, ({ trial }) => `${trial.scenarioId}\n${trial.condition}`);
  return [...groups.keys()].sort().map((key) => {
    const rows = groups.get(key) as TrialRecord[];
    const kinds = outcomes(rows).map(({ kind }) => kind);
    const count = (wanted: OutcomeKind) => kinds.filter((kind) => kind === wanted).length;
    const [acted, abstained] = [count("acted"), count("abstained")];
    const n = acted + abstained;
    const interval = n === 0 ? null : proportion({ events: acted, n }).interval;
    const { scenarioId, condition } = (rows[0] as TrialRecord).trial;
    return {
      scenarioId,
      condition,
      n,
      rate: n === 0 ? null : acted / n,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      acted,
      abstained,
      refused: count("refused"),
      invalid: count("invalid"),
      error: count("error"),
    };
  });
}
