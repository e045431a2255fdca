import { checkNumber, checkOptions, quote } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { checkConfidence } from "./checks.ts";
import { chiSquareTail } from "./distributions/chi_square.ts";
import { studentLogTail, studentUpperQuantile } from "./distributions/student.ts";
import { fromLog } from "./probability.ts";

/** An effect with its standard error, as each model or study gives one. */
export interface StudyEffect {
  estimate: number;
  /** Above 0. */
  standardError: number;
}

/** Options of `randomEffects()`. */
export interface RandomEffectsOptions {
  /** Share of such intervals that hold the true mean, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * What is the mean effect of studies like these, and do they agree?
 *
 * Cochran's Q asks whether the effects differ by more than their standard errors allow; τ is DerSimonian and Laird's
 * standard deviation of the true effects (1986, Controlled Clinical Trials 7:177–188), and the mean gets Hartung and
 * Knapp's t interval with k − 1 degrees of freedom (2001, Statistics in Medicine 20:3875–3889), which holds better with
 * few studies than the normal one. With fewer than five studies τ and I² are hardly known.
 *
 * @param studies k ≥ 2 independent effects.
 * @returns `details`: Q, its df and p, τ, I² in [0, 1].
 * @throws {RangeError} If there are fewer than two, or a standard error is not above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { randomEffects } from "twoplane/statistics";
 * const { details } = randomEffects([{ estimate: 0.1, standardError: 0.02 }, { estimate: 0.5, standardError: 0.02 }]);
 * assert.ok((details?.iSquared as number) > 0.9);
 * ```
 */
export function randomEffects(studies: readonly StudyEffect[], options: RandomEffectsOptions = {}): TestResult {
  const caller = "randomEffects";
  checkOptions(caller, options, ["confidence"]);
  const confidence = checkConfidence(caller, options.confidence ?? 0.95);
  checkStudies(caller, studies);
  const df = studies.length - 1;
  const { q, tau } = spread(studies);
  const weights = studies.map(({ standardError }) => 1 / (standardError ** 2 + tau ** 2));
  const estimate = weightedMean(studies, weights);
  const scatter = studies.reduce((sum, study, i) => sum + (weights[i] as number) * (study.estimate - estimate) ** 2, 0);
  const standardError = Math.sqrt(scatter / (df * total(weights)));
  const half = studentUpperQuantile((1 - confidence) / 2, df) * standardError;
  const statistic = standardError > 0 ? estimate / standardError : null;
  return {
    method: "random effects, DerSimonian-Laird, Hartung-Knapp",
    estimate,
    interval: { low: estimate - half, high: estimate + half },
    confidence,
    statistic,
    df,
    pValue: statistic === null ? null : fromLog(Math.min(0, Math.LN2 + studentLogTail(Math.abs(statistic), df))),
    alternative: "two-sided",
    n: studies.length,
    details: {
      effect: "mean effect",
      units: "studies",
      q,
      qDf: df,
      qPValue: chiSquareTail(q, df),
      tau,
      iSquared: q > df ? (q - df) / q : 0,
      standardError,
    },
    warnings: studies.length < 5 ? [`${studies.length} studies: how much they differ is hardly known`] : [],
  };
}

/** Cochran's Q about the mean weighted by precision, and the τ that explains it. */
function spread(studies: readonly StudyEffect[]): { q: number; tau: number } {
  const weights = studies.map(({ standardError }) => standardError ** -2);
  const mean = weightedMean(studies, weights);
  const q = studies.reduce((sum, study, i) => sum + (weights[i] as number) * (study.estimate - mean) ** 2, 0);
  const sum = total(weights);
  const scale = sum - total(weights.map((weight) => weight * weight)) / sum;
  return { q, tau: Math.sqrt(Math.max(0, (q - (studies.length - 1)) / scale)) };
}

function weightedMean(studies: readonly StudyEffect[], weights: readonly number[]): number {
  return studies.reduce((sum, { estimate }, i) => sum + (weights[i] as number) * estimate, 0) / total(weights);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function checkStudies(caller: string, studies: readonly StudyEffect[]): void {
  if (!Array.isArray(studies) || studies.length < 2) {
    throw new RangeError(
      `Cannot run ${caller}(): need at least 2 studies, got ${
        Array.isArray(studies) ? studies.length : quote(studies)
      }`,
    );
  }
  studies.forEach(({ estimate, standardError }, i) => {
    checkNumber(caller, `studies[${i}].estimate`, estimate);
    checkNumber(caller, `studies[${i}].standardError`, standardError, { min: Number.MIN_VALUE });
  });
}
