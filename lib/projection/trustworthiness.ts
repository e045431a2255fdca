import { checkOptions } from "../foundation/mod.ts";
import type { Embeddings } from "../shapes.ts";
import { judge, type JudgeOptions } from "./judged_rows.ts";

export { EXACT_ROWS, SAMPLED_ROWS } from "./judged_rows.ts";

/** Options of `trustworthiness()`. */
export type TrustworthinessOptions = JudgeOptions;

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
  const { trustworthiness: value, rows } = judge("trustworthiness", embeddings, coordinates, options);
  return { value, rows };
}
