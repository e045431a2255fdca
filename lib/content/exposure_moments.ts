import { groupBy } from "../foundation/mod.ts";
import type { Exposure } from "../shapes.ts";
import { ascending, type PlacedPost } from "./placed.ts";

/** One agent's posts around what it was shown: the unit whose exposure is reassigned. */
export interface ExposureMoment {
  /** Index of the agent over all societies, in order of first posts. */
  agent: number;
  agentId: string;
  society: number;
  /** UTC day on which it was shown. */
  day: string;
  /** When the last of it was shown, UTC. */
  shownAt: string;
  /** What was shown, own posts left out, in order of time. */
  shown: readonly PlacedPost[];
  /** The agent's posts in order of time, and the place of the first one after. */
  posts: readonly PlacedPost[];
  place: number;
}

/** Which posts before and after are compared. */
export interface LagOptions {
  /** Posts after, ≥ 1. */
  followingPosts: number;
  /** Posts left out between what was shown and those after: 0 is the next post. */
  skippedPosts: number;
  /** Posts before, at most so many. */
  precedingPosts: number;
}

/** One agent of one society. */
export interface SocietyAgent {
  agentId: string;
  society: number;
  /** Index over all societies. */
  agent: number;
  /** In order of time. */
  posts: readonly PlacedPost[];
}

/** What was found, and what could not be used. */
export interface MomentsFound {
  moments: ExposureMoment[];
  /** Exposures to posts that are not among those given. */
  toOtherPosts: number;
  /** Exposures of an agent to itself. */
  toOwnPosts: number;
  /** Moments without a post of the agent before, or too few after. */
  withoutPosts: number;
  /** Exposures with no post of the reader after them. */
  withoutFollowing: number;
}

/**
 * What each agent was shown between two of its posts, on the last day of the gap.
 *
 * All that was shown after the post before, up to the post itself, is one set, however many
 * prompts it came in; of a gap of several days only the last day counts, since what it is compared with
 * are sets of the same day.
 *
 * @param agents Of one society.
 * @param exposures Of the same society.
 * @param shownById The posts that can have been shown.
 */
export function exposureMoments(
  agents: readonly SocietyAgent[],
  exposures: readonly Exposure[],
  { shownById, lag }: { shownById: ReadonlyMap<string, PlacedPost>; lag: LagOptions },
): MomentsFound {
  const byAgent = groupBy(exposures, ({ agentId }) => agentId);
  const found: MomentsFound = { moments: [], toOtherPosts: 0, toOwnPosts: 0, withoutPosts: 0, withoutFollowing: 0 };
  for (const { agentId, society, agent, posts } of agents) {
    const own = (byAgent.get(agentId) ?? []).toSorted((a, b) => ascending(a.shownAt, b.shownAt));
    let next = 0;
    posts.forEach(({ createdAt }, place) => {
      const start = next;
      while (next < own.length && (own[next] as Exposure).shownAt <= createdAt) next++;
      if (next === start) return;
      const gap = own.slice(start, next);
      const shownAt = (gap[gap.length - 1] as Exposure).shownAt;
      const day = shownAt.slice(0, 10);
      const shown = postsShown(gap.filter((exposure) => exposure.shownAt.startsWith(day)), {
        agentId,
        shownById,
        found,
      });
      if (shown.length === 0) return;
      if (place === 0 || place + lag.skippedPosts + lag.followingPosts > posts.length) found.withoutPosts++;
      else found.moments.push({ agent, agentId, society, day, shownAt, shown, posts, place });
    });
    found.withoutFollowing += own.length - next;
  }
  return found;
}

/** Each post once, in order of time; equal times by id, as everywhere. */
function postsShown(
  exposures: readonly Exposure[],
  { agentId, shownById, found }: {
    agentId: string;
    shownById: ReadonlyMap<string, PlacedPost>;
    found: MomentsFound;
  },
): PlacedPost[] {
  const shown = new Set<PlacedPost>();
  for (const { postId } of exposures) {
    const post = shownById.get(postId);
    if (post === undefined) found.toOtherPosts++;
    else if (post.authorId === agentId) found.toOwnPosts++;
    else shown.add(post);
  }
  return [...shown].sort((a, b) => ascending(a.createdAt, b.createdAt) || ascending(a.postId, b.postId));
}
