import { checkInteger, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { Pair, Random, TestResult } from "../shapes.ts";
import { checkDifferences } from "./checks.ts";
import { clusterSums, groupBy, type UnitOf } from "./clusters.ts";
import { mean } from "./moments.ts";

/** Options of `maxT()`. */
export interface MaxTOptions<Row> {
  /** Names the cluster of a pair; clusters are flipped whole and in all outcomes at once. */
  unit: UnitOf<Row>;
  /** Seed of the random flips; unused where all can be enumerated. */
  seed: number;
  /** Random flips where there are too many to enumerate. Default 9,999. */
  draws?: number;
}

const enumerableClusters = 14;

/**
 * Which of several outcomes of the same pairs did the treatment change? Step-down max-T sign-flip test.
 *
 * Flips whole clusters in all outcomes at once and compares each outcome's t with the largest of those not
 * yet rejected (Westfall & Young 1993, Resampling-Based Multiple Testing, §4). The chance of any false
 * finding stays at the level whatever the dependence of the outcomes, and correlated outcomes cost little.
 * Assumes, as `signFlip()`, clusters symmetric under the null.
 *
 * @param outcomes One list of pairs an outcome, by name; all have the same pairIds.
 * @returns One result an outcome, by name, with the adjusted p-value; `details.rawP` is the unadjusted one.
 * @throws {RangeError} If outcomes have different pairs or there are fewer than two clusters.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { maxT } from "twoplane/statistics";
 * const outcome = (shift: number) => Array.from({ length: 8 }, (_, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control: 0, treatment: shift + (i % 3) / 4 - 0.25,
 *   n: { control: 5, treatment: 5 },
 * }));
 * const results = maxT({ tampered: outcome(0.5), copied: outcome(0) }, { unit: (pair) => pair.scenarioId, seed: 1 });
 * assert.ok((results.tampered?.pValue ?? 1) < 0.05 && (results.copied?.pValue ?? 0) > 0.5);
 * ```
 */
export function maxT<Row extends Pair<number>>(
  outcomes: Readonly<Record<string, readonly Row[]>>,
  options: MaxTOptions<Row>,
): Record<string, TestResult> {
  checkOptions("maxT", options, ["unit", "seed", "draws"]);
  const { unit, seed, draws = 9_999 } = options;
  checkInteger("maxT", "draws", draws, { min: 99 });
  const names = Object.keys(outcomes);
  if (names.length === 0) throw new RangeError("Cannot run maxT(): need at least 1 outcome, got 0");
  const aligned = alignPairs(names, outcomes);
  const differences = aligned.map((pairs) => checkDifferences("maxT", pairs, 2));
  const grouping = groupBy("maxT", aligned[0] as readonly Row[], unit);
  // Each cluster's sum over the root of all squared sums: the flips leave that root as it is.
  const scores = differences.map((values) => unitLength(clusterSums(values, grouping)));
  const observed = scores.map((score) => Math.abs(score.reduce((sum, value) => sum + value, 0)));
  const order = names.map((_, i) => i).sort((a, b) => (observed[b] as number) - (observed[a] as number));
  const clusters = grouping.names.length;
  const exact = clusters <= enumerableClusters;
  const flips = exact ? 2 ** (clusters - 1) : draws;
  const reached = countReached(scores, observed, order, flips, exact ? null : seededRandom(seed, "maxT"));
  const total = exact ? flips : flips + 1;
  let floor = 0;
  const adjusted = new Map(order.map((index, rank) => {
    floor = Math.max(floor, (reached.stepDown[rank] as number) / total);
    return [index, floor];
  }));
  return Object.fromEntries(names.map((name, i) => [name, {
    method: "max-T sign-flip over clusters, step-down",
    estimate: mean(differences[i] as Float64Array),
    interval: null,
    confidence: null,
    statistic: observed[i] as number,
    df: null,
    pValue: adjusted.get(i) as number,
    alternative: "two-sided",
    n: (differences[i] as Float64Array).length,
    details: {
      effect: "mean difference",
      units: "pairs",
      clusters,
      exact,
      flips: total,
      outcomes: names.length,
      rawP: (reached.raw[i] as number) / total,
    },
  }]));
}

/** All outcomes in the order of the first one's pairIds. */
function alignPairs<Row extends Pair<number>>(
  names: readonly string[],
  outcomes: Readonly<Record<string, readonly Row[]>>,
) {
  const first = outcomes[names[0] as string] as readonly Row[];
  const ids = first.map((pair) => pair.pairId).sort();
  return names.map((name) => {
    const byId = new Map((outcomes[name] as readonly Row[]).map((pair) => [pair.pairId, pair]));
    const missing = ids.find((id) => !byId.has(id));
    if (missing !== undefined || byId.size !== ids.length) {
      throw new RangeError(
        `Cannot run maxT(): outcomes "${names[0]}" and "${name}" need the same pairs, got ` +
          (missing === undefined ? `${ids.length} and ${byId.size}` : `no "${missing}" in the second`),
      );
    }
    return ids.map((id) => byId.get(id) as Row);
  });
}

function unitLength(sums: Float64Array): Float64Array {
  const length = Math.sqrt(sums.reduce((total, sum) => total + sum * sum, 0));
  return length === 0 ? sums : sums.map((sum) => sum / length);
}

/** For each outcome how many flips reach it alone, and by rank how many have a maximum over the rest that does. */
function countReached(
  scores: readonly Float64Array[],
  observed: readonly number[],
  order: readonly number[],
  flips: number,
  random: Random | null,
): { raw: number[]; stepDown: number[] } {
  const start: number = random === null ? 0 : 1;
  const [raw, stepDown] = [scores.map(() => start), scores.map(() => start)];
  const clusters = (scores[0] as Float64Array).length;
  const signs = new Int8Array(clusters);
  for (let flip = 0; flip < flips; flip++) {
    for (let c = 0; c < clusters; c++) signs[c] = (random === null ? (flip >> c) & 1 : random() < 0.5) ? -1 : 1;
    let largest = 0;
    for (let rank = order.length - 1; rank >= 0; rank--) {
      const index = order[rank] as number;
      const score = scores[index] as Float64Array;
      let sum = 0;
      for (let c = 0; c < clusters; c++) sum += (signs[c] as number) * (score[c] as number);
      const bar = (observed[index] as number) - 1e-12;
      if (Math.abs(sum) >= bar) raw[index] = (raw[index] as number) + 1;
      largest = Math.max(largest, Math.abs(sum));
      if (largest >= bar) stepDown[rank] = (stepDown[rank] as number) + 1;
    }
  }
  return { raw, stepDown };
}
