import { checkInteger, checkOneOf, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { Pair, Random, TestResult } from "../shapes.ts";
import { checkConfidence, checkDifferences } from "./checks.ts";
import { clusterSums, groupBy, perCluster, total, type UnitOf } from "./clusters.ts";
import { normalQuantile, normalTail } from "./distributions/normal.ts";
import { mean, sortedQuantile } from "./moments.ts";

/** Options of `bootstrapClusters()`. */
export interface BootstrapOptions<Row> {
  /** Names the cluster of a pair, such as `(pair) => pair.scenarioId`; clusters are drawn whole. */
  unit: UnitOf<Row>;
  /** Seed of the resamples. */
  seed: number;
  /** Resamples. Default 10,000. */
  draws?: number;
  /** Share of such intervals that hold the true mean, in (0, 1). Default 0.95. */
  confidence?: number;
  /** `bca` (default) corrects for bias and skew; `percentile` reads the draws off. */
  method?: "percentile" | "bca";
}

/** Below this many clusters resampling them gives intervals far too narrow. */
export const fewestClusters = 6;

/**
 * Between which values does the mean paired difference lie? Cluster bootstrap interval.
 *
 * Whole clusters (scenarios, say) are drawn with replacement, so that whatever pairs of one cluster share is
 * kept (Davison & Hinkley 1997, Bootstrap Methods, §3.8). BCa is Efron's (1987, JASA 82:171–185) with the
 * jackknife over clusters. Intervals run narrow with few clusters: at 10 expect some points below the nominal
 * coverage. Below 6 clusters the interval is `null`; show the estimate of each cluster.
 *
 * @param pairs Numbers per arm, replicates folded, one a pairId.
 * @returns `estimate` is the mean of treatment − control over pairs; no p-value.
 * @throws {RangeError} If there are fewer than two clusters.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bootstrapClusters } from "twoplane/statistics";
 * const pairs = [0.4, 0.2, 0.6, 0.4, 0.2, 0.8].map((treatment, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i}`, wordingId: "w", control: 0, treatment, n: { control: 5, treatment: 5 },
 * }));
 * const { interval } = bootstrapClusters(pairs, { unit: (pair) => pair.scenarioId, seed: 1, draws: 1000 });
 * assert(interval !== null && interval.low > 0.2);
 * ```
 */
export function bootstrapClusters<Row extends Pair<number>>(
  pairs: readonly Row[],
  options: BootstrapOptions<Row>,
): TestResult {
  const caller = "bootstrapClusters";
  checkOptions(caller, options, ["unit", "seed", "draws", "confidence", "method"]);
  const { unit, seed, draws = 10_000, confidence = 0.95, method = "bca" } = options;
  checkConfidence(caller, confidence);
  checkInteger(caller, "draws", draws, { min: 100 });
  checkOneOf(caller, "method", method, ["percentile", "bca"]);
  const differences = checkDifferences(caller, pairs, 2);
  const grouping = groupBy(caller, pairs, unit);
  const [sums, sizes] = [clusterSums(differences, grouping), grouping.sizes];
  const estimate = total(sums) / total(sizes);
  const clusters = sums.length;
  const enough = clusters >= fewestClusters;
  const sorted = drawRatios(sums, sizes, draws, seededRandom(seed, "bootstrap")).sort();
  const tails = method === "bca"
    ? bcaLevels(sorted, estimate, [leaveOneOut(sums, sizes)], confidence)
    : plain(confidence);
  return {
    method: `cluster bootstrap, ${method === "bca" ? "BCa" : "percentile"}`,
    estimate,
    interval: enough ? { low: sortedQuantile(sorted, tails.low), high: sortedQuantile(sorted, tails.high) } : null,
    confidence: enough ? confidence : null,
    statistic: null,
    df: null,
    pValue: null,
    alternative: "two-sided",
    n: pairs.length,
    details: {
      effect: "mean difference",
      units: "pairs",
      clusters,
      draws,
      seed,
      ...(clusters <= 24 ? { perCluster: perCluster(differences, grouping) } : {}),
    },
    warnings: enough ? [] : [
      `${clusters} clusters are too few for an interval (${fewestClusters} needed): show the estimate of each cluster`,
    ],
  };
}

/** Ratio Σ sums / Σ sizes of each resample of the clusters. */
export function drawRatios(sums: Float64Array, sizes: Float64Array, draws: number, random: Random): Float64Array {
  const clusters = sums.length;
  const ratios = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let [above, below] = [0, 0];
    for (let i = 0; i < clusters; i++) {
      const pick = (random() * clusters) | 0;
      above += sums[pick] as number;
      below += sizes[pick] as number;
    }
    ratios[draw] = above / below;
  }
  return ratios;
}

/** The ratio without each cluster in turn. */
export function leaveOneOut(sums: Float64Array, sizes: Float64Array): Float64Array {
  const [above, below] = [total(sums), total(sizes)];
  return sums.map((sum, i) => (above - sum) / (below - (sizes[i] as number)));
}

/**
 * Which quantiles of the draws are the ends of the BCa interval (Efron 1987).
 *
 * @param jackknives The estimate without each cluster in turn; one list for each set that is resampled.
 */
export function bcaLevels(
  sorted: Float64Array,
  estimate: number,
  jackknives: readonly Float64Array[],
  confidence: number,
): { low: number; high: number } {
  const bias = normalQuantile(shareBelow(sorted, estimate));
  const skew = acceleration(jackknives);
  if (!Number.isFinite(skew) || !Number.isFinite(bias)) return plain(confidence);
  const level = (z: number) => normalTail(-(bias + (bias + z) / (1 - skew * (bias + z))));
  return { low: level(normalQuantile((1 - confidence) / 2)), high: level(normalQuantile((1 + confidence) / 2)) };
}

/** A sixth of the skewness of the influence values, those of each set weighted by its size. */
function acceleration(jackknives: readonly Float64Array[]): number {
  let [cubes, squares] = [0, 0];
  for (const jackknife of jackknives) {
    const centre = mean(jackknife);
    const weight = (jackknife.length - 1) / jackknife.length;
    for (const value of jackknife) {
      cubes += (weight * (centre - value)) ** 3;
      squares += (weight * (centre - value)) ** 2;
    }
  }
  return cubes / (6 * squares ** 1.5);
}

function plain(confidence: number): { low: number; high: number } {
  return { low: (1 - confidence) / 2, high: (1 + confidence) / 2 };
}

/** Share of the draws below the estimate, ties counted by half; rounding makes no tie and breaks none. */
function shareBelow(sorted: Float64Array, estimate: number): number {
  const slack = 1e-10 * ((sorted[sorted.length - 1] as number) - (sorted[0] as number));
  let [below, equal] = [0, 0];
  for (const value of sorted) {
    if (value < estimate - slack) below++;
    else if (value <= estimate + slack) equal++;
    else break;
  }
  return (below + equal / 2) / sorted.length;
}
