import { checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { fewestClusters } from "./bootstrap.ts";
import { checkConfidence } from "./checks.ts";
import { studentLogTail, studentUpperQuantile } from "./distributions/student.ts";
import { dot, matrixFunction, multiply } from "./linear.ts";
import { fromLog } from "./probability.ts";
import { type ClusteredData, type ClusteredFit, clusterScores, coefficientIndex, fitClustered } from "./regression.ts";

/** Options of `clusterRobust()`. */
export interface ClusterRobustOptions {
  /** Which column's coefficient: a name of `predictors`, or "(intercept)". */
  coefficient: string;
  /** Share of such intervals that hold the true coefficient, in (0, 1). Default 0.95. */
  confidence?: number;
}

/** Estimate, CR2 standard error and Satterthwaite's degrees of freedom. */
export interface RobustEstimate {
  estimate: number;
  standardError: number;
  df: number;
}

/**
 * How large is a coefficient, where rows come in clusters? Least squares with CR2 standard errors.
 *
 * CR2 inflates each cluster's residuals so that the variance is unbiased if errors were independent, and t
 * gets Satterthwaite's degrees of freedom (Bell & McCaffrey 2002, Survey Methodology 28:169–181; Pustejovsky
 * & Tipton 2018, Journal of Business & Economic Statistics 36:672–683). It then holds with 10–40 clusters of
 * unequal size, where the usual sandwich rejects too often. Fewer degrees of freedom than 4 bring a warning;
 * below 6 clusters there is no p-value.
 *
 * @param data Outcome, predictors, clusters, each of length n.
 * @returns `estimate` is the coefficient; `df` says how many clusters really carry it.
 * @throws {RangeError} If there are fewer than two clusters or columns explain each other.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { clusterRobust } from "twoplane/statistics";
 * const clusters = ["a", "a", "b", "b", "c", "c", "d", "e", "f"];
 * const outcome = [1, 2, 2, 3, 4, 4, 3, 2, 1];
 * const { estimate } = clusterRobust({ outcome, predictors: {}, clusters }, { coefficient: "(intercept)" });
 * assert.ok(Math.abs(estimate - 22 / 9) < 1e-12);
 * ```
 */
export function clusterRobust(data: ClusteredData, options: ClusterRobustOptions): TestResult {
  checkOptions("clusterRobust", options, ["coefficient", "confidence"]);
  const confidence = checkConfidence("clusterRobust", options.confidence ?? 0.95);
  const fit = fitClustered("clusterRobust", data);
  const { estimate, standardError, df } = robustEstimate(
    fit,
    coefficientIndex("clusterRobust", fit, options.coefficient),
  );
  const clusters = fit.grouping.names.length;
  const enough = clusters >= fewestClusters && standardError > 0;
  const statistic = standardError > 0 ? estimate / standardError : null;
  const half = studentUpperQuantile((1 - confidence) / 2, df) * standardError;
  return {
    method: "cluster-robust CR2 with Satterthwaite df",
    estimate,
    interval: enough ? { low: estimate - half, high: estimate + half } : null,
    confidence: enough ? confidence : null,
    statistic,
    df,
    pValue: enough ? fromLog(Math.min(0, Math.LN2 + studentLogTail(Math.abs(statistic as number), df))) : null,
    alternative: "two-sided",
    n: fit.residuals.length,
    details: { effect: `coefficient of ${options.coefficient}`, units: "rows", clusters, standardError },
    warnings: warningsOf(clusters, df, standardError),
  };
}

/**
 * CR2 in the p dimensions of the coefficients: with Z = X (X′X)^(−½) a cluster's adjustment is
 * (I − ZZ′)^(−½), whose action on Z needs only the p × p matrix Z′Z.
 */
export function robustEstimate(fit: ClusteredFit, k: number): RobustEstimate {
  const { p, root, gramians } = fit;
  const h = root.slice(k * p, (k + 1) * p);
  const scores = clusterScores(fit, fit.residuals);
  let [variance, trace, squares, mixed] = [0, 0, 0, 0];
  const outer = new Float64Array(p * p);
  gramians.forEach((gramian, cluster) => {
    const inner = multiply(multiply(root, gramian, p), root, p);
    const weight = multiply(matrixFunction(inner, p, adjustment), h, p);
    variance += dot(weight, multiply(root, scores[cluster] as Float64Array, p)) ** 2;
    const b = multiply(inner, weight, p);
    const own = dot(weight, b);
    const length = dot(b, b);
    trace += own - length;
    squares += own * own;
    mixed += own * length;
    for (let i = 0; i < p * p; i++) {
      outer[i] = (outer[i] as number) + (b[Math.floor(i / p)] as number) * (b[i % p] as number);
    }
  });
  return {
    estimate: fit.coefficients[k] as number,
    standardError: Math.sqrt(variance),
    df: trace * trace / (squares - 2 * mixed + dot(outer, outer)),
  };
}

/** (1 − λ)^(−½); a direction that one cluster alone decides (λ = 1) has no residual and gets weight 0. */
function adjustment(eigenvalue: number): number {
  return eigenvalue > 1 - 1e-10 ? 0 : 1 / Math.sqrt(1 - eigenvalue);
}

function warningsOf(clusters: number, df: number, standardError: number): string[] {
  if (standardError === 0) return ["no residual varies: there is no standard error to test with"];
  if (clusters < fewestClusters) {
    return [
      `${clusters} clusters are too few for a p-value (${fewestClusters} needed): show the estimate of each cluster`,
    ];
  }
  return df < 4 ? [`${df.toFixed(1)} degrees of freedom: few clusters carry this coefficient, so trust it little`] : [];
}
