import { addTo, cosineSimilarity, dot } from "../vectors/mod.ts";
import type { PlacedPost } from "./placed.ts";

/** How two days' centroids are compared. */
export type StabilityVariant = "raw" | "corrected";

/** Sums of one day's unit vectors, in all and by author. */
export interface DaySums {
  n: number;
  sum: Float64Array;
  /** A post without author is an author of its own, under its postId. */
  authors: ReadonlyMap<string, { n: number; sum: Float64Array }>;
}

/** Adds up a day; only the corrected variant needs the authors. */
export function daySums(posts: readonly PlacedPost[], variant: StabilityVariant): DaySums {
  const sum = new Float64Array((posts[0] as PlacedPost).vector.length);
  const authors = new Map<string, { n: number; sum: Float64Array }>();
  for (const { authorId, postId, vector } of posts) {
    addTo(sum, vector);
    if (variant === "raw") continue;
    const key = authorId === null ? `post ${postId}` : `author ${authorId}`;
    const own = authors.get(key);
    if (own === undefined) authors.set(key, { n: 1, sum: vector });
    else authors.set(key, { n: own.n + 1, sum: plus(own, vector) });
  }
  return { n: posts.length, sum, authors };
}

/**
 * Similarity of two days; `null` where the corrected one has nothing to go by: no pair of
 * different authors within a day or across both, or a day whose authors are not alike at all.
 */
export function stabilityOf(variant: StabilityVariant, a: DaySums, b: DaySums): number | null {
  if (variant === "raw") return cosineSimilarity(a.sum, b.sum);
  const [across, withinA, withinB] = [betweenAuthors(a, b), withinDay(a), withinDay(b)];
  if (across === null || withinA === null || withinB === null || withinA <= 0 || withinB <= 0) return null;
  return across / Math.sqrt(withinA * withinB);
}

/** Mean cosine of the posts of two days, pairs of the same author left out. */
function betweenAuthors(a: DaySums, b: DaySums): number | null {
  let same = 0, samePairs = 0;
  for (const [author, own] of a.authors) {
    const other = b.authors.get(author);
    if (other === undefined) continue;
    same += dot(own.sum, other.sum);
    samePairs += own.n * other.n;
  }
  const pairs = a.n * b.n - samePairs;
  return pairs === 0 ? null : (dot(a.sum, b.sum) - same) / pairs;
}

/** Mean cosine of the posts of one day, pairs of the same author left out. */
function withinDay(day: DaySums): number | null {
  return betweenAuthors(day, day);
}

/** A new sum, since the first of an author is the post's own vector. */
function plus(own: { n: number; sum: Float64Array }, vector: Float64Array): Float64Array {
  const sum = own.n === 1 ? Float64Array.from(own.sum) : own.sum;
  addTo(sum, vector);
  return sum;
}
