import { checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { fewestClusters } from "./bootstrap.ts";
import { checkConfidence, checkEqualLength, checkNumbers } from "./checks.ts";
import { groupBy } from "./clusters.ts";
import { studentLogTail, studentUpperQuantile } from "./distributions/student.ts";
import { dot, matrixFunction, multiply } from "./linear.ts";
import { fromLog } from "./probability.ts";
import { type ClusteredData, interceptName } from "./regression.ts";

/** Options of `logisticClustered()`. */
export interface LogisticClusteredOptions {
  /** Share of such intervals that hold the true coefficient, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * How do log-odds of yes depend on columns, where rows come in clusters? Logistic regression with cluster-robust errors.
 *
 * Maximum likelihood by Newton's steps; the sandwich over clusters has the usual factor for few of them (Liang & Zeger 1986,
 * Biometrika 73:13–22), with t on clusters − 1. It rejects somewhat too often below about 20 clusters; below 6 there is no
 * p-value and no interval.
 *
 * @param data Outcomes of 0 and 1, predictors, clusters, each of length n.
 * @returns One result a coefficient by its name, "(intercept)" first; each p-value is against 0.
 * @throws {RangeError} If all outcomes are alike or the columns tell them apart without fail: no coefficient is then finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { logisticClustered } from "twoplane/statistics";
 * const rows = Array.from({ length: 80 }, (_, i) => ({ x: i % 4, y: Number((i * 7) % 10 < 2 + 2 * (i % 4)), unit: `u${i % 20}` }));
 * const found = logisticClustered({
 *   outcome: rows.map((row) => row.y), predictors: { x: rows.map((row) => row.x) }, clusters: rows.map((row) => row.unit),
 * });
 * assert.ok((found.x?.estimate ?? 0) > 0);
 * ```
 */
export function logisticClustered(
  data: ClusteredData,
  options: LogisticClusteredOptions = {},
): Record<string, TestResult> {
  const caller = "logisticClustered";
  checkOptions(caller, options, ["confidence"]);
  const confidence = checkConfidence(caller, options.confidence ?? 0.95);
  const { names, columns, outcome } = checkData(caller, data);
  const grouping = groupBy(caller, data.clusters, (cluster) => cluster);
  const [n, p, clusters] = [outcome.length, names.length, grouping.names.length];
  const beta = fit(caller, columns, outcome);
  const { bread, residuals } = stateAt(columns, outcome, beta);
  const inverse = matrixFunction(bread, p, (value) => 1 / value);
  const scores = Array.from({ length: clusters }, () => new Float64Array(p));
  residuals.forEach((residual, i) => {
    const score = scores[grouping.of[i] as number] as Float64Array;
    for (let j = 0; j < p; j++) {
      score[j] = (score[j] as number) + residual * ((columns[j] as Float64Array)[i] as number);
    }
  });
  const factor = clusters / (clusters - 1) * (n - 1) / (n - p);
  const df = clusters - 1;
  const isEnough = clusters >= fewestClusters;
  return Object.fromEntries(names.map((name, k): [string, TestResult] => {
    const direction = inverse.slice(k * p, (k + 1) * p);
    const standardError = Math.sqrt(factor * scores.reduce((sum, score) => sum + dot(direction, score) ** 2, 0));
    const estimate = beta[k] as number;
    const half = studentUpperQuantile((1 - confidence) / 2, df) * standardError;
    const statistic = estimate / standardError;
    return [name, {
      method: "logistic regression, cluster-robust t",
      estimate,
      interval: isEnough ? { low: estimate - half, high: estimate + half } : null,
      confidence: isEnough ? confidence : null,
      statistic,
      df,
      pValue: isEnough ? fromLog(Math.min(0, Math.LN2 + studentLogTail(Math.abs(statistic), df))) : null,
      alternative: "two-sided",
      n,
      details: { effect: `coefficient of ${name} on the log-odds`, units: "rows", clusters, standardError },
      warnings: isEnough ? [] : [`${clusters} clusters are too few for an interval (${fewestClusters} needed)`],
    }];
  }));
}

function checkData(caller: string, data: ClusteredData) {
  const outcome = checkNumbers(caller, "outcome", data.outcome, 2);
  const odd = outcome.find((value) => value !== 0 && value !== 1);
  if (odd !== undefined) throw new RangeError(`Cannot run ${caller}(): outcome needs 0 and 1, got ${odd}`);
  checkEqualLength(caller, { name: "outcome", values: outcome }, { name: "clusters", values: data.clusters });
  const named = Object.entries(data.predictors).map(([name, values]) => {
    checkEqualLength(caller, { name: "outcome", values: outcome }, { name, values });
    return [name, checkNumbers(caller, name, values)] as const;
  });
  return {
    outcome,
    names: [interceptName, ...named.map(([name]) => name)],
    columns: [new Float64Array(outcome.length).fill(1), ...named.map(([, values]) => values)],
  };
}

/** Newton's steps; a coefficient that runs away, or a fit without doubt, says that the columns separate the outcomes. */
function fit(caller: string, columns: readonly Float64Array[], outcome: Float64Array): Float64Array {
  const p = columns.length;
  const beta = new Float64Array(p);
  for (let step = 0; step < 60; step++) {
    const { bread, residuals } = stateAt(columns, outcome, beta);
    const score = Float64Array.from(columns, (column) => dot(column, residuals));
    const isSure = residuals.every((residual) => Math.abs(residual) < 1e-6);
    const inverse = matrixFunction(bread, p, (value) => 1 / value);
    const move = multiply(inverse, score, p);
    const size = Math.max(...move.map(Math.abs));
    if (isSure || !Number.isFinite(size)) break;
    for (let j = 0; j < p; j++) beta[j] = (beta[j] as number) + (move[j] as number) * Math.min(1, 5 / size);
    if (size < 1e-11 * (1 + Math.max(...beta.map(Math.abs)))) return beta;
  }
  throw new RangeError(
    `Cannot run ${caller}(): need outcomes of both kinds that no column tells apart without fail, got ` +
      `${outcome.reduce((sum, value) => sum + value, 0)} of ${outcome.length} that are 1`,
  );
}

/** X′WX and y − p at these coefficients. */
function stateAt(columns: readonly Float64Array[], outcome: Float64Array, beta: Float64Array) {
  const p = columns.length;
  const bread = new Float64Array(p * p);
  const residuals = outcome.map((value, i) => {
    const logOdds = columns.reduce((sum, column, j) => sum + (column[i] as number) * (beta[j] as number), 0);
    const rate = 1 / (1 + Math.exp(-logOdds));
    for (let j = 0; j < p; j++) {
      const left = rate * (1 - rate) * ((columns[j] as Float64Array)[i] as number);
      for (let k = 0; k < p; k++) {
        bread[j * p + k] = (bread[j * p + k] as number) + left * ((columns[k] as Float64Array)[i] as number);
      }
    }
    return value - rate;
  });
  return { bread, residuals };
}
