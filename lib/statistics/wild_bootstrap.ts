import { checkInteger, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { Random, TestResult } from "../shapes.ts";
import { fewestClusters } from "./bootstrap.ts";
import { checkConfidence } from "./checks.ts";
import { dot, multiply } from "./linear.ts";
import {
  type ClusteredData,
  type ClusteredFit,
  clusterScores,
  coefficientIndex,
  columnOf,
  fitClustered,
  residualsWithout,
} from "./regression.ts";

/** Options of `wildClusterBootstrap()`. */
export interface WildBootstrapOptions {
  /** Which column's coefficient: a name of `predictors`, or "(intercept)". */
  coefficient: string;
  /** Seed of the weights. */
  seed: number;
  /** Bootstrap samples. Default 9,999. */
  draws?: number;
  /** Share of such intervals that hold the true coefficient, in (0, 1). Default 0.95. */
  confidence?: number;
}

/** Below this many clusters Rademacher's two weights give too few different samples. */
const webbBelow = 12;
const webbWeights = [-Math.sqrt(1.5), -1, -Math.sqrt(0.5), Math.sqrt(0.5), 1, Math.sqrt(1.5)];

/** A hypothesis as a straight line in the supposed coefficient c: parts (y) − c · parts (x). */
interface Restricted {
  y: readonly Float64Array[];
  x: readonly Float64Array[];
}

/**
 * Is a coefficient zero, where rows come in few clusters? Wild cluster bootstrap with the null imposed.
 *
 * Refits under the null, multiplies each cluster's residuals by one random weight, and compares the
 * cluster-robust t (Cameron, Gelbach & Miller 2008, Review of Economics and Statistics 90:414–427). Weights
 * are Rademacher's, below 12 clusters Webb's six-point ones (Webb 2023, Canadian Journal of Economics
 * 56:839–858). The interval holds every value the same weights do not reject. Holds from about 6–10 clusters
 * on unless very few are treated or one is far larger than the rest; below 6 there is no p-value.
 *
 * @param data Outcome, predictors, clusters, each of length n.
 * @returns `statistic` is the cluster-robust t; p is (1 + samples at least as far) / (draws + 1).
 * @throws {RangeError} If there are fewer than two clusters or columns explain each other.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { wildClusterBootstrap } from "twoplane/statistics";
 * const clusters = ["a", "a", "b", "b", "c", "c", "d", "e", "f"];
 * const outcome = [1, 2, 2, 3, 4, 4, 3, 2, 1];
 * const data = { outcome, predictors: {}, clusters };
 * const { pValue } = wildClusterBootstrap(data, { coefficient: "(intercept)", seed: 1, draws: 999 });
 * assert.ok(pValue !== null && pValue < 0.05);
 * ```
 */
export function wildClusterBootstrap(data: ClusteredData, options: WildBootstrapOptions): TestResult {
  const caller = "wildClusterBootstrap";
  checkOptions(caller, options, ["coefficient", "seed", "draws", "confidence"]);
  const { coefficient, seed, draws = 9_999, confidence = 0.95 } = options;
  checkConfidence(caller, confidence);
  checkInteger(caller, "draws", draws, { min: 99 });
  const fit = fitClustered(caller, data);
  const k = coefficientIndex(caller, fit, coefficient);
  const clusters = fit.grouping.names.length;
  const estimate = fit.coefficients[k] as number;
  const direction = fit.inverse.slice(k * fit.p, (k + 1) * fit.p);
  const standardError = Math.sqrt(
    clusterScores(fit, fit.residuals).reduce((sum, score) => sum + dot(direction, score) ** 2, 0),
  );
  const enough = clusters >= fewestClusters && standardError > 0;
  const weights = drawWeights(clusters, draws, seededRandom(seed, "wild"));
  const parts = restrictedParts(caller, fit, k, data);
  const pAt = (value: number) =>
    wildPValue(fit, direction, parts, weights, value, Math.abs(estimate - value) / standardError);
  return {
    method: `wild cluster bootstrap, null imposed, ${clusters < webbBelow ? "Webb" : "Rademacher"} weights`,
    estimate,
    interval: enough ? invertByBisection(pAt, estimate, standardError, 1 - confidence) : null,
    confidence: enough ? confidence : null,
    statistic: standardError > 0 ? estimate / standardError : null,
    df: null,
    pValue: enough ? pAt(0) : null,
    alternative: "two-sided",
    n: fit.residuals.length,
    details: { effect: `coefficient of ${coefficient}`, units: "rows", clusters, draws, seed, standardError },
    warnings: enough ? [] : [
      `${clusters} clusters are too few for a p-value (${fewestClusters} needed): show the estimate of each cluster`,
    ],
  };
}

/** X′ũ of each cluster, where ũ are the residuals under the null, split into what y and what x add. */
export function restrictedParts(caller: string, fit: ClusteredFit, k: number, data: ClusteredData): Restricted {
  const without = (values: Float64Array) => clusterScores(fit, residualsWithout(caller, fit, k, values));
  return { y: without(Float64Array.from(data.outcome)), x: without(columnOf(fit, k)) };
}

function drawWeights(clusters: number, draws: number, random: Random): Float64Array {
  const weights = new Float64Array(draws * clusters);
  for (let i = 0; i < weights.length; i++) {
    weights[i] = clusters < webbBelow ? webbWeights[(random() * 6) | 0] as number : random() < 0.5 ? -1 : 1;
  }
  return weights;
}

/** p-value of the hypothesis that the coefficient is `value`. */
export function wildPValue(
  fit: ClusteredFit,
  direction: Float64Array,
  parts: Restricted,
  weights: Float64Array,
  value: number,
  observed: number,
): number {
  const { p, inverse, gramians } = fit;
  const clusters = gramians.length;
  const scores = parts.y.map((y, c) => y.map((part, j) => part - value * ((parts.x[c] as Float64Array)[j] as number)));
  const along = Float64Array.from(scores, (score) => dot(direction, score));
  // Row c: how a shift of the coefficients moves cluster c's score.
  const pulls = gramians.map((gramian) => multiply(multiply(direction, gramian, p), inverse, p));
  const draws = weights.length / clusters;
  let reached = 1;
  const sum = new Float64Array(p);
  for (let draw = 0; draw < draws; draw++) {
    sum.fill(0);
    let top = 0;
    for (let c = 0; c < clusters; c++) {
      const weight = weights[draw * clusters + c] as number;
      top += weight * (along[c] as number);
      for (let j = 0; j < p; j++) sum[j] = (sum[j] as number) + weight * ((scores[c] as Float64Array)[j] as number);
    }
    let variance = 0;
    for (let c = 0; c < clusters; c++) {
      const pull = dot(pulls[c] as Float64Array, sum);
      variance += ((weights[draw * clusters + c] as number) * (along[c] as number) - pull) ** 2;
    }
    if (Math.abs(top) >= observed * Math.sqrt(variance) * (1 - 1e-10)) reached++;
  }
  return reached / (draws + 1);
}

/** Ends of the values whose p is above the level, each found to a ten-thousandth of the standard error. */
function invertByBisection(pAt: (value: number) => number, estimate: number, standardError: number, level: number) {
  const end = (sign: 1 | -1) => {
    let [inside, outside] = [0, 2];
    while (pAt(estimate + sign * outside * standardError) > level && outside < 1000) {
      [inside, outside] = [outside, 2 * outside];
    }
    if (outside >= 1000) return sign * Infinity;
    while (outside - inside > 1e-4) {
      const middle = (inside + outside) / 2;
      if (pAt(estimate + sign * middle * standardError) > level) inside = middle;
      else outside = middle;
    }
    return estimate + sign * inside * standardError;
  };
  const [low, high] = [end(-1), end(1)];
  return Number.isFinite(low) && Number.isFinite(high) ? { low, high } : null;
}
