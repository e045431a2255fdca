import { groupBy } from "../foundation/mod.ts";
import type { Exposure, Random } from "../shapes.ts";
import { timesBefore, timesUpTo } from "./interactions.ts";
import { ascending, type PlacedPost } from "./placed.ts";
import { type CandidateDraw, sampled } from "./same_day_posts.ts";

/** The control of `interactionInfluence()`: posts the agent could have commented on at that moment, and did not. */
export interface SameMomentControl {
  kind: "same-moment visible control";
  /** How far in time from the post commented on a control may have been written; how long before the comment shown. Default 1. */
  hours?: number;
  /** Controls a comment, at most: the nearest by length and likeness to what the agent wrote before. Default 5. */
  controls?: number;
  /** Posts drawn at random among those that could be seen, from which the nearest are taken. Default 50. */
  candidates?: number;
}

/**
 * Posts that could be seen when a comment was written: same community, written within so many hours of
 * the one commented on and before the comment. Where exposures are known: those shown to the agent in the
 * hours before the comment, of any community, and only comments on a post shown then.
 */
export function visibleCandidates(
  targets: readonly PlacedPost[],
  { hours, candidates, exposures, communityOf, random }: {
    hours: number;
    candidates: number;
    exposures: readonly Exposure[] | undefined;
    communityOf: (post: PlacedPost) => string | null;
    random: Random;
  },
): CandidateDraw {
  const visible = exposures === undefined
    ? inCommunity(targets, { hours, communityOf })
    : shownTo(targets, { hours, exposures });
  return (interaction, { agentId, commented }) => {
    const { target, at } = interaction;
    return sampled(visible(target, agentId, at), {
      count: candidates,
      random,
      fits: ({ postId, authorId, createdAt }) =>
        postId !== target.postId && authorId !== agentId && createdAt <= at && !commented.has(postId),
    });
  };
}

type Visible = (target: PlacedPost, agentId: string, at: string) => readonly PlacedPost[];

function inCommunity(
  targets: readonly PlacedPost[],
  { hours, communityOf }: { hours: number; communityOf: (post: PlacedPost) => string | null },
): Visible {
  const communities = new Map(
    [...groupBy(targets, communityOf)].map(([community, posts]) => [
      community,
      { posts, times: posts.map(({ createdAt }) => createdAt) },
    ]),
  );
  return (target) => {
    const { posts, times } = communities.get(communityOf(target)) ?? { posts: [], times: [] };
    return posts.slice(
      timesBefore(times, shifted(target.createdAt, -hours)),
      timesUpTo(times, shifted(target.createdAt, hours)),
    );
  };
}

/** Nothing where the post commented on was not among what was shown: its exposure is then not known either. */
function shownTo(
  targets: readonly PlacedPost[],
  { hours, exposures }: { hours: number; exposures: readonly Exposure[] },
): Visible {
  const byId = new Map(targets.map((post) => [post.postId, post]));
  const byAgent = new Map(
    [...groupBy(exposures, ({ agentId }) => agentId)].map(([agentId, own]) => {
      const inTime = own.toSorted((a, b) => ascending(a.shownAt, b.shownAt) || a.position - b.position);
      return [agentId, { shown: inTime, times: inTime.map(({ shownAt }) => shownAt) }];
    }),
  );
  return (target, agentId, at) => {
    const { shown, times } = byAgent.get(agentId) ?? { shown: [], times: [] };
    const then = shown.slice(timesBefore(times, shifted(at, -hours)), timesUpTo(times, at));
    const posts = [...new Set(then.flatMap(({ postId }) => byId.get(postId) ?? []))];
    return posts.includes(target) ? posts : [];
  };
}

function shifted(time: string, hours: number): string {
  return new Date(Date.parse(time) + hours * 3_600_000).toISOString();
}
