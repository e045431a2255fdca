import { groupBy, quote } from "../foundation/mod.ts";
import type { Embeddings, Post } from "../shapes.ts";
import { checkEmbeddings, rowOf, rowsById, toUnit } from "../vectors/mod.ts";

/** One agent's posts in order of time, equal times by postId. */
export interface AgentPath {
  agentId: string;
  /** Names the agent's stream of draws, so that neither its name nor the other agents move them. */
  firstPostId: string;
  /** UTC day of each post. */
  days: readonly string[];
  /** Unit vector of each post, in float64. */
  vectors: readonly Float64Array[];
}

/** Paths, and what was left out of them. */
export interface PathsFound {
  /** In order of their first post. */
  paths: AgentPath[];
  /** Agents with fewer posts than needed. */
  tooFew: number;
  /** Agents with more posts than can be held. */
  tooMany: number;
  postsWithoutAuthor: number;
}

/**
 * Which way did each agent go, in the space of meanings?
 *
 * @throws {RangeError} If no agent has from `minPosts` to `maxPosts` posts, a post has no row or stands twice.
 */
export function agentPaths(
  caller: string,
  posts: readonly Post[],
  embeddings: Embeddings,
  { minPosts, maxPosts }: { minPosts: number; maxPosts: number },
): PathsFound {
  checkEmbeddings(caller, embeddings);
  if (!Array.isArray(posts)) {
    throw new TypeError(`Cannot run ${caller}(): needs an array of posts, got ${quote(posts)}`);
  }
  const rows = rowsById(embeddings);
  checkPosts(caller, posts, rows);
  const authored = posts.filter(({ authorId }) => authorId !== null)
    .sort((a, b) => ascending(a.createdAt, b.createdAt) || ascending(a.postId, b.postId));
  const all = [...groupBy(authored, ({ authorId }) => authorId as string)];
  const kept = all.filter(([, own]) => own.length >= minPosts && own.length <= maxPosts);
  if (kept.length === 0) {
    const most = all.reduce((longest, [, own]) => Math.max(longest, own.length), 0);
    throw new RangeError(
      `Cannot run ${caller}(): needs an agent with ${minPosts} to ${maxPosts} posts, got ${
        count(all.length, "agent")
      } ` +
        `with at most ${most}`,
    );
  }
  return {
    paths: kept.map(([agentId, own]) => ({
      agentId,
      firstPostId: (own[0] as Post).postId,
      days: own.map(({ createdAt }) => createdAt.slice(0, 10)),
      vectors: own.map(({ postId }) => toUnit(rowOf(embeddings, rows.get(postId) as number))),
    })),
    tooFew: all.filter(([, own]) => own.length < minPosts).length,
    tooMany: all.filter(([, own]) => own.length > maxPosts).length,
    postsWithoutAuthor: posts.length - authored.length,
  };
}

/** "1 agent", "7 agents". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** Order of code units: the same on every machine, whatever its language. */
export function ascending(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function checkPosts(caller: string, posts: readonly Post[], rows: ReadonlyMap<string, number>): void {
  const seen = new Set<string>();
  for (const { postId, createdAt } of posts) {
    const at = `Cannot run ${caller}() at post ${quote(postId)}`;
    if (!rows.has(postId)) throw new RangeError(`${at}: needs a row in the embeddings, got none`);
    if (seen.has(postId)) throw new RangeError(`${at}: posts need to be distinct, got it twice`);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(createdAt)) {
      throw new RangeError(`${at}: createdAt needs UTC like "2026-02-03T13:11:42.603Z", got ${quote(createdAt)}`);
    }
    seen.add(postId);
  }
}
