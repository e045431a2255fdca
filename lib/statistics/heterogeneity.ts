import { checkOptions } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { checkConfidence, checkNumbers } from "./checks.ts";
import { clusterSums, groupBy, total, type UnitOf } from "./clusters.ts";
import { findRoot } from "./distributions/roots.ts";
import { fisherTail } from "./distributions/student.ts";

/** Options of `heterogeneity()`. */
export interface HeterogeneityOptions<Row> {
  /** The number that may differ between groups, such as a pair's difference. */
  value: (row: Row) => number;
  /** Names a row's group, such as its wording. */
  unit: UnitOf<Row>;
  /** Names what groups are compared within, such as the scenario; groups of two strata are never compared. Default: all. */
  within?: UnitOf<Row>;
  /** Share of such intervals that hold the true share, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * Do groups differ by more than chance: does an effect hang on the wording? Share of the variance of group means that is real.
 *
 * One-way analysis of variance of rows in groups, groups within strata. Its F is Cochran's Q by its degrees of freedom with
 * the variance pooled over groups, so that a small group without spread does no harm; 1 − 1/F is then the I² of Higgins &
 * Thompson (2002, Statistics in Medicine 21:1539–1558), with the interval that inverts F (Searle, Casella & McCulloch 1992,
 * Variance Components, §3.6: exact for normal rows and groups of one size). Rows of a group are independent.
 *
 * @param rows Anything with a number and a group, at least one group of two rows.
 * @returns `estimate` is I², in [0, 1]; `details.variance` the variance between groups on the scale of the values.
 * @throws {RangeError} If no stratum has two groups, or no group two rows.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { heterogeneity } from "twoplane/statistics";
 * const rows = [0, 0.1, 0.2, 0.8, 0.9, 1].map((value, i) => ({ value, wording: i < 3 ? "plain" : "warm" }));
 * const { estimate, pValue } = heterogeneity(rows, { value: (row) => row.value, unit: (row) => row.wording });
 * assert.ok(estimate > 0.9 && (pValue ?? 1) < 0.001);
 * ```
 */
export function heterogeneity<Row>(rows: readonly Row[], options: HeterogeneityOptions<Row>): TestResult {
  const caller = "heterogeneity";
  checkOptions(caller, options, ["value", "unit", "within", "confidence"]);
  const confidence = checkConfidence(caller, options.confidence ?? 0.95);
  const { between, inside, dfBetween, dfInside, size } = squares(caller, rows, options);
  const scale = inside / dfInside;
  const f = inside > 0 ? between / dfBetween / scale : between > 0 ? Infinity : 1;
  const isFlat = inside === 0;
  const tail = (1 - confidence) / 2;
  const shareAt = (quantile: number) => Math.max(0, 1 - quantile / f);
  const ends = isFlat
    ? null
    : [fisherQuantile(tail, dfBetween, dfInside), fisherQuantile(1 - tail, dfBetween, dfInside)].map(shareAt);
  const estimate = Math.max(0, 1 - 1 / f);
  return {
    method: "variance between groups, F",
    estimate,
    interval: ends === null ? null : { low: ends[0] as number, high: ends[1] as number },
    confidence: ends === null ? null : confidence,
    statistic: Number.isFinite(f) ? f : null,
    df: dfBetween,
    pValue: isFlat ? null : fisherTail(f, dfBetween, dfInside),
    alternative: "greater",
    n: rows.length,
    details: {
      effect: "share of the variance of group means that is not chance (I²)",
      units: "rows",
      groups: dfInside === 0 ? rows.length : rows.length - dfInside,
      dfInside,
      q: Number.isFinite(f) ? f * dfBetween : null,
      variance: Math.max(0, (between / dfBetween - scale) / size),
    },
    warnings: isFlat ? ["no row differs within its group: chance cannot be told from difference"] : [],
  };
}

/** Sums of squares between groups and inside them, and the group size that balances the expectation of the first. */
function squares<Row>(caller: string, rows: readonly Row[], { value, unit, within }: HeterogeneityOptions<Row>) {
  const values = checkNumbers(caller, "value", rows.map(value), 3);
  const strata = groupBy(caller, rows, within ?? (() => "all"), 1);
  const groups = groupBy(caller, rows, (row) => JSON.stringify([within?.(row) ?? "all", unit(row)]), 1);
  const stratumMeans = clusterSums(values, strata).map((sum, s) => sum / (strata.sizes[s] as number));
  const groupMeans = clusterSums(values, groups).map((sum, g) => sum / (groups.sizes[g] as number));
  const [dfBetween, dfInside] = [groups.names.length - strata.names.length, rows.length - groups.names.length];
  if (dfBetween < 1 || dfInside < 1) {
    throw new RangeError(
      `Cannot run ${caller}(): need two groups in a stratum and two rows in a group, got ${groups.names.length} groups ` +
        `of ${rows.length} rows in ${strata.names.length} strata`,
    );
  }
  let [between, inside] = [0, 0];
  const weight = new Float64Array(groups.names.length);
  values.forEach((each, i) => {
    const [s, g] = [strata.of[i] as number, groups.of[i] as number];
    between += ((groupMeans[g] as number) - (stratumMeans[s] as number)) ** 2;
    inside += (each - (groupMeans[g] as number)) ** 2;
    weight[g] = (groups.sizes[g] as number) ** 2 / (strata.sizes[s] as number);
  });
  const slack = 1e-20 * total(values.map((each) => each * each)); // sums of equal numbers differ in their last bits
  return {
    between: between > slack ? between : 0,
    inside: inside > slack ? inside : 0,
    dfBetween,
    dfInside,
    size: (rows.length - total(weight)) / dfBetween,
  };
}

/** f with P(F > f) = tail. */
function fisherQuantile(tail: number, df1: number, df2: number): number {
  return Math.exp(findRoot((x) => fisherTail(Math.exp(x), df1, df2) - tail, -60, 60));
}
