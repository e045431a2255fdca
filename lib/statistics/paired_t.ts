import { checkOptions } from "../foundation/mod.ts";
import type { Pair, TestResult } from "../shapes.ts";
import { checkConfidence, checkDifferences } from "./checks.ts";
import { fromLog } from "./probability.ts";
import { studentLogTail, studentUpperQuantile } from "./distributions/student.ts";
import { mean, variance } from "./moments.ts";
import { checkSharing, clusteredNumbers, type SharingOptions } from "./sharing.ts";

/** Options of `pairedT()`. */
export interface PairedTOptions extends SharingOptions {
  /** Share of such intervals that hold the true mean, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * By how much does the treatment change a number (a disposition, a share folded by mean)? Paired t test.
 *
 * The mean of treatment − control with its t interval (Student 1908, Biometrika 6:1–25). Differences
 * are independent and their mean close to normal: it holds well from 20–30 pairs on unless a few
 * pairs carry everything. Pairs that share scenarios are not independent: use `signFlip()`,
 * `bootstrapClusters()` or `clusterRobust()`.
 *
 * @param pairs Numbers per arm, replicates folded, one a pairId, n ≥ 2.
 * @returns `estimate` is the mean difference; statistic t with df = n − 1.
 * @throws {RangeError} If there are fewer than two pairs, or all differences are equal and not 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pairedT } from "twoplane/statistics";
 * const pairs = [0.4, 0.2, 0.6].map((treatment, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control: 0, treatment, n: { control: 5, treatment: 5 },
 * }));
 * assert(Math.abs(pairedT(pairs).estimate - 0.4) < 1e-12);
 * ```
 */
export function pairedT(pairs: readonly Pair<number>[], options: PairedTOptions = {}): TestResult {
  checkOptions("pairedT", options, ["confidence", "scenarios"]);
  const confidence = checkConfidence("pairedT", options.confidence ?? 0.95);
  const differences = checkDifferences("pairedT", pairs, 2);
  const [estimate, df] = [mean(differences), differences.length - 1];
  const standardError = Math.sqrt(variance(differences) / differences.length);
  if (standardError === 0) {
    throw new RangeError(
      `Cannot run pairedT(): need differences that vary, got ${differences.length} times ${differences[0]}. ` +
        "Use signFlip()",
    );
  }
  const statistic = estimate / standardError;
  const half = studentUpperQuantile((1 - confidence) / 2, df) * standardError;
  const logPValue = Math.LN2 + studentLogTail(Math.abs(statistic), df);
  return {
    method: "paired t",
    estimate,
    interval: { low: estimate - half, high: estimate + half },
    confidence,
    statistic,
    df,
    pValue: fromLog(Math.min(0, logPValue)),
    alternative: "two-sided",
    n: pairs.length,
    details: { effect: "mean difference", units: "pairs", standardError, logPValue },
    warnings: checkSharing("pairedT", pairs, options, clusteredNumbers),
  };
}
