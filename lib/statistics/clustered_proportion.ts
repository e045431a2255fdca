import { checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { checkConfidence, checkNumbers } from "./checks.ts";
import { clusterSums, groupBy, total, type UnitOf } from "./clusters.ts";
import { normalUpperQuantile } from "./distributions/normal.ts";
import { studentUpperQuantile } from "./distributions/student.ts";
import { wilsonInterval } from "./proportion.ts";

/** Options of `clusteredProportion()`. */
export interface ClusteredProportionOptions<Row> {
  /** The share a row stands for, in [0, 1]: 0 or 1 for one trial, or the mean of its replicates. */
  value: (row: Row) => number;
  /** Names the cluster of a row. */
  unit: UnitOf<Row>;
  /** Share of such intervals that hold the true rate, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * How often does it happen, where trials come in clusters? A rate with Wilson's interval on the effective number of trials.
 *
 * The variance between clusters says how many independent trials the rows are worth, which stands in Wilson's interval with
 * a factor for few clusters (Korn & Graubard 1998, Survey Methodology 24:193–201; Franco et al. 2019, Journal of Survey
 * Statistics and Methodology 7:334–364). Rows are never taken for more than they are: the design effect is at least 1. Where
 * nothing or everything happened clusters cannot be told apart, and each counts as one trial.
 *
 * @param rows Anything with a share and a cluster; with one row a cluster and shares of 0 and 1 this is `proportion()`.
 * @returns `estimate` is the mean; `details.effectiveN` what the rows are worth. One cluster has no interval.
 * @throws {RangeError} If there are no rows or a value lies outside [0, 1].
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { clusteredProportion } from "twoplane/statistics";
 * const rows = Array.from({ length: 30 }, (_, i) => ({ acted: Number(i % 6 < 3), scenario: `s${i % 6}` }));
 * const { details } = clusteredProportion(rows, { value: (row) => row.acted, unit: (row) => row.scenario });
 * assert.ok(Number(details?.effectiveN) < 6);
 * ```
 */
export function clusteredProportion<Row>(
  rows: readonly Row[],
  options: ClusteredProportionOptions<Row>,
): TestResult {
  const caller = "clusteredProportion";
  checkOptions(caller, options, ["value", "unit", "confidence"]);
  const confidence = checkConfidence(caller, options.confidence ?? 0.95);
  const values = checkNumbers(caller, "value", rows.map(options.value));
  const outside = values.find((value) => value < 0 || value > 1);
  if (outside !== undefined) {
    throw new RangeError(`Cannot run ${caller}(): each value needs to lie in [0, 1], got ${outside}`);
  }
  const grouping = groupBy(caller, rows, options.unit, 1);
  const [n, clusters] = [values.length, grouping.names.length];
  const rate = total(values) / n;
  const isPlain = clusters === n && values.every((value) => value === 0 || value === 1);
  const effectiveN = isPlain ? n : worth(values.map((value) => value - rate), rate, { grouping, confidence });
  const interval = clusters < 2 && n > 1 ? null : wilsonInterval(rate * effectiveN, effectiveN, confidence);
  return {
    method: isPlain ? "rate, Wilson" : "rate over clusters, Wilson on the effective number of trials",
    estimate: rate,
    interval,
    confidence: interval === null ? null : confidence,
    statistic: null,
    df: null,
    pValue: null,
    alternative: "two-sided",
    n,
    details: { effect: "rate", units: "rows", clusters, effectiveN },
    warnings: interval === null ? ["one cluster says nothing about how clusters vary: no interval"] : [],
  };
}

/** How many independent trials the rows are worth, with the t of the clusters in place of the normal quantile. */
function worth(
  residuals: Float64Array,
  rate: number,
  { grouping, confidence }: { grouping: ReturnType<typeof groupBy>; confidence: number },
): number {
  const [n, clusters] = [residuals.length, grouping.names.length];
  if (clusters < 2) return n;
  const squares = total(clusterSums(residuals, grouping).map((sum) => sum * sum));
  const variance = clusters / (clusters - 1) * squares / (n * n);
  const tail = (1 - confidence) / 2;
  const few = (normalUpperQuantile(tail) / studentUpperQuantile(tail, clusters - 1)) ** 2;
  const isFlat = rate === 0 || rate === 1 || variance === 0;
  const effective = isFlat ? clusters : Math.min(n, rate * (1 - rate) / variance);
  return effective * few;
}
