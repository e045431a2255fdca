import { groupBy } from "../foundation/mod.ts";
import type { Post } from "../shapes.ts";
import { ascending, type PlacedPost } from "./placed.ts";

/** One agent's first comment under one post of another. */
export interface Interaction {
  /** Index of the agent, in order of first texts measured. */
  agent: number;
  target: PlacedPost;
  /** When the comment was written, UTC. */
  at: string;
}

/** Whose texts are measured, in order of time. */
export interface MeasuredAgent {
  agentId: string;
  texts: readonly PlacedPost[];
  times: readonly string[];
}

/** What was found, and what could not be used. */
export interface InteractionsFound {
  agents: MeasuredAgent[];
  /** By agent, then by time. */
  interactions: Interaction[];
  /** By agent: the posts it commented on at any time. */
  commented: ReadonlySet<string>[];
  /** Comments to posts that are not among those given. */
  toOtherPosts: number;
  toOwnPosts: number;
  /** Further comments of an agent under the same post. */
  repeated: number;
  /** Comments of agents without any text measured, or without author. */
  withoutTexts: number;
}

/**
 * Who commented on what? Each agent's first comment under each post of another.
 *
 * @param texts The texts of agents whose change is measured, in order of time.
 * @param comments Comments and replies.
 * @param target "thread": the post at the top of the thread. "parent": what is answered, a comment too.
 */
export function interactionsOf(
  texts: readonly PlacedPost[],
  comments: readonly Post[],
  { target, placedById }: { target: "thread" | "parent"; placedById: ReadonlyMap<string, PlacedPost> },
): InteractionsFound {
  const authored = texts.filter(({ authorId }) => authorId !== null);
  const agents = [...groupBy(authored, ({ authorId }) => authorId as string)].map(([agentId, own]) => (
    { agentId, texts: own, times: own.map(({ createdAt }) => createdAt) }
  ));
  const byAuthor = groupBy(comments, ({ authorId }) => authorId);
  const found: InteractionsFound = {
    agents,
    interactions: [],
    commented: [],
    toOtherPosts: 0,
    toOwnPosts: 0,
    repeated: 0,
    withoutTexts: 0,
  };
  agents.forEach(({ agentId }, agent) => {
    const own = (byAuthor.get(agentId) ?? []).toSorted((a, b) => ascending(a.createdAt, b.createdAt));
    byAuthor.delete(agentId);
    const commented = new Set<string>();
    for (const { parentId, threadId, createdAt } of own) {
      const id = target === "thread" ? threadId ?? parentId : parentId;
      const post = id === null ? undefined : placedById.get(id);
      if (post === undefined) found.toOtherPosts++;
      else if (post.authorId === agentId) found.toOwnPosts++;
      else if (commented.has(post.postId)) found.repeated++;
      else {
        commented.add(post.postId);
        found.interactions.push({ agent, target: post, at: createdAt });
      }
    }
    found.commented.push(commented);
  });
  for (const left of byAuthor.values()) found.withoutTexts += left.length;
  return found;
}

/** Number of times before a moment: those strictly earlier, in an ascending list. */
export function timesBefore(times: readonly string[], moment: string): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as string) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of times up to a moment, itself included. */
export function timesUpTo(times: readonly string[], moment: string): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as string) <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
