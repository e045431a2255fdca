import { cosineSimilarity, dot } from "../vectors/mod.ts";
import type { PlacedPost } from "./placed.ts";
import { addOne, sumOf } from "./sums.ts";

/** How two days' centroids are compared. */
export type StabilityVariant = "raw" | "corrected";

/** Sums of one day's unit vectors, in all and by author. */
export interface DaySums {
  n: number;
  sum: Float64Array;
  /** By `authorKey`; empty for the raw variant. */
  authors: ReadonlyMap<string, AuthorSum>;
  /** Mean cosine of the day's posts, pairs of the same author left out; `null` where there is no other pair. */
  within: number | null;
}

interface AuthorSum {
  n: number;
  sum: Float64Array;
}

/** Adds up a day; only the corrected variant needs the authors. */
export function daySums(posts: readonly PlacedPost[], variant: StabilityVariant): DaySums {
  const sum = sumOf(posts.map(({ vector }) => vector), posts[0]?.vector.length ?? 0);
  const authors = new Map<string, AuthorSum>();
  if (variant === "raw") return { n: posts.length, sum, authors, within: null };
  for (const { authorKey, vector } of posts) {
    const own = authors.get(authorKey);
    if (own === undefined) authors.set(authorKey, { n: 1, sum: vector });
    else authors.set(authorKey, { n: own.n + 1, sum: plus(own, vector) });
  }
  return { n: posts.length, sum, authors, within: withinDay({ n: posts.length, sum, authors }) };
}

/**
 * Similarity of two days; `null` where the corrected one has nothing to go by: no pair of
 * different authors within a day or across both, or a day whose authors are not alike at all.
 */
export function stabilityOf(variant: StabilityVariant, a: DaySums, b: DaySums): number | null {
  if (variant === "raw") return cosineSimilarity(a.sum, b.sum);
  const across = betweenDays(a, b);
  if (across === null || a.within === null || b.within === null || a.within <= 0 || b.within <= 0) return null;
  return across / Math.sqrt(a.within * b.within);
}

/** Mean cosine of the posts of two days, pairs of the same author left out. */
function betweenDays(a: DaySums, b: DaySums): number | null {
  let [same, samePairs] = [0, 0];
  for (const [author, own] of a.authors) {
    const other = b.authors.get(author);
    if (other === undefined) continue;
    same += dot(own.sum, other.sum);
    samePairs += own.n * other.n;
  }
  const pairs = a.n * b.n - samePairs;
  return pairs === 0 ? null : (dot(a.sum, b.sum) - same) / pairs;
}

function withinDay({ n, sum, authors }: Omit<DaySums, "within">): number | null {
  let [same, samePairs] = [0, 0];
  for (const own of authors.values()) {
    same += own.n === 1 ? 1 : dot(own.sum, own.sum); // one post has length 1
    samePairs += own.n * own.n;
  }
  const pairs = n * n - samePairs;
  return pairs === 0 ? null : (dot(sum, sum) - same) / pairs;
}

/** A new sum, since the first of an author is the post's own vector. */
function plus(own: AuthorSum, vector: Float64Array): Float64Array {
  const sum = own.n === 1 ? Float64Array.from(own.sum) : own.sum;
  addOne(sum, vector);
  return sum;
}
