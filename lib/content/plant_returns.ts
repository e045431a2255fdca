import { groupBy, seededRandom } from "../foundation/mod.ts";
import type { Post } from "../shapes.ts";
import { ascending } from "./placed.ts";
import { checkPlanting, chosenAgents } from "./plant_choice.ts";

/** Options of `plantReturns()`. */
export interface PlantReturnsOptions {
  /** Share of an agent's comments that go to the agent who commented on it last, in [0, 1]. 0 changes nothing. */
  strength: number;
  /** ρ: share of the commenting agents that it happens to, in (0, 1]; at least one. */
  share: number;
  seed: number;
}

/**
 * What would the threads look like if agents returned comments? Comments go to the last post of who commented last.
 *
 * For measures of who answers whom. Comments change in order of time, so that a returned comment can be returned in
 * turn; their words stay. The result is a simulation, to be labelled so.
 *
 * @param posts Posts, comments and replies in any order; not changed.
 * @param options See `PlantReturnsOptions`.
 * @returns The posts in the same order, and how many comments go elsewhere.
 * @throws {RangeError} If a number is out of bounds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plantReturns } from "twoplane/content";
 * assert.deepEqual(plantReturns([], { strength: 0.5, share: 1, seed: 1 }), { posts: [], commentsMoved: 0 });
 * ```
 */
export function plantReturns(
  posts: readonly Post[],
  options: PlantReturnsOptions,
): { posts: Post[]; commentsMoved: number } {
  checkPlanting("plantReturns", options);
  const random = seededRandom(options.seed, "plant returned comments");
  const inTime = posts.toSorted((a, b) => ascending(a.createdAt, b.createdAt) || ascending(a.postId, b.postId));
  const commenters = [...groupBy(inTime.filter(isComment), ({ authorId }) => authorId).keys()];
  const chosen = chosenAgents(commenters, options.share, random);
  const authors = new Map(inTime.map(({ postId, authorId }) => [postId, authorId]));
  const lastPosts = new Map<string, string>();
  const lastCommenters = new Map<string, string>();
  const targets = new Map<string, string>();
  for (const post of inTime) {
    const { postId, authorId } = post;
    if (authorId === null) continue;
    if (post.kind === "post") lastPosts.set(authorId, postId);
    if (!isComment(post)) continue;
    const returned = random() < options.strength; // one number a comment, whatever the strength
    const visitor = chosen.has(authorId) ? lastCommenters.get(authorId) : undefined;
    const target = visitor === undefined ? undefined : lastPosts.get(visitor);
    if (returned && target !== undefined && target !== post.parentId) targets.set(postId, target);
    const answered = authors.get(targets.get(postId) ?? post.parentId ?? post.threadId ?? "") ?? null;
    if (answered !== null && answered !== authorId) lastCommenters.set(answered, authorId);
  }
  return {
    posts: posts.map((post) => {
      const target = targets.get(post.postId);
      return target === undefined ? post : { ...post, kind: "comment", parentId: target, threadId: target };
    }),
    commentsMoved: targets.size,
  };
}

function isComment({ kind, authorId }: Post): boolean {
  return kind !== "post" && authorId !== null;
}
