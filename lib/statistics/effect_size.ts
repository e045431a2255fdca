import { checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Pair, TestResult } from "../shapes.ts";
import { checkConfidence, checkDifferences } from "./checks.ts";
import { logGamma } from "./distributions/gamma.ts";
import { noncentralStudentLower } from "./distributions/noncentral.ts";
import { normalUpperQuantile } from "./distributions/normal.ts";
import { findRoot } from "./distributions/roots.ts";
import { mean, variance } from "./moments.ts";
import { checkSharing, clusteredNumbers, type SharingOptions } from "./sharing.ts";

/** Options of `standardizedEffect()`. */
export interface StandardizedEffectOptions extends SharingOptions {
  /**
   * `z` divides by the spread of the differences, as the t test and its power do; `av` by the root mean
   * square of the arms' spreads, comparable with unpaired studies.
   */
  kind: "z" | "av";
  /** Share of such intervals that hold the true value, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * How large is a paired effect in standard deviations? d_z or d_av with small-sample correction.
 *
 * d_z and d_av answer different questions and can differ several-fold, since d_z grows with the
 * correlation of the arms; so the kind is a required option. Both are multiplied by Hedges' exact
 * factor for n − 1 degrees of freedom (Hedges 1981, Journal of Educational Statistics 6:107–128). The
 * interval of d_z inverts the noncentral t; that of d_av is Bonett's large-sample one
 * (2008, Psychological Methods 13:99–109). Differences are normal and independent.
 *
 * @param pairs Numbers per arm, replicates folded, one a pairId, n ≥ 3.
 * @returns `estimate` is the corrected effect, `details.uncorrected` the plain one.
 * @throws {RangeError} If there are fewer than three pairs or no spread to divide by.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { standardizedEffect } from "twoplane/statistics";
 * const pairs = [0.4, 0.2, 0.6, 0.3].map((treatment, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control: 0.1 * i, treatment, n: { control: 5, treatment: 5 },
 * }));
 * const { estimate, details } = standardizedEffect(pairs, { kind: "z" });
 * assert.ok(estimate < Number(details?.uncorrected));
 * ```
 */
export function standardizedEffect(pairs: readonly Pair<number>[], options: StandardizedEffectOptions): TestResult {
  const caller = "standardizedEffect";
  checkOptions(caller, options, ["kind", "confidence", "scenarios"]);
  const kind = checkOneOf(caller, "kind", options.kind, ["z", "av"]);
  const confidence = checkConfidence(caller, options.confidence ?? 0.95);
  const differences = checkDifferences(caller, pairs, 3);
  const [control, treatment] = [pairs.map((pair) => pair.control), pairs.map((pair) => pair.treatment)];
  const variances = { difference: variance(differences), control: variance(control), treatment: variance(treatment) };
  const square = kind === "z" ? variances.difference : (variances.control + variances.treatment) / 2;
  if (square === 0) {
    throw new RangeError(`Cannot run ${caller}(): need values that vary, got a standard deviation of 0`);
  }
  const uncorrected = mean(differences) / Math.sqrt(square);
  const df = differences.length - 1;
  const ends = kind === "z"
    ? noncentralInterval(uncorrected, differences.length, confidence)
    : bonettInterval(uncorrected, variances, df, confidence);
  const factor = smallSampleFactor(df);
  return {
    method: kind === "z" ? "standardized effect d_z" : "standardized effect d_av",
    estimate: factor * uncorrected,
    interval: ends,
    confidence,
    statistic: null,
    df,
    pValue: null,
    alternative: "two-sided",
    n: pairs.length,
    details: { effect: kind === "z" ? "d_z" : "d_av", units: "pairs", uncorrected, factor },
    warnings: checkSharing(caller, pairs, options, clusteredNumbers),
  };
}

/** Hedges' exact correction Γ(df/2) / (√(df/2) Γ((df − 1)/2)). */
export function smallSampleFactor(df: number): number {
  return Math.exp(logGamma(df / 2) - logGamma((df - 1) / 2) - Math.log(df / 2) / 2);
}

/** The effects under which the observed t is neither too large nor too small. */
function noncentralInterval(effect: number, n: number, confidence: number): { low: number; high: number } {
  const t = effect * Math.sqrt(n);
  const reach = 10 + 2 * Math.abs(t);
  const end = (p: number) =>
    findRoot((shift) => noncentralStudentLower(t, n - 1, shift) - p, t - reach, t + reach, 1e-11) / Math.sqrt(n);
  return { low: end((1 + confidence) / 2), high: end((1 - confidence) / 2) };
}

function bonettInterval(
  effect: number,
  variances: { difference: number; control: number; treatment: number },
  df: number,
  confidence: number,
): { low: number; high: number } {
  const { difference, control, treatment } = variances;
  const square = (control + treatment) / 2;
  const covariance = (control + treatment - difference) / 2;
  const spread = effect ** 2 * (control ** 2 + treatment ** 2 + 2 * covariance ** 2) / (8 * df * square ** 2);
  const half = normalUpperQuantile((1 - confidence) / 2) * Math.sqrt(spread + difference / (df * square));
  return { low: effect - half, high: effect + half };
}
