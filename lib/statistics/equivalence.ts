import { checkNumber, checkOptions } from "../foundation/mod.ts";
import type { Pair, TestResult } from "../shapes.ts";
import { type Arms, checkArms } from "./arms.ts";
import { fewestClusters } from "./bootstrap.ts";
import { checkDifferences, checkOpenUnit } from "./checks.ts";
import type { UnitOf } from "./clusters.ts";
import { robustEstimate } from "./cluster_robust.ts";
import { normalTail } from "./distributions/normal.ts";
import { studentTail, studentUpperQuantile } from "./distributions/student.ts";
import { countPairs } from "./mcnemar.ts";
import { mean, variance } from "./moments.ts";
import { pairedRiskDifference, scoreStatistic } from "./paired_risk_difference.ts";
import { differencesByCluster, fitClustered } from "./regression.ts";
import { checkSharing, clusteredNumbers, clusteredRates, type SharingOptions } from "./sharing.ts";
import { meanDifference } from "./welch.ts";

/** Options of the equivalence tests. */
export interface EquivalenceOptions {
  /** Smallest effect of interest, in the outcome's unit, above 0: fixed before the data are seen. */
  smallestEffect: number;
  /** Level of each of the two one-sided tests, in (0, 0.5). Default 0.05. */
  alpha?: number;
}

/** Estimate with standard error and degrees of freedom, ready for two one-sided t tests. */
interface TEstimate {
  estimate: number;
  standardError: number;
  df: number;
  n: number;
}

/**
 * Is the mean paired difference too small to matter? Two one-sided tests (TOST), paired t.
 *
 * Rejects both "it is at least the smallest effect of interest" and "it is at most its negative" (Schuirmann
 * 1987, Journal of Pharmacokinetics and Biopharmaceutics 15:657–680). A plain test that finds nothing shows
 * nothing; this one can show absence. If it does not, the verdict is "undetermined". Assumes what `pairedT()`
 * does.
 *
 * @param pairs Numbers per arm, replicates folded, one a pairId, n ≥ 2.
 * @returns `pValue` is the larger of the two; `interval` has confidence 1 − 2α and lies inside ± the smallest
 *   effect exactly where the verdict is "equivalent".
 * @throws {RangeError} If the smallest effect is not above 0, or differences do not vary.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { equivalencePaired } from "twoplane/statistics";
 * const pairs = Array.from({ length: 40 }, (_, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control: 0.5, treatment: 0.5 + (i % 5 - 2) / 100,
 *   n: { control: 5, treatment: 5 },
 * }));
 * assert.equal(equivalencePaired(pairs, { smallestEffect: 0.05 }).details?.verdict, "equivalent within ±0.05");
 * ```
 */
export function equivalencePaired(
  pairs: readonly Pair<number>[],
  options: EquivalenceOptions & SharingOptions,
): TestResult {
  const caller = "equivalencePaired";
  checkOptions(caller, options, ["smallestEffect", "alpha", "scenarios"]);
  const differences = checkDifferences(caller, pairs, 2);
  const standardError = Math.sqrt(variance(differences) / differences.length);
  const part = { estimate: mean(differences), standardError, df: differences.length - 1, n: differences.length };
  const details = { effect: "mean difference", units: "pairs" };
  const result = oneSidedPair(caller, "TOST, paired t", part, options, details);
  return { ...result, warnings: checkSharing(caller, pairs, options, clusteredNumbers) };
}

/**
 * Is the difference of two unpaired means too small to matter? Two one-sided Welch tests.
 *
 * As `equivalencePaired()`, for groups without partners; assumes what `welch()` does.
 *
 * @param arms Numbers of each group, at least two each.
 * @returns As `equivalencePaired()`.
 * @throws {RangeError} If the smallest effect is not above 0, or nothing varies.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { equivalenceUnpaired } from "twoplane/statistics";
 * const result = equivalenceUnpaired({ control: [1, 2, 3], treatment: [1, 2, 4] }, { smallestEffect: 0.1 });
 * assert.equal(result.details?.verdict, "undetermined");
 * ```
 */
export function equivalenceUnpaired(arms: Arms, options: EquivalenceOptions): TestResult {
  checkOptions("equivalenceUnpaired", options, ["smallestEffect", "alpha"]);
  const { control, treatment } = checkArms("equivalenceUnpaired", arms, 2);
  const part = { ...meanDifference("equivalenceUnpaired", control, treatment), n: control.length + treatment.length };
  return oneSidedPair("equivalenceUnpaired", "TOST, Welch t", part, options, { effect: "difference of means" });
}

