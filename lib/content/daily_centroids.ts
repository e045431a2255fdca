import { checkInteger, checkOptions, groupBy } from "../foundation/mod.ts";
import type { Embeddings, Post } from "../shapes.ts";
import { norm } from "../vectors/mod.ts";
import { ascending, type PlacedPost, placePosts } from "./placed.ts";
import { sumOf } from "./sums.ts";

/** Options of `dailyCentroids()`. */
export interface DailyCentroidsOptions {
  /** Posts a day needs to be kept, ≥ 1. */
  minPosts: number;
}

/** The mean of each day's unit vectors. */
export interface DailyCentroids {
  /** UTC days kept, ascending. */
  days: readonly string[];
  /** Posts of each day. */
  counts: readonly number[];
  dims: number;
  /** Days × d raw means, row-major. */
  vectors: Float64Array;
  /** Length of each raw mean in [0, 1]: the more alike the day's posts, the longer. */
  lengths: readonly number[];
  /** Days with fewer posts than `minPosts`. */
  dropped: readonly { day: string; posts: number }[];
}

/**
 * What was each day about, on average?
 *
 * Days are UTC days. A day of few posts has a centroid that is mostly chance, so that days
 * below `minPosts` are dropped, and listed.
 *
 * @param posts Posts with a row each in the embeddings.
 * @param embeddings n × d, unit rows.
 * @param options See `DailyCentroidsOptions`.
 * @returns One raw mean a day kept.
 * @throws {RangeError} If no day has `minPosts` posts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dailyCentroids } from "twoplane/content";
 * const embeddings = { ids: ["p1"], dims: 2, model: "hand", vectors: Float32Array.of(0, 1) };
 * const { days } = dailyCentroids([{
 *   postId: "p1", authorId: "ada", kind: "post", createdAt: "2026-02-03T13:11:42.603Z", text: "…", title: null,
 *   communityId: null, parentId: null, threadId: null, score: null, modelId: null, source: "made up",
 * }], embeddings, { minPosts: 1 });
 * assert(days[0] === "2026-02-03");
 * ```
 */
export function dailyCentroids(
  posts: readonly Post[],
  embeddings: Embeddings,
  options: DailyCentroidsOptions,
): DailyCentroids {
  checkOptions("dailyCentroids", options, ["minPosts"]);
  const placed = placePosts("dailyCentroids", posts, embeddings);
  const { kept, dropped } = postsByDay("dailyCentroids", placed, options.minPosts);
  const { dims } = embeddings;
  const vectors = new Float64Array(kept.length * dims);
  const lengths = kept.map(({ posts: ofDay }, place) => {
    const mean = sumOf(ofDay.map(({ vector }) => vector), dims).map((value) => value / ofDay.length);
    vectors.set(mean, place * dims);
    return norm(mean);
  });
  return {
    days: kept.map(({ day }) => day),
    counts: kept.map(({ posts: ofDay }) => ofDay.length),
    dims,
    vectors,
    lengths,
    dropped,
  };
}

/** Days with enough posts, ascending, and the others. */
export function postsByDay(
  caller: string,
  placed: readonly PlacedPost[],
  minPosts: number,
): { kept: { day: string; posts: PlacedPost[] }[]; dropped: { day: string; posts: number }[] } {
  checkInteger(caller, "minPosts", minPosts, { min: 1 });
  const days = [...groupBy(placed, ({ day }) => day)]
    .map(([day, posts]) => ({ day, posts }))
    .sort((a, b) => ascending(a.day, b.day));
  const kept = days.filter(({ posts }) => posts.length >= minPosts);
  if (kept.length === 0) {
    const most = Math.max(...days.map(({ posts }) => posts.length));
    throw new RangeError(`Cannot run ${caller}(): needs a day of at least ${minPosts} posts, got at most ${most}`);
  }
  const dropped = days.filter(({ posts }) => posts.length < minPosts)
    .map(({ day, posts }) => ({ day, posts: posts.length }));
  return { kept, dropped };
}
