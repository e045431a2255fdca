import { checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { checkConfidence, checkNumbers } from "./checks.ts";
import { groupBy, type UnitOf } from "./clusters.ts";
import { studentLogTail, studentUpperQuantile } from "./distributions/student.ts";
import { mean, variance } from "./moments.ts";
import { fromLog } from "./probability.ts";

/** Options of `stratifiedMean()`. */
export interface StratifiedMeanOptions<Row> {
  value: (row: Row) => number;
  /** Names a row's stratum; strata weigh alike, however many rows they have. */
  stratum: UnitOf<Row>;
  /** Share of such intervals that hold the true mean, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * What is the mean where strata weigh alike? Mean of the strata's means, with t and Satterthwaite's degrees of freedom.
 *
 * The variance adds up those of the strata's means (Cochran 1977, Sampling Techniques, §5.4), so it speaks for these very
 * strata and for rows like these in them. Rows are independent; where they come in clusters, cluster them.
 *
 * @param rows Anything with a number and a stratum.
 * @returns `estimate` is the mean of means; without an interval where a stratum has one row only, or no row differs.
 * @throws {RangeError} If there are no rows.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { stratifiedMean } from "twoplane/statistics";
 * const rows = [1, 1, 0, 1, 0, 0].map((y, i) => ({ y, set: i < 4 ? "a" : "b" }));
 * assert.equal(stratifiedMean(rows, { value: (row) => row.y, stratum: (row) => row.set }).estimate, 0.375);
 * ```
 */
export function stratifiedMean<Row>(rows: readonly Row[], options: StratifiedMeanOptions<Row>): TestResult {
  const caller = "stratifiedMean";
  checkOptions(caller, options, ["value", "stratum", "confidence"]);
  const confidence = checkConfidence(caller, options.confidence ?? 0.95);
  const values = checkNumbers(caller, "value", rows.map(options.value));
  const grouping = groupBy(caller, rows, options.stratum, 1);
  const strata = grouping.names.map((_, s) => values.filter((_, i) => grouping.of[i] === s));
  const estimate = mean(strata.map((own) => mean(own)));
  const isKnown = strata.every((own) => own.length > 1);
  const parts = isKnown ? strata.map((own) => variance(own) / own.length / strata.length ** 2) : [];
  const total = parts.reduce((sum, part) => sum + part, 0);
  const hasInterval = isKnown && total > 0;
  const df = hasInterval
    ? total ** 2 / parts.reduce((sum, part, s) => sum + part ** 2 / ((strata[s] as Float64Array).length - 1), 0)
    : null;
  const half = df === null ? 0 : studentUpperQuantile((1 - confidence) / 2, df) * Math.sqrt(total);
  const statistic = hasInterval ? estimate / Math.sqrt(total) : null;
  return {
    method: "mean of strata with equal weight, t",
    estimate,
    interval: hasInterval ? { low: estimate - half, high: estimate + half } : null,
    confidence: hasInterval ? confidence : null,
    statistic,
    df,
    pValue: df === null ? null : fromLog(Math.min(0, Math.LN2 + studentLogTail(Math.abs(statistic as number), df))),
    alternative: "two-sided",
    n: rows.length,
    details: { effect: "mean", units: "rows", strata: strata.length },
    warnings: hasInterval ? [] : [
      isKnown ? "no row differs within its stratum: no interval" : "a stratum of one row has no spread: no interval",
    ],
  };
}
