import { checkAborted, checkInteger, checkNumber, checkOptions, seededRandom } from "../foundation/mod.ts";
import type { Embeddings, Neighbours, OnProgress, Projection } from "../shapes.ts";
import { checkEmbeddings, nearestNeighbours } from "../vectors/mod.ts";
import { trustworthiness } from "./trustworthiness.ts";

/** Epochs between two pauses in which progress is told and an abort is heard. */
const EPOCHS_A_PAUSE = 10;

/** Options of `project()`. */
export interface ProjectOptions {
  /** Draws the first layout and the samples of the optimisation. */
  seed: number;
  /** Size of the neighbourhood that is kept together, the post itself counted: 3 to n − 1. Default 15. */
  neighbours?: number;
  /** How close points may be packed, in map units, [0, 1]. Default 0.1. */
  minDist?: number;
  /** Rounds of the optimisation. Default by size: 500 up to 2,500 rows, 200 from 7,500. */
  epochs?: number;
  /** Told in epochs. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/**
 * What does the space of meanings look like on paper? UMAP (McInnes, Healy and Melville 2018)
 * over exact cosine neighbours.
 *
 * A map shows which posts are near each other and hides how far apart the rest is: clusters'
 * sizes, gaps and directions mean nothing, and no measure reads it. Fit once on all posts;
 * show several seeds before claiming a shape. Same vectors, seed and settings give the same
 * bytes.
 *
 * @param embeddings n × d, unit rows, n > neighbours.
 * @param options See `ProjectOptions`.
 * @returns 2 · n coordinates, and in `quality` their trustworthiness.
 * @throws {RangeError} If a row is not of length 1 or there are too few rows.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { project } from "twoplane/projection";
 * const angles = Array.from({ length: 20 }, (_, i) => i / 4);
 * const vectors = Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]));
 * const ids = angles.map((_, i) => `p${i}`);
 * const map = await project({ ids, dims: 2, model: "hand", vectors }, { seed: 1, neighbours: 5, epochs: 50 });
 * assert(map.coordinates.length === 40);
 * ```
 */
export async function project(embeddings: Embeddings, options: ProjectOptions): Promise<Projection> {
  checkOptions("project", options, ["seed", "neighbours", "minDist", "epochs", "onProgress", "signal"]);
  const { seed, signal } = options;
  const random = seededRandom(seed, "layout");
  checkEmbeddings("project", embeddings, 4);
  const rows = embeddings.ids.length;
  const neighbours = checkInteger("project", "neighbours", options.neighbours ?? 15, { min: 3, max: rows - 1 });
  const minDist = checkNumber("project", "minDist", options.minDist ?? 0.1, { min: 0, max: 1 });
  if (options.epochs !== undefined) checkInteger("project", "epochs", options.epochs, { min: 1, max: 100_000 });
  const nearest = await nearestNeighbours(embeddings, {
    k: neighbours - 1,
    metric: "cosine",
    ...(signal === undefined ? {} : { signal }),
  });
  const { coordinates, epochs } = await layOut(nearest, rows, { ...options, neighbours, minDist, random });
  const judged = Math.min(neighbours - 1, Math.ceil(rows / 2) - 1);
  const trust = trustworthiness(embeddings, coordinates, { k: judged, seed });
  return {
    ids: embeddings.ids,
    coordinates,
    seed,
    settings: {
      method: "UMAP",
      metric: "cosine",
      neighbours,
      minDist,
      epochs,
      neighbourEngine: nearest.engine,
      trustworthinessNeighbours: judged,
      trustworthinessRows: trust.rows,
    },
    quality: { trustworthiness: trust.value },
  };
}

async function layOut(
  nearest: Neighbours,
  rows: number,
  { neighbours, minDist, epochs, random, onProgress, signal }: {
    neighbours: number;
    minDist: number;
    epochs?: number;
    random: () => number;
    onProgress?: OnProgress;
    signal?: AbortSignal;
  },
): Promise<{ coordinates: Float64Array; epochs: number }> {
  const { UMAP } = await import("umap-js");
  // A new object a call: a second fit on one object never ends.
  const umap = new UMAP({
    nNeighbors: neighbours,
    minDist,
    random,
    ...(epochs === undefined ? {} : { nEpochs: epochs }),
  });
  const { indices, distances } = withSelf(nearest, rows);
  umap.setPrecomputedKNN(indices, distances);
  // With neighbours given, only the number of rows is read from the data.
  const total = umap.initializeFit(Array.from({ length: rows }, () => []));
  for (let epoch = 0; epoch < total; epoch++) {
    if (epoch % EPOCHS_A_PAUSE === 0) {
      await new Promise((resume) => setTimeout(resume));
      checkAborted(signal);
      onProgress?.(epoch, total);
    }
    umap.step();
  }
  onProgress?.(total, total);
  return { coordinates: Float64Array.from(umap.getEmbedding().flat()), epochs: total };
}

/** Each row as its own first neighbour at distance 0, as UMAP counts. */
function withSelf({ indices, distances, k }: Neighbours, rows: number): { indices: number[][]; distances: number[][] } {
  const places = Array.from({ length: rows }, (_, row) => row);
  return {
    indices: places.map((row) => [row, ...indices.subarray(row * k, (row + 1) * k)]),
    distances: places.map((row) => [0, ...distances.subarray(row * k, (row + 1) * k)]),
  };
}
