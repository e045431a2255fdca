import { checkInteger, checkOptions, quote, seededRandom } from "../foundation/mod.ts";
import type { Embeddings, OnProgress, Projection } from "../shapes.ts";
import { checkEmbeddings, rowsById } from "../vectors/mod.ts";
import { fitCurve } from "./curve.ts";
import { forcesOf } from "./forces.ts";
import { smoothDistances, strengths } from "./fuzzy_graph.ts";
import { type NearestPlaced, nearestPlaced } from "./nearest_placed.ts";
import { openLayout, runEpoch } from "./optimise.ts";
import { stateFrom } from "./stream.ts";

/** Learning rate of the refinement against that of a map, as UMAP places new points. */
const RATE = 0.25;

/** Options of `place()`. */
export interface PlaceOptions {
  /** Posts that are not on the map, m × d, from the same embedder. */
  newOnes: Embeddings;
  /** Posts of the map whose places are averaged: 1 to n. Default 15, fewer where the map has fewer. */
  neighbours?: number;
  /** Rounds in which a new point is pulled to its neighbours and pushed from others. Default 0: none. */
  epochs?: number;
  /** Draws who pushes in the refinement. Default: the seed of the map. */
  seed?: number;
  /** Told in new posts. */
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/**
 * Where do new posts stand on a map that is already drawn?
 *
 * Each new post goes to the mean place of the posts nearest in meaning, the surer neighbours counting more; a copy of a post
 * of the map goes where that post is. No point of the map moves, and no new post depends on which others come with it, so
 * that placing today's posts again tomorrow gives the same places. A post unlike all of the map is still put among its least
 * unlike: look at `quality.nearestDistance` before reading much into new ground.
 *
 * @param projection The map, as `project()` drew it.
 * @param embeddings The vectors that were mapped, n × d, in any order.
 * @param options See `PlaceOptions`.
 * @returns A projection of the new posts only; `quality.nearestDistance` is the mean cosine distance to the nearest post
 *   of the map.
 * @throws {RangeError} If a post of the embeddings is not on the map, a new post is, or models or dimensions differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { place } from "twoplane/projection";
 * const embeddings = { ids: ["a", "b"], dims: 2, model: "hand", vectors: Float32Array.of(1, 0, 0, 1) };
 * const map = { ids: ["a", "b"], coordinates: Float64Array.of(0, 0, 5, 5), seed: 1, settings: {}, quality: {} };
 * const newOnes = { ids: ["c"], dims: 2, model: "hand", vectors: Float32Array.of(0, 1) };
 * const { coordinates } = await place(map, embeddings, { newOnes });
 * assert.deepEqual([...coordinates], [5, 5]);
 * ```
 */
export async function place(
  projection: Projection,
  embeddings: Embeddings,
  options: PlaceOptions,
): Promise<Projection> {
  const caller = "place";
  checkOptions(caller, options, ["newOnes", "neighbours", "epochs", "seed", "onProgress", "signal"]);
  const { newOnes, onProgress, signal } = options;
  const points = checkPlace(projection, embeddings, newOnes);
  const rows = embeddings.ids.length;
  const k = checkInteger(caller, "neighbours", options.neighbours ?? Math.min(15, rows), { min: 1, max: rows });
  const epochs = checkInteger(caller, "epochs", options.epochs ?? 0, { min: 0, max: 100_000 });
  const seed = checkInteger(caller, "seed", options.seed ?? projection.seed);
  const nearest = await nearestPlaced(embeddings, newOnes, { k, onProgress, signal });
  const weights = weightsOf(nearest);
  const coordinates = barycentres(nearest, weights, points);
  if (epochs > 0) {
    refine(coordinates, { nearest, weights, points, newOnes, epochs, seed, minDist: minDistOf(projection) });
  }
  return {
    ids: newOnes.ids,
    coordinates,
    seed,
    settings: { method: "placed", neighbours: k, epochs, neighbourEngine: nearest.engine, map: projection.settings },
    quality: newOnes.ids.length === 0 ? {} : { nearestDistance: meanNearest(nearest) },
  };
}

/** Map coordinates in the order of the embeddings. */
function checkPlace(projection: Projection, embeddings: Embeddings, newOnes: Embeddings): Float64Array {
  checkEmbeddings("place", embeddings);
  checkEmbeddings("place", newOnes, 0);
  for (const name of ["dims", "model"] as const) {
    if (embeddings[name] === newOnes[name]) continue;
    const [there, here] = [quote(embeddings[name]), quote(newOnes[name])];
    throw new RangeError(`Cannot run place(): new posts need the ${name} of the map (${there}), got ${here}`);
  }
  const places = rowsById(projection);
  const again = newOnes.ids.find((id) => places.has(id));
  if (again !== undefined) {
    throw new RangeError(`Cannot run place() at post ${quote(again)}: needs new posts, got one that is on the map`);
  }
  const points = new Float64Array(2 * embeddings.ids.length);
  embeddings.ids.forEach((id, row) => {
    const at = places.get(id);
    if (at === undefined) {
      throw new RangeError(`Cannot run place() at post ${quote(id)}: needs a point on the map, got none`);
    }
    points.set(projection.coordinates.subarray(2 * at, 2 * at + 2), 2 * row);
  });
  return points;
}

/** How surely each neighbour is one; where some are at distance 0, only those count. */
function weightsOf(nearest: NearestPlaced): Float64Array {
  const { nearestDistances, scales } = smoothDistances(nearest, { connected: true });
  const { distances, k } = nearest;
  return strengths(nearest, nearestDistances, scales).map((weight, at) =>
    distances[at - at % k] === 0 ? (distances[at] === 0 ? 1 : 0) : weight
  );
}

function barycentres({ indices, k }: NearestPlaced, weights: Float64Array, points: Float64Array): Float64Array {
  const coordinates = new Float64Array(2 * indices.length / k);
  for (let row = 0; 2 * row < coordinates.length; row++) {
    let [x, y, total] = [0, 0, 0];
    for (let at = row * k; at < (row + 1) * k; at++) {
      const [weight, point] = [weights[at] as number, indices[at] as number];
      x += weight * (points[2 * point] as number);
      y += weight * (points[2 * point + 1] as number);
      total += weight;
    }
    coordinates.set([x / total, y / total], 2 * row);
  }
  return coordinates;
}

/** Each new point by itself, from a stream of its own: the place of one does not depend on the others. */
function refine(
  coordinates: Float64Array,
  { nearest, weights, points, newOnes, epochs, seed, minDist }: {
    nearest: NearestPlaced;
    weights: Float64Array;
    points: Float64Array;
    newOnes: Embeddings;
    epochs: number;
    seed: number;
    minDist: number;
  },
): void {
  const { indices, distances, k } = nearest;
  const forces = forcesOf(fitCurve(minDist, 1));
  const fixed = points.length / 2;
  const both = new Float64Array(points.length + 2);
  both.set(points);
  newOnes.ids.forEach((id, row) => {
    if (distances[row * k] === 0) return; // a copy stays where its original is
    both.set(coordinates.subarray(2 * row, 2 * row + 2), points.length);
    const [columns, own] = [indices, weights].map((all) => all.subarray(row * k, (row + 1) * k));
    const graph = {
      rows: 1,
      starts: Int32Array.of(0, k),
      columns: columns as Int32Array,
      weights: own as Float64Array,
    };
    const state = stateFrom(seededRandom(seed, `place ${id}`));
    const layout = openLayout(graph, { coordinates: both, forces, epochs, state, fixed, rate: RATE });
    for (let epoch = 0; epoch < epochs; epoch++) runEpoch(layout, epoch);
    coordinates.set(both.subarray(points.length), 2 * row);
  });
}

function minDistOf({ settings }: Projection): number {
  if (typeof settings.minDist === "number") return settings.minDist;
  throw new RangeError(
    `Cannot run place() with epochs: needs a map with minDist in its settings, got ${
      quote(settings.method ?? null)
    }. Leave epochs out`,
  );
}

function meanNearest({ distances, k }: NearestPlaced): number {
  const nearest = distances.filter((_, at) => at % k === 0);
  return nearest.reduce((sum, distance) => sum + distance, 0) / nearest.length;
}
