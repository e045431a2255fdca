import type { NullBand } from "../shapes.ts";
import { sortedQuantile } from "./moments.ts";

/** A unit's value beside its own null; what `driftAgainstNull()` of the figures draws. */
export interface UnitBand extends NullBand {
  /** An agent or a day, as the measure says. */
  unitId: string;
  window: string | null;
  estimate: number;
  n: number;
}

/** Values closer than this are the same order of posts added up in another sequence. */
const SAME = 1e-12;

/**
 * Where does an estimate stand among draws of its null?
 *
 * @param estimate The value of the data.
 * @param draws Values under the null, at least 1.
 * @returns Mean and central 95% of the draws; the two-sided p counts draws at least as far
 *   from that mean, the data's own order among them, so that it is never 0.
 */
export function nullBand(kind: string, estimate: number, draws: Float64Array): NullBand {
  const sorted = draws.toSorted();
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  const distance = Math.abs(estimate - mean);
  const asFar = draws.reduce((far, value) => Math.abs(value - mean) >= distance - SAME ? far + 1 : far, 0);
  return {
    kind,
    draws: draws.length,
    mean,
    low: sortedQuantile(sorted, 0.025),
    high: sortedQuantile(sorted, 0.975),
    pValue: (1 + asFar) / (draws.length + 1),
  };
}
