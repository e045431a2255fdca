import { checkOptions } from "../foundation/mod.ts";
import type { Pair, TestResult } from "../shapes.ts";
import { fewestClusters } from "./bootstrap.ts";
import { checkConfidence, checkFolded, checkNumbers } from "./checks.ts";
import { clusterSums, groupBy, total, type UnitOf } from "./clusters.ts";
import { studentLogTail, studentUpperQuantile } from "./distributions/student.ts";
import { mean } from "./moments.ts";
import { fromLog } from "./probability.ts";

/** Options of `crossedClusters()`. */
export interface CrossedClustersOptions<Row> {
  /** The two ways in which rows hang together, such as scenario and model. */
  units: readonly [UnitOf<Row>, UnitOf<Row>];
  /** Share of such intervals that hold the true mean, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * Is the mean paired difference zero, where rows share scenarios and also models (or authors)? Two-way clustering.
 *
 * Adds the variances of both clusterings and takes off that of their cells (Cameron, Gelbach & Miller 2011,
 * Journal of Business & Economic Statistics 29:238–249), never less than either alone, with t on the smaller
 * number of clusters minus one. It generalizes to new scenarios and new models at once, so it needs several
 * of both: below 6 of either there is no p-value. A few fixed models are better tested one by one.
 *
 * @param pairs Numbers per arm, one per pairId and pair of units (the same pairId may recur for each model).
 * @returns `estimate` is the mean of treatment − control.
 * @throws {RangeError} If either way has fewer than two clusters.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { crossedClusters } from "twoplane/statistics";
 * const rows = Array.from({ length: 48 }, (_, i) => ({
 *   pairId: `s${i % 8}`, scenarioId: `s${i % 8}`, wordingId: "w", model: `m${Math.floor(i / 8)}`,
 *   control: 0, treatment: (i * 37 % 11) / 10, n: { control: 5, treatment: 5 },
 * }));
 * const { details } = crossedClusters(rows, { units: [(row) => row.scenarioId, (row) => row.model] });
 * assert.deepEqual(details?.clusters, [8, 6]);
 * ```
 */
export function crossedClusters<Row extends Pair<number>>(
  pairs: readonly Row[],
  options: CrossedClustersOptions<Row>,
): TestResult {
  const caller = "crossedClusters";
  checkOptions(caller, options, ["units", "confidence"]);
  const confidence = checkConfidence(caller, options.confidence ?? 0.95);
  const [first, second] = options.units;
  const cell: UnitOf<Row> = (row) => JSON.stringify([first(row), second(row)]);
  checkFolded(caller, pairs.map((pair) => ({ ...pair, pairId: `${pair.pairId} in ${cell(pair)}` })), 2);
  const control = checkNumbers(caller, "control", pairs.map((pair) => pair.control));
  const differences = checkNumbers(caller, "treatment", pairs.map((pair) => pair.treatment))
    .map((value, i) => value - (control[i] as number));
  const estimate = mean(differences);
  const residuals = differences.map((difference) => difference - estimate);
  const parts = [first, second, cell].map((unit) => variancePart(caller, pairs, residuals, unit));
  const [a, b, both] = parts as [Part, Part, Part];
  const variance = Math.max(a.variance + b.variance - both.variance, a.variance, b.variance);
  const df = Math.min(a.clusters, b.clusters) - 1;
  const standardError = Math.sqrt(variance);
  const enough = df + 1 >= fewestClusters && standardError > 0;
  const statistic = standardError > 0 ? estimate / standardError : null;
  const half = studentUpperQuantile((1 - confidence) / 2, df) * standardError;
  return {
    method: "two-way clustered t",
    estimate,
    interval: enough ? { low: estimate - half, high: estimate + half } : null,
    confidence: enough ? confidence : null,
    statistic,
    df,
    pValue: enough ? fromLog(Math.min(0, Math.LN2 + studentLogTail(Math.abs(statistic as number), df))) : null,
    alternative: "two-sided",
    n: pairs.length,
    details: { effect: "mean difference", units: "rows", clusters: [a.clusters, b.clusters], standardError },
    warnings: enough ? [] : [
      `${a.clusters} and ${b.clusters} clusters: ${fewestClusters} of each are needed for a p-value; treat the fewer as fixed`,
    ],
  };
}

interface Part {
  variance: number;
  clusters: number;
}

/** Variance of the mean that one clustering explains, with its small-sample factor. */
function variancePart<Row>(caller: string, rows: readonly Row[], residuals: Float64Array, unit: UnitOf<Row>): Part {
  const grouping = groupBy(caller, rows, unit);
  const clusters = grouping.names.length;
  const squares = total(clusterSums(residuals, grouping).map((sum) => sum * sum));
  return { clusters, variance: clusters / (clusters - 1) * squares / rows.length ** 2 };
}
