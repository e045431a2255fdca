import { checkInteger, checkOneOf, checkOptions } from "../foundation/mod.ts";
import type { Embeddings, Neighbours, OnProgress } from "../shapes.ts";
import { checkEmbeddings } from "./check.ts";
import { exactNeighbours } from "./neighbours_float64.ts";
import { approximateNeighbours } from "./neighbours_approximate.ts";
import { nativeNeighbours } from "./neighbours_native.ts";

/** Rows up to which the default engine is plain float64. */
export const FLOAT64_ROWS = 4000;
/** Rows up to which the default engine compares all pairs, which takes some four minutes there on two cores. */
export const EXACT_ROWS = 250_000;

/** Options of `nearestNeighbours()`. */
export interface NearestNeighboursOptions {
  /** Neighbours of each row, itself not counted: 1 to n − 1. */
  k: number;
  /** "cosine": 1 − cosine. "euclidean": of the unit rows, √(2 · cosine distance); the order is the same. */
  metric: "cosine" | "euclidean";
  /** Default "float64" up to 4,000 rows (same bytes on every processor), "native" up to 250,000, "approximate" above. */
  engine?: "float64" | "native" | "approximate";
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/**
 * Which texts stand nearest to each text? Exact up to 250,000 texts.
 *
 * "float64" compares every pair in plain arithmetic, so that every processor gives the same
 * bytes. "native" finds candidates by float32 matrix products in ONNX Runtime, in blocks of
 * bounded memory, and measures those again in float64: distances are as good, but which of
 * two rows closer than 1e-6 comes first at the edge of the list may depend on the processor.
 * "approximate" walks a graph of near rows (HNSW, Malkov & Yashunin 2018, IEEE TPAMI 42:824–836, by usearch) and measures
 * what it finds in float64; `recall` says which share of the true neighbours that is, on 200 rows. Equal distances are ordered by id.
 *
 * @param embeddings n × d, unit rows, n ≥ 2.
 * @param options See `NearestNeighboursOptions`.
 * @returns n × k indices and distances, nearest first; below 1e-12 a distance is 0.
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
  const metric = checkOneOf(caller, "metric", options.metric, ["cosine", "euclidean"]);
  const byDefault = rows <= FLOAT64_ROWS ? "float64" : rows <= EXACT_ROWS ? "native" : "approximate";
  const engine = checkOneOf(caller, "engine", options.engine ?? byDefault, ["float64", "native", "approximate"]);
  const { indices, distances, recall } = await ENGINES[engine](embeddings, { ...options, k });
  return {
    indices,
    distances: metric === "cosine" ? distances : distances.map((distance) => Math.sqrt(2 * distance)),
    ...{ k, metric, engine, recall: recall ?? 1 },
  };
}

type Engine = (
  embeddings: Embeddings,
  options: { k: number; onProgress?: OnProgress; signal?: AbortSignal },
) => Promise<{
  indices: Int32Array;
  distances: Float64Array;
  recall?: number;
}>;

const ENGINES: Readonly<Record<Neighbours["engine"], Engine>> = {
  float64: async (embeddings, options) => await exactNeighbours(embeddings, options),
  native: nativeNeighbours,
  approximate: approximateNeighbours,
};
