import { checkOptions } from "../foundation/mod.ts";
import type { Pair, TestResult } from "../shapes.ts";
import { fewestClusters } from "./bootstrap.ts";
import { checkConfidence } from "./checks.ts";
import { clusterSums, groupBy, perCluster, total, type UnitOf } from "./clusters.ts";
import { normalLogTail, normalUpperQuantile } from "./distributions/normal.ts";
import { countPairs } from "./mcnemar.ts";
import { clip, fromLog } from "./probability.ts";

/** Options of `mcnemarClustered()`. */
export interface McnemarClusteredOptions<Row> {
  /** Names the cluster of a pair, such as `(pair) => pair.scenarioId`. */
  unit: UnitOf<Row>;
  /** Share of such intervals that hold the true value, in (0, 1). Default 0.95. */
  confidence?: number;
}

/**
 * Did the treatment change a yes/no action, where pairs share scenarios? Durkalski's clustered McNemar test.
 *
 * Each cluster gives one number, (gained − lost) / its pairs, and clusters count alike (Durkalski,
 * Palesch, Lipsitz & Rust 2003, Statistics in Medicine 22:2417–2428); so `estimate` is the mean over
 * clusters, and `details.pooled` the one over pairs. The interval holds the differences that the
 * same statistic does not reject. The normal reference needs many clusters: from about 20 the level
 * is nominal; with fewer use `signFlip()`. Below 6 there is no p-value.
 *
 * @param pairs Complete matched pairs, one a pairId.
 * @returns `statistic` is the signed root of Durkalski's chi-square.
 * @throws {RangeError} If there are fewer than two clusters.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mcnemarClustered } from "twoplane/statistics";
 * const pairs = Array.from({ length: 48 }, (_, i) => ({
 *   pairId: `p${i}`, scenarioId: `s${i % 24}`, wordingId: "w", control: i % 5 === 0, treatment: i % 2 === 0,
 *   n: { control: 1, treatment: 1 },
 * }));
 * const result = mcnemarClustered(pairs, { unit: (pair) => pair.scenarioId });
 * assert.equal(result.details?.clusters, 24);
 * ```
 */
export function mcnemarClustered<Row extends Pair<boolean>>(
  pairs: readonly Row[],
  options: McnemarClusteredOptions<Row>,
): TestResult {
  const caller = "mcnemarClustered";
  checkOptions(caller, options, ["unit", "confidence"]);
  const confidence = checkConfidence(caller, options.confidence ?? 0.95);
  const counts = countPairs(caller, pairs);
  const differences = Float64Array.from(pairs, (pair) => Number(pair.treatment) - Number(pair.control));
  const grouping = groupBy(caller, pairs, options.unit);
  const clusters = grouping.names.length;
  const shares = clusterSums(differences, grouping).map((sum, i) => sum / (grouping.sizes[i] as number));
  const squares = total(shares.map((share) => share * share));
  const statistic = squares === 0 ? 0 : total(shares) / Math.sqrt(squares);
  const enough = clusters >= fewestClusters;
  return {
    method: "McNemar clustered (Durkalski)",
    estimate: total(shares) / clusters,
    interval: enough ? invertedInterval(shares, normalUpperQuantile((1 - confidence) / 2)) : null,
    confidence: enough ? confidence : null,
    statistic,
    df: null,
    pValue: enough ? fromLog(Math.min(0, Math.LN2 + normalLogTail(Math.abs(statistic)))) : null,
    alternative: "two-sided",
    n: pairs.length,
    details: {
      effect: "mean risk difference of clusters",
      units: "pairs",
      clusters,
      ...counts,
      pooled: (counts.gained - counts.lost) / counts.n,
      ...(clusters <= 24 ? { perCluster: perCluster(differences, grouping) } : {}),
    },
    warnings: clusters >= 20 ? [] : [
      `${clusters} clusters are ${enough ? "few" : "too few"} for this test: use signFlip() over clusters` +
      (enough ? "" : " and show the estimate of each"),
    ],
  };
}

/** All delta with |Σ (share − delta)| / √Σ (share − delta)² below z: a quadratic in delta. */
function invertedInterval(shares: Float64Array, z: number): { low: number; high: number } {
  const clusters = shares.length;
  const centre = total(shares) / clusters;
  const spread = total(shares.map((share) => (share - centre) ** 2)) / clusters;
  const half = z * z < clusters ? z * Math.sqrt(spread / (clusters - z * z)) : Infinity;
  return clip({ low: centre - half, high: centre + half }, [-1, 1]);
}
