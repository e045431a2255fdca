import { dot, type FloatMatrix, type NearestCandidates } from "../vectors/mod.ts";
import type { PlacedPost } from "./placed.ts";

/** Which posts of a day count as neighbours: all others, or those of other authors. */
export type NeighbourPool = "same day" | "same day, other authors";

/** The nearest posts of each query, nearest first. */
export interface NeighbourLists {
  /** Places of the queries among the posts. */
  queries: Int32Array;
  /** Most neighbours of a query. */
  length: number;
  /** Queries × length: places of neighbours, −1 where there are no more. */
  places: Int32Array;
  /** Queries × length: their cosines, descending. */
  cosines: Float64Array;
}

/** How the posts of one day are searched. */
export interface NeighbourSearch {
  /** Neighbours to find of each query. */
  length: number;
  pool: NeighbourPool;
  /** Places of the posts to find neighbours of. Default: all. */
  queries?: Int32Array | undefined;
  /** `null`: plain float64. */
  native: NearestCandidates | null;
  /** Cosines of all pairs where they were taken before; for plain float64. */
  known: KnownCosines | null;
  pause: (work: number) => Promise<void>;
}

/** Cosines of all pairs of a corpus. */
export interface KnownCosines {
  placeOf: ReadonlyMap<PlacedPost, number>;
  size: number;
  /** Size × size. */
  values: Float64Array;
}

/** Takes every cosine once, for draws that deal the same posts again and again. */
export async function knownCosines(
  posts: readonly PlacedPost[],
  pause: (work: number) => Promise<void>,
): Promise<KnownCosines> {
  const size = posts.length;
  const values = new Float64Array(size * size);
  for (const [a, { vector }] of posts.entries()) {
    for (let b = a + 1; b < size; b++) {
      const cosine = dot(vector, (posts[b] as PlacedPost).vector);
      values[a * size + b] = cosine;
      values[b * size + a] = cosine;
    }
    await pause((size - a) * vector.length);
  }
  return { placeOf: new Map(posts.map((post, place) => [post, place])), size, values };
}

/** Candidates beyond those needed, since float32 may swap rows that are closer than its rounding. */
const SPARE = 8;

/** The exact nearest posts among those of one day; products found natively are measured again in float64. */
export async function neighbourLists(posts: readonly PlacedPost[], search: NeighbourSearch): Promise<NeighbourLists> {
  const queries = search.queries ?? Int32Array.from(posts, (_, place) => place);
  const length = Math.min(search.length, posts.length - 1);
  const lists: NeighbourLists = {
    queries,
    length,
    places: new Int32Array(queries.length * length).fill(-1),
    cosines: new Float64Array(queries.length * length).fill(-Infinity),
  };
  if (length === 0) return lists;
  if (search.native === null) await searchPlainly(posts, lists, search);
  else await searchNatively(posts, lists, { ...search, native: search.native });
  return lists;
}

/** May one post be the other's neighbour? */
export function areNeighbours(posts: readonly PlacedPost[], a: number, b: number, pool: NeighbourPool): boolean {
  return a !== b && (pool === "same day" || (posts[a] as PlacedPost).authorKey !== (posts[b] as PlacedPost).authorKey);
}

async function searchPlainly(
  posts: readonly PlacedPost[],
  lists: NeighbourLists,
  { pool, known, pause }: NeighbourSearch,
): Promise<void> {
  const places = known === null ? null : Int32Array.from(posts, (post) => known.placeOf.get(post) as number);
  for (const [list, query] of lists.queries.entries()) {
    const { vector } = posts[query] as PlacedPost;
    for (let other = 0; other < posts.length; other++) {
      if (!areNeighbours(posts, query, other, pool)) continue;
      const cosine = known === null || places === null
        ? dot(vector, (posts[other] as PlacedPost).vector)
        : known.values[(places[query] as number) * known.size + (places[other] as number)] as number;
      offer(lists, list, other, cosine);
    }
    await pause(posts.length * (known === null ? vector.length : 4));
  }
}

async function searchNatively(
  posts: readonly PlacedPost[],
  lists: NeighbourLists,
  { pool, native, pause }: NeighbourSearch & { native: NearestCandidates },
): Promise<void> {
  const all = rowsOf(posts, null);
  const search = async (chosen: Int32Array, count: number): Promise<number[]> => {
    const short: number[] = [];
    const queries = chosen.length === posts.length
      ? all
      : rowsOf(posts, chosen.map((list) => lists.queries[list] as number));
    await native.search(all, queries, {
      count,
      take: (places, start) => {
        for (let at = 0; at < places.length; at += count) {
          const list = chosen[start + at / count] as number;
          if (!offerAll(posts, lists, { list, places: places.subarray(at, at + count), pool })) short.push(list);
        }
      },
      pause: () => pause(1e6),
    });
    return short;
  };
  const count = Math.min(posts.length, lists.length + 1 + SPARE);
  const short = await search(Int32Array.from(lists.queries, (_, list) => list), count);
  if (pool === "same day" || count === posts.length) return;
  const own = new Map<string, number>();
  for (const { authorKey } of posts) own.set(authorKey, (own.get(authorKey) ?? 0) + 1);
  const neededOf = (list: number) => own.get((posts[lists.queries[list] as number] as PlacedPost).authorKey) as number;
  for (const group of byNeed(short, neededOf)) {
    const most = Math.max(...group.map(neededOf)); // so many candidates can be the author's own
    await search(Int32Array.from(group), Math.min(posts.length, lists.length + most + SPARE));
  }
}

/** Offers candidates that count; false where the list is not full for want of candidates. */
function offerAll(
  posts: readonly PlacedPost[],
  lists: NeighbourLists,
  { list, places, pool }: { list: number; places: Int32Array; pool: NeighbourPool },
): boolean {
  const query = lists.queries[list] as number;
  const { vector } = posts[query] as PlacedPost;
  const [from, to] = [list * lists.length, (list + 1) * lists.length];
  lists.places.fill(-1, from, to);
  lists.cosines.fill(-Infinity, from, to);
  let offered = 0;
  for (const other of places) {
    if (!areNeighbours(posts, query, other, pool)) continue;
    offer(lists, list, other, dot(vector, (posts[other] as PlacedPost).vector));
    offered++;
  }
  return offered >= lists.length || places.length === posts.length;
}

/** Puts a neighbour into its place, equal cosines in order of offer. */
function offer({ length, places, cosines }: NeighbourLists, list: number, other: number, cosine: number): void {
  const first = list * length;
  let place = first + length - 1;
  if (cosine <= (cosines[place] as number)) return;
  for (; place > first && (cosines[place - 1] as number) < cosine; place--) {
    cosines[place] = cosines[place - 1] as number;
    places[place] = places[place - 1] as number;
  }
  cosines[place] = cosine;
  places[place] = other;
}

/** Lists whose authors wrote about as much, within a factor of 4, so that few wait for many candidates. */
function byNeed(lists: readonly number[], neededOf: (list: number) => number): number[][] {
  const groups = new Map<number, number[]>();
  for (const list of lists) {
    const size = Math.ceil(Math.log2(neededOf(list) + 1) / 2);
    const group = groups.get(size);
    if (group === undefined) groups.set(size, [list]);
    else group.push(list);
  }
  return [...groups.values()];
}

function rowsOf(posts: readonly PlacedPost[], chosen: Int32Array | null): FloatMatrix {
  const rows = chosen?.length ?? posts.length;
  const columns = posts[0]?.vector.length ?? 0;
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    values.set((posts[chosen === null ? row : chosen[row] as number] as PlacedPost).vector, row * columns);
  }
  return { rows, columns, values };
}
