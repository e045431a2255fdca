import { checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { checkConfidence, checkEqualLength, checkNumbers } from "./checks.ts";
import { normalUpperQuantile } from "./distributions/normal.ts";
import { concatenate, mean, variance } from "./moments.ts";

/** Items of known truth, and items that were judged only. */
export interface JudgedSample {
  /** Truth and judgement of the same items, in the same order; a random part of all items. */
  labelled: { truth: readonly number[]; judged: readonly number[] };
  /** Judgements of the other items. */
  unlabelled: readonly number[];
}

/** Options of `predictionPowered()`. */
export interface PredictionPoweredOptions {
  /** How far the judge is trusted: "all" as it is, "tuned" (default) as far as it helps, estimated from the data. */
  weight?: "all" | "tuned";
  /** Share of such intervals that hold the true mean, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * What is the true mean, where a judge labelled all items and people only some? Prediction-powered inference.
 *
 * The mean judgement of the many, corrected by the judge's mean error on the few (Angelopoulos et al. 2023, Science
 * 382:669–674); "tuned" weighs the judge so that the variance is least, and falls back on the few where it is no help
 * (Angelopoulos, Duchi & Zrnic 2023, arXiv 2311.01453). It supposes that the labelled items are a random part of all, and
 * nothing about the judge. Normal interval: expect some points below the nominal coverage with fewer than 30 labelled items.
 *
 * @param sample Truth and judgements as numbers, 0 and 1 for yes and no.
 * @returns `estimate` is the corrected mean, `details.judged` the mean as judged, `details.weight` the trust.
 * @throws {RangeError} If fewer than two items are labelled or unlabelled.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { predictionPowered } from "twoplane/statistics";
 * const labelled = { truth: [1, 0, 1, 0], judged: [1, 1, 1, 0] };
 * const { estimate } = predictionPowered({ labelled, unlabelled: [1, 1, 0, 1] }, { weight: "all" });
 * assert.equal(estimate, 0.5);
 * ```
 */
export function predictionPowered(sample: JudgedSample, options: PredictionPoweredOptions = {}): TestResult {
  const caller = "predictionPowered";
  checkOptions(caller, options, ["weight", "confidence"]);
  const confidence = checkConfidence(caller, options.confidence ?? 0.95);
  const trust = checkOneOf(caller, "weight", options.weight ?? "tuned", ["all", "tuned"]);
  const truth = checkNumbers(caller, "labelled.truth", sample.labelled.truth, 2);
  const judged = checkNumbers(caller, "labelled.judged", sample.labelled.judged, 2);
  const rest = checkNumbers(caller, "unlabelled", sample.unlabelled, 2);
  checkEqualLength(caller, { name: "truth", values: truth }, { name: "judged", values: judged });
  const weight = trust === "all" ? 1 : tunedWeight(truth, judged, rest);
  const errors = truth.map((value, i) => value - weight * (judged[i] as number));
  const estimate = weight * mean(rest) + mean(errors);
  const standardError = Math.sqrt(weight ** 2 * variance(rest) / rest.length + variance(errors) / errors.length);
  const half = normalUpperQuantile((1 - confidence) / 2) * standardError;
  return {
    method: `prediction-powered mean, ${trust === "all" ? "judge as it is" : "judge weighed"}`,
    estimate,
    interval: { low: estimate - half, high: estimate + half },
    confidence,
    statistic: null,
    df: null,
    pValue: null,
    alternative: "two-sided",
    n: truth.length + rest.length,
    details: {
      effect: "mean",
      units: "items",
      judged: mean(concatenate(judged, rest)),
      labelled: truth.length,
      weight,
      standardError,
    },
    warnings: standardError > 0 ? [] : ["neither truth nor judgement varies: the interval has no width"],
  };
}

/** Covariance of truth and judgement by the variance of judgements, and by 1 + few / many; held in [0, 1]. */
function tunedWeight(truth: Float64Array, judged: Float64Array, rest: Float64Array): number {
  const spread = variance(concatenate(judged, rest));
  if (spread === 0) return 0;
  const [meanTruth, meanJudged] = [mean(truth), mean(judged)];
  const covariance = truth.reduce(
    (sum, value, i) => sum + (value - meanTruth) * ((judged[i] as number) - meanJudged),
    0,
  ) / truth.length;
  return Math.min(1, Math.max(0, covariance / ((1 + truth.length / rest.length) * spread)));
}
