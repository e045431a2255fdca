import type { NullBand } from "../shapes.ts";
import { placeboBand } from "./event_windows.ts";

/** One agent's event with the same measure at its placebo dates; `shift` is their distance from the event in days. */
export interface PlaceboUnit {
  value: number;
  placebos: readonly { shift: number; value: number }[];
}

/** The mean over agents and events against the same mean with all dates shifted alike. */
export interface PooledPlacebos {
  /** `null` where no shift leaves placebo dates to half of them. */
  band: NullBand | null;
  /** The shifts behind it, ascending. */
  shifts: readonly number[];
}

/** Equal but for the order of additions. */
const SAME = 1e-12;

/**
 * Did more change at the events of many agents than when all their dates are shifted by the same number of days?
 *
 * Shifting all alike keeps what agents share: news of one day stays on one day for all of them. Since agents differ in
 * how much they scatter, and not every agent has a placebo date at every shift, p compares mean ranks: each value's
 * place, in [0, 1], among its own agent's values. Fewer agents make a mean rank scatter more, so that shifts at which
 * some are missing make p larger, not smaller; below half of the agents a shift is not used. For one agent and event
 * it is the rank of the value itself. The band is that of the mean values, and describes.
 *
 * @param units At least 1.
 */
export function poolPlacebos(units: readonly PlaceboUnit[]): PooledPlacebos {
  const estimate = meanOf(units.map(({ value }) => value));
  const atShift = new Map<number, { values: number[]; ranks: number[] }>();
  const own: number[] = [];
  for (const { value, placebos } of units) {
    const rankOf = rankAmong([value, ...placebos.map((placebo) => placebo.value)]);
    own.push(rankOf(value));
    for (const placebo of placebos) {
      const there = atShift.get(placebo.shift) ?? { values: [], ranks: [] };
      there.values.push(placebo.value);
      there.ranks.push(rankOf(placebo.value));
      atShift.set(placebo.shift, there);
    }
  }
  const used = [...atShift].filter(([, { ranks }]) => ranks.length >= units.length / 2).sort(([a], [b]) => a - b);
  const shifts = used.map(([shift]) => shift);
  if (used.length === 0) return { band: null, shifts };
  const reached = used.filter(([, { ranks }]) => meanOf(ranks) >= meanOf(own) - SAME).length;
  const kind = units.length === 1 ? "placebo dates" : "placebo dates shifted alike, mean rank";
  const band = placeboBand(kind, estimate, used.map(([, { values }]) => meanOf(values)));
  return { band: { ...band, pValue: (1 + reached) / (used.length + 1) }, shifts };
}

/** Place of a value among all, 0 the smallest and 1 the largest; equal ones share their mean. */
function rankAmong(values: readonly number[]): (value: number) => number {
  const sorted = Float64Array.from(values).sort();
  return (value) => {
    const [below, upTo] = [firstWhere(sorted, (x) => x >= value), firstWhere(sorted, (x) => x > value)];
    return (below + upTo - 1) / 2 / (sorted.length - 1);
  };
}

/** First place in an ascending list where a condition holds that goes on holding. */
function firstWhere(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