/**
 * Is the mean paired difference too small to matter, where pairs share scenarios? Two one-sided CR2 tests.
 *
 * As `equivalencePaired()`, with the cluster-robust standard error and degrees of freedom of `clusterRobust()`.
 *
 * @param pairs Numbers per arm, replicates folded, one a pairId.
 * @returns As `equivalencePaired()`; no p-value below 6 clusters.
 * @throws {RangeError} If there are fewer than two clusters or the smallest effect is not above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { equivalenceClustered } from "twoplane/statistics";
 * const pairs = Array.from({ length: 60 }, (_, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i % 12}`, wordingId: "w", control: 0.5, treatment: 0.5 + (i % 7 - 3) / 100,
 *   n: { control: 5, treatment: 5 },
 * }));
 * const result = equivalenceClustered(pairs, { smallestEffect: 0.05, unit: (pair) => pair.scenarioId });
 * assert.equal(result.details?.verdict, "equivalent within ±0.05");
 * ```
 */
export function equivalenceClustered<Row extends Pair<number>>(
  pairs: readonly Row[],
  options: EquivalenceOptions & { unit: UnitOf<Row> },
): TestResult {
  const caller = "equivalenceClustered";
  checkOptions(caller, options, ["smallestEffect", "alpha", "unit"]);
  const fit = fitClustered(caller, differencesByCluster(pairs, options));
  const clusters = fit.grouping.names.length;
  const part = { ...robustEstimate(fit, 0), n: pairs.length };
  const details = { effect: "mean difference", units: "pairs", clusters };
  const result = oneSidedPair(caller, "TOST, cluster-robust CR2", part, options, details);
  if (clusters >= fewestClusters) return result;
  const warning =
    `${clusters} clusters are too few for a p-value (${fewestClusters} needed): show the estimate of each`;
  const undecided = { ...result.details, verdict: "undetermined" };
  return { ...result, pValue: null, interval: null, confidence: null, details: undecided, warnings: [warning] };
}

/**
 * Is the change of a yes/no action too rare to matter? Two one-sided score tests on matched pairs.
 *
 * Tango's (1998, Statistics in Medicine 17:891–908) score test at ± the smallest effect; agrees with his
 * interval. Pairs are independent.
 *
 * @param pairs Complete matched pairs, one a pairId.
 * @returns As `equivalencePaired()`, the effect being a risk difference.
 * @throws {RangeError} If there are no pairs or the smallest effect is not in (0, 1).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { equivalencePairedRates } from "twoplane/statistics";
 * const pairs = Array.from({ length: 200 }, (_, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control: i < 100, treatment: i < 101, n: { control: 1, treatment: 1 },
 * }));
 * assert.equal(equivalencePairedRates(pairs, { smallestEffect: 0.05 }).details?.verdict, "equivalent within ±0.05");
 * ```
 */
export function equivalencePairedRates(
  pairs: readonly Pair<boolean>[],
  options: EquivalenceOptions & SharingOptions,
): TestResult {
  const caller = "equivalencePairedRates";
  checkOptions(caller, options, ["smallestEffect", "alpha", "scenarios"]);
  const { smallestEffect, alpha = 0.05, ...sharing } = options;
  checkBounds(caller, smallestEffect, alpha, 1);
  const counts = countPairs(caller, pairs);
  const warnings = checkSharing(caller, pairs, sharing, clusteredRates);
  const plain = pairedRiskDifference(pairs, { confidence: 1 - 2 * alpha, ...sharing });
  const pValue = Math.max(
    normalTail(scoreStatistic(counts, -smallestEffect)),
    normalTail(-scoreStatistic(counts, smallestEffect)),
  );
  return {
    ...plain,
    method: "TOST, Tango score",
    statistic: null,
    pValue,
    details: { ...plain.details, smallestEffect, alpha, verdict: verdict(pValue, alpha, smallestEffect) },
    warnings,
  };
}

function oneSidedPair(
  caller: string,
  method: string,
  { estimate, standardError, df, n }: TEstimate,
  { smallestEffect, alpha = 0.05 }: EquivalenceOptions,
  details: TestResult["details"],
): TestResult {
  checkBounds(caller, smallestEffect, alpha, Infinity);
  if (!(standardError > 0)) {
    throw new RangeError(`Cannot run ${caller}(): need values that vary, got a standard error of 0`);
  }
  const fromBelow = (estimate + smallestEffect) / standardError;
  const fromAbove = (smallestEffect - estimate) / standardError;
  const half = studentUpperQuantile(alpha, df) * standardError;
  const pValue = Math.max(studentTail(fromBelow, df), studentTail(fromAbove, df));
  return {
    method,
    estimate,
    interval: { low: estimate - half, high: estimate + half },
    confidence: 1 - 2 * alpha,
    statistic: Math.min(fromBelow, fromAbove),
    df,
    pValue,
    alternative: "two-sided",
    n,
    details: { ...details, standardError, smallestEffect, alpha, verdict: verdict(pValue, alpha, smallestEffect) },
  };
}

function checkBounds(caller: string, smallestEffect: number, alpha: number, most: number): void {
  checkNumber(caller, "smallestEffect", smallestEffect, {
    min: Number.MIN_VALUE,
    max: Math.min(most, Number.MAX_VALUE),
  });
  checkOpenUnit(caller, "2 alpha", 2 * alpha);
}

function verdict(pValue: number, alpha: number, smallestEffect: number): string {
  return pValue <= alpha ? `equivalent within ±${smallestEffect}` : "undetermined";
}
