import { checkInteger, checkOptions, randomIndex, seededRandom } from "../foundation/mod.ts";
import type { Embeddings } from "../shapes.ts";
import { midranks } from "../statistics/mod.ts";
import { checkEmbeddings, cosineSimilarity, rowOf } from "../vectors/mod.ts";
import { checkCoordinates } from "./judged_rows.ts";

/** Pairs compared unless the caller says otherwise. */
const PAIRS = 100_000;

/** Options of `distanceCorrelation()`. */
export interface DistanceCorrelationOptions {
  /** Draws the sample of pairs where there are more than `pairs`. */
  seed: number;
  /** Pairs of points that are compared at most; with fewer than that, all are. Default 100,000. */
  pairs?: number;
}

/**
 * Are points that stand far apart on the map far apart in meaning?
 *
 * Spearman's rank correlation between the cosine distances of pairs and their distances on the
 * map (not the distance correlation of Székely): 1 means that the map keeps the order of all
 * distances, 0 that it says nothing of them. Maps made from neighbours alone are weak here,
 * whatever their trustworthiness: gaps between clusters are then no measure of meaning.
 *
 * @param embeddings n × d, unit rows, n ≥ 3.
 * @param coordinates 2 · n map coordinates of the same rows.
 * @param options See `DistanceCorrelationOptions`.
 * @returns The correlation in [−1, 1], 0 where all distances of one side are equal; and how many pairs were compared.
 * @throws {RangeError} If the sizes do not fit.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { distanceCorrelation } from "twoplane/projection";
 * const vectors = Float32Array.of(1, 0, 0.8, 0.6, 0, 1, -1, 0);
 * const embeddings = { ids: ["a", "b", "c", "d"], dims: 2, model: "hand", vectors };
 * const { value, pairs } = distanceCorrelation(embeddings, Float64Array.from(vectors), { seed: 1 });
 * assert(value > 0.9 && pairs === 6);
 * ```
 */
export function distanceCorrelation(
  embeddings: Embeddings,
  coordinates: Float64Array,
  options: DistanceCorrelationOptions,
): { value: number; pairs: number } {
  const caller = "distanceCorrelation";
  checkOptions(caller, options, ["seed", "pairs"]);
  checkEmbeddings(caller, embeddings, 3);
  const n = embeddings.ids.length;
  checkCoordinates(caller, coordinates, n);
  const most = checkInteger(caller, "pairs", options.pairs ?? PAIRS, { min: 3, max: 10_000_000 });
  const [first, second] = n * (n - 1) / 2 <= most ? allPairs(n) : drawnPairs(n, most, options.seed);
  const inMeaning = first.map((row, pair) => {
    const similarity = cosineSimilarity(rowOf(embeddings, row), rowOf(embeddings, second[pair] as number));
    return 1 - similarity;
  });
  const onMap = first.map((row, pair) => {
    const other = second[pair] as number;
    const dx = (coordinates[2 * row] as number) - (coordinates[2 * other] as number);
    const dy = (coordinates[2 * row + 1] as number) - (coordinates[2 * other + 1] as number);
    return dx * dx + dy * dy;
  });
  return { value: rankCorrelation(inMeaning, onMap), pairs: first.length };
}

function allPairs(n: number): [Float64Array, Float64Array] {
  const [first, second] = [new Float64Array(n * (n - 1) / 2), new Float64Array(n * (n - 1) / 2)];
  let pair = 0;
  for (let a = 0; a < n; a++) {
    for (let b = a + 1; b < n; b++, pair++) {
      first[pair] = a;
      second[pair] = b;
    }
  }
  return [first, second];
}

/** Pairs of distinct rows, drawn one by one: a pair may come twice. */
function drawnPairs(n: number, count: number, seed: number): [Float64Array, Float64Array] {
  const random = seededRandom(seed, "distance correlation");
  const [first, second] = [new Float64Array(count), new Float64Array(count)];
  for (let pair = 0; pair < count; pair++) {
    const a = randomIndex(random, n);
    const b = randomIndex(random, n - 1);
    first[pair] = a;
    second[pair] = b < a ? b : b + 1;
  }
  return [first, second];
}

function rankCorrelation(x: Float64Array, y: Float64Array): number {
  const [a, b] = [midranks(x).ranks, midranks(y).ranks];
  const middle = (x.length + 1) / 2;
  let [across, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [(a[i] as number) - middle, (b[i] as number) - middle];
    across += da * db;
    ofA += da * da;
    ofB += db * db;
  }
  return ofA === 0 || ofB === 0 ? 0 : Math.max(-1, Math.min(1, across / Math.sqrt(ofA * ofB)));
}
