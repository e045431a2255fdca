import { checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { type Arms, checkArms } from "./arms.ts";
import { checkConfidence } from "./checks.ts";
import { normalLogTail, normalUpperQuantile } from "./distributions/normal.ts";
import { concatenate } from "./moments.ts";
import { fromLog } from "./probability.ts";
import { lowerSum, midranks, rankSumDensity } from "./ranks.ts";

/** Options of `mannWhitney()`. */
export interface MannWhitneyOptions {
  /** Share of such intervals that hold the true delta, in (0, 1). Default 0.95. */
  confidence?: number;
}

/** From this size of a group on, the normal approximation stands in, as in R. */
const exactBelow = 50;

/**
 * Does one unpaired group tend to have larger values? Mann–Whitney test with Cliff's delta.
 *
 * Compares every value of one group with every value of the other (Mann & Whitney 1947, Annals of
 * Mathematical Statistics 18:50–60). As in R: exact below 50 values a group without ties, else normal with
 * tie and continuity correction. The p-value is for equal distributions; where spreads differ too it is not a
 * test of the medians. Delta = P(larger) − P(smaller) comes with Cliff's asymmetric interval (Feng & Cliff
 * 2004, Journal of Modern Applied Statistical Methods 3:322–332), which allows unequal spreads. Values are
 * independent.
 *
 * @param arms Numbers of each group, at least two each.
 * @returns `estimate` is Cliff's delta in [-1, 1]; `statistic` is U of the treatment.
 * @throws {RangeError} If a group has fewer than two values, or all values are equal.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mannWhitney } from "twoplane/statistics";
 * const { estimate, pValue } = mannWhitney({ control: [1, 2, 3], treatment: [4, 6, 5] });
 * assert.ok(estimate === 1 && Math.abs((pValue ?? 0) - 0.1) < 1e-12);
 * ```
 */
export function mannWhitney(arms: Arms, options: MannWhitneyOptions = {}): TestResult {
  checkOptions("mannWhitney", options, ["confidence"]);
  const confidence = checkConfidence("mannWhitney", options.confidence ?? 0.95);
  const { control, treatment } = checkArms("mannWhitney", arms, 2);
  const [n0, n1] = [control.length, treatment.length];
  const { ranks, tieTerm } = midranks(concatenate(treatment, control));
  const n = n0 + n1;
  if (tieTerm === n ** 3 - n) {
    throw new RangeError(`Cannot run mannWhitney(): need values that vary, got ${treatment[0]} throughout`);
  }
  const wins = ranks.subarray(0, n1).reduce((sum, rank) => sum + rank, 0) - n1 * (n1 + 1) / 2;
  const exact = n0 < exactBelow && n1 < exactBelow && tieTerm === 0;
  const delta = 2 * wins / (n0 * n1) - 1;
  return {
    method: `Mann-Whitney, ${exact ? "exact" : "normal with continuity correction"}`,
    estimate: delta,
    interval: cliffInterval(treatment, control, delta, normalUpperQuantile((1 - confidence) / 2)),
    confidence,
    statistic: wins,
    df: null,
    pValue: exact ? exactP(wins, n1, n0) : normalP(wins, n1, n0, tieTerm),
    alternative: "two-sided",
    n,
    details: { effect: "Cliff's delta", nControl: n0, nTreatment: n1, exact, ties: tieTerm > 0 },
  };
}

function exactP(wins: number, n1: number, n0: number): number {
  return Math.min(1, 2 * lowerSum(rankSumDensity(n1, n0), Math.min(wins, n1 * n0 - wins)));
}

function normalP(wins: number, n1: number, n0: number, tieTerm: number): number {
  const n = n1 + n0;
  const distance = Math.abs(wins - n1 * n0 / 2);
  const deviation = Math.sqrt(n1 * n0 / 12 * (n + 1 - tieTerm / (n * (n - 1))));
  return fromLog(Math.min(0, Math.LN2 + normalLogTail(Math.max(0, distance - 0.5) / deviation)));
}

/** Cliff's consistent variance and the interval that keeps inside [-1, 1]. */
function cliffInterval(treatment: Float64Array, control: Float64Array, delta: number, z: number) {
  const [n1, n0] = [treatment.length, control.length];
  const rows = dominance(treatment, control);
  const columns = dominance(control, treatment);
  const ties = rows.ties;
  const between = rows.shares.reduce((sum, share) => sum + (share - delta) ** 2, 0);
  const across = columns.shares.reduce((sum, share) => sum + (-share - delta) ** 2, 0);
  const all = n1 * n0 - ties - n1 * n0 * delta * delta;
  const spread = Math.max(
    (1 - delta * delta) / (n1 * n0 - 1),
    (n0 * n0 * between + n1 * n1 * across - all) / (n1 * n0 * (n1 - 1) * (n0 - 1)),
  );
  const reach = z * Math.sqrt(spread) * Math.sqrt((1 - delta * delta) ** 2 + z * z * spread);
  const scale = 1 - delta * delta + z * z * spread;
  // No overlap at all leaves no spread to read off.
  if (scale === 0 || spread === 0) return completeSeparation(delta, Math.min(n1, n0), z);
  return {
    low: Math.max(-1, (delta - delta ** 3 - reach) / scale),
    high: Math.min(1, (delta - delta ** 3 + reach) / scale),
  };
}

/** Delta = ±1: the other end rests on the smaller group's size alone (Feng & Cliff 2004). */
function completeSeparation(delta: number, least: number, z: number) {
  const other = (least - z * z) / (least + z * z);
  return delta > 0 ? { low: other, high: 1 } : { low: -1, high: -other };
}

/** For each value of `a`: share of `b` below it minus share above; and how many pairs tie. */
function dominance(a: Float64Array, b: Float64Array): { shares: Float64Array; ties: number } {
  const sorted = b.slice().sort();
  let ties = 0;
  const shares = a.map((value) => {
    const [below, notAbove] = [firstAtLeast(sorted, value), firstAbove(sorted, value)];
    ties += notAbove - below;
    return (below - (sorted.length - notAbove)) / sorted.length;
  });
  return { shares, ties };
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  return search(sorted.length, (i) => (sorted[i] as number) >= value);
}

function firstAbove(sorted: Float64Array, value: number): number {
  return search(sorted.length, (i) => (sorted[i] as number) > value);
}

/** The first index at which a condition holds, if it holds from there on. */
function search(length: number, holds: (i: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
