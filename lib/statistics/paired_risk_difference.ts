import { checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Pair, TestResult } from "../shapes.ts";
import { checkConfidence } from "./checks.ts";
import { normalLogTail, normalUpperQuantile } from "./distributions/normal.ts";
import { findRoot } from "./distributions/roots.ts";
import { countPairs, type PairCounts } from "./mcnemar.ts";
import { clip, fromLog } from "./probability.ts";
import { checkSharing, clusteredRates, type SharingOptions } from "./sharing.ts";

/** Options of `pairedRiskDifference()`. */
export interface PairedRiskDifferenceOptions extends SharingOptions {
  /** Share of such intervals that hold the true value, in (0, 1). Default 0.95. */
  confidence?: number;
  /** `tango`: score interval (default); `bonett-price`: adjusted Wald, simple enough to redo by hand. */
  method?: "tango" | "bonett-price";
}

/**
 * By how much does the treatment change the rate of an action? Paired risk difference with interval.
 *
 * Tango's interval holds every difference that the score test does not reject (Tango 1998, Statistics in
 * Medicine 17:891–908); at 0 that test is McNemar's. Bonett and Price (2012, Journal of Educational and
 * Behavioral Statistics 37:479–488) add one pair to each discordant cell instead (a Laplace adjustment). Both
 * keep close to the nominal coverage from about 10 pairs on; a rate near 0 or 1 with few pairs gives wide,
 * honest intervals, never a width of 0. Pairs must be independent.
 *
 * @param pairs Complete matched pairs, n ≥ 1, one a pairId.
 * @returns `estimate` is treatment − control in [-1, 1]; statistic and p-value are those of the
 *   score test (`tango`) or absent.
 * @throws {RangeError} If there are no pairs, or replicates are not folded.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pairedRiskDifference } from "twoplane/statistics";
 * const pairs = [true, true, true, false].map((treatment, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control: false, treatment, n: { control: 1, treatment: 1 },
 * }));
 * const { estimate, interval } = pairedRiskDifference(pairs, { confidence: 0.95 });
 * assert(estimate === 0.75 && interval !== null && interval.low < 0.75);
 * ```
 */
export function pairedRiskDifference(
  pairs: readonly Pair<boolean>[],
  options: PairedRiskDifferenceOptions = {},
): TestResult {
  const caller = "pairedRiskDifference";
  checkOptions(caller, options, ["confidence", "method", "scenarios"]);
  const { confidence = 0.95, method = "tango" } = options;
  checkConfidence(caller, confidence);
  checkOneOf(caller, "method", method, ["tango", "bonett-price"]);
  const counts = countPairs(caller, pairs);
  const warnings = checkSharing(caller, pairs, options, clusteredRates);
  const z = normalUpperQuantile((1 - confidence) / 2);
  const score = method === "tango" ? scoreStatistic(counts, 0) : null;
  return {
    method: method === "tango" ? "paired risk difference, Tango score" : "paired risk difference, Bonett-Price",
    estimate: (counts.gained - counts.lost) / counts.n,
    interval: method === "tango" ? tangoInterval(counts, z) : bonettPriceInterval(counts, z),
    confidence,
    statistic: score,
    df: null,
    pValue: score === null ? null : fromLog(Math.min(0, Math.LN2 + normalLogTail(Math.abs(score)))),
    alternative: "two-sided",
    n: counts.n,
    details: { effect: "risk difference", units: "pairs", ...counts },
    warnings,
  };
}

/**
 * Tango's score statistic for a true difference `delta`: (gained − lost − n delta) over its standard
 * error with the probability of a loss at its maximum-likelihood value under that difference.
 */
export function scoreStatistic({ gained, lost, n }: Pick<PairCounts, "gained" | "lost" | "n">, delta: number): number {
  const distance = gained - lost - n * delta;
  const b = -gained - lost + (2 * n - gained + lost) * delta;
  const c = -lost * delta * (1 - delta);
  const lossRate = (Math.sqrt(Math.max(0, b * b - 8 * n * c)) - b) / (4 * n);
  const variance = n * (2 * lossRate + delta * (1 - delta));
  if (variance > 0) return distance / Math.sqrt(variance);
  return distance === 0 ? 0 : Math.sign(distance) * Infinity;
}

/** All differences that the score test does not reject at ±z. */
export function tangoInterval(
  counts: Pick<PairCounts, "gained" | "lost" | "n">,
  z: number,
): { low: number; high: number } {
  const estimate = (counts.gained - counts.lost) / counts.n;
  const end = (sign: 1 | -1) => {
    const bound = -sign;
    if (estimate === bound) return bound;
    return findRoot((delta) => limited(scoreStatistic(counts, delta)) - sign * z, ...ordered(estimate, bound));
  };
  return { low: end(1), high: end(-1) };
}

function bonettPriceInterval({ gained, lost, n }: PairCounts, z: number): { low: number; high: number } {
  const [up, down] = [(gained + 1) / (n + 2), (lost + 1) / (n + 2)];
  const half = z * Math.sqrt((up + down - (up - down) ** 2) / (n + 2));
  return clip({ low: up - down - half, high: up - down + half }, [-1, 1]);
}

function ordered(a: number, b: number): [number, number] {
  return a < b ? [a, b] : [b, a];
}

/** Infinite scores at the ends of [-1, 1] become large, so that the root search can use them. */
function limited(score: number): number {
  return Math.max(-1e9, Math.min(1e9, score));
}
