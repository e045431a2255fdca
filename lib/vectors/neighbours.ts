import { checkInteger, checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Embeddings, Neighbours, OnProgress } from "../shapes.ts";
import { checkEmbeddings } from "./check.ts";
import { exactNeighbours } from "./neighbours_float64.ts";
import { nativeNeighbours } from "./neighbours_native.ts";

/** Rows up to which the default engine is plain float64. */
export const FLOAT64_ROWS = 4000;

/** Options of `nearestNeighbours()`. */
export interface NearestNeighboursOptions {
  /** Neighbours of each row, itself not counted: 1 to n − 1. */
  k: number;
  metric: "cosine";
  /** Default "float64" up to 4,000 rows (same bytes on every processor), "native" above. */
  engine?: "float64" | "native";
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/**
 * Which texts stand nearest to each text? Exact, not approximate.
 *
 * "float64" compares every pair in plain arithmetic, so that every processor gives the same
 * bytes. "native" finds candidates by float32 matrix products in ONNX Runtime, in blocks of
 * bounded memory, and measures those again in float64: distances are as good, but which of
 * two rows closer than 1e-6 comes first at the edge of the list may depend on the processor.
 * Equal distances are ordered by id.
 *
 * @param embeddings n × d, unit rows, n ≥ 2.
 * @param options See `NearestNeighboursOptions`.
 * @returns n × k indices and cosine distances, nearest first; below 1e-12 a distance is 0.
 * @throws {RangeError} If there are fewer than k + 1 rows or a row is not of length 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { nearestNeighbours } from "twoplane/vectors";
 * const vectors = Float32Array.of(1, 0, 0, 1, 0.6, 0.8);
 * const embeddings = { ids: ["a", "b", "c"], dims: 2, model: "hand", vectors };
 * const { indices } = await nearestNeighbours(embeddings, { k: 1, metric: "cosine" });
 * assert(indices.join() === "2,2,1");
 * ```
 */
export async function nearestNeighbours(
  embeddings: Embeddings,
  options: NearestNeighboursOptions,
): Promise<Neighbours> {
  const caller = "nearestNeighbours";
  checkOptions(caller, options, ["k", "metric", "engine", "onProgress", "signal"]);
  checkEmbeddings(caller, embeddings, 2);
  const rows = embeddings.ids.length;
  const k = checkInteger(caller, "k", options.k, { min: 1, max: rows - 1 });
  checkOneOf(caller, "metric", options.metric, ["cosine"]);
  const byDefault = rows <= FLOAT64_ROWS ? "float64" : "native";
  const engine = checkOneOf(caller, "engine", options.engine ?? byDefault, ["float64", "native"]);
  const find = engine === "float64" ? exactNeighbours : nativeNeighbours;
  const found = await find(embeddings, { ...options, k });
  return { ...found, k, metric: "cosine", engine };
}
