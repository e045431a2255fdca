import { dot } from "../vectors/mod.ts";
import type { PlacedPost } from "./placed.ts";
import { addOne } from "./sums.ts";
import type { VoteWeights } from "./vote_weights.ts";

/** How nearness to the posts at the top and bottom is taken. */
export type ProgressVariant = "raw" | "unbiased";

/** Which posts show what followed a window. */
export type LaterPosts = "next window" | "next post" | "all later";

/** A run of posts of one agent whose votes are ranked, and what came after and before it. */
export interface FeedbackWindow {
  /** Place of its first post among the agent's. */
  start: number;
  /** How much nearer to each post of the window the following posts stand than the window itself does. */
  forward: Float64Array | null;
  /** The same with the posts that came before: the measure in reverse time. */
  backward: Float64Array | null;
  /** Products of the window's vectors, w × w; raw only, which needs the lengths of centroids. */
  products: Float64Array | null;
}

/**
 * Cuts an agent's posts into windows of `size` and scores each post by how much nearer to it
 * the agent came: similarity of the following posts to it minus similarity of its own window.
 *
 * Net progress is then a weighted sum of these scores, whatever the votes, so that a draw of
 * votes costs a sort of the window and nothing that grows with the dimensions.
 */
export function feedbackWindows(
  posts: readonly PlacedPost[],
  { size, later, variant }: { size: number; later: LaterPosts; variant: ProgressVariant },
): FeedbackWindow[] {
  const sums = runningSums(posts);
  const windows: FeedbackWindow[] = [];
  for (let start = 0; start + size <= posts.length; start += size) {
    const own = posts.slice(start, start + size).map(({ vector }) => vector);
    const ownSum = between(sums, start, start + size);
    const reference = (range: readonly [number, number] | null) => {
      if (range === null) return null;
      const sum = between(sums, range[0], range[1]);
      return scores(own, ownSum, { sum, n: range[1] - range[0], variant });
    };
    const forward = reference(following(start, { size, posts: posts.length, later }));
    const backward = reference(preceding(start, { size, later }));
    if (forward === null && backward === null) continue;
    windows.push({ start, forward, backward, products: variant === "raw" ? products(own) : null });
  }
  return windows;
}

/** Net progress of one window: positive where the agent came nearer to the top than to the bottom. */
export function netProgress(
  scored: Float64Array,
  { top, bottom }: VoteWeights,
  products: Float64Array | null,
): number {
  if (products === null) return dot(top, scored) - dot(bottom, scored);
  return atUnitLength(top, scored, products) - atUnitLength(bottom, scored, products);
}

/** Sums of the first 0, 1, 2, … vectors. */
function runningSums(posts: readonly PlacedPost[]): Float64Array[] {
  const sums = [new Float64Array(posts[0]?.vector.length ?? 0)];
  for (const { vector } of posts) {
    const next = Float64Array.from(sums[sums.length - 1] as Float64Array);
    addOne(next, vector);
    sums.push(next);
  }
  return sums;
}

function between(sums: readonly Float64Array[], start: number, end: number): Float64Array {
  const [before, after] = [sums[start] as Float64Array, sums[end] as Float64Array];
  return after.map((value, i) => value - (before[i] as number));
}

function following(
  start: number,
  { size, posts, later }: { size: number; posts: number; later: LaterPosts },
): readonly [number, number] | null {
  const first = start + size;
  const last = later === "next window" ? first + size : later === "next post" ? first + 1 : posts;
  return last > posts || first >= posts ? null : [first, last];
}

function preceding(
  start: number,
  { size, later }: { size: number; later: LaterPosts },
): readonly [number, number] | null {
  const first = later === "next window" ? start - size : later === "next post" ? start - 1 : 0;
  return first < 0 || start === 0 ? null : [first, start];
}

/**
 * unbiased: mean similarity to the other set minus mean similarity to the rest of the own window.
 * raw: the same between unit centroids, the post itself among its own.
 */
function scores(
  own: readonly Float64Array[],
  ownSum: Float64Array,
  { sum, n, variant }: { sum: Float64Array; n: number; variant: ProgressVariant },
): Float64Array {
  if (variant === "unbiased") {
    return Float64Array.from(own, (vector) => {
      const self = dot(vector, vector);
      return dot(sum, vector) / n - (dot(ownSum, vector) - self) / (own.length - 1);
    });
  }
  const [there, here] = [length(sum), length(ownSum)];
  return Float64Array.from(own, (vector) => dot(sum, vector) / there - dot(ownSum, vector) / here);
}

/** Length of a centroid; one that cancels out is like nothing, so that dividing by ∞ gives 0. */
function length(sum: Float64Array): number {
  const squares = dot(sum, sum);
  return squares > 1e-24 ? Math.sqrt(squares) : Infinity;
}

function products(own: readonly Float64Array[]): Float64Array {
  return Float64Array.from(own.flatMap((a) => own.map((b) => dot(a, b))));
}

function atUnitLength(weights: Float64Array, scored: Float64Array, products: Float64Array): number {
  const n = weights.length;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < n; i++) {
    const weight = weights[i] as number;
    if (weight === 0) continue;
    sum += weight * (scored[i] as number);
    for (let j = 0; j < n; j++) squares += weight * (weights[j] as number) * (products[i * n + j] as number);
  }
  return squares > 1e-24 ? sum / Math.sqrt(squares) : 0;
}
