import { checkOptions } from "../foundation/mod.ts";
import type { Pair, TestResult } from "../shapes.ts";
import { checkConfidence } from "./checks.ts";
import { binomialLogLower, exactBinomialInterval } from "./distributions/binomial.ts";
import { normalLogTail, normalUpperQuantile } from "./distributions/normal.ts";
import { findRoot } from "./distributions/roots.ts";
import { countPairs, type PairCounts } from "./mcnemar.ts";
import { fromLog } from "./probability.ts";
import { checkSharing, clusteredRates, type SharingOptions } from "./sharing.ts";

/** Options of `pairedOddsRatio()` and `pairedRiskRatio()`. */
export interface PairedRatioOptions extends SharingOptions {
  /** Share of such intervals that hold the true value, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * How many pairs did the treatment win for each it lost? Conditional odds ratio with exact interval.
 *
 * Given the discordant pairs, gained pairs are binomial, so the interval is that of Clopper and
 * Pearson (1934) on gained / (gained + lost), carried to the odds; it agrees with `mcnemarExact()`.
 * It compares within pairs and is further from 1 than the ratio of the arms' overall odds. Pairs must be independent.
 *
 * @param pairs Complete matched pairs with at least one discordant, one a pairId.
 * @returns `estimate` is gained / lost; it and the upper end are Infinity where nothing was lost.
 * @throws {RangeError} If no pair is discordant: the ratio is then undefined.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pairedOddsRatio } from "twoplane/statistics";
 * const pairs = [true, true, true, false].map((treatment, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control: !treatment, treatment, n: { control: 1, treatment: 1 },
 * }));
 * assert.equal(pairedOddsRatio(pairs).estimate, 3);
 * ```
 */
export function pairedOddsRatio(pairs: readonly Pair<boolean>[], options: PairedRatioOptions = {}): TestResult {
  const caller = "pairedOddsRatio";
  checkOptions(caller, options, ["confidence", "scenarios"]);
  const confidence = checkConfidence(caller, options.confidence ?? 0.95);
  const counts = countPairs(caller, pairs);
  const { gained, lost } = counts;
  if (gained + lost === 0) {
    throw new RangeError(`Cannot run ${caller}(): need at least 1 discordant pair, got 0 among ${counts.n}`);
  }
  const { low, high } = exactBinomialInterval(gained, gained + lost, confidence);
  const logPValue = Math.min(0, Math.LN2 + binomialLogLower(Math.min(gained, lost), gained + lost, 0.5));
  return {
    method: "paired odds ratio, exact conditional",
    estimate: gained / lost,
    interval: { low: low / (1 - low), high: high / (1 - high) },
    confidence,
    statistic: gained,
    df: null,
    pValue: fromLog(logPValue),
    alternative: "two-sided",
    n: counts.n,
    details: { effect: "odds ratio", units: "pairs", ...counts, logPValue },
    warnings: [
      ...checkSharing(caller, pairs, options, clusteredRates),
      ...(gained === 0 || lost === 0 ? ["one discordant cell is empty: only one end of the interval is known"] : []),
    ],
  };
}

/**
 * How many times as often does the action happen under treatment? Paired risk ratio with score interval.
 *
 * The interval holds every ratio that the score test does not reject, with the nuisance
 * probabilities at their maximum-likelihood values under it (Tang, Tang & Chan 2003, Statistics in
 * Medicine 22:1217–1233). A ratio says little where the control rate is near 0, and cannot be
 * large where it is near 1: a warning says so; prefer `pairedRiskDifference()`.
 *
 * @param pairs Complete matched pairs, one a pairId.
 * @returns `estimate` is the rate under treatment / rate under control; p-value of the score test at ratio 1.
 * @throws {RangeError} If neither arm ever acted: the ratio is then undefined.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pairedRiskRatio } from "twoplane/statistics";
 * const pairs = [true, true, true, false].map((treatment, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control: i < 2, treatment, n: { control: 1, treatment: 1 },
 * }));
 * assert.equal(pairedRiskRatio(pairs).estimate, 1.5);
 * ```
 */
export function pairedRiskRatio(pairs: readonly Pair<boolean>[], options: PairedRatioOptions = {}): TestResult {
  const caller = "pairedRiskRatio";
  checkOptions(caller, options, ["confidence", "scenarios"]);
  const confidence = checkConfidence(caller, options.confidence ?? 0.95);
  const counts = countPairs(caller, pairs);
  const { both, gained, lost, n } = counts;
  const [treated, untreated] = [both + gained, both + lost];
  if (treated + untreated === 0) {
    throw new RangeError(`Cannot run ${caller}(): need at least 1 pair that acted under some arm, got 0 among ${n}`);
  }
  const z = normalUpperQuantile((1 - confidence) / 2);
  const score = ratioScore(counts, 1);
  return {
    method: "paired risk ratio, score",
    estimate: treated / untreated,
    interval: scoreInterval(counts, z),
    confidence,
    statistic: score,
    df: null,
    pValue: fromLog(Math.min(0, Math.LN2 + normalLogTail(Math.abs(score)))),
    alternative: "two-sided",
    n,
    details: { effect: "risk ratio", units: "pairs", ...counts },
    warnings: [...checkSharing(caller, pairs, options, clusteredRates), ...boundWarnings(treated / n, untreated / n)],
  };
}

/** Score statistic for a true ratio: (treated − ratio · untreated) over its restricted standard error. */
export function ratioScore({ both, gained, lost, n }: PairCounts, ratio: number): number {
  const distance = both + gained - ratio * (both + lost);
  const a = n * (1 + ratio);
  const b = (both + lost) * ratio * ratio - (both + gained + 2 * lost);
  const c = lost * (1 - ratio) * (both + gained + lost) / n;
  const lossRate = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
  const variance = n * (1 + ratio) * lossRate + (both + gained + lost) * (ratio - 1);
  if (variance > 1e-12) return distance / Math.sqrt(variance);
  return Math.abs(distance) < 1e-12 ? 0 : Math.sign(distance) * Infinity;
}

/** Searched on the log of the ratio; an end is 0 or Infinity where no finite ratio is rejected. */
function scoreInterval(counts: PairCounts, z: number): { low: number; high: number } {
  const estimate = Math.log((counts.both + counts.gained) / (counts.both + counts.lost));
  const at = (logRatio: number) => Math.max(-1e9, Math.min(1e9, ratioScore(counts, Math.exp(logRatio))));
  const centre = Number.isFinite(estimate) ? estimate : Math.sign(estimate) * 30;
  const end = (sign: 1 | -1) => {
    const far = centre - sign * 60;
    const gap = (logRatio: number) => at(logRatio) - sign * z;
    if (sign * gap(far) <= 0) return sign === 1 ? 0 : Infinity;
    return Math.exp(findRoot(gap, Math.min(far, centre), Math.max(far, centre)));
  };
  return {
    low: counts.both + counts.gained === 0 ? 0 : end(1),
    high: counts.both + counts.lost === 0 ? Infinity : end(-1),
  };
}

function boundWarnings(treated: number, untreated: number): string[] {
  const at = (rate: number, arm: string) => rate === 0 || rate === 1 ? [`the rate under ${arm} is ${rate}`] : [];
  const bounds = [...at(untreated, "control"), ...at(treated, "treatment")];
  return bounds.length === 0 ? [] : [`${bounds.join(" and ")}: a ratio hides that; show the arms and the difference`];
}
