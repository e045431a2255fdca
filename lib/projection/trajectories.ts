import { checkOptions, groupBy, quote } from "../foundation/mod.ts";
import type { Embeddings, Post, Projection, Trajectory } from "../shapes.ts";
import { checkEmbeddings, cosineSimilarity, rowOf, rowsById } from "../vectors/mod.ts";

/** Options of `trajectories()`. */
export interface TrajectoriesOptions {
  /** Where to draw each post. */
  projection: Projection;
  /** Where each post really stands: step lengths come from here. */
  embeddings: Embeddings;
}

/**
 * Which way did each agent's posts go?
 *
 * Posts are taken in order of time, equal times by postId. Positions are for drawing;
 * the length of a step is the cosine distance between two posts in the space of meanings,
 * since a map bends distances.
 *
 * @param posts Posts with an author; each has a row in the embeddings and a point on the map.
 * @param options See `TrajectoriesOptions`.
 * @returns One trajectory an agent, by agentId; an agent with one post has no steps.
 * @throws {TypeError} If a post has no author.
 * @throws {RangeError} If a post has no row or no point, or stands twice.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { trajectories } from "twoplane/projection";
 * const vectors = Float32Array.of(1, 0, 0, 1);
 * const embeddings = { ids: ["p1", "p2"], dims: 2, model: "hand", vectors };
 * const map = { ids: ["p1", "p2"], coordinates: Float64Array.of(0, 0, 3, 4), seed: 1, settings: {}, quality: {} };
 * const post = {
 *   authorId: "ada", kind: "post", text: "…", title: null, communityId: null, parentId: null,
 *   threadId: null, score: null, modelId: null, source: "made up",
 * } as const;
 * const [ada] = trajectories([
 *   { ...post, postId: "p2", createdAt: "2026-02-02T00:00:00.000Z" },
 *   { ...post, postId: "p1", createdAt: "2026-02-01T00:00:00.000Z" },
 * ], { projection: map, embeddings });
 * assert(ada?.postIds.join() === "p1,p2" && ada.stepLengths[0] === 1);
 * ```
 */
export function trajectories(posts: readonly Post[], options: TrajectoriesOptions): Trajectory[] {
  checkOptions("trajectories", options, ["projection", "embeddings"]);
  const { projection, embeddings } = options;
  checkEmbeddings("trajectories", embeddings);
  const rows = rowsById(embeddings);
  const points = rowsById(projection);
  const seen = new Set<string>();
  for (const post of posts) checkPost(post, rows, points, seen);
  const byAgent = groupBy(posts, ({ authorId }) => authorId as string);
  return [...byAgent.keys()].sort(ascending).map((agentId) => {
    const ordered = (byAgent.get(agentId) as Post[]).sort((a, b) =>
      ascending(a.createdAt, b.createdAt) || ascending(a.postId, b.postId)
    );
    const vectors = ordered.map(({ postId }) => rowOf(embeddings, rows.get(postId) as number));
    return {
      agentId,
      postIds: ordered.map(({ postId }) => postId),
      times: ordered.map(({ createdAt }) => createdAt),
      positions: ordered.map(({ postId }) => pointOf(projection, points.get(postId) as number)),
      stepLengths: vectors.slice(1).map((vector, i) => 1 - cosineSimilarity(vectors[i] as Float32Array, vector)),
    };
  });
}

function pointOf({ coordinates }: Projection, point: number): readonly [number, number] {
  return [coordinates[2 * point] as number, coordinates[2 * point + 1] as number];
}

function checkPost(
  { postId, authorId }: Post,
  rows: ReadonlyMap<string, number>,
  points: ReadonlyMap<string, number>,
  seen: Set<string>,
): void {
  if (authorId === null) {
    throw new TypeError(
      `Cannot run trajectories() at post ${quote(postId)}: needs an author, got null. Filter such posts out first`,
    );
  }
  const lacks = !rows.has(postId) ? "a row in the embeddings" : !points.has(postId) ? "a point on the map" : null;
  if (lacks !== null) {
    throw new RangeError(`Cannot run trajectories() at post ${quote(postId)}: needs ${lacks}, got none`);
  }
  if (seen.has(postId)) {
    throw new RangeError(`Cannot run trajectories(): posts need to be distinct, got ${quote(postId)} twice`);
  }
  seen.add(postId);
}

function ascending(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
