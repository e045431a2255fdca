import { checkInteger, checkOneOf, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { TestResult } from "../shapes.ts";
import { bcaLevels, fewestClusters } from "./bootstrap.ts";
import { checkConfidence } from "./checks.ts";
import { groupBy, type UnitOf } from "./clusters.ts";
import { sortedQuantile } from "./moments.ts";

/** Options of `bootstrapStatistic()`. */
export interface BootstrapStatisticOptions<Row> {
  /** The number of interest, computed from rows; must be finite for every resample. */
  statistic: (rows: readonly Row[]) => number;
  /** Names the cluster of a row; clusters are drawn whole. */
  unit: UnitOf<Row>;
  /** Seed of the resamples. */
  seed: number;
  /** Resamples. Default 2,000. */
  draws?: number;
  /** Share of such intervals that hold the true value, in (0, 1). Default 0.95. */
  confidence?: number;
  /** `bca` (default) corrects for bias and skew; `percentile` reads the draws off. */
  method?: "percentile" | "bca";
}

/**
 * Between which values does any number of interest lie? Cluster bootstrap of a statistic of your own.
 *
 * As `bootstrapClusters()`, for a median, a ratio, a correlation or whatever a function of rows returns
 * (Efron 1987, JASA 82:171–185). It fails for extremes such as a maximum, and runs narrow with fewer than
 * about 20 clusters. Below 6 clusters the interval is `null`.
 *
 * @param rows Anything; those of different clusters are independent.
 * @returns `estimate` is the statistic of the rows as they are; no p-value.
 * @throws {RangeError} If there are fewer than two clusters or the statistic is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bootstrapStatistic } from "twoplane/statistics";
 * const rows = Array.from({ length: 20 }, (_, i) => ({ agent: `a${i}`, value: i }));
 * const largestShare = (sample: readonly { value: number }[]) => sample.filter((row) => row.value > 9).length / sample.length;
 * const { interval } = bootstrapStatistic(rows, { statistic: largestShare, unit: (row) => row.agent, seed: 1, draws: 500 });
 * assert.ok(interval !== null && interval.low > 0.2 && interval.high < 0.8);
 * ```
 */
export function bootstrapStatistic<Row>(rows: readonly Row[], options: BootstrapStatisticOptions<Row>): TestResult {
  const caller = "bootstrapStatistic";
  checkOptions(caller, options, ["statistic", "unit", "seed", "draws", "confidence", "method"]);
  const { statistic, unit, seed, draws = 2_000, confidence = 0.95, method = "bca" } = options;
  checkConfidence(caller, confidence);
  checkInteger(caller, "draws", draws, { min: 100 });
  checkOneOf(caller, "method", method, ["percentile", "bca"]);
  const grouping = groupBy(caller, rows, unit);
  const clusters: Row[][] = grouping.names.map(() => []);
  rows.forEach((row, i) => clusters[grouping.of[i] as number]?.push(row));
  const finite = (sample: readonly Row[]) => {
    const value = statistic(sample);
    if (Number.isFinite(value)) return value;
    throw new RangeError(`Cannot run ${caller}(): statistic needs to be finite for every resample, got ${value}`);
  };
  const estimate = finite(rows);
  const random = seededRandom(seed, "bootstrap");
  const resample = () => clusters.flatMap(() => clusters[(random() * clusters.length) | 0] as Row[]);
  const sorted = Float64Array.from({ length: draws }, () => finite(resample())).sort();
  const without = Float64Array.from(clusters, (_, left) => finite(clusters.filter((_, i) => i !== left).flat()));
  const plain = { low: (1 - confidence) / 2, high: (1 + confidence) / 2 };
  const levels = method === "bca" ? bcaLevels(sorted, estimate, [without], confidence) : plain;
  const enough = clusters.length >= fewestClusters;
  return {
    method: `cluster bootstrap, ${method === "bca" ? "BCa" : "percentile"}`,
    estimate,
    interval: enough ? { low: sortedQuantile(sorted, levels.low), high: sortedQuantile(sorted, levels.high) } : null,
    confidence: enough ? confidence : null,
    statistic: null,
    df: null,
    pValue: null,
    alternative: "two-sided",
    n: rows.length,
    details: { effect: "statistic", units: "rows", clusters: clusters.length, draws, seed },
    warnings: enough ? [] : [`${clusters.length} clusters are too few for an interval (${fewestClusters} needed)`],
  };
}
