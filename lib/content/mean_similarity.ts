import { checkOptions } from "../foundation/mod.ts";
import type { Embeddings } from "../shapes.ts";
import { addTo, checkEmbeddings, dot, rowOf, toUnit } from "../vectors/mod.ts";

/** Options of `meanSimilarity()`. */
export interface MeanSimilarityOptions {
  /** Rows of the texts. Default: all. */
  rows?: readonly number[];
  /** Rows of other texts to compare with. Default: none, the texts are compared among themselves. */
  otherRows?: readonly number[];
}

/**
 * How alike are two texts of a set on average, or a text of one set and a text of another?
 *
 * Mean cosine over all pairs, a text never paired with itself, by the closed form (n²|m|² − n) /
 * (n(n − 1)) with m the mean unit vector: exact, in time proportional to n. Unlike the cosine
 * of centroids it does not grow with n (measure M3).
 *
 * @param embeddings n × d, unit rows.
 * @param options Which rows; see `MeanSimilarityOptions`.
 * @returns Mean cosine in [−1, 1].
 * @throws {RangeError} If there is no pair to compare.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { meanSimilarity } from "twoplane/content";
 * const vectors = Float32Array.of(1, 0, 0, 1);
 * assert(meanSimilarity({ ids: ["a", "b"], dims: 2, model: "hand", vectors }) === 0);
 * ```
 */
export function meanSimilarity(embeddings: Embeddings, options: MeanSimilarityOptions = {}): number {
  checkOptions("meanSimilarity", options, ["rows", "otherRows"]);
  checkEmbeddings("meanSimilarity", embeddings);
  const rows = options.rows ?? embeddings.ids.map((_, row) => row);
  const sum = unitSum(embeddings, rows);
  if (options.otherRows === undefined) {
    if (rows.length < 2) throw new RangeError(`Cannot run meanSimilarity(): needs at least 2 rows, got ${rows.length}`);
    return withinSimilarity(sum, rows.length);
  }
  const { otherRows } = options;
  if (rows.length === 0 || otherRows.length === 0) {
    throw new RangeError(
      `Cannot run meanSimilarity(): needs rows on both sides, got ${rows.length} and ${otherRows.length}`,
    );
  }
  return acrossSimilarity(sum, rows.length, unitSum(embeddings, otherRows), otherRows.length);
}

/** Mean cosine of the pairs within n unit vectors, from their sum. */
export function withinSimilarity(sum: Float64Array, n: number): number {
  return (dot(sum, sum) - n) / (n * (n - 1));
}

/** Mean cosine between n and m unit vectors, from their sums. */
export function acrossSimilarity(sum: Float64Array, n: number, otherSum: Float64Array, m: number): number {
  return dot(sum, otherSum) / (n * m);
}

function unitSum(embeddings: Embeddings, rows: readonly number[]): Float64Array {
  const sum = new Float64Array(embeddings.dims);
  for (const row of rows) addTo(sum, toUnit(rowOf(embeddings, row)));
  return sum;
}
