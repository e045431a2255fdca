import { groupBy } from "../foundation/mod.ts";
import { count, type PlacedPost } from "./placed.ts";

/** One agent and its posts in order of time. */
export interface AgentPosts {
  agentId: string;
  posts: readonly PlacedPost[];
}

/** The agents of a corpus, and what was left out of them. */
export interface AgentsFound {
  /** In order of their first post, so that a change of names moves no draw. */
  agents: AgentPosts[];
  /** Agents with fewer posts than needed. */
  leftOut: number;
  /** Posts of those agents. */
  postsLeftOut: number;
  /** Posts whose author is not known. */
  withoutAuthor: number;
}

/**
 * Who wrote what? Posts by agent, for agents with enough of them.
 *
 * @param caller Name of the public function, for the message.
 * @param placed Posts in order of time, as `placePosts()` gives them.
 * @param minPosts Posts an agent needs.
 * @param where What else the message says of the call, such as ` with variant "raw"`.
 * @throws {RangeError} If no agent has so many.
 */
export function postsByAgent(
  caller: string,
  placed: readonly PlacedPost[],
  minPosts: number,
  where = "",
): AgentsFound {
  const authored = placed.filter(({ authorId }) => authorId !== null);
  const all = [...groupBy(authored, ({ authorId }) => authorId as string)].map(([agentId, posts]) => ({
    agentId,
    posts,
  }));
  const agents: AgentPosts[] = all.filter(({ posts }) => posts.length >= minPosts);
  if (agents.length === 0) {
    const most = all.reduce((longest, { posts }) => Math.max(longest, posts.length), 0);
    throw new RangeError(
      `Cannot run ${caller}()${where}: needs an agent with at least ${minPosts} posts, got ` +
        `${count(all.length, "agent")} with at most ${most}`,
    );
  }
  const kept = agents.reduce((sum, { posts }) => sum + posts.length, 0);
  return {
    agents,
    leftOut: all.length - agents.length,
    postsLeftOut: authored.length - kept,
    withoutAuthor: placed.length - authored.length,
  };
}
