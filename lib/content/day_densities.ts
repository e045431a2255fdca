import { dot, type NearestCandidates } from "../vectors/mod.ts";
import {
  areNeighbours,
  type KnownCosines,
  type NeighbourLists,
  neighbourLists,
  type NeighbourPool,
} from "./neighbour_lists.ts";
import type { PlacedPost } from "./placed.ts";

/** Posts of one day and their neighbours. */
export interface DayNeighbours {
  posts: readonly PlacedPost[];
  lists: NeighbourLists;
}

/** Everything that the search of a day needs. */
export interface DensitySearch {
  k: number;
  pool: NeighbourPool;
  /** Neighbours to list, at least k. */
  length: number;
  native: NearestCandidates | null;
  known: KnownCosines | null;
  pause: (work: number) => Promise<void>;
}

/** The neighbours of every post of a day, or of some. */
export async function dayNeighbours(
  posts: readonly PlacedPost[],
  { pool, length, native, known, pause }: DensitySearch,
  queries?: Int32Array,
): Promise<DayNeighbours> {
  return { posts, lists: await neighbourLists(posts, { pool, length, native, known, pause, queries }) };
}

/** Density of each query: mean cosine to its k nearest; NaN where there are fewer. */
export function densities({ lists: { queries, length, cosines } }: DayNeighbours, k: number): Float64Array {
  const values = new Float64Array(queries.length).fill(NaN);
  if (length < k) return values;
  for (let list = 0; list < queries.length; list++) {
    let sum = 0;
    for (let i = list * length; i < list * length + k; i++) sum += cosines[i] as number;
    if (sum > -Infinity) values[list] = sum / k;
  }
  return values;
}

/** Mean of the values that are numbers; `null` where none is. */
export function meanOfNumbers(values: Float64Array): number | null {
  let [sum, n] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  return n === 0 ? null : sum / n;
}

/**
 * Mean density of the posts of some agents among each other.
 *
 * Lists hold neighbours beyond k, so that k of those kept stand in nearly every list; where they do not, the kept posts are
 * measured one by one.
 *
 * @param isKept Of each post of the day, whether its agent is kept.
 */
export function densityOfKept(
  { posts, lists }: DayNeighbours,
  isKept: Uint8Array,
  { k, pool }: { k: number; pool: NeighbourPool },
): number | null {
  const { queries, length, places, cosines } = lists;
  const values = new Float64Array(queries.length).fill(NaN);
  for (let list = 0; list < queries.length; list++) {
    const query = queries[list] as number;
    if (isKept[query] === 0) continue;
    let [sum, found, at] = [0, 0, list * length];
    const end = at + length;
    for (; at < end && found < k && (places[at] as number) >= 0; at++) {
      if (isKept[places[at] as number] === 0) continue;
      sum += cosines[at] as number;
      found++;
    }
    const isWhole = at < end || length === posts.length - 1; // nobody stands behind the last of the list
    if (found === k) values[list] = sum / k;
    else if (!isWhole) values[list] = plainDensity(posts, isKept, { query, k, pool });
  }
  return meanOfNumbers(values);
}

function plainDensity(
  posts: readonly PlacedPost[],
  isKept: Uint8Array,
  { query, k, pool }: { query: number; k: number; pool: NeighbourPool },
): number {
  const { vector } = posts[query] as PlacedPost;
  const nearest = new Float64Array(k).fill(-Infinity); // descending
  for (let other = 0; other < posts.length; other++) {
    if (isKept[other] === 0 || !areNeighbours(posts, query, other, pool)) continue;
    const cosine = dot(vector, (posts[other] as PlacedPost).vector);
    let place = k - 1;
    if (cosine <= (nearest[place] as number)) continue;
    for (; place > 0 && (nearest[place - 1] as number) < cosine; place--) nearest[place] = nearest[place - 1] as number;
    nearest[place] = cosine;
  }
  const sum = nearest.reduce((total, cosine) => total + cosine, 0);
  return sum > -Infinity ? sum / k : NaN;
}
