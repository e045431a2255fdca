import { checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { type Arms, checkArms } from "./arms.ts";
import { checkConfidence } from "./checks.ts";
import { studentLogTail, studentUpperQuantile } from "./distributions/student.ts";
import { mean, variance } from "./moments.ts";
import { fromLog } from "./probability.ts";

/** Options of `welch()`. */
export interface WelchOptions {
  /** Share of such intervals that hold the true difference, in (0, 1). Default 0.95. */
  confidence?: number;
}

/** Difference of means with its standard error and degrees of freedom. */
export interface MeanDifference {
  estimate: number;
  standardError: number;
  df: number;
}

/**
 * By how much do the means of two unpaired groups differ? Welch's t test.
 *
 * Each group keeps its own variance (Welch 1947, Biometrika 34:28–35), so unequal sizes and spreads do no
 * harm. Values are independent within and between groups and their means close to normal; many posts of one
 * agent are not independent: average them first, or use `clusterRobust()`.
 *
 * @param arms Numbers of each group, at least two each.
 * @returns `estimate` is mean(treatment) − mean(control); df by Satterthwaite.
 * @throws {RangeError} If a group has fewer than two values, or neither varies.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { welch } from "twoplane/statistics";
 * const { estimate, pValue } = welch({ control: [1, 2, 3, 4], treatment: [4, 6, 5, 7, 5] });
 * assert.ok(Math.abs(estimate - 2.9) < 1e-12 && (pValue ?? 1) < 0.05);
 * ```
 */
export function welch(arms: Arms, options: WelchOptions = {}): TestResult {
  checkOptions("welch", options, ["confidence"]);
  const confidence = checkConfidence("welch", options.confidence ?? 0.95);
  const { control, treatment } = checkArms("welch", arms, 2);
  const { estimate, standardError, df } = meanDifference("welch", control, treatment);
  const statistic = estimate / standardError;
  const half = studentUpperQuantile((1 - confidence) / 2, df) * standardError;
  return {
    method: "Welch t",
    estimate,
    interval: { low: estimate - half, high: estimate + half },
    confidence,
    statistic,
    df,
    pValue: fromLog(Math.min(0, Math.LN2 + studentLogTail(Math.abs(statistic), df))),
    alternative: "two-sided",
    n: control.length + treatment.length,
    details: {
      effect: "difference of means",
      nControl: control.length,
      nTreatment: treatment.length,
      standardError,
    },
  };
}

/** Welch's estimate, standard error and Satterthwaite's degrees of freedom. */
export function meanDifference(caller: string, control: Float64Array, treatment: Float64Array): MeanDifference {
  const [a, b] = [variance(treatment) / treatment.length, variance(control) / control.length];
  if (a + b === 0) throw new RangeError(`Cannot run ${caller}(): need values that vary, got the same value throughout`);
  return {
    estimate: mean(treatment) - mean(control),
    standardError: Math.sqrt(a + b),
    df: (a + b) ** 2 / (a * a / (treatment.length - 1) + b * b / (control.length - 1)),
  };
}
