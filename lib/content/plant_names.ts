import { groupBy, randomIndex, seededRandom } from "../foundation/mod.ts";
import type { Post } from "../shapes.ts";
import { ascending } from "./placed.ts";
import { checkPlanting, chosenAgents } from "./plant_choice.ts";

/** Options of `plantNames()`. */
export interface PlantNamesOptions {
  /** Share of an agent's replies to outsiders that name the anchor, in [0, 1]. 0 changes nothing. */
  strength: number;
  /** ρ: share of the replying agents that it happens to, in (0, 1]; at least one. */
  share: number;
  /** Fixes the anchor, and who names it. */
  seed: number;
}

/**
 * What would replies look like if agents had a common anchor? Replies to outsiders name one and the same agent.
 *
 * Outsiders are accounts whose posts are not among those given, such as a visitor with probes: leave the probes out.
 * The name is put before the text. The result is no author's text: a simulation, to be labelled so.
 *
 * @param posts Posts, comments and replies in any order; not changed.
 * @param options See `PlantNamesOptions`.
 * @returns The posts in the same order, who became the anchor, `null` without posts, and how many replies name it.
 * @throws {RangeError} If a number is out of bounds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plantNames } from "twoplane/content";
 * assert.deepEqual(plantNames([], { strength: 1, share: 1, seed: 1 }), { posts: [], anchor: null, repliesChanged: 0 });
 * ```
 */
export function plantNames(
  posts: readonly Post[],
  options: PlantNamesOptions,
): { posts: Post[]; anchor: string | null; repliesChanged: number } {
  checkPlanting("plantNames", options);
  const random = seededRandom(options.seed, "plant names");
  const inTime = posts.toSorted((a, b) => ascending(a.createdAt, b.createdAt) || ascending(a.postId, b.postId));
  const authors = [...groupBy(inTime, ({ authorId }) => authorId).keys()].filter((authorId) => authorId !== null);
  const anchor = authors[randomIndex(random, Math.max(1, authors.length))] ?? null;
  const known = new Set(inTime.filter(({ authorId }) => authorId !== null).map(({ postId }) => postId));
  const replies = inTime.filter(({ kind, authorId, parentId }) =>
    kind !== "post" && authorId !== null && parentId !== null && !known.has(parentId)
  );
  const repliers = [...groupBy(replies, ({ authorId }) => authorId).keys()];
  const chosen = chosenAgents(repliers, options.share, random);
  const changed = new Set(
    replies.filter(({ authorId }) => {
      const named = random() < options.strength; // one number a reply, whatever the strength
      return named && chosen.has(authorId) && authorId !== anchor;
    }).map(({ postId }) => postId),
  );
  return {
    posts: posts.map((post) => changed.has(post.postId) ? { ...post, text: `@${anchor}: ${post.text}` } : post),
    anchor,
    repliesChanged: changed.size,
  };
}
