import { checkOptions } from "../foundation/mod.ts";
import type { Pair, TestResult } from "../shapes.ts";
import { checkConfidence, checkDifferences } from "./checks.ts";
import { normalLogTail, normalUpperQuantile } from "./distributions/normal.ts";
import { fromLog } from "./probability.ts";
import { lowerQuantile, lowerSum, midranks, signedRankDensity } from "./ranks.ts";
import { checkSharing, clusteredNumbers, type SharingOptions } from "./sharing.ts";
import { kthWalshAverage, medianWalshAverage } from "./walsh.ts";

/** Options of `wilcoxonSignedRank()` and `hodgesLehmann()`. */
export interface WilcoxonOptions extends SharingOptions {
  /** Share of such intervals that hold the true shift, in (0, 1). Default 0.95. */
  confidence?: number;
}

/** From this many differences on, the normal approximation stands in, as in R. */
const exactBelow = 50;

/**
 * Does the treatment shift a number, judged by ranks? Wilcoxon signed-rank test.
 *
 * Ranks the sizes of the differences and adds those of the positive ones (Wilcoxon 1945, Biometrics
 * 1:80–83). As in R: zeros are dropped; below 50 differences without ties or zeros the p-value
 * is exact, else normal with tie and continuity correction. The null asks more than a median of 0: differences
 * symmetric about 0. Pairs must be independent; where they share scenarios use `signFlip()`.
 *
 * @param pairs Numbers per arm, replicates folded, one a pairId.
 * @returns `statistic` is V; estimate and interval are those of `hodgesLehmann()`.
 * @throws {RangeError} If every difference is 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { wilcoxonSignedRank } from "twoplane/statistics";
 * const pairs = [0.4, 0.2, 0.6, 0.3, 0.5].map((treatment, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control: 0, treatment, n: { control: 5, treatment: 5 },
 * }));
 * const { pValue } = wilcoxonSignedRank(pairs);
 * assert.ok(Math.abs((pValue ?? 0) - 2 / 32) < 1e-12);
 * ```
 */
export function wilcoxonSignedRank(pairs: readonly Pair<number>[], options: WilcoxonOptions = {}): TestResult {
  const shift = locate("wilcoxonSignedRank", pairs, options);
  const all = checkDifferences("wilcoxonSignedRank", pairs);
  const differences = all.filter((difference) => difference !== 0);
  if (differences.length === 0) {
    throw new RangeError(
      `Cannot run wilcoxonSignedRank(): need a difference other than 0, got ${all.length} times 0. ` +
        "Such data speak for no shift: use equivalencePaired() with a smallest effect of interest",
    );
  }
  const { ranks, tieTerm } = midranks(differences.map(Math.abs));
  const positive = ranks.reduce((sum, rank, i) => sum + ((differences[i] as number) > 0 ? rank : 0), 0);
  const exact = all.length < exactBelow && tieTerm === 0 && differences.length === all.length;
  const pValue = exact ? exactP(positive, differences.length) : normalP(positive, differences.length, tieTerm);
  return {
    ...shift,
    method: `Wilcoxon signed-rank, ${exact ? "exact" : "normal with continuity correction"}`,
    statistic: positive,
    pValue,
    details: { ...shift.details, exact, zeros: all.length - differences.length, ties: tieTerm > 0 },
  };
}

/**
 * By how much does the treatment typically shift a number? Hodges–Lehmann estimate with interval.
 *
 * The median of the means of all two differences, each with itself included (Hodges & Lehmann
 * 1963, Annals of Mathematical Statistics 34:598–611). The interval cuts the same number of those means
 * off both ends as the signed-rank test would reject (Hollander & Wolfe 1999, §3.4), exactly below 50
 * pairs. It estimates the median only where the differences are symmetric. With ties it is conservative.
 *
 * @param pairs Numbers per arm, replicates folded, one a pairId.
 * @returns `interval` is `null` where the pairs are too few for the confidence.
 * @throws {RangeError} If there are no pairs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { hodgesLehmann } from "twoplane/statistics";
 * const pairs = [1, 2, 9].map((treatment, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control: 0, treatment, n: { control: 5, treatment: 5 },
 * }));
 * assert.ok(Math.abs(hodgesLehmann(pairs).estimate - 3.5) < 1e-12); // of 1, 1.5, 2, 5, 5.5, 9
 * ```
 */
export function hodgesLehmann(pairs: readonly Pair<number>[], options: WilcoxonOptions = {}): TestResult {
  return locate("hodgesLehmann", pairs, options);
}

function locate(caller: string, pairs: readonly Pair<number>[], options: WilcoxonOptions): TestResult {
  checkOptions(caller, options, ["confidence", "scenarios"]);
  const confidence = checkConfidence(caller, options.confidence ?? 0.95);
  const sorted = checkDifferences(caller, pairs).sort();
  const cut = cutOff(sorted.length, (1 - confidence) / 2);
  const means = sorted.length * (sorted.length + 1) / 2;
  const interval = cut < 1
    ? null
    : { low: kthWalshAverage(sorted, cut), high: kthWalshAverage(sorted, means + 1 - cut) };
  return {
    method: "Hodges-Lehmann shift",
    estimate: medianWalshAverage(sorted),
    interval,
    confidence: interval === null ? null : confidence,
    statistic: null,
    df: null,
    pValue: null,
    alternative: "two-sided",
    n: pairs.length,
    details: { effect: "typical shift", units: "pairs" },
    warnings: [
      ...checkSharing(caller, pairs, options, clusteredNumbers),
      ...(interval === null ? [`${sorted.length} pairs are too few for an interval at this confidence`] : []),
    ],
  };
}

/** Which mean of two, counted from either end, is the interval's end. */
function cutOff(n: number, tail: number): number {
  if (n < exactBelow) {
    return lowerQuantile(signedRankDensity(n), tail);
  }
  return Math.floor(n * (n + 1) / 4 - normalUpperQuantile(tail) * Math.sqrt(n * (n + 1) * (2 * n + 1) / 24));
}

function exactP(positive: number, n: number): number {
  const density = signedRankDensity(n);
  const smaller = Math.min(positive, n * (n + 1) / 2 - positive);
  return Math.min(1, 2 * lowerSum(density, smaller));
}

function normalP(positive: number, n: number, tieTerm: number): number {
  const distance = positive - n * (n + 1) / 4;
  const deviation = Math.sqrt(n * (n + 1) * (2 * n + 1) / 24 - tieTerm / 48);
  const z = Math.max(0, Math.abs(distance) - 0.5) / deviation;
  return fromLog(Math.min(0, Math.LN2 + normalLogTail(distance === 0 ? 0 : z)));
}
