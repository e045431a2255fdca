import type { Embeddings } from "../shapes.ts";
import { checkEmbeddings } from "./check.ts";
import { norm } from "./dot.ts";
import { addTo, rowOf } from "./rows.ts";

/** The centre of each group of rows. */
export interface Centroids {
  /** Groups in order of first appearance. */
  groups: readonly string[];
  /** Rows in each group. */
  counts: readonly number[];
  dims: number;
  /** Groups × d, row-major. */
  vectors: Float64Array;
  /** Length of each raw mean in [0, 1]: 1 where all rows agree, shrinking towards 0 as they differ. */
  lengths: readonly number[];
}

/** Options of `centroids()`. */
export interface CentroidsOptions {
  /** Group of each row, n labels; `null` leaves the row out. */
  groups: readonly (string | null)[];
  /** "raw": mean of the unit rows. "normalised": that mean at length 1. */
  scale: "raw" | "normalised";
}

/**
 * Where does each group of texts stand?
 *
 * A raw mean keeps its length, which says how much the group agrees and which closed forms
 * need; the normalised one is a direction only, for cosines between groups.
 *
 * @param embeddings n × d, unit rows.
 * @param options Which row belongs to which group; see `CentroidsOptions`.
 * @returns One centroid a group, summed in float64 in row order.
 * @throws {RangeError} If the labels are not n, or a centroid to normalise has length 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { centroids } from "twoplane/vectors";
 * const vectors = Float32Array.of(1, 0, 0, 1);
 * const made = centroids({ ids: ["a", "b"], dims: 2, model: "hand", vectors }, { groups: ["x", "x"], scale: "raw" });
 * assert(made.counts[0] === 2 && made.vectors[0] === 0.5);
 * ```
 */
export function centroids(embeddings: Embeddings, { groups, scale }: CentroidsOptions): Centroids {
  checkEmbeddings("centroids", embeddings);
  if (groups.length !== embeddings.ids.length) {
    throw new RangeError(
      `Cannot run centroids(): groups need one label a row (${embeddings.ids.length}), got ${groups.length}`,
    );
  }
  const places = new Map<string, number>();
  for (const group of groups) if (group !== null && !places.has(group)) places.set(group, places.size);
  const { dims } = embeddings;
  const vectors = new Float64Array(places.size * dims);
  const counts = new Array<number>(places.size).fill(0);
  groups.forEach((group, row) => {
    if (group === null) return;
    const place = places.get(group) as number;
    counts[place] = (counts[place] as number) + 1;
    addTo(vectors.subarray(place * dims, (place + 1) * dims), rowOf(embeddings, row));
  });
  const names = [...places.keys()];
  const lengths = names.map((name, place) => {
    const mean = vectors.subarray(place * dims, (place + 1) * dims);
    scaleBy(mean, 1 / (counts[place] as number));
    const length = norm(mean);
    if (scale === "normalised") scaleBy(mean, 1 / checkLength(name, length));
    return length;
  });
  return { groups: names, counts, dims, vectors, lengths };
}

function scaleBy(vector: Float64Array, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) * factor;
}

function checkLength(group: string, length: number): number {
  if (length > 1e-12) return length;
  throw new RangeError(
    `Cannot run centroids() with scale "normalised" at group "${group}": its vectors cancel out, so that their mean ` +
      `points nowhere. Use scale "raw"`,
  );
}
