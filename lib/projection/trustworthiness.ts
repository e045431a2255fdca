import { checkInteger, checkOptions, seededRandom, shuffled } from "../foundation/mod.ts";
import type { Embeddings } from "../shapes.ts";
import { checkEmbeddings, dot, rowOf, toUnit } from "../vectors/mod.ts";

/** Rows up to which every row is judged. */
export const EXACT_ROWS = 3000;
/** Rows judged of a larger map. */
export const SAMPLED_ROWS = 500;

/** Options of `trustworthiness()`. */
export interface TrustworthinessOptions {
  /** Neighbours on the map that are judged: 1 up to below n / 2. */
  k: number;
  /** Draws the sample of rows of a map above 3,000 rows. */
  seed: number;
}

/**
 * How far can neighbours on the map be believed?
 *
 * Each of a point's k nearest on the map that is not among its k nearest in the space of
 * meanings costs the more the further away it really is (Venna and Kaski 2001). 1 means that
 * no false neighbour is shown; 0.5 is what a random map gives. It says nothing about
 * distances between clusters. Up to 3,000 rows all are judged; of more, 500 drawn by the seed,
 * each against all.
 *
 * @param embeddings n × d, unit rows.
 * @param coordinates 2 · n map coordinates of the same rows.
 * @param options See `TrustworthinessOptions`.
 * @returns The value in [0, 1], and how many rows were judged.
 * @throws {RangeError} If the sizes do not fit or k is not below n / 2.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { trustworthiness } from "twoplane/projection";
 * const vectors = Float32Array.of(1, 0, 0.8, 0.6, 0, 1, -1, 0);
 * const embeddings = { ids: ["a", "b", "c", "d"], dims: 2, model: "hand", vectors };
 * const { value } = trustworthiness(embeddings, Float64Array.from(vectors), { k: 1, seed: 1 });
 * assert(value === 1);
 * ```
 */
export function trustworthiness(
  embeddings: Embeddings,
  coordinates: Float64Array,
  options: TrustworthinessOptions,
): { value: number; rows: number } {
  checkOptions("trustworthiness", options, ["k", "seed"]);
  checkEmbeddings("trustworthiness", embeddings, 3);
  const n = embeddings.ids.length;
  const k = checkInteger("trustworthiness", "k", options.k, { min: 1, max: Math.ceil(n / 2) - 1 });
  if (coordinates.length !== 2 * n) {
    throw new RangeError(`Cannot run trustworthiness(): needs 2 × ${n} coordinates, got ${coordinates.length}`);
  }
  const judged = judgedRows(n, options.seed);
  const units = embeddings.ids.map((_, row) => toUnit(rowOf(embeddings, row)));
  let penalty = 0;
  for (const row of judged) {
    const unit = units[row] as Float64Array;
    const far = Float64Array.from(units, (other) => -dot(unit, other));
    for (const other of nearest(row, mapDistances(row, coordinates), k)) {
      penalty += Math.max(0, rankOf(other, row, far) - k);
    }
  }
  const worst = judged.length * k * (2 * n - 3 * k - 1) / 2;
  return { value: 1 - penalty / worst, rows: judged.length };
}

function judgedRows(n: number, seed: number): number[] {
  const all = [...Array(n).keys()];
  if (n <= EXACT_ROWS) return all;
  return shuffled(all, seededRandom(seed, "trustworthiness")).slice(0, SAMPLED_ROWS).sort((a, b) => a - b);
}

/** Squared distance on the map from one point to each. */
function mapDistances(row: number, coordinates: Float64Array): Float64Array {
  const far = new Float64Array(coordinates.length / 2);
  const [x, y] = [coordinates[2 * row] as number, coordinates[2 * row + 1] as number];
  for (let other = 0; other < far.length; other++) {
    const [dx, dy] = [(coordinates[2 * other] as number) - x, (coordinates[2 * other + 1] as number) - y];
    far[other] = dx * dx + dy * dy;
  }
  return far;
}

/** The k other rows with the least distance, equal distances by place. */
function nearest(row: number, far: Float64Array, k: number): number[] {
  const kept: number[] = [];
  for (let other = 0; other < far.length; other++) {
    if (other === row) continue;
    const distance = far[other] as number;
    if (kept.length === k && distance >= (far[kept[k - 1] as number] as number)) continue;
    let place = Math.min(kept.length, k - 1);
    for (; place > 0 && (far[kept[place - 1] as number] as number) > distance; place--) {
      kept[place] = kept[place - 1] as number;
    }
    kept[place] = other;
  }
  return kept;
}

/** Place of `other` among all rows ordered by their distance from `row`: 1 is the nearest. */
function rankOf(other: number, row: number, far: Float64Array): number {
  const distance = far[other] as number;
  let closer = 0;
  for (let third = 0; third < far.length; third++) {
    if (third === row || third === other) continue;
    const there = far[third] as number;
    if (there < distance || (there === distance && third < other)) closer++;
  }
  return closer + 1;
}
