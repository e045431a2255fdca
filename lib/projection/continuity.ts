import { checkOptions } from "../foundation/mod.ts";
import type { Embeddings } from "../shapes.ts";
import { judge, type JudgeOptions } from "./judged_rows.ts";

/**
 * Does the map keep true neighbours together?
 *
 * The counterpart of trustworthiness (Venna and Kaski 2001): each of a point's k nearest in the
 * space of meanings that is not among its k nearest on the map costs the more the further away
 * the map puts it. 1 means that no neighbourhood was torn apart; 0.5 is what a random map gives.
 * Up to 3,000 rows all are judged; of more, 500 drawn by the seed, each against all.
 *
 * @param embeddings n × d, unit rows.
 * @param coordinates 2 · n map coordinates of the same rows.
 * @param options See `JudgeOptions`.
 * @returns The value in [0, 1], and how many rows were judged.
 * @throws {RangeError} If the sizes do not fit or k is not below n / 2.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { continuity } from "twoplane/projection";
 * const vectors = Float32Array.of(1, 0, 0.8, 0.6, 0, 1, -1, 0);
 * const embeddings = { ids: ["a", "b", "c", "d"], dims: 2, model: "hand", vectors };
 * const { value } = continuity(embeddings, Float64Array.from(vectors), { k: 1, seed: 1 });
 * assert(value === 1);
 * ```
 */
export function continuity(
  embeddings: Embeddings,
  coordinates: Float64Array,
  options: JudgeOptions,
): { value: number; rows: number } {
  checkOptions("continuity", options, ["k", "seed"]);
  const { continuity: value, rows } = judge("continuity", embeddings, coordinates, options);
  return { value, rows };
}

/**
 * Which share of each point's k nearest are its k nearest on the map too?
 *
 * The plainest of the measures and the hardest: nothing is earned by coming close. A random
 * map keeps k / (n − 1). Up to 3,000 rows all are judged; of more, 500 drawn by the seed,
 * each against all.
 *
 * @param embeddings n × d, unit rows.
 * @param coordinates 2 · n map coordinates of the same rows.
 * @param options See `JudgeOptions`.
 * @returns The share in [0, 1], and how many rows were judged.
 * @throws {RangeError} If the sizes do not fit or k is not below n / 2.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { neighbourPreservation } from "twoplane/projection";
 * const vectors = Float32Array.of(1, 0, 0.8, 0.6, 0, 1, -1, 0);
 * const embeddings = { ids: ["a", "b", "c", "d"], dims: 2, model: "hand", vectors };
 * const { value } = neighbourPreservation(embeddings, Float64Array.from(vectors), { k: 1, seed: 1 });
 * assert(value === 1);
 * ```
 */
export function neighbourPreservation(
  embeddings: Embeddings,
  coordinates: Float64Array,
  options: JudgeOptions,
): { value: number; rows: number } {
  checkOptions("neighbourPreservation", options, ["k", "seed"]);
  const { neighbourPreservation: value, rows } = judge("neighbourPreservation", embeddings, coordinates, options);
  return { value, rows };
}
