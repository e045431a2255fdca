import { dot } from "../vectors/mod.ts";
import type { PlacedPost } from "./placed.ts";
import { addOne, sumOf } from "./sums.ts";

/** Which pairs of posts are compared: every pair, or those of different authors. */
export type PostPairs = "all pairs" | "different authors";

/** All that mean similarities within and across days rest on; sums over agents of their own such sums. */
export interface SimilaritySums {
  days: number;
  dims: number;
  /** Posts of each day. */
  counts: Float64Array;
  /** Days × d: sums of each day's unit vectors. */
  sums: Float64Array;
  /** Views of `sums`, one a day. */
  rows: readonly Float64Array[];
  /** Days × days: sum over authors of the product of their sums on two days; empty where all pairs count. */
  sameDots: Float64Array;
  /** Days × days: pairs of posts of the same author; empty where all pairs count. */
  samePairs: Float64Array;
}

/** Posts as numbers: where each stands in the pool, and whose it is. */
export interface PostPool {
  posts: readonly PlacedPost[];
  dims: number;
  days: number;
  /** Day of each post as it is. */
  dayOf: Int32Array;
  /** Places of each author's posts, authors in order of first post. */
  authors: readonly Int32Array[];
}

/** Numbers the posts of some days, and their authors; a post without author is an author of its own. */
export function poolOf(days: readonly (readonly PlacedPost[])[]): PostPool {
  const posts = days.flat();
  const places = new Map<string, number[]>();
  posts.forEach(({ authorKey }, place) => {
    const own = places.get(authorKey);
    if (own === undefined) places.set(authorKey, [place]);
    else own.push(place);
  });
  return {
    posts,
    dims: posts[0]?.vector.length ?? 0,
    days: days.length,
    dayOf: Int32Array.from(days.flatMap((ofDay, day) => ofDay.map(() => day))),
    authors: [...places.values()].map((own) => Int32Array.from(own)),
  };
}

/** Nothing added up yet. */
export function emptySums(days: number, dims: number, pairs: PostPairs): SimilaritySums {
  const matrix = pairs === "all pairs" ? 0 : days * days;
  const sums = new Float64Array(days * dims);
  return {
    days,
    dims,
    counts: new Float64Array(days),
    sums,
    rows: rowsOf(sums, days, dims),
    sameDots: new Float64Array(matrix),
    samePairs: new Float64Array(matrix),
  };
}

function rowsOf(sums: Float64Array, days: number, dims: number): Float64Array[] {
  return Array.from({ length: days }, (_, day) => sums.subarray(day * dims, (day + 1) * dims));
}

/** Adds one set of sums to another, in place: sums over agents are sums of the agents' sums. */
export function addSums(total: SimilaritySums, part: SimilaritySums): void {
  for (const field of ["counts", "sums", "sameDots", "samePairs"] as const) addOne(total[field], part[field]);
}

/** Sums of days when every pair counts: one pass over the posts. */
export function sumsOfAllPairs(days: readonly (readonly PlacedPost[])[], dims: number): SimilaritySums {
  const made = emptySums(days.length, dims, "all pairs");
  days.forEach((posts, day) => {
    made.counts[day] = posts.length;
    made.sums.set(sumOf(posts.map(({ vector }) => vector), dims), day * dims);
  });
  return made;
}

/**
 * Adds the posts of authors to sums, each post on the day that `dayOf` gives it.
 *
 * One author after the other, so that only one author's sums stand in memory at a time.
 *
 * @param sumsFor The sums that an author's posts go to, by the author's place in `pool.authors`.
 * @param reach How many days apart two days may be whose products are needed: 0 for pairs within days. Others stay 0.
 */
export function addAuthors(
  pool: PostPool,
  dayOf: Int32Array,
  { pairs, sumsFor, reach }: { pairs: PostPairs; sumsFor: (author: number) => SimilaritySums; reach: number },
): void {
  const { posts, dims, days, authors } = pool;
  const rows = rowsOf(new Float64Array(days * dims), days, dims);
  const counts = new Float64Array(days);
  authors.forEach((places, author) => {
    const into = sumsFor(author);
    if (places.length === 1 || pairs === "all pairs") {
      for (const place of places) addPost(into, (posts[place] as PlacedPost).vector, dayOf[place] as number, pairs);
      return;
    }
    const active: number[] = [];
    for (const place of places) {
      const day = dayOf[place] as number;
      if (counts[day] === 0) active.push(day);
      counts[day] = (counts[day] as number) + 1;
      addOne(rows[day] as Float64Array, (posts[place] as PlacedPost).vector);
    }
    for (const day of active) addAuthorDay(into, { rows, counts, day, active, reach });
    for (const day of active) {
      counts[day] = 0;
      (rows[day] as Float64Array).fill(0);
    }
  });
}

/** Mean cosine of posts of two days, or of the pairs within one; `null` where there is no pair to compare. */
export function meanCosine(sums: SimilaritySums, a: number, b: number): number | null {
  const { days, rows, counts, sameDots, samePairs } = sums;
  const [n, m] = [counts[a] as number, counts[b] as number];
  const together = dot(rows[a] as Float64Array, rows[b] as Float64Array);
  const place = a * days + b;
  const allPairs = sameDots.length === 0;
  const left = allPairs ? (a === b ? n : 0) : samePairs[place] as number;
  const leftDots = allPairs ? left : sameDots[place] as number; // a post with itself: length 1
  const pairs = n * m - left;
  return pairs === 0 ? null : (together - leftDots) / pairs;
}

function addPost(into: SimilaritySums, vector: Float64Array, day: number, pairs: PostPairs): void {
  const { days, counts, rows, sameDots, samePairs } = into;
  counts[day] = (counts[day] as number) + 1;
  addOne(rows[day] as Float64Array, vector);
  if (pairs === "all pairs") return;
  const place = day * days + day;
  sameDots[place] = (sameDots[place] as number) + 1;
  samePairs[place] = (samePairs[place] as number) + 1;
}

interface AuthorSums {
  rows: readonly Float64Array[];
  counts: Float64Array;
  day: number;
  active: readonly number[];
  reach: number;
}

function addAuthorDay(into: SimilaritySums, { rows, counts, day, active, reach }: AuthorSums): void {
  const { days, sameDots, samePairs } = into;
  const row = rows[day] as Float64Array;
  into.counts[day] = (into.counts[day] as number) + (counts[day] as number);
  addOne(into.rows[day] as Float64Array, row);
  for (const other of active) {
    if (other < day || other > day + reach) continue;
    const product = counts[day] === 1 && day === other ? 1 : dot(row, rows[other] as Float64Array);
    const pairs = (counts[day] as number) * (counts[other] as number);
    const [place, mirror] = [day * days + other, other * days + day];
    sameDots[place] = (sameDots[place] as number) + product;
    samePairs[place] = (samePairs[place] as number) + pairs;
    sameDots[mirror] = sameDots[place] as number;
    samePairs[mirror] = samePairs[place] as number;
  }
}
